//! Instead of a page that cannot be shown.

use leptos::prelude::*;

use super::document;

/// Says that it is not to be shown, or that somebody must sign in first.
pub fn refused(css: &str, signed_out: bool) -> String {
    document(css, "打印", || {
        let (says, says_en, to, way) = if signed_out {
            ("请先登录，再打印。", "Sign in first, then print.", "/sign-in?desk", "去登录 · Sign in")
        } else {
            (
                "这一页看不到了：打印页只给取出的人看，当天有效。",
                "This page is shown to who took it out, on that day only.",
                "/desk/out",
                "回打印导出 · Back to taking out",
            )
        };
        view! {
            <main class="paper-refused"><h1>{says}</h1><p lang="en">{says_en}</p><p><a href=to>{way}</a></p></main>
        }
        .into_any()
    })
}
