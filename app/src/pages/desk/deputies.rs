//! Who stands in for the coordinator or the lead of a school while they are away.

use desk_api::deputies::{DeputiesView, DeputyLine};
use domain::id::{DeputyshipId, SchoolId};
use domain::policy::deputy::MONTHS_MAX;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::decide::{Said, decide};
use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::dialog::Confirm;
use crate::forms::{DeputyForm, Missing};
use crate::server_fns::deputies::{deputies, deputise, end_deputyship};
use crate::{w, words};

/// Those who stand in now or later, with the button that ends it.
#[component]
fn Lines(lines: Vec<DeputyLine>, done: RwSignal<String>) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let error: Said = RwSignal::new(None);
    let ending = RwSignal::new(None::<DeputyshipId>);
    let sure = RwSignal::new(false);
    let end = move || {
        if let Some(id) = ending.get_untracked() {
            decide(end_deputyship(id), error, move |()| {
                done.set(w!(deputies.ended).to_owned());
                open.change();
            });
        }
    };
    let row = move |line: DeputyLine| {
        let role = words::desk::role(line.role);
        let who = w!(deputies.line, deputy = line.deputy.as_str(), of = line.of.as_str(), role = role);
        let days = w!(deputies.days, from = words::date::day(line.from), to = words::date::day(line.to));
        let ask = move |_| {
            ending.set(Some(line.id));
            sure.set(true);
        };
        let button = line.may_end.then(|| {
            view! { <button type="button" class="button quiet small" on:click=ask>{w!(deputies.end)}</button> }
        });
        view! { <li class="row"><span class="grow">{who}" "<span class="meta">{days}</span></span>{button}</li> }
    };
    let none = lines.is_empty().then(|| view! { <p class="empty">{w!(deputies.none)}</p> });
    view! {
        <section class="panel">
            {none}
            <ul class="plain">{lines.into_iter().map(row).collect_view()}</ul>
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure question=w!(deputies.end_sure) on_yes=end />
        </section>
    }
}

/// What the form speaks of: whose role, and who could stand in.
fn options(view: &DeputiesView, form: RwSignal<DeputyForm>) -> impl IntoView + use<> {
    let posts = view.posts.iter().enumerate().map(|(at, post)| {
        let words = w!(deputies.post, name = post.name.as_str(), role = words::desk::role(post.role));
        view! { <option value=at.to_string()>{words}</option> }
    });
    let people = view.people.iter().cloned().map(|one| view! { <option value=one.id.to_string()>{one.name}</option> });
    let (posts, people) = (posts.collect_view(), people.collect_view());
    view! {
        <div class="pair">
            <label class="labelled"><span>{w!(deputies.of)}</span>
                <select on:change=move |ev| form.update(|f| f.post = event_target_value(&ev).parse().unwrap_or_default())>
                    {posts}</select></label>
            <label class="labelled"><span>{w!(deputies.deputy)}</span>
                <select on:change=move |ev| form.update(|f| f.deputy = event_target_value(&ev).parse().ok())>
                    <option value="">{w!(deputies.choose)}</option>{people}</select></label>
        </div>
    }
}

/// The form to name somebody.
#[component]
fn Naming(school: SchoolId, view: DeputiesView, done: RwSignal<String>) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let error: Said = RwSignal::new(None);
    let today = view.as_of;
    let form = RwSignal::new(DeputyForm::on(today));
    let choices = options(&view, form);
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        let ask = match form.with_untracked(|f| f.ask(&view.posts)) {
            Ok(ask) => ask,
            Err(missing) => {
                return error.set(Some(match missing {
                    Missing::Deputy => w!(inputs.deputy_unfit),
                    Missing::Day => w!(deputies.day_missing),
                }));
            }
        };
        let name = view.people.iter().find(|one| one.id == ask.deputy).map(|one| one.name.clone()).unwrap_or_default();
        let (from, to) = (words::date::day(ask.from), words::date::day(ask.to));
        let said = w!(deputies.done, deputy = name, from = from, to = to);
        decide(deputise(school, ask), error, move |()| {
            done.set(said);
            open.change();
        });
    };
    view! {
        <section class="panel" aria-label=w!(deputies.naming)>
            <h2>{w!(deputies.naming)}</h2>
            <form class="stacked" on:submit=send>
                {choices}
                <div class="pair">
                    <label class="labelled"><span>{w!(deputies.from)}</span>
                        <input type="date" min=today.to_string() prop:value=move || form.with(|f| f.from.clone())
                            on:input=move |ev| form.update(|f| f.from = event_target_value(&ev)) /></label>
                    <label class="labelled"><span>{w!(deputies.to)}</span>
                        <input type="date" prop:value=move || form.with(|f| f.to.clone())
                            max=move || form.with(|f| f.latest(today).to_string())
                            on:input=move |ev| form.update(|f| f.to = event_target_value(&ev)) /></label>
                </div>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row"><button type="submit" class="button">{w!(deputies.save)}</button></div>
            </form>
        </section>
    }
}

/// The page of a school: the one of the address, where none is known beforehand.
#[component]
pub fn DeputiesPage() -> impl IntoView {
    let open = Open::<SchoolId>::provide();
    let answer = open.ask(deputies);
    let done = RwSignal::new(String::new());
    let show = move |view: DeputiesView| {
        let naming = open.id().filter(|_| !view.posts.is_empty());
        let naming = naming.map(|school| view! { <Naming school=school view=view.clone() done=done /> });
        view! { <Lines lines=view.lines done=done />{naming} }.into_any()
    };
    view! {
        <Desk title=w!(deputies.title)>
            <h1>{w!(deputies.heading)}</h1>
            <p class="meta">{w!(deputies.hint, months = MONTHS_MAX)}" "{w!(deputies.lead_hint)}</p>
            <p class="calm" role="status">{move || done.get()}</p>
            {move || answered(answer.get(), move || open.change(), show)}
        </Desk>
    }
}
