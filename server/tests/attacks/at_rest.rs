//! A stolen disk: what was planted through every door is found in no file of the database.

use axum::http::StatusCode;
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId};
use serde_json::json;
use storage::SettledOp;
use sync::NewFact;
use sync::protocol::NumberedOp;

use crate::common::{COUNTY, MENTOR, Service, id, numbered, op, request};

/// A word that is nowhere else.
fn word(door: &str) -> String {
    format!("埋下的话{door}")
}

fn body(children: &[u128], door: &str) -> domain::log::LogBody {
    domain::log::LogBody { note: word(door), ..crate::common::body(children) }
}

/// Notes recorded, revised, withdrawn, refused, kept for a later version; answers.
async fn phone_work(service: &Service) {
    let phone = service.browser(MENTOR).await;
    let record = |n: u128, children: &[u128], door| {
        op(n, sync::RecordLog { log: LogId(id(2000 + n)), body: body(children, door), facts: vec![] })
    };
    let hazard = NewFact {
        id: FactId(id(91)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: word("fact") },
        base: None,
    };
    let with_fact = sync::RecordLog { log: LogId(id(2006)), body: body(&[41], "recorded"), facts: vec![hazard] };
    let log = LogId(id(2001));
    let patch = sync::LogPatch::default().note(word("revised"));
    let mut later = json!(record(7, &[41], "kept"));
    later["change"]["record_log"]["body"]["weather"] = json!("rain");
    let mut gift = body(&[41], "recorded");
    gift.kind = domain::log::ActivityKind::MaterialAid;
    let given = domain::log::Aid { donor: word("donor"), gift: word("gift"), ..domain::log::Aid::default() };
    gift.aid = Some(Box::new(given));
    let gift = op(8, sync::RecordLog { log: LogId(id(2008)), body: gift, facts: vec![] });
    let ops = vec![
        numbered(1, &record(1, &[41], "first")),
        numbered(2, &op(2, sync::ReviseLog { log, base_revision: 1, patch })),
        numbered(3, &record(3, &[43], "refused")),
        numbered(4, &op(6, with_fact)),
        NumberedOp::of(5, &later).unwrap(),
        numbered(6, &gift),
    ];
    service.synced(&phone, &request(&phone, ops, None)).await;
}

/// What comes in by other ways, straight into storage.
async fn other_doors(service: &Service) {
    let author = domain::id::AccountId(id(MENTOR));
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let (op, child) = (domain::id::OpId(id(996)), ChildId(id(41)));
    let parked = storage::Parked {
        op,
        text: word("parked"),
        author,
        child,
        heard: vec![],
        received_at: crate::common::now(),
        decision: None,
    };
    unit.parking().add(&parked).await.unwrap();
    let feedback = storage::Feedback { op, account: author, text: word("feedback"), captured_at: crate::common::now() };
    unit.feedback().add(&feedback).await.unwrap();
    let photo = domain::id::PhotoId(id(70));
    let bytes = word("photo").into_bytes();
    let state = storage::PhotoState { sha256: String::new(), bytes: bytes.len() as u64, received: 0 };
    unit.photos().expect(author, photo, &state, crate::common::now()).await.unwrap();
    unit.photos().add_chunk(author, photo, 0, &bytes).await.unwrap();
    let device = storage::Device {
        id: domain::id::DeviceId(id(77)),
        account: author,
        label: String::new(),
        recovery_key: word("recovery").into_bytes(),
        last_n: 0,
        revoked_at: None,
        unsent: storage::Unsent::default(),
        added_at: crate::common::now(),
    };
    unit.devices().add(&device).await.unwrap();
    let settled = SettledOp {
        n: 1,
        op: None,
        hash: String::new(),
        settlement: String::new(),
        refused: Some(word("unreadable")),
        received_at: crate::common::now(),
    };
    unit.ops().add(device.id, &[settled]).await.unwrap();
    unit.accounts().set_password(author, &word("hash")).await.unwrap();
    unit.accounts().correct(author, "人21", Some("13955556666"), "dengluming").await.unwrap();
    unit.commit().await.unwrap();
}

/// An authenticator's seed, the key of its codes' digests, and a code.
async fn second_step(service: &Service) -> String {
    let key = [5; 32];
    let (shown, codes) = server::auth::step::codes(&service.state.clock, &key, storage::CodeUse::Recovery);
    let own = storage::SecondStep {
        account: domain::id::AccountId(id(MENTOR)),
        kind: storage::StepKind::Authenticator(word("seed").into_bytes()),
        digest_key: word("digest").into_bytes(),
        last_step: 0,
        set_at: crate::common::now(),
        codes,
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
    shown[0].clone()
}

#[tokio::test]
async fn what_was_written_is_in_no_file_of_the_database() {
    let folder = std::env::temp_dir().join(format!("wuyou-at-rest-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let database = format!("sqlite:{}", folder.join("wuyou.db").display());
    let storage = storage_sql::open(&database, storage_sql::Keys::for_tests()).await.unwrap();
    let service = Service::on(storage).await;
    phone_work(&service).await;
    other_doors(&service).await;
    let code = second_step(&service).await;
    let coordinator = service.browser(23).await;
    let ask = json!({"school": id(crate::common::SCHOOL)});
    let seen = service.call(Some(&coordinator), "POST", "/rpc/desk/child_file", Some(json!({"child": id(41)}))).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    assert!(
        seen.text.contains(&word("revised")) && seen.text.contains(&word("fact")),
        "who may sees it: {}",
        seen.text
    );
    assert_eq!(service.call(Some(&coordinator), "POST", "/rpc/desk/inbox", Some(ask)).await.status, StatusCode::OK);

    let mut all = vec![];
    for file in std::fs::read_dir(&folder).unwrap() {
        all.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |what: &[u8]| all.windows(what.len()).any(|some| some == what);
    assert!(holds("甲校".as_bytes()), "the files were read");
    assert!(!holds(word("").as_bytes()), "a word stands in clear");
    for number in ["13900324292", "13955556666", "dengluming", "上坝村", &code, &code.replace('-', "")] {
        assert!(!holds(number.as_bytes()), "{number} stands in clear");
    }
    let _ = std::fs::remove_dir_all(&folder);
}
