//! Phones and servers of different versions: nothing is lost, and each is answered in its own words.

use crate::common::{COUNTY, MENTOR, Service, id, now, numbered, record, request};
use axum::http::StatusCode;
use domain::id::{LogId, OpId};
use serde_json::{Value, json};
use server::exchange::kept::{apply_kept, understood};
use server::exchange::rows::settlement_of;
use sync::protocol::NumberedOp;
use sync::{OpResult, PROTOCOL, RejectionCode, Settlement, SyncResponse, Written};

/// An operation of a later version: an entry with a field that is not known here.
fn later(n: u128, more: &Value) -> Value {
    let mut op = json!(record(n, &[41]));
    let body = op.pointer_mut("/change/record_log/body").and_then(Value::as_object_mut);
    body.unwrap_or_else(|| panic!("an entry")).extend(more.as_object().cloned().unwrap_or_default());
    op
}

fn numbered_value(n: u64, op: &Value) -> NumberedOp {
    NumberedOp::of(n, op).unwrap_or_else(|e| panic!("{e}"))
}

fn settlement(results: &[OpResult], at: usize) -> &Settlement {
    &results[at].settlement
}

/// What a server of the next version makes of it: it knows the field and the code.
fn understood_later(text: &str) -> Option<sync::Op> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    if let Some(body) = value.pointer_mut("/change/record_log/body").and_then(Value::as_object_mut) {
        body.remove("weather");
    }
    if let Some(word) = value.pointer("/change/greeting/text").cloned() {
        value["change"] = json!({"feedback": {"text": word}});
    }
    understood(&value.to_string())
}

#[tokio::test]
async fn a_phone_of_the_protocol_before_is_told_so_and_its_work_stays_its_own() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let mut ask = request(&phone, vec![numbered(1, &record(1, &[41]))], None);
    ask.protocol = PROTOCOL - 1;
    let reply = service.sync(&phone, &ask).await;
    assert_eq!((reply.status, reply.json["code"].as_str()), (StatusCode::CONFLICT, Some("too_old")));
    // The phone is updated, and sends the same.
    let ask = request(&phone, vec![numbered(1, &record(1, &[41]))], None);
    let reply = service.synced(&phone, &ask).await;
    assert!(matches!(settlement(&reply.results, 0), Settlement::Applied { exact: true, .. }));
}

#[tokio::test]
async fn what_a_later_phone_writes_is_kept_whole_and_applied_after_the_update() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let entry = later(1, &json!({"weather": "rain"}));
    let greeting =
        json!({"op_id": id(1002), "captured_at": "2026-09-18T01:00:00Z", "change": {"greeting": {"text": "好用"}}});
    let withdrawal = json!({"op_id": id(1003), "captured_at": "2026-09-18T01:00:00Z", "change": {"withdraw_log": {"log": id(2001)}}});
    let ops = vec![
        numbered_value(1, &entry),
        numbered_value(2, &greeting),
        numbered_value(3, &withdrawal),
        numbered(4, &record(4, &[41])),
    ];
    let reply = service.synced(&phone, &request(&phone, ops.clone(), None)).await;
    for at in 0..3 {
        assert_eq!(settlement(&reply.results, at), &Settlement::Kept, "also the third, which waits for the first");
    }
    assert!(matches!(settlement(&reply.results, 3), Settlement::Applied { .. }));
    let storage = service.state.storage.as_ref();
    assert_eq!(apply_kept(storage, now(), understood).await.unwrap(), 0, "not understood yet");
    let again = service.synced(&phone, &request(&phone, ops, None)).await;
    assert_eq!(settlement(&again.results, 0), &Settlement::Kept, "once");

    assert_eq!(apply_kept(storage, now(), understood_later).await.unwrap(), 3);
    assert_eq!(apply_kept(storage, now(), understood_later).await.unwrap(), 0, "a second run finds nothing to do");
    let mut unit = storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.logs().revisions(LogId(id(2001))).await.unwrap().len(), 2);
    let known = settlement_of(unit.as_mut(), OpId(id(1001))).await.unwrap().unwrap();
    assert!(matches!(known, Settlement::Applied { .. }));
    drop(unit);
    let reply = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert!(reply.page.rows.iter().any(|row| row.id == id(2001)), "and the phone gets the entry");
    assert_eq!(reply.returned, []);
}

#[tokio::test]
async fn who_wrote_an_operation_is_not_known_by_the_protocol_that_carries_it() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    // Written while the phone had the next version, and sent after it was set back to this one.
    let mut entry = later(1, &json!({}));
    let answer = json!([{"id": id(91), "subject": {"child": id(41)}, "value": {"riding": {"to": "school"}}}]);
    entry["change"]["record_log"]["facts"] = answer;
    let ask = request(&phone, vec![numbered_value(1, &entry)], None);
    assert_eq!(ask.protocol, PROTOCOL);
    let reply = service.synced(&phone, &ask).await;
    assert_eq!(settlement(&reply.results, 0), &Settlement::Kept, "this version cannot even read it as an entry");
}

#[tokio::test]
async fn what_is_refused_after_all_comes_back_with_every_word() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let foreign = later(1, &json!({"weather": "rain", "children": [id(43)], "note": "别人的孩子"}));
    let sent = service.synced(&phone, &request(&phone, vec![numbered_value(1, &foreign)], None)).await;
    assert_eq!(settlement(&sent.results, 0), &Settlement::Kept);
    assert_eq!(apply_kept(service.state.storage.as_ref(), now(), understood_later).await.unwrap(), 1);
    let reply: SyncResponse = service.synced(&phone, &request(&phone, vec![], Some(sent.cursor))).await;
    let [back] = reply.returned.as_slice() else { panic!("{reply:?}") };
    let written: Written = serde_json::from_value(foreign).unwrap();
    assert_eq!(back.op.content_hash(), written.content_hash());
    assert_eq!(back.rejection, RejectionCode::NotYourChild.into());
    let quiet = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert_eq!(quiet.returned, [], "once");
}
