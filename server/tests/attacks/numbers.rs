//! Numbers that the county reads: entries that would count for what did not happen, and texts without an end.

use desk_api::pairing::PROPOSALS_MAX;
use domain::guardianship::{FACT_CHARS_MAX, FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId};
use domain::log::{ActivityKind, Fault, LogBody, LogField, Mode, Problem};
use domain::rules::{RuleSet, RuleVersion};
use serde_json::json;
use sync::{NewFact, RecordLog, RejectionCode, Settlement};

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, body, by, class_session, day, id, numbered, op, request,
};

async fn settle(service: &Service, phone: &Browser, n: u64, body: LogBody, facts: Vec<NewFact>) -> Settlement {
    let op = op(u128::from(n), RecordLog { log: LogId(id(2000 + u128::from(n))), body, facts });
    service.synced(phone, &request(phone, vec![numbered(n, &op)], None)).await.results.remove(0).settlement
}

fn refused(settlement: &Settlement) -> Vec<Problem> {
    match settlement {
        Settlement::Rejected(rejection) if rejection.code == RejectionCode::Invalid => rejection.problems.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_whole_class_is_not_visited_spoken_with_or_taught_by_one_entry() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let mut n = 0;
    for kind in ActivityKind::ALL.iter().copied() {
        for mode in Mode::ALL.iter().copied() {
            n += 1;
            let session = LogBody { kind, mode, ..class_session("三年级2班") };
            let settled = settle(&service, &phone, n, session, vec![]).await;
            let may = kind.attributes().for_classes && mode.attributes().for_classes;
            if may {
                assert!(matches!(settled, Settlement::Applied { .. }), "{kind} {mode}: {settled:?}");
            } else {
                assert!(refused(&settled).iter().all(|p| p.fault == Fault::NotForClasses), "{kind} {mode}");
            }
        }
    }
    // Child 44 of the class has no mentor. What was taken says nothing of a visit to it, nor of a talk with it.
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let days = unit.credits().last_days(None, day(9, 18)).await.unwrap().rows;
    let (_, of) = days.iter().find(|(child, _)| *child == ChildId(id(44))).unwrap();
    assert_eq!((of.contact, of.home_visit), (Some(day(9, 17)), None));
    assert_eq!(of.talk, None);
}

#[tokio::test]
async fn a_home_visit_is_not_with_more_children_than_a_home_has() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let many: Vec<u128> = (0..7).map(|_| 41).collect();
    let settled = settle(&service, &phone, 1, body(&many), vec![]).await;
    assert_eq!(refused(&settled), [Problem { field: LogField::Children, fault: Fault::TooMany }]);
    let settled = settle(&service, &phone, 2, body(&[41, 42]), vec![]).await;
    assert!(matches!(settled, Settlement::Applied { .. }), "{settled:?}");
}

#[tokio::test]
async fn texts_that_a_phone_sends_have_an_end() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let told = |n: u128, hazards: String| NewFact {
        id: FactId(id(3000 + n)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state: HomeState::Hazard, hazards },
        base: None,
    };
    let long = told(1, "长".repeat(FACT_CHARS_MAX + 1));
    let settled = settle(&service, &phone, 1, body(&[41]), vec![long]).await;
    assert_eq!(refused(&settled), [Problem { field: LogField::Facts, fault: Fault::TooLong }]);
    let settled = settle(&service, &phone, 2, body(&[41]), vec![told(2, "长".repeat(FACT_CHARS_MAX))]).await;
    assert!(matches!(settled, Settlement::Applied { .. }), "{settled:?}");
    let taps = (0..200).map(|n| format!("tap{n}").as_str().into()).collect();
    let settled = settle(&service, &phone, 3, LogBody { phrases: taps, ..body(&[41]) }, vec![]).await;
    assert_eq!(refused(&settled), [Problem { field: LogField::Note, fault: Fault::TooMany }]);
    let classes = (0..200).map(|n| format!("{n}班")).collect();
    let settled = settle(&service, &phone, 4, LogBody { classes, ..class_session("一班") }, vec![]).await;
    assert_eq!(refused(&settled), [Problem { field: LogField::Children, fault: Fault::TooMany }]);
}

#[tokio::test]
async fn texts_that_are_typed_at_a_desk_have_an_end() {
    let service = Service::start().await;
    let (office, long) = (service.browser(23).await, "长".repeat(5_000));
    let person = service.call(Some(&office), "POST", "/rpc/desk/person", Some(json!({"account": id(MENTOR)}))).await;
    let seen = &person.json["identity"];
    let mut now = seen.clone();
    now["name"] = json!(long);
    let fields = [
        "name",
        "sex",
        "birth",
        "id_number",
        "class_name",
        "address",
        "father",
        "mother",
        "relation",
        "carer",
        "phone",
    ];
    let typed: serde_json::Map<_, _> = fields.iter().map(|field| ((*field).to_owned(), json!(long))).collect();
    for (call, ask, input) in [
        ("move_child", json!({"child": id(41), "school": id(OTHER_SCHOOL), "class_name": long}), "class_name"),
        ("change_class", json!({"child": id(41), "class_name": long, "from": "2026-09-18"}), "class_name"),
        ("decline_offers", json!({"school": id(SCHOOL), "offers": [id(900)], "reason": long}), "reason"),
        ("correct_person", json!({"account": id(MENTOR), "seen": seen, "now": now}), "person_name"),
        (
            "enter_child",
            json!({"school": id(SCHOOL), "child": typed, "from": "2026-09-18", "who": "not_said"}),
            "class_name",
        ),
    ] {
        let reply = service.call(Some(&office), "POST", &format!("/rpc/desk/{call}"), Some(ask)).await;
        let said = (reply.status.as_u16(), reply.json["problems"][0]["input"].as_str().unwrap_or_default());
        assert_eq!(said, (422, input), "{call}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_schools_lead_is_not_buried_in_proposals() {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let rules = RuleSet { lead_approves: true, ..RuleSet::default() };
    unit.rules().put(seq, &RuleVersion { from: day(9, 1), rules }).await.unwrap();
    unit.commit().await.unwrap();
    let office = service.browser(23).await;
    let propose = async || {
        let pairs = json!([{"child": id(44), "mentor": id(MENTOR)}]);
        let ask = json!({"school": id(SCHOOL), "from": "2026-09-18", "pairs": pairs});
        service.call(Some(&office), "POST", "/rpc/desk/accept_pairings", Some(ask)).await
    };
    for n in 0..PROPOSALS_MAX {
        assert!(propose().await.status.is_success(), "{n}");
    }
    let reply = propose().await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json["problems"][0]["input"]),
        (422, &json!("proposals")),
        "{}",
        reply.text
    );
}
