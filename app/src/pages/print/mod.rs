//! A4 pages that the server renders whole and cuts itself: the header comes again on each, pages are numbered, and who
//! took it, when and for what stands on every one. They need no script. Official tables are Chinese for every reader;
//! what stands beside them on the screen is in both languages.

mod child_file;
mod form;
mod handover;
mod letter;
mod lost_phone;
mod paper;
mod refused;
mod registration;
mod table;
mod term_page;
mod thanks;
mod visit_form;

pub use child_file::child_file;
pub use form::{Names, blank, named};
pub use handover::handover;
pub use lost_phone::lost_phone;
pub use refused::{Refused, refused};
pub use table::table;
pub use term_page::term_page;
pub use thanks::thanks;
pub use visit_form::visit_form;

use leptos::prelude::*;

use crate::lang;

/// A page as a whole document: the style lies at `css`. Its title names nobody.
fn document(css: &str, title: &str, body: impl FnOnce() -> AnyView) -> String {
    lang::set_lang("zh-CN");
    let body = Owner::new().with(|| body().to_html());
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title} · 五有</title>\
         <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"/icons/icon.svg\" type=\"image/svg+xml\">\
         </head><body class=\"desk-of-paper\">{body}</body></html>"
    )
}

/// What stands on the screen beside the pages, and not on paper.
fn bar() -> impl IntoView {
    view! {
        <nav class="paper-bar" aria-label="打印 · Print">
            <a href="/desk/out">"← 返回打印导出 · "<span lang="en">"Back to taking out"</span></a>
            <span>"按 Ctrl+P（手机用浏览器菜单里的“打印”）打印；纸张选 A4。 "
                <span lang="en">"Press Ctrl+P (on a phone: the browser’s menu), paper A4."</span></span>
        </nav>
    }
}
