//! Forms to be filled in by hand: blank ones at once, those with names with a reason; and whom the school hands over.

use desk_api::Choice;
use desk_api::out::Nameable;
use domain::id::{ChildId, SchoolId};
use domain::report::{Form, OutKind, Whose};
use leptos::prelude::*;
use leptos_router::components::A;

use super::taking::{Take, Taking};
use crate::components::choice::Segments;
use crate::pages::desk::layout::panel;
use crate::pages::desk::open::Open;
use crate::server_fns::out::nameable;
use crate::{w, words};

/// The blank forms.
fn blank(school: SchoolId) -> impl IntoView {
    let all = [
        (Form::Visits, w!(out.blank_visits)),
        (Form::Pairings, w!(out.blank_pairings)),
        (Form::Receipts, words::desk::out_kind(OutKind::Receipts)),
        (Form::Registration, w!(out.blank_registration)),
    ];
    let way = |(form, word): (Form, &'static str)| {
        view! { <a class="button quiet" href=format!("/print/blank/{form}/{school}") rel="external">{word}</a> }
    };
    view! {
        <p class="meta">{w!(out.blank_hint)}</p>
        <div class="row wrap">{all.map(way).collect_view()}
            <a class="button quiet" href="/print/visit-form" rel="external">{w!(out.visit_form)}</a></div>
    }
}

/// Whose names are put on a form.
fn named(school: SchoolId, found: Nameable) -> AnyView {
    let (kind, whose) = (RwSignal::new(OutKind::Visits), RwSignal::new(None::<Whose>));
    let classes = found.classes.into_iter().map(|name| (name.clone(), Whose::Class(name)));
    let mentors = found.mentors.into_iter().map(|one| (one.name, Whose::Mentor(one.id)));
    let all: Vec<(String, Whose)> = classes.chain(mentors).collect();
    let options = all.iter().enumerate().map(|(at, (name, _))| view! { <option value=at.to_string()>{name.clone()}</option> });
    let options = options.collect_view();
    let all = StoredValue::new(all);
    let choose = move |ev| {
        let at: Option<usize> = event_target_value(&ev).parse().ok();
        whose.set(at.and_then(|at| all.with_value(|all| all.get(at).map(|(_, whose)| whose.clone()))));
    };
    let kinds = [OutKind::Visits, OutKind::PairingForm].map(|kind| (kind, words::desk::out_kind(kind))).to_vec();
    view! {
        <p class="meta">{w!(out.named_hint)}</p>
        <Segments label=w!(out.form) options=kinds value=kind on_choose=move |chosen| kind.set(chosen) />
        <label class="labelled"><span>{w!(out.whose)}</span>
            <select on:change=choose><option value="">{w!(out.choose_whose)}</option>{options}</select></label>
        <Taking school=school take=Take::Names(kind, whose) taken=|| () />
    }
    .into_any()
}

/// Children who go to another county, each with the way to its sheet.
fn leaving(all: Vec<Choice<ChildId>>) -> Option<AnyView> {
    (!all.is_empty()).then(|| {
        let lines = all.into_iter().map(|one| view! { <li><A href=format!("/desk/child/{}", one.id)>{one.name}</A></li> });
        let lines = lines.collect_view();
        view! { <section class="panel"><h2>{w!(out.leaving)}</h2><ul class="names">{lines}</ul></section> }.into_any()
    })
}

/// The forms of a school.
#[component]
pub fn Forms(school: SchoolId) -> impl IntoView {
    let answer = expect_context::<Open<SchoolId>>().ask(nameable);
    let show = move |mut found: Nameable| {
        let leaving = leaving(std::mem::take(&mut found.leaving));
        view! {
            <details class="panel"><summary>{w!(out.named)}</summary>{named(school, found)}</details>
            {leaving}
        }
        .into_any()
    };
    view! {
        <section class="panel"><h2>{w!(out.blank)}</h2>{blank(school)}</section>
        {move || panel(answer.get(), show)}
    }
}
