//! What is dangerous at a child's home, from the day it was found until somebody has done something about it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::page::{PageBody, TermPage};
use crate::code::coded;
use crate::guardianship::{Fact, FactKind, FactValue, HomeState};
use crate::id::FactId;

coded! {
    /// What kind of danger. Harm by people is none of these: that is reported at once, not noted.
    HazardKind {
        /// 用电、用火
        Electric = "electric",
        /// 煤气、炭火
        Gas = "gas",
        /// 水塘、河边
        Water = "water",
        /// 房屋、墙、楼梯
        House = "house",
        /// 山坡、滑坡
        Slope = "slope",
        /// 上学路、车辆
        Road = "road",
        /// 农药、药品
        Poison = "poison",
        /// 夜里没有大人在
        Alone = "alone",
    }
}

/// That a danger is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The day on which it was seen to be gone.
    pub on: NaiveDate,
    /// What was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
}

/// A danger at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hazard {
    /// What kind.
    pub kind: HazardKind,
    /// What exactly, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// The day on which it was found.
    pub found_on: NaiveDate,
    /// Who is to do something about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// Till when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<NaiveDate>,
    /// That it is gone; `None` while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// What a visit found, of which it is; `None` where it was written by hand, or before hazards said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<FactId>,
}

impl Hazard {
    /// One that was just found.
    pub fn found(kind: HazardKind, what: &str, found_on: NaiveDate) -> Self {
        Self { kind, what: what.to_owned(), found_on, who: String::new(), by: None, closed: None, from: None }
    }

    /// Whether it is what a visit found. Of one that does not say so the day and the words tell: they were taken over.
    pub fn is_of(&self, fact: &Fact) -> bool {
        match self.from {
            Some(from) => from == fact.id,
            None => self.found_on == fact.seen_on && found_words(fact) == Some(self.what.as_str()),
        }
    }

    /// All that it says in words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let how = self.closed.as_ref().map_or("", |closed| closed.how.as_str());
        [self.what.as_str(), self.who.as_str(), how].into_iter()
    }
}

/// What a visit says is dangerous at home; `None` where it says nothing of the kind.
fn found_words(fact: &Fact) -> Option<&str> {
    match &fact.value {
        FactValue::Home { state, hazards } if *state != HomeState::Safe && !fact.unsaid => Some(hazards.as_str()),
        _ => None,
    }
}

/// What visits found dangerous at home since the last that found it safe. A later one does not say that what an earlier
/// one found is gone: two people may have seen two things.
pub fn findings<'a>(facts: &[&'a Fact]) -> Vec<&'a Fact> {
    let home = || facts.iter().copied().filter(|fact| fact.value.kind() == FactKind::Home);
    let safe = home().filter(|fact| found_words(fact).is_none()).map(Fact::age).max();
    home().filter(|fact| Some(fact.age()) > safe).collect()
}

/// Those that a page has not taken up: it has no hazard, open or closed, that is of them. One by which the very words
/// of an earlier one were said again stands for both.
pub fn found_since<'a>(facts: &[&'a Fact], page: Option<&PageBody>) -> Vec<&'a Fact> {
    let all = findings(facts);
    let is_named = |fact: &Fact| page.is_some_and(|page| page.hazards.iter().any(|hazard| hazard.is_of(fact)));
    let said_again = |fact: &Fact, later: &Fact| {
        let words = found_words(fact).filter(|words| !words.is_empty());
        words.is_some() && words == found_words(later) && fact.age() < later.age()
    };
    let is_taken_up =
        |fact: &Fact| is_named(fact) || all.iter().any(|later| said_again(fact, later) && is_named(later));
    all.iter().copied().filter(|fact| !is_taken_up(fact)).collect()
}

/// The first day on which something was found that the newest page has not taken up.
pub fn found_on(facts: &[&Fact], page: Option<&TermPage>) -> Option<NaiveDate> {
    found_since(facts, page.map(|page| &page.body)).iter().map(|fact| fact.seen_on).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardianship::FactSubject;
    use crate::id::HouseholdId;
    use crate::term::day_begins;
    use chrono::Days;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default() + Days::new(offset)
    }

    fn seen(n: u128, state: HomeState, words: &str, on: u64) -> Fact {
        Fact {
            id: FactId(Uuid::from_u128(n)),
            subject: FactSubject::Household(HouseholdId(Uuid::nil())),
            value: FactValue::Home { state, hazards: words.to_owned() },
            seen_on: day(on),
            author: None,
            captured_at: day_begins(day(on)),
            disputes: None,
            unsaid: false,
        }
    }

    fn of(fact: &Fact) -> Hazard {
        let words = found_words(fact).unwrap_or_default();
        Hazard { from: Some(fact.id), ..Hazard::found(HazardKind::House, words, fact.seen_on) }
    }

    fn closed(hazard: Hazard) -> Hazard {
        Hazard { closed: Some(Closed { on: day(90), how: String::new() }), ..hazard }
    }

    fn missing(facts: &[Fact], hazards: Vec<Hazard>) -> Vec<FactId> {
        let (facts, page): (Vec<&Fact>, _) = (facts.iter().collect(), PageBody { hazards, ..PageBody::default() });
        found_since(&facts, Some(&page)).into_iter().map(|fact| fact.id).collect()
    }

    #[test]
    fn a_page_takes_up_what_it_names_and_nothing_else() {
        let wires = seen(1, HomeState::Hazard, "电线老化", 3);
        let pond = seen(2, HomeState::Danger, "门前水塘", 5);
        let both = [wires.clone(), pond.clone()];
        assert_eq!(missing(&both, vec![]), [wires.id, pond.id]);
        // A second mentor's visit, before or after, is not seen to because what the first one found is gone.
        assert_eq!(missing(&both, vec![closed(of(&wires))]), [pond.id]);
        assert_eq!(missing(&both, vec![closed(of(&pond))]), [wires.id]);
        assert_eq!(missing(&both, vec![of(&wires), closed(of(&pond))]), []);
        let by_hand = Hazard::found(HazardKind::Slope, "房后土坡", day(5));
        assert_eq!(missing(&both, vec![closed(by_hand)]), [wires.id, pond.id]);
    }

    #[test]
    fn who_finds_the_home_safe_has_seen_that_all_is_gone() {
        let all = [
            seen(1, HomeState::Hazard, "电线老化", 3),
            seen(2, HomeState::Safe, "", 5),
            seen(3, HomeState::Unlisted, "", 7),
        ];
        assert_eq!(missing(&all, vec![]), [all[2].id]);
        let back = Fact { unsaid: true, ..seen(4, HomeState::Hazard, "", 9) };
        assert_eq!(missing(&[all[0].clone(), back], vec![]), [], "nothing is known");
    }

    #[test]
    fn the_same_words_again_stand_for_the_earlier_ones_too() {
        let (first, again) = (seen(1, HomeState::Hazard, "电线老化", 3), seen(2, HomeState::Hazard, "电线老化", 9));
        let both = [first.clone(), again.clone()];
        assert_eq!(missing(&both, vec![closed(of(&again))]), []);
        assert_eq!(missing(&both, vec![closed(of(&first))]), [again.id], "it is there again");
        let wordless = [seen(1, HomeState::Hazard, "", 3), seen(2, HomeState::Hazard, "", 9)];
        assert_eq!(missing(&wordless, vec![closed(of(&wordless[1]))]), [wordless[0].id], "nobody knows of what");
    }

    #[test]
    fn a_hazard_of_before_is_read_and_is_what_was_found_that_day_in_those_words() {
        let text = r#"{"kind":"electric","what":"电线老化","found_on":"2026-09-04"}"#;
        let old: Hazard = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"));
        let written = serde_json::to_string(&old).unwrap_or_default();
        assert_eq!((old.from, written.as_str()), (None, text), "and written as it was");
        let same = seen(1, HomeState::Hazard, "电线老化", 3);
        assert_eq!(missing(std::slice::from_ref(&same), vec![closed(old.clone())]), []);
        let others = [seen(2, HomeState::Hazard, "电线老化", 4), seen(3, HomeState::Hazard, "门前水塘", 3)];
        assert_eq!(missing(&others, vec![closed(old)]), others.map(|fact| fact.id));
    }

    proptest! {
        #[test]
        fn a_further_finding_takes_nothing_from_what_is_open(
            visits in prop::collection::vec((0u8..3, 0usize..3, 0u64..40, any::<bool>()), 0..8),
            further in (0usize..3, 0u64..40),
        ) {
            let words = |at: usize| ["", "电线老化", "门前水塘"].get(at).copied().unwrap_or_default();
            let state = |n: u8| if n == 0 { HomeState::Safe } else { HomeState::Hazard };
            let visited = (1..).zip(&visits).map(|(n, (found, at, on, _))| seen(n, state(*found), words(*at), *on));
            let mut facts: Vec<Fact> = visited.collect();
            let named = facts.iter().zip(&visits).filter(|(_, (.., named))| *named).map(|(fact, _)| closed(of(fact)));
            let page = PageBody { hazards: named.collect(), ..PageBody::default() };
            let open = |facts: &[Fact]| {
                let facts: Vec<&Fact> = facts.iter().collect();
                let open: Vec<FactId> = found_since(&facts, Some(&page)).iter().map(|fact| fact.id).collect();
                (open, found_since(&facts, Some(&page)).iter().map(|fact| fact.seen_on).min())
            };
            let (before, first) = open(&facts);
            facts.push(seen(999, HomeState::Danger, words(further.0), further.1));
            let (after, sooner) = open(&facts);
            prop_assert!(before.iter().all(|id| after.contains(id)));
            prop_assert!(first.is_none_or(|first| sooner.is_some_and(|sooner| sooner <= first)));
        }
    }
}
