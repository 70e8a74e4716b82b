//! A page of a mentor's notebook as it is copied at the desk, by keyboard alone: what is filled in, where the next
//! keystroke goes, and what must be mended. It is also what a draft keeps.

use chrono::{Days, NaiveDate};
use desk_api::notebook::Copied;
use domain::id::{AccountId, ChildId, LogId};
use domain::log::{ActivityKind, Hand, LogBody, LogField, Mode, Outcome, Problem};
use serde::{Deserialize, Serialize};

use super::GiftForm;

/// Days after which a follow-up is proposed.
const FOLLOW_UP_DAYS: u64 = 7;
/// How many days one key each chooses from, today first.
pub const DAYS: u64 = 7;

/// The parts of the form, in the order in which they are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Whose notebook.
    Mentor,
    /// Which children.
    Children,
    /// The kind of activity.
    Kind,
    /// How it took place.
    Mode,
    /// On which day. From here on it can be saved.
    Day,
    /// What came of it.
    Outcome,
    /// What was given.
    Gift,
    /// Who gave it.
    Donor,
    /// How many things each child got.
    Things,
    /// How much money each child got.
    Money,
    /// Whether the families' receipt slips are collected.
    Receipts,
    /// The words.
    Note,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Mentor,
        Self::Children,
        Self::Kind,
        Self::Mode,
        Self::Day,
        Self::Outcome,
        Self::Gift,
        Self::Donor,
        Self::Things,
        Self::Money,
        Self::Receipts,
        Self::Note,
    ];

    /// Whether it is asked of a gift only.
    fn is_of_gift(self) -> bool {
        matches!(self, Self::Gift | Self::Donor | Self::Things | Self::Money | Self::Receipts)
    }
}

/// The digit of a key, by where the key is: under a Chinese input method what a key types is not what is on it.
pub fn digit(code: &str) -> Option<usize> {
    let digit = code.strip_prefix("Digit").or_else(|| code.strip_prefix("Numpad"))?;
    digit.parse().ok().filter(|n| *n < 10)
}

/// A number that was typed, also with the wide digits of a Chinese input method.
pub fn number(typed: &str) -> Option<usize> {
    let plain = |c: char| char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).filter(char::is_ascii_digit).unwrap_or(c);
    typed.trim().chars().map(plain).collect::<String>().parse().ok()
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotebookForm {
    /// Made when the form was begun, so that saving twice makes one entry.
    pub log: LogId,
    /// Whose notebook it is; none until it is chosen.
    pub mentor: Option<AccountId>,
    /// The children, in the order in which they were chosen.
    pub children: Vec<ChildId>,
    /// The kind of activity; none until it is chosen.
    pub kind: Option<ActivityKind>,
    /// How it took place; none until it is chosen.
    pub mode: Option<Mode>,
    /// What came of it.
    pub outcome: Outcome,
    /// The day, as typed; a browser hands over an empty text where it is no day.
    pub day: String,
    /// When somebody should look again, as typed; only where a follow-up is needed.
    pub look_again: String,
    /// What was given; only with a kind by which something is given.
    #[serde(default)]
    pub gift: GiftForm,
    /// The words.
    pub note: String,
}

impl NotebookForm {
    /// An empty form for an entry of today.
    pub fn fresh(log: LogId, today: NaiveDate) -> Self {
        Self {
            log,
            mentor: None,
            children: vec![],
            kind: None,
            mode: None,
            outcome: Outcome::Normal,
            day: today.to_string(),
            look_again: String::new(),
            gift: GiftForm::default(),
            note: String::new(),
        }
    }

    /// The form for the next entry: the same notebook, the same day. Of a mentor with one child it is chosen.
    #[must_use]
    pub fn next(&self, log: LogId, of_mentor: &[ChildId], today: NaiveDate) -> Self {
        let mut next = Self { mentor: self.mentor, day: self.day.clone(), ..Self::fresh(log, today) };
        next.offer(of_mentor);
        next
    }

    /// The form for an entry of today about a child, in its mentor's notebook.
    pub fn about(child: ChildId, mentor: AccountId, log: LogId, today: NaiveDate) -> Self {
        Self { mentor: Some(mentor), children: vec![child], ..Self::fresh(log, today) }
    }

    /// Whether nothing is lost with it: notebook and day are kept from one entry to the next, and one child is one key.
    pub fn is_blank(&self, today: NaiveDate) -> bool {
        let (day, children) = (self.day.clone(), self.children.clone());
        children.len() <= 1 && *self == Self { mentor: self.mentor, day, children, ..Self::fresh(self.log, today) }
    }

    /// Takes another notebook, with the children whom its mentor has on the day.
    pub fn choose_mentor(&mut self, mentor: AccountId, of_mentor: &[ChildId]) {
        if self.mentor != Some(mentor) {
            self.mentor = Some(mentor);
            self.children.clear();
        }
        self.offer(of_mentor);
    }

    /// Keeps of the chosen children those whom the mentor has; with one child there is nothing to choose.
    pub fn offer(&mut self, of_mentor: &[ChildId]) {
        self.children.retain(|child| of_mentor.contains(child));
        if let [only] = of_mentor {
            self.children = vec![*only];
        }
    }

    /// Chooses a child, or no longer.
    pub fn toggle(&mut self, child: ChildId) {
        if self.children.contains(&child) {
            self.children.retain(|chosen| *chosen != child);
        } else {
            self.children.push(child);
        }
    }

    /// Sets the outcome, and proposes a day to look again where one is needed.
    pub fn set_outcome(&mut self, outcome: Outcome) {
        self.outcome = outcome;
        if outcome == Outcome::FollowUp && self.look_again.is_empty() {
            self.look_again = self.day().map(|day| (day + Days::new(FOLLOW_UP_DAYS)).to_string()).unwrap_or_default();
        }
    }

    /// The day, where one is typed.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day.parse().ok()
    }

    /// Whether a day to look again is asked for.
    pub fn asks_look_again(&self) -> bool {
        self.outcome == Outcome::FollowUp
    }

    /// Whether it is asked what was given.
    pub fn asks_gift(&self) -> bool {
        self.kind.is_some_and(|kind| kind.attributes().gives)
    }

    fn steps(&self) -> impl DoubleEndedIterator<Item = Step> {
        let gives = self.asks_gift();
        Step::ALL.into_iter().filter(move |step| gives || !step.is_of_gift())
    }

    /// The part after this one, of those that are asked; the last stays.
    pub fn after(&self, step: Step) -> Step {
        self.steps().skip_while(|one| *one != step).nth(1).unwrap_or(step)
    }

    /// The part before this one, of those that are asked; the first stays.
    pub fn before(&self, step: Step) -> Step {
        self.steps().rev().skip_while(|one| *one != step).nth(1).unwrap_or(step)
    }

    /// Whether words are asked for: not of a talk. Words that are there already stay to be seen.
    pub fn asks_note(&self) -> bool {
        !self.note.is_empty() || self.kind.is_none_or(|kind| !kind.attributes().confidential)
    }

    /// What is handed in, or the first part that must be mended: without a problem where nothing was chosen yet.
    pub fn copied(&self, today: NaiveDate) -> Result<Copied, (Step, Option<Problem>)> {
        let mentor = self.mentor.ok_or((Step::Mentor, None))?;
        let kind = self.kind.unwrap_or(ActivityKind::Unlisted);
        let mode = self.mode.unwrap_or(Mode::Unlisted);
        let day = self.day().ok_or((Step::Day, None))?;
        let plain = LogBody::plain(self.children.clone(), kind, mode, day);
        let follow_up_on = self.look_again.parse().ok().filter(|_| self.asks_look_again());
        let note = self.note.trim().to_owned();
        let aid = self.asks_gift().then(|| self.gift.aid()).flatten();
        let body = LogBody { outcome: self.outcome, note, follow_up_on, aid, ..plain };
        match body.problems_from(Hand::Anothers, today).into_iter().next() {
            Some(problem) => Err((step_of(problem), Some(problem))),
            None => Ok(Copied { mentor, log: self.log, body }),
        }
    }
}

/// Where a problem is mended.
fn step_of(problem: Problem) -> Step {
    match problem.field {
        LogField::Children => Step::Children,
        LogField::Kind => Step::Kind,
        LogField::Mode => Step::Mode,
        LogField::OccurredOn => Step::Day,
        LogField::Outcome | LogField::FollowUpOn => Step::Outcome,
        LogField::Gift => Step::Gift,
        LogField::Donor => Step::Donor,
        LogField::Things => Step::Things,
        LogField::Amount => Step::Money,
        _ => Step::Note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::log::Fault;
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap_or_default()
    }

    fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    fn form() -> NotebookForm {
        NotebookForm::fresh(LogId(Uuid::from_u128(1)), today())
    }

    fn stops_at(form: &NotebookForm) -> Option<Step> {
        form.copied(today()).err().map(|(step, _)| step)
    }

    #[test]
    fn each_thing_that_is_missing_is_asked_for_in_its_turn() {
        let mut form = form();
        assert_eq!(stops_at(&form), Some(Step::Mentor));
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3), child(4)]);
        assert_eq!(stops_at(&form), Some(Step::Children));
        form.toggle(child(4));
        assert_eq!(stops_at(&form), Some(Step::Kind));
        form.kind = Some(ActivityKind::Tutoring);
        assert_eq!(stops_at(&form), Some(Step::Mode));
        form.mode = Some(Mode::AtSchool);
        assert_eq!(stops_at(&form), None);
        form.day = String::new();
        assert_eq!(stops_at(&form), Some(Step::Day));
    }

    #[test]
    fn the_next_entry_keeps_notebook_and_day_and_chooses_an_only_child() {
        let mut form = form();
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3)]);
        assert_eq!(form.children, [child(3)]);
        form.day = "2026-11-24".to_owned();
        form.note = "说过的话".to_owned();
        let next = form.next(LogId(Uuid::from_u128(9)), &[child(3)], today());
        assert_eq!((next.mentor, next.day.as_str(), next.note.as_str()), (form.mentor, "2026-11-24", ""));
        assert_eq!((next.log, next.children), (LogId(Uuid::from_u128(9)), vec![child(3)]));
    }

    #[test]
    fn a_form_is_blank_until_something_of_an_entry_is_filled_in() {
        let mut form = form();
        assert!(form.is_blank(today()));
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3), child(4)]);
        form.day = "2026-11-24".to_owned();
        form.toggle(child(3));
        assert!(form.is_blank(today()), "notebook and day are kept, and the one child is of the row before");
        let begun: [fn(&mut NotebookForm); 5] = [
            |form| form.toggle(child(4)),
            |form| form.kind = Some(ActivityKind::Drill),
            |form| form.mode = Some(Mode::Group),
            |form| form.note = "会背了".to_owned(),
            |form| form.gift.gift = "书包".to_owned(),
        ];
        for begin in begun {
            let mut begun = form.clone();
            begin(&mut begun);
            assert!(!begun.is_blank(today()), "{begun:?}");
        }
    }

    #[test]
    fn an_entry_about_a_child_begins_with_its_mentor_and_today() {
        let (mentor, log) = (AccountId(Uuid::from_u128(2)), LogId(Uuid::from_u128(1)));
        let form = NotebookForm::about(child(4), mentor, log, today());
        assert_eq!((form.mentor, form.children.as_slice(), form.day()), (Some(mentor), &[child(4)][..], Some(today())));
        assert_eq!(stops_at(&form), Some(Step::Kind));
    }

    #[test]
    fn words_of_a_talk_are_kept_to_be_seen_and_not_handed_in() {
        let mut form = form();
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3)]);
        (form.kind, form.mode) = (Some(ActivityKind::Counselling), Some(Mode::AtSchool));
        assert!(!form.asks_note());
        form.note = "孩子说的话".to_owned();
        assert!(form.asks_note());
        let problem = form.copied(today()).err().and_then(|(_, problem)| problem);
        assert_eq!(problem.map(|problem| problem.fault), Some(Fault::Confidential));
    }

    #[test]
    fn a_day_to_look_again_goes_in_only_where_it_is_asked_for() {
        let mut form = form();
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3)]);
        (form.kind, form.mode) = (Some(ActivityKind::Drill), Some(Mode::Group));
        form.set_outcome(Outcome::FollowUp);
        let day = |form: &NotebookForm| form.copied(today()).ok().and_then(|copied| copied.body.follow_up_on);
        assert_eq!(day(&form), NaiveDate::from_ymd_opt(2026, 12, 2));
        form.set_outcome(Outcome::Normal);
        assert_eq!(day(&form), None);
    }

    #[test]
    fn a_key_is_known_by_its_place_and_a_number_also_in_wide_digits() {
        assert_eq!(
            (digit("Digit3"), digit("Numpad0"), digit("KeyA"), digit("NumpadEnter")),
            (Some(3), Some(0), None, None)
        );
        assert_eq!((number("12"), number(" ３４ "), number("王"), number("")), (Some(12), Some(34), None, None));
    }

    #[test]
    fn the_steps_have_a_first_and_a_last() {
        let form = form();
        assert_eq!((form.before(Step::Mentor), form.after(Step::Note)), (Step::Mentor, Step::Note));
        assert_eq!((form.after(Step::Kind), form.before(Step::Kind)), (Step::Mode, Step::Children));
    }

    #[test]
    fn what_was_given_is_asked_in_its_turn_of_a_gift_alone() {
        let mut form = form();
        form.kind = Some(ActivityKind::Tutoring);
        assert_eq!((form.after(Step::Outcome), form.before(Step::Note)), (Step::Note, Step::Outcome));
        form.kind = Some(ActivityKind::MaterialAid);
        assert_eq!((form.after(Step::Outcome), form.before(Step::Note)), (Step::Gift, Step::Receipts));
    }

    #[test]
    fn what_was_given_goes_in_with_its_kind_and_stays_in_the_form_with_another() {
        let mut form = form();
        form.choose_mentor(AccountId(Uuid::from_u128(2)), &[child(3)]);
        (form.kind, form.mode) = (Some(ActivityKind::MaterialAid), Some(Mode::AtSchool));
        let aid = |form: &NotebookForm| form.copied(today()).map(|copied| copied.body.aid);
        assert_eq!(aid(&form), Ok(None), "nothing need be said of it");
        form.gift.donor = "县慈善协会".to_owned();
        assert_eq!(stops_at(&form), Some(Step::Gift), "of a giver it is asked what was given");
        (form.gift.gift, form.gift.things) = ("书包".to_owned(), "两个".to_owned());
        assert_eq!(stops_at(&form), Some(Step::Things));
        (form.gift.things, form.gift.yuan) = ("2".to_owned(), "一百".to_owned());
        assert_eq!(stops_at(&form), Some(Step::Money));
        form.gift.yuan = "１２０元".to_owned();
        let said = form.gift.aid();
        assert_eq!(said.as_ref().map(|aid| aid.each()).as_deref(), Some("书包×2，120元"));
        assert_eq!(aid(&form), Ok(said.clone()));
        form.kind = Some(ActivityKind::Drill);
        assert_eq!(aid(&form), Ok(None));
        form.kind = Some(ActivityKind::MaterialAid);
        assert_eq!(aid(&form), Ok(said), "it was kept");
        assert_eq!(form.next(LogId(Uuid::from_u128(9)), &[child(3)], today()).gift, GiftForm::default());
    }

    #[test]
    fn a_draft_of_before_gifts_is_read() {
        let mut kept = serde_json::to_value(form()).unwrap_or_default();
        kept.as_object_mut().and_then(|kept| kept.remove("gift"));
        assert_eq!(serde_json::from_value::<NotebookForm>(kept).ok(), Some(form()));
    }
}
