//! The desks' addresses, what is put together under each, and what leads to them.

use chrono::NaiveDate;
use desk_api::left_behind::LeftBehind;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::policy::{Action, Grant, Role, Subject};
use domain::report::TodayLine;
use leptos::prelude::*;
use leptos_router::components::{A, Redirect, Route, Router, Routes};
use leptos_router::path;

use super::access_log::AccessPage;
use super::accounts::{CodesPage, IssueCode};
use super::child_file::ChildFilePage;
use super::county::CountyPage;
use super::disputes;
use super::doubles::DoublesPage;
use super::households::HouseholdForm;
use super::import::{BatchPage, ImportsPage};
use super::inbox::{Cards, InboxPage, ToInbox};
use super::late_work;
use super::left_behind::LeftBehindPanel;
use super::layout::{Ways, may};
use super::moving::MovingForm;
use super::notebook::{NotebookPage, SlipPage};
use super::out::{OutPage, TakeFile};
use super::pairing::{BesideForm, PairingForm, PairingsPage, history};
use super::people::PeoplePanel;
use super::rules::RulesPage;
use super::school::SchoolPage;
use super::stays::{StayLine, Whose};
use super::today::TodayPage;
use super::year::YearPage;
use crate::components::not_here::NotHere;
use crate::state::account::is_mentor;
use crate::state::session::Session;
use crate::w;

/// The county; for people of one school, what is to be done there today; for the auditor, the access log.
#[component]
fn Home() -> impl IntoView {
    let grants = expect_context::<Session>().me().map(|m| m.grants).unwrap_or_default();
    let own = grants.iter().filter(|g| g.role != Role::Mentor).find_map(|g| g.school);
    match own {
        _ if may(Action::SeeCounty, Subject::County) => view! { <CountyPage /> }.into_any(),
        Some(school) => {
            view! { <TodayPage school=school to_decide=to_decide noting=where_it_is /> }.into_any()
        }
        None if may(Action::SeeAccessLog, Subject::County) => view! { <AccessPage /> }.into_any(),
        None => view! { <CountyPage /> }.into_any(),
    }
}

fn for_colleague(account: AccountId) -> AnyView {
    view! { <IssueCode account=account /> }.into_any()
}

/// The way to what waits for a school.
fn to_decide(school: SchoolId) -> AnyView {
    may(Action::SeeSchool, Subject::School(school)).then(|| view! { <ToInbox school=school /> }).into_any()
}

/// The same on a school's page, and for whoever has another school or none the ways to its pages.
fn at_school(school: SchoolId) -> AnyView {
    let pages = [
        (own_pairings(), Action::Pair, "pairing", w!(pairings.all)),
        (own_year(), Action::Arrange, "year", w!(year.title)),
        (own_outs(), Action::Export, "out", w!(out.title)),
    ];
    let ways = pages.into_iter().filter(|(own, action, ..)| *own != Some(school) && may(*action, Subject::School(school)));
    let ways = ways.map(|(_, _, page, words)| view! { <A href=format!("/desk/{page}/{school}")>{words}</A> });
    view! { {to_decide(school)}<p class="row wrap">{ways.collect_view()}</p> }.into_any()
}

/// How what waits is shown.
const CARDS: Cards = Cards { late_work: late_work::card, dispute: disputes::card };

/// Where a child is for a time.
fn where_it_is(child: &TodayLine, today: NaiveDate) -> AnyView {
    let whose = Whose { child: child.id, name: child.name.clone(), stay: child.stay.clone(), today };
    view! { <StayLine whose=whose /> }.into_any()
}

fn school_people() -> AnyView {
    view! { <PeoplePanel more=for_colleague /> }.into_any()
}

/// How a child changes hands, and how its file is printed, for whoever may do that.
fn transfer(child: ChildId, school: SchoolId, is_paired: bool) -> AnyView {
    let moves = may(Action::Transfer, Subject::Child { school, paired: false });
    let takes = may(Action::Export, Subject::School(school));
    let beside = (moves && is_paired).then(|| view! { <BesideForm child=child /> });
    view! {
        {moves.then(|| view! {
            <PairingForm child=child is_paired=is_paired />{beside}<MovingForm child=child /><HouseholdForm child=child />
        })}
        {takes.then(|| view! { <TakeFile child=child school=school /> })}
    }
    .into_any()
}

/// Whether a child is left behind.
fn judged(child: ChildId, today: LeftBehind) -> AnyView {
    view! { <LeftBehindPanel child=child today=today /> }.into_any()
}

/// What leads to the pages that the signed-in person may open.
fn ways() -> AnyView {
    let me = expect_context::<Session>().me();
    let leads = |grant: &Grant| matches!(grant.role, Role::Coordinator | Role::SchoolLead);
    let own = me.iter().flat_map(|me| &me.grants).filter(|g| leads(g)).find_map(|g| g.school);
    let county = may(Action::SeeCounty, Subject::County);
    view! {
        {county.then(|| view! { <A href="/desk" exact=true>{w!(desk.schools)}</A> })}
        {own.filter(|_| !county).map(|_| view! { <A href="/desk" exact=true>{w!(now.title)}</A> })}
        {own.map(|id| view! { <A href=format!("/desk/school/{id}")>{w!(desk.children)}</A> })}
        {own.map(|_| view! { <A href="/desk/inbox">{w!(inbox.title)}</A> })}
        {own_pairings().map(|_| view! { <A href="/desk/pairing">{w!(pairings.title)}</A> })}
        {own_year().map(|_| view! { <A href="/desk/year">{w!(year.title)}</A> })}
        {own_notebooks().map(|_| view! { <A href="/desk/notebook">{w!(notebook.title)}</A> })}
        {own_doubles().map(|_| view! { <A href="/desk/doubles">{w!(doubles.title)}</A> })}
        {own_imports().map(|_| view! { <A href="/desk/import">{w!(imports.title)}</A> })}
        {own_outs().map(|_| view! { <A href="/desk/out">{w!(out.title)}</A> })}
        {county.then(|| view! { <A href="/desk/rules">{w!(rules.title)}</A> })}
        {me.as_ref().is_some_and(is_mentor).then(|| view! { <a href="/app" rel="external">{w!(desk.mentor_app)}</a> })}
    }
    .into_any()
}

/// The school whose files the signed-in person takes over.
fn own_imports() -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.into_iter().find(|school| may(Action::Import, Subject::School(*school)))
}

/// The school whose tables the signed-in person takes out.
fn own_outs() -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.into_iter().find(|school| may(Action::Export, Subject::School(*school)))
}

/// What else can be printed.
fn to_print() -> AnyView {
    view! {
        {own_outs().map(|_| view! { <A href="/desk/codes" attr:class="button quiet">{w!(out.codes)}</A> })}
        {own_notebooks().map(|_| view! { <A href="/desk/notebook" attr:class="button quiet">{w!(out.slip)}</A> })}
    }
    .into_any()
}

/// The tables of one's own school.
#[component]
fn OwnOuts() -> impl IntoView {
    match own_outs() {
        Some(school) => view! { <OutPage school=Some(school) more=to_print /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// Codes for the new teachers of one's own school.
#[component]
fn OwnCodes() -> impl IntoView {
    match own_outs() {
        Some(school) => view! { <CodesPage school=school /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// Among whose children the signed-in person looks for records that are one child's: a school's, or the county's.
fn own_doubles() -> Option<Option<SchoolId>> {
    if may(Action::SettleDoubles, Subject::County) {
        return Some(None);
    }
    let me = expect_context::<Session>().me();
    let mut schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.find(|school| may(Action::SettleDoubles, Subject::School(*school))).map(Some)
}

/// Records of one's own school, or of the county, that may be one child's.
#[component]
fn OwnDoubles() -> impl IntoView {
    match own_doubles() {
        Some(school) => view! { <DoublesPage school=school /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// The school whose children the signed-in person pairs.
fn own_pairings() -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.into_iter().find(|school| may(Action::Pair, Subject::School(*school)))
}

/// The school whose year the signed-in person arranges.
fn own_year() -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.into_iter().find(|school| may(Action::Arrange, Subject::School(*school)))
}

/// The year of one's own school.
#[component]
fn OwnYear() -> impl IntoView {
    match own_year() {
        Some(school) => view! { <YearPage school=Some(school) /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// Pairing the children of one's own school.
#[component]
fn OwnPairings() -> impl IntoView {
    match own_pairings() {
        Some(school) => view! { <PairingsPage school=Some(school) /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// Taking over the files of one's own school.
#[component]
fn OwnImports() -> impl IntoView {
    match own_imports() {
        Some(school) => view! { <ImportsPage school=school /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// What waits for one's own school.
#[component]
fn OwnInbox() -> impl IntoView {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    match schools.into_iter().find(|school| may(Action::SeeSchool, Subject::School(*school))) {
        Some(school) => view! { <InboxPage school=Some(school) cards=CARDS /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// The school for whose mentors the signed-in person enters.
fn own_notebooks() -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.into_iter().find(|school| may(Action::EnterFor, Subject::School(*school)))
}

/// Entering for the mentors of one's own school.
#[component]
fn OwnNotebooks() -> impl IntoView {
    match own_notebooks() {
        Some(school) => view! { <NotebookPage school=school /> }.into_any(),
        None => view! { <Redirect path="/desk" /> }.into_any(),
    }
}

/// The page of an address under `/desk`.
#[component]
pub fn Inside(home: &'static str) -> impl IntoView {
    provide_context(Ways(ways));
    view! {
        <Router>
            <Routes fallback=move || view! { <NotHere home=home /> }>
                <Route path=path!("/desk") view=|| view! { <Home /> } />
                <Route path=path!("/desk/school/:id") view=|| view! { <SchoolPage to_decide=at_school people=school_people /> } />
                <Route path=path!("/desk/pairing") view=|| view! { <OwnPairings /> } />
                <Route path=path!("/desk/pairing/:id") view=|| view! { <PairingsPage /> } />
                <Route path=path!("/desk/import") view=|| view! { <OwnImports /> } />
                <Route path=path!("/desk/import/:id") view=|| view! { <BatchPage /> } />
                <Route path=path!("/desk/doubles") view=|| view! { <OwnDoubles /> } />
                <Route path=path!("/desk/inbox") view=|| view! { <OwnInbox /> } />
                <Route path=path!("/desk/inbox/:id") view=|| view! { <InboxPage cards=CARDS /> } />
                <Route path=path!("/desk/notebook") view=|| view! { <OwnNotebooks /> } />
                <Route path=path!("/desk/notebook/slip/:id") view=|| view! { <SlipPage /> } />
                <Route path=path!("/desk/out") view=|| view! { <OwnOuts /> } />
                <Route path=path!("/desk/out/:id") view=|| view! { <OutPage more=to_print /> } />
                <Route path=path!("/desk/codes") view=|| view! { <OwnCodes /> } />
                <Route path=path!("/desk/year") view=|| view! { <OwnYear /> } />
                <Route path=path!("/desk/year/:id") view=|| view! { <YearPage /> } />
                <Route path=path!("/desk/rules") view=|| view! { <RulesPage /> } />
                <Route path=path!("/desk/child/:id") view=|| view! {
                    <ChildFilePage transfer=transfer history=history judged=judged />
                } />
            </Routes>
        </Router>
    }
}
