//! Acknowledged work that stays for some days, in case the server is put back from a backup and has lost it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::PhotoId;
use sync::limits::HOLDS_DAYS;
use sync::{Change, Op, RowKey, Snapshot, Written};

use super::Vault;
use crate::sent::{SENT, Sent};
use crate::{Step, StoreError, Table};

/// The key in [`Table::WorkMeta`] of the pictures that were sent, each with the instant in seconds.
const SENT_PHOTOS: &str = "sent_photos";

/// Pictures that were sent, each with the instant in seconds.
pub(super) type SentPhotos = BTreeMap<PhotoId, i64>;

/// An acknowledged operation, with its key.
pub type KeptOp = (String, Written);

impl Vault {
    pub(super) async fn sent(&self) -> Result<Sent, StoreError> {
        Ok(Sent::read(self.store.get(Table::WorkMeta, SENT).await?.as_deref()))
    }

    /// Acknowledged operations that are still here, by key. What is damaged is not: it can be offered no more.
    pub async fn kept_ops(&self) -> Result<Vec<KeptOp>, StoreError> {
        let sent = self.sent().await?;
        let mut kept = Vec::new();
        for (key, sealed) in self.store.all(Table::Outbox).await? {
            if sent.covers(&key)
                && let Ok(op) = self.open(Table::Outbox, "", &sealed).await
            {
                kept.push((key, op));
            }
        }
        Ok(kept)
    }

    /// The server has said which of the operations that are kept it does not know: they are unsent again, before all
    /// that is newer, with numbers after `last`. Of every picture it is asked anew.
    pub(crate) async fn take_again(&self, last: u64, again: &[String], epoch: u64) -> Result<(), StoreError> {
        // The pictures first: they are asked for once too often rather than never.
        self.store.write(vec![Step::Delete(Table::WorkMeta, SENT_PHOTOS.to_owned())]).await?;
        self.unsent.take();
        self.store.renumber(last, again, Some(epoch)).await
    }

    pub(super) async fn sent_photos(&self) -> Result<SentPhotos, StoreError> {
        let mark = self.store.get(Table::WorkMeta, SENT_PHOTOS).await?;
        let text = mark.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let line = |line: &str| line.split_once(' ').and_then(|(id, at)| Some((id.parse().ok()?, at.parse().ok()?)));
        Ok(text.lines().filter_map(line).collect())
    }

    /// A picture has arrived; it stays for some days.
    pub async fn photo_sent(&self, id: PhotoId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut sent = self.sent_photos().await?;
        sent.insert(id, at.timestamp());
        self.write(vec![mark_of(&sent)]).await
    }

    /// Lets go of what has been here for long enough.
    pub(crate) async fn forget_old(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut steps = Vec::new();
        let mut sent = self.sent().await?;
        if let Some(last) = sent.outlived(now) {
            steps.extend([Step::DeleteRange(Table::Outbox, String::new(), last), sent.step()]);
        }
        let mut photos = self.sent_photos().await?;
        let before = (now - TimeDelta::days(HOLDS_DAYS)).timestamp();
        let old: Vec<PhotoId> = photos.iter().filter(|(_, at)| **at < before).map(|(id, _)| *id).collect();
        if !old.is_empty() {
            steps.extend(old.iter().map(photo_gone));
            photos.retain(|id, _| !old.contains(id));
            steps.push(mark_of(&photos));
        }
        self.store.write(steps).await
    }

    /// Lets go of what tells of children who are not among the rows, which are whole: of who has left nothing may be
    /// read here.
    pub(crate) async fn forget_departed(&self, rows: &Snapshot) -> Result<(), StoreError> {
        let departed = self.kept_ops().await?.into_iter().filter(|(_, op)| !is_of(op, rows));
        let mut steps: Vec<Step> = departed.map(|(key, _)| Step::Delete(Table::Outbox, key)).collect();
        let named = named_photos(rows);
        steps.extend(self.sent_photos().await?.keys().filter(|id| !named.contains(id)).map(photo_gone));
        self.store.write(steps).await
    }

    /// Writes; without room, what was acknowledged makes some: pictures first, then operations.
    pub(super) async fn write(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        for kept in [Table::Photos, Table::Outbox] {
            match self.store.write(steps.clone()).await {
                Err(StoreError::Full) => self.make_room(kept).await?,
                done => return done,
            }
        }
        self.store.write(steps).await
    }

    /// Lets go of acknowledged pictures or operations. The mark stays: what lies behind it is unsent.
    pub(super) async fn make_room(&self, kept: Table) -> Result<(), StoreError> {
        let steps = match kept {
            Table::Photos => self.sent_photos().await?.keys().map(photo_gone).collect(),
            _ => vec![Step::DeleteRange(Table::Outbox, String::new(), self.sent().await?.upto)],
        };
        self.store.write(steps).await
    }
}

fn mark_of(photos: &SentPhotos) -> Step {
    let lines: Vec<String> = photos.iter().map(|(id, at)| format!("{id} {at}")).collect();
    Step::Put(Table::WorkMeta, SENT_PHOTOS.to_owned(), lines.join("\n").into_bytes())
}

fn photo_gone(id: &PhotoId) -> Step {
    Step::Delete(Table::Photos, id.to_string())
}

/// The pictures that entries name.
pub(crate) fn named_photos(rows: &Snapshot) -> BTreeSet<PhotoId> {
    rows.all_logs().flat_map(|log| &log.body.photos).map(|photo| photo.id).collect()
}

/// Whether all that an operation tells of is among the rows.
pub(crate) fn is_of(op: &Op, rows: &Snapshot) -> bool {
    let has = |key: RowKey| rows.row(&key).is_some();
    match &op.change {
        Change::RecordLog(new) => new.body.children.iter().all(|child| has(RowKey::of_child(*child))),
        Change::ReviseLog(_) | Change::WithdrawLog(_) | Change::FollowUp(_) => op.keys().into_iter().all(has),
        Change::Feedback(_) => true,
        // Of whom a later version tells in it this one cannot say.
        Change::Other { .. } => false,
    }
}
