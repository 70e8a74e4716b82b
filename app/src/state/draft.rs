//! A draft that is kept at every change. When changes come quicker than they can be written, only the newest is.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use local_store::{StoreError, Vault};
use serde::Serialize;

use super::records::Records;

/// Where what is filled in is kept, and how that went.
#[derive(Clone, Copy)]
pub struct Draft {
    vault: StoredValue<Vault, LocalStorage>,
    /// Why it could not be kept.
    pub error: RwSignal<Option<StoreError>>,
    changes: StoredValue<Rc<Cell<u64>>, LocalStorage>,
}

impl Draft {
    /// For a form of these records.
    pub fn new(records: &Records) -> Self {
        Self {
            vault: StoredValue::new_local(records.vault()),
            error: RwSignal::new(None),
            changes: StoredValue::new_local(Rc::new(Cell::new(0))),
        }
    }

    /// Keeps what a form has become under a key.
    pub fn keep<F: Serialize + Clone + Send + Sync + 'static>(self, key: String, form: RwSignal<F>) {
        let (vault, changes) = (self.vault.get_value(), self.changes.get_value());
        let change = changes.get() + 1;
        changes.set(change);
        spawn_local(async move {
            if changes.get() != change {
                return;
            }
            let form = form.get_untracked();
            self.error.set(vault.keep_draft(&key, &form).await.err());
        });
    }

    /// Stops what is still on its way to be kept: the form is saved, or begun anew.
    pub fn stop(self) {
        self.changes.with_value(|changes| changes.set(changes.get() + 1));
    }
}
