//! The access log's chain: who looked at what, and who did what by a power over others. Each entry's hash covers the
//! one before and is keyed, so that whoever holds the database alone can change, add or take out nothing unseen.
//!
//! What a chain cannot show is that its end was cut off. So the log's head is kept beside it, and where it stood is
//! written down outside the database as well ([`heads`]): on each day, and at each check that found it whole, from
//! where the next one reads on.

pub mod heads;

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use desk_api::access_log::{Look, Misfit, MisfitKind};
use domain::id::{AccountId, CountyId, NoticeId};
use domain::policy::Power;
use domain::register::{Cause, PairingRole};
use domain::term::local_day;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use storage::{AccessEntry, By, NewAccess, Notice, OPERATOR, Storage, StorageError, Unit};
use uuid::Uuid;

use super::named;
use crate::auth::rate::network;
use crate::events::{self, Event};
use heads::{Head, Heads, Kind};

/// How many entries a check reads at once.
const PAGE: u32 = 1000;

/// Bytes of the sign of a place: enough to tell the places of a county apart.
const PLACE_BYTES: usize = 6;

/// What guards the logs of all counties: the key of their chains, and where their heads are written down. A clone is
/// the same.
#[derive(Clone)]
pub struct Guard(Arc<Guarding>);

struct Guarding {
    key: [u8; 32],
    heads: Heads,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guard(…)")
    }
}

impl Guard {
    /// Of a key that nothing else uses.
    pub fn new(key: [u8; 32], heads: Heads) -> Self {
        Self(Arc::new(Guarding { key, heads }))
    }

    /// What binds an entry to the one before it.
    pub fn bind(&self, county: CountyId, before: &str, entry: &AccessEntry) -> String {
        let AccessEntry { n, at, account, affected, action, subject, reason, hash: _ } = entry;
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let affected = affected.map(|account| account.to_string()).unwrap_or_default();
        // None of them has a line break.
        let line = format!("{county}\n{before}\n{n}\n{at}\n{account}\n{affected}\n{action}\n{subject}\n{reason}");
        hex::encode(keyed(&self.0.key, line.as_bytes()))
    }

    /// After which entry of a log the outside file begins, where that is not the log's beginning.
    pub fn begins_after(&self, county: CountyId) -> Option<u64> {
        self.0.heads.begins_after(county)
    }

    /// A digest that only this server makes, of what begins with its purpose.
    pub fn digest(&self, text: &[u8]) -> [u8; 32] {
        keyed(&self.0.key, text)
    }

    /// A sign of where somebody is, for the server's lines: one place is told from another by it, and only who has the
    /// key could find the address of which it was made.
    pub fn place(&self, address: IpAddr) -> String {
        let sign = self.digest(format!("place\n{}", network(address)).as_bytes());
        hex::encode(&sign[..PLACE_BYTES])
    }
}

/// A digest that only the key makes (HMAC).
pub fn keyed(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    // A key shorter than a block is filled up with zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into()).chain_update(text).finalize().into_bytes().into()
}

/// Who does something, and when.
#[derive(Debug, Clone)]
pub struct Onlooker {
    /// The county of the log.
    pub county: CountyId,
    /// The account that does it.
    pub account: AccountId,
    /// When it is; the log keeps whole milliseconds.
    pub at: DateTime<Utc>,
    /// What guards the log.
    pub guard: Guard,
}

impl Onlooker {
    /// Whoever works at the server's own machine.
    pub fn operator(county: CountyId, at: DateTime<Utc>, guard: &Guard) -> Self {
        Self { county, account: OPERATOR, at, guard: guard.clone() }
    }
}

/// An act of power, as it is written down.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    power: Power,
    subject: Uuid,
    affected: Option<AccountId>,
    reason: &'a str,
}

impl<'a> Deed<'a> {
    /// An act on a child, a school, an account or whatever else has an identifier.
    pub fn new(power: Power, subject: Uuid) -> Self {
        Self { power, subject, affected: None, reason: "" }
    }

    /// An act on an account, whose owner is told.
    pub fn on(power: Power, account: AccountId) -> Self {
        Self::new(power, account.0).to(account)
    }

    /// The same, with whom it affects.
    #[must_use]
    pub fn to(self, affected: AccountId) -> Self {
        Self { affected: Some(affected), ..self }
    }

    /// The same, with the code of a reason.
    #[must_use]
    pub fn because(self, reason: &'a str) -> Self {
        Self { reason, ..self }
    }
}

/// Writes a look to the log. It is committed before what was looked at is shown.
pub async fn record(storage: &dyn Storage, who: &Onlooker, look: Look, subject: Uuid) -> Result<(), StorageError> {
    let mut unit = storage.write(who.county).await?;
    append(unit.as_mut(), who, look, subject, "").await?;
    unit.commit().await
}

/// Writes a look in the transaction of what is done, with the code of its reason.
pub async fn append(
    unit: &mut dyn Unit,
    who: &Onlooker,
    look: Look,
    subject: Uuid,
    reason: &str,
) -> Result<(), StorageError> {
    write(unit, who, look.code(), subject, None, reason).await.map(drop)
}

/// Writes an act of power in the transaction that does it, and tells whom it affects.
pub async fn did(unit: &mut dyn Unit, who: &Onlooker, deed: Deed<'_>) -> Result<(), StorageError> {
    let Deed { power, subject, affected, reason } = deed;
    let entry = write(unit, who, power.code(), subject, affected, reason).await?;
    events::tell(Event::Act, affected, power.code());
    match affected {
        Some(account) if account != who.account || power.is_told_oneself() => tell(unit, &entry, account).await,
        _ => Ok(()),
    }
}

/// Writes for each mentor that the transaction began, changed or ended a pairing of theirs, and tells them. Called once,
/// at the end.
pub async fn told_mentors(unit: &mut dyn Unit, who: &Onlooker) -> Result<(), StorageError> {
    let Some(first) = unit.commits().taken().await? else { return Ok(()) };
    for (pairing, is_new) in unit.pairings().since(first - 1).await? {
        let power = match (pairing.role, pairing.ended) {
            (PairingRole::Co, _) if is_new => Power::BesideBegun,
            _ if is_new => Power::PairingBegun,
            (_, Some(_)) => Power::PairingEnded,
            (_, None) => Power::PairingChanged,
        };
        let why = pairing.ended.map_or("", |ended| ended.code());
        did(unit, who, Deed::new(power, pairing.child.0).to(pairing.mentor).because(why)).await?;
        if power == Power::BesideBegun {
            for other in unit.pairings().of_child(pairing.child).await? {
                if other.is_primary() && other.from_now(pairing.from) {
                    did(unit, who, Deed::new(Power::ChildShared, pairing.child.0).to(other.mentor)).await?;
                }
            }
        }
    }
    Ok(())
}

/// Tells somebody of an entry that affects them.
async fn tell(unit: &mut dyn Unit, entry: &AccessEntry, account: AccountId) -> Result<(), StorageError> {
    let seq = match unit.commits().taken().await? {
        Some(_) => unit.commits().newest().await?,
        None => {
            let actor = Some(entry.account).filter(|account| *account != OPERATOR);
            unit.commits().next(By { at: entry.at, actor, cause: Cause::Desk }).await?
        }
    };
    let id = NoticeId(named(account.0, &entry.hash));
    let act = entry.action.clone();
    unit.notices().add(&Notice { id, account, at: entry.at, act, by: entry.account, seq }).await
}

async fn write(
    unit: &mut dyn Unit,
    who: &Onlooker,
    action: &str,
    subject: Uuid,
    affected: Option<AccountId>,
    reason: &str,
) -> Result<AccessEntry, StorageError> {
    let at = DateTime::from_timestamp_millis(who.at.timestamp_millis()).unwrap_or_default();
    let heads = &who.guard.0.heads;
    if heads.is_new_day(who.county, local_day(at)) {
        // Nothing of this transaction is in it yet.
        let stood = unit.access().head().await?;
        heads.write(Head::of(who.county, local_day(at), stood));
    }
    let new = NewAccess { at, account: who.account, affected, action, subject, reason };
    let bind = |before: &str, entry: &AccessEntry| who.guard.bind(who.county, before, entry);
    unit.access().append(new, &bind).await
}

/// Writes into a log that it was put back from a backup, and beside the key where it stood then. Says how many entries are
/// known to have come after, and are gone.
pub async fn restored(
    storage: &dyn Storage,
    guard: &Guard,
    county: CountyId,
    at: DateTime<Utc>,
) -> Result<u64, StorageError> {
    let mut unit = storage.write(county).await?;
    let stood = Head { kind: Kind::Restored, ..Head::of(county, local_day(at), unit.access().head().await?) };
    let known = guard.0.heads.of(county).iter().map(|head| head.n).max().unwrap_or(0);
    let gone = known.saturating_sub(stood.n);
    guard.0.heads.write(stood);
    let who = Onlooker::operator(county, at, guard);
    did(unit.as_mut(), &who, Deed::new(Power::BackupRestored, county.0)).await?;
    unit.commit().await?;
    Ok(gone)
}

/// Whether a log says of the last backup that was put back that it was; so does one of which none ever was.
pub async fn says_restored(storage: &dyn Storage, county: CountyId) -> Result<bool, StorageError> {
    let mut unit = storage.read(county).await?;
    // The second in which it was; before that the log is the backup's own.
    let epoch = unit.commits().epoch().await?;
    if epoch == 0 {
        return Ok(true);
    }
    let says = |entry: &AccessEntry| {
        entry.action == Power::BackupRestored.code()
            && u64::try_from(entry.at.timestamp()).is_ok_and(|second| second >= epoch)
    };
    let mut upto = 0;
    loop {
        let page = unit.access().after(upto, PAGE).await?;
        let Some(last) = page.last() else { return Ok(false) };
        if page.iter().any(says) {
            return Ok(true);
        }
        upto = last.n;
    }
}

/// Tells of each log that has entries while nothing of it is written down outside the database: what was is gone, and with
/// it what would show that the log's end was cut off.
pub async fn told_of_heads(storage: &dyn Storage, guard: &Guard) -> Result<(), StorageError> {
    for county in storage.directory().await?.counties().await? {
        let stood = storage.read(county.id).await?.access().head().await?;
        if stood.is_some() && guard.0.heads.has_nothing_of(county.id) {
            events::tell(Event::LogBroken, None, "heads_gone");
        }
    }
    Ok(())
}

/// What a check of the log found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// After which entry it began; 0 for the beginning.
    pub after: u64,
    /// The first entry that does not fit; none where all does.
    pub misfit: Option<Misfit>,
}

/// Checks the log from where the last check that found it whole ended.
pub async fn check(
    storage: &dyn Storage,
    guard: &Guard,
    county: CountyId,
    now: DateTime<Utc>,
) -> Result<Checked, StorageError> {
    let from = guard.0.heads.checked(county);
    let after = from.as_ref().map_or(0, |head| head.n);
    let (upto, misfit) = compare(storage, guard, county, from).await?;
    told_of(misfit);
    if misfit.is_none() && upto.n > after {
        guard.0.heads.write(Head { day: local_day(now), kind: Kind::Checked, ..upto });
    }
    Ok(Checked { after, misfit })
}

/// Checks the log from its beginning.
pub async fn whole(storage: &dyn Storage, guard: &Guard, county: CountyId) -> Result<Option<Misfit>, StorageError> {
    let (_, misfit) = compare(storage, guard, county, None).await?;
    told_of(misfit);
    Ok(misfit)
}

/// Tells who watches over the server that a log is not whole.
fn told_of(misfit: Option<Misfit>) {
    if let Some(Misfit { kind, .. }) = misfit {
        let cause = match kind {
            MisfitKind::Entry => "entry",
            MisfitKind::Head => "head",
            MisfitKind::WrittenDown | MisfitKind::Other => "written_down",
        };
        events::tell(Event::LogBroken, None, cause);
    }
}

/// Reads the log on from where it was whole, and compares it with itself, with its head and with what was written
/// down. Returns up to where it fits, and what does not.
async fn compare(
    storage: &dyn Storage,
    guard: &Guard,
    county: CountyId,
    from: Option<Head>,
) -> Result<(Head, Option<Misfit>), StorageError> {
    // Before the log is opened: what is written down there is in it.
    let written = guard.0.heads.of(county);
    let stood = |n: u64, hash: &str| written.iter().all(|head| head.n != n || head.hash == hash);
    let mut unit = storage.read(county).await?;
    let mut upto = from.unwrap_or_else(|| Head::of(county, local_day(DateTime::<Utc>::MIN_UTC), None));
    let misfit = |upto: &Head, kind| Some(Misfit { n: upto.n + 1, kind });
    if upto.n > 0 {
        let last = unit.access().after(upto.n - 1, 1).await?;
        if last.first().is_none_or(|entry| entry.n != upto.n || entry.hash != upto.hash) {
            let n = upto.n;
            return Ok((upto, Some(Misfit { n, kind: MisfitKind::WrittenDown })));
        }
    }
    loop {
        let page = unit.access().after(upto.n, PAGE).await?;
        for entry in &page {
            if entry.n != upto.n + 1 || entry.hash != guard.bind(county, &upto.hash, entry) {
                let found = misfit(&upto, MisfitKind::Entry);
                return Ok((upto, found));
            }
            if !stood(entry.n, &entry.hash) {
                let found = misfit(&upto, MisfitKind::WrittenDown);
                return Ok((upto, found));
            }
            upto.n = entry.n;
            upto.hash.clone_from(&entry.hash);
        }
        if page.is_empty() {
            break;
        }
    }
    let head = Head::of(county, upto.day, unit.access().head().await?);
    let kind = if head.n == upto.n && head.hash == upto.hash {
        written.iter().any(|head| head.n > upto.n).then_some(MisfitKind::WrittenDown)
    } else {
        Some(MisfitKind::Head)
    };
    let found = kind.and_then(|kind| misfit(&upto, kind));
    Ok((upto, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_made_as_the_standard_says() {
        // The second case of RFC 4231.
        let (mut key, text) = ([0; 32], b"what do ya want for nothing?");
        key[..4].copy_from_slice(b"Jefe");
        assert!(hex::encode(keyed(&key, text)).starts_with("5bdcc146bf60754e6a042426089575c7"));
    }
}
