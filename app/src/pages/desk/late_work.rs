//! Late work on a child who had moved on: the school takes it into the file, or not.

use chrono::NaiveDate;
use desk_api::late_work::{LateDeed, LateWork};
use domain::report::EntryLine;
use leptos::prelude::*;

use super::deed::{Act, Card, Deed};
use crate::{w, words};

/// An entry: when, what, and what was said.
fn entry(entry: &EntryLine, today: NaiveDate) -> AnyView {
    let head = words::log::deed(entry.kind, entry.mode, entry.outcome);
    let on = words::date::short_day(entry.on, today);
    view! { <p class="what">{on}" · "{head}</p><p class="note">{words::log::said(entry)}</p> }.into_any()
}

/// How late work is shown, and what can be done about it.
pub fn card(work: LateWork, today: NaiveDate) -> Card {
    let what = match work.deed {
        LateDeed::Recorded(new) => entry(&new, today),
        LateDeed::Corrected { from, to } => view! {
            <p class="meta">{w!(desk.late_from)}</p>{entry(&from, today)}
            <p class="meta">{w!(desk.late_to)}</p>{entry(&to, today)}
        }
        .into_any(),
        LateDeed::Withdrawn(taken) => {
            view! { <p class="meta">{w!(desk.late_withdrawn)}</p>{entry(&taken, today)} }.into_any()
        }
        LateDeed::LookedAgain(asked) => {
            view! { <p class="meta">{w!(desk.late_follow_up)}</p>{entry(&asked, today)} }.into_any()
        }
        LateDeed::Page(term, body) => {
            let head = w!(desk.late_page, term = words::term::name(term));
            view! { <p class="what">{head}</p><p class="note">{words::term::written(&body)}</p> }.into_any()
        }
        LateDeed::Unreadable => view! { <p class="what">{w!(desk.late_unreadable)}</p> }.into_any(),
    };
    let mentor = work.mentor.unwrap_or_else(|| w!(desk.none).to_owned());
    let time = words::date::instant(work.captured_at, today);
    let under = w!(desk.late_line, author = work.author, time = time, mentor = mentor);
    let deed = |word: &str, accept| Deed { word: word.to_owned(), beside: String::new(), act: Act::Late(work.op, accept) };
    Card {
        title: work.name,
        child: Some(work.child),
        body: view! { {what}<p class="meta">{under}</p> }.into_any(),
        deeds: vec![deed(w!(desk.late_accept), true), deed(w!(desk.late_decline), false)],
    }
}
