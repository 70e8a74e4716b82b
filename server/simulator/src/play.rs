//! Plays a plan: every step through the real code, the laws after each, rest and the laws again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::Days;
use domain::guardianship::{FactKind, FactValue, HomeState};
use domain::id::{AccountId, ChildId, DeviceId, FactId, LogId, OpId, PairingId, SchoolId};
use domain::log::{ActivityKind, LogBody, Met, Mode, Outcome};
use domain::rules::{RuleSet, RuleVersion};
use domain::term::local_day;
use local_store::vault::Refused;
use local_store::{RawStore as _, Step as StoreStep, StoreError, Table, courier};
use server::core::{disputes, late_work, moving, pairing, people};
use server::exchange::kept::{apply_kept, understood};
use storage::{Storage as _, StorageError};
use sync::{
    Change, Feedback, FollowUp, LogPatch, NewFact, Op, PROTOCOL, RecordLog, ReviseLog, Snapshot, WithdrawLog, Written,
};

use crate::bug::Bug;
use crate::future;
use crate::laws;
use crate::network::{self, Letter, POISON};
use crate::phone::Tab;
use crate::plan::{Entry, Plan, Step, Weather};
use crate::world::{COORDINATOR, COUNTY, MENTORS, SCHOOLS, World, child, id, mentor};

/// Rounds after which everything must have come to rest.
const ROUNDS: usize = 80;

/// A law that was broken, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The step after which it was noticed; the number of steps for the end.
    pub step: usize,
    /// Which law.
    pub law: &'static str,
    /// What was seen.
    pub seen: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "after step {}: {} — {}", self.step, self.law, self.seen)
    }
}

/// What happened in a plan, to see that a run reaches what it should.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Operations that people made.
    pub made: usize,
    /// Of them applied.
    pub applied: usize,
    /// Of them parked for the school.
    pub parked: usize,
    /// Of them refused.
    pub refused: usize,
    /// Exchanges.
    pub exchanges: usize,
    /// Exchanges that failed.
    pub failures: usize,
    /// Children that came to or left a phone.
    pub moved: usize,
    /// Phones that were revoked and forgot everything.
    pub wiped: usize,
    /// Facts with two answers.
    pub disputes: usize,
    /// Operations set aside after the server failed over them.
    pub set_aside: usize,
    /// Operations that the server kept until it was updated.
    pub kept: usize,
    /// Replies that acknowledged work and said that nothing could be pulled.
    pub troubled: usize,
    /// Rows that only a newer app could read.
    pub not_understood: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.made += other.made;
        self.applied += other.applied;
        self.parked += other.parked;
        self.refused += other.refused;
        self.exchanges += other.exchanges;
        self.failures += other.failures;
        self.moved += other.moved;
        self.wiped += other.wiped;
        self.disputes += other.disputes;
        self.set_aside += other.set_aside;
        self.kept += other.kept;
        self.troubled += other.troubled;
        self.not_understood += other.not_understood;
    }
}

/// Where an operation stands, as its author can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Saved on the phone.
    Saved,
    /// The author has put the refused operation away, or mended it.
    PutAway,
}

/// Everything a plan is played with.
pub struct Play {
    /// The county.
    pub world: World,
    /// Operations by identifier: on which device, what, and what its author did with it.
    pub made: BTreeMap<OpId, (usize, Op, Fate)>,
    /// How many times each operation was saved (a double tap saves twice).
    pub saved: BTreeMap<OpId, usize>,
    /// What happened.
    pub tally: Tally,
    pub(crate) letters: RefCell<Vec<Letter>>,
    pub(crate) bug: Option<Bug>,
}

/// Why a plan could not be played to its end.
#[derive(Debug)]
pub(crate) enum Stop {
    Broken(&'static str, String),
    Storage(StorageError),
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// Plays a plan. An error is a broken law.
pub fn play(plan: &Plan, bug: Option<Bug>) -> Result<Tally, Broken> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let failed = |step, seen: String| Broken { step, law: "the simulator itself works", seen };
    let runtime = runtime.map_err(|e| failed(0, e.to_string()))?;
    runtime.block_on(async {
        let world = World::begin().await.map_err(|e| failed(0, e.to_string()))?;
        let mut play = Play {
            world,
            made: BTreeMap::new(),
            saved: BTreeMap::new(),
            tally: Tally::default(),
            letters: RefCell::default(),
            bug,
        };
        play.world.devices.iter().for_each(|device| device.store.break_by(bug));
        for (at, step) in plan.steps.iter().enumerate() {
            play.checked(step).await.map_err(|stop| broken(at, stop))?;
        }
        play.rest().await.map_err(|stop| broken(plan.steps.len(), stop))?;
        Ok(play.tally)
    })
}

fn broken(step: usize, stop: Stop) -> Broken {
    match stop {
        Stop::Broken(law, seen) => Broken { step, law, seen },
        Stop::Storage(error) => Broken { step, law: "the server's database works", seen: error.to_string() },
    }
}

fn pick<T: Copy>(from: &[T], n: impl Into<usize>) -> Option<T> {
    if from.is_empty() { None } else { Some(from[n.into() % from.len()]) }
}

impl Play {
    async fn checked(&mut self, step: &Step) -> Result<(), Stop> {
        self.take(step).await?;
        if let Some(device) = self.touched(step) {
            laws::of_a_phone(self, device, false).await.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        }
        Ok(())
    }

    fn touched(&self, step: &Step) -> Option<usize> {
        match step {
            Step::Record(Entry { tab, .. })
            | Step::DoubleTap(Entry { tab, .. })
            | Step::Revise { tab, .. }
            | Step::Withdraw { tab, .. }
            | Step::FollowUp { tab, .. }
            | Step::Feedback { tab, .. }
            | Step::Mend { tab, .. }
            | Step::Dismiss { tab, .. }
            | Step::Sync { tab, .. } => Some(self.world.tabs[self.tab(*tab)].device),
            _ => None,
        }
    }

    fn tab(&self, n: u8) -> usize {
        usize::from(n) % self.world.tabs.len()
    }

    async fn take(&mut self, step: &Step) -> Result<(), Stop> {
        match step {
            Step::Record(entry) => self.record(entry, 1).await,
            Step::DoubleTap(entry) => self.record(entry, 2).await,
            Step::Revise { tab, log, field } => {
                let Some(log) = self.own_log(*tab, *log) else { return Ok(()) };
                let patch = match field % 4 {
                    0 => LogPatch::default().note(format!("改{field}")),
                    1 => LogPatch::default().outcome(Outcome::Concern),
                    2 => LogPatch::default().kind(ActivityKind::Tutoring),
                    _ => self.tapped(*tab, &log),
                };
                let change = ReviseLog { log: log.id, base_revision: log.revision, patch };
                self.save(self.tab(*tab), change, 1).await
            }
            Step::Withdraw { tab, log } => {
                let Some(log) = self.own_log(*tab, *log) else { return Ok(()) };
                self.save(self.tab(*tab), WithdrawLog { log: log.id }, 1).await
            }
            Step::FollowUp { tab, log } => {
                let at = self.tab(*tab);
                let view = self.view(at).await;
                let open: Vec<LogId> = view.follow_ups().into_iter().map(|(_, l)| l.id).collect();
                let Some(log) = pick(&open, *log) else { return Ok(()) };
                let done_on = local_day(self.world.clock_of(self.world.tabs[at].device));
                self.save(at, FollowUp { log, done_on }, 1).await
            }
            Step::Feedback { tab, poison } => {
                let text = if *poison { POISON } else { "好用" };
                self.save(self.tab(*tab), Feedback { text: text.to_owned() }, 1).await
            }
            Step::Mend { tab, which } => self.mend(*tab, *which, true).await,
            Step::Dismiss { tab, which } => self.mend(*tab, *which, false).await,
            Step::Sync { tab, weather } => self.sync(self.tab(*tab), weather).await.map(drop),
            Step::Arrive { which } => {
                let under_way = self.letters.borrow().len();
                if under_way > 0 {
                    let letter = self.letters.borrow_mut().remove(usize::from(*which) % under_way);
                    network::arrive(&self.world, &letter, self.bug).await;
                }
                Ok(())
            }
            Step::Reload { tab } => {
                let at = self.tab(*tab);
                self.reload(at).await;
                Ok(())
            }
            Step::Hear { tab } => {
                let at = self.tab(*tab);
                self.hear(at).await;
                Ok(())
            }
            Step::SignIn { tab } => {
                let device = self.world.tabs[self.tab(*tab)].device;
                self.world.devices[device].signed_out = false;
                Ok(())
            }
            Step::Pass { hours } => {
                self.world.now += chrono::TimeDelta::hours(i64::from(*hours));
                Ok(())
            }
            Step::Skew { tab, hours } => {
                let device = self.world.tabs[self.tab(*tab)].device;
                self.world.devices[device].skew = i64::from(*hours);
                Ok(())
            }
            Step::Room { tab, full } => {
                let device = self.world.tabs[self.tab(*tab)].device;
                self.world.devices[device].store.set_full(*full);
                Ok(())
            }
            Step::Evict { tab } => {
                let device = self.world.tabs[self.tab(*tab)].device;
                let steps = vec![StoreStep::Clear(Table::Rows), StoreStep::Clear(Table::CacheMeta)];
                drop(self.world.devices[device].store.write(steps).await);
                Ok(())
            }
            Step::Damage { tab, page } => {
                let device = &self.world.devices[self.world.tabs[self.tab(*tab)].device];
                let (vault, store) = (device.vault.clone(), device.store.clone());
                if *page {
                    let pages = store.keys(Table::Rows).await.unwrap_or_default();
                    let last = pages.last().map(|key| StoreStep::Put(Table::Rows, key.clone(), vec![0]));
                    drop(store.write(last.into_iter().collect()).await);
                } else if vault.cursor().await.is_ok_and(|cursor| cursor.is_some()) {
                    drop(vault.doubt_rows().await);
                }
                Ok(())
            }
            Step::Pair { child: n, mentor: m } => {
                let (child, mentor) =
                    (child(usize::from(*n) % crate::world::CHILDREN), mentor(usize::from(*m) % MENTORS));
                let (from, pairing) = (self.world.today(), PairingId(self.world.id()));
                let by = self.world.coordinator();
                let mut unit = self.world.storage.write(COUNTY).await?;
                if unit.accounts().get(mentor).await?.is_some_and(|a| !a.disabled) {
                    pairing::pair(unit.as_mut(), child, mentor, from, pairing, by).await?;
                }
                Ok(unit.commit().await?)
            }
            Step::MoveChild { child: n } => {
                let child = child(usize::from(*n) % crate::world::CHILDREN);
                let today = self.world.today();
                let mut unit = self.world.storage.write(COUNTY).await?;
                let now = unit.enrolments().place(child, today).await?.map(|e| e.school);
                let other = SCHOOLS.map(|n| SchoolId(id(n))).into_iter().find(|s| Some(*s) != now);
                if let Some(school) = other {
                    let (by, world) = (self.world.coordinator(), &mut self.world);
                    moving::move_child(unit.as_mut(), child, school, "新班", today, by, || world.id()).await?;
                }
                Ok(unit.commit().await?)
            }
            Step::Review { which, accept } => self.review(*which, *accept).await,
            Step::Settle { which, later } => self.settle(*which, *later).await,
            Step::Rules { days } => {
                let (by, today) = (self.world.coordinator(), self.world.today());
                let mut unit = self.world.storage.write(COUNTY).await?;
                let seq = unit.commits().next(by).await?;
                let rules = RuleSet { talk_every_days: u32::from(*days), ..RuleSet::default() };
                unit.rules().put(seq, &RuleVersion { from: today, rules }).await?;
                Ok(unit.commit().await?)
            }
            Step::Revoke { tab } => {
                let device = self.world.devices[self.world.tabs[self.tab(*tab)].device].id;
                let mut unit = self.world.storage.write(COUNTY).await?;
                unit.devices().revoke(device).await?;
                Ok(unit.commit().await?)
            }
            Step::Leave { mentor: n } => {
                let (who, today) = (mentor(usize::from(*n) % MENTORS), self.world.today());
                let by = self.world.coordinator();
                let mut unit = self.world.storage.write(COUNTY).await?;
                people::end_account(unit.as_mut(), who, today, by).await?;
                Ok(unit.commit().await?)
            }
            Step::Version { tab, which } => {
                let device = self.world.tabs[self.tab(*tab)].device;
                self.world.devices[device].protocol = PROTOCOL - 1 + u16::from(*which);
                Ok(())
            }
            Step::Update => self.update().await,
        }
    }

    /// What a tab shows: its rows with the unsent operations laid over.
    async fn view(&self, at: usize) -> Snapshot {
        let tab = &self.world.tabs[at];
        let device = &self.world.devices[tab.device];
        let mut view = tab.base.rows.clone();
        for (_, op) in device.vault.outbox().await.unwrap_or_default() {
            view.lay(&op, device.account);
        }
        view
    }

    /// The server is of the next version from now on: what it kept it understands.
    async fn update(&mut self) -> Result<(), Stop> {
        self.world.is_updated = true;
        let understand = |text: &str| understood(&future::undone(&serde_json::from_str(text).ok()?).to_string());
        self.tally.kept += apply_kept(&self.world.storage, understand).await?;
        Ok(())
    }

    /// One more person met, as the form does it.
    fn tapped(&self, tab: u8, log: &domain::log::Log) -> LogPatch {
        let mut after = log.body.clone();
        after.met.push(Met::Neighbour);
        let text = self.world.tabs[self.tab(tab)].base.rows.log_text(log.id);
        LogPatch::between(&log.body, &after, text.as_deref())
    }

    /// An own entry that a tab knows.
    fn own_log(&self, tab: u8, log: u16) -> Option<domain::log::Log> {
        let tab = &self.world.tabs[self.tab(tab)];
        let author = self.world.devices[tab.device].account;
        let all = tab.base.rows.all_logs();
        let own: Vec<&domain::log::Log> = all.filter(|l| l.author == author && !l.withdrawn).collect();
        pick(&own, log).cloned()
    }

    async fn record(&mut self, entry: &Entry, times: usize) -> Result<(), Stop> {
        let at = self.tab(entry.tab);
        let view = self.view(at).await;
        let children = view.children();
        let child = pick(&children, entry.child);
        let mut about: Vec<ChildId> =
            child.map(|c| c.id).filter(|_| entry.siblings || !entry.class).into_iter().collect();
        if let (true, Some(child)) = (entry.siblings, child) {
            about.extend(view.siblings(child).into_iter().map(|c| c.id));
        }
        let classes = view.school().filter(|_| entry.class).map(|school| school.classes.as_slice()).unwrap_or_default();
        let classes: Vec<String> =
            pick(&classes.iter().collect::<Vec<_>>(), entry.child).cloned().into_iter().collect();
        if about.is_empty() && classes.is_empty() {
            return Ok(());
        }
        let device = self.world.tabs[at].device;
        let today = local_day(self.world.clock_of(device));
        let on = if entry.ago < 0 {
            today + Days::new(u64::from(entry.ago.unsigned_abs()))
        } else {
            today - Days::new(u64::from(entry.ago.unsigned_abs()))
        };
        let mut facts = vec![];
        if let (Some((_, answer)), Some(child), false) = (entry.fact, child, about.is_empty()) {
            let state = [HomeState::Safe, HomeState::Hazard, HomeState::Danger][usize::from(answer) % 3];
            facts.push(NewFact {
                id: FactId(self.world.id()),
                subject: FactKind::Home.subject(child),
                value: FactValue::Home { state, hazards: format!("{answer}") },
                base: view.fact(child, FactKind::Home).map(|f| f.id),
            });
        }
        let body = LogBody {
            note: format!("话{}", entry.words),
            classes,
            follow_up_on: entry.follow_up.then(|| on + Days::new(7)),
            ..LogBody::plain(about, ActivityKind::FamilyCare, Mode::HomeVisit, on)
        };
        let log = LogId(self.world.id());
        self.save(at, RecordLog { log, body, facts }, times).await
    }

    /// Saves an operation in a tab. Whoever is told that it did not work has lost nothing: the form is still there.
    async fn save(&mut self, at: usize, change: impl Into<Change>, times: usize) -> Result<(), Stop> {
        let device = self.world.tabs[at].device;
        if self.world.devices[device].wiped {
            return Ok(());
        }
        let op = Op { op_id: OpId(self.world.id()), captured_at: self.world.clock_of(device), change: change.into() };
        let written = self.written(device, &op)?;
        for _ in 0..times {
            match self.world.devices[device].vault.record(&written, None, None, &[]).await {
                Ok(_) => self.was_saved(device, &op),
                Err(StoreError::Full) => {}
                Err(error) => return Err(Stop::Broken("a phone with room saves", error.to_string())),
            }
        }
        Ok(())
    }

    /// An operation as a device's version writes it.
    fn written(&self, device: usize, op: &Op) -> Result<Written, Stop> {
        let failed = |e: serde_json::Error| Stop::Broken("the simulator itself works", e.to_string());
        let mut value = serde_json::to_value(op).map_err(failed)?;
        if self.world.devices[device].protocol > PROTOCOL {
            value = future::op(&value);
        }
        serde_json::from_value(value).map_err(failed)
    }

    fn was_saved(&mut self, device: usize, op: &Op) {
        if self.made.insert(op.op_id, (device, op.clone(), Fate::Saved)).is_none() {
            self.tally.made += 1;
        }
        *self.saved.entry(op.op_id).or_default() += 1;
    }

    /// A refused operation is mended (a new operation replaces it) or put away.
    async fn mend(&mut self, tab: u8, which: u8, again: bool) -> Result<(), Stop> {
        let device = self.world.tabs[self.tab(tab)].device;
        let Ok(refused) = self.world.devices[device].vault.refused().await else { return Ok(()) };
        let all: Vec<&Refused> = refused.iter().collect();
        let Some(refused) = pick(&all, which) else { return Ok(()) };
        let old = refused.op.op_id;
        let vault = self.world.devices[device].vault.clone();
        let done = if again {
            let mut change = refused.op.change.clone();
            if let Change::RecordLog(RecordLog { log, body, .. }) = &mut change {
                *log = LogId(self.world.id());
                body.occurred_on = self.world.today();
            }
            let op = Op { op_id: OpId(self.world.id()), captured_at: self.world.clock_of(device), change };
            let written = Written::instead_of(&refused.op, &op);
            let written = written.map_err(|e| Stop::Broken("the simulator itself works", e.to_string()))?;
            let saved = vault.record(&written, None, Some(old), &[]).await.is_ok();
            if saved {
                self.was_saved(device, &op);
            }
            saved
        } else {
            vault.dismiss(&refused.op).await.is_ok()
        };
        if done && let Some((_, _, fate)) = self.made.get_mut(&old) {
            *fate = Fate::PutAway;
        }
        Ok(())
    }

    /// A tab starts anew, with what is in the store.
    pub(crate) async fn reload(&mut self, at: usize) {
        self.world.tabs[at] = Tab { device: self.world.tabs[at].device, ..Tab::default() };
        self.hear(at).await;
    }

    /// A tab reads the rows again.
    pub(crate) async fn hear(&mut self, at: usize) {
        let device = &self.world.devices[self.world.tabs[at].device];
        self.world.tabs[at].base = courier::Base::open(&device.vault).await.unwrap_or_default();
    }

    async fn review(&mut self, which: u8, accept: bool) -> Result<(), Stop> {
        let (now, today) = (self.world.now, self.world.today());
        let mut unit = self.world.storage.write(COUNTY).await?;
        let mut waiting = vec![];
        for school in SCHOOLS {
            waiting.extend(unit.parking().of_school(SchoolId(id(school)), today).await?.into_iter().map(|p| p.op));
        }
        if let Some(op) = pick(&waiting, which) {
            late_work::resolve_late(unit.as_mut(), op, accept, AccountId(id(COORDINATOR)), now).await?;
        }
        Ok(unit.commit().await?)
    }

    async fn settle(&mut self, which: u8, later: bool) -> Result<(), Stop> {
        let (today, new, by) = (self.world.today(), FactId(self.world.id()), self.world.coordinator());
        let mut unit = self.world.storage.write(COUNTY).await?;
        let mut open = vec![];
        for school in SCHOOLS {
            open.extend(unit.facts().disputed(SchoolId(id(school)), today).await?.rows);
        }
        if let Some(fact) = pick(&open.iter().collect::<Vec<_>>(), which)
            && let Some(earlier) = fact.disputes
            && let Some(earlier) = unit.facts().get(earlier).await?
        {
            let (holds, other) = if later { (fact, &earlier) } else { (&earlier, fact) };
            disputes::settle_dispute(unit.as_mut(), holds, other, new, AccountId(id(COORDINATOR)), by).await?;
        }
        Ok(unit.commit().await?)
    }

    /// Fair weather, room, updated apps and signed-in people, until nothing moves; then the laws.
    async fn rest(&mut self) -> Result<(), Stop> {
        for letter in self.letters.take() {
            network::arrive(&self.world, &letter, self.bug).await;
        }
        for device in &mut self.world.devices {
            device.store.set_full(false);
            device.signed_out = false;
        }
        // First as they are, each with its own version; then all up to date.
        self.calm_down().await?;
        let found = laws::scopes(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        self.update().await?;
        self.world.devices.iter_mut().for_each(|device| device.protocol = PROTOCOL);
        self.calm_down().await?;
        let found = laws::at_rest(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))
    }

    async fn calm_down(&mut self) -> Result<(), Stop> {
        for at in 0..self.world.tabs.len() {
            self.reload(at).await;
        }
        // Twice around: what the first phone brings, the others fetch.
        for _ in 0..2 {
            for at in 0..self.world.tabs.len() {
                // One whose app is too old waits for its update.
                if self.world.devices[self.world.tabs[at].device].protocol < PROTOCOL {
                    continue;
                }
                self.hear(at).await;
                let mut rounds = 0;
                while self.sync(at, &Weather::FAIR).await? {
                    rounds += 1;
                    if rounds == ROUNDS {
                        let seen = format!("tab {at} still wants another exchange");
                        return Err(Stop::Broken("everything comes to rest", seen));
                    }
                }
                laws::of_a_phone(self, self.world.tabs[at].device, true)
                    .await
                    .map_err(|(law, seen)| Stop::Broken(law, seen))?;
            }
        }
        Ok(())
    }

    /// The device of an identifier.
    pub fn device(&self, id: DeviceId) -> Option<usize> {
        self.world.devices.iter().position(|d| d.id == id)
    }
}
