//! A child's story: its terms one below the other, as movement from term to term of this one child, and what happened,
//! as far as one asks for it.

use domain::id::ChildId;
use domain::log::{ActivityKind, Goal, Log};
use domain::register::Child;
use domain::term::flower::{Flower, Told, flower};
use domain::term::plan::PlanLine;
use domain::term::{Owed, PageBody, Term, page};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use sync::Snapshot;

use crate::components::flower::FlowerChart;
use crate::components::frame::Frame;
use crate::components::own_entries::OwnEntries;
use crate::forms::{StoryFilter, terms};
use crate::platform::clock::today;
use crate::state::records::Records;
use crate::{w, words};

/// A term as it is shown.
struct OfTerm {
    term: Term,
    flower: Flower,
    page: Option<PageBody>,
    /// What had been judged before.
    before: Option<PageBody>,
    /// The page after it, which says what came of its plan.
    after: Option<PageBody>,
    /// Where its page can still be written.
    to_write: Option<String>,
}

/// The term before this one. Nothing asks for its page any more.
fn just_ended() -> Term {
    Term::of(today()).previous()
}

fn of_terms(view: &Snapshot, child: &Child) -> Vec<OfTerm> {
    let (logs, facts, rules) = (view.logs(child.id), view.facts(child), view.rules(today()));
    let pages = view.pages(child.id);
    let body = |term| page::current(pages.iter().copied(), child.id, term).map(|page| page.body.clone());
    let of = |term: Term| {
        let newest = page::newest(pages.iter().copied(), child.id, term);
        let told = Told { child, logs: &logs, facts: &facts, page: newest, rules: &rules };
        let before = page::newest(pages.iter().copied(), child.id, term.previous()).map(|page| page.body.clone());
        let (page, is_open) = (body(term), term == just_ended() && page::is_taken(term, today()));
        let to_write = (is_open && page.is_none()).then(|| format!("/app/child/{}/term?term={term}", child.id));
        OfTerm { term, flower: flower(&told, term), page, before, after: body(term.next()), to_write }
    };
    let mut all = terms(&logs, pages.iter().copied());
    // Who had the child may have written nothing down.
    let had = view.pairing(child.id, just_ended().end()).map(|_| just_ended());
    if let Some(term) = had.filter(|term| !all.contains(term)) {
        let at = all.partition_point(|one| *one > term);
        all.insert(at, term);
    }
    all.into_iter().map(of).collect()
}

/// How it stands with one of the five haves, and where it comes from: 还差点 → 够了.
fn movement(goal: Goal, now: Owed, before: Option<Owed>) -> String {
    let level = words::term::owed(now);
    match before {
        Some(before) if before != now => format!("{} {} → {level}", words::term::goal(goal), words::term::owed(before)),
        _ => format!("{} {level}", words::term::goal(goal)),
    }
}

/// A line of a plan with what came of it, as this page or the next one says.
fn planned(line: &PlanLine, after: Option<&PageBody>) -> impl IntoView + use<> {
    let next = after.and_then(|page| page.plan.iter().find(|next| next.goal == line.goal));
    let came_of = line.came_of.or(next.and_then(|next| next.came_of)).map(words::term::came_of);
    view! { <li>{words::joined(&[&line.goal, &line.measure, came_of.unwrap_or_default()])}</li> }
}

fn term_card(of: OfTerm) -> impl IntoView {
    let said = of.page.as_ref().map(|page| {
        let line = |judged: &page::Judged| {
            let before = of.before.as_ref().and_then(|before| before.judged(judged.goal)).map(|before| before.owed);
            let says =
                (!judged.child_says.is_empty()).then(|| view! { <p class="why">{judged.child_says.clone()}</p> });
            view! { <li>{movement(judged.goal, judged.owed, before)}{says}</li> }
        };
        let levels = page.haves.iter().map(line).collect_view();
        let plan = page.plan.iter().map(|line| planned(line, of.after.as_ref())).collect_view();
        let has_plan = !page.plan.is_empty();
        view! {
            <ul class="plain-lines">{levels}</ul>
            {has_plan.then(|| view! { <h3 class="section">{w!(page.plan)}</h3><ul class="plain-lines">{plan}</ul> })}
        }
    });
    let unwritten = of.page.is_none().then(|| view! { <p class="why">{w!(page.unwritten)}</p> });
    let write = of
        .to_write
        .map(|to| view! { <p class="row"><A href=to attr:class="button quiet">{w!(page.write_late)}</A></p> });
    view! {
        <section class="card of-term">
            <FlowerChart flower=of.flower />
            <div class="grow"><h2 class="name">{words::term::name(of.term)}</h2>{said}{unwritten}{write}</div>
        </section>
    }
}

/// One of a list or all of them.
#[component]
fn Choose<T>(label: &'static str, options: Vec<(T, String)>, on_choose: impl Fn(Option<T>) + 'static) -> impl IntoView
where
    T: Copy + 'static,
{
    let items = options.iter().enumerate();
    let items =
        items.map(|(at, (_, word))| view! { <option value=at.to_string()>{word.clone()}</option> }).collect_view();
    let choose = move |ev| {
        let at = event_target_value(&ev).parse::<usize>().ok();
        on_choose(at.and_then(|at| options.get(at)).map(|(option, _)| *option));
    };
    view! {
        <label class="labelled"><span>{label}</span>
            <select on:change=choose><option value="">{w!(page.all)}</option>{items}</select>
        </label>
    }
}

/// What is asked for, and the entries.
#[component]
fn Entries(logs: Vec<Log>, all: Vec<Term>) -> impl IntoView {
    let records = expect_context::<Records>();
    let filter = RwSignal::new(StoryFilter::default());
    let goals = Goal::ALL.iter().map(|goal| (*goal, words::term::goal(*goal).to_owned())).collect();
    let kinds = ActivityKind::ALL.iter().map(|kind| (*kind, words::log::kind(*kind).to_owned())).collect();
    let all = all.into_iter().map(|term| (term, words::term::name(term))).collect();
    let shown = move || {
        let rules = records.view.with_untracked(|view| view.rules(today()).into_owned());
        let kept: Vec<Log> = logs.iter().filter(|log| filter.get().keeps(log, &rules)).cloned().collect();
        view! { <OwnEntries logs=kept /> }
    };
    view! {
        <div class="thirds">
            <Choose label=w!(page.by_goal) options=goals on_choose=move |goal| filter.update(|f| f.goal = goal) />
            <Choose label=w!(log.kind) options=kinds on_choose=move |kind| filter.update(|f| f.kind = kind) />
            <Choose label=w!(page.by_term) options=all on_choose=move |term| filter.update(|f| f.term = term) />
        </div>
        {shown}
    }
}

/// The story.
#[component]
pub fn StoryPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let params = use_params_map();
    move || {
        let id: Option<ChildId> = params.with(|p| p.get("id")).and_then(|text| text.parse().ok());
        let found = id.and_then(|id| {
            // Read once, so that what arrives meanwhile does not undo what was chosen.
            records.view.with_untracked(|view| {
                let child = view.child(id)?;
                let logs: Vec<Log> = view.logs(id).into_iter().cloned().collect();
                Some((child.clone(), of_terms(view, child), logs))
            })
        });
        let Some((child, all, logs)) = found else {
            return view! { <Frame title=w!(tabs.children) back="/app/children"><p class="empty">{w!(child.gone)}</p></Frame> }.into_any();
        };
        let (back, record) = (format!("/app/child/{}", child.id), format!("/app/child/{}/growth", child.id));
        let names = all.iter().map(|of| of.term).collect();
        view! {
            <Frame title=child.name window=w!(page.story) under=w!(page.story) back=back>
                <A href=record attr:class="button quiet">{w!(page.growth_make)}</A>
                {all.into_iter().map(term_card).collect_view()}
                <h2 class="section">{w!(child.timeline)}</h2>
                <Entries logs=logs all=names />
            </Frame>
        }
        .into_any()
    }
}
