//! What mentors do at their phones, and what befalls the phones.
#![expect(clippy::unnecessary_wraps, reason = "whatever happens in a scenario ends in the same way")]

use chrono::Days;
use domain::guardianship::{FactKind, FactValue, HomeState};
use domain::id::{ChildId, FactId, LogId, OpId, PageId, PhotoId};
use domain::log::{ActivityKind, Aid, Goal, Log, LogBody, Met, Mode, Outcome, PhotoRef};
use domain::register::Child;
use domain::term::hazard::{Closed, Hazard, HazardKind};
use domain::term::page::Judged;
use domain::term::plan::{Aim, PlanLine};
use domain::term::{Answer, Owed, Term, local_day, page, question};
use local_store::vault::{Refused, WaitingPhoto};
use local_store::{RawStore as _, Step, StoreError, Table};
use serde_json::json;
use sync::{
    Change, Envelope, Feedback, FollowUp, LogPatch, NewFact, Op, PROTOCOL, RecordLog, ReviseLog, Snapshot, WithdrawLog,
    WritePage, Written,
};

use crate::future;
use crate::phone::Device;
use crate::play::{Fate, Play, Stop, pick};
use crate::scenario::Entry;
use crate::service::POISON;

/// From this number on a picture is large, and goes in several requests.
const LARGE_FROM: u8 = 200;
/// Bytes of a large picture for each of its number.
const LARGE_BYTES: usize = 1_200;

/// Of so many entries about single children one gives something.
const GIVES_EACH: u16 = 4;

/// What an entry gives; none for one that gives nothing.
fn gift(entry: &Entry) -> Option<Aid> {
    entry.words.is_multiple_of(GIVES_EACH).then(|| Aid {
        donor: "县慈善协会".to_owned(),
        gift: format!("书包{}", entry.words),
        things_each: 1,
        fen_each: u64::from(entry.words) * 50,
        ..Aid::default()
    })
}

/// A picture of some size.
fn picture(size: u8) -> Vec<u8> {
    let bytes = usize::from(size) * if size < LARGE_FROM { 1 } else { LARGE_BYTES };
    (0..=bytes).map(|at| u8::try_from(at % 251).unwrap_or_default() ^ size).collect()
}

impl Play {
    /// What a tab shows: its rows with the unsent operations laid over.
    async fn view(&self, at: usize) -> Snapshot {
        let tab = &self.world.tabs[at];
        let mut view = tab.screen.base.borrow().rows.clone();
        for (_, op) in tab.vault.outbox().await.unwrap_or_default() {
            view.lay(&op, self.world.device_of(at).account);
        }
        view
    }

    /// One more person met, as the form does it.
    fn tapped(&self, at: usize, log: &Log) -> LogPatch {
        let mut after = log.body.clone();
        after.met.push(Met::Neighbour);
        let text = self.world.tabs[at].screen.base.borrow().rows.log_text(log.id);
        LogPatch::between(&log.body, &after, text.as_deref())
    }

    /// Another amount of what was given, or the first word of it, as the form does it.
    fn given(&self, at: usize, log: &Log, field: u8) -> LogPatch {
        let mut after = log.body.clone();
        let aid = after.aid.get_or_insert_with(|| Box::new(Aid { gift: "棉衣".to_owned(), ..Aid::default() }));
        (aid.fen_each, aid.receipts) = (u64::from(field) * 100, true);
        let text = self.world.tabs[at].screen.base.borrow().rows.log_text(log.id);
        LogPatch::between(&log.body, &after, text.as_deref())
    }

    /// An own entry that a tab knows.
    fn own_log(&self, at: usize, log: u16) -> Option<Log> {
        let author = self.world.device_of(at).account;
        let base = self.world.tabs[at].screen.base.borrow();
        let own: Vec<&Log> = base.rows.all_logs().filter(|l| l.author == author && !l.withdrawn).collect();
        pick(&own, log).cloned()
    }

    pub(crate) async fn revise(&mut self, at: usize, log: u16, field: u8) -> Result<(), Stop> {
        let Some(log) = self.own_log(at, log) else { return Ok(()) };
        let patch = match field % 5 {
            0 => LogPatch::default().note(format!("改{field}")),
            1 => LogPatch::default().outcome(Outcome::Concern),
            2 => LogPatch::default().kind(ActivityKind::Tutoring),
            3 => self.given(at, &log, field),
            _ => self.tapped(at, &log),
        };
        self.save(at, ReviseLog { log: log.id, base_revision: log.revision, patch }).await
    }

    pub(crate) async fn withdraw(&mut self, at: usize, log: u16) -> Result<(), Stop> {
        let Some(log) = self.own_log(at, log) else { return Ok(()) };
        self.save(at, WithdrawLog { log: log.id }).await
    }

    pub(crate) async fn follow_up(&mut self, at: usize, log: u16) -> Result<(), Stop> {
        let open: Vec<LogId> = self.view(at).await.follow_ups().into_iter().map(|(_, l)| l.id).collect();
        let Some(log) = pick(&open, log) else { return Ok(()) };
        self.save(at, FollowUp { log, done_on: local_day(self.world.clock_of(at)) }).await
    }

    /// The page of a child and term, from what was there: a level, a hazard found or closed, a line of the plan.
    pub(crate) async fn page(&mut self, at: usize, child: u8, what: u8) -> Result<(), Stop> {
        let view = self.view(at).await;
        let Some(child) = pick(&view.children(), child).map(|child| child.id) else { return Ok(()) };
        let today = local_day(self.world.clock_of(at));
        let term = Term::of(today);
        let pages = view.pages(child);
        let base = page::current(pages.iter().copied(), child, term);
        let mut body = base.map(|page| page.body.clone()).unwrap_or_default();
        let owed = Owed::ALL[usize::from(what) % Owed::ALL.len()];
        body.haves = vec![Judged { goal: Goal::Mind, owed, child_says: format!("话{what}") }];
        match body.hazards.first_mut() {
            Some(open) if what.is_multiple_of(2) => open.closed = Some(Closed { on: today, how: String::new() }),
            Some(_) => {}
            None => body.hazards.push(Hazard::found(HazardKind::Water, "水塘", today)),
        }
        if body.plan.len() < 3 {
            body.plan.push(PlanLine::new(Aim::Study, "", &format!("读{what}")));
        }
        let open = view.questions(child).filter_map(Envelope::question);
        for asked in question::open(open, child, term).into_iter().filter(|_| !what.is_multiple_of(4)) {
            body.answers.retain(|answer| answer.question != asked.id);
            body.answers.push(Answer { question: asked.id, text: format!("答{what}") });
        }
        // A hazard that was found later than it is closed, by a clock that was set back, no form lets through.
        if !body.problems().is_empty() {
            return Ok(());
        }
        let (page, base) = (PageId(self.world.id()), base.map(|page| page.id));
        self.save(at, WritePage { page, child, term, body, base }).await
    }

    pub(crate) async fn feedback(&mut self, at: usize, poison: bool) -> Result<(), Stop> {
        let text = if poison { POISON } else { "好用" };
        self.save(at, Feedback { text: text.to_owned() }).await
    }

    /// An entry is filled in and saved, once or by a double tap.
    pub(crate) async fn record(&mut self, entry: &Entry, times: usize) -> Result<(), Stop> {
        let at = self.tab(entry.tab);
        if self.world.device_of(at).wiped.get() {
            return Ok(());
        }
        let view = self.view(at).await;
        let children = view.children();
        let child = pick(&children, entry.child);
        let mut about: Vec<ChildId> =
            child.map(|c| c.id).filter(|_| entry.siblings || !entry.class).into_iter().collect();
        if let (true, Some(child)) = (entry.siblings, child) {
            about.extend(view.siblings(child).into_iter().map(|c| c.id));
        }
        if entry.more > 0 && !about.is_empty() {
            about.extend(
                children.iter().cycle().skip(usize::from(entry.child) + 1).take(entry.more.into()).map(|c| c.id),
            );
            about.sort_unstable();
            about.dedup();
        }
        let classes = view.school().filter(|_| entry.class).map(|school| school.classes.as_slice()).unwrap_or_default();
        let classes: Vec<String> =
            pick(&classes.iter().collect::<Vec<_>>(), entry.child).cloned().into_iter().collect();
        if about.is_empty() && classes.is_empty() {
            return Ok(());
        }
        let today = local_day(self.world.clock_of(at));
        let on = if entry.ago < 0 {
            today + Days::new(u64::from(entry.ago.unsigned_abs()))
        } else {
            today - Days::new(u64::from(entry.ago.unsigned_abs()))
        };
        let facts = child.filter(|_| !about.is_empty()).and_then(|child| self.answered(entry, &view, child));
        let log = LogId(self.world.id());
        let draft = format!("log:{log}");
        let photos = self.take_picture(at, entry, &draft).await;
        let aid = gift(entry).filter(|_| classes.is_empty());
        let (kind, mode) = match (classes.is_empty(), &aid) {
            (true, Some(_)) => (ActivityKind::MaterialAid, Mode::HomeVisit),
            (true, None) => (ActivityKind::FamilyCare, Mode::HomeVisit),
            (false, _) => (ActivityKind::SafetyLesson, Mode::Group),
        };
        let body = LogBody {
            note: format!("话{}", entry.words),
            classes,
            follow_up_on: entry.follow_up.then(|| on + Days::new(7)),
            photos: photos.clone(),
            aid: aid.map(Box::new),
            ..LogBody::plain(about, kind, mode, on)
        };
        let change = RecordLog { log, body, facts: facts.into_iter().collect() };
        if !self.save_form(at, change, times, Some(&draft)).await? {
            // Whoever is told that it did not work goes on with the form; here he throws it away.
            let vault = &self.world.tabs[at].vault;
            drop(vault.drop_draft(&draft).await);
            for photo in photos {
                drop(vault.drop_photo(photo.id).await);
            }
        }
        Ok(())
    }

    /// A fact that was found to have changed.
    fn answered(&mut self, entry: &Entry, view: &Snapshot, child: &Child) -> Option<NewFact> {
        let (_, answer) = entry.fact?;
        let state = [HomeState::Safe, HomeState::Hazard, HomeState::Danger][usize::from(answer) % 3];
        Some(NewFact {
            id: FactId(self.world.id()),
            subject: FactKind::Home.subject(child),
            value: FactValue::Home { state, hazards: format!("{answer}") },
            base: view.fact(child, FactKind::Home).map(|f| f.id),
        })
    }

    /// A picture is taken, shrunk and kept at once, and the form's draft names it. Without room there is none.
    async fn take_picture(&mut self, at: usize, entry: &Entry, draft: &str) -> Vec<PhotoRef> {
        let Some(size) = entry.picture else { return vec![] };
        let (id, bytes) = (PhotoId(self.world.id()), picture(size));
        let vault = &self.world.tabs[at].vault;
        if vault.keep_photo(&WaitingPhoto { id, bytes: bytes.clone() }).await.is_err() {
            return vec![];
        }
        let photos =
            vec![PhotoRef { id, sha256: String::new(), bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX) }];
        self.pictures.insert(id, bytes);
        drop(vault.keep_draft(draft, &json!({"body": {"photos": photos}})).await);
        photos
    }

    async fn save(&mut self, at: usize, change: impl Into<Change>) -> Result<(), Stop> {
        self.save_form(at, change, 1, None).await.map(drop)
    }

    /// Saves an operation in a tab, and lets go of the form's draft. False when there was no room.
    async fn save_form(
        &mut self,
        at: usize,
        change: impl Into<Change>,
        times: usize,
        draft: Option<&str>,
    ) -> Result<bool, Stop> {
        if self.world.device_of(at).wiped.get() {
            return Ok(false);
        }
        let op = Op { op_id: OpId(self.world.id()), captured_at: self.world.clock_of(at), change: change.into() };
        let written = written(self.world.device_of(at), &op)?;
        let mut saved = false;
        for _ in 0..times {
            match self.world.tabs[at].vault.record(&written, draft, None, &[]).await {
                Ok(_) => {
                    saved = true;
                    self.was_saved(at, &op);
                }
                Err(StoreError::Full) => {}
                Err(error) => return Err(Stop::Broken("a phone with room saves", error.to_string())),
            }
        }
        Ok(saved)
    }

    fn was_saved(&mut self, at: usize, op: &Op) {
        if self.made.insert(op.op_id, (self.world.tabs[at].device, op.clone(), Fate::Saved)).is_none() {
            self.tally.made += 1;
        }
        *self.saved.entry(op.op_id).or_default() += 1;
    }

    /// A refused operation is mended (a new operation replaces it) or put away.
    pub(crate) async fn mend(&mut self, at: usize, which: u8, again: bool) -> Result<(), Stop> {
        let vault = self.world.tabs[at].vault.clone();
        let Ok(refused) = vault.refused().await else { return Ok(()) };
        let all: Vec<&Refused> = refused.iter().collect();
        let Some(refused) = pick(&all, which) else { return Ok(()) };
        let old = refused.op.op_id;
        let done = if again {
            let mut change = refused.op.change.clone();
            if let Change::RecordLog(RecordLog { log, body, .. }) = &mut change {
                *log = LogId(self.world.id());
                body.occurred_on = self.world.today();
            }
            if let Change::WritePage(new) = &mut change {
                new.page = PageId(self.world.id());
            }
            let op = Op { op_id: OpId(self.world.id()), captured_at: self.world.clock_of(at), change };
            let written = Written::instead_of(&refused.op, &op);
            let written = written.map_err(|e| Stop::Broken("the simulator itself works", e.to_string()))?;
            let saved = vault.record(&written, None, Some(old), &[]).await.is_ok();
            if saved {
                self.was_saved(at, &op);
            }
            saved
        } else {
            let rows = self.world.tabs[at].screen.base.borrow().rows.clone();
            vault.dismiss(&refused.op, &rows).await.is_ok()
        };
        if done && let Some((_, _, fate)) = self.made.get_mut(&old) {
            *fate = Fate::PutAway;
        }
        Ok(())
    }

    /// A request that was under way arrives.
    pub(crate) async fn arrive(&mut self, which: u8) -> Result<(), Stop> {
        let service = &self.world.service;
        let under_way = service.letters.borrow().len();
        if under_way > 0 {
            let letter = service.letters.borrow_mut().remove(usize::from(which) % under_way);
            service.arrive(&letter).await;
        }
        Ok(())
    }

    pub(crate) fn sign_in(&mut self, at: usize) -> Result<(), Stop> {
        self.tally.signed_in_again += usize::from(self.world.device_of(at).signed_out.replace(false));
        Ok(())
    }

    pub(crate) fn pass(&mut self, hours: u8) -> Result<(), Stop> {
        self.world.service.pass(hours);
        Ok(())
    }

    pub(crate) fn skew(&mut self, at: usize, hours: i16) -> Result<(), Stop> {
        self.world.device_of(at).skew.set(i64::from(hours));
        Ok(())
    }

    /// A phone is full, whoever works on it.
    pub(crate) fn room(&mut self, at: usize, full: bool) -> Result<(), Stop> {
        let phone = self.world.device_of(at).phone;
        let on_it = self.world.devices.iter().filter(|device| device.phone == phone);
        for device in on_it {
            device.store.set_full(full);
            device.was_full.set(device.was_full.get() || full);
        }
        Ok(())
    }

    /// The browser throws away what can be pulled again.
    pub(crate) async fn evict(&mut self, at: usize) -> Result<(), Stop> {
        let steps = vec![Step::Clear(Table::Rows), Step::Clear(Table::CacheMeta)];
        drop(self.world.device_of(at).store.write(steps).await);
        Ok(())
    }

    pub(crate) async fn damage(&mut self, at: usize, page: bool) -> Result<(), Stop> {
        let (store, vault) = (&self.world.device_of(at).store, &self.world.tabs[at].vault);
        if page {
            let pages = store.keys(Table::Rows).await.unwrap_or_default();
            let last = pages.last().map(|key| Step::Put(Table::Rows, key.clone(), vec![0]));
            drop(store.write(last.into_iter().collect()).await);
        } else if vault.cursor().await.is_ok_and(|cursor| cursor.is_some()) {
            drop(vault.doubt_rows().await);
        }
        Ok(())
    }

    /// The app of a phone becomes another; its tabs load it.
    pub(crate) async fn change_app(&mut self, at: usize, which: u8) -> Result<(), Stop> {
        self.world.device_of(at).protocol.set(PROTOCOL - 1 + u16::from(which));
        self.reload_all(self.world.tabs[at].device).await
    }
}

/// An operation as a device's version writes it.
fn written(device: &Device, op: &Op) -> Result<Written, Stop> {
    let failed = |e: serde_json::Error| Stop::Broken("the simulator itself works", e.to_string());
    let mut value = serde_json::to_value(op).map_err(failed)?;
    if device.protocol.get() > PROTOCOL {
        value = future::op(&value);
    }
    serde_json::from_value(value).map_err(failed)
}
