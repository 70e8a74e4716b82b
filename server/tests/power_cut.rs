//! The server is killed while phones push. Every operation it acknowledged is there after it starts again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(folder: &std::path::Path) -> Server {
    start_on(&format!("sqlite:{}", folder.join("wuyou.db").display()), &folder.join("secret.key"))
}

/// A server with the demo county.
pub fn start_on(database: &str, key: &std::path::Path) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--listen", "127.0.0.1:0", "--demo"])
        .args(["--database", database, "--key-file", &key.display().to_string()])
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut out = child.stdout.take().unwrap();
    let mut byte = [0];
    while !said.ends_with('\n') && out.read(&mut byte).unwrap_or(0) == 1 {
        said.push(char::from(byte[0]));
    }
    // The rest is read and thrown away, so that the server never waits for us.
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    let port = said.split("localhost:").nth(1).and_then(|s| s.split_whitespace().next()).and_then(|p| p.parse().ok());
    Server { child, port: port.unwrap_or_else(|| panic!("no address in {said:?}")) }
}

/// One request over a connection of its own; `None` when the server is gone.
pub fn call(port: u16, cookie: &str, method: &str, path: &str, body: &Value) -> Option<(String, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let body = body.to_string();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if !head.starts_with("HTTP/1.1 200") {
        return None;
    }
    // Chunked or not, the JSON is what lies between the braces.
    let json = body.get(body.find('{')?..=body.rfind('}')?)?;
    let cookie = head.lines().find_map(|l| l.strip_prefix("set-cookie: ")).and_then(|c| c.split(';').next());
    Some((cookie.unwrap_or_default().to_owned(), serde_json::from_str(json).ok()?))
}

#[test]
fn every_acknowledged_operation_survives_a_killed_server() {
    let folder = std::env::temp_dir().join(format!("wuyou-power-cut-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut server = start(&folder);
    let credentials = json!({"login": "mentor", "password": "wuyou-demo", "label": "test"});
    let (cookie, who) = call(server.port, "", "POST", "/api/v1/session", &credentials).unwrap();
    let device = who["device"].clone();
    let pull = json!({"protocol": sync::PROTOCOL, "device": device});
    let (_, first) = call(server.port, &cookie, "POST", "/api/v1/sync", &pull).unwrap();
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
            match call(server.port, &cookie, "POST", "/api/v1/sync", &push) {
                Some((_, reply)) => acknowledged = reply["last_n"].as_u64().unwrap(),
                None => break,
            }
        }
        killer.join().unwrap();
        let _ = server.child.wait();
        server = start(&folder);
        let (_, reply) = call(server.port, &cookie, "POST", "/api/v1/sync", &pull).unwrap();
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
    let _ = std::fs::remove_dir_all(&folder);
}
