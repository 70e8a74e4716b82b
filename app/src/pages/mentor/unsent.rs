//! What waits and since when; what was refused, why, with everything that was typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use local_store::vault::Refused;
use sync::account::SignIn;
use sync::{Change, Failure, Op, Snapshot, Written};

use crate::components::bring_back::BringBack;
use crate::components::dialog::Confirm;
use crate::components::frame::Frame;
use crate::platform::clock::today;
use crate::platform::files::download;
use crate::state::export::export;
use crate::state::records::Records;
use crate::state::{account, api};
use crate::{w, words};

/// An operation in a few words: who and what.
fn summary(op: &Op, view: &Snapshot) -> (String, String) {
    let names = |children: &[domain::id::ChildId], classes: &[String]| {
        let children = children.iter().filter_map(|c| view.child(*c)).map(|c| c.name.clone());
        children.chain(classes.iter().cloned()).collect::<Vec<_>>().join(words::comma())
    };
    let of_log = |id| view.log(id).map(|l| names(&l.body.children, &l.body.classes)).unwrap_or_default();
    match &op.change {
        Change::RecordLog(sync::RecordLog { body, .. }) => (
            names(&body.children, &body.classes),
            format!(
                "{} · {} · {} {}",
                words::log::kind(body.kind),
                words::log::mode(body.mode),
                words::log::outcome(body.outcome),
                body.note
            ),
        ),
        Change::ReviseLog(revision) => {
            let note = revision.patch.new_note().unwrap_or_default();
            (of_log(revision.log), format!("{} {note}", w!(log.revise)))
        }
        Change::WithdrawLog(withdrawal) => (of_log(withdrawal.log), w!(log.withdraw).to_owned()),
        Change::FollowUp(done) => (of_log(done.log), w!(child.done_follow_up).to_owned()),
        Change::WritePage(page) => {
            (names(&[page.child], &[]), format!("{}\n{}", w!(page.title), words::term::written(&page.body)))
        }
        Change::Feedback(feedback) => (w!(me.feedback).to_owned(), feedback.text.clone()),
        Change::Other { .. } => (String::new(), w!(newer.operation).to_owned()),
    }
}

/// One waiting operation.
#[component]
fn Waiting(op: Written) -> impl IntoView {
    let records = expect_context::<Records>();
    let (who, what) = records.view.with(|view| summary(&op, view));
    view! {
        <li class="entry">
            <span class="grow"><b>{who}</b><p class="note">{what}</p></span>
            <span class="meta">{w!(unsent.since, time = words::date::instant(op.captured_at, today()))}</span>
        </li>
    }
}

/// One refused operation.
#[component]
fn Attention(refused: Refused) -> impl IntoView {
    let records = expect_context::<Records>();
    let id = refused.op.op_id;
    let op = StoredValue::new(refused.op.clone());
    let (who, what) = records.view.with(|view| summary(&refused.op, view));
    let problems: Vec<&str> = refused.rejection.problems.iter().map(|p| words::log::problem(*p)).collect();
    let why = format!("{}{}", words::sync::rejection(refused.rejection.code), problems.join(" "));
    let mended_at = match &refused.op.change {
        Change::RecordLog(_) | Change::ReviseLog(_) => Some(format!("/app/log?mend={id}")),
        Change::WritePage(page) => Some(format!("/app/child/{}/term?mend={id}", page.child)),
        _ => None,
    };
    let sure = RwSignal::new(false);
    let dismiss = move || {
        spawn_local(async move { drop(records.dismiss(&op.get_value()).await) });
    };
    view! {
        <li class="card attention">
            <b>{who}</b>
            <p class="note">{what}</p>
            <p class="error">{why}</p>
            <div class="row end">
                <button type="button" class="button quiet small" on:click=move |_| sure.set(true)>{w!(unsent.dismiss)}</button>
                {mended_at.map(|to| view! { <A href=to attr:class="button small">{w!(unsent.mend)}</A> })}
            </div>
            <Confirm open=sure question=w!(unsent.dismiss_sure) on_yes=dismiss />
        </li>
    }
}

/// Signs in again without leaving the page, after the session has ended.
#[component]
fn SignInAgain() -> impl IntoView {
    let records = expect_context::<Records>();
    let password = RwSignal::new(String::new());
    let error = RwSignal::new(None::<&'static str>);
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        spawn_local(async move {
            let request = SignIn {
                login: records.me().login,
                password: password.get_untracked(),
                device: Some(records.device()),
                label: String::new(),
                desk: false,
            };
            match api::sign_in(&request).await {
                Ok(answer) => {
                    if let Some(phone) = answer.phone {
                        drop(account::keep_token(&records.vault(), &phone.token).await);
                    }
                    records.failure.set(None);
                    records.wanted.update(|n| *n += 1);
                }
                Err(problem) => error.set(Some(words::error(&problem))),
            }
        });
    };
    view! {
        <form class="card stacked" on:submit=submit>
            <label class="labelled"><span>{w!(unsent.sign_in)}</span>
                <input type="password" name="password" autocomplete="current-password" required
                    prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
            </label>
            <p class="error" role="alert">{move || error.get()}</p>
            <button type="submit" class="button">{w!(sign_in.enter)}</button>
        </form>
    }
}

/// Why the last exchange failed, and what helps.
#[component]
fn Trouble() -> impl IntoView {
    let records = expect_context::<Records>();
    move || {
        records.failure.get().map(|failure| {
            let why = words::sync::failure(failure);
            match failure {
                Failure::SignedOut => view! { <SignInAgain /> }.into_any(),
                // Trying again would not help: somebody has to do something first.
                Failure::TooOld | Failure::Forbidden | Failure::Revoked => {
                    view! { <p class="warn" role="status">{w!(unsent.stopped, why = why)}</p> }.into_any()
                }
                _ => view! { <p class="warn" role="status">{w!(unsent.retrying, why = why)}</p> }.into_any(),
            }
        })
    }
}

/// The work as a file: taken along while there is some, and brought back.
#[component]
fn AsFile(nothing: Signal<bool>) -> impl IntoView {
    let records = expect_context::<Records>();
    let failed = RwSignal::new(None::<&'static str>);
    let take_along = move |_| {
        spawn_local(async move {
            match export(&records).await {
                Ok(file) => download(&format!("wuyou-{}.wuyou", today()), "application/octet-stream", &file),
                Err(problem) => failed.set(Some(words::error(&problem))),
            }
        });
    };
    view! {
        <details class="more"><summary>{w!(unsent.file)}</summary>
            <p class="meta">{w!(unsent.export_hint)}</p>
            <div class="row">
                <Show when=move || !nothing.get()>
                    <button type="button" class="button quiet" on:click=take_along>{w!(unsent.export)}</button>
                </Show>
            </div>
            <p class="error" role="alert">{move || failed.get()}</p>
            <BringBack />
        </details>
    }
}

/// Unsent and refused work.
#[component]
pub fn UnsentPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let has_photos = move || records.photos.get() > 0;
    let nothing = Signal::derive(move || {
        records.outbox.with(Vec::is_empty) && records.refused.with(Vec::is_empty) && records.photos.get() == 0
    });
    let try_now = move |_| records.wanted.update(|n| *n += 1);
    let attention = move || {
        let all = records.refused.get();
        (!all.is_empty()).then(|| view! {
            <h2 class="section">{w!(unsent.attention)}</h2>
            <p class="meta">{w!(unsent.attention_hint)}</p>
            <ul class="plain">{all.into_iter().map(|refused| view! { <Attention refused=refused /> }).collect_view()}</ul>
        })
    };
    let waiting =
        move || {
            let all = records.outbox.get();
            (!all.is_empty()).then(|| view! {
            <h2 class="section">{w!(unsent.waiting)}</h2>
            <p class="meta">{w!(unsent.waiting_hint)}</p>
            <ul class="card list">{all.into_iter().map(|(_, op)| view! { <Waiting op=op /> }).collect_view()}</ul>
        })
        };
    view! {
        <Frame title=w!(unsent.title)>
            <Trouble />
            <Show when=move || nothing.get()><p class="calm">{w!(unsent.none)}</p></Show>
            {attention}
            {waiting}
            <Show when=has_photos><p class="meta">{move || w!(unsent.photos, count = records.photos.get())}</p></Show>
            <Show when=move || !nothing.get()>
                <div class="row">
                    <button type="button" class="button" disabled=move || records.busy.get() on:click=try_now>
                        {move || if records.busy.get() { w!(status.syncing) } else { w!(unsent.try_now) }}
                    </button>
                </div>
            </Show>
            <AsFile nothing=nothing />
        </Frame>
    }
}
