//! Brings work back from a file that was exported on this phone or another.

use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::export::{Export, HEAD_BYTES};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::platform::files;
use crate::problem::BringError;
use crate::state::export::bring_back;
use crate::state::records::Records;
use crate::{w, words};

/// Picks the file; asks for the password of that time when it comes from another phone.
#[component]
pub fn BringBack() -> impl IntoView {
    let records = expect_context::<Records>();
    let file = StoredValue::new(Vec::<u8>::new());
    let asks = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let (done, error) = (RwSignal::new(None::<String>), RwSignal::new(None::<&'static str>));
    let bring = move |with: Option<String>| {
        spawn_local(async move {
            let outcome = bring_back(&records, &file.get_value(), with.as_deref()).await;
            asks.set(matches!(outcome, Err(BringError::NeedsPassword | BringError::WrongPassword)));
            error.set(outcome.as_ref().err().map(words::error));
            done.set(outcome.ok().map(|count| {
                if count == 0 { w!(unsent.brought_none).to_owned() } else { w!(unsent.brought, count = count) }
            }));
        });
    };
    let picked = move |ev: leptos::ev::Event| {
        let Some(input) = ev.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else { return };
        password.set(String::new());
        spawn_local(async move {
            let ours = files::head(&chosen, HEAD_BYTES).await.is_some_and(|head| Export::is_ours(&head));
            let bytes = if ours { files::read(&chosen).await } else { None };
            file.set_value(bytes.unwrap_or_default());
            input.set_value("");
            bring(None);
        });
    };
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        bring(Some(password.get_untracked()));
    };
    view! {
        <label class="button quiet pick">{w!(unsent.bring_back)}<input type="file" on:change=picked /></label>
        <p class="calm" role="status">{move || done.get()}</p>
        <p class="error" role="alert">{move || error.get()}</p>
        <Show when=move || asks.get()>
            <form class="card stacked" on:submit=submit>
                <label class="labelled"><span>{w!(unsent.export_password)}</span>
                    <input type="password" name="password" autocomplete="off" required
                        prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                </label>
                <button type="submit" class="button">{w!(unlock.enter)}</button>
            </form>
        </Show>
    }
}
