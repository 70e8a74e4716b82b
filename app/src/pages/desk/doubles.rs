//! Two records that may be one child, side by side, one pair after the other: one child, two children, or later.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use desk_api::doubles::{DoublesView, JoinedLine, PairLine, Record};
use domain::id::{ChildId, SchoolId};
use domain::register::matching::{Evidence, Likeness};
use leptos::prelude::*;
use leptos_router::components::A;

use super::decide::{Said, decide};
use super::layout::{Desk, answered};
use crate::components::dialog::Confirm;
use crate::server_fns::doubles::{doubles, join_children, keep_apart, take_back_double};
use crate::{w, words};

/// What the page holds: how often it was asked again, and the pairs that were put off.
#[derive(Clone, Copy)]
struct Page {
    changed: RwSignal<u32>,
    later: RwSignal<BTreeSet<(ChildId, ChildId)>>,
    done: RwSignal<String>,
}

impl Page {
    fn did(self, what: String) {
        self.done.set(what);
        self.changed.update(|n| *n += 1);
    }
}

/// One line of the comparison: what it is, and what each record says.
fn line(what: &'static str, one: &str, other: &str) -> impl IntoView + use<> {
    let differs = one != other;
    let mark = differs.then(|| view! { <span class="tag warn">{w!(doubles.differs)}</span> });
    let said = |text: &str| if text.is_empty() { w!(doubles.unknown).to_owned() } else { text.to_owned() };
    view! { <tr class:differs=differs><th scope="row">{what}{mark}</th><td>{said(one)}</td><td>{said(other)}</td></tr> }
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(words::date::long_day).unwrap_or_default()
}

fn adults(record: &Record) -> String {
    let line = |adult| words::joined(&[&words::register::adult(adult), adult.phone.as_deref().unwrap_or_default()]);
    record.adults.iter().map(line).collect::<Vec<_>>().join(words::comma())
}

fn comparison(pair: &PairLine) -> impl IntoView + use<> {
    let (one, other) = (&pair.one, &pair.other);
    let sex = |record: &Record| record.sex.map(words::import::sex).unwrap_or_default().to_owned();
    let school = |record: &Record| words::joined(&[&record.school, &record.class_name]);
    let both = |of: &dyn Fn(&Record) -> String| (of(one), of(other));
    let rows = [
        (w!(doubles.name), (one.name.clone(), other.name.clone())),
        (w!(doubles.birth), both(&|record| day(record.birth))),
        (w!(doubles.sex), both(&sex)),
        (w!(doubles.school), both(&school)),
        (w!(doubles.mentor), both(&|record| record.mentor.clone().unwrap_or_default())),
        (w!(doubles.address), both(&|record| record.address.clone())),
        (w!(doubles.adults), both(&adults)),
        (w!(doubles.entered), both(&|record| day(Some(record.entered_on)))),
    ];
    let digits = one.digits.clone().zip(other.digits.clone()).map(|both| (w!(doubles.digits), both));
    let rows = rows.into_iter().chain(digits).map(|(what, (one, other))| line(what, &one, &other));
    let to = |record: &Record| format!("/desk/child/{}", record.id);
    view! {
        <table class="beside">
            <thead><tr><td></td>
                <th scope="col"><A href=to(one)>{w!(doubles.first)}</A></th>
                <th scope="col"><A href=to(other)>{w!(doubles.second)}</A></th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// What speaks for, or against.
fn told(what: &'static str, pair: &PairLine, is_for: bool) -> impl IntoView + use<> {
    let of_kind = pair.evidence.iter().filter(|one| one.is_for() == is_for);
    let said: Vec<String> = of_kind.map(|one: &Evidence| words::kin::evidence(*one, pair.bearers)).collect();
    (!said.is_empty()).then(|| view! { <p><b>{what}</b>" "{said.join(words::comma())}</p> })
}

#[component]
fn PairCard(pair: PairLine, page: Page) -> impl IntoView {
    let (one, other) = (pair.one.id, pair.other.id);
    let error: Said = RwSignal::new(None);
    let sure = RwSignal::new(false);
    let name = StoredValue::new(pair.one.name.clone());
    let join = move || {
        decide(join_children(one, other), error, move |()| {
            page.did(w!(doubles.joined_done, name = name.get_value()));
        });
    };
    let apart = move |_| decide(keep_apart(one, other), error, move |()| page.did(w!(doubles.apart_done).to_owned()));
    let later = move |_| page.later.update(|later| {
        let _ = later.insert((one, other));
    });
    let heading = w!(doubles.pair, one = pair.one.name.as_str(), other = pair.other.name.as_str());
    let label = heading.clone();
    let class = if pair.likeness == Likeness::Likely { "tag warn" } else { "tag" };
    view! {
        <li class:put-off=move || page.later.with(|later| later.contains(&(one, other)))><div class="panel" role="group" aria-label=label>
            <div class="row"><h2 class="grow">{heading}</h2><span class=class>{words::kin::likeness(pair.likeness)}</span></div>
            {told(w!(doubles.for_), &pair, true)}
            {told(w!(doubles.against), &pair, false)}
            {comparison(&pair)}
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row deeds">
                <button type="button" class="button" on:click=move |_| sure.set(true)>{w!(doubles.same)}</button>
                <button type="button" class="button quiet" on:click=apart>{w!(doubles.two)}</button>
                <button type="button" class="button quiet" on:click=later>{w!(doubles.later)}</button>
            </div>
            <Confirm open=sure question=w!(doubles.same_sure) on_yes=join />
        </div></li>
    }
}

#[component]
fn Joined(line: JoinedLine, page: Page) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let sure = RwSignal::new(false);
    let id = line.id;
    let name = StoredValue::new(line.name.clone());
    let undo = move || {
        decide(take_back_double(id), error, move |()| page.did(w!(doubles.undone, name = name.get_value())));
    };
    let said = w!(
        doubles.joined_line,
        name = line.name.as_str(),
        closed = line.closed_name.as_str(),
        date = words::date::long_day(line.from)
    );
    view! {
        <li><div class="row"><A href=format!("/desk/child/{}", line.kept) attr:class="grow">{said}</A>
            <button type="button" class="link" on:click=move |_| sure.set(true)>{w!(doubles.undo)}</button></div>
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure question=w!(doubles.undo_sure) on_yes=undo /></li>
    }
}

fn shown(view: DoublesView, page: Page) -> AnyView {
    let count = view.pairs.len() + view.more;
    let heading = if count == 0 { w!(doubles.heading_none).to_owned() } else { w!(doubles.heading, count = count) };
    let hint = if count == 0 { w!(doubles.calm) } else { w!(doubles.hint) };
    let more = (view.more > 0).then(|| view! { <p class="meta">{w!(doubles.more, count = view.more)}</p> });
    // What was put off comes last, and is not gone.
    let later = page.later.get_untracked();
    let mut pairs = view.pairs;
    pairs.sort_by_key(|pair| later.contains(&(pair.one.id, pair.other.id)));
    let joined = (!view.joined.is_empty()).then(|| {
        let lines = view.joined.into_iter().map(|line| view! { <Joined line=line page=page /> }).collect_view();
        view! { <section class="panel"><h2>{w!(doubles.joined)}</h2><ul class="plain">{lines}</ul></section> }
    });
    view! {
        <h1>{heading}</h1>
        <p class="meta">{hint}</p>
        <ul class="plain pairs">{pairs.into_iter().map(|pair| view! { <PairCard pair=pair page=page /> }).collect_view()}</ul>
        {more}
        {joined}
    }
    .into_any()
}

/// The pairs of a school, or of the whole county.
#[component]
pub fn DoublesPage(school: Option<SchoolId>) -> impl IntoView {
    let done = RwSignal::new(String::new());
    let page = Page { changed: RwSignal::new(0), later: RwSignal::new(BTreeSet::new()), done };
    let answer = LocalResource::new(move || {
        page.changed.track();
        doubles(school)
    });
    view! {
        <Desk title=w!(doubles.title)>
            <p class="calm" role="status">{move || done.get()}</p>
            {move || answered(answer.get(), move || page.changed.update(|n| *n += 1), move |view| shown(view, page))}
        </Desk>
    }
}
