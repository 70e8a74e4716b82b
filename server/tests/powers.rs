//! Whatever a desk does to others leaves an entry in the access log: every call that is not known to read only is
//! done once, and must have left one.

use std::collections::BTreeSet;

use crate::access_matrix::{
    ACT, COPIED, COUNTERSIGN, DEPUTYSHIP, JUDGED, PHONE, PROPOSAL, QUESTION, REQUEST, asks_about_plan,
    something_to_decide,
};
use crate::common::{COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, body, day, handing, id};
use crate::{doubles, inbox, year};
use axum::http::StatusCode;
use desk_api::access_log::Logged;
use domain::id::{AccountId, SchoolId};
use domain::log::ActivityKind;
use domain::policy::Power;
use domain::register::OfferState;
use domain::register::year::Goes;
use domain::rules::RuleSet;
use serde_json::{Value, json};
use server::router::table;
use storage::{SecondStep, StepKind};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;
const SECOND: u128 = 29;

/// Calls that read.
const READS: &[&str] = &[
    "access_log",
    "campaigns",
    "child_file",
    "child_terms",
    "countersigns",
    "county",
    "county_gifts",
    "county_people",
    "deputies",
    "doubles",
    "earlier_versions",
    "erasure",
    "feedback",
    "figures",
    "household",
    "import",
    "imports",
    "inbox",
    "left_behind",
    "mentors_for",
    "nameable",
    "newcomers",
    "notebook",
    "notices",
    "out_text",
    "outs",
    "own_sessions",
    "pairings",
    "people",
    "person",
    "phone",
    "preview_merging",
    "preview_year",
    "requests",
    "reveal_phone",
    "rules",
    "school",
    "schools_for",
    "slip",
    "table",
    "today",
    "year",
];
/// Calls that only prepare what another call does.
const PREPARE: &[&str] = &["begin_import", "import_step"];

/// A service, and the calls that have left an entry.
struct Walk {
    service: Service,
    left: BTreeSet<&'static str>,
}

impl Walk {
    /// A further walk from the beginning.
    async fn anew(self) -> Self {
        Self { service: Service::start().await, ..self }
    }

    async fn asks(&self, who: u128, call: &str, body: Value) -> Value {
        let who = self.service.browser(who).await;
        let reply = self.service.call(Some(&who), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "{call}: {}", reply.text);
        reply.json
    }

    /// How many entries there are.
    async fn length(&self) -> u64 {
        let mut unit = self.service.state.storage.read(COUNTY).await.unwrap();
        unit.access().head().await.unwrap().map_or(0, |head| head.n)
    }

    /// Does what must leave an entry of the person who did it.
    async fn does(&mut self, who: u128, call: &'static str, body: Value) -> Value {
        let before = self.length().await;
        let answer = self.asks(who, call, body).await;
        let mut unit = self.service.state.storage.read(COUNTY).await.unwrap();
        let left = unit.access().after(before, 99).await.unwrap();
        assert!(!left.is_empty(), "{call} left no entry: {answer}");
        for entry in left {
            assert_eq!(entry.account, AccountId(id(who)), "{call}");
            if entry.affected.is_some() {
                let Logged::Act(power) = Logged::of(&entry.action) else { panic!("{call}: {entry:?}") };
                assert!(Power::TOLD.contains(&power), "{call}: there are no words for whom {power} affects");
            }
        }
        self.left.insert(call);
        answer
    }
}

/// A second mentor of the first school.
async fn second_mentor(service: &Service) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = AccountId(id(SECOND));
    account.login = "second".to_owned();
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
}

/// Gives somebody a card.
async fn second_step(service: &Service, n: u128) {
    let own = SecondStep {
        account: AccountId(id(n)),
        kind: StepKind::Card,
        digest_key: vec![5; 32],
        last_step: 0,
        set_at: service.state.clock.now(),
        wrong: 0,
        wrong_at: None,
        codes: vec![],
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
}

/// Accounts, phones and who stands in.
async fn accounts(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    something_to_decide(&walk.service).await;
    let mentor = id(MENTOR);
    walk.does(COORDINATOR, "issue_codes", json!({"school": id(SCHOOL), "accounts": [mentor]})).await;
    walk.does(COORDINATOR, "issue_code", json!({"account": mentor})).await;
    walk.does(COORDINATOR, "lost_phone", json!({"account": mentor, "phone": id(PHONE)})).await;
    let (seen, now) = (json!({"name": "人21", "phone": ""}), json!({"name": "名", "phone": ""}));
    walk.does(COORDINATOR, "correct_person", json!({"account": mentor, "seen": seen, "now": now})).await;
    let days = json!({"of": id(COORDINATOR), "role": "coordinator", "deputy": mentor, "from": "2026-10-01", "to": "2026-10-02"});
    walk.does(COORDINATOR, "deputise", json!({"school": id(SCHOOL), "ask": days})).await;
    walk.does(COORDINATOR, "end_deputyship", json!({"id": id(DEPUTYSHIP)})).await;
    let ask = json!({"kind": "roster", "reason": "report"});
    walk.does(COORDINATOR, "take_out", json!({"school": id(SCHOOL), "ask": ask})).await;
    walk.does(LEAD, "countersign", json!({"id": id(COUNTERSIGN), "accept": true})).await;
    walk.does(COORDINATOR, "take_code", json!({"id": id(COUNTERSIGN)})).await;
    second_step(&walk.service, COORDINATOR).await;
    walk.does(LEAD, "ask_reset", json!({"login": "coordinator"})).await;
    walk.does(COORDINATOR, "end_account", json!({"account": mentor})).await;
    walk.does(LEAD, "end_own_session", json!({"id": id(999)})).await;
    walk.does(CENTRE, "end_sessions", json!({"account": id(LEAD), "why": "left_open"})).await;
    walk.does(CENTRE, "end_county_account", json!({"account": id(28), "why": "left_office"})).await;
    walk
}

/// What waits for a decision, and what is noted of single children.
async fn decisions(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    something_to_decide(&walk.service).await;
    let due = inbox::entry(2901, 41, day(9, 17), ActivityKind::HomeSchool);
    inbox::add(&walk.service, vec![due]).await;
    walk.does(LEAD, "decide_proposal", json!({"id": id(PROPOSAL), "accept": false})).await;
    let asked = json!({"who": "罗桂兰", "relation": "奶奶", "words": "请更正"});
    let asks = json!({"child": id(41), "kind": "correction", "asked_on": "2026-09-18", "asked": asked});
    walk.does(COORDINATOR, "take_request", asks).await;
    walk.does(CENTRE, "decide_request", json!({"id": id(REQUEST), "grant": false, "why": "还在学校"})).await;
    walk.does(COORDINATOR, "resolve_late", json!({"op": id(996), "accept": false})).await;
    walk.does(COORDINATOR, "settle_dispute", json!({"later": id(995), "holds": id(994)})).await;
    walk.does(COORDINATOR, "settle_pages", json!({"later": id(992), "holds": id(991)})).await;
    walk.does(COORDINATOR, "ask_question", asks_about_plan()).await;
    walk.does(COORDINATOR, "close_question", json!({"question": id(QUESTION)})).await;
    walk.does(COORDINATOR, "followed_up", json!({"log": id(2901)})).await;
    let stay = json!({"kind": "in_hospital", "from": "2026-09-16", "to": "2026-09-29"});
    walk.does(COORDINATOR, "change_stay", json!({"child": id(41), "status": id(993), "stay": stay})).await;
    walk.does(COORDINATOR, "take_back_stay", json!({"child": id(41), "status": id(993)})).await;
    walk.does(COORDINATOR, "set_full_plan", json!({"child": id(44), "full": true, "why": "plan_care"})).await;
    walk.does(COORDINATOR, "note_stay", json!({"child": id(44), "stay": stay})).await;
    let copied = json!({"mentor": id(MENTOR), "log": id(2902), "body": body(&[41])});
    walk.does(COORDINATOR, "enter", json!({"copied": copied})).await;
    walk.does(COORDINATOR, "take_back_entry", json!({"log": id(COPIED)})).await;
    let aid = json!({"occasion": "六一慰问", "donor": "县慈善协会", "gift": "书包", "things_each": 1});
    let campaign = json!({"id": id(2903), "on": "2026-09-17", "aid": aid, "children": [id(41)]});
    walk.does(COORDINATOR, "give", json!({"school": id(SCHOOL), "campaign": campaign, "before": null})).await;
    walk.does(COORDINATOR, "take_back_gift", json!({"school": id(SCHOOL), "campaign": id(2903)})).await;
    crate::erasure::left_long_ago(&walk.service, 44).await;
    walk.does(CENTRE, "erase", json!({"children": [id(44)]})).await;
    walk
}

/// Children and mentors.
async fn pairings(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    second_mentor(&walk.service).await;
    let pairs = json!([{"child": id(44), "mentor": id(SECOND)}]);
    let from = "2026-09-18";
    walk.does(COORDINATOR, "accept_pairings", json!({"school": id(SCHOOL), "from": from, "pairs": pairs})).await;
    walk.does(COORDINATOR, "hand_on", handing(id(44), id(MENTOR))).await;
    let beside = json!({"mentor": id(SECOND), "from": from, "to": "2026-09-30"});
    walk.does(COORDINATOR, "put_beside", json!({"child": id(41), "beside": beside})).await;
    let there = json!({"child": id(42), "school": id(OTHER_SCHOOL), "class_name": ""});
    walk.does(COORDINATOR, "move_child", there).await;
    walk
}

/// Records, households and classes.
async fn records(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    something_to_decide(&walk.service).await;
    walk.does(COORDINATOR, "take_back_double", json!({"id": id(JUDGED)})).await;
    walk.does(COORDINATOR, "keep_apart", json!({"one": id(41), "other": id(44)})).await;
    walk.does(COORDINATOR, "join_household", json!({"child": id(44), "with": id(41)})).await;
    walk.does(COORDINATOR, "take_back_household", json!({"child": id(44)})).await;
    walk.does(COORDINATOR, "split_household", json!({"child": id(41)})).await;
    let class = json!({"child": id(44), "class_name": "三年级1班", "from": "2026-09-18"});
    walk.does(COORDINATOR, "change_class", class).await;
    let child = json!({"name": "新来的", "class_name": "三年级2班"});
    let new = json!({"school": id(SCHOOL), "child": child, "from": "2026-09-18", "who": "not_said"});
    walk.does(COORDINATOR, "enter_child", new).await;
    walk.does(COORDINATOR, "take_back_act", json!({"act": id(ACT)})).await;
    walk.does(COORDINATOR, "leave", json!({"child": id(42), "why": "left_county", "last": "2026-09-18"})).await;

    walk = walk.anew().await;
    doubles::with_doubles(&walk.service).await;
    walk.does(COORDINATOR, "join_children", json!({"kept": id(doubles::KEPT), "other": id(doubles::DOUBLE)})).await;
    walk
}

/// A school's year, and what it offers another.
async fn years(mut walk: Walk) -> Walk {
    for answer in ["decline_offers", "withdraw_offers", "accept_offers"] {
        walk = walk.anew().await;
        year::with_a_leaver(&walk.service).await;
        let office = walk.service.browser(COORDINATOR).await;
        let plan = year::all_up(Goes::Offered(SchoolId(id(OTHER_SCHOOL))));
        let preview = year::shown(&walk.service, &office, &plan).await;
        walk.does(COORDINATOR, "do_year", year::doing(&plan, &preview)).await;
        let sent = year::view(&walk.service, &office, SCHOOL).await.sent;
        let offer = sent.into_iter().find(|offer| offer.state == OfferState::Open).unwrap().id;
        let (there, here) = (id(OTHER_SCHOOL), id(SCHOOL));
        let taken = json!([{"offer": offer, "class_name": "高一1班"}]);
        let (who, ask) = match answer {
            "decline_offers" => (OTHER_COORDINATOR, json!({"school": there, "offers": [offer], "reason": "住得远"})),
            "withdraw_offers" => (COORDINATOR, json!({"school": here, "offers": [offer]})),
            _ => (OTHER_COORDINATOR, json!({"school": there, "taken": taken})),
        };
        walk.does(who, answer, ask).await;
    }
    walk
}

/// A school becomes part of another.
async fn merging(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    let plan = json!({"into": id(OTHER_SCHOOL), "from": "2026-09-18", "classes": [], "reason": "few_children"});
    let shown = walk.asks(CENTRE, "preview_merging", json!({"school": id(SCHOOL), "plan": plan})).await;
    let ask = json!({"school": id(SCHOOL), "plan": plan, "act": shown["act"], "seen": shown["seen"]});
    walk.does(CENTRE, "merge_schools", ask).await;
    walk.does(CENTRE, "take_back_act", json!({"act": shown["act"]})).await;
    walk
}

/// School files, and the county's rules.
async fn files_and_rules(mut walk: Walk) -> Walk {
    walk = walk.anew().await;
    for end in ["take_back_import", "discard_import"] {
        let batch = walk.asks(COORDINATOR, "begin_import", json!({"school": id(SCHOOL)})).await;
        if end == "take_back_import" {
            let seen = walk.asks(COORDINATOR, "import", json!({"batch": batch})).await["revision"].clone();
            let list = "姓名,班级,出生日期,监护人,与学生关系,结对教师,教师电话\n\
                        王芳,三年级2班,2017-03-04,罗桂兰,奶奶,李敏,13900000001\n";
            let step = json!({"batch": batch, "seen": seen, "step": {"paste": list}});
            let view = walk.asks(COORDINATOR, "import_step", step).await;
            let ask = json!({"batch": batch, "seen": view["revision"], "digest": view["digest"]});
            walk.does(COORDINATOR, "apply_import", ask).await;
        }
        walk.does(COORDINATOR, end, json!({"batch": batch})).await;
    }
    let filling = json!({"year": 2026, "gap": "donations", "count": null, "fen": 60_000_000});
    walk.does(CENTRE, "fill_figure", json!({"filling": filling})).await;
    let rules = RuleSet { talk_every_days: 20, ..RuleSet::default() };
    let seen = walk.asks(CENTRE, "rules", json!({})).await["seen"].clone();
    let version = json!({"from": "2026-10-01", "rules": rules});
    walk.does(CENTRE, "set_rules", json!({"seen": seen, "version": version})).await;
    let seen = walk.asks(CENTRE, "rules", json!({})).await["seen"].clone();
    walk.does(CENTRE, "withdraw_rules", json!({"seen": seen, "from": "2026-10-01"})).await;
    walk
}

#[tokio::test]
async fn every_call_of_a_desk_that_does_something_leaves_an_entry() {
    let mut walk = Walk { service: Service::start().await, left: BTreeSet::new() };
    walk = accounts(walk).await;
    walk = decisions(walk).await;
    walk = pairings(walk).await;
    walk = records(walk).await;
    walk = years(walk).await;
    walk = merging(walk).await;
    walk = files_and_rules(walk).await;
    let calls: Vec<&str> = table().iter().filter_map(|one| one.path.strip_prefix("/rpc/desk/")).collect();
    assert!(calls.len() > 60);
    for call in calls {
        let is_known = READS.contains(&call) || PREPARE.contains(&call);
        assert!(
            is_known != walk.left.contains(call),
            "{call} is not known to read, and was not seen to leave an entry"
        );
    }
}

#[tokio::test]
async fn the_owners_own_phone_leaves_an_entry_when_they_revoke_it() {
    let service = Service::start().await;
    let (phone, lost) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let path = format!("/api/v1/devices/{}", lost.device);
    assert_eq!(service.call(Some(&phone), "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let entry = unit.access().newest(1).await.unwrap().remove(0);
    assert_eq!((entry.action.as_str(), entry.account), ("revoke_own_phone", phone.account));
}

#[tokio::test]
async fn a_list_of_names_that_only_helps_another_call_leaves_a_look_too() {
    let mut walk = Walk { service: Service::start().await, left: BTreeSet::new() };
    walk.does(COORDINATOR, "household", json!({"child": id(41)})).await;
    let plan = json!({"classes": [], "children": []});
    walk.does(COORDINATOR, "preview_year", json!({"school": id(SCHOOL), "plan": plan})).await;
    let plan = json!({"into": id(OTHER_SCHOOL), "from": "2026-09-18", "classes": [], "reason": "few_children"});
    walk.does(CENTRE, "preview_merging", json!({"school": id(SCHOOL), "plan": plan})).await;
}
