//! The conformance suite on real IndexedDB and WebCrypto, for a test page.

use std::rc::Rc;

use chrono::DateTime;
use domain::id::OpId;
use sync::{Feedback, Op, Written};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::cipher::{Cipher, WebCipher};
use crate::indexed_db::{IndexedDbKeyring, IndexedDbStore};
use crate::{StoreError, Vault, conformance};

/// Runs every law; returns those that do not hold, one a line. An empty text is the good answer.
#[wasm_bindgen]
pub async fn run_conformance() -> String {
    let mut broken = Vec::new();
    match IndexedDbStore::open("conformance").await {
        Ok(store) => broken.extend(conformance::raw(&store).await),
        Err(error) => broken.push(format!("opening: {error}")),
    }
    broken.extend(conformance::keyring(&IndexedDbKeyring).await);
    if let Err(error) = reopened().await {
        broken.push(format!("vault: {error}"));
    }
    broken.join("\n")
}

fn law(holds: bool, what: &str) -> Result<(), StoreError> {
    if holds { Ok(()) } else { Err(StoreError::Other(what.to_owned())) }
}

/// What a vault keeps is there after the database was closed and opened again, and only with its key.
async fn reopened() -> Result<(), StoreError> {
    let vault = |key| async move {
        let store = IndexedDbStore::open("conformance-vault").await?;
        Ok::<_, StoreError>(Vault::new(Rc::new(store), Rc::new(WebCipher::new([key; 32]).await?)))
    };
    let op = Op {
        op_id: OpId(Uuid::from_u128(1)),
        captured_at: DateTime::default(),
        change: Feedback { text: "原话".to_owned() }.into(),
    };
    let op = Written::try_from(op).map_err(|_| StoreError::Unwritable)?;
    let first = vault(1).await?;
    let n = first.record(&op, None, None, &[]).await?;
    law(vault(1).await?.outbox().await? == vec![(n, op)], "an operation survives a reopening")?;
    law(vault(2).await?.outbox().await.is_err(), "another key opens nothing")?;
    first.destroy().await?;

    let cipher = WebCipher::new([3; 32]).await?;
    let sealed = cipher.seal(b"plain", "here").await?;
    law(cipher.open(&sealed, "here").await? == b"plain", "what is sealed opens")?;
    law(cipher.open(&sealed, "there").await.is_err(), "and only in its place")
}
