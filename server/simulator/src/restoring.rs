//! A server is put back from a backup: what it has lost, and what of that the phones must still have.

use std::collections::BTreeSet;

use domain::id::{OpId, PhotoId};
use server::exchange::rows::settlement_of;
use storage::{Storage as _, StorageError};
use storage_sql::archive::ArchiveError;
use sync::{Change, Op, RowKey, Snapshot};

use crate::phone::Device;
use crate::play::{Fate, Play, Stop};
use crate::world::COUNTY;

/// The law that phones keep what was acknowledged.
const HELD: &str = "what was acknowledged lately is still on its phone";

fn failed(error: ArchiveError) -> Stop {
    match error {
        ArchiveError::Storage(error) => Stop::Storage(error),
        other => Stop::Broken("a backup can be made and put back", other.to_string()),
    }
}

impl Play {
    /// Keeps a copy of the server.
    pub(crate) async fn make_backup(&mut self) -> Result<(), Stop> {
        self.backup = Some(self.world.service.backup().await.map_err(failed)?);
        Ok(())
    }

    /// Puts the copy back. What that loses must be on its phone, but for what the phone had to let go.
    pub(crate) async fn restore(&mut self) -> Result<(), Stop> {
        let Some(backup) = self.backup.clone() else { return Ok(()) };
        let (ops, pictures) = self.on_the_server().await?;
        self.world.service.restore(&backup).await.map_err(failed)?;
        self.is_restored = true;
        if self.world.service.is_updated.get() {
            self.update().await?;
        }
        let (ops_after, pictures_after) = self.on_the_server().await?;
        for op in ops.difference(&ops_after) {
            self.lose(*op).await?;
        }
        for photo in pictures.difference(&pictures_after) {
            let Some((on, ..)) = self.made.values().find(|(_, op, _)| op.names_photo(*photo)) else { continue };
            if self.world.devices[*on].vault().photo(*photo).await.is_ok_and(|held| held.is_none()) {
                self.lost_pictures.insert(*photo);
            }
        }
        Ok(())
    }

    /// The operations and the whole pictures that the server has.
    async fn on_the_server(&self) -> Result<(BTreeSet<OpId>, BTreeSet<PhotoId>), StorageError> {
        let mut unit = self.world.service.storage.read(COUNTY).await?;
        let (mut ops, mut pictures) = (BTreeSet::new(), BTreeSet::new());
        for (id, (on, op, _)) in &self.made {
            if settlement_of(unit.as_mut(), *id).await?.is_some() {
                ops.insert(*id);
            }
            for photo in op.photos() {
                let state = unit.photos().state(self.world.devices[*on].account, photo.id).await?;
                if state.is_some_and(|known| known.received == known.bytes) {
                    pictures.insert(photo.id);
                }
            }
        }
        Ok((ops, pictures))
    }

    async fn lose(&mut self, id: OpId) -> Result<(), Stop> {
        let Some((on, op, fate)) = self.made.get_mut(&id) else { return Ok(()) };
        let (device, vault) = (&self.world.devices[*on], self.world.devices[*on].vault());
        self.lost.insert(id);
        self.tally.lost += 1;
        let failed = |e: local_store::StoreError| Stop::Broken(HELD, e.to_string());
        let mut held: BTreeSet<OpId> = vault.kept_ops().await.map_err(failed)?.iter().map(|(_, op)| op.op_id).collect();
        held.extend(vault.outbox().await.map_err(failed)?.iter().map(|(_, op)| op.op_id));
        let refused = vault.refused().await.map_err(failed)?;
        if refused.iter().any(|refused| refused.op.op_id == id) {
            self.lost_refused.insert(id);
            held.insert(id);
        }
        if *fate != Fate::Saved || held.contains(&id) {
            return Ok(());
        }
        let (rows, _) = vault.rows().await.map_err(failed)?;
        if must_hold(device, op, &rows) {
            return Err(Stop::Broken(HELD, format!("{id}")));
        }
        *fate = Fate::Gone;
        Ok(())
    }
}

/// Whether a phone must still have what was acknowledged: it had room all the time, and nobody of whom it tells has
/// ever left.
fn must_hold(device: &Device, op: &Op, rows: &Snapshot) -> bool {
    let never_left = match &op.change {
        Change::RecordLog(new) => new.body.children.iter().all(|child| {
            device.ever.borrow().contains(child)
                && !device.left.borrow().contains(child)
                && rows.row(&RowKey::of_child(*child)).is_some()
        }),
        Change::WritePage(page) => {
            device.ever.borrow().contains(&page.child)
                && !device.left.borrow().contains(&page.child)
                && rows.row(&RowKey::of_child(page.child)).is_some()
        }
        Change::Feedback(_) => true,
        // Of whom the entry is that they change is not said in them.
        Change::ReviseLog(_) | Change::WithdrawLog(_) | Change::FollowUp(_) | Change::Other { .. } => false,
    };
    never_left && !device.wiped.get() && !device.was_full.get()
}
