//! What a donor is told, on a page of its own. It names no child.

use domain::report::thanks::TITLE;
use leptos::prelude::*;

use super::{bar, document};

/// The page, of paragraphs: who is addressed, the text, and under it the school and the day.
pub fn thanks(css: &str, letter: &[String]) -> String {
    document(css, "打印", || {
        let (text, under) = letter.split_at(letter.len().saturating_sub(2));
        let text = text.iter().map(|line| view! { <p>{line.clone()}</p> }).collect_view();
        let under = under.iter().map(|line| view! { <p class="number">{line.clone()}</p> }).collect_view();
        view! {
            {bar()}
            <main><section class="paper letter" aria-label="第1页">
                <header><h1>{TITLE}</h1></header>
                {text}{under}
                <footer>"第1页 / 共1页"</footer>
            </section></main>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use domain::log::Aid;

    #[test]
    fn the_letter_is_one_page_without_script_or_style() {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default();
        let aid =
            Aid { donor: "<b>某某</b>".to_owned(), gift: "书包".to_owned(), things_each: 1, ..Aid::default() };
        let html = super::thanks("/x.css", &domain::report::thanks::thanks("甲校", &aid, on, 94, on));
        assert!(html.contains("书包94件") && html.contains("甲校（盖章）"), "{html}");
        assert_eq!(html.matches("class=\"paper").count(), 2, "the bar and one page: {html}");
        assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("<b>某某"), "nothing inline");
    }
}
