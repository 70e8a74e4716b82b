//! Which teachers the files mean, and which pairings they begin.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::{Asked, Candidate, Decision, QuestionId};
use super::{Contradiction, Field, NewMentor, Row, StagedPairing, Staging, Unpaired, UnpairedWhy};
use crate::id::{AccountId, ChildId, PairingId};
use crate::import::pupils::{Named, pupils};
use crate::import::reading::MentorRead;
use crate::register::name;
use crate::register::phone::masked;
use crate::register::school_year::class_key;
use crate::register::{Pairing, PairingEnded, PairingRole, Written};

/// A child who can be paired.
struct Pupil {
    child: ChildId,
    name: String,
    class_name: String,
}

/// All who can be paired.
struct Everyone {
    pupils: Vec<Pupil>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_id: BTreeMap<ChildId, usize>,
}

impl Everyone {
    fn of(pupils: Vec<Pupil>) -> Self {
        let (mut by_name, mut by_id): (BTreeMap<_, Vec<usize>>, _) = (BTreeMap::new(), BTreeMap::new());
        for (at, pupil) in pupils.iter().enumerate() {
            by_name.entry(name::key(&pupil.name)).or_default().push(at);
            by_id.insert(pupil.child, at);
        }
        Self { pupils, by_name, by_id }
    }

    fn named(&self, text: &str) -> impl Iterator<Item = &Pupil> {
        let places = self.by_name.get(&name::key(text)).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| self.pupils.get(*at))
    }

    fn child(&self, id: ChildId) -> Option<&Pupil> {
        self.by_id.get(&id).and_then(|at| self.pupils.get(*at))
    }
}

/// Where a mentor is named.
struct Place {
    key: String,
    place: String,
}

/// Whom the files name for each child, in their order.
#[derive(Default)]
struct Claims {
    children: Vec<(ChildId, Vec<Claim>)>,
    places: BTreeMap<ChildId, usize>,
}

impl Claims {
    fn of(&self, child: ChildId) -> &[Claim] {
        let claims = self.places.get(&child).and_then(|at| self.children.get(*at));
        claims.map(|(_, claims)| claims.as_slice()).unwrap_or_default()
    }

    fn add(&mut self, child: ChildId, claim: Claim) {
        let at = *self.places.entry(child).or_insert(self.children.len());
        match self.children.get_mut(at) {
            Some((_, claims)) => claims.push(claim),
            None => self.children.push((child, vec![claim])),
        }
    }
}

/// A mentor whom the files name for a child.
struct Claim {
    mentor: String,
    phone: Option<String>,
    place: Place,
}

impl Staging<'_> {
    /// Works out the pairings: what a roster says comes before what stands in a row.
    pub(super) fn pairs(&mut self, met: &[(&Row, Option<ChildId>)]) {
        let everyone = self.everyone(met);
        let mut claims = self.of_rosters(&everyone);
        for (row, child) in met {
            let (Some(child), Some(mentor)) = (child, row.read.mentor.as_deref().filter(|m| !m.is_empty())) else {
                continue;
            };
            match claims.of(*child).first() {
                Some(first) if !name::same(&first.mentor, mentor) => {
                    self.contradicted(&row.read.name, &first.mentor, &row.place);
                }
                Some(_) => {}
                None => {
                    let place = Place { key: row.key.clone(), place: row.place.clone() };
                    let phone = row.read.mentor_phone.clone();
                    claims.add(*child, Claim { mentor: mentor.to_owned(), phone, place });
                }
            }
        }
        for (child, claims) in claims.children {
            self.settle(&everyone, child, &claims);
        }
    }

    /// Whom rosters name for each child.
    fn of_rosters(&mut self, everyone: &Everyone) -> Claims {
        let mut claims = Claims::default();
        for table in self.source.tables {
            for read in &table.reading.mentors {
                let place = Place {
                    key: format!("{} {}", table.id, read.row),
                    place: format!("{} {}", table.title(), read.row),
                };
                for (at, child) in self.meant(everyone, read, &place) {
                    let place = Place { key: format!("{} {at}", place.key), place: place.place.clone() };
                    claims.add(child, Claim { mentor: read.name.clone(), phone: read.phone.clone(), place });
                }
            }
        }
        claims
    }

    /// Says that the files name another mentor than the one who is taken.
    fn contradicted(&mut self, name: &str, taken: &str, other: &str) {
        self.staged.contradictions.push(Contradiction {
            name: name.to_owned(),
            field: Field::Mentor,
            taken: taken.to_owned(),
            other: other.to_owned(),
        });
    }

    /// Settles who is the mentor of a child for whom the files name one, or several.
    fn settle(&mut self, everyone: &Everyone, child: ChildId, claims: &[Claim]) {
        let mut named: Vec<(AccountId, &Claim)> = vec![];
        for claim in claims {
            let Some(account) = self.mentor(&claim.mentor, claim.phone.as_deref(), &claim.place) else { return };
            if named.iter().all(|(other, _)| *other != account) {
                named.push((account, claim));
            }
        }
        let name = everyone.child(child).map(|pupil| pupil.name.clone()).unwrap_or_default();
        let has = self.known.child(child).and_then(|known| known.pairing);
        let current = has.filter(|pairing| pairing.to.is_none());
        // One whose last day is known stands as well.
        let stays = has.and_then(|pairing| named.iter().find(|(account, _)| *account == pairing.mentor));
        if let Some((account, has)) = stays {
            for (_, other) in named.iter().filter(|(other, _)| other != account) {
                self.contradicted(&name, &has.mentor, &other.place.place);
            }
            return;
        }
        match named.as_slice() {
            [] => {}
            [(account, claim)] => self.pair(child, name, *account, claim),
            [(_, first), ..] => {
                let candidates = named.iter().map(|(account, claim)| (*account, claim.mentor.clone())).collect();
                let asked = Asked::WhichMentor { child, candidates };
                let id = QuestionId(format!("mentor of {child}"));
                let said = self.ask_of(id, name.clone(), String::new(), first.place.place.clone(), asked);
                let Some(Decision::Mentor(chosen)) = said else { return };
                if let Some((account, claim)) = named.iter().find(|(account, _)| *account == chosen) {
                    self.begin(child, name, *account, &claim.mentor, current.cloned());
                }
            }
        }
    }

    /// The children of the files and those of the register, each once.
    fn everyone(&self, met: &[(&Row, Option<ChildId>)]) -> Everyone {
        let of_files = met.iter().filter_map(|(row, child)| {
            let class_name = row.read.class_name.clone().unwrap_or_default();
            Some(Pupil { child: (*child)?, name: row.read.name.clone(), class_name })
        });
        let mut all: Vec<Pupil> = of_files.collect();
        let there: BTreeSet<ChildId> = all.iter().map(|pupil| pupil.child).collect();
        let known = self.known.children.iter().filter(|known| known.enrolment.is_some());
        all.extend(known.filter(|known| !there.contains(&known.child.id)).map(|known| Pupil {
            child: known.child.id,
            name: known.child.name.clone(),
            class_name: known.last_class.to_owned(),
        }));
        Everyone::of(all)
    }

    /// The children whom a roster's cell names, each with its place in the cell.
    fn meant(&mut self, everyone: &Everyone, read: &MentorRead, place: &Place) -> Vec<(usize, ChildId)> {
        let is_known = |text: &str| everyone.named(text).next().is_some();
        let mut children = vec![];
        for (at, named) in pupils(&read.pupils, is_known).iter().enumerate() {
            let (text, class) = match named {
                Named::Unclear(text) => (text, None),
                Named::Pupil { name, class_name } => (name, class_name.as_deref()),
            };
            let of_class = |pupil: &&Pupil| class.is_none_or(|class| class_key(class) == class_key(&pupil.class_name));
            let found: Vec<&Pupil> = everyone.named(text).filter(of_class).collect();
            if let [one] = found.as_slice() {
                children.push((at, one.child));
                continue;
            }
            let all = if found.is_empty() { everyone.named(text).collect() } else { found };
            let id = QuestionId(format!("pupil {} {at}", place.key));
            let candidates: Vec<Candidate> = all.iter().map(|pupil| pupil.candidate()).collect();
            let asked = Asked::WhichPupil { mentor: read.name.clone(), candidates };
            let (text, class) = (text.clone(), class.unwrap_or_default().to_owned());
            let said = self.ask_of(id, text, class, place.place.clone(), asked);
            if let Some(Decision::Same(child)) = said {
                children.extend(everyone.child(child).is_some().then_some((at, child)));
            }
        }
        children
    }

    fn ask_of(
        &mut self,
        id: QuestionId,
        name: String,
        class_name: String,
        place: String,
        asked: Asked,
    ) -> Option<Decision> {
        let said = self.said(&id);
        self.staged.questions.push(super::Question { id, name, class_name, place, asked, said: said.clone() });
        said
    }

    /// Pairs a child with the one mentor whom the files name, after asking where it has another.
    fn pair(&mut self, child: ChildId, name: String, account: AccountId, claim: &Claim) {
        let current = self.known.child(child).and_then(|known| known.pairing).filter(|pairing| pairing.to.is_none());
        if let Some(pairing) = current {
            let asked = Asked::OtherMentor { child, has: self.name_of(pairing.mentor), says: claim.mentor.clone() };
            let id = QuestionId(format!("pair {child}"));
            let said = self.ask_of(id, name.clone(), String::new(), claim.place.place.clone(), asked);
            if said != Some(Decision::Take) {
                return;
            }
        }
        self.begin(child, name, account, &claim.mentor, current.cloned());
    }

    fn name_of(&self, account: AccountId) -> String {
        let known = self.known.mentors.iter().find(|mentor| mentor.id == account);
        known.map(|mentor| mentor.name.clone()).unwrap_or_default()
    }

    /// Why the rules are against a new pairing.
    fn against(&self, child: ChildId, mentor: AccountId) -> Option<UnpairedWhy> {
        let rules = &self.known.rules;
        if rules.lead_approves {
            return Some(UnpairedWhy::ForLead);
        }
        let most = usize::try_from(rules.children_per_mentor_max).unwrap_or(usize::MAX);
        let others = self.given.get(&mentor).into_iter().flatten().filter(|other| **other != child).count();
        (others >= most).then_some(UnpairedWhy::OverLimit)
    }

    /// Begins a pairing today, and ends the one before; one that the rules are against is told and not made.
    fn begin(&mut self, child: ChildId, name: String, account: AccountId, mentor: &str, before: Option<Pairing>) {
        if let Some(why) = self.against(child, account) {
            self.staged.unpaired.push(Unpaired { name, mentor: mentor.to_owned(), why });
            return;
        }
        let today = self.known.today;
        if let Some(pairing) = &before {
            let last = today.pred_opt().filter(|last| *last >= pairing.from || pairing.from == today);
            let Some(last) = last else { return };
            self.writer.written.push(Written::Pairing(pairing.ending(last, PairingEnded::Handed)));
            if let Some(children) = self.given.get_mut(&pairing.mentor) {
                children.remove(&child);
            }
        }
        self.given.entry(account).or_default().insert(child);
        let id = PairingId(self.writer.id(&format!("pairing {child} {account}")));
        let role = PairingRole::Primary;
        let begun = Pairing { id, child, mentor: account, role, from: today, to: None, ended: None, told_on: None };
        self.writer.written.push(Written::Pairing(begun));
        let before = before.map(|pairing| self.name_of(pairing.mentor));
        self.staged.pairings.push(StagedPairing { child, name, mentor: mentor.to_owned(), before });
    }

    /// The account of the teacher that a file names: one of the school's, or a new one. `None` while nobody has said.
    fn mentor(&mut self, named: &str, phone: Option<&str>, place: &Place) -> Option<AccountId> {
        let key = name::key(named);
        let bearers: Vec<_> = self.known.mentors_by_key(&key).cloned().collect();
        let by_phone = phone.and_then(|phone| bearers.iter().find(|mentor| mentor.phone.as_deref() == Some(phone)));
        if let Some(mentor) = by_phone {
            return Some(mentor.id);
        }
        let same = |new: &&NewMentor| phone.is_none() || new.phone.is_none() || new.phone.as_deref() == phone;
        let places = self.made.get(&key).into_iter().flatten();
        let made = places.filter_map(|at| self.staged.mentors.get(*at)).filter(same);
        let made: Vec<AccountId> = made.map(|new| new.id).collect();
        let is_clear = match bearers.as_slice() {
            [one] => phone.is_none() || one.phone.is_none(),
            all => all.is_empty(),
        };
        match (bearers.first(), made.as_slice()) {
            (Some(one), []) if is_clear => return Some(one.id),
            (None, [one]) => return Some(*one),
            (None, []) => return Some(self.new_mentor(named, phone)),
            _ => {}
        }
        let candidates = bearers.iter().map(|mentor| {
            let digits = mentor.phone.as_deref().map(masked).unwrap_or_default();
            (mentor.id, mentor.name.clone(), digits)
        });
        let asked = Asked::WhoIsMentor { candidates: candidates.collect() };
        // One teacher of one number is asked about once.
        let who = phone.map_or_else(|| place.key.clone(), str::to_owned);
        let id = QuestionId(format!("teacher {key} {}", self.writer.id(&who)));
        let is_asked = self.staged.questions.iter().any(|question| question.id == id);
        let said = if is_asked {
            self.said(&id)
        } else {
            self.ask_of(id, named.to_owned(), String::new(), place.place.clone(), asked)
        };
        match said {
            Some(Decision::Mentor(account)) => bearers.iter().any(|mentor| mentor.id == account).then_some(account),
            Some(Decision::New) => Some(made.first().copied().unwrap_or_else(|| self.new_mentor(named, phone))),
            _ => None,
        }
    }

    fn new_mentor(&mut self, named: &str, phone: Option<&str>) -> AccountId {
        let key = name::key(named);
        let id = AccountId(self.writer.id(&format!("mentor {key} {}", phone.unwrap_or_default())));
        self.made.entry(key).or_default().push(self.staged.mentors.len());
        self.staged.mentors.push(NewMentor { id, name: name::kept(named), phone: phone.map(str::to_owned) });
        id
    }
}

impl Pupil {
    fn candidate(&self) -> Candidate {
        Candidate {
            child: self.child,
            name: self.name.clone(),
            class_name: self.class_name.clone(),
            birth: None,
            number: None,
        }
    }
}
