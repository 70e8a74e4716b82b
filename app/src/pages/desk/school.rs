//! A school: which children have not been seen, which phones need help, who can sign in.

use chrono::NaiveDate;
use domain::guardianship::CareQuality;
use domain::id::{AccountId, SchoolId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::layout::{Desk, answered};
use super::review::Review;
use crate::components::dialog::Confirm;
use crate::desk_service::{ActivationSlip, ChildSummary, Colleague, DeviceToHelp, SchoolView};
use crate::{server_fns, w, words};

/// Which children are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    NotSeen,
    NotVisited,
    Unpaired,
    All,
}

fn listed(which: Which, child: &ChildSummary, view: &SchoolView) -> bool {
    match which {
        Which::NotSeen => child.last_contact.is_none_or(|d| d < view.contact_since),
        Which::NotVisited => child.last_visit.is_none_or(|d| d < view.visit_since),
        Which::Unpaired => child.mentor.is_none(),
        Which::All => true,
    }
}

fn date(day: Option<NaiveDate>, since: NaiveDate, today: NaiveDate) -> AnyView {
    match day {
        Some(day) => {
            let class = if day < since { "number gap" } else { "number" };
            view! { <td class=class>{words::short_day(day, today)}</td> }.into_any()
        }
        None => view! { <td class="number gap">{w!(desk.never)}</td> }.into_any(),
    }
}

fn row(child: ChildSummary, view: &SchoolView) -> impl IntoView + use<> {
    let to = format!("/desk/child/{}", child.id);
    let carer = match (child.carer_who.is_empty(), child.carer) {
        (false, _) => child.carer_who,
        (true, Some(kind)) => words::carer(kind).to_owned(),
        (true, None) => w!(facts.unknown).to_owned(),
    };
    let poor = child.quality == Some(CareQuality::Poor);
    let unpaired = child.mentor.is_none();
    let quality = child.quality.map(|q| format!(" · {}", words::quality(q)));
    view! {
        <tr>
            <th scope="row"><A href=to>{child.name}</A></th>
            <td>{child.class_name}</td>
            {date(child.last_visit, view.visit_since, view.as_of)}
            {date(child.last_contact, view.contact_since, view.as_of)}
            <td class:gap=poor>{carer}{quality}</td>
            <td class:gap=unpaired>{child.mentor.unwrap_or_else(|| w!(desk.none).to_owned())}</td>
        </tr>
    }
}

#[component]
fn Devices(devices: Vec<DeviceToHelp>, today: NaiveDate) -> impl IntoView {
    let lines = devices.into_iter().map(|d| {
        let line = w!(desk.device_line, owner = d.owner, label = d.label, count = d.waiting);
        let since = d.oldest.map(|at| w!(status.oldest, time = words::instant(at, today)));
        let rejected = (d.rejected > 0).then(|| w!(desk.device_rejected, count = d.rejected));
        let children = (!d.children.is_empty()).then(|| w!(desk.device_children, names = d.children.join(words::comma())));
        view! { <li>{line}" "<span class="meta">{since}</span>" "<span class="warn">{rejected}</span><p>{children}</p></li> }
    });
    let lines = lines.collect::<Vec<_>>();
    let body = if lines.is_empty() {
        view! { <p class="meta">{w!(desk.no_devices)}</p> }.into_any()
    } else {
        view! { <p class="meta">{w!(desk.devices_hint)}</p><ul class="plain">{lines}</ul> }.into_any()
    };
    view! { <section class="panel"><h2>{w!(desk.devices)}</h2>{body}</section> }
}

/// Teachers' accounts: a one-time code for whoever has none, or has forgotten the password.
#[component]
fn Colleagues(
    school: SchoolId,
    colleagues: Vec<Colleague>,
    unfolded: RwSignal<bool>,
    again: Callback<()>,
) -> impl IntoView {
    let slip = RwSignal::new(None::<ActivationSlip>);
    let error = RwSignal::new(None::<&'static str>);
    let issue = move |account: AccountId| {
        spawn_local(async move {
            match server_fns::activate(school, account).await {
                Ok(made) => slip.set(Some(made)),
                Err(problem) => error.set(Some(words::error(&problem.to_string()))),
            }
        });
    };
    let leaving = RwSignal::new(None::<AccountId>);
    let sure = RwSignal::new(false);
    let end = move || {
        let Some(account) = leaving.get_untracked() else { return };
        spawn_local(async move {
            match server_fns::end_account(school, account).await {
                Ok(()) => again.run(()),
                Err(problem) => error.set(Some(words::error(&problem.to_string()))),
            }
        });
    };
    let leave = move |account: AccountId| {
        leaving.set(Some(account));
        sure.set(true);
    };
    let row = move |c: Colleague| {
        let state = if c.active { w!(desk.active) } else { w!(desk.inactive) };
        view! {
            <li class="row"><span class="grow">{c.name}" "<span class="meta">{c.login}" · "{state}</span></span>
                <button type="button" class="button quiet small" on:click=move |_| leave(c.id)>{w!(desk.leaves)}</button>
                <button type="button" class="button quiet small" on:click=move |_| issue(c.id)>{w!(desk.issue)}</button></li>
        }
    };
    let shown = move || {
        slip.get().map(|made| {
            let name = w!(desk.slip, login = made.login);
            let until = words::day(domain::term::local_day(made.until));
            view! {
                <div class="sheet slip" role="dialog" aria-label=name.clone()>
                    <h2>{name.clone()}</h2>
                    <div class="qr" inner_html=made.qr_svg></div>
                    <p class="code">{made.code}</p>
                    <p class="meta">{w!(desk.slip_hint, date = until)}</p>
                    <button type="button" class="button wide" on:click=move |_| slip.set(None)>{w!(desk.close)}</button>
                </div>
            }
        })
    };
    view! {
        <details class="panel" prop:open=unfolded.get_untracked()
            on:toggle=move |ev| unfolded.set(event_target::<web_sys::HtmlDetailsElement>(&ev).open())>
            <summary>{w!(desk.colleagues)}</summary>
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure question=w!(desk.leaves_sure) on_yes=end />
            <ul class="plain">{colleagues.into_iter().map(row).collect_view()}</ul>
        </details>
        {shown}
    }
}

/// What the reader has chosen to see; it outlives a change that makes the page ask again.
#[derive(Debug, Clone, Copy)]
struct Choosing {
    /// None until the reader chooses: then the first list with a child in it.
    which: RwSignal<Option<Which>>,
    search: RwSignal<String>,
    /// Whether the teachers' accounts are unfolded.
    accounts: RwSignal<bool>,
}

#[component]
fn Children(view: SchoolView, choosing: Choosing) -> impl IntoView {
    let count = |which| view.children.iter().filter(|c| listed(which, c, &view)).count();
    let numbers = [Which::NotSeen, Which::NotVisited, Which::Unpaired, Which::All].map(|w| (w, count(w)));
    let first = numbers.iter().find(|(_, n)| *n > 0).map_or(Which::All, |(w, _)| *w);
    let search = choosing.search;
    let which = move || choosing.which.get().unwrap_or(first);
    let word = |which| match which {
        Which::NotSeen => w!(desk.not_seen),
        Which::NotVisited => w!(desk.not_visited),
        Which::Unpaired => w!(desk.unpaired),
        Which::All => w!(desk.all),
    };
    let stats = numbers.map(|(kind, n)| {
        let class = if n > 0 && kind != Which::All { "stat warn" } else { "stat" };
        view! {
            <button type="button" class=class aria-pressed=move || (which() == kind).to_string()
                on:click=move |_| choosing.which.set(Some(kind))>
                <p>{word(kind)}</p><b>{n}</b>
            </button>
        }
    });
    let view = StoredValue::new(view);
    let rows = move || {
        let wanted = search.get();
        view.with_value(|view| {
            let found = view.children.iter().filter(|c| {
                listed(which(), c, view)
                    && (wanted.is_empty() || c.name.contains(&wanted) || c.class_name.contains(&wanted))
            });
            found.map(|c| row(c.clone(), view)).collect_view()
        })
    };
    view! {
        <div class="stats">{stats.into_iter().collect_view()}</div>
        <div class="row tools">
            <input type="search" class="search" aria-label=w!(desk.search) placeholder=w!(desk.search)
                prop:value=move || search.get() on:input=move |ev| search.set(event_target_value(&ev)) />
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.children)>
            <table>
                <thead><tr>
                    <th scope="col">{w!(desk.child)}</th><th scope="col">{w!(desk.class)}</th>
                    <th scope="col" class="number">{w!(desk.last_visit)}</th><th scope="col" class="number">{w!(desk.last_contact)}</th>
                    <th scope="col">{w!(desk.carer)}</th><th scope="col">{w!(desk.mentor)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A school's page.
#[component]
pub fn SchoolPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("id")).and_then(|text| text.parse::<SchoolId>().ok());
    let answer = LocalResource::new(move || {
        let id = id();
        async move {
            match id {
                Some(id) => server_fns::school(id).await,
                None => Err(crate::desk_service::DeskError::NotFound),
            }
        }
    });
    let again = Callback::new(move |()| answer.refetch());
    let choosing =
        Choosing { which: RwSignal::new(None), search: RwSignal::new(String::new()), accounts: RwSignal::new(false) };
    let show = move |view: SchoolView| {
        let count = view.children.len();
        let under = format!(
            "{} · {} · {}",
            view.name,
            w!(desk.children_count, count = count),
            w!(desk.as_of, date = words::day(view.as_of))
        );
        let (devices, today, colleagues, school) = (view.devices.clone(), view.as_of, view.colleagues.clone(), view.id);
        let (late, disputes) = (view.late.clone(), view.disputes.clone());
        view! {
            <p class="meta">{under}</p>
            <Review late=late disputes=disputes today=today again=again />
            <Children view=view choosing=choosing />
            <Devices devices=devices today=today />
            <Colleagues school=school colleagues=colleagues unfolded=choosing.accounts again=again />
            <p class="meta">{w!(desk.only_children)}" "{w!(desk.see_privacy)}</p>
        }
        .into_any()
    };
    view! {
        <Desk title=w!(desk.school_question)>
            <h1>{w!(desk.school_question)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), show)}
        </Desk>
    }
}
