//! Memory: what a crowd makes the server hold.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::common::Service;
use crate::common::process::{Folder, call, start};

/// Strangers at once.
const CROWD: usize = 500;
/// What they may cost: four hashes of 19 MiB, connections, and what the allocator keeps back.
const GROWTH_MIB_MAX: u64 = 220;

/// The most memory that a process has held, in MiB.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// One sign-in of somebody who need not hear the whole answer. The status; 0 where the server hung up.
async fn crowd(port: u16, login: String) -> u16 {
    let body = json!({"login": login, "password": "猜一猜猜一猜"}).to_string();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return 0 };
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let mut answer = [0; 12];
    match tokio::time::timeout(Duration::from_mins(1), stream.read_exact(&mut answer)).await {
        Ok(Ok(_)) => String::from_utf8_lossy(&answer[9..]).parse().unwrap_or(0),
        _ => 0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_at_the_door_costs_little_memory_and_keeps_no_owner_out() {
    let folder = Folder::new("memory");
    let server = start(&folder.0);
    let (port, pid) = (server.port, server.child.id());
    let sign_in = async |device: Value| {
        let credentials = json!({"login": "mentor", "password": "wuyou-demo", "device": device});
        tokio::task::spawn_blocking(move || call(port, "", "POST", "/api/v1/session", &credentials)).await.unwrap()
    };
    let who = sign_in(Value::Null).await.unwrap();
    let before = peak(pid);

    let names = (0..CROWD).map(|n| if n % 2 == 0 { "长".repeat(350_000) } else { format!("nobody{n}") });
    let crowd: Vec<_> = names.map(|name| tokio::spawn(crowd(port, name))).collect();
    for _ in 0..3 {
        assert!(sign_in(who["phone"]["device"].clone()).await.is_some(), "the owner signs in at the first try");
    }
    let mut refused = 0;
    for stranger in crowd {
        let status = stranger.await.unwrap();
        assert!([0, 401, 413, 429].contains(&status), "{status}");
        refused += usize::from(status == 401 || status == 429);
    }
    assert!(refused > CROWD / 4, "the small ones were tried or sent away: {refused}");
    let grown = peak(pid).saturating_sub(before);
    eprintln!("before {before} MiB, grown by {grown} MiB");
    assert!(grown < GROWTH_MIB_MAX, "from {before} by {grown} MiB");
}

#[tokio::test]
async fn what_is_too_long_is_neither_kept_nor_hashed() {
    let service = Service::start().await;
    let post = async |path: &str, body: Value| service.call(None, "POST", path, Some(body)).await;
    for path in ["/api/v1/session", "/api/v1/activation"] {
        let body = json!({"login": "a".repeat(5_000), "password": "猜一猜猜一猜", "code": "2222-2222-2222"});
        assert_eq!(post(path, body).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        let label = json!({"login": "mentor", "password": "猜一猜猜一猜", "code": "", "label": "长".repeat(2_000)});
        assert_eq!(post(path, label).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    // Longer than any name or password: it cannot be right, and no try is counted.
    for _ in 0..20 {
        let name = json!({"login": "a".repeat(65), "password": "猜一猜猜一猜"});
        assert_eq!(post("/api/v1/session", name).await.json["code"], "wrong_credentials");
        let password = json!({"login": "mentor", "password": "a".repeat(129)});
        assert_eq!(post("/api/v1/session", password).await.json["code"], "wrong_credentials");
    }
}
