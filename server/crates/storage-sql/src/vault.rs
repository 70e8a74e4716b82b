//! What lies in the database sealed, and under which keys.
//!
//! The server's key lies in a file of its own and seals nothing itself. From it come, by HKDF, one subkey a
//! purpose: for each county one that seals what is of no child and one that wraps keys, and one for each kind of digest.
//! Each child, adult and household has a random key, kept wrapped ([`Holder::Subject`]); each entry one of its own
//! ([`Holder::Entry`]), wrapped once for each of its children, so that it can be read while one of them is there;
//! each picture one that is wrapped for its entry ([`Holder::Photo`]). Destroying a child's key closes what was only the child's.
//!
//! A sealed value is: version (1) ‖ kind of holder (1) ‖ holder (16) ‖ nonce (12) ‖ AES-256-GCM. What precedes
//! the nonce, and the [`Place`] at which the value lies, are authenticated: a value moved elsewhere does not open.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aes_gcm::aead::{Aead, KeyInit as _, Payload};
use hmac::{Hmac, Mac as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sha2::Sha256;
use storage::StorageError;
use uuid::Uuid;

/// The version of sealed values.
const FORMAT: u8 = 1;
const NONCE: usize = 12;
const HEADER: usize = 1 + 1 + 16;

/// Whose key opens a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The county: what is of no child, or not yet.
    County,
    /// A child, an adult or a household.
    Subject(Uuid),
    /// An entry.
    Entry(Uuid),
    /// A picture.
    Photo(Uuid),
}

impl Holder {
    /// Who opens a sealed value; `None` when it is none of this version.
    pub fn of(sealed: &[u8]) -> Option<Self> {
        let header = sealed.first_chunk::<HEADER>()?;
        let id = Uuid::from_slice(header.get(2..)?).ok()?;
        match (header[0], header[1]) {
            (FORMAT, b'c') => Some(Self::County),
            (FORMAT, b's') => Some(Self::Subject(id)),
            (FORMAT, b'e') => Some(Self::Entry(id)),
            (FORMAT, b'p') => Some(Self::Photo(id)),
            _ => None,
        }
    }

    fn header(self) -> [u8; HEADER] {
        let (kind, id) = match self {
            Self::County => (b'c', Uuid::nil()),
            Self::Subject(id) => (b's', id),
            Self::Entry(id) => (b'e', id),
            Self::Photo(id) => (b'p', id),
        };
        let mut header = [0; HEADER];
        header[0] = FORMAT;
        header[1] = kind;
        header[2..].copy_from_slice(id.as_bytes());
        header
    }
}

/// Where a sealed value lies.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Table and column, such as `log.body`.
    pub column: &'static str,
    /// The identifier of the row.
    pub row: Uuid,
    /// What further tells rows of one identifier apart: a version, a position.
    pub part: i64,
}

impl Place {
    /// A column of a row that its identifier names alone.
    pub fn new(column: &'static str, row: Uuid) -> Self {
        Self { column, row, part: 0 }
    }

    /// A column of one of several rows of an identifier.
    pub fn part(column: &'static str, row: Uuid, part: i64) -> Self {
        Self { column, row, part }
    }

    fn bound(self, county: Uuid, header: &[u8]) -> Vec<u8> {
        let part = self.part.to_be_bytes();
        [header, county.as_bytes(), self.row.as_bytes(), &part, self.column.as_bytes()].concat()
    }
}

/// A key of 256 bits.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    fn cipher(&self) -> aes_gcm::Aes256Gcm {
        aes_gcm::Aes256Gcm::new(&self.0.into())
    }
}

/// The server's keys, and the randomness for new ones. A clone is the same.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    server: [u8; 32],
    numbers: Key,
    names: Key,
    random: Mutex<StdRng>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// The keys that follow from the server's key. `seed` must never come twice.
    pub fn new(server: [u8; 32], seed: [u8; 32]) -> Self {
        let numbers = subkey(&server, b"wuyou digest of identity numbers 1", Uuid::nil());
        let names = subkey(&server, b"wuyou digest of sign-in names 1", Uuid::nil());
        Self(Arc::new(Inner { server, numbers, names, random: Mutex::new(StdRng::from_seed(seed)) }))
    }

    /// The keys of tests.
    pub fn for_tests() -> Self {
        Self::new([9; 32], [42; 32])
    }

    /// A digest of an identity number, by which two lists can be matched, and which tells nothing without the key.
    pub fn number_digest(&self, number: &str) -> String {
        digest(&self.0.numbers, number.as_bytes())
    }

    /// A digest of a sign-in name or phone number, by which an account is found.
    pub(crate) fn name_digest(&self, name: &str) -> String {
        digest(&self.0.names, name.as_bytes())
    }

    /// Makes the key of the access logs' chains, and seals it.
    pub(crate) fn fresh_chain(&self) -> Result<Vec<u8>, StorageError> {
        self.seal_chain(&self.random())
    }

    /// Seals the key of the access logs' chains.
    pub(crate) fn seal_chain(&self, chain: &[u8; 32]) -> Result<Vec<u8>, StorageError> {
        self.seal(&self.county(Uuid::nil()), Holder::County, Uuid::nil(), chain_place(), chain)
    }

    /// Opens it.
    pub(crate) fn open_chain(&self, sealed: &[u8]) -> Result<[u8; 32], StorageError> {
        let plain = open(&self.county(Uuid::nil()), Uuid::nil(), chain_place(), sealed);
        plain.and_then(|plain| plain.try_into().ok()).ok_or(StorageError::Inconsistent("key_check.chain"))
    }

    /// What a database keeps to know its key again.
    pub fn proof(&self) -> String {
        digest(&subkey(&self.0.server, b"wuyou check 1", Uuid::nil()), b"the key of this database")
    }

    /// Seals what is of no child.
    pub(crate) fn county(&self, county: Uuid) -> Key {
        subkey(&self.0.server, b"wuyou county 1", county)
    }

    /// Wraps the keys of a county's subjects.
    pub(crate) fn wrapping(&self, county: Uuid) -> Key {
        subkey(&self.0.server, b"wuyou wrapping 1", county)
    }

    /// A new key.
    pub(crate) fn fresh(&self) -> Key {
        Key(self.random())
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.random.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// Seals a value under a key.
    pub(crate) fn seal(
        &self,
        key: &Key,
        holder: Holder,
        county: Uuid,
        place: Place,
        plain: &[u8],
    ) -> Result<Vec<u8>, StorageError> {
        let (header, nonce) = (holder.header(), self.random::<NONCE>());
        let payload = Payload { msg: plain, aad: &place.bound(county, &header) };
        let body = key.cipher().encrypt(&nonce.into(), payload);
        let body = body.map_err(|_| StorageError::Inconsistent(place.column))?;
        Ok([header.as_slice(), &nonce, &body].concat())
    }
}

/// Where the key of the access logs' chains lies.
fn chain_place() -> Place {
    Place::new("key_check.chain", Uuid::nil())
}

/// Opens a value; `None` when it was sealed under another key, for another place, or is damaged.
pub fn open(key: &Key, county: Uuid, place: Place, sealed: &[u8]) -> Option<Vec<u8>> {
    let (header, rest) = sealed.split_at_checked(HEADER)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: body, aad: &place.bound(county, header) };
    key.cipher().decrypt(&(*nonce).into(), payload).ok()
}

fn subkey(server: &[u8; 32], purpose: &[u8], county: Uuid) -> Key {
    let mut key = [0; 32];
    let length = hkdf::Hkdf::<Sha256>::new(None, server).expand_multi_info(&[purpose, county.as_bytes()], &mut key);
    debug_assert!(length.is_ok(), "32 bytes are never too many");
    Key(key)
}

fn digest(key: &Key, text: &[u8]) -> String {
    let mut block = [0; 64];
    block[..key.0.len()].copy_from_slice(&key.0);
    let mut mac = <Hmac<Sha256>>::new(&block.into());
    mac.update(text);
    hex::encode(mac.finalize().into_bytes())
}

/// The keys that a unit of work has unwrapped. They are gone with it.
pub struct Opened {
    /// The server's keys.
    pub keys: Keys,
    county: Uuid,
    held: BTreeMap<Holder, Key>,
}

impl Opened {
    /// Only the county's own.
    pub fn new(keys: Keys, county: Uuid) -> Self {
        let held = BTreeMap::from([(Holder::County, keys.county(county))]);
        Self { keys, county, held }
    }

    /// Whether a holder's key is here.
    pub fn has(&self, holder: Holder) -> bool {
        self.held.contains_key(&holder)
    }

    /// Makes a new key of a holder.
    pub fn make(&mut self, holder: Holder) {
        self.held.insert(holder, self.keys.fresh());
    }

    /// Forgets a holder's key.
    pub fn forget(&mut self, holder: Holder) {
        self.held.remove(&holder);
    }

    /// A holder's key, wrapped so that `by` opens it.
    pub fn wrap(&self, holder: Holder, by: Holder, place: Place) -> Result<Vec<u8>, StorageError> {
        let key = self.held.get(&holder).ok_or(StorageError::Inconsistent(place.column))?;
        self.seal(by, place, &key.0)
    }

    /// A subject's key as the county keeps it.
    pub fn wrap_subject(&self, subject: Uuid) -> Result<Vec<u8>, StorageError> {
        self.wrap_subject_under(subject, &self.keys)
    }

    /// A subject's key as the county keeps it under given keys of the server.
    pub fn wrap_subject_under(&self, subject: Uuid, keys: &Keys) -> Result<Vec<u8>, StorageError> {
        let place = Place::new("subject_key.wrapped", subject);
        let key = self.held.get(&Holder::Subject(subject)).ok_or(StorageError::Inconsistent(place.column))?;
        keys.seal(&keys.wrapping(self.county), Holder::County, self.county, place, &key.0)
    }

    /// Unwraps a holder's key and keeps it, if it opens.
    pub fn unwrap(&mut self, holder: Holder, place: Place, wrapped: &[u8]) {
        let key = self.open(place, wrapped).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        self.held.extend(key.map(|key| (holder, Key(key))));
    }

    /// Unwraps subjects' keys and keeps those that open.
    pub fn unwrap_subjects(&mut self, wrapped: &[(Uuid, Vec<u8>)]) {
        let wrapping = self.keys.wrapping(self.county);
        for &(subject, ref wrapped) in wrapped {
            let key = open(&wrapping, self.county, Place::new("subject_key.wrapped", subject), wrapped);
            let key = key.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            self.held.extend(key.map(|key| (Holder::Subject(subject), Key(key))));
        }
    }

    /// Seals a value under a holder's key, which is here.
    pub fn seal(&self, holder: Holder, place: Place, plain: &[u8]) -> Result<Vec<u8>, StorageError> {
        let key = self.held.get(&holder).ok_or(StorageError::Inconsistent(place.column))?;
        self.keys.seal(key, holder, self.county, place, plain)
    }

    /// Opens a value with the key of whom it names, which was learnt before.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, StorageError> {
        Holder::of(sealed)
            .and_then(|holder| self.held.get(&holder))
            .and_then(|key| open(key, self.county, place, sealed))
            .ok_or(StorageError::Inconsistent(place.column))
    }

    /// Opens a value that is text.
    pub fn text(&self, place: Place, sealed: &[u8]) -> Result<String, StorageError> {
        String::from_utf8(self.open(place, sealed)?).map_err(|_| StorageError::Inconsistent(place.column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTY: Uuid = Uuid::from_u128(7);
    const PLACE: Place = Place { column: "log.body", row: Uuid::from_u128(1), part: 0 };

    #[test]
    fn a_sealed_value_opens_at_its_place_with_its_key_only() {
        let opened = Opened::new(Keys::for_tests(), COUNTY);
        let sealed = opened.seal(Holder::County, PLACE, b"a note").unwrap();
        assert_eq!(opened.open(PLACE, &sealed).unwrap(), b"a note");
        assert_eq!(Holder::of(&sealed), Some(Holder::County));
        assert_ne!(sealed, opened.seal(Holder::County, PLACE, b"a note").unwrap(), "never twice the same");
        for place in [
            Place { column: "log.note", ..PLACE },
            Place { row: Uuid::from_u128(2), ..PLACE },
            Place { part: 1, ..PLACE },
        ] {
            assert!(opened.open(place, &sealed).is_err(), "{place:?}");
        }
        for other in
            [Opened::new(Keys::for_tests(), Uuid::from_u128(8)), Opened::new(Keys::new([8; 32], [42; 32]), COUNTY)]
        {
            assert!(other.open(PLACE, &sealed).is_err());
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(opened.open(PLACE, &damaged).is_err(), "byte {at}");
        }
        assert!(opened.open(PLACE, &[]).is_err() && opened.open(PLACE, &sealed[..20]).is_err());
    }

    #[test]
    fn keys_are_apart_by_purpose_and_say_nothing() {
        let (keys, other) = (Keys::for_tests(), Keys::new([8; 32], [1; 32]));
        let digests =
            [keys.number_digest("1"), keys.name_digest("1"), other.number_digest("1"), keys.number_digest("2")];
        let all: std::collections::BTreeSet<&String> = digests.iter().collect();
        assert_eq!(all.len(), digests.len());
        assert_eq!(keys.proof(), Keys::new([9; 32], [1; 32]).proof());
        assert_ne!(keys.proof(), other.proof());
        assert!(!format!("{keys:?}").contains('9'));
    }
}
