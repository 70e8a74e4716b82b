//! What a visit asks of the family. It is not in the first part: an entry can be saved without it.

use domain::guardianship::FactKind;
use domain::id::HouseholdId;
use leptos::prelude::*;

use super::details::Filling;
use crate::components::fact_question::FactQuestion;
use crate::{w, words};

/// The four questions, for each household once.
#[component]
pub fn HomeQuestions(filling: Filling) -> impl IntoView {
    let homes = Memo::new(move |_| filling.form.with(|f| filling.records.view.with(|view| f.households(view))));
    let of = move |home: HouseholdId| {
        let (names, known) = filling.records.view.with_untracked(|view| {
            let names: Vec<String> =
                view.children().into_iter().filter(|c| c.household == home).map(|c| c.name.clone()).collect();
            let known: Vec<_> = FactKind::ALL
                .iter()
                .map(|k| (*k, filling.form.with_untracked(|f| f.known(view, home, *k)).map(|f| f.value.clone())))
                .collect();
            (names.join(words::comma()), known)
        });
        let questions = known.into_iter().map(|(kind, known)| {
            let answer =
                Signal::derive(move || filling.form.with(|f| f.facts.get(&home).and_then(|m| m.get(&kind)).cloned()));
            let on_answer = move |value| {
                filling.change(move |f| match value {
                    Some(value) => drop(f.facts.entry(home).or_default().insert(kind, value)),
                    None => drop(f.facts.entry(home).or_default().remove(&kind)),
                });
            };
            view! { <FactQuestion kind=kind known=known answer=answer on_answer=on_answer /> }
        });
        let head = (homes.with_untracked(Vec::len) > 1)
            .then(|| view! { <h3 class="meta">{w!(log.facts_of, names = names)}</h3> });
        view! { {head}<div class="card questions">{questions.collect_view()}</div> }
    };
    move || {
        let homes = homes.get();
        (!homes.is_empty()).then(|| {
            view! {
                <h2 class="section">{w!(log.facts)}</h2>
                {homes.into_iter().map(of).collect_view()}
            }
        })
    }
}
