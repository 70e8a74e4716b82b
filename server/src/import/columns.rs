//! Recognises the table in a sheet: its header row, and what each column means.

use std::collections::BTreeMap;

use super::sheet::{Cell, Sheet};

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Class,
    Grade,
    Name,
    Sex,
    Birth,
    IdNumber,
    Address,
    FatherName,
    FatherPlace,
    FatherPhone,
    MotherName,
    MotherPlace,
    MotherPhone,
    /// Where both parents are, in one column.
    ParentsPlace,
    Since,
    /// A phone number of the family, nobody says whose.
    FamilyPhone,
    CarerName,
    CarerRelation,
    CarerPhone,
    Quality,
    Boarding,
    /// 0, 1, 2 or the words of the pupil registry.
    LeftBehind,
    Mentor,
    MentorPhone,
    /// The pupils of a mentor, several in one cell.
    Pupils,
    /// Members of the family in the pupil registry's export: name, relation, phone, place.
    Member1(Part),
    Member2(Part),
}

/// Part of a family member's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Name,
    Relation,
    Phone,
    Place,
}

/// Titles as schools write them, without blanks and brackets. The longer stands before the shorter.
const TITLES: &[(&str, Column)] = &[
    ("结对学生", Column::Pupils),
    ("帮扶学生", Column::Pupils),
    ("结对教师", Column::Mentor),
    ("帮扶教师", Column::Mentor),
    ("教师姓名", Column::Mentor),
    ("手机号", Column::MentorPhone),
    ("教师电话", Column::MentorPhone),
    ("成员1姓名", Column::Member1(Part::Name)),
    ("成员1关系", Column::Member1(Part::Relation)),
    ("成员1联系电话", Column::Member1(Part::Phone)),
    ("成员1工作单位", Column::Member1(Part::Place)),
    ("成员2姓名", Column::Member2(Part::Name)),
    ("成员2关系", Column::Member2(Part::Relation)),
    ("成员2联系电话", Column::Member2(Part::Phone)),
    ("成员2工作单位", Column::Member2(Part::Place)),
    ("父亲姓名", Column::FatherName),
    ("父亲务工地点", Column::FatherPlace),
    ("父亲务工地", Column::FatherPlace),
    ("父亲去向", Column::FatherPlace),
    ("父亲电话", Column::FatherPhone),
    ("母亲姓名", Column::MotherName),
    ("母亲务工地点", Column::MotherPlace),
    ("母亲务工地", Column::MotherPlace),
    ("母亲去向", Column::MotherPlace),
    ("母亲电话", Column::MotherPhone),
    ("父母去向", Column::ParentsPlace),
    ("父母务工地点", Column::ParentsPlace),
    ("外出时间", Column::Since),
    ("监护人电话", Column::CarerPhone),
    ("监护人关系", Column::CarerRelation),
    ("与学生关系", Column::CarerRelation),
    ("关系", Column::CarerRelation),
    ("监护情况", Column::Quality),
    ("实际监护人", Column::CarerName),
    ("监护人姓名", Column::CarerName),
    ("监护人", Column::CarerName),
    ("联系电话", Column::FamilyPhone),
    ("家庭住址", Column::Address),
    ("现住址", Column::Address),
    ("住址", Column::Address),
    ("身份证号码", Column::IdNumber),
    ("身份证件号", Column::IdNumber),
    ("身份证号", Column::IdNumber),
    ("身份证", Column::IdNumber),
    ("出生年月", Column::Birth),
    ("出生日期", Column::Birth),
    ("是否留守儿童", Column::LeftBehind),
    ("是否寄宿生", Column::Boarding),
    ("是否寄宿", Column::Boarding),
    ("学生姓名", Column::Name),
    ("儿童姓名", Column::Name),
    ("姓名", Column::Name),
    ("性别", Column::Sex),
    ("年级", Column::Grade),
    ("班级", Column::Class),
];

/// Rows among which the header is looked for.
const HEADER_ROWS: usize = 15;
/// Fewest columns that make a header.
const HEADER_COLUMNS: usize = 3;

/// A recognised table: where each column stands, and by which title.
#[derive(Debug, Clone)]
pub struct Table {
    columns: BTreeMap<Column, (usize, String)>,
    /// Index of the first row below the header.
    pub first: usize,
}

fn plain(title: &str) -> String {
    let title = domain::register::phone::half_width(title);
    let head = title.split('(').next().unwrap_or_default();
    head.chars().filter(|c| !c.is_whitespace()).collect()
}

fn meaning(title: &str) -> Option<Column> {
    let plain = plain(title);
    TITLES.iter().find(|(known, _)| *known == plain).map(|(_, column)| *column)
}

/// Finds the header and what its columns mean; `None` when the sheet holds no table we know.
pub fn recognise(sheet: &Sheet) -> Option<Table> {
    for (at, row) in sheet.rows.iter().enumerate().take(HEADER_ROWS) {
        let mut columns = BTreeMap::new();
        for (index, cell) in row.iter().enumerate() {
            if let Some(column) = meaning(&cell.text) {
                columns.entry(column).or_insert_with(|| (index, cell.text.clone()));
            }
        }
        let named = columns.contains_key(&Column::Name) || columns.contains_key(&Column::Pupils);
        if named && columns.len() >= HEADER_COLUMNS {
            return Some(Table { columns, first: at + 1 });
        }
    }
    None
}

impl Table {
    /// Whether it is a roster of mentors with their pupils.
    pub fn is_roster(&self) -> bool {
        self.columns.contains_key(&Column::Pupils)
    }

    /// The cell of a column; an empty one where the table has no such column.
    pub fn cell(&self, row: &[Cell], column: Column) -> Cell {
        self.columns.get(&column).and_then(|(index, _)| row.get(*index)).cloned().unwrap_or_default()
    }

    /// The column's own title, for a report.
    pub fn title(&self, column: Column) -> String {
        self.columns.get(&column).map(|(_, title)| title.clone()).unwrap_or_default()
    }
}

/// Whether a row is a total or a sign-off line instead of an entry.
pub fn is_closing(row: &[Cell]) -> bool {
    let first = row.iter().map(|c| plain(&c.text)).find(|t| !t.is_empty()).unwrap_or_default();
    ["合计", "总计", "小计", "单位负责人", "复核人", "填表人", "审核人", "制表"].iter().any(|w| first.starts_with(w))
}
