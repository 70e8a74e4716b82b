//! The sentences to tap, each with the kind of activity with which it is offered and which of the five haves an entry with
//! it is evidence for.

use domain::log::ActivityKind;
use domain::rules::{Phrase, RuleProblem};
use leptos::prelude::*;

use super::Editing;
use super::haves::ticks;
use crate::{w, words};

/// With which kind of activity a sentence is offered: with all, or with one.
fn offered(editing: Editing, at: usize, phrase: &Phrase) -> impl IntoView + use<> {
    let now = phrase.kind;
    let choose = move |ev| {
        let kind = event_target_value(&ev).parse().ok();
        editing.form.update(|form| form.phrases.get_mut(at).into_iter().for_each(|phrase| phrase.kind = kind));
    };
    let option = |kind: Option<ActivityKind>| {
        let code = kind.map_or("", ActivityKind::code);
        view! { <option value=code selected=kind == now>{words::desk::phrase_kind(kind)}</option> }
    };
    let kinds = ActivityKind::ALL.iter().map(|kind| Some(*kind));
    let options = std::iter::once(None).chain(kinds).map(option).collect_view();
    let label = words::joined(&[&phrase.words, w!(rules.phrase_with)]);
    view! {
        <label class="row"><span>{w!(rules.phrase_with)}</span>
            <select aria-label=label on:change=choose>{options}</select></label>
    }
}

fn row(editing: Editing, at: usize, phrase: Phrase) -> impl IntoView {
    let write = move |ev, into: fn(&mut Phrase) -> &mut String| {
        let typed = event_target_value(&ev);
        editing.form.update(|form| form.phrases.get_mut(at).into_iter().for_each(|phrase| *into(phrase) = typed.clone()));
    };
    let new = phrase.code.0.is_empty();
    let drop_or_retire = move |_| {
        editing.change_lines(|form| {
            if new {
                form.phrases.remove(at);
            } else if let Some(phrase) = form.phrases.get_mut(at) {
                phrase.retired = !phrase.retired;
            }
        });
    };
    let deed = match (new, phrase.retired) {
        (true, _) => w!(rules.remove),
        (false, true) => w!(rules.offer),
        (false, false) => w!(rules.retire),
    };
    let up = move |_| editing.change_lines(|form| form.phrases.swap(at - 1, at));
    let goals = ticks(editing, &phrase.words, &phrase.serves, move |form| Some(&mut form.phrases.get_mut(at)?.serves));
    let goals = domain::log::Goal::ALL.iter().zip(goals).map(|(goal, tick)| {
        view! { <label class="tick">{tick}<span>{words::term::goal(*goal)}</span></label> }
    });
    let offered = offered(editing, at, &phrase);
    view! {
        <li class:gone=phrase.retired><div class="row">
            <input class="grow what" aria-label=w!(rules.phrase) value=phrase.words on:input=move |ev| write(ev, |p| &mut p.words) />
            <input class="grow" lang="en" aria-label=w!(rules.english) placeholder=w!(rules.english) value=phrase.english
                on:input=move |ev| write(ev, |p| &mut p.english) />
            <button type="button" class="link" disabled=at == 0 aria-label=w!(rules.up) on:click=up>"↑"</button>
            <button type="button" class="link" on:click=drop_or_retire>{deed}</button></div>
            <div class="row meta">{offered}<span>{w!(rules.phrase_serves)}</span>{goals.collect_view()}</div>
            {editing.said(move |p| matches!(p, RuleProblem::PhraseWords(n) | RuleProblem::PhraseTwice(n) if *n == at))}</li>
    }
}

/// The sentences.
#[component]
pub fn Phrases(editing: Editing) -> impl IntoView {
    let rows = move || {
        editing.lines.track();
        let all = editing.form.with_untracked(|form| form.phrases.clone());
        all.into_iter().enumerate().map(|(at, phrase)| row(editing, at, phrase)).collect_view()
    };
    let add = move |_| editing.change_lines(|form| form.phrases.push(Phrase::new("", "", "")));
    view! {
        <section class="panel"><h2>{w!(rules.phrases)}</h2><p class="meta">{w!(rules.phrases_hint)}</p>
            <ul class="plain lines">{rows}</ul>
            {editing.said(|p| *p == RuleProblem::ManyPhrases)}
            <div><button type="button" class="button quiet small" on:click=add>{w!(rules.add_phrase)}</button></div>
        </section>
    }
}
