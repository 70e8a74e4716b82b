//! The plan: what is proposed and why, the lines, and what came of those from before.

use domain::term::page::{LINES_MAX, PageProblem};
use domain::term::plan::{Aim, CameOf, PlanLine, Proposed, without_line};
use leptos::prelude::*;

use super::Editing;
use super::fields::{Day, Words};
use crate::components::choice::{Chip, Segments};
use crate::platform::clock::today;
use crate::{w, words};

/// One line of the plan, by its place.
#[derive(Clone, Copy)]
struct Place {
    editing: Editing,
    at: usize,
}

impl Place {
    fn read<T: Send + Sync + 'static>(
        self,
        read: impl Fn(&PlanLine) -> T + Send + Sync + 'static,
    ) -> Signal<Option<T>> {
        Signal::derive(move || self.editing.form.with(|form| form.body.plan.get(self.at).map(&read)))
    }

    fn words(self, read: impl Fn(&PlanLine) -> String + Send + Sync + 'static) -> Signal<String> {
        let read = self.read(read);
        Signal::derive(move || read.get().unwrap_or_default())
    }

    fn edit(self, change: impl FnOnce(&mut PlanLine)) {
        self.editing.edit(|form| {
            if let Some(line) = form.body.plan.get_mut(self.at) {
                change(line);
            }
        });
    }

    fn problem(self, problem: fn(usize) -> PageProblem) -> Signal<Option<String>> {
        Signal::derive(move || self.editing.problem(problem(self.at)))
    }
}

/// Everything of a line, to change.
#[component]
fn Editor(place: Place) -> impl IntoView {
    let Place { editing, at } = place;
    let aims = Aim::ALL.iter().map(|aim| (Some(*aim), words::term::aim(*aim))).collect();
    let choose = move |aim: Option<Aim>| aim.into_iter().for_each(|aim| place.edit(|line| line.aim = aim));
    let own_words = editing.known.with_value(|known| known.stage.speaks_for_itself()).then(|| {
        let on = Signal::derive(move || place.read(|line| line.in_childs_words).get() == Some(true));
        view! { <Chip word=w!(page.own_words) on=on on_tap=move || place.edit(|line| line.in_childs_words = !line.in_childs_words) /> }
    });
    let is_new = editing.form.with_untracked(|form| at >= form.begun.0);
    let remove = move |_| editing.edit(|form| drop((at < form.body.plan.len()).then(|| form.body.plan.remove(at))));
    view! {
        <Segments label=w!(page.aim) options=aims value=place.read(|line| line.aim) on_choose=choose />
        <Words label=w!(page.situation) value=place.words(|line| line.situation.clone())
            problem=place.problem(PageProblem::LineWords) on_input=move |text| place.edit(|line| line.situation = text) />
        <Words label=w!(page.goal) value=place.words(|line| line.goal.clone())
            problem=place.problem(PageProblem::NoGoal) on_input=move |text| place.edit(|line| line.goal = text) />
        {own_words}
        <Words label=w!(page.measure) value=place.words(|line| line.measure.clone()) on_input=move |text| place.edit(|line| line.measure = text) />
        <div class="pair">
            <Words label=w!(page.who) value=place.words(|line| line.who.clone()) on_input=move |text| place.edit(|line| line.who = text) />
            <Day label=w!(page.review) value=Signal::derive(move || place.read(|line| line.review_on).get().flatten())
                on_change=move |day| place.edit(|line| line.review_on = day) />
        </div>
        {is_new.then(|| view! { <button type="button" class="link" on:click=remove>{w!(page.remove)}</button> })}
    }
}

/// One line: in short, and open for whoever changes it. What came of it is asked of those from before.
#[component]
fn Line(place: Place) -> impl IntoView {
    let Place { editing, at } = place;
    let is_new = editing.form.with_untracked(|form| at >= form.begun.0);
    let full = editing.known.with_value(|known| known.full_plan);
    // Of a full plan a line stands open until it says everything.
    let unsaid = move |line: &PlanLine| line.goal.is_empty() || (full && !line.lacks().is_empty());
    let open = RwSignal::new(editing.form.with_untracked(|form| form.body.plan.get(at).is_some_and(unsaid)));
    let lacks = full.then(|| {
        let lacks = place.words(|line| words::term::lacks(&line.lacks()));
        view! { <p class="why">{lacks}</p> }
    });
    let came_of = (!is_new).then(|| {
        let options = CameOf::ALL.iter().map(|came| (Some(*came), words::term::came_of(*came))).collect();
        let value = Signal::derive(move || place.read(|line| line.came_of).get().flatten());
        view! { <Segments label=w!(page.came_of) options=options value=value on_choose=move |came| place.edit(|line| line.came_of = came) /> }
    });
    view! {
        <div class="part">
            <Show when=move || open.get() fallback=move || view! {
                <p><b>{place.words(|line| line.goal.clone())}</b></p>
                <p class="why">{place.words(words::term::measure)}</p>
                <p class="error">{place.problem(PageProblem::LineWords)}</p>
            }>
                <Editor place=place />
            </Show>
            {lacks}
            {came_of}
            <Show when=move || !open.get()>
                <button type="button" class="link" on:click=move |_| open.set(true)>{w!(page.change)}</button>
            </Show>
        </div>
    }
}

/// A line that is proposed, and why. Taken, it is there in the proposed words.
fn proposal(editing: Editing, line: Proposed) -> impl IntoView {
    let drafted = words::term::drafted(line);
    let why = words::joined(&[line.goal.map_or("", words::term::goal), words::term::because(line.because)]);
    let (goal, measure) = (drafted.goal.clone(), words::term::measure(&drafted));
    let take = move |_| editing.edit(|form| form.take(line, drafted.clone(), today()));
    view! {
        <div class="part proposed">
            <p class="why">{why}</p>
            <p><b>{goal}</b></p>
            <p class="why">{measure}</p>
            <button type="button" class="button quiet" on:click=take>{w!(page.take)}</button>
        </div>
    }
}

/// One of the two aims of a full plan that has no line yet, and the way to write one.
fn to_write(editing: Editing, aim: Aim) -> impl IntoView {
    let what = match aim {
        Aim::Study => w!(page.no_study_line),
        Aim::Spirit | Aim::Unlisted => w!(page.no_spirit_line),
    };
    let add = move |_| editing.edit(|form| form.add_line(aim, today()));
    view! {
        <div class="part proposed">
            <p class="why">{what}</p>
            <button type="button" class="button quiet" on:click=add>{w!(page.write_line)}</button>
        </div>
    }
}

/// The plan of the term; for a child whom the school has marked, a full one.
#[component]
pub fn Plan(editing: Editing) -> impl IntoView {
    let full = editing.known.with_value(|known| known.full_plan);
    let unwritten =
        Memo::new(move |_| if full { editing.form.with(|form| without_line(&form.body.plan)) } else { vec![] });
    let count = Memo::new(move |_| editing.form.with(|form| form.body.plan.len()));
    let offered = Memo::new(move |_| editing.known.with_value(|known| editing.form.with(|form| form.proposals(known))));
    let lines = move || (0..count.get()).map(|at| view! { <Line place=Place { editing, at } /> }).collect_view();
    view! {
        <section class="card have">
            <div class="row">
                <h2 class="name grow">{w!(page.plan)}</h2>
                <span class="meta">{w!(page.plan_hint)}</span>
            </div>
            {full.then(|| view! { <p class="why">{w!(page.full_hint)}</p> })}
            {lines}
            {move || offered.get().into_iter().map(|line| proposal(editing, line)).collect_view()}
            {move || unwritten.get().into_iter().map(|aim| to_write(editing, aim)).collect_view()}
            <Show when=move || count.get() < LINES_MAX>
                <button type="button" class="link" on:click=move |_| editing.edit(|form| form.add_line(Aim::Spirit, today()))>
                    {w!(page.add_line)}
                </button>
            </Show>
        </section>
    }
}
