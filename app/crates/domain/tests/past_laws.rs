//! Laws of the past: what is shown is what is written, the same is nothing new, and what is taken back leaves all as it was.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use domain::guardianship::register_on;
use domain::id::{AccountId, ChildId, EnrolmentId, HouseholdId, PageId, PairingId, SchoolId};
use domain::import::draft::decision::{Asked, Decision, Decisions};
use domain::import::draft::known::{Known, KnownMentor};
use domain::import::draft::past::on_record::OnRecord;
use domain::import::draft::past::{PastEnd, PastThing, taken_back};
use domain::import::draft::{Source, Staged, Table, stage};
use domain::import::reading::SheetRead;
use domain::import::recipe::Recipe;
use domain::import::sheet::{Cell, Sheet};
use domain::log::{Hand, Log};
use domain::register::{
    Began, Cause, Child, Commit, Ended, Enrolment, History, Household, Pairing, PairingRole, SchoolKind, SchoolYear,
    Written, enrolment,
};
use domain::term::{Term, TermPage, page};
use proptest::prelude::*;
use uuid::Uuid;

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(11));
const OTHER: SchoolId = SchoolId(Uuid::from_u128(12));
/// Two who bear one name, one who came from another school, one who has left.
const CHILDREN: [(u128, &str, &str); 5] = [
    (1, "王芳", "三年级1班"),
    (2, "李雷", "三年级1班"),
    (3, "王芳", "五年级2班"),
    (4, "赵敏", "六年级1班"),
    (5, "周强", "一年级1班"),
];
const MENTORS: [(u128, &str); 3] = [(21, "李敏"), (22, "王建国"), (23, "王建国")];

fn today() -> NaiveDate {
    day(2026, 12, 1)
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
}

fn child(n: u128) -> ChildId {
    ChildId(Uuid::from_u128(1000 + n))
}

fn period(n: u128, of: u128, school: SchoolId, class: &str, from: NaiveDate) -> Enrolment {
    Enrolment {
        id: EnrolmentId(Uuid::from_u128(2000 + n)),
        child: child(of),
        school,
        year: SchoolYear::of(from),
        class_name: class.to_owned(),
        from,
        began: Began::Entered,
        to: None,
        ended: None,
    }
}

fn register() -> History {
    let mut written = vec![Written::Household(Household { id: HouseholdId(Uuid::nil()), address: String::new() })];
    for (n, name, class) in CHILDREN {
        let since = day(2026, 9, 1);
        written.push(Written::Child(Child::new(child(n), HouseholdId(Uuid::nil()), name.to_owned(), since)));
        let here = period(n, n, SCHOOL, class, since);
        written.push(Written::Enrolment(match n {
            4 => here.ending(day(2026, 10, 1), Ended::LeftCounty),
            _ => here,
        }));
        if n == 5 {
            let before = period(50, n, OTHER, "学前班", day(2025, 9, 1)).ending(day(2026, 8, 31), Ended::MovedOn);
            written.push(Written::Enrolment(before));
        }
        if n != 2 {
            written.push(Written::Pairing(Pairing {
                id: PairingId(Uuid::from_u128(3000 + n)),
                child: child(n),
                mentor: AccountId(Uuid::from_u128(21 + n % 3)),
                role: PairingRole::Primary,
                from: since,
                to: None,
                ended: None,
                told_on: None,
            }));
        }
    }
    let mut history = History::default();
    history.take(Commit { seq: 1, at: DateTime::default(), actor: None, cause: Cause::Command }, written);
    history
}

/// What was recorded until now.
#[derive(Default, Clone)]
struct Recorded {
    logs: Vec<Log>,
    pages: Vec<TermPage>,
}

impl Recorded {
    /// What can be seen of it: which activities stand, which page holds.
    fn seen(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let logs = self.logs.iter().filter(|log| !log.withdrawn).map(|log| format!("{:?}", log.body)).collect();
        let current = |one: &TermPage| page::current(&self.pages, one.child, one.term);
        let pages = self.pages.iter().filter_map(current).map(|page| format!("{page:?}")).collect();
        (logs, pages)
    }

    fn record<'a>(&self, history: &'a History) -> OnRecord<'a> {
        let mut record = OnRecord::of(history, BTreeSet::from([SCHOOL]), CHILDREN.map(|(n, ..)| child(n)));
        for log in self.logs.iter().filter(|log| !log.withdrawn) {
            let of = |child: &ChildId| (*child, log.body.occurred_on, log.body.kind);
            record.entries.extend(log.body.children.iter().map(of));
        }
        let current = |one: &&TermPage| page::current(&self.pages, one.child, one.term).is_some();
        record.pages.extend(self.pages.iter().filter(current).map(|page| (page.child, page.term)));
        record
    }

    fn take(&mut self, staged: &Staged) {
        self.logs.extend(staged.logs.iter().cloned());
        self.pages.extend(staged.pages.iter().cloned());
    }

    fn take_back(&mut self, staged: &Staged) {
        for log in self.logs.iter_mut().filter(|log| staged.logs.iter().any(|own| own.id == log.id)) {
            log.withdrawn = true;
        }
        for (n, made) in (9000..).zip(&staged.pages) {
            self.pages.push(taken_back(made, PageId(Uuid::from_u128(n)), DateTime::default()));
        }
    }
}

fn staged(history: &History, recorded: &Recorded, tables: &[Table], decisions: &Decisions) -> Staged {
    let register = register_on(history, today());
    let numbers = BTreeMap::new();
    let mentor = |(n, name): (u128, &str)| KnownMentor {
        id: AccountId(Uuid::from_u128(n)),
        name: name.to_owned(),
        phone: Some(format!("1390000{n:04}")),
    };
    let mentors = MENTORS.map(mentor).to_vec();
    let school = (SCHOOL, SchoolKind::NineYear);
    let mut known = Known::of(history, &register, school, today(), &numbers, mentors);
    known.past = recorded.record(history);
    let ids = |name: &str| {
        let hash = name.bytes().fold(7u128, |sum, b| sum.wrapping_mul(1_000_003) ^ u128::from(b));
        Uuid::from_u128(hash)
    };
    let now = DateTime::default() + TimeDelta::days(20_000);
    stage(Source { tables, is_whole: false, decisions }, &known, now, &ids)
}

/// Rows as a school may have written them: child, class, day, kind, way, teacher.
fn rows() -> impl Strategy<Value = Vec<[String; 6]>> {
    let name = prop::sample::select(&["王芳", "王　芳", "李雷", "赵敏", "周强", "孙无", "王芳、李雷"][..]);
    let class = prop::sample::select(&["三年级1班", "二年级1班", "五年级2班", ""][..]);
    let on = (0u64..500).prop_map(|back| (day(2026, 12, 20) - Days::new(back)).to_string());
    let on = prop_oneof![4 => on, 1 => Just("2026-11-03".to_owned()), 1 => Just("改天".to_owned())];
    let kind = prop::sample::select(&["家访", "谈心", "辅导", "春游", "应急演练", ""][..]);
    let way = prop::sample::select(&["到家", "电话", "微信", ""][..]);
    let who = prop::sample::select(&["李敏", "李 敏老师", "王建国", "王老师", "何人", ""][..]);
    let row = (name, class, on, kind, way, who).prop_map(|(a, b, c, d, e, f)| [a, b, &c, d, e, f].map(str::to_owned));
    prop::collection::vec(row, 1..12)
}

fn levels() -> impl Strategy<Value = Vec<[String; 6]>> {
    let name = prop::sample::select(&["王芳", "李雷", "赵敏", "周强", "孙无"][..]);
    let class = prop::sample::select(&["三年级1班", "五年级2班", ""][..]);
    let term = prop::sample::select(&["2025-2026学年第二学期", "2026年秋", "2027年春", "2019年秋", "某学期", ""][..]);
    let word = || prop::sample::select(&["达成", "还差点", "优", ""][..]);
    let row = (name, class, term, word(), word(), word())
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].map(str::to_owned));
    prop::collection::vec(row, 1..8)
}

fn table(id: u32, titles: [&str; 6], rows: &[[String; 6]]) -> Table {
    let cells = |row: &[String; 6]| row.iter().map(|text| Cell::text(text)).collect::<Vec<_>>();
    let rows = std::iter::once(cells(&titles.map(str::to_owned))).chain(rows.iter().map(cells)).collect();
    let sheet = Sheet {
        file: "去年.xlsx".to_owned(),
        name: String::new(),
        first_row: 1,
        first_column: 1,
        rows,
        merged: vec![],
    };
    let SheetRead::Table(reading) = domain::import::read(&sheet, today(), &Recipe::default()) else {
        panic!("no table was found in it")
    };
    Table { id, reading }
}

/// An answer to a question: one of those that it offers, or to leave the rows out.
fn answer(asked: &Asked, which: usize) -> Decision {
    let mut all = match asked {
        Asked::WhoWas { candidates, .. } => candidates.iter().map(|one| Decision::Same(one.child)).collect(),
        Asked::WhoDid { candidates, or_own, .. } => {
            let named = candidates.iter().map(|(account, ..)| Decision::Mentor(*account));
            named.chain(or_own.then_some(Decision::Take)).collect()
        }
        Asked::WhichKind { .. } => vec![Decision::Kind(domain::log::ActivityKind::Recreation)],
        Asked::WhichMode { .. } => vec![Decision::Mode(domain::log::Mode::AtSchool)],
        Asked::WhichTerm { terms, .. } => terms.iter().map(|term| Decision::Term(*term)).collect(),
        _ => vec![],
    };
    all.push(Decision::LeaveOut);
    all.swap_remove(which % all.len())
}

fn ends(staged: &Staged) -> Vec<(String, String, PastEnd)> {
    staged.past.iter().map(|past| (past.place.clone(), past.name.clone(), past.end)).collect()
}

proptest! {
    #[test]
    fn what_is_shown_is_written_once_and_taking_it_back_leaves_all_as_before(
        rows in rows(), levels in levels(), answers in prop::collection::vec(0usize..6, 40),
    ) {
        let history = register();
        let tables = [
            table(0, ["姓名", "班级", "日期", "活动类别", "方式", "教师"], &rows),
            table(1, ["姓名", "班级", "学期", "物质上有帮助", "心理上有疏导", "学习上有进步"], &levels),
        ];
        let (mut recorded, mut decisions) = (Recorded::default(), Decisions::default());
        // One answer may raise the next question, and never one that was answered.
        for round in 0..6 {
            let open = staged(&history, &recorded, &tables, &decisions);
            let asked: Vec<_> = open.questions.iter().filter(|question| question.said.is_none()).collect();
            prop_assert!(round < 5 || asked.is_empty(), "{:?}", asked);
            for (question, which) in asked.into_iter().zip(answers.iter().cycle()) {
                decisions.insert(question.id.clone(), answer(&question.asked, *which));
            }
        }
        let before = recorded.seen();
        let shown = staged(&history, &recorded, &tables, &decisions);
        prop_assert_eq!(&shown, &staged(&history, &recorded, &tables, &decisions), "the same, identifiers included");
        prop_assert_eq!(shown.open(), 0);
        let added = |page: bool| {
            let is_page = |of: &PastThing| matches!(of, PastThing::Page { .. });
            shown.past.iter().filter(|past| past.end == PastEnd::Added && is_page(&past.of) == page).count()
        };
        prop_assert_eq!((added(false), added(true)), (shown.logs.len(), shown.pages.len()));
        prop_assert_eq!(&shown.written, &vec![], "the register itself is not touched");
        for log in &shown.logs {
            prop_assert!(log.body.occurred_on <= today());
            let fault = log.body.problems_from(Hand::Anothers, log.body.occurred_on);
            prop_assert_eq!(fault, vec![], "whoever copies a notebook could have entered it on that day");
            let own: Vec<_> = history.enrolments_of(log.body.children[0]).collect();
            let place = enrolment::on(own.iter().copied(), log.body.occurred_on).map(|place| place.school);
            prop_assert!(place.is_none_or(|school| school == SCHOOL), "never for a day at another school");
        }
        prop_assert!(shown.pages.iter().all(|page| page.body.problems().is_empty() && page.term <= Term::of(today())));

        recorded.take(&shown);
        let again = staged(&history, &recorded, &tables, &decisions);
        prop_assert_eq!((again.logs.len(), again.pages.len()), (0, 0), "the same is nothing new: {:?}", ends(&again));
        let entered = shown.past(PastEnd::Added) + shown.past(PastEnd::Twice);
        prop_assert!(again.past(PastEnd::There) >= entered, "and all of it is said to be there");

        recorded.take_back(&shown);
        prop_assert_eq!(recorded.seen(), before);
        prop_assert_eq!(ends(&staged(&history, &recorded, &tables, &decisions)), ends(&shown), "it can be entered anew");
    }
}
