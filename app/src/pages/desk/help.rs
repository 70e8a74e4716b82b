//! Help for one teacher, on a page of its own: a lost phone, a new number, a name that is written wrongly, a code.

mod identity;
mod lost;
mod phones;

use desk_api::help::{Identity, PersonView};
use domain::id::AccountId;
use leptos::prelude::*;

use super::decide::Done;
use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::code_slip::Slip;
use crate::server_fns::help::person;
use crate::w;
use identity::IdentityForm;
pub use lost::LostPhonePage;
use phones::Phones;

/// The page. `code` is what issues a code for somebody, `more` what else is done for them.
#[component]
pub fn HelpPage(code: fn(AccountId) -> AnyView, more: fn(AccountId) -> AnyView) -> impl IntoView {
    let open = Open::<AccountId>::provide();
    let answer = open.ask(person);
    let done = RwSignal::new(String::new());
    provide_context(Done(done));
    // They outlast an answer: what was typed, and a code that is shown this once.
    let slip = RwSignal::new(None);
    let typed = RwSignal::new(None::<Identity>);
    let show = move |view: PersonView| {
        let state = (!view.active).then(|| format!(" · {}", w!(desk.inactive)));
        let login = w!(help.login, login = view.login.as_str());
        view! {
            <h1>{view.identity.name.clone()}</h1>
            <p class="meta">{login}{state}</p>
            <p class="calm" role="status">{move || done.get()}</p>
            <Phones account=view.id phones=view.phones.clone() stopped=view.stopped.clone() slip=slip />
            <section class="panel" aria-label=w!(help.code)>
                <h2>{w!(help.code)}</h2>
                <p class="meta">{w!(help.code_hint)}</p>
                <div class="row">{code(view.id)}</div>
            </section>
            {more(view.id)}
            <IdentityForm person=view typed=typed />
        }
        .into_any()
    };
    view! {
        <Desk title=w!(help.title)>
            {move || answered(answer.get(), move || open.change(), show)}
            <Slip slip=slip />
        </Desk>
    }
}
