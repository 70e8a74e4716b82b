//! A part of an app that comes later: fetched once, again until it is here, with what is said meanwhile.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::w;

/// Seconds between two tries, at most.
const SECONDS_BETWEEN_TRIES_MAX: u32 = 30;

/// A page of a part, or why the part is not here.
pub type Loaded = Result<AnyView, SplitLoaderError>;

/// How far a part has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Progress {
    #[default]
    Away,
    Fetching,
    /// It did not come, and is fetched again.
    Failed,
    Here,
}

/// One part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part(RwSignal<Progress>);

impl Part {
    /// Fetches it, and again until it is here.
    pub fn fetch<F: Future<Output = Result<(), SplitLoaderError>>>(self, fetch: impl Fn() -> F + 'static) {
        if self.0.get_untracked() != Progress::Away {
            return;
        }
        self.0.set(Progress::Fetching);
        spawn_local(async move {
            let mut seconds = 1;
            while fetch().await.is_err() {
                self.0.set(Progress::Failed);
                TimeoutFuture::new(seconds * 1000).await;
                seconds = (seconds * 2).min(SECONDS_BETWEEN_TRIES_MAX);
            }
            self.0.set(Progress::Here);
        });
    }

    /// A page of it, or around what is said until it is here.
    pub fn show(
        self,
        page: impl Fn() -> Option<Loaded> + Send + 'static,
        around: impl Fn(AnyView) -> AnyView + Send + 'static,
    ) -> AnyView {
        let view = move || match self.0.get() {
            Progress::Here => page().and_then(Result::ok),
            state => {
                let said = if state == Progress::Failed { w!(later.failed) } else { w!(later.fetching) };
                Some(around(view! { <p class="empty" role="status">{said}</p> }.into_any()))
            }
        };
        view.into_any()
    }
}
