//! What lies on phones and in files, to the letter. A change here is a change of what phones hold: raise
//! the version, and keep the old form readable.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate};
use domain::id::{AccountId, DeviceId, LogId, OpId, PhotoId};
use domain::log::{ActivityKind, LogBody, Mode, PhotoRef};
use futures::executor::block_on;
use local_store::cipher::{KEY_BYTES, SoftCipher};
use local_store::export::Export;
use local_store::fingerprint::Asked;
use local_store::keyring::{Keyring, WrappedKey, password_key, unwrap, wrap};
use local_store::memory::{MemoryKeyring, MemoryStore};
use local_store::quick::Ciphers;
use local_store::vault::{Refused, WaitingPhoto};
use local_store::{Cipher, RawStore, Step, StoreError, Table, Vault};
use sync::{Op, RecordLog, RejectionCode, Snapshot, Written};
use uuid::Uuid;

const PASSWORD: &str = "春天的花";
const SALT: [u8; 16] = [3; 16];
const DATA_KEY: [u8; KEY_BYTES] = [5; KEY_BYTES];
/// A file as this version exports it, but for its nonces, which are zero here, and a cheaper password key.
const EXPORTED: &str = include_str!("fixtures/export-1.wuyou");

/// What lies on a phone for a fingerprint, and for six digits, but for the nonces.
const FINGERPRINT: &str = concat!(
    r#"{"version":1,"credential":"010203","#,
    r#""salt":"0404040404040404040404040404040404040404040404040404040404040404","#,
    r#""wrapped":"01000000000000000000000000df16beda29ba0c96804e7350e0c0024b80a409609ad34740148486f2b92292ab"#,
    r#"4d022fcd65986ab0ea83433ee4aa535f50e5ea56bd7786772135f32f0e57c82517587e12afc2d669b9b791c95e","#,
    r#""written_at":"2026-09-18T01:00:00Z"}"#,
);
const DIGITS: &str = concat!(
    r#"{"version":1,"salt":"03030303030303030303030303030303","#,
    r#""wrapped":"01000000000000000000000000df16beda29ba0c96804e7350e0a4d96ce749992ff59a51c9a706d0314872b92c43"#,
    r#"c3493abcd9a90058ee35549687437752e3b3e553eaa1027f3c936d4fa1a226e29e3f205111e672189922b049","#,
    r#""tries":0,"written_at":"2026-09-18T01:00:00Z"}"#,
);

fn zero(buffer: &mut [u8]) {
    buffer.fill(0);
}

fn cipher(key: [u8; KEY_BYTES]) -> Rc<dyn Cipher> {
    Rc::new(SoftCipher::new(key, zero))
}

fn photo() -> WaitingPhoto {
    WaitingPhoto { id: PhotoId(Uuid::from_u128(9)), bytes: vec![1, 2, 3] }
}

fn visit(n: u128) -> Written {
    let day = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
    let photos = vec![PhotoRef { id: photo().id, sha256: "00".to_owned(), bytes: 3 }];
    let plain = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, day);
    let body = LogBody { classes: vec!["三年级2班".to_owned()], photos, ..plain };
    let captured_at = DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default();
    let change = RecordLog { log: LogId(Uuid::from_u128(n)), body, facts: vec![] }.into();
    Op { op_id: OpId(Uuid::from_u128(n)), captured_at, change }.try_into().unwrap_or_else(|e| panic!("{e}"))
}

fn refused() -> Refused {
    Refused { op: visit(1), rejection: RejectionCode::Invalid.into() }
}

async fn exported() -> Result<Vec<u8>, StoreError> {
    let vault = Vault::new(Rc::new(MemoryStore::new()), cipher(DATA_KEY));
    let n = vault.record(&visit(1), None, None, &[]).await?;
    vault.settle(&[], &[(n, refused())], DateTime::default(), None).await?;
    vault.record(&visit(2), None, None, &[photo()]).await?;
    let by_password = cipher(password_key(PASSWORD, &SALT, 64, 1)?);
    let wrapped_key = WrappedKey {
        version: 1,
        account: AccountId(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        salt: hex::encode(SALT),
        memory_kib: 64,
        passes: 1,
        by_password: wrap(by_password.as_ref(), &DATA_KEY).await?,
        by_recovery: wrap(cipher([7; KEY_BYTES]).as_ref(), &DATA_KEY).await?,
    };
    vault.export(&wrapped_key).await
}

#[test]
fn a_file_is_written_as_it_always_was() {
    let file = block_on(exported()).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(&file), EXPORTED.trim_end());
}

#[test]
fn a_file_of_this_version_opens_with_its_password_on_another_phone() {
    block_on(async {
        let file = Export::read(EXPORTED.trim_end().as_bytes())?;
        let wrapped_key = &file.wrapped_key;
        let salt = hex::decode(&wrapped_key.salt).unwrap_or_default();
        let key = password_key(PASSWORD, &salt, wrapped_key.memory_kib, wrapped_key.passes)?;
        let data_key = unwrap(cipher(key).as_ref(), &wrapped_key.by_password).await?;
        let phone = Vault::new(Rc::new(MemoryStore::new()), cipher([8; KEY_BYTES]));
        phone.bring_back(&file, Some(cipher(data_key)), &Snapshot::default()).await?;
        let outbox: Vec<Written> = phone.outbox().await?.into_iter().map(|(_, op)| op).collect();
        assert_eq!((outbox, phone.refused().await?), (vec![visit(2)], vec![refused()]));
        assert_eq!(phone.photo(photo().id).await?, Some(photo()));
        Ok::<_, StoreError>(())
    })
    .unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn the_marks_behind_which_acknowledged_work_stays_are_written_as_they_always_were() {
    block_on(async {
        let store = Rc::new(MemoryStore::new());
        let vault = Vault::new(Rc::clone(&store) as Rc<dyn RawStore>, cipher(DATA_KEY));
        let at = |n: i64| DateTime::from_timestamp(1_789_693_200 + n, 0).unwrap_or_default();
        for n in 1..=3 {
            vault.record(&visit(n), None, None, &[photo()]).await?;
        }
        vault.settle(&[1], &[], at(0), Some(7)).await?;
        vault.settle(&[2], &[], at(90_000), Some(7)).await?;
        vault.photo_sent(photo().id, at(1)).await?;
        let text = |mark: Option<Vec<u8>>| String::from_utf8(mark.unwrap_or_default()).unwrap_or_default();
        let sent = "1\n0000000000000002 7\n0000000000000001 1789693200\n0000000000000002 1789783200";
        assert_eq!(text(store.get(Table::WorkMeta, "sent").await?), sent);
        let photos = "1\n00000000-0000-0000-0000-000000000009 1789693201";
        assert_eq!(text(store.get(Table::WorkMeta, "sent_photos").await?), photos);
        // What is of no version that this one knows is taken for none, and everything is sent once more.
        store.write(vec![Step::Put(Table::WorkMeta, "sent".to_owned(), b"2\nelse".to_vec())]).await?;
        assert_eq!(vault.waiting().await?, 3);
        Ok::<_, StoreError>(())
    })
    .unwrap_or_else(|e| panic!("{e}"));
}

struct Soft;

#[async_trait::async_trait(?Send)]
impl Ciphers for Soft {
    async fn under(&self, key: [u8; KEY_BYTES]) -> Result<Box<dyn Cipher>, StoreError> {
        Ok(Box::new(SoftCipher::new(key, zero)))
    }
}

#[test]
fn what_opens_without_the_password_is_written_as_it_always_was() {
    block_on(async {
        let memory = MemoryKeyring::default();
        let ring: &dyn Keyring = &memory;
        let account = AccountId(Uuid::from_u128(1));
        let at = DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default();
        let browser = SoftCipher::new([6; KEY_BYTES], zero);
        let asked = Asked { credential: vec![1, 2, 3], salt: [4; 32] };
        ring.set_fingerprint(account, &asked, &[2; 32], &DATA_KEY, (&Soft, &browser), at).await?;
        ring.set_digits(account, "274913", &DATA_KEY, SALT, (&Soft, &browser), at).await?;
        let mut kept = vec![];
        for name in ["fingerprint of", "digits of", "password of"] {
            let bytes = ring.get(&format!("{name} {account}")).await?.unwrap_or_default();
            kept.push(String::from_utf8(bytes).unwrap_or_default());
        }
        assert_eq!(kept, [FINGERPRINT, DIGITS, "1789693200000"]);
        Ok::<_, StoreError>(())
    })
    .unwrap_or_else(|e| panic!("{e}"));
}
