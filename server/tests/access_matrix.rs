//! Every endpoint, every role, own and other school. An endpoint without a row fails.

use std::collections::BTreeMap;

use crate::common::COUNTY;
use crate::common::{Browser, MENTOR, OTHER_SCHOOL, SCHOOL, Service, id, people};
use axum::http::StatusCode;
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState, Stay};
use domain::id::{
    AccountId, ActId, BatchId, CampaignId, ChildId, CountersignId, DeputyshipId, DeviceId, FactId, HouseholdId, LogId,
    OpId, OutId, PageId, ProposalId, QuestionId, RequestId, SchoolId, StatusId,
};
use domain::import::batch::BatchState;
use domain::import::recipe::Recipe;
use domain::log::{Aid, Campaign, Goal, Log};
use domain::policy::{Countersigned, Deputyship, Grant, Role};
use domain::register::erasure::RequestKind;
use domain::register::{Act, Draft, Ended, Written};
use domain::report::{Out, OutKind, OutReason};
use domain::term::{PageBody, Question, Term, TermPage};
use serde_json::{Value, json};
use server::core::import::{BatchSheet, Body};
use server::router::table;
use storage::{
    Batch, BatchLine, Countersign, Device, DoneAct, Judged, NewLog, Parked, Proposal, Request, Unit, Unsent,
};
use sync::{FollowUp, Op};

/// What an endpoint answers to somebody: may they, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// It does what was asked, or complains about what was asked.
    Yes,
    /// Forbidden, or not to be known.
    No,
    /// Sign in first.
    SignIn,
}

/// Who may. Persons are those of the test county; `2` marks the other school.
#[derive(Debug, Clone, Copy)]
enum Who {
    /// Signed in or not.
    Everybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has given the password and not the second step yet, and nobody who is in.
    HalfWay,
    /// These only.
    Only(&'static [&'static str]),
}

struct Row {
    method: &'static str,
    path: &'static str,
    /// The address and body that are asked for, when they name something.
    ask: fn() -> (String, Option<Value>),
    who: Who,
}

/// Those who work at a desk.
const AT_DESKS: &[&str] = &["coordinator", "coordinator2", "lead", "lead2", "centre", "auditor"];
const MENTORS: Who = Who::Only(&["mentor", "mentor2"]);

fn row(method: &'static str, path: &'static str, who: Who, ask: fn() -> (String, Option<Value>)) -> Row {
    Row { method, path, ask, who }
}

fn plain(path: &'static str) -> (String, Option<Value>) {
    (path.to_owned(), None)
}

/// A stay in hospital that lasts.
fn stay() -> Value {
    json!({"kind": "in_hospital", "from": "2026-09-16", "to": "2026-09-30"})
}

/// The first school becomes part of the other.
fn merging() -> Value {
    json!({"into": id(OTHER_SCHOOL), "from": "2026-09-18", "classes": [], "reason": "layout"})
}

#[expect(clippy::too_many_lines, reason = "a row for each endpoint")]
fn matrix() -> Vec<Row> {
    use Who::{Everybody, HalfWay, Only, SignedIn};
    vec![
        row("GET", "/", Everybody, || plain("/")),
        row("GET", "/sign-in", Everybody, || plain("/sign-in")),
        row("GET", "/privacy", Everybody, || plain("/privacy")),
        row("GET", "/shell", Everybody, || plain("/shell")),
        row("GET", "/app", Everybody, || plain("/app")),
        row("GET", "/app/{*page}", Everybody, || plain("/app/child/x")),
        row("GET", "/desk", Everybody, || plain("/desk")),
        row("GET", "/desk/{*page}", Everybody, || plain("/desk/school/x")),
        row("GET", "/boot.js", Everybody, || plain("/boot.js")),
        row("GET", "/desk.js", Everybody, || plain("/desk.js")),
        row("GET", "/service-worker.js", Everybody, || plain("/service-worker.js")),
        row("GET", "/manifest.webmanifest", Everybody, || plain("/manifest.webmanifest")),
        row("GET", "/icons/{*file}", Everybody, || plain("/icons/icon.svg")),
        row("GET", "/pkg/{*file}", Everybody, || plain("/pkg/app.js")),
        row("GET", "/api/v1/health", Everybody, || plain("/api/v1/health")),
        row("GET", "/api/v1/openapi.json", Everybody, || plain("/api/v1/openapi.json")),
        row("POST", "/api/v1/session", Everybody, || {
            ("/api/v1/session".to_owned(), Some(json!({"login": "nobody", "password": "wrong"})))
        }),
        row("POST", "/api/v1/activation", Everybody, || {
            let body = json!({"login": "nobody", "code": "x", "password": "long enough"});
            ("/api/v1/activation".to_owned(), Some(body))
        }),
        row("DELETE", "/api/v1/session", SignedIn, || plain("/api/v1/session")),
        row("GET", "/api/v1/me", SignedIn, || plain("/api/v1/me")),
        row("POST", "/api/v1/password", SignedIn, || {
            ("/api/v1/password".to_owned(), Some(json!({"old": "a", "new": "short"})))
        }),
        row("GET", "/api/v1/session/second-step", HalfWay, || plain("/api/v1/session/second-step")),
        row("POST", "/api/v1/session/second-step", HalfWay, || {
            ("/api/v1/session/second-step".to_owned(), Some(json!({"code": "000000"})))
        }),
        row("GET", "/api/v1/session/confirm", SignedIn, || plain("/api/v1/session/confirm")),
        row("POST", "/api/v1/session/confirm", SignedIn, || {
            ("/api/v1/session/confirm".to_owned(), Some(json!({"password": "wrong"})))
        }),
        row("GET", "/api/v1/second-step", SignedIn, || plain("/api/v1/second-step")),
        // Nothing was begun, or too long ago.
        row("POST", "/api/v1/second-step", SignedIn, || {
            ("/api/v1/second-step".to_owned(), Some(json!({"code": "000000"})))
        }),
        row("DELETE", "/api/v1/second-step", SignedIn, || plain("/api/v1/second-step")),
        row("POST", "/api/v1/second-step/draft", SignedIn, || {
            ("/api/v1/second-step/draft".to_owned(), Some(json!({"choice": "card"})))
        }),
        row("POST", "/rpc/desk/countersigns", Only(AT_DESKS), || {
            ("/rpc/desk/countersigns".to_owned(), Some(json!({})))
        }),
        row("POST", "/rpc/desk/ask_reset", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/ask_reset".to_owned(), Some(json!({"login": "mentor"})))
        }),
        row("POST", "/rpc/desk/countersign", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/countersign".to_owned(), Some(json!({"id": id(COUNTERSIGN), "accept": false})))
        }),
        row("POST", "/rpc/desk/take_code", Only(&["coordinator"]), || {
            ("/rpc/desk/take_code".to_owned(), Some(json!({"id": id(COUNTERSIGN)})))
        }),
        row("GET", "/api/v1/devices", SignedIn, || plain("/api/v1/devices")),
        // A device of nobody's: not to be known by anyone.
        row("DELETE", "/api/v1/devices/{device}", Only(&[]), || (format!("/api/v1/devices/{}", id(999)), None)),
        row("POST", "/api/v1/sync", MENTORS, || {
            ("/api/v1/sync".to_owned(), Some(json!({"protocol": sync::PROTOCOL, "device": id(999)})))
        }),
        row("GET", "/api/v1/sync/compare", MENTORS, || plain("/api/v1/sync/compare")),
        row("PUT", "/api/v1/photos/{photo}", MENTORS, || {
            let sha = "ab".repeat(32);
            (format!("/api/v1/photos/{}?sha256={sha}&bytes=5&at=0", id(998)), None)
        }),
        row("GET", "/api/v1/photos/{photo}", Only(&[]), || (format!("/api/v1/photos/{}", id(997)), None)),
        row("POST", "/api/v1/imports/{batch}/files", Only(&["coordinator", "centre"]), || {
            (format!("/api/v1/imports/{}/files", id(BATCH)), Some(json!("not a sheet")))
        }),
        row("GET", "/api/v1/imports/{batch}/failed", Only(&["coordinator", "centre"]), || {
            (format!("/api/v1/imports/{}/failed", id(BATCH)), None)
        }),
        row("GET", "/api/v1/outs/{out}/workbook", Only(&["coordinator"]), || {
            (format!("/api/v1/outs/{}/workbook", id(OUT)), None)
        }),
        row("GET", "/print/visit-form", Everybody, || plain("/print/visit-form")),
        row("GET", "/print/lost-phone/{phone}", Only(&["coordinator", "centre"]), || {
            (format!("/print/lost-phone/{}", id(PHONE)), None)
        }),
        row("POST", "/rpc/desk/phone", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/phone".to_owned(), Some(json!({"phone": id(PHONE)})))
        }),
        row("GET", "/print/{out}", Only(&["coordinator"]), || (format!("/print/{}", id(OUT)), None)),
        row("GET", "/print/blank/{form}/{school}", Only(&["coordinator", "centre"]), || {
            (format!("/print/blank/visits/{}", id(SCHOOL)), None)
        }),
        row("POST", "/rpc/desk/nameable", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/nameable".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/table", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/table".to_owned(), Some(json!({"school": id(SCHOOL), "kind": "roster"})))
        }),
        row("POST", "/rpc/desk/take_out", Only(&["coordinator", "centre"]), || {
            let ask = json!({"kind": "roster", "reason": "report"});
            ("/rpc/desk/take_out".to_owned(), Some(json!({"school": id(SCHOOL), "ask": ask})))
        }),
        row("POST", "/rpc/desk/out_text", Only(&["coordinator"]), || {
            ("/rpc/desk/out_text".to_owned(), Some(json!({"out": id(OUT)})))
        }),
        row("POST", "/rpc/desk/outs", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/outs".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/figures", Only(&["coordinator", "lead", "centre"]), || {
            let chosen = json!({"span": {"from": "2026-09-01", "to": "2026-09-18"}});
            let body = json!({"school": id(SCHOOL), "kind": "activities", "chosen": chosen});
            ("/rpc/desk/figures".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/fill_figure", Only(&["centre"]), || {
            let filling = json!({"year": 2026, "gap": "donations", "count": null, "fen": 60_000_000});
            ("/rpc/desk/fill_figure".to_owned(), Some(json!({"filling": filling})))
        }),
        row("POST", "/rpc/desk/newcomers", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/newcomers".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/issue_codes", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/issue_codes".to_owned(), Some(json!({"school": id(SCHOOL), "accounts": []})))
        }),
        row("POST", "/rpc/desk/imports", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/imports".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/begin_import", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/begin_import".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/import", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/import".to_owned(), Some(json!({"batch": id(BATCH)})))
        }),
        row("POST", "/rpc/desk/import_step", Only(&["coordinator", "centre"]), || {
            let step = json!({"batch": id(BATCH), "seen": 1, "step": {"whole": true}});
            ("/rpc/desk/import_step".to_owned(), Some(step))
        }),
        row("POST", "/rpc/desk/apply_import", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/apply_import".to_owned(), Some(json!({"batch": id(BATCH), "seen": 1, "digest": ""})))
        }),
        row("POST", "/rpc/desk/take_back_import", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/take_back_import".to_owned(), Some(json!({"batch": id(BATCH)})))
        }),
        row("POST", "/rpc/desk/discard_import", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/discard_import".to_owned(), Some(json!({"batch": id(BATCH)})))
        }),
        row("POST", "/rpc/desk/county", Only(&["centre"]), || ("/rpc/desk/county".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/feedback", Only(&["centre"]), || ("/rpc/desk/feedback".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/rules", Only(&["centre"]), || ("/rpc/desk/rules".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/set_rules", Only(&["centre"]), || {
            let version = json!({"from": "2026-09-01", "rules": domain::rules::RuleSet::default()});
            ("/rpc/desk/set_rules".to_owned(), Some(json!({"seen": 0, "version": version})))
        }),
        row("POST", "/rpc/desk/withdraw_rules", Only(&["centre"]), || {
            ("/rpc/desk/withdraw_rules".to_owned(), Some(json!({"seen": 0, "from": "2026-09-01"})))
        }),
        row("POST", "/rpc/desk/erasure", Only(&["centre"]), || ("/rpc/desk/erasure".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/erase", Only(&["centre"]), || {
            ("/rpc/desk/erase".to_owned(), Some(json!({"children": [id(44)]})))
        }),
        row("POST", "/rpc/desk/take_request", Only(&["coordinator", "lead", "centre"]), || {
            let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "请删掉"});
            let body = json!({"child": id(41), "kind": "deletion", "asked_on": "2026-09-18", "asked": asked});
            ("/rpc/desk/take_request".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/requests", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/requests".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/decide_request", Only(&["centre"]), || {
            let body = json!({"id": id(REQUEST), "grant": false, "why": "还在学校"});
            ("/rpc/desk/decide_request".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/school", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/school".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/today", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/today".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/set_full_plan", Only(&["coordinator", "lead"]), || {
            let ask = json!({"child": id(44), "full": true, "why": "plan_agreed"});
            ("/rpc/desk/set_full_plan".to_owned(), Some(ask))
        }),
        row("POST", "/rpc/desk/note_stay", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/note_stay".to_owned(), Some(json!({"child": id(44), "stay": stay()})))
        }),
        row("POST", "/rpc/desk/change_stay", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/change_stay".to_owned(), Some(json!({"child": id(41), "status": id(993), "stay": stay()})))
        }),
        row("POST", "/rpc/desk/take_back_stay", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/take_back_stay".to_owned(), Some(json!({"child": id(41), "status": id(993)})))
        }),
        row("POST", "/rpc/desk/people", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/people".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/person", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/person".to_owned(), Some(json!({"account": id(MENTOR)})))
        }),
        row("POST", "/rpc/desk/lost_phone", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/lost_phone".to_owned(), Some(json!({"account": id(MENTOR), "phone": id(PHONE)})))
        }),
        row("POST", "/rpc/desk/correct_person", Only(&["coordinator", "centre"]), || {
            let body =
                json!({"account": id(MENTOR), "seen": {"name": "", "phone": ""}, "now": {"name": "名", "phone": ""}});
            ("/rpc/desk/correct_person".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/deputies", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/deputies".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/deputise", Only(&["coordinator", "centre"]), || {
            let days = json!({"of": id(23), "role": "coordinator", "deputy": id(MENTOR), "from": "2026-10-01", "to": "2026-10-02"});
            ("/rpc/desk/deputise".to_owned(), Some(json!({"school": id(SCHOOL), "ask": days})))
        }),
        row("POST", "/rpc/desk/end_deputyship", Only(&["mentor", "coordinator", "centre"]), || {
            ("/rpc/desk/end_deputyship".to_owned(), Some(json!({"id": id(DEPUTYSHIP)})))
        }),
        row("POST", "/rpc/desk/inbox", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/inbox".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/followed_up", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/followed_up".to_owned(), Some(json!({"log": id(COPIED)})))
        }),
        row("POST", "/rpc/desk/own_sessions", SignedIn, || ("/rpc/desk/own_sessions".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/end_own_session", SignedIn, || {
            ("/rpc/desk/end_own_session".to_owned(), Some(json!({"id": id(999)})))
        }),
        row("POST", "/rpc/desk/county_people", Only(&["centre"]), || {
            ("/rpc/desk/county_people".to_owned(), Some(json!({})))
        }),
        row("POST", "/rpc/desk/end_county_account", Only(&["centre"]), || {
            ("/rpc/desk/end_county_account".to_owned(), Some(json!({"account": id(28), "why": "left_office"})))
        }),
        row("POST", "/rpc/desk/end_sessions", Only(&["centre"]), || {
            ("/rpc/desk/end_sessions".to_owned(), Some(json!({"account": id(28), "why": "left_open"})))
        }),
        row("POST", "/rpc/desk/notices", SignedIn, || ("/rpc/desk/notices".to_owned(), Some(json!({})))),
        row("POST", "/rpc/desk/notebook", Only(&["coordinator"]), || {
            ("/rpc/desk/notebook".to_owned(), Some(json!({"school": id(SCHOOL), "day": null})))
        }),
        row("POST", "/rpc/desk/enter", Only(&["coordinator"]), || {
            let body = crate::common::body(&[41]);
            let copied = json!({"mentor": id(MENTOR), "log": id(2901), "body": body});
            ("/rpc/desk/enter".to_owned(), Some(json!({"copied": copied})))
        }),
        row("POST", "/rpc/desk/take_back_entry", Only(&["coordinator"]), || {
            ("/rpc/desk/take_back_entry".to_owned(), Some(json!({"log": id(COPIED)})))
        }),
        row("POST", "/rpc/desk/campaigns", Only(&["coordinator"]), || {
            ("/rpc/desk/campaigns".to_owned(), Some(json!({"school": id(SCHOOL), "day": null})))
        }),
        row("POST", "/rpc/desk/give", Only(&["coordinator"]), || {
            let aid = json!({"occasion": "六一慰问", "donor": "县慈善协会", "gift": "书包"});
            let campaign = json!({"id": id(2902), "on": "2026-09-17", "aid": aid, "children": [id(41)]});
            ("/rpc/desk/give".to_owned(), Some(json!({"school": id(SCHOOL), "campaign": campaign, "before": null})))
        }),
        row("POST", "/rpc/desk/county_gifts", Only(&["centre"]), || {
            ("/rpc/desk/county_gifts".to_owned(), Some(json!({})))
        }),
        row("POST", "/rpc/desk/take_back_gift", Only(&["coordinator"]), || {
            ("/rpc/desk/take_back_gift".to_owned(), Some(json!({"school": id(SCHOOL), "campaign": id(CAMPAIGN)})))
        }),
        row("GET", "/print/thanks/{campaign}", Only(&["coordinator", "centre"]), || {
            (format!("/print/thanks/{}", id(CAMPAIGN)), None)
        }),
        row("POST", "/rpc/desk/slip", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/slip".to_owned(), Some(json!({"mentor": id(MENTOR)})))
        }),
        row("POST", "/rpc/desk/child_file", Only(&["mentor", "coordinator", "lead", "centre"]), || {
            ("/rpc/desk/child_file".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/child_terms", Only(&["mentor", "coordinator", "lead", "centre"]), || {
            ("/rpc/desk/child_terms".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/doubles", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/doubles".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/join_children", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/join_children".to_owned(), Some(json!({"kept": id(41), "other": id(44)})))
        }),
        row("POST", "/rpc/desk/keep_apart", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/keep_apart".to_owned(), Some(json!({"one": id(41), "other": id(44)})))
        }),
        row("POST", "/rpc/desk/take_back_double", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/take_back_double".to_owned(), Some(json!({"id": id(JUDGED)})))
        }),
        row("POST", "/rpc/desk/household", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/household".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/join_household", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/join_household".to_owned(), Some(json!({"child": id(44), "with": id(41)})))
        }),
        row("POST", "/rpc/desk/split_household", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/split_household".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/take_back_household", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/take_back_household".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/left_behind", Only(&["mentor", "coordinator", "lead", "centre"]), || {
            ("/rpc/desk/left_behind".to_owned(), Some(json!({"child": id(41), "day": "2026-09-18"})))
        }),
        row("POST", "/rpc/desk/earlier_versions", Only(&["mentor", "coordinator", "lead", "centre"]), || {
            ("/rpc/desk/earlier_versions".to_owned(), Some(json!({"child": id(41), "log": id(COPIED)})))
        }),
        row("POST", "/rpc/desk/reveal_phone", Only(&["mentor", "coordinator", "lead", "centre"]), || {
            ("/rpc/desk/reveal_phone".to_owned(), Some(json!({"child": id(41), "adult": id(35)})))
        }),
        row("POST", "/rpc/desk/access_log", Only(&["auditor"]), || {
            ("/rpc/desk/access_log".to_owned(), Some(json!({})))
        }),
        row("POST", "/rpc/desk/end_account", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/end_account".to_owned(), Some(json!({"account": id(MENTOR)})))
        }),
        row("POST", "/rpc/desk/mentors_for", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/mentors_for".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/schools_for", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/schools_for".to_owned(), Some(json!({"child": id(41)})))
        }),
        row("POST", "/rpc/desk/hand_on", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/hand_on".to_owned(), Some(crate::common::handing(id(44), id(MENTOR))))
        }),
        row("POST", "/rpc/desk/put_beside", Only(&["coordinator", "centre"]), || {
            let beside = json!({"mentor": id(MENTOR), "from": "2026-09-18", "to": "2026-09-30"});
            ("/rpc/desk/put_beside".to_owned(), Some(json!({"child": id(44), "beside": beside})))
        }),
        row("POST", "/rpc/desk/pairings", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/pairings".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/accept_pairings", Only(&["coordinator", "centre"]), || {
            let body = json!({"school": id(SCHOOL), "from": "2026-09-18", "pairs": []});
            ("/rpc/desk/accept_pairings".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/decide_proposal", Only(&["coordinator", "lead", "centre"]), || {
            ("/rpc/desk/decide_proposal".to_owned(), Some(json!({"id": id(PROPOSAL), "accept": false})))
        }),
        row("POST", "/rpc/desk/year", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/year".to_owned(), Some(json!({"school": id(SCHOOL)})))
        }),
        row("POST", "/rpc/desk/preview_year", Only(&["coordinator", "centre"]), || {
            let plan = json!({"classes": [], "children": []});
            ("/rpc/desk/preview_year".to_owned(), Some(json!({"school": id(SCHOOL), "plan": plan})))
        }),
        row("POST", "/rpc/desk/do_year", Only(&["coordinator", "centre"]), || {
            let plan = json!({"classes": [], "children": []});
            let body = json!({"school": id(SCHOOL), "plan": plan, "act": id(991), "seen": "other"});
            ("/rpc/desk/do_year".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/preview_merging", Only(&["centre"]), || {
            let body = json!({"school": id(SCHOOL), "plan": merging()});
            ("/rpc/desk/preview_merging".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/merge_schools", Only(&["centre"]), || {
            let body = json!({"school": id(SCHOOL), "plan": merging(), "act": id(991), "seen": "other"});
            ("/rpc/desk/merge_schools".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/accept_offers", Only(&["coordinator", "centre"]), || {
            let taken = json!([{"offer": id(993), "class_name": "七年级1班"}]);
            ("/rpc/desk/accept_offers".to_owned(), Some(json!({"school": id(SCHOOL), "taken": taken})))
        }),
        row("POST", "/rpc/desk/decline_offers", Only(&["coordinator", "centre"]), || {
            let body = json!({"school": id(SCHOOL), "offers": [id(993)], "reason": "住得远"});
            ("/rpc/desk/decline_offers".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/withdraw_offers", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/withdraw_offers".to_owned(), Some(json!({"school": id(SCHOOL), "offers": [id(993)]})))
        }),
        row("POST", "/rpc/desk/leave", Only(&["coordinator", "centre"]), || {
            let body = json!({"child": id(44), "why": "left_county", "last": "2026-09-18"});
            ("/rpc/desk/leave".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/change_class", Only(&["coordinator", "centre"]), || {
            let body = json!({"child": id(44), "class_name": "三年级1班", "from": "2026-09-18"});
            ("/rpc/desk/change_class".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/enter_child", Only(&["coordinator", "centre"]), || {
            let child = json!({"name": "新来的", "class_name": "三年级2班"});
            let body = json!({"school": id(SCHOOL), "child": child, "from": "2026-09-18", "who": "not_said"});
            ("/rpc/desk/enter_child".to_owned(), Some(body))
        }),
        row("POST", "/rpc/desk/take_back_act", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/take_back_act".to_owned(), Some(json!({"act": id(ACT)})))
        }),
        row("POST", "/rpc/desk/move_child", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/move_child".to_owned(), Some(json!({"child": id(44), "school": id(SCHOOL), "class_name": ""})))
        }),
        row("POST", "/rpc/desk/resolve_late", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/resolve_late".to_owned(), Some(json!({"op": id(996), "accept": true})))
        }),
        row("POST", "/rpc/desk/settle_dispute", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/settle_dispute".to_owned(), Some(json!({"later": id(995), "holds": id(994)})))
        }),
        row("POST", "/rpc/desk/settle_pages", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/settle_pages".to_owned(), Some(json!({"later": id(992), "holds": id(991)})))
        }),
        row("POST", "/rpc/desk/ask_question", Only(&["coordinator"]), || {
            ("/rpc/desk/ask_question".to_owned(), Some(asks_about_plan()))
        }),
        row("POST", "/rpc/desk/close_question", Only(&["coordinator"]), || {
            ("/rpc/desk/close_question".to_owned(), Some(json!({"question": id(QUESTION)})))
        }),
        row("POST", "/rpc/desk/issue_code", Only(&["coordinator", "centre"]), || {
            ("/rpc/desk/issue_code".to_owned(), Some(json!({"account": id(MENTOR)})))
        }),
    ]
}

async fn ask(service: &Service, who: Option<&Browser>, row: &Row) -> Answer {
    let (path, body) = (row.ask)();
    // The device in a sync is the browser's own.
    let body = body.map(|mut b| {
        if let (Some(device), Some(who)) = (b.get_mut("device"), who) {
            *device = json!(who.device);
        }
        b
    });
    let reply = service.call(who, row.method, &path, body).await;
    let said = reply.text.as_str();
    if reply.json.get("code") == Some(&json!("wrong_credentials")) || said.contains("code_wrong") {
        return Answer::Yes;
    }
    match reply.status {
        StatusCode::UNAUTHORIZED => Answer::SignIn,
        StatusCode::FORBIDDEN => Answer::No,
        // A file that was not built is no refusal.
        StatusCode::NOT_FOUND if reply.json["code"] == "not_found" => Answer::No,
        _ => Answer::Yes,
    }
}

/// What the first school's coordinator took out today.
const OUT: u128 = 992;

/// A batch of the first school.
pub const BATCH: u128 = 993;

/// A pairing that waits for the first school's lead.
pub const PROPOSAL: u128 = 994;
/// A code that the first school's coordinator asked for.
pub const COUNTERSIGN: u128 = 987;
/// An act of the first school's desk.
pub const ACT: u128 = 990;
/// The mentor will stand in for the first school's coordinator.
pub const DEPUTYSHIP: u128 = 989;
/// A phone of the mentor's.
pub const PHONE: u128 = 988;
/// What a guardian asked of a child of the first school.
pub const REQUEST: u128 = 987;
/// Two children of the first school of whom somebody said that they are two.
pub const JUDGED: u128 = 995;

/// An entry that the first school's coordinator copied from a notebook.
pub const COPIED: u128 = 2900;
/// What the first school gave to many.
pub const CAMPAIGN: u128 = 2898;

/// What the first school asks about a page.
pub const QUESTION: u128 = 986;

/// A question about the plan of this term.
pub fn asks_about_plan() -> Value {
    let term = Term::of(crate::common::day(9, 18));
    json!({"asked": {"id": id(985), "child": id(41), "term": term, "about": null, "text": "这学期打算怎么帮？"}})
}

/// A question about a page.
async fn asked_about_page(unit: &mut dyn Unit, seq: u64) {
    let question = Question {
        id: QuestionId(id(QUESTION)),
        child: ChildId(id(41)),
        term: Term::of(crate::common::day(9, 18)),
        about: Some(Goal::Mind),
        text: "这学期打算怎么帮？".to_owned(),
        asked_by: AccountId(id(23)),
        asked_at: crate::common::now(),
        closed_at: None,
    };
    unit.questions().add(seq, &question).await.unwrap();
}

/// A code that waits for a second person.
async fn asked_of_two(unit: &mut dyn Unit) {
    let asked = Countersign {
        id: CountersignId(id(COUNTERSIGN)),
        what: Countersigned::Code,
        of: AccountId(id(MENTOR)),
        by: AccountId(id(23)),
        at: crate::common::now(),
        decision: None,
        done_at: None,
    };
    unit.countersigns().add(&asked).await.unwrap();
}

/// A pairing that waits for the lead, a table that was taken out, a child who left, and two children who are two.
async fn arranged(unit: &mut dyn Unit, seq: u64) {
    let proposal = Proposal {
        id: ProposalId(id(PROPOSAL)),
        school: SchoolId(id(SCHOOL)),
        text: json!({"pairs": {"from": "2026-09-18", "pairs": []}}).to_string(),
        by: AccountId(id(23)),
        at: crate::common::now(),
        decision: None,
    };
    unit.proposals().add(&proposal).await.unwrap();
    let taken = Out {
        id: OutId(id(OUT)),
        school: Some(SchoolId(id(SCHOOL))),
        kind: OutKind::Roster,
        whose: None,
        child: None,
        chosen: None,
        numbers: true,
        reason: OutReason::Report,
        words: String::new(),
        by: AccountId(id(23)),
        at: crate::common::now(),
    };
    unit.outs().add(&taken).await.unwrap();
    let leaves = Act::Leave { child: ChildId(id(44)), why: Ended::LeftCounty, last: crate::common::day(9, 18) };
    let school = SchoolId(id(SCHOOL));
    let done = DoneAct { id: ActId(id(ACT)), school, seq, act: leaves, draft: Draft::default(), taken_back: None };
    unit.acts().add(&done).await.unwrap();
    let judged = Judged {
        id: ActId(id(JUDGED)),
        one: ChildId(id(41)),
        other: ChildId(id(42)),
        same: false,
        from: crate::common::day(9, 18),
        seq,
        facts: vec![],
        taken_back: None,
    };
    unit.doubles().add(&judged).await.unwrap();
    let deputyship = Deputyship {
        id: DeputyshipId(id(DEPUTYSHIP)),
        school,
        role: Role::Coordinator,
        of: AccountId(id(23)),
        deputy: AccountId(id(MENTOR)),
        from: crate::common::day(11, 1),
        to: crate::common::day(11, 2),
        ended_at: None,
    };
    unit.deputies().add(&deputyship).await.unwrap();
    let phone = Device {
        id: DeviceId(id(PHONE)),
        account: AccountId(id(MENTOR)),
        label: "Android Chrome".to_owned(),
        recovery_key: vec![1; 32],
        last_n: 0,
        revoked_at: None,
        unsent: Unsent::default(),
        added_at: crate::common::now(),
    };
    unit.devices().add(&phone).await.unwrap();
    asked(unit, school).await;
}

/// What a guardian asks.
async fn asked(unit: &mut dyn Unit, school: SchoolId) {
    let request = Request {
        id: RequestId(id(REQUEST)),
        child: ChildId(id(41)),
        school,
        kind: RequestKind::Deletion,
        asked_on: crate::common::day(9, 18),
        words: Some(json!({"who": "罗桂兰", "relation": "奶奶", "words": "请删掉"}).to_string()),
        by: AccountId(id(23)),
        at: crate::common::now(),
        answered: None,
        answer: None,
    };
    unit.erasure().ask(&request).await.unwrap();
}

/// Something that the first school gave.
async fn give(unit: &mut dyn Unit, seq: u64) {
    let (campaign, children) = (CampaignId(id(CAMPAIGN)), vec![ChildId(id(41))]);
    let aid = Aid { donor: "县慈善协会".to_owned(), gift: "书包".to_owned(), ..Aid::default() };
    let given =
        Campaign { id: campaign, on: crate::common::day(9, 17), aid, children: children.iter().copied().collect() };
    let body = given.body(children.clone());
    let log = Log::first(LogId(id(CAMPAIGN)), AccountId(id(23)), body, crate::common::now());
    unit.logs().add(&[NewLog { log, children, op: None, seq }], crate::common::now()).await.unwrap();
}

/// Late work, an entry copied from a notebook, a fact with two answers, a batch of files and a stay, at the first school.
pub async fn something_to_decide(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let author = AccountId(id(MENTOR));
    let op = crate::common::op(0, FollowUp { log: LogId(id(2000)), done_on: crate::common::day(9, 18) });
    let op = Op { op_id: OpId(id(996)), ..op };
    let parked = Parked {
        op: op.op_id,
        text: serde_json::to_string(&op).unwrap(),
        author,
        child: ChildId(id(41)),
        heard: vec![],
        received_at: crate::common::now(),
        decision: None,
    };
    unit.parking().add(&parked).await.unwrap();
    let fact = |n, state, disputes: Option<u128>| Fact {
        id: FactId(id(n)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state, hazards: String::new() },
        seen_on: crate::common::day(9, 18),
        author: Some(author),
        captured_at: crate::common::now(),
        disputes: disputes.map(|n| FactId(id(n))),
        unsaid: false,
    };
    let two = [fact(994, HomeState::Safe, None), fact(995, HomeState::Danger, Some(994))];
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let page = |n, disputes: Option<u128>| TermPage {
        id: PageId(id(n)),
        child: ChildId(id(41)),
        term: Term::of(crate::common::day(9, 18)),
        author: Some(author),
        captured_at: crate::common::now(),
        body: PageBody::default(),
        disputes: disputes.map(|n| PageId(id(n))),
        unsaid: false,
    };
    for page in [page(991, None), page(992, Some(991))] {
        unit.pages().add(seq, &page).await.unwrap();
    }
    unit.register().write(seq, &two.map(Written::Fact)).await.unwrap();
    let first = Log::first(LogId(id(COPIED)), author, crate::common::body(&[41]), crate::common::now());
    let log = Log { entered_by: Some(AccountId(id(23))), ..first };
    unit.logs()
        .add(&[NewLog { log, children: vec![ChildId(id(41))], op: None, seq }], crate::common::now())
        .await
        .unwrap();
    give(unit.as_mut(), seq).await;
    // A list with a row that cannot be read.
    let sheet = server::reader::in_this_process("姓名,出生日期\n王芳,去年夏天\n".as_bytes()).unwrap().remove(0);
    let sheets = vec![BatchSheet { id: 0, sheet, recipe: Recipe::default() }];
    let body = Body { sheets, next: 1, ..Body::default() }.bytes().unwrap();
    let line = BatchLine {
        id: BatchId(id(BATCH)),
        school: SchoolId(id(SCHOOL)),
        begun_by: None,
        begun_at: crate::common::now(),
        state: BatchState::Open,
        settled_at: None,
        emptied: false,
        revision: 1,
    };
    unit.batches().add(&Batch { line, body }).await.unwrap();
    arranged(unit.as_mut(), seq).await;
    asked_of_two(unit.as_mut()).await;
    asked_about_page(unit.as_mut(), seq).await;
    let stay = serde_json::from_value::<Stay>(stay()).unwrap().status(StatusId(id(993)), ChildId(id(41)));
    unit.register().write(seq, &[Written::Status(stay)]).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn every_endpoint_answers_every_role_as_the_matrix_says() {
    let rows = matrix();
    for row in &rows {
        // Nobody is signed in.
        let service = Service::start().await;
        let expected = if matches!(row.who, Who::Everybody) { Answer::Yes } else { Answer::SignIn };
        assert_eq!(ask(&service, None, row).await, expected, "{} {} signed out", row.method, row.path);
        for (n, login, ..) in people() {
            let service = Service::start().await;
            something_to_decide(&service).await;
            let who = service.browser(n).await;
            let expected = match row.who {
                Who::HalfWay => Answer::SignIn,
                Who::Only(list) if !list.contains(&login) => Answer::No,
                _ => Answer::Yes,
            };
            assert_eq!(ask(&service, Some(&who), row).await, expected, "{} {} as {login}", row.method, row.path);
        }
    }
}

#[tokio::test]
async fn no_endpoint_is_without_a_row() {
    let mut rows: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for row in matrix() {
        *rows.entry((row.method, row.path)).or_default() += 1;
    }
    let endpoints = table();
    assert!(endpoints.len() > 25);
    for endpoint in &endpoints {
        assert!(
            rows.contains_key(&(endpoint.method, endpoint.path)),
            "{} {} has no row",
            endpoint.method,
            endpoint.path
        );
    }
    assert_eq!(rows.len(), endpoints.len(), "a row for an endpoint that is not there");
}

#[tokio::test]
async fn the_other_schools_people_see_the_other_school() {
    let service = Service::start().await;
    for (n, may) in [(24, true), (26, true), (27, true), (23, false), (25, false), (22, false), (28, false)] {
        let who = service.browser(n).await;
        let body = json!({"school": id(OTHER_SCHOOL)});
        let reply = service.call(Some(&who), "POST", "/rpc/desk/school", Some(body)).await;
        assert_eq!(reply.status.is_success(), may, "{n}: {}", reply.text);
    }
}

#[tokio::test]
async fn nobody_issues_a_code_for_somebody_with_more_rights() {
    let service = Service::start().await;
    let coordinator = service.browser(23).await;
    let whose =
        [(27, "the centre's"), (22, "of another school"), (28, "the auditor's"), (25, "the lead's"), (999, "nobody's")];
    for (account, whose) in whose {
        let body = json!({"account": id(account)});
        let reply = service.call(Some(&coordinator), "POST", "/rpc/desk/issue_code", Some(body)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{whose}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_role_elsewhere_keeps_an_account_out_of_the_coordinators_reach() {
    let service = Service::start().await;
    // A teacher of both schools.
    let mut unit = service.state.storage.write(crate::common::COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = AccountId(id(29));
    account.login = "both".to_owned();
    account.grants.push(Grant { role: Role::Mentor, school: Some(SchoolId(id(OTHER_SCHOOL))) });
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    for (who, may) in [(23, false), (24, false), (27, true)] {
        let who = service.browser(who).await;
        for call in ["issue_code", "end_account"] {
            let body = json!({"account": id(29)});
            let reply = service.call(Some(&who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
            assert_eq!(reply.status.is_success(), may, "{call}: {}", reply.text);
        }
    }
}
