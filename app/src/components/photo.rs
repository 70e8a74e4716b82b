//! A photo: from the phone while it waits, from the server afterwards.

use domain::id::PhotoId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::files::object_url;
use crate::state::api;
use crate::state::records::Records;

/// A photo of an entry, in place of which `alt` is read out.
#[component]
pub fn Photo(id: PhotoId, #[prop(into)] alt: String) -> impl IntoView {
    let records = expect_context::<Records>();
    let source = RwSignal::new(None::<String>);
    spawn_local(async move {
        let bytes = match records.vault().photo(id).await {
            Ok(Some(local)) => Some(local.bytes),
            _ => api::photo_bytes(id).await.ok(),
        };
        source.try_set(bytes.and_then(|bytes| object_url("image/jpeg", &bytes)));
    });
    view! { <img class="photo" src=move || source.try_get().flatten() alt=alt /> }
}
