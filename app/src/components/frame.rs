//! The frame of the mentor's pages: title, status, content, tabs.

use leptos::prelude::*;
use leptos_router::components::A;

use super::icon::{Glyph, Icon};
use super::page_title::page_title;
use super::status_pill::StatusPill;
use crate::w;

/// A page with the five tabs below.
#[component]
pub fn Frame(
    #[prop(into)] title: String,
    /// What the window is called, where that must not be the page's heading because it names somebody.
    #[prop(optional)]
    window: Option<&'static str>,
    #[prop(optional, into)] under: String,
    /// An address to go back to; none on the pages of the tabs.
    #[prop(optional, into)]
    back: Option<String>,
    children: Children,
) -> impl IntoView {
    page_title(window.unwrap_or(&title));
    let under = (!under.is_empty()).then(|| view! { <p class="under">{under}</p> });
    let back = back
        .map(|to| view! { <A href=to attr:class="back" attr:aria-label=w!(log.back)><Glyph icon=Icon::Back /></A> });
    view! {
        <header class="bar">{back}<h1>{title}</h1><StatusPill /></header>
        {under}
        <main class="page">{children()}</main>
        <TabBar />
    }
}

#[component]
fn TabBar() -> impl IntoView {
    let tab = move |href: &'static str, icon, word: &'static str| {
        // Marked as the current page only where it is this very page.
        view! { <A href=href exact=true attr:class="tab"><Glyph icon=icon /><span>{word}</span></A> }
    };
    view! {
        <nav class="tabs" aria-label=w!(tabs.label)>
            {tab("/app", Icon::Sun, w!(tabs.today))}
            {tab("/app/children", Icon::Children, w!(tabs.children))}
            <A href="/app/log" exact=true attr:class="tab">
                <span class="round"><Glyph icon=Icon::Plus /></span><span>{w!(tabs.log)}</span>
            </A>
            {tab("/app/unsent", Icon::Tray, w!(tabs.unsent))}
            {tab("/app/me", Icon::Person, w!(tabs.me))}
        </nav>
    }
}
