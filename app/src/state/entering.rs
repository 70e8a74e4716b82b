//! The way in: with a password, a one-time code, or without the server to what lies on this phone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::fingerprint::Asked;
use sync::ErrorCode;

use super::account::{self, OpenAccount};
use super::digits::{self, Outcome};
use super::fingerprint::{self, Failed};
use super::records::Records;
use super::session::{Session, Stage, leave, rename};
use super::syncer;
use crate::addresses::{APP, DESK};
use crate::forms::Credentials;
use crate::platform::{events, locks};
use crate::problem::{OpenError, RequestError};
use crate::showing::Showing;

/// Minutes without a touch after which the phone's records lock.
const IDLE_MINUTES: i64 = 15;

/// What a tab holds while it tries digits.
const ONE_TRY: &str = "wuyou-digits";

/// Signs in, or with a one-time code sets the first password, and goes in. `busy` and `error` tell the form.
pub fn sign_in(
    session: Session,
    with: Credentials,
    desk: bool,
    busy: RwSignal<bool>,
    error: RwSignal<Option<OpenError>>,
) {
    let Credentials { login, password, code } = with;
    come_in(session, busy, error, async move {
        match &code {
            Some(code) => account::activate(&login, code, &password).await,
            None => account::sign_in(&login, &password, desk).await,
        }
    });
}

/// Unlocks with the password, without the server.
pub fn unlock(
    session: Session,
    digest: String,
    password: String,
    busy: RwSignal<bool>,
    error: RwSignal<Option<OpenError>>,
) {
    come_in(session, busy, error, async move { account::unlock(&digest, &password).await });
}

/// Unlocks with digits. What is wrong with them is told to `on_wrong`: how many tries are left, or none when the password
/// is asked for.
pub fn unlock_by_digits(
    session: Session,
    digest: String,
    digits: String,
    on_wrong: impl Fn(Result<u8, Option<OpenError>>) + 'static,
) {
    // Two tabs that try at once would count one try.
    spawn_local(locks::hold(ONE_TRY, async move {
        let problem = match digits::unlock(&digest, &digits).await {
            Ok(Outcome::Opened(opened)) => match enter(session, *opened).await {
                Ok(()) => return,
                Err(problem) => Err(Some(problem)),
            },
            Ok(Outcome::Wrong(left)) => Ok(left),
            Ok(Outcome::Gone) => Err(None),
            Err(problem) => Err(Some(problem)),
        };
        on_wrong(problem);
    }));
}

/// Unlocks with the phone's fingerprint. What came in its way is told to `on_failed`.
pub fn unlock_by_fingerprint(session: Session, digest: String, asked: Asked, on_failed: impl Fn(Failed) + 'static) {
    spawn_local(async move {
        let problem = match fingerprint::unlock(&digest, &asked).await {
            Ok(opened) => match enter(session, opened).await {
                Ok(()) => return,
                Err(problem) => problem.into(),
            },
            Err(problem) => problem,
        };
        on_failed(problem);
    });
}

fn come_in(
    session: Session,
    busy: RwSignal<bool>,
    error: RwSignal<Option<OpenError>>,
    opening: impl Future<Output = Result<OpenAccount, OpenError>> + 'static,
) {
    busy.set(true);
    error.set(None);
    spawn_local(async move {
        let outcome = match opening.await {
            Ok(opened) => enter(session, opened).await,
            // It is taken at the desks.
            Err(OpenError::Request(RequestError::Refused(_, Some(ErrorCode::SecondStep), _))) => return leave(DESK),
            Err(problem) => Err(problem),
        };
        // Once in, the form is gone and nothing may be told to it.
        if let Err(problem) = outcome {
            error.set(Some(problem));
            busy.set(false);
        }
    });
}

async fn enter(session: Session, opened: OpenAccount) -> Result<(), OpenError> {
    if let Some((vault, device)) = opened.phone {
        let records = Records::open(vault, opened.me.clone(), device).await?;
        syncer::start(records);
        session.records.set(Some(records));
        events::when_idle(IDLE_MINUTES, || {
            let _ = crate::platform::window().location().reload();
        });
    }
    if session.showing.get_untracked() != Showing::Inside {
        if session.records.with_untracked(Option::is_none) {
            leave(DESK);
            return Ok(());
        }
        // From a public page the address changes without loading anything: the keys are in memory only.
        rename(APP);
    }
    session.stage.set(Stage::Open(opened.me));
    session.showing.set(Showing::Inside);
    Ok(())
}
