//! The form of the county's rules: numbers as they were typed, until they are rules.

use chrono::NaiveDate;
use domain::log::{ActivityKind, Goal};
use domain::rules::{
    Guide, Holiday, Phrase, Round, RuleBook, RuleChange, RuleProblem, RuleSet, RuleVersion, SecondStepOf, Serves, Span,
    guide,
};
use serde::{Deserialize, Serialize};

/// What stands for a number that was typed and is none. No rule may be it, so it is said where it stands.
const NO_NUMBER: u32 = u32::MAX;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesForm {
    /// The first day, as typed; a browser hands over an empty text where it is no day.
    pub from: String,
    /// The numbers as typed, in the order of [`Span::ALL`].
    pub days: Vec<String>,
    /// The holidays.
    pub holidays: Vec<Holiday>,
    /// The rounds of the year.
    pub rounds: Vec<Round>,
    /// What each kind of activity serves.
    pub serves: Vec<Serves>,
    /// The lines on each of the five haves for each age.
    pub guides: Vec<Guide>,
    /// The sentences, also those no longer offered; a new one has no code yet.
    pub phrases: Vec<Phrase>,
    /// Whether a school's lead agrees to new pairings.
    #[serde(default)]
    pub lead_approves: bool,
    /// Of whom a second step is asked.
    #[serde(default)]
    pub second_step: SecondStepOf,
    /// Whether a second person agrees to codes for accounts in use.
    #[serde(default)]
    pub codes_need_second: bool,
    /// Whether phones ask for the password each time.
    #[serde(default)]
    pub no_digits: bool,
    name: String,
}

impl RulesForm {
    /// A form to change some rules, from a first day on.
    pub fn of(rules: RuleSet, from: NaiveDate) -> Self {
        let days = Span::ALL.iter().map(|span| span.of(&rules).to_string()).collect();
        let serves = |kind: &ActivityKind| Serves { kind: *kind, goals: rules.goals_of(*kind) };
        Self {
            from: from.to_string(),
            days,
            serves: ActivityKind::ALL.iter().map(serves).collect(),
            guides: guide::of_county(&rules.guides),
            rounds: rules.rounds,
            holidays: rules.holidays,
            phrases: rules.phrases,
            lead_approves: rules.lead_approves,
            second_step: rules.second_step,
            codes_need_second: rules.codes_need_second,
            no_digits: rules.no_digits,
            name: rules.name,
        }
    }

    /// The first day.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.from.parse().ok()
    }

    /// The rules that are filled in.
    pub fn rules(&self) -> RuleSet {
        let mut rules = RuleSet {
            name: self.name.clone(),
            holidays: self.holidays.clone(),
            rounds: self.rounds.clone(),
            serves: self.serves.iter().filter(|serves| !is_usual(serves)).cloned().collect(),
            guides: if self.guides == guide::usual() { vec![] } else { self.guides.clone() },
            phrases: self.phrases.clone(),
            lead_approves: self.lead_approves,
            second_step: self.second_step,
            codes_need_second: self.codes_need_second,
            no_digits: self.no_digits,
            ..RuleSet::default()
        };
        for (span, typed) in Span::ALL.iter().zip(&self.days) {
            span.set(&mut rules, typed_number(typed));
        }
        // What was begun and left empty is nothing.
        rules.phrases.retain(|phrase| !phrase.code.0.is_empty() || !phrase.words.trim().is_empty());
        rules
    }

    /// What is wrong, at the places of this form.
    pub fn problems(&self) -> Vec<RuleProblem> {
        let mut rules = self.rules();
        rules.phrases.clone_from(&self.phrases);
        let begun = |problem: &RuleProblem| match problem {
            RuleProblem::PhraseWords(at) => {
                self.phrases.get(*at).is_none_or(|p| !p.code.0.is_empty() || !p.words.trim().is_empty())
            }
            _ => true,
        };
        rules.problems().into_iter().filter(begun).collect()
    }

    /// What will be otherwise, from the first day on, as far as it is filled in right.
    pub fn changes(&self, book: &RuleBook) -> Vec<RuleChange> {
        let all = self.first_day().map(|from| self.rules().changes_since(&book.before(from))).unwrap_or_default();
        all.into_iter().filter(|change| !matches!(change, RuleChange::Span { to: NO_NUMBER, .. })).collect()
    }

    /// What is sent, when it can be: a first day that is not over, without fault, with something to change.
    pub fn version(&self, book: &RuleBook, today: NaiveDate) -> Option<RuleVersion> {
        let from = self.first_day().filter(|from| *from >= today)?;
        let sound = self.problems().is_empty() && !self.changes(book).is_empty();
        sound.then(|| RuleVersion { from, rules: self.rules() })
    }
}

/// Whether a kind serves here what it serves anywhere.
fn is_usual(serves: &Serves) -> bool {
    serves.goals.iter().copied().eq(serves.kind.attributes().goal)
}

/// Ticks one of the five haves, or takes its tick away.
pub fn tick(goals: &mut Vec<Goal>, goal: Goal, ticked: bool) {
    let is_ticked = |one: &&Goal| if **one == goal { ticked } else { goals.contains(one) };
    *goals = Goal::ALL.iter().filter(is_ticked).copied().collect();
}

/// A number as people type it, also with the wide digits of a Chinese input method.
pub fn typed_number(typed: &str) -> u32 {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        c => c,
    };
    typed.trim().chars().map(narrow).collect::<String>().parse().unwrap_or(NO_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn form() -> (RulesForm, RuleBook) {
        let book = RuleBook::new(vec![RuleVersion { from: day(3, 1), rules: RuleSet::default() }]);
        (RulesForm::of(book.on(day(11, 24)), day(11, 25)), book)
    }

    #[test]
    fn what_is_as_it_was_is_not_sent() {
        let (form, book) = form();
        assert_eq!(form.rules(), RuleSet::default());
        assert_eq!(form.version(&book, day(11, 24)), None);
    }

    #[test]
    fn whether_the_lead_agrees_is_a_rule_like_any_other() {
        let (mut form, book) = form();
        form.lead_approves = true;
        assert_eq!(form.changes(&book), [RuleChange::LeadApproves(true)]);
        assert_eq!(form.version(&book, day(11, 24)).map(|v| v.rules.lead_approves), Some(true));
    }

    #[test]
    fn of_whom_a_second_step_and_a_second_person_are_asked_are_rules_too() {
        let (mut form, book) = form();
        (form.second_step, form.codes_need_second) = (SecondStepOf::Desks, true);
        let changes = [RuleChange::SecondStep(SecondStepOf::Desks), RuleChange::CodesNeedSecond(true)];
        assert_eq!(form.changes(&book), changes);
        let set = form.version(&book, day(11, 24)).map(|version| version.rules);
        assert_eq!(set.map(|rules| (rules.second_step, rules.codes_need_second)), Some((SecondStepOf::Desks, true)));
    }

    #[test]
    fn a_number_is_read_in_either_width_and_no_number_is_said_at_its_place() {
        let (mut form, book) = form();
        form.days[3] = " １０ ".to_owned();
        assert_eq!(form.changes(&book), [RuleChange::Span { span: Span::Talk, from: 15, to: 10 }]);
        assert_eq!(form.version(&book, day(11, 24)).map(|v| v.rules.talk_every_days), Some(10));
        form.days[3] = "十天".to_owned();
        assert_eq!((form.problems(), form.changes(&book)), (vec![RuleProblem::Span(Span::Talk)], vec![]));
        assert_eq!(form.version(&book, day(11, 24)), None);
    }

    #[test]
    fn a_sentence_begun_and_left_empty_is_nothing() {
        let (mut form, book) = form();
        form.phrases.push(Phrase::new("", "", ""));
        assert_eq!((form.problems(), form.changes(&book)), (vec![], vec![]));
        form.phrases[0].words.clear();
        assert_eq!(form.problems(), [RuleProblem::PhraseWords(0)], "a sentence that entries may have needs its words");
    }

    #[test]
    fn a_sentence_is_offered_with_all_kinds_or_with_one() {
        let (mut form, book) = form();
        form.phrases[0].kind = Some(ActivityKind::Tutoring);
        form.phrases.push(Phrase::new("", "想爸妈了", "").of(ActivityKind::Counselling));
        let (offered, added) =
            (form.phrases[0].clone(), form.phrases.last().cloned().unwrap_or_else(|| Phrase::new("", "", "")));
        assert_eq!(form.changes(&book), [RuleChange::PhraseOffered(offered), RuleChange::PhraseAdded(added)]);
        let rules = form.version(&book, day(11, 24)).map(|version| version.rules);
        let of = |kind| {
            rules.iter().flat_map(move |rules| rules.offered_with(Some(kind))).map(|phrase| phrase.words.as_str())
        };
        assert_eq!(of(ActivityKind::Tutoring).collect::<Vec<_>>(), ["作业完成了"]);
        assert_eq!(of(ActivityKind::Counselling).collect::<Vec<_>>(), ["想爸妈了"]);
        form.phrases[0].kind = None;
        assert_eq!(form.changes(&book).len(), 1, "as it was before is no change");
    }

    #[test]
    fn what_serves_as_usual_and_the_usual_lines_are_not_written_down() {
        let (mut form, book) = form();
        let drill = form.serves.iter().position(|serves| serves.kind == ActivityKind::Drill).unwrap_or_default();
        tick(&mut form.serves[drill].goals, Goal::Virtue, true);
        tick(&mut form.serves[drill].goals, Goal::Material, true);
        let goals = vec![Goal::Material, Goal::Virtue];
        assert_eq!(form.rules().serves, [Serves { kind: ActivityKind::Drill, goals: goals.clone() }]);
        assert_eq!(form.changes(&book), [RuleChange::Serves { kind: ActivityKind::Drill, goals }]);
        for goal in [Goal::Material, Goal::Virtue] {
            tick(&mut form.serves[drill].goals, goal, false);
        }
        assert_eq!((form.rules().serves, form.guides.len()), (vec![], 20));
        form.guides[0].enough = "吃得饱".to_owned();
        assert_eq!(form.changes(&book), [RuleChange::GuideReworded(form.guides[0].clone())]);
        assert_eq!(form.version(&book, day(11, 24)).map(|version| version.rules.guides.len()), Some(20));
        form.guides[0].enough.clear();
        assert_eq!(form.problems(), [RuleProblem::Guide(form.guides[0].goal, form.guides[0].stage)]);
    }

    #[test]
    fn a_round_is_a_rule_like_any_other() {
        let (mut form, book) = form();
        form.rounds[0].receipt = true;
        let gone = RuleSet::default().rounds.swap_remove(0);
        assert_eq!(form.changes(&book), [RuleChange::RoundGone(gone), RuleChange::RoundAdded(form.rounds[0].clone())]);
        form.rounds[0].name.clear();
        assert_eq!((form.problems(), form.version(&book, day(11, 24))), (vec![RuleProblem::RoundName(0)], None));
    }

    #[test]
    fn a_day_that_is_over_or_none_is_not_sent() {
        let (mut form, book) = form();
        form.days[0] = "6".to_owned();
        for typed in ["", "2026-11-23"] {
            form.from = typed.to_owned();
            assert_eq!(form.version(&book, day(11, 24)), None);
        }
        form.from = "2026-11-24".to_owned();
        assert!(form.version(&book, day(11, 24)).is_some());
    }
}
