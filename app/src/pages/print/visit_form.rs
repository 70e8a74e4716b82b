//! A form for a visit, to fill in by hand where there is no phone: two to a page, to be cut. The school copies it.

use domain::guardianship::FactKind;
use domain::log::{ActivityKind, Met, Mode, Outcome};
use leptos::prelude::*;

use super::{bar, document};
use crate::words;

fn boxes(words: impl Iterator<Item = &'static str>) -> impl IntoView {
    words.map(|word| view! { <span class="tick">{word}</span> }).collect_view()
}

fn form() -> impl IntoView {
    let questions = FactKind::ALL.iter().map(|kind| {
        view! { <div><dt>{words::guardianship::question(*kind)}</dt><dd class="line"></dd></div> }
    });
    view! {
        <article class="hand-form">
            <h2>"关爱记录"</h2>
            <dl class="known">
                <div class="two"><dt>"孩子（班级）"</dt><dd class="line"></dd><dt>"老师"</dt><dd class="line"></dd></div>
                <div class="two"><dt>"哪天"</dt><dd class="line">"　　　　年　　月　　日"</dd><dt>"下次再看"</dt><dd class="line">"　　月　　日"</dd></div>
                <div><dt>"做了什么"</dt><dd>{boxes(ActivityKind::ALL.iter().map(|one| words::log::kind(*one)))}</dd></div>
                <div><dt>"怎么做的"</dt><dd>{boxes(Mode::ALL.iter().map(|one| words::log::mode(*one)))}</dd></div>
                <div><dt>"见到了谁"</dt><dd>{boxes(Met::ALL.iter().map(|one| words::log::met(*one)))}</dd></div>
                <div><dt>"情况"</dt><dd>{boxes(Outcome::ALL.iter().map(|one| words::log::outcome(*one)))}</dd></div>
                {questions.collect_view()}
                <div class="words"><dt>"想说的话"</dt><dd class="line"></dd></div>
            </dl>
            <p class="note">"不知道的空着就行。写好交给学校业务干部，由学校“替老师记”；孩子有危险，先打电话，再记。"</p>
        </article>
    }
}

/// The form.
pub fn visit_form(css: &str) -> String {
    document(css, "关爱记录（手写）", || {
        view! {
            {bar()}
            <main><section class="paper halves" aria-label="关爱记录">{form()}<hr class="cut" />{form()}</section></main>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_form_asks_the_four_questions_and_names_nobody() {
        let html = super::visit_form("/x.css");
        for word in ["谁在照看", "爸妈在哪", "电话通吗", "住处安全吗", "家访"] {
            assert_eq!(html.matches(word).count(), 2, "{word}: two to a page");
        }
        assert!(!html.contains("<script") && !html.contains("style="), "nothing inline");
    }
}
