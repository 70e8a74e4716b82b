//! What the school asks a child's mentor about the page of a term, below that page: each question with what was answered,
//! and the form for a further one. Nothing here is a grade.

use chrono::NaiveDate;
use desk_api::DeskError;
use desk_api::term_page::{QuestionLine, TermView, TermsView};
use domain::id::{ChildId, QuestionId};
use domain::log::{Fault, Goal};
use domain::term::Term;
use domain::term::question::QUESTION_CHARS_MAX;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::decide::{Said, decide, decide_or};
use super::open::Open;
use crate::forms::{QuestionForm, to_ask};
use crate::platform::{clock, drafts};
use crate::server_fns::CallError;
use crate::server_fns::questions::{ask_question, close_question};
use crate::state::session::Session;
use crate::{w, words};

/// Says that a question is settled.
#[component]
fn Close(question: QuestionId) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let error: Said = RwSignal::new(None);
    let close = move |_| decide(close_question(question), error, move |()| open.change());
    view! {
        <p class="error" role="alert">{move || error.get()}</p>
        <button type="button" class="button quiet small" on:click=close>{w!(asking_mentor.close)}</button>
    }
}

/// A question, with what was answered or done since.
fn line(question: QuestionLine, may_ask: bool, today: NaiveDate) -> impl IntoView {
    let when = words::date::instant(question.at, today);
    let under = words::joined(&[words::term_page::about(question.about), &question.by, &when]);
    let answer = question.answer.map(|answer| {
        let under = words::joined(&[&answer.author, &words::date::instant(answer.at, today)]);
        view! { <p class="note">{answer.text}</p><p class="meta">{under}</p> }
    });
    let since = match (&answer, question.written_since) {
        (Some(_), _) => None,
        (None, Some(at)) => Some(w!(asking_mentor.written_since, time = words::date::instant(at, today))),
        (None, None) => Some(w!(asking_mentor.none_yet).to_owned()),
    };
    let since = since.map(|since| view! { <p class="meta">{since}</p> });
    let settled = question.closed_at.map(|at| {
        view! { <p class="meta">{w!(asking_mentor.closed, time = words::date::instant(at, today))}</p> }
    });
    let close = (may_ask && question.closed_at.is_none()).then(|| view! { <Close question=question.id /> });
    view! { <li><p class="what">{question.text}</p><p class="meta">{under}</p>{answer}{since}{settled}{close}</li> }
}

/// A further question in the making. What was typed stays in this tab.
#[derive(Clone, Copy)]
struct Asking {
    child: ChildId,
    term: Term,
    form: RwSignal<QuestionForm>,
    /// Where the draft is kept.
    place: StoredValue<String>,
    fault: RwSignal<Option<Fault>>,
    error: Said,
    busy: RwSignal<bool>,
}

impl Asking {
    /// A form for what can be asked about, or the draft of one. Of a question that was asked, though its answer was lost on the
    /// way, no draft is left.
    fn begin(child: ChildId, view: &TermView, about: &[Option<Goal>]) -> Self {
        let term = view.term;
        let account = expect_context::<Session>().me().map(|me| me.account.to_string()).unwrap_or_default();
        let place = format!("question.{account}.{child}.{term}");
        let first = about.first().copied().flatten();
        let fresh = || QuestionForm::fresh(clock::uuid().into(), first);
        let kept = drafts::kept_in_tab::<QuestionForm>(&place);
        let is_asked = |form: &QuestionForm| {
            view.questions.iter().any(|one| one.id == form.id && one.text == form.text.trim())
        };
        let mut form = kept.filter(|form| !is_asked(form)).unwrap_or_else(fresh);
        // What was typed stays, also where something else has become open meanwhile.
        if !about.contains(&form.about) {
            form.about = first;
        }
        let (place, fault, error) = (StoredValue::new(place), RwSignal::new(None), RwSignal::new(None));
        Self { child, term, form: RwSignal::new(form), place, fault, error, busy: RwSignal::new(false) }
    }

    fn edit(self, change: impl FnOnce(&mut QuestionForm)) {
        self.form.update(change);
        self.fault.set(None);
        self.place.with_value(|place| self.form.with_untracked(|form| drafts::keep_in_tab(place, form)));
    }

    fn send(self, open: Open<ChildId>) {
        if self.busy.get_untracked() {
            return;
        }
        let asked = match self.form.with_untracked(|form| form.asked(self.child, self.term)) {
            Ok(asked) => asked,
            Err(fault) => return self.fault.set(Some(fault)),
        };
        let done = move |()| {
            self.place.with_value(|place| drafts::forget_in_tab(place));
            open.change();
        };
        // Sent again with other words it is another question; what is open meanwhile is shown above what was typed.
        let otherwise = move |problem: &CallError| {
            self.busy.try_set(false);
            if *problem == CallError::Refused(DeskError::Changed) {
                self.edit(|form| form.id = clock::uuid().into());
                open.change();
            }
        };
        self.busy.set(true);
        decide_or(ask_question(asked), self.error, done, otherwise);
    }
}

/// What it is about.
#[component]
fn About(asking: Asking, about: Vec<Option<Goal>>) -> impl IntoView {
    let option = |(at, one): (usize, &Option<Goal>)| {
        let one = *one;
        let chosen = move || asking.form.with(|form| form.about == one);
        view! { <option value=at.to_string() selected=chosen>{words::term_page::about(one)}</option> }
    };
    let options = about.iter().enumerate().map(option).collect_view();
    let choose = move |ev| {
        let at: Option<usize> = event_target_value(&ev).parse().ok();
        if let Some(one) = at.and_then(|at| about.get(at).copied()) {
            asking.edit(|form| form.about = one);
        }
    };
    view! { <label class="labelled"><span>{w!(asking_mentor.about)}</span><select on:change=choose>{options}</select></label> }
}

/// The form for a further question, behind a button until somebody wants to ask.
#[component]
fn Ask(asking: Asking, about: Vec<Option<Goal>>, mentors: Vec<String>) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let shown = RwSignal::new(asking.form.with_untracked(|form| !form.text.is_empty()));
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        asking.send(open);
    };
    let who = if mentors.is_empty() {
        w!(asking_mentor.nobody).to_owned()
    } else {
        w!(asking_mentor.who, names = mentors.join(words::comma()))
    };
    let wrong = move || asking.fault.get().map(|_| w!(inputs.question_unfit)).or_else(|| asking.error.get());
    let typed = move |ev| asking.edit(|form| form.text = event_target_value(&ev));
    view! {
        <div class:hidden=move || shown.get()>
            <button type="button" class="button quiet small" on:click=move |_| shown.set(true)>{w!(asking_mentor.ask)}</button>
        </div>
        <form class="stacked" class:hidden=move || !shown.get() on:submit=send>
            <p class="meta">{who}</p>
            <fieldset class="plain" disabled=move || asking.busy.get()>
                <About asking=asking about=about />
                <label class="labelled"><span>{w!(asking_mentor.words)}</span>
                    <textarea rows="2" maxlength=QUESTION_CHARS_MAX placeholder=w!(asking_mentor.example)
                        prop:value=move || asking.form.with(|form| form.text.clone()) on:input=typed></textarea>
                </label>
            </fieldset>
            <p class="error" role="alert">{wrong}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| shown.set(false)>{w!(asking_mentor.later)}</button>
                <button type="submit" class="button">{w!(asking_mentor.send)}</button>
            </div>
        </form>
    }
}

/// The questions about the page of a term, below it; nothing where none was asked and the reader may ask none.
pub fn below(all: &TermsView, view: &TermView) -> AnyView {
    if view.questions.is_empty() && !all.may_ask {
        return ().into_any();
    }
    let today = all.as_of;
    let open: Vec<Option<Goal>> =
        view.questions.iter().filter(|one| one.closed_at.is_none()).map(|one| one.about).collect();
    let about = to_ask(view.evidence.iter().map(|line| line.goal), &open);
    let may_ask = all.may_ask;
    let child = expect_context::<Open<ChildId>>().id();
    let ask = child.filter(|_| may_ask && !about.is_empty()).map(|child| {
        let asking = Asking::begin(child, view, &about);
        view! { <Ask asking=asking about=about mentors=all.mentors.clone() /> }
    });
    let lines = view.questions.iter().cloned().map(|one| line(one, may_ask, today)).collect_view();
    view! { <h3>{w!(asking_mentor.title)}</h3><ul class="plain lines">{lines}</ul>{ask} }.into_any()
}
