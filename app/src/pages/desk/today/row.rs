//! One child of the list: who it is, what it needs and why, and the button that does it.

use chrono::NaiveDate;
use domain::guardianship::FactValue;
use domain::id::SchoolId;
use domain::policy::{Action, Subject};
use domain::report::TodayLine;
use domain::rules::RuleSet;
use domain::term::need::Need;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::layout::may;
use super::ask::{self, Asked};
use crate::words::need::Reason;
use crate::{w, words};

/// What notes where a child is, on a day.
pub type Noting = fn(&TodayLine, NaiveDate) -> AnyView;

/// What is the same for every row.
#[derive(Clone, Copy)]
pub struct Rows {
    /// Whose children they are.
    pub school: SchoolId,
    /// The day.
    pub today: NaiveDate,
    /// By what it was counted.
    pub rules: StoredValue<RuleSet>,
    /// What notes where a child is.
    pub noting: Noting,
}

/// A reason. Only the first has a colour: it is what somebody should act on.
fn reason(reason: Reason, first: bool, rows: Rows) -> impl IntoView {
    let class = match reason.need {
        Need::Danger => "what bad",
        _ if first && reason.late => "what warn",
        _ => "what",
    };
    let how = rows.rules.with_value(|rules| words::need::how(reason.need, rules));
    view! { <li><b class=class title=how>{reason.what}</b><span class="meta">{reason.why}</span></li> }
}

/// Who is around the child: its mentor, and who looks after it.
fn around(child: &TodayLine) -> String {
    let mentor = child.mentor.as_ref().map(|name| w!(now.mentor, name = name.as_str())).unwrap_or_default();
    let carer = match &child.carer {
        Some(FactValue::Carer { kind, who, .. }) => w!(now.carer, name = words::guardianship::carer_name(*kind, who)),
        _ => String::new(),
    };
    words::joined(&[&mentor, &carer])
}

fn head(child: &TodayLine) -> impl IntoView + use<> {
    let to = format!("/desk/child/{}", child.id);
    let (name, class_name) = (child.name.clone(), child.class_name.clone());
    view! { <div><h3><A href=to>{name}</A></h3><p class="meta">{class_name}</p></div> }
}

/// The first of what can be done: for a child in danger the file with its phone numbers, for one without a
/// mentor the form that gives it one.
fn deed(child: &TodayLine, rows: Rows) -> Option<AnyView> {
    let file = format!("/desk/child/{}", child.id);
    let pairs = may(Action::Transfer, Subject::Child { school: rows.school, paired: false });
    match child.need(rows.today) {
        Some(Need::Danger) => Some(view! { <A href=file attr:class="button">{w!(now.open_file)}</A> }.into_any()),
        Some(Need::Unpaired) if pairs => {
            Some(view! { <A href=format!("{file}#pair") attr:class="button">{w!(now.pair)}</A> }.into_any())
        }
        _ => None,
    }
}

/// The way to the notebook of the child's mentor, for whoever copies it.
fn notebook(child: &TodayLine, rows: Rows) -> Option<AnyView> {
    let enters = child.mentor.is_some() && may(Action::EnterFor, Subject::School(rows.school));
    let to = format!("/desk/notebook?child={}", child.id);
    enters.then(|| view! { <A href=to attr:class="button quiet">{w!(notebook.title)}</A> }.into_any())
}

/// A child that needs something.
pub fn row(child: TodayLine, rows: Rows) -> impl IntoView {
    let today = rows.today;
    let asked = RwSignal::new(Asked::No);
    let sentence = words::need::sentence(&child, today);
    let reasons = words::need::reasons(&child, today).into_iter().enumerate();
    let reasons = reasons.map(|(at, one)| reason(one, at == 0, rows)).collect_view();
    let also = Some(words::need::also(&child)).filter(|also| !also.is_empty());
    // A stay is no answer to a danger; one that was noted is shown all the same.
    let notes = child.need(today) != Some(Need::Danger) || child.stay.is_some();
    view! {
        <li class="need">
            {head(&child)}
            <div>
                <ul class="reasons">{reasons}</ul>
                <p class="meta">{words::joined(&[&around(&child), &also.unwrap_or_default()])}</p>
            </div>
            <div class="deeds">
                {deed(&child, rows)}
                {sentence.clone().map(|sentence| ask::button(sentence, asked))}
                {notebook(&child, rows)}
                {notes.then(|| (rows.noting)(&child, today))}
            </div>
            {sentence.map(|sentence| ask::said(sentence, asked))}
        </li>
    }
}

/// A child that needs nothing for now, and until when.
pub fn paused(child: TodayLine, rows: Rows) -> impl IntoView {
    view! {
        <li class="need">
            {head(&child)}
            <p class="meta">{around(&child)}</p>
            <div class="deeds">{(rows.noting)(&child, rows.today)}</div>
        </li>
    }
}
