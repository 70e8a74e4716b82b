//! The parts that come later: pages beyond *Today* and an entry. They are fetched right after the first screen,
//! and the service worker keeps them like the rest, so that offline nothing is missing.
//!
//! A page that the first part names, too, would stay in it.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the page's")]

use futures::FutureExt;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::child::ChildPage;
use super::children::ChildrenPage;
use super::me::MePage;
use super::unsent::UnsentPage;
use crate::components::frame::Frame;
use crate::w;

/// Milliseconds for the first screen to be drawn, before parts are fetched that it does not need.
const SHOW_FIRST_MS: u32 = 300;
/// Seconds between two tries, at most.
const SECONDS_BETWEEN_TRIES_MAX: u32 = 30;

type Loaded = Result<AnyView, SplitLoaderError>;

#[wasm_split(me, fallible, preload(fetch_me))]
fn me_page() -> Loaded {
    Ok(view! { <MePage /> }.into_any())
}

/// What is in the part of records.
#[derive(Debug, Clone, Copy)]
enum Record {
    Children,
    Child,
    Unsent,
}

// One function a part: each waits for the part by itself, and only one that has waited answers at once.
#[wasm_split(records, fallible, preload(fetch_records))]
fn record_page(which: Record) -> Loaded {
    Ok(match which {
        Record::Children => view! { <ChildrenPage /> }.into_any(),
        Record::Child => view! { <ChildPage /> }.into_any(),
        Record::Unsent => view! { <UnsentPage /> }.into_any(),
    })
}

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
struct Part(RwSignal<Progress>);

impl Part {
    /// Fetches it, and again until it is here.
    fn fetch<F: Future<Output = Result<(), SplitLoaderError>>>(self, fetch: impl Fn() -> F + 'static) {
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

    /// A page of it, or what is said until it is here.
    fn show(self, title: &'static str, page: impl Fn() -> Option<Loaded> + Send + 'static) -> AnyView {
        let view = move || match self.0.get() {
            Progress::Here => page().and_then(Result::ok),
            state => {
                let said = if state == Progress::Failed { w!(later.failed) } else { w!(later.fetching) };
                Some(view! { <Frame title=title><p class="empty" role="status">{said}</p></Frame> }.into_any())
            }
        };
        view.into_any()
    }
}

/// All parts that come later; at first nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Later {
    records: Part,
    me: Part,
}

impl Later {
    /// Fetches everything when the first screen has been drawn.
    pub fn fetch_soon(self) {
        spawn_local(async move {
            TimeoutFuture::new(SHOW_FIRST_MS).await;
            self.records.fetch(fetch_records);
            self.me.fetch(fetch_me);
        });
    }

    fn record(self, title: &'static str, which: Record) -> AnyView {
        self.records.fetch(fetch_records);
        self.records.show(title, move || record_page(which).now_or_never())
    }

    /// My children.
    pub fn children(self) -> AnyView {
        self.record(w!(tabs.children), Record::Children)
    }

    /// A child.
    pub fn child(self) -> AnyView {
        self.record(w!(tabs.children), Record::Child)
    }

    /// What waits.
    pub fn unsent(self) -> AnyView {
        self.record(w!(unsent.title), Record::Unsent)
    }

    /// Me.
    pub fn me(self) -> AnyView {
        self.me.fetch(fetch_me);
        self.me.show(w!(me.title), || me_page().now_or_never())
    }
}
