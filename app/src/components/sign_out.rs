//! Signing out, from the phone and from a desk.

use leptos::task::spawn_local;

use crate::pages::gate::leave;
use crate::state::api;

/// Signs out; the unsent stays.
pub fn sign_out() {
    spawn_local(async move {
        drop(api::sign_out().await);
        leave("/sign-in");
    });
}
