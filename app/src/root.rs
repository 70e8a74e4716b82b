//! The root: what a document shows. Here it is chosen who works in this bundle; nothing below knows of the others.

use leptos::prelude::*;

use crate::forms::Typed;
use crate::pages::gate::Gate;
use crate::showing::Showing;
#[cfg(not(feature = "desk"))]
use crate::showing::TO_DESK;
use crate::state::session::Session;

/// The root of the desks' bundle: there is nothing before the gate, and no records behind it.
#[cfg(feature = "desk")]
#[component]
pub fn Root(path: String, typed: Typed) -> impl IntoView {
    use crate::pages::desk::half_way::HalfWay;
    use crate::pages::desk::inside::Inside;
    use crate::pages::desk::later::Later;

    drop(typed);
    let session = Session::new(RwSignal::new(Showing::of(&path)));
    provide_context(Later::default());
    let half_way =
        |session: Session, _| view! { <HalfWay done=Callback::new(move |()| session.restart()) /> }.into_any();
    view! {
        <Gate session=session locked=half_way inside=|home| view! { <Inside home=home /> }.into_any() />
    }
}

/// The root of the mentors' bundle, for an address, with what was typed before it was there.
#[cfg(not(feature = "desk"))]
#[component]
pub fn Root(path: String, typed: Typed) -> impl IntoView {
    use crate::forms::Credentials;
    use crate::pages::mentor::inside::Inside;
    use crate::pages::mentor::later::Later;
    use crate::pages::mentor::unlock::Unlock;
    use crate::pages::public::sign_in::SignIn;
    use crate::state::entering;

    let showing = RwSignal::new(Showing::of(&path));
    let session = Session::new(showing);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move |with: Credentials| {
        let desk = crate::platform::window().location().search().is_ok_and(|search| search == TO_DESK);
        entering::sign_in(session, with, desk, busy, error);
    };
    // Only for the form that it was typed into.
    let typed = StoredValue::new(Some(typed));
    let later = Later::default();
    provide_context(later);
    move || match showing.get() {
        Showing::Landing => later.landing(),
        Showing::Privacy => later.privacy(),
        Showing::SignIn => {
            let typed = typed.try_update_value(Option::take).flatten().unwrap_or_default();
            view! { <SignIn busy=busy error=error typed=typed on_submit=submit /> }.into_any()
        }
        Showing::Inside => {
            let unlock = |session, digest| view! { <Unlock session=session digest=digest /> }.into_any();
            view! { <Gate session=session locked=unlock inside=|home| view! { <Inside home=home /> }.into_any() /> }
                .into_any()
        }
    }
}
