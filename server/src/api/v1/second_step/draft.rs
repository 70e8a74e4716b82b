//! `POST /api/v1/second-step/draft`: begins to set up a second step.

use axum::Json;
use axum::extract::State;
use qrcode::QrCode;
use qrcode::render::svg::Color;
use storage::{CodeUse, SecondStep, StepKind};
use sync::account::{DraftStep, NewStep, StepChoice};

use super::SetsUp;
use crate::AppState;
use crate::auth::step::{self, SEED_BYTES};
use crate::error::ApiError;

/// Width and height of the picture in pixels.
const QR_SIZE: u32 = 220;

/// Makes a seed or a card. Nothing is set up before a code of it was typed.
#[utoipa::path(post, path = "/api/v1/second-step/draft", responses((status = 200), (status = 401), (status = 428)))]
pub async fn draft(
    State(state): State<AppState>,
    who: SetsUp,
    Json(request): Json<DraftStep>,
) -> Result<Json<NewStep>, ApiError> {
    let (clock, now) = (&state.clock, state.clock.now());
    let digest_key = clock.random::<32>().to_vec();
    let blank = SecondStep {
        account: who.account.id,
        kind: StepKind::Card,
        digest_key: digest_key.clone(),
        last_step: 0,
        set_at: now,
        wrong: 0,
        wrong_at: None,
        codes: vec![],
    };
    let (made, told) = match request.choice {
        StepChoice::Authenticator => {
            let seed = clock.random::<SEED_BYTES>().to_vec();
            let (key, address) = step::told(&seed, &who.account.login).ok_or(ApiError::Internal("a seed"))?;
            let qr = QrCode::new(address.as_bytes()).map_err(|_| ApiError::Internal("a picture of a seed"))?;
            let qr_svg = qr.render::<Color<'_>>().min_dimensions(QR_SIZE, QR_SIZE).build();
            (SecondStep { kind: StepKind::Authenticator(seed), ..blank }, NewStep::Authenticator { key, qr_svg })
        }
        StepChoice::Card => {
            let (shown, codes) = step::codes(clock, &digest_key, CodeUse::Card);
            (SecondStep { codes, ..blank }, NewStep::Card(shown))
        }
    };
    state.halves.lay(&who.token_hash, made, now);
    Ok(Json(told))
}
