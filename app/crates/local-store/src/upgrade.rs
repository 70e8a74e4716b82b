//! Reads what an older app left in the work database and writes it as this one does.
//!
//! The tables stay as they are; only values change. Each table is rewritten in one transaction, and a
//! second run finds nothing to do, so a crash in between costs nothing. A value that even this cannot
//! read stays where it is. Rows need none of this: they are pulled anew.

use std::collections::BTreeMap;

use serde_json::Value;
use sync::legacy::modernise;

use crate::vault::{Vault, context};
use crate::{Step, StoreError, Table};

impl Vault {
    /// Brings outbox, refused operations and forms in progress up to date.
    pub async fn upgrade(&self) -> Result<(), StoreError> {
        let renamed = self.refused_by_operation().await?;
        self.rewrite(Table::Outbox, |_, _| None).await?;
        self.rewrite(Table::Drafts, |key, form| {
            // A form that mends a refused operation named it by number.
            let n = key.strip_prefix("mend:")?;
            let op = renamed.get(n)?;
            form.as_object_mut()?.insert("mends".to_owned(), Value::String(op.clone()));
            Some(format!("mend:{op}"))
        })
        .await
    }

    /// Refused operations were kept by number. Returns each number's operation.
    async fn refused_by_operation(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut renamed = BTreeMap::new();
        self.rewrite(Table::Rejected, |key, refused| {
            let op = refused.pointer("/op/op_id")?.as_str()?.to_owned();
            let n = crate::counter_of(key).filter(|_| key.len() == 16)?;
            renamed.insert(n.to_string(), op.clone());
            Some(op)
        })
        .await?;
        Ok(renamed)
    }

    /// Rewrites what changes. `rename` may change a value further and give it another key.
    async fn rewrite(
        &self,
        table: Table,
        mut rename: impl FnMut(&str, &mut Value) -> Option<String>,
    ) -> Result<(), StoreError> {
        let mut steps = Vec::new();
        for (key, sealed) in self.store.all(table).await? {
            // The outbox is sealed without its key, because the key is made inside the transaction.
            let place = |key: &str| context(table, if table == Table::Outbox { "" } else { key });
            let Ok(plain) = self.cipher.open(&sealed, &place(&key)).await else { continue };
            let Ok(old) = serde_json::from_slice::<Value>(&plain) else { continue };
            let mut new = old.clone();
            modernise(&mut new);
            let renamed = rename(&key, &mut new);
            if new == old && renamed.is_none() {
                continue;
            }
            let to = renamed.unwrap_or_else(|| key.clone());
            let sealed = self.cipher.seal(new.to_string().as_bytes(), &place(&to)).await?;
            if to != key {
                steps.push(Step::Delete(table, key));
            }
            steps.push(Step::Put(table, to, sealed));
        }
        self.store.write(steps).await
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use futures::executor::block_on;
    use sync::Change;

    use super::*;
    use crate::RawStore as _;
    use crate::cipher::{Cipher as _, SoftCipher};
    use crate::memory::MemoryStore;

    fn zero(buffer: &mut [u8]) {
        buffer.fill(0);
    }

    /// What the app of protocol 1 kept, as it wrote it.
    const OP: &str = r#"{"op_id":"00000000-0000-0000-0000-000000000004","captured_at":"2026-09-18T01:00:00Z","change":{"do":"feedback","text":"原话"}}"#;
    const DRAFT: &str = r#"{"facts":{"00000000-0000-0000-0000-000000000003":{"home":{"fact":"home","state":"hazard","hazards":"电线"}}},"mends":5}"#;

    #[test]
    fn work_of_an_older_app_is_read_whole_and_once_is_enough() {
        block_on(async {
            let store = Rc::new(MemoryStore::new());
            let cipher = Rc::new(SoftCipher::new([5; 32], zero));
            let refused = format!(r#"{{"op":{OP},"rejection":{{"code":"invalid"}}}}"#);
            let n = crate::counter_key(5);
            for (table, key, place, text) in [
                (Table::Outbox, crate::counter_key(6), "", OP),
                (Table::Rejected, n.clone(), n.as_str(), refused.as_str()),
                (Table::Drafts, "mend:5".to_owned(), "mend:5", DRAFT),
            ] {
                let sealed = cipher.seal(text.as_bytes(), &context(table, place)).await?;
                store.write(vec![Step::Put(table, key, sealed)]).await?;
            }
            let vault = Vault::new(store, cipher);
            assert!(vault.outbox().await.is_err(), "as it is, it cannot be read");
            for _ in 0..2 {
                vault.upgrade().await?;
                let outbox = vault.outbox().await?;
                assert_eq!(outbox.len(), 1);
                assert_eq!(outbox[0].1.change, Change::Feedback { text: "原话".to_owned() });
                let refused = vault.refused().await?;
                assert_eq!(refused.len(), 1);
                assert_eq!(vault.draft::<Value>("mend:5").await?, None);
                let op = refused[0].op.op_id;
                let draft = vault.draft::<Value>(&format!("mend:{op}")).await?.unwrap_or_default();
                assert_eq!(draft["mends"], op.to_string());
                let home = draft.pointer("/facts/00000000-0000-0000-0000-000000000003/home/home/hazards");
                assert_eq!(home.and_then(Value::as_str), Some("电线"));
            }
            vault.dismiss(&vault.refused().await?[0].op).await?;
            assert_eq!(vault.refused().await?, vec![]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn what_a_newer_app_wrote_is_refused_and_stays_as_it_is() {
        block_on(async {
            let store = Rc::new(MemoryStore::new());
            let cipher = Rc::new(SoftCipher::new([5; 32], zero));
            let newer = OP.replace(r#"{"do":"feedback","text":"原话"}"#, r#"{"greeting":{"text":"原话"}}"#);
            let sealed = cipher.seal(newer.as_bytes(), &context(Table::Outbox, "")).await?;
            store.write(vec![Step::Put(Table::Outbox, crate::counter_key(6), sealed.clone())]).await?;
            let vault = Vault::new(Rc::clone(&store) as Rc<dyn crate::RawStore>, cipher);
            vault.upgrade().await?;
            assert_eq!(vault.outbox().await, Err(StoreError::Unreadable));
            assert_eq!(store.all(Table::Outbox).await?, vec![(crate::counter_key(6), sealed)]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }
}
