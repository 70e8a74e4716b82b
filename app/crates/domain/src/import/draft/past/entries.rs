//! Activities of the past: each becomes an entry of the teacher who did it.

use super::{Answer, Line, Past, PastEnd, PastThing, line, worst};
use crate::id::{AccountId, LogId};
use crate::import::draft::Table;
use crate::import::draft::decision::{Asked, Decision};
use crate::import::finding::Cause;
use crate::import::past::{EntryRead, Word};
use crate::log::{ActivityKind, Log, LogBody, Mode};
use crate::term::{Term, page};

impl Past<'_, '_> {
    pub(super) fn entries_of(&mut self, table: &Table) {
        let mut before = (0, 0);
        for read in &table.reading.entries {
            // Several children of one row are told apart by their order.
            before = (read.row, if before.0 == read.row { before.1 + 1 } else { 0 });
            let line =
                line(table, read.row, before.1, &read.name, read.class_name.as_deref(), read.id_number.as_deref());
            self.entry(line, read);
        }
    }

    fn entry(&mut self, line: Line, read: &EntryRead) {
        let today = self.today();
        let thing = |kind, mentor| PastThing::Entry { on: read.on, kind, mentor };
        let fits = if read.on > today {
            Answer::Failed(Cause::Future)
        } else if page::is_taken(Term::of(read.on), today) {
            self.whom(&line, (read.on, read.on))
        } else {
            Answer::Failed(Cause::TooOld)
        };
        if let Some((end @ PastEnd::Failed, why)) = fits.end() {
            let kind = if let Word::Means(kind) = read.kind { Some(kind) } else { None };
            return self.put(line, thing(kind, String::new()), end, why);
        }
        let kind = self.kind(&line, &read.kind);
        let child = fits.known();
        if let (Some(child), Some(kind)) = (child, kind.known()) {
            let key = (child, read.on, kind);
            let end = match (self.staging.known.past.entries.contains(&key), self.entries.contains(&key)) {
                (true, _) => Some(PastEnd::There),
                (_, true) => Some(PastEnd::Twice),
                _ => None,
            };
            if let Some(end) = end {
                return self.put(line, thing(Some(kind), String::new()), end, None);
            }
        }
        let doer = child.map_or(Answer::Asked, |child| self.doer(&line, &read.mentor, child, read.on));
        let mode = kind.known().map_or(Answer::Asked, |kind| self.mode(&line, kind, &read.mode));
        let open = worst(&[fits.end(), kind.end(), doer.end(), mode.end()]);
        let mentor = doer.known().map(|account| self.name_of(account)).unwrap_or_default();
        let of = thing(kind.known(), mentor);
        match (open, child, kind, doer, mode) {
            (None, Some(child), Answer::Is(kind), Answer::Is(author), Answer::Is(mode)) => {
                self.entries.insert((child, read.on, kind));
                // What was said in confidence stays with whoever heard it.
                let is_secret = kind.attributes().confidential && !read.note.is_empty();
                let note = if is_secret { String::new() } else { read.note.clone() };
                let plain = LogBody::plain(vec![child], kind, mode, read.on);
                let body = LogBody { outcome: read.outcome, note, ..plain };
                let id = LogId(self.staging.writer.id(&format!("entry {}", line.key)));
                self.staging.staged.logs.push(Log::first(id, author, body, self.staging.writer.now));
                self.put(line, of, PastEnd::Added, is_secret.then_some(Cause::Confidential));
            }
            (open, ..) => {
                let (end, why) = open.unwrap_or((PastEnd::Asked, None));
                self.put(line, of, end, why);
            }
        }
    }

    /// Which kind it was; of a word that nobody knows a person says so once.
    fn kind(&mut self, line: &Line, read: &Word<ActivityKind>) -> Answer<ActivityKind> {
        let text = match read {
            Word::Means(kind) => return Answer::Is(*kind),
            Word::Unclear(text) => text,
        };
        let asked = Asked::WhichKind { text: text.clone(), rows: 1 };
        match self.ask(self.question("kind", text), line, asked) {
            Some(Decision::Kind(kind)) if ActivityKind::ALL.contains(&kind) => Answer::Is(kind),
            Some(Decision::LeaveOut) => Answer::LeftOut,
            _ => Answer::Asked,
        }
    }

    /// How it took place; where that is not written it is asked once for each kind.
    fn mode(&mut self, line: &Line, kind: ActivityKind, read: &Word<Mode>) -> Answer<Mode> {
        let text = match read {
            Word::Means(mode) => return Answer::Is(*mode),
            Word::Unclear(text) => text,
        };
        let words = if text.is_empty() { kind.code() } else { text };
        let of = text.is_empty().then_some(kind);
        let asked = Asked::WhichMode { text: text.clone(), kind: of, rows: 1 };
        match self.ask(self.question("mode", words), line, asked) {
            Some(Decision::Mode(mode)) if Mode::ALL.contains(&mode) => Answer::Is(mode),
            Some(Decision::LeaveOut) => Answer::LeftOut,
            _ => Answer::Asked,
        }
    }

    fn name_of(&self, account: AccountId) -> String {
        let known = self.staging.known.mentors.iter().find(|mentor| mentor.id == account).map(|one| one.name.clone());
        let new = || self.staging.staged.mentors.iter().find(|new| new.id == account).map(|one| one.name.clone());
        known.or_else(new).unwrap_or_default()
    }
}
