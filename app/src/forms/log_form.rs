//! The entry form: what is filled in, kept as a draft at every keystroke.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::few::sort_few;
use domain::guardianship::{Fact, FactKind, FactSubject, FactValue};
use domain::id::{ChildId, FactId, HouseholdId, LogId, OpId};
use domain::log::{ActivityKind, LogBody, Met, Mode, Outcome, PhotoRef, PhraseCode, Problem};
use domain::register::Child;
use serde::{Deserialize, Serialize};
use sync::{Change, LogPatch, NewFact, Op, RecordLog, ReviseLog, Snapshot, Written};

/// The draft of a new entry. A correction has a draft of its own.
pub const NEW: &str = "log";

/// Days after which a follow-up is proposed.
const FOLLOW_UP_DAYS: u64 = 7;

/// What the form does when it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Records a new entry.
    Record,
    /// Corrects an entry; what it was is kept to know what changed.
    Revise {
        /// The revision that was seen.
        base_revision: u32,
        /// The entry as it was when the form began.
        before: LogBody,
    },
}

/// An entry as it is filled in. It is also what a draft keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogForm {
    /// Made when the form opened, so that a double tap is one entry.
    pub op_id: OpId,
    /// The entry's identifier, made when the form opened or the corrected one's.
    pub log: LogId,
    /// What saving it does.
    pub purpose: Purpose,
    /// The refused operation that it mends.
    pub mends: Option<OpId>,
    /// What is filled in.
    pub body: LogBody,
    /// Changed facts by household.
    pub facts: BTreeMap<HouseholdId, BTreeMap<FactKind, FactValue>>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Things and yuan for each child, as they were typed.
    #[serde(default)]
    pub amounts: [String; 2],
}

/// New identifiers for a form.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    /// For the operation that saving makes.
    pub op: OpId,
    /// For the entry, when it is a new one.
    pub log: LogId,
}

/// What the way to the form asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    /// The child that the button stood beside.
    pub child: Option<ChildId>,
    /// The kind of activity that is due.
    pub kind: Option<ActivityKind>,
    /// The mode of contact that is due.
    pub mode: Option<Mode>,
}

impl LogForm {
    /// A form for a new entry, filled in as far as the way to it says.
    pub fn fresh(ids: Ids, asked: Opening, view: &Snapshot, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let children = match (asked.child, view.children().as_slice()) {
            (Some(child), _) => vec![child],
            // With one child there is nothing to choose.
            (None, [only]) => vec![only.id],
            _ => vec![],
        };
        let kind = asked.kind.unwrap_or(ActivityKind::HomeSchool);
        let mode = asked.mode.unwrap_or(if asked.kind.is_some() { Mode::AtSchool } else { Mode::HomeVisit });
        Self::new(ids, children, kind, mode, now, today)
    }

    /// A form for a new entry.
    pub fn new(
        ids: Ids,
        children: Vec<ChildId>,
        kind: ActivityKind,
        mode: Mode,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> Self {
        Self {
            op_id: ids.op,
            log: ids.log,
            purpose: Purpose::Record,
            mends: None,
            body: LogBody::plain(children, kind, mode, today),
            facts: BTreeMap::new(),
            opened_at: now,
            amounts: Default::default(),
        }
    }

    /// A form that corrects an entry.
    pub fn revise(op: OpId, log: &domain::log::Log, now: DateTime<Utc>) -> Self {
        Self {
            op_id: op,
            log: log.id,
            purpose: Purpose::Revise { base_revision: log.revision, before: log.body.clone() },
            mends: None,
            body: log.body.clone(),
            facts: BTreeMap::new(),
            opened_at: now,
            amounts: Default::default(),
        }
    }

    /// A form that mends a refused operation, with everything that was typed.
    pub fn mend(ids: Ids, op: &Op, view: &Snapshot, now: DateTime<Utc>) -> Option<Self> {
        match &op.change {
            Change::RecordLog(RecordLog { body, facts, .. }) => {
                let mut form = Self::new(ids, vec![], body.kind, body.mode, now, body.occurred_on);
                form.body = body.clone();
                form.mends = Some(op.op_id);
                for fact in facts {
                    if let Some(home) = home_of(view, fact.subject) {
                        form.facts.entry(home).or_default().insert(fact.value.kind(), fact.value.clone());
                    }
                }
                Some(form)
            }
            Change::ReviseLog(revision) => {
                let mut form = Self::revise(ids.op, view.log(revision.log)?, now);
                form.body = revision.patch.apply(&form.body)?;
                form.mends = Some(op.op_id);
                Some(form)
            }
            _ => None,
        }
    }

    /// Where the draft is kept: each form in progress has a place of its own, so that none overwrites another.
    pub fn draft_key(&self) -> String {
        match (self.mends, &self.purpose) {
            (Some(op), _) => format!("mend:{op}"),
            (None, Purpose::Record) => NEW.to_owned(),
            (None, Purpose::Revise { .. }) => format!("revise:{}", self.log),
        }
    }

    /// Whether the four questions are asked.
    pub fn asks_facts(&self) -> bool {
        self.purpose == Purpose::Record && self.body.mode == Mode::HomeVisit && self.body.outcome != Outcome::NotMet
    }

    /// The kind, where it asks more than a plain entry does: what was given, whom to call, what was taught of safety.
    pub fn asks_details(&self) -> Option<ActivityKind> {
        let of = self.body.kind.attributes();
        let calls = of.family_contact && self.body.mode != Mode::HomeVisit;
        (of.gives || of.safety || calls).then_some(self.body.kind)
    }

    /// What is handed in: what was filled in for another kind before stays in the form. An entry that keeps its kind keeps
    /// what it says.
    pub fn ready(&self) -> LogBody {
        let (mut body, of) = (self.body.clone(), self.body.kind.attributes());
        let keeps = body.kind == ActivityKind::Unlisted
            || matches!(&self.purpose, Purpose::Revise { before, .. } if before.kind == body.kind);
        body.aid = body.aid.filter(|aid| !aid.is_empty() && (of.gives || keeps));
        body.pledge = body.pledge.filter(|_| of.safety || keeps);
        body
    }

    /// What keeps it from being saved.
    pub fn problems(&self, today: NaiveDate) -> Vec<Problem> {
        match &self.purpose {
            Purpose::Record => self.ready().problems(today),
            Purpose::Revise { before, .. } => self.ready().problems_of_correction(before, today),
        }
    }

    /// Whether a kind is offered: with whole classes, what can be done with them.
    pub fn offers(&self, kind: ActivityKind) -> bool {
        self.body.classes.is_empty() || kind.attributes().for_classes
    }

    /// Whether it is asked how it took place: with whole classes it was a group.
    pub fn asks_mode(&self) -> bool {
        self.body.classes.is_empty() || !self.body.mode.attributes().for_classes
    }

    /// The households whose facts are asked, each once.
    pub fn households(&self, view: &Snapshot) -> Vec<HouseholdId> {
        let mut homes: Vec<HouseholdId> =
            self.body.children.iter().filter_map(|c| view.child(*c)).map(|c| c.household).collect();
        sort_few(&mut homes, |home| *home);
        homes.dedup();
        homes
    }

    /// The children of a household whom the form is about.
    fn at_home<'a>(&self, view: &'a Snapshot, home: HouseholdId) -> Vec<&'a Child> {
        let chosen = self.body.children.iter().filter_map(|id| view.child(*id));
        chosen.filter(|child| child.household == home).collect()
    }

    /// What is known of one of the four questions at a home; of siblings the first one's answer.
    pub fn known<'a>(&self, view: &'a Snapshot, home: HouseholdId, kind: FactKind) -> Option<&'a Fact> {
        view.fact(self.at_home(view, home).first()?, kind)
    }

    /// A changed answer as facts: one of the home, or one of each child whom the form is about.
    fn answers(
        &self,
        view: &Snapshot,
        home: HouseholdId,
        value: &FactValue,
        mut fact_id: impl FnMut() -> FactId,
    ) -> Vec<NewFact> {
        let mut facts: Vec<NewFact> = Vec::new();
        for child in self.at_home(view, home) {
            let subject = value.kind().subject(child);
            if facts.iter().all(|fact| fact.subject != subject) {
                let base = view.fact(child, value.kind()).map(|known| known.id);
                facts.push(NewFact { id: fact_id(), subject, value: value.clone(), base });
            }
        }
        facts
    }

    /// Sets the outcome, and proposes a day to follow up where one is needed.
    pub fn set_outcome(&mut self, outcome: Outcome) {
        self.body.outcome = outcome;
        match (outcome, self.body.follow_up_on) {
            (Outcome::FollowUp, None) => {
                self.body.follow_up_on = Some(self.body.occurred_on + Days::new(FOLLOW_UP_DAYS));
            }
            (Outcome::Normal | Outcome::NotMet, Some(_)) => self.body.follow_up_on = None,
            _ => {}
        }
    }

    /// Adds a child, or takes it out.
    pub fn toggle_child(&mut self, child: ChildId) {
        toggle(&mut self.body.children, child);
    }

    /// Adds a class, or takes it out. Whole classes make a group session.
    pub fn toggle_class(&mut self, class: &str) {
        toggle(&mut self.body.classes, class.to_owned());
        if !self.body.classes.is_empty() {
            self.body.mode = Mode::Group;
        }
    }

    /// Adds a phrase, or takes it out.
    pub fn toggle_phrase(&mut self, phrase: PhraseCode) {
        toggle(&mut self.body.phrases, phrase);
    }

    /// Adds a person met, or takes one out.
    pub fn toggle_met(&mut self, met: Met) {
        toggle(&mut self.body.met, met);
    }

    /// Adds a photo.
    pub fn add_photo(&mut self, photo: PhotoRef) {
        self.body.photos.push(photo);
    }

    /// The operation that saves the form. `old` is the refused one that it mends; `fact_id` makes
    /// identifiers for changed facts.
    pub fn op(
        &self,
        view: &Snapshot,
        old: Option<&Written>,
        now: DateTime<Utc>,
        mut fact_id: impl FnMut() -> FactId,
    ) -> Result<Written, serde_json::Error> {
        let change = match &self.purpose {
            Purpose::Record => Change::from(self.record(view, &mut fact_id)),
            Purpose::Revise { base_revision, before } => {
                let patch = LogPatch::between(before, &self.ready(), view.log_text(self.log).as_deref());
                ReviseLog { log: self.log, base_revision: *base_revision, patch }.into()
            }
        };
        let op = Op { op_id: self.op_id, captured_at: now, change };
        match old {
            Some(old) => Written::instead_of(old, &op),
            None => op.try_into(),
        }
    }

    /// Whether an operation of this form says nothing new.
    pub fn changes_nothing(op: &Op) -> bool {
        matches!(&op.change, Change::ReviseLog(revision) if revision.patch.is_empty())
    }

    fn record(&self, view: &Snapshot, fact_id: &mut impl FnMut() -> FactId) -> RecordLog {
        let mut body = self.ready();
        let mut facts = Vec::new();
        if self.asks_facts() {
            for home in self.households(view) {
                let changed = self.facts.get(&home);
                for value in changed.into_iter().flatten().map(|(_, value)| value) {
                    facts.extend(self.answers(view, home, value, &mut *fact_id));
                }
            }
            let changed: Vec<FactKind> = facts.iter().map(|f| f.value.kind()).collect();
            body.unchanged = FactKind::ALL.iter().copied().filter(|k| !changed.contains(k)).collect();
        }
        RecordLog { log: self.log, body, facts }
    }
}

/// The home that a fact is about, as far as this phone knows it.
fn home_of(view: &Snapshot, subject: FactSubject) -> Option<HouseholdId> {
    match subject {
        FactSubject::Household(home) => Some(home),
        FactSubject::Child(child) => view.child(child).map(|child| child.household),
        FactSubject::Adult(_) => None,
    }
}

fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|v| *v == value) {
        Some(at) => drop(list.remove(at)),
        None => list.push(value),
    }
}

#[cfg(test)]
mod tests {
    use domain::guardianship::{CarerKind, HomeState, PhoneState};
    use domain::id::AccountId;
    use domain::log::{Aid, Log, Pledge};
    use domain::register::Household;
    use serde_json::Value;
    use sync::{Envelope, Row, RowBody};
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default()
    }

    fn ids() -> Ids {
        Ids { op: OpId(id(101)), log: LogId(id(201)) }
    }

    fn put(view: &mut Snapshot, body: RowBody) {
        view.put(Envelope::try_from(Row { version: 3, body }).unwrap_or_else(|e| panic!("{e}")));
    }

    /// Some children of one household.
    fn view(children: &[u128]) -> Snapshot {
        let mut view = Snapshot::default();
        let household = HouseholdId(id(31));
        put(&mut view, RowBody::Household(Household { id: household, address: "上坝村".to_owned() }));
        for n in children {
            let child = Child::new(ChildId(id(*n)), household, format!("孩子{n}"), day());
            put(&mut view, RowBody::Child(child));
        }
        view
    }

    fn fresh(asked: Opening, view: &Snapshot) -> LogForm {
        LogForm::fresh(ids(), asked, view, DateTime::default(), day())
    }

    fn saved(form: &LogForm, view: &Snapshot, old: Option<&Written>) -> Written {
        let op = form.op(view, old, DateTime::default(), || FactId(id(301)));
        op.unwrap_or_else(|e| panic!("{e}"))
    }

    fn text(op: &Written) -> Value {
        serde_json::from_str(op.text().get()).unwrap_or_default()
    }

    #[test]
    fn the_form_opens_filled_in_as_far_as_the_way_to_it_says() {
        let one = fresh(Opening::default(), &view(&[41]));
        assert_eq!(
            (one.body.children.as_slice(), one.body.kind, one.body.mode),
            ([ChildId(id(41))].as_slice(), ActivityKind::HomeSchool, Mode::HomeVisit)
        );
        let asked = Opening { child: Some(ChildId(id(42))), kind: Some(ActivityKind::Drill), mode: None };
        let many = fresh(asked, &view(&[41, 42]));
        assert_eq!((many.body.children.as_slice(), many.body.mode), ([ChildId(id(42))].as_slice(), Mode::AtSchool));
        assert!(fresh(Opening::default(), &view(&[41, 42])).body.children.is_empty(), "with two there is a choice");
    }

    #[test]
    fn a_form_saved_twice_is_one_operation() {
        let view = view(&[41]);
        let form = fresh(Opening::default(), &view);
        assert_eq!(saved(&form, &view, None).op_id, saved(&form, &view, None).op_id);
    }

    #[test]
    fn a_changed_fact_is_saved_once_a_household_and_the_others_are_seen_unchanged() {
        let view = view(&[41, 42]);
        let mut form = fresh(Opening::default(), &view);
        form.toggle_child(ChildId(id(41)));
        form.toggle_child(ChildId(id(42)));
        let dead = FactValue::Phone { state: PhoneState::Dead, number: None };
        form.facts.entry(HouseholdId(id(31))).or_default().insert(FactKind::Phone, dead.clone());
        let op = saved(&form, &view, None);
        let Change::RecordLog(record) = &op.change else { panic!("an entry") };
        assert_eq!(record.facts.iter().map(|fact| &fact.value).collect::<Vec<_>>(), [&dead]);
        assert_eq!(record.body.unchanged, [FactKind::Carer, FactKind::Parents, FactKind::Home]);
        form.set_outcome(Outcome::NotMet);
        let Change::RecordLog(record) = &saved(&form, &view, None).change.clone() else { panic!("an entry") };
        assert!(record.facts.is_empty() && record.body.unchanged.is_empty(), "nobody was met, nothing was seen");
    }

    #[test]
    fn who_looks_after_siblings_is_saved_for_each_child_and_mended_as_one() {
        let view = view(&[41, 42]);
        let mut form = fresh(Opening::default(), &view);
        form.toggle_child(ChildId(id(41)));
        form.toggle_child(ChildId(id(42)));
        let carer = FactValue::Carer { kind: CarerKind::Relative, who: "大伯".to_owned(), quality: None };
        form.facts.entry(HouseholdId(id(31))).or_default().insert(FactKind::Carer, carer);
        let op = saved(&form, &view, None);
        let Change::RecordLog(record) = &op.change else { panic!("an entry") };
        let subjects: Vec<FactSubject> = record.facts.iter().map(|fact| fact.subject).collect();
        assert_eq!(subjects, [41, 42].map(|n| FactSubject::Child(ChildId(id(n)))));
        let mended = LogForm::mend(ids(), &op, &view, DateTime::default()).unwrap_or_else(|| panic!("an entry"));
        assert_eq!(mended.facts, form.facts);
    }

    #[test]
    fn a_follow_up_is_proposed_and_taken_back_with_its_reason() {
        let mut form = fresh(Opening::default(), &view(&[41]));
        form.set_outcome(Outcome::FollowUp);
        assert_eq!(form.body.follow_up_on, Some(day() + Days::new(FOLLOW_UP_DAYS)));
        form.set_outcome(Outcome::Normal);
        assert_eq!(form.body.follow_up_on, None);
    }

    #[test]
    fn whole_classes_make_a_group_session() {
        let mut form = fresh(Opening::default(), &view(&[41]));
        form.toggle_class("三年级2班");
        assert_eq!((form.body.mode, form.asks_mode()), (Mode::Group, false));
        let offered: Vec<_> = ActivityKind::ALL.iter().copied().filter(|kind| form.offers(*kind)).collect();
        for kind in offered {
            form.body.kind = kind;
            assert_eq!(form.body.problems(day()), [], "{kind}: what is offered is not refused");
        }
        assert!(!form.offers(ActivityKind::Counselling));
        form.toggle_class("三年级2班");
        assert!(form.body.classes.is_empty());
    }

    #[test]
    fn a_correction_says_what_changed_and_an_untouched_one_nothing() {
        let mut view = view(&[41]);
        let body = LogBody::plain(vec![ChildId(id(41))], ActivityKind::Drill, Mode::Group, day());
        let log = Log::first(LogId(id(201)), AccountId(id(21)), body, DateTime::default());
        put(&mut view, RowBody::Log(log.clone()));
        let mut form = LogForm::revise(OpId(id(102)), &log, DateTime::default());
        assert!(LogForm::changes_nothing(&saved(&form, &view, None)));
        form.body.note = "补一句".to_owned();
        let op = saved(&form, &view, None);
        assert!(!LogForm::changes_nothing(&op));
        let patch = text(&op)["change"]["revise_log"]["patch"].clone();
        assert_eq!(patch, serde_json::json!({"note": "补一句"}));
    }

    #[test]
    fn what_was_given_goes_in_with_its_kind_and_stays_in_the_form_with_another() {
        let view = view(&[41]);
        let asked = Opening { kind: Some(ActivityKind::MaterialAid), ..Opening::default() };
        let mut form = fresh(asked, &view);
        assert_eq!(form.asks_details(), Some(ActivityKind::MaterialAid));
        form.body.aid = Some(Box::new(Aid { receipts: true, ..Aid::default() }));
        assert_eq!(form.ready().aid, None, "nothing is said of what was given");
        let bag = Box::new(Aid { gift: "书包".to_owned(), things_each: 1, ..Aid::default() });
        form.body.aid = Some(bag.clone());
        form.body.pledge = Some(Pledge::Paper);
        let body = |form: &LogForm| match saved(form, &view, None).change.clone() {
            Change::RecordLog(record) => (record.body.aid, record.body.pledge),
            other => panic!("{other:?}"),
        };
        assert_eq!(body(&form), (Some(bag.clone()), None));
        form.body.kind = ActivityKind::SafetyLesson;
        assert_eq!(body(&form), (None, Some(Pledge::Paper)));
        form.body.kind = ActivityKind::MaterialAid;
        assert_eq!(body(&form), (Some(bag), None), "it was kept");
    }

    #[test]
    fn mending_keeps_what_was_typed_and_what_a_newer_app_had_written() {
        let view = view(&[41]);
        let mut form = fresh(Opening::default(), &view);
        form.body.note = "原话".to_owned();
        let home = FactValue::Home { state: HomeState::Hazard, hazards: "电线".to_owned() };
        form.facts.entry(HouseholdId(id(31))).or_default().insert(FactKind::Home, home);
        let mut newer = text(&saved(&form, &view, None));
        newer["change"]["record_log"]["body"]["weather"] = "rain".into();
        newer["change"]["record_log"]["body"]["kind"] = "garden".into();
        let refused: Written = serde_json::from_value(newer).unwrap_or_else(|e| panic!("{e}"));

        let other = Ids { op: OpId(id(111)), log: LogId(id(211)) };
        let mut mended =
            LogForm::mend(other, &refused, &view, DateTime::default()).unwrap_or_else(|| panic!("an entry"));
        assert_eq!((mended.body.note.as_str(), mended.mends), ("原话", Some(refused.op_id)));
        assert_ne!(mended.draft_key(), form.draft_key(), "each form has a place of its own");
        mended.body.occurred_on = day() - Days::new(1);
        let op = saved(&mended, &view, Some(&refused));
        let body = text(&op)["change"]["record_log"]["body"].clone();
        assert_eq!(
            (&body["weather"], &body["kind"], &body["occurred_on"]),
            (&"rain".into(), &"garden".into(), &"2026-09-17".into())
        );
        assert_eq!(
            (op.op_id, text(&op)["change"]["record_log"]["facts"][0]["value"]["home"]["hazards"].as_str()),
            (OpId(id(111)), Some("电线"))
        );
    }
}
