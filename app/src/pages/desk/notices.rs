//! What the signed-in person is told of acts that affected them, for whoever has no phone with the app.

use desk_api::notices::NoticeLine;
use domain::term::local_day;
use leptos::prelude::*;
use leptos_router::components::A;

use super::layout::{Desk, answered};
use crate::platform::clock::today;
use crate::server_fns::CallError;
use crate::server_fns::notices::notices;
use crate::{w, words};

/// For how many days the way to them says how many there are.
const FRESH_DAYS: i64 = 14;

/// What the signed-in person is told, asked for once a visit.
#[derive(Clone, Copy)]
pub struct Told(LocalResource<Result<Vec<NoticeLine>, CallError>>);

impl Told {
    /// Asks.
    pub fn ask() -> Self {
        Self(LocalResource::new(notices))
    }

    /// How many were done in the last days.
    fn fresh(self) -> usize {
        let is_fresh = |one: &&NoticeLine| (today() - local_day(one.at)).num_days() < FRESH_DAYS;
        self.0.get().and_then(Result::ok).map_or(0, |all| all.iter().filter(is_fresh).count())
    }
}

/// What leads to them from every page.
#[component]
pub fn ToNotices() -> impl IntoView {
    let told = expect_context::<Told>();
    let fresh = move || Some(told.fresh()).filter(|count| *count > 0).map(|count| format!(" · {count}"));
    view! { <A href="/desk/notices">{w!(me.told)}{fresh}</A> }
}

fn lines(told: Vec<NoticeLine>) -> AnyView {
    if told.is_empty() {
        return view! { <p class="empty">{w!(me.told_none)}</p> }.into_any();
    }
    let line = |one: NoticeLine| view! { <li>{words::told::line(one.at, one.act.code(), &one.by)}</li> };
    view! {
        <p class="meta">{w!(me.told_hint)}</p>
        <ul class="card list">{told.into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// What happened to the own account.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let answer = expect_context::<Told>().0;
    view! {
        <Desk title=w!(me.told)>
            <h1>{w!(me.told)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), lines)}
        </Desk>
    }
}
