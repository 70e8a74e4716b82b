//! The one place where the server reads the time and draws randomness. Everywhere else they are parameters.

use std::sync::Mutex;

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::uuid_v7;
use domain::term::local_day;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

/// Where the time comes from.
#[derive(Debug)]
enum Source {
    System,
    Fixed(Mutex<DateTime<Utc>>),
}

/// A source of time and a source of randomness.
#[derive(Debug)]
pub struct Clock {
    source: Source,
    random: Mutex<StdRng>,
}

impl Clock {
    /// The system's time, and randomness seeded by the operating system.
    pub fn system() -> Self {
        let mut seed = [0; 32];
        rand::rngs::SysRng.try_fill_bytes_or_abort(&mut seed);
        Self { source: Source::System, random: Mutex::new(StdRng::from_seed(seed)) }
    }

    /// A time that stands still until it is moved, and randomness from a seed.
    pub fn fixed(at: DateTime<Utc>, seed: u64) -> Self {
        Self { source: Source::Fixed(Mutex::new(at)), random: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    /// The instant it is now.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.source {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's time")]
            Source::System => Utc::now(),
            Source::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a time that stands still.
    pub fn advance(&self, by: chrono::TimeDelta) {
        if let Source::Fixed(at) = &self.source {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
        }
    }

    /// Today in the county.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now())
    }

    /// So many random bytes as are asked for.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A new identifier: a UUID of version 7, of now.
    pub fn uuid(&self) -> Uuid {
        uuid_v7(u64::try_from(self.now().timestamp_millis()).unwrap_or(0), self.random())
    }
}

/// Reads from the operating system or ends the process: without randomness there is no safe session.
trait FillOrAbort {
    fn try_fill_bytes_or_abort(&mut self, buffer: &mut [u8]);
}

impl FillOrAbort for rand::rngs::SysRng {
    fn try_fill_bytes_or_abort(&mut self, buffer: &mut [u8]) {
        use rand::TryRng as _;
        if self.try_fill_bytes(buffer).is_err() {
            std::process::abort();
        }
    }
}
