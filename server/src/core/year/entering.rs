//! A child comes to a school, typed in by hand. It is read as a row of a school's file is read, so that the same is
//! asked of it at either door: what cannot be read is said, and nobody is made a second time unasked.

use chrono::NaiveDate;
use desk_api::year::{Entered, TypedChild, Who};
use domain::guardianship::{Fact, register_on};
use domain::id::{ActId, SchoolId};
use domain::import::draft::entered;
use domain::import::draft::identity::alike;
use domain::import::draft::known::Known;
use domain::import::finding::Cause;
use domain::import::reading::{ChildRead, SheetRead};
use domain::import::sheet::{Cell, Sheet};
use domain::import::{Recipe, read};
use domain::register::{Act, Draft, History, School, Written};
use storage::{By, DoneAct, StorageError, Unit};

use crate::core::import::{Tools, digested, numbers};
use crate::core::named;
use crate::core::{acts, doubles};

/// A child that comes to a school.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'n> {
    /// The school.
    pub school: SchoolId,
    /// What was typed.
    pub typed: &'n TypedChild,
    /// The first day there.
    pub from: NaiveDate,
    /// Who it is, by what somebody said who was asked.
    pub who: Who,
}

/// What was typed, as a sheet of one row.
fn sheet(typed: &TypedChild) -> Sheet {
    let cells = [
        ("姓名", &typed.name),
        ("性别", &typed.sex),
        ("出生日期", &typed.birth),
        ("身份证号", &typed.id_number),
        ("班级", &typed.class_name),
        ("家庭住址", &typed.address),
        ("父亲姓名", &typed.father),
        ("母亲姓名", &typed.mother),
        ("监护人姓名", &typed.carer),
        ("与学生关系", &typed.relation),
        ("监护人电话", &typed.phone),
    ];
    let row = |of: fn(&(&'static str, &String)) -> Cell| cells.iter().map(of).collect();
    let rows = vec![row(|(title, _)| Cell::text(title)), row(|(_, text)| Cell::text(text))];
    Sheet { first_row: 1, first_column: 1, rows, ..Sheet::default() }
}

/// The child, or what of it cannot be read.
fn child_of(typed: &TypedChild, today: NaiveDate) -> Result<ChildRead, Entered> {
    let unfit = |causes| Err(Entered::Unfit(causes));
    let SheetRead::Table(reading) = read(&sheet(typed), today, &Recipe::default()) else {
        return unfit(vec![(None, Cause::NoName)]);
    };
    if !reading.findings.is_empty() {
        return unfit(reading.findings.iter().map(|found| (found.column, found.cause)).collect());
    }
    match <[ChildRead; 1]>::try_from(reading.children) {
        Ok([child]) => Ok(child),
        Err(_) => unfit(vec![(None, Cause::NoName)]),
    }
}

/// A child comes to the school; none when there is no such school.
pub async fn enter(
    unit: &mut dyn Unit,
    tools: Tools<'_>,
    history: &History,
    newcomer: Newcomer<'_>,
    by: By,
) -> Result<Option<Entered>, StorageError> {
    let Newcomer { school, typed, from, who } = newcomer;
    let Some(kind) = unit.schools().get(school).await?.filter(School::goes_on).map(|s| s.kind) else { return Ok(None) };
    let today = tools.clock.today();
    let child = match child_of(typed, today) {
        Ok(child) => child,
        Err(unfit) => return Ok(Some(unfit)),
    };
    let numbers = numbers(unit, history, school).await?;
    // Whoever comes on a later day is there by then, and so are those who are compared with it.
    let register = register_on(history, from.max(today));
    let links = unit.doubles().links().await?;
    let known = Known::of(history, &register, (school, kind), from.max(today), &numbers, vec![]);
    let known = known.leading(|child| doubles::kept(&links, child));
    let alike = alike(&known, &child);
    let same = match who {
        Who::NotSaid if !alike.is_empty() => return Ok(Some(Entered::Alike(alike))),
        Who::Same(id) => match alike.iter().find(|one| one.child == id) {
            Some(_) if known.child(id).is_some_and(|c| c.enrolment.is_some()) => return Ok(Some(Entered::Here(id))),
            Some(_) => Some(id),
            None => return Ok(Some(Entered::Alike(alike))),
        },
        Who::NotSaid | Who::New => None,
    };
    let id = ActId(tools.clock.uuid());
    let (who, written, numbers) = entered(&child, same, &known, by.at, &|name| named(id.0, name));
    let class_name = child.class_name.clone().unwrap_or_default();
    let act = Act::Enter { child: who, school, class_name, from };
    let draft = acts::preview(unit, &act, today, || named(id.0, "enrolment")).await?;
    if draft.enrolments.is_empty() {
        return Ok(Some(Entered::Elsewhere));
    }
    let about = written.into_iter().filter_map(|one| match one {
        Written::Enrolment(_) => None,
        Written::Fact(fact) => Some(Written::Fact(Fact { seen_on: today.min(from), ..fact })),
        other => Some(other),
    });
    let about: Vec<Written> = about.collect();
    let began = |one: &&Written| matches!(one, Written::Relation(_)) && history.newest(one).is_none();
    let relations = about.iter().filter(began).filter_map(|one| match one {
        Written::Relation(relation) => Some(relation.id),
        _ => None,
    });
    let draft = Draft { relations: relations.collect(), ..draft };
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &[about, draft.written()].concat()).await?;
    unit.children().keep_numbers(&digested(tools, &numbers)).await?;
    unit.acts().add(&DoneAct { id, school, seq, act, draft, taken_back: None }).await?;
    Ok(Some(Entered::Done(who)))
}
