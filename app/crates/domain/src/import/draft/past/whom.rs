//! Which child a row of the past is about: by name among those who were at the school then; class and number help.

use chrono::NaiveDate;

use super::{Answer, Line, Past};
use crate::id::ChildId;
use crate::import::draft::decision::{Asked, Candidate, Decision, Doubtful};
use crate::import::finding::Cause;
use crate::register::name;
use crate::register::school_year::{MovesUp, class_key, moved_up};

/// Years by which a class of the past may be behind.
const YEARS: usize = 6;

/// A child who bears the name.
#[derive(Debug, Clone)]
struct Bearer {
    child: ChildId,
    name: String,
    class_name: String,
    /// Whether its class then was that of the row; `None` where one of both is not known.
    of_class: Option<bool>,
    /// Whether its number is that of the row; `None` where one of both is not known.
    of_number: Option<bool>,
}

impl Past<'_, '_> {
    /// Whether a class was that of the row, up to some years ago.
    fn was_class(&self, then: &str, now: &str) -> bool {
        let mut class = then.to_owned();
        for _ in 0..=YEARS {
            if class_key(&class) == class_key(now) {
                return true;
            }
            let MovesUp::To(next) = moved_up(&class, self.staging.known.kind) else { return false };
            class = next;
        }
        false
    }

    /// The children of the school, now or before, and those of the same batch, who bear a name.
    fn bearers(&self, line: &Line, day: NaiveDate) -> Vec<Bearer> {
        let known = self.staging.known;
        let of_class = |then: Option<&str>, now: &str| {
            let written = Some(line.class_name.as_str()).filter(|class| !class.is_empty())?;
            match then.filter(|then| !then.is_empty()) {
                Some(then) => Some(class_key(then) == class_key(written)),
                None => (!now.is_empty()).then(|| self.was_class(written, now)),
            }
        };
        let number = line.number.as_deref();
        let mut all: Vec<Bearer> = known
            .named(&line.name)
            .map(|child| Bearer {
                child: child.child.id,
                name: child.child.name.clone(),
                class_name: child.last_class.to_owned(),
                of_class: of_class(known.past.class(child.child.id, day), child.last_class),
                of_number: child.number.zip(number).map(|(known, read)| known.as_str() == read),
            })
            .collect();
        let new = self.newcomers.get(&name::key(&line.name)).into_iter().flatten();
        all.extend(new.map(|new| Bearer {
            child: new.child,
            name: new.name.clone(),
            class_name: new.class_name.clone(),
            of_class: of_class(None, &new.class_name),
            of_number: None,
        }));
        all
    }

    /// Which child a row is about that speaks of some days, the first and the last.
    pub(super) fn whom(&mut self, line: &Line, days: (NaiveDate, NaiveDate)) -> Answer<ChildId> {
        let bearers = self.bearers(line, days.1);
        if bearers.is_empty() {
            return Answer::Failed(Cause::NoChild);
        }
        let here: Vec<Bearer> =
            bearers.into_iter().filter(|one| self.staging.known.past.was_here(one.child, days)).collect();
        if here.is_empty() {
            return Answer::Failed(Cause::NotHere);
        }
        if let Some(one) = here.iter().find(|one| one.of_number == Some(true)) {
            return Answer::Is(one.child);
        }
        let may: Vec<&Bearer> = here.iter().filter(|one| one.of_class != Some(false)).collect();
        let why = match (here.as_slice(), may.as_slice()) {
            ([one], _) if one.of_number == Some(false) => Doubtful::NumberDiffers,
            ([_], []) => Doubtful::NameOnly,
            (_, [one]) if one.of_number.is_none() && (here.len() == 1 || one.of_class == Some(true)) => {
                return Answer::Is(one.child);
            }
            _ => Doubtful::Namesakes,
        };
        self.which(line, why, &here)
    }

    /// Asks which of those who bear the name it is; the answer is for all rows of this name and class.
    fn which(&mut self, line: &Line, why: Doubtful, here: &[Bearer]) -> Answer<ChildId> {
        let words = format!(
            "{} {} {}",
            name::key(&line.name),
            class_key(&line.class_name),
            line.number.as_deref().unwrap_or_default()
        );
        let candidates = here.iter().map(|one| Candidate {
            child: one.child,
            name: one.name.clone(),
            class_name: one.class_name.clone(),
            birth: self.staging.known.child(one.child).and_then(|known| known.enrolment.and(known.child.birth)),
            number: None,
        });
        let asked = Asked::WhoWas { why, candidates: candidates.collect(), rows: 1 };
        match self.ask(self.question("who", &words), line, asked) {
            Some(Decision::Same(child)) if here.iter().any(|one| one.child == child) => Answer::Is(child),
            Some(Decision::Same(_)) => Answer::Failed(Cause::NotHere),
            Some(Decision::LeaveOut) => Answer::LeftOut,
            _ => Answer::Asked,
        }
    }
}
