//! Pairing a school's children: what is proposed, that all or none is done, and that the phone learns it.

use crate::common::{Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, id, pairing, request};
use axum::http::StatusCode;
use desk_api::pairing::{PairingTrouble, PairingsView, Unfit, UnfitWhy};
use domain::id::{AccountId, ChildId};
use domain::register::proposal::ProposedFor;
use domain::register::{Pairing, PairingRole, Written};
use serde_json::{Value, json};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;

async fn view(service: &Service, who: &Browser) -> PairingsView {
    let reply = service.call(Some(who), "POST", "/rpc/desk/pairings", Some(json!({"school": id(SCHOOL)}))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    serde_json::from_value(reply.json).unwrap()
}

fn accepting(from: &str, pairs: &[(u128, u128)]) -> Value {
    let pairs: Vec<Value> = pairs.iter().map(|(c, m)| json!({"child": id(*c), "mentor": id(*m)})).collect();
    json!({"school": id(SCHOOL), "from": from, "pairs": pairs})
}

async fn accept(service: &Service, who: &Browser, from: &str, pairs: &[(u128, u128)]) -> Vec<Unfit> {
    let body = accepting(from, pairs);
    let reply = service.call(Some(who), "POST", "/rpc/desk/accept_pairings", Some(body)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    serde_json::from_value(reply.json).unwrap()
}

fn whys(unfit: &[Unfit]) -> Vec<(ChildId, UnfitWhy)> {
    unfit.iter().map(|u| (u.child, u.why)).collect()
}

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

#[tokio::test]
async fn a_proposal_is_accepted_and_the_mentors_phone_learns_it() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let before = view(&service, &office).await;
    assert_eq!((before.children.len(), before.troubles.len(), before.limit), (1, 0, 3));
    let line = &before.children[0];
    let suggested = line.suggested.unwrap();
    assert_eq!((line.id, suggested.mentor), (ChildId(id(44)), AccountId(id(MENTOR))));
    assert_ne!(suggested.reason, ProposedFor::Sibling);
    assert!(accept(&service, &office, "2026-09-18", &[(44, MENTOR)]).await.is_empty());
    assert!(view(&service, &office).await.children.is_empty());
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert!(reply.page.rows.iter().any(|row| format!("{row:?}").contains(&id(44).to_string())));
}

#[tokio::test]
async fn where_one_does_not_fit_none_is_paired_and_each_is_named() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let asked = [(44, MENTOR), (41, MENTOR), (43, MENTOR)];
    let unfit = accept(&service, &office, "2026-09-18", &asked).await;
    let named = [(ChildId(id(41)), UnfitWhy::Paired), (ChildId(id(43)), UnfitWhy::ChildGone)];
    assert_eq!(whys(&unfit), named);
    assert_eq!(view(&service, &office).await.children.len(), 1, "nothing was done");
    let elsewhere = accept(&service, &office, "2026-09-18", &[(44, OTHER_MENTOR)]).await;
    assert_eq!(whys(&elsewhere), [(ChildId(id(44)), UnfitWhy::MentorGone)]);
    let twice = accept(&service, &office, "2026-09-18", &[(44, MENTOR), (44, MENTOR)]).await;
    assert_eq!(whys(&twice), [(ChildId(id(44)), UnfitWhy::Paired)]);
}

#[tokio::test]
async fn nobody_is_given_more_than_the_rules_allow() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    write(&service, &[Written::Pairing(pairing(59, 43, MENTOR))]).await;
    let now = view(&service, &office).await;
    assert_eq!(now.children[0].suggested, None, "the mentor has three");
    assert!(now.mentors.is_empty());
    let unfit = accept(&service, &office, "2026-09-18", &[(44, MENTOR)]).await;
    assert_eq!(whys(&unfit), [(ChildId(id(44)), UnfitWhy::OverLimit)]);
}

#[tokio::test]
async fn what_is_wrong_with_pairings_is_listed() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    write(&service, &[Written::Pairing(pairing(60, 41, OTHER_MENTOR))]).await;
    let troubles = view(&service, &office).await.troubles;
    assert!(
        matches!(&troubles[0], PairingTrouble::MentorGone { child, elsewhere: true, .. } if child.id == ChildId(id(41)))
    );
    assert!(matches!(&troubles[1], PairingTrouble::Double { mentors, .. } if mentors.len() == 2));
}

#[tokio::test]
async fn of_two_mentors_responsible_the_one_who_is_chosen_stays() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    write(&service, &[Written::Pairing(pairing(60, 41, OTHER_MENTOR))]).await;
    let handing = crate::common::handing(id(41), id(MENTOR));
    let reply = service.call(Some(&office), "POST", "/rpc/desk/hand_on", Some(handing)).await;
    assert_eq!((reply.status, reply.json), (StatusCode::OK, Value::Null));
    assert!(view(&service, &office).await.troubles.is_empty());
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let now = unit.pairings().of_child(ChildId(id(41))).await.unwrap();
    let lasting: Vec<AccountId> = now.iter().filter(|p| p.to.is_none()).map(|p| p.mentor).collect();
    assert_eq!((now.len(), lasting), (2, vec![AccountId(id(MENTOR))]), "it goes on as it was");
}

#[tokio::test]
async fn a_second_mentor_is_no_trouble_and_does_not_stand_for_one_who_is_responsible() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let beside = Pairing { role: PairingRole::Co, ..pairing(60, 44, MENTOR) };
    write(&service, &[Written::Pairing(beside)]).await;
    let now = view(&service, &office).await;
    assert_eq!((now.troubles.len(), now.children.len()), (0, 1), "44 still waits for somebody responsible");
    assert!(accept(&service, &office, "2026-09-18", &[(44, MENTOR)]).await.is_empty());
}

#[tokio::test]
async fn a_later_day_is_kept_and_a_past_one_or_another_school_is_refused() {
    let service = Service::start().await;
    let (office, other) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    let status = async |who: &Browser, from: &str| {
        let body = accepting(from, &[(44, MENTOR)]);
        service.call(Some(who), "POST", "/rpc/desk/accept_pairings", Some(body)).await.status
    };
    assert_eq!(status(&office, "2026-09-17").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status(&other, "2026-09-18").await, StatusCode::FORBIDDEN);
    assert_eq!(status(&office, "2026-10-01").await, StatusCode::OK);
    assert!(view(&service, &office).await.children.is_empty(), "it is promised, so nobody proposes it again");
    let again = accept(&service, &office, "2026-09-20", &[(44, MENTOR)]).await;
    assert_eq!(whys(&again), [(ChildId(id(44)), UnfitWhy::Paired)]);
}
