//! A teacher's name and number, put right where they are read.

use desk_api::help::{Identity, NAME_CHARS_MAX, PersonView};
use domain::id::AccountId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::pages::desk::decide::{Done, Said, decide};
use crate::pages::desk::open::Open;
use crate::server_fns::help::correct_person;
use crate::w;

/// The form. `typed` is what was typed and not saved yet.
#[component]
pub fn IdentityForm(person: PersonView, typed: RwSignal<Option<Identity>>) -> impl IntoView {
    let open = expect_context::<Open<AccountId>>();
    let done = expect_context::<Done>().0;
    let error: Said = RwSignal::new(None);
    let (account, by_number, seen) = (person.id, person.signs_in_by_number, StoredValue::new(person.identity));
    let now = move || typed.get().unwrap_or_else(|| seen.get_value());
    let edit = move |change: fn(&mut Identity, String), text: String| {
        let mut identity = typed.get_untracked().unwrap_or_else(|| seen.get_value());
        change(&mut identity, text);
        typed.set(Some(identity));
    };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some(now) = typed.get_untracked() else { return };
        let seen = seen.get_value();
        let new_login = by_number && now.phone.trim() != seen.phone;
        let said = match now.phone.trim() {
            login if new_login => w!(help.saved_login, login = login),
            _ => w!(help.saved).to_owned(),
        };
        decide(correct_person(account, seen, now), error, move |()| {
            typed.set(None);
            done.set(said);
            open.change();
        });
    };
    let hint = if by_number { w!(help.by_number) } else { w!(help.by_login) };
    view! {
        <section class="panel" aria-label=w!(help.identity)>
            <h2>{w!(help.identity)}</h2>
            <form class="stacked" on:submit=send>
                <div class="pair">
                    <label class="labelled"><span>{w!(help.name)}</span>
                        <input name="name" autocomplete="off" required maxlength=NAME_CHARS_MAX prop:value=move || now().name
                            on:input=move |ev| edit(|identity, text| identity.name = text, event_target_value(&ev)) />
                    </label>
                    <label class="labelled"><span>{w!(help.phone)}</span>
                        <input name="phone" type="tel" autocomplete="off" prop:value=move || now().phone
                            on:input=move |ev| edit(|identity, text| identity.phone = text, event_target_value(&ev)) />
                    </label>
                </div>
                <p class="meta">{hint}" "{w!(help.keeps)}</p>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row"><button type="submit" class="button" disabled=move || typed.with(Option::is_none)>
                    {w!(help.save)}</button></div>
            </form>
        </section>
    }
}
