//! The desks' addresses, what is put together under each, and what leads to them.

use chrono::NaiveDate;
use desk_api::left_behind::LeftBehind;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::policy::{Action, Grant, Role, Subject};
use domain::report::TodayLine;
use leptos::prelude::*;
use leptos_router::components::{A, Redirect, Route, Router, Routes};
use leptos_router::path;

use super::accounts::IssueCode;
use super::child_file::ChildFilePage;
use super::county::CountyPage;
use super::cover::Covered;
use super::figures::Of;
use super::full_plan::FullPlanForm;
use super::households::HouseholdForm;
use super::inbox::ToInbox;
use super::later::Later;
use super::left_behind::LeftBehindPanel;
use super::layout::{Ways, may};
use super::moving::MovingForm;
use super::open::Open;
use super::out::TakeFile;
use super::pairing::{BesideForm, PairingForm, history};
use super::people::PeoplePanel;
use super::school::SchoolPage;
use super::stays::{StayLine, Whose};
use super::today::TodayPage;
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
        None if may(Action::SeeAccessLog, Subject::County) => expect_context::<Later>().access(),
        None => view! { <CountyPage /> }.into_any(),
    }
}

/// A code, to come in.
fn to_come_in(account: AccountId) -> AnyView {
    view! { <IssueCode account=account /> }.into_any()
}

fn for_colleague(account: AccountId) -> AnyView {
    let help = format!("/desk/person/{account}");
    view! { <A href=help attr:class="button quiet small">{w!(help.help)}</A><IssueCode account=account /> }.into_any()
}

/// The way to what waits for a school.
fn to_decide(school: SchoolId) -> AnyView {
    may(Action::SeeSchool, Subject::School(school)).then(|| view! { <ToInbox school=school /> }).into_any()
}

/// The same on a school's page, and for whoever has another school or none the ways to its pages.
fn at_school(school: SchoolId) -> AnyView {
    let pages = [
        (Action::Import, "import/of", w!(imports.title)),
        (Action::Pair, "pairing", w!(pairings.all)),
        (Action::Arrange, "year", w!(year.title)),
        (Action::Export, "out", w!(out.title)),
        (Action::SeeSchool, "figures", w!(figures.title)),
    ];
    let ways = pages.into_iter().filter(|(action, ..)| own(*action) != Some(school) && may(*action, Subject::School(school)));
    let ways = ways.map(|(_, page, words)| view! { <A href=format!("/desk/{page}/{school}")>{words}</A> });
    view! { {to_decide(school)}<p class="row wrap">{ways.collect_view()}</p> }.into_any()
}

/// Where a child is for a time.
fn where_it_is(child: &TodayLine, today: NaiveDate) -> AnyView {
    let whose = Whose { child: child.id, name: child.name.clone(), stay: child.stay.clone(), today };
    view! { <StayLine whose=whose /> }.into_any()
}

fn school_people() -> AnyView {
    let open = expect_context::<Open<SchoolId>>();
    let seen = move || open.id().filter(|school| may(Action::SeeSchool, Subject::School(*school)));
    let deputies = move || seen().map(|school| view! { <A href=format!("/desk/deputies/{school}")>{w!(deputies.title)}</A> });
    view! { <PeoplePanel more=for_colleague /><p class="row">{deputies}</p> }.into_any()
}

/// Who has a child as a mentor, for whoever may change that.
fn mentoring(child: ChildId, school: SchoolId, is_paired: bool) -> AnyView {
    let pairs = may(Action::Transfer, Subject::Child { school, paired: false });
    let beside = is_paired.then(|| view! { <BesideForm child=child /> });
    pairs.then(|| view! { <PairingForm child=child is_paired=is_paired />{beside} }).into_any()
}

/// Where a child goes, and how its file is printed, for whoever may do that.
fn transfer(child: ChildId, school: SchoolId, leaves: Option<NaiveDate>) -> AnyView {
    let moves = may(Action::Transfer, Subject::Child { school, paired: false });
    let takes = may(Action::Export, Subject::School(school));
    let asks = may(Action::TakeRequest, Subject::School(school));
    view! {
        {moves.then(|| view! { <MovingForm child=child /><HouseholdForm child=child /> })}
        {takes.then(|| view! { <TakeFile child=child school=school leaves=leaves /> })}
        {asks.then(|| view! { <p><A href=format!("/desk/erasure/{child}")>{w!(erasure.asking)}</A></p> })}
    }
    .into_any()
}

/// Whether a child is left behind.
fn judged(child: ChildId, today: LeftBehind) -> AnyView {
    view! { <LeftBehindPanel child=child today=today /> }.into_any()
}

/// Whether a full plan is written for a child, for whoever may say so.
fn full_plan(child: ChildId, school: SchoolId, is_marked: bool) -> AnyView {
    let marks = may(Action::MarkPlan, Subject::Child { school, paired: false });
    marks.then(|| view! { <FullPlanForm child=child is_marked=is_marked /> }).into_any()
}

/// What leads to the pages that the signed-in person may open.
fn ways() -> AnyView {
    let me = expect_context::<Session>().me();
    let leads = |grant: &Grant| matches!(grant.role, Role::Coordinator | Role::SchoolLead);
    let school = me.iter().flat_map(|me| &me.grants).filter(|g| leads(g)).find_map(|g| g.school);
    let county = may(Action::SeeCounty, Subject::County);
    let settles = may(Action::SettleDoubles, Subject::County) || own(Action::SettleDoubles).is_some();
    view! {
        {county.then(|| view! { <A href="/desk" exact=true>{w!(desk.schools)}</A> })}
        {county.then(|| view! { <A href="/desk/figures">{w!(figures.title)}</A> })}
        {county.then(|| view! { <A href="/desk/rules">{w!(rules.title)}</A> })}
        {school.filter(|_| !county).map(|_| view! { <A href="/desk" exact=true>{w!(now.title)}</A> })}
        {school.map(|id| view! { <A href=format!("/desk/school/{id}")>{w!(desk.children)}</A> })}
        {school.map(|_| view! { <A href="/desk/inbox">{w!(inbox.title)}</A> })}
        {own(Action::Pair).map(|_| view! { <A href="/desk/pairing">{w!(pairings.title)}</A> })}
        {own(Action::Arrange).map(|_| view! { <A href="/desk/year">{w!(year.title)}</A> })}
        {own(Action::EnterFor).map(|_| view! { <A href="/desk/notebook">{w!(notebook.title)}</A> })}
        {own(Action::EnterFor).map(|_| view! { <A href="/desk/campaign">{w!(campaign.title)}</A> })}
        {county.then(|| view! { <A href="/desk/campaign">{w!(campaign.ledger)}</A> })}
        {settles.then(|| view! { <A href="/desk/doubles">{w!(doubles.title)}</A> })}
        {own(Action::Import).map(|_| view! { <A href="/desk/import">{w!(imports.title)}</A> })}
        {own(Action::Export).map(|_| view! { <A href="/desk/out">{w!(out.title)}</A> })}
        {school.filter(|_| !county).map(|_| view! { <A href="/desk/figures">{w!(figures.title)}</A> })}
        {county.then(|| view! { <A href="/desk/feedback">{w!(feedback.title)}</A> })}
        {may(Action::Erase, Subject::County).then(|| view! { <A href="/desk/erasure">{w!(erasure.title)}</A> })}
        {me.as_ref().is_some_and(is_mentor).then(|| view! { <a href="/app" rel="external">{w!(desk.mentor_app)}</a> })}
        <A href="/desk/notices">{w!(me.told)}</A>
        {(county || school.is_some()).then(|| view! { <A href="/desk/countersigns">{w!(countersigns.title)}</A> })}
        <A href="/desk/account">{w!(account.title)}</A>
        <A href="/desk/second-step">{w!(second_step.title)}</A>
    }
    .into_any()
}

/// The first of one's own schools where something is allowed.
fn own(action: Action) -> Option<SchoolId> {
    let me = expect_context::<Session>().me();
    let mut schools = me.into_iter().flat_map(|me| me.grants).filter_map(|grant| grant.school);
    schools.find(|school| may(action, Subject::School(*school)))
}

/// A page of one's own school; for who has none where it is allowed, the first page.
fn of_own(action: Action, page: impl FnOnce(SchoolId) -> AnyView) -> AnyView {
    own(action).map_or_else(|| view! { <Redirect path="/desk" /> }.into_any(), page)
}

/// What else can be printed.
fn to_print() -> AnyView {
    view! {
        {own(Action::Export).map(|_| view! { <A href="/desk/codes" attr:class="button quiet">{w!(out.codes)}</A> })}
        {own(Action::EnterFor).map(|_| view! { <A href="/desk/notebook" attr:class="button quiet">{w!(out.slip)}</A> })}
    }
    .into_any()
}

/// The page of an address under `/desk`.
#[component]
pub fn Inside(home: &'static str) -> impl IntoView {
    provide_context(Ways(ways));
    let later = expect_context::<Later>();
    // Records that may be one child's: among those of one's own school, or of the county.
    let doubles = move || {
        if may(Action::SettleDoubles, Subject::County) {
            later.doubles(None)
        } else {
            of_own(Action::SettleDoubles, |school| later.doubles(Some(school)))
        }
    };
    // The centre's are of the county, whatever else somebody is.
    let figures = move || {
        if may(Action::SeeCounty, Subject::County) {
            later.figures(Of::County)
        } else {
            of_own(Action::SeeSchool, |school| later.figures(Of::School(school)))
        }
    };
    // What one's own school gave, or the county's ledger.
    let gifts = move || {
        if may(Action::SeeCounty, Subject::County) {
            later.county_gifts()
        } else {
            of_own(Action::EnterFor, |school| later.campaign(school))
        }
    };
    view! {
        <Covered>
            <Router>
                <Routes fallback=move || view! { <NotHere home=home /> }>
                    <Route path=path!("/desk") view=|| view! { <Home /> } />
                    <Route path=path!("/desk/school/:id") view=|| view! { <SchoolPage to_decide=at_school people=school_people /> } />
                    <Route path=path!("/desk/pairing") view=move || of_own(Action::Pair, |school| later.pairings(Some(school))) />
                    <Route path=path!("/desk/pairing/:id") view=move || later.pairings(None) />
                    <Route path=path!("/desk/import") view=move || of_own(Action::Import, |school| later.imports(Some(school))) />
                    <Route path=path!("/desk/import/of/:id") view=move || later.imports(None) />
                    <Route path=path!("/desk/import/:id") view=move || later.batch() />
                    <Route path=path!("/desk/doubles") view=doubles />
                    <Route path=path!("/desk/inbox") view=move || of_own(Action::SeeSchool, |school| later.inbox(Some(school))) />
                    <Route path=path!("/desk/inbox/:id") view=move || later.inbox(None) />
                    <Route path=path!("/desk/notebook") view=move || of_own(Action::EnterFor, |school| later.notebook(school)) />
                    <Route path=path!("/desk/campaign") view=gifts />
                    <Route path=path!("/desk/notebook/slip/:id") view=move || later.slip() />
                    <Route path=path!("/desk/out") view=move || of_own(Action::Export, |school| later.out(Some(school), to_print)) />
                    <Route path=path!("/desk/out/:id") view=move || later.out(None, to_print) />
                    <Route path=path!("/desk/figures") view=figures />
                    <Route path=path!("/desk/figures/:id") view=move || later.figures(Of::Address) />
                    <Route path=path!("/desk/person/:id") view=move || later.help(to_come_in) />
                    <Route path=path!("/desk/phone/:id") view=move || later.lost_phone() />
                    <Route path=path!("/desk/deputies/:id") view=move || later.deputies() />
                    <Route path=path!("/desk/codes") view=move || of_own(Action::Export, |school| later.codes(school)) />
                    <Route path=path!("/desk/year") view=move || of_own(Action::Arrange, |school| later.year(Some(school))) />
                    <Route path=path!("/desk/year/:id") view=move || later.year(None) />
                    <Route path=path!("/desk/rules") view=move || later.rules() />
                    <Route path=path!("/desk/feedback") view=move || later.feedback() />
                    <Route path=path!("/desk/erasure") view=move || later.erasure() />
                    <Route path=path!("/desk/erasure/:id") view=move || later.asking() />
                    <Route path=path!("/desk/countersigns") view=move || later.countersigns() />
                    <Route path=path!("/desk/account") view=move || later.account() />
                    <Route path=path!("/desk/second-step") view=move || later.second_step() />
                    <Route path=path!("/desk/notices") view=move || later.notices() />
                    <Route path=path!("/desk/child/:id/terms") view=move || later.terms() />
                    <Route path=path!("/desk/child/:id") view=|| view! {
                        <ChildFilePage mentoring=mentoring transfer=transfer history=history judged=judged full_plan=full_plan />
                    } />
                </Routes>
            </Router>
        </Covered>
    }
}
