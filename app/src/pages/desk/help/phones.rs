//! The phones of a teacher, to tell them apart, and what is done about a lost one.

use desk_api::accounts::CodeSlip;
use desk_api::help::PhoneLine;
use domain::id::AccountId;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::pages::desk::decide::{Done, Said, decide};
use crate::pages::desk::open::Open;
use crate::server_fns::help::lost_phone;
use crate::{w, words};

/// What a phone is called.
fn label(phone: &PhoneLine) -> String {
    if phone.label.is_empty() { w!(help.unnamed).to_owned() } else { phone.label.clone() }
}

/// What happens to a lost phone and what does not, before it is done.
#[component]
fn Lost(
    account: AccountId,
    phone: PhoneLine,
    slip: RwSignal<Option<CodeSlip>>,
    sure: RwSignal<Option<PhoneLine>>,
) -> impl IntoView {
    let open = expect_context::<Open<AccountId>>();
    let done = expect_context::<Done>().0;
    let error: Said = RwSignal::new(None);
    let name = label(&phone);
    let title = w!(help.lost_title, label = name.as_str());
    let yes = move |_| {
        let said = w!(help.lost_done, label = name.as_str());
        decide(lost_phone(account, phone.id), error, move |made| {
            slip.set(Some(made));
            done.set(said);
            sure.set(None);
            open.change();
        });
    };
    view! {
        <div class="sheet" role="alertdialog" aria-modal="true" aria-label=title.clone()>
            <h2>{title.clone()}</h2>
            <ul class="bullets">
                <li>{w!(help.lost_stops)}</li>
                <li>{w!(help.lost_gone)}</li>
                <li>{w!(help.lost_stays)}</li>
                <li>{w!(help.lost_next)}</li>
                <li><A href=format!("/desk/phone/{}", phone.id)>{w!(help.whose)}</A></li>
            </ul>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| sure.set(None)>{w!(help.no)}</button>
                <button type="button" class="button danger" on:click=yes>{w!(help.lost_yes)}</button>
            </div>
        </div>
    }
}

/// The phones and computers in use.
#[component]
pub fn Phones(
    account: AccountId,
    phones: Vec<PhoneLine>,
    stopped: Vec<PhoneLine>,
    slip: RwSignal<Option<CodeSlip>>,
) -> impl IntoView {
    let sure = RwSignal::new(None::<PhoneLine>);
    let none = phones.is_empty().then(|| view! { <p class="meta">{w!(help.no_phones)}</p> });
    let row = |phone: PhoneLine| {
        let added = w!(help.added, date = words::date::day(phone.added_on));
        let name = label(&phone);
        view! {
            <li class="row"><span class="grow">{name}" "<span class="meta">{added}</span></span>
                <button type="button" class="button quiet small" on:click=move |_| sure.set(Some(phone.clone()))>
                    {w!(help.lost)}</button></li>
        }
    };
    let gone = |phone: PhoneLine| {
        let on = phone.stopped_on.map(words::date::day).unwrap_or_default();
        let said = w!(help.stopped, date = on);
        let to = format!("/desk/phone/{}", phone.id);
        view! {
            <li class="row"><span class="grow">{label(&phone)}" "<span class="meta">{said}</span></span>
                <A href=to attr:class="button quiet small">{w!(help.whose)}</A></li>
        }
    };
    let asked = move || sure.get().map(|phone| view! { <Lost account=account phone=phone slip=slip sure=sure /> });
    view! {
        <section class="panel" aria-label=w!(help.phones)>
            <h2>{w!(help.phones)}</h2>
            <p class="meta">{w!(help.phones_hint)}</p>
            {none}
            <ul class="plain">{phones.into_iter().map(row).collect_view()}{stopped.into_iter().map(gone).collect_view()}</ul>
            {asked}
        </section>
    }
}
