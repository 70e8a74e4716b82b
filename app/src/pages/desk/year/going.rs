//! Where a class or a child goes: one list to choose from, and the name of the class where it goes on here.

use desk_api::Choice;
use domain::id::SchoolId;
use domain::register::year::Goes;
use leptos::prelude::*;

use crate::w;
use desk_api::moving::CLASS_CHARS_MAX;

/// What the list sends for each way to go; a school is sent by its identifier.
const TO: &str = "to";
const LEAVES: &str = "leaves";
const LATER: &str = "later";

fn value(goes: Option<&Goes>) -> String {
    match goes {
        None => String::new(),
        Some(Goes::To(_)) => TO.to_owned(),
        Some(Goes::Leaves) => LEAVES.to_owned(),
        Some(Goes::Later) => LATER.to_owned(),
        Some(Goes::Offered(school)) => school.to_string(),
    }
}

/// What was chosen; `class_name` stands in the field when somebody goes on here.
fn chosen(value: &str, class_name: &str) -> Option<Goes> {
    match value {
        "" => None,
        TO => Some(Goes::To(class_name.to_owned())),
        LEAVES => Some(Goes::Leaves),
        LATER => Some(Goes::Later),
        school => school.parse().ok().map(Goes::Offered),
    }
}

/// The words of such a choice.
pub struct Words {
    /// What the list is called.
    pub label: String,
    /// What the field of the new class is called.
    pub new_name: String,
    /// What it says as long as nothing is chosen.
    pub nothing: &'static str,
}

/// Where somebody goes.
#[component]
pub fn Going(
    words: Words,
    /// The class now, or the one that is proposed.
    class_name: String,
    schools: StoredValue<Vec<Choice<SchoolId>>>,
    #[prop(into)] goes: Signal<Option<Goes>>,
    on_choose: impl Fn(Option<Goes>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let first = goes.get_untracked();
    let now = value(first.as_ref());
    let option = |value: String, word: String| {
        let selected = value == now;
        view! { <option value=value selected=selected>{word}</option> }
    };
    let ways = [(TO, w!(year.goes_to)), (LEAVES, w!(year.goes_leaves)), (LATER, w!(year.goes_later))];
    let ways = ways.map(|(value, word)| option(value.to_owned(), word.to_owned()));
    let others = schools.with_value(|all| all.iter().map(|s| option(s.id.to_string(), s.name.clone())).collect_view());
    let nothing = option(String::new(), words.nothing.to_owned());
    let name = StoredValue::new(match &first {
        Some(Goes::To(name)) => name.clone(),
        _ => class_name,
    });
    let choose = move |ev| on_choose(name.with_value(|name| chosen(&event_target_value(&ev), name)));
    let write = move |ev| {
        name.set_value(event_target_value(&ev));
        on_choose(Some(Goes::To(name.get_value())));
    };
    let is_here = Memo::new(move |_| goes.with(|goes| matches!(goes, Some(Goes::To(_)))));
    let label = StoredValue::new(words.new_name);
    let field = move || {
        is_here.get().then(|| {
            view! {
                <input type="text" aria-label=label.get_value() maxlength=CLASS_CHARS_MAX value=name.get_value() on:input=write />
            }
        })
    };
    view! {
        <select aria-label=words.label on:change=choose>
            {nothing}
            {ways.into_iter().collect_view()}
            <optgroup label=w!(year.goes_schools)>{others}</optgroup>
        </select>
        {field}
    }
}
