//! Passwords are hashed with Argon2id: off the async threads, few at once, and in memory that is kept for it, so that
//! no crowd at the door makes the server grow.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Memory in KiB and passes: the OWASP choice for interactive sign-in.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Hashes made at once in each of the two lines, which bounds their memory.
const AT_ONCE: usize = 2;
/// How long somebody waits for a turn, and after how many seconds to come again.
const TURN_WAIT: Duration = Duration::from_secs(5);
const AGAIN_SECONDS: u64 = 10;

/// Hashes in some memory, which grows to what the parameters ask for.
fn fill(password: &[u8], salt: &[u8], with: &Params, memory: &mut Vec<Block>) -> Result<Output, ApiError> {
    let broken = |_| ApiError::Internal("password hash");
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    memory.resize(with.block_count(), Block::default());
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, with.clone());
    hasher.hash_password_into_with_memory(password, salt, &mut out, memory).map_err(broken)?;
    Output::new(&out).map_err(|_| ApiError::Internal("password hash"))
}

fn hash_in(password: &str, salt: [u8; 16], memory: &mut Vec<Block>) -> Result<String, ApiError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    let output = fill(password.as_bytes(), &salt, &params, memory)?;
    let broken = |_| ApiError::Internal("password hash");
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(broken)?,
        salt: Some(Salt::new(&salt).map_err(|_| ApiError::Internal("password hash"))?),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

/// Whether a password matches a hash that was kept; none where it is not one of ours.
fn matches(password: &str, kept: &str, memory: &mut Vec<Block>) -> Option<bool> {
    let kept = PasswordHash::new(kept).ok().filter(|kept| kept.algorithm == Algorithm::Argon2id.ident())?;
    let (params, salt, expected) = (Params::try_from(&kept).ok()?, kept.salt?, kept.hash?);
    // The comparison of outputs takes the same time wherever they differ.
    fill(password.as_bytes(), &salt, &params, memory).ok().map(|output| output == expected)
}

/// Hashes a password at once, in memory of its own. For bulk loading.
pub fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, ApiError> {
    hash_in(password, salt, &mut Vec::new())
}

/// Those who wait for a turn, and memory that is free.
#[derive(Debug)]
struct Line {
    turns: Arc<Semaphore>,
    spare: Mutex<Vec<Vec<Block>>>,
}

impl Default for Line {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), spare: Mutex::default() }
    }
}

impl Line {
    fn spare(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where passwords are hashed. Known devices stand in a line of their own, so that a crowd of strangers does not keep
/// their owners waiting.
#[derive(Debug, Default)]
pub struct Hashing {
    strangers: Arc<Line>,
    known: Arc<Line>,
}

impl Hashing {
    /// Waits for a turn, on a device that is known or not; who waits for too long is told to come again.
    pub async fn turn(&self, is_known: bool) -> Result<Turn, ApiError> {
        let line = Arc::clone(if is_known { &self.known } else { &self.strangers });
        match tokio::time::timeout(TURN_WAIT, Arc::clone(&line.turns).acquire_owned()).await {
            Ok(Ok(permit)) => {
                let memory = Mutex::new(line.spare().pop().unwrap_or_default());
                Ok(Turn(Arc::new(Held { memory, line, _permit: permit })))
            }
            Ok(Err(_)) | Err(_) => Err(ApiError::TooMany(AGAIN_SECONDS)),
        }
    }
}

/// What somebody has whose turn it is.
#[derive(Debug)]
struct Held {
    memory: Mutex<Vec<Block>>,
    line: Arc<Line>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Held {
    fn drop(&mut self) {
        let memory = std::mem::take(self.memory.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.line.spare().push(memory);
    }
}

/// A turn at hashing. It is over when the hash is made, also where nobody waits for that any more: otherwise who
/// hangs up would start more hashes than there are turns.
#[derive(Debug)]
pub struct Turn(Arc<Held>);

impl Turn {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let held = Arc::clone(&self.0);
        let work = move || work(&mut held.memory.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(work).await.map_err(|_| ApiError::Internal("password hash"))
    }

    /// Hashes a password.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, ApiError> {
        self.run(move |memory| hash_in(&password, salt, memory)).await?
    }

    /// Whether a password matches a hash. Without a hash it takes as long and says no, so that an
    /// unknown sign-in name cannot be told from a wrong password.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, ApiError> {
        self.run(move |memory| {
            hash.and_then(|hash| matches(&password, &hash, memory)).unwrap_or_else(|| {
                let _ = hash_in(&password, [0; 16], memory);
                false
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn turn(hashing: &Hashing) -> Turn {
        hashing.turn(false).await.unwrap_or_else(|e| panic!("{e}"))
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let turn = turn(&Hashing::default()).await;
        let hash = turn.hash("山里的春天".to_owned(), [3; 16]).await.unwrap_or_default();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(hash_now("山里的春天", [3; 16]).unwrap_or_default(), hash, "in whatever memory");
        assert!(turn.verify("山里的春天".to_owned(), Some(hash.clone())).await.unwrap_or_default());
        assert!(!turn.verify("山里的秋天".to_owned(), Some(hash)).await.unwrap_or(true));
        assert!(!turn.verify("山里的春天".to_owned(), None).await.unwrap_or(true));
        assert!(!turn.verify("山里的春天".to_owned(), Some("nonsense".to_owned())).await.unwrap_or(true));
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_still_understood() {
        use argon2::PasswordHasher as _;
        let weaker =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap_or_default());
        let hash: PasswordHash =
            weaker.hash_password_with_salt("山里的春天".as_bytes(), &[3; 16]).unwrap_or_else(|e| panic!("{e}"));
        let turn = turn(&Hashing::default()).await;
        assert!(turn.verify("山里的春天".to_owned(), Some(hash.to_string())).await.unwrap_or_default());
    }

    #[tokio::test]
    async fn who_hangs_up_does_not_free_a_turn_before_the_hash_is_made() {
        let hashing = Hashing::default();
        let turn = turn(&hashing).await;
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let asks = tokio::spawn(async move {
            let hash = move |_: &mut Vec<Block>| (started.send(()).is_ok(), wait.recv().is_ok());
            turn.run(hash).await
        });
        assert!(has_started.await.is_ok());
        asks.abort();
        assert!(asks.await.is_err(), "nobody waits any more");
        let turns = &hashing.strangers.turns;
        assert_eq!(turns.available_permits(), AT_ONCE - 1);
        drop(go);
        let all = turns.acquire_many(u32::try_from(AT_ONCE).unwrap_or(1)).await;
        assert!(all.is_ok(), "and then it is free");
        assert_eq!(hashing.strangers.spare().len(), 1, "with its memory");
    }

    #[tokio::test]
    async fn strangers_do_not_keep_known_devices_waiting() {
        let hashing = Hashing::default();
        let _crowd = (turn(&hashing).await, turn(&hashing).await);
        assert!(hashing.turn(true).await.is_ok());
    }
}
