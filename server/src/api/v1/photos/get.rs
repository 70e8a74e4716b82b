//! `GET /api/v1/photos/{photo}`: a picture, for those who may see the child's file.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use desk_api::access_log::Look;
use domain::id::PhotoId;
use domain::policy::{Action, Subject, can};

use crate::AppState;
use crate::auth::SignedIn;
use crate::core::access_log::record;
use crate::error::ApiError;
use crate::exchange::rows;

/// A whole picture. A look by somebody other than the child's mentor is logged.
#[utoipa::path(get, path = "/api/v1/photos/{photo}", params(("photo" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 404)))]
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<PhotoId>,
) -> Result<impl IntoResponse, ApiError> {
    let actor = who.actor();
    let mut unit = state.storage.read(who.county()).await?;
    let known = unit.photos().state(id).await?.filter(|p| p.received == p.bytes).ok_or(ApiError::NotFound)?;
    let log = match unit.photos().log(id).await? {
        Some(log) => unit.logs().get(log).await?,
        None => None,
    };
    let (mut allowed, mut own) = (false, known.account == actor.account);
    if let Some(log) = log {
        let mine = rows::readable(unit.pairings().of_mentor(actor.account).await?);
        for child in unit.photos().children(id).await? {
            let today = state.clock.today();
            let place = rows::unless_damaged(unit.enrolments().place(child, today).await, child.0)?.flatten();
            let Some(place) = place else { continue };
            let paired = mine.iter().any(|p| p.child == child && p.on(today));
            own |= paired;
            let subject = Subject::Entry { school: place.school, paired, author: log.author, kind: log.body.kind };
            allowed |= can(&actor, Action::SeePhoto, subject);
        }
    } else {
        // Its entry has not arrived: it is still its sender's alone.
        allowed = own && can(&actor, Action::SeePhoto, Subject::Own);
    }
    if !allowed {
        return Err(ApiError::NotFound);
    }
    let bytes = unit.photos().bytes(id).await?;
    drop(unit);
    if !own {
        record(state.storage.as_ref(), &state.onlooker(who.account.county, actor.account), Look::Photo, id.0).await?;
    }
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes))
}
