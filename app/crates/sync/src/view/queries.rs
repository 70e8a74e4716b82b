//! What the pages ask of a device's picture.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::few::sort_few;
use domain::guardianship::status::pauses;
use domain::guardianship::{Fact, FactKind, FactSubject, FactValue, Status, current, parents_to_call};
use domain::id::{AccountId, AdultId, ChildId, HouseholdId, LogId};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Household, Pairing, Relation, enrolment, pairing};
use domain::rules::RuleSet;
use domain::term::due::Situation;
use domain::term::hazard::found_on;
use domain::term::{PageDays, Term, TermPage, page};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Snapshot;
use crate::raw::Object;
use crate::row::{Envelope, OwnSchool, RowBody, RowKey, RowKind};

fn newest_first<'a>(logs: impl Iterator<Item = &'a Log>) -> Vec<&'a Log> {
    let mut all: Vec<&Log> = logs.collect();
    all.sort_unstable_by_key(|log| std::cmp::Reverse((log.body.occurred_on, log.captured_at, log.id)));
    all
}

impl Snapshot {
    /// What a row says, as far as this version can read it.
    fn body(&self, key: &RowKey) -> Option<&RowBody> {
        self.row(key).and_then(|row| row.read())
    }

    fn all_children(&self) -> impl Iterator<Item = &Child> {
        self.of_kind(&RowKind::Child).filter_map(|row| match row.read() {
            Some(RowBody::Child(child)) => Some(child),
            _ => None,
        })
    }

    /// The rows of a kind in the file of a child or household.
    fn rows_of(&self, holder: Uuid, kind: &'static RowKind) -> impl Iterator<Item = &Envelope> {
        self.index.of(&self.rows, holder, kind)
    }

    fn adult(&self, id: AdultId) -> Option<&Adult> {
        if let RowBody::Adult(adult) = self.body(&RowKey::new(RowKind::Adult, id.0))? { Some(adult) } else { None }
    }

    /// The answers to questions about a child or a household.
    fn facts_about(&self, subject: FactSubject) -> impl Iterator<Item = (u64, &Fact)> {
        let holder = match subject {
            FactSubject::Child(child) => child.0,
            FactSubject::Household(home) => home.0,
            FactSubject::Adult(adult) => adult.0,
        };
        let all = self.rows_of(holder, &RowKind::Fact).filter_map(|row| match row.read() {
            Some(RowBody::Fact(fact)) => Some((row.version, fact)),
            _ => None,
        });
        all.filter(move |(_, fact)| fact.subject == subject)
    }

    fn versioned_logs(&self) -> impl Iterator<Item = (u64, &Log)> {
        self.of_kind(&RowKind::Log).filter_map(|row| match row.read() {
            Some(RowBody::Log(log)) => Some((row.version, log)),
            _ => None,
        })
    }

    /// Every entry that can be read, withdrawn ones too.
    pub fn all_logs(&self) -> impl Iterator<Item = &Log> {
        self.versioned_logs().map(|(_, log)| log)
    }

    /// What was filled in for an entry, as its JSON lies here.
    pub fn log_text(&self, id: LogId) -> Option<Box<RawValue>> {
        Object::read(&self.row(&RowKey::of_log(id))?.body)?.take("body")
    }

    /// How many rows there are that only a newer app can read.
    pub fn not_understood(&self) -> usize {
        self.rows().filter(|row| !row.is_read_later() && row.read().is_none()).count()
    }

    /// Every child, by name.
    pub fn children(&self) -> Vec<&Child> {
        let mut all: Vec<&Child> = self.all_children().collect();
        sort_few(&mut all, |child| (child.name.as_str(), child.id));
        all
    }

    /// A child of the device's scope.
    pub fn child(&self, id: ChildId) -> Option<&Child> {
        if let RowBody::Child(child) = self.body(&RowKey::of_child(id))? { Some(child) } else { None }
    }

    /// The household of a child here.
    pub fn household(&self, id: HouseholdId) -> Option<&Household> {
        let key = RowKey::new(RowKind::Household, id.0);
        if let RowBody::Household(household) = self.body(&key)? { Some(household) } else { None }
    }

    /// The other children of a child's household.
    pub fn siblings(&self, child: &Child) -> Vec<&Child> {
        self.children().into_iter().filter(|c| c.household == child.household && c.id != child.id).collect()
    }

    /// Every version of the facts about a child and its household.
    pub fn facts(&self, child: &Child) -> Vec<&Fact> {
        let about = [FactSubject::Child(child.id), FactSubject::Household(child.household)];
        about.into_iter().flat_map(|subject| self.facts_about(subject)).map(|(_, fact)| fact).collect()
    }

    /// The current answer to one of the four questions about a child.
    pub fn fact(&self, child: &Child, kind: FactKind) -> Option<&Fact> {
        current(self.facts_about(kind.subject(child)).map(|(_, fact)| fact), kind)
    }

    /// A child's enrolments, past ones too.
    pub fn enrolments(&self, child: ChildId) -> Vec<&Enrolment> {
        let all = self.rows_of(child.0, &RowKind::Enrolment).filter_map(|row| match row.read() {
            Some(RowBody::Enrolment(it)) => Some(it),
            _ => None,
        });
        all.collect()
    }

    /// The class a child is in on a day; empty when not known.
    pub fn class_name(&self, child: ChildId, day: NaiveDate) -> &str {
        enrolment::place(self.enrolments(child), day).map_or("", |e| e.class_name.as_str())
    }

    /// What adults are to a child, each with the adult.
    pub fn relations(&self, child: ChildId) -> Vec<(&Relation, &Adult)> {
        let all = self.rows_of(child.0, &RowKind::Relation).filter_map(|row| match row.read() {
            Some(RowBody::Relation(it)) => Some(it),
            _ => None,
        });
        all.filter(|relation| !relation.over).filter_map(|it| Some((it, self.adult(it.adult)?))).collect()
    }

    /// A child's statuses.
    pub fn statuses(&self, child: ChildId) -> Vec<&Status> {
        let all = self.rows_of(child.0, &RowKind::Status).filter_map(|row| match row.read() {
            Some(RowBody::Status(it)) => Some(it),
            _ => None,
        });
        all.collect()
    }

    /// What decides a child's duties besides the rules and what was done.
    pub fn situation(&self, child: &Child, today: NaiveDate) -> Situation {
        let parents = self.fact(child, FactKind::Parents).map(|f| &f.value);
        let relations: Vec<&Relation> = self.relations(child.id).into_iter().map(|(r, _)| r).collect();
        let page = self.newest_page(child.id, Term::of(today));
        Situation {
            since: pairing::since(child, self.pairings(child.id), today),
            quality: self.care_quality(child),
            pauses: pauses(self.statuses(child.id)),
            parents_to_call: parents_to_call(parents, relations),
            farewell: pairing::farewell(self.pairings(child.id), today),
            page: page.map(PageDays::of),
            found_on: found_on(&self.facts(child), page),
        }
    }

    /// The newest page of a child up to a term.
    pub fn newest_page(&self, child: ChildId, term: Term) -> Option<&TermPage> {
        page::newest(self.pages(child), child, term)
    }

    /// Whether two people answered one of the four questions differently and the school has not yet
    /// said which holds: of what has arrived at the server, the last contradicts another.
    pub fn is_disputed(&self, child: &Child, kind: FactKind) -> bool {
        let of_kind = self.facts_about(kind.subject(child)).filter(|(_, fact)| fact.value.kind() == kind);
        let last = of_kind.filter(|(version, _)| *version > 0).max_by_key(|(version, f)| (*version, f.id));
        last.is_some_and(|(_, fact)| fact.disputes.is_some())
    }

    /// How well a child is looked after.
    fn care_quality(&self, child: &Child) -> Option<domain::guardianship::CareQuality> {
        match &self.fact(child, FactKind::Carer)?.value {
            FactValue::Carer { quality, .. } => *quality,
            _ => None,
        }
    }

    /// A child's entries, newest first.
    pub fn logs(&self, child: ChildId) -> Vec<&Log> {
        fn read(row: &Envelope) -> Option<&Log> {
            if let RowBody::Log(log) = row.read()? { Some(log) } else { None }
        }
        // Who was in a class that day the server says; until it has, whom the phone knows to be in it then.
        let was_in_class = |log: &&Log| {
            let classes = &log.body.classes;
            let class = || self.class_name(child, log.body.occurred_on);
            !classes.is_empty() && !log.body.children.contains(&child) && classes.iter().any(|own| own == class())
        };
        let of_classes = self.index.unsent(&self.rows).iter().filter_map(|row| read(row)).filter(was_in_class);
        newest_first(self.rows_of(child.0, &RowKind::Log).filter_map(read).chain(of_classes))
    }

    /// What an author recorded for whole classes, newest first.
    pub fn class_sessions(&self, author: AccountId) -> Vec<&Log> {
        newest_first(self.all_logs().filter(|log| log.is_class_session_of(author)))
    }

    /// Every entry that somebody has to follow up, soonest first.
    pub fn follow_ups(&self) -> Vec<(NaiveDate, &Log)> {
        let mut all: Vec<(NaiveDate, &Log)> =
            self.all_logs().filter_map(|log| Some((log.open_follow_up()?, log))).collect();
        sort_few(&mut all, |(on, log)| (*on, log.id));
        all
    }

    /// Every version of a child's pages.
    pub fn pages(&self, child: ChildId) -> Vec<&TermPage> {
        let all = self.rows_of(child.0, &RowKind::TermPage).filter_map(|row| match row.read() {
            Some(RowBody::TermPage(page)) => Some(page),
            _ => None,
        });
        all.collect()
    }

    /// An entry, withdrawn or not; none when it is not here or cannot be read.
    pub fn log(&self, id: LogId) -> Option<&Log> {
        if let RowBody::Log(log) = self.body(&RowKey::of_log(id))? { Some(log) } else { None }
    }

    /// Whether an entry is on the server as it is shown here.
    pub fn is_acknowledged(&self, id: LogId) -> bool {
        self.version(&RowKey::of_log(id)).is_some_and(|version| version > 0)
    }

    /// The pairing by which the owner has a child on a day.
    pub fn pairing(&self, child: ChildId, day: NaiveDate) -> Option<&Pairing> {
        pairing::on(self.pairings(child), day)
    }

    /// The owner's pairings with a child.
    fn pairings(&self, child: ChildId) -> impl Iterator<Item = &Pairing> {
        self.rows_of(child.0, &RowKind::Pairing).filter_map(|row| match row.read() {
            Some(RowBody::Pairing(pairing)) => Some(pairing),
            _ => None,
        })
    }

    /// The rows of who else has a child; past and later ones too.
    pub fn colleagues(&self, child: ChildId) -> impl Iterator<Item = &Envelope> {
        self.rows_of(child.0, &RowKind::Colleague)
    }

    /// The rows of what the school asks about a child's pages; settled ones too.
    pub fn questions(&self, child: ChildId) -> impl Iterator<Item = &Envelope> {
        self.rows_of(child.0, &RowKind::Question)
    }

    /// The owner's school.
    pub fn school(&self) -> Option<&OwnSchool> {
        let row = self.of_kind(&RowKind::School).next()?;
        if let RowBody::School(school) = row.read()? { Some(school) } else { None }
    }

    /// The rows of what the owner is told of acts that affected them.
    pub fn notices(&self) -> impl Iterator<Item = &Envelope> {
        self.of_kind(&RowKind::Notice)
    }

    /// The rules of a day.
    pub fn rules(&self, day: NaiveDate) -> Cow<'_, RuleSet> {
        let version = match self.of_kind(&RowKind::Rules).next().and_then(Envelope::read) {
            Some(RowBody::Rules(book)) => book.version_on(day),
            _ => None,
        };
        version.map_or_else(|| Cow::Owned(RuleSet::default()), |version| Cow::Borrowed(&version.rules))
    }
}
