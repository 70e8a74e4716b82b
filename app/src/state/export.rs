//! Unsent work as a file: taken along, and brought back.

use std::rc::Rc;

use leptos::prelude::*;
use local_store::cipher::WebCipher;
use local_store::export::Export;
use local_store::{Cipher, StoreError};

use super::account::{KEYRING, by_password};
use super::records::Records;
use crate::problem::BringError;

/// The file of everything that is not on the server.
pub async fn export(records: &Records) -> Result<Vec<u8>, StoreError> {
    let wrapped_key = KEYRING.key(&records.digest()).await?.ok_or(StoreError::Unreadable)?;
    records.vault().export(&wrapped_key).await
}

/// Brings a file's work back into the store; returns how many entries were not here.
pub async fn bring_back(records: &Records, file: &[u8], password: Option<&str>) -> Result<usize, BringError> {
    let file = Export::read(file).map_err(|_| BringError::NotOurs)?;
    if file.wrapped_key.account != records.account() {
        return Err(BringError::OtherAccount);
    }
    let key: Option<Rc<dyn Cipher>> = match password {
        Some(password) => {
            let key = by_password(&file.wrapped_key, password).await.map_err(|_| BringError::WrongPassword)?;
            Some(Rc::new(WebCipher::new(key).await.map_err(BringError::Store)?))
        }
        None => None,
    };
    let rows = records.base.with_untracked(|base| base.rows.clone());
    let brought = records.vault().bring_back(&file, key, &rows).await;
    // Some may have come before the phone was full.
    records.reread().await.map_err(BringError::Store)?;
    records.tell_tabs();
    records.wanted.update(|n| *n += 1);
    brought.map_err(|problem| match problem {
        StoreError::Unreadable if password.is_none() => BringError::NeedsPassword,
        other => BringError::Store(other),
    })
}
