//! Big keys for six digits: for one hand, always in the same place.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use local_store::digits::LENGTH;

use super::quick::Tries;
use crate::state::entering;
use crate::w;

/// The keypad. With the sixth digit they are tried.
#[component]
pub fn Keypad(tries: Tries) -> impl IntoView {
    let Tries { session, digest, on_wrong, on_gone } = tries;
    let typed = RwSignal::new(String::new());
    let left = RwSignal::new(None::<u8>);
    let is_full = move || typed.with(|digits| digits.len() == LENGTH);
    let press = move |digit: char| {
        if is_full() {
            return;
        }
        typed.update(|digits| digits.push(digit));
        if is_full() {
            entering::unlock_by_digits(session, digest.get_value(), typed.get_untracked(), move |wrong| match wrong {
                Ok(tries) => {
                    left.set(Some(tries));
                    typed.set(String::new());
                }
                Err(Some(problem)) => on_wrong.run(Some(problem)),
                Err(None) => on_gone.run(w!(unlock.digits_gone)),
            });
        }
    };
    let take_back = move || {
        if !is_full() {
            typed.update(|digits| {
                digits.pop();
            });
        }
    };
    let on_key = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Backspace" => take_back(),
        key => {
            if let (Some(digit @ '0'..='9'), 1) = (key.chars().next(), key.len()) {
                press(digit);
            }
        }
    };
    let handle = window_event_listener(leptos::ev::keydown, on_key);
    on_cleanup(move || handle.remove());
    let key = move |digit: char| {
        view! { <button type="button" on:click=move |_| press(digit)>{digit}</button> }
    };
    let dots = (0..LENGTH).map(|n| view! { <i class:full=move || typed.with(|digits| digits.len() > n)></i> });
    let said =
        move || left.get().filter(|_| typed.with(String::is_empty)).map(|tries| w!(unlock.digits_wrong, left = tries));
    view! {
        <p class="meta">{w!(unlock.digits_lead)}</p>
        <p class="dots" role="img" aria-label=move || w!(unlock.digits_typed, count = typed.with(String::len))>
            {dots.collect_view()}
        </p>
        <p class="error" role="alert">{said}</p>
        <div class="keypad">
            {('1'..='9').map(key).collect_view()}
            <button type="button" class="quiet" on:click=move |_| on_wrong.run(None)>{w!(sign_in.password)}</button>
            {key('0')}
            <button type="button" class="quiet" aria-label=w!(unlock.digits_back) on:click=move |_| take_back()>"⌫"</button>
        </div>
        <p class="meta">{w!(unlock.digits_until)}</p>
    }
}
