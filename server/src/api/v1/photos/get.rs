//! `GET /api/v1/photos/{photo}`: a picture, for those who may see the child's file.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use domain::id::PhotoId;
use domain::policy::{Action, Subject, can};

use crate::AppState;
use crate::access::{self, Look};
use crate::auth::SignedIn;
use crate::error::ApiError;

/// A whole picture. A look by somebody other than the child's mentor is logged.
#[utoipa::path(get, path = "/api/v1/photos/{photo}", params(("photo" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 404)))]
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<PhotoId>,
) -> Result<impl IntoResponse, ApiError> {
    let mut unit = state.storage.read(who.county()).await?;
    let known = unit.photos().state(id).await?.filter(|p| p.received == p.bytes).ok_or(ApiError::NotFound)?;
    let mine = unit.pairings().of_mentor(who.account.id).await?;
    let mut paired = known.account == who.account.id;
    let mut allowed = paired;
    for child in unit.photos().children(id).await? {
        let Some(child) = unit.children().get(child).await? else { continue };
        let is_paired = mine.iter().any(|p| p.child == child.id && p.on(state.clock.today()));
        paired |= is_paired;
        let subject = Subject::Child { school: child.school, paired: is_paired };
        allowed |= can(&who.actor(), Action::SeeChildFile, subject);
    }
    if !allowed {
        return Err(ApiError::NotFound);
    }
    let bytes = unit.photos().bytes(id).await?;
    drop(unit);
    if !paired {
        access::record(&state, &who, Look::Photo, id.0).await?;
    }
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes))
}
