//! `GET /api/v1/me`: who is signed in.

use axum::Json;
use sync::account::Me;

use crate::auth::SignedIn;

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200), (status = 401)))]
pub async fn me(who: SignedIn) -> Json<Me> {
    Json(super::me_of(&who.account, who.session.device))
}
