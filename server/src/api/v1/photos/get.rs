//! `GET /api/v1/photos/{photo}`: a picture, for those who may see the entry that names it.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use desk_api::access_log::Look;
use domain::id::{AccountId, PhotoId};
use domain::log::Log;
use domain::policy::{Action, Subject, can};
use domain::register::Pairing;
use storage::{StorageError, Unit};

use crate::AppState;
use crate::auth::SignedIn;
use crate::core::access_log::record;
use crate::defences::Defence;
use crate::error::ApiError;
use crate::exchange::rows;

/// A picture that somebody may see.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Whose picture it is.
    of: AccountId,
    /// Whether it is among what the reader's own phone is sent, so that the look is not written down.
    held: bool,
}

/// Who asks, and for which children they are the mentor today.
struct Reader<'a> {
    state: &'a AppState,
    who: &'a SignedIn,
    pairings: Vec<Pairing>,
}

impl Reader<'_> {
    /// Whether the picture of an entry may be seen.
    async fn sees(&self, unit: &mut dyn Unit, log: &Log) -> Result<Option<Seen>, StorageError> {
        let (actor, today) = (self.who.actor(), self.state.clock.today());
        let (mut allowed, mut held) = (false, log.is_class_session_of(actor.account));
        for child in unit.logs().children(log.id).await? {
            let place = rows::unless_damaged(unit.enrolments().place(child, today).await, child.0)?.flatten();
            let Some(place) = place else { continue };
            held |= self.pairings.iter().any(|p| p.child == child && p.on(today));
            allowed |=
                can(&actor, Action::SeePhoto, Subject::Entry { school: place.school, held, kind: log.body.kind });
        }
        allowed |= !self.state.has(Defence::PhotoPolicy);
        Ok(allowed.then_some(Seen { of: log.author, held }))
    }

    /// The picture that the reader may see under an identifier: of an entry of their own before any other, and one
    /// that no entry of theirs has named yet.
    async fn find(&self, unit: &mut dyn Unit, id: PhotoId) -> Result<Option<Seen>, StorageError> {
        let me = self.who.account.id;
        let mut logs = Vec::new();
        for log in unit.photos().logs(id).await? {
            logs.extend(rows::unless_damaged(unit.logs().get(log).await, log.0)?.flatten());
        }
        logs.sort_by_key(|log| log.author != me);
        let named = logs.first().is_some_and(|log| log.author == me);
        if !named && can(&self.who.actor(), Action::SeePhoto, Subject::Own) && is_whole(unit, me, id).await? {
            return Ok(Some(Seen { of: me, held: true }));
        }
        for log in &logs {
            if is_whole(unit, log.author, id).await?
                && let Some(seen) = self.sees(unit, log).await?
            {
                return Ok(Some(seen));
            }
        }
        Ok(None)
    }
}

async fn is_whole(unit: &mut dyn Unit, account: AccountId, id: PhotoId) -> Result<bool, StorageError> {
    Ok(unit.photos().state(account, id).await?.is_some_and(|photo| photo.received == photo.bytes))
}

/// A whole picture. A look by somebody other than the child's mentor is logged.
#[utoipa::path(get, path = "/api/v1/photos/{photo}", params(("photo" = uuid::Uuid, Path)), responses((status = 200), (status = 401), (status = 404)))]
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    Path(id): Path<PhotoId>,
) -> Result<impl IntoResponse, ApiError> {
    let mut unit = state.storage.read(who.county()).await?;
    let pairings = rows::readable(unit.pairings().of_mentor(who.account.id).await?);
    let reader = Reader { state: &state, who: &who, pairings };
    let seen = reader.find(unit.as_mut(), id).await?.ok_or(ApiError::NotFound)?;
    let bytes = unit.photos().bytes(seen.of, id).await?;
    drop(unit);
    if !seen.held {
        record(state.storage.as_ref(), &state.onlooker(who.county(), who.account.id), Look::Photo, id.0).await?;
    }
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes))
}
