//! Whether the server's key is the one under which the database is sealed.

use sqlx::Pool;
use storage::StorageError;

use super::super::dialect::Db;
use super::mapped;
use crate::{Sealed, vault::Keys};

/// What the database knows of its key.
pub async fn sealed(pool: &Pool<Db>) -> Result<Sealed, StorageError> {
    let proof: Option<(String,)> =
        sqlx::query_as("SELECT proof FROM key_check WHERE n = 1").fetch_optional(pool).await.map_err(mapped)?;
    Ok(proof.map_or(Sealed::Not, |(proof,)| Sealed::Under(proof)))
}

/// Whether the database is still under the key.
pub async fn fits(tx: &mut <Db as sqlx::Database>::Connection, keys: &Keys) -> Result<bool, StorageError> {
    let proof: Option<(String,)> =
        sqlx::query_as("SELECT proof FROM key_check WHERE n = 1").fetch_optional(tx).await.map_err(mapped)?;
    Ok(proof.is_some_and(|(proof,)| proof == keys.proof()))
}

/// Compares the key with what the database knows of it. An empty one takes the key as its own.
pub async fn key(pool: &Pool<Db>, keys: &Keys) -> Result<(), StorageError> {
    let taken = "INSERT INTO key_check (n, proof, chain) SELECT 1, $1, $2 WHERE NOT EXISTS (SELECT 1 FROM county) \
                 ON CONFLICT (n) DO NOTHING";
    sqlx::query(taken).bind(keys.proof()).bind(keys.fresh_chain()?).execute(pool).await.map_err(mapped)?;
    let fits = sealed(pool).await? == Sealed::Under(keys.proof());
    if fits { Ok(()) } else { Err(StorageError::WrongKey) }
}

/// The key of the access logs' chains.
pub async fn chain(pool: &Pool<Db>, keys: &Keys) -> Result<[u8; 32], StorageError> {
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT chain FROM key_check WHERE n = 1").fetch_one(pool).await.map_err(mapped)?;
    keys.open_chain(&sealed)
}
