//! One of the four questions of a home visit. Unchanged is the default and needs no tap.

use domain::guardianship::{Away, CareQuality, CarerKind, FactKind, FactValue, HomeState, ParentWhere, PhoneState};
use leptos::prelude::*;

use crate::{w, words};

/// What to begin with when a fact is said to have changed.
fn start(kind: FactKind, known: Option<&FactValue>) -> FactValue {
    match (kind, known) {
        (_, Some(value)) if value.kind() == kind && value.is_wholly_known() => value.clone(),
        (FactKind::Carer, _) => {
            FactValue::Carer { kind: CarerKind::PaternalGrandparents, who: String::new(), quality: None }
        }
        (FactKind::Parents, _) => FactValue::Parents { father: ParentWhere::unknown(), mother: ParentWhere::unknown() },
        (FactKind::Phone, _) => FactValue::Phone { state: PhoneState::Works, number: None },
        (FactKind::Home | FactKind::Unlisted, _) => FactValue::Home { state: HomeState::Safe, hazards: String::new() },
    }
}

/// A list to choose from.
#[component]
fn Select<T>(
    label: &'static str,
    options: &'static [T],
    word: fn(T) -> &'static str,
    chosen: Option<T>,
    on_choose: impl Fn(T) + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let items = options.iter().enumerate().map(move |(at, option)| {
        view! { <option value=at.to_string() selected=chosen == Some(*option)>{word(*option)}</option> }
    });
    let choose = move |ev| {
        if let Some(option) = event_target_value(&ev).parse::<usize>().ok().and_then(|at| options.get(at)) {
            on_choose(*option);
        }
    };
    view! {
        <label class="labelled"><span>{label}</span>
            <select on:change=choose>
                {chosen.is_none().then(|| view! { <option selected=true>"—"</option> })}
                {items.collect_view()}
            </select>
        </label>
    }
}

/// A line of text.
#[component]
fn Line(
    label: &'static str,
    value: String,
    on_input: impl Fn(String) + 'static,
    #[prop(optional)] tel: bool,
) -> impl IntoView {
    let mode = if tel { "tel" } else { "text" };
    view! {
        <label class="labelled"><span>{label}</span>
            <input type="text" inputmode=mode maxlength="60" prop:value=value on:input=move |ev| on_input(event_target_value(&ev)) />
        </label>
    }
}

/// The question. `answer` is none while nothing changed.
#[component]
pub fn FactQuestion(
    kind: FactKind,
    known: Option<FactValue>,
    #[prop(into)] answer: Signal<Option<FactValue>>,
    on_answer: impl Fn(Option<FactValue>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let before = known.as_ref().map_or_else(|| w!(facts.unknown).to_owned(), words::guardianship::fact);
    let known = StoredValue::new(known);
    let open = Memo::new(move |_| answer.with(Option::is_some));
    let toggle = move |_| {
        if open.get_untracked() {
            on_answer(None);
        } else {
            on_answer(Some(known.with_value(|k| start(kind, k.as_ref()))));
        }
    };
    // Rendered once when opened; typing does not render it anew.
    let editor = move || open.get().then(|| view! { <div class="question-editor">{edit(answer, on_answer)}</div> });
    view! {
        <div class="question">
            <button type="button" class="question-head" aria-expanded=move || open.get().to_string() on:click=toggle>
                <span><b>{words::guardianship::question(kind)}</b>" "<span class="meta">{before}</span></span>
                <span class="question-state" class:on=move || open.get()>
                    {move || if open.get() { w!(log.changed) } else { w!(log.unchanged) }}
                </span>
            </button>
            {editor}
        </div>
    }
}

fn edit(
    answer: Signal<Option<FactValue>>,
    on_answer: impl Fn(Option<FactValue>) + Copy + Send + Sync + 'static,
) -> AnyView {
    // Changes one field of whatever the answer is by then.
    let change = move |with: &dyn Fn(&mut FactValue)| {
        if let Some(mut value) = answer.get_untracked() {
            with(&mut value);
            on_answer(Some(value));
        }
    };
    match answer.get_untracked() {
        Some(FactValue::Carer { kind, who, quality }) => view! {
            <Select label=w!(questions.carer) options=CarerKind::ALL word=words::guardianship::carer chosen=Some(kind)
                on_choose=move |v| change(&|f| if let FactValue::Carer { kind, .. } = f { *kind = v }) />
            <Line label=w!(facts.who) value=who
                on_input=move |v| change(&|f| if let FactValue::Carer { who, .. } = f { who.clone_from(&v) }) />
            <Select label=w!(facts.quality) options=CareQuality::ALL word=words::guardianship::quality chosen=quality
                on_choose=move |v| change(&|f| if let FactValue::Carer { quality, .. } = f { *quality = Some(v) }) />
        }
        .into_any(),
        Some(FactValue::Parents { father, mother }) => view! {
            <Select label=w!(facts.father) options=Away::ALL word=words::guardianship::away chosen=Some(father.away)
                on_choose=move |v| change(&|f| if let FactValue::Parents { father, .. } = f { father.away = v }) />
            <Line label=w!(facts.place) value=father.place
                on_input=move |v| change(&|f| if let FactValue::Parents { father, .. } = f { father.place.clone_from(&v) }) />
            <Select label=w!(facts.mother) options=Away::ALL word=words::guardianship::away chosen=Some(mother.away)
                on_choose=move |v| change(&|f| if let FactValue::Parents { mother, .. } = f { mother.away = v }) />
            <Line label=w!(facts.place) value=mother.place
                on_input=move |v| change(&|f| if let FactValue::Parents { mother, .. } = f { mother.place.clone_from(&v) }) />
        }
        .into_any(),
        Some(FactValue::Phone { state, number }) => view! {
            <Select label=w!(questions.phone) options=PhoneState::ALL word=words::guardianship::phone chosen=Some(state)
                on_choose=move |v| change(&|f| if let FactValue::Phone { state, .. } = f { *state = v }) />
            <Line label=w!(facts.number) value=number.unwrap_or_default() tel=true
                on_input=move |v| change(&|f| if let FactValue::Phone { number, .. } = f { *number = (!v.trim().is_empty()).then(|| v.clone()) }) />
        }
        .into_any(),
        Some(FactValue::Home { state, hazards }) => view! {
            <Select label=w!(questions.home) options=HomeState::ALL word=words::guardianship::home chosen=Some(state)
                on_choose=move |v| change(&|f| if let FactValue::Home { state, .. } = f { *state = v }) />
            <Line label=w!(facts.hazards) value=hazards
                on_input=move |v| change(&|f| if let FactValue::Home { hazards, .. } = f { hazards.clone_from(&v) }) />
        }
        .into_any(),
        None => ().into_any(),
    }
}
