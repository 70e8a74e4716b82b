//! A tab: what it holds in memory, and the very syncer that the app runs, over the simulated network and store.
//!
//! A run goes on from event to event: it is stopped wherever it has a request to send, until an event says how that
//! one fares. So whatever else happens in the county happens between any two requests of a run.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use async_trait::async_trait;
use local_store::courier::Base;
use local_store::keyring::Keyring;
use local_store::syncer::{News, Phone, Rest, Syncer, TabState};
use local_store::{StoreError, Vault};
use sync::Failure;

use crate::bug::Bug;
use crate::network::Wire;
use crate::phone::Device;
use crate::play::{Play, Stop};
use crate::scenario::Weather;
use crate::service::Service;

/// Most operations that a device of each kind sends at once, so that work often takes several requests.
const OPS_MAX: [usize; 3] = [1, 3, usize::MAX];

/// What a tab holds in memory and shows.
pub struct Screen {
    vault: Vault,
    /// Rows of the last pull, as this tab last read them.
    pub base: RefCell<Base>,
    refused: Cell<usize>,
    failures: Cell<usize>,
    moved: Cell<usize>,
    wiped: Cell<bool>,
}

#[async_trait(?Send)]
impl TabState for Screen {
    fn with_base(&self, read: &mut dyn FnMut(&Base)) {
        read(&self.base.borrow());
    }

    fn refused(&self) -> usize {
        self.refused.get()
    }

    async fn reread(&self) -> Result<(), StoreError> {
        let base = Base::open(&self.vault).await?;
        self.base.replace(base);
        Ok(())
    }

    async fn hear(&self, news: News<'_>) {
        match news {
            News::Kept { intake, .. } => {
                self.base.borrow_mut().apply(intake);
                self.moved.set(self.moved.get() + intake.gained.len() + intake.lost.len());
            }
            News::Failed(_) => self.failures.set(self.failures.get() + 1),
            News::Forgotten => self.wiped.set(true),
            News::Renumbered | News::EndedWell | News::PhotoSent => {}
        }
    }
}

type Run = Pin<Box<dyn Future<Output = Rest>>>;

/// A tab of an account on a phone.
pub struct Tab {
    /// The number of its device in the world.
    pub device: usize,
    /// The store as this tab has opened it.
    pub vault: Vault,
    /// What it holds in memory and shows.
    pub screen: Rc<Screen>,
    wire: Rc<Wire>,
    syncer: Rc<Syncer>,
    /// The run that is under way. While there is one it holds the account's lock.
    run: Option<Run>,
}

impl Tab {
    /// A fresh tab with nothing read yet.
    pub fn new(at: usize, device: &Rc<Device>, service: &Rc<Service>, vault: Vault) -> Self {
        let screen = Screen {
            vault: vault.clone(),
            base: RefCell::default(),
            refused: Cell::default(),
            failures: Cell::default(),
            moved: Cell::default(),
            wiped: Cell::default(),
        };
        Self {
            device: at,
            vault,
            screen: Rc::new(screen),
            wire: Rc::new(Wire::new(Rc::clone(service), Rc::clone(device))),
            syncer: Rc::new(Syncer::sending_at_most(OPS_MAX[at % OPS_MAX.len()])),
            run: None,
        }
    }

    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        self.run.is_some()
    }

    async fn run_on(&mut self, device: &Rc<Device>, weather: Weather, bug: Option<Bug>) -> Option<Rest> {
        let (vault, screen) = (self.vault.clone(), Rc::clone(&self.screen));
        let (syncer, wire, device) = (Rc::clone(&self.syncer), Rc::clone(&self.wire), Rc::clone(device));
        let run = self.run.get_or_insert_with(|| {
            wire.failure.take();
            Box::pin(async move {
                let keyring: &dyn Keyring = device.keyring.as_ref();
                let digest = match keyring.last().await {
                    Ok(Some(last)) if bug == Some(Bug::ForgetsWhoeverWasLast) => last,
                    _ => device.digest(),
                };
                let phone = Phone {
                    vault: &vault,
                    keyring,
                    digest: &digest,
                    account: device.account,
                    device: device.id,
                    state: screen.as_ref(),
                    transport: wire.as_ref(),
                };
                syncer.run(&phone, || 0).await
            })
        });
        self.wire.next_meets(weather);
        let rest = poll_fn(|context| match run.as_mut().poll(context) {
            Poll::Ready(rest) => Poll::Ready(Some(rest)),
            Poll::Pending if self.wire.is_waiting() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await;
        if rest.is_some() {
            self.run = None;
        }
        rest
    }
}

/// Failures after which trying again would not help before somebody has done something.
fn needs_somebody(failure: Failure) -> bool {
    matches!(failure, Failure::SignedOut | Failure::Revoked | Failure::TooOld | Failure::Forbidden)
}

impl Play {
    /// One request of a tab, in some weather; if none is under way, the first of a new run. Returns whether
    /// another is wanted.
    pub(crate) async fn sync(&mut self, at: usize, weather: &Weather) -> Result<bool, Stop> {
        let index = self.world.tabs[at].device;
        let device = Rc::clone(&self.world.devices[index]);
        if device.wiped.get() {
            return Ok(false);
        }
        // One tab of an account exchanges at a time: another that wants to waits for it.
        let at = self.world.tabs.iter().position(|tab| tab.device == index && tab.is_running()).unwrap_or(at);
        let tab = &mut self.world.tabs[at];
        tab.screen.refused.set(tab.vault.refused().await.map(|all| all.len()).unwrap_or_default());
        device.store.dies_after(weather.phone_dies.map(u32::from));
        let rest = tab.run_on(&device, *weather, self.world.service.bug).await;
        let died = device.store.is_dead();
        device.store.dies_after(None);
        let (screen, wire) = (Rc::clone(&tab.screen), Rc::clone(&tab.wire));
        self.tally.requests += 1;
        self.tally.failures += screen.failures.take();
        self.tally.moved += screen.moved.take();
        self.tally.troubled += wire.troubled.take();
        self.tally.set_aside += wire.set_aside.take();
        if let Some((law, seen)) = wire.offence.take() {
            return Err(Stop::Broken(law, seen));
        }
        if screen.wiped.get() {
            device.wiped.set(true);
            self.tally.wiped += 1;
            self.reload_all(index).await?;
            return Ok(false);
        }
        if died {
            // A dead phone starts again. It may have kept before that a child has left, who is back by its next run.
            self.reload(at).await?;
            let (rows, _) =
                device.vault().rows().await.map_err(|e| Stop::Broken("a phone opens again", e.to_string()))?;
            device.has(&rows.children().into_iter().map(|child| child.id).collect());
            return Ok(true);
        }
        let Some(rest) = rest else { return Ok(true) };
        if matches!(rest, Rest::Well(_)) {
            device.has(&screen.base.borrow().rows.children().into_iter().map(|child| child.id).collect());
        }
        let failure = wire.failure.get();
        if (rest == Rest::Stopped) != failure.is_some_and(needs_somebody) {
            return Err(Stop::Broken("whoever can go on goes on by himself", format!("{rest:?} after {failure:?}")));
        }
        Ok(matches!(rest, Rest::Failed(_)))
    }
}
