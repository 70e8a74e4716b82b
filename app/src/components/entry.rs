//! Entries as a timeline, newest first.

use domain::log::Log;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::photo::Photo;
use crate::platform::clock::today;
use crate::state::field::Field;
use crate::{w, words};

/// One entry. The author's own leads to the form that corrects it.
#[component]
fn Entry(log: Log) -> impl IntoView {
    let field = expect_context::<Field>();
    let body = &log.body;
    let what = format!("{} · {} · {}", words::kind(body.kind), words::mode(body.mode), words::outcome(body.outcome));
    let classes = (!body.classes.is_empty()).then(|| view! { <b>{body.classes.join(words::comma())}</b>" " });
    let mut said: Vec<String> = body.phrases.iter().map(|p| words::phrase(*p).to_owned()).collect();
    if !body.note.is_empty() {
        said.push(body.note.clone());
    }
    let said = (!said.is_empty()).then(|| view! { <p class="note">{said.join(" · ")}</p> });
    let follow = log
        .open_follow_up()
        .map(|d| view! { <span class="tag warn">{w!(child.open_follow_up, date = words::day(d))}</span> });
    let waits = (!field.is_sent(log.id)).then(|| view! { <span class="tag warn">{w!(child.waits)}</span> });
    let mark = if log.withdrawn {
        Some(view! { <span class="tag">{w!(child.withdrawn)}</span> })
    } else {
        (log.revision > 1 && log.followed_up_on.is_none())
            .then(|| view! { <span class="tag">{w!(child.revised)}</span> })
    };
    let photos = (!body.photos.is_empty()).then(|| {
        let photos = body.photos.iter().enumerate();
        let photos = photos.map(|(n, p)| view! { <Photo id=p.id alt=w!(log.photo_alt, n = n + 1) /> });
        view! { <div class="photos">{photos.collect_view()}</div> }
    });
    let line = view! {
        <time>{words::short_day(body.occurred_on, today())}</time>
        <span class="grow">
            {classes}<span class="what">{what}</span>{waits}{mark}{follow}{said}
        </span>
    };
    let to = format!("/app/log?revise={}", log.id);
    let head = if log.author == field.account() && !log.withdrawn {
        view! { <A href=to attr:class="entry">{line}</A> }.into_any()
    } else {
        view! { <div class="entry">{line}</div> }.into_any()
    };
    view! { <li class:gone=log.withdrawn>{head}{photos}</li> }
}

/// Entries, one under the other.
#[component]
pub fn Timeline(logs: Vec<Log>) -> impl IntoView {
    let entries = logs.into_iter().map(|log| view! { <Entry log=log /> });
    view! { <ul class="timeline">{entries.collect_view()}</ul> }
}
