//! One round of the very syncer that the app runs, over the simulated network and store.

use std::cell::{Cell, RefCell};

use async_trait::async_trait;
use local_store::StoreError;
use local_store::courier::Base;
use local_store::keyring::login_digest;
use local_store::memory::MemoryKeyring;
use local_store::syncer::{News, Phone, Round, State};
use local_store::vault::Vault;
use sync::{Failure, Next};

use crate::network::Wire;
use crate::plan::Weather;
use crate::play::{Play, Stop};

/// What a tab holds in memory while it syncs.
struct Screen {
    vault: Vault,
    base: RefCell<Base>,
    refused: usize,
    failure: Cell<Option<Failure>>,
    moved: Cell<usize>,
    wiped: Cell<bool>,
}

#[async_trait(?Send)]
impl State for Screen {
    fn with_base(&self, read: &mut dyn FnMut(&Base)) {
        read(&self.base.borrow());
    }

    fn refused(&self) -> usize {
        self.refused
    }

    async fn reread(&self) -> Result<(), StoreError> {
        let base = Base::open(&self.vault).await?;
        self.base.replace(base);
        Ok(())
    }

    async fn hear(&self, news: News<'_>) {
        match news {
            News::Kept { plan, .. } => {
                self.base.borrow_mut().apply(plan);
                self.moved.set(plan.gained.len() + plan.lost.len());
            }
            News::Failed(failure) => self.failure.set(Some(failure)),
            News::Forgotten => self.wiped.set(true),
            News::Renumbered | News::EndedWell | News::PhotoSent => {}
        }
    }
}

impl Play {
    /// One exchange in a tab. Returns whether another round is wanted.
    pub(crate) async fn sync(&mut self, at: usize, weather: &Weather) -> Result<bool, Stop> {
        let index = self.world.tabs[at].device;
        let device = &self.world.devices[index];
        if device.wiped || device.signed_out {
            return Ok(false);
        }
        let (vault, account, id) = (device.vault.clone(), device.account, device.id);
        let store = device.store.clone();
        self.tally.exchanges += 1;
        let refused = vault.refused().await.map(|all| all.len()).unwrap_or_default();
        let waiting = vault.waiting().await.unwrap_or_default();
        let tab = &mut self.world.tabs[at];
        let syncer = std::mem::take(&mut tab.syncer);
        // Most phones send little at a time, so that work often takes several requests.
        syncer.send_at_most([1, 3, usize::MAX][index % 3]);
        self.tally.set_aside += usize::from(syncer.sets_aside());
        let screen = Screen {
            vault: vault.clone(),
            base: RefCell::new(std::mem::take(&mut tab.base)),
            refused,
            failure: Cell::default(),
            moved: Cell::default(),
            wiped: Cell::default(),
        };
        let tries = u32::try_from(self.tally.exchanges).unwrap_or(u32::MAX);
        let wire = Wire::new(&self.world, &self.letters, weather, self.bug, &self.world.devices[index], waiting, tries);
        store.dies_after(weather.phone_dies.map(u32::from));
        let (keyring, digest) = (MemoryKeyring::default(), login_digest(&account.to_string()));
        let phone = Phone {
            vault: &vault,
            keyring: &keyring,
            digest: &digest,
            account,
            device: id,
            state: &screen,
            transport: &wire,
        };
        let round = syncer.round(&phone, 0).await;
        let (offence, troubled) = (wire.offence.take(), wire.troubled.get());
        let died = store.is_dead();
        store.dies_after(None);
        if let Some((law, seen)) = offence {
            return Err(Stop::Broken(law, seen));
        }
        self.tally.troubled += usize::from(troubled);
        self.tally.moved += screen.moved.get();
        self.tally.failures += usize::from(screen.failure.get().is_some());
        let base = screen.base.into_inner();
        self.world.tabs[at].syncer = syncer;
        self.world.tabs[at].base = base;
        if screen.wiped.get() {
            self.world.devices[index].wiped = true;
            self.tally.wiped += 1;
            for tab in self.world.tabs.iter_mut().filter(|t| t.device == index) {
                tab.base = Base::default();
            }
            return Ok(false);
        }
        if died {
            // A dead phone starts again.
            self.reload(at).await;
            return Ok(true);
        }
        Ok(match round {
            Round::Again => true,
            Round::Done | Round::Forgotten => false,
            Round::Later(next) => {
                self.world.devices[index].signed_out |= next == Next::SignIn;
                true
            }
        })
    }
}
