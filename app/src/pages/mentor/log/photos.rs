//! Photos of an entry. They are not in the first part: an entry can be saved without them.

use domain::log::{PHOTOS_MAX, PhotoRef};
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::vault::WaitingPhoto;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;

use super::details::Filling;
use crate::components::icon::{Glyph, Icon};
use crate::components::photo::Photo;
use crate::platform::{clock, photo};
use crate::{w, words};

/// Photos of the entry: optional, shrunk at once, kept with the draft.
#[component]
pub fn Photos(filling: Filling) -> impl IntoView {
    let bad = RwSignal::new(None);
    let add = move |ev: leptos::ev::Event| {
        let Some(input) = ev.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok()) else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        bad.set(None);
        spawn_local(async move {
            let Some(bytes) = photo::shrink(&file).await else {
                bad.try_set(Some(w!(log.photo_bad)));
                return;
            };
            let id = domain::id::PhotoId(clock::uuid());
            let named = PhotoRef {
                id,
                sha256: hex::encode(Sha256::digest(&bytes)),
                bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            };
            match filling.records.vault().keep_photo(&WaitingPhoto { id, bytes }).await {
                Ok(()) if filling.try_change(|f| f.add_photo(named)) => {
                    filling.records.photos.update(|n| *n += 1);
                }
                // The form was left meanwhile: nothing names the picture.
                Ok(()) => drop(filling.records.vault().drop_photo(id).await),
                Err(error) => drop(bad.try_set(Some(words::error(&error)))),
            }
            input.set_value("");
        });
    };
    let remove = move |id| {
        filling.change(move |f| f.body.photos.retain(|p| p.id != id));
        spawn_local(async move {
            if filling.records.vault().drop_photo(id).await.is_ok() {
                filling.records.photos.update(|n| *n = n.saturating_sub(1));
            }
        });
    };
    let photos = Memo::new(move |_| filling.form.with(|f| f.body.photos.clone()));
    let list = move || {
        photos.get().into_iter().enumerate().map(|(n, p)| view! {
            <span class="photo-slot">
                <Photo id=p.id alt=w!(log.photo_alt, n = n + 1) />
                <button type="button" class="remove" aria-label=w!(log.photo_remove) on:click=move |_| remove(p.id)>"×"</button>
            </span>
        }).collect_view()
    };
    view! {
        <div class="photos">
            {list}
            <Show when=move || filling.form.with(|f| f.body.photos.len() < PHOTOS_MAX)>
                <label class="add-photo">
                    <Glyph icon=Icon::Camera /><span>{w!(log.photo)}</span>
                    <input type="file" accept="image/*" on:change=add />
                </label>
            </Show>
        </div>
        <p class="error" role="alert">{move || bad.get()}</p>
    }
}
