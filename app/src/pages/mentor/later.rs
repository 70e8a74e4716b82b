//! The parts that come later: pages beyond *Today* and an entry, and the pieces without which lock and entry do their work.
//! They are fetched right after the first screen, and the service worker keeps them like the rest, so that offline nothing
//! is missing.
//!
//! A page that the first part names, too, would stay in it.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the page's")]

use futures::FutureExt;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use super::child::ChildPage;
use super::children::ChildrenPage;
use super::growth::GrowthPage;
use super::log::details::{Details, Filling};
use super::log::home::HomeQuestions;
use super::log::photos::Photos;
use super::me::MePage;
use super::me::fingerprint::Fingerprint;
use super::story::StoryPage;
use super::term::TermFormPage;
use super::unlock::quick::{Quick, Tries};
use super::unsent::UnsentPage;
use crate::components::frame::Frame;
use crate::components::part::{Loaded, Part};
use crate::pages::public::landing::Landing;
use crate::pages::public::privacy::Privacy;
use crate::w;

/// Milliseconds for the first screen to be drawn, before parts are fetched that it does not need.
const SHOW_FIRST_MS: u32 = 300;
/// What stands around what is said until a part is here.
fn framed(title: &'static str) -> impl Fn(AnyView) -> AnyView {
    move |said| view! { <Frame title=title>{said}</Frame> }.into_any()
}

/// The same where there is nothing around.
fn alone(said: AnyView) -> AnyView {
    view! { <main class="public">{said}</main> }.into_any()
}

/// What is in the part of what is seldom looked at.
#[derive(Debug, Clone, Copy)]
enum Seldom {
    Me,
    Landing,
    Privacy,
}

#[wasm_split(me, fallible, preload(fetch_me))]
fn seldom_page(which: Seldom) -> Loaded {
    Ok(match which {
        Seldom::Me => {
            let fingerprint = expect_context::<Later>().fingerprint();
            view! { <MePage fingerprint=fingerprint /> }.into_any()
        }
        Seldom::Landing => view! { <Landing /> }.into_any(),
        Seldom::Privacy => view! { <Privacy /> }.into_any(),
    })
}

/// What is in the part of pieces without which the lock and an entry's form do their work.
#[derive(Clone, Copy)]
enum Piece {
    /// What opens without the password.
    Quick(Tries),
    /// Where a fingerprint is chosen.
    Fingerprint,
    /// What an entry asks by its kind.
    Details(Filling),
    /// What a visit asks of the family.
    Home(Filling),
    /// Photos of an entry.
    Photos(Filling),
}

#[wasm_split(pieces, fallible, preload(fetch_pieces))]
fn piece(which: Piece) -> Loaded {
    Ok(match which {
        Piece::Quick(tries) => view! { <Quick tries=tries /> }.into_any(),
        Piece::Fingerprint => view! { <Fingerprint /> }.into_any(),
        Piece::Details(filling) => view! { <Details filling=filling /> }.into_any(),
        Piece::Home(filling) => view! { <HomeQuestions filling=filling /> }.into_any(),
        Piece::Photos(filling) => view! { <Photos filling=filling /> }.into_any(),
    })
}

/// What is in the part of records.
#[derive(Debug, Clone, Copy)]
enum Record {
    Children,
    Child,
    Story,
    Growth,
    Unsent,
}

// One function a part: each waits for the part by itself, and only one that has waited answers at once.
#[wasm_split(records, fallible, preload(fetch_records))]
fn record_page(which: Record) -> Loaded {
    Ok(match which {
        Record::Children => view! { <ChildrenPage /> }.into_any(),
        Record::Child => view! { <ChildPage /> }.into_any(),
        Record::Story => view! { <StoryPage /> }.into_any(),
        Record::Growth => view! { <GrowthPage /> }.into_any(),
        Record::Unsent => view! { <UnsentPage /> }.into_any(),
    })
}

/// The page of a child and term.
#[wasm_split(term, fallible, preload(fetch_term))]
fn term_page() -> Loaded {
    Ok(view! { <TermFormPage /> }.into_any())
}

/// All parts that come later; at first nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Later {
    records: Part,
    term: Part,
    me: Part,
    pieces: Part,
}

impl Later {
    /// Fetches everything when the first screen has been drawn.
    pub fn fetch_soon(self) {
        spawn_local(async move {
            TimeoutFuture::new(SHOW_FIRST_MS).await;
            self.records.fetch(fetch_records);
            self.term.fetch(fetch_term);
            self.me.fetch(fetch_me);
            self.pieces.fetch(fetch_pieces);
        });
    }

    fn record(self, title: &'static str, which: Record) -> AnyView {
        self.records.fetch(fetch_records);
        self.records.show(move || record_page(which).now_or_never(), framed(title))
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

    /// The page of a child and term.
    pub fn term(self) -> AnyView {
        self.term.fetch(fetch_term);
        self.term.show(move || term_page().now_or_never(), framed(w!(page.title)))
    }

    /// A child's story.
    pub fn story(self) -> AnyView {
        self.record(w!(page.story), Record::Story)
    }

    /// The growth record for the family.
    pub fn growth(self) -> AnyView {
        self.record(w!(page.growth), Record::Growth)
    }

    fn seldom(self, which: Seldom, around: impl Fn(AnyView) -> AnyView + Send + 'static) -> AnyView {
        self.me.fetch(fetch_me);
        self.me.show(move || seldom_page(which).now_or_never(), around)
    }

    /// Me.
    pub fn me(self) -> AnyView {
        self.seldom(Seldom::Me, framed(w!(me.title)))
    }

    /// The first page, which the server renders where it can be reached.
    pub fn landing(self) -> AnyView {
        self.seldom(Seldom::Landing, alone)
    }

    /// How personal data are handled; likewise.
    pub fn privacy(self) -> AnyView {
        self.seldom(Seldom::Privacy, alone)
    }

    fn piece(self, which: Piece) -> AnyView {
        self.pieces.fetch(fetch_pieces);
        self.pieces.show(move || piece(which).now_or_never(), |said| said)
    }

    /// What opens without the password, before anybody is in.
    pub fn quick(self, tries: Tries) -> AnyView {
        self.piece(Piece::Quick(tries))
    }

    /// Where a fingerprint is chosen to open this phone.
    pub fn fingerprint(self) -> AnyView {
        self.piece(Piece::Fingerprint)
    }

    /// What an entry asks beside the plain.
    pub fn details(self, filling: Filling) -> AnyView {
        self.piece(Piece::Details(filling))
    }

    /// What a visit asks of the family.
    pub fn home(self, filling: Filling) -> AnyView {
        self.piece(Piece::Home(filling))
    }

    /// Photos of an entry.
    pub fn photos(self, filling: Filling) -> AnyView {
        self.piece(Piece::Photos(filling))
    }
}
