//! Instead of a page that cannot be shown.

use leptos::prelude::*;

use super::document;

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Somebody must sign in first.
    SignedOut,
    /// The password was given too long ago.
    ConfirmFirst,
    /// It is not, or no more, for who asks.
    NotTheirs,
}

/// Says why it is not shown.
pub fn refused(css: &str, why: Refused) -> String {
    document(css, "打印", || {
        let back = "回打印导出 · Back to taking out";
        let (says, says_en, to, way) = match why {
            Refused::SignedOut => {
                ("请先登录，再打印。", "Sign in first, then print.", "/sign-in?desk", "去登录 · Sign in")
            }
            Refused::ConfirmFirst => (
                "隔得久了，请回打印导出再取一次，会先请您输密码。",
                "It was a while ago: take it out once more; your password is asked first.",
                "/desk/out",
                back,
            ),
            Refused::NotTheirs => (
                "这一页看不到了：打印页只给取出的人看，当天有效。",
                "This page is shown to who took it out, on that day only.",
                "/desk/out",
                back,
            ),
        };
        view! {
            <main class="paper-refused"><h1>{says}</h1><p lang="en">{says_en}</p><p><a href=to>{way}</a></p></main>
        }
        .into_any()
    })
}
