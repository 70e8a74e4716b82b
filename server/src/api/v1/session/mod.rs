//! Signing in and out.

pub mod activate;
pub mod me;
pub mod sign_in;
pub mod sign_out;

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::id::DeviceId;
use domain::policy::{Action, Actor, Deputyship, Role, Subject, can};
use storage::{Account, Device, Session, SessionKind, StorageError, Unit, Unsent};
use sync::account::{Me, PhoneSession, SignedIn, StandIn};

use crate::AppState;
use crate::auth::session::{cookie, ends_at, make_token};
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

/// What somebody said of the browser with which they come in.
pub(super) struct Browser<'b> {
    /// The device that it is for the account already.
    pub device: Option<DeviceId>,
    /// What to call it.
    pub label: &'b str,
    /// Whether it is for the desks.
    pub desk: bool,
}

/// The device of a phone: the one it names, if it is the account's and was not revoked, or a new one.
async fn device_of(
    unit: &mut dyn Unit,
    state: &AppState,
    account: &Account,
    browser: &Browser<'_>,
) -> Result<Device, StorageError> {
    let known = match browser.device {
        Some(id) => unit.devices().get(id).await?.filter(|d| d.account == account.id && d.revoked_at.is_none()),
        None => None,
    };
    if let Some(device) = known {
        return Ok(device);
    }
    let device = Device {
        id: DeviceId(state.clock.uuid()),
        account: account.id,
        label: browser.label.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect(),
        recovery_key: state.clock.random::<32>().to_vec(),
        last_n: 0,
        revoked_at: None,
        unsent: Unsent::default(),
        added_at: state.clock.now(),
    };
    unit.devices().add(&device).await?;
    Ok(device)
}

/// Opens a session, and answers with what the app needs. Who keeps a field log has it on a phone, unless they ask for a
/// desk where they have one; everybody else works at a desk.
async fn open(state: &AppState, account: &Account, browser: Browser<'_>) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let mut unit = state.storage.write(account.county).await?;
    let lent = deputies::lent(unit.as_mut(), account, state.clock.today()).await?;
    let actor = Actor { account: account.id, grants: account.grants.clone(), lent };
    let at_desk = !actor.holds(Role::Mentor) || (browser.desk && can(&actor, Action::OpenDesk, Subject::Own));
    let (kind, device) = if at_desk {
        (SessionKind::Desk, None)
    } else {
        (SessionKind::Phone, Some(device_of(unit.as_mut(), state, account, &browser).await?))
    };
    let (token, token_hash) = make_token(state.clock.random());
    let device_id = device.as_ref().map(|device| device.id);
    let whose = (account.county, account.id);
    let session = Session::opened(token_hash, whose, device_id, now, ends_at(kind, now));
    unit.sessions().add(&session).await?;
    let me = me_of(unit.as_mut(), account, session.device, state.clock.today()).await?;
    unit.commit().await?;
    let phone = device.map(|device| PhoneSession {
        device: device.id,
        recovery_key: hex::encode(&device.recovery_key),
        token: token.clone(),
    });
    let set = phone.is_none().then(|| [(header::SET_COOKIE, cookie(Some(&token), state.settings.secure()))]);
    Ok((set.map(axum::response::AppendHeaders), Json(SignedIn { me, phone, server_time: now })).into_response())
}
