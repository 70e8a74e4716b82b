//! What is over is forgotten, every few minutes: tries to sign in, sessions whose time has come, and school files that
//! were settled long ago.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use storage::{StorageError, Unit};

use crate::AppState;
use crate::core::import;
use crate::events::{self, Event};

const EVERY: Duration = Duration::from_mins(10);
/// By how far an entry of the access log may be ahead of the clock.
const AHEAD_MAX: TimeDelta = TimeDelta::days(1);

/// Tidies for as long as the server runs.
pub async fn at_times(state: AppState) {
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        if let Err(error) = once(&state).await {
            tracing::warn!(%error, "what is over was not forgotten; it will be at the next time");
        }
    }
}

/// Tidies in every county.
pub async fn once(state: &AppState) -> Result<(), StorageError> {
    let now = state.clock.now();
    state.limits.tidy(now);
    state.halves.tidy(now);
    let counties = state.storage.directory().await?.counties().await?;
    for county in counties {
        let mut unit = state.storage.write(county.id).await?;
        if clock_is_back(unit.as_mut(), now).await? {
            events::tell(Event::ClockBack, None, "");
        }
        let ended = unit.sessions().end_expired(now).await?;
        let emptied = import::empty(unit.as_mut(), now).await?;
        unit.commit().await?;
        if ended > 0 {
            events::tell(Event::SessionEnded, None, "over");
            tracing::debug!(ended, "sessions whose time was over");
        }
        if emptied > 0 {
            tracing::info!(emptied, "school files whose time was over");
        }
    }
    Ok(())
}

/// Whether something was written down much later than the clock says that it is now: somebody has set it back.
async fn clock_is_back(unit: &mut dyn Unit, now: DateTime<Utc>) -> Result<bool, StorageError> {
    Ok(unit.access().newest(1).await?.iter().any(|entry| entry.at > now + AHEAD_MAX))
}
