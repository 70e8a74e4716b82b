//! The desks' pages that come when they are opened: each part is fetched once, by whoever needs it.
//!
//! A page that the first part names, too, would stay in it. What several parts share comes in pieces of its own, one
//! for each set of parts, so there are few parts.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the page's")]

use desk_api::term_page::{TermView, TermsView};
use domain::id::{AccountId, CampaignId, SchoolId};
use futures::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::access_log::AccessPage;
use super::accounts::CodesPage;
use super::campaign::{CampaignPage, CountyGiftsPage};
use super::countersigns::{self, CountersignsPage};
use super::deputies::DeputiesPage;
use super::disputes;
use super::doubles::DoublesPage;
use super::erasure::{AskingPage, ErasurePage};
use super::feedback::FeedbackPage;
use super::figures::{Drawn, FiguresPage, Of};
use super::help::{HelpPage, LostPhonePage};
use super::import::{BatchPage, ImportsOfAddress, ImportsPage};
use super::inbox::{Cards, InboxPage};
use super::late_work;
use super::layout::Desk;
use super::notebook::{NotebookPage, SlipPage};
use super::notices::NoticesPage;
use super::out::{OutPage, TakeReceipts, preview, take_county, take_figures, take_page};
use super::pairing::PairingsPage;
use super::rules::RulesPage;
use super::questions;
use super::term_page::{self, TermsPage};
use super::second_step::{AskedStep, SecondStepPage};
use super::sessions::{AccountPage, EndSessions, ends_for_county};
use super::year::YearPage;
use crate::components::part::{Loaded, Part};
use crate::w;

/// What else can be printed.
type More = fn() -> AnyView;

// One function a part: each waits for the part by itself, and only one that has waited answers at once.

/// How what waits is shown.
const CARDS: Cards = Cards {
    late_work: late_work::card,
    dispute: disputes::card,
    two_pages: term_page::card,
    countersign: countersigns::card,
};

/// What waits for somebody's word, and what somebody is told.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    Inbox(Option<SchoolId>),
    Batches(Option<SchoolId>),
    Notices,
}

#[wasm_split(waiting, fallible, preload(fetch_waiting))]
fn waiting_page(which: Waiting) -> Loaded {
    Ok(match which {
        Waiting::Inbox(school) => view! { <InboxPage school=school cards=CARDS /> }.into_any(),
        Waiting::Batches(Some(school)) => view! { <ImportsPage school=school /> }.into_any(),
        Waiting::Batches(None) => view! { <ImportsOfAddress /> }.into_any(),
        Waiting::Notices => view! { <NoticesPage /> }.into_any(),
    })
}

/// The rules of the county.
#[wasm_split(rules, fallible, preload(fetch_rules))]
fn rules_page() -> Loaded {
    Ok(view! { <RulesPage /> }.into_any())
}

/// A batch of files that are taken over.
#[wasm_split(import, fallible, preload(fetch_import))]
fn batch_page() -> Loaded {
    Ok(view! { <BatchPage /> }.into_any())
}

/// The year of a school.
#[wasm_split(year, fallible, preload(fetch_year))]
fn year_page(school: Option<SchoolId>) -> Loaded {
    Ok(view! { <YearPage school=school /> }.into_any())
}

/// How figures are drawn.
const DRAWN: Drawn = Drawn { table: preview, taking: take_figures };

/// What stands below the page of a term: what is asked about it, and how it is printed.
fn below_page(all: &TermsView, view: &TermView) -> AnyView {
    view! { {questions::below(all, view)}{take_page(all.school_id, view.term)} }.into_any()
}

/// What terms come to: in figures, or of one child.
#[derive(Debug, Clone, Copy)]
enum OfTerms {
    Figures(Of),
    Child,
}

#[wasm_split(figures, fallible, preload(fetch_figures))]
fn terms_page(which: OfTerms) -> Loaded {
    Ok(match which {
        OfTerms::Figures(of) => view! { <FiguresPage of=of drawn=DRAWN /> }.into_any(),
        OfTerms::Child => view! { <TermsPage asked=below_page /> }.into_any(),
    })
}

/// What was given to many.
#[derive(Debug, Clone, Copy)]
enum Gift {
    Campaign(SchoolId),
    County,
}

/// The list that is signed for what was given.
fn to_sign(school: SchoolId, campaign: CampaignId) -> AnyView {
    view! { <TakeReceipts school=school campaign=campaign /> }.into_any()
}

#[wasm_split(gifts, fallible, preload(fetch_gifts))]
fn gift_page(which: Gift) -> Loaded {
    Ok(match which {
        Gift::Campaign(school) => view! { <CampaignPage school=school sign=to_sign /> }.into_any(),
        Gift::County => view! { <CountyGiftsPage preview=preview taking=take_county /> }.into_any(),
    })
}

/// What is set down in tables and lists of a whole school.
#[derive(Debug, Clone, Copy)]
enum Table {
    Out(Option<SchoolId>, More),
    Codes(SchoolId),
    Pairings(Option<SchoolId>),
}

#[wasm_split(tables, fallible, preload(fetch_tables))]
fn table_page(which: Table) -> Loaded {
    Ok(match which {
        Table::Out(school, more) => view! { <OutPage school=school more=more /> }.into_any(),
        Table::Codes(school) => view! { <CodesPage school=school /> }.into_any(),
        Table::Pairings(school) => view! { <PairingsPage school=school /> }.into_any(),
    })
}

/// What is gone through one by one.
#[derive(Debug, Clone, Copy)]
enum OneByOne {
    Notebook(SchoolId),
    Slip,
    Doubles(Option<SchoolId>),
}

#[wasm_split(one_by_one, fallible, preload(fetch_one_by_one))]
fn one_by_one_page(which: OneByOne) -> Loaded {
    Ok(match which {
        OneByOne::Notebook(school) => view! { <NotebookPage school=school /> }.into_any(),
        OneByOne::Slip => view! { <SlipPage /> }.into_any(),
        OneByOne::Doubles(school) => view! { <DoublesPage school=school /> }.into_any(),
    })
}

/// What is seldom opened.
#[derive(Debug, Clone, Copy)]
enum Seldom {
    Access,
    Asking,
    Deputies,
    Erasure,
    Feedback,
    LostPhone,
}

#[wasm_split(seldom, fallible, preload(fetch_seldom))]
fn seldom_page(which: Seldom) -> Loaded {
    Ok(match which {
        Seldom::Access => view! { <AccessPage /> }.into_any(),
        Seldom::Asking => view! { <AskingPage /> }.into_any(),
        Seldom::Deputies => view! { <DeputiesPage /> }.into_any(),
        Seldom::Erasure => view! { <ErasurePage /> }.into_any(),
        Seldom::Feedback => view! { <FeedbackPage /> }.into_any(),
        Seldom::LostPhone => view! { <LostPhonePage /> }.into_any(),
    })
}

/// What ends somebody's sessions at desks.
fn at_desks(account: AccountId) -> AnyView {
    ends_for_county().then(|| view! { <EndSessions account=account /> }).into_any()
}

/// What is about accounts and how they are guarded: the own one, another's, the second step, and what two people decide together.
#[derive(Debug, Clone, Copy)]
enum Second {
    /// The step, asked before a desk, and what is done then.
    Asked(Callback<()>),
    Own,
    Countersigns,
    Account,
    /// Somebody else's, with how a code is shown.
    Help(fn(AccountId) -> AnyView),
}

#[wasm_split(second, fallible, preload(fetch_second))]
fn second_page(which: Second) -> Loaded {
    Ok(match which {
        Second::Asked(done) => view! { <AskedStep done=done /> }.into_any(),
        Second::Own => view! { <SecondStepPage /> }.into_any(),
        Second::Countersigns => view! { <CountersignsPage /> }.into_any(),
        Second::Account => view! { <AccountPage /> }.into_any(),
        Second::Help(code) => view! { <HelpPage code=code more=at_desks /> }.into_any(),
    })
}

/// What stands around what is said until a part is here.
fn framed(title: &'static str) -> impl Fn(AnyView) -> AnyView {
    move |said| view! { <Desk title=title>{said}</Desk> }.into_any()
}

/// All parts that come later; at first nothing is fetched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Later {
    waiting: Part,
    rules: Part,
    import: Part,
    year: Part,
    tables: Part,
    figures: Part,
    gifts: Part,
    one_by_one: Part,
    seldom: Part,
    second: Part,
}

impl Later {
    fn waiting(self, which: Waiting, title: &'static str) -> AnyView {
        self.waiting.fetch(fetch_waiting);
        self.waiting.show(move || waiting_page(which).now_or_never(), framed(title))
    }

    fn of_terms(self, which: OfTerms, title: &'static str) -> AnyView {
        self.figures.fetch(fetch_figures);
        self.figures.show(move || terms_page(which).now_or_never(), framed(title))
    }

    fn table(self, which: Table, title: &'static str) -> AnyView {
        self.tables.fetch(fetch_tables);
        self.tables.show(move || table_page(which).now_or_never(), framed(title))
    }

    fn gift(self, which: Gift, title: &'static str) -> AnyView {
        self.gifts.fetch(fetch_gifts);
        self.gifts.show(move || gift_page(which).now_or_never(), framed(title))
    }

    fn one_by_one(self, which: OneByOne, title: &'static str) -> AnyView {
        self.one_by_one.fetch(fetch_one_by_one);
        self.one_by_one.show(move || one_by_one_page(which).now_or_never(), framed(title))
    }

    fn seldom(self, which: Seldom, title: &'static str) -> AnyView {
        self.seldom.fetch(fetch_seldom);
        self.seldom.show(move || seldom_page(which).now_or_never(), framed(title))
    }

    fn second(self, which: Second, around: impl Fn(AnyView) -> AnyView + Send + 'static) -> AnyView {
        self.second.fetch(fetch_second);
        self.second.show(move || second_page(which).now_or_never(), around)
    }

    /// What waits for a school: the one of the address, where none is known beforehand.
    pub fn inbox(self, school: Option<SchoolId>) -> AnyView {
        self.waiting(Waiting::Inbox(school), w!(inbox.title))
    }

    /// The batches of a school: the one of the address, where none is known beforehand.
    pub fn imports(self, school: Option<SchoolId>) -> AnyView {
        self.waiting(Waiting::Batches(school), w!(imports.title))
    }

    /// The batch of the address.
    pub fn batch(self) -> AnyView {
        self.import.fetch(fetch_import);
        self.import.show(move || batch_page().now_or_never(), framed(w!(imports.title)))
    }

    /// The year of a school: the one of the address, where none is known beforehand.
    pub fn year(self, school: Option<SchoolId>) -> AnyView {
        self.year.fetch(fetch_year);
        self.year.show(move || year_page(school).now_or_never(), framed(w!(year.title)))
    }

    /// The tables of a school: the one of the address, where none is known beforehand.
    pub fn out(self, school: Option<SchoolId>, more: More) -> AnyView {
        self.table(Table::Out(school, more), w!(out.title))
    }

    /// Figures of a school or of the county.
    pub fn figures(self, of: Of) -> AnyView {
        self.of_terms(OfTerms::Figures(of), w!(figures.title))
    }

    /// Codes for a school's new teachers.
    pub fn codes(self, school: SchoolId) -> AnyView {
        self.table(Table::Codes(school), w!(codes.title))
    }

    /// The pairings of a school: the one of the address, where none is known beforehand.
    pub fn pairings(self, school: Option<SchoolId>) -> AnyView {
        self.table(Table::Pairings(school), w!(pairings.title))
    }

    /// What a school gave to many.
    pub fn campaign(self, school: SchoolId) -> AnyView {
        self.gift(Gift::Campaign(school), w!(campaign.title))
    }

    /// What was given in the county.
    pub fn county_gifts(self) -> AnyView {
        self.gift(Gift::County, w!(campaign.ledger))
    }

    /// The rules of the county.
    pub fn rules(self) -> AnyView {
        self.rules.fetch(fetch_rules);
        self.rules.show(move || rules_page().now_or_never(), framed(w!(rules.title)))
    }

    /// What happened to the own account.
    pub fn notices(self) -> AnyView {
        self.waiting(Waiting::Notices, w!(me.told))
    }

    /// What two people decide together.
    pub fn countersigns(self) -> AnyView {
        self.second(Second::Countersigns, framed(w!(countersigns.title)))
    }

    /// The own account.
    pub fn account(self) -> AnyView {
        self.second(Second::Account, framed(w!(account.title)))
    }

    /// The own second step.
    pub fn second_step(self) -> AnyView {
        self.second(Second::Own, framed(w!(second_step.title)))
    }

    /// The second step, as it is asked before a desk; what stands around it is there already.
    pub fn step_asked(self, done: Callback<()>) -> AnyView {
        self.second(Second::Asked(done), std::convert::identity)
    }

    /// Who looked at what.
    pub fn access(self) -> AnyView {
        self.seldom(Seldom::Access, w!(desk.access_log))
    }

    /// Entering for a school's mentors.
    pub fn notebook(self, school: SchoolId) -> AnyView {
        self.one_by_one(OneByOne::Notebook(school), w!(notebook.title))
    }

    /// The slip of the address.
    pub fn slip(self) -> AnyView {
        self.one_by_one(OneByOne::Slip, w!(notebook.title))
    }

    /// Help for the teacher of the address.
    pub fn help(self, code: fn(AccountId) -> AnyView) -> AnyView {
        self.second(Second::Help(code), framed(w!(help.title)))
    }

    /// What the lost phone of the address held.
    pub fn lost_phone(self) -> AnyView {
        self.seldom(Seldom::LostPhone, w!(help.lost_phone))
    }

    /// Whose file is up for erasure, and what guardians ask.
    pub fn erasure(self) -> AnyView {
        self.seldom(Seldom::Erasure, w!(erasure.title))
    }

    /// What people wrote about the app.
    pub fn feedback(self) -> AnyView {
        self.seldom(Seldom::Feedback, w!(feedback.title))
    }

    /// What guardians ask of the file of the child of the address.
    pub fn asking(self) -> AnyView {
        self.seldom(Seldom::Asking, w!(erasure.asking))
    }

    /// The terms of the child of the address.
    pub fn terms(self) -> AnyView {
        self.of_terms(OfTerms::Child, w!(terms.title))
    }

    /// Who stands in at the school of the address.
    pub fn deputies(self) -> AnyView {
        self.seldom(Seldom::Deputies, w!(deputies.title))
    }

    /// The records of a school that may be one child's, or those of the county.
    pub fn doubles(self, school: Option<SchoolId>) -> AnyView {
        self.one_by_one(OneByOne::Doubles(school), w!(doubles.title))
    }
}
