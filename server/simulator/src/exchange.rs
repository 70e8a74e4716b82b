//! An exchange, as the app's syncer does it: pack, carry, read, keep.

use local_store::courier::{self, Parcel};
use local_store::{RawStore as _, Step as StoreStep, Table};
use sync::{Failure, Next, Pace};

use crate::bug::Bug;
use crate::network;
use crate::plan::Weather;
use crate::play::{Play, Stop};

impl Play {
    /// One exchange in a tab. Returns whether another round is wanted.
    pub(crate) async fn sync(&mut self, at: usize, weather: &Weather) -> Result<bool, Stop> {
        let index = self.world.tabs[at].device;
        let device = &self.world.devices[index];
        if device.wiped || device.signed_out {
            return Ok(false);
        }
        let (vault, account, store) = (device.vault.clone(), device.account, device.store.clone());
        let (pace, refetch) = (self.pace(at), self.world.tabs[at].refetch.clone());
        self.tally.exchanges += 1;
        let refused = vault.refused().await.map(|all| all.len()).unwrap_or_default();
        let waiting = vault.outbox().await.map(|all| all.len()).unwrap_or_default();
        store.dies_after(weather.phone_dies.map(u32::from));
        let packed = courier::pack(&vault, device.id, &pace, refetch, refused).await;
        let Ok(mut parcel) = packed else {
            return Ok(self.dies(at).await);
        };
        parcel.request.protocol = device.protocol;
        if let Some(bug) = self.bug {
            bug.spoil_request(&mut parcel.request, self.tally.exchanges as u32);
        }
        let told = parcel.request.unsent.count as usize + parcel.sent.len();
        if told != waiting {
            return Err(Stop::Broken("the school is told the truth", format!("{waiting} wait, {told} were reported")));
        }
        self.tally.set_aside += usize::from(pace.set_aside);
        let answer = network::carry(&mut self.world, &mut self.letters, &parcel.request, weather, self.bug).await;
        let reply = match answer {
            Ok(reply) => reply,
            Err(failure) => {
                store.dies_after(None);
                self.failed(at, failure, &parcel).await;
                return Ok(true);
            }
        };
        if !self.world.tabs[at].base.is_fresh(&parcel) {
            self.hear(at).await;
        }
        let mut plan = courier::read(&self.world.tabs[at].base, &parcel, account, &reply);
        if let Some(bug) = self.bug {
            bug.spoil_plan(&mut plan);
            if bug == Bug::ResyncClearsTheOutbox && plan.clear {
                drop(store.write(vec![StoreStep::Clear(Table::Outbox)]).await);
            }
        }
        let kept = courier::keep(&vault, &parcel, &plan).await;
        if kept.is_err() || store.is_dead() {
            return Ok(self.dies(at).await);
        }
        store.dies_after(None);
        self.tally.moved += plan.gained.len() + plan.lost.len();
        let tab = &mut self.world.tabs[at];
        tab.base.apply(&plan);
        tab.pace.went_well();
        tab.refetch.clone_from(&plan.refetch);
        let left = vault.outbox().await.map(|all| all.len()).unwrap_or_default();
        if plan.revoked && left == 0 {
            drop(vault.destroy().await);
            self.world.devices[index].wiped = true;
            self.tally.wiped += 1;
            for tab in self.world.tabs.iter_mut().filter(|t| t.device == index) {
                tab.base = courier::Base::default();
            }
            return Ok(false);
        }
        Ok(plan.again || parcel.request.more_ops || plan.revoked)
    }

    /// A tab's pace. Most phones send little at a time, so that work often takes several requests.
    fn pace(&self, at: usize) -> Pace {
        let tab = &self.world.tabs[at];
        let mut pace = tab.pace.clone();
        pace.batch = pace.batch.min([1, 3, usize::MAX][tab.device % 3]);
        pace
    }

    /// A dead phone starts again; a full one goes on with what it has. Either wants another round.
    async fn dies(&mut self, at: usize) -> bool {
        self.world.devices[self.world.tabs[at].device].store.dies_after(None);
        self.reload(at).await;
        true
    }

    async fn failed(&mut self, at: usize, failure: Failure, parcel: &Parcel) {
        self.tally.failures += 1;
        let index = self.world.tabs[at].device;
        if self.bug == Some(Bug::TrustsSending) {
            let sent: Vec<u64> = parcel.sent.iter().map(|(n, _)| *n).collect();
            drop(self.world.devices[index].vault.settle(&sent, &[]).await);
        }
        let next = self.world.tabs[at].pace.failed(failure, parcel.sent.len(), 0);
        match next {
            Next::SignIn => self.world.devices[index].signed_out = true,
            Next::Renumber(last) => drop(self.world.devices[index].vault.renumber(last).await),
            Next::Wait(_) | Next::Now | Next::Stop => {}
        }
    }
}
