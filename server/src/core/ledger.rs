//! The register with its past, decoded and kept in memory, brought forward by commit. Whoever asks how
//! things are or were reads it through [`domain::guardianship::as_of()`].

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::CountyId;
use domain::register::History;
use storage::{StorageError, Unit};
use tokio::sync::Mutex;

use crate::exchange::rows::readable;

/// A county's register and the last commit that was looked at.
#[derive(Default)]
struct Kept {
    upto: u64,
    history: Arc<History>,
}

/// The registers of the counties.
#[derive(Default)]
pub struct Ledger(Mutex<BTreeMap<CountyId, Kept>>);

impl Ledger {
    /// The register of a unit's county, as far as the unit can see. The first call reads everything, a
    /// later one what was written since.
    pub async fn of(&self, unit: &mut dyn Unit) -> Result<Arc<History>, StorageError> {
        let mut all = self.0.lock().await;
        let newest = unit.commits().newest().await?;
        let kept = all.entry(unit.county()).or_default();
        if newest < kept.upto {
            // A database from before, such as a restored one: begin anew.
            *kept = Kept::default();
        }
        if newest > kept.upto {
            let found = unit.register().since(kept.history.seq()).await?;
            // Who still reads the one before keeps it; this one goes on.
            let history = Arc::make_mut(&mut kept.history);
            for writing in readable(found) {
                history.take(writing.commit, writing.written);
            }
            kept.upto = newest;
        }
        Ok(Arc::clone(&kept.history))
    }
}
