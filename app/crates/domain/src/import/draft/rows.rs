//! The rows of several files that are about one child, put together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Field;
use crate::import::reading::{CarerRead, ChildRead, ParentRead, Reading};
use crate::register::name;
use crate::register::school_year::class_key;

/// A child of the files: what the first row says, with what later ones add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Names the row: the table and the row's number.
    pub key: String,
    /// File, sheet and row, as a person calls them.
    pub place: String,
    /// What is read.
    pub read: ChildRead,
}

/// Two rows about one child that do not agree. The first is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Name of the child.
    pub name: String,
    /// The field.
    pub field: Field,
    /// The row that is taken.
    pub taken: String,
    /// The row that is not.
    pub other: String,
}

/// A table of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// By which the batch knows it; it stays when another is taken away.
    pub id: u32,
    /// The table as it was understood.
    pub reading: Reading,
}

impl Table {
    /// File and sheet, as a person calls them.
    pub fn title(&self) -> String {
        let Reading { file, sheet, .. } = &self.reading;
        if sheet.is_empty() { file.clone() } else { format!("{file}〔{sheet}〕") }
    }
}

/// Whether two rows of different tables are surely one child.
fn is_one(one: &ChildRead, other: &ChildRead) -> bool {
    let number = one.id_number.as_ref().zip(other.id_number.as_ref()).map(|(a, b)| a == b);
    let birth = one.birth.zip(other.birth).map(|(a, b)| a == b);
    let class = one.class_name.as_ref().zip(other.class_name.as_ref()).map(|(a, b)| class_key(a) == class_key(b));
    let named = name::same(&one.name, &other.name);
    let against = number == Some(false) || (birth == Some(false) && number.is_none());
    named && !against && [number, birth, class].contains(&Some(true))
}

/// Puts rows together: what the first does not say is taken from the next.
pub fn merged(tables: &[Table]) -> (Vec<Row>, Vec<Contradiction>) {
    let (mut rows, mut contradictions): (Vec<Row>, Vec<Contradiction>) = (vec![], vec![]);
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for table in tables {
        let before = rows.len();
        for read in &table.reading.children {
            let place = format!("{} {}", table.title(), read.row);
            let bearers = by_name.entry(name::key(&read.name)).or_default();
            let same = bearers.iter().copied().filter(|at| *at < before);
            let found = same.into_iter().find(|at| rows.get(*at).is_some_and(|row| is_one(&row.read, read)));
            match found.and_then(|at| rows.get_mut(at)) {
                Some(row) => {
                    for field in fill(&mut row.read, read) {
                        let (name, taken, other) = (row.read.name.clone(), row.place.clone(), place.clone());
                        contradictions.push(Contradiction { name, field, taken, other });
                    }
                }
                None => {
                    bearers.push(rows.len());
                    rows.push(Row { key: format!("{} {}", table.id, read.row), place, read: read.clone() });
                }
            }
        }
    }
    (rows, contradictions)
}

/// Fills what is not said; gives the field where both say something else.
fn take<T: Clone + PartialEq>(into: &mut Option<T>, from: Option<&T>, field: Field) -> Option<Field> {
    match (&into, from) {
        (Some(one), Some(other)) if one != other => Some(field),
        (None, Some(other)) => {
            *into = Some(other.clone());
            None
        }
        _ => None,
    }
}

fn fill(into: &mut ChildRead, from: &ChildRead) -> Vec<Field> {
    let parents = [
        (Field::FatherName, Field::FatherPhone, Field::FatherPlace),
        (Field::MotherName, Field::MotherPhone, Field::MotherPlace),
    ];
    let mut differ = vec![
        take(&mut into.former_name, from.former_name.as_ref(), Field::Name),
        take(&mut into.class_name, from.class_name.as_ref(), Field::Class),
        take(&mut into.sex, from.sex.as_ref(), Field::Sex),
        take(&mut into.birth, from.birth.as_ref(), Field::Birth),
        take(&mut into.id_number, from.id_number.as_ref(), Field::IdNumber),
        take(&mut into.address, from.address.as_ref(), Field::Address),
        take(&mut into.boarding, from.boarding.as_ref(), Field::Boarding),
        take(&mut into.mentor, from.mentor.as_ref(), Field::Mentor),
    ];
    take(&mut into.mentor_phone, from.mentor_phone.as_ref(), Field::Mentor);
    take(&mut into.family_phone, from.family_phone.as_ref(), Field::CarerPhone);
    take(&mut into.left_behind, from.left_behind.as_ref(), Field::Carer);
    for ((into, from), fields) in
        [(&mut into.father, &from.father), (&mut into.mother, &from.mother)].into_iter().zip(parents)
    {
        differ.extend(fill_parent(into, from, fields));
    }
    differ.extend(fill_carer(&mut into.carer, &from.carer));
    let mut fields: Vec<Field> = differ.into_iter().flatten().collect();
    fields.dedup();
    fields
}

fn fill_parent(into: &mut ParentRead, from: &ParentRead, fields: (Field, Field, Field)) -> Vec<Option<Field>> {
    vec![
        take(&mut into.name, from.name.as_ref(), fields.0),
        take(&mut into.phone, from.phone.as_ref(), fields.1),
        take(&mut into.away, from.away.as_ref(), fields.2),
        take(&mut into.place, from.place.as_ref(), fields.2),
        take(&mut into.since, from.since.as_ref(), fields.2),
    ]
}

fn fill_carer(into: &mut CarerRead, from: &CarerRead) -> Vec<Option<Field>> {
    vec![
        take(&mut into.name, from.name.as_ref(), Field::CarerName),
        take(&mut into.phone, from.phone.as_ref(), Field::CarerPhone),
        take(&mut into.relation, from.relation.as_ref(), Field::Carer),
        take(&mut into.kind, from.kind.as_ref(), Field::Carer),
        take(&mut into.quality, from.quality.as_ref(), Field::Carer),
    ]
}
