//! A child's entry: every value understood or said to be not.

use chrono::{Datelike as _, NaiveDate};

use super::carer::{carer_of, name_and_relation};
use super::column::Column;
use super::date::{day_in, is_cut};
use super::finding::Cause;
use super::messy_date::{MessyDate, parse_since};
use super::phones::phones;
use super::place::place_of;
use super::reading::{CarerRead, ChildRead, ParentRead};
use super::row::Row;
use super::sheet::CellKind;
use super::text::{compact, is_blank_word, with_remark};
use super::words;
use crate::guardianship::Away;
use crate::register::name;
use crate::register::{IdNumber, IdNumberError};
use crate::term::age_on;

/// What is known beside the row itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The day as of which ages and lengths of time are told.
    pub as_of: NaiveDate,
    /// The children's own county.
    pub county: Option<&'a str>,
}

/// Reads a row that holds a child of this name; `class_name` is the class it stands in.
pub fn child(row: &mut Row<'_>, name: String, class_name: Option<String>, around: Around<'_>) -> ChildRead {
    let number = id_number(row);
    let birth = birth(row, number.as_ref());
    plausible(row, birth, around.as_of);
    let father = parent(row, FATHER, around);
    let mother = parent(row, MOTHER, around);
    let boarding = row.value(Column::Boarding, Cause::Word, words::boarding);
    let left_behind = row.value(Column::LeftBehind, Cause::Word, words::left_behind);
    ChildRead {
        row: row.number(),
        section: String::new(),
        name,
        former_name: row.told(Column::FormerName).map(|text| name::kept(&text)),
        class_name,
        sex: sex(row, number.as_ref()),
        birth,
        address: row.told(Column::Address),
        boarding,
        father,
        mother,
        carer: carer(row),
        family_phone: row.phone(Column::FamilyPhone),
        left_behind,
        mentor: row.told(Column::Mentor).map(|text| name::kept(&with_remark(&text).0)).filter(|name| !name.is_empty()),
        mentor_phone: row.phone(Column::MentorPhone),
        id_number: number.map(|number| number.as_str().to_owned()),
    }
}

/// The number; one that is wrong or was rounded is said and left out, never mended.
pub fn id_number(row: &mut Row<'_>) -> Option<IdNumber> {
    let cell = row.cell(Column::IdNumber);
    let text = compact(&cell.text);
    if is_blank_word(&text) {
        return None;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let in_powers = text.to_uppercase().contains("E+") || text.to_uppercase().ends_with("E17");
    // As a number only 15 digits survive, whatever the last three look like.
    let read = if in_powers || (cell.kind == CellKind::Number && digits > 15) {
        Err(IdNumberError::Rounded)
    } else {
        IdNumber::parse(text.trim_end_matches(['‘', '’', '`', '"', '.', ',']))
    };
    let cause = match read {
        Ok(number) => return Some(number),
        Err(IdNumberError::Length) => Cause::IdLength,
        Err(IdNumberError::Character) => Cause::IdCharacter,
        Err(IdNumberError::Birth) => Cause::IdBirth,
        Err(IdNumberError::Check) => Cause::IdCheck,
        Err(IdNumberError::Rounded) => Cause::IdRounded,
    };
    row.say(Column::IdNumber, cause);
    None
}

/// The birth date; the number's comes first.
fn birth(row: &mut Row<'_>, number: Option<&IdNumber>) -> Option<NaiveDate> {
    let cell = row.cell(Column::Birth);
    let written = day_in(&cell);
    let cut = cell.kind == CellKind::Number && is_cut(&cell.text);
    if written.is_none() && !is_blank_word(&cell.text) && !(cut && number.is_some()) {
        row.say(Column::Birth, Cause::Date);
    }
    let told = number.map(IdNumber::birth);
    let differs = match (told, written) {
        (Some(told), Some(MessyDate::Day(day))) => told != day,
        (Some(told), Some(MessyDate::Month(day))) => (told.year(), told.month()) != (day.year(), day.month()),
        _ => false,
    };
    if differs {
        row.say(Column::Birth, Cause::BirthDiffers);
    }
    told.or(written.map(MessyDate::day))
}

/// An age makes no birth date; it only shows that one cannot be right.
fn plausible(row: &mut Row<'_>, birth: Option<NaiveDate>, as_of: NaiveDate) {
    let Some(age) = row.value(Column::Age, Cause::Word, words::age) else { return };
    let Some(birth) = birth else { return };
    let real = if birth > as_of { 0 } else { age_on(birth, as_of) };
    // Counted the old way, a child is up to two years older.
    if age + 1 < real || age > real + 2 {
        row.say(Column::Age, Cause::BirthDiffers);
    }
}

fn sex(row: &mut Row<'_>, number: Option<&IdNumber>) -> Option<crate::register::Sex> {
    let written = row.value(Column::Sex, Cause::Word, words::sex);
    let told = number.map(IdNumber::sex);
    if let (Some(written), Some(told)) = (written, told)
        && written != told
    {
        row.say(Column::Sex, Cause::SexDiffers);
    }
    told.or(written)
}

/// Where a parent's values stand.
#[derive(Debug, Clone, Copy)]
struct Side {
    name: Column,
    place: Column,
    phone: Column,
    since: Column,
    words: [char; 2],
}

const FATHER: Side = Side {
    name: Column::FatherName,
    place: Column::FatherPlace,
    phone: Column::FatherPhone,
    since: Column::FatherSince,
    words: ['父', '爸'],
};
const MOTHER: Side = Side {
    name: Column::MotherName,
    place: Column::MotherPlace,
    phone: Column::MotherPhone,
    since: Column::MotherSince,
    words: ['母', '妈'],
};

const MEMBERS: [[Column; 4]; 2] = [
    [Column::Member1Relation, Column::Member1Name, Column::Member1Phone, Column::Member1Place],
    [Column::Member2Relation, Column::Member2Name, Column::Member2Phone, Column::Member2Place],
];

/// Father or mother, from columns of their own or from the registry's members of the family.
fn parent(row: &mut Row<'_>, side: Side, around: Around<'_>) -> ParentRead {
    let member = MEMBERS.into_iter().find(|[relation, ..]| is_parent(&row.text(*relation), side.words));
    let [_, name, phone, place] = member.unwrap_or([side.name, side.name, side.phone, side.place]);
    let pick = |row: &Row<'_>, own: Column, other: Column| if row.text(own).is_empty() { other } else { own };
    let written = row.text(pick(row, side.name, name));
    let (kept, remark) = with_remark(&written);
    let dead =
        |text: &str| Some(place_of(text, None)).filter(|away| matches!(away, Away::Deceased | Away::LostContact));
    let by_name = remark.as_deref().and_then(dead).or_else(|| dead(&kept));
    if remark.as_deref().is_some_and(|text| dead(text).is_none() && phones(text).is_empty()) {
        row.say(pick(row, side.name, name), Cause::Word);
    }
    let place = row.cell(pick(row, side.place, place)).text;
    let place = if place.is_empty() { of_both(&row.cell(Column::ParentsPlace).text, side.words) } else { place };
    let place = super::text::in_line(&place).into_owned();
    let away = (!place.is_empty()).then(|| place_of(&place, around.county)).or(by_name);
    let own = row.phone(pick(row, side.phone, phone));
    let name = without_phone(&kept).filter(|_| dead(&kept).is_none());
    ParentRead {
        name: name.map(|text| name::kept(&text)),
        phone: own.or_else(|| phones(&written).into_iter().next()),
        away,
        place: Some(place).filter(|place| !is_blank_word(place)),
        since: since(row, side, away, around.as_of),
    }
}

fn is_parent(relation: &str, words: [char; 2]) -> bool {
    let other = ["祖", "伯", "叔", "姑", "舅", "姨", "岳", "外", "干"];
    let count = relation.chars().count();
    relation.contains(words) && count <= 4 && !super::text::has(relation, &other) && !relation.contains("父母")
}

/// What a text about both parents says of one: `父亲广东，母亲在家`.
fn of_both(text: &str, words: [char; 2]) -> String {
    let sides = [FATHER.words, MOTHER.words];
    let parts: Vec<&str> =
        text.split(['，', ',', '；', ';', '、', '/', '\n', ' ', '　']).filter(|p| !p.is_empty()).collect();
    let begins = |part: &str, words: [char; 2]| part.starts_with(words) && !part.starts_with("父母");
    let told_apart = sides.iter().all(|side| parts.iter().any(|part| begins(part, *side)));
    if !told_apart {
        return ["父母均在", "父母都在", "父母在", "父母"]
            .iter()
            .find_map(|w| text.strip_prefix(w))
            .unwrap_or(text)
            .to_owned();
    }
    let own = parts.into_iter().find(|part| begins(part, words)).unwrap_or_default();
    let bare = own.trim_start_matches(['父', '母', '爸', '妈', '亲']).trim_start_matches(['：', ':', '在', '去']);
    // 在家 says it itself.
    if bare.starts_with('家') { format!("在{bare}") } else { bare.to_owned() }
}

/// A name without the phone number beside it.
fn without_phone(text: &str) -> Option<String> {
    let bare = if phones(text).is_empty() {
        text
    } else {
        text.trim_end_matches(|c: char| c.is_ascii_digit() || " -—:：/".contains(c))
    };
    let bare = bare.trim();
    (!bare.is_empty() && !is_blank_word(bare)).then(|| bare.to_owned())
}

/// Since when a parent has been away: one who is, or of whom nobody says where.
fn since(row: &mut Row<'_>, side: Side, away: Option<Away>, as_of: NaiveDate) -> Option<NaiveDate> {
    let column = if row.table.has(side.since) { side.since } else { Column::Since };
    let cell = row.cell(column);
    let read = |text: &str| {
        if cell.kind == CellKind::Text { parse_since(text, as_of) } else { day_in(&cell).map(MessyDate::day) }
    };
    // The one column of both is said once.
    let is_first = column == side.since || side.words == FATHER.words;
    let found = if is_first { row.value(column, Cause::Date, read) } else { read(&cell.text) };
    let is_away = away.is_some_and(|away| {
        matches!(away, Away::InCounty | Away::InProvince | Away::OutOfProvince | Away::Abroad | Away::LostContact)
    });
    let says_nothing = !row.table.has(side.place) && !row.table.has(Column::ParentsPlace) && away.is_none();
    found.filter(|_| is_away || says_nothing)
}

/// Who looks after the child: the carer's own columns, else the member of the family who is no parent.
fn carer(row: &mut Row<'_>) -> CarerRead {
    let quality = row.value(Column::Quality, Cause::Word, words::quality);
    let cell = row.text(Column::CarerName);
    let (mut name, mut relation) = name_and_relation(&without_phone(&cell).unwrap_or_default());
    let (other_name, other_relation) = name_and_relation(&row.text(Column::CarerRelation));
    let mut said_in = Column::CarerName;
    if other_relation.is_some() || carer_of(other_name.as_deref().unwrap_or_default()).is_some() || relation.is_none() {
        said_in = Column::CarerRelation;
        match (other_relation, other_name) {
            (Some(told), beside) => {
                relation = Some(told);
                name = name.or(beside);
            }
            (None, Some(told)) => relation = Some(told),
            (None, None) => {}
        }
    }
    let phone = row.phone(Column::CarerPhone).or_else(|| phones(&cell).into_iter().next());
    let mut carer = CarerRead { name: name.map(|n| name::kept(&n)), relation, kind: None, phone, quality };
    if carer.name.is_none() && carer.relation.is_none() {
        said_in = from_members(row, &mut carer);
    }
    carer.kind = carer.relation.as_deref().and_then(carer_of);
    if carer.relation.is_some() && carer.kind.is_none() {
        row.say(said_in, Cause::Word);
    }
    carer
}

/// A member of the family who is no parent. Returns where the relation was said.
fn from_members(row: &mut Row<'_>, carer: &mut CarerRead) -> Column {
    for [relation, name, phone, _] in MEMBERS {
        let told = row.text(relation);
        if told.is_empty() || is_parent(&told, FATHER.words) || is_parent(&told, MOTHER.words) {
            continue;
        }
        carer.name = row.told(name).map(|text| name::kept(&text));
        carer.relation = Some(told);
        if let Some(number) = row.phone(phone) {
            carer.phone = carer.phone.take().or(Some(number));
        }
        return relation;
    }
    Column::CarerRelation
}
