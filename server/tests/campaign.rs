//! Something given to many children of a school at once: who may record it, whom it reaches, what it counts for, and how it
//! is put right and taken back.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, day, id, numbered, op, pupil, request,
};
use std::collections::BTreeMap;

use axum::http::StatusCode;
use desk_api::campaign::{CampaignView, Given};
use domain::id::{AccountId, CampaignId, ChildId, LogId};
use domain::log::{ActivityKind, Aid, Campaign, Log, LogBody, Mode};
use serde_json::{Value, json};
use sync::{LogPatch, RecordLog, ReviseLog, RowBody, Settlement, SyncResponse, WithdrawLog};

const COORDINATOR: u128 = 23;
const BAGS: u128 = 4001;

fn bags(children: &[u128]) -> Campaign {
    let aid = Aid {
        occasion: "六一慰问".to_owned(),
        donor: "县慈善协会".to_owned(),
        gift: "书包".to_owned(),
        things_each: 1,
        fen_each: 12_000,
        ..Aid::default()
    };
    let children = children.iter().map(|n| ChildId(id(*n))).collect();
    Campaign { id: CampaignId(id(BAGS)), on: day(9, 17), aid, children }
}

async fn call(service: &Service, who: &Browser, what: &str, body: Value) -> (StatusCode, Value) {
    let reply = service.call(Some(who), "POST", &format!("/rpc/desk/{what}"), Some(body)).await;
    (reply.status, reply.json)
}

async fn give(service: &Service, who: &Browser, campaign: &Campaign, before: Option<&Campaign>) -> (StatusCode, Value) {
    call(service, who, "give", json!({"school": id(SCHOOL), "campaign": campaign, "before": before})).await
}

async fn given(service: &Service, who: &Browser, campaign: &Campaign, before: Option<&Campaign>) -> Given {
    let (status, json) = give(service, who, campaign, before).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    serde_json::from_value(json).unwrap()
}

async fn view(service: &Service, who: &Browser) -> CampaignView {
    let (status, json) = call(service, who, "campaigns", json!({"school": id(SCHOOL), "day": null})).await;
    assert_eq!(status, StatusCode::OK, "{json}");
    serde_json::from_value(json).unwrap()
}

fn logs(reply: &SyncResponse) -> Vec<Log> {
    let log = |row: &sync::Envelope| match row.read() {
        Some(RowBody::Log(log)) => Some(log.clone()),
        _ => None,
    };
    // A first pull brings an entry with each file that it is in.
    let all: BTreeMap<LogId, Log> = reply.page.rows.iter().filter_map(log).map(|log| (log.id, log)).collect();
    all.into_values().collect()
}

/// The entries in which a campaign stands, with what they count for.
async fn counted(service: &Service) -> Vec<(ChildId, bool)> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let mut all = vec![];
    for entry in unit.donations().of_campaign(CampaignId(id(BAGS))).await.unwrap() {
        for kept in unit.credits().of_log(entry.log).await.unwrap().into_iter().filter(|kept| kept.to_seq.is_none()) {
            all.push((kept.child, kept.credit.kind == ActivityKind::MaterialAid));
        }
    }
    all.sort_unstable();
    all
}

#[tokio::test]
async fn it_reaches_each_phone_counts_for_who_got_it_and_not_for_who_was_absent() {
    let service = Service::start().await;
    let (office, phone) = (service.browser(COORDINATOR).await, service.browser(MENTOR).await);
    let other = service.browser(OTHER_MENTOR).await;
    let start = service.synced(&phone, &request(&phone, vec![], None)).await;
    let elsewhere = service.synced(&other, &request(&other, vec![], None)).await;
    let page = view(&service, &office).await;
    let here: Vec<ChildId> = page.children.iter().map(|child| child.id).collect();
    assert_eq!(here, [41, 42, 44].map(|n| ChildId(id(n))), "the school's own children");

    // 42 was absent; 44 has no mentor and gets it all the same.
    let one = given(&service, &office, &bags(&[41, 44]), None).await;
    assert_eq!((one.by.as_str(), &one.campaign), ("人23", &bags(&[41, 44])));
    assert_eq!(counted(&service).await, [(ChildId(id(41)), true), (ChildId(id(44)), true)]);

    let news = service.synced(&phone, &request(&phone, vec![], Some(start.cursor))).await;
    let entry = logs(&news).remove(0);
    assert_eq!(entry.body.children, [ChildId(id(41))], "of the others nothing leaves the server");
    assert_eq!((entry.author, entry.body.kind), (AccountId(id(COORDINATOR)), ActivityKind::MaterialAid));
    let aid = entry.body.aid.clone().unwrap();
    assert_eq!((aid.donor.as_str(), aid.each().as_str()), ("县慈善协会", "书包×1，120元"));
    let none = service.synced(&other, &request(&other, vec![], Some(elsewhere.cursor))).await;
    assert_eq!(logs(&none), [], "another school's mentor hears nothing");

    // It is the school's: the mentor does not correct it, whatever their app sends.
    let patch = LogPatch::default().note("我改的");
    let revise = op(1, ReviseLog { log: entry.id, base_revision: 1, patch });
    let withdraw = op(2, WithdrawLog { log: entry.id });
    let ops = vec![numbered(1, &revise), numbered(2, &withdraw)];
    let reply = service.synced(&phone, &request(&phone, ops, Some(news.cursor))).await;
    assert!(reply.results.iter().all(|one| matches!(one.settlement, Settlement::Rejected(_))), "{:?}", reply.results);
    assert_eq!(counted(&service).await.len(), 2);
}

#[tokio::test]
async fn it_is_put_right_and_taken_back_as_it_was_seen() {
    let service = Service::start().await;
    let (office, phone) = (service.browser(COORDINATOR).await, service.browser(MENTOR).await);
    let first = bags(&[41, 42]);
    let once = given(&service, &office, &first, None).await;
    assert_eq!(given(&service, &office, &first, None).await, once, "sent twice it is the same");
    assert_eq!(view(&service, &office).await.given, [once]);
    let start = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert_eq!(logs(&start).len(), 1);

    // 44 came late, and the bags were worth less: one entry is corrected, one is new.
    let second = Campaign { aid: Aid { fen_each: 9_950, receipts: true, ..first.aid.clone() }, ..bags(&[41, 42, 44]) };
    assert_eq!(give(&service, &office, &second, None).await.0, StatusCode::CONFLICT, "what stands was not seen");
    given(&service, &office, &second, Some(&first)).await;
    assert_eq!(give(&service, &office, &first, Some(&first)).await.0, StatusCode::CONFLICT, "seen too long ago");
    let news = service.synced(&phone, &request(&phone, vec![], Some(start.cursor))).await;
    let entries = logs(&news);
    assert_eq!(entries.len(), 1, "of 44 this phone has nothing");
    assert_eq!((entries[0].id, entries[0].revision), (LogId(id(BAGS)), 2));
    assert_eq!(entries[0].body.aid.as_ref().map(|aid| (aid.fen_each, aid.receipts)), Some((9_950, true)));

    // 42 had not been there after all.
    let third = Campaign { children: bags(&[41, 44]).children, ..second.clone() };
    given(&service, &office, &third, Some(&second)).await;
    assert_eq!(counted(&service).await, [(ChildId(id(41)), true), (ChildId(id(44)), true)]);
    let news = service.synced(&phone, &request(&phone, vec![], Some(news.cursor))).await;
    let gone: Vec<bool> = logs(&news).iter().map(|log| log.withdrawn).collect();
    assert!(gone.contains(&true) && gone.contains(&false), "{gone:?}");

    let (status, _) =
        call(&service, &office, "take_back_gift", json!({"school": id(SCHOOL), "campaign": id(BAGS)})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((counted(&service).await, view(&service, &office).await.given), (vec![], vec![]));
    assert_eq!(give(&service, &office, &first, None).await.0, StatusCode::CONFLICT, "a late copy brings nothing back");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    assert_eq!(unit.credits().amiss().await.unwrap(), []);
}

#[tokio::test]
async fn on_another_day_it_is_asked_anew_whose_children_got_it() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    let first = bags(&[41, 42]);
    given(&service, &office, &first, None).await;
    let ask = json!({"child": id(41), "school": id(crate::common::OTHER_SCHOOL), "class_name": "五年级1班"});
    assert_eq!(call(&service, &office, "move_child", ask).await.0, StatusCode::OK);

    let same_day = Campaign { aid: Aid { donor: "镇民政办".to_owned(), ..first.aid.clone() }, ..first.clone() };
    given(&service, &office, &same_day, Some(&first)).await;
    let later = Campaign { on: day(9, 18), ..same_day.clone() };
    let (status, said) = give(&service, &office, &later, Some(&same_day)).await;
    assert_eq!(
        (status, &said["problems"][0]["input"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("children")),
        "{said}"
    );
    let without = Campaign { children: bags(&[42]).children, ..later };
    given(&service, &office, &without, Some(&same_day)).await;
    assert_eq!(counted(&service).await, [(ChildId(id(42)), true)]);
}

#[tokio::test]
async fn a_school_gives_to_its_own_children_and_another_school_is_refused() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    for (n, who) in
        [(24, "another school's"), (25, "the lead"), (27, "the centre"), (28, "the auditor"), (MENTOR, "a mentor")]
    {
        let other = service.browser(n).await;
        assert_eq!(give(&service, &other, &bags(&[41]), None).await.0, StatusCode::FORBIDDEN, "{who}");
    }
    let problems = |json: &Value| {
        let all = json["problems"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|p| format!("{}:{}", p["input"].as_str().unwrap(), p["fault"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let (status, json) = give(&service, &office, &bags(&[41, 43]), None).await;
    assert_eq!((status, problems(&json)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["children:not_theirs".to_owned()]));
    let before = Campaign { on: day(8, 1), ..bags(&[41]) };
    let (status, json) = give(&service, &office, &before, None).await;
    assert_eq!((status, problems(&json)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["children:not_theirs".to_owned()]));
    let empty = Campaign { aid: Aid { donor: " ".to_owned(), fen_each: u64::MAX, ..bags(&[]).aid }, ..bags(&[]) };
    let (status, json) = give(&service, &office, &empty, None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problems(&json), ["children:missing", "amount:out_of_range", "donor:missing"]);

    given(&service, &office, &bags(&[41]), None).await;
    let other = service.browser(24).await;
    for (call_name, body) in [
        ("take_back_gift", json!({"school": id(12), "campaign": id(BAGS)})),
        ("give", json!({"school": id(12), "campaign": bags(&[43]), "before": bags(&[41])})),
    ] {
        assert_eq!(call(&service, &other, call_name, body).await.0, StatusCode::NOT_FOUND, "{call_name}");
    }
    assert_eq!(counted(&service).await.len(), 1);
}

#[tokio::test]
async fn whoever_is_erased_is_still_counted_and_stands_in_nobodys_way() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    given(&service, &office, &bags(&[41, 44]), None).await;
    crate::erasure::left_long_ago(&service, 44).await;
    let centre = service.browser(27).await;
    let erased = call(&service, &centre, "erase", json!({"children": [id(44)]})).await;
    assert_eq!(erased.0, StatusCode::OK, "{}", erased.1);
    let seen = view(&service, &office).await.given.remove(0);
    assert_eq!(seen.campaign, bags(&[41, 44]), "the count stays");
    assert!(seen.thanks.contains("发到2名孩子手中"), "{}", seen.thanks);
    let more = Campaign { aid: Aid { fen_each: 10_000, ..seen.campaign.aid.clone() }, ..bags(&[41, 42, 44]) };
    given(&service, &office, &more, Some(&seen.campaign)).await;
    // 41 had not been there: who is left of that entry is only counted.
    let less = Campaign { children: bags(&[42, 44]).children, ..more.clone() };
    let last = given(&service, &office, &less, Some(&more)).await;
    assert_eq!(last.campaign, less);
    assert_eq!(view(&service, &office).await.given.remove(0).campaign, less);
    assert_eq!(counted(&service).await, [(ChildId(id(42)), true), (ChildId(id(44)), true)]);
}

#[tokio::test]
async fn a_large_school_is_one_act_in_several_entries() {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let many: Vec<u128> = (5000..5200).collect();
    let pupils: Vec<_> = many.iter().flat_map(|n| pupil(*n, SCHOOL, 33)).collect();
    unit.register().write(seq, &pupils).await.unwrap();
    unit.commit().await.unwrap();
    let office = service.browser(COORDINATOR).await;
    let all = [many.as_slice(), &[41, 42, 44]].concat();
    let done = given(&service, &office, &bags(&all), None).await;
    assert_eq!(done.campaign.children.len(), 203);
    assert!(done.thanks.contains("发到203名孩子手中") && done.thanks.contains("共计24360元"), "{}", done.thanks);
    assert!(!done.thanks.contains("孩子41"), "counts, no names");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let entries = unit.donations().of_campaign(CampaignId(id(BAGS))).await.unwrap();
    assert_eq!(entries.len(), 2, "120 and the others");
    drop(unit);
    assert_eq!(counted(&service).await.len(), 203);
    let table = call(&service, &office, "table", json!({"school": id(SCHOOL), "kind": "donations"})).await.1;
    let cells = |row: usize| {
        let row = table["rows"][row].as_array().cloned().unwrap_or_default();
        row.iter().map(|cell| cell["t"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(cells(0), "1|2026-09-17|六一慰问|县慈善协会|书包|1|120|203|24360|");
    assert_eq!(cells(1), "||2026年合计|||||203|24360|");
    let centre = service.browser(27).await;
    let county = call(&service, &centre, "county_gifts", json!({})).await.1;
    let said = |row: usize, column: usize| county["rows"][row][column]["t"].as_str().unwrap_or_default().to_owned();
    assert_eq!((said(0, 1), said(0, 8), said(1, 9)), ("甲校".to_owned(), "203".to_owned(), "24360".to_owned()));
    assert!(county["rows"][0][8]["c"].is_null(), "the county sums and names nobody: {county}");
}

#[tokio::test]
async fn the_county_hands_out_the_ledger_of_all_its_schools() {
    let service = Service::start().await;
    let (office, centre) = (service.browser(COORDINATOR).await, service.browser(27).await);
    let other = service.browser(24).await;
    given(&service, &office, &bags(&[41, 42]), None).await;
    let theirs = Campaign { id: CampaignId(id(BAGS + 50)), ..bags(&[43]) };
    let ask = json!({"school": id(OTHER_SCHOOL), "campaign": theirs, "before": null});
    assert_eq!(call(&service, &other, "give", ask).await.0, StatusCode::OK);

    let take = async |who: &Browser, school: Option<u128>, kind: &str| {
        let ask = json!({"kind": kind, "numbers": true, "reason": "report"});
        call(&service, who, "take_out", json!({"school": school.map(id), "ask": ask})).await
    };
    assert_eq!(take(&office, None, "donations").await.0, StatusCode::FORBIDDEN);
    assert_eq!(take(&centre, None, "classes").await.0, StatusCode::NOT_FOUND, "what is a school's alone");
    let rows = async |who: &Browser, out: &str| {
        let sheet = service.workbook(who, out).await;
        let rows = sheet.rows.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>());
        rows.collect::<Vec<_>>()
    };
    let (status, out) = take(&centre, None, "donations").await;
    assert_eq!(status, StatusCode::OK, "{out}");
    let out = out.as_str().unwrap().to_owned();
    let county = rows(&centre, &out).await;
    let own = take(&office, Some(SCHOOL), "donations").await.1;
    let own = rows(&office, own.as_str().unwrap()).await;
    let head = |rows: &[Vec<String>]| rows.iter().find(|row| row[0] == "序号").cloned().unwrap();
    let (heads, of_school) = (head(&county), head(&own));
    assert_eq!((heads[1].as_str(), heads.len()), ("学校", of_school.len() + 1), "the school's columns and the school");
    assert_eq!([&heads[..1], &heads[2..]].concat(), of_school);
    let lines: Vec<&Vec<String>> = county.iter().filter(|row| ["1", "2"].contains(&row[0].as_str())).collect();
    let mine = own.iter().find(|row| row[0] == "1").unwrap();
    let from_school = lines.iter().find(|row| row[1] == "甲校").unwrap();
    assert_eq!((lines.len(), &from_school[2..]), (2, &mine[1..]), "the same line by the same code");
    assert!(lines.iter().any(|row| row[1] == "乙校" && row[8] == "1"), "{lines:?}");
    let year = county.iter().find(|row| row.get(3).is_some_and(|cell| cell == "2026年合计")).unwrap();
    assert_eq!((year[8].as_str(), year[9].as_str()), ("3", "360"));

    let page = service.call(Some(&centre), "GET", &format!("/print/{out}"), None).await;
    for word in ["全县捐赠台账", "甲校", "乙校", "2026年合计", "用途：上报"] {
        assert!(page.text.contains(word), "{word}: {}", page.text);
    }
    assert!(!page.text.contains("孩子4"), "counts, no names");
    let list = call(&service, &centre, "outs", json!({"school": null})).await.1;
    assert_eq!((&list[0]["kind"], &list[0]["numbers"]), (&json!("donations"), &json!(false)));
    let auditor = service.browser(28).await;
    let log = call(&service, &auditor, "access_log", json!({})).await.1;
    assert!(log.to_string().contains("上报") || log.to_string().contains("report"), "it is written down: {log}");
}

#[tokio::test]
async fn the_donor_gets_counts_and_the_school_a_list_to_sign() {
    let service = Service::start().await;
    let office = service.browser(COORDINATOR).await;
    given(&service, &office, &bags(&[41, 42]), None).await;
    let page = service.call(Some(&office), "GET", &format!("/print/thanks/{}", id(BAGS)), None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("书包2件，价值共计240元") && page.text.contains("甲校（盖章）"), "{}", page.text);
    assert!(!page.text.contains("孩子41") && !page.text.contains("三年级2班"), "nobody is named");
    let ask = json!({"kind": "receipts", "whose": {"campaign": id(BAGS)}, "reason": "filing"});
    let (status, out) = call(&service, &office, "take_out", json!({"school": id(SCHOOL), "ask": ask})).await;
    assert_eq!(status, StatusCode::OK, "{out}");
    let sheet = service.call(Some(&office), "GET", &format!("/print/{}", out.as_str().unwrap()), None).await;
    assert_eq!(sheet.status, StatusCode::OK);
    for part in ["甲校慰问品签收表（六一慰问：书包×1，120元）", "孩子41", "孩子42", "领取人签名", "用途：存档"]
    {
        assert!(sheet.text.contains(part), "{part}: {}", sheet.text);
    }
    assert!(!sheet.text.contains("孩子44"), "who got nothing signs for nothing");
    let none = json!({"kind": "receipts", "whose": {"campaign": id(4999)}, "reason": "filing"});
    assert_eq!(
        call(&service, &office, "take_out", json!({"school": id(SCHOOL), "ask": none})).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_a_mentor_gave_is_in_the_ledger_and_no_phone_speaks_for_a_campaign() {
    let service = Service::start().await;
    let (office, phone) = (service.browser(COORDINATOR).await, service.browser(MENTOR).await);
    let aid = Aid { donor: "李老师".to_owned(), gift: "棉衣".to_owned(), things_each: 1, ..Aid::default() };
    let plain = LogBody::plain(vec![ChildId(id(41))], ActivityKind::MaterialAid, Mode::HomeVisit, day(9, 16));
    let body = LogBody { aid: Some(Box::new(aid.clone())), ..plain };
    let forged =
        LogBody { aid: Some(Box::new(Aid { campaign: Some(CampaignId(id(BAGS))), ..aid.clone() })), ..body.clone() };
    let much = LogBody { aid: Some(Box::new(Aid { fen_each: u64::MAX, ..aid })), ..body.clone() };
    let record = |n: u128, body: LogBody| op(n, RecordLog { log: LogId(id(2100 + n)), body, facts: vec![] });
    let ops = [record(1, body), record(2, forged), record(3, much)];
    let ops = (1..).zip(&ops).map(|(n, op)| numbered(n, op)).collect();
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    let taken: Vec<bool> =
        reply.results.iter().map(|one| matches!(one.settlement, Settlement::Applied { .. })).collect();
    assert_eq!(taken, [true, false, false], "{:?}", reply.results);
    let table = call(&service, &office, "table", json!({"school": id(SCHOOL), "kind": "donations"})).await.1;
    assert_eq!(table["rows"].as_array().map(Vec::len), Some(2), "{table}");
    assert_eq!((table["rows"][0][3]["t"].as_str(), table["rows"][0][7]["t"].as_str()), (Some("李老师"), Some("1")));
}
