//! The root: a public page, or the app behind sign-in.

use leptos::prelude::*;

use crate::pages::public::landing::Landing;
use crate::pages::public::privacy::Privacy;
use crate::pages::public::sign_in::{Credentials, SignIn};

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `/`
    Landing,
    /// `/sign-in`
    SignIn,
    /// `/privacy`
    Privacy,
    /// `/app/…` and `/desk/…`
    Inside,
}

impl Place {
    fn of(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::Landing,
            "/sign-in" => Self::SignIn,
            "/privacy" => Self::Privacy,
            _ => Self::Inside,
        }
    }
}

/// The root of the app, for an address.
#[component]
pub fn Root(path: String) -> impl IntoView {
    let place = RwSignal::new(Place::of(&path));
    #[cfg(target_arch = "wasm32")]
    let session = crate::pages::gate::Session::new(place);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let submit = move |credentials: Credentials| {
        #[cfg(target_arch = "wasm32")]
        session.sign_in(credentials, busy, error);
        #[cfg(not(target_arch = "wasm32"))]
        drop(credentials);
    };
    move || match place.get() {
        Place::Landing => view! { <Landing /> }.into_any(),
        Place::Privacy => view! { <Privacy /> }.into_any(),
        Place::SignIn => view! { <SignIn busy=busy error=error on_submit=submit /> }.into_any(),
        Place::Inside => inside(
            #[cfg(target_arch = "wasm32")]
            session,
        ),
    }
}

#[cfg(target_arch = "wasm32")]
fn inside(session: crate::pages::gate::Session) -> AnyView {
    view! { <crate::pages::gate::Gate session=session /> }.into_any()
}

/// The server renders nothing behind sign-in.
#[cfg(not(target_arch = "wasm32"))]
fn inside() -> AnyView {
    ().into_any()
}
