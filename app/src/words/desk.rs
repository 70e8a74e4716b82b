//! Words of the desks alone.

use chrono::NaiveDate;
use desk_api::access_log::{Logged, Look};
use desk_api::full_plan::WhyFull;
use desk_api::pairing::{ProposedLine, UnfitWhy};
use desk_api::sessions::WhyEnded;
use domain::log::{ActivityKind, Goal};
use domain::policy::{Power, Role};
use domain::register::PairingEnded;
use domain::register::proposal::ProposedFor;
use domain::report::annual::Gap;
use domain::report::{InboxKind, Lack, OutKind, OutReason};
use domain::rules::problem::{GUIDE_CHARS_MAX, ROUND_CHARS_MAX, ROUNDS_MAX};
use domain::rules::round::BEFORE_DAYS_MAX;
use domain::rules::yearly::MonthDay;
use domain::rules::{Holiday, Phrase, Round, RuleChange, RuleProblem, Season, SecondStepOf, Settles, Span, Stage};

use super::code::{find, lists, tables};
use super::{date, joined, term};
use crate::w;

lists! {
    /// What was looked at.
    look: Look = LOOKS,
    /// What was done by a power over others.
    power: Power = POWERS,
    /// Something that waits.
    inbox_kind: InboxKind = INBOX_KINDS,
    /// A number of the rules.
    span: Span = SPANS,
    /// What settles a round.
    settles: Settles = SETTLES,
    /// An age group.
    stage: Stage = STAGES,
    /// Of whom a second step is asked.
    second_step_of: SecondStepOf = SECOND_STEP_OF,
    /// What is taken out.
    out_kind: OutKind = OUT_KINDS,
    /// What is not written down of a child.
    lack: Lack = LACKS,
    /// What a year's report tells and the register does not hold.
    gap: Gap = GAPS,
    /// For what it is needed.
    out_reason: OutReason = OUT_REASONS,
    /// As what somebody works.
    role: Role = ROLES,
    /// Why a mentor is proposed.
    proposed: ProposedFor = PROPOSED_FOR,
    /// Why somebody's account or sessions were ended.
    why_ended: WhyEnded = WHY_ENDED,
    /// Why a full plan is written for a child, or is no more.
    why_full: WhyFull = WHY_FULL,
    /// Why a pairing ended or will end.
    pairing_ended: PairingEnded = PAIRING_ENDED,
}

/// What an entry of the access log says was done.
pub fn logged(what: Logged) -> &'static str {
    match what {
        Logged::Look(look_at) => look(look_at),
        Logged::Act(act) => power(act),
    }
}

/// The reason in an entry of the access log: why something ended, or for what it was taken out.
pub fn logged_reason(code: &str) -> &'static str {
    let lists = [
        tables::PAIRING_ENDED,
        tables::ENDED,
        tables::OUT_REASONS,
        tables::ERASURE_GROUNDS,
        tables::REQUEST_KINDS,
        tables::MERGE_REASONS,
        tables::GAPS,
        tables::WHY_ENDED,
        tables::WHY_FULL,
    ];
    lists.into_iter().find_map(|list| find(list, code)).unwrap_or_default()
}

/// In what a number of the rules is counted.
pub fn unit(span: Span) -> &'static str {
    match span {
        Span::MentorChildren => w!(rules.unit_children),
        Span::CountyAway => w!(rules.unit_months),
        _ => w!(rules.unit),
    }
}

/// Why a child cannot be paired as it was to be.
pub fn unfit(why: UnfitWhy) -> &'static str {
    match why {
        UnfitWhy::ChildGone => w!(unfit_pairs.child_gone),
        UnfitWhy::Paired => w!(unfit_pairs.paired),
        UnfitWhy::Unpaired => w!(unfit_pairs.unpaired),
        UnfitWhy::MentorGone => w!(unfit_pairs.mentor_gone),
        UnfitWhy::OverLimit => w!(unfit_pairs.over_limit),
        UnfitWhy::Over => w!(unfit_pairs.over),
        UnfitWhy::Other => w!(unfit_pairs.other),
    }
}

/// A pairing that is proposed: who with whom, and when.
pub fn proposed_line(line: &ProposedLine) -> String {
    let (child, mentor, from) = (line.child.as_str(), line.mentor.as_str(), date::day(line.from));
    match line.to {
        Some(to) => w!(pairings.beside_line, child = child, mentor = mentor, from = from, to = date::day(to)),
        None => w!(pairings.line, child = child, mentor = mentor, from = from),
    }
}

/// A holiday with its first and last day, as said every year.
pub fn holiday(holiday: &Holiday) -> String {
    format!("{} {}", holiday.name, every_year(holiday.from, holiday.to))
}

/// Days of every year.
fn every_year(from: MonthDay, to: MonthDay) -> String {
    // 2024 has every day that they can begin or end on.
    let end = |(month, day)| NaiveDate::from_ymd_opt(2024, month, day).map(date::day).unwrap_or_default();
    format!("{}–{}", end(from), end(to))
}

/// What is otherwise in rules than in those before them.
pub fn rule_change(change: &RuleChange) -> String {
    match change {
        RuleChange::Span { span: which, from, to } => {
            w!(rules.span_changed, what = span(*which), from = from, to = to, unit = unit(*which))
        }
        RuleChange::LeadApproves(true) => w!(rules.lead_asked).to_owned(),
        RuleChange::LeadApproves(false) => w!(rules.lead_not_asked).to_owned(),
        RuleChange::SecondStep(of) => w!(rules.second_step_changed, who = second_step_of(*of)),
        RuleChange::NoDigits(true) => w!(rules.digits_not_allowed).to_owned(),
        RuleChange::NoDigits(false) => w!(rules.digits_allowed).to_owned(),
        RuleChange::CodesNeedSecond(true) => w!(rules.codes_asked).to_owned(),
        RuleChange::CodesNeedSecond(false) => w!(rules.codes_not_asked).to_owned(),
        RuleChange::HolidayAdded(added) => w!(rules.holiday_added, what = holiday(added)),
        RuleChange::HolidayGone(gone) => w!(rules.holiday_gone, what = holiday(gone)),
        RuleChange::PhraseAdded(Phrase { kind: Some(of), words, .. }) => {
            w!(rules.phrase_added_of, words = words.as_str(), kind = super::log::kind(*of))
        }
        RuleChange::PhraseAdded(phrase) => w!(rules.phrase_added, words = phrase.words.as_str()),
        RuleChange::PhraseRetired(phrase) => w!(rules.phrase_retired, words = phrase.words.as_str()),
        RuleChange::PhraseReworded { from, to } => {
            w!(rules.phrase_reworded, from = from.words.as_str(), to = to.words.as_str())
        }
        RuleChange::PhrasesReordered => w!(rules.phrases_reordered).to_owned(),
        RuleChange::PhraseServes(phrase) => {
            w!(rules.serves_changed, what = phrase.words.as_str(), goals = goals(&phrase.serves))
        }
        RuleChange::PhraseOffered(phrase) => {
            w!(rules.phrase_offered, words = phrase.words.as_str(), kind = phrase_kind(phrase.kind))
        }
        RuleChange::RoundAdded(added) => w!(rules.round_added, what = round(added)),
        RuleChange::RoundGone(gone) => w!(rules.round_gone, what = round(gone)),
        RuleChange::Serves { kind, goals: served } => {
            w!(rules.serves_changed, what = super::log::kind(*kind), goals = goals(served))
        }
        RuleChange::GuideReworded(guide) => w!(
            rules.guide_reworded,
            goal = term::goal(guide.goal),
            stage = stage(guide.stage),
            enough = guide.enough.as_str(),
            more = guide.more.as_str()
        ),
    }
}

/// With what a sentence is offered.
pub fn phrase_kind(kind: Option<ActivityKind>) -> &'static str {
    kind.map_or(w!(rules.phrase_any), super::log::kind)
}

/// Some of the five haves.
fn goals(all: &[Goal]) -> String {
    let words: Vec<&str> = all.iter().map(|goal| term::goal(*goal)).collect();
    if words.is_empty() { w!(rules.serves_none).to_owned() } else { words.join(super::comma()) }
}

/// A round: its name, when it is, and what is done.
fn round(round: &Round) -> String {
    let when = match round.season {
        Season::Days { from, to } => every_year(from, to),
        Season::BeforeHolidays(days) => w!(rules.round_before, days = days),
    };
    let receipt = if round.receipt { w!(rules.round_receipt) } else { "" };
    joined(&[&round.name, &when, settles(round.settles), receipt])
}

/// What is wrong with rules, said where it can be mended.
pub fn rule_problem(problem: RuleProblem) -> String {
    match problem {
        RuleProblem::Span(span) => {
            let range = span.range();
            w!(rules.out_of_range, least = range.start(), most = range.end())
        }
        RuleProblem::HolidayName(_) => w!(rules.holiday_name).to_owned(),
        RuleProblem::HolidayDay(_) => w!(rules.holiday_day).to_owned(),
        RuleProblem::NoTerm => w!(rules.no_term).to_owned(),
        RuleProblem::ManyHolidays => w!(rules.many_holidays).to_owned(),
        RuleProblem::PhraseWords(_) => w!(rules.phrase_words).to_owned(),
        RuleProblem::PhraseTwice(_) => w!(rules.phrase_twice).to_owned(),
        RuleProblem::ManyPhrases => w!(rules.many_phrases).to_owned(),
        RuleProblem::RoundName(_) => w!(rules.round_name, most = ROUND_CHARS_MAX),
        RuleProblem::RoundDays(_) => w!(rules.round_no_days, most = BEFORE_DAYS_MAX),
        RuleProblem::ManyRounds => w!(rules.many_rounds, most = ROUNDS_MAX),
        RuleProblem::Serves(_) => w!(rules.serves_twice).to_owned(),
        RuleProblem::Guide(..) => w!(rules.guide_words, most = GUIDE_CHARS_MAX),
    }
}
