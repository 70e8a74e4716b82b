//! The page of a child and term: what we still owe the child, what is dangerous at home, the plan. It is filled in
//! beforehand, so that only what changed is asked, and a draft is kept at every change.

mod fields;
mod have;
mod hazards;
mod plan;
mod questions;

use domain::id::{ChildId, OpId};
use domain::register::Child;
use domain::term::flower::{Flower, Told, flower};
use domain::term::page::{self, PageProblem};
use domain::term::{Term, TermPage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use local_store::StoreError;

use self::have::{Folded, Haves};
use self::hazards::Hazards;
use self::plan::Plan;
use self::questions::Questions;
use crate::components::flower::FlowerChart;
use crate::components::icon::{Glyph, Icon};
use crate::components::page_title::page_title;
use crate::components::unread::Unread;
use crate::forms::{Known, PageIds, TermForm};
use crate::platform::clock;
use crate::state::draft::Draft;
use crate::state::records::Records;
use crate::{w, words};

/// The form, and how it is doing.
#[derive(Clone, Copy)]
struct Editing {
    records: StoredValue<Records>,
    form: RwSignal<TermForm>,
    known: StoredValue<Known>,
    draft: Draft,
    failed: RwSignal<Option<&'static str>>,
    problems: RwSignal<Vec<PageProblem>>,
    busy: RwSignal<bool>,
    resumed: RwSignal<bool>,
}

impl Editing {
    fn records(self) -> Records {
        self.records.get_value()
    }

    /// Changes the form and keeps the draft.
    fn edit(self, change: impl FnOnce(&mut TermForm)) {
        self.form.update(change);
        self.problems.set(vec![]);
        self.failed.set(None);
        self.draft.keep(self.form.with_untracked(TermForm::draft_key), self.form);
    }

    /// What is wrong at a place.
    fn problem(self, at: PageProblem) -> Option<String> {
        self.problems.with(|all| all.contains(&at)).then(|| words::term::problem(at))
    }

    /// What is said beside the button.
    fn said(self) -> Option<String> {
        let kept = self.draft.error.with(|error| error.as_ref().map(words::error));
        let first = || self.problems.with(|all| all.first().copied().map(words::term::problem));
        self.failed.get().or(kept).map(str::to_owned).or_else(first)
    }

    /// Saves: durable before the page is left.
    fn save(self, then: impl Fn() + 'static) {
        let form = self.form.get_untracked();
        let problems = form.problems();
        if !problems.is_empty() {
            return self.problems.set(problems);
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.draft.stop();
        let records = self.records();
        spawn_local(async move {
            let old = form.mends.and_then(|op| records.refused_op(op));
            let op = records.view.with_untracked(|view| form.op(view, old.as_ref(), clock::now()));
            let done = match op {
                Ok(_) if form.says_nothing() => records.vault().drop_draft(&form.draft_key()).await,
                Ok(op) => records.save(op, Some(&form.draft_key()), form.mends, &[]).await,
                Err(_) => Err(StoreError::Unwritable),
            };
            self.busy.set(false);
            match done {
                Ok(()) => then(),
                Err(error) => self.failed.set(Some(words::error(&error))),
            }
        });
    }

    /// Throws the draft away and goes back to what the form was at first.
    fn restart(self, first: TermForm) {
        self.draft.stop();
        let records = self.records();
        spawn_local(async move {
            drop(records.vault().drop_draft(&first.draft_key()).await);
            self.form.set(first);
            self.resumed.set(false);
        });
    }
}

/// What the address asks for.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    child: Option<ChildId>,
    term: Option<Term>,
    mend: Option<OpId>,
}

/// A form as it begins: filled in with what is known, and the draft of it, if one is kept.
#[derive(Clone)]
struct Begun {
    child: Child,
    known: Known,
    first: TermForm,
    draft: Option<TermForm>,
    /// Another term's page that was begun and never saved.
    left: Option<Term>,
}

/// Reads what the address asks for, and any draft; `None` when the child is not here any more. A draft that could not be
/// read is not taken for none: the first key would be written over it.
async fn begun(records: Records, asked: Asked) -> Result<Option<Begun>, StoreError> {
    let today = clock::today();
    let refused = asked.mend.and_then(|op| records.refused_op(op));
    let mended = refused.as_deref().and_then(|op| TermForm::mended_term(op, today));
    let term = mended.or(asked.term).unwrap_or_else(|| Term::of(today));
    let ids = PageIds { op: clock::uuid().into(), page: clock::uuid().into() };
    let found = records.view.with_untracked(|view| {
        let child = view.child(asked.child?)?.clone();
        let known = Known::of(view, &child, term, today);
        let mended = refused.as_ref().and_then(|op| TermForm::mend(ids, op, term, &known));
        let mut first = mended.unwrap_or_else(|| TermForm::fresh(ids, view, &child, term, &known));
        first.take_up(&view.facts(&child));
        Some((child, known, first))
    });
    let Some((child, known, first)) = found else { return Ok(None) };
    let vault = records.vault();
    let draft = vault.draft::<TermForm>(&first.draft_key()).await?;
    // What was mended so far goes with the term in which it can be handed in.
    let mut draft = draft.map(|draft| if draft.term == term { draft } else { TermForm { term, base: None, ..draft } });
    // What visits found since it was begun is on it as well.
    records.view.with_untracked(|view| draft.iter_mut().for_each(|draft| draft.take_up(&view.facts(&child))));
    let last = TermForm::draft_of(child.id, term.previous());
    let left = vault.draft::<TermForm>(&last).await?.map(|form| form.term);
    Ok(Some(Begun { child, known, first, draft, left }))
}

/// The page's form.
#[component]
pub fn TermFormPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let child = use_params_map().with_untracked(|p| p.get("id"));
    // Read anew where the address asks for another term.
    let query = use_query_map();
    move || {
        let read = |name| query.with(|q| q.get(name));
        let asked = Asked {
            child: child.as_ref().and_then(|text| text.parse().ok()),
            term: read("term").and_then(|text| text.parse().ok()),
            mend: read("mend").and_then(|text| text.parse().ok()),
        };
        let loaded = RwSignal::new(None::<Result<Option<Begun>, StoreError>>);
        spawn_local(async move {
            let begun = begun(records, asked).await;
            let _ = loaded.try_set(Some(begun));
        });
        move || match loaded.get() {
            None => ().into_any(),
            Some(Err(error)) => view! { <Unread error=error /> }.into_any(),
            Some(Ok(None)) => view! { <Gone /> }.into_any(),
            Some(Ok(Some(begun))) => view! { <PageForm begun=begun /> }.into_any(),
        }
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <main class="page"><p class="empty">{w!(child.gone)}</p><A href="/app" attr:class="button">{w!(tabs.today)}</A></main>
    }
}

/// Class and what to do here.
fn under_line(records: &Records, child: &Child) -> String {
    records.view.with_untracked(|view| words::joined(&[view.class_name(child.id, clock::today()), w!(page.lead)]))
}

/// Whether somebody else wrote otherwise and the school has not said which holds.
fn is_disputed(records: &Records, child: ChildId, term: Term) -> bool {
    records.view.with_untracked(|view| {
        page::current(view.pages(child), child, term).is_some_and(|page| page.disputes.is_some())
    })
}

/// What is said before the questions.
#[component]
fn Notices(editing: Editing, first: TermForm, left: Option<Term>) -> impl IntoView {
    let (child, term) = (first.child, first.term);
    let restart = move |_| editing.restart(first.clone());
    let left = left.map(|term| {
        let to = format!("/app/child/{child}/term?term={term}");
        view! { <p class="notice"><A href=to>{w!(page.left, term = words::term::name(term))}</A></p> }
    });
    let disputed =
        is_disputed(&editing.records(), child, term).then(|| view! { <p class="notice">{w!(page.disputed)}</p> });
    view! {
        <Show when=move || editing.resumed.get()>
            <div class="notice" role="status">
                <span>{w!(log.resumed)}</span>
                <button type="button" class="button small quiet" on:click=restart.clone()>{w!(log.restart)}</button>
            </div>
        </Show>
        {left}
        {disputed}
    }
}

/// The flower as it is with what is filled in so far.
fn flower_now(records: &Records, child: &Child, form: &TermForm) -> Flower {
    let page = TermPage {
        id: form.page,
        child: form.child,
        term: form.term,
        author: None,
        captured_at: clock::now(),
        body: form.body.clone(),
        disputes: None,
        unsaid: false,
    };
    records.view.with_untracked(|view| {
        let (logs, facts, rules) = (view.logs(child.id), view.facts(child), view.rules(clock::today()));
        flower(&Told { child, logs: &logs, facts: &facts, page: Some(&page), rules: &rules }, form.term)
    })
}

#[component]
fn PageForm(begun: Begun) -> impl IntoView {
    let Begun { child, known, first, draft, left } = begun;
    let resumed = draft.is_some();
    let records = expect_context::<Records>();
    let editing = Editing {
        records: StoredValue::new(records),
        form: RwSignal::new(draft.unwrap_or_else(|| first.clone())),
        known: StoredValue::new(known),
        draft: Draft::new(&records),
        failed: RwSignal::new(None),
        problems: RwSignal::new(vec![]),
        busy: RwSignal::new(false),
        resumed: RwSignal::new(resumed),
    };
    page_title(w!(page.title));
    let term = words::term::name(first.term);
    let is_now = first.term == Term::of(clock::today());
    let title = format!("{} · {}", child.name, if is_now { w!(page.now) } else { &term });
    let under = under_line(&records, &child);
    let back = format!("/app/child/{}", child.id);
    let navigate = use_navigate();
    let home = StoredValue::new_local({
        let back = back.clone();
        move || navigate(&back, leptos_router::NavigateOptions { replace: true, ..Default::default() })
    });
    let flower = Memo::new(move |_| editing.form.with(|form| flower_now(&records, &child, form)));
    view! {
        <header class="bar">
            <A href=back attr:class="back" attr:aria-label=w!(log.back)><Glyph icon=Icon::Back /></A>
            <h1>{title}</h1>
            <span class="meta">{w!(log.draft_kept)}</span>
        </header>
        <p class="under">{under}</p>
        <main class="page entry-form term-page">
            <Notices editing=editing first=first left=left />
            <Questions editing=editing />
            {move || view! { <FlowerChart flower=flower.get() labels=true /> }}
            <Haves editing=editing />
            <Folded editing=editing />
            <Hazards editing=editing />
            <Plan editing=editing />
        </main>
        <footer class="save">
            <p class="error" role="alert">{move || editing.said()}</p>
            <button type="button" class="button wide" disabled=move || editing.busy.get()
                on:click=move |_| editing.save(move || home.with_value(|go| go()))>
                {w!(log.save)}
            </button>
        </footer>
    }
}
