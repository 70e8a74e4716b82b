//! The growth record (成长记录) for the family: the mentor ticks what goes on it and writes a line, the phone prints it.
//! What is on it, [`GrowthForm`] says.

use domain::id::ChildId;
use domain::log::Log;
use domain::register::Child;
use domain::term::Term;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use local_store::StoreError;

use crate::components::frame::Frame;
use crate::components::icon::{Glyph, Icon};
use crate::components::page_title::page_title;
use crate::components::unread::Unread;
use crate::forms::{GrowthForm, may_be_shown};
use crate::platform::clock::today;
use crate::platform::paper::print;
use crate::state::draft::Draft;
use crate::state::records::Records;
use crate::{w, words};

/// The record in the making. It is kept at every change.
#[derive(Clone, Copy)]
struct Making {
    child: ChildId,
    term: Term,
    form: RwSignal<GrowthForm>,
    draft: Draft,
}

impl Making {
    fn edit(self, change: impl FnOnce(&mut GrowthForm)) {
        self.form.update(change);
        self.draft.keep(GrowthForm::draft_key(self.child, self.term), self.form);
    }
}

/// An entry to tick, with the line for the family while it is ticked.
#[component]
fn Entry(making: Making, log: Log) -> impl IntoView {
    let id = log.id;
    let is_in = Memo::new(move |_| making.form.with(|form| form.chosen.contains_key(&id)));
    let line = move || making.form.with(|form| form.chosen.get(&id).cloned().unwrap_or_default());
    let set = move |text: String| making.edit(|form| drop(form.chosen.insert(id, text)));
    let own = (!log.body.note.is_empty()).then(|| log.body.note.clone());
    let take = move |own: String| {
        view! {
            <button type="button" class="link" on:click=move |_| set(own.clone())>{w!(page.growth_own)}</button>
        }
    };
    let word = words::log::kind(log.body.kind);
    view! {
        <li>
            <label class="tickable">
                <input type="checkbox" prop:checked=move || is_in.get() on:change=move |_| making.edit(|form| form.toggle(id)) />
                <time>{words::date::short_day(log.body.occurred_on, today())}</time><span class="grow">{word}</span>
            </label>
            <Show when=move || is_in.get()>
                <label class="labelled"><span>{w!(page.growth_line)}</span>
                    <input type="text" prop:value=line on:input=move |ev| set(event_target_value(&ev)) />
                </label>
                {own.clone().map(take)}
            </Show>
        </li>
    }
}

/// The record as the family gets it.
#[component]
fn Sheet(making: Making, child: Child, logs: Vec<Log>) -> impl IntoView {
    let records = expect_context::<Records>();
    let (school, class) = records.view.with_untracked(|view| {
        let school = view.school().map(|school| school.name.clone()).unwrap_or_default();
        (school, view.class_name(child.id, today()).to_owned())
    });
    let under = words::joined(&[&school, &class, &words::term::name(making.term)]);
    let lines = move || {
        making.form.with(|form| {
            let line = |(log, said): (&Log, &str)| {
                let said = (!said.is_empty()).then(|| view! { <p>{said.to_owned()}</p> });
                view! { <li><time>{words::date::long_day(log.body.occurred_on)}</time><div><b>{words::log::kind(log.body.kind)}</b>{said}</div></li> }
            };
            form.lines(&logs).into_iter().map(line).collect_view()
        })
    };
    let closing = move || making.form.with(|form| form.closing.clone());
    let signed = format!("{} · {}", records.me().name, words::date::long_day(today()));
    view! {
        <article class="card sheet-of-growth">
            <h2>{w!(page.growth_of, name = child.name)}</h2>
            <p class="meta">{under}</p>
            <ul>{lines}</ul>
            <p class="closing">{closing}</p>
            <p class="signed">{signed}</p>
        </article>
    }
}

#[component]
fn Make(child: Child, term: Term, logs: Vec<Log>, kept: GrowthForm) -> impl IntoView {
    let records = expect_context::<Records>();
    let making = Making { child: child.id, term, form: RwSignal::new(kept), draft: Draft::new(&records) };
    let entries = logs.iter().filter(|log| may_be_shown(log)).cloned();
    let entries = entries.map(|log| view! { <Entry making=making log=log /> }).collect_view();
    let closing = move || making.form.with(|form| form.closing.clone());
    let error = move || making.draft.error.with(|error| error.as_ref().map(words::error));
    view! {
        <section class="card stacked not-printed">
            <p class="meta">{w!(page.growth_hint)}</p>
            <ul class="ticks">{entries}</ul>
            <label class="labelled"><span>{w!(page.growth_closing)}</span>
                <textarea rows="3" prop:value=closing
                    on:input=move |ev| { let text = event_target_value(&ev); making.edit(|form| form.closing = text) }></textarea>
            </label>
            <p class="error" role="alert">{error}</p>
            <button type="button" class="button" on:click=move |_| print()>{w!(page.print)}</button>
        </section>
        <Sheet making=making child=child logs=logs />
    }
}

/// The growth record.
#[component]
pub fn GrowthPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let id: Option<ChildId> = use_params_map().with_untracked(|p| p.get("id")).and_then(|text| text.parse().ok());
    let found = id.and_then(|id| {
        records.view.with_untracked(|view| {
            let logs: Vec<Log> = view.logs(id).into_iter().cloned().collect();
            Some((view.child(id)?.clone(), logs))
        })
    });
    let Some((child, logs)) = found else {
        return view! { <Frame title=w!(tabs.children) back="/app/children"><p class="empty">{w!(child.gone)}</p></Frame> }.into_any();
    };
    // A draft that could not be read is not taken for none: the first tick would be written over it.
    let kept = RwSignal::new(None::<Result<GrowthForm, StoreError>>);
    let term = Term::of(today());
    let key = GrowthForm::draft_key(child.id, term);
    spawn_local(async move {
        let found = records.vault().draft::<GrowthForm>(&key).await;
        let _ = kept.try_set(Some(found.map(Option::unwrap_or_default)));
    });
    let back = format!("/app/child/{}/story", child.id);
    page_title(w!(page.growth));
    view! {
        <header class="bar not-printed">
            <A href=back attr:class="back" attr:aria-label=w!(log.back)><Glyph icon=Icon::Back /></A>
            <h1>{w!(page.growth)}</h1>
            <span class="meta">{w!(log.draft_kept)}</span>
        </header>
        {move || match kept.get() {
            None => ().into_any(),
            Some(Err(error)) => view! { <Unread error=error /> }.into_any(),
            Some(Ok(kept)) => {
                view! { <main class="page"><Make child=child.clone() term=term logs=logs.clone() kept=kept /></main> }.into_any()
            }
        }}
    }
    .into_any()
}
