//! Pairings that wait for a school's lead, where the rules ask for one.

use crate::common::{Browser, COUNTY, MENTOR, SCHOOL, Service, by, day, id, request};
use axum::http::StatusCode;
use desk_api::inbox::{InboxView, Waiting};
use desk_api::pairing::PairingsView;
use domain::id::{ChildId, ProposalId};
use domain::report::InboxKind;
use domain::rules::{RuleSet, RuleVersion};
use serde_json::{Value, json};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
const LEAD: u128 = 25;
const OTHER_LEAD: u128 = 26;
const CENTRE: u128 = 27;

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await;
    (reply.status, reply.json)
}

/// A county whose rules ask for the lead.
async fn asking() -> Service {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let rules = RuleSet { lead_approves: true, ..RuleSet::default() };
    unit.rules().put(seq, &RuleVersion { from: day(9, 1), rules }).await.unwrap();
    unit.commit().await.unwrap();
    service
}

async fn propose(service: &Service, who: &Browser) -> Value {
    let pairs = json!([{"child": id(44), "mentor": id(MENTOR)}]);
    let ask = json!({"school": id(SCHOOL), "from": "2026-09-18", "pairs": pairs});
    let (status, said) = desk(service, who, "accept_pairings", ask).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    said
}

async fn view(service: &Service, who: &Browser) -> PairingsView {
    let (status, said) = desk(service, who, "pairings", json!({"school": id(SCHOOL)})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    serde_json::from_value(said).unwrap()
}

async fn waiting(service: &Service, who: &Browser) -> Vec<ProposalId> {
    let (_, said) = desk(service, who, "inbox", json!({"school": id(SCHOOL)})).await;
    let all = serde_json::from_value::<InboxView>(said).unwrap().entries;
    let of_kind = all.into_iter().filter(|entry| entry.item.kind == InboxKind::Pairing && entry.may_decide);
    of_kind.map(|entry| if let Waiting::Pairing(proposed) = entry.waiting { proposed.id } else { panic!() }).collect()
}

async fn decide(service: &Service, who: &Browser, id: ProposalId, accept: bool) -> (StatusCode, Value) {
    desk(service, who, "decide_proposal", json!({"id": id, "accept": accept})).await
}

/// Whether the mentor's phone has the child.
async fn has(service: &Service, child: u128) -> bool {
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    reply.page.rows.iter().any(|row| format!("{row:?}").contains(&id(child).to_string()))
}

#[tokio::test]
async fn a_proposal_waits_for_the_lead_and_nothing_holds_before() {
    let service = asking().await;
    let (office, lead) = (service.browser(COORDINATOR).await, service.browser(LEAD).await);
    assert!(view(&service, &office).await.asks_lead);
    assert_eq!(propose(&service, &office).await, json!([]));
    assert!(!has(&service, 44).await, "nothing holds yet");
    let now = view(&service, &office).await;
    assert_eq!((now.children.len(), now.waiting.len()), (0, 1), "it is proposed once");
    let line = &now.waiting[0].lines[0];
    assert_eq!((line.child.as_str(), line.mentor.as_str(), line.from), ("孩子44", "人21", day(9, 18)));
    assert!(waiting(&service, &office).await.is_empty(), "not the coordinator's to decide");
    let all = waiting(&service, &lead).await;
    assert_eq!(all, [now.waiting[0].id]);
    assert_eq!(decide(&service, &lead, all[0], true).await, (StatusCode::OK, Value::Null));
    assert!(has(&service, 44).await);
    assert_eq!(decide(&service, &lead, all[0], true).await.0, StatusCode::CONFLICT, "once");
    assert!(view(&service, &office).await.waiting.is_empty() && waiting(&service, &lead).await.is_empty());
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let kept = unit.proposals().get(all[0]).await.unwrap().unwrap();
    assert!(kept.decision.is_some_and(|d| d.accepted && d.by == lead.account) && kept.by == office.account);
}

#[tokio::test]
async fn who_proposes_may_take_it_back_but_not_agree_and_nobody_else_decides() {
    let service = asking().await;
    let office = service.browser(COORDINATOR).await;
    propose(&service, &office).await;
    let proposal = view(&service, &office).await.waiting[0].id;
    assert_eq!(decide(&service, &office, proposal, true).await.0, StatusCode::FORBIDDEN);
    for stranger in [OTHER_COORDINATOR, OTHER_LEAD, MENTOR] {
        let stranger = service.browser(stranger).await;
        for accept in [true, false] {
            assert_eq!(decide(&service, &stranger, proposal, accept).await.0, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(decide(&service, &office, proposal, false).await.0, StatusCode::OK);
    let now = view(&service, &office).await;
    assert_eq!((now.children.len(), now.waiting.len()), (1, 0), "the child waits for a mentor again");
}

#[tokio::test]
async fn what_does_not_fit_any_more_goes_on_waiting_and_what_never_fitted_is_not_laid() {
    let service = asking().await;
    let (office, lead) = (service.browser(COORDINATOR).await, service.browser(LEAD).await);
    let handing = crate::common::handing(id(41), id(crate::common::OTHER_MENTOR));
    assert_eq!(desk(&service, &office, "hand_on", handing).await.1, "mentor_gone");
    assert!(view(&service, &office).await.waiting.is_empty());
    propose(&service, &office).await;
    let centre = service.browser(CENTRE).await;
    assert!(!view(&service, &centre).await.asks_lead, "the centre asks nobody");
    assert_eq!(desk(&service, &centre, "hand_on", crate::common::handing(id(44), id(MENTOR))).await.1, Value::Null);
    let proposal = waiting(&service, &lead).await[0];
    assert_eq!(decide(&service, &lead, proposal, true).await.0, StatusCode::CONFLICT);
    assert_eq!(decide(&service, &lead, proposal, false).await.0, StatusCode::OK, "it can be declined");
}

#[tokio::test]
async fn ending_a_pairing_asks_nobody_and_a_second_mentor_waits() {
    let service = asking().await;
    let (office, lead) = (service.browser(COORDINATOR).await, service.browser(LEAD).await);
    let end = json!({"child": id(42), "handing": {"to": null, "from": "2026-09-18", "why": "asked_for"}});
    assert_eq!(desk(&service, &office, "hand_on", end).await, (StatusCode::OK, Value::Null));
    assert!(!has(&service, 42).await);
    let beside = json!({"mentor": id(MENTOR), "from": "2026-09-18", "to": "2026-09-30"});
    let said = desk(&service, &office, "put_beside", json!({"child": id(42), "beside": beside})).await.1;
    assert_eq!(said, "unpaired", "it is tried before it is laid");
    assert_eq!(desk(&service, &office, "hand_on", crate::common::handing(id(42), id(MENTOR))).await.1, Value::Null);
    assert!(!has(&service, 42).await, "the new pairing waits");
    let proposal = waiting(&service, &lead).await[0];
    assert_eq!(decide(&service, &lead, proposal, true).await.0, StatusCode::OK);
    assert!(has(&service, 42).await);
    assert!(view(&service, &office).await.children.iter().any(|child| child.id == ChildId(id(44))));
}
