//! The desks' pages that come when they are opened: each part is fetched once, by whoever needs it.
//!
//! A page that the first part names, too, would stay in it.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the page's")]

use domain::id::SchoolId;
use futures::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::accounts::CodesPage;
use super::doubles::DoublesPage;
use super::import::{BatchPage, ImportsPage};
use super::inbox::{Cards, InboxPage};
use super::layout::Desk;
use super::notebook::{NotebookPage, SlipPage};
use super::out::OutPage;
use super::pairing::PairingsPage;
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

#[wasm_split(pairing, fallible, preload(fetch_pairing))]
fn pairing_page(school: Option<SchoolId>) -> Loaded {
    Ok(view! { <PairingsPage school=school /> }.into_any())
}

#[wasm_split(doubles, fallible, preload(fetch_doubles))]
fn doubles_page(school: Option<SchoolId>) -> Loaded {
    Ok(view! { <DoublesPage school=school /> }.into_any())
}

#[wasm_split(inbox, fallible, preload(fetch_inbox))]
fn inbox_page(school: Option<SchoolId>, cards: Cards) -> Loaded {
    Ok(view! { <InboxPage school=school cards=cards /> }.into_any())
}

/// Entering for a school's mentors; without one, the slip of the address.
#[wasm_split(notebook, fallible, preload(fetch_notebook))]
fn notebook_page(school: Option<SchoolId>) -> Loaded {
    Ok(match school {
        Some(school) => view! { <NotebookPage school=school /> }.into_any(),
        None => view! { <SlipPage /> }.into_any(),
    })
}

/// What leaves a school.
#[derive(Debug, Clone, Copy)]
enum Leaving {
    Tables(Option<SchoolId>, More),
    Codes(SchoolId),
}

#[wasm_split(out, fallible, preload(fetch_out))]
fn out_page(what: Leaving) -> Loaded {
    Ok(match what {
        Leaving::Tables(school, more) => view! { <OutPage school=school more=more /> }.into_any(),
        Leaving::Codes(school) => view! { <CodesPage school=school /> }.into_any(),
    })
}

#[wasm_split(year, fallible, preload(fetch_year))]
fn year_page(school: Option<SchoolId>) -> Loaded {
    Ok(view! { <YearPage school=school /> }.into_any())
}

#[wasm_split(rules, fallible, preload(fetch_rules))]
fn rules_page() -> Loaded {
    Ok(view! { <RulesPage /> }.into_any())
}

/// What stands around what is said until a part is here.
fn framed(title: &'static str) -> impl Fn(AnyView) -> AnyView {
    move |said| view! { <Desk title=title>{said}</Desk> }.into_any()
}

/// All parts that come later; at first nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Later {
    import: Part,
    pairing: Part,
    doubles: Part,
    inbox: Part,
    notebook: Part,
    out: Part,
    year: Part,
    rules: Part,
}

impl Later {
    fn import_part(self, school: Option<SchoolId>) -> AnyView {
        self.import.fetch(fetch_import);
        self.import.show(move || import_page(school).now_or_never(), framed(w!(imports.title)))
    }

    /// The batches of a school.
    pub fn imports(self, school: SchoolId) -> AnyView {
        self.import_part(Some(school))
    }

    /// The batch of the address.
    pub fn batch(self) -> AnyView {
        self.import_part(None)
    }

    /// The pairings of a school: the one of the address, where none is known beforehand.
    pub fn pairings(self, school: Option<SchoolId>) -> AnyView {
        self.pairing.fetch(fetch_pairing);
        self.pairing.show(move || pairing_page(school).now_or_never(), framed(w!(pairings.title)))
    }

    /// The records of a school that may be one child's, or those of the county.
    pub fn doubles(self, school: Option<SchoolId>) -> AnyView {
        self.doubles.fetch(fetch_doubles);
        self.doubles.show(move || doubles_page(school).now_or_never(), framed(w!(doubles.title)))
    }

    /// What waits for a school: the one of the address, where none is known beforehand.
    pub fn inbox(self, school: Option<SchoolId>, cards: Cards) -> AnyView {
        self.inbox.fetch(fetch_inbox);
        self.inbox.show(move || inbox_page(school, cards).now_or_never(), framed(w!(inbox.title)))
    }

    fn notebook_part(self, school: Option<SchoolId>) -> AnyView {
        self.notebook.fetch(fetch_notebook);
        self.notebook.show(move || notebook_page(school).now_or_never(), framed(w!(notebook.title)))
    }

    /// Entering for a school's mentors.
    pub fn notebook(self, school: SchoolId) -> AnyView {
        self.notebook_part(Some(school))
    }

    /// The slip of the address.
    pub fn slip(self) -> AnyView {
        self.notebook_part(None)
    }

    fn out_part(self, what: Leaving, title: &'static str) -> AnyView {
        self.out.fetch(fetch_out);
        self.out.show(move || out_page(what).now_or_never(), framed(title))
    }

    /// The tables of a school: the one of the address, where none is known beforehand.
    pub fn out(self, school: Option<SchoolId>, more: More) -> AnyView {
        self.out_part(Leaving::Tables(school, more), w!(out.title))
    }

    /// Codes for a school's new teachers.
    pub fn codes(self, school: SchoolId) -> AnyView {
        self.out_part(Leaving::Codes(school), w!(codes.title))
    }

    /// The year of a school: the one of the address, where none is known beforehand.
    pub fn year(self, school: Option<SchoolId>) -> AnyView {
        self.year.fetch(fetch_year);
        self.year.show(move || year_page(school).now_or_never(), framed(w!(year.title)))
    }

    /// The rules of the county.
    pub fn rules(self) -> AnyView {
        self.rules.fetch(fetch_rules);
        self.rules.show(|| rules_page().now_or_never(), framed(w!(rules.title)))
    }
}
