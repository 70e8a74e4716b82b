//! Acknowledged work that stays for some days, in case the server is put back from a backup and has lost it.

use chrono::{DateTime, Utc};
use domain::id::PhotoId;
use serde_json::Value;
use sync::{Change, Op, RowKey, Snapshot, Written};

use super::Vault;
use crate::sent::{Instants, SENT, Sent, mark_step, outlived_before, read_instants};
use crate::{Step, StoreError, Table};

/// The key in [`Table::WorkMeta`] of the pictures that were sent, each with the instant in seconds.
const SENT_PHOTOS: &str = "sent_photos";

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

    /// Pictures that were sent, by their keys.
    pub(super) async fn sent_photos(&self) -> Result<Instants, StoreError> {
        Ok(read_instants(self.store.get(Table::WorkMeta, SENT_PHOTOS).await?.as_deref()))
    }

    /// A picture has arrived; it stays for some days.
    pub async fn photo_sent(&self, id: PhotoId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut sent = self.sent_photos().await?;
        sent.push((id.to_string(), at.timestamp()));
        self.write(vec![mark_step(SENT_PHOTOS, "", &sent)]).await
    }

    /// Lets go of what has been here for long enough.
    pub(crate) async fn forget_old(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut steps = Vec::new();
        let mut sent = self.sent().await?;
        if let Some(last) = sent.outlived(now) {
            steps.extend([Step::DeleteRange(Table::Outbox, String::new(), last), sent.step()]);
        }
        let mut photos = self.sent_photos().await?;
        let (before, all) = (outlived_before(now), photos.len());
        photos.retain(|(key, at)| {
            let stays = *at >= before;
            if !stays {
                steps.push(photo_gone(key));
            }
            stays
        });
        if photos.len() < all {
            steps.push(mark_step(SENT_PHOTOS, "", &photos));
        }
        self.store.write(steps).await
    }

    /// Lets go of what tells of children who are not among the rows, which are whole: of who has left nothing may be
    /// read here.
    pub(crate) async fn forget_departed(&self, rows: &Snapshot) -> Result<(), StoreError> {
        let mut steps = Vec::new();
        for (key, op) in self.kept_ops().await? {
            if !is_of(&op, rows) {
                steps.push(Step::Delete(Table::Outbox, key));
            }
        }
        let named = named_photos(rows);
        for (key, _) in self.sent_photos().await? {
            if !key.parse().is_ok_and(|id| named.contains(&id)) {
                steps.push(photo_gone(&key));
            }
        }
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
            Table::Photos => self.sent_photos().await?.iter().map(|(key, _)| photo_gone(key)).collect(),
            _ => vec![Step::DeleteRange(Table::Outbox, String::new(), self.sent().await?.upto)],
        };
        self.store.write(steps).await
    }
}

/// The pictures that a form in progress names.
pub(super) fn photos_of_draft(draft: &Value) -> Vec<PhotoId> {
    let photos = draft.pointer("/body/photos").and_then(Value::as_array).into_iter().flatten();
    photos.filter_map(|photo| photo.get("id")?.as_str()?.parse().ok()).collect()
}

pub(super) fn photo_gone(key: &str) -> Step {
    Step::Delete(Table::Photos, key.to_owned())
}

/// The pictures that entries name.
pub(crate) fn named_photos(rows: &Snapshot) -> Vec<PhotoId> {
    rows.all_logs().flat_map(|log| &log.body.photos).map(|photo| photo.id).collect()
}

/// Whether all that an operation tells of is among the rows.
pub(crate) fn is_of(op: &Op, rows: &Snapshot) -> bool {
    let has = |key: RowKey| rows.row(&key).is_some();
    match &op.change {
        Change::RecordLog(new) => new.body.children.iter().all(|child| has(RowKey::of_child(*child))),
        Change::ReviseLog(_) | Change::WithdrawLog(_) | Change::FollowUp(_) => op.keys().into_iter().all(has),
        Change::WritePage(page) => has(RowKey::of_child(page.child)),
        Change::Feedback(_) => true,
        // Of whom a later version tells in it this one cannot say.
        Change::Other { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use chrono::NaiveDate;
    use domain::id::{AccountId, ChildId, HouseholdId, LogId, OpId};
    use domain::log::{ActivityKind, LogBody, Mode};
    use domain::register::Child;
    use futures::executor::block_on;
    use sync::limits::HOLDS_DAYS;
    use sync::{FollowUp, RecordLog, Row, RowBody};
    use uuid::Uuid;

    use super::*;
    use crate::RawStore as _;
    use crate::cipher::SoftCipher;
    use crate::memory::MemoryStore;
    use crate::vault::WaitingPhoto;

    fn vault() -> (Rc<MemoryStore>, Vault) {
        let store = Rc::new(MemoryStore::new());
        let cipher = Rc::new(SoftCipher::new([5; 32], |buffer: &mut [u8]| buffer.fill(0)));
        (Rc::clone(&store), Vault::new(store, cipher))
    }

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(n * 24 * 60 * 60, 0).unwrap_or_default()
    }

    fn op(n: u128, change: impl Into<Change>) -> Written {
        let op = Op { op_id: OpId(uuid(n)), captured_at: day(1), change: change.into() };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    fn visit(n: u128, children: &[u128]) -> Written {
        let children = children.iter().map(|child| ChildId(uuid(*child))).collect();
        let body = LogBody::plain(children, ActivityKind::FamilyCare, Mode::HomeVisit, NaiveDate::default());
        op(n, RecordLog { log: LogId(uuid(n)), body, facts: vec![] })
    }

    async fn kept(vault: &Vault) -> Result<Vec<u128>, StoreError> {
        Ok(vault.kept_ops().await?.into_iter().map(|(_, op)| op.op_id.0.as_u128()).collect())
    }

    #[test]
    fn what_was_acknowledged_is_not_taken_for_unsent_and_goes_after_its_days() {
        block_on(async {
            let (_, vault) = vault();
            for n in 1..=3 {
                vault.record(&visit(n, &[]), None, None, &[]).await?;
            }
            let photos = [PhotoId(uuid(8)), PhotoId(uuid(9))];
            for id in photos {
                vault.keep_photo(&WaitingPhoto { id, bytes: vec![1] }).await?;
            }
            vault.settle(&[1], &[], day(100), Some(1)).await?;
            vault.photo_sent(photos[0], day(100)).await?;
            vault.settle(&[2], &[], day(101), Some(1)).await?;
            assert_eq!((vault.waiting().await?, vault.outbox().await?.len(), kept(&vault).await?), (1, 1, vec![1, 2]));
            assert_eq!(vault.waiting_photos().await?, photos[1..]);
            vault.forget_old(day(100 + HOLDS_DAYS)).await?;
            assert_eq!(kept(&vault).await?, [1, 2]);
            vault.forget_old(day(101 + HOLDS_DAYS)).await?;
            assert_eq!((kept(&vault).await?, vault.photo(photos[0]).await?), (vec![2], None));
            vault.forget_old(day(300)).await?;
            assert_eq!((kept(&vault).await?, vault.waiting().await?), (vec![], 1), "what is unsent waits for ever");
            assert_eq!(vault.waiting_photos().await?, photos[1..]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn what_is_new_finds_room_where_acknowledged_work_was_and_never_where_unsent_work_is() {
        block_on(async {
            let (store, vault) = vault();
            for n in 1..=2 {
                vault.record(&visit(n, &[]), None, None, &[]).await?;
            }
            let photo = WaitingPhoto { id: PhotoId(uuid(8)), bytes: vec![1; 5_000] };
            vault.keep_photo(&photo).await?;
            vault.photo_sent(photo.id, day(1)).await?;
            vault.settle(&[1], &[], day(1), Some(1)).await?;
            store.set_room(Some(5_000));
            vault.record(&visit(3, &[]), None, None, &[]).await?;
            assert!(vault.photo(photo.id).await?.is_none(), "pictures go first");
            assert_eq!(kept(&vault).await?, [1]);
            let all: usize = store.all(Table::Outbox).await?.iter().map(|(_, bytes)| bytes.len()).sum();
            store.set_room(Some(all + 100));
            vault.record(&visit(4, &[]), None, None, &[]).await?;
            assert_eq!((vault.waiting().await?, kept(&vault).await?), (3, vec![]), "then operations");
            assert_eq!(vault.record(&visit(5, &[]), None, None, &[]).await, Err(StoreError::Full));
            assert_eq!(vault.waiting().await?, 3);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn nothing_stays_of_a_child_who_has_left() {
        block_on(async {
            let (_, vault) = vault();
            let follow_up = FollowUp { log: LogId(uuid(1)), done_on: NaiveDate::default() };
            let ops = [visit(1, &[41]), visit(2, &[42]), visit(3, &[41, 42]), op(4, follow_up), visit(5, &[])];
            for one in &ops {
                vault.record(one, None, None, &[]).await?;
            }
            vault.settle(&[1, 2, 3, 4, 5], &[], day(1), Some(1)).await?;
            let photo = PhotoId(uuid(8));
            vault.keep_photo(&WaitingPhoto { id: photo, bytes: vec![1] }).await?;
            vault.photo_sent(photo, day(1)).await?;
            let child = Child::new(ChildId(uuid(42)), HouseholdId(uuid(31)), "孩子".to_owned(), NaiveDate::default());
            let mut rows = Snapshot::default();
            let row = Row { version: 1, body: RowBody::Child(child) };
            rows.put(sync::Envelope::try_from(row).map_err(|_| StoreError::Unwritable)?);
            rows.lay(&ops[1], AccountId(uuid(1)));
            vault.forget_departed(&rows).await?;
            assert_eq!((kept(&vault).await?, vault.photo(photo).await?), (vec![2, 5], None));
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }
}
