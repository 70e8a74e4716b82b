//! Which child of the school a row is about. The identity number is evidence, not a key, and a name alone links nobody.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::decision::{Asked, Candidate, Doubtful};
use super::known::{Known, KnownChild};
use crate::import::reading::ChildRead;
use crate::register::matching::differing;
use crate::register::school_year::{MovesUp, class_key, moved_up};
use crate::register::{SchoolKind, name};

/// What can be said of a row.
#[derive(Debug)]
pub enum Verdict<'k, 'a> {
    /// It is this child.
    Is(&'k KnownChild<'a>),
    /// The register does not know the child.
    New,
    /// A person must say.
    Ask(Asked),
}

/// Whether two names are one child's, a former name among them.
fn named(known: &KnownChild<'_>, read: &ChildRead) -> bool {
    let is_known = |text: &str| {
        name::same(&known.child.name, text) || known.child.former_names.iter().any(|former| name::same(former, text))
    };
    is_known(&read.name) || read.former_name.as_deref().is_some_and(is_known)
}

/// Whether a class is the same, or the same a year later.
pub fn is_class_of(known: &str, read: &str, kind: SchoolKind) -> bool {
    let same = |class: &str| class_key(class) == class_key(read);
    same(known) || matches!(moved_up(known, kind), MovesUp::To(next) if same(&next))
}

/// Whether birth dates agree; a list may know the month only.
fn born(known: NaiveDate, read: NaiveDate) -> bool {
    use chrono::Datelike as _;
    let month = |day: NaiveDate| (day.year(), day.month());
    known == read || (month(known) == month(read) && (known.day() == 1 || read.day() == 1))
}

/// What speaks for and against a child of the same name.
struct Evidence {
    number: Option<bool>,
    birth: Option<bool>,
    class: Option<bool>,
}

impl Evidence {
    fn of(known: &KnownChild<'_>, read: &ChildRead, kind: SchoolKind) -> Self {
        Self {
            number: known.number.zip(read.id_number.as_deref()).map(|(known, read)| known.as_str() == read),
            birth: known.child.birth.zip(read.birth).map(|(known, read)| born(known, read)),
            class: read.class_name.as_deref().map(|class| is_class_of(known.last_class, class, kind)),
        }
    }

    /// Whether nothing speaks against it, and something besides the name for it.
    fn is_clear(&self) -> bool {
        let all = [self.number, self.birth];
        !all.contains(&Some(false)) && (all.contains(&Some(true)) || self.class == Some(true))
    }

    /// Whether it is surely somebody else: number and birth date are others.
    fn is_another(&self) -> bool {
        self.number == Some(false) && self.birth == Some(false)
    }
}

/// The digits in which a child's number and the row's differ. Of a child who is not the school's any more no number
/// is shown: another school may have given it.
fn digits(known: &KnownChild<'_>, read: &ChildRead) -> Option<(String, String)> {
    let number = known.number.filter(|_| known.enrolment.is_some())?;
    differing(number.as_str(), read.id_number.as_deref()?)
}

fn candidate(known: &KnownChild<'_>, read: &ChildRead) -> Candidate {
    Candidate {
        child: known.child.id,
        name: known.child.name.clone(),
        class_name: known.last_class.to_owned(),
        birth: known.child.birth.filter(|_| known.enrolment.is_some()),
        number: digits(known, read).map(|(known, _)| known),
    }
}

fn ask<'k, 'a>(why: Doubtful, found: &[&'k KnownChild<'a>], read: &ChildRead) -> Verdict<'k, 'a> {
    Verdict::Ask(Asked::WhoIs {
        why,
        candidates: found.iter().map(|known| candidate(known, read)).collect(),
        number: found.first().and_then(|known| digits(known, read)).map(|(_, read)| read),
    })
}

/// Which child a row is about.
pub fn verdict<'k, 'a>(known: &'k Known<'a>, read: &ChildRead) -> Verdict<'k, 'a> {
    let with_number = read.id_number.as_deref().and_then(|number| known.with_number(number));
    if let Some(child) = with_number {
        return if named(child, read) { Verdict::Is(child) } else { ask(Doubtful::NameDiffers, &[child], read) };
    }
    let mut met = BTreeSet::new();
    let bearers: Vec<_> = known
        .named(&read.name)
        .chain(read.former_name.iter().flat_map(|former| known.named(former)))
        .filter(|child| met.insert(child.child.id))
        .map(|child| (child, Evidence::of(child, read, known.kind)))
        .filter(|(_, evidence)| !evidence.is_another())
        .collect();
    let clear: Vec<_> = bearers.iter().filter(|(_, evidence)| evidence.is_clear()).collect();
    let all: Vec<_> = bearers.iter().map(|(child, _)| *child).collect();
    match (clear.as_slice(), bearers.as_slice()) {
        (_, []) => Verdict::New,
        // A namesake whose birth date is another does not make it doubtful; one of whom nothing is known does.
        ([(child, _)], all)
            if all.iter().all(|(other, e)| other.child.id == child.child.id || e.birth == Some(false)) =>
        {
            Verdict::Is(child)
        }
        ([], [(_, evidence)]) => ask(evidence.doubt(), &all, read),
        _ => ask(Doubtful::Namesakes, &all, read),
    }
}

/// The children whom a row may be about: for whoever asks before anything is written.
pub fn alike(known: &Known<'_>, read: &ChildRead) -> Vec<Candidate> {
    match verdict(known, read) {
        Verdict::Is(child) => vec![candidate(child, read)],
        Verdict::Ask(Asked::WhoIs { candidates, .. }) => candidates,
        Verdict::Ask(_) | Verdict::New => vec![],
    }
}

impl Evidence {
    fn doubt(&self) -> Doubtful {
        match (self.number, self.birth) {
            (Some(false), _) => Doubtful::NumberDiffers,
            (_, Some(false)) => Doubtful::BirthDiffers,
            _ => Doubtful::NameOnly,
        }
    }
}
