//! A child's file as the register has it, everything readable.

use chrono::NaiveDate;
use domain::guardianship::left_behind::{Asked, verdicts};
use domain::guardianship::status::pauses;
use domain::guardianship::{Fact, FactKind, FactValue, Status, Verdict, current, parents_to_call};
use domain::id::{AccountId, AdultId, ChildId, SchoolId};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Pairing, Relation, SchoolKind, enrolment, pairing};
use domain::report::{AdultLine, FactLine, fact_lines, handover};
use domain::rules::RuleSet;
use domain::term::due::{Due, LastDays, Situation, due};
use domain::term::flower::{Flower, Told, flower};
use domain::term::hazard::found_on;
use domain::term::{PageDays, Question, Term, TermPage, page};
use storage::{FileRow, Since, StorageError, Unit};

use crate::exchange::rows::readable;

/// A child's file, nothing masked or left out.
pub struct File {
    /// The child in its newest version.
    pub child: Child,
    /// Where the child lives.
    pub address: String,
    /// The entries, newest first.
    pub logs: Vec<Log>,
    /// The adults of the child's household.
    adults: Vec<Adult>,
    /// What adults are to the child.
    relations: Vec<Relation>,
    /// The child's periods at schools, past ones too.
    enrolments: Vec<Enrolment>,
    /// Every version of the facts, each with the number under which it arrived.
    facts: Vec<(u64, Fact)>,
    /// The child's pairings, past ones too.
    pub pairings: Vec<Pairing>,
    /// What was certified of the child, past ones too.
    pub statuses: Vec<Status>,
    /// Every version of the child's pages.
    pub pages: Vec<TermPage>,
    /// What the school asks about them, settled ones too.
    pub questions: Vec<Question>,
}

/// Reads a child's file.
pub async fn read(unit: &mut dyn Unit, id: ChildId) -> Result<Option<File>, StorageError> {
    let (mut child, mut address) = (None, String::new());
    let (mut adults, mut logs, mut facts, mut pairings) = (vec![], vec![], vec![], vec![]);
    let (mut relations, mut enrolments, mut statuses) = (vec![], vec![], vec![]);
    let mut pages = vec![];
    let found = unit.files().rows(&[id], &[id], None, Since::BEGINNING).await?;
    for row in readable(found) {
        match row.value {
            FileRow::Child(found) => child = Some(found),
            FileRow::Household(home) => address = home.address,
            FileRow::Adult(adult) => adults.push(adult),
            FileRow::Relation(relation) => relations.extend(Some(relation).filter(|r| !r.over)),
            FileRow::Enrolment(enrolment) => enrolments.push(enrolment),
            FileRow::Fact(fact) => facts.push((row.seq, fact)),
            FileRow::Log(log) => logs.push(log),
            FileRow::Pairing(pairing) => pairings.push(pairing),
            // The desk reads every pairing as one.
            FileRow::Colleague(_) => {}
            FileRow::Status(status) => statuses.push(status),
            FileRow::TermPage(page) => pages.push(page),
            // Read with those of files that lead here.
            FileRow::Question(_) => {}
        }
    }
    let questions = super::questions::about(unit, id).await?;
    logs.sort_unstable_by_key(|log: &Log| std::cmp::Reverse((log.body.occurred_on, log.captured_at, log.id)));
    Ok(child.map(|child| File {
        child,
        address,
        logs,
        adults,
        relations,
        enrolments,
        facts,
        pairings,
        statuses,
        pages,
        questions,
    }))
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

    /// Who is around the child. An adult of the household whom nobody has related to the child is not.
    pub fn adult_lines(&self) -> Vec<AdultLine> {
        let adult = |id: AdultId| self.adults.iter().find(|adult| adult.id == id);
        self.relations.iter().filter_map(|relation| Some(AdultLine::of(relation, adult(relation.adult)?))).collect()
    }

    /// Every version of the facts about the child and its home.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter().map(|(_, fact)| fact)
    }

    /// The flower of the term a day belongs to.
    pub fn flower(&self, day: NaiveDate, rules: &RuleSet) -> Flower {
        let logs: Vec<&Log> = self.logs.iter().collect();
        let facts: Vec<&Fact> = self.facts.iter().map(|(_, fact)| fact).collect();
        let (child, term) = (&self.child, Term::of(day));
        let page = page::newest(&self.pages, child.id, term);
        flower(&Told { child, logs: &logs, facts: &facts, page, rules }, term)
    }

    /// What is due for the child on a day, by the very function that the phone asks.
    pub fn due(&self, day: NaiveDate, rules: &RuleSet) -> Vec<Due> {
        let logs: Vec<&Log> = self.logs.iter().collect();
        let of_kind = |kind| current(self.facts.iter().map(|(_, fact)| fact), kind).map(|fact| &fact.value);
        let quality = match of_kind(FactKind::Carer) {
            Some(FactValue::Carer { quality, .. }) => *quality,
            _ => None,
        };
        let page = page::newest(&self.pages, self.child.id, Term::of(day));
        let situation = Situation {
            since: pairing::since(&self.child, &self.pairings, day),
            quality,
            pauses: pauses(&self.statuses),
            parents_to_call: parents_to_call(of_kind(FactKind::Parents), &self.relations),
            farewell: pairing::farewell(&self.pairings, day),
            page: page.map(PageDays::of),
            found_on: found_on(&self.facts().collect::<Vec<_>>(), page),
        };
        due(rules, &LastDays::of(&logs), &situation, day)
    }

    /// The child's periods at schools, past ones too.
    pub fn enrolments(&self) -> &[Enrolment] {
        &self.enrolments
    }

    /// The last day of a child that goes, or went lately, from a school to another county.
    pub fn leaves_county(&self, school: SchoolId, today: NaiveDate) -> Option<NaiveDate> {
        handover::leaving(&self.enrolments, school, today)
    }

    /// The school at which the child is on a day.
    pub fn school_attended(&self, day: NaiveDate) -> Option<SchoolId> {
        enrolment::on(&self.enrolments, day).map(|e| e.school)
    }

    /// Whether the child is left behind on a day, by each definition. `school` is the kind of the school attended then.
    pub fn left_behind(&self, day: NaiveDate, school: Option<SchoolKind>, rules: &RuleSet) -> Vec<Verdict> {
        let answers: Vec<&Fact> = self.facts.iter().map(|(_, fact)| fact).collect();
        verdicts(&Asked { birth: self.child.birth, school, day }, &answers, rules)
    }

    /// Whose child it is on a day, and in which class.
    pub fn place_on(&self, day: NaiveDate) -> Option<&Enrolment> {
        enrolment::place(&self.enrolments, day)
    }

    /// The school that answers for the child on a day.
    pub fn school_on(&self, day: NaiveDate) -> Option<SchoolId> {
        self.place_on(day).map(|e| e.school)
    }

    /// The child's mentor on a day.
    pub fn mentor_on(&self, day: NaiveDate) -> Option<AccountId> {
        pairing::responsible(&self.pairings, day).map(|p| p.mentor)
    }
}
