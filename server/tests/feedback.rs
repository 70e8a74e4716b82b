//! What teachers write about the app reaches the centre, and nobody else.

use axum::http::StatusCode;
use serde_json::json;
use sync::Feedback;

use crate::common::{MENTOR, Service, numbered, op, request};

const COORDINATOR: u128 = 23;
const CENTRE: u128 = 27;

#[tokio::test]
async fn what_a_teacher_writes_about_the_app_is_read_at_the_centre() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    for (n, text) in [(1, "字太小"), (2, "下雨天点不准")] {
        let said = op(n.into(), Feedback { text: text.to_owned() });
        service.synced(&phone, &request(&phone, vec![numbered(n, &said)], None)).await;
    }
    let centre = service.browser(CENTRE).await;
    let read = service.call(Some(&centre), "POST", "/rpc/desk/feedback", Some(json!({}))).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    let mut texts: Vec<&str> = read.json.as_array().unwrap().iter().filter_map(|one| one["text"].as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["下雨天点不准", "字太小"]);
    assert_eq!(read.json[0]["who"], json!("人21"));

    let school = service.browser(COORDINATOR).await;
    let refused = service.call(Some(&school), "POST", "/rpc/desk/feedback", Some(json!({}))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
}
