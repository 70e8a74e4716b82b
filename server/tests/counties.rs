//! Two counties in one database: neither sees anything of the other, whatever identifier it names.

use std::task::Poll;

use crate::common::{Browser, COUNTY, MENTOR, SCHOOL, Service, handing, id, numbered, record, request};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::id::{AccountId, AdultId, ChildId, CountyId, HouseholdId, RelationId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::{Adult, Child, Household, Relation, RelationKind, School, SchoolKind, Written};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use storage::Account;
use sync::{RowBody, Settlement};
use uuid::Uuid;

const OTHER: CountyId = CountyId(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0002));
/// Of the other county alone: a school, a child of the mentor there, an adult.
const THERE: (u128, u128, u128) = (111, 141, 135);

/// A second county. Its first mentor, school and child have the identifiers of the first county's.
async fn two_counties() -> Service {
    two_counties_on(Service::start().await).await
}

async fn two_counties_on(service: Service) -> Service {
    let mut unit = service.state.storage.write(OTHER).await.unwrap();
    unit.commits().found("白水县").await.unwrap();
    let school = |n, name: &str| School {
        id: SchoolId(id(n)),
        name: name.to_owned(),
        kind: SchoolKind::Primary,
        town: "白水镇".to_owned(),
        merged: None,
    };
    unit.schools().add(&[school(SCHOOL, "丙校"), school(THERE.0, "丁校")]).await.unwrap();
    let person = |n, login: &str, role, school: Option<u128>| Account {
        id: AccountId(id(n)),
        county: OTHER,
        login: login.to_owned(),
        name: format!("外县人{n}"),
        phone: None,
        password_hash: None,
        activation: None,
        activation_until: None,
        disabled: false,
        grants: vec![Grant { role, school: school.map(|s| SchoolId(id(s))) }],
    };
    let people = [
        person(MENTOR, "there", Role::Mentor, Some(SCHOOL)),
        person(127, "centre there", Role::Centre, None),
        person(128, "auditor there", Role::Auditor, None),
    ];
    unit.accounts().add(&people).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let home = |n| Written::Household(Household { id: HouseholdId(id(n)), address: "白水村".to_owned() });
    let adult = AdultId(id(THERE.2));
    let grandmother = Adult {
        id: adult,
        household: HouseholdId(id(131)),
        name: "外县奶奶".to_owned(),
        phone: Some("13900000135".to_owned()),
    };
    let related = Relation::plain(RelationId(id(136)), ChildId(id(THERE.1)), adult, RelationKind::Carer);
    let mut written = vec![home(31), home(131), Written::Adult(grandmother), Written::Relation(related)];
    for (n, school, home) in [(41, SCHOOL, 31), (THERE.1, THERE.0, 131)] {
        written.push(Written::Child(Child { name: format!("外县孩子{n}"), ..crate::common::child(n, home) }));
        written.push(Written::Enrolment(crate::common::enrolment(n, school, "三年级2班")));
    }
    let pairings = [crate::common::pairing(51, 41, MENTOR), crate::common::pairing(151, THERE.1, MENTOR)];
    written.extend(pairings.map(Written::Pairing));
    unit.register().write(seq, &written).await.unwrap();
    unit.commit().await.unwrap();
    service
}

async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> String {
    service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await.text
}

#[tokio::test]
async fn desks_of_two_counties_see_their_own_schools_children_and_looks() {
    let service = two_counties().await;
    let (here, there) = (service.browser(27).await, service.browser_in(OTHER, 127).await);
    let county = desk(&service, &here, "county", json!({})).await;
    assert!(county.contains("甲校") && county.contains("乙校") && !county.contains("丙校"), "{county}");
    let county = desk(&service, &there, "county", json!({})).await;
    assert!(county.contains("丙校") && county.contains("丁校") && !county.contains("甲校"), "{county}");

    // One identifier, two schools and two children.
    for (who, school, child) in [(&here, "甲校", "孩子41"), (&there, "丙校", "外县孩子41")] {
        let page = desk(&service, who, "school", json!({"school": id(SCHOOL)})).await;
        assert!(page.contains(school) && page.contains(&format!("\"{child}\"")), "{page}");
        let page = desk(&service, who, "child_file", json!({"child": id(41)})).await;
        assert!(page.contains(school) && page.contains(&format!("\"{child}\"")), "{page}");
    }

    // The auditor of each county sees the looks of that county.
    let (auditor, other) = (service.browser(28).await, service.browser_in(OTHER, 128).await);
    let looks = desk(&service, &auditor, "access_log", json!({})).await;
    assert!(looks.contains("\"total\":2") && looks.contains("人27") && !looks.contains("外县人"), "{looks}");
    let looks = desk(&service, &other, "access_log", json!({})).await;
    assert!(looks.contains("\"total\":2") && looks.contains("外县人127"), "{looks}");
}

#[tokio::test]
async fn whoever_reads_one_countys_register_holds_up_no_other() {
    // A file, because in memory there is one connection for all.
    let folder = std::env::temp_dir().join(format!("wuyou-counties-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let storage =
        storage_sql::open(&format!("sqlite:{}", folder.join("wuyou.db").display()), storage_sql::Keys::for_tests())
            .await
            .unwrap();
    let service = two_counties_on(Service::on(storage).await).await;
    let (mut here, mut there) =
        (service.state.storage.read(COUNTY).await.unwrap(), service.state.storage.read(OTHER).await.unwrap());
    // One has begun to read, and is not heard of again.
    let mut begun = Box::pin(service.state.ledger.of(here.as_mut()));
    let is_reading = std::future::poll_fn(|cx| Poll::Ready(begun.as_mut().poll(cx).is_pending())).await;
    assert!(is_reading);
    let patience = std::time::Duration::from_secs(20);
    let history = tokio::time::timeout(patience, service.state.ledger.of(there.as_mut())).await;
    assert!(history.is_ok_and(|history| history.unwrap().seq() > 0));
    drop(begun);
    assert!(service.state.ledger.of(here.as_mut()).await.unwrap().seq() > 0, "nor does it stand in its own way");
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn what_belongs_to_another_county_is_not_found() {
    let service = two_counties().await;
    let centre = service.browser(27).await;
    let (school, child, adult) = (id(THERE.0), id(THERE.1), id(THERE.2));
    let asks = [
        ("school", json!({"school": school})),
        ("child_file", json!({"child": child})),
        ("reveal_phone", json!({"child": child, "adult": adult})),
        ("reveal_phone", json!({"child": id(41), "adult": adult})),
        ("issue_code", json!({"account": id(127)})),
        ("end_account", json!({"account": id(127)})),
        ("hand_on", handing(child, id(MENTOR))),
        ("move_child", json!({"child": child, "school": id(SCHOOL), "class_name": ""})),
        ("move_child", json!({"child": id(41), "school": school, "class_name": ""})),
    ];
    for (name, ask) in asks {
        let said = desk(&service, &centre, name, ask).await;
        assert!(said.contains("not_found"), "{name}: {said}");
    }
    let said = desk(&service, &centre, "hand_on", handing(id(41), id(127))).await;
    assert!(said.contains("mentor_gone"), "as of any account that is not there: {said}");
    let device = service.browser_in(OTHER, MENTOR).await.device;
    let reply = service.call(Some(&centre), "DELETE", &format!("/api/v1/devices/{device}"), None).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let mut unit = service.state.storage.read(OTHER).await.unwrap();
    assert_eq!(
        unit.enrolments().place(ChildId(child), crate::common::day(9, 18)).await.unwrap().map(|e| e.school),
        Some(SchoolId(school))
    );
    assert_eq!(unit.accounts().get(AccountId(id(127))).await.unwrap().and_then(|a| a.activation), None);
}

#[tokio::test]
async fn phones_of_two_counties_send_and_receive_their_own_work() {
    let service = two_counties().await;
    let (here, there) = (service.browser(MENTOR).await, service.browser_in(OTHER, MENTOR).await);
    // Both name the same operation, entry and child; and one names a child of the other county.
    let same = numbered(1, &record(1, &[41]));
    let astray = numbered(2, &record(2, &[THERE.1]));
    let reply = service.synced(&here, &request(&here, vec![same.clone(), astray.clone()], None)).await;
    assert!(matches!(reply.results[0].settlement, Settlement::Applied { .. }), "{:?}", reply.results);
    assert!(matches!(reply.results[1].settlement, Settlement::Rejected(_)), "{:?}", reply.results);
    let names = |reply: &sync::SyncResponse| {
        let children = reply.page.rows.iter().filter_map(|row| match row.read() {
            Some(RowBody::Child(child)) => Some(child.name.clone()),
            _ => None,
        });
        children.collect::<Vec<_>>()
    };
    assert_eq!(names(&reply), ["孩子41", "孩子42"]);
    let reply = service.synced(&there, &request(&there, vec![same, astray], None)).await;
    assert!(reply.results.iter().all(|r| matches!(r.settlement, Settlement::Applied { .. })), "{:?}", reply.results);
    assert_eq!(names(&reply), ["外县孩子41", "外县孩子141"]);
    for (county, entries) in [(COUNTY, 1), (OTHER, 2)] {
        let mut unit = service.state.storage.read(county).await.unwrap();
        let all = [1, 2].map(|n| domain::id::LogId(id(2000 + n)));
        assert_eq!(unit.logs().known(&all).await.unwrap().len(), entries);
    }
    let compared = service.call(Some(&here), "GET", "/api/v1/sync/compare", None).await;
    assert!(!compared.text.contains(&id(THERE.1).to_string()), "{}", compared.text);
}

#[tokio::test]
async fn a_picture_stays_in_its_county() {
    let service = two_counties().await;
    let (here, there) = (service.browser(MENTOR).await, service.browser_in(OTHER, MENTOR).await);
    let put = async |who: &Browser, data: &'static [u8]| {
        let sha = hex::encode(Sha256::digest(data));
        let path = format!("/api/v1/photos/{}?sha256={sha}&bytes={}&at=0", id(95), data.len());
        let request = Request::builder()
            .method("PUT")
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, &who.bearer)
            .body(Body::from(data))
            .unwrap();
        service.request(request).await
    };
    let path = format!("/api/v1/photos/{}", id(95));
    assert_eq!(put(&here, b"here").await.json["complete"], true);
    assert_eq!(service.call(Some(&there), "GET", &path, None).await.status, StatusCode::NOT_FOUND);
    let centre = service.browser_in(OTHER, 127).await;
    assert_eq!(service.call(Some(&centre), "GET", &path, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(&there, b"there!").await.json["complete"], true, "the same name is another picture there");
    assert_eq!(service.call(Some(&here), "GET", &path, None).await.text, "here");
    assert_eq!(service.call(Some(&there), "GET", &path, None).await.text, "there!");
}
