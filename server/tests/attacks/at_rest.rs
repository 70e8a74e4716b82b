//! A stolen disk: what was planted through every door is found in no file of the database.

use axum::http::StatusCode;
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId};
use serde_json::json;
use storage::SettledOp;
use sync::NewFact;
use sync::protocol::NumberedOp;

use crate::common::lines::{listen, text};
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
    let withdrawn = LogId(id(2008));
    let with_fact = sync::RecordLog { log: LogId(id(2006)), body: body(&[41], "recorded"), facts: vec![hazard] };
    let log = LogId(id(2001));
    let patch = sync::LogPatch::default().note(word("revised"));
    let mut later = json!(record(7, &[41], "kept"));
    later["change"]["record_log"]["body"]["weather"] = json!("rain");
    let mut gift = body(&[41], "recorded");
    gift.kind = domain::log::ActivityKind::MaterialAid;
    let given = domain::log::Aid { donor: word("donor"), gift: word("gift"), ..domain::log::Aid::default() };
    gift.aid = Some(Box::new(given));
    let gift = op(12, sync::RecordLog { log: LogId(id(2012)), body: gift, facts: vec![] });
    let mut page = domain::term::PageBody::default();
    page.plan.push(domain::term::plan::PlanLine::new(domain::term::plan::Aim::Study, &word("page"), "读"));
    let term = domain::term::Term::of(crate::common::day(9, 18));
    let (of, page_id) = (ChildId(id(41)), domain::id::PageId(id(601)));
    let page = op(13, sync::WritePage { page: page_id, child: of, term, body: page, base: None });
    let ops = vec![
        numbered(1, &record(1, &[41], "first")),
        numbered(2, &op(2, sync::ReviseLog { log, base_revision: 1, patch })),
        numbered(3, &record(3, &[43], "refused")),
        numbered(4, &op(6, with_fact)),
        NumberedOp::of(5, &later).unwrap(),
        numbered(6, &record(8, &[41], "withdrawn")),
        numbered(7, &op(9, sync::WithdrawLog { log: withdrawn })),
        numbered(8, &op(10, sync::Feedback { text: word("feedback") })),
        // Set aside, and what nobody can read.
        NumberedOp::of(9, &json!({"set_aside": json!(record(11, &[41], "set aside"))})).unwrap(),
        NumberedOp::of(10, &json!({"unreadable": word("unreadable")})).unwrap(),
        numbered(11, &gift),
        numbered(12, &page),
    ];
    service.synced(&phone, &request(&phone, ops, None)).await;
    picture(service, &phone).await;
}

/// A picture as a phone sends it, of which the second half never comes.
async fn picture(service: &Service, phone: &crate::common::Browser) {
    let bytes = word("picture").repeat(3).into_bytes();
    let path = format!("/api/v1/photos/{}?sha256={}&bytes={}&at=0", id(71), "ab".repeat(32), 2 * bytes.len());
    let put = axum::http::Request::put(path).header("host", "localhost").header("authorization", &phone.bearer);
    let reply = service.request(put.body(axum::body::Body::from(bytes)).unwrap()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
}

/// What is typed and laid down at desks: files on their way in, what guardians ask, for what something is taken out, a
/// pairing laid before the lead, what a mentor is asked, an entry copied from a notebook.
async fn desks(service: &Service) {
    let office = service.browser(23).await;
    let asks = async |call: &str, body: serde_json::Value| {
        let reply = service.call(Some(&office), "POST", &format!("/rpc/desk/{call}"), Some(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "{call}: {}", reply.text);
        reply.json
    };
    let school = id(crate::common::SCHOOL);
    let batch = asks("begin_import", json!({"school": school})).await;
    let seen = asks("import", json!({"batch": batch})).await["revision"].clone();
    let list = format!(
        "姓名,班级,出生日期,家庭住址,监护人,监护人电话\n王芳,三年级2班,2017-03-04,{},罗桂兰,13977778888\n",
        word("staged")
    );
    asks("import_step", json!({"batch": batch, "seen": seen, "step": {"paste": list}})).await;
    let file = format!("姓名,家庭住址\n李明,{}\n", word("file"));
    let path = format!("/api/v1/imports/{}/files", batch.as_str().unwrap_or_default());
    let put = axum::http::Request::post(path).header("host", "localhost").header("cookie", &office.cookie);
    let put = put.header("x-file-name", "list.csv").body(axum::body::Body::from(file)).unwrap();
    let taken = service.request(put).await;
    assert_eq!((taken.status, &taken.json), (StatusCode::OK, &json!("added")), "{}", taken.text);
    let asked = json!({"who": word("asker"), "relation": "外婆", "words": word("asked")});
    let ask = json!({"child": id(41), "kind": "correction", "asked_on": "2026-09-18", "asked": asked});
    asks("take_request", ask).await;
    let ask = json!({"kind": "roster", "reason": "other", "words": word("taken out")});
    asks("take_out", json!({"school": school, "ask": ask})).await;
    let term = domain::term::Term::of(crate::common::day(9, 18));
    let asked = json!({"id": id(985), "child": id(41), "term": term, "about": null, "text": word("question")});
    asks("ask_question", json!({"asked": asked})).await;
    let copied = body(&[41], "copied");
    asks("enter", json!({"copied": {"mentor": id(MENTOR), "log": id(2902), "body": copied}})).await;
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
        wrong: 0,
        wrong_at: None,
        codes,
    };
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    unit.second_steps().put(&own).await.unwrap();
    unit.commit().await.unwrap();
    shown[0].clone()
}

/// All bytes of the files of a folder and of those below.
fn bytes_of(folder: &std::path::Path) -> Vec<u8> {
    let mut all = vec![];
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        all.extend(if file.is_dir() { bytes_of(&file) } else { std::fs::read(file).unwrap() });
    }
    all
}

#[tokio::test]
async fn what_was_written_by_any_door_is_in_no_file_of_the_database_no_backup_and_no_line() {
    let place = crate::common::process::Folder::new("at-rest");
    let database = format!("sqlite:{}", place.0.join("wuyou.db").display());
    let storage = storage_sql::open(&database, storage_sql::Keys::for_tests()).await.unwrap();
    let service = Service::on(storage).await;
    listen();
    phone_work(&service).await;
    other_doors(&service).await;
    desks(&service).await;
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

    // The same words are there for who has the key: what stands in the way is that they lie sealed.
    let opened = storage_sql::opened(&database, &storage_sql::Keys::for_tests()).await.unwrap();
    for door in [
        "first",
        "revised",
        "refused",
        "recorded",
        "kept",
        "withdrawn",
        "feedback",
        "set aside",
        "unreadable",
        "fact",
        "parked",
        "staged",
        "asker",
        "asked",
        "taken out",
        "copied",
        "hash",
        "file",
        "photo",
        "picture",
        "recovery",
        "donor",
        "gift",
        "page",
        "question",
        "seed",
        "digest",
    ] {
        assert!(opened.contains(&word(door)), "{door} was planted");
    }
    let mut backup = vec![];
    storage_sql::archive::export(&database, &mut backup).await.unwrap();
    let all = [bytes_of(&place.0), backup, text().into_bytes()].concat();
    let holds = |what: &[u8]| all.windows(what.len()).any(|some| some == what);
    assert!(holds("甲校".as_bytes()) && holds(b"\"target\":\"security\"") && holds(b"\"table\""), "all was read");
    assert!(!holds(word("").as_bytes()), "a word stands in clear");
    for number in ["13900324292", "13955556666", "13977778888", "dengluming", "上坝村", &code, &code.replace('-', "")]
    {
        assert!(!holds(number.as_bytes()), "{number} stands in clear");
    }
}

#[test]
fn commands_leave_nothing_in_temporary_files_or_lines() {
    let place = crate::common::process::Folder::new("at-rest-commands");
    let (kept, temporary, outside) = (place.0.join("kept"), place.0.join("tmp"), place.0.join("outside"));
    for folder in [&kept, &temporary, &outside] {
        std::fs::create_dir_all(folder).unwrap();
    }
    let list = format!(
        "姓名,身份证号,班级,家庭住址,监护人,与学生关系,监护人电话,结对教师,教师电话\n\
         王芳,610922201806309843,三年级2班,{},罗桂兰,奶奶,13977778888,李敏,13900000001\n",
        word("address")
    );
    std::fs::write(outside.join("ledger.csv"), list).unwrap();
    std::fs::write(outside.join("words"), "four words of a coordinator\n").unwrap();
    let at = |name: &str| kept.join(name).display().to_string();
    let (ledger, age) = (outside.join("ledger.csv").display().to_string(), at("county.age"));
    let mut lines = vec![];
    for args in [
        ["import", "--school", "甲校", &ledger].as_slice(),
        &["backup", &age],
        &["verify", &age],
        &["check"],
        &["rotate-key"],
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["--database", &format!("sqlite:{}", at("wuyou.db")), "--key-file", &at("secret.key")])
            .args(args)
            .env("WUYOU_BACKUP_PASSPHRASE_FILE", outside.join("words"))
            .env("TMPDIR", &temporary)
            .env("RUST_LOG", "debug")
            .output()
            .unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        lines.extend(output.stderr);
    }
    let all = [bytes_of(&kept), bytes_of(&temporary), lines].concat();
    let holds = |what: &str| all.windows(what.len()).any(|some| some == what.as_bytes());
    assert!(holds("王芳") && holds("apply_import"), "all was read");
    for what in [word("address").as_str(), "610922201806309843", "13977778888", "13900000001", "four words"] {
        assert!(!holds(what), "{what} stands in clear");
    }
}
