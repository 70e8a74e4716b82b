//! Entries of this phone as a timeline: the own ones lead to the form that corrects them, those not yet
//! sent say so.

use domain::log::Log;
use domain::report::EntryLine;
use leptos::prelude::*;

use crate::components::timeline::{Shown, Timeline};
use crate::platform::clock::today;
use crate::state::field::Field;

/// Entries of this phone, one under the other.
#[component]
pub fn OwnEntries(logs: Vec<Log>) -> impl IntoView {
    let field = expect_context::<Field>();
    let rules = field.view.with_untracked(|view| view.rules(today()));
    let shown = move |log: Log| Shown {
        line: EntryLine::of(&log, &rules),
        to: (log.author == field.account() && !log.withdrawn).then(|| format!("/app/log?revise={}", log.id)),
        waits: !field.is_sent(log.id),
        photos: log.body.photos.iter().map(|photo| photo.id).collect(),
    };
    view! { <Timeline entries=logs.into_iter().map(shown).collect() today=today() /> }
}
