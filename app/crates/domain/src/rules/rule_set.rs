//! The centre's rule set: how often a child should be seen and spoken to.
//!
//! No source defines the county's "335"; these are named values that the centre edits. The defaults
//! follow the school floor of the province (one home visit a term) and common practice.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::guide::Guide;
use super::holiday::Holiday;
use super::phrase::{self, Phrase};
use super::round::{self, Round};
use super::second_step::SecondStepOf;
use super::serves::Serves;
use crate::log::{ActivityKind, Goal, PhraseCode};
use crate::term::Term;

/// How often a child is seen and spoken to, when duties wait, and which sentences are offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// Name shown to the centre.
    pub name: String,
    /// Working days after entering the register within which the mentor makes first contact.
    pub first_contact_working_days: u32,
    /// Days after the start of a term within which the term's home visit should have happened.
    pub term_visit_within_days: u32,
    /// Days between home visits where care is judged poor.
    pub poor_care_visit_every_days: u32,
    /// Days between talks with the child.
    pub talk_every_days: u32,
    /// Days between contacts of child and parents.
    pub family_call_every_days: u32,
    /// How many days ahead a duty is shown.
    pub show_days_ahead: u32,
    /// How many children a mentor is given at most. No source sets it; one teacher for three is the most that
    /// schools who write of small pairings have.
    #[serde(default = "few_children")]
    pub children_per_mentor_max: u32,
    /// How many days before the end of a pairing it is said, so that there is time for a goodbye. No source sets it.
    #[serde(default = "a_week")]
    pub farewell_days: u32,
    /// Whether a school's lead agrees to new pairings before they hold. Off where nothing else was set.
    #[serde(default)]
    pub lead_approves: bool,
    /// Of whom a second step is asked when they sign in at a desk.
    #[serde(default)]
    pub second_step: SecondStepOf,
    /// Whether a second person agrees before a code is issued for an account that is in use.
    #[serde(default)]
    pub codes_need_second: bool,
    /// Whether phones ask for the password each time: neither six digits nor a fingerprint opens them.
    #[serde(default)]
    pub no_digits: bool,
    /// For how many days a parent's stay at home counts as a visit, which neither ends an absence nor begins it anew.
    #[serde(default = "month")]
    pub home_visit_days_max: u32,
    /// Months a parent must have been away for the county to count a child as left behind.
    #[serde(default = "quarter")]
    pub county_away_months: u32,
    /// For how many days after a pairing, a phone or an account has ended what was recorded before is taken. What a
    /// client dates itself never decides alone. No source sets it; phones are without a network for weeks.
    #[serde(default = "month")]
    pub hand_in_days: u32,
    /// Days after a child has left the register until its file is up for erasure. The law says no number; three years is
    /// what aid sign-off lists and records of entrusting are kept for.
    #[serde(default = "three_years")]
    pub erase_after_days: u32,
    /// For how many days a backup is kept. What was erased is in none that is younger.
    #[serde(default = "quarter_in_days")]
    pub backup_days: u32,
    /// For how many days school files are kept after they were taken over or taken back; until then they can be taken
    /// back. No source sets it.
    #[serde(default = "a_term")]
    pub staged_days: u32,
    /// How many days before the lessons of a term end its page is asked for. No source sets it.
    #[serde(default = "three_weeks")]
    pub page_days: u32,
    /// Holidays of every year, in which duties wait.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// What is done once with every child within some days of the year.
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// Kinds of activity that serve others of the five haves here than usual.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<Serves>,
    /// What the five haves look like for each age; none where the county has not written its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guides: Vec<Guide>,
    /// Sentences to tap, in the order in which they are offered; retired ones too.
    #[serde(default)]
    pub phrases: Vec<Phrase>,
}

/// The usual limit, also of rules that were written before there was one.
const fn few_children() -> u32 {
    3
}

/// The usual time for a goodbye, also of rules that were written before it was set.
const fn a_week() -> u32 {
    7
}

/// The usual length of a visit, and of the time to hand in work, also in rules that were written before they could be set.
const fn month() -> u32 {
    30
}

/// The usual time until a file is up for erasure.
const fn three_years() -> u32 {
    1_095
}

/// The usual time for which backups are kept.
const fn quarter_in_days() -> u32 {
    90
}

/// The usual time for which school files are kept, also in rules that were written before it could be set.
const fn a_term() -> u32 {
    90
}

/// The usual time for the pages of a term, also in rules that were written before it could be set.
const fn three_weeks() -> u32 {
    21
}

/// The usual threshold of the county, which is the pupil registry's.
const fn quarter() -> u32 {
    3
}

impl RuleSet {
    /// The sentence of a code; of one that these rules do not know the code itself.
    pub fn phrase(&self, code: &PhraseCode) -> Phrase {
        let known = self.phrases.iter().find(|phrase| phrase.code == *code);
        known.cloned().unwrap_or_else(|| Phrase::new(&code.0, &code.0, ""))
    }

    /// The sentences that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter().filter(|phrase| !phrase.retired)
    }

    /// The sentences that are offered with one kind of activity alone, or, for none, with all.
    pub fn offered_with(&self, kind: Option<ActivityKind>) -> impl Iterator<Item = &Phrase> {
        self.offered().filter(move |phrase| phrase.kind == kind)
    }

    /// Which of the five haves a kind of activity serves in this county.
    pub fn goals_of(&self, kind: ActivityKind) -> Vec<Goal> {
        match self.serves.iter().find(|serves| serves.kind == kind) {
            Some(serves) => serves.goals.clone(),
            None => kind.attributes().goal.into_iter().collect(),
        }
    }

    /// The last day of a term's lessons: the day before its first long holiday.
    pub fn lessons_end(&self, term: Term) -> NaiveDate {
        let long = self.holidays.iter().filter(|holiday| holiday.is_long());
        let first = long.filter_map(|holiday| holiday.next(term.start().succ_opt()?)).min();
        let before = first.and_then(|day| day.pred_opt());
        before.map_or(term.end(), |day| day.min(term.end()))
    }

    /// Whether duties wait on a day because of a holiday.
    pub fn is_holiday(&self, day: NaiveDate) -> bool {
        self.holidays.iter().any(|holiday| holiday.on(day))
    }
}

impl Default for RuleSet {
    fn default() -> Self {
        Self {
            name: "默认规则".to_owned(),
            first_contact_working_days: 5,
            term_visit_within_days: 60,
            poor_care_visit_every_days: 30,
            talk_every_days: 15,
            family_call_every_days: 30,
            show_days_ahead: 3,
            children_per_mentor_max: few_children(),
            farewell_days: a_week(),
            lead_approves: false,
            second_step: SecondStepOf::default(),
            codes_need_second: false,
            no_digits: false,
            home_visit_days_max: month(),
            county_away_months: quarter(),
            hand_in_days: month(),
            erase_after_days: three_years(),
            backup_days: quarter_in_days(),
            staged_days: a_term(),
            page_days: three_weeks(),
            holidays: vec![Holiday::new("寒假", (1, 18), (2, 24)), Holiday::new("暑假", (7, 11), (8, 31))],
            rounds: round::usual(),
            serves: vec![],
            guides: vec![],
            phrases: phrase::usual(),
        }
    }
}
