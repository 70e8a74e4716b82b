//! Levels of the past: each becomes the page of a child and term that has none yet.

use super::{Answer, Line, Past, PastEnd, PastThing, line};
use crate::id::PageId;
use crate::import::draft::Table;
use crate::import::draft::decision::{Asked, Decision};
use crate::import::finding::Cause;
use crate::import::past::LevelsRead;
use crate::term::{PageBody, Term, TermPage, page};

/// Terms that are offered where a table names none: this one and those of the two years before.
const OFFERED: usize = 5;

impl Past<'_, '_> {
    pub(super) fn levels_of(&mut self, table: &Table) {
        for read in &table.reading.levels {
            let line = line(table, read.row, 0, &read.name, read.class_name.as_deref(), read.id_number.as_deref());
            let term = match read.term {
                Some(term) => Answer::Is(term),
                None => self.term(&line, table),
            };
            self.levels(line, read, term);
        }
    }

    /// Of which term a table is that does not say so.
    fn term(&mut self, line: &Line, table: &Table) -> Answer<Term> {
        let terms: Vec<Term> = Term::of(self.today()).back().take(OFFERED).collect();
        let asked = Asked::WhichTerm { table: table.title(), terms: terms.clone(), rows: 1 };
        match self.ask(self.question("term", &table.id.to_string()), line, asked) {
            Some(Decision::Term(term)) if terms.contains(&term) => Answer::Is(term),
            Some(Decision::LeaveOut) => Answer::LeftOut,
            _ => Answer::Asked,
        }
    }

    fn levels(&mut self, line: Line, read: &LevelsRead, said: Answer<Term>) {
        let today = self.today();
        let of = PastThing::Page { term: said.known(), haves: read.haves.clone() };
        let Answer::Is(term) = said else {
            let (end, why) = said.end().unwrap_or((PastEnd::Asked, None));
            return self.put(line, of, end, why);
        };
        let whom = if term > Term::of(today) {
            Answer::Failed(Cause::Future)
        } else if page::is_taken(term, today) {
            self.whom(&line, (term.start(), term.end().min(today)))
        } else {
            Answer::Failed(Cause::TooOld)
        };
        let Answer::Is(child) = whom else {
            let (end, why) = whom.end().unwrap_or((PastEnd::Asked, None));
            return self.put(line, of, end, why);
        };
        let end = match (self.staging.known.past.pages.contains(&(child, term)), self.pages.insert((child, term))) {
            (true, _) => PastEnd::There,
            (_, false) => PastEnd::Twice,
            _ => PastEnd::Added,
        };
        if end == PastEnd::Added {
            self.staging.staged.pages.push(TermPage {
                id: PageId(self.staging.writer.id(&format!("page {}", line.key))),
                child,
                term,
                author: None,
                captured_at: self.staging.writer.now,
                body: PageBody { haves: read.haves.clone(), ..PageBody::default() },
                disputes: None,
                unsaid: false,
            });
        }
        self.put(line, of, end, None);
    }
}
