//! What is not on the server, taken along as a file, and brought back from it on this phone or another.
//!
//! The file is as closed as the store, for it is a copy of it. Its first line is the [`WrappedKey`] as JSON,
//! so that the password of that time opens it; each further line is a value as the store holds it: table,
//! key, and the sealed bytes in hexadecimal. Bringing back twice, or bringing back what was sent
//! meanwhile, is harmless: operations keep their ids.

use std::rc::Rc;

use domain::id::PhotoId;
use sync::{Op, Snapshot, Written};

use crate::keyring::WrappedKey;
use crate::vault::{Refused, WaitingPhoto};
use crate::{Cipher, StoreError, Table, Vault};

/// What is taken along.
const TABLES: [Table; 3] = [Table::Outbox, Table::Rejected, Table::Photos];

/// Bytes of a file's start that tell whether it is ours; a wrapped key is shorter.
pub const HEAD_BYTES: u32 = 4096;

/// A file that was read, and not yet opened.
pub struct Export {
    /// Whose it is, and how its key is wrapped.
    pub wrapped_key: WrappedKey,
    sealed: Vec<(Table, String, Vec<u8>)>,
}

impl Export {
    /// Whether a file is ours, by its start alone: a film picked by mistake need not be read to its end.
    pub fn is_ours(head: &[u8]) -> bool {
        std::str::from_utf8(head).ok().and_then(wrapped_key_of).is_some()
    }

    /// Reads a file; `Unreadable` when it is none of ours.
    pub fn read(file: &[u8]) -> Result<Self, StoreError> {
        let text = std::str::from_utf8(file).map_err(|_| StoreError::Unreadable)?;
        let wrapped_key = wrapped_key_of(text).ok_or(StoreError::Unreadable)?;
        let sealed =
            text.lines().skip(1).map(|line| value(line).ok_or(StoreError::Unreadable)).collect::<Result<_, _>>()?;
        Ok(Self { wrapped_key, sealed })
    }
}

/// The wrapped key in the first line; none when that is not one.
fn wrapped_key_of(text: &str) -> Option<WrappedKey> {
    sync::json::read(text.lines().next()?).ok()
}

/// A line that holds a value.
fn value(line: &str) -> Option<(Table, String, Vec<u8>)> {
    let mut words = line.split(' ');
    let (table, key, sealed) = (words.next()?, words.next()?, words.next()?);
    let table = TABLES.into_iter().find(|known| known.name() == table)?;
    Some((table, key.to_owned(), hex::decode(sealed).ok()?))
}

impl Vault {
    /// The file of everything that is not on the server.
    pub async fn export(&self, wrapped_key: &WrappedKey) -> Result<Vec<u8>, StoreError> {
        let mut file = serde_json::to_string(wrapped_key).map_err(|_| StoreError::Unreadable)?;
        let waiting = self.waiting_photos().await?;
        for table in TABLES {
            let values = match table {
                Table::Outbox => self.store.unsent(usize::MAX).await?.head,
                table => self.store.all(table).await?,
            };
            let is_sent = |key: &str| table == Table::Photos && !key.parse().is_ok_and(|id| waiting.contains(&id));
            for (key, sealed) in values.into_iter().filter(|(key, _)| !is_sent(key)) {
                file += &format!("\n{} {key} {}", table.name(), hex::encode(sealed));
            }
        }
        Ok(file.into_bytes())
    }

    /// Puts into the store what of a file is not there, and pictures that only wait for their turn because
    /// their entry is among the rows; returns how many operations that were.
    ///
    /// A file of this phone opens under its own key. `Unreadable`, and nothing was taken, when `key` is another.
    pub async fn bring_back(
        &self,
        file: &Export,
        key: Option<Rc<dyn Cipher>>,
        rows: &Snapshot,
    ) -> Result<usize, StoreError> {
        let theirs = Self::new(Rc::clone(&self.store), key.unwrap_or_else(|| Rc::clone(&self.cipher)));
        let (mut waiting, mut refused, mut photos) = (Vec::<Written>::new(), Vec::<Refused>::new(), Vec::new());
        for (table, key, sealed) in &file.sealed {
            match table {
                Table::Outbox => waiting.push(theirs.open(Table::Outbox, "", sealed).await?),
                Table::Rejected => refused.push(theirs.open(Table::Rejected, key, sealed).await?),
                _ => photos.extend(theirs.open_photo(key, sealed).await?),
            }
        }
        let named = |op: &Op| -> Vec<WaitingPhoto> {
            photos.iter().filter(|photo| op.names_photo(photo.id)).cloned().collect()
        };
        let here = self.outbox().await?.into_iter().map(|(_, op)| op.op_id);
        let here: Vec<_> = here.chain(self.refused().await?.into_iter().map(|refused| refused.op.op_id)).collect();
        let mut brought = 0;
        for op in waiting.iter().filter(|op| !here.contains(&op.op_id)) {
            self.record(op, None, None, &named(op)).await?;
            brought += 1;
        }
        for refused in refused.iter().filter(|refused| !here.contains(&refused.op.op_id) && !refused.is_of_erased()) {
            self.keep_refused(refused, &named(&refused.op)).await?;
            brought += 1;
        }
        let sent: Vec<PhotoId> = rows.all_logs().flat_map(|log| &log.body.photos).map(|photo| photo.id).collect();
        for photo in photos.iter().filter(|photo| sent.contains(&photo.id)) {
            self.keep_photo(photo).await?;
        }
        Ok(brought)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::id::{AccountId, DeviceId, LogId, OpId};
    use domain::log::{ActivityKind, Log, LogBody, Mode, PhotoRef};
    use futures::executor::block_on;
    use sync::{RecordLog, RejectionCode, Row, RowBody};
    use uuid::Uuid;

    use super::*;
    use crate::cipher::SoftCipher;
    use crate::memory::MemoryStore;

    fn zero(buffer: &mut [u8]) {
        buffer.fill(0);
    }

    fn key(n: u8) -> Rc<dyn Cipher> {
        Rc::new(SoftCipher::new([n; 32], zero))
    }

    fn vault(n: u8) -> Vault {
        Vault::new(Rc::new(MemoryStore::new()), key(n))
    }

    fn wrapped_key() -> WrappedKey {
        WrappedKey {
            version: 1,
            account: AccountId(Uuid::from_u128(1)),
            device: DeviceId(Uuid::from_u128(2)),
            salt: String::new(),
            memory_kib: 64,
            passes: 1,
            by_password: String::new(),
            by_recovery: String::new(),
        }
    }

    fn entry(n: u128, photos: Vec<PhotoRef>) -> LogBody {
        let plain = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default());
        LogBody { photos, note: format!("第{n}句"), ..plain }
    }

    fn visit(n: u128, photos: Vec<PhotoRef>) -> Written {
        let change = RecordLog { log: LogId(Uuid::from_u128(n)), body: entry(n, photos), facts: vec![] }.into();
        let op = Op { op_id: OpId(Uuid::from_u128(n)), captured_at: chrono::DateTime::default(), change };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn work_comes_back_on_another_phone_with_its_pictures_and_once() {
        block_on(async {
            let old = vault(5);
            let photo = PhotoRef { id: PhotoId(Uuid::from_u128(9)), sha256: String::new(), bytes: 3 };
            let picture = WaitingPhoto { id: photo.id, bytes: vec![1, 2, 3] };
            let n = old.record(&visit(1, vec![]), None, None, &[]).await?;
            let refused = Refused { op: visit(1, vec![]), rejection: RejectionCode::Invalid.into() };
            old.settle(&[], &[(n, refused.clone())], chrono::DateTime::default(), None).await?;
            old.record(&visit(2, vec![photo.clone()]), None, None, std::slice::from_ref(&picture)).await?;
            old.record(&visit(3, vec![]), None, None, &[]).await?;
            let file = old.export(&wrapped_key()).await?;
            assert!(!String::from_utf8_lossy(&file).contains("第2句"), "as closed as the store");

            let file = Export::read(&file)?;
            assert_eq!(file.wrapped_key, wrapped_key());
            let (new, rows) = (vault(6), Snapshot::default());
            let other_key = new.bring_back(&file, None, &rows).await;
            assert_eq!((other_key, new.outbox().await?), (Err(StoreError::Unreadable), vec![]));
            new.record(&visit(3, vec![]), None, None, &[]).await?;
            assert_eq!(new.bring_back(&file, Some(key(5)), &rows).await?, 2);
            let waiting: Vec<Written> = new.outbox().await?.into_iter().map(|(_, op)| op).collect();
            assert_eq!(waiting, [visit(3, vec![]), visit(2, vec![photo])]);
            assert_eq!(new.refused().await?, [refused]);
            assert_eq!(new.photo(picture.id).await?, Some(picture));
            assert_eq!(new.bring_back(&file, Some(key(5)), &rows).await?, 0, "all of it is here");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_picture_whose_entry_was_sent_already_still_waits_and_one_of_a_form_does_not() {
        block_on(async {
            let (old, new) = (vault(5), vault(5));
            let photo = |n| PhotoRef { id: PhotoId(Uuid::from_u128(n)), sha256: String::new(), bytes: 1 };
            for n in [1, 2] {
                old.keep_photo(&WaitingPhoto { id: photo(n).id, bytes: vec![7] }).await?;
            }
            let file = Export::read(&old.export(&wrapped_key()).await?)?;
            let body = entry(3, vec![photo(1)]);
            let log = Log::first(LogId(Uuid::from_u128(3)), wrapped_key().account, body, chrono::DateTime::default());
            let mut rows = Snapshot::default();
            let row = Row { version: 1, body: RowBody::Log(log) };
            rows.put(sync::Envelope::try_from(row).map_err(|_| StoreError::Unreadable)?);
            new.bring_back(&file, None, &rows).await?;
            assert_eq!(new.waiting_photos().await?, [photo(1).id]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_file_that_is_none_of_ours_says_so() {
        let of_ours = block_on(vault(1).export(&wrapped_key())).unwrap_or_default();
        let longer = |more: &[u8]| [of_ours.as_slice(), more].concat();
        let cases = [b"words".to_vec(), b"{}".to_vec(), vec![255], longer(b"\nrows 1 00"), longer(b"\noutbox 1")];
        for file in cases {
            assert_eq!(Export::read(&file).err(), Some(StoreError::Unreadable));
        }
        assert!(Export::read(&of_ours).is_ok());
    }

    #[test]
    fn the_start_of_a_long_file_tells_whose_it_is() {
        let file = block_on(async {
            let phone = vault(1);
            let bytes = vec![0; 2 * HEAD_BYTES as usize];
            phone.keep_photo(&WaitingPhoto { id: PhotoId(Uuid::from_u128(1)), bytes }).await?;
            phone.export(&wrapped_key()).await
        });
        let head: Vec<u8> = file.into_iter().flatten().take(HEAD_BYTES as usize).collect();
        assert!(Export::is_ours(&head));
        assert!(![b"words".as_slice(), b"{}", b"", &[0xff, 0xd8]].into_iter().any(Export::is_ours));
    }
}
