//! One exchange with the server, as the phone's store sees it: pack a request, carry it (the caller
//! does that), read the reply, keep what it says.
//!
//! [`keep`] writes the rows first and settles the outbox after, because the two lie in two databases: a
//! crash between them repeats work and loses none.

use domain::id::{AccountId, ChildId, DeviceId, OpId};
use futures::future::try_join;
use sync::engine::{digest, offering, request};
use sync::limits::HOLDS_MAX;
use sync::{Intake, Pace, Snapshot, SyncRequest, SyncResponse, Written};

use crate::vault::{DOUBT, Refused};
use crate::{StoreError, Vault};

/// The rows of the last pull as a tab holds them in memory. Another tab may have pulled since, so an
/// exchange begins by comparing cursors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base {
    /// The rows, without what is unsent.
    pub rows: Snapshot,
    cursor: Option<String>,
}

impl Base {
    /// Reads everything. When a page of rows is damaged, the rest is shown and all is pulled anew.
    pub async fn open(vault: &Vault) -> Result<Self, StoreError> {
        let (rows, whole) = vault.rows().await?;
        if !whole {
            vault.doubt_rows().await?;
        }
        Ok(Self { rows, cursor: vault.cursor().await? })
    }

    /// Whether it is what the store holds.
    pub fn is_fresh(&self, parcel: &Parcel) -> bool {
        self.cursor == parcel.request.cursor
    }

    /// Brings it up to date with what was kept.
    pub fn apply(&mut self, intake: &Intake) {
        intake.apply(&mut self.rows);
        self.cursor.clone_from(&intake.cursor);
    }
}

/// A request, and the operations that it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// What goes to the server.
    pub request: SyncRequest,
    /// The operations in it.
    pub sent: Vec<(u64, Written)>,
    /// The acknowledged operations that it offers instead, each with its key; none when it offers nothing.
    pub offered: Option<Vec<(String, OpId)>>,
}

/// Packs the next request from the outbox.
pub async fn pack(
    vault: &Vault,
    device: DeviceId,
    pace: &Pace,
    refetch: Vec<ChildId>,
    refused: usize,
) -> Result<Parcel, StoreError> {
    // One more than can be sent, to know since when the rest waits.
    let head = vault.outbox_head(pace.batch.saturating_add(1));
    let ((mut head, waiting, must_offer), cursor) = try_join(head, vault.cursor()).await?;
    let refused = u32::try_from(refused).unwrap_or(u32::MAX);
    let mut request =
        request(device, &head, waiting, pace, cursor, refetch, refused).map_err(|_| StoreError::Unwritable)?;
    let mut offered = None;
    if must_offer {
        let mut kept: Vec<_> = vault.kept_ops().await?.into_iter().map(|(key, op)| (key, op.op_id)).collect();
        kept.drain(..kept.len().saturating_sub(HOLDS_MAX));
        offering(&mut request, kept.iter().map(|(_, op)| *op).collect(), &head, waiting);
        offered = Some(kept);
    }
    head.truncate(request.ops.len());
    Ok(Parcel { request, sent: head, offered })
}

/// Reads a reply against the rows of the last pull.
pub fn read(base: &Base, parcel: &Parcel, author: AccountId, reply: &SyncResponse) -> Intake {
    digest(&base.rows, &parcel.sent, author, reply)
}

/// What became of a reply that was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Operations that were refused, now or after all, without those that may not be kept.
    pub refused: Vec<Refused>,
    /// Whether the server is of another epoch, so that what it had acknowledged has to be offered before all else.
    pub must_offer: bool,
}

/// Keeps what a reply says.
pub async fn keep(vault: &Vault, parcel: &Parcel, intake: &Intake) -> Result<Kept, StoreError> {
    // What comes back to its author is sent again until the cursor has moved on: so it is kept first.
    let mut returned = Vec::new();
    for one in intake.returned.iter().cloned().map(Refused::from) {
        if vault.take_back(&one).await? {
            returned.push(one);
        }
    }
    // Before the cursor moves on, because who was erased is said once. Their mentor is told by a row of this very page.
    let mut pictures = vault.forget_erased(&intake.erased).await?;
    // What the reply adds to may be gone: a browser short of room has thrown the rows away meanwhile.
    let is_whole = intake.clear || vault.cursor().await? == parcel.request.cursor;
    // Tabs tell by the cursor whether their rows are the store's. Where work was taken in and nothing could be
    // pulled, rows are added and the cursor stays: then no tab may trust its own, and all is pulled anew.
    let is_told = intake.settled.is_empty() || intake.puts.is_empty() || intake.cursor != parcel.request.cursor;
    let cursor = if is_whole && is_told { intake.cursor.as_deref() } else { Some(DOUBT) };
    vault.take_page(intake.clear, &intake.puts, &intake.removes, cursor).await?;
    let refused: Vec<(u64, Refused)> = intake
        .rejected
        .iter()
        .filter_map(|(n, rejection)| {
            let (_, op) = parcel.sent.iter().find(|(m, _)| m == n)?;
            Some((*n, Refused { op: op.clone(), rejection: rejection.clone() }))
        })
        .collect();
    let gone: Vec<u64> = intake.settled.iter().chain(&intake.parked).chain(&intake.kept).copied().collect();
    let mut must_offer = vault.settle(&gone, &refused, intake.at, intake.epoch).await?;
    // What this reply has refused as well.
    pictures.extend(vault.forget_erased(&intake.erased).await?);
    let (erased, refused): (Vec<Refused>, Vec<Refused>) =
        refused.into_iter().map(|(_, refused)| refused).partition(Refused::is_of_erased);
    pictures.extend(erased.iter().flat_map(|refused| refused.op.photos()).map(|photo| photo.id));
    vault.forget_pictures(&pictures).await?;
    if let (Some(offered), Some(epoch)) = (&parcel.offered, intake.epoch) {
        let lost = offered.iter().filter(|(_, op)| intake.unknown.contains(op));
        vault.take_again(intake.last_n, &lost.map(|(key, _)| key.clone()).collect::<Vec<_>>(), epoch).await?;
        must_offer = false;
    }
    Ok(Kept { refused: refused.into_iter().chain(returned).collect(), must_offer })
}
