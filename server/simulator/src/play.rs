//! Plays a scenario: every event through the real code, the laws after each, rest and the laws again.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OpId, PhotoId};
use local_store::courier::Base;
use storage::StorageError;
use sync::{Op, PROTOCOL};

use crate::bug::Bug;
use crate::deed::Deed;
use crate::laws;
use crate::places;
use crate::scenario::{Entry, Event, Scenario, Weather};
use crate::tab::Tab;
use crate::world::World;

/// Requests of a tab after which everything must have come to rest.
const REQUESTS_MAX: usize = 150;

/// A law that was broken, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// How many events had been played when it was noticed; all of them for the end.
    pub events: usize,
    /// The law, in words.
    pub law: &'static str,
    /// What was seen that the law forbids.
    pub seen: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "after {} events: {} — {}", self.events, self.law, self.seen)
    }
}

/// What happened in a scenario, to see that a run reaches what it should.
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
    /// Requests that tabs were told to send, whatever became of them.
    pub requests: usize,
    /// Runs that failed.
    pub failures: usize,
    /// Children that came to or left a phone.
    pub moved: usize,
    /// Phones that were revoked and forgot everything.
    pub wiped: usize,
    /// Facts with two answers.
    pub disputes: usize,
    /// Pages of children and terms.
    pub pages: usize,
    /// Of them those that contradict another's.
    pub two_pages: usize,
    /// Of them those that answer what the school asks.
    pub answers: usize,
    /// Operations set aside after the server failed over them.
    pub set_aside: usize,
    /// Operations that the server kept until it was updated.
    pub kept: usize,
    /// Replies that acknowledged work and said that nothing could be pulled.
    pub troubled: usize,
    /// Rows that only a newer app could read.
    pub not_understood: usize,
    /// Pictures that arrived.
    pub pictures: usize,
    /// Sessions that had ended, and whose owners signed in again.
    pub signed_in_again: usize,
    /// Late work that was taken in at the end.
    pub taken_in: usize,
    /// Operations that a restored server had lost.
    pub lost: usize,
    /// Of them those that phones have handed in again.
    pub handed_in_again: usize,
    /// Deeds of the desks, by kind.
    pub deeds: [usize; Deed::KINDS],
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.made += other.made;
        self.applied += other.applied;
        self.parked += other.parked;
        self.refused += other.refused;
        self.requests += other.requests;
        self.failures += other.failures;
        self.moved += other.moved;
        self.wiped += other.wiped;
        self.disputes += other.disputes;
        self.pages += other.pages;
        self.two_pages += other.two_pages;
        self.answers += other.answers;
        self.set_aside += other.set_aside;
        self.kept += other.kept;
        self.troubled += other.troubled;
        self.not_understood += other.not_understood;
        self.pictures += other.pictures;
        self.signed_in_again += other.signed_in_again;
        self.taken_in += other.taken_in;
        self.lost += other.lost;
        self.handed_in_again += other.handed_in_again;
        self.deeds.iter_mut().zip(other.deeds).for_each(|(sum, more)| *sum += more);
    }
}

/// Where an operation stands, as its author can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Saved on the phone.
    Saved,
    /// The author has put the refused operation away, or mended it.
    PutAway,
    /// The server was put back from a backup that does not have it, and its phone may not have it any more.
    Gone,
}

/// Everything a scenario is played with.
pub struct Play {
    /// The county, with its phones and its server.
    pub world: World,
    /// Operations by identifier: on which device, what, and what its author did with it.
    pub made: BTreeMap<OpId, (usize, Op, Fate)>,
    /// How many times each operation was saved (a double tap saves twice).
    pub saved: BTreeMap<OpId, usize>,
    /// Pictures that were taken.
    pub pictures: BTreeMap<PhotoId, Vec<u8>>,
    /// The last backup of the server.
    pub backup: Option<Vec<u8>>,
    /// Operations that a restored server had lost.
    pub lost: BTreeSet<OpId>,
    /// Of them those that had been refused: their author knows, until the phone forgets everything.
    pub lost_refused: BTreeSet<OpId>,
    /// Pictures that it had lost, and that their phones need not have any more.
    pub lost_pictures: BTreeSet<PhotoId>,
    /// Whether the server was put back from a backup, which takes the desks' deeds since with it.
    pub is_restored: bool,
    /// What has happened so far.
    pub tally: Tally,
}

/// Why a scenario could not be played to its end.
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

/// Plays a scenario. An error is a broken law.
pub fn play(scenario: &Scenario, bug: Option<Bug>) -> Result<Tally, Broken> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let failed = |events, seen: String| Broken { events, law: "the simulator itself works", seen };
    let runtime = runtime.map_err(|e| failed(0, e.to_string()))?;
    runtime.block_on(async {
        let mut world = World::begin(bug).await.map_err(|e| failed(0, e.to_string()))?;
        world.open_tabs().await.map_err(|e| failed(0, e.to_string()))?;
        let (made, saved, pictures) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (lost, lost_refused, lost_pictures, backup) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), None);
        let (is_restored, tally) = (false, Tally::default());
        let mut play =
            Play { world, made, saved, pictures, backup, lost, lost_refused, lost_pictures, is_restored, tally };
        for (at, event) in scenario.events.iter().enumerate() {
            play.checked(event).await.map_err(|stop| broken(at, stop))?;
        }
        play.rest().await.map_err(|stop| broken(scenario.events.len(), stop))?;
        Ok(play.tally)
    })
}

fn broken(events: usize, stop: Stop) -> Broken {
    match stop {
        Stop::Broken(law, seen) => Broken { events, law, seen },
        Stop::Storage(error) => Broken { events, law: "the server's database works", seen: error.to_string() },
    }
}

/// One of some, by a number.
pub(crate) fn pick<T: Copy>(from: &[T], n: impl Into<usize>) -> Option<T> {
    if from.is_empty() { None } else { Some(from[n.into() % from.len()]) }
}

impl Play {
    async fn checked(&mut self, event: &Event) -> Result<(), Stop> {
        self.take(event).await?;
        if let Some(device) = self.touched(event) {
            laws::of_a_phone(self, device, false).await.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        }
        Ok(())
    }

    fn touched(&self, event: &Event) -> Option<usize> {
        match event {
            Event::Record(Entry { tab, .. })
            | Event::DoubleTap(Entry { tab, .. })
            | Event::Revise { tab, .. }
            | Event::Withdraw { tab, .. }
            | Event::FollowUp { tab, .. }
            | Event::Page { tab, .. }
            | Event::Feedback { tab, .. }
            | Event::Mend { tab, .. }
            | Event::Dismiss { tab, .. }
            | Event::Sync { tab, .. } => Some(self.world.tabs[self.tab(*tab)].device),
            _ => None,
        }
    }

    /// A tab, by a number.
    pub(crate) fn tab(&self, n: u8) -> usize {
        usize::from(n) % self.world.tabs.len()
    }

    async fn take(&mut self, event: &Event) -> Result<(), Stop> {
        match event {
            Event::Record(entry) => self.record(entry, 1).await,
            Event::DoubleTap(entry) => self.record(entry, 2).await,
            Event::Revise { tab, log, field } => self.revise(self.tab(*tab), *log, *field).await,
            Event::Withdraw { tab, log } => self.withdraw(self.tab(*tab), *log).await,
            Event::FollowUp { tab, log } => self.follow_up(self.tab(*tab), *log).await,
            Event::Page { tab, child, what } => self.page(self.tab(*tab), *child, *what).await,
            Event::Feedback { tab, poison } => self.feedback(self.tab(*tab), *poison).await,
            Event::Mend { tab, which } => self.mend(self.tab(*tab), *which, true).await,
            Event::Dismiss { tab, which } => self.mend(self.tab(*tab), *which, false).await,
            Event::Sync { tab, weather } => self.sync(self.tab(*tab), weather).await.map(drop),
            Event::Arrive { which } => self.arrive(*which).await,
            Event::Reload { tab } => self.reload(self.tab(*tab)).await,
            Event::Hear { tab } => self.hear(self.tab(*tab)).await,
            Event::SignIn { tab } => self.sign_in(self.tab(*tab)),
            Event::Pass { hours } => self.pass(*hours),
            Event::Skew { tab, hours } => self.skew(self.tab(*tab), *hours),
            Event::Room { tab, full } => self.room(self.tab(*tab), *full),
            Event::Evict { tab } => self.evict(self.tab(*tab)).await,
            Event::Damage { tab, page } => self.damage(self.tab(*tab), *page).await,
            Event::Version { tab, which } => self.change_app(self.tab(*tab), *which).await,
            Event::Pair { child, mentor } => self.pair(*child, *mentor).await,
            Event::MoveChild { child } => self.move_child(*child).await,
            Event::Desk(deed) => self.deed(deed).await,
            Event::Review { which, accept } => self.review(*which, *accept).await,
            Event::Settle { which, later } => self.settle(*which, *later).await,
            Event::Rules { days } => self.change_rules(*days).await,
            Event::Revoke { tab } => self.revoke(self.tab(*tab)).await,
            Event::Leave { mentor } => self.end_account(*mentor).await,
            Event::Update => self.update().await,
            Event::Backup => self.make_backup().await,
            Event::Restore => self.restore().await,
        }
    }

    /// A tab starts anew, and its owner unlocks what is in the store.
    pub(crate) async fn reload(&mut self, at: usize) -> Result<(), Stop> {
        let (index, device) = (self.world.tabs[at].device, self.world.device_of(at));
        let vault = if device.wiped.get() {
            device.vault()
        } else {
            device.unlock().await.map_err(|e| Stop::Broken(laws::KEYS, format!("phone {index}: {e}")))?
        };
        self.world.tabs[at] = Tab::new(index, device, &self.world.service, vault);
        self.hear(at).await
    }

    /// All tabs of a device start anew.
    pub(crate) async fn reload_all(&mut self, device: usize) -> Result<(), Stop> {
        for at in 0..self.world.tabs.len() {
            if self.world.tabs[at].device == device {
                self.reload(at).await?;
            }
        }
        Ok(())
    }

    /// A tab reads the rows again.
    async fn hear(&mut self, at: usize) -> Result<(), Stop> {
        let tab = &self.world.tabs[at];
        tab.screen.base.replace(Base::open(&tab.vault).await.unwrap_or_default());
        Ok(())
    }

    /// Fair weather, room, updated apps and signed-in people, until nothing moves; then the laws.
    async fn rest(&mut self) -> Result<(), Stop> {
        while !self.world.service.letters.borrow().is_empty() {
            self.arrive(0).await?;
        }
        for device in &self.world.devices {
            device.store.set_full(false);
            device.signed_out.set(false);
        }
        // First as they are, each with its own version; then all up to date.
        self.calm_down().await?;
        let found = laws::scopes(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        self.update().await?;
        self.world.devices.iter().for_each(|device| device.protocol.set(PROTOCOL));
        self.calm_down().await?;
        let found = laws::at_rest(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        // Whatever still waits for a school can be taken in; then the phones hear of it.
        self.take_in_all().await?;
        let found = places::taken_in(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))?;
        self.calm_down().await?;
        let found = laws::at_rest(self).await?;
        found.map_err(|(law, seen)| Stop::Broken(law, seen))
    }

    async fn calm_down(&mut self) -> Result<(), Stop> {
        for at in 0..self.world.tabs.len() {
            self.reload(at).await?;
        }
        // Twice around: what the first phone brings, the others fetch.
        for _ in 0..2 {
            for at in 0..self.world.tabs.len() {
                // One whose app is too old waits for its update.
                if self.world.device_of(at).protocol.get() < PROTOCOL {
                    continue;
                }
                self.hear(at).await?;
                let mut requests = 0;
                while self.sync(at, &Weather::FAIR).await? {
                    requests += 1;
                    if requests == REQUESTS_MAX {
                        let seen = format!("tab {at} still wants another request");
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
}
