//! What a donor is told, on a page of its own. It names no child.

use super::letter::letter;
use domain::report::thanks::TITLE;

/// The page, of paragraphs: who is addressed, the text, and under it the school and the day.
pub fn thanks(css: &str, paragraphs: &[String]) -> String {
    letter(css, TITLE, paragraphs)
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
