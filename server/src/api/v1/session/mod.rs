//! Signing in and out.

pub mod activate;
pub mod me;
pub mod sign_in;
pub mod sign_out;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{NaiveDate, TimeDelta};
use domain::id::DeviceId;
use domain::policy::Deputyship;
use storage::{Account, Device, Session, StorageError, Unit, Unsent};
use sync::account::{Me, SignedIn, StandIn};

use crate::AppState;
use crate::auth::session::{DAYS, cookie, make_token};
use crate::core::deputies;
use crate::error::ApiError;

/// Longest name of a device, in characters.
const LABEL_CHARS_MAX: usize = 60;

pub(super) async fn me_of(
    unit: &mut dyn Unit,
    account: &Account,
    device: Option<DeviceId>,
    today: NaiveDate,
) -> Result<Me, StorageError> {
    let stand_in = |(one, with): (Deputyship, String)| StandIn {
        grant: one.grant(),
        with,
        until: one.to,
        lent: one.deputy == account.id,
    };
    let running = deputies::running(unit, account, today).await?;
    let stand_ins: Vec<StandIn> = running.into_iter().map(stand_in).collect();
    let lent = stand_ins.iter().filter(|one| one.lent).map(|one| one.grant);
    Ok(Me {
        account: account.id,
        login: account.login.clone(),
        name: account.name.clone(),
        grants: account.grants.iter().copied().chain(lent).collect(),
        device,
        stand_ins,
    })
}

/// Opens a session on a device, and answers with what the app needs.
async fn open(state: &AppState, account: &Account, known: Option<DeviceId>, label: &str) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let mut unit = state.storage.write(account.county).await?;
    let known = match known {
        Some(id) => unit.devices().get(id).await?.filter(|d| d.account == account.id && d.revoked_at.is_none()),
        None => None,
    };
    let device = match known {
        Some(device) => device,
        None => {
            let device = Device {
                id: DeviceId(state.clock.uuid()),
                account: account.id,
                label: label.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect(),
                recovery_key: state.clock.random::<32>().to_vec(),
                last_n: 0,
                revoked_at: None,
                unsent: Unsent::default(),
                added_at: now,
            };
            unit.devices().add(&device).await?;
            device
        }
    };
    let (token, token_hash) = make_token(state.clock.random());
    let expires_at = now + TimeDelta::days(DAYS);
    unit.sessions()
        .add(&Session {
            token_hash,
            county: account.county,
            account: account.id,
            device: Some(device.id),
            expires_at,
            closing: false,
        })
        .await?;
    let me = me_of(unit.as_mut(), account, Some(device.id), state.clock.today()).await?;
    unit.commit().await?;
    let body = SignedIn { me, device: device.id, recovery_key: hex::encode(&device.recovery_key), server_time: now };
    let set = [(header::SET_COOKIE, cookie(Some(&token), state.settings.secure()))];
    Ok((set, Json(body)).into_response())
}
