//! What an entry asks beside the plain, by its kind: what was given, whom to call, what a safety lesson said and whether the
//! pledge came back. It is not in the first part: a plain entry never needs it.

use domain::guardianship::{FactKind, is_callable};
use domain::id::AdultId;
use domain::log::aid::yuan;
use domain::log::{Aid, LogField, Met, Mode, Outcome, Pledge, Problem};
use domain::register::RelationKind;
use domain::register::phone::masked;
use domain::report::AdultLine;
use domain::rules::Phrase;
use leptos::prelude::*;

use crate::components::choice::{Chip, Segments};
use crate::forms::{LogForm, typed_fen, typed_things};
use crate::platform::clock;
use crate::state::records::Records;
use crate::{w, words};

/// A change of the form.
pub type Edit = Box<dyn FnOnce(&mut LogForm)>;

/// The form, as far as it is filled in here.
#[derive(Clone, Copy)]
pub struct Filling {
    /// What the phone knows.
    pub records: Records,
    /// The form.
    pub form: RwSignal<LogForm>,
    /// Changes it and keeps the draft.
    pub edit: Callback<Edit>,
    /// What must be mended.
    pub problems: RwSignal<Vec<Problem>>,
}

impl Filling {
    /// Changes the form; `false` where it is gone.
    pub fn try_change(self, change: impl FnOnce(&mut LogForm) + 'static) -> bool {
        self.edit.try_run(Box::new(change)).is_some()
    }

    /// Changes the form.
    pub fn change(self, change: impl FnOnce(&mut LogForm) + 'static) {
        self.try_change(change);
    }

    /// Changes what was given.
    fn give(self, change: impl FnOnce(&mut Aid) + 'static) {
        self.change(|form| change(form.body.aid.get_or_insert_default()));
    }

    fn mend(self, fields: &'static [LogField]) -> Option<&'static str> {
        self.problems.with(|all| all.iter().find(|one| fields.contains(&one.field)).copied()).map(words::log::problem)
    }

    fn given<T>(self, of: impl FnOnce(&Aid) -> T) -> T {
        self.form.with(|form| of(form.body.aid.as_deref().unwrap_or(&Aid::default())))
    }
}

/// What the kind asks.
#[component]
pub fn Details(filling: Filling) -> impl IntoView {
    let asks = Memo::new(move |_| filling.form.with(LogForm::asks_details));
    let kind = Memo::new(move |_| filling.form.with(|form| form.body.kind));
    let fields = move || {
        asks.get().map(|kind| {
            let attributes = kind.attributes();
            view! {
                {attributes.gives.then(|| view! { <Giving filling=filling /> })}
                {attributes.family_contact.then(|| view! { <Calling filling=filling /> })}
                {attributes.safety.then(|| view! { <Pledged filling=filling /> })}
            }
        })
    };
    view! {
        {fields}
        {move || view! { <OfKind filling=filling kind=kind.get() /> }}
    }
}

/// Sentences that are offered with this kind alone.
#[component]
fn OfKind(filling: Filling, kind: domain::log::ActivityKind) -> impl IntoView {
    let phrases: Vec<Phrase> = filling
        .records
        .view
        .with_untracked(|view| view.rules(clock::today()).offered_with(Some(kind)).cloned().collect());
    let chips = phrases.into_iter().map(|phrase| {
        let word = words::log::phrase(&phrase).to_owned();
        let (code, toggled) = (phrase.code.clone(), phrase.code);
        let on = Signal::derive(move || filling.form.with(|form| form.body.phrases.contains(&code)));
        let tap = move || {
            let code = toggled.clone();
            filling.change(|form| form.toggle_phrase(code));
        };
        view! { <Chip word=word on=on on_tap=tap /> }
    });
    let chips: Vec<_> = chips.collect();
    (!chips.is_empty()).then(|| view! { <div class="chips">{chips}</div> })
}

/// What was given. All of it can be left out.
#[component]
fn Giving(filling: Filling) -> impl IntoView {
    let things = move || {
        let typed = filling.form.with(|form| form.amounts[0].clone());
        let known = filling.given(|aid| aid.things_each);
        if typed.is_empty() && known > 0 { known.to_string() } else { typed }
    };
    let money = move || {
        let typed = filling.form.with(|form| form.amounts[1].clone());
        let known = filling.given(|aid| aid.fen_each);
        if typed.is_empty() && known > 0 { yuan(known) } else { typed }
    };
    // What is no number is too much: said below, and kept as it is typed.
    let type_things = move |typed: String| {
        filling.change(|form| {
            form.body.aid.get_or_insert_default().things_each = typed_things(&typed);
            form.amounts[0] = typed;
        });
    };
    let type_money = move |typed: String| {
        filling.change(|form| {
            form.body.aid.get_or_insert_default().fen_each = typed_fen(&typed);
            form.amounts[1] = typed;
        });
    };
    let receipts = Signal::derive(move || filling.given(|aid| aid.receipts));
    view! {
        <h2 class="section">{w!(log.aid)}</h2>
        <div class="card questions">
            <label class="labelled"><span>{w!(campaign.gift)}</span>
                <input type="text" autocomplete="off" name="gift" prop:value=move || filling.given(|aid| aid.gift.clone())
                    on:input=move |ev| { let text = event_target_value(&ev); filling.give(|aid| aid.gift = text) } /></label>
            <label class="labelled"><span>{w!(campaign.donor)}</span>
                <input type="text" autocomplete="off" name="donor" prop:value=move || filling.given(|aid| aid.donor.clone())
                    on:input=move |ev| { let text = event_target_value(&ev); filling.give(|aid| aid.donor = text) } /></label>
            <p class="error">{move || filling.mend(&[LogField::Gift, LogField::Donor])}</p>
            <div class="pair">
                <label class="labelled"><span>{w!(campaign.things)}</span>
                    <input type="text" autocomplete="off" inputmode="numeric" name="things" prop:value=things
                        on:input=move |ev| type_things(event_target_value(&ev)) /></label>
                <label class="labelled"><span>{w!(campaign.yuan)}</span>
                    <input type="text" autocomplete="off" inputmode="decimal" name="yuan" prop:value=money
                        on:input=move |ev| type_money(event_target_value(&ev)) /></label>
            </div>
            <p class="error">{move || filling.mend(&[LogField::Things, LogField::Amount])}</p>
            <div class="chips">
                <Chip word=w!(campaign.receipts) on=receipts
                    on_tap=move || filling.give(|aid| aid.receipts = !aid.receipts) />
            </div>
        </div>
    }
}

/// A parent who may be called, and whom they are met as.
fn parents(filling: Filling, form: &LogForm) -> Vec<(AdultId, String, String, Met)> {
    let mut found: Vec<(AdultId, String, String, Met)> = vec![];
    filling.records.view.with(|view| {
        for child in form.body.children.iter().filter_map(|id| view.child(*id)) {
            let at = view.fact(child, FactKind::Parents).map(|fact| &fact.value);
            for (relation, adult) in view.relations(child.id) {
                let met = if relation.kind == RelationKind::Father { Met::Father } else { Met::Mother };
                let is_new = found.iter().all(|(known, ..)| *known != adult.id);
                if let Some(number) = adult.phone.clone().filter(|_| is_new && is_callable(at, relation)) {
                    found.push((adult.id, words::register::adult(&AdultLine::of(relation, adult)), number, met));
                }
            }
        }
    });
    found
}

/// The parents' numbers: a tap calls and notes with whom. Nobody answered is one more tap, and counts for nothing.
#[component]
fn Calling(filling: Filling) -> impl IntoView {
    let all = Memo::new(move |_| filling.form.with(|form| parents(filling, form)));
    let one = move |(_, name, number, met): (AdultId, String, String, Met)| {
        let call = move |_| {
            filling.change(move |form| {
                form.body.mode = if form.body.mode == Mode::Video { Mode::Video } else { Mode::Phone };
                if !form.body.met.contains(&met) {
                    form.toggle_met(met);
                }
            });
        };
        let href = format!("tel:{number}");
        view! {
            <li class="row"><span class="grow">{name}" "<span class="meta number">{masked(&number)}</span></span>
                <a class="button small" href=href rel="external" on:click=call>{w!(child.call)}</a></li>
        }
    };
    let missed = Signal::derive(move || filling.form.with(|form| form.body.outcome == Outcome::NotMet));
    let miss = move || {
        filling.change(|form| {
            let outcome = if form.body.outcome == Outcome::NotMet { Outcome::Normal } else { Outcome::NotMet };
            form.set_outcome(outcome);
        });
    };
    let list = move || {
        let all = all.get();
        (!all.is_empty()).then(|| view! { <ul class="card list">{all.into_iter().map(one).collect_view()}</ul> })
    };
    view! {
        <h2 class="section">{w!(log.call)}</h2>
        {list}
        <div class="chips"><Chip word=w!(log.no_answer) on=missed on_tap=miss /></div>
        <p class="meta">{w!(log.weekly)}</p>
    }
}

/// Whether the parents answered the safety pledge, and how. Nothing is chosen where it was not asked for.
#[component]
fn Pledged(filling: Filling) -> impl IntoView {
    let none = std::iter::once((None, w!(log.pledge_none)));
    let ways = Pledge::ALL.iter().map(|way| (Some(*way), words::log::pledge_way(*way)));
    view! {
        <h2 class="section">{w!(log.pledge)}</h2>
        <Segments label=w!(log.pledge) options=none.chain(ways).collect()
            value=Signal::derive(move || filling.form.with(|form| form.body.pledge))
            on_choose=move |way| filling.change(move |form| form.body.pledge = way) />
    }
}
