//! What is open at a desk: the school or child of the address. Whatever is shown of it is asked again
//! when something about it was changed.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::server_fns::CallError;
use desk_api::DeskError;

/// The school or child of the address.
pub struct Open<Id: Send + Sync + 'static> {
    id: Memo<Option<Id>>,
    changed: RwSignal<u32>,
}

impl<Id: Send + Sync + 'static> Clone for Open<Id> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Id: Send + Sync + 'static> Copy for Open<Id> {}

impl<Id: FromStr + Copy + PartialEq + Send + Sync + 'static> Open<Id> {
    /// Reads the address, and tells everything below.
    pub fn provide() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|text| text.parse().ok()));
        let open = Self { id, changed: RwSignal::new(0) };
        provide_context(open);
        open
    }

    /// One that is known beforehand, whatever the address is. Tells everything below.
    pub fn known(id: Id) -> Self {
        let open = Self { id: Memo::new(move |_| Some(id)), changed: RwSignal::new(0) };
        provide_context(open);
        open
    }

    /// Asks about it, again whenever it is another one or has changed.
    pub fn ask<T, F>(self, call: impl Fn(Id) -> F + Copy + 'static) -> LocalResource<Result<T, CallError>>
    where
        T: 'static,
        F: Future<Output = Result<T, CallError>> + 'static,
    {
        LocalResource::new(move || {
            self.changed.track();
            let id = self.id.get();
            async move {
                match id {
                    Some(id) => call(id).await,
                    None => Err(DeskError::NotFound.into()),
                }
            }
        })
    }

    /// Something about it was changed.
    pub fn change(self) {
        self.changed.update(|n| *n += 1);
    }

    /// Which it is.
    pub fn id(self) -> Option<Id> {
        self.id.get()
    }
}
