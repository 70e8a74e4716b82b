//! What the school asks about the page. A few words may be answered; writing the page anew is an answer, too.

use domain::term::Question;
use domain::term::page::PageProblem;
use leptos::prelude::*;

use super::Editing;
use super::fields::Words;
use crate::platform::clock::today;
use crate::{w, words};

#[component]
fn Asked(editing: Editing, question: Question) -> impl IntoView {
    let id = question.id;
    let answer = Memo::new(move |_| editing.form.with(|form| form.body.answer(id).unwrap_or_default().to_owned()));
    let under =
        words::joined(&[words::term_page::about(question.about), &words::date::instant(question.asked_at, today())]);
    view! {
        <p class="what">{question.text}</p>
        <p class="meta">{under}</p>
        <Words label=w!(page.answer) value=answer
            problem=Signal::derive(move || editing.problem(PageProblem::AnswerWords(id)))
            on_input=move |text| editing.edit(|form| form.set_answer(id, text)) />
    }
}

/// The questions; nothing where there is none.
#[component]
pub fn Questions(editing: Editing) -> impl IntoView {
    let all = editing.known.with_value(|known| editing.form.with_untracked(|form| form.stands_asked(known)));
    (!all.is_empty()).then(|| {
        let all = all.into_iter().map(|question| view! { <Asked editing=editing question=question /> });
        view! { <section class="card have"><h2 class="name">{w!(page.asked)}</h2>{all.collect_view()}</section> }
    })
}
