//! A child comes to the school: typed in by hand, after it is clear that it is not there already.

use chrono::NaiveDate;
use desk_api::moving::CLASS_CHARS_MAX;
use desk_api::year::{Entered, TYPED_CHARS_MAX, TypedChild, Who};
use domain::id::SchoolId;
use domain::import::draft::decision::Candidate;
use domain::register::Sex;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::decide::{Done, Said, decide};
use super::super::open::Open;
use super::CLASSES;
use crate::server_fns::year::enter_child;
use crate::{w, words};

/// The form: what is typed, and what was answered.
#[derive(Clone, Copy)]
struct Form {
    school: SchoolId,
    typed: RwSignal<TypedChild>,
    from: RwSignal<String>,
    answer: RwSignal<Option<Entered>>,
    error: Said,
}

/// A field, with the part of the form that it fills.
#[derive(Clone, Copy)]
struct Field {
    label: &'static str,
    kind: &'static str,
    list: Option<&'static str>,
    most: usize,
    of: fn(&mut TypedChild) -> &mut String,
}

fn field(field: Field, form: Form) -> impl IntoView {
    let of = field.of;
    view! {
        <label class="labelled"><span>{field.label}</span>
            <input type=field.kind list=field.list maxlength=field.most autocomplete="off"
                prop:value=move || form.typed.with(|typed| of(&mut typed.clone()).clone())
                on:input=move |ev| form.typed.update(|typed| *of(typed) = event_target_value(&ev)) />
        </label>
    }
}

fn fields(form: Form, sex: AnyView, from: AnyView) -> impl IntoView {
    let text = |label, of| Field { label, kind: "text", list: None, most: TYPED_CHARS_MAX, of };
    let name = field(text(w!(year.name), |typed| &mut typed.name), form);
    let school = [
        Field { kind: "date", ..text(w!(year.birth), |typed| &mut typed.birth) },
        text(w!(year.id_number), |typed| &mut typed.id_number),
        Field { list: Some(CLASSES), most: CLASS_CHARS_MAX, ..text(w!(year.class), |typed| &mut typed.class_name) },
    ];
    let home = [
        text(w!(year.address), |typed| &mut typed.address),
        text(w!(year.father), |typed| &mut typed.father),
        text(w!(year.mother), |typed| &mut typed.mother),
        text(w!(year.relation), |typed| &mut typed.relation),
        text(w!(year.carer), |typed| &mut typed.carer),
        Field { kind: "tel", ..text(w!(year.phone), |typed| &mut typed.phone) },
    ];
    let all = |some: Vec<Field>| some.into_iter().map(|one| field(one, form)).collect_view();
    view! { {name}{sex}{all(school.into())}{from}{all(home.into())} }
}

impl Form {
    /// Sends what is typed, with who it is by what was said.
    fn send(self, who: Who, open: Open<SchoolId>, done: RwSignal<String>) {
        let Ok(from) = self.from.get_untracked().parse::<NaiveDate>() else {
            return self.error.set(Some(w!(year.day_missing)));
        };
        let typed = self.typed.get_untracked();
        let name = typed.name.clone();
        decide(enter_child(self.school, typed, from, who), self.error, move |entered| match entered {
            Entered::Done(_) => {
                done.set(w!(year.entered, name = name));
                open.change();
            }
            other => drop(self.answer.try_set(Some(other))),
        });
    }
}

/// A child of the school who may be the same.
fn alike(one: Candidate, form: Form) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let id = one.child;
    let birth = one.birth.map(words::date::long_day).unwrap_or_default();
    let line = w!(year.alike_line, name = one.name.as_str(), class = words::year::class(&one.class_name));
    view! {
        <li class="row"><span class="grow">{words::joined(&[&line, &birth])}</span>
            <button type="button" class="button quiet" on:click=move |_| form.send(Who::Same(id), open, done)>{w!(year.same)}</button>
        </li>
    }
}

/// What was answered, where nothing was done.
fn answered(answer: Entered, form: Form) -> AnyView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    match answer {
        Entered::Done(_) => ().into_any(),
        Entered::Elsewhere => view! { <p class="warn">{w!(year.elsewhere)}</p> }.into_any(),
        Entered::Here(child) => view! {
            <p class="warn">{w!(year.here)}" "<A href=format!("/desk/child/{child}")>{w!(inbox.open)}</A></p>
        }
        .into_any(),
        Entered::Unfit(causes) => {
            let line = |(column, cause)| {
                let why = words::import::cause(cause);
                match column {
                    Some(column) => w!(year.unfit_line, what = words::import::column(column), why = why),
                    None => why.to_owned(),
                }
            };
            let lines = causes.into_iter().map(|one| view! { <li>{line(one)}</li> }).collect_view();
            view! { <ul class="plain error">{lines}</ul> }.into_any()
        }
        Entered::Alike(all) => {
            let rows = all.into_iter().map(|one| alike(one, form)).collect_view();
            view! {
                <div class="stacked">
                    <h3>{w!(year.alike)}</h3>
                    <ul class="list lines">{rows}</ul>
                    <button type="button" class="button quiet" on:click=move |_| form.send(Who::New, open, done)>{w!(year.is_new)}</button>
                </div>
            }
            .into_any()
        }
    }
}

/// The form.
#[component]
pub fn Entering(school: SchoolId, from: NaiveDate) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let form = Form {
        school,
        typed: RwSignal::new(TypedChild::default()),
        from: RwSignal::new(from.to_string()),
        answer: RwSignal::new(None),
        error: RwSignal::new(None),
    };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        form.answer.set(None);
        form.send(Who::NotSaid, open, done);
    };
    // What is sent is read as a cell of a school's file is.
    let sexes = [("男", Sex::Male), ("女", Sex::Female)];
    let sexes = sexes.map(|(cell, sex)| view! { <option value=cell>{words::import::sex(sex)}</option> }).collect_view();
    let choose = move |ev| form.typed.update(|typed| typed.sex = event_target_value(&ev));
    let sex = view! {
        <label class="labelled"><span>{w!(year.sex)}</span>
            <select on:change=choose><option value="">{w!(year.choose)}</option>{sexes}</select>
        </label>
    };
    let day = view! {
        <label class="labelled"><span>{w!(year.from)}</span>
            <input type="date" prop:value=move || form.from.get() on:input=move |ev| form.from.set(event_target_value(&ev)) />
        </label>
    };
    view! {
        <details class="panel"><summary>{w!(year.entering)}</summary>
            <p class="meta">{w!(year.entering_hint)}</p>
            <form class="stacked" on:submit=send>
                <div class="pair fields">
                    {fields(form, sex.into_any(), day.into_any())}
                </div>
                <p class="error" role="alert">{move || form.error.get()}</p>
                <div role="status">{move || form.answer.get().map(|answer| answered(answer, form))}</div>
                <div class="row end"><button type="submit" class="button quiet">{w!(year.enter)}</button></div>
            </form>
        </details>
    }
}
