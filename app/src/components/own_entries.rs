//! Entries of this phone as a timeline: the own ones lead to the form that corrects them, those not yet
//! sent say so.

use domain::log::Log;
use domain::report::EntryLine;
use leptos::prelude::*;

use crate::components::timeline::{Shown, Timeline};
use crate::platform::clock::today;
use crate::state::records::Records;

/// Entries of this phone, one under the other.
#[component]
pub fn OwnEntries(logs: Vec<Log>) -> impl IntoView {
    let records = expect_context::<Records>();
    let rules = records.view.with_untracked(|view| view.rules(today()));
    let shown = move |log: Log| Shown {
        line: EntryLine::of(&log, &rules),
        // What the school gave to many is put right at its desk.
        to: (log.author == records.account() && !log.withdrawn && log.body.campaign().is_none())
            .then(|| format!("/app/log?revise={}", log.id)),
        waits: !records.is_sent(log.id),
        photos: log.body.photos.iter().map(|photo| photo.id).collect(),
        earlier: None,
    };
    view! { <Timeline entries=logs.into_iter().map(shown).collect() today=today() /> }
}
