//! Figures: each cell counted a second time, straight from the entries; who sees them, and what is filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{Datelike as _, Days, NaiveDate};
use domain::guardianship::{StatusKind, Stay};
use domain::id::{AccountId, ChildId, EnrolmentId, HouseholdId, LogId, OpId, SchoolId, StatusId};
use domain::log::{ActivityKind, Aid, Log, LogBody, Met, Mode, Outcome};
use domain::register::{Began, Child, Ended, Enrolment, Household, Written};
use serde_json::{Value, json};
use storage::NewLog;

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, child, day, enrolment, id, now, pairing,
};

const COORDINATOR: u128 = 23;
const LEAD: u128 = 25;
const CENTRE: u128 = 27;

/// Numbers that look thrown and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn day(&mut self) -> NaiveDate {
        day(2, 1) + Days::new(self.below(220))
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

/// A county in which children come, change schools and leave, entries are corrected and withdrawn, and two files are one child's.
pub struct County {
    pub service: Service,
    pub centre: Browser,
    logs: Vec<LogId>,
    /// The file that was closed, and the one that was kept.
    closed: (ChildId, ChildId),
}

fn body(dice: &mut Dice, children: Vec<ChildId>) -> LogBody {
    let modes = [Mode::HomeVisit, Mode::AtSchool, Mode::Phone, Mode::Video];
    let (kind, on, mode) = (dice.pick(ActivityKind::ALL), dice.day(), dice.pick(&modes));
    let outcome = dice.pick(&[Outcome::Normal, Outcome::Concern, Outcome::FollowUp, Outcome::NotMet]);
    let met = dice.pick(&[Met::Child, Met::Mother, Met::Carer]);
    let aid = Aid { gift: "书包".to_owned(), things_each: 1, fen_each: 100 + dice.below(50_000), ..Aid::default() };
    let aid = (kind == ActivityKind::MaterialAid).then(|| Box::new(aid));
    LogBody { outcome, met: vec![met], aid, ..LogBody::plain(children, kind, mode, on) }
}

impl County {
    #[expect(clippy::too_many_lines, reason = "a county is laid out in one go, each line a thing that happens in it")]
    pub async fn at_random(seed: u64) -> Self {
        let service = Service::start().await;
        let mut dice = Dice(seed);
        let children: Vec<u128> = (100..140).collect();
        let mut unit = service.state.storage.write(COUNTY).await.unwrap();
        let seq = unit.commits().next(by()).await.unwrap();
        let mut written = vec![];
        for n in &children {
            let came = day(1, 10) + Days::new(dice.below(3) * 60);
            let first = dice.pick(&[SCHOOL, OTHER_SCHOOL]);
            let mut place = Enrolment { from: came, ..enrolment(*n, first, "三年级2班") };
            // The first two are one child, registered twice.
            let (name, birth) = (
                format!("孩子{}", n.max(&101)),
                NaiveDate::from_ymd_opt(2016, 1, 1)
                    .map(|first| first + Days::new(u64::try_from(*n.max(&101)).unwrap())),
            );
            written.push(Written::Child(Child { entered_on: came, name, birth, ..child(*n, n + 4000) }));
            written
                .push(Written::Household(Household { id: HouseholdId(id(n + 4000)), address: "下坝村".to_owned() }));
            match dice.below(4) {
                0 => {
                    let last = came + Days::new(20 + dice.below(60));
                    let next = if first == SCHOOL { OTHER_SCHOOL } else { SCHOOL };
                    written.push(Written::Enrolment(Enrolment {
                        id: EnrolmentId(id(n + 900)),
                        from: last + Days::new(1),
                        began: Began::MovedHere,
                        ..enrolment(*n, next, "一年级1班")
                    }));
                    place = place.ending(last, Ended::MovedOn);
                }
                1 => place = place.ending(came + Days::new(90), Ended::LeftCounty),
                _ => {}
            }
            written.push(Written::Enrolment(place));
            if dice.below(3) > 0 {
                written.push(Written::Pairing(pairing(n + 1800, *n, MENTOR)));
            }
            if dice.below(6) == 0 {
                let stay = Stay { kind: StatusKind::InHospital, from: day(4, 1), to: day(4, 20) };
                written.push(Written::Status(stay.status(StatusId(id(n + 2700)), ChildId(id(*n)))));
            }
        }
        unit.register().write(seq, &written).await.unwrap();
        unit.commit().await.unwrap();
        let mut county = Self {
            centre: service.browser(CENTRE).await,
            service,
            logs: vec![],
            closed: (ChildId(id(0)), ChildId(id(0))),
        };
        for n in 0..400 {
            let of = |dice: &mut Dice| ChildId(id(dice.pick(&children)));
            let mut some: Vec<ChildId> = vec![of(&mut dice)];
            let mut body = body(&mut dice, some.clone());
            if n % 10 == 0 {
                some = (0..6).map(|_| of(&mut dice)).collect::<BTreeSet<_>>().into_iter().collect();
                body = LogBody { classes: vec!["三年级2班".into()], mode: Mode::Group, children: vec![], ..body };
            }
            county.record(n, body, some).await;
            match dice.below(12) {
                0 => county.revise(n, |log| log.withdrawn = true).await,
                1 => county.revise(n, |log| log.body.outcome = Outcome::NotMet).await,
                2 => county.revise(n, |log| log.body.occurred_on = day(5, 5)).await,
                _ => {}
            }
        }
        let (kept, closed) = (ChildId(id(100)), ChildId(id(101)));
        let ask = json!({"kept": kept, "other": closed});
        let reply = county.service.call(Some(&county.centre), "POST", "/rpc/desk/join_children", Some(ask)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        county.closed = (closed, kept);
        county
    }

    async fn record(&mut self, n: u128, body: LogBody, children: Vec<ChildId>) {
        let log = Log::first(LogId(id(20_000 + n)), AccountId(id(MENTOR)), body, now());
        self.logs.push(log.id);
        let mut unit = self.service.state.storage.write(COUNTY).await.unwrap();
        let seq = unit.commits().next(by()).await.unwrap();
        unit.logs().add(&[NewLog { log, children, op: None, seq }], now()).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn revise(&self, n: u128, change: impl FnOnce(&mut Log)) {
        let mut unit = self.service.state.storage.write(COUNTY).await.unwrap();
        let mut log = unit.logs().get(LogId(id(20_000 + n))).await.unwrap().unwrap();
        change(&mut log);
        log.revision += 1;
        let seq = unit.commits().next(by()).await.unwrap();
        unit.logs().revise(seq, &log, OpId(id(30_000 + 10 * n + u128::from(log.revision))), now()).await.unwrap();
        unit.commit().await.unwrap();
    }

    /// Every entry with the children for whom it counts, in plain words: who was met, and was not taken back.
    async fn entries(&self) -> Vec<(Log, BTreeSet<ChildId>)> {
        let mut unit = self.service.state.storage.read(COUNTY).await.unwrap();
        let mut all = vec![];
        for id in &self.logs {
            let log = unit.logs().get(*id).await.unwrap().unwrap();
            let whose = unit.logs().children(*id).await.unwrap().into_iter();
            let whose = whose.map(|child| if child == self.closed.0 { self.closed.1 } else { child }).collect();
            if !log.withdrawn && log.body.outcome != Outcome::NotMet {
                all.push((log, whose));
            }
        }
        all
    }

    /// The periods of each child, those of both files where there were two.
    pub async fn periods(&self) -> BTreeMap<ChildId, Vec<Enrolment>> {
        let mut unit = self.service.state.storage.read(COUNTY).await.unwrap();
        let mut all: BTreeMap<ChildId, Vec<Enrolment>> = BTreeMap::new();
        for n in (41..45).chain(100..140) {
            let periods = unit.enrolments().of_child(ChildId(id(n))).await.unwrap();
            let child = if ChildId(id(n)) == self.closed.0 { self.closed.1 } else { ChildId(id(n)) };
            all.entry(child).or_default().extend(periods.into_iter().filter(|e| e.to.is_none_or(|to| e.from <= to)));
        }
        all
    }

    pub async fn figures(&self, school: Option<u128>, kind: &str, chosen: Value) -> Value {
        let ask = json!({"school": school.map(id), "kind": kind, "chosen": chosen});
        let reply = self.service.call(Some(&self.centre), "POST", "/rpc/desk/figures", Some(ask)).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        reply.json
    }
}

/// Where a child was on a day: of the periods that hold then the last begun, else the last that had begun, else its first.
pub fn whereabouts(periods: &[Enrolment], on: NaiveDate) -> SchoolId {
    let mut begun: Vec<&Enrolment> = periods.iter().filter(|e| e.from <= on).collect();
    begun.sort_by_key(|e| (e.from, e.id));
    let holds = begun.iter().rev().find(|e| e.to.is_none_or(|to| on <= to));
    let first = periods.iter().min_by_key(|e| (e.from, e.id)).unwrap();
    holds.copied().or(begun.last().copied()).unwrap_or(first).school
}

/// The children of a cell of an answered table.
pub fn cell(table: &Value, row: usize, column: usize) -> BTreeSet<ChildId> {
    let cell = &table["rows"][row][column];
    let places = cell["c"].as_array().cloned().unwrap_or_default();
    let child = |place: Value| {
        let child = &table["children"][usize::try_from(place.as_u64().unwrap()).unwrap()];
        assert!(!child["name"].as_str().unwrap().is_empty());
        serde_json::from_value(child["id"].clone()).unwrap()
    };
    let found: BTreeSet<ChildId> = places.into_iter().map(child).collect();
    assert_eq!(cell["t"], json!(found.len().to_string()), "the number is the list's length");
    found
}

pub fn chosen(from: NaiveDate, to: NaiveDate) -> Value {
    json!({"span": {"from": from, "to": to}})
}

const SPANS: [((u32, u32), (u32, u32)); 3] = [((2, 10), (9, 18)), ((3, 1), (8, 31)), ((5, 5), (5, 5))];

#[tokio::test]
async fn each_cell_of_the_activities_is_what_the_entries_say() {
    let county = County::at_random(7).await;
    let (entries, periods) = (county.entries().await, county.periods().await);
    let mut cells = 0;
    for (from, to) in SPANS.map(|(from, to)| (day(from.0, from.1), day(to.0, to.1))) {
        let count = |school: Option<u128>, kind: Option<ActivityKind>, month: Option<u32>| {
            let mut found = BTreeSet::new();
            for (log, whose) in &entries {
                let on = log.body.occurred_on;
                let then = from <= on && on <= to && month.is_none_or(|month| on.month() == month);
                let fits =
                    |child: &&ChildId| school.is_none_or(|s| whereabouts(&periods[*child], on) == SchoolId(id(s)));
                if then && kind.is_none_or(|kind| log.body.kind == kind) {
                    found.extend(whose.iter().filter(fits).copied());
                }
            }
            found
        };
        let months: Vec<Option<u32>> = (from.month()..=to.month()).map(Some).chain([None]).collect();
        for school in [SCHOOL, OTHER_SCHOOL] {
            let table = county.figures(Some(school), "activities", chosen(from, to)).await["table"].clone();
            for (row, kind) in ActivityKind::ALL.iter().copied().map(Some).chain([None]).enumerate() {
                for (at, month) in months.iter().enumerate() {
                    assert_eq!(
                        cell(&table, row, at + 1),
                        count(Some(school), kind, *month),
                        "{school} {kind:?} {month:?}"
                    );
                    cells += 1;
                }
            }
        }
        for kind in [None, Some(ActivityKind::Tutoring), Some(ActivityKind::Drill)] {
            let mut chosen = chosen(from, to);
            chosen["activity"] = json!(kind);
            let table = county.figures(None, "activities", chosen).await["table"].clone();
            // In the order of the register.
            for (row, (name, school)) in
                [("乙校", Some(OTHER_SCHOOL)), ("甲校", Some(SCHOOL)), ("全县", None)].iter().enumerate()
            {
                let school = *school;
                assert_eq!(table["rows"][row][0]["t"], json!(name));
                for (at, month) in months.iter().enumerate() {
                    assert_eq!(cell(&table, row, at + 1), count(school, kind, *month), "{school:?} {kind:?} {month:?}");
                    cells += 1;
                }
            }
        }
    }
    assert!(cells > 400, "{cells}");
}

#[tokio::test]
async fn the_list_of_those_not_reached_is_what_no_entry_says() {
    let county = County::at_random(11).await;
    let (entries, periods) = (county.entries().await, county.periods().await);
    for (from, to) in SPANS.map(|(from, to)| (day(from.0, from.1), day(to.0, to.1))) {
        let has = |child: ChildId, what: &str| {
            entries.iter().any(|(log, whose)| {
                let body = &log.body;
                let alone = body.mode != Mode::Group && body.classes.is_empty();
                let is = match what {
                    "谈心" => alone,
                    "家访" => alone && body.mode == Mode::HomeVisit,
                    "亲情连线" => body.kind == ActivityKind::FamilyCare || body.met.contains(&Met::Mother),
                    _ => matches!(body.kind, ActivityKind::SafetyLesson | ActivityKind::Drill),
                };
                is && whose.contains(&child) && from <= body.occurred_on && body.occurred_on <= to
            })
        };
        let mut expected: BTreeMap<ChildId, String> = BTreeMap::new();
        let mut of_school: BTreeMap<SchoolId, usize> = BTreeMap::new();
        for (child, periods) in &periods {
            if !periods.iter().any(|e| e.from <= to && e.to.is_none_or(|last| to <= last)) {
                continue;
            }
            let lacks: Vec<&str> =
                ["谈心", "家访", "亲情连线", "安全教育"].into_iter().filter(|what| !has(*child, what)).collect();
            if !lacks.is_empty() {
                expected.insert(*child, lacks.join("、"));
                *of_school.entry(whereabouts(periods, to)).or_default() += 1;
            }
        }
        let table = county.figures(None, "not_reached", chosen(from, to)).await["table"].clone();
        let rows = table["rows"].as_array().unwrap();
        let place = |row: &Value| usize::try_from(row[2]["c"][0].as_u64().unwrap()).unwrap();
        let said: BTreeMap<ChildId, String> = rows
            .iter()
            .map(|row| {
                let child = serde_json::from_value(table["children"][place(row)]["id"].clone()).unwrap();
                (child, row[4]["t"].as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!((said, rows.len()), (expected.clone(), expected.len()));
        assert!(table["notes"].to_string().contains("没记下不等于没做过，更不等于没人管"));
        for school in [SCHOOL, OTHER_SCHOOL] {
            let own = county.figures(Some(school), "not_reached", chosen(from, to)).await;
            let count = own["table"]["rows"].as_array().unwrap().len();
            assert_eq!(Some(&count), of_school.get(&SchoolId(id(school))), "{school}");
        }
    }
}

#[tokio::test]
async fn a_year_in_numbers_is_what_the_entries_say_and_one_entry_more_or_withdrawn_changes_one_number() {
    let mut county = County::at_random(13).await;
    let year = chosen(day(1, 1), day(12, 31));
    let before = county.figures(None, "annual", year.clone()).await;
    let entries = county.entries().await;
    let text = |view: &Value, row: usize, column: usize| {
        view["table"]["rows"][row][column]["t"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(text(&before, 4, 2), entries.len().to_string(), "entries");
    for (at, kind) in ActivityKind::ALL.iter().enumerate() {
        let of: Vec<_> = entries.iter().filter(|(log, _)| log.body.kind == *kind).collect();
        let reached: BTreeSet<ChildId> = of.iter().flat_map(|(_, whose)| whose.iter().copied()).collect();
        assert_eq!(text(&before, 5 + at, 2), of.len().to_string(), "{kind}");
        assert_eq!(cell(&before["table"], 5 + at, 1), reached, "{kind}");
    }
    let given: Vec<_> = entries.iter().filter_map(|(log, whose)| Some((log.body.aid.as_ref()?, whose))).collect();
    let fen: u64 = given.iter().map(|(aid, whose)| aid.fen_each * whose.len() as u64).sum();
    let got: BTreeSet<ChildId> = given.iter().flat_map(|(_, whose)| whose.iter().copied()).collect();
    assert_eq!(text(&before, 13, 2), given.len().to_string(), "gifts");
    assert_eq!(text(&before, 13, 3), domain::report::annual::wan(fen), "what they come to");
    assert_eq!(cell(&before["table"], 13, 1), got);
    let drill = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, day(9, 1));
    let drill = LogBody { classes: vec!["三年级2班".into()], ..drill };
    county.record(900, drill, vec![ChildId(id(41)), ChildId(id(42))]).await;
    let after = county.figures(None, "annual", year.clone()).await;
    assert_eq!(text(&after, 4, 2), (entries.len() + 1).to_string());
    assert!(cell(&after["table"], 11, 1).is_superset(&[41, 42].map(|n| ChildId(id(n))).into()));
    county.revise(900, |log| log.withdrawn = true).await;
    assert_eq!(county.figures(None, "annual", year).await, before, "as it was");
}

#[tokio::test]
async fn figures_are_for_who_leads_the_school_and_the_countys_for_the_centre() {
    let county = County::at_random(3).await;
    let ask = |school: Option<u128>, kind: &str| json!({"school": school.map(id), "kind": kind, "chosen": chosen(day(3, 1), day(9, 18))});
    for kind in ["activities", "not_reached", "haves", "annual"] {
        for (who, school, may) in [
            (COORDINATOR, Some(SCHOOL), true),
            (COORDINATOR, Some(OTHER_SCHOOL), false),
            (COORDINATOR, None, false),
            (LEAD, Some(SCHOOL), true),
            (LEAD, Some(OTHER_SCHOOL), false),
            (MENTOR, Some(SCHOOL), false),
            (28, None, false),
            (CENTRE, Some(OTHER_SCHOOL), true),
            (CENTRE, None, true),
        ] {
            let who_is = county.service.browser(who).await;
            let reply = county.service.call(Some(&who_is), "POST", "/rpc/desk/figures", Some(ask(school, kind))).await;
            assert_eq!(reply.status.is_success(), may, "{who} {school:?} {kind}: {}", reply.text);
            assert!(may || !reply.text.contains("孩子1"), "{}", reply.text);
        }
    }
    for days in [
        chosen(day(9, 19), day(9, 20)),
        chosen(day(3, 2), day(3, 1)),
        json!({"span": {"from": "-262143-01-01", "to": "2026-09-18"}}),
    ] {
        let ask = json!({"school": null, "kind": "activities", "chosen": days});
        let reply = county.service.call(Some(&county.centre), "POST", "/rpc/desk/figures", Some(ask)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text);
    }
    let roster =
        county.service.call(Some(&county.centre), "POST", "/rpc/desk/figures", Some(ask(None, "roster"))).await;
    assert_eq!(roster.status, StatusCode::NOT_FOUND, "what is no figure");
}

#[tokio::test]
async fn what_is_filled_in_is_kept_with_who_and_when_and_stands_in_paragraph_and_workbook() {
    let county = County::at_random(5).await;
    let year = chosen(day(1, 1), day(12, 31));
    let fill = async |who: &Browser, filling: Value| {
        county.service.call(Some(who), "POST", "/rpc/desk/fill_figure", Some(json!({"filling": filling}))).await
    };
    let aid = |count: u64| json!({"year": 2026, "gap": "national_aid", "count": count, "fen": 595_987_500});
    assert_eq!(fill(&county.centre, aid(8_900)).await.status, StatusCode::OK);
    assert_eq!(fill(&county.centre, aid(8_902)).await.status, StatusCode::OK);
    let coordinator = county.service.browser(COORDINATOR).await;
    assert_eq!(fill(&coordinator, aid(1)).await.status, StatusCode::FORBIDDEN);
    for unfit in [
        json!({"year": 2026, "gap": "of_next_year", "count": 1, "fen": null}),
        json!({"year": 2026, "gap": "donations", "count": 1, "fen": null}),
        json!({"year": 2027, "gap": "loans", "count": 1, "fen": null}),
        json!({"year": i32::MAX, "gap": "loans", "count": 1, "fen": null}),
    ] {
        assert_eq!(fill(&county.centre, unfit.clone()).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{unfit}");
    }
    let view = county.figures(None, "annual", year.clone()).await;
    let lines = &view["annual"]["gaps"][0]["filled"];
    assert_eq!((&lines[0]["count"], &lines[1]["count"], &lines[0]["by"]), (&json!(8902), &json!(8900), &json!("人27")));
    let said = view["annual"]["paragraph"].as_str().unwrap();
    assert!(said.contains("学生资助补贴595.9875万元、8902人次；为____名"), "{said}");
    assert_eq!(
        county.figures(Some(SCHOOL), "annual", year.clone()).await["annual"]["gaps"],
        json!([]),
        "a school's has none"
    );
    let other = chosen(NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
    assert_eq!(county.figures(None, "annual", other).await["annual"]["gaps"][0]["filled"], json!([]), "another year's");

    let ask = json!({"school": null, "ask": {"kind": "annual", "chosen": year, "reason": "report"}});
    let out = county.service.call(Some(&county.centre), "POST", "/rpc/desk/take_out", Some(ask)).await;
    let out = out.json.as_str().unwrap_or_else(|| panic!("{}", out.text)).to_owned();
    let text = county.service.call(Some(&county.centre), "POST", "/rpc/desk/out_text", Some(json!({"out": out}))).await;
    assert_eq!(text.json, json!(said), "the text is the paragraph");
    let sheet = county.service.workbook(&county.centre, &out).await;
    let row = sheet.rows.iter().find(|row| row[0].text == "各类学生资助补贴").unwrap();
    assert_eq!((row[2].text.as_str(), row[3].text.as_str()), ("8902", "595.9875"));
    let page = county.service.call(Some(&county.centre), "GET", &format!("/print/{out}"), None).await;
    assert!(
        page.text.contains("全县2026年学校留守儿童关爱工作数据") && page.text.contains("用途：上报"),
        "{}",
        page.text
    );
    let list = county.service.call(Some(&county.centre), "POST", "/rpc/desk/outs", Some(json!({"school": null}))).await;
    assert_eq!(list.json[0]["kind"], "annual");
}

#[tokio::test]
async fn figures_leave_by_the_same_way_out_and_only_where_they_may() {
    let county = County::at_random(17).await;
    let coordinator = county.service.browser(COORDINATOR).await;
    let take = async |who: &Browser, school: Option<u128>, ask: Value| {
        let body = json!({"school": school.map(id), "ask": ask});
        county.service.call(Some(who), "POST", "/rpc/desk/take_out", Some(body)).await
    };
    let days = chosen(day(3, 1), day(8, 31));
    let mut drills = days.clone();
    drills["activity"] = json!("drill");
    let ask = |kind: &str, chosen: &Value| json!({"kind": kind, "chosen": chosen, "numbers": true, "reason": "filing"});
    for kind in ["activities", "not_reached", "haves", "annual"] {
        let out = take(&coordinator, Some(SCHOOL), ask(kind, &days)).await;
        let out = out.json.as_str().unwrap_or_else(|| panic!("{kind}: {}", out.text)).to_owned();
        let page = county.service.call(Some(&coordinator), "GET", &format!("/print/{out}"), None).await;
        assert!(page.status.is_success() && page.text.contains("甲校"), "{}", page.text);
        let centre = county.service.call(Some(&county.centre), "GET", &format!("/print/{out}"), None).await;
        assert_eq!(centre.status, StatusCode::FORBIDDEN, "who took it alone");
        assert_eq!(take(&coordinator, Some(OTHER_SCHOOL), ask(kind, &days)).await.status, StatusCode::FORBIDDEN);
        assert_eq!(take(&coordinator, None, ask(kind, &days)).await.status, StatusCode::FORBIDDEN);
    }
    let out = take(&county.centre, None, ask("activities", &drills)).await.json;
    let page =
        county.service.call(Some(&county.centre), "GET", &format!("/print/{}", out.as_str().unwrap()), None).await;
    assert!(
        page.text.contains("全县应急防范演练统计表（2026年3月1日至2026年8月31日）"),
        "what was chosen: {}",
        page.text
    );
    // Figures are of days, and a roster of a school alone.
    for (school, ask) in [
        (None, json!({"kind": "roster", "reason": "filing"})),
        (Some(SCHOOL), json!({"kind": "activities", "reason": "filing"})),
        (Some(SCHOOL), ask("roster", &days)),
    ] {
        assert_eq!(take(&county.centre, school, ask).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        take(&county.centre, None, ask("activities", &chosen(day(3, 2), day(3, 1)))).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_demo_county_has_the_numbers_of_the_report() {
    let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let digest = |number: &domain::register::IdNumber| number.as_str().to_owned();
    let setting =
        ::demo::Setting { county: COUNTY, now: now(), seed: ::demo::SEED, password_hash: "", digest: &digest };
    ::demo::load_if_empty(storage.as_ref(), &setting).await.unwrap();
    let service = Service::over(Arc::clone(&storage));
    let centre = storage.directory().await.unwrap().account("centre").await.unwrap().unwrap().id;
    let centre = service.browser_of(COUNTY, centre).await;
    let ask = json!({"school": null, "kind": "annual", "chosen": chosen(day(1, 1), day(12, 31))});
    let view = service.call(Some(&centre), "POST", "/rpc/desk/figures", Some(ask)).await.json;
    let text = |row: usize, column: usize| view["table"]["rows"][row][column]["t"].as_str().unwrap_or_default();
    assert_eq!((text(0, 1), text(1, 1), text(2, 1)), ("40", "1081", "1877"), "schools, teachers, children");
    assert_eq!(view["table"]["rows"][1][1]["n"].as_array().unwrap().len(), 1081, "and opens them");
    let said = view["annual"]["paragraph"].as_str().unwrap();
    assert!(said.contains("全县40所学校、幼儿园共有学校留守儿童1877名，1081名教师"), "{said}");
    let county = service.call(Some(&centre), "POST", "/rpc/desk/county", Some(json!({}))).await.json;
    let sum =
        county["schools"].as_array().unwrap().iter().map(|school| school["children"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum, 1877, "every other table says the same");
}
