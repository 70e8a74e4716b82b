//! The county's rules: what holds today, what held before, what is to come.

use chrono::NaiveDate;
use desk_api::rules::RulesView;
use domain::rules::{RuleVersion, Span};
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::server_fns::rules::rules;
use crate::words::code::{tables, word};
use crate::{w, words};

fn version(version: &RuleVersion, today: NaiveDate) -> impl IntoView + use<> {
    let spans = Span::ALL.iter().map(|span| {
        let days = w!(rules.days, count = span.of(&version.rules));
        view! { <li class="row"><span class="grow">{word(tables::SPANS, span.code())}</span><b>{days}</b></li> }
    });
    view! {
        <section class="panel">
            <h2>{w!(rules.since, date = words::date::short_day(version.from, today))}</h2>
            <ul class="plain">{spans.collect_view()}</ul>
        </section>
    }
}

fn book(view: RulesView) -> AnyView {
    view.book.versions().iter().rev().map(|each| version(each, view.today)).collect_view().into_any()
}

/// The county's rules.
#[component]
pub fn RulesPage() -> impl IntoView {
    let answer = LocalResource::new(rules);
    view! {
        <Desk title=w!(rules.title)>
            <h1>{w!(rules.question)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), book)}
        </Desk>
    }
}
