//! The pages of a child, term by term. Where two people wrote one without having seen each other's, the school says
//! which holds.

use chrono::{NaiveDate, TimeDelta};
use desk_api::term_page::{EvidenceEntry, EvidenceLine, TermView};
use domain::id::{AccountId, PageId, SchoolId};
use domain::log::{Goal, Log};
use domain::rules::RuleSet;
use domain::term::evidence::{Piece, applies, evidence};
use domain::term::{Term, TermPage, page};
use storage::{By, StorageError, Unit};

use super::child_file::File;
use crate::exchange::rows::{readable, unless_damaged};

/// Two pages of one child and term.
pub struct TwoPages {
    /// The one that came later.
    pub later: TermPage,
    /// The one that was there.
    pub earlier: TermPage,
}

/// The children of a school on a day of whom there are two pages of one term, the oldest first.
pub async fn of_school(unit: &mut dyn Unit, school: SchoolId, today: NaiveDate) -> Result<Vec<TwoPages>, StorageError> {
    let mut all = Vec::new();
    for later in readable(unit.pages().disputed(school, today).await?) {
        let Some(earlier) = later.disputes else { continue };
        let earlier = unless_damaged(unit.pages().get(earlier).await, earlier.0)?.flatten();
        all.extend(earlier.map(|earlier| TwoPages { later, earlier }));
    }
    Ok(all)
}

/// Says which of two pages holds, by a third with what it says. Both stay on record.
pub async fn settle_pages(
    unit: &mut dyn Unit,
    holds: &TermPage,
    other: &TermPage,
    id: PageId,
    author: AccountId,
    by: By,
) -> Result<(), StorageError> {
    let seq = unit.commits().next(by).await?;
    // The last written is current; a phone's clock may be ahead.
    let newest = holds.captured_at.max(other.captured_at) + TimeDelta::milliseconds(1);
    let settled =
        TermPage { id, author: Some(author), captured_at: by.at.max(newest), disputes: None, ..holds.clone() };
    unit.pages().add(seq, &settled).await
}

/// Terms of a child that are shown at most: four school years.
const TERMS_MAX: usize = 8;

/// A child's terms, the newest first, each with the page that holds: this one, and those before it of which something
/// is on record.
pub fn terms<'a>(file: &'a File, rules: &RuleSet, today: NaiveDate) -> Vec<(TermView, Option<&'a TermPage>)> {
    let logs: Vec<&Log> = file.logs.iter().collect();
    let first = logs.iter().map(|log| Term::of(log.body.occurred_on)).chain(file.pages.iter().map(|page| page.term));
    let first = first.chain(file.questions.iter().map(|one| one.term)).min();
    let now = Term::of(today);
    now.back()
        .take_while(|term| *term == now || first.is_some_and(|first| *term >= first))
        .take(TERMS_MAX)
        .map(|term| {
            let goals = Goal::ALL.iter().filter(|goal| applies(**goal, file.facts()));
            let lines = goals.map(|goal| line(*goal, evidence(*goal, &file.child, &logs, rules, term)));
            let flower = file.flower(term.end().min(today), rules);
            let view = TermView { term, flower, evidence: lines.collect(), page: None, questions: vec![] };
            (view, page::current(&file.pages, file.child.id, term))
        })
        .filter(|(view, page)| {
            let is_asked = file.questions.iter().any(|one| one.term == view.term);
            view.term == now || is_asked || page.is_some() || view.evidence.iter().any(|line| !line.entries.is_empty())
        })
        .collect()
}

fn line(goal: Goal, pieces: Vec<Piece>) -> EvidenceLine {
    let boarding = pieces.contains(&Piece::Boarding);
    let entries = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Entry { on, log, kind } => Some(EvidenceEntry { log, on, kind }),
        Piece::Boarding => None,
    });
    EvidenceLine { goal, boarding, entries: entries.collect() }
}
