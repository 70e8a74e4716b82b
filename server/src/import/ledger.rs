//! A ledger of children, as read: every value understood or reported.

use chrono::NaiveDate;
use domain::guardianship::{Away, CareQuality, CarerKind, ParentWhere};
use domain::import::messy_date::{MessyDate, parse, parse_since};
use domain::register::Sex;
use domain::register::id_number::{IdNumber, IdNumberError};
use domain::register::phone::Phone;

use super::columns::{Column, Part, Table, is_closing};
use super::report::{Finding, Report, Trouble};
use super::sheet::{Cell, Sheet};

/// A parent as the ledger knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    pub name: String,
    pub phone: Option<String>,
    pub place: ParentWhere,
}

/// A child as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerChild {
    /// File, sheet and row, for findings that come later.
    pub place: String,
    pub row: usize,
    pub name: String,
    pub class_name: String,
    pub sex: Option<Sex>,
    pub birth: Option<NaiveDate>,
    pub id_number: Option<IdNumber>,
    pub address: String,
    pub father: Parent,
    pub mother: Parent,
    pub carer_name: String,
    pub relation: String,
    pub carer: Option<CarerKind>,
    pub carer_phone: Option<String>,
    pub quality: Option<CareQuality>,
    pub boarding: Option<bool>,
    pub mentor: String,
}

/// Reads one row's cells and reports what cannot be understood.
struct Row<'a> {
    sheet: &'a Sheet,
    table: &'a Table,
    cells: &'a [Cell],
    number: usize,
    report: &'a mut Report,
}

impl Row<'_> {
    fn text(&self, column: Column) -> String {
        self.table.cell(self.cells, column).text
    }

    fn say(&mut self, column: Column, trouble: Trouble) {
        self.report.findings.push(Finding {
            place: self.sheet.title(),
            row: self.number,
            column: self.table.title(column),
            read: self.text(column),
            trouble,
        });
    }

    /// Reads a value that may be empty; what is there and makes no sense is reported.
    fn value<T>(&mut self, column: Column, trouble: Trouble, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let value = read(&text);
        if value.is_none() {
            self.say(column, trouble);
        }
        value
    }

    fn phone(&mut self, column: Column) -> Option<String> {
        self.value(column, Trouble::Phone, |text| Phone::parse(text).ok().map(|p| p.number))
    }

    fn id_number(&mut self) -> Option<IdNumber> {
        let cell = self.table.cell(self.cells, Column::IdNumber);
        if cell.text.is_empty() {
            return None;
        }
        // As a number only 15 digits survive, whatever the last three look like.
        let read = if cell.number { Err(IdNumberError::Rounded) } else { IdNumber::parse(&cell.text) };
        let why = match read {
            Ok(number) => return Some(number),
            Err(IdNumberError::Length) => "应为 18 位",
            Err(IdNumberError::Character) => "有别的字符",
            Err(IdNumberError::Birth) => "出生日期不存在",
            Err(IdNumberError::Check) => "校验码不对",
            Err(IdNumberError::Rounded) => "被表格软件四舍五入了",
        };
        self.say(Column::IdNumber, Trouble::IdNumber(why));
        None
    }
}

/// Where a place of work is, from its name.
pub fn place_of(text: &str) -> Away {
    const PROVINCE: [&str; 6] = ["西安", "安康", "陕西", "咸阳", "宝鸡", "汉中"];
    match text {
        "" | "不详" | "不知" | "/" | "无" => Away::Unknown,
        "失联" | "联系不上" => Away::LostContact,
        "已故" | "去世" | "死亡" => Away::Deceased,
        t if t.starts_with("在家") || t == "本村" => Away::Home,
        t if t.contains("县城") || t == "本县" => Away::InCounty,
        t if PROVINCE.iter().any(|p| t.contains(p)) => Away::InProvince,
        _ => Away::OutOfProvince,
    }
}

/// Who looks after the child, from the word for the relation.
pub fn carer_of(relation: &str) -> Option<CarerKind> {
    let has = |words: &[&str]| words.iter().any(|w| relation.contains(w));
    Some(match relation {
        "" => return None,
        _ if has(&["外公", "外婆", "外祖", "姥"]) => CarerKind::MaternalGrandparents,
        _ if has(&["爷", "奶", "祖父", "祖母", "婆婆", "公公"]) => CarerKind::PaternalGrandparents,
        _ if has(&["父亲", "母亲", "爸", "妈"]) => CarerKind::ParentHome,
        "本人" | "自己" | "无" | "无人" => CarerKind::Nobody,
        _ if has(&["邻居", "朋友"]) => CarerKind::Neighbour,
        _ if has(&["姑", "叔", "伯", "舅", "姨", "婶", "哥", "姐", "亲戚"]) => CarerKind::Relative,
        _ => return None,
    })
}

fn sex(text: &str) -> Option<Sex> {
    match text.chars().next() {
        Some('男') => Some(Sex::Male),
        Some('女') => Some(Sex::Female),
        _ => None,
    }
}

fn quality(text: &str) -> Option<CareQuality> {
    match text {
        "好" | "较好" | "良好" => Some(CareQuality::Good),
        "一般" => Some(CareQuality::Fair),
        "差" | "较差" => Some(CareQuality::Poor),
        _ => None,
    }
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "是" | "Y" | "y" | "√" | "1" | "住校" | "寄宿" | "有" => Some(true),
        "否" | "N" | "n" | "×" | "0" | "走读" | "无" => Some(false),
        _ => None,
    }
}

/// Whether the pupil registry says that the child is not left behind.
fn is_not_left_behind(text: &str) -> bool {
    matches!(text, "0" | "非留守儿童" | "非留守" | "否" | "N")
}

/// Reads a ledger; what cannot be understood goes into the report.
pub fn read(sheet: &Sheet, table: &Table, today: NaiveDate, report: &mut Report) -> Vec<LedgerChild> {
    let mut children = Vec::new();
    let mut class_above = String::new();
    for (at, cells) in sheet.rows.iter().enumerate().skip(table.first) {
        if cells.iter().all(|c| c.text.is_empty()) {
            continue;
        }
        if is_closing(cells) {
            break;
        }
        let mut row = Row { sheet, table, cells, number: sheet.first_row + at, report };
        let class = row.text(Column::Class);
        if !class.is_empty() {
            class_above = format!("{}{class}", row.text(Column::Grade));
        }
        if is_not_left_behind(&row.text(Column::LeftBehind)) {
            continue;
        }
        if row.text(Column::Name).is_empty() {
            row.say(Column::Name, Trouble::NoName);
            continue;
        }
        children.push(child(&mut row, class_above.clone(), today));
    }
    children
}

fn child(row: &mut Row<'_>, class_name: String, today: NaiveDate) -> LedgerChild {
    let id_number = row.id_number();
    let written = row.value(Column::Birth, Trouble::Date, parse);
    let birth = id_number.as_ref().map(IdNumber::birth).or(written.map(MessyDate::day));
    let differs = match (&id_number, written) {
        (Some(id), Some(MessyDate::Day(day))) => id.birth() != day,
        (Some(id), Some(MessyDate::Month(day))) => {
            use chrono::Datelike as _;
            (id.birth().year(), id.birth().month()) != (day.year(), day.month())
        }
        _ => false,
    };
    if differs {
        row.say(Column::Birth, Trouble::BirthDiffers);
    }
    let since = row.value(Column::Since, Trouble::Date, |text| parse_since(text, today));
    let family_phone = row.phone(Column::FamilyPhone);
    let both = row.text(Column::ParentsPlace);
    let [father, mother] = parents(row, since, &both);
    let father = Parent { phone: father.phone.or(family_phone), ..father };
    let relation = row.text(Column::CarerRelation);
    LedgerChild {
        place: row.sheet.title(),
        row: row.number,
        name: row.text(Column::Name),
        class_name,
        sex: id_number.as_ref().map(IdNumber::sex).or(row.value(Column::Sex, Trouble::Word, sex)),
        birth,
        address: row.text(Column::Address),
        father,
        mother,
        carer_name: row.text(Column::CarerName),
        carer: row.value(Column::CarerRelation, Trouble::Word, carer_of),
        relation,
        carer_phone: row.phone(Column::CarerPhone),
        quality: row.value(Column::Quality, Trouble::Word, quality),
        boarding: row.value(Column::Boarding, Trouble::Word, yes),
        mentor: row.text(Column::Mentor),
        id_number,
    }
}

/// Father and mother, from columns of their own or from the registry's family members.
fn parents(row: &mut Row<'_>, since: Option<NaiveDate>, both: &str) -> [Parent; 2] {
    let members = [Column::Member1 as fn(Part) -> Column, Column::Member2];
    let sides = [
        (Column::FatherName, Column::FatherPlace, Column::FatherPhone, "父"),
        (Column::MotherName, Column::MotherPlace, Column::MotherPhone, "母"),
    ];
    sides.map(|(name, place, phone, word)| {
        let member = members.into_iter().find(|m| row.text(m(Part::Relation)).contains(word));
        let pick = |row: &Row<'_>, own: Column, part: Part| {
            let text = row.text(own);
            match member {
                Some(member) if text.is_empty() => row.text(member(part)),
                _ => text,
            }
        };
        let place = pick(row, place, Part::Place);
        let place = if place.is_empty() { both.to_owned() } else { place };
        let away = place_of(&place);
        let at = ParentWhere { away, place, since: None };
        let since = since.filter(|_| at.is_away());
        Parent {
            name: pick(row, name, Part::Name),
            phone: row.phone(phone).or_else(|| member.and_then(|m| row.phone(m(Part::Phone)))),
            place: ParentWhere { since, ..at },
        }
    })
}
