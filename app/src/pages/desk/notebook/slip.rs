//! What is due for the children of one mentor, on a page that prints.

use desk_api::notebook::Slip;
use domain::id::AccountId;
use domain::report::ChildLine;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::confirm::confirming;
use super::super::layout::{Desk, answered};
use super::super::open::Open;
use crate::server_fns::notebook::slip;
use crate::{w, words};

fn child(child: ChildLine, slip_day: chrono::NaiveDate) -> impl IntoView {
    let due = child.due.iter().map(|due| {
        let by = w!(notebook.slip_by, date = words::date::day(due.by));
        view! { <li>{words::term::due(due)}" · "{by}</li> }
    });
    let due = due.collect::<Vec<_>>();
    let none = due.is_empty().then(|| view! { <p class="meta">{w!(notebook.slip_none)}</p> });
    let last = |day: Option<chrono::NaiveDate>| {
        day.map_or_else(|| w!(now.last_none).to_owned(), |day| words::date::short_day(day, slip_day))
    };
    let visit = w!(notebook.slip_visit, date = last(child.last_visit));
    let contact = w!(notebook.slip_contact, date = last(child.last_contact));
    view! {
        <li class="panel">
            <h2>{child.name}" "<span class="meta">{child.class_name}</span></h2>
            {none}<ul class="changes">{due}</ul>
            <p class="meta">{words::joined(&[&visit, &contact])}</p>
            <p class="blank">{w!(notebook.slip_write)}</p>
        </li>
    }
}

fn shown(slip: Slip) -> AnyView {
    let day = slip.as_of;
    let under = words::joined(&[&slip.school, &words::date::day_and_weekday(day)]);
    let none = slip.children.is_empty().then(|| view! { <p class="empty">{w!(notebook.nobody)}</p> });
    let children = slip.children.into_iter().map(|one| child(one, day)).collect_view();
    view! {
        <div>
            <h1>{w!(notebook.slip_heading, name = words::register::teacher(&slip.mentor))}</h1>
            <p class="meta">{under}</p>
        </div>
        {none}
        <ul class="plain">{children}</ul>
        <p class="meta">{w!(notebook.slip_foot)}</p>
    }
    .into_any()
}

/// The slip of the mentor in the address.
#[component]
pub fn SlipPage() -> impl IntoView {
    let open = Open::<AccountId>::provide();
    let answer = open.ask(|mentor| confirming(move || slip(mentor)));
    view! {
        <Desk title=w!(notebook.slip_title)>
            <p class="tools"><A href="/desk/notebook">{w!(notebook.back)}</A>" · "{w!(notebook.slip_print)}</p>
            {move || answered(answer.get(), move || open.change(), shown)}
        </Desk>
    }
}
