//! The server is killed while phones push. Every operation it acknowledged is there after it starts again.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::process::{Folder, call, start};

#[test]
fn every_acknowledged_operation_survives_a_killed_server() {
    let folder = Folder::new("power-cut");
    let mut server = start(&folder.0);
    let credentials = json!({"login": "mentor", "password": "wuyou-demo", "label": "test"});
    let who = call(server.port, "", "POST", "/api/v1/session", &credentials).unwrap();
    let device = who["phone"]["device"].clone();
    let token = who["phone"]["token"].as_str().unwrap();
    let pull = json!({"protocol": sync::PROTOCOL, "device": device});
    let first = call(server.port, token, "POST", "/api/v1/sync", &pull).unwrap();
    let rows = first["page"]["rows"].as_array().unwrap();
    let child = rows.iter().find(|r| r["kind"] == "child").map(|r| r["id"].clone()).unwrap();
    let today = first["server_time"].as_str().map(|t| t[..10].to_owned()).unwrap();

    let mut acknowledged = 0u64;
    let mut sent = 0u64;
    for cut in 0..4u64 {
        // The server dies at some moment while requests are under way.
        let pid = server.child.id().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(120 + cut * 90));
            Command::new("kill").args(["-9", &pid]).status().unwrap();
        });
        loop {
            let ops: Vec<Value> = (acknowledged + 1..=acknowledged + 5)
                .map(|n| {
                    let body = json!({"children": [child], "kind": "tutoring", "mode": "at_school",
                        "outcome": "normal", "occurred_on": today, "note": format!("第{n}条")});
                    let log = crate::common::id(90_000 + u128::from(n));
                    let change = json!({"record_log": {"log": log, "body": body}});
                    let captured = "2026-01-01T00:00:00Z";
                    json!({"n": n, "op": {"op_id": crate::common::id(50_000 + u128::from(n)), "captured_at": captured, "change": change}})
                })
                .collect();
            sent = sent.max(acknowledged + 5);
            let push = json!({"protocol": sync::PROTOCOL, "device": device, "ops": ops});
            match call(server.port, token, "POST", "/api/v1/sync", &push) {
                Some(reply) => acknowledged = reply["last_n"].as_u64().unwrap(),
                None => break,
            }
        }
        killer.join().unwrap();
        let _ = server.child.wait();
        server = start(&folder.0);
        let reply = call(server.port, token, "POST", "/api/v1/sync", &pull).unwrap();
        let last_n = reply["last_n"].as_u64().unwrap();
        assert!(last_n >= acknowledged, "acknowledged {acknowledged}, but the server remembers {last_n}");
        assert!(last_n <= sent);
        let notes = reply["page"]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|r| r["body"]["body"]["note"].as_str().is_some_and(|n| n.starts_with('第')))
            .count() as u64;
        assert_eq!(notes, last_n, "counter and entries were written together, each once");
        acknowledged = last_n;
    }
    assert!(acknowledged > 0, "nothing was pushed before the cuts");
    drop(server);
}
