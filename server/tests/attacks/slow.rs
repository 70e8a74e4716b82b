//! Holding the server up: requests that never end, connections that say nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use server::http::listen::{Patience, serve};
use server::http::time_limit::in_time;
use server::state::Settings;
use tower::ServiceExt as _;

use crate::common::Service;

#[tokio::test]
async fn a_request_that_never_ends_is_answered() {
    let never = || async { std::future::pending::<String>().await };
    let limit = from_fn_with_state(Duration::from_millis(30), in_time);
    let router = Router::new().route("/", get(never)).route("/body", post(|_: String| async {})).layer(limit);
    let ask = Request::get("/").body(Body::empty()).unwrap();
    let body = Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let send = Request::post("/body").body(body).unwrap();
    for request in [ask, send] {
        let answer = router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        let text = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        assert_eq!(text, r#"{"code":"unavailable"}"#);
    }
}

/// A server with little patience.
async fn impatient() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(|| async { "here" }));
    let patience = Patience { headers: Duration::from_millis(300), connections: 8 };
    tokio::spawn(serve(listener, router, patience, std::future::pending()));
    address
}

/// What is answered until the server hangs up.
fn heard(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_end_and_make_room() {
    let address = impatient().await;
    tokio::task::spawn_blocking(move || {
        let mut silent: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(address).unwrap()).collect();
        for (n, stream) in silent.iter_mut().enumerate() {
            if n % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
            }
        }
        // All places are taken; who comes now waits until the silent ones were sent away.
        let mut honest = TcpStream::connect(address).unwrap();
        honest.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        assert!(heard(&mut honest).ends_with("here"));
        for mut stream in silent {
            let said = heard(&mut stream);
            assert!(!said.contains("200"), "{said}");
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_browser_that_was_here_once_never_asks_in_the_clear_again() {
    let service = Service::start().await;
    let https = Settings { public_url: "https://wuyou.example.cn".to_owned(), ..Settings::for_tests() };
    let storage = std::sync::Arc::clone(&service.state.storage);
    let (clock, sealer) = (server::clock::Clock::fixed(crate::common::now(), 1), storage_sql::Keys::for_tests());
    let state = server::AppState::new(storage, clock, sealer, https);
    let ask = || Request::get("/api/v1/health").body(Body::empty()).unwrap();
    let answer = server::router::service(state).oneshot(ask()).await.unwrap();
    assert_eq!(answer.headers()[header::STRICT_TRANSPORT_SECURITY], "max-age=63072000");
    assert!(!service.request(ask()).await.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}
