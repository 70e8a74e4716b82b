//! The form: each keystroke is kept in this tab, saving starts the next entry with notebook and day kept.

use chrono::{Days, NaiveDate};
use desk_api::notebook::{Copied, Entered, MentorPage, NotebookView};
use domain::id::{AccountId, ChildId, SchoolId};
use domain::log::{ActivityKind, LogField, Mode, NOTE_CHARS_MAX, Outcome};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::{Div, Input};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

use super::super::decide::{Said, decide, decide_or};
use super::entered::{EnteredToday, said};
use super::gift::Gift;
use super::keys::{Key, Keys, Ways, is_combined};
use crate::forms::{DAYS, NotebookForm, Step, number};
use crate::platform::{clock, drafts};
use crate::server_fns::notebook::{enter, notebook};
use crate::state::session::Session;
use crate::{w, words};

/// The form, and what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Copying {
    school: SchoolId,
    today: NaiveDate,
    pub(super) form: RwSignal<NotebookForm>,
    /// The mentors with the children whom they have on the form's day.
    pages: RwSignal<Vec<MentorPage>>,
    entered: RwSignal<Vec<Entered>>,
    /// What was typed to find a mentor.
    wanted: RwSignal<String>,
    told: RwSignal<String>,
    error: Said,
    /// The first part to be mended, after saving was tried.
    mend: RwSignal<Option<(Step, String)>>,
    busy: RwSignal<bool>,
    /// What gets the focus when it is the turn of a part: a group of keys,
    groups: StoredValue<[NodeRef<Div>; Step::ALL.len()]>,
    /// or where something is typed.
    inputs: StoredValue<[NodeRef<Input>; Step::ALL.len()]>,
}

/// The sentence for what must be mended first.
fn sentence(step: Step, problem: Option<domain::log::Problem>) -> String {
    match (step, problem) {
        (Step::Mentor, _) => w!(notebook.mentor_missing),
        (Step::Day, None) => w!(notebook.day_missing),
        (_, Some(problem)) if problem.field == LogField::Children => w!(notebook.children_missing),
        (_, Some(problem)) => words::log::problem(problem),
        (_, None) => w!(problems.other),
    }
    .to_owned()
}

impl Copying {
    fn page(self) -> Option<MentorPage> {
        let mentor = self.form.with(|form| form.mentor)?;
        self.pages.with(|pages| pages.iter().find(|page| page.mentor == mentor).cloned())
    }

    /// The children of a mentor on the form's day.
    fn of_mentor(self, mentor: Option<AccountId>) -> Vec<ChildId> {
        let own = |page: &&MentorPage| Some(page.mentor) == mentor;
        self.pages.with_untracked(|pages| pages.iter().find(own).map(ids).unwrap_or_default())
    }

    /// Changes the form; what had to be mended may be mended now.
    pub(super) fn edit(self, change: impl FnOnce(&mut NotebookForm)) {
        self.form.update(change);
        self.mend.set(None);
        self.error.set(None);
    }

    /// Gives a part the focus.
    fn go(self, step: Step) {
        let typed = self.input(step).get_untracked().map(|input| input.focus());
        drop(typed.or_else(|| self.groups.get_value()[step as usize].get_untracked().map(|group| group.focus())));
    }

    /// Where something is typed for a part.
    pub(super) fn input(self, step: Step) -> NodeRef<Input> {
        self.inputs.get_value()[step as usize]
    }

    fn go_after(self, step: Step) {
        self.go(self.form.with_untracked(|form| form.after(step)));
    }

    fn go_before(self, step: Step) {
        self.go(self.form.with_untracked(|form| form.before(step)));
    }

    /// The arrows where something is typed: they lead to the part before and after.
    pub(super) fn arrows(self, step: Step, ev: &KeyboardEvent) {
        if ev.is_composing() || is_combined(ev) {
            return;
        }
        match ev.key().as_str() {
            "ArrowUp" => self.go_before(step),
            "ArrowDown" => self.go_after(step),
            _ => return,
        }
        ev.prevent_default();
    }

    /// What must be mended at a part.
    pub(super) fn said(self, step: Step) -> Option<String> {
        self.mend.get().filter(|(at, _)| *at == step).map(|(_, words)| words)
    }

    /// Where the form goes on: at the children, or at the kind where there is nothing to choose.
    fn go_on(self) {
        let chosen = self.form.with_untracked(|form| !form.children.is_empty());
        self.go(if chosen { Step::Kind } else { Step::Children });
    }

    fn choose_mentor(self, mentor: AccountId) {
        let own = self.of_mentor(Some(mentor));
        self.wanted.set(String::new());
        self.edit(|form| form.choose_mentor(mentor, &own));
        // The groups are there after the next rendering.
        request_animation_frame(move || self.go_on());
    }

    fn another_mentor(self) {
        self.edit(|form| form.mentor = None);
        request_animation_frame(move || self.go(Step::Mentor));
    }

    /// Another day may have other pairings.
    fn choose_day(self, day: String) {
        self.edit(|form| form.day = day);
        let Some(day) = self.form.with_untracked(NotebookForm::day).filter(|day| *day <= self.today) else { return };
        decide(notebook(self.school, Some(day)), self.error, move |view: NotebookView| {
            if self.form.try_with_untracked(NotebookForm::day) == Some(Some(day)) {
                self.pages.set(view.pages);
                let own = self.of_mentor(self.form.with_untracked(|form| form.mentor));
                self.form.update(|form| form.offer(&own));
            }
        });
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        match self.form.with_untracked(|form| form.copied(self.today)) {
            Ok(copied) => self.send(copied),
            Err((step, problem)) => {
                self.mend.set(Some((step, sentence(step, problem))));
                self.go(step);
            }
        }
    }

    fn send(self, copied: Copied) {
        self.busy.set(true);
        let done = move |entered: Entered| {
            self.busy.set(false);
            self.told.set(w!(notebook.saved, what = said(&entered, self.today)));
            self.entered.update(|all| {
                all.retain(|one| one.log != entered.log);
                all.insert(0, entered);
            });
            let own = self.of_mentor(self.form.with_untracked(|form| form.mentor));
            self.form.update(|form| *form = form.next(clock::uuid().into(), &own, self.today));
            self.go_on();
        };
        decide_or(enter(copied), self.error, done, move |_| {
            self.busy.try_set(false);
        });
    }

    /// What the keys of a group do besides choosing.
    fn ways(self, step: Step) -> Ways {
        let enter = Callback::new(move |()| if step == Step::Children { self.go(Step::Kind) } else { self.save() });
        let another = Callback::new(move |()| self.another_mentor());
        Ways {
            enter,
            next: Callback::new(move |()| self.go_after(step)),
            back: Callback::new(move |()| if step == Step::Children { self.another_mentor() } else { self.go_before(step) }),
            zero: (step == Step::Children).then_some(another),
        }
    }

    pub(super) fn group(self, step: Step, label: &'static str, keys: Signal<Vec<Key>>, choose: Callback<usize>) -> AnyView {
        let at = self.groups.get_value()[step as usize];
        let mend = move || self.said(step);
        view! {
            <div>
                <Keys label=label keys=keys on_choose=choose ways=self.ways(step) at=at />
                <p class="error" role="alert">{mend}</p>
            </div>
        }
        .into_any()
    }
}

fn ids(page: &MentorPage) -> Vec<ChildId> {
    page.children.iter().map(|child| child.id).collect()
}

/// One of the choices.
pub(super) fn key(word: impl Into<String>, on: bool) -> Key {
    Key { word: word.into(), beside: String::new(), on }
}

/// Finding a mentor: by a part of the name, or by the number in the list.
#[component]
fn Mentor(copying: Copying) -> impl IntoView {
    let found = Memo::new(move |_| {
        let wanted = copying.wanted.get();
        let pages = copying.pages.get();
        let numbered = pages.into_iter().enumerate();
        match number(&wanted) {
            Some(number) => numbered.filter(|(n, _)| n + 1 == number).collect::<Vec<_>>(),
            None => numbered.filter(|(_, page)| page.name.contains(wanted.trim())).collect(),
        }
    });
    let pressed = move |ev: KeyboardEvent| {
        // Enter that ends a word of the input method is the input method's.
        if ev.key() != "Enter" || ev.is_composing() || is_combined(&ev) {
            return;
        }
        ev.prevent_default();
        if copying.wanted.with_untracked(|wanted| !wanted.trim().is_empty())
            && let Some(first) = found.with_untracked(|found| found.first().map(|(_, page)| page.mentor))
        {
            copying.choose_mentor(first);
        }
    };
    let one = move |(n, page): (usize, MentorPage)| {
        view! {
            <button type="button" class="key" tabindex="-1" on:click=move |_| copying.choose_mentor(page.mentor)>
                <kbd>{n + 1}</kbd><span>{page.name}</span>
            </button>
        }
    };
    let list = move || found.get().into_iter().map(one).collect_view();
    let none = move || found.with(Vec::is_empty).then(|| view! { <p class="meta">{w!(notebook.mentor_none)}</p> });
    Effect::new(move |_| {
        if let Some(input) = copying.input(Step::Mentor).get() {
            drop(input.focus());
        }
    });
    view! {
        <label class="labelled"><span>{w!(notebook.mentor)}</span>
            <input type="text" autocomplete="off" node_ref=copying.input(Step::Mentor) placeholder=w!(notebook.mentor_hint)
                prop:value=move || copying.wanted.get() on:keydown=pressed
                on:input=move |ev| copying.wanted.set(event_target_value(&ev)) />
        </label>
        <div class="keys mentors">{list}{none}</div>
    }
}

/// Whose notebook it is, and how to take another.
#[component]
fn Whose(page: MentorPage, copying: Copying) -> impl IntoView {
    let slip = format!("/desk/notebook/slip/{}", page.mentor);
    view! {
        <div class="row">
            <p class="grow">{w!(notebook.whose, name = words::register::teacher(&page.name))}</p>
            <A href=slip attr:class="button quiet small">{w!(notebook.slip)}</A>
            <button type="button" class="button quiet small" on:click=move |_| copying.another_mentor()>
                {w!(notebook.another)}" "<kbd>"0"</kbd>
            </button>
        </div>
    }
}

fn children(copying: Copying) -> AnyView {
    let keys = Signal::derive(move || {
        let chosen = copying.form.with(|form| form.children.clone());
        let all = copying.page().map(|page| page.children).unwrap_or_default();
        let one = |child: desk_api::notebook::PageChild| Key {
            on: chosen.contains(&child.id),
            word: child.name,
            beside: child.class_name,
        };
        all.into_iter().map(one).collect()
    });
    let choose = Callback::new(move |n: usize| {
        let own = copying.of_mentor(copying.form.with_untracked(|form| form.mentor));
        if let Some(child) = own.get(n) {
            copying.edit(|form| form.toggle(*child));
        }
    });
    copying.group(Step::Children, w!(notebook.children), keys, choose)
}

fn kinds(copying: Copying) -> AnyView {
    let keys = Signal::derive(move || {
        let chosen = copying.form.with(|form| form.kind);
        ActivityKind::ALL.iter().map(|kind| key(words::log::kind(*kind), chosen == Some(*kind))).collect()
    });
    let choose = Callback::new(move |n: usize| {
        copying.edit(|form| form.kind = ActivityKind::ALL.get(n).copied());
        copying.go(Step::Mode);
    });
    copying.group(Step::Kind, w!(notebook.kind), keys, choose)
}

fn modes(copying: Copying) -> AnyView {
    let keys = Signal::derive(move || {
        let chosen = copying.form.with(|form| form.mode);
        Mode::ALL.iter().map(|mode| key(words::log::mode(*mode), chosen == Some(*mode))).collect()
    });
    let choose = Callback::new(move |n: usize| {
        copying.edit(|form| form.mode = Mode::ALL.get(n).copied());
        copying.go(Step::Day);
    });
    copying.group(Step::Mode, w!(notebook.mode), keys, choose)
}

fn days(copying: Copying) -> AnyView {
    let today = copying.today;
    let all: Vec<NaiveDate> = (0..DAYS).map(|back| today - Days::new(back)).collect();
    let listed = all.clone();
    let keys = Signal::derive(move || {
        let chosen = copying.form.with(NotebookForm::day);
        let word = |n: usize, day: NaiveDate| match n {
            0 => w!(notebook.today).to_owned(),
            1 => w!(notebook.yesterday).to_owned(),
            _ => words::date::day_and_weekday(day),
        };
        listed.iter().enumerate().map(|(n, day)| key(word(n, *day), chosen == Some(*day))).collect()
    });
    let choose = Callback::new(move |n: usize| {
        if let Some(day) = all.get(n) {
            copying.choose_day(day.to_string());
        }
    });
    view! {
        <div class="row days">
            <div class="grow">{copying.group(Step::Day, w!(notebook.day), keys, choose)}</div>
            <label class="labelled"><span>{w!(notebook.other_day)}</span>
                <input type="date" max=today.to_string() prop:value=move || copying.form.with(|form| form.day.clone())
                    on:change=move |ev| copying.choose_day(event_target_value(&ev)) />
            </label>
        </div>
    }
    .into_any()
}

fn outcomes(copying: Copying) -> AnyView {
    let keys = Signal::derive(move || {
        let chosen = copying.form.with(|form| form.outcome);
        Outcome::ALL.iter().map(|outcome| key(words::log::outcome(*outcome), chosen == *outcome)).collect()
    });
    let choose = Callback::new(move |n: usize| {
        if let Some(outcome) = Outcome::ALL.get(n) {
            copying.edit(|form| form.set_outcome(*outcome));
        }
    });
    let again = move || {
        copying.form.with(NotebookForm::asks_look_again).then(|| {
            view! {
                <label class="labelled"><span>{w!(notebook.look_again)}</span>
                    <input type="date" prop:value=move || copying.form.with(|form| form.look_again.clone())
                        on:change=move |ev| copying.edit(|form| form.look_again = event_target_value(&ev)) />
                </label>
            }
        })
    };
    view! {
        <div class="row days">
            <div class="grow">{copying.group(Step::Outcome, w!(notebook.outcome), keys, choose)}</div>{again}
        </div>
    }
    .into_any()
}

fn note(copying: Copying) -> AnyView {
    let asks = Memo::new(move |_| copying.form.with(NotebookForm::asks_note));
    let mend = move || copying.said(Step::Note);
    let field = move || {
        if !asks.get() {
            return view! { <p class="meta">{w!(notebook.talk)}</p> }.into_any();
        }
        view! {
            <label class="labelled"><span>{w!(notebook.note)}</span>
                <input type="text" autocomplete="off" maxlength=NOTE_CHARS_MAX node_ref=copying.input(Step::Note)
                    on:keydown=move |ev| copying.arrows(Step::Note, &ev)
                    prop:value=move || copying.form.with(|form| form.note.clone())
                    on:input=move |ev| copying.edit(|form| form.note = event_target_value(&ev)) />
            </label>
        }
        .into_any()
    };
    view! { <div>{field}<p class="error" role="alert">{mend}</p></div> }.into_any()
}

/// What follows the mentor.
fn rest(copying: Copying) -> AnyView {
    let none = move || copying.page().is_some_and(|page| page.children.is_empty());
    view! {
        <Show when=none><p class="meta">{w!(notebook.nobody)}</p></Show>
        {children(copying)}{kinds(copying)}{modes(copying)}{days(copying)}{outcomes(copying)}
        <Gift copying=copying />
        {note(copying)}
        <p class="error" role="alert">{move || copying.error.get()}</p>
        <div class="row end">
            <p class="meta grow">{w!(notebook.keys)}</p>
            <button type="submit" class="button" aria-busy=move || copying.busy.get().to_string()>
                {w!(notebook.save)}" "<kbd>{w!(notebook.enter_key)}</kbd>
            </button>
        </div>
    }
    .into_any()
}

/// The form for the child of the address. None where no child is named, where something is half typed already, and where
/// it must be chosen in whose name it is entered: the child has several mentors, or none.
fn asked_for(view: &NotebookView, begun: Option<&NotebookForm>) -> Option<NotebookForm> {
    let child: ChildId = use_query_map().with_untracked(|query| query.get("child"))?.parse().ok()?;
    let mut theirs = view.pages.iter().filter(|page| ids(page).contains(&child));
    let (Some(page), None) = (theirs.next(), theirs.next()) else { return None };
    let is_free = begun.is_none_or(|begun| begun.is_blank(view.today));
    is_free.then(|| NotebookForm::about(child, page.mentor, clock::uuid().into(), view.today))
}

/// The form and what was entered today.
#[component]
pub fn Work(school: SchoolId, view: NotebookView) -> impl IntoView {
    let account = expect_context::<Session>().me().map(|me| me.account.to_string()).unwrap_or_default();
    let place = format!("notebook.{account}.{school}");
    let today = view.today;
    let begun = drafts::kept_in_tab::<NotebookForm>(&place);
    let asked = asked_for(&view, begun.as_ref());
    let (is_asked, resumed) = (asked.is_some(), asked.is_none() && begun.is_some());
    let form = asked.or(begun).unwrap_or_else(|| NotebookForm::fresh(clock::uuid().into(), today));
    let copying = Copying {
        school,
        today,
        form: RwSignal::new(form),
        pages: RwSignal::new(view.pages),
        entered: RwSignal::new(view.entered),
        wanted: RwSignal::new(String::new()),
        told: RwSignal::new(String::new()),
        error: RwSignal::new(None),
        mend: RwSignal::new(None),
        busy: RwSignal::new(false),
        groups: StoredValue::new(std::array::from_fn(|_| NodeRef::new())),
        inputs: StoredValue::new(std::array::from_fn(|_| NodeRef::new())),
    };
    Effect::new(move |_| copying.form.with(|form| drafts::keep_in_tab(&place, form)));
    if resumed {
        // The pages are today's; the draft may be of another day.
        copying.choose_day(copying.form.with_untracked(|form| form.day.clone()));
    }
    if resumed || is_asked {
        request_animation_frame(move || copying.go_on());
    }
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        copying.save();
    };
    let chosen = Memo::new(move |_| copying.page());
    let whose = move || match chosen.get() {
        Some(page) => view! { <Whose page=page copying=copying /> }.into_any(),
        None => view! { <Mentor copying=copying /> }.into_any(),
    };
    let has_mentor = Memo::new(move |_| chosen.with(Option::is_some));
    view! {
        <p class="calm" role="status">{move || copying.told.get()}</p>
        <form class="panel notebook" on:submit=send>
            {whose}
            {move || has_mentor.get().then(|| rest(copying))}
        </form>
        <EnteredToday all=copying.entered told=copying.told today=today />
    }
}
