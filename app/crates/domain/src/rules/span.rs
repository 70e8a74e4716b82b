//! The numbers of a rule set, in days but for the number of children and the months of an absence, and what they may be.

use std::ops::RangeInclusive;

use super::rule_set::RuleSet;

/// One of the numbers that the centre sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From entering the register to the first contact, in working days.
    FirstContact,
    /// From the start of a term to its home visit.
    TermVisit,
    /// Between home visits where care is judged poor.
    PoorCareVisit,
    /// Between talks with the child.
    Talk,
    /// Between contacts of child and parents.
    FamilyCall,
    /// How long ahead a duty is shown.
    ShowAhead,
    /// How many children one mentor has at most; no days.
    MentorChildren,
    /// From saying that a pairing ends to its end.
    Farewell,
    /// For how long a parent's stay at home is a visit.
    HomeVisit,
    /// How long a parent must be away for the county's own definition; in months.
    CountyAway,
    /// For how long work done before is still taken once a phone or an account was ended, or a child had moved on.
    HandIn,
    /// From leaving the register to the day on which a child's file is up for erasure.
    Erase,
    /// How long a backup is kept: after that nothing of an erased child is anywhere.
    KeepBackups,
    /// For how long school files that were taken over are kept, and can be taken back.
    Staged,
    /// From asking for the page of a term to the end of its lessons.
    TermPage,
}

impl Span {
    /// All, in the order in which they are shown.
    pub const ALL: &'static [Self] = &[
        Self::FirstContact,
        Self::TermVisit,
        Self::PoorCareVisit,
        Self::Talk,
        Self::FamilyCall,
        Self::ShowAhead,
        Self::MentorChildren,
        Self::Farewell,
        Self::HomeVisit,
        Self::CountyAway,
        Self::HandIn,
        Self::Erase,
        Self::KeepBackups,
        Self::Staged,
        Self::TermPage,
    ];

    /// The code, by which its words are found.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FirstContact => "first_contact",
            Self::TermVisit => "term_visit",
            Self::PoorCareVisit => "poor_care_visit",
            Self::Talk => "talk",
            Self::FamilyCall => "family_call",
            Self::ShowAhead => "show_ahead",
            Self::MentorChildren => "mentor_children",
            Self::Farewell => "farewell",
            Self::HomeVisit => "home_visit",
            Self::CountyAway => "county_away",
            Self::HandIn => "hand_in",
            Self::Erase => "erase",
            Self::KeepBackups => "keep_backups",
            Self::Staged => "staged",
            Self::TermPage => "term_page",
        }
    }

    /// The least and the most that make sense. What is due every day cannot be done; what is due less
    /// than once a year is no rule.
    pub const fn range(self) -> RangeInclusive<u32> {
        match self {
            Self::FirstContact => 1..=30,
            Self::TermVisit => 7..=150,
            Self::PoorCareVisit | Self::Talk | Self::FamilyCall => 3..=180,
            Self::ShowAhead => 0..=14,
            Self::MentorChildren => 1..=12,
            Self::Farewell => 0..=60,
            Self::HomeVisit => 0..=90,
            Self::CountyAway => 0..=12,
            Self::HandIn => 1..=120,
            // No shorter than the time in which phones hand in, and a child may come back after a summer.
            Self::Erase => 180..=3_650,
            Self::KeepBackups => 7..=365,
            Self::Staged => 14..=400,
            Self::TermPage => 7..=60,
        }
    }

    /// What it is in some rules.
    pub const fn of(self, rules: &RuleSet) -> u32 {
        match self {
            Self::FirstContact => rules.first_contact_working_days,
            Self::TermVisit => rules.term_visit_within_days,
            Self::PoorCareVisit => rules.poor_care_visit_every_days,
            Self::Talk => rules.talk_every_days,
            Self::FamilyCall => rules.family_call_every_days,
            Self::ShowAhead => rules.show_days_ahead,
            Self::MentorChildren => rules.children_per_mentor_max,
            Self::Farewell => rules.farewell_days,
            Self::HomeVisit => rules.home_visit_days_max,
            Self::CountyAway => rules.county_away_months,
            Self::HandIn => rules.hand_in_days,
            Self::Erase => rules.erase_after_days,
            Self::KeepBackups => rules.backup_days,
            Self::Staged => rules.staged_days,
            Self::TermPage => rules.page_days,
        }
    }

    /// Sets it.
    pub const fn set(self, rules: &mut RuleSet, days: u32) {
        match self {
            Self::FirstContact => rules.first_contact_working_days = days,
            Self::TermVisit => rules.term_visit_within_days = days,
            Self::PoorCareVisit => rules.poor_care_visit_every_days = days,
            Self::Talk => rules.talk_every_days = days,
            Self::FamilyCall => rules.family_call_every_days = days,
            Self::ShowAhead => rules.show_days_ahead = days,
            Self::MentorChildren => rules.children_per_mentor_max = days,
            Self::Farewell => rules.farewell_days = days,
            Self::HomeVisit => rules.home_visit_days_max = days,
            Self::CountyAway => rules.county_away_months = days,
            Self::HandIn => rules.hand_in_days = days,
            Self::Erase => rules.erase_after_days = days,
            Self::KeepBackups => rules.backup_days = days,
            Self::Staged => rules.staged_days = days,
            Self::TermPage => rules.page_days = days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_where_it_was_set_and_the_defaults_make_sense() {
        let mut rules = RuleSet::default();
        for span in Span::ALL {
            assert!(span.range().contains(&span.of(&rules)), "{}", span.code());
            span.set(&mut rules, 1_000 + *span as u32);
        }
        for span in Span::ALL {
            assert_eq!(span.of(&rules), 1_000 + *span as u32);
        }
    }
}
