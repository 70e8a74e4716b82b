//! What is chosen of figures, and what is filled in of a year: as it was typed, until it can be asked for.

use chrono::{Datelike as _, NaiveDate};
use domain::log::ActivityKind;
use domain::report::annual::{self, Gap};
use domain::report::{Chosen, Lack, OutKind, Timespan};
use domain::term::Term;

/// How many years back a report can be asked for.
const YEARS: i32 = 6;
/// How many terms back the five haves can be asked for: those whose pages a phone still takes, and as many before.
const TERMS: usize = 16;

/// Of which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This term.
    ThisTerm,
    /// The term before.
    LastTerm,
    /// This calendar year.
    ThisYear,
    /// The year before.
    LastYear,
    /// From one day to another, as typed.
    Days,
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresForm {
    /// Which figures.
    pub kind: OutKind,
    /// Of which days.
    pub when: When,
    /// The first day, as typed; a browser hands over an empty text where it is no day.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// Of which year a report is.
    pub year: i32,
    /// Of which term the five haves are.
    pub term: Term,
    /// Of which kind of activity; of all where none is chosen.
    pub activity: Option<ActivityKind>,
    /// What is not written down; anything where none is chosen.
    pub lack: Option<Lack>,
}

impl FiguresForm {
    /// This term's activities.
    pub fn of(today: NaiveDate) -> Self {
        Self {
            kind: OutKind::Activities,
            when: When::ThisTerm,
            from: Term::of(today).start().to_string(),
            to: today.to_string(),
            year: today.year(),
            term: Term::of(today),
            activity: None,
            lack: None,
        }
    }

    /// The years of which a report can be asked for, the last first.
    pub fn years(today: NaiveDate) -> impl Iterator<Item = i32> {
        (0..YEARS).map(move |back| today.year() - back)
    }

    /// The terms of which the five haves can be asked for, the last first.
    pub fn terms(today: NaiveDate) -> impl Iterator<Item = Term> {
        Term::of(today).back().take(TERMS)
    }

    /// What is asked for; none where the days do not fit.
    pub fn chosen(&self, today: NaiveDate) -> Option<Chosen> {
        let term = Term::of(today);
        let span = match (self.kind, self.when) {
            (OutKind::Annual, _) => Timespan::year(self.year),
            (OutKind::Haves, _) => Timespan::from(self.term),
            (_, When::ThisTerm) => Timespan::from(term),
            (_, When::LastTerm) => Timespan::from(term.previous()),
            (_, When::ThisYear) => Timespan::year(today.year()),
            (_, When::LastYear) => Timespan::year(today.year() - 1),
            (_, When::Days) => Timespan { from: self.from.parse().ok()?, to: self.to.parse().ok()? },
        };
        let chosen = Chosen {
            activity: self.activity.filter(|_| self.kind == OutKind::Activities),
            lack: self.lack.filter(|_| self.kind == OutKind::NotReached),
            ..Chosen::of(span)
        };
        span.problem(today).is_none().then_some(chosen)
    }
}

/// What is filled in of a gap, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapForm {
    /// How many.
    pub count: String,
    /// How much money, in ten thousands of yuan.
    pub wan: String,
}

impl GapForm {
    /// What was filled in before.
    pub fn of(count: Option<u64>, fen: Option<u64>) -> Self {
        Self { count: count.map(|n| n.to_string()).unwrap_or_default(), wan: fen.map(annual::wan).unwrap_or_default() }
    }

    /// How many and how much; none where something typed is no number. What is left empty is not known.
    pub fn numbers(&self, gap: Gap) -> Option<(Option<u64>, Option<u64>)> {
        let (count, wan) = (self.count.trim(), self.wan.trim());
        let count = if count.is_empty() { None } else { Some(count.parse().ok()?) };
        let fen = if wan.is_empty() { None } else { Some(annual::read_wan(wan)?) };
        annual::problem(gap, count, fen).is_none().then_some((count, fen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    #[test]
    fn days_that_do_not_fit_are_not_asked_for() {
        let mut form = FiguresForm { when: When::Days, ..FiguresForm::of(day(12, 1)) };
        assert_eq!(form.chosen(day(12, 1)).map(|chosen| chosen.span.from), Some(day(9, 1)));
        form.from = String::new();
        assert_eq!(form.chosen(day(12, 1)), None);
        form.from = "2025-11-30".to_owned();
        assert_eq!(form.chosen(day(12, 1)), None, "more than twelve months");
    }

    #[test]
    fn what_is_chosen_of_other_figures_is_not_asked_for() {
        let form =
            FiguresForm { activity: Some(ActivityKind::Drill), lack: Some(Lack::Talk), ..FiguresForm::of(day(12, 1)) };
        let of = |kind| FiguresForm { kind, ..form.clone() }.chosen(day(12, 1)).map(|c| (c.activity, c.lack));
        assert_eq!(of(OutKind::Activities), Some((Some(ActivityKind::Drill), None)));
        assert_eq!(of(OutKind::NotReached), Some((None, Some(Lack::Talk))));
        assert_eq!(of(OutKind::Annual), Some((None, None)));
    }

    #[test]
    fn the_five_haves_are_of_a_whole_term_and_of_none_to_come() {
        let today = day(12, 1);
        let form = FiguresForm { kind: OutKind::Haves, when: When::Days, ..FiguresForm::of(today) };
        for term in FiguresForm::terms(today) {
            let span = FiguresForm { term, ..form.clone() }.chosen(today).map(|chosen| chosen.span);
            assert_eq!(span, Some(Timespan::from(term)), "whatever days were typed for other figures");
        }
        assert_eq!(FiguresForm { term: Term::of(today).next(), ..form }.chosen(today), None);
    }

    #[test]
    fn a_gap_is_filled_in_with_numbers_or_left_open() {
        let form = GapForm { count: " 8902 ".to_owned(), wan: "595.9875".to_owned() };
        assert_eq!(form.numbers(Gap::NationalAid), Some((Some(8902), Some(595_987_500))));
        assert_eq!(
            GapForm::of(Some(8902), Some(595_987_500)).numbers(Gap::NationalAid),
            form.numbers(Gap::NationalAid)
        );
        assert_eq!(GapForm::default().numbers(Gap::Loans), Some((None, None)));
        assert_eq!(GapForm { count: "约8900".to_owned(), ..form }.numbers(Gap::NationalAid), None);
    }
}
