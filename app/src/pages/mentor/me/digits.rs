//! Six digits instead of the password on this phone: chosen here, with what they are no help against, and given up.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::digits::{LENGTH, is_simple, is_six};

use crate::platform::clock::today;
use crate::state::digits;
use crate::state::records::Records;
use crate::{w, words};

/// What is said below the form.
fn unfit(one: &str, other: &str) -> Option<&'static str> {
    match () {
        () if !is_six(one) => Some(w!(me.digits_six)),
        () if one != other => Some(w!(me.digits_differ)),
        () if is_simple(one) => Some(w!(me.digits_simple)),
        () => None,
    }
}

/// The digits of this phone.
#[component]
pub fn Digits() -> impl IntoView {
    let records = expect_context::<Records>();
    let chosen = RwSignal::new(false);
    let said = RwSignal::new(None::<&'static str>);
    let [password, one, other] = [(); 3].map(|()| RwSignal::new(String::new()));
    spawn_local(async move {
        chosen.try_set(digits::chosen(&records.digest()).await);
    });
    let choose = move |ev: SubmitEvent| {
        ev.prevent_default();
        if let Some(problem) = one.with_untracked(|one| other.with_untracked(|other| unfit(one, other))) {
            return said.set(Some(problem));
        }
        spawn_local(async move {
            match digits::choose(&records.digest(), &password.get_untracked(), &one.get_untracked()).await {
                Ok(()) => {
                    for field in [password, one, other] {
                        field.try_set(String::new());
                    }
                    chosen.try_set(true);
                    said.try_set(Some(w!(me.digits_done)));
                }
                Err(problem) => drop(said.try_set(Some(words::error(&problem)))),
            }
        });
    };
    let give_up = move |_| {
        spawn_local(async move {
            match digits::give_up(&records.digest()).await {
                Ok(()) => {
                    chosen.try_set(false);
                    said.try_set(Some(w!(me.digits_given_up)));
                }
                Err(problem) => drop(said.try_set(Some(words::error(&problem)))),
            }
        });
    };
    let line = move |label: &'static str, value: RwSignal<String>, digits: bool| {
        view! {
            <label class="labelled"><span>{label}</span>
                <input type="password" required inputmode=digits.then_some("numeric") maxlength=digits.then_some(LENGTH)
                    autocomplete=if digits { "off" } else { "current-password" }
                    prop:value=move || value.get() on:input=move |ev| value.set(event_target_value(&ev)) />
            </label>
        }
    };
    let forbidden = move || records.view.with(|view| view.rules(today()).no_digits);
    view! {
        <details class="more"><summary>{w!(me.digits)}</summary>
            <p class="meta">{move || if forbidden() { w!(me.digits_forbidden) } else { w!(me.digits_hint) }}</p>
            <form on:submit=choose class:hidden=forbidden>
                {line(w!(sign_in.password), password, false)}
                {line(w!(me.digits_new), one, true)}
                {line(w!(me.digits_again), other, true)}
                <div class="row">
                    <button type="submit" class="button quiet">{move || if chosen.get() { w!(me.digits_change) } else { w!(me.digits_on) }}</button>
                    <Show when=move || chosen.get()>
                        <button type="button" class="link" on:click=give_up>{w!(me.digits_off)}</button>
                    </Show>
                </div>
                <p class="meta" role="status">{move || said.get()}</p>
            </form>
        </details>
    }
}
