//! What a person has to say, one question a card, answered at leisure.

use desk_api::import::Step;
use domain::import::draft::decision::{Asked, Candidate, Question};
use leptos::prelude::*;

use super::batch::Table;
use crate::platform::clock::today;
use crate::{w, words};

/// Why it is asked: the doubt, and the numbers by what differs.
fn why(asked: &Asked) -> impl IntoView + use<> {
    let (why, candidates, number) = match asked {
        Asked::WhoIs { why, candidates, number } => (why, candidates, number.as_ref()),
        Asked::WhoWas { why, candidates, .. } => (why, candidates, None),
        _ => return ().into_any(),
    };
    let line = |c: &Candidate| {
        let born = c.birth.map(|day| w!(imports.born, date = words::date::day(day)));
        let numbers = c.number.clone().zip(number.cloned());
        let numbers = numbers.map(|(known, read)| w!(imports.numbers, read = read, known = known));
        let line = words::joined(&[&c.name, &c.class_name, &born.unwrap_or_default(), &numbers.unwrap_or_default()]);
        view! { <li>{line}</li> }
    };
    let lines = candidates.iter().map(line).collect_view();
    view! { <p class="warn">{words::import::doubt(*why)}</p><ul class="plain meta">{lines}</ul> }.into_any()
}

#[component]
fn Card(question: Question, table: Table) -> impl IntoView {
    let day = today();
    let id = question.id.clone();
    let decide = move |decision| table.step(Step::Decide(vec![(id.clone(), decision)]));
    let head = words::joined(&[&question.name, &question.class_name]);
    let place = words::import::place(&question.place);
    let body = match &question.said {
        Some(said) => {
            let what = words::import::said(&question.asked, said, day);
            let undo = move |_| decide(None);
            view! {
                <p class="meta">{w!(imports.decided, what = what)}</p>
                <div><button type="button" class="link" on:click=undo>{w!(imports.undo)}</button></div>
            }
            .into_any()
        }
        None => {
            let answers = words::import::answers(&question.asked, day).into_iter().map(|(decision, word)| {
                let decide = decide.clone();
                view! {
                    <button type="button" class="answer" on:click=move |_| decide(Some(decision.clone()))>{word}</button>
                }
            });
            view! { {why(&question.asked)}<div class="answers">{answers.collect_view()}</div> }.into_any()
        }
    };
    view! {
        <li class="card"><h3>{head}</h3><p class="meta">{place}</p><p class="what">{words::import::asked(&question.asked, &question.name)}</p>{body}</li>
    }
}

/// Every question: first those that wait, then those that are answered.
#[component]
pub fn Questions(table: Table) -> impl IntoView {
    let cards = move || {
        let mut all = table.view.with(|view| view.questions.clone());
        all.sort_by_key(|question| question.said.is_some());
        if all.is_empty() {
            return view! { <p class="empty">{w!(imports.none_here)}</p> }.into_any();
        }
        let cards = all.into_iter().map(|question| view! { <Card question=question table=table /> }).collect_view();
        view! { <ul class="plain review">{cards}</ul> }.into_any()
    };
    view! { <section class="panel review"><h2>{w!(imports.asked)}</h2>{cards}</section> }
}
