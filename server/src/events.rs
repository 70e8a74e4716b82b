//! What the server's own lines say of security: one line an event, under the target `security`, with the event's code in the
//! field `event` and, where there is one, the code of its cause. This is the list of them.
//!
//! A line names an account, a device or a thing by its identifier. It has no name, no sign-in name, no number, no word
//! that somebody typed, no token and no address: a cause is a constant of this program, and of an address it says a sign
//! that only the key of the access logs makes ([`Guard::place`](crate::core::access_log::Guard::place)), by which one
//! place is told from another. Which address it was, who has to know finds in the proxy's lines of that second.
//!
//! Each request has a span, [`watched`], so that every line that is written while it is answered says the request's
//! number, its route as the table of routes has it, the place, and, once they are known, account and device.

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::id::{AccountId, DeviceId};
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use sync::ErrorCode;
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span};

use crate::AppState;
use crate::core::access_log::heads::Head;

/// By which an answer can be found again in the server's lines.
const REQUEST_ID: &str = "x-request-id";

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $code:literal $(, $grave:ident)?;)+) => {
        /// What may be worth a look to who watches over the server.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $name,)+
        }

        impl Event {
            /// Every event.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// Whether it is a refusal or worse.
            const fn is_grave(self) -> bool {
                match self {
                    $(Self::$name => events!(@ $($grave)?),)+
                }
            }
        }
    };
    (@ grave) => { true };
    (@) => { false };
}

events! {
    /// Somebody is in, on a phone or at a desk: the cause says where and how.
    SignedIn = "signed_in";
    /// The password was right, and a second step is asked for.
    HalfWayIn = "half_way_in";
    /// Somebody is not let in: nobody has the name, the password is wrong, the account has ended.
    SignInRefused = "sign_in_refused", grave;
    /// A one-time code is none, or not in time.
    CodeRefused = "code_refused", grave;
    /// The code of a second step is wrong.
    StepRefused = "step_refused", grave;
    /// A second step was tried wrong so often that it waits for another day.
    StepClosed = "step_closed", grave;
    /// Tries are made to wait: the cause says in which lane.
    TriesWait = "tries_wait", grave;
    /// The password was given again.
    Confirmed = "confirmed";
    /// It was wrong.
    ConfirmRefused = "confirm_refused", grave;
    /// A password was changed by its owner.
    PasswordChanged = "password_changed";
    /// It was not: the old one was wrong.
    PasswordRefused = "password_refused", grave;
    /// A session ended: its owner signed out, or its time was over.
    SessionEnded = "session_ended";
    /// A phone that was revoked, or one of an ended account, has come.
    RevokedCame = "revoked_came", grave;
    /// Somebody asked for what they may not see or do; also whoever is told that it is not there.
    Refused = "refused", grave;
    /// A body that no page and no phone of ours sends.
    Unfit = "unfit", grave;
    /// More pictures than an account may send.
    TooManyPhotos = "too_many_photos", grave;
    /// An act of power, as it goes into the access log: the cause is its code.
    Act = "act";
    /// The access log is not whole, or what was written down of it outside the database is gone: the cause says which.
    LogBroken = "log_broken", grave;
    /// How far the access log of a county stands, once a day, by the hash of its last entry: whoever sends the server's
    /// lines to another machine has it there, where nobody who may write here can change it.
    LogStands = "log_stands";
    /// The clock stands more than a day before the newest entry of an access log: what has ended may be open again, and days
    /// are counted from a wrong one.
    ClockBack = "clock_back", grave;
    /// The server has begun to answer.
    Started = "started";
    /// A command, or the server itself, has refused to start: the cause is the command.
    NotStarted = "not_started", grave;
    /// The database lies under a new key.
    KeyRotated = "key_rotated";
    /// A backup was written.
    BackedUp = "backed_up";
    /// A backup was put back; with a cause, a start has ended what was cut off.
    Restored = "restored", grave;
}

/// Writes a line: what happened, to whose account where one is known, and why.
pub fn tell(event: Event, account: Option<AccountId>, cause: &'static str) {
    let (event, account, grave) = (event.code(), account.map(display), event.is_grave());
    if grave {
        tracing::warn!(target: "security", event, of = account, cause);
    } else {
        tracing::info!(target: "security", event, of = account, cause);
    }
}

/// Writes the line of how far an access log stands: its county, the day, the number and the hash of its last entry.
pub fn tell_head(head: &Head) {
    tracing::info!(target: "security", event = Event::LogStands.code(), %head);
}

/// Whoever asks is known from here on.
pub fn known(account: AccountId, device: Option<DeviceId>) {
    let span = Span::current();
    span.record("account", display(account));
    if let Some(device) = device {
        span.record("device", display(device));
    }
}

/// Answers a request within a span of its own, and tells what the answer refuses.
pub async fn watched(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = format!("{:x}-{}", state.started.timestamp(), state.requests.fetch_add(1, Ordering::Relaxed));
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let place = state.peer(request.headers(), direct).map(|address| state.guard.place(address)).unwrap_or_default();
    // What varies in a path stands as its name: whoever asks may have written anything there.
    let route = request.extensions().get::<MatchedPath>().map_or("", |path| path.as_str()).to_owned();
    let span = tracing::info_span!(
        target: "security", "request", id, method = %request.method(), route, place, account = Empty, device = Empty
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| refused(&response));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Tells of an answer that refuses.
fn refused(response: &Response) {
    let code = response.extensions().get::<ErrorCode>().map(|code| code.code());
    match (response.status(), code) {
        (StatusCode::FORBIDDEN, code) => tell(Event::Refused, None, code.unwrap_or("forbidden")),
        (StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST, None) => tell(Event::Unfit, None, "unreadable"),
        (StatusCode::PAYLOAD_TOO_LARGE, _) => tell(Event::Unfit, None, "too_large"),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, _) => tell(Event::Unfit, None, "media_type"),
        _ => {}
    }
}
