//! Instead of a page that cannot be shown.

use leptos::prelude::*;

use super::document;

/// Says that it is not to be shown, or that somebody must sign in first.
pub fn refused(css: &str, signed_out: bool) -> String {
    document(css, "打印", || {
        let (says, to, way) = if signed_out {
            ("请先登录，再打印。", "/sign-in", "去登录")
        } else {
            ("这一页看不到了：打印页只给取出的人看，当天有效。", "/desk/out", "回打印导出")
        };
        view! { <main class="paper-refused"><h1>{says}</h1><p><a href=to>{way}</a></p></main> }.into_any()
    })
}
