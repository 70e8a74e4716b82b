//! `PUT /api/v1/photos/{photo}?sha256=…&bytes=…&at=…`: the next chunk of a picture.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use domain::id::PhotoId;
use domain::policy::{Action, Subject};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use storage::PhotoState;
use sync::ErrorCode;
use sync::account::PhotoProgress;
use sync::limits::{PHOTO_BYTES_MAX, PHOTO_CHUNK_BYTES};

use crate::AppState;
use crate::auth::OnPhone;
use crate::error::ApiError;

/// Where a chunk belongs.
#[derive(Debug, Deserialize)]
pub struct Place {
    sha256: String,
    bytes: u64,
    at: u64,
}

/// Takes the next chunk, and says where to go on. An empty chunk asks only that.
#[utoipa::path(put, path = "/api/v1/photos/{photo}", params(("photo" = uuid::Uuid, Path)), responses((status = 200), (status = 400), (status = 401), (status = 403)))]
pub async fn put(
    State(state): State<AppState>,
    OnPhone(who): OnPhone,
    Path(id): Path<PhotoId>,
    Query(place): Query<Place>,
    chunk: Bytes,
) -> Result<Json<PhotoProgress>, ApiError> {
    who.require(Action::Sync, Subject::Own)?;
    if place.bytes > PHOTO_BYTES_MAX as u64 || chunk.len() > PHOTO_CHUNK_BYTES {
        return Err(ApiError::Bad(ErrorCode::TooLarge));
    }
    if place.sha256.len() != 64 || !place.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(ApiError::Bad(ErrorCode::Unreadable));
    }
    let mut unit = state.storage.write(who.county()).await?;
    let known = match unit.photos().state(id).await? {
        Some(known) if known.account != who.account.id => return Err(ApiError::Forbidden),
        Some(known) => known,
        None => {
            let fresh = PhotoState { account: who.account.id, sha256: place.sha256, bytes: place.bytes, received: 0 };
            unit.photos().expect(id, &fresh).await?;
            fresh
        }
    };
    let mut received = known.received;
    // A chunk that came before is not taken again; one that leaves a gap is not taken yet.
    if !chunk.is_empty() && place.at == received && received + chunk.len() as u64 <= known.bytes {
        unit.photos().add_chunk(id, received, &chunk).await?;
        received += chunk.len() as u64;
    }
    let mut complete = received == known.bytes;
    if complete && hex::encode(Sha256::digest(unit.photos().bytes(id).await?)) != known.sha256.to_lowercase() {
        unit.photos().reset(id).await?;
        (received, complete) = (0, false);
    }
    unit.commit().await?;
    Ok(Json(PhotoProgress { received, complete }))
}
