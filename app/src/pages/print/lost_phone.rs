//! What families are told when a teacher's phone is lost, on a page of its own. It names nobody.

use super::letter::letter;
use domain::report::lost_phone::TITLE;

/// The page, of paragraphs.
pub fn lost_phone(css: &str, paragraphs: &[String]) -> String {
    letter(css, TITLE, paragraphs)
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
