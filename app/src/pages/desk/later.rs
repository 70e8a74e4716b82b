//! The desks' pages that come when they are opened: each part is fetched once, by whoever needs it.
//!
//! A page that the first part names, too, would stay in it. What several parts share comes in pieces of its own, one
//! for each set of parts, so there are few parts.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the page's")]

use domain::id::SchoolId;
use futures::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::accounts::CodesPage;
use super::import::{BatchPage, ImportsPage};
use super::layout::Desk;
use super::notebook::{NotebookPage, SlipPage};
use super::out::OutPage;
use super::rules::RulesPage;
use super::year::YearPage;
use crate::components::part::{Loaded, Part};
use crate::w;

/// What else can be printed.
type More = fn() -> AnyView;

// One function a part: each waits for the part by itself, and only one that has waited answers at once.

/// The batches of a school; without one, the batch of the address.
#[wasm_split(import, fallible, preload(fetch_import))]
fn import_page(school: Option<SchoolId>) -> Loaded {
    Ok(match school {
        Some(school) => view! { <ImportsPage school=school /> }.into_any(),
        None => view! { <BatchPage /> }.into_any(),
    })
}

/// What is set for a time to come.
#[derive(Debug, Clone, Copy)]
enum Ahead {
    Year(Option<SchoolId>),
    Rules,
}

#[wasm_split(ahead, fallible, preload(fetch_ahead))]
fn ahead_page(which: Ahead) -> Loaded {
    Ok(match which {
        Ahead::Year(school) => view! { <YearPage school=school /> }.into_any(),
        Ahead::Rules => view! { <RulesPage /> }.into_any(),
    })
}

/// What goes onto paper, and comes from it.
#[derive(Debug, Clone, Copy)]
enum Paper {
    Tables(Option<SchoolId>, More),
    Codes(SchoolId),
    Notebook(SchoolId),
    Slip,
}

#[wasm_split(paper, fallible, preload(fetch_paper))]
fn paper_page(which: Paper) -> Loaded {
    Ok(match which {
        Paper::Tables(school, more) => view! { <OutPage school=school more=more /> }.into_any(),
        Paper::Codes(school) => view! { <CodesPage school=school /> }.into_any(),
        Paper::Notebook(school) => view! { <NotebookPage school=school /> }.into_any(),
        Paper::Slip => view! { <SlipPage /> }.into_any(),
    })
}

/// What stands around what is said until a part is here.
fn framed(title: &'static str) -> impl Fn(AnyView) -> AnyView {
    move |said| view! { <Desk title=title>{said}</Desk> }.into_any()
}

/// All parts that come later; at first nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Later {
    import: Part,
    ahead: Part,
    paper: Part,
}

impl Later {
    fn import(self, school: Option<SchoolId>) -> AnyView {
        self.import.fetch(fetch_import);
        self.import.show(move || import_page(school).now_or_never(), framed(w!(imports.title)))
    }

    fn ahead(self, which: Ahead, title: &'static str) -> AnyView {
        self.ahead.fetch(fetch_ahead);
        self.ahead.show(move || ahead_page(which).now_or_never(), framed(title))
    }

    fn paper(self, which: Paper, title: &'static str) -> AnyView {
        self.paper.fetch(fetch_paper);
        self.paper.show(move || paper_page(which).now_or_never(), framed(title))
    }

    /// The batches of a school.
    pub fn imports(self, school: SchoolId) -> AnyView {
        self.import(Some(school))
    }

    /// The batch of the address.
    pub fn batch(self) -> AnyView {
        self.import(None)
    }

    /// The year of a school: the one of the address, where none is known beforehand.
    pub fn year(self, school: Option<SchoolId>) -> AnyView {
        self.ahead(Ahead::Year(school), w!(year.title))
    }

    /// The rules of the county.
    pub fn rules(self) -> AnyView {
        self.ahead(Ahead::Rules, w!(rules.title))
    }

    /// The tables of a school: the one of the address, where none is known beforehand.
    pub fn out(self, school: Option<SchoolId>, more: More) -> AnyView {
        self.paper(Paper::Tables(school, more), w!(out.title))
    }

    /// Codes for a school's new teachers.
    pub fn codes(self, school: SchoolId) -> AnyView {
        self.paper(Paper::Codes(school), w!(codes.title))
    }

    /// Entering for a school's mentors.
    pub fn notebook(self, school: SchoolId) -> AnyView {
        self.paper(Paper::Notebook(school), w!(notebook.title))
    }

    /// The slip of the address.
    pub fn slip(self) -> AnyView {
        self.paper(Paper::Slip, w!(notebook.title))
    }
}
