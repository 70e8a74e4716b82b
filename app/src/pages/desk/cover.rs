//! What lies over a desk's page once its session has ended, or nobody was there for a while. Below it everything stays
//! as it was, what was half typed too, and is shown to nobody until the same person is back.

use domain::id::AccountId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::ErrorCode;
use sync::account::{Me, SignIn};

use super::confirm::ConfirmFirst;
use super::half_way::HalfWay;
use crate::addresses::{DESK, SIGN_IN};
use crate::components::flower::Sign;
use crate::platform::{drafts, events};
use crate::problem::RequestError;
use crate::showing::{TO_DESK, covered};
use crate::state::session::{Session, leave};
use crate::state::api;
use crate::{w, words};

/// Minutes without a sign of anybody after which the page is covered; the server's session lasts as long.
const IDLE_MINUTES: i64 = 30;

/// Signs in as who was here; somebody else begins anew, and finds nothing of what was typed.
async fn back(me: &Me, password: String) -> Result<(), RequestError> {
    let login = me.login.clone();
    let answer = api::sign_in(&SignIn { login, password, device: None, label: String::new(), desk: true }).await?;
    only(me, answer.me.account, answer.phone.is_some());
    Ok(())
}

/// Whoever is in is who was here, and at a desk; else it begins anew.
fn only(me: &Me, account: AccountId, on_phone: bool) {
    if account != me.account || on_phone {
        drafts::forget_tab();
        leave(DESK);
    }
}

/// After the second step.
fn stepped(me: Me) {
    spawn_local(async move {
        match api::me().await {
            Ok(now) => {
                only(&me, now.account, false);
                covered().set(false);
            }
            // It stays covered, and the password is asked anew.
            Err(_) => covered().notify(),
        }
    });
}

fn to_another() {
    drafts::forget_tab();
    leave(&[SIGN_IN, TO_DESK].concat());
}

#[component]
fn Back(me: Me) -> impl IntoView {
    let half = RwSignal::new(false);
    let of_step = me.clone();
    let done = Callback::new(move |()| stepped(of_step.clone()));
    move || {
        if half.get() {
            return view! { <div class="cover"><HalfWay done=done /></div> }.into_any();
        }
        view! { <ByPassword me=me.clone() half=half /> }.into_any()
    }
}

#[component]
fn ByPassword(me: Me, half: RwSignal<bool>) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| drop(field.focus()));
    let name = me.name.clone();
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let me = me.clone();
        spawn_local(async move {
            match back(&me, password.get_untracked()).await {
                Ok(()) => covered().set(false),
                Err(RequestError::Refused(_, Some(ErrorCode::SecondStep), _)) => half.set(true),
                Err(problem) => drop(error.try_set(Some(words::error(&problem)))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <div class="cover" role="dialog" aria-modal="true" aria-labelledby="cover-title">
            <main class="public">
                <Sign />
                <h1 id="cover-title">{w!(cover.title)}</h1>
                <p>{w!(cover.lead, name = name)}</p>
                <form class="card stacked" on:submit=submit>
                    <label class="labelled"><span>{w!(sign_in.password)}</span>
                        <input type="password" name="password" autocomplete="current-password" required node_ref=field
                            prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                    </label>
                    <p class="error" role="alert">{move || error.get()}</p>
                    <button type="submit" class="button wide" disabled=move || busy.get()>
                        {move || if busy.get() { w!(sign_in.wait) } else { w!(cover.go_on) }}
                    </button>
                    <button type="button" class="link" on:click=|_| to_another()>{w!(cover.other)}</button>
                </form>
            </main>
        </div>
    }
}

/// The page, and over it the cover while nobody may see it.
#[component]
pub fn Covered(children: Children) -> impl IntoView {
    let session = expect_context::<Session>();
    let covered = covered();
    events::when_idle(IDLE_MINUTES, move || covered.set(true));
    let cover = move || covered.get().then(|| session.me()).flatten().map(|me| view! { <Back me=me /> });
    view! {
        <div class:covered=move || covered.get() inert=move || covered.get()>{children()}</div>
        <div class:covered=move || covered.get() inert=move || covered.get()><ConfirmFirst /></div>
        {cover}
    }
}
