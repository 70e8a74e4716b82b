//! What a client of protocol 1 sent, recorded from that version, and what it reads.

use serde_json::Value;
use sync::legacy;
use sync::{Op, SyncRequest, SyncResponse};

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn every_operation_of_a_recorded_request_is_read_whole() {
    let mut old = fixture(include_str!("fixtures/protocol-1-request.json"));
    legacy::modernise(&mut old);
    let request: SyncRequest = serde_json::from_value(old).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(request.protocol, legacy::PROTOCOL);
    let ops: Vec<Op> =
        request.ops.into_iter().map(|n| serde_json::from_value(n.value()).unwrap_or_else(|e| panic!("{e}"))).collect();
    let words: Vec<String> = ops.iter().map(|op| serde_json::to_string(op).unwrap_or_default()).collect();
    for (kept, word) in [("土坡开裂", &words[0]), ("西安", &words[0]), ("\"follow_up_on\":null", &words[1])] {
        assert!(word.contains(kept), "{word}");
    }
}

#[test]
fn what_is_up_to_date_stays_as_it_is() {
    let mut old = fixture(include_str!("fixtures/protocol-1-request.json"));
    legacy::modernise(&mut old);
    let mut again = old.clone();
    legacy::modernise(&mut again);
    assert_eq!(again, old);
}

#[test]
fn a_reply_for_an_old_client_is_what_an_old_server_wrote() {
    let old = fixture(include_str!("fixtures/protocol-1-reply.json"));
    let text = r#"{"results": [
        {"n": 1, "op_id": "00000000-0000-0000-0000-000000000004", "settlement": {"applied": {"version": 12, "exact": true}}},
        {"n": 2, "op_id": null, "settlement": {"rejected": {"code": "invalid", "problems": [{"field": "occurred_on", "fault": "in_future"}]}}}]}"#;
    let mut new = old.clone();
    new["results"] = fixture(text)["results"].clone();
    let household = new["page"]["rows"][0]["body"].clone();
    new["page"]["rows"][0]["body"] = serde_json::json!({ "household": household });
    let typed: SyncResponse = serde_json::from_value(new).unwrap_or_else(|e| panic!("{e}"));
    let mut written = serde_json::to_value(&typed).unwrap_or_default();
    legacy::reply(&mut written);
    assert_eq!(written, old);
}
