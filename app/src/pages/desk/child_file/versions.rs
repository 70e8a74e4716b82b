//! What an entry was before it was corrected or taken back: asked for when somebody opens it.

use chrono::NaiveDate;
use desk_api::child_file::EarlierVersion;
use domain::id::{ChildId, LogId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::server_fns::child_file::earlier_versions;
use crate::{w, words};

fn version(was: EarlierVersion, today: NaiveDate) -> impl IntoView {
    let line = was.line;
    let what = words::log::deed(line.kind, line.mode, line.outcome);
    let said = words::log::said(&line);
    view! {
        <li>
            <span class="meta">{w!(child.received, time = words::date::instant(was.received_at, today))}</span>
            <p>{words::date::short_day(line.on, today)}" "{what}</p>
            {(!said.is_empty()).then(|| view! { <p class="note">{said}</p> })}
        </li>
    }
}

/// The states of an entry before the one that holds.
#[component]
pub fn EarlierVersions(child: ChildId, log: LogId, today: NaiveDate) -> impl IntoView {
    let (asked, found) = (RwSignal::new(false), RwSignal::new(None));
    let ask = move |_| {
        if !asked.get_untracked() {
            asked.set(true);
            spawn_local(async move { drop(found.try_set(Some(earlier_versions(child, log).await))) });
        }
    };
    let shown = move || match found.get() {
        None => ().into_any(),
        Some(Ok(all)) => {
            let all = all.into_iter().map(|was| version(was, today)).collect_view();
            view! { <ul class="plain">{all}</ul> }.into_any()
        }
        Some(Err(error)) => {
            // It can be asked again.
            asked.set(false);
            view! { <p class="error" role="alert">{words::error::call(&error)}</p> }.into_any()
        }
    };
    view! { <details class="earlier" on:toggle=ask><summary>{w!(child.earlier)}</summary>{shown}</details> }
}
