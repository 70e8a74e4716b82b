//! The one syncer: exchanges until nothing is left, then sends the pictures, and says when to come again.
//!
//! It knows neither network nor clock nor screen. What carries its requests is a [`Transport`], what holds
//! the rows in memory and shows how it goes is a [`TabState`]; timers, jitter and the lock across tabs come
//! from outside. What is tried again, with how much and when, and when only a person can help, is decided
//! here. So the app and the simulator run the same code.
//!
//! When the session has ended, a run stops and the work stays. Whoever has signed in again wakes it. A phone that is to
//! forget everything hands in its work first, then the pictures of it; one that the server does not take goes with it.

use std::cell::{Cell, RefCell};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ChildId, DeviceId, OpId, PhotoId};
use sha2::{Digest, Sha256};
use sync::account::PhotoProgress;
use sync::limits::{IDLE_SECONDS, PHOTO_CHUNK_BYTES};
use sync::{Failure, Intake, Next, Pace, Snapshot, SyncRequest, SyncResponse};

use crate::courier::{self, Base};
use crate::keyring::Keyring;
use crate::vault::kept::{is_of, named_photos};
use crate::vault::{Refused, WaitingPhoto};
use crate::{StoreError, Vault};

/// Rounds of one run, so that a misunderstanding with the server ends.
const ROUNDS_MAX: u32 = 200;
/// Runs in which the server may fail over the pictures of a phone that is to forget everything, before it does so
/// without them.
const PARTING_TRIES_MAX: u32 = 10;

/// What carries requests to the server.
#[async_trait(?Send)]
pub trait Transport {
    /// Carries a request and brings the reply.
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure>;

    /// Sends a chunk of a picture from a place on; an empty one asks where to go on.
    async fn send_chunk(&self, photo: &PhotoInfo, at: u64, chunk: &[u8]) -> Result<PhotoProgress, Failure>;
}

/// A picture, as the server is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoInfo {
    /// By which its entry names it.
    pub id: PhotoId,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes, as it is sent.
    pub bytes: usize,
}

/// What a tab holds in memory and shows.
#[async_trait(?Send)]
pub trait TabState {
    /// Reads the rows of the last pull.
    fn with_base(&self, read: &mut dyn FnMut(&Base));

    /// How many refused operations the person has not looked at.
    fn refused(&self) -> usize;

    /// Reads everything again from the store, because another tab changed it.
    async fn reread(&self) -> Result<(), StoreError>;

    /// Hears what happened, as soon as it is in the store.
    async fn hear(&self, news: News<'_>);
}

/// What happened in a run, for whoever shows it.
#[derive(Debug)]
pub enum News<'a> {
    /// A reply was kept in the store; the rows in memory have yet to follow ([`Base::apply`]).
    Kept {
        /// What is taken in from it.
        intake: &'a Intake,
        /// What was refused, now or after all.
        refused: &'a [Refused],
    },
    /// The outbox has new numbers.
    Renumbered,
    /// Everything was exchanged; pictures are sent next.
    EndedWell,
    /// An exchange failed, and not at once again.
    Failed(Failure),
    /// A picture has arrived.
    PhotoSent,
    /// The device was revoked and has handed in its work: its store and its key are gone.
    Forgotten,
}

/// A phone while the syncer runs.
pub struct Phone<'a> {
    /// Its store, opened with the owner's key.
    pub vault: &'a Vault,
    /// The keys of everybody who was in this browser.
    pub keyring: &'a dyn Keyring,
    /// Under which digest the key of this store lies among them.
    pub digest: &'a str,
    /// Whose work is in the store.
    pub account: AccountId,
    /// By which device the server knows the store; it counts the operations.
    pub device: DeviceId,
    /// What the tab holds.
    pub state: &'a dyn TabState,
    /// What carries its requests.
    pub transport: &'a dyn Transport,
}

/// What a tab does after a run, until something wakes it: a save, a network that is back, a person who looks or
/// has signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// All is well: it asks again after so many seconds, for what others have done.
    Well(u32),
    /// Something stood in the way: it tries again after so many seconds.
    Failed(u32),
    /// Trying again by itself would not help: a person has to sign in, to update the app or to seek help.
    Stopped,
}

impl Rest {
    /// Seconds until the next run; none when it waits for a person.
    pub fn seconds(self) -> Option<u32> {
        match self {
            Self::Well(seconds) | Self::Failed(seconds) => Some(seconds),
            Self::Stopped => None,
        }
    }

    fn after(next: Next) -> Self {
        match next {
            Next::Wait(seconds) => Self::Failed(seconds),
            Next::Now | Next::Renumber(_) | Next::Stop => Self::Stopped,
        }
    }
}

/// How one exchange ended.
enum Round {
    /// Another is wanted at once.
    Again,
    /// Nothing is left to push or to pull.
    Done,
    /// The device was revoked and has handed in its work; what is left are pictures.
    HandedIn,
    /// It failed, or there is nothing to exchange any more.
    Over(Rest),
}

/// The syncer of a tab: how it goes, from one run to the next.
#[derive(Debug)]
pub struct Syncer {
    ops_max: usize,
    pace: RefCell<Pace>,
    /// Photos have a pace of their own: what stops a picture stops no text.
    photo_pace: RefCell<Pace>,
    /// The operation that stood alone when the server failed over it: no other is set aside in its place,
    /// although another tab may have sent it meanwhile.
    suspect: Cell<Option<OpId>>,
    /// Files to ask for again.
    refetch: RefCell<Vec<ChildId>>,
    /// When the server answered last, by its clock.
    at: Cell<DateTime<Utc>>,
    /// The children who were here when what is kept of others was last forgotten; none when it has to be looked for.
    swept: RefCell<Option<Vec<ChildId>>>,
    must_forget: Cell<bool>,
    /// Whether the pictures went, as far as the server takes them, of a phone that is to forget everything.
    pictures_went: Cell<bool>,
    /// Runs in which the server has failed over them.
    parting_tries: Cell<u32>,
}

impl Default for Syncer {
    fn default() -> Self {
        Self::sending_at_most(usize::MAX)
    }
}

/// Seconds until all tabs ask again what others have done; not all at the same time.
fn idle_seconds(jitter: u32) -> u32 {
    IDLE_SECONDS / 2 + jitter % (IDLE_SECONDS / 2)
}

fn store_failure(error: &StoreError) -> Failure {
    if *error == StoreError::Full { Failure::NoRoom } else { Failure::Busy }
}

impl Syncer {
    /// A syncer that sends at most so many operations in a request, so that little work takes several.
    pub fn sending_at_most(ops_max: usize) -> Self {
        Self {
            ops_max,
            pace: RefCell::default(),
            photo_pace: RefCell::default(),
            suspect: Cell::default(),
            refetch: RefCell::default(),
            at: Cell::default(),
            swept: RefCell::default(),
            must_forget: Cell::default(),
            pictures_went: Cell::default(),
            parting_tries: Cell::default(),
        }
    }

    /// Exchanges until nothing is left, then sends pictures. `jitter` makes random numbers.
    pub async fn run(&self, phone: &Phone<'_>, jitter: impl Fn() -> u32) -> Rest {
        for _ in 0..ROUNDS_MAX {
            match self.round(phone, jitter()).await {
                Round::Again => {}
                Round::Over(rest) => return rest,
                Round::HandedIn => {
                    if let Err(failure) = self.send_last_photos(phone).await {
                        phone.state.hear(News::Failed(failure)).await;
                        return Rest::after(self.photo_pace.borrow_mut().failed(failure, 0, jitter()));
                    }
                }
                Round::Done => {
                    phone.state.hear(News::EndedWell).await;
                    let swept = self.sweep(phone).await.map_err(|error| store_failure(&error));
                    let sent = if swept.is_ok() { send_photos(phone, self.at.get(), false).await } else { swept };
                    let mut pace = self.photo_pace.borrow_mut();
                    return match sent {
                        Ok(()) => {
                            pace.went_well();
                            Rest::Well(idle_seconds(jitter()))
                        }
                        Err(failure) => Rest::after(pace.failed(failure, 0, jitter())),
                    };
                }
            }
        }
        Rest::Failed(idle_seconds(jitter()))
    }

    /// One exchange, and what its failure asks for.
    async fn round(&self, phone: &Phone<'_>, jitter: u32) -> Round {
        let (failure, ops) = match self.exchange(phone).await {
            Ok(round) => return round,
            Err(failed) => failed,
        };
        let mut next = self.pace.borrow_mut().failed(failure, ops, jitter);
        if let Next::Renumber(last) = next {
            next = match phone.vault.renumber(last).await {
                Ok(()) => {
                    phone.state.hear(News::Renumbered).await;
                    Next::Now
                }
                Err(error) => self.pace.borrow_mut().failed(store_failure(&error), ops, jitter),
            };
        }
        if next == Next::Now {
            return Round::Again;
        }
        phone.state.hear(News::Failed(failure)).await;
        Round::Over(Rest::after(next))
    }

    /// One request and its reply. An error says how many operations it carried.
    async fn exchange(&self, phone: &Phone<'_>) -> Result<Round, (Failure, usize)> {
        let Phone { vault, state, .. } = *phone;
        if self.must_forget.get() {
            return self.forget(phone).await;
        }
        let went = self.pictures_went.take();
        if self.pace.borrow().set_aside {
            let (head, ..) = vault.outbox_head(1).await.map_err(|error| (store_failure(&error), 0))?;
            if head.first().map(|(_, op)| op.op_id) != self.suspect.get() {
                self.pace.borrow_mut().went_well();
            }
        }
        let (mut pace, refetch) = (self.pace.borrow().clone(), self.refetch.take());
        pace.batch = pace.batch.min(self.ops_max);
        let asked_again = refetch.clone();
        let failed = |failure, ops| {
            // What was to be asked for again still is.
            self.refetch.replace(asked_again.clone());
            (failure, ops)
        };
        let packed = courier::pack(vault, phone.device, &pace, refetch, state.refused()).await;
        let parcel = packed.map_err(|error| failed(store_failure(&error), 0))?;
        let ops = parcel.sent.len();
        let reply = phone.transport.exchange(&parcel.request).await.map_err(|failure| {
            if let (Failure::Broken, [(_, alone)]) = (failure, parcel.sent.as_slice())
                && self.suspect.replace(Some(alone.op_id)) != Some(alone.op_id)
            {
                self.pace.borrow_mut().went_well();
            }
            failed(failure, ops)
        })?;
        if parcel.offered.is_some() && reply.epoch.is_none() {
            return Err(failed(Failure::Busy, ops));
        }
        let mut is_fresh = false;
        state.with_base(&mut |base| is_fresh = base.is_fresh(&parcel));
        if !is_fresh {
            state.reread().await.map_err(|error| failed(store_failure(&error), ops))?;
        }
        let mut intake = Intake::default();
        state.with_base(&mut |base| intake = courier::read(base, &parcel, phone.account, &reply));
        let kept = courier::keep(vault, &parcel, &intake).await;
        let kept = kept.map_err(|error| failed(store_failure(&error), ops))?;
        self.refetch.borrow_mut().clone_from(&intake.refetch);
        self.at.set(intake.at);
        state.hear(News::Kept { intake: &intake, refused: &kept.refused }).await;
        state.with_base(&mut |base| {
            if parcel.sent.iter().any(|(_, op)| !is_of(op, &base.rows)) {
                self.swept.take();
            }
        });
        if parcel.offered.is_some() {
            // What the server has lost is unsent again. That a counter did not fit is not behind us yet.
            state.hear(News::Renumbered).await;
            return Ok(Round::Again);
        }
        self.pace.borrow_mut().went_well();
        if kept.must_offer {
            return Ok(Round::Again);
        }
        if intake.revoked {
            return self.part(phone, went && ops == 0).await;
        }
        Ok(if intake.again || parcel.request.more_ops { Round::Again } else { Round::Done })
    }

    /// Lets go of what is kept of acknowledged work and has lost its right to be: it has been here for long enough, or
    /// tells of children who are not here any more. The rows are whole now.
    async fn sweep(&self, phone: &Phone<'_>) -> Result<(), StoreError> {
        let mut rows = Snapshot::default();
        phone.state.with_base(&mut |base| rows = base.rows.clone());
        phone.vault.forget_old(self.at.get()).await?;
        let here = Some(rows.children().into_iter().map(|child| child.id).collect::<Vec<_>>());
        if *self.swept.borrow() != here {
            phone.vault.forget_departed(&rows).await?;
            self.swept.replace(here);
        }
        Ok(())
    }

    /// What a device does next that is to forget everything. `went` tells that its pictures have gone just before, and
    /// that nothing was handed in since.
    async fn part(&self, phone: &Phone<'_>, went: bool) -> Result<Round, (Failure, usize)> {
        let failed = |error: StoreError| (store_failure(&error), 0);
        if phone.vault.waiting().await.map_err(failed)? > 0 {
            return Ok(Round::Again);
        }
        if !went && !phone.vault.waiting_photos().await.map_err(failed)?.is_empty() {
            return Ok(Round::HandedIn);
        }
        // Everything was handed in; now nothing may stay.
        self.must_forget.set(true);
        self.forget(phone).await
    }

    /// Sends the pictures of what was handed in. The server is asked once more before all is forgotten: it may have
    /// been put back from a backup meanwhile.
    async fn send_last_photos(&self, phone: &Phone<'_>) -> Result<(), Failure> {
        if let Err(failure) = send_photos(phone, self.at.get(), true).await {
            let is_told_to_wait = matches!(failure, Failure::Unreachable | Failure::Busy);
            let tries = self.parting_tries.get() + u32::from(!is_told_to_wait);
            self.parting_tries.set(tries);
            if tries < PARTING_TRIES_MAX {
                return Err(failure);
            }
        }
        self.pictures_went.set(true);
        Ok(())
    }

    async fn forget(&self, phone: &Phone<'_>) -> Result<Round, (Failure, usize)> {
        // The key goes last: a phone that dies in between begins again with an empty store. Without its key, what
        // is left there would open never more, and nor would the account on this phone.
        phone.vault.destroy().await.map_err(|error| (store_failure(&error), 0))?;
        phone.keyring.forget(phone.digest).await.map_err(|error| (store_failure(&error), 0))?;
        phone.state.hear(News::Forgotten).await;
        Ok(Round::Over(Rest::Stopped))
    }
}

/// Photos go after the text, one chunk at a time, from where the server has got to. A failure leaves
/// the rest for a later run. They are `last` where the phone is to forget everything: then one that is refused holds up
/// no other.
async fn send_photos(phone: &Phone<'_>, at: DateTime<Utc>, last: bool) -> Result<(), Failure> {
    let vault = phone.vault;
    let store = |error: StoreError| store_failure(&error);
    let waiting = vault.waiting_photos().await.map_err(store)?;
    if waiting.is_empty() {
        return Ok(());
    }
    // A form in progress, and an entry that is not acknowledged yet or was refused, go first. Of those that are last
    // the server takes what an entry names.
    let mut held = vec![];
    if !last {
        held = vault.photos_of_drafts().await.map_err(store)?;
        held.extend(vault.photos_of_ops(None).await.map_err(store)?);
    }
    let mut named = vec![];
    phone.state.with_base(&mut |base| named = named_photos(&base.rows));
    for id in waiting.into_iter().filter(|id| !held.contains(id)) {
        let Ok(Some(photo)) = vault.photo(id).await else { continue };
        match send_photo(phone.transport, &photo).await {
            Err(Failure::Forbidden | Failure::Revoked | Failure::SignedOut) if last => continue,
            sent => sent?,
        }
        // Of what is in no file here, such as late work, nothing stays.
        let kept = if named.contains(&id) { vault.photo_sent(id, at).await } else { vault.drop_photo(id).await };
        kept.map_err(store)?;
        phone.state.hear(News::PhotoSent).await;
    }
    Ok(())
}

/// Sends what the server does not have of a picture. Bytes that arrived damaged make it begin anew, at a later run.
async fn send_photo(transport: &dyn Transport, photo: &WaitingPhoto) -> Result<(), Failure> {
    let size = photo.bytes.len();
    let info = PhotoInfo { id: photo.id, sha256: hex::encode(Sha256::digest(&photo.bytes)), bytes: size };
    let mut progress = transport.send_chunk(&info, 0, &[]).await?;
    while !progress.complete {
        let from = usize::try_from(progress.received).unwrap_or(size).min(size);
        let to = (from + PHOTO_CHUNK_BYTES).min(size);
        let before = progress.received;
        progress = transport.send_chunk(&info, before, &photo.bytes[from..to]).await?;
        if !progress.complete && progress.received <= before {
            return Err(Failure::Broken);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
