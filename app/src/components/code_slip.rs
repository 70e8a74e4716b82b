//! A one-time code with its picture, to be handed over.

use desk_api::accounts::CodeSlip;
use leptos::prelude::*;

use crate::{w, words};

/// A code as it is handed over, until it is put away. It is shown this once.
#[component]
pub fn Slip(slip: RwSignal<Option<CodeSlip>>) -> impl IntoView {
    move || {
        slip.get().map(|made| {
            let name = w!(desk.slip, login = made.login);
            let until = words::date::day(domain::term::local_day(made.until));
            view! {
                <div class="sheet slip" role="dialog" aria-label=name.clone()>
                    <h2>{name.clone()}</h2>
                    <div class="qr" inner_html=made.qr_svg></div>
                    <p class="code">{made.code}</p>
                    <p class="meta">{w!(desk.slip_hint, date = until)}</p>
                    <button type="button" class="button wide" on:click=move |_| slip.set(None)>{w!(desk.close)}</button>
                </div>
            }
        })
    }
}
