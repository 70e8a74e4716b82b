//! When to sync: this waits for a reason, takes the lock across tabs, and runs `local_store::syncer`.
//!
//! What exchanges is a part that comes later: what the phone holds is shown, and more is saved, without it.
#![expect(clippy::unnecessary_wraps, reason = "a part that does not come is an error of the run's")]

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use async_trait::async_trait;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::StoreError;
use local_store::courier::Base;
use local_store::syncer::{News, Phone, PhotoInfo, Rest, Syncer, TabState, Transport};
use sync::account::PhotoProgress;
use sync::limits::IDLE_SECONDS;
use sync::{Failure, SyncRequest, SyncResponse};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::account::{self, KEYRING};
use super::api;
use super::records::Records;
use crate::platform::{clock, events, locks};

/// Milliseconds after a save until it is sent: what was saved is shown first, and packing would hold that up.
const SHOW_FIRST_MS: u32 = 100;
/// Seconds until the part that exchanges is fetched again when it did not come.
const FETCH_AGAIN_SECONDS: u32 = 15;

struct Runner {
    records: Records,
    syncer: Syncer,
    /// What the newest run said.
    rest: Cell<Rest>,
    /// Counts runs; a timer set before the newest run does nothing.
    run: Cell<u32>,
}

/// Starts the syncer of a tab's records.
pub fn start(records: Records) {
    let runner = Rc::new(Runner {
        records,
        syncer: Syncer::default(),
        rest: Cell::new(Rest::Well(IDLE_SECONDS)),
        run: Cell::new(0),
    });
    let woken = Rc::clone(&runner);
    events::on_wake(move || kick(&woken));
    Effect::new(move || {
        records.wanted.track();
        let runner = Rc::clone(&runner);
        spawn_local(async move {
            TimeoutFuture::new(SHOW_FIRST_MS).await;
            kick(&runner);
        });
    });
}

fn kick(runner: &Rc<Runner>) {
    if runner.records.revoked.get_untracked() {
        return;
    }
    let run = runner.run.get() + 1;
    runner.run.set(run);
    let runner = Rc::clone(runner);
    spawn_local(async move {
        let name = runner.records.lock_name();
        let inner = Rc::clone(&runner);
        locks::hold(&name, async move {
            // While we waited for the lock a newer reason came up: it will do all there is to do.
            if inner.run.get() == run {
                inner.records.busy.set(true);
                let rest = match exchange_all(Rc::clone(&inner)).await {
                    Ok(run) => run.await,
                    Err(_) => {
                        inner.records.failure.set(Some(Failure::Unreachable));
                        Rest::Failed(FETCH_AGAIN_SECONDS)
                    }
                };
                inner.rest.set(rest);
                inner.records.busy.set(false);
            }
        })
        .await;
        runner.wait_then_kick(run);
    });
}

fn jitter() -> u32 {
    let mut bytes = [0; 4];
    clock::random(&mut bytes);
    u32::from_le_bytes(bytes)
}

impl Runner {
    /// Runs again after the rest that the syncer has asked for.
    fn wait_then_kick(self: &Rc<Self>, run: u32) {
        let Some(seconds) = self.rest.get().seconds() else { return };
        let runner = Rc::clone(self);
        spawn_local(async move {
            TimeoutFuture::new(seconds * 1000).await;
            if runner.run.get() == run {
                kick(&runner);
            }
        });
    }

    async fn exchange_all(&self) -> Rest {
        let records = self.records;
        let (vault, digest) = (records.vault(), records.digest());
        account::take_up_token(&vault).await;
        let phone = Phone {
            vault: &vault,
            keyring: KEYRING,
            digest: &digest,
            account: records.account(),
            device: records.device(),
            state: &records,
            transport: &Network,
        };
        self.syncer.run(&phone, jitter).await
    }
}

/// A run, which says what is done after it.
type Run = Pin<Box<dyn Future<Output = Rest>>>;

#[wasm_split(exchange, fallible)]
fn exchange_all(runner: Rc<Runner>) -> Result<Run, SplitLoaderError> {
    Ok(Box::pin(async move { runner.exchange_all().await }))
}

/// The server, over the network.
struct Network;

#[async_trait(?Send)]
impl Transport for Network {
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        api::sync(request).await.map_err(|error| error.failure())
    }

    async fn send_chunk(&self, photo: &PhotoInfo, at: u64, chunk: &[u8]) -> Result<PhotoProgress, Failure> {
        let sent = api::photo(photo.id, &photo.sha256, photo.bytes, at, chunk).await;
        sent.map_err(|error| error.failure())
    }
}

#[async_trait(?Send)]
impl TabState for Records {
    fn with_base(&self, read: &mut dyn FnMut(&Base)) {
        self.base.with_untracked(read);
    }

    fn refused(&self) -> usize {
        self.refused.with_untracked(Vec::len)
    }

    async fn reread(&self) -> Result<(), StoreError> {
        Self::reread(self).await
    }

    async fn hear(&self, news: News<'_>) {
        match news {
            News::Kept { intake, refused } => {
                self.took_in(intake, refused);
                // What went with an erased child is shown no more, here and in other tabs.
                if intake.lets_go() {
                    drop(Self::reread(self).await);
                    self.tell_tabs();
                }
            }
            News::Renumbered => {
                drop(Self::reread(self).await);
                self.tell_tabs();
            }
            News::EndedWell => self.ended_well().await,
            News::Failed(failure) => self.failure.set(Some(failure)),
            News::PhotoSent => self.photos.update(|count| *count = count.saturating_sub(1)),
            News::Forgotten => {
                self.base.set(Base::default());
                self.failure.set(Some(Failure::Revoked));
                self.revoked.set(true);
            }
        }
    }
}
