//! Stored rows that cannot be read: the rest of the file comes all the same, and it adds up.

use crate::common::{Browser, COUNTY, MENTOR, Service, id, now, numbered, op, record, request};
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId, SchoolId};
use domain::rules::{RuleSet, RuleVersion};
use serde_json::{Value, json};
use server::exchange::kept::{apply_kept, understood};
use sync::protocol::NumberedOp;
use sync::{NewFact, RejectionCode, RowBody, Settlement, Snapshot};

/// A service whose database is a file that something else may write to.
pub struct Damaged {
    pub service: Service,
    file: std::path::PathBuf,
}

impl Damaged {
    pub async fn start(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("wuyou-damaged-{name}-{}.db", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let storage =
            storage_sql::open(&format!("sqlite:{}", file.display()), storage_sql::Keys::for_tests()).await.unwrap();
        Self { service: Service::on(storage).await, file }
    }

    async fn damage(&self, statement: &'static str) {
        assert_eq!(self.execute(statement).await, 1, "one row is damaged");
    }

    /// What somebody does who holds the database; how many rows it changed.
    pub async fn execute(&self, statement: &'static str) -> u64 {
        let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", self.file.display())).await.unwrap();
        let done = sqlx::query(statement).execute(&pool).await.unwrap();
        pool.close().await;
        done.rows_affected()
    }
}

impl Drop for Damaged {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
        }
    }
}

/// Two entries, the second with a fact.
async fn recorded(service: &Service, phone: &Browser) {
    let fact = NewFact {
        id: FactId(id(91)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: String::new() },
        base: None,
    };
    let with_fact = sync::RecordLog { log: LogId(id(2002)), body: crate::common::body(&[41]), facts: vec![fact] };
    let ops = vec![numbered(1, &record(1, &[41])), numbered(2, &op(2, with_fact))];
    service.synced(phone, &request(phone, ops, None)).await;
}

#[tokio::test]
async fn a_damaged_entry_and_a_damaged_fact_do_not_stop_the_rest_of_the_file() {
    let all = Damaged::start("file").await;
    let service = &all.service;
    let phone = service.browser(MENTOR).await;
    recorded(service, &phone).await;
    // Cut off, and what was never sealed.
    all.damage("UPDATE log SET body = substr(body, 1, 20) WHERE revision = 1 AND seq = (SELECT MIN(seq) FROM log)")
        .await;
    all.damage("UPDATE fact SET value = '{\"riding\":{\"to\":\"school\"}}'").await;

    let fresh = service.browser(MENTOR).await;
    let reply = service.synced(&fresh, &request(&fresh, vec![], None)).await;
    let mut held = Snapshot::default();
    reply.page.rows.iter().for_each(|row| held.put(row.clone()));
    let logs: Vec<_> =
        held.rows().filter_map(|r| if let Some(RowBody::Log(log)) = r.read() { Some(log.id) } else { None }).collect();
    assert_eq!(logs, [LogId(id(2002))], "the entry that can be read is there");
    assert!(held.child(ChildId(id(41))).is_some() && held.child(ChildId(id(42))).is_some());
    assert!(!held.relations(ChildId(id(41))).is_empty());
    assert!(!reply.more, "and it is not asked for again and again");
    assert_eq!(reply.page.files.len(), 2);
    for file in &reply.page.files {
        assert_eq!(*file, held.file_sum(file.child), "what the phone holds adds up");
    }
    let compared = service.call(Some(&fresh), "GET", "/api/v1/sync/compare", None).await;
    let server = serde_json::from_value(compared.json).unwrap();
    assert!(held.compare(&server).is_empty(), "compared row by row, too");
}

#[tokio::test]
async fn a_desk_shows_what_can_be_read_of_a_damaged_school() {
    let all = Damaged::start("desk").await;
    let service = &all.service;
    let phone = service.browser(MENTOR).await;
    recorded(service, &phone).await;
    let author = domain::id::AccountId(id(MENTOR));
    let parked = storage::Parked {
        op: domain::id::OpId(id(996)),
        text: "{\"op_id\":".to_owned(),
        author,
        child: ChildId(id(41)),
        heard: vec![],
        received_at: crate::common::now(),
        decision: None,
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.parking().add(&parked).await.unwrap();
    unit.commit().await.unwrap();
    all.damage("UPDATE log SET body = '' WHERE seq = (SELECT MAX(seq) FROM log)").await;
    all.damage("UPDATE fact SET value = '', disputes = id").await;

    let coordinator = service.browser(23).await;
    let ask = json!({"school": SchoolId(id(crate::common::SCHOOL))});
    let asked = async |call: &str| {
        service.call(Some(&coordinator), "POST", &format!("/rpc/desk/{call}"), Some(ask.clone())).await
    };
    let page = asked("school").await;
    assert_eq!(page.json["children"].as_array().map(Vec::len), Some(3), "{}", page.text);
    let inbox = asked("inbox").await.json;
    assert_eq!(crate::common::waiting(&inbox, "dispute"), Vec::<Value>::new());
    let late = crate::common::waiting(&inbox, "late_work");
    assert_eq!(late[0]["deed"], json!("unreadable"), "what waits is shown, even if it cannot be read: {inbox}");
    let accept = json!({"op": id(996), "accept": true});
    let said = service.call(Some(&coordinator), "POST", "/rpc/desk/resolve_late", Some(accept)).await;
    assert!(said.text.contains("changed"), "and it cannot be taken into the file: {}", said.text);
    let child = service.call(Some(&coordinator), "POST", "/rpc/desk/child_file", Some(json!({"child": id(41)}))).await;
    let entries = child.json["entries"].as_array().map(Vec::len);
    assert_eq!(entries, Some(1), "the entry that can be read: {}", child.text);
}

#[tokio::test]
async fn a_kept_operation_over_damaged_data_stays_kept_and_stops_no_other() {
    let all = Damaged::start("kept").await;
    let service = &all.service;
    let phone = service.browser(MENTOR).await;
    let later = |op: &sync::Op, place: &str| {
        let mut op = json!(op);
        op.pointer_mut(place).and_then(Value::as_object_mut).unwrap().insert("weather".to_owned(), json!("rain"));
        op
    };
    let log = LogId(id(2001));
    let correction = |n| {
        let patch = sync::LogPatch::default().note("改过的话");
        later(&op(n, sync::ReviseLog { log, base_revision: 1, patch }), "/change/revise_log/patch")
    };
    let entry = later(&record(4, &[42]), "/change/record_log/body");
    let mut ops = vec![numbered(1, &record(1, &[41]))];
    ops.extend([(2, correction(2)), (3, correction(3)), (4, entry)].map(|(n, op)| NumberedOp::of(n, &op).unwrap()));
    service.synced(&phone, &request(&phone, ops, None)).await;
    all.damage("UPDATE log SET body = CAST(x'5a' || body AS BLOB)").await;

    // The next version knows the field.
    let understood_later = |text: &str| {
        let mut op: Value = serde_json::from_str(text).ok()?;
        for place in ["/change/revise_log/patch", "/change/record_log/body"] {
            op.pointer_mut(place).and_then(Value::as_object_mut).map(|fields| fields.remove("weather"));
        }
        understood(&op.to_string())
    };
    let storage = service.state.storage.as_ref();
    assert_eq!(apply_kept(storage, now(), understood_later).await.unwrap(), 1, "the entry, which comes last");
    let kept = async || storage.read(COUNTY).await.unwrap().ops().kept(None).await.unwrap();
    assert_eq!(kept().await.iter().map(|op| op.n).collect::<Vec<_>>(), [2, 3], "with every word");
    all.damage("UPDATE log SET body = substr(body, 2) WHERE seq = (SELECT MIN(seq) FROM log)").await;
    assert_eq!(
        apply_kept(storage, now(), understood_later).await.unwrap(),
        2,
        "and applied once the database is mended"
    );
    assert_eq!(kept().await, []);
}

/// The desks' calls of the centre.
async fn centre(service: &Service, call: &str, ask: Value) -> Value {
    let who = service.browser(27).await;
    let reply = service.call(Some(&who), "POST", &format!("/rpc/desk/{call}"), Some(ask)).await;
    assert_eq!(reply.status, axum::http::StatusCode::OK, "{call}: {}", reply.text);
    reply.json
}

fn children(reply: &sync::SyncResponse) -> Vec<ChildId> {
    let kind = |row: &&sync::Envelope| row.kind == sync::RowKind::Child;
    reply.page.rows.iter().filter(kind).map(|row| ChildId(row.id)).collect()
}

#[tokio::test]
async fn a_damaged_pairing_stops_no_other_and_work_on_its_child_waits_for_the_school() {
    for (name, statement) in [
        ("role", "UPDATE pairing SET role = '' WHERE id = x'01910000000070008000000000000034'"),
        ("day", "UPDATE pairing SET from_day = 'long ago' WHERE id = x'01910000000070008000000000000034'"),
    ] {
        let all = Damaged::start(&format!("pairing-{name}")).await;
        let service = &all.service;
        all.damage(statement).await;
        let phone = service.browser(MENTOR).await;
        let ops = [record(1, &[41]), record(2, &[42]), record(3, &[43])];
        let ops = ops.iter().zip(1..).map(|(op, n)| numbered(n, op)).collect();
        let reply = service.synced(&phone, &request(&phone, ops, None)).await;
        assert_eq!(children(&reply), [ChildId(id(41))]);
        let settled: Vec<_> = reply.results.iter().map(|r| r.settlement.clone()).collect();
        assert!(matches!(settled[0], Settlement::Applied { .. }), "{settled:?}");
        assert_eq!(settled[1], Settlement::Parked, "it may be this mentor's child");
        assert_eq!(settled[2], Settlement::Rejected(RejectionCode::NotYourChild.into()));

        let inbox = centre(service, "inbox", json!({"school": id(crate::common::SCHOOL)})).await;
        let late = crate::common::waiting(&inbox, "late_work");
        assert_eq!((&late[0]["child"], &late[0]["mentor"]), (&json!(id(42)), &Value::Null), "{inbox}");
        centre(service, "resolve_late", json!({"op": late[0]["op"], "accept": true})).await;
        let file = centre(service, "child_file", json!({"child": id(42)})).await;
        assert_eq!(file["entries"].as_array().map(Vec::len), Some(1), "{file}");
        let page = centre(service, "school", json!({"school": id(crate::common::SCHOOL)})).await;
        assert_eq!(page["children"].as_array().map(Vec::len), Some(3), "{page}");
        centre(service, "end_account", json!({"account": id(MENTOR)})).await;
    }
}

#[tokio::test]
async fn in_the_place_of_rules_that_cannot_be_read_hold_those_before() {
    for (name, statement) in [
        ("body", "UPDATE rule_set SET body = substr(body, 1, 20) WHERE seq = (SELECT MAX(seq) FROM rule_set)"),
        ("day", "UPDATE rule_set SET from_day = 'soon' WHERE seq = (SELECT MAX(seq) FROM rule_set)"),
    ] {
        let all = Damaged::start(&format!("rules-{name}")).await;
        let service = &all.service;
        let mut unit = service.state.storage.write(COUNTY).await.unwrap();
        for (first, talk) in [(1, 2), (10, 90)] {
            let seq = unit.commits().next(crate::common::by()).await.unwrap();
            let rules = RuleSet { talk_every_days: talk, ..RuleSet::default() };
            unit.rules().put(seq, &RuleVersion { from: crate::common::day(9, first), rules }).await.unwrap();
        }
        unit.commit().await.unwrap();
        all.damage(statement).await;
        let phone = service.browser(MENTOR).await;
        let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
        let mut held = Snapshot::default();
        reply.page.rows.iter().for_each(|row| held.put(row.clone()));
        assert_eq!(held.rules(crate::common::day(9, 18)).talk_every_days, 2);
        let page = centre(service, "school", json!({"school": id(crate::common::SCHOOL)})).await;
        let due = page["children"][1]["due"].as_array().unwrap().iter().find(|due| due["duty"] == "talk").unwrap();
        assert_eq!(due["by"], "2026-09-05", "the desk asks by the same rules: {page}");
        centre(service, "child_file", json!({"child": id(41)})).await;
        centre(service, "county", json!({})).await;
    }
}

#[tokio::test]
async fn a_damaged_school_stops_neither_its_mentors_nor_the_county() {
    let all = Damaged::start("school").await;
    let service = &all.service;
    all.damage("UPDATE school SET kind = 'castle' WHERE name = '甲校'").await;
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    assert!(matches!(reply.results[0].settlement, Settlement::Applied { .. }));
    assert_eq!(children(&reply).len(), 2);
    let county = centre(service, "county", json!({})).await;
    assert_eq!(county["schools"][0]["name"], "乙校");
    let file = centre(service, "child_file", json!({"child": id(41)})).await;
    assert_eq!(file["child"]["id"], json!(id(41)));
}

#[tokio::test]
async fn a_column_that_does_not_hold_what_it_should_hides_its_own_row_only() {
    for (name, statement) in [
        ("enrolment", "UPDATE enrolment SET from_day = '0' WHERE child_id = x'01910000000070008000000000000029'"),
        ("child", "UPDATE child SET birth = 'spring' WHERE id = x'01910000000070008000000000000029'"),
        ("credit", "UPDATE credit SET on_day = '0' WHERE child_id = x'01910000000070008000000000000029'"),
        ("cause", "UPDATE register_commit SET cause = '' WHERE seq = 1"),
        ("instant", "UPDATE register_commit SET at = 'then' WHERE seq = 1"),
        ("written", "UPDATE written SET body = x'00' WHERE id = x'01910000000070008000000000000029'"),
        ("settlement", "UPDATE op SET settlement = 'done'"),
    ] {
        let all = Damaged::start(&format!("column-{name}")).await;
        let service = &all.service;
        let phone = service.browser(MENTOR).await;
        let ops = vec![numbered(1, &record(1, &[41]))];
        let sent = service.synced(&phone, &request(&phone, ops.clone(), None)).await;
        all.damage(statement).await;
        let again = service.synced(&phone, &request(&phone, ops, Some(sent.cursor))).await;
        let as_before = again.results == sent.results;
        let arrived = again.results[0].settlement == Settlement::Kept;
        assert!(if name == "settlement" { arrived } else { as_before }, "{name}: {:?}", again.results);
        let fresh = service.browser(MENTOR).await;
        let held = children(&service.synced(&fresh, &request(&fresh, vec![], None)).await);
        let expected = if name == "child" { &[42][..] } else { &[41, 42] };
        assert_eq!(held, expected.iter().map(|n| ChildId(id(*n))).collect::<Vec<_>>(), "{name}");
        // The register as a server reads it that starts anew.
        let anew = service.again();
        let county = centre(&anew, "county", json!({})).await;
        let expected = if name == "written" { 2 } else { 3 };
        assert_eq!(county["schools"][1]["children"], expected, "{name}: {county}");
        let page = centre(&anew, "school", json!({"school": id(crate::common::SCHOOL)})).await;
        assert_eq!(page["children"].as_array().map(Vec::len), Some(expected), "{name}: {page}");
    }
}
