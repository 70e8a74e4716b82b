//! A child's file as the register has it, everything readable.

use chrono::NaiveDate;
use domain::guardianship::{Fact, FactKind};
use domain::id::{AccountId, ChildId};
use domain::log::Log;
use domain::register::{Adult, Child, Pairing};
use domain::report::{FactLine, fact_lines};
use domain::term::Term;
use domain::term::flower::{Flower, flower};
use storage::{Since, StorageError, Unit};
use sync::RowBody;

/// A child's file.
pub struct File {
    /// The child.
    pub child: Child,
    /// Where the child lives.
    pub address: String,
    /// Parents and carers.
    pub adults: Vec<Adult>,
    /// The entries, newest first.
    pub logs: Vec<Log>,
    /// Every version of the home's facts, each with the number under which it arrived.
    facts: Vec<(u64, Fact)>,
    /// Every pairing.
    pairings: Vec<Pairing>,
}

/// Reads a child's file.
pub async fn read(unit: &mut dyn Unit, id: ChildId) -> Result<Option<File>, StorageError> {
    let (mut child, mut address) = (None, String::new());
    let (mut adults, mut logs, mut facts, mut pairings) = (vec![], vec![], vec![], vec![]);
    for row in unit.file_rows(&[id], &[id], None, Since::BEGINNING).await? {
        match row.body {
            RowBody::Child(found) => child = Some(found),
            RowBody::Household(home) => address = home.address,
            RowBody::Adult(adult) => adults.push(adult),
            RowBody::Fact(fact) => facts.push((row.version, fact)),
            RowBody::Log(log) => logs.push(log),
            RowBody::Pairing(pairing) => pairings.push(pairing),
            RowBody::School(_) | RowBody::Rules(_) => {}
        }
    }
    logs.sort_unstable_by_key(|log: &Log| std::cmp::Reverse((log.body.occurred_on, log.captured_at, log.id)));
    Ok(child.map(|child| File { child, address, adults, logs, facts, pairings }))
}

impl File {
    /// The current answers to the four questions.
    pub fn fact_lines(&self) -> Vec<FactLine> {
        let versions: Vec<&Fact> = self.facts.iter().map(|(_, fact)| fact).collect();
        fact_lines(&versions, |kind| self.is_disputed(kind))
    }

    /// Whether the last answer to arrive contradicts another.
    fn is_disputed(&self, kind: FactKind) -> bool {
        let of_kind = self.facts.iter().filter(|(_, fact)| fact.value.kind() == kind);
        of_kind.max_by_key(|(seq, fact)| (*seq, fact.id)).is_some_and(|(_, fact)| fact.disputes.is_some())
    }

    /// The flower of the term a day belongs to.
    pub fn flower(&self, day: NaiveDate) -> Flower {
        let logs: Vec<&Log> = self.logs.iter().collect();
        let facts: Vec<&Fact> = self.facts.iter().map(|(_, fact)| fact).collect();
        flower(&logs, &facts, Term::of(day))
    }

    /// The child's mentor on a day.
    pub fn mentor_on(&self, day: NaiveDate) -> Option<AccountId> {
        self.pairings.iter().find(|p| p.on(day)).map(|p| p.mentor)
    }
}
