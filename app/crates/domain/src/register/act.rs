//! Acts on many children at once: a school moves up a year, a class is split, schools merge, a child
//! moves or leaves. Each ends periods and begins others, is shown before it is done, and can be taken
//! back as a whole while nothing has built on it.
//!
//! [`draft`] is pure. What it returns is the preview and, accepted, the very result, identifiers included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::enrolment::{Began, Ended, Enrolment};
use super::history::Written;
use super::pairing::{Pairing, PairingEnded, PairingRole};
use super::school::SchoolKind;
use super::school_year::{MovesUp, SchoolYear, moved_up};
use crate::code::coded;
use crate::id::{AccountId, ChildId, EnrolmentId, PairingId, RelationId, SchoolId};

/// What becomes of a class in the new year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextClass {
    /// It has this name.
    To(String),
    /// Its children finish the school.
    Leaves,
    /// Its children stay as they are for now: they wait for another school, or for a decision.
    Stays,
}

coded! {
    /// What kinds of acts there are.
    ActKind {
        /// 升级: the classes of a school go into a new school year.
        MoveUp = "move_up",
        /// 分班: children change into other classes.
        SplitClass = "split_class",
        /// 并校: a school becomes part of another.
        MergeSchools = "merge_schools",
        /// 转学: a child goes to another school of the county.
        MoveChild = "move_child",
        /// 接收: a school takes in children whom another offered.
        TakeIn = "take_in",
        /// 离开: a child leaves the register.
        Leave = "leave",
        /// 两份档案是一个孩子: one file is closed and leads to the other.
        SameChild = "same_child",
        /// 新入: a child comes to the school, who was at none of the county.
        Enter = "enter",
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// All classes of a school go into a new school year.
    MoveUp {
        /// The school whose classes move up.
        school: SchoolId,
        /// The school year into which they go.
        year: SchoolYear,
        /// What becomes of classes whose names do not say it, or say it wrongly.
        classes: BTreeMap<String, NextClass>,
        /// Children of whom something else becomes than of their class: who repeats a year, who waits.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        children: BTreeMap<ChildId, NextClass>,
    },
    /// Children of one school change into other classes.
    SplitClass {
        /// The school of the classes.
        school: SchoolId,
        /// Each child's new class.
        children: BTreeMap<ChildId, String>,
        /// The first day there.
        from: NaiveDate,
    },
    /// A school becomes part of another.
    MergeSchools {
        /// The school that closes.
        closes: SchoolId,
        /// The one that goes on.
        into: SchoolId,
        /// New names for classes, where they change.
        classes: BTreeMap<String, String>,
        /// The first day there.
        from: NaiveDate,
    },
    /// A child goes to another school of the county. The new school finds a mentor.
    MoveChild {
        /// The child that moves.
        child: ChildId,
        /// The school it goes to.
        school: SchoolId,
        /// Its class there, as that school writes it.
        class_name: String,
        /// The first day there.
        from: NaiveDate,
    },
    /// A school takes in children of others. It finds mentors for them.
    TakeIn {
        /// The school that takes them in.
        school: SchoolId,
        /// Each child's class there.
        children: BTreeMap<ChildId, String>,
        /// The first day there.
        from: NaiveDate,
    },
    /// Two files are one child's: the later one is closed and leads to the kept one.
    SameChild {
        /// The child whose file is kept.
        kept: ChildId,
        /// The child whose file is closed.
        linked: ChildId,
        /// The first day on which there is one file.
        from: NaiveDate,
    },
    /// A child leaves the register.
    Leave {
        /// The child that leaves.
        child: ChildId,
        /// Why it leaves; its period at the school ends with this.
        why: Ended,
        /// The last day on which it is at its school.
        last: NaiveDate,
    },
    /// A child comes to a school who was at none of the county: new, or back after a time.
    Enter {
        /// The child that comes.
        child: ChildId,
        /// The school it comes to.
        school: SchoolId,
        /// Its class there.
        class_name: String,
        /// The first day there.
        from: NaiveDate,
    },
}

impl Act {
    /// Which kind it is.
    pub fn kind(&self) -> ActKind {
        match self {
            Self::MoveUp { .. } => ActKind::MoveUp,
            Self::SplitClass { .. } => ActKind::SplitClass,
            Self::MergeSchools { .. } => ActKind::MergeSchools,
            Self::MoveChild { .. } => ActKind::MoveChild,
            Self::TakeIn { .. } => ActKind::TakeIn,
            Self::SameChild { .. } => ActKind::SameChild,
            Self::Leave { .. } => ActKind::Leave,
            Self::Enter { .. } => ActKind::Enter,
        }
    }
}

/// How things stand before: the periods in force of the children concerned, and the schools' kinds.
#[derive(Debug, Clone, Default)]
pub struct Before<'a> {
    /// Periods at schools of the children concerned.
    pub enrolments: Vec<&'a Enrolment>,
    /// Periods with mentors of the children concerned.
    pub pairings: Vec<&'a Pairing>,
    /// The kind of each school.
    pub kinds: BTreeMap<SchoolId, SchoolKind>,
    /// Who holds the role of a mentor, at each of the schools that merge.
    pub mentors: BTreeMap<SchoolId, BTreeSet<AccountId>>,
}

impl Before<'_> {
    /// A child's periods at schools that reach beyond a day: the one in force, and one that a new school year
    /// has begun already. Both end when the child goes.
    fn reaching(&self, child: ChildId, last: NaiveDate) -> impl Iterator<Item = &Enrolment> {
        let own = self.enrolments.iter().copied().filter(move |e| e.child == child && !e.period().is_empty());
        own.filter(move |e| e.to.is_none_or(|to| to > last))
    }

    fn is_mentor(&self, account: AccountId, school: SchoolId) -> bool {
        self.mentors.get(&school).is_some_and(|all| all.contains(&account))
    }
}

/// A period that ends, begins, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed<T> {
    /// As it was; `None` for one that begins.
    pub before: Option<T>,
    /// As the act leaves it.
    pub after: T,
}

/// Somebody's role as a mentor goes from the school that closes to the one that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMoved {
    /// Whose role.
    pub mentor: AccountId,
    /// The school that closes.
    pub closes: SchoolId,
    /// The one that goes on.
    pub into: SchoolId,
    /// The first day there.
    pub from: NaiveDate,
    /// Whether the person was a mentor there before as well.
    pub was_there: bool,
}

/// Where an act put a child.
#[derive(Debug, Clone, Copy)]
struct Put {
    /// The first day there.
    from: NaiveDate,
    /// The last day there, where it was known: what begins after it stood there before.
    until: Option<NaiveDate>,
    /// Whether that is out of the child's school.
    is_out: bool,
}

impl Put {
    /// Whether something that begins on a day is built on it.
    fn bears(self, from: NaiveDate) -> bool {
        from >= self.from && self.until.is_none_or(|until| from <= until)
    }
}

/// What an act does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The periods at schools that it changes.
    pub enrolments: Vec<Changed<Enrolment>>,
    /// The periods with mentors that it changes.
    pub pairings: Vec<Changed<Pairing>>,
    /// The relations that began with a child who came: they end when that is taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<RelationId>,
    /// The mentors whose role goes with the school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleMoved>,
    /// Classes of which somebody must say what becomes of them. Until then nothing can be done.
    pub unclear: Vec<String>,
}

impl Draft {
    /// Whether it can be done as it is.
    pub fn is_ready(&self) -> bool {
        self.unclear.is_empty()
    }

    /// Whether it is just what the act would do now: nothing that it builds on has changed since it was drawn.
    pub fn still_holds(&self, act: &Act, now: &Before<'_>) -> bool {
        let enrolments = self.enrolments.iter().filter(|c| c.before.is_none()).map(|c| c.after.id.0);
        let pairings = self.pairings.iter().filter(|c| c.before.is_none()).map(|c| c.after.id.0);
        let mut begun = enrolments.chain(pairings);
        *self == draft(act, now, || begun.next().unwrap_or_default())
    }

    /// Where this put a child.
    fn put(&self, child: ChildId) -> Option<Put> {
        let of_child = || self.enrolments.iter().filter(|c| c.after.child == child);
        let ended = of_child().find(|c| c.before.is_some()).map(|c| &c.after);
        let begun = || of_child().filter(|c| c.before.is_none()).map(|c| &c.after);
        let first = begun().min_by_key(|e| e.from);
        let (from, is_out) = match (ended, first) {
            (Some(ended), Some(begun)) => (begun.from, ended.school != begun.school),
            (None, Some(begun)) => (begun.from, true),
            (Some(ended), None) => (ended.to?.succ_opt()?, true),
            (None, None) => return None,
        };
        let until = if begun().any(|e| e.to.is_none()) { None } else { begun().filter_map(|e| e.to).max() };
        Some(Put { from, until, is_out })
    }

    /// The children of whom it changes something.
    pub fn children(&self) -> BTreeSet<ChildId> {
        let enrolled = self.enrolments.iter().map(|c| c.after.child);
        enrolled.chain(self.pairings.iter().map(|c| c.after.child)).collect()
    }

    /// What is to be written.
    pub fn written(&self) -> Vec<Written> {
        let enrolments = self.enrolments.iter().map(|c| Written::Enrolment(c.after.clone()));
        enrolments.chain(self.pairings.iter().map(|c| Written::Pairing(c.after.clone()))).collect()
    }

    fn end(&mut self, from: &Enrolment, last: NaiveDate, why: Ended) {
        self.enrolments.push(Changed { before: Some(from.clone()), after: from.ending(last, why) });
    }

    fn begin(&mut self, enrolment: Enrolment) {
        self.enrolments.push(Changed { before: None, after: enrolment });
    }

    fn end_pairings(&mut self, before: &Before<'_>, child: ChildId, last: NaiveDate) {
        let own = before.pairings.iter().filter(|p| p.child == child && p.to.is_none_or(|to| to > last));
        self.pairings.extend(
            own.map(|p| Changed { before: Some((*p).clone()), after: p.ending(last, PairingEnded::ChildLeft) }),
        );
    }

    /// Closes a child's file; who has it as a mentor goes on with the kept child, if that one has none.
    fn close(&mut self, before: &Before<'_>, file: ChildId, kept: ChildId, from: NaiveDate, id: PairingId) {
        let Some(last) = from.pred_opt() else { return };
        for open in before.reaching(file, last) {
            self.end(open, last, Ended::Mistaken);
        }
        let lasting = |child: ChildId| {
            before.pairings.iter().filter(move |p| p.child == child && p.to.is_none_or(|to| to > last))
        };
        let passed_on = lasting(file).find(|p| p.role == PairingRole::Primary && p.to.is_none());
        let has_one = lasting(kept).any(|p| p.role == PairingRole::Primary);
        if let Some(own) = passed_on.filter(|_| !has_one) {
            let after = Pairing { id, child: kept, from, ..(*own).clone() };
            self.pairings.push(Changed { before: None, after });
        }
        for own in lasting(file) {
            let after = own.ending(last, PairingEnded::Mistaken);
            self.pairings.push(Changed { before: Some((*own).clone()), after });
        }
    }

    /// A child goes to another school: all its periods end before its first day there, pairings too. Who is at no
    /// school goes to none.
    fn send(&mut self, before: &Before<'_>, child: ChildId, from: NaiveDate, to: impl FnOnce() -> Enrolment) {
        let Some(last) = from.pred_opt() else { return };
        let now: Vec<&Enrolment> = before.reaching(child, last).collect();
        if now.is_empty() {
            return;
        }
        for period in now {
            self.end(period, last, Ended::MovedOn);
        }
        self.end_pairings(before, child, last);
        self.begin(to());
    }

    /// A child leaves the register.
    fn leave(&mut self, before: &Before<'_>, child: ChildId, last: NaiveDate, why: Ended) {
        for period in before.reaching(child, last) {
            self.end(period, last, why);
        }
        self.end_pairings(before, child, last);
    }

    /// A period goes on at another school, for as long as it would have lasted.
    fn carry_over(&mut self, from: &Enrolment, to: Enrolment) {
        let first = to.from.max(from.from);
        if let Some(last) = first.pred_opt() {
            self.end(from, last, Ended::Merged);
            self.begin(Enrolment { from: first, to: from.to, ended: from.ended, ..to });
        }
    }

    /// Who is a mentor at a school that closes is one at the school that goes on.
    fn move_roles(&mut self, before: &Before<'_>, closes: SchoolId, into: SchoolId, from: NaiveDate) {
        for mentor in before.mentors.get(&closes).into_iter().flatten().copied() {
            let was_there = before.is_mentor(mentor, into);
            self.roles.push(RoleMoved { mentor, closes, into, from, was_there });
        }
    }

    fn graduate(&mut self, before: &Before<'_>, from: &Enrolment, year: SchoolYear) {
        let last = year.previous().last_day().max(from.from);
        self.end(from, last, Ended::Graduated);
        self.end_pairings(before, from.child, last);
    }

    /// One period follows another. What begins later than that, as a class of a year that was planned ahead does, is
    /// replaced from its own first day on: until then the child stays where it is.
    fn go_on(&mut self, from: &Enrolment, to: Enrolment, why: Ended) {
        let first = to.from.max(from.from);
        if let Some(last) = first.pred_opt() {
            self.end(from, last, why);
            self.begin(Enrolment { from: first, ..to });
        }
    }
}

/// What an act would do, or has done. `fresh` makes identifiers.
pub fn draft(act: &Act, before: &Before<'_>, mut fresh: impl FnMut() -> Uuid) -> Draft {
    let mut draft = Draft::default();
    let open = || before.enrolments.iter().copied().filter(|e| e.to.is_none());
    let mut next = |from: &Enrolment, began, day| Enrolment {
        id: EnrolmentId(fresh()),
        from: day,
        began,
        to: None,
        ended: None,
        ..from.clone()
    };
    match act {
        Act::MoveUp { school, year, classes, children } => {
            let kind = before.kinds.get(school).copied().unwrap_or(SchoolKind::NineYear);
            for from in open().filter(|e| e.school == *school && e.year < *year) {
                let said = children.get(&from.child).or_else(|| classes.get(&from.class_name)).cloned();
                match said.or_else(|| by_name(&from.class_name, kind)) {
                    Some(NextClass::To(class_name)) => {
                        let to = next(from, Began::MovedUp, year.first_day());
                        draft.go_on(from, Enrolment { class_name, year: *year, ..to }, Ended::MovedUp);
                    }
                    Some(NextClass::Leaves) => draft.graduate(before, from, *year),
                    Some(NextClass::Stays) => {}
                    None if draft.unclear.contains(&from.class_name) => {}
                    None => draft.unclear.push(from.class_name.clone()),
                }
            }
        }
        Act::SplitClass { school, children, from: day } => {
            for from in open().filter(|e| e.school == *school) {
                if let Some(class_name) = children.get(&from.child).filter(|name| **name != from.class_name) {
                    let to = next(from, Began::ChangedClass, *day);
                    draft.go_on(from, Enrolment { class_name: class_name.clone(), ..to }, Ended::ChangedClass);
                }
            }
        }
        Act::MergeSchools { closes, into, classes, from: day } => {
            // A class of a year that was planned ahead goes over too, as does who is to leave on a later day.
            let lasting = |e: &&&Enrolment| !e.period().is_empty() && e.to.is_none_or(|to| to >= *day);
            for from in before.enrolments.iter().filter(|e| e.school == *closes).filter(lasting) {
                let class_name = classes.get(&from.class_name).unwrap_or(&from.class_name).clone();
                let to = next(from, Began::Merged, *day);
                draft.carry_over(from, Enrolment { school: *into, class_name, ..to });
            }
            draft.move_roles(before, *closes, *into, *day);
        }
        Act::MoveChild { child, school, class_name, from } => {
            let to = || arrived(EnrolmentId(fresh()), *child, *school, class_name, *from);
            draft.send(before, *child, *from, to);
        }
        Act::TakeIn { school, children, from } => {
            for (child, class_name) in children {
                let to = || arrived(EnrolmentId(fresh()), *child, *school, class_name, *from);
                draft.send(before, *child, *from, to);
            }
        }
        Act::SameChild { kept, linked, from: day } => {
            draft.close(before, *linked, *kept, *day, PairingId(fresh()));
        }
        Act::Leave { child, why, last } => draft.leave(before, *child, *last, *why),
        Act::Enter { child, school, class_name, from } => {
            let is_free = from.pred_opt().is_some_and(|last| before.reaching(*child, last).next().is_none());
            if is_free {
                let to = arrived(EnrolmentId(fresh()), *child, *school, class_name, *from);
                draft.begin(Enrolment { began: Began::Entered, ..to });
            }
        }
    }
    draft
}

/// What becomes of a class by its name; `None` where that does not say it.
fn by_name(class: &str, kind: SchoolKind) -> Option<NextClass> {
    match moved_up(class, kind) {
        MovesUp::To(name) => Some(NextClass::To(name)),
        MovesUp::Leaves => Some(NextClass::Leaves),
        MovesUp::NotKnown => None,
    }
}

/// The period of a child that comes from another school.
fn arrived(id: EnrolmentId, child: ChildId, school: SchoolId, class_name: &str, from: NaiveDate) -> Enrolment {
    Enrolment {
        id,
        child,
        school,
        year: SchoolYear::of(from),
        class_name: class_name.to_owned(),
        from,
        began: Began::MovedHere,
        to: None,
        ended: None,
    }
}

/// Why an act can no more be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltOn {
    /// A period of the child is no more as the act left it.
    Changed(ChildId),
    /// The child has come to a class since.
    Enrolled(ChildId),
    /// The child, whom the act took out of its school, has been given to a mentor since; or it has been given to a
    /// mentor who came to its school with the act.
    Paired(ChildId),
    /// The mentor's role is no more as the act left it.
    Role(AccountId),
}

/// The periods that take an act back: those that ended go on, those that began are ended before
/// their first day. An error when something has built on it.
pub fn taken_back(done: &Draft, now: &Before<'_>) -> Result<Draft, BuiltOn> {
    let enrolments = done.enrolments.iter().filter(|c| !now.enrolments.contains(&&c.after)).map(|c| c.after.child);
    let pairings = done.pairings.iter().filter(|c| !now.pairings.contains(&&c.after)).map(|c| c.after.child);
    if let Some(child) = enrolments.chain(pairings).next() {
        return Err(BuiltOn::Changed(child));
    }
    // What was made since would be forgotten by looking at the act alone.
    let enrolled = now.enrolments.iter().find(|e| {
        let of_the_act = done.enrolments.iter().any(|c| c.after.id == e.id);
        !of_the_act && !e.period().is_empty() && done.put(e.child).is_some_and(|put| put.bears(e.from))
    });
    if let Some(enrolment) = enrolled {
        return Err(BuiltOn::Enrolled(enrolment.child));
    }
    // Who stays at the school may change hands as before; with the child's return it would keep another school's mentor.
    let paired = now.pairings.iter().find(|p| {
        let of_the_act = done.pairings.iter().any(|c| c.after.id == p.id);
        let is_away = done.put(p.child).is_some_and(|put| put.is_out && put.bears(p.from));
        !of_the_act && !p.period().is_empty() && is_away
    });
    if let Some(pairing) = paired {
        return Err(BuiltOn::Paired(pairing.child));
    }
    roles_taken_back(done, now)?;
    let enrolments = done.enrolments.iter().map(|c| {
        let back = c.before.clone().unwrap_or_else(|| {
            let never = c.after.from.pred_opt().unwrap_or(c.after.from);
            c.after.ending(never, Ended::Mistaken)
        });
        Changed { before: Some(c.after.clone()), after: back }
    });
    let pairings = done.pairings.iter().map(|c| {
        let back = c.before.clone().unwrap_or_else(|| {
            let never = c.after.from.pred_opt().unwrap_or(c.after.from);
            c.after.ending(never, PairingEnded::Mistaken)
        });
        Changed { before: Some(c.after.clone()), after: back }
    });
    Ok(Draft { enrolments: enrolments.collect(), pairings: pairings.collect(), ..Draft::default() })
}

/// Whether the mentors who came with an act can go back: their role is as it left it, and none of them has been given
/// another child there.
fn roles_taken_back(done: &Draft, now: &Before<'_>) -> Result<(), BuiltOn> {
    let own = done.children();
    for moved in &done.roles {
        if !now.is_mentor(moved.mentor, moved.into) || now.is_mentor(moved.mentor, moved.closes) {
            return Err(BuiltOn::Role(moved.mentor));
        }
        let given = |p: &&&Pairing| {
            p.mentor == moved.mentor && p.from >= moved.from && !p.period().is_empty() && !own.contains(&p.child)
        };
        if let Some(pairing) = now.pairings.iter().find(given).filter(|_| !moved.was_there) {
            return Err(BuiltOn::Paired(pairing.child));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, PairingId};
    use crate::register::{PairingRole, enrolment};

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn enrolled(n: u128, school: u128, class: &str) -> Enrolment {
        Enrolment {
            id: EnrolmentId(id(n)),
            child: ChildId(id(100 + n)),
            school: SchoolId(id(school)),
            year: SchoolYear(2025),
            class_name: class.to_owned(),
            from: NaiveDate::from_ymd_opt(2025, 9, 1).unwrap_or_default(),
            began: Began::Entered,
            to: None,
            ended: None,
        }
    }

    fn paired(n: u128) -> Pairing {
        Pairing {
            id: PairingId(id(200 + n)),
            child: ChildId(id(100 + n)),
            mentor: AccountId(id(300)),
            role: PairingRole::Primary,
            from: NaiveDate::from_ymd_opt(2025, 9, 3).unwrap_or_default(),
            to: None,
            ended: None,
            told_on: None,
        }
    }

    fn fresh() -> impl FnMut() -> Uuid {
        let mut n = 1000;
        move || {
            n += 1;
            id(n)
        }
    }

    /// Puts a draft into effect on plain lists.
    fn done(draft: &Draft, enrolments: &mut Vec<Enrolment>, pairings: &mut Vec<Pairing>) {
        for change in &draft.enrolments {
            enrolments.retain(|e| e.id != change.after.id);
            enrolments.push(change.after.clone());
        }
        for change in &draft.pairings {
            pairings.retain(|p| p.id != change.after.id);
            pairings.push(change.after.clone());
        }
    }

    fn before<'a>(enrolments: &'a [Enrolment], pairings: &'a [Pairing]) -> Before<'a> {
        let kinds = BTreeMap::from([(SchoolId(id(1)), SchoolKind::Primary)]);
        Before {
            enrolments: enrolments.iter().collect(),
            pairings: pairings.iter().collect(),
            kinds,
            ..Before::default()
        }
    }

    fn move_up() -> Act {
        Act::MoveUp {
            school: SchoolId(id(1)),
            year: SchoolYear(2026),
            classes: BTreeMap::new(),
            children: BTreeMap::new(),
        }
    }

    #[test]
    fn a_school_moves_up_in_one_act_and_pairings_go_on() {
        let mut all = vec![enrolled(1, 1, "三年级2班"), enrolled(2, 1, "六年级1班"), enrolled(3, 2, "三年级2班")];
        let mut pairings = vec![paired(1), paired(2)];
        let draft = draft(&move_up(), &before(&all, &pairings), fresh());
        assert!(draft.is_ready());
        done(&draft, &mut all, &mut pairings);
        let class = |n: u128, on| {
            let own = all.iter().filter(|e| e.child == ChildId(id(100 + n)));
            enrolment::on(own, on).map(|e| e.class_name.clone())
        };
        assert_eq!(class(1, day(8, 31)).as_deref(), Some("三年级2班"), "the past stays");
        assert_eq!(class(1, day(9, 1)).as_deref(), Some("四年级2班"));
        assert_eq!(class(2, day(9, 1)), None);
        assert_eq!(class(3, day(9, 1)).as_deref(), Some("三年级2班"), "another school's");
        assert_eq!(enrolment::left_on(all.iter().filter(|e| e.child == ChildId(id(102)))), Some(day(8, 31)));
        let open: Vec<_> = pairings.iter().filter(|p| p.to.is_none()).map(|p| p.child).collect();
        assert_eq!(open, [ChildId(id(101))], "who finished the school is free");
    }

    #[test]
    fn a_class_whose_name_says_nothing_is_asked_about_once() {
        let all = [enrolled(1, 1, "火箭班"), enrolled(2, 1, "火箭班")];
        let plan = draft(&move_up(), &before(&all, &[]), fresh());
        assert_eq!(plan.unclear, ["火箭班"]);
        let Act::MoveUp { school, year, children, .. } = move_up() else { return };
        let classes = BTreeMap::from([("火箭班".to_owned(), NextClass::To("飞船班".to_owned()))]);
        let plan = draft(&Act::MoveUp { school, year, classes, children }, &before(&all, &[]), fresh());
        assert!(plan.is_ready());
        assert_eq!(plan.enrolments.len(), 4);
    }

    #[test]
    fn an_act_is_taken_back_whole() {
        let original = vec![enrolled(1, 1, "三年级2班"), enrolled(2, 1, "六年级1班")];
        let (mut all, mut pairings) = (original.clone(), vec![paired(1), paired(2)]);
        let act = draft(&move_up(), &before(&all, &pairings), fresh());
        done(&act, &mut all, &mut pairings);
        let back = taken_back(&act, &before(&all, &pairings)).unwrap_or_default();
        done(&back, &mut all, &mut pairings);
        for on in [day(8, 31), day(9, 1)] {
            for child in [101, 102] {
                let of = |list: &[Enrolment]| {
                    let own = list.iter().filter(|e| e.child == ChildId(id(child)));
                    enrolment::on(own, on).cloned()
                };
                assert_eq!(of(&all), of(&original), "{child} on {on}");
            }
        }
        assert!(pairings.iter().all(|p| p.to.is_none()));
        assert_eq!(all.len(), 3, "nothing is deleted");
    }

    #[test]
    fn what_has_been_built_on_cannot_be_taken_back() {
        let (mut all, mut pairings) = (vec![enrolled(1, 1, "三年级2班")], vec![]);
        let act = draft(&move_up(), &before(&all, &pairings), fresh());
        done(&act, &mut all, &mut pairings);
        let on = Act::MoveChild {
            child: ChildId(id(101)),
            school: SchoolId(id(2)),
            class_name: "四年级1班".to_owned(),
            from: day(9, 20),
        };
        let mut made = fresh();
        let later = draft(&on, &before(&all, &pairings), || Uuid::from_u128(made().as_u128() + 500));
        done(&later, &mut all, &mut pairings);
        let child = ChildId(id(101));
        assert_eq!(taken_back(&act, &before(&all, &pairings)), Err(BuiltOn::Changed(child)));
        let back = taken_back(&later, &before(&all, &pairings)).unwrap_or_default();
        done(&back, &mut all, &mut pairings);
        assert!(taken_back(&act, &before(&all, &pairings)).is_ok(), "in the order in which they were done");
    }

    #[test]
    fn a_child_with_a_mentor_at_its_new_school_does_not_come_back_unnoticed() {
        let child = ChildId(id(101));
        let moving =
            Act::MoveChild { child, school: SchoolId(id(2)), class_name: "三年级1班".to_owned(), from: day(4, 20) };
        let there = |from| Pairing { id: PairingId(id(250)), mentor: AccountId(id(301)), from, ..paired(1) };
        let (mut all, mut pairings) = (vec![enrolled(1, 1, "三年级2班")], vec![paired(1)]);
        let act = draft(&moving, &before(&all, &pairings), fresh());
        done(&act, &mut all, &mut pairings);
        assert!(taken_back(&act, &before(&all, &pairings)).is_ok());
        pairings.push(there(day(4, 22)));
        assert_eq!(taken_back(&act, &before(&all, &pairings)), Err(BuiltOn::Paired(child)));
        pairings.pop();
        pairings.push(there(day(4, 22)).ending(day(4, 21), PairingEnded::Mistaken));
        assert!(taken_back(&act, &before(&all, &pairings)).is_ok(), "what was taken back itself is nothing");

        // Within one school a child changes hands whatever its class is called.
        let (mut all, mut pairings) = (vec![enrolled(1, 1, "三年级2班")], vec![paired(1)]);
        let act = draft(&move_up(), &before(&all, &pairings), fresh());
        done(&act, &mut all, &mut pairings);
        pairings.push(there(day(9, 22)));
        assert!(taken_back(&act, &before(&all, &pairings)).is_ok());
    }

    #[test]
    fn a_child_who_came_back_and_left_again_has_built_on_its_leaving() {
        let leaving = Act::Leave { child: ChildId(id(101)), why: Ended::LeftCounty, last: day(4, 20) };
        let (mut all, mut pairings) = (vec![enrolled(1, 1, "三年级2班")], vec![]);
        let act = draft(&leaving, &before(&all, &pairings), fresh());
        done(&act, &mut all, &mut pairings);
        let back = Enrolment { id: EnrolmentId(id(9)), from: day(5, 1), ..enrolled(1, 1, "三年级2班") };
        all.push(back.ending(day(6, 1), Ended::LeftCounty));
        assert_eq!(taken_back(&act, &before(&all, &pairings)), Err(BuiltOn::Enrolled(ChildId(id(101)))));
    }

    #[test]
    fn a_draft_holds_until_something_it_builds_on_has_changed() {
        let (all, pairings) = (vec![enrolled(1, 1, "三年级2班"), enrolled(2, 1, "六年级1班")], vec![paired(2)]);
        let shown = draft(&move_up(), &before(&all, &pairings), fresh());
        assert!(shown.still_holds(&move_up(), &before(&all, &pairings)));
        let changes: [(Vec<Enrolment>, Vec<Pairing>); 4] = [
            (vec![enrolled(1, 1, "三年级3班"), all[1].clone()], pairings.clone()),
            (vec![all[0].clone(), all[1].ending(day(5, 1), Ended::LeftCounty)], pairings.clone()),
            ([all.clone(), vec![enrolled(3, 1, "三年级2班")]].concat(), pairings.clone()),
            (all.clone(), vec![]),
        ];
        for (all, pairings) in &changes {
            assert!(!shown.still_holds(&move_up(), &before(all, pairings)), "{all:?} {pairings:?}");
        }
        let other = Act::MoveUp {
            school: SchoolId(id(1)),
            year: SchoolYear(2027),
            classes: BTreeMap::new(),
            children: BTreeMap::new(),
        };
        assert!(!shown.still_holds(&other, &before(&all, &pairings)), "nor is it another act's");
    }

    #[test]
    fn two_files_of_one_child_become_one_and_are_two_again_when_that_is_taken_back() {
        let original = vec![enrolled(1, 1, "三年级2班"), enrolled(2, 1, "三年级1班")];
        let act = Act::SameChild { kept: ChildId(id(101)), linked: ChildId(id(102)), from: day(4, 20) };
        for kept_has_a_mentor in [false, true] {
            let mut mentors = vec![paired(2)];
            if kept_has_a_mentor {
                mentors.push(Pairing { mentor: AccountId(id(301)), ..paired(1) });
            }
            let (mut all, mut pairings) = (original.clone(), mentors.clone());
            let plan = draft(&act, &before(&all, &pairings), fresh());
            assert!(plan.still_holds(&act, &before(&all, &pairings)));
            done(&plan, &mut all, &mut pairings);
            let enrolled_on = |all: &[Enrolment], child| {
                let own: Vec<Enrolment> = all.iter().filter(|e| e.child == ChildId(id(child))).cloned().collect();
                enrolment::on(&own, day(4, 20)).is_some()
            };
            assert!(enrolled_on(&all, 101) && !enrolled_on(&all, 102));
            let mentor = pairings.iter().find(|p| p.child == ChildId(id(101)) && p.on(day(4, 20))).map(|p| p.mentor.0);
            assert_eq!(mentor, Some(id(if kept_has_a_mentor { 301 } else { 300 })), "the mentor there is goes on");
            assert!(!pairings.iter().any(|p| p.child == ChildId(id(102)) && p.on(day(4, 20))));
            let back = taken_back(&plan, &before(&all, &pairings)).unwrap_or_default();
            done(&back, &mut all, &mut pairings);
            all.sort_by_key(|e| e.id);
            assert_eq!(all, original);
            pairings.retain(|p| !p.period().is_empty());
            let by_id = |mut list: Vec<Pairing>| {
                list.sort_by_key(|p| p.id);
                list
            };
            assert_eq!(by_id(pairings), by_id(mentors));
        }
    }

    #[test]
    fn merging_keeps_classes_and_mentors() {
        let (mut all, mut pairings) = (vec![enrolled(1, 1, "三年级2班")], vec![paired(1)]);
        let act = Act::MergeSchools {
            closes: SchoolId(id(1)),
            into: SchoolId(id(2)),
            classes: BTreeMap::from([("三年级2班".to_owned(), "三年级5班".to_owned())]),
            from: day(2, 20),
        };
        done(&draft(&act, &before(&all, &pairings), fresh()), &mut all, &mut pairings);
        let now = enrolment::on(&all, day(2, 20));
        assert_eq!(now.map(|e| (e.school, e.class_name.as_str())), Some((SchoolId(id(2)), "三年级5班")));
        assert_eq!(enrolment::on(&all, day(2, 19)).map(|e| e.school), Some(SchoolId(id(1))));
        assert!(pairings.iter().all(|p| p.to.is_none()));
    }

    #[test]
    fn with_a_school_goes_who_is_a_mentor_there_and_who_is_to_leave_or_move_up_later() {
        let (here, there) = (SchoolId(id(1)), SchoolId(id(2)));
        let leaving = enrolled(2, 1, "六年级1班").ending(day(8, 31), Ended::Graduated);
        let planned = Enrolment { from: day(9, 1), year: SchoolYear(2026), ..enrolled(3, 1, "四年级2班") };
        let gone = enrolled(4, 1, "三年级2班").ending(day(1, 31), Ended::LeftCounty);
        let all = [enrolled(1, 1, "三年级2班"), leaving, planned, gone, enrolled(5, 2, "三年级2班")];
        let mentors = |here_too: bool, there_too: bool| {
            let (own, two) = (AccountId(id(300)), AccountId(id(301)));
            let at = |holds: bool, more: &[AccountId]| more.iter().copied().chain(holds.then_some(own)).collect();
            BTreeMap::from([(here, at(here_too, &[])), (there, at(there_too, &[two]))])
        };
        let act = Act::MergeSchools { closes: here, into: there, classes: BTreeMap::new(), from: day(2, 20) };
        let pairings = [paired(1)];
        let seen = |mentors| Before { mentors, ..before(&all, &pairings) };
        let plan = draft(&act, &seen(mentors(true, false)), fresh());
        let begun: Vec<_> = plan.enrolments.iter().filter(|c| c.before.is_none()).map(|c| &c.after).collect();
        let days: Vec<_> = begun.iter().map(|e| (e.child.0.as_u128(), e.from, e.to)).collect();
        assert_eq!(
            days,
            [(101, day(2, 20), None), (102, day(2, 20), Some(day(8, 31))), (103, day(9, 1), None)],
            "who has left stays where it was"
        );
        let moved =
            RoleMoved { mentor: AccountId(id(300)), closes: here, into: there, from: day(2, 20), was_there: false };
        assert_eq!(plan.roles, [moved]);
        assert!(!plan.still_holds(&act, &seen(mentors(true, true))), "another would keep the role there");

        let (mut after, mut children) = (all.to_vec(), pairings.to_vec());
        done(&plan, &mut after, &mut children);
        let back =
            |children: &[Pairing], mentors| taken_back(&plan, &Before { mentors, ..before(&after, children) }).err();
        assert_eq!(back(&children, mentors(false, true)), None);
        assert_eq!(back(&children, mentors(true, true)), Some(BuiltOn::Role(moved.mentor)));
        children.push(Pairing { from: day(3, 1), ..paired(5) });
        assert_eq!(back(&children, mentors(false, true)), Some(BuiltOn::Paired(ChildId(id(105)))));
    }
}
