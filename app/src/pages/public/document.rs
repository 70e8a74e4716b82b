//! A public page as a whole document. It holds no personal data and no inline script.

use leptos::prelude::*;

use super::landing::Landing;
use super::privacy::Privacy;
use super::sign_in::SignIn;
use crate::addresses::{PRIVACY, SIGN_IN};
use crate::forms::Typed;
use crate::{lang, w};

/// Renders the page of an address; the style lies at `css`.
pub fn document(path: &str, language: &str, css: &str) -> String {
    lang::set_lang(language);
    let (title, body) = Owner::new().with(|| match path {
        SIGN_IN => {
            let (busy, error) = (RwSignal::new(false), RwSignal::new(None));
            let page = view! { <SignIn busy=busy error=error typed=Typed::default() on_submit=drop /> };
            (w!(sign_in.title), page.to_html())
        }
        PRIVACY => (w!(privacy.title), view! { <Privacy /> }.to_html()),
        _ => (w!(landing.title), view! { <Landing /> }.to_html()),
    });
    let (brand, about) = (w!(brand), w!(landing.about));
    let title = if path == SIGN_IN || path == PRIVACY { format!("{title} · {brand}") } else { title.to_owned() };
    // The loader stands before the style, which would hold it up, and runs before the first paint.
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"theme-color\" content=\"#1c6b58\"><title>{title}</title>\
         <meta name=\"description\" content=\"{about}\"><script src=\"/boot.js\"></script>\
         <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"manifest\" href=\"/manifest.webmanifest\">\
         <link rel=\"icon\" href=\"/icons/icon.svg\" type=\"image/svg+xml\">\
         <link rel=\"apple-touch-icon\" href=\"/icons/icon-180.png\"></head><body>{body}</body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_can_be_typed_into_at_once_and_sends_nothing_by_itself() {
        let html = document(SIGN_IN, "zh-CN", "/x.css");
        assert!(!html.contains("disabled"), "{html}");
        assert!(html.contains("method=\"dialog\""), "{html}");
        assert!(html.contains("<meta name=\"description\" content=\"五有"), "{html}");
        assert!(html.contains("<title>登录 · "), "{html}");
    }

    #[test]
    fn pages_are_in_the_language_asked_for_and_differ() {
        let pages = crate::addresses::PUBLIC.map(|path| document(path, "en", "/x.css"));
        assert!(pages.iter().all(|html| html.contains("<html lang=\"en\">")));
        assert!(
            pages[0].contains("Open the app") && pages[1].contains("One-time code") && pages[2].contains("Who sees it")
        );
    }
}
