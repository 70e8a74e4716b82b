//! The roster of a school's left-behind children, 留守儿童花名册, with the columns that schools hand in.
//!
//! It says what the register knows, in the words in which a school's file would say it: the same file, read in again,
//! changes nothing. Whether a child is left behind is judged and not kept, so that those columns are not read.
//! A further column is a further line of [`COLUMNS`].

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::official;
use super::table::{Cell, Counted, Kind, Shown, Spec, Table};
use crate::guardianship::left_behind::{Asked, verdicts};
use crate::guardianship::{
    CareQuality, CarerKind, Definition, FactKind, FactSubject, FactValue, Holds, ParentWhere, Register,
};
use crate::id::{AccountId, ChildId};
use crate::import::draft::known::{Known, KnownChild, KnownMentor, Related};
use crate::import::said;
use crate::register::school_year::class_order;
use crate::register::{IdNumber, RelationKind, Sex, name};
use crate::rules::RuleSet;

/// A parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParentLine {
    /// Name.
    pub name: String,
    /// Where the parent is.
    pub place: String,
    /// Since when the parent has been away.
    pub since: Option<NaiveDate>,
    /// Phone number; empty for none, and for one who may not be told of the child.
    pub phone: String,
}

/// A child of a school, as its tables see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which child.
    pub child: ChildId,
    /// Its number in the list.
    pub number: usize,
    /// Class.
    pub class_name: String,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// Identity number; empty where the register has none.
    pub id_number: String,
    /// Where it lives.
    pub address: String,
    /// Whether it boards.
    pub boarding: Option<bool>,
    /// Father.
    pub father: ParentLine,
    /// Mother.
    pub mother: ParentLine,
    /// Who looks after it.
    pub carer_kind: Option<CarerKind>,
    /// The carer's name.
    pub carer: String,
    /// What the carer is to the child.
    pub relation: String,
    /// The carer's phone number; empty for none.
    pub carer_phone: String,
    /// How well the child is looked after.
    pub quality: Option<CareQuality>,
    /// Whether it is left behind, by each definition.
    pub left_behind: Vec<(Definition, Holds)>,
    /// Name of the mentor; empty for none.
    pub mentor: String,
    /// The mentor's account.
    pub mentor_id: Option<AccountId>,
    /// The mentor's phone number; empty for none.
    pub mentor_phone: String,
}

impl Line {
    /// Whether it is left behind by a definition.
    pub fn holds(&self, by: Definition) -> Holds {
        self.left_behind.iter().find(|(definition, _)| *definition == by).map_or(Holds::NotKnown, |(_, holds)| *holds)
    }
}

/// By what children are judged to be left behind.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// The register of the day, with all answers about them.
    pub register: &'a Register<'a>,
    /// The rules of the day.
    pub rules: &'a RuleSet,
}

impl Judging<'_> {
    fn of(&self, known: &Known<'_>, child: &KnownChild<'_>) -> Vec<(Definition, Holds)> {
        let answers = self.register.answers(FactSubject::Child(child.child.id));
        let school = child.enrolment.map(|_| known.kind);
        let asked = Asked { birth: child.child.birth, school, day: known.today };
        verdicts(&asked, answers, self.rules).into_iter().map(|one| (one.definition, one.holds)).collect()
    }
}

impl Counted for Line {
    fn child(&self) -> ChildId {
        self.child
    }

    fn name(&self) -> &str {
        &self.name
    }
}

use Kind::{Code, Day, Number, Text};
use Shown::{Everywhere, Guarded, InWorkbook, OnPaper};

/// The columns, in their order.
pub const COLUMNS: &[Spec<Line>] = &[
    Spec::value("序号", 6, Number, Everywhere, |l| Cell::Number(l.number)),
    Spec::value("班级", 12, Text, Everywhere, |l| Cell::from(l.class_name.as_str())),
    Spec::value("姓名", 8, Text, Everywhere, |l| Cell::from(l.name.as_str())),
    Spec::value("性别", 6, Text, OnPaper, |l| Cell::from(official::sex(l.sex))),
    Spec::value("出生日期", 13, Day, OnPaper, |l| Cell::from(l.birth)),
    Spec::value("身份证号", 23, Code, Guarded, |l| Cell::from(l.id_number.as_str())),
    Spec::value("家庭住址", 18, Text, OnPaper, |l| Cell::from(l.address.as_str())),
    Spec::value("是否寄宿", 6, Text, OnPaper, |l| Cell::from(official::yes(l.boarding))),
    Spec::value("父亲姓名", 10, Text, InWorkbook, |l| Cell::from(l.father.name.as_str())),
    Spec::value("父亲务工地点", 14, Text, OnPaper, |l| Cell::from(l.father.place.as_str())),
    Spec::value("父亲外出时间", 13, Day, InWorkbook, |l| Cell::from(l.father.since)),
    Spec::value("父亲电话", 15, Code, Guarded, |l| Cell::from(l.father.phone.as_str())),
    Spec::value("母亲姓名", 10, Text, InWorkbook, |l| Cell::from(l.mother.name.as_str())),
    Spec::value("母亲务工地点", 14, Text, OnPaper, |l| Cell::from(l.mother.place.as_str())),
    Spec::value("母亲外出时间", 13, Day, InWorkbook, |l| Cell::from(l.mother.since)),
    Spec::value("母亲电话", 15, Code, Guarded, |l| Cell::from(l.mother.phone.as_str())),
    Spec::value("实际监护人", 8, Text, OnPaper, |l| Cell::from(l.carer.as_str())),
    Spec::value("与学生关系", 8, Text, OnPaper, |l| Cell::from(l.relation.as_str())),
    Spec::value("监护人电话", 15, Code, Guarded, |l| Cell::from(l.carer_phone.as_str())),
    Spec::value("监护情况", 8, Text, InWorkbook, |l| Cell::from(official::quality(l.quality))),
    Spec::value("民政口径", 8, Text, OnPaper, |l| Cell::from(official::holds(l.holds(Definition::CivilAffairs)))),
    Spec::value("学籍口径", 8, Text, OnPaper, |l| Cell::from(official::holds(l.holds(Definition::Registry)))),
    Spec::value("本县口径", 8, Text, OnPaper, |l| Cell::from(official::holds(l.holds(Definition::County)))),
    Spec::value("结对教师", 8, Text, Everywhere, |l| Cell::from(l.mentor.as_str())),
    Spec::value("教师电话", 15, Code, Guarded, |l| Cell::from(l.mentor_phone.as_str())),
];

/// The roster. `months` are those that the county asks for.
pub fn roster(school: &str, as_of: NaiveDate, lines: &[Line], months: u32) -> Table {
    Table::listed(format!("{school}留守儿童花名册"), as_of, COLUMNS, lines).noting(Some(official::definitions(months)))
}

/// The school's children of the day, by class and name. `mentors` are all who have one of them.
pub fn lines(known: &Known<'_>, mentors: &BTreeMap<AccountId, KnownMentor>, judging: Judging<'_>) -> Vec<Line> {
    let here = || known.children.iter().filter(|child| child.enrolment.is_some());
    let county = said::county(here().filter_map(|child| child.number).map(IdNumber::as_str));
    let mut all: Vec<Line> = here().map(|child| line(child, mentors, county, judging.of(known, child))).collect();
    all.sort_by_cached_key(|line| (class_order(&line.class_name), line.name.clone(), line.child));
    for (number, line) in (1..).zip(&mut all) {
        line.number = number;
    }
    all
}

fn parent(child: &KnownChild<'_>, kind: RelationKind, place: Option<&ParentWhere>, county: Option<&str>) -> ParentLine {
    let related = child.adult(kind);
    let phone = related.filter(|related| related.relation.may_be_told).and_then(|related| related.adult.phone.clone());
    ParentLine {
        name: related.map(|related| related.adult.name.clone()).unwrap_or_default(),
        place: place.map(|place| said::parent(place, county)).unwrap_or_default(),
        since: place.filter(|place| place.is_away()).and_then(|place| place.since),
        phone: phone.unwrap_or_default(),
    }
}

/// Who looks after the child by the newest answer, else who is written down for it: relation, name, phone.
fn carer(child: &KnownChild<'_>) -> (String, String, String) {
    let related = child.adult(RelationKind::Carer);
    let written = related.map(|related| (related.relation.called.clone(), related.adult.name.clone()));
    let (relation, named) = match child.fact(FactKind::Carer).map(|fact| &fact.value) {
        Some(FactValue::Carer { kind, who, .. }) => said::carer(*kind, who),
        _ => written.clone().unwrap_or_default(),
    };
    // The number is that of who was written down: it is not said to be somebody else's.
    let is_same = |one: &Related<'_>| {
        if named.is_empty() { one.relation.called == relation } else { name::same(&one.adult.name, &named) }
    };
    let phone = related.filter(|related| related.relation.may_be_told && is_same(related));
    let phone = phone.and_then(|related| related.adult.phone.clone()).unwrap_or_default();
    (relation, named, phone)
}

fn line(
    child: &KnownChild<'_>,
    mentors: &BTreeMap<AccountId, KnownMentor>,
    county: Option<&str>,
    left_behind: Vec<(Definition, Holds)>,
) -> Line {
    let (father, mother) = match child.fact(FactKind::Parents).map(|fact| &fact.value) {
        Some(FactValue::Parents { father, mother }) => (Some(father), Some(mother)),
        _ => (None, None),
    };
    let (carer_kind, quality) = match child.fact(FactKind::Carer).map(|fact| &fact.value) {
        Some(FactValue::Carer { kind, quality, .. }) => (Some(*kind), *quality),
        _ => (None, None),
    };
    let (relation, carer, carer_phone) = carer(child);
    let mentor = child.pairing.and_then(|pairing| mentors.get(&pairing.mentor));
    Line {
        child: child.child.id,
        number: 0,
        class_name: child.enrolment.map(|enrolment| enrolment.class_name.clone()).unwrap_or_default(),
        name: child.child.name.clone(),
        sex: child.child.sex,
        birth: child.child.birth,
        id_number: child.number.map(|number| number.as_str().to_owned()).unwrap_or_default(),
        address: child.household.map(|household| household.address.clone()).unwrap_or_default(),
        boarding: child.child.boarding,
        father: parent(child, RelationKind::Father, father, county),
        mother: parent(child, RelationKind::Mother, mother, county),
        carer_kind,
        carer,
        relation,
        carer_phone,
        quality,
        left_behind,
        mentor: mentor.map(|mentor| mentor.name.clone()).unwrap_or_default(),
        mentor_id: mentor.map(|mentor| mentor.id),
        mentor_phone: mentor.and_then(|mentor| mentor.phone.clone()).unwrap_or_default(),
    }
}
