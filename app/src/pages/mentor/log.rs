//! The entry form: record, correct, or mend. A draft is kept at every keystroke.

pub mod details;
pub mod home;
pub mod photos;

use domain::id::{ChildId, FactId, LogId, OpId};
use domain::log::{ActivityKind, LogBody, LogField, Met, Mode, Outcome, Problem};
use domain::rules::Phrase;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};
use local_store::StoreError;
use sync::{Snapshot, WithdrawLog};

use super::later::Later;
use crate::components::choice::{Chip, Segments};
use crate::components::dialog::Confirm;
use crate::components::icon::{Glyph, Icon};
use crate::components::page_title::page_title;
use crate::components::unread::Unread;
use crate::forms::{Ids, LogForm, Opening, Purpose};
use crate::platform::clock;
use crate::state::draft::Draft;
use crate::state::records::Records;
use crate::{w, words};
use details::{Edit, Filling};

/// The form, and how it is doing.
#[derive(Clone, Copy)]
struct Editing {
    records: Records,
    form: RwSignal<LogForm>,
    draft: Draft,
    error: RwSignal<Option<&'static str>>,
    problems: RwSignal<Vec<Problem>>,
    busy: RwSignal<bool>,
    resumed: RwSignal<bool>,
}

fn ids() -> Ids {
    Ids { op: clock::uuid().into(), log: clock::uuid().into() }
}

impl Editing {
    /// Changes the form and keeps the draft.
    fn edit(self, change: impl FnOnce(&mut LogForm)) {
        self.form.update(change);
        self.problems.set(vec![]);
        self.draft.keep(self.form.with_untracked(LogForm::draft_key), self.form);
    }

    /// What is said beside the button.
    fn said(self) -> Option<&'static str> {
        let kept = self.draft.error.with(|error| error.as_ref().map(words::error));
        let first = || self.problems.with(|all| all.first().copied().map(words::log::problem));
        self.error.get().or(kept).or_else(first)
    }

    fn problem(self, field: LogField) -> Option<&'static str> {
        self.problems.with(|all| all.iter().find(|p| p.field == field).copied()).map(words::log::problem)
    }

    /// Saves: durable before the page is left.
    fn save(self, then: impl Fn() + 'static) {
        let form = self.form.get_untracked();
        let problems = form.problems(clock::today());
        if !problems.is_empty() {
            return self.problems.set(problems);
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.draft.stop();
        spawn_local(async move {
            let old = form.mends.and_then(|op| self.records.refused_op(op));
            let op = self
                .records
                .view
                .with_untracked(|view| form.op(view, old.as_ref(), clock::now(), || FactId(clock::uuid())));
            let done = match op {
                Ok(op) if LogForm::changes_nothing(&op) => self.records.vault().drop_draft(&form.draft_key()).await,
                Ok(op) => self.records.save(op, Some(&form.draft_key()), form.mends, &[]).await,
                Err(_) => Err(StoreError::Unwritable),
            };
            self.busy.set(false);
            match done {
                Ok(()) => then(),
                Err(error) => self.error.set(Some(words::error(&error))),
            }
        });
    }

    /// Throws the draft away and goes back to what the form was at first.
    fn restart(self, first: LogForm) {
        self.draft.stop();
        spawn_local(async move {
            let old = self.form.get_untracked();
            let added = old.body.photos.iter().filter(|p| !first.body.photos.contains(p));
            for photo in added {
                drop(self.records.vault().drop_photo(photo.id).await);
            }
            drop(self.records.vault().drop_draft(&old.draft_key()).await);
            self.form.set(first);
            self.resumed.set(false);
        });
    }
}

/// A form as it begins: what the address asks for, and the draft of it, if one is kept.
#[derive(Clone)]
struct Begun {
    first: LogForm,
    draft: Option<LogForm>,
}

/// Reads what the address asks for, and any draft; `None` when it is not there any more. A draft that could not be read
/// is not taken for none: the first key would be written over it.
async fn begun(records: Records, query: Query) -> Result<Option<Begun>, StoreError> {
    let Some(first) = first(records, &query) else { return Ok(None) };
    let draft = records.vault().draft(&first.draft_key()).await?;
    Ok(Some(Begun { first, draft }))
}

/// The form that the address asks for, as it is without a draft.
fn first(records: Records, query: &Query) -> Option<LogForm> {
    let now = clock::now();
    if let Some(op) = query.mend {
        let refused = records.refused.with_untracked(|all| all.iter().find(|r| r.op.op_id == op).cloned())?;
        return records.view.with_untracked(|view| LogForm::mend(ids(), &refused.op, view, now));
    }
    if let Some(log) = query.revise {
        let log = records.view.with_untracked(|view| view.log(log).cloned())?;
        return Some(LogForm::revise(clock::uuid().into(), &log, now));
    }
    Some(fresh(records, query))
}

fn fresh(records: Records, query: &Query) -> LogForm {
    let asked = Opening { child: query.child, kind: query.kind, mode: query.mode };
    records.view.with_untracked(|view| LogForm::fresh(ids(), asked, view, clock::now(), clock::today()))
}

/// What the address asks for.
#[derive(Debug, Clone, Default)]
struct Query {
    child: Option<ChildId>,
    kind: Option<ActivityKind>,
    mode: Option<Mode>,
    revise: Option<LogId>,
    mend: Option<OpId>,
}

fn read<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
    text.and_then(|t| t.parse().ok())
}

/// The form's page.
#[component]
pub fn LogPage() -> impl IntoView {
    let records = expect_context::<Records>();
    // Read once: leaving the page changes the address before the page is gone.
    let query = use_query_map().with_untracked(|q| Query {
        child: read(q.get("child")),
        kind: read(q.get("kind")),
        mode: read(q.get("mode")),
        revise: read(q.get("revise")),
        mend: read(q.get("mend")),
    });
    let loaded = RwSignal::new(None::<Result<Option<Begun>, StoreError>>);
    spawn_local(async move { loaded.set(Some(begun(records, query).await)) });
    move || match loaded.get() {
        None => ().into_any(),
        Some(Err(error)) => view! { <Unread error=error /> }.into_any(),
        Some(Ok(None)) => view! { <Gone /> }.into_any(),
        Some(Ok(Some(begun))) => view! { <EntryForm begun=begun /> }.into_any(),
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <main class="page"><p class="empty">{w!(log.gone)}</p><A href="/app" attr:class="button">{w!(tabs.today)}</A></main>
    }
}

/// What the form is called.
fn title_of(form: &LogForm) -> &'static str {
    match (form.mends, &form.purpose) {
        (Some(_), _) => w!(log.mend),
        (None, Purpose::Record) => w!(log.title),
        (None, _) => w!(log.revise),
    }
}

#[component]
fn EntryForm(begun: Begun) -> impl IntoView {
    let Begun { first, draft } = begun;
    let resumed = draft.is_some();
    let form = draft.unwrap_or_else(|| first.clone());
    let (title, log, revising) = (title_of(&form), form.log, form.purpose != Purpose::Record);
    page_title(title);
    let records = expect_context::<Records>();
    let editing = Editing {
        records,
        form: RwSignal::new(form),
        draft: Draft::new(&records),
        error: RwSignal::new(None),
        problems: RwSignal::new(vec![]),
        busy: RwSignal::new(false),
        resumed: RwSignal::new(resumed),
    };
    let navigate = StoredValue::new_local(use_navigate());
    let home = move || {
        navigate.with_value(|go| go("/app", leptos_router::NavigateOptions { replace: true, ..Default::default() }));
    };
    let asks = Memo::new(move |_| editing.form.with(LogForm::asks_facts));
    let restart = move |_| editing.restart(first.clone());
    let kind = Memo::new(move |_| editing.form.with(|form| form.body.kind));
    let has_phrases = Memo::new(move |_| {
        let of = |view: &Snapshot| view.rules(clock::today()).offered_with(Some(kind.get())).next().is_some();
        editing.records.view.with_untracked(of)
    });
    let more_of_kind = Memo::new(move |_| has_phrases.get() || editing.form.with(|form| form.asks_details().is_some()));
    let filling = Filling {
        records: editing.records,
        form: editing.form,
        edit: Callback::new(move |change: Edit| editing.edit(change)),
        problems: editing.problems,
    };
    let later = expect_context::<Later>();
    view! {
        <header class="bar">
            <A href="/app" attr:class="back" attr:aria-label=w!(log.back)><Glyph icon=Icon::Back /></A>
            <h1>{title}</h1>
            <span class="meta">{w!(log.draft_kept)}</span>
        </header>
        <main class="page entry-form">
            <Show when=move || editing.resumed.get()>
                <div class="notice" role="status">
                    <span>{w!(log.resumed)}</span>
                    <button type="button" class="button small quiet" on:click=restart.clone()>{w!(log.restart)}</button>
                </div>
            </Show>
            {(!revising).then(|| view! { <Who editing=editing /> })}
            <Kinds editing=editing />
            <How editing=editing />
            <Show when=move || asks.get()>{later.home(filling)}</Show>
            <Phrases editing=editing />
            <Show when=move || more_of_kind.get()>{later.details(filling)}</Show>
            <More editing=editing photos=(!revising).then(|| later.photos(filling)) />
            {revising.then(|| view! { <Withdrawal log=log then=home /> })}
        </main>
        <footer class="save">
            <p class="error" role="alert">{move || editing.said()}</p>
            <button type="button" class="button wide" disabled=move || editing.busy.get() on:click=move |_| editing.save(home)>
                {w!(log.save)}
            </button>
        </footer>
    }
}

/// Where it was, and how it was found.
#[component]
fn How(editing: Editing) -> impl IntoView {
    let asks = Memo::new(move |_| editing.form.with(LogForm::asks_mode));
    view! {
        <div class:hidden=move || !asks.get()>
            <Segments label=w!(log.mode) options=Mode::ALL.iter().map(|m| (*m, words::log::mode(*m))).collect()
                value=Signal::derive(move || editing.form.with(|f| f.body.mode))
                on_choose=move |mode| editing.edit(|f| f.body.mode = mode) />
        </div>
        <h2 class="section">{w!(log.outcome)}</h2>
        <Segments label=w!(log.outcome) options=Outcome::ALL.iter().map(|o| (*o, words::log::outcome(*o))).collect()
            value=Signal::derive(move || editing.form.with(|f| f.body.outcome))
            on_choose=move |outcome| editing.edit(|f| f.set_outcome(outcome)) />
    }
}

/// The county's phrases, to tap instead of typing.
#[component]
fn Phrases(editing: Editing) -> impl IntoView {
    let phrases: Vec<Phrase> =
        editing.records.view.with_untracked(|view| view.rules(clock::today()).offered_with(None).cloned().collect());
    let chips = phrases.into_iter().map(|phrase| {
        let word = words::log::phrase(&phrase).to_owned();
        let (code, toggled) = (phrase.code.clone(), phrase.code);
        let on = Signal::derive(move || editing.form.with(|f| f.body.phrases.contains(&code)));
        view! { <Chip word=word on=on on_tap=move || editing.edit(|f| f.toggle_phrase(toggled.clone())) /> }
    });
    view! { <div class="chips">{chips.collect_view()}</div> }
}

/// Takes an entry back, when the person is sure; `then` leaves the page.
#[component]
fn Withdrawal(log: LogId, then: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let records = expect_context::<Records>();
    let sure = RwSignal::new(false);
    let withdraw = move || {
        spawn_local(async move {
            if records.act(WithdrawLog { log }, None).await.is_ok() {
                then();
            }
        });
    };
    view! {
        <button type="button" class="link danger" on:click=move |_| sure.set(true)>{w!(log.withdraw)}</button>
        <Confirm open=sure question=w!(log.withdraw_sure) on_yes=withdraw />
    }
}

/// Children and classes to choose from.
#[component]
fn Who(editing: Editing) -> impl IntoView {
    let (children, classes) = editing.records.view.with_untracked(|view| {
        let children: Vec<(ChildId, String)> = view.children().into_iter().map(|c| (c.id, c.name.clone())).collect();
        (children, view.school().map(|s| s.classes.clone()).unwrap_or_default())
    });
    let chips = children.into_iter().map(|(id, name)| {
        let on = Signal::derive(move || editing.form.with(|f| f.body.children.contains(&id)));
        view! { <Chip word=name on=on on_tap=move || editing.edit(|f| f.toggle_child(id)) /> }
    });
    let chosen = editing.form.with_untracked(|f| !f.body.classes.is_empty());
    let open = RwSignal::new(chosen);
    let offered = Memo::new(move |_| editing.form.with(|f| f.body.kind.attributes().for_classes));
    let classes = StoredValue::new(classes);
    let class_chips = move || {
        classes
            .get_value()
            .into_iter()
            .map(|name| {
                let (read, tap) = (name.clone(), name.clone());
                let on = Signal::derive(move || editing.form.with(|f| f.body.classes.contains(&read)));
                view! { <Chip word=name on=on on_tap=move || editing.edit(|f| f.toggle_class(&tap)) /> }
            })
            .collect_view()
    };
    view! {
        <div class="chips" role="group" aria-label=w!(log.who)>
            {chips.collect_view()}
            <span class:hidden=move || !offered.get()>
                <Chip word=w!(log.classes) on=open on_tap=move || open.update(|o| *o = !*o) />
            </span>
        </div>
        <Show when=move || open.get() && offered.get()><div class="chips small">{class_chips()}</div></Show>
        <p class="error">{move || editing.problem(LogField::Children)}</p>
    }
}

fn kind_icon(kind: ActivityKind) -> Icon {
    match kind {
        ActivityKind::HomeSchool => Icon::Home,
        ActivityKind::MaterialAid => Icon::Gift,
        ActivityKind::Counselling => Icon::Heart,
        ActivityKind::Tutoring => Icon::Book,
        ActivityKind::FamilyCare => Icon::Phone,
        ActivityKind::SafetyLesson => Icon::Shield,
        ActivityKind::Drill => Icon::Alarm,
        ActivityKind::Recreation => Icon::Ball,
        ActivityKind::Unlisted => Icon::Book,
    }
}

/// The eight kinds.
#[component]
fn Kinds(editing: Editing) -> impl IntoView {
    let items = ActivityKind::ALL.iter().map(|k| {
        let kind = *k;
        view! {
            <label class="kind">
                <input type="radio" name="kind" prop:checked=move || editing.form.with(|f| f.body.kind == kind)
                    disabled=move || editing.form.with(|f| !f.offers(kind))
                    on:change=move |_| editing.edit(|f| f.body.kind = kind) />
                <span><Glyph icon=kind_icon(kind) />{words::log::kind(kind)}</span>
            </label>
        }
    });
    view! { <div class="kinds" role="radiogroup" aria-label=w!(log.kind)>{items.collect_view()}</div> }
}

/// Everything that can stay as it is.
#[component]
fn More(editing: Editing, photos: Option<AnyView>) -> impl IntoView {
    let is_filled = |b: &LogBody| b.outcome != Outcome::Normal || !b.note.is_empty() || !b.met.is_empty();
    let is_open = Memo::new(move |_| editing.form.with(|f| is_filled(&f.body)));
    let note = Memo::new(move |_| editing.form.with(|f| f.body.note.clone()));
    let day_text = move |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let met = Met::ALL.iter().map(|m| {
        let met = *m;
        let on = Signal::derive(move || editing.form.with(|f| f.body.met.contains(&met)));
        view! { <Chip word=words::log::met(met) on=on on_tap=move || editing.edit(|f| f.toggle_met(met)) /> }
    });
    view! {
        <details class="more" open=move || is_open.get()>
            <summary>{w!(log.more)}</summary>
            <label class="labelled"><span>{w!(log.note)}" "<small class="meta">{w!(log.note_hint)}</small></span>
                <textarea rows="3" name="note" prop:value=move || note.get()
                    on:input=move |ev| { let text = event_target_value(&ev); editing.edit(|f| f.body.note = text) }></textarea>
            </label>
            <p class="error">{move || editing.problem(LogField::Note)}</p>
            <p class="section">{w!(log.met)}</p>
            <div class="chips small" role="group" aria-label=w!(log.met)>{met.collect_view()}</div>
            <div class="pair">
                <label class="labelled"><span>{w!(log.date)}</span>
                    <input type="date" name="date" max=clock::today().to_string()
                        prop:value=move || editing.form.with(|f| f.body.occurred_on.to_string())
                        on:change=move |ev| if let Ok(day) = event_target_value(&ev).parse() { editing.edit(|f| f.body.occurred_on = day) } />
                </label>
                <label class="labelled"><span>{w!(log.follow_up)}</span>
                    <input type="date" name="follow_up" prop:value=move || day_text(editing.form.with(|f| f.body.follow_up_on))
                        on:change=move |ev| { let day = event_target_value(&ev).parse().ok(); editing.edit(|f| f.body.follow_up_on = day) } />
                </label>
            </div>
            <p class="error">{move || editing.problem(LogField::OccurredOn).or_else(|| editing.problem(LogField::FollowUpOn))}</p>
            {photos}
        </details>
    }
}
