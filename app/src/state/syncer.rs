//! The one syncer: it waits for a reason, takes the lock across tabs, and exchanges until nothing is left.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::id::{AccountId, ChildId};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::StoreError;
use local_store::courier;
use local_store::vault::WaitingPhoto;
use sha2::{Digest, Sha256};
use sync::limits::{IDLE_SECONDS, PHOTO_CHUNK_BYTES};
use sync::{Failure, Next, Pace};

use super::api;
use super::field::Field;
use super::form::{self, LogForm};
use crate::platform::{clock, events, locks};

/// Rounds of one run, so that a misunderstanding with the server ends.
const ROUNDS_MAX: u32 = 200;
/// Milliseconds after a save until it is sent: what was saved is shown first, and packing would hold that up.
const SHOW_FIRST_MS: u32 = 100;

struct Syncer {
    field: Field,
    pace: RefCell<Pace>,
    /// Photos have a pace of their own: what stops a picture stops no text.
    photo_pace: RefCell<Pace>,
    /// What to do before the next run.
    next: Cell<Option<Next>>,
    /// Counts runs; a timer set before the newest run does nothing.
    run: Cell<u32>,
}

/// Starts the syncer of a field.
pub fn start(field: Field) {
    let syncer = Rc::new(Syncer {
        field,
        pace: RefCell::default(),
        photo_pace: RefCell::default(),
        next: Cell::new(None),
        run: Cell::new(0),
    });
    let woken = Rc::clone(&syncer);
    events::on_wake(move || kick(&woken));
    Effect::new(move || {
        field.wanted.track();
        let syncer = Rc::clone(&syncer);
        spawn_local(async move {
            TimeoutFuture::new(SHOW_FIRST_MS).await;
            kick(&syncer);
        });
    });
}

/// The lock that whoever exchanges holds, across tabs.
pub fn lock_name(account: AccountId) -> String {
    format!("wuyou-sync-{account}")
}

fn kick(syncer: &Rc<Syncer>) {
    if syncer.field.revoked.get_untracked() {
        return;
    }
    let run = syncer.run.get() + 1;
    syncer.run.set(run);
    let syncer = Rc::clone(syncer);
    spawn_local(async move {
        let name = lock_name(syncer.field.account());
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

fn jitter() -> u32 {
    let mut bytes = [0; 4];
    clock::random(&mut bytes);
    u32::from_le_bytes(bytes)
}

fn store_failure(error: &StoreError) -> Failure {
    if *error == StoreError::Full { Failure::NoRoom } else { Failure::Busy }
}

impl Syncer {
    /// Tries again later: soon after a failure, by and by when all is well.
    fn wait_then_kick(self: &Rc<Self>, run: u32) {
        let seconds = match self.next.take() {
            None => IDLE_SECONDS / 2 + jitter() % (IDLE_SECONDS / 2),
            Some(Next::Wait(seconds)) => seconds,
            Some(_) => return,
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
                    self.field.ended_well().await;
                    let sent = self.send_photos().await;
                    let mut pace = self.photo_pace.borrow_mut();
                    match sent {
                        Ok(()) => pace.went_well(),
                        Err(failure) => self.next.set(Some(pace.failed(failure, 0, jitter()))),
                    }
                    return;
                }
                Err((failure, ops)) => {
                    let next = self.pace.borrow_mut().failed(failure, ops, jitter());
                    let again = match next {
                        Next::Now => true,
                        Next::Renumber(last) => self.renumber(last).await.is_ok(),
                        _ => false,
                    };
                    if !again {
                        self.next.set(Some(next));
                        self.field.failure.set(Some(failure));
                        return;
                    }
                }
            }
        }
    }

    async fn renumber(&self, last: u64) -> Result<(), StoreError> {
        let vault = self.field.vault();
        vault.renumber(last).await?;
        self.field.outbox.set(vault.outbox().await?);
        self.field.tell_tabs();
        Ok(())
    }

    /// One request and its reply. `Ok(Some)` asks for another round; an error says how many operations it carried.
    async fn exchange(&self, refetch: Vec<ChildId>) -> Result<Option<Vec<ChildId>>, (Failure, usize)> {
        let field = self.field;
        let vault = field.vault();
        let pace = self.pace.borrow().clone();
        let refused = field.refused.with_untracked(Vec::len);
        let packed = courier::pack(&vault, field.device(), &pace, refetch, refused).await;
        let parcel = packed.map_err(|error| (store_failure(&error), 0))?;
        let ops = parcel.sent.len();
        let reply = api::sync(&parcel.request).await.map_err(|error| (error.failure(), ops))?;
        if !field.base.with_untracked(|base| base.is_fresh(&parcel)) {
            field.reread().await.map_err(|error| (store_failure(&error), ops))?;
        }
        let plan = field.base.with_untracked(|base| courier::read(base, &parcel, field.account(), &reply));
        let kept = courier::keep(&vault, &parcel, &plan).await;
        let refused = kept.map_err(|error| (store_failure(&error), ops))?;
        self.pace.borrow_mut().went_well();

        let changed = plan.clear || !plan.puts.is_empty() || !plan.removes.is_empty();
        // The cursor moves on even when no row does; the pages need not hear of that.
        if changed {
            field.base.update(|base| base.apply(&plan));
        } else {
            field.base.update_untracked(|base| base.apply(&plan));
        }
        let gone = plan.gone();
        if !gone.is_empty() {
            field.outbox.update(|all| all.retain(|(n, _)| !gone.contains(n)));
            field.refused.update(|all| all.extend(refused));
        }
        if field.last_good.get_untracked().is_some() && !plan.clear {
            field.gained.update(|all| all.extend(&plan.gained));
        }
        field.lost.update(|count| *count += plan.lost.len());
        field.parked.update(|count| *count += plan.parked.len());
        if changed || !gone.is_empty() {
            field.tell_tabs();
        }
        let left = field.outbox.with_untracked(|all| !all.is_empty());
        if plan.revoked && !left {
            // Everything was handed in; now nothing may stay.
            if let Some(last) = super::account::last().await {
                super::account::forget(&last).await;
            }
            drop(vault.destroy().await);
            field.base.set(courier::Base::default());
            field.revoked.set(true);
            return Err((Failure::Revoked, 0));
        }
        Ok((plan.again || parcel.request.more_ops || (plan.revoked && left)).then_some(plan.refetch))
    }

    /// Photos go after the text, one chunk at a time, from where the server has got to. A failure leaves
    /// the rest for a later run.
    async fn send_photos(&self) -> Result<(), Failure> {
        let vault = self.field.vault();
        let store = |error: StoreError| store_failure(&error);
        let draft = vault.draft::<LogForm>(form::NEW).await.map_err(store)?;
        let held = |id| {
            // A form in progress, or an entry that is not acknowledged yet, goes first.
            draft.iter().any(|form| form.body.photos.iter().any(|p| p.id == id))
                || self.field.outbox.with_untracked(|all| all.iter().any(|(_, op)| op.names_photo(id)))
                || self.field.refused.with_untracked(|all| all.iter().any(|r| r.op.names_photo(id)))
        };
        for id in vault.waiting_photos().await.map_err(store)? {
            if held(id) {
                continue;
            }
            let Ok(Some(photo)) = vault.photo(id).await else { continue };
            send_photo(&photo).await?;
            vault.drop_photo(id).await.map_err(store)?;
            self.field.photos.update(|count| *count = count.saturating_sub(1));
        }
        Ok(())
    }
}

/// Sends what the server does not have of a picture. Bytes that arrived damaged make it begin anew, at a later run.
async fn send_photo(photo: &WaitingPhoto) -> Result<(), Failure> {
    let hash = hex::encode(Sha256::digest(&photo.bytes));
    let size = photo.bytes.len();
    let mut progress = api::photo(photo.id, &hash, size, 0, &[]).await.map_err(|error| error.failure())?;
    while !progress.complete {
        let from = usize::try_from(progress.received).unwrap_or(size).min(size);
        let to = (from + PHOTO_CHUNK_BYTES).min(size);
        let before = progress.received;
        let chunk = &photo.bytes[from..to];
        progress = api::photo(photo.id, &hash, size, before, chunk).await.map_err(|error| error.failure())?;
        if !progress.complete && progress.received <= before {
            return Err(Failure::Broken);
        }
    }
    Ok(())
}
