//! What a phone that is lost held: whose files and since when, what was on it unsent as far as is known, and what the
//! families are told.

use desk_api::help::{HeldLine, LostPhoneView};
use domain::id::DeviceId;
use domain::report::lost_phone::TITLE;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::pages::desk::layout::{Desk, answered};
use crate::pages::desk::open::Open;
use crate::platform::clipboard::copied;
use crate::platform::clock::today;
use crate::server_fns::help::phone;
use crate::{w, words};

fn row(line: HeldLine) -> impl IntoView {
    let until = line.until.map_or_else(|| w!(help.held_now).to_owned(), words::date::long_day);
    view! {
        <tr><th scope="row"><A href=format!("/desk/child/{}", line.child)>{line.name}</A></th><td>{line.class_name}</td>
            <td>{words::date::long_day(line.since)}</td><td>{until}</td></tr>
    }
}

/// Whose files it could hold.
fn held(children: Vec<HeldLine>, elsewhere: usize) -> impl IntoView {
    let others = (elsewhere > 0).then(|| view! { <p>{w!(help.held_elsewhere, count = elsewhere)}</p> });
    let none = (children.is_empty() && elsewhere == 0).then(|| view! { <p class="empty">{w!(help.held_none)}</p> });
    let table = (!children.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=w!(help.held)><table class="table">
                <thead><tr><th scope="col">{w!(erasure.name)}</th><th scope="col">{w!(help.class)}</th>
                    <th scope="col">{w!(help.since)}</th><th scope="col">{w!(help.until)}</th></tr></thead>
                <tbody>{children.into_iter().map(row).collect_view()}</tbody></table></div>
        }
    });
    view! { <section class="panel"><h2>{w!(help.held)}</h2><p class="meta">{w!(help.held_hint)}</p>{none}{table}{others}</section> }
}

/// What is known of it.
fn known(view: &LostPhoneView) -> impl IntoView + use<> {
    let instant = |at| words::date::instant(at, today());
    let contact = view.last_contact.map_or_else(|| w!(help.no_contact).to_owned(), |at| w!(help.contact, at = instant(at)));
    let unsent = match (view.unsent, view.oldest) {
        (0, _) => w!(help.unsent_none).to_owned(),
        (count, Some(oldest)) => w!(help.unsent, count = count, oldest = instant(oldest)),
        (count, None) => w!(help.unsent_some, count = count),
    };
    let stopped = view.phone.stopped_on.map_or_else(|| w!(help.in_use).to_owned(), |on| w!(help.stopped, date = words::date::long_day(on)));
    let added = w!(help.added, date = words::date::long_day(view.phone.added_on));
    view! {
        <section class="panel"><h2>{w!(help.known)}</h2><ul class="bullets">
            <li>{added}</li><li>{stopped}</li><li>{contact}</li><li>{unsent}</li></ul>
            <p class="meta">{w!(help.known_hint)}</p></section>
    }
}

/// What the families are told, to copy or to print.
#[component]
fn Notice(phone: DeviceId, notice: Vec<String>) -> impl IntoView {
    let text = format!("{TITLE}\n\n{}", notice.join("\n"));
    let lines = text.lines().count() + 4;
    let said = RwSignal::new("");
    let copy = {
        let text = text.clone();
        move |_| {
            let text = text.clone();
            spawn_local(async move {
                said.try_set(if copied(&text).await { w!(out.copied) } else { w!(out.by_hand) });
            });
        }
    };
    view! {
        <section class="panel"><h2>{w!(help.notice)}</h2><p class="meta">{w!(help.notice_hint)}</p>
            <textarea readonly lang="zh-CN" rows=lines.to_string() aria-label=w!(help.notice)>{text}</textarea>
            <p role="status">{move || said.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=copy>{w!(help.copy)}</button>
                <a class="button" href=format!("/print/lost-phone/{phone}") rel="external">{w!(help.print)}</a>
            </div></section>
    }
}

/// The page of the phone of the address.
#[component]
pub fn LostPhonePage() -> impl IntoView {
    let open = Open::<DeviceId>::provide();
    let answer = open.ask(phone);
    let show = |view: LostPhoneView| {
        let label = if view.phone.label.is_empty() { w!(help.unnamed).to_owned() } else { view.phone.label.clone() };
        let whose = words::joined(&[&view.owner, &label, &view.school]);
        view! {
            <p><A href=format!("/desk/person/{}", view.account)>{whose}</A></p>
            {known(&view)}
            {held(view.children, view.elsewhere)}
            <Notice phone=view.phone.id notice=view.notice />
        }
        .into_any()
    };
    view! {
        <Desk title=w!(help.lost_phone)>
            <h1>{w!(help.lost_phone)}</h1>
            {move || answered(answer.get(), move || open.change(), show)}
        </Desk>
    }
}
