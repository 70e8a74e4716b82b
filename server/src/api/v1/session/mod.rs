//! Signing in and out.

pub mod activate;
pub mod confirm;
pub mod me;
pub mod second_step;
pub mod sign_in;
pub mod sign_out;

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::NaiveDate;
use domain::id::DeviceId;
use domain::policy::{Action, Actor, Deputyship, Role, Subject, can};
use storage::{Account, Device, Session, SessionKind, StorageError, Unit, Unsent};
use sync::account::{Me, PhoneSession, SignedIn, StandIn, StepAsked};

use crate::AppState;
use crate::auth::known;
use crate::auth::session::{DESK, HALF, ends_at, hash_token, make_token, of_cookie};
use crate::core::{deputies, second_step as step};
use crate::defences::Defence;
use crate::error::ApiError;
use crate::events::{self, Event, tell};

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
        card_left: if device.is_none() { step::few_left(unit, account).await? } else { None },
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
    /// What else it says with the request: by that a desk's browser is known again.
    pub headers: &'b HeaderMap,
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

/// Opens a session at a desk, and answers with what the app needs. Whoever was half-way in is in.
async fn at_a_desk(
    state: &AppState,
    mut unit: Box<dyn Unit>,
    account: &Account,
    headers: &HeaderMap,
    second_step: bool,
) -> Result<Response, ApiError> {
    let now = state.clock.now();
    if let Some(before) = of_cookie(headers, DESK.name(state.settings.secure())) {
        unit.sessions().end(&hash_token(before)).await?;
    }
    let token = new_desk(state, unit.as_mut(), account, second_step).await?;
    let own = unit.second_steps().get(account.id).await?;
    let me = me_of(unit.as_mut(), account, None, state.clock.today()).await?;
    unit.commit().await?;
    tell(Event::SignedIn, Some(account.id), if second_step { "desk_by_second_step" } else { "desk_by_password" });
    let signed_in = SignedIn { me, phone: None, server_time: now };
    let known = known::set(state, headers, account, own.as_ref());
    Ok((AppendHeaders(in_at_a_desk(state, &token, known)), Json(signed_in)).into_response())
}

/// Opens a session at a desk; what comes back is its token.
pub(super) async fn new_desk(
    state: &AppState,
    unit: &mut dyn Unit,
    account: &Account,
    second_step: bool,
) -> Result<String, StorageError> {
    let now = state.clock.now();
    let (token, token_hash) = make_token(state.clock.random());
    let whose = (account.county, account.id);
    let opened = Session::opened(token_hash, whose, None, now, ends_at(SessionKind::Desk, now));
    unit.sessions().add(&Session { second_step, ..opened }).await?;
    Ok(token)
}

/// The cookies of who is in at a desk, by a browser that is known from now on, and half-way in no more.
pub(super) fn in_at_a_desk(state: &AppState, token: &str, known: HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    let secure = state.settings.secure();
    [DESK.set(Some(token), secure), HALF.set(None, secure), known].map(|cookie| (header::SET_COOKIE, cookie))
}

/// Opens a session, and answers with what the app needs. Who keeps a field log has it on a phone, unless they ask for a
/// desk where they have one; everybody else works at a desk.
async fn open(state: &AppState, account: &Account, browser: Browser<'_>) -> Result<Response, ApiError> {
    let now = state.clock.now();
    let mut unit = state.storage.write(account.county).await?;
    let lent = deputies::lent(unit.as_mut(), account, state.clock.today()).await?;
    let actor = Actor { account: account.id, grants: account.grants.clone(), lent: lent.clone() };
    let at_desk = !actor.holds(Role::Mentor) || (browser.desk && can(&actor, Action::OpenDesk, Subject::Own));
    if at_desk {
        let asked = step::asked(unit.as_mut(), account, &lent, state.clock.today()).await?;
        let asked = asked.filter(|_| state.has(Defence::SecondStep));
        let Some(asked) = asked else { return at_a_desk(state, unit, account, browser.headers, false).await };
        let own = unit.second_steps().get(account.id).await?;
        let is_known = known::of(state, browser.headers, account, own.as_ref()).is_some();
        let random = state.clock.random();
        let token = state.halves.begin(account, asked == StepAsked::SetUp, is_known, now, random);
        tell(Event::HalfWayIn, Some(account.id), if asked == StepAsked::SetUp { "sets_up" } else { "" });
        let set = [(header::SET_COOKIE, HALF.set(Some(&token), state.settings.secure()))];
        return Ok((set, ApiError::SecondStep).into_response());
    }
    let device = device_of(unit.as_mut(), state, account, &browser).await?;
    let (token, token_hash) = make_token(state.clock.random());
    let whose = (account.county, account.id);
    let session = Session::opened(token_hash, whose, Some(device.id), now, ends_at(SessionKind::Phone, now));
    unit.sessions().add(&session).await?;
    let me = me_of(unit.as_mut(), account, session.device, state.clock.today()).await?;
    unit.commit().await?;
    events::known(account.id, session.device);
    tell(Event::SignedIn, Some(account.id), "phone");
    let phone = PhoneSession { device: device.id, recovery_key: hex::encode(&device.recovery_key), token };
    Ok(Json(SignedIn { me, phone: Some(phone), server_time: now }).into_response())
}
