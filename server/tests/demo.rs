//! Made-up people are marked on every page and table, and are for this computer alone.

use std::path::Path;
use std::process::Command;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

use crate::common::process::{self, Folder};
use crate::common::{SCHOOL, Service, id};

const COORDINATOR: u128 = 23;

#[tokio::test]
async fn every_page_and_table_says_so() {
    let real = Service::start().await;
    let made_up = real.made_up();
    for (service, marks) in [(&real, 0), (&made_up, 1)] {
        let who = service.browser(COORDINATOR).await;
        let mut pages =
            vec!["/".to_owned(), "/sign-in".to_owned(), "/privacy".to_owned(), "/print/visit-form".to_owned()];
        pages.push(format!("/print/blank/visits/{}", id(SCHOOL)));
        let asked = json!({"school": id(SCHOOL), "ask": {"kind": "roster", "reason": "filing"}});
        let out = service.call(Some(&who), "POST", "/rpc/desk/take_out", Some(asked)).await;
        let out = out.json.as_str().unwrap_or_else(|| panic!("{}", out.text)).to_owned();
        pages.push(format!("/print/{out}"));
        for page in pages {
            let html = service.call(Some(&who), "GET", &page, None).await.text;
            assert_eq!(html.matches("<html data-demo").count(), marks, "{page}");
        }
        let view = json!({"school": id(SCHOOL), "kind": "roster"});
        let view = service.call(Some(&who), "POST", "/rpc/desk/table", Some(view)).await;
        assert_eq!(view.json["title"].as_str().unwrap().starts_with("【演示】"), marks == 1, "{}", view.text);
        let request = Request::builder().uri(format!("/api/v1/outs/{out}/workbook")).header(header::HOST, "localhost");
        let bytes = service.bytes(request.header(header::COOKIE, &who.cookie).body(Body::empty()).unwrap()).await;
        let sheets = server::reader::in_this_process(&bytes).unwrap();
        let says = format!("{sheets:?}").contains("【演示】");
        assert_eq!(says, marks == 1, "the workbook");
    }
}

#[tokio::test]
async fn the_shells_are_marked() {
    let folder = Folder::new("demo-site");
    std::fs::write(folder.0.join("shell.html"), "<!doctype html><html lang=zh-CN>").unwrap();
    std::fs::write(folder.0.join("shell.html.br"), "packed").unwrap();
    let (plain, marked) = [false, true].map(|demo| server::http::site::Site::load(&folder.0, demo)).into();
    let request =
        || Request::builder().uri("/shell").header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
    let text = async |site: &server::http::site::Site| {
        let body = site.answer("/shell.html", &request()).into_body();
        String::from_utf8(axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap()
    };
    assert_eq!(text(&plain).await, "packed");
    assert_eq!(text(&marked).await, "<!doctype html><html data-demo lang=zh-CN>");
}

#[tokio::test]
async fn over_a_public_address_or_a_proxy_nobody_is_answered() {
    let real = Service::start().await;
    let made_up = real.made_up();
    let ask = async |service: &Service, host: &str, passed: Option<&str>| {
        let mut request = Request::builder().uri("/sign-in").header(header::HOST, host);
        if let Some(name) = passed {
            request = request.header(name, "203.0.113.7");
        }
        service.request(request.body(Body::empty()).unwrap()).await.status
    };
    assert_eq!(ask(&made_up, "127.0.0.1:3000", None).await, StatusCode::OK);
    for (host, passed) in [
        ("wuyou.example.cn", None),
        ("192.168.1.5:3000", None),
        ("localhost", Some("x-forwarded-for")),
        ("localhost", Some("forwarded")),
        ("localhost", Some("via")),
        ("localhost", Some("x-real-ip")),
    ] {
        assert_eq!(ask(&made_up, host, passed).await, StatusCode::MISDIRECTED_REQUEST, "{host} {passed:?}");
        assert_eq!(ask(&real, host, passed).await, StatusCode::OK, "a real register is for everybody: {host}");
    }
}

/// Starts a server that is to refuse; what it says.
fn refused(folder: &Path, args: &[&str]) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--database", &format!("sqlite:{}", folder.join("wuyou.db").display())])
        .args(["--key-file", &folder.join("secret.key").display().to_string()])
        .args(args)
        .output()
        .unwrap();
    assert!(!made.status.success(), "{args:?}");
    String::from_utf8_lossy(&made.stderr).into_owned()
}

#[test]
fn the_server_starts_with_made_up_people_for_this_computer_alone() {
    let folder = Folder::new("demo");
    drop(process::start(&folder.0));
    // Also later, when nobody says any more that it is the demo.
    for args in [
        ["--listen", "0.0.0.0:0"].as_slice(),
        &["--listen", "0.0.0.0:0", "--demo"],
        &["--listen", "127.0.0.1:0", "--public-url", "https://wuyou.example.cn"],
        &["--listen", "127.0.0.1:0", "--public-url", "https://localhost"],
        &["--listen", "127.0.0.1:0", "--public-url", "http://wuyou.example.cn"],
    ] {
        assert!(refused(&folder.0, args).contains("made up"), "{args:?}");
    }
    let real = ["--county", "白水县", "add-account", "--login", "centre-2", "--name", "张三", "--role", "centre"];
    assert!(refused(&folder.0, &real).contains("database of its own"), "a real county beside it");
}

#[test]
fn a_real_county_gets_no_made_up_people() {
    let folder = Folder::new("demo-real");
    let made = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(["--database", &format!("sqlite:{}", folder.0.join("wuyou.db").display())])
        .args(["--key-file", &folder.0.join("secret.key").display().to_string()])
        .args(["add-account", "--login", "centre", "--name", "张三", "--role", "centre"])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(refused(&folder.0, &["--listen", "127.0.0.1:0", "--demo"]).contains("real county"));
}
