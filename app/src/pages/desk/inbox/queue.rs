//! The list beside the open item. After a decision the next one opens and has the focus, so that digits go on working.

use chrono::NaiveDate;
use desk_api::inbox::{InboxEntry, InboxView, Waiting};
use domain::report::InboxItem;
use leptos::ev::KeyboardEvent;
use leptos::html::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use super::super::deed::{Act, Card, Deed};
use super::card::{Cards, card, phone, title};
use super::held::{Decision, Holding};
use crate::forms::digit;
use crate::platform::clipboard::copied;
use crate::{w, words};

/// The list, and which of it is open.
#[derive(Clone, Copy)]
struct Working {
    entries: StoredValue<Vec<InboxEntry>>,
    cards: Cards,
    today: NaiveDate,
    holding: Holding,
    /// The place of the open item in the list; the next that is not decided about is open.
    at: RwSignal<usize>,
    /// What was said of something that decides nothing.
    told: RwSignal<String>,
    open: NodeRef<Section>,
    go: StoredValue<Callback<String>>,
}

impl Working {
    /// What is not decided about, with its place.
    fn left(self) -> Vec<(usize, InboxEntry)> {
        let all = self.entries.get_value().into_iter().enumerate();
        all.filter(|(_, entry)| {
            entry.item.kind.attributes().is_decided && !self.holding.is_decided(&entry.item)
        })
        .collect()
    }

    /// The open item: at the place, or the next after it, or the first.
    fn open(self) -> Option<(usize, InboxEntry)> {
        let (at, left) = (self.at.get(), self.left());
        left.iter().find(|(n, _)| *n >= at).or_else(|| left.first()).cloned()
    }

    fn focus(self) {
        request_animation_frame(move || {
            if let Some(open) = self.open.try_get_untracked().flatten() {
                drop(open.focus());
            }
        });
    }

    fn choose(self, at: usize) {
        self.told.set(String::new());
        self.at.set(at);
        self.focus();
    }

    fn press(self, item: InboxItem, title: &str, deed: Deed) {
        match deed.act {
            Act::Open(to) => self.go.get_value().run(to),
            Act::Copy(sentence) => spawn_local(async move {
                let told = if copied(&sentence).await {
                    w!(inbox.copied, sentence = sentence)
                } else {
                    w!(inbox.by_hand, sentence = sentence)
                };
                self.told.try_set(told);
            }),
            act => {
                self.told.set(String::new());
                let said = words::joined(&[title, &deed.word]);
                self.holding.decide(Decision { item, act, said });
                self.focus();
            }
        }
    }

    fn undo(self) {
        let Some(item) = self.holding.undo() else { return };
        let place = self.entries.with_value(|all| all.iter().position(|entry| entry.item == item));
        self.choose(place.unwrap_or_default());
    }
}

/// The open item with its buttons. Digits press them, 0 takes the last decision back.
fn shown(entry: &InboxEntry, working: Working) -> AnyView {
    let Some(Card { title, child, body, deeds }) = card(entry, working.cards, working.today) else {
        return ().into_any();
    };
    let item = entry.item;
    let since = words::date::short_day(domain::term::local_day(item.since), working.today);
    let by_key = (title.clone(), deeds.clone());
    let pressed = move |ev: KeyboardEvent| {
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() {
            return;
        }
        let (title, deeds) = &by_key;
        match digit(&ev.code()) {
            Some(0) => working.undo(),
            Some(n) => {
                if let Some(deed) = deeds.get(n - 1) {
                    working.press(item, title, deed.clone());
                }
            }
            None => return,
        }
        ev.prevent_default();
    };
    let to = child.map(|child| format!("/desk/child/{child}"));
    let name = title.clone();
    let heading = match to {
        Some(to) => view! { <A href=to>{name}</A> }.into_any(),
        None => name.into_any(),
    };
    let buttons = deeds.into_iter().enumerate().map(|(n, deed)| {
        let (word, beside, title) = (deed.word.clone(), deed.beside.clone(), title.clone());
        let press = move |_| working.press(item, &title, deed.clone());
        view! {
            <button type="button" class="answer" on:click=press>
                <b>{word}" "<kbd>{n + 1}</kbd></b><span class="meta">{beside}</span>
            </button>
        }
    });
    let buttons = buttons.collect_view();
    let kind = words::desk::inbox_kind(item.kind);
    view! {
        <section class="panel open-item" tabindex="-1" node_ref=working.open on:keydown=pressed aria-label=title.clone()>
            <p class="meta">{kind}" · "{w!(inbox.since, date = since)}</p>
            <h2>{heading}</h2>
            {body}
            <div class="answers">{buttons}</div>
            <p class="meta" role="status">{move || working.told.get()}</p>
        </section>
    }
    .into_any()
}

fn list(working: Working) -> impl IntoView {
    let lines = move || {
        let open = working.open().map(|(at, _)| at);
        let one = |(at, entry): (usize, InboxEntry)| {
            let here = (open == Some(at)).then_some("true");
            let kind = words::desk::inbox_kind(entry.item.kind);
            view! {
                <li><button type="button" class="item" aria-current=here on:click=move |_| working.choose(at)>
                    <span>{title(&entry)}</span><span class="meta">{kind}</span>
                </button></li>
            }
        };
        working.left().into_iter().map(one).collect_view()
    };
    view! { <ul class="plain items" aria-label=w!(inbox.title)>{lines}</ul> }
}

/// The last decision, as long as it can be taken back.
fn last(working: Working) -> impl IntoView {
    let line = move || {
        let held = working.holding.held()?;
        Some(view! {
            <span class="grow">{w!(inbox.held, what = held.said)}</span>
            <button type="button" class="button quiet small" on:click=move |_| working.undo()>
                {w!(inbox.undo)}" "<kbd>"0"</kbd>
            </button>
        })
    };
    view! {
        <div class="row held" role="status">{line}</div>
        <p class="error" role="alert">{move || working.holding.error()}</p>
    }
}

/// Phones on which work has lain for long: a quiet note.
fn phones(entries: &[InboxEntry], today: NaiveDate) -> Option<AnyView> {
    let lines = entries.iter().filter_map(|entry| match &entry.waiting {
        Waiting::Phone(line) => Some(phone(line, today)),
        _ => None,
    });
    let lines = lines.collect::<Vec<_>>();
    if lines.is_empty() {
        return None;
    }
    let note = view! {
        <section class="panel"><h2>{w!(inbox.phones)}</h2><p class="meta">{w!(inbox.phones_hint)}</p>
            <ul class="plain">{lines}</ul></section>
    };
    Some(note.into_any())
}

/// What waits.
#[component]
pub fn Queue(view: InboxView, cards: Cards) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let go = Callback::new(move |to: String| navigate.with_value(|go| go(&to, NavigateOptions::default())));
    let today = view.as_of;
    let notes = phones(&view.entries, today);
    let working = Working {
        entries: StoredValue::new(view.entries),
        cards,
        today,
        holding: Holding::new(),
        at: RwSignal::new(0),
        told: RwSignal::new(String::new()),
        open: NodeRef::new(),
        go: StoredValue::new(go),
    };
    let count = Memo::new(move |_| working.left().len());
    let mine = move || working.left().iter().filter(|(_, entry)| entry.awaits_me()).count();
    let heading = move || match mine() {
        0 => w!(inbox.heading_none).to_owned(),
        count => w!(inbox.heading, count = count),
    };
    let open = Memo::new(move |_| working.open());
    let item = move || open.get().map(|(_, entry)| shown(&entry, working));
    working.focus();
    view! {
        <div>
            <h1>{heading}</h1>
            <p class="meta">{view.name}{move || (count.get() != 0).then(|| view! { " · "{w!(inbox.hint)} })}</p>
        </div>
        {last(working)}
        <Show when=move || count.get() != 0>
            <div class="inbox">{list(working)}<div>{item}</div></div>
        </Show>
        {notes}
    }
}
