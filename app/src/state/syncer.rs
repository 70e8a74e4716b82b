//! The one syncer: it waits for a reason, takes the lock across tabs, and exchanges until nothing is left.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::StoreError;
use local_store::vault::Refused;
use sha2::{Digest, Sha256};
use sync::engine::{after, digest, request};
use sync::limits::{IDLE_SECONDS, PHOTO_CHUNK_BYTES, PUSH_OPS_MAX};
use sync::{Failure, Next};

use super::api;
use super::field::Field;
use super::form::{self, LogForm};
use crate::platform::{clock, events, locks};

/// Rounds of one run, so that a misunderstanding with the server ends.
const ROUNDS_MAX: u32 = 200;

struct Syncer {
    field: Field,
    batch: Cell<usize>,
    failures: Cell<u32>,
    /// Counts runs; a timer set before the newest run does nothing.
    run: Cell<u32>,
}

/// Starts the syncer of a field.
pub fn start(field: Field) {
    let syncer = Rc::new(Syncer { field, batch: Cell::new(PUSH_OPS_MAX), failures: Cell::new(0), run: Cell::new(0) });
    let woken = Rc::clone(&syncer);
    events::on_wake(move || kick(&woken));
    Effect::new(move || {
        field.wanted.track();
        kick(&syncer);
    });
}

fn kick(syncer: &Rc<Syncer>) {
    if syncer.field.revoked.get_untracked() {
        return;
    }
    let run = syncer.run.get() + 1;
    syncer.run.set(run);
    let syncer = Rc::clone(syncer);
    spawn_local(async move {
        let name = format!("wuyou-sync-{}", syncer.field.account());
        let inner = Rc::clone(&syncer);
        locks::hold(&name, async move {
            // While we waited for the lock a newer reason came up: it will do all there is to do.
            if inner.run.get() == run {
                inner.field.busy.set(true);
                inner.exchange_all().await;
                inner.field.busy.set(false);
            }
        })
        .await;
        syncer.wait_then_kick(run);
    });
}

impl Syncer {
    /// Tries again later: soon after a failure, by and by when all is well.
    fn wait_then_kick(self: &Rc<Self>, run: u32) {
        let mut jitter = [0; 4];
        clock::random(&mut jitter);
        let jitter = u32::from_le_bytes(jitter);
        let seconds = match self.field.failure.get_untracked() {
            None => IDLE_SECONDS / 2 + jitter % (IDLE_SECONDS / 2),
            Some(failure) => match after(failure, self.failures.get(), 1, jitter) {
                Next::Wait(seconds) => seconds,
                Next::Halve | Next::SignIn | Next::Stop => return,
            },
        };
        let syncer = Rc::clone(self);
        spawn_local(async move {
            TimeoutFuture::new(seconds * 1000).await;
            if syncer.run.get() == run {
                kick(&syncer);
            }
        });
    }

    async fn exchange_all(&self) {
        let mut refetch = vec![];
        for _ in 0..ROUNDS_MAX {
            match self.exchange(std::mem::take(&mut refetch)).await {
                Ok(Some(again)) => refetch = again,
                Ok(None) => {
                    self.failures.set(0);
                    self.batch.set(PUSH_OPS_MAX);
                    self.field.ended_well().await;
                    self.send_photos().await;
                    return;
                }
                Err(failure) => {
                    if after(failure, 1, self.batch.get(), 0) == Next::Halve {
                        self.batch.set(self.batch.get() / 2);
                        continue;
                    }
                    self.failures.set(self.failures.get() + 1);
                    self.field.failure.set(Some(failure));
                    return;
                }
            }
        }
    }

    /// One request and its reply. `Some` asks for another round.
    async fn exchange(&self, refetch: Vec<domain::id::ChildId>) -> Result<Option<Vec<domain::id::ChildId>>, Failure> {
        let field = self.field;
        let vault = field.vault();
        let store = |_: StoreError| Failure::Busy;
        let outbox = vault.outbox().await.map_err(store)?;
        let cursor = vault.cursor().await.map_err(store)?;
        let refused = u32::try_from(field.refused.with_untracked(Vec::len)).unwrap_or(u32::MAX);
        let request = request(field.device(), &outbox, self.batch.get(), cursor, refetch, refused);
        let reply = api::sync(&request).await.map_err(|error| error.failure())?;
        let sent = &outbox[..request.ops.len()];
        let plan = field.base.with_untracked(|base| digest(base, sent, field.account(), &reply));

        vault.take_page(plan.clear, &plan.puts, &plan.removes, plan.cursor.as_ref()).await.map_err(store)?;
        let rejected: Vec<(u64, Refused)> = plan
            .rejected
            .iter()
            .filter_map(|(n, rejection)| {
                let op = sent.iter().find(|(m, _)| m == n).map(|(_, op)| op.clone())?;
                Some((*n, Refused { op, rejection: rejection.clone() }))
            })
            .collect();
        vault.settle(&plan.settled, &rejected).await.map_err(store)?;

        let changed = plan.clear || !plan.puts.is_empty() || !plan.removes.is_empty();
        if changed {
            field.base.update(|base| {
                if plan.clear {
                    *base = sync::Snapshot::default();
                }
                plan.puts.iter().for_each(|row| base.put(row.clone()));
                plan.removes.iter().for_each(|key| base.remove(*key));
            });
        }
        let done = |n: &u64| plan.settled.contains(n) || plan.rejected.iter().any(|(m, _)| m == n);
        if !plan.settled.is_empty() || !rejected.is_empty() {
            field.outbox.update(|all| all.retain(|(n, _)| !done(n)));
            field.refused.update(|all| all.extend(rejected));
        }
        if field.last_good.get_untracked().is_some() && !plan.clear {
            field.gained.update(|all| all.extend(&plan.gained));
        }
        field.lost.update(|count| *count += plan.lost.len());
        if changed || !plan.settled.is_empty() || !plan.rejected.is_empty() {
            field.tell_tabs();
        }
        let left = field.outbox.with_untracked(|all| !all.is_empty());
        if plan.revoked && !left {
            // Everything was handed in; now nothing may stay.
            if let Some(last) = crate::platform::prefs::get(crate::platform::prefs::Pref::LastAccount) {
                super::account::forget(&last).await;
            }
            drop(vault.destroy().await);
            field.base.set(sync::Snapshot::default());
            field.revoked.set(true);
            return Err(Failure::Revoked);
        }
        Ok((plan.again || request.more_ops || (plan.revoked && left)).then_some(plan.refetch))
    }

    /// Photos go after the text, one chunk at a time; a failure leaves them for the next run.
    async fn send_photos(&self) {
        let vault = self.field.vault();
        let Ok(waiting) = vault.waiting_photos().await else { return };
        let Ok(draft) = vault.draft::<LogForm>(form::NEW).await else { return };
        let held = |id| {
            // A form in progress, or an entry that is not acknowledged yet, goes first.
            draft.iter().any(|form| form.body.photos.iter().any(|p| p.id == id))
                || self.field.outbox.with_untracked(|all| all.iter().any(|(_, op)| op.names_photo(id)))
                || self.field.refused.with_untracked(|all| all.iter().any(|(_, r)| r.op.names_photo(id)))
        };
        for id in waiting {
            if held(id) {
                continue;
            }
            let Ok(Some(photo)) = vault.photo(id).await else { continue };
            let hash = hex::encode(Sha256::digest(&photo.bytes));
            let size = photo.bytes.len();
            let Ok(mut progress) = api::photo(id, &hash, size, 0, &[]).await else { return };
            while !progress.complete {
                let from = usize::try_from(progress.received).unwrap_or(size).min(size);
                let to = (from + PHOTO_CHUNK_BYTES).min(size);
                match api::photo(id, &hash, size, progress.received, &photo.bytes[from..to]).await {
                    Ok(next) => progress = next,
                    Err(_) => return,
                }
            }
            if vault.drop_photo(id).await.is_ok() {
                self.field.photos.update(|count| *count = count.saturating_sub(1));
            }
        }
    }
}
