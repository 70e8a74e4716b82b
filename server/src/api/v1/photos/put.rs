//! `PUT /api/v1/photos/{photo}?sha256=…&bytes=…&at=…`: the next chunk of a picture.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, PhotoId};
use domain::policy::{Action, Subject};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use storage::{PhotoState, SessionKind, StorageError, Unit};
use sync::ErrorCode;
use sync::account::PhotoProgress;
use sync::limits::{PHOTO_BYTES_ACCOUNT_MAX, PHOTO_BYTES_DAY_MAX, PHOTO_BYTES_MAX, PHOTOS_DAY_MAX};

use crate::AppState;
use crate::auth::SignedInDevice;
use crate::error::ApiError;
use crate::events::{Event, tell};
use crate::exchange::rows;

/// Seconds after which a phone whose owner has sent too many pictures asks again.
const FULL_AGAIN_SECONDS: u64 = 3600;

/// Where a chunk belongs.
#[derive(Debug, Deserialize)]
pub struct Place {
    sha256: String,
    bytes: u64,
    at: u64,
}

/// Takes the next chunk, and says where to go on. An empty chunk asks only that.
#[utoipa::path(put, path = "/api/v1/photos/{photo}", params(("photo" = uuid::Uuid, Path)), responses((status = 200), (status = 400), (status = 401), (status = 403), (status = 429)))]
pub async fn put(
    State(state): State<AppState>,
    who: SignedInDevice,
    Path(id): Path<PhotoId>,
    Query(place): Query<Place>,
    chunk: Bytes,
) -> Result<Json<PhotoProgress>, ApiError> {
    if who.session.kind != SessionKind::Phone {
        return Err(ApiError::SignedOut);
    }
    let ended = who.ended(&state);
    if ended.is_none() {
        who.require(Action::Sync, Subject::Own)?;
    }
    if place.bytes > PHOTO_BYTES_MAX as u64 {
        return Err(ApiError::Bad(ErrorCode::TooLarge));
    }
    if place.sha256.len() != 64 || !place.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ApiError::Bad(ErrorCode::Unreadable));
    }
    let me = who.account.id;
    let mut unit = state.storage.write(who.county()).await?;
    // It is of a child who was erased: it is taken and kept nowhere, so that the phone lets go of it as well.
    if unit.photos().is_erased(me, id).await? {
        return Ok(Json(PhotoProgress { received: place.bytes, complete: true }));
    }
    if let Some(why) = ended
        && !is_handed_in(unit.as_mut(), me, id).await?
    {
        return Err(why);
    }
    let known = match unit.photos().state(me, id).await? {
        Some(known) => known,
        None => {
            let fresh = PhotoState { sha256: place.sha256, bytes: place.bytes, received: 0 };
            room_for(unit.as_mut(), me, fresh.bytes, state.clock.now()).await?;
            unit.photos().expect(me, id, &fresh, state.clock.now()).await?;
            fresh
        }
    };
    let mut received = known.received;
    // A chunk that came before is not taken again; one that leaves a gap is not taken yet.
    if !chunk.is_empty() && place.at == received && received + chunk.len() as u64 <= known.bytes {
        unit.photos().add_chunk(me, id, received, &chunk).await?;
        received += chunk.len() as u64;
    }
    let mut complete = received == known.bytes;
    if complete && hex::encode(Sha256::digest(unit.photos().bytes(me, id).await?)) != known.sha256.to_lowercase() {
        unit.photos().reset(me, id).await?;
        (received, complete) = (0, false);
    }
    unit.commit().await?;
    Ok(Json(PhotoProgress { received, complete }))
}

/// Whether an entry of an account names a picture, one that is recorded or one that waits for a school: of a phone that
/// was ended nothing else is taken.
async fn is_handed_in(unit: &mut dyn Unit, account: AccountId, id: PhotoId) -> Result<bool, StorageError> {
    for log in unit.photos().logs(id).await? {
        let log = rows::unless_damaged(unit.logs().get(log).await, log.0)?.flatten();
        if log.is_some_and(|log| log.author == account) {
            return Ok(true);
        }
    }
    let waiting = unit.parking().of_author(account).await?;
    Ok(waiting.iter().filter_map(rows::parked).any(|op| op.names_photo(id)))
}

/// Whether an account may send one more picture. One that has sent too many keeps it on the phone until there is room.
async fn room_for(unit: &mut dyn Unit, account: AccountId, bytes: u64, now: DateTime<Utc>) -> Result<(), ApiError> {
    let of_day = unit.photos().taken(account, now - TimeDelta::days(1)).await?;
    let in_all = unit.photos().taken(account, DateTime::UNIX_EPOCH).await?;
    let full = in_all.bytes + bytes > PHOTO_BYTES_ACCOUNT_MAX;
    if full || of_day.count >= PHOTOS_DAY_MAX || of_day.bytes + bytes > PHOTO_BYTES_DAY_MAX {
        tell(Event::TooManyPhotos, Some(account), if full { "in_all" } else { "of_day" });
        return Err(ApiError::TooMany(FULL_AGAIN_SECONDS));
    }
    Ok(())
}
