//! Who had a child, from when to when, and why it ended.

use desk_api::pairing::PairingLine;
use domain::register::PairingRole;
use leptos::prelude::*;

use crate::{w, words};

fn line(line: PairingLine) -> impl IntoView {
    let from = words::date::long_day(line.from);
    let days = match line.to {
        Some(to) => w!(handing.period, mentor = line.name, from = from, to = words::date::long_day(to)),
        None => w!(handing.since, mentor = line.name, from = from),
    };
    let second = if line.role == PairingRole::Co { w!(handing.second) } else { "" };
    let why = line.ended.map(words::desk::pairing_ended).unwrap_or_default();
    let more = words::joined(&[second, why]);
    view! { <li class="row"><div class="grow"><p>{days}</p><p class="meta">{more}</p></div></li> }
}

/// A child's pairings, the newest first.
pub fn history(lines: Vec<PairingLine>) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="meta">{w!(handing.none)}</p> }.into_any();
    }
    view! { <ul class="card list">{lines.into_iter().map(line).collect_view()}</ul> }.into_any()
}
