//! Which teacher did what a row of the past tells: by name among the school's, or the child's own of that day.

use chrono::NaiveDate;

use super::{Answer, Line, Past};
use crate::id::{AccountId, ChildId};
use crate::import::draft::decision::{Asked, Decision};
use crate::import::draft::known::KnownMentor;
use crate::import::finding::Cause;
use crate::register::phone::masked;
use crate::register::{Pairing, name};

/// What is written after a teacher's name, and is none of it.
const TITLES: [&str; 3] = ["老师", "教师", "主任"];

impl Past<'_, '_> {
    /// Who did it. `on` is the day, `named` what the row says.
    pub(super) fn doer(&mut self, line: &Line, named: &str, child: ChildId, on: NaiveDate) -> Answer<AccountId> {
        let of_day = self.mentor_of_day(child, on);
        if named.is_empty() {
            return match of_day.or_else(|| self.mentor_around(child, on)) {
                None => Answer::Failed(Cause::NoMentor),
                Some(mentor) if of_day == Some(mentor) => Answer::Is(mentor),
                Some(mentor) => self.which_teacher(line, named, vec![], Some(mentor)),
            };
        }
        let bearers = self.teachers(named);
        match bearers.as_slice() {
            [one] => Answer::Is(one.id),
            all if all.iter().any(|one| Some(one.id) == of_day) => of_day.map_or(Answer::Asked, Answer::Is),
            [] => {
                let (alike, around) = (self.alike(named), self.mentor_around(child, on));
                self.which_teacher(line, named, alike, around)
            }
            _ => self.which_teacher(line, named, bearers, None),
        }
    }

    /// Asks who it was, once for all rows that say the same. `around` is the child's mentor, where that may be meant.
    fn which_teacher(
        &mut self,
        line: &Line,
        named: &str,
        candidates: Vec<KnownMentor>,
        around: Option<AccountId>,
    ) -> Answer<AccountId> {
        if candidates.is_empty() && around.is_none() {
            return Answer::Failed(Cause::NoMentor);
        }
        let digits = |mentor: &KnownMentor| mentor.phone.as_deref().map(masked).unwrap_or_default();
        let shown = candidates.iter().map(|mentor| (mentor.id, mentor.name.clone(), digits(mentor)));
        let (named, or_own) = (named.to_owned(), around.is_some());
        let id = self.question("did", &name::key(&named));
        let asked = Asked::WhoDid { named, candidates: shown.collect(), or_own, rows: 1 };
        match self.ask(id, line, asked) {
            Some(Decision::Mentor(account)) if candidates.iter().any(|one| one.id == account) => Answer::Is(account),
            Some(Decision::Take) => around.map_or(Answer::Failed(Cause::NoMentor), Answer::Is),
            Some(Decision::LeaveOut) => Answer::LeftOut,
            _ => Answer::Asked,
        }
    }

    /// The school's teachers of a name, and those who come by the same batch.
    fn teachers(&self, named: &str) -> Vec<KnownMentor> {
        let key = name::key(named);
        let bare = TITLES.iter().find_map(|title| key.strip_suffix(title)).filter(|bare| bare.chars().count() > 1);
        let of = |key: &str| {
            let mut all: Vec<KnownMentor> = self.staging.known.mentors_by_key(key).cloned().collect();
            let made = self.staging.staged.mentors.iter().filter(|new| name::key(&new.name) == key);
            all.extend(made.map(|new| KnownMentor { id: new.id, name: new.name.clone(), phone: new.phone.clone() }));
            all
        };
        let found = of(&key);
        if found.is_empty() { bare.map(of).unwrap_or_default() } else { found }
    }

    /// Who may be meant by 王老师, or by several names in one cell.
    fn alike(&self, named: &str) -> Vec<KnownMentor> {
        let parts: Vec<&str> =
            named.split(['、', ',', '，', ';', '；', '/', ' ']).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 {
            return parts.iter().flat_map(|part| self.teachers(part)).collect();
        }
        let key = name::key(named);
        let Some(surname) = TITLES.iter().find_map(|title| key.strip_suffix(title)) else { return vec![] };
        let begins = |mentor: &&KnownMentor| !surname.is_empty() && name::key(&mentor.name).starts_with(surname);
        self.staging.known.mentors.iter().filter(begins).cloned().collect()
    }

    fn mentor_of_day(&self, child: ChildId, on: NaiveDate) -> Option<AccountId> {
        let known = self.staging.known.past.mentor(child, on);
        let begun = || self.begun.iter().find(|pairing| pairing.child == child && pairing.on(on));
        known.or_else(begun).map(|pairing| pairing.mentor)
    }

    /// The mentor who came next after a day, or was the last before it.
    fn mentor_around(&self, child: ChildId, on: NaiveDate) -> Option<AccountId> {
        let own = self.begun.iter().filter(|pairing| pairing.child == child);
        let all: Vec<&Pairing> =
            self.staging.known.past.pairings(child).chain(own).filter(|pairing| pairing.is_primary()).collect();
        let next = all.iter().filter(|pairing| pairing.from > on).min_by_key(|pairing| (pairing.from, pairing.id));
        let last = || all.iter().max_by_key(|pairing| (pairing.from, pairing.id));
        next.or_else(last).map(|pairing| pairing.mentor)
    }
}
