//! The laws of [`RawStore`] and of [`Keyring`], as one suite each for every implementation.
//!
//! They return the laws that were broken instead of panicking, because in a browser the suite is a
//! page whose result a test reads.

use domain::id::{AccountId, DeviceId};
use uuid::Uuid;

use crate::keyring::{Keyring, WrappedKey};
use crate::sent::Sent;
use crate::{RawStore, Step, StoreError, Table, Unsent, counter_key};

struct Laws(Vec<String>);

impl Laws {
    fn hold(&mut self, law: &str, holds: bool) {
        if !holds {
            self.0.push(law.to_owned());
        }
    }
}

fn put(table: Table, key: &str, value: &[u8]) -> Step {
    Step::Put(table, key.to_owned(), value.to_vec())
}

/// Checks every law of a ring of keys that has none; returns those that do not hold.
pub async fn keyring(ring: &dyn Keyring) -> Vec<String> {
    let wrapped_key = |n| WrappedKey {
        version: 1,
        account: AccountId(Uuid::from_u128(n)),
        device: DeviceId(Uuid::from_u128(n)),
        salt: String::new(),
        memory_kib: 64,
        passes: 1,
        by_password: String::new(),
        by_recovery: String::new(),
    };
    let mut laws = Laws(vec![]);
    laws.hold("a login that was never here has no key", ring.key("a").await == Ok(None));
    laws.hold("at first nobody was here", ring.last().await == Ok(None));
    for (digest, n) in [("a", 1), ("b", 2), ("c", 3)] {
        laws.hold("a key is kept", ring.keep(digest, &wrapped_key(n)).await.is_ok());
        laws.hold("who is here is remembered", ring.remember(digest).await.is_ok());
    }
    laws.hold("a key comes back", ring.key("a").await == Ok(Some(wrapped_key(1))));
    laws.hold("a second key of a login replaces the first", ring.keep("a", &wrapped_key(4)).await.is_ok());
    laws.hold("and comes back", ring.key("a").await == Ok(Some(wrapped_key(4))));
    laws.hold("the last is the last", ring.last().await == Ok(Some("c".to_owned())));

    laws.hold("a key is forgotten", ring.forget("a").await.is_ok());
    laws.hold("what is forgotten is gone", ring.key("a").await == Ok(None));
    laws.hold("the keys of others stay", ring.key("c").await == Ok(Some(wrapped_key(3))));
    laws.hold("and so does who was here last", ring.last().await == Ok(Some("c".to_owned())));
    laws.hold("a key that is not there is forgotten all the same", ring.forget("a").await.is_ok());
    laws.hold("the key of the last is forgotten", ring.forget("c").await.is_ok());
    laws.hold("then nobody was here last", ring.last().await == Ok(None));
    laws.hold("and who was here before has the key", ring.key("b").await == Ok(Some(wrapped_key(2))));
    let _ = ring.forget("b").await;
    laws.0
}

/// Checks every law on an empty store; returns those that do not hold.
pub async fn raw(store: &dyn RawStore) -> Vec<String> {
    let mut laws = Laws(vec![]);
    values(store, &mut laws).await;
    batches(store, &mut laws).await;
    counter(store, &mut laws).await;
    mark(store, &mut laws).await;
    let _ = store.destroy().await;
    for table in Table::ALL {
        laws.hold("after destroy nothing is left", store.all(table).await.is_ok_and(|all| all.is_empty()));
    }
    laws.0
}

async fn values(store: &dyn RawStore, laws: &mut Laws) {
    for table in Table::ALL {
        laws.hold("a new table is empty", store.all(table).await == Ok(vec![]));
        laws.hold("an unknown key is none", store.get(table, "x").await == Ok(None));
    }
    let wrote = store.write(vec![put(Table::Rows, "b", &[2]), put(Table::Rows, "a", &[0, 255])]).await;
    laws.hold("a batch is accepted", wrote.is_ok());
    laws.hold("bytes come back as they were", store.get(Table::Rows, "a").await == Ok(Some(vec![0, 255])));
    let sorted = vec![("a".to_owned(), vec![0, 255]), ("b".to_owned(), vec![2])];
    laws.hold("the first come first", store.first(Table::Rows, 1).await == Ok(sorted[..1].to_vec()));
    laws.hold("of none the first are none", store.first(Table::Rows, 0).await == Ok(vec![]));
    laws.hold("values are counted", store.count(Table::Rows).await == Ok(2));
    laws.hold("of an empty table there are none", store.count(Table::Drafts).await == Ok(0));
    laws.hold("keys alone are the same", store.keys(Table::Rows).await == Ok(vec!["a".to_owned(), "b".to_owned()]));
    laws.hold("keys come back in order", store.all(Table::Rows).await == Ok(sorted));
    laws.hold("tables are apart", store.get(Table::CacheMeta, "a").await == Ok(None));
    let _ = store.write(vec![put(Table::Rows, "a", &[9])]).await;
    laws.hold("a second put replaces", store.get(Table::Rows, "a").await == Ok(Some(vec![9])));
    let _ = store.write(vec![put(Table::Photos, "p", &vec![7; 600_000])]).await;
    laws.hold(
        "a picture fits",
        store.get(Table::Photos, "p").await.is_ok_and(|p| p.is_some_and(|p| p.len() == 600_000)),
    );
}

async fn batches(store: &dyn RawStore, laws: &mut Laws) {
    let mixed = store.write(vec![put(Table::Rows, "m", &[1]), put(Table::Drafts, "m", &[1])]).await;
    laws.hold("a batch over two areas is refused", mixed == Err(StoreError::MixedAreas));
    laws.hold("a refused batch writes nothing", store.get(Table::Rows, "m").await == Ok(None));
    let steps = vec![Step::Clear(Table::Rows), put(Table::Rows, "c", &[3]), put(Table::CacheMeta, "cursor", b"k")];
    laws.hold("clear and put go together", store.write(steps).await.is_ok());
    laws.hold("steps run in order", store.all(Table::Rows).await == Ok(vec![("c".to_owned(), vec![3])]));
    let gone = store.write(vec![Step::Delete(Table::Rows, "c".to_owned()), Step::Delete(Table::Rows, "no".to_owned())]);
    laws.hold("deleting what is not there is fine", gone.await.is_ok());
    laws.hold("what is deleted is gone", store.all(Table::Rows).await == Ok(vec![]));
    let abc = ["a", "b", "c", "d"].map(|key| put(Table::Rows, key, &[1])).to_vec();
    let cut = Step::DeleteRange(Table::Rows, "b".to_owned(), "c".to_owned());
    laws.hold("a range is deleted", store.write([abc, vec![cut]].concat()).await.is_ok());
    let ends = Ok(vec!["a".to_owned(), "d".to_owned()]);
    laws.hold("a range holds both its ends and nothing else", store.keys(Table::Rows).await == ends);
    let _ = store.write(vec![Step::Clear(Table::Rows)]).await;
    laws.hold("an empty batch is fine", store.write(vec![]).await.is_ok());
}

async fn counter(store: &dyn RawStore, laws: &mut Laws) {
    let _ = store.write(vec![put(Table::Drafts, "form", &[5])]).await;
    let first = store.append(vec![1], vec![Step::Delete(Table::Drafts, "form".to_owned())]).await;
    laws.hold("the counter begins at 1", first == Ok(1));
    laws.hold("what goes along with an append is done", store.get(Table::Drafts, "form").await == Ok(None));
    let (second, third) = futures::join!(store.append(vec![2], vec![]), store.append(vec![3], vec![]));
    let mut both = [second.unwrap_or(0), third.unwrap_or(0)];
    both.sort_unstable();
    laws.hold("two at once get two numbers", both == [2, 3]);
    let _ = store.write(vec![Step::Clear(Table::Outbox)]).await;
    laws.hold("a number is never given twice", store.append(vec![4], vec![]).await == Ok(4));
    let outbox = store.all(Table::Outbox).await.unwrap_or_default();
    laws.hold("the outbox is keyed by number", outbox == vec![(counter_key(4), vec![4])]);
    let refused = store.append(vec![5], vec![put(Table::Rows, "x", &[1])]).await;
    laws.hold("an append over two areas is refused", refused == Err(StoreError::MixedAreas));
    laws.hold("a refused append takes no number", store.append(vec![6], vec![]).await == Ok(5));
    laws.hold("an outbox takes new numbers", store.renumber(1, &[], None).await.is_ok());
    let outbox = store.all(Table::Outbox).await.unwrap_or_default();
    laws.hold("new numbers keep the order", outbox == vec![(counter_key(2), vec![4]), (counter_key(3), vec![6])]);
    laws.hold("the counter goes on from the new numbers", store.append(vec![7], vec![]).await == Ok(4));
}

/// What was acknowledged lies behind a mark, and nothing takes it for unsent.
async fn mark(store: &dyn RawStore, laws: &mut Laws) {
    let steps = (1..=4).map(|n| Step::Put(Table::Outbox, counter_key(n), vec![u8::try_from(n).unwrap_or_default()]));
    let mut sent = Sent::default();
    sent.take(2, chrono::DateTime::default());
    let _ = store.write(steps.chain([Step::Clear(Table::WorkMeta)]).collect()).await;
    laws.hold("without a mark all is unsent", store.unsent(9).await.is_ok_and(|unsent| unsent.waiting == 4));
    let _ = store.write(vec![sent.step()]).await;
    let head = |most: usize| [(counter_key(3), vec![3]), (counter_key(4), vec![4])].into_iter().take(most).collect();
    for most in [0, 1, 2, 9] {
        let expected = Unsent { head: head(most), waiting: 2, sent: sent.clone() };
        laws.hold("what is unsent begins behind the mark", store.unsent(most).await == Ok(expected));
    }
    laws.hold("the mark outlives new numbers", store.renumber(0, &[counter_key(2)], Some(7)).await.is_ok());
    let unsent = store.unsent(9).await.unwrap_or_default();
    let values: Vec<Vec<u8>> = unsent.head.into_iter().map(|(_, value)| value).collect();
    laws.hold("what is to be sent again comes first", values == [vec![2], vec![3], vec![4]]);
    laws.hold("the rest stays behind the mark", store.count(Table::Outbox).await == Ok(4));
    laws.hold("the mark has the epoch", unsent.sent.epoch == Some(7));
}
