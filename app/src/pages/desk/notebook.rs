//! For the teacher: pages of a mentor's notebook are copied by keyboard alone, and a slip is printed for whoever has
//! no phone.

mod entered;
mod gift;
mod keys;
mod slip;
mod work;

use desk_api::notebook::NotebookView;
use domain::id::SchoolId;
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::server_fns::notebook::notebook;
use crate::w;
pub use slip::SlipPage;
use work::Work;

/// The notebooks of a school's mentors.
#[component]
pub fn NotebookPage(school: SchoolId) -> impl IntoView {
    let asked = RwSignal::new(0);
    let answer = LocalResource::new(move || {
        asked.track();
        notebook(school, None)
    });
    let show = move |view: NotebookView| view! { <Work school=school view=view /> }.into_any();
    view! {
        <Desk title=w!(notebook.title)>
            <div>
                <h1>{w!(notebook.heading)}</h1>
                <p class="meta">{w!(notebook.hint)}</p>
            </div>
            {move || answered(answer.get(), move || asked.update(|n| *n += 1), show)}
        </Desk>
    }
}
