//! The second step of signing in at a desk: taken after the password, and set up, changed or put away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::ErrorCode;
use sync::account::{NewStep, OwnStep, StepAsked, StepChoice, StepCode, StepView};

use super::confirm::confirming;
use super::layout::Desk;
use crate::components::dialog::Confirm;
use crate::problem::RequestError;
use crate::state::api;
use crate::{w, words};

/// Why something did not work.
type Said = RwSignal<Option<&'static str>>;

fn print(_: leptos::ev::MouseEvent) {
    let _ = crate::platform::window().print();
}

/// A field for a code, and what is done with what was typed.
#[component]
fn CodeForm(
    #[prop(into)] label: String,
    word: &'static str,
    busy: RwSignal<bool>,
    error: Said,
    on_code: Callback<StepCode>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| drop(field.focus()));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            on_code.run(StepCode { code: typed.get_untracked() });
        }
    };
    view! {
        <form class="stacked" on:submit=submit>
            <label class="labelled"><span>{label}</span>
                <input type="text" name="step_code" autocomplete="one-time-code" autocapitalize="characters" required
                    node_ref=field prop:value=move || typed.get() on:input=move |ev| typed.set(event_target_value(&ev)) />
            </label>
            <p class="error" role="alert">{move || error.get()}</p>
            <button type="submit" class="button wide" disabled=move || busy.get()>
                {move || if busy.get() { w!(sign_in.wait) } else { word }}
            </button>
        </form>
    }
}

/// Does something with the server, with one try at a time.
fn try_it<T: 'static>(
    busy: RwSignal<bool>,
    error: Said,
    work: impl Future<Output = Result<T, RequestError>> + 'static,
    then: impl FnOnce(T) + 'static,
) {
    busy.set(true);
    spawn_local(async move {
        let outcome = work.await;
        busy.try_set(false);
        match outcome {
            Ok(done) => {
                error.try_set(None);
                then(done);
            }
            Err(problem) => drop(error.try_set(Some(words::error(&problem)))),
        }
    });
}

/// Takes the step.
#[component]
fn Step(#[prop(into)] label: String, done: Callback<()>) -> impl IntoView {
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None));
    let take = move |code: StepCode| try_it(busy, error, async move { api::step(&code).await }, move |_| done.run(()));
    view! {
        <CodeForm label=label word=w!(second_step.enter) busy=busy error=error on_code=Callback::new(take) />
        <p class="meta">{w!(second_step.lost)}</p>
    }
}

/// The codes of a card, to be cut out or kept whole.
fn card(codes: Vec<String>) -> AnyView {
    let one = |code| view! { <li>{code}</li> };
    view! {
        <section class="step-card">
            <h2>{w!(second_step.card_title)}</h2>
            <p class="meta">{w!(second_step.card_keep)}</p>
            <ol>{codes.into_iter().map(one).collect_view()}</ol>
        </section>
        <div class="tools"><button type="button" class="button" on:click=print>{w!(second_step.print)}</button></div>
    }
    .into_any()
}

/// A seed, to be scanned or typed.
fn seed(key: String, qr_svg: String) -> AnyView {
    view! {
        <p>{w!(second_step.scan)}</p>
        <div class="qr" inner_html=qr_svg></div>
        <p class="meta">{w!(second_step.key)}</p>
        <p><b class="code">{key}</b></p>
    }
    .into_any()
}

/// The codes for who loses it, until they are kept.
#[component]
fn Recovery(codes: Vec<String>, done: Callback<()>) -> impl IntoView {
    let one = |code| view! { <li>{code}</li> };
    view! {
        <section class="step-card recovery">
            <h2>{w!(second_step.recovery)}</h2>
            <p class="meta">{w!(second_step.recovery_hint)}</p>
            <ol>{codes.into_iter().map(one).collect_view()}</ol>
        </section>
        <div class="row tools">
            <button type="button" class="button quiet" on:click=print>{w!(second_step.print)}</button>
            <button type="button" class="button" on:click=move |_| done.run(())>{w!(second_step.kept)}</button>
        </div>
    }
}

/// Sets a second step up: what it is to be, its seed or card, a code of it, and the codes for who loses it.
#[component]
fn SetUp(done: Callback<()>) -> impl IntoView {
    let made = RwSignal::new(None::<NewStep>);
    let recovery = RwSignal::new(None::<Vec<String>>);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None));
    let begin = move |choice| {
        try_it(busy, error, confirming(move || api::draft_step(choice)), move |new| drop(made.try_set(Some(new))));
    };
    let set = Callback::new(move |code: StepCode| {
        let call = confirming(move || {
            let code = code.clone();
            async move { api::set_step(&code).await }
        });
        let lapses = async move {
            let outcome = call.await;
            if matches!(outcome, Err(RequestError::Refused(_, Some(ErrorCode::StepLapsed), _))) {
                // What was shown is void: it is chosen again, and said why.
                made.try_set(None);
            }
            outcome
        };
        try_it(busy, error, lapses, move |set| drop(recovery.try_set(Some(set.recovery))));
    });
    let choice = move |choice, word, hint| {
        view! {
            <button type="button" class="answer" disabled=move || busy.get() on:click=move |_| begin(choice)>
                <b>{word}</b><span class="meta">{hint}</span>
            </button>
        }
    };
    let choices = move || {
        view! {
            <h2>{w!(second_step.choose)}</h2>
            <div class="answers">
                {choice(StepChoice::Authenticator, w!(second_step.authenticator), w!(second_step.authenticator_hint))}
                {choice(StepChoice::Card, w!(second_step.card), w!(second_step.card_hint))}
            </div>
            <p class="error" role="alert">{move || error.get()}</p>
        }
        .into_any()
    };
    let shown = move |new: NewStep| {
        let (shown, label) = match new {
            NewStep::Authenticator { key, qr_svg } => (seed(key, qr_svg), w!(second_step.first_code)),
            NewStep::Card(codes) => (card(codes), w!(second_step.first_of_card)),
        };
        view! {
            {shown}
            <div class="tools stacked">
                <CodeForm label=label word=w!(second_step.set) busy=busy error=error on_code=set />
                <button type="button" class="link" on:click=move |_| made.set(None)>{w!(second_step.back)}</button>
            </div>
        }
        .into_any()
    };
    move || match (recovery.get(), made.get()) {
        (Some(codes), _) => view! { <Recovery codes=codes done=done /> }.into_any(),
        (None, Some(new)) => shown(new),
        (None, None) => choices(),
    }
}

/// The step that is asked before a desk, or its being set up.
#[component]
pub fn AskedStep(done: Callback<()>) -> impl IntoView {
    let answer = LocalResource::new(api::step_asked);
    let asked = move |view: StepView| {
        let hello = w!(second_step.hello, name = view.name);
        let body = match view.asked {
            StepAsked::Authenticator => view! { <Step label=w!(second_step.by_authenticator) done=done /> }.into_any(),
            StepAsked::Card(n) => view! { <Step label=w!(second_step.by_card, n = n) done=done /> }.into_any(),
            StepAsked::Recovery => view! { <Step label=w!(second_step.by_recovery) done=done /> }.into_any(),
            StepAsked::SetUp => view! {
                <p>{w!(second_step.must)}</p><p class="meta">{w!(second_step.why)}</p><SetUp done=done />
            }
            .into_any(),
        };
        view! { <p class="tools">{hello}</p><div class="card stacked">{body}</div> }.into_any()
    };
    move || match answer.get() {
        None => view! { <p aria-busy="true">{w!(desk.loading)}</p> }.into_any(),
        Some(Ok(view)) => asked(view),
        Some(Err(problem)) => view! { <p class="error" role="alert">{words::error(&problem)}</p> }.into_any(),
    }
}

/// What the own second step is.
fn state_of(own: &OwnStep) -> impl IntoView + use<> {
    let date = own.set_at.map(|at| words::date::long_day(domain::term::local_day(at))).unwrap_or_default();
    let is = match own.kind {
        None => w!(second_step.none).to_owned(),
        Some(StepChoice::Authenticator) => w!(second_step.has_authenticator, date = date),
        Some(StepChoice::Card) => w!(second_step.has_card, date = date, count = own.card_left),
    };
    let recovery = own.kind.map(|_| view! { <p class="meta">{w!(second_step.recovery_left, count = own.recovery_left)}</p> });
    view! { <p>{is}</p>{recovery} }
}

#[component]
fn Own(own: OwnStep, again: Callback<()>) -> impl IntoView {
    let setting = RwSignal::new(false);
    let sure_of_it = RwSignal::new(false);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None));
    let remove = move || try_it(busy, error, confirming(api::remove_step), move |()| again.run(()));
    let done = Callback::new(move |()| again.run(()));
    let (has_one, is_asked) = (own.kind.is_some(), own.is_asked);
    let removal = move || match (has_one, is_asked) {
        (false, _) => ().into_any(),
        (true, true) => view! { <p class="meta">{w!(second_step.asked)}</p> }.into_any(),
        (true, false) => view! {
            <button type="button" class="link" disabled=move || busy.get() on:click=move |_| sure_of_it.set(true)>
                {w!(second_step.remove)}</button>
        }
        .into_any(),
    };
    let ways = move || {
        view! {
            <div><button type="button" class="button" on:click=move |_| setting.set(true)>
                {if has_one { w!(second_step.anew) } else { w!(second_step.set) }}</button></div>
            {removal()}
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure_of_it question=w!(second_step.remove_sure) on_yes=remove />
        }
        .into_any()
    };
    let is_set_up = move || if setting.get() { view! { <SetUp done=done /> }.into_any() } else { ways() };
    view! {
        <section class="panel tools">{state_of(&own)}<p class="meta">{w!(second_step.why)}</p></section>
        <section class="panel">{is_set_up}</section>
    }
}

/// The own second step.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let answer = LocalResource::new(api::own_step);
    let again = Callback::new(move |()| answer.refetch());
    let shown = move || match answer.get() {
        None => view! { <p class="empty" aria-busy="true">{w!(desk.loading)}</p> }.into_any(),
        Some(Ok(own)) => view! { <Own own=own again=again /> }.into_any(),
        Some(Err(problem)) => view! {
            <p class="empty">{words::error(&problem)}</p>
            <p class="middle"><button type="button" class="button" on:click=move |_| again.run(())>{w!(desk.retry)}</button></p>
        }
        .into_any(),
    };
    view! {
        <Desk title=w!(second_step.title)>
            <h1 class="tools">{w!(second_step.heading)}</h1>
            {shown}
        </Desk>
    }
}
