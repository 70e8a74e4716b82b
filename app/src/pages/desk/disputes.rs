//! Two answers to one question about a home: the school says which holds.

use chrono::NaiveDate;
use desk_api::disputes::{Dispute, GivenAnswer};
use leptos::prelude::*;

use super::deed::{Act, Card, Deed};
use crate::{w, words};

/// How two answers are shown, each a button.
pub fn card(dispute: Dispute, today: NaiveDate) -> Card {
    let later = dispute.later.fact;
    let kind = words::guardianship::question(dispute.later.value.kind());
    let deed = |answer: &GivenAnswer| {
        let who = if answer.who.is_empty() { w!(desk.by_import) } else { answer.who.as_str() };
        Deed {
            word: words::guardianship::fact(&answer.value),
            beside: words::joined(&[who, &words::date::short_day(answer.seen_on, today)]),
            act: Act::Holds { later, holds: answer.fact },
        }
    };
    let deeds = vec![deed(&dispute.earlier), deed(&dispute.later)];
    Card {
        title: dispute.names.join(words::comma()),
        child: Some(dispute.child),
        body: view! { <p class="what">{kind}</p><p class="meta">{w!(desk.dispute_hint)}</p> }.into_any(),
        deeds,
    }
}
