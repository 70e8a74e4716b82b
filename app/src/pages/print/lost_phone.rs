//! What families are told when a teacher's phone is lost, on a page of its own. It names nobody.

use domain::report::lost_phone::TITLE;
use leptos::prelude::*;

use super::{bar, document};

/// The page, of paragraphs.
pub fn lost_phone(css: &str, notice: &[String]) -> String {
    document(css, "打印", || {
        // The school and the day stand under the text.
        let (text, under) = notice.split_at(notice.len().saturating_sub(2));
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
    #[test]
    fn the_notice_is_one_page_without_script_or_style() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let html = super::lost_phone("/x.css", &domain::report::lost_phone::notice("甲校", None, today));
        assert!(html.contains("家长（监护人）您好") && html.contains("甲校（盖章）"));
        assert_eq!(html.matches("class=\"paper").count(), 2, "the bar and one page: {html}");
        assert!(!html.contains("<script") && !html.contains("style="), "nothing inline");
    }
}
