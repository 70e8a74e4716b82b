//! For browsers inside other apps: without a service worker nothing opens offline, and that is said
//! where it can still be helped.

use leptos::prelude::*;

use crate::platform::updates::can_work_offline;
use crate::w;

/// Shown only in a browser that cannot keep pages for offline use.
#[component]
pub fn InAppNotice() -> impl IntoView {
    (!can_work_offline()).then(|| view! { <p class="notice" role="note">{w!(in_app.lead)}</p> })
}
