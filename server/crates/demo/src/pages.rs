//! Pages of the term before: of the children in whose homes a visit had found a danger, with who sees to it and till when.

use chrono::{Days, NaiveDate};
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState};
use domain::id::{AccountId, ChildId, PageId};
use domain::log::Goal;
use domain::term::hazard::{Hazard, HazardKind};
use domain::term::page::Judged;
use domain::term::{Owed, PageBody, Term, TermPage, day_begins};

use super::Dice;
use super::people::County;

/// How long after the visit the page was written.
const WRITTEN_AFTER: Days = Days::new(20);

fn hazard(fact: &Fact, words: &str, by: NaiveDate) -> Hazard {
    let (kind, who) = match words {
        "电线老化" => (HazardKind::Electric, "村里的电工"),
        "水井没有盖" => (HazardKind::Water, "家里老人"),
        _ => (HazardKind::Slope, "村委会"),
    };
    Hazard { who: who.to_owned(), by: Some(by), from: Some(fact.id), ..Hazard::found(kind, words, fact.seen_on) }
}

fn page(dice: &mut Dice, (child, mentor): (ChildId, AccountId), found: (&Fact, &str), today: NaiveDate) -> TermPage {
    let (fact, words) = found;
    let by = today + Days::new(14 + dice.below(40) as u64);
    let level = |goal: &Goal| Judged {
        goal: *goal,
        owed: if *goal == Goal::Mind { Owed::ALittle } else { Owed::Enough },
        child_says: String::new(),
    };
    let haves = Goal::ALL.iter().map(level).collect();
    TermPage {
        id: PageId(dice.uuid()),
        child,
        term: Term::of(today).previous(),
        author: Some(mentor),
        captured_at: day_begins(fact.seen_on + WRITTEN_AFTER),
        body: PageBody { haves, hazards: vec![hazard(fact, words, by)], ..PageBody::default() },
        disputes: None,
        unsaid: false,
    }
}

/// Makes them, of each child who has a mentor.
pub fn make(dice: &mut Dice, county: &County, today: NaiveDate) -> Vec<TermPage> {
    let mut pages = Vec::new();
    for fact in &county.facts {
        let FactSubject::Household(home) = fact.subject else { continue };
        let FactValue::Home { state: HomeState::Hazard, hazards } = &fact.value else { continue };
        for child in county.children.iter().filter(|child| child.household == home) {
            let mentor = county.pairings.iter().find(|one| one.child == child.id && one.to.is_none());
            pages.extend(mentor.map(|one| page(dice, (child.id, one.mentor), (fact, hazards), today)));
        }
    }
    pages
}
