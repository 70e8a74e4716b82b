use std::collections::BTreeMap;

use proptest::prelude::*;

use super::known::KnownMentor;
use super::*;
use crate::guardianship::{Away, CarerKind, FactKind, FactValue, register_on};
use crate::id::SchoolId;
use crate::import::reading::{CarerRead, MentorRead, ParentRead, Reading};
use crate::register::{Cause, Commit, History, RelationKind, SchoolKind};

const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(7));

fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_788_000_000 + seconds, 0).unwrap_or_default()
}

/// Identifiers by name, as good as any hash for so few.
fn ids(name: &str) -> Uuid {
    let mut sum = (0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15_u64);
    for byte in name.bytes() {
        sum.0 = (sum.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        sum.1 = sum.1.rotate_left(7) ^ sum.0;
    }
    Uuid::from_u64_pair(sum.0, sum.1)
}

/// A county with one school, and what was taken over so far.
#[derive(Default, Clone)]
struct County {
    history: History,
    numbers: BTreeMap<ChildId, IdNumber>,
    mentors: Vec<KnownMentor>,
    /// Closed files, each with the child who was kept.
    links: BTreeMap<ChildId, ChildId>,
}

impl County {
    fn stage(&self, tables: &[Reading], is_whole: bool, decisions: &Decisions, today: NaiveDate) -> Staged {
        let tables: Vec<Table> =
            tables.iter().zip(0..).map(|(reading, id)| Table { id, reading: reading.clone() }).collect();
        let register = register_on(&self.history, today);
        let school = (SCHOOL, SchoolKind::NineYear);
        let known = Known::of(&self.history, &register, school, today, &self.numbers, self.mentors.clone());
        let known = known.leading(|child| self.links.get(&child).copied().unwrap_or(child));
        let tag = format!("{} ", self.history.seq());
        let source = Source { tables: &tables, is_whole, decisions };
        stage(source, &known, at(self.history.seq().cast_signed()), &|name| ids(&format!("{tag}{name}")))
    }

    fn write(&mut self, written: Vec<Written>) {
        let seq = self.history.seq() + 1;
        self.history.take(Commit { seq, at: at(seq.cast_signed()), actor: None, cause: Cause::Import }, written);
    }

    fn apply(&mut self, staged: &Staged) -> Vec<back::Change> {
        let done = back::changes(&self.history, &staged.written);
        self.write(staged.written.clone());
        self.numbers.extend(staged.numbers.iter().cloned());
        self.mentors.extend(staged.mentors.iter().map(|new| KnownMentor {
            id: new.id,
            name: new.name.clone(),
            phone: new.phone.clone(),
        }));
        done
    }

    /// What can be seen of the register on a day: classes, people, answers, mentors.
    fn seen(&self, today: NaiveDate) -> Vec<String> {
        let register = register_on(&self.history, today);
        let known = Known::of(&self.history, &register, (SCHOOL, SchoolKind::NineYear), today, &self.numbers, vec![]);
        let mut all: Vec<String> = known
            .children
            .iter()
            .filter_map(|child| {
                let class = &child.enrolment?.class_name;
                let people: Vec<_> = child
                    .adults
                    .iter()
                    .map(|a| (a.relation.kind, a.relation.called.clone(), a.adult.name.clone(), a.adult.phone.clone()))
                    .collect();
                let facts: Vec<_> = child.facts.iter().map(|fact| (&fact.value, fact.author)).collect();
                let mentor = child.pairing.map(|p| p.mentor);
                Some(format!("{:?} {:?} {class} {people:?} {facts:?} {mentor:?}", child.child, child.household))
            })
            .collect();
        all.sort();
        all
    }
}

fn table(children: Vec<ChildRead>) -> Reading {
    Reading { file: "台账.xlsx".to_owned(), children, ..Reading::default() }
}

fn child(row: usize, name: &str, class: &str) -> ChildRead {
    let nth = u32::try_from(row).unwrap();
    let birth = NaiveDate::from_ymd_opt(2016, 3, 1 + nth % 27);
    let number = birth.and_then(|birth| IdNumber::build(610_922, birth, 100 + nth * 2));
    ChildRead {
        row,
        name: name.to_owned(),
        class_name: Some(class.to_owned()),
        birth,
        id_number: number.map(|n| n.as_str().to_owned()),
        address: Some("松岭镇前坝村".to_owned()),
        father: ParentRead {
            name: Some(format!("{name}父")),
            phone: Some("13900000001".to_owned()),
            away: Some(Away::OutOfProvince),
            place: Some("广东".to_owned()),
            since: None,
        },
        carer: CarerRead {
            name: Some("罗桂兰".to_owned()),
            relation: Some("奶奶".to_owned()),
            kind: Some(CarerKind::PaternalGrandparents),
            ..CarerRead::default()
        },
        mentor: Some("李老师".to_owned()),
        ..ChildRead::default()
    }
}

fn outcomes(staged: &Staged) -> Vec<Outcome> {
    staged.children.iter().map(|child| child.outcome).collect()
}

fn none() -> Decisions {
    Decisions::new()
}

fn two() -> Reading {
    table(vec![child(5, "王芳", "三年级2班"), child(6, "李雷", "三年级2班")])
}

#[test]
fn what_was_taken_over_is_unchanged_the_next_time() {
    let mut county = County::default();
    let staged = county.stage(&[two()], true, &none(), day(9, 10));
    assert_eq!(outcomes(&staged), [Outcome::New, Outcome::New]);
    assert_eq!((staged.pairings.len(), staged.mentors.len()), (2, 1));
    county.apply(&staged);
    let again = county.stage(&[two()], true, &none(), day(9, 11));
    assert_eq!(outcomes(&again), [Outcome::Unchanged, Outcome::Unchanged]);
    assert_eq!(again.written, []);
    assert_eq!((again.questions.len(), again.pairings.len(), again.mentors.len()), (0, 0, 0));
}

#[test]
fn a_missing_column_and_an_empty_cell_erase_nothing() {
    let mut county = County::default();
    let staged = county.stage(&[two()], false, &none(), day(9, 10));
    county.apply(&staged);
    let full = child(5, "王　芳", "三年级2班");
    let bare =
        ChildRead { row: 2, name: full.name, class_name: full.class_name, birth: full.birth, ..ChildRead::default() };
    let again = county.stage(&[table(vec![bare])], false, &none(), day(9, 11));
    assert_eq!(outcomes(&again), [Outcome::Unchanged], "{:?}", again.children);
    assert_eq!(again.written, []);
}

#[test]
fn in_september_moving_up_is_no_change_of_each_child() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(3, 2)));
    let up = table(vec![child(9, "王芳", "四年级2班"), child(10, "李雷", "四年级1班")]);
    let up = Reading {
        children: up
            .children
            .into_iter()
            .zip(two().children)
            .map(|(new, old)| ChildRead { class_name: new.class_name, row: new.row, ..old })
            .collect(),
        ..up
    };
    let staged = county.stage(&[up], true, &none(), day(9, 3));
    assert_eq!(outcomes(&staged), [Outcome::MovedUp, Outcome::Changed]);
    county.apply(&staged);
    let class = |on| county.seen(on).into_iter().filter(|line| line.contains("四年级")).count();
    assert_eq!((class(day(8, 31)), class(day(9, 1))), (0, 2), "from the first day of the year");
}

#[test]
fn who_is_missing_is_asked_about_and_leaves_only_when_somebody_says_so() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(3, 2)));
    let one = table(vec![child(5, "王芳", "三年级2班")]);
    assert_eq!(county.stage(std::slice::from_ref(&one), false, &none(), day(3, 9)).questions, [], "a list of some");
    let staged = county.stage(std::slice::from_ref(&one), true, &none(), day(3, 9));
    assert_eq!(staged.written, []);
    let [question] = staged.questions.as_slice() else { panic!("{:?}", staged.questions) };
    assert_eq!((question.name.as_str(), question.said.as_ref()), ("李雷", None));
    let why = Ended::LeftCounty;
    let decisions = Decisions::from([(question.id.clone(), Decision::Left { why, last: day(3, 5) })]);
    county.apply(&county.clone().stage(&[one], true, &decisions, day(3, 9)));
    assert_eq!(county.seen(day(3, 6)).len(), 1);
    assert_eq!(county.seen(day(3, 5)).len(), 2);
}

#[test]
fn a_name_alone_links_nobody_and_namesakes_are_asked_about() {
    let mut county = County::default();
    let three = [child(5, "王芳", "三年级2班"), child(6, "王芳", "三年级2班"), child(7, "李雷", "一年级1班")];
    county.apply(&county.clone().stage(&[table(three.to_vec())], false, &none(), day(3, 2)));
    assert_eq!(county.seen(day(3, 2)).len(), 3, "two children of one name and two numbers are two");
    let bare = |name: &str, class: Option<&str>| ChildRead {
        row: 2,
        name: name.to_owned(),
        class_name: class.map(str::to_owned),
        ..ChildRead::default()
    };
    let why = |read: ChildRead| {
        let staged = county.stage(&[table(vec![read])], false, &none(), day(3, 9));
        match staged.questions.first().map(|q| q.asked.clone()) {
            Some(Asked::WhoIs { why, candidates, .. }) => Some((why, candidates.len())),
            _ => None,
        }
    };
    assert_eq!(why(bare("王芳", Some("三年级2班"))), Some((Doubtful::Namesakes, 2)));
    assert_eq!(why(bare("李雷", None)), Some((Doubtful::NameOnly, 1)));
    assert_eq!(why(bare("李雷", Some("一年级1班"))), None);
    assert_eq!(why(bare("张三", None)), None);
    let other_birth = ChildRead { birth: Some(day(1, 1)), ..bare("李雷", Some("一年级1班")) };
    assert_eq!(why(other_birth), Some((Doubtful::BirthDiffers, 1)));
}

#[test]
fn two_numbers_of_one_child_are_shown_by_what_differs_and_the_right_one_is_chosen() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(3, 2)));
    let mut read = child(5, "王芳", "三年级2班");
    let number = read.birth.and_then(|birth| IdNumber::build(610_922, birth, 334));
    read.id_number = number.as_ref().map(|n| n.as_str().to_owned());
    let staged = county.stage(&[table(vec![read.clone()])], false, &none(), day(3, 9));
    let Some(Question { id, asked: Asked::WhoIs { why, candidates, number: shown }, .. }) = staged.questions.first()
    else {
        panic!("{:?}", staged.questions)
    };
    assert_eq!(*why, Doubtful::NumberDiffers);
    let shown = shown.clone().unwrap_or_default();
    assert!(shown.starts_with("··············3"), "{shown}");
    assert!(candidates[0].number.as_ref().is_some_and(|n| n.starts_with("··············1")), "{candidates:?}");
    let decisions = Decisions::from([(id.clone(), Decision::Take)]);
    let taken = county.stage(&[table(vec![read])], false, &decisions, day(3, 9));
    assert_eq!(taken.numbers.first().map(|(_, n)| n.clone()), number);
    assert_eq!(outcomes(&taken), [Outcome::Changed]);
}

#[test]
fn a_row_about_a_closed_file_is_about_the_child_who_was_kept() {
    let mut county = County::default();
    let rows = || table(vec![child(5, "王芳", "三年级2班"), child(7, "王小芳", "三年级2班")]);
    county.apply(&county.clone().stage(&[rows()], false, &none(), day(3, 2)));
    let last = county.history.seq();
    let who = |name: &str| county.history.children.at(last).find(|(_, c)| c.name == name).map(|(id, _)| id).unwrap();
    let (kept, closed) = (who("王芳"), who("王小芳"));
    let over = county.history.enrolments_of(closed).map(|e| Written::Enrolment(e.ending(day(3, 5), Ended::Mistaken)));
    let over: Vec<Written> = over.collect();
    county.write(over);
    county.links.insert(closed, kept);
    let again = county.stage(&[table(vec![child(7, "王小芳", "三年级2班")])], false, &none(), day(3, 9));
    let [Question { asked: Asked::WhoIs { candidates, .. }, .. }] = again.questions.as_slice() else {
        panic!("{:?}", again.questions)
    };
    assert_eq!(candidates.iter().map(|c| c.child).collect::<Vec<_>>(), [kept], "and nobody is made again");
    let listed = ChildRead { name: "王芳".to_owned(), ..child(7, "王小芳", "三年级2班") };
    let by_number = county.stage(&[table(vec![listed])], false, &none(), day(3, 9));
    assert_eq!((by_number.children[0].child, by_number.open()), (Some(kept), 0), "known by the closed file's number");
}

/// A birth date and digits of a number, as far as they are shown.
type ShownOf = (Option<NaiveDate>, Option<String>);

/// What the first question shows of each child that may be meant, and of the row's number.
fn shown(staged: &Staged) -> (Vec<ShownOf>, Option<String>) {
    let Some(Question { asked: Asked::WhoIs { candidates, number, .. }, .. }) = staged.questions.first() else {
        panic!("{:?}", staged.questions)
    };
    (candidates.iter().map(|c| (c.birth, c.number.clone())).collect(), number.clone())
}

#[test]
fn a_number_that_would_be_told_by_its_digits_is_not_shown() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(3, 2)));
    let mut read = child(5, "王芳", "三年级2班");
    let far = read.birth.and_then(|birth| IdNumber::build(429_871, birth, 334));
    read.id_number = far.map(|n| n.as_str().to_owned());
    let asked = county.stage(&[table(vec![read.clone()])], false, &none(), day(3, 9));
    assert_eq!(shown(&asked), (vec![(read.birth, None)], None), "as a guess would ask it");
    let decisions = Decisions::from([(asked.questions[0].id.clone(), Decision::Take)]);
    let taken = county.stage(&[table(vec![read.clone()])], false, &decisions, day(3, 9));
    let told = format!("{:?}", taken.children);
    assert!(!told.contains("4298") && !told.contains("6109"), "{told}");
}

#[test]
fn of_who_has_left_neither_number_nor_birth_date_is_shown() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(3, 2)));
    let gone: Vec<Written> =
        county.history.enrolments().map(|e| Written::Enrolment(e.ending(day(3, 5), Ended::MovedOn))).collect();
    county.write(gone);
    let mut read = child(5, "王芳", "三年级2班");
    let near = read.birth.and_then(|birth| IdNumber::build(610_922, birth, 334));
    read.id_number = near.map(|n| n.as_str().to_owned());
    let asked = county.stage(&[table(vec![read])], false, &none(), day(3, 9));
    assert_eq!(shown(&asked), (vec![(None, None)], None));
}

#[test]
fn what_a_mentor_saw_is_not_overwritten_by_a_list() {
    let mut county = County::default();
    let staged = county.stage(&[two()], false, &none(), day(3, 2));
    county.apply(&staged);
    let who = staged.children[0].child;
    let carer = FactValue::Carer { kind: CarerKind::Relative, who: "姑姑 王敏".to_owned(), quality: None };
    let first = staged.written.iter().find_map(|w| match w {
        Written::Fact(fact) if fact.value.kind() == FactKind::Carer => Some(fact.clone()),
        _ => None,
    });
    let Some(fact) = first else { panic!("no carer") };
    let seen = crate::guardianship::Fact {
        id: crate::id::FactId(Uuid::from_u128(99)),
        value: carer,
        author: Some(AccountId(Uuid::from_u128(5))),
        seen_on: day(3, 5),
        ..fact
    };
    county.write(vec![Written::Fact(seen)]);
    let again = county.stage(&[two()], false, &none(), day(3, 9));
    let own = again.children.iter().find(|c| c.child == who).map(|c| (c.outcome, c.changes.len(), c.changes[0].kept));
    assert_eq!(own, Some((Outcome::Unchanged, 1, true)));
    assert_eq!(again.written, []);
}

#[test]
fn the_rows_of_several_files_about_one_child_are_put_together() {
    let county = County::default();
    let one = ChildRead { address: None, boarding: None, ..child(5, "王芳", "三年级2班") };
    let other =
        ChildRead { boarding: Some(true), class_name: Some("三年级3班".to_owned()), ..child(5, "王芳", "") };
    let staged = county.stage(&[table(vec![one]), table(vec![other])], false, &none(), day(9, 10));
    assert_eq!(outcomes(&staged), [Outcome::New]);
    let fields: Vec<Field> = staged.contradictions.iter().map(|c| c.field).collect();
    assert_eq!(fields, [Field::Class], "the first is taken");
    let child = staged.written.iter().find_map(|w| match w {
        Written::Child(child) => Some(child.boarding),
        _ => None,
    });
    assert_eq!(child, Some(Some(true)));
}

#[test]
fn two_teachers_of_one_name_do_not_get_each_others_children() {
    let mut county = County::default();
    let plain = |row, name: &str| ChildRead { mentor: None, ..child(row, name, "三年级2班") };
    let children = table(vec![plain(5, "王芳"), plain(6, "李雷"), plain(7, "张三")]);
    let mentor = |row, phone: Option<&str>, pupils: &str| MentorRead {
        row,
        name: "陈静".to_owned(),
        phone: phone.map(str::to_owned),
        pupils: pupils.to_owned(),
    };
    let roster = |mentors| Reading { file: "名册.xlsx".to_owned(), mentors, ..Reading::default() };
    let two = roster(vec![mentor(3, Some("13900000003"), "王芳"), mentor(4, Some("13900000004"), "李雷")]);
    let staged = county.stage(&[children.clone(), two], false, &none(), day(9, 10));
    assert_eq!((staged.mentors.len(), staged.pairings.len(), staged.open()), (2, 2, 0));
    county.apply(&staged);
    let third = roster(vec![mentor(3, None, "张三")]);
    let asked = county.stage(&[children.clone(), third], false, &none(), day(9, 11));
    assert_eq!((asked.pairings.len(), asked.open()), (0, 1), "without a number nobody can tell");
    let Some(Question { id, asked: Asked::WhoIsMentor { candidates }, .. }) = asked.questions.first() else {
        panic!("{:?}", asked.questions)
    };
    let decisions = Decisions::from([(id.clone(), Decision::Mentor(candidates[1].0))]);
    let third = roster(vec![mentor(3, None, "张三")]);
    let said = county.stage(&[children, third], false, &decisions, day(9, 11));
    assert_eq!((said.pairings.len(), said.open()), (1, 0));
}

#[test]
fn a_roster_that_names_nobody_who_is_known_asks_and_another_mentor_is_a_question() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(9, 10)));
    let roster = |pupils: &str| Reading {
        mentors: vec![MentorRead { row: 3, name: "赵老师".to_owned(), phone: None, pupils: pupils.to_owned() }],
        ..Reading::default()
    };
    let staged = county.stage(&[roster("王芳、周无名")], false, &none(), day(9, 12));
    let asked: Vec<_> = staged.questions.iter().map(|q| &q.asked).collect();
    assert!(matches!(asked[..], [Asked::WhichPupil { .. }, Asked::OtherMentor { .. }]), "{asked:?}");
    assert_eq!(staged.pairings, []);
    let decisions = Decisions::from([(staged.questions[1].id.clone(), Decision::Take)]);
    let staged = county.stage(&[roster("王芳、周无名")], false, &decisions, day(9, 12));
    assert_eq!(staged.pairings.first().and_then(|p| p.before.clone()).as_deref(), Some("李老师"));
    county.apply(&staged);
    let again = county.stage(&[roster("王芳")], false, &none(), day(9, 13));
    assert_eq!((again.open(), again.pairings.len()), (0, 0));
}

#[test]
fn two_teachers_who_are_named_for_one_child_are_a_question_and_nobody_is_dropped() {
    let mut county = County::default();
    let named = |row, name: &str| MentorRead { row, name: name.to_owned(), phone: None, pupils: "李雷".to_owned() };
    let roster = || Reading { mentors: vec![named(3, "赵老师"), named(9, "钱老师")], ..Reading::default() };
    let list = || table(vec![ChildRead { mentor: None, ..child(5, "李雷", "三年级2班") }]);
    let asked = county.stage(&[list(), roster()], false, &none(), day(9, 10));
    let [Question { id, asked: Asked::WhichMentor { candidates, .. }, .. }] = asked.questions.as_slice() else {
        panic!("{:?}", asked.questions)
    };
    assert_eq!((asked.pairings.len(), candidates.len()), (0, 2));
    let decisions = Decisions::from([(id.clone(), Decision::Mentor(candidates[1].0))]);
    let said = county.stage(&[list(), roster()], false, &decisions, day(9, 10));
    assert_eq!(said.pairings.iter().map(|p| p.mentor.as_str()).collect::<Vec<_>>(), ["钱老师"]);
    county.apply(&said);
    let again = county.stage(&[list(), roster()], false, &none(), day(9, 11));
    assert_eq!((again.questions.len(), again.written.len()), (0, 0), "the register knows whose it is");
    assert_eq!(again.contradictions.len(), 1, "what the file says beside it is told");
}

#[test]
fn nobody_is_given_more_children_than_the_rules_let_and_who_is_not_paired_is_told() {
    let mut county = County::default();
    let one = |row, name: &str| child(row, name, "三年级2班");
    let four = || table(vec![one(5, "王芳"), one(6, "李雷"), one(7, "张三"), one(8, "赵四")]);
    let staged = county.stage(&[four()], false, &none(), day(9, 10));
    assert_eq!((staged.count(Outcome::New), staged.mentors.len(), staged.pairings.len()), (4, 1, 3));
    let told: Vec<_> = staged.unpaired.iter().map(|u| (u.name.as_str(), u.mentor.as_str(), u.why)).collect();
    assert_eq!(told, [("赵四", "李老师", UnpairedWhy::OverLimit)]);
    county.apply(&staged);
    let again = county.stage(&[four()], false, &none(), day(9, 11));
    assert_eq!((again.written.len(), again.unpaired.len()), (0, 1), "who is paired stays so");
    // Whoever leaves makes room.
    let three = || table(vec![one(5, "王芳"), one(6, "李雷"), one(8, "赵四")]);
    let asked = county.stage(&[three()], true, &none(), day(9, 14));
    let said = Decision::Left { why: Ended::LeftCounty, last: day(9, 12) };
    let decisions = Decisions::from([(asked.questions[0].id.clone(), said)]);
    let staged = county.stage(&[three()], true, &decisions, day(9, 14));
    assert_eq!((staged.pairings.len(), staged.unpaired.len()), (1, 0));
}

#[test]
fn a_pairing_whose_last_day_is_known_is_not_begun_anew() {
    let mut county = County::default();
    county.apply(&county.clone().stage(&[two()], false, &none(), day(9, 10)));
    let ending = county.history.pairings().map(|p| Written::Pairing(p.ending(day(12, 1), PairingEnded::ChildLeft)));
    let ending: Vec<Written> = ending.collect();
    county.write(ending);
    let again = county.stage(&[two()], false, &none(), day(9, 11));
    assert_eq!((again.written, again.unpaired), (vec![], vec![]));
}

#[test]
fn what_something_else_has_built_on_is_not_taken_back() {
    let mut county = County::default();
    let staged = county.stage(&[two()], false, &none(), day(9, 10));
    let done = county.apply(&staged);
    let Some(Written::Adult(mut father)) = staged.written.iter().find(|w| matches!(w, Written::Adult(_))).cloned()
    else {
        panic!("no adult")
    };
    father.phone = Some("13911112222".to_owned());
    let mut other = county.clone();
    other.write(vec![Written::Adult(father)]);
    assert!(back::taken_back(&done, &other.history, at(99), &ids).is_err());
    let siblings = county.history.newest(&staged.written[0]).is_some();
    assert!(siblings && back::taken_back(&done, &county.history, at(99), &ids).is_ok());
}

fn reads() -> impl Strategy<Value = Vec<ChildRead>> {
    let one = (0..6usize, 0..3usize, 0..4u32, proptest::bool::ANY, 0..3usize, proptest::option::of(0..2usize));
    proptest::collection::vec(one, 0..8).prop_map(|all| {
        let names = ["王芳", "李雷", "王 芳", "张三", "阿依古丽·买买提", "赵四"];
        let classes = ["三年级2班", "四年级2班", "一年级1班"];
        all.into_iter()
            .enumerate()
            .map(|(row, (name, class, phone, numbered, carer, mentor))| {
                let plain = child(row + 5, names[name], classes[class]);
                let kinds = [CarerKind::PaternalGrandparents, CarerKind::ParentHome, CarerKind::Relative];
                ChildRead {
                    id_number: plain.id_number.filter(|_| numbered),
                    father: ParentRead { phone: (phone > 0).then(|| format!("1390000000{phone}")), ..plain.father },
                    carer: CarerRead { kind: Some(kinds[carer]), ..plain.carer },
                    mentor: mentor.map(|m| ["李老师", "赵老师"][m].to_owned()),
                    ..plain
                }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_draft_is_what_is_written_and_taking_back_leaves_all_as_before(first in reads(), second in reads(), whole: bool) {
        let mut county = County::default();
        let staged = county.stage(&[table(first)], false, &none(), day(3, 2));
        county.apply(&staged);
        let before = county.seen(day(9, 20));
        let tables = [table(second)];
        let staged = county.stage(&tables, whole, &none(), day(9, 10));
        prop_assert_eq!(&staged, &county.stage(&tables, whole, &none(), day(9, 10)), "the same from the same");
        let done = county.apply(&staged);
        let again = county.stage(&tables, whole, &none(), day(9, 10));
        // What was asked may answer itself by what has been learnt; all else is done.
        let settled = staged.children.iter().zip(&again.children).filter(|(first, _)| first.outcome != Outcome::Asked);
        for (first, second) in settled {
            prop_assert_eq!(second.outcome, Outcome::Unchanged, "{:?} then {:?}", first, second);
        }
        let back = back::taken_back(&done, &county.history, at(500), &ids);
        prop_assert!(back.is_ok(), "{:?}", back);
        county.write(back.unwrap_or_default());
        prop_assert_eq!(county.seen(day(9, 20)), before);
    }
}

/// What adults are is not asked of rows that say nothing of them.
#[test]
fn an_orphans_row_makes_no_parents() {
    let county = County::default();
    let bare = ChildRead { row: 2, name: "王芳".to_owned(), ..ChildRead::default() };
    let staged = county.stage(&[table(vec![bare])], false, &none(), day(9, 10));
    let parents = staged.written.iter().filter(|w| matches!(w, Written::Relation(r) if r.kind == RelationKind::Father));
    assert_eq!(parents.count(), 0);
    assert_eq!(outcomes(&staged), [Outcome::New]);
}
