//! The server's side of the sync protocol: push, then pull. The protocol is described in [`sync`].

pub mod apply;
mod arrived;
mod classes;
pub mod kept;
mod pull;
mod push;
pub mod rows;

use chrono::{DateTime, Utc};
use domain::id::CountyId;
use domain::term::local_day;
use storage::{Account, Device, Storage, StorageError};
use sync::limits::{HOLDS_MAX, PUSH_OPS_MAX, REFETCH_MAX};
use sync::protocol::Comparison;
use sync::{ErrorCode, PROTOCOL, Settlement, SyncRequest, SyncResponse};

use crate::error::ApiError;

pub use pull::compare;
use pull::{Asker, Pulled};

/// One exchange with one device, in this protocol, which a later one only adds to.
pub async fn exchange(
    storage: &dyn Storage,
    account: &Account,
    device: &Device,
    request: SyncRequest,
    now: DateTime<Utc>,
) -> Result<SyncResponse, ApiError> {
    if request.protocol < PROTOCOL {
        return Err(ApiError::TooOld);
    }
    if request.device != device.id || device.account != account.id {
        return Err(ApiError::Forbidden);
    }
    let too_many = request.refetch.len() > REFETCH_MAX || request.holds.len() > HOLDS_MAX;
    if request.ops.len() > PUSH_OPS_MAX || too_many {
        return Err(ApiError::Bad(ErrorCode::TooMany));
    }
    let (last_n, results) = if request.ops.is_empty() {
        (device.last_n, vec![])
    } else {
        push::push(storage, account, device, &request.ops, now).await?
    };
    // What was pushed is settled by now and must be said, whatever becomes of this.
    if let Err(error) = keep_unsent(storage, device, account.county, &request).await {
        tracing::error!(%error, "what waits on a device was not noted");
    }
    let asker = Asker::new(account, device);
    let own: Vec<u64> = results
        .iter()
        .filter_map(|r| match r.settlement {
            Settlement::Applied { version, exact: true } => Some(version),
            _ => None,
        })
        .collect();
    let pulled = match pulled(storage, &asker, &request, &own, now).await {
        Ok(pulled) => pulled,
        // What was pushed is settled and must be said, or the phone would take its work for the trouble.
        Err(error) if !results.is_empty() => {
            let (_, code) = error.status();
            tracing::error!(error = %error, code = code.code(), "nothing was pulled after a push");
            Pulled::nothing(&request, code)
        }
        Err(error) => return Err(error),
    };
    Ok(SyncResponse {
        last_n,
        results,
        page: pulled.page,
        cursor: pulled.cursor,
        more: pulled.more,
        resync: pulled.resync,
        // A phone that forgets everything must have heard the epoch, or it would take along what we have lost.
        revoked: asker.is_ended() && pulled.trouble.is_none(),
        returned: pulled.returned,
        trouble: pulled.trouble,
        epoch: pulled.epoch,
        unknown: pulled.unknown,
        server_time: now,
    })
}

/// What is new in a device's scope, and what the server has of the operations that it holds.
async fn pulled(
    storage: &dyn Storage,
    asker: &Asker<'_>,
    request: &SyncRequest,
    own: &[u64],
    now: DateTime<Utc>,
) -> Result<Pulled, ApiError> {
    let mut pulled = if asker.is_ended() {
        Pulled::end(storage, asker).await?
    } else {
        pull::pull(storage, asker, request, own, local_day(now)).await?
    };
    if !request.holds.is_empty() {
        pulled.unknown = pull::unknown(storage, asker, &request.holds).await?;
    }
    Ok(pulled)
}

/// Keeps what waits on a device, for its school to see.
async fn keep_unsent(
    storage: &dyn Storage,
    device: &Device,
    county: CountyId,
    request: &SyncRequest,
) -> Result<(), StorageError> {
    let unsent = rows::unsent(&request.unsent);
    if unsent == device.unsent {
        return Ok(());
    }
    let mut unit = storage.write(county).await?;
    unit.devices().report_unsent(device.id, &unsent).await?;
    unit.commit().await
}

/// What the server holds of an account's scope.
pub async fn comparison(storage: &dyn Storage, account: &Account, now: DateTime<Utc>) -> Result<Comparison, ApiError> {
    compare(storage, account, local_day(now)).await
}
