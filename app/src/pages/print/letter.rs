//! A letter on one sheet: paragraphs, and under them who it is from and the day.

use leptos::prelude::*;

use super::{bar, document};

/// The sheet. The last two paragraphs, the school and the day, stand under the text.
pub fn letter(css: &str, title: &'static str, paragraphs: &[String]) -> String {
    document(css, "打印", || {
        let (text, under) = paragraphs.split_at(paragraphs.len().saturating_sub(2));
        let text = text.iter().map(|line| view! { <p>{line.clone()}</p> }).collect_view();
        let under = under.iter().map(|line| view! { <p class="number">{line.clone()}</p> }).collect_view();
        view! {
            {bar()}
            <main><section class="paper letter" aria-label="第1页">
                <header><h1>{title}</h1></header>
                {text}{under}
                <footer>"第1页 / 共1页"</footer>
            </section></main>
        }
        .into_any()
    })
}
