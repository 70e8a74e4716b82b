//! What stands before a desk while its person has given the password and not the second step.

use leptos::prelude::*;

use super::later::Later;
use crate::addresses::SIGN_IN;
use crate::components::flower::Sign;
use crate::components::page_title::page_title;
use crate::showing::TO_DESK;
use crate::state::session::leave;
use crate::w;

/// The page around the step, which is fetched when it is asked.
#[component]
pub fn HalfWay(done: Callback<()>) -> impl IntoView {
    page_title(w!(second_step.title));
    let to_another = move |_| leave(&[SIGN_IN, TO_DESK].concat());
    view! {
        <main class="public">
            <div class="tools"><Sign /><h1>{w!(second_step.title)}</h1></div>
            {expect_context::<Later>().step_asked(done)}
            <p class="tools"><button type="button" class="link" on:click=to_another>{w!(second_step.other)}</button></p>
        </main>
    }
}
