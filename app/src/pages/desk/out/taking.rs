//! Taking something out: for what, with or without numbers, in which form.

use desk_api::out::Ask;
use domain::id::{ChildId, OutId, SchoolId};
use domain::report::{Chosen, OutKind, OutReason, Whose};
use domain::term::Term;
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::choice::Segments;
use crate::pages::desk::confirm::confirming;
use crate::pages::desk::decide::{Said, decide};
use crate::platform::clipboard::copied;
use crate::server_fns::out::{out_text, take_out};
use crate::{w, words};

/// What is taken out.
#[derive(Clone, Copy)]
pub enum Take {
    /// The table that is chosen.
    Table(RwSignal<OutKind>),
    /// What is of one child.
    Child(OutKind, ChildId),
    /// The page of a term of one child.
    Page(ChildId, Term),
    /// The figures that are chosen; none where their days are not known yet.
    Figures(Signal<OutKind>, Signal<Option<Chosen>>),
    /// A table of the county.
    County(OutKind),
    /// A form with names.
    Names(RwSignal<OutKind>, RwSignal<Option<Whose>>),
}

impl Take {
    fn kind(self) -> OutKind {
        match self {
            Self::Table(kind) | Self::Names(kind, _) => kind.get_untracked(),
            Self::Figures(kind, _) => kind.get_untracked(),
            Self::Child(kind, _) | Self::County(kind) => kind,
            Self::Page(..) => OutKind::TermPage,
        }
    }

    fn child(self) -> Option<ChildId> {
        if let Self::Child(_, child) | Self::Page(child, _) = self { Some(child) } else { None }
    }

    fn whose(self) -> Option<Whose> {
        if let Self::Names(_, whose) = self { whose.get_untracked() } else { None }
    }

    fn chosen(self) -> Option<Chosen> {
        if let Self::Figures(_, chosen) = self { chosen.get_untracked() } else { None }
    }

    /// What is still to be said of it.
    fn lacks(self) -> Option<&'static str> {
        match self {
            Self::Names(..) if self.whose().is_none() => Some(w!(out.whose_missing)),
            Self::Figures(..) if self.chosen().is_none() => Some(w!(inputs.days_unfit)),
            _ => None,
        }
    }

    /// Whether it is a table, which leaves in each of the three forms.
    fn is_table(self) -> bool {
        matches!(self, Self::Table(_) | Self::Figures(..) | Self::County(_))
    }

    /// Whether identity and phone numbers can be on it.
    fn may_have_numbers(self) -> bool {
        matches!(self, Self::Table(_) | Self::Child(..))
    }
}

/// In which form it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Workbook,
    Paper,
    Text,
}

/// A text that was taken out, and whether it lies in the clipboard.
type Text = RwSignal<Option<(String, bool)>>;

fn leave(take: Take, form: Form, id: OutId, error: Said, text: Text) {
    let address = match form {
        Form::Workbook => format!("/api/v1/outs/{id}/workbook"),
        Form::Paper => match take {
            Take::Page(_, term) => format!("/print/{id}?term={term}"),
            _ => format!("/print/{id}"),
        },
        Form::Text => {
            decide(confirming(move || out_text(id)), error, move |said| {
                spawn_local(async move {
                    let is_copied = copied(&said).await;
                    text.try_set(Some((said, is_copied)));
                });
            });
            return;
        }
    };
    let _ = crate::platform::window().location().set_href(&address);
}

/// The text; where the browser does not copy, all of it selected.
#[component]
fn ToSend(text: Text) -> impl IntoView {
    let area = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(area) = area.get().filter(|_| text.with_untracked(|text| text.as_ref().is_some_and(|(_, done)| !done))) {
            drop(area.focus());
            area.select();
        }
    });
    let shown = move || {
        text.get().map(|(said, is_copied)| {
            let label = if is_copied { w!(out.copied) } else { w!(out.by_hand) };
            view! { <label class="labelled"><span>{label}</span><textarea readonly rows="6" node_ref=area>{said}</textarea></label> }
        })
    };
    view! { <div class="said" role="status">{shown}</div> }
}

#[component]
fn Reason(reason: RwSignal<Option<OutReason>>, words: RwSignal<String>) -> impl IntoView {
    let reasons = OutReason::ALL.iter().map(|one| (Some(*one), words::desk::out_reason(*one))).collect::<Vec<_>>();
    view! {
        <div class="labelled"><span>{w!(out.reason)}</span>
            <Segments label=w!(out.reason) options=reasons value=reason on_choose=move |chosen| reason.set(chosen) /></div>
        <label class="labelled"><span>{w!(out.words)}</span>
            <input type="text" maxlength="60" prop:value=words on:input=move |ev| words.set(event_target_value(&ev)) /></label>
    }
}

#[component]
fn Numbers(numbers: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="row check"><input type="checkbox" prop:checked=numbers
            on:change=move |ev| numbers.set(event_target_checked(&ev)) />
            <span class="grow">{w!(out.numbers)}<p class="meta">{w!(out.numbers_hint)}</p></span></label>
    }
}

/// Takes it out, of a school or of the county. `taken` is told when something was.
#[component]
pub fn Taking(#[prop(into)] school: Option<SchoolId>, take: Take, taken: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let reason = RwSignal::new(None::<OutReason>);
    let (words, numbers) = (RwSignal::new(String::new()), RwSignal::new(false));
    let error: Said = RwSignal::new(None);
    let text: Text = RwSignal::new(None);
    let go = move |form| {
        if let Some(lacking) = take.lacks() {
            return error.set(Some(lacking));
        }
        let Some(reason) = reason.get_untracked() else { return error.set(Some(w!(out.reason_missing))) };
        let ask = Ask {
            kind: take.kind(),
            whose: take.whose(),
            child: take.child(),
            chosen: take.chosen(),
            numbers: numbers.get_untracked() && form != Form::Text,
            reason,
            words: words.get_untracked(),
        };
        text.set(None);
        decide(confirming(move || take_out(school, ask.clone())), error, move |id| {
            leave(take, form, id, error, text);
            taken();
        });
    };
    let (table, may_have_numbers) = (take.is_table(), take.may_have_numbers());
    let button = move |form, word, class| view! { <button type="button" class=class on:click=move |_| go(form)>{word}</button> };
    view! {
        <section class="panel taking">
            <Reason reason=reason words=words />
            {may_have_numbers.then(|| view! { <Numbers numbers=numbers /> })}
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row">
                {table.then(|| button(Form::Workbook, w!(out.workbook), "button"))}
                {button(Form::Paper, w!(out.paper), if table { "button quiet" } else { "button" })}
                {table.then(|| button(Form::Text, w!(out.text), "button quiet"))}
                <span class="meta grow">{w!(out.logged)}</span>
            </div>
            <ToSend text=text />
        </section>
    }
}
