//! The register with its past, decoded and kept in memory, brought forward by commit. Whoever asks how
//! things are or were reads it through [`domain::guardianship::as_of()`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::CountyId;
use domain::register::{Cause, History};
use storage::{StorageError, Unit};

use crate::exchange::rows::readable;

/// A county's register and the last commit that was looked at.
#[derive(Default)]
struct Kept {
    upto: u64,
    history: Arc<History>,
}

/// The registers of the counties, each behind a lock of its own: whoever reads one county's for the first time
/// holds up no other's.
#[derive(Default)]
pub struct Ledger(Mutex<BTreeMap<CountyId, Arc<tokio::sync::Mutex<Kept>>>>);

impl Ledger {
    /// The register of a unit's county, at least as far as the unit can see. The first call reads everything, a
    /// later one what was written since.
    pub async fn of(&self, unit: &mut dyn Unit) -> Result<Arc<History>, StorageError> {
        let kept = self.kept(unit.county());
        let mut kept = kept.lock().await;
        let newest = unit.commits().newest().await?;
        // A unit that began before the last commit sees less than is known; what is more has its number, and
        // a database is put back only while the server is stopped.
        if newest > kept.upto {
            let mut found = unit.register().since(kept.history.seq()).await?;
            if found.rows.iter().any(|writing| writing.commit.cause == Cause::Erasure) {
                // What is in memory still knows the name.
                kept.history = Arc::default();
                found = unit.register().since(0).await?;
            }
            // Who still reads the one before keeps it; this one goes on.
            let history = Arc::make_mut(&mut kept.history);
            for writing in readable(found) {
                history.take(writing.commit, writing.written);
            }
            kept.upto = newest;
        }
        Ok(Arc::clone(&kept.history))
    }

    /// The place of a county's register.
    fn kept(&self, county: CountyId) -> Arc<tokio::sync::Mutex<Kept>> {
        // Nothing is left half done under this lock, whatever panicked.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(county).or_default())
    }
}
