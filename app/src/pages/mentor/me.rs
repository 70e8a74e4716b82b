//! Me: what happened to the account, devices, language, theme, storage, comparison with the server, feedback, password.

mod digits;
#[cfg(not(feature = "desk"))]
pub mod fingerprint;

use domain::few::sort_few;
use domain::id::DeviceId;
use domain::term::local_day;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::account::{ChangePassword, DeviceInfo};
use sync::row::{Envelope, Notice};
use sync::view::Difference;
use sync::{Feedback, RowKey, RowKind};

use crate::components::choice::Segments;
use crate::components::dialog::Confirm;
use crate::components::frame::Frame;
use crate::i18n::Locale;
use crate::lang::lang;
use crate::platform::clock::today;
use crate::platform::locks;
use crate::platform::prefs::{self, Pref};
use crate::platform::storage::{self, StorageState};
use crate::platform::updates::works_offline;
use crate::state::records::Records;
use crate::state::session::{Session, has_desk, sign_out};
use crate::state::{account, api};
use crate::{w, words};
use digits::Digits;

/// Where feedback in progress is kept.
const FEEDBACK: &str = "feedback";
/// How many of the newest acts are shown.
const TOLD_SHOWN: usize = 50;
const THEMES: [&str; 3] = ["auto", "light", "dark"];

/// Language and theme.
#[component]
pub fn Looks() -> impl IntoView {
    let session = expect_context::<Session>();
    let theme = RwSignal::new(
        prefs::get(Pref::Theme).and_then(|t| THEMES.iter().copied().find(|k| **k == t)).unwrap_or("auto"),
    );
    let choose = move |chosen: &'static str| {
        theme.set(chosen);
        prefs::set(Pref::Theme, chosen);
        prefs::apply_theme(chosen);
    };
    let themes = vec![("auto", w!(me.auto)), ("light", w!(me.light)), ("dark", w!(me.dark))];
    let language = if lang() == Locale::en { "en" } else { "zh-CN" };
    view! {
        <h2 class="section">{w!(me.language)}</h2>
        <Segments label=w!(me.language) options=vec![("zh-CN", "中文"), ("en", "English")]
            value=Signal::derive(move || language) on_choose=move |tag| session.change_language(tag) />
        <h2 class="section">{w!(me.theme)}</h2>
        <Segments label=w!(me.theme) options=themes value=theme on_choose=choose />
    }
}

/// What others did that affected the owner, newest first. Here it has been looked at.
#[component]
fn Told() -> impl IntoView {
    let records = expect_context::<Records>();
    Effect::new(move |_| {
        records.base.track();
        spawn_local(async move { records.note_told().await });
    });
    let lines = move || {
        records.base.with(|base| {
            let mut all: Vec<_> = base.rows.notices().filter_map(Envelope::notice).collect();
            sort_few(&mut all, |notice| std::cmp::Reverse((notice.at, notice.id)));
            let line = |notice: Notice| view! { <li>{words::told::line(notice.at, &notice.act, &notice.by)}</li> };
            all.into_iter().take(TOLD_SHOWN).map(line).collect_view()
        })
    };
    let is_told = move || records.newest_told() > 0;
    view! {
        <h2 class="section">{w!(me.told)}</h2>
        <Show when=is_told fallback=|| view! { <p class="meta">{w!(me.told_none)}</p> }>
            <ul class="card list">{lines}</ul>
            <p class="meta">{w!(me.told_hint)}</p>
        </Show>
    }
}

#[component]
fn Devices() -> impl IntoView {
    let list = RwSignal::new(None::<Vec<DeviceInfo>>);
    let load = move || spawn_local(async move { list.set(api::devices().await.ok()) });
    load();
    let asked = RwSignal::new(None::<DeviceId>);
    let open = RwSignal::new(false);
    let revoke = move || {
        if let Some(id) = asked.get_untracked() {
            spawn_local(async move {
                drop(api::revoke(id).await);
                load();
            });
        }
    };
    let row = move |d: DeviceInfo| {
        let since = w!(me.since, date = words::date::short_day(local_day(d.added_at), today()));
        let state = match (d.this, d.revoked) {
            (true, _) => view! { <span class="tag">{w!(me.this_device)}</span> }.into_any(),
            (false, true) => view! { <span class="tag">{w!(me.revoked)}</span> }.into_any(),
            (false, false) => view! {
                <button type="button" class="button quiet small" on:click=move |_| { asked.set(Some(d.id)); open.set(true) }>
                    {w!(me.revoke)}
                </button>
            }.into_any(),
        };
        view! { <li class="row"><span class="grow">{d.label}" "<span class="meta">{since}</span></span>{state}</li> }
    };
    view! {
        <h2 class="section">{w!(me.devices)}</h2>
        {move || match list.get() {
            Some(all) => view! { <ul class="card list">{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
            None => view! { <p class="meta">{w!(me.need_network)}</p> }.into_any(),
        }}
        <Confirm open=open question=w!(me.revoke_sure) on_yes=revoke />
    }
}

#[component]
fn StorageUse() -> impl IntoView {
    let state = RwSignal::new(StorageState::default());
    spawn_local(async move { state.set(storage::state().await) });
    let megabytes = move || format!("{:.1}", state.get().used / 1_048_576.0);
    view! {
        <h2 class="section">{w!(me.storage)}</h2>
        <ul class="card list">
            <li>{move || w!(me.used, used = megabytes())}</li>
            <li>{move || if state.get().persisted { w!(me.persisted) } else { w!(me.not_persisted) }}</li>
            <li>{if works_offline() { w!(me.offline_ready) } else { w!(me.offline_not) }}</li>
        </ul>
    }
}

/// Rows of the phone beside those of the server.
#[component]
fn Compare() -> impl IntoView {
    let records = expect_context::<Records>();
    let said = RwSignal::new(None::<String>);
    let differs = RwSignal::new(false);
    let lines = RwSignal::new(Vec::<String>::new());
    let compare = move |_| {
        let compared = async move {
            match api::compare().await {
                Ok(server) => {
                    let found = records.base.with_untracked(|base| base.rows.compare(&server));
                    differs.try_set(!found.is_empty());
                    lines.try_set(difference_lines(&found));
                    said.try_set(Some(if found.is_empty() {
                        w!(me.compare_same).to_owned()
                    } else {
                        let (a, b, c) = (found.missing.len(), found.surplus.len(), found.different.len());
                        w!(me.compare_diff, missing = a, surplus = b, different = c)
                    }));
                }
                Err(error) => drop(said.try_set(Some(words::error(&error).to_owned()))),
            }
        };
        // Not in the middle of an exchange, when half the rows are still on their way.
        spawn_local(async move { locks::hold(&records.lock_name(), compared).await });
    };
    let resync = move |_| {
        spawn_local(async move {
            // An empty cursor makes the server ask for a resync. The rows stay until it has answered, so
            // that a network lost in between costs nothing; the outbox stays anyway.
            if records.vault().doubt_rows().await.is_ok() {
                records.wanted.update(|n| *n += 1);
                differs.try_set(false);
                lines.try_set(vec![]);
                said.try_set(None);
            }
        });
    };
    view! {
        <div class="row">
            <button type="button" class="button quiet" on:click=compare>{w!(me.compare)}</button>
            <Show when=move || differs.get()>
                <button type="button" class="button" on:click=resync>{w!(me.resync)}</button>
            </Show>
        </div>
        <div class="meta" role="status">
            <p>{move || said.get()}</p>
            <ul class="plain">{move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </div>
    }
}

/// Which kinds of rows differ, in words.
fn difference_lines(found: &Difference) -> Vec<String> {
    let kinds = [
        (RowKind::Child, w!(rows.child)),
        (RowKind::Household, w!(rows.household)),
        (RowKind::Adult, w!(rows.adult)),
        (RowKind::Fact, w!(rows.fact)),
        (RowKind::Log, w!(rows.log)),
        (RowKind::Pairing, w!(rows.pairing)),
        (RowKind::Colleague, w!(rows.colleague)),
        (RowKind::Enrolment, w!(rows.enrolment)),
        (RowKind::Relation, w!(rows.relation)),
        (RowKind::Status, w!(rows.status)),
    ];
    let count = |keys: &[RowKey], kind: &RowKind| keys.iter().filter(|key| key.kind == *kind).count();
    let lines = kinds.into_iter().map(|(kind, what)| {
        (what, count(&found.missing, &kind), count(&found.surplus, &kind), count(&found.different, &kind))
    });
    lines
        .filter(|(_, missing, surplus, different)| missing + surplus + different > 0)
        .map(|(what, a, b, c)| format!("{what} · {}", w!(me.compare_diff, missing = a, surplus = b, different = c)))
        .collect()
}

#[component]
fn FeedbackForm() -> impl IntoView {
    let records = expect_context::<Records>();
    let text = RwSignal::new(String::new());
    let thanks = RwSignal::new(false);
    spawn_local(async move {
        if let Ok(Some(kept)) = records.vault().draft::<String>(FEEDBACK).await {
            text.try_set(kept);
        }
    });
    let typed = move |ev| {
        let words = event_target_value(&ev);
        text.set(words.clone());
        spawn_local(async move { drop(records.vault().keep_draft(FEEDBACK, &words).await) });
    };
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let words = text.get_untracked();
        if words.trim().is_empty() {
            return;
        }
        spawn_local(async move {
            if records.act(Feedback { text: words }, Some(FEEDBACK)).await.is_ok() {
                text.set(String::new());
                thanks.set(true);
            }
        });
    };
    view! {
        <form on:submit=send>
            <label class="labelled"><span class="section">{w!(me.feedback)}</span>
                <textarea rows="3" name="feedback" maxlength="2000" placeholder=w!(me.feedback_hint)
                    prop:value=move || text.get() on:input=typed></textarea>
            </label>
            <div class="row"><button type="submit" class="button quiet">{w!(me.send)}</button>
                <span class="meta" role="status">{move || thanks.get().then(|| w!(me.thanks))}</span></div>
        </form>
    }
}

#[component]
fn Password() -> impl IntoView {
    let records = expect_context::<Records>();
    let old = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let said = RwSignal::new(None::<&'static str>);
    let change = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        spawn_local(async move {
            let request = ChangePassword { old: old.get_untracked(), new: new.get_untracked() };
            match api::change_password(&request).await {
                Ok(changed) => {
                    if let Some(token) = changed.token {
                        drop(account::keep_token(&records.vault(), &token).await);
                    }
                    drop(account::rewrap(&records.digest(), &request.old, &request.new).await);
                    old.set(String::new());
                    new.set(String::new());
                    said.set(Some(w!(me.changed)));
                }
                Err(error) => said.set(Some(words::error(&error))),
            }
        });
    };
    let line = move |label: &'static str, value: RwSignal<String>, complete: &'static str| {
        view! {
            <label class="labelled"><span>{label}</span>
                <input type="password" autocomplete=complete required
                    prop:value=move || value.get() on:input=move |ev| value.set(event_target_value(&ev)) />
            </label>
        }
    };
    view! {
        <details class="more"><summary>{w!(me.password)}</summary>
            <form on:submit=change>
                {line(w!(me.old), old, "current-password")}
                {line(w!(me.new_one), new, "new-password")}
                <button type="submit" class="button quiet">{w!(me.change)}</button>
                <p class="meta" role="status">{move || said.get()}</p>
            </form>
        </details>
    }
}

/// How to put the app on the home screen.
#[component]
fn Install() -> impl IntoView {
    let agent = crate::platform::window().navigator().user_agent().unwrap_or_default();
    let apple = agent.contains("iPhone") || agent.contains("iPad");
    view! {
        <details class="more"><summary>{w!(me.install)}</summary>
            <p>{if apple { w!(me.install_ios) } else { w!(me.install_android) }}</p>
        </details>
    }
}

/// Me.
#[component]
pub fn MePage(
    /// Where the fingerprint of this phone is chosen, which comes with another part.
    fingerprint: AnyView,
) -> impl IntoView {
    let records = expect_context::<Records>();
    let me = records.me();
    // Who stands in for somebody has a desk for some days, which the phone does not know by itself.
    let at_desk = RwSignal::new(has_desk(&me));
    spawn_local(async move {
        if let Ok(me) = api::me().await {
            at_desk.try_set(has_desk(&me));
        }
    });
    let desk = move || {
        at_desk.get().then(|| view! { <a class="button quiet wide" href="/desk" rel="external">{w!(me.desk)}</a> })
    };
    let lock = move |_| {
        let _ = crate::platform::window().location().reload();
    };
    view! {
        <Frame title=w!(me.title) under=me.name.clone()>
            {desk}
            <Told />
            <Looks />
            <Devices />
            <StorageUse />
            <Compare />
            <Install />
            <Digits />
            {fingerprint}
            <Password />
            <FeedbackForm />
            <div class="row">
                <button type="button" class="button quiet" on:click=lock>{w!(me.lock)}</button>
                <button type="button" class="button quiet" on:click=move |_| sign_out()>{w!(me.sign_out)}</button>
            </div>
            <p class="meta">{w!(me.sign_out_hint)}</p>
            <p class="meta"><a href="/privacy" rel="external">{w!(landing.privacy)}</a>" · "{w!(me.version)}" "{env!("CARGO_PKG_VERSION")}</p>
        </Frame>
    }
}
