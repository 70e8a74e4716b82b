//! The promises, as checks.
//!
//! After every event, for the phone it touched: each saved operation waits on the phone, or is shown
//! there as refused, or is settled on the server, or was put away by its author; and nothing else
//! waits. At rest, besides: nothing waits; nothing was applied twice; what was refused has left no
//! trace and is shown; every phone holds exactly its scope; nothing of a child who left, and nothing
//! at all on a revoked phone, can be read. A picture is on its phone until the server has it, byte for byte.
//! And whatever befalls one account on a phone, the key of another stays.
//!
//! When the server is put back from a backup, what it has lost must still be on its phone, but for what that had to let go,
//! and be on the server again at rest; what nobody has any more is left out of all this.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::id::{AccountId, ChildId, LogId, OpId, PageId};
use domain::log::{Aid, Credit, Log, credit, donation};
use local_store::{RawStore as _, Table};
use serde_json::Value;
use server::error::ApiError;
use server::exchange::comparison;
use server::exchange::rows::{of_files, settlement_of};
use storage::{Account, Since, Storage as _, StorageError, Unit};
use sync::{
    Change, Envelope, Op, PROTOCOL, RecordLog, RejectionCode, RowBody, RowKey, RowKind, Settlement, Snapshot, WritePage,
};

use crate::future::further_key;
use crate::phone::Device;
use crate::places;
use crate::play::{Fate, Play, Tally};
use crate::register::all_children;
use crate::service::is_poison;
use crate::world::{COORDINATOR, COUNTY, id};

/// A law and what was seen.
pub type Offence = (&'static str, String);

/// Within so many days of today is all that a history gave.
const DAYS: TimeDelta = TimeDelta::days(3_650);

const KEPT: &str = "nothing a person saved is lost";
const COUNT: &str = "what waits is what was saved and not settled";
const COUNTS: &str = "an entry counts for what it is";
const ONCE: &str = "nothing is applied twice";
const SHOWN: &str = "what was refused is shown";
const TRACELESS: &str = "what was refused has left no trace";
const SCOPE: &str = "a phone holds exactly its scope";
const GONE: &str = "nothing can be read of a child who left";
/// The law that accounts on one phone do not touch each other's keys.
pub const KEYS: &str = "a key goes only with its own account";
const PICTURES: &str = "a picture of an entry is on its phone until the server has it";
const WIPED: &str = "a revoked phone forgets everything";
const PARKED: &str = "parked work waits for the school";
const LATER: &str = "what a later version wrote waits for the server's update, and is then applied";

/// The laws that hold for a phone at every moment, and the stricter ones for one that has just synced.
pub async fn of_a_phone(play: &mut Play, device: usize, has_synced: bool) -> Result<(), Offence> {
    let phone = &play.world.devices[device];
    let trouble = |e: local_store::StoreError| (KEPT, e.to_string());
    let mut waiting: BTreeMap<OpId, usize> = BTreeMap::new();
    for (_, op) in phone.vault().outbox().await.map_err(trouble)? {
        *waiting.entry(op.op_id).or_default() += 1;
    }
    let refused: BTreeSet<OpId> =
        phone.vault().refused().await.map_err(trouble)?.into_iter().map(|r| r.op.op_id).collect();
    if !phone.wiped.get() && !phone.has_its_key().await {
        return Err((KEYS, format!("phone {device}")));
    }
    for (op, times) in &waiting {
        if play.saved.get(op).is_none_or(|saved| times > saved) {
            return Err((COUNT, format!("{op} waits {times} times")));
        }
    }
    let held: BTreeSet<OpId> =
        phone.vault().kept_ops().await.map_err(trouble)?.into_iter().map(|(_, op)| op.op_id).collect();
    let missing = play
        .made
        .iter()
        .filter(|(id, (on, _, fate))| {
            *on == device && *fate == Fate::Saved && !waiting.contains_key(id) && !refused.contains(id)
        })
        .map(|(id, _)| *id);
    let mut unit = play.world.service.storage.read(COUNTY).await.map_err(|e| (KEPT, e.to_string()))?;
    for op in missing {
        match settlement_of(unit.as_mut(), op).await.map_err(|e| (KEPT, e.to_string()))? {
            Some(Settlement::Applied { .. } | Settlement::Parked | Settlement::Kept) => {}
            // Of a phone that has forgotten everything the server keeps the words.
            Some(Settlement::Rejected(_)) if phone.wiped.get() => {}
            Some(Settlement::Rejected(why)) => {
                // What was kept first and refused after the server's update comes back with the next pull.
                let late = unit.ops().refused_after_all(phone.id, 0).await.map_err(|e| (KEPT, e.to_string()))?;
                let comes_back = late.iter().any(|(text, _)| text.contains(&op.to_string()));
                if has_synced || !comes_back {
                    return Err((SHOWN, format!("{op} {why:?}")));
                }
            }
            // It was refused, its author was told, a restored server has lost it, and then the phone had to forget everything.
            None if phone.wiped.get() && play.lost_refused.contains(&op) => {}
            // A server that was put back from a backup has lost it: it will be offered again.
            None if play.lost.contains(&op) && (phone.was_full.get() || held.contains(&op) && !has_synced) => {}
            None => return Err((KEPT, op.to_string())),
        }
    }
    drop(unit);
    pictures(play, device, has_synced).await
}

/// The pictures of what was saved on a phone that has not forgotten everything.
async fn pictures(play: &Play, device: usize, has_synced: bool) -> Result<(), Offence> {
    let phone = &play.world.devices[device];
    if phone.wiped.get() {
        return Ok(());
    }
    let waiting = phone.vault().waiting_photos().await.map_err(|e| (PICTURES, e.to_string()))?;
    let trouble = |e: StorageError| (PICTURES, e.to_string());
    let mut unit = play.world.service.storage.read(COUNTY).await.map_err(trouble)?;
    let saved = play.made.values().filter(|(on, _, fate)| *on == device && *fate == Fate::Saved);
    for photo in saved.flat_map(|(_, op, _)| op.photos()).filter(|photo| !waiting.contains(&photo.id)) {
        let known = unit.photos().state(phone.account, photo.id).await.map_err(trouble)?;
        let held = !has_synced && phone.vault().photo(photo.id).await.is_ok_and(|held| held.is_some());
        let lost = play.is_restored && (held || phone.was_full.get() || play.lost_pictures.contains(&photo.id));
        if known.is_none_or(|known| known.received != known.bytes) && !lost {
            return Err((PICTURES, format!("{} is nowhere", photo.id)));
        }
    }
    Ok(())
}

/// The laws that hold when everything has come to rest.
pub async fn at_rest(play: &mut Play) -> Result<Result<(), Offence>, StorageError> {
    for laws in [settled(play).await?, places::at_rest(play).await?, scopes(play).await?] {
        if laws.is_err() {
            return Ok(laws);
        }
    }
    Ok(Ok(()))
}

/// Which entry an operation makes a revision of.
pub(crate) fn entry_of(change: &Change) -> Option<LogId> {
    match change {
        Change::RecordLog(new) => Some(new.log),
        Change::ReviseLog(revision) => Some(revision.log),
        Change::WithdrawLog(withdrawal) => Some(withdrawal.log),
        Change::FollowUp(done) => Some(done.log),
        Change::WritePage(_) | Change::Feedback(_) | Change::Other { .. } => None,
    }
}

fn page_of(change: &Change) -> Option<PageId> {
    if let Change::WritePage(new) = change { Some(new.page) } else { None }
}

async fn settled(play: &mut Play) -> Result<Result<(), Offence>, StorageError> {
    for (at, phone) in play.world.devices.iter().enumerate() {
        if let Some((n, op)) = phone.vault().outbox().await.unwrap_or_default().first() {
            return Ok(Err((COUNT, format!("phone {at} still holds {n} {}", op.op_id))));
        }
    }
    let mut tally = play.tally;
    let mut unit = play.world.service.storage.read(COUNTY).await?;
    let mut revisions: BTreeMap<LogId, usize> = BTreeMap::new();
    tally.handed_in_again = 0;
    for (id, (device, op, fate)) in &play.made {
        let applied = match outcome(play, unit.as_mut(), *id, op, &mut tally).await? {
            Ok(applied) => {
                tally.handed_in_again += usize::from(play.lost.contains(id));
                applied
            }
            // Of what was refused the restored server knows nothing, and its author all.
            Err((KEPT, _)) if play.lost.contains(id) && is_let_go(play, *device, *id, *fate).await => false,
            Err(offence) => return Ok(Err(offence)),
        };
        if let (true, Some(log)) = (applied, entry_of(&op.change)) {
            *revisions.entry(log).or_default() += 1;
        }
        let phone = &play.world.devices[*device];
        if applied && *fate == Fate::Saved && !phone.wiped.get() {
            // A picture that refused work names, too, waits until its author has dealt with that.
            let held = phone.vault().photos_of_ops(None).await.unwrap_or_default();
            let lost = |id| play.lost_pictures.contains(id) || play.is_restored && phone.was_full.get();
            for photo in op.photos().iter().filter(|photo| !held.contains(&photo.id) && !lost(&photo.id)) {
                let sent = !phone.vault().waiting_photos().await.unwrap_or_default().contains(&photo.id);
                if !sent || play.pictures.get(&photo.id) != Some(&unit.photos().bytes(phone.account, photo.id).await?) {
                    return Ok(Err((PICTURES, format!("{} has not arrived as it was", photo.id))));
                }
                tally.pictures += 1;
            }
        }
    }
    for (log, expected) in revisions {
        let found = unit.logs().revisions(log).await?.len();
        if found != expected {
            return Ok(Err((ONCE, format!("{log} has {found} revisions of {expected} operations"))));
        }
    }
    let rows = rows(play, unit.as_mut(), &mut tally).await?;
    drop(unit);
    play.tally = tally;
    Ok(rows)
}

/// Whether what a restored server has lost need not be on it again: it is gone, or was refused and its author knows.
async fn is_let_go(play: &Play, device: usize, id: OpId, fate: Fate) -> bool {
    let phone = &play.world.devices[device];
    let forgot = phone.wiped.get() && play.lost_refused.contains(&id);
    let refused = phone.vault().refused().await.unwrap_or_default();
    forgot || fate != Fate::Saved || phone.was_full.get() || refused.iter().any(|refused| refused.op.op_id == id)
}

/// What became of an operation; whether it was applied.
async fn outcome(
    play: &Play,
    unit: &mut dyn Unit,
    id: OpId,
    op: &Op,
    tally: &mut Tally,
) -> Result<Result<bool, Offence>, StorageError> {
    match settlement_of(unit, id).await? {
        Some(Settlement::Applied { .. }) => {
            tally.applied += 1;
            if let Change::WritePage(new) = &op.change {
                let kept = unit.pages().get(new.page).await?;
                if kept.is_none_or(|kept| kept.body != new.body) {
                    return Ok(Err((ONCE, format!("page {} is not as it was written", new.page))));
                }
            }
            Ok(Ok(true))
        }
        Some(Settlement::Parked) => {
            tally.parked += 1;
            let parked = unit.parking().get(id).await?;
            Ok(parked.map(|parked| parked.decision.is_some_and(|said| said.accepted)).ok_or((PARKED, id.to_string())))
        }
        Some(Settlement::Kept) => {
            // What is about an entry that a restored server does not have waits for it some days longer.
            let waits = match entry_of(&op.change) {
                Some(log) => play.is_restored && unit.logs().get(log).await?.is_none(),
                None => false,
            };
            Ok(if waits { Ok(false) } else { Err((LATER, format!("{id} is still kept"))) })
        }
        Some(Settlement::Rejected(why)) => {
            tally.refused += 1;
            // Only what the server fails over again and again is refused without being read.
            if why.code == RejectionCode::Unreadable && !is_poison(&op.change) {
                return Ok(Err((LATER, format!("{id} was refused unread"))));
            }
            let is_there = match &op.change {
                Change::RecordLog(RecordLog { log, .. }) => unit.logs().get(*log).await?.is_some(),
                Change::WritePage(WritePage { page, .. }) => unit.pages().get(*page).await?.is_some(),
                _ => false,
            };
            if is_there {
                return Ok(Err((TRACELESS, id.to_string())));
            }
            Ok(Ok(false))
        }
        None => Ok(Err((KEPT, id.to_string()))),
    }
}

/// What the server holds of all children. Entries that no operation made are entries applied under another name.
async fn rows(play: &Play, unit: &mut dyn Unit, tally: &mut Tally) -> Result<Result<(), Offence>, StorageError> {
    let known: BTreeSet<LogId> = play.made.values().filter_map(|(_, op, _)| entry_of(&op.change)).collect();
    let pages: BTreeSet<PageId> = play.made.values().filter_map(|(_, op, _)| page_of(&op.change)).collect();
    let history = play.world.service.state().ledger.of(unit).await?;
    let children = all_children(&history);
    let (first, last) = (play.world.today() - DAYS, play.world.today() + DAYS);
    let given = unit.donations().of_period(first, last).await?;
    let given: BTreeMap<LogId, Aid> = given.into_iter().map(|one| (one.log, one.aid)).collect();
    for row in of_files(unit.files().rows(&children, &children, None, Since::BEGINNING).await?) {
        match row.body {
            RowBody::Log(log) if !known.contains(&log.id) => return Ok(Err((ONCE, format!("{} is nobody's", log.id)))),
            RowBody::Log(log) if donation(&log) != given.get(&log.id) => {
                return Ok(Err((COUNTS, format!("{} gives {:?}", log.id, given.get(&log.id)))));
            }
            RowBody::Log(log) => {
                if let Err(offence) = counts(unit, &log).await? {
                    return Ok(Err(offence));
                }
            }
            RowBody::Fact(fact) => tally.disputes += usize::from(fact.disputes.is_some()),
            // The school's word is nobody's operation.
            RowBody::TermPage(page) if !pages.contains(&page.id) && page.author != Some(AccountId(id(COORDINATOR))) => {
                return Ok(Err((ONCE, format!("page {} is nobody's", page.id))));
            }
            RowBody::TermPage(page) => {
                tally.pages += 1;
                tally.two_pages += usize::from(page.disputes.is_some());
                tally.answers += usize::from(!page.body.answers.is_empty());
            }
            _ => {}
        }
    }
    Ok(Ok(()))
}

/// What is kept of what an entry counts for is what the definition says of it.
async fn counts(unit: &mut dyn Unit, log: &Log) -> Result<Result<(), Offence>, StorageError> {
    let kept = unit.credits().of_log(log.id).await?;
    let now: Vec<Credit> = kept.iter().filter(|k| k.to_seq.is_none()).map(|k| k.credit).collect();
    let expected = credit(log);
    // A session for classes counts for more children than are named here.
    let enough = if expected.is_some() { now.len() >= log.body.children.len() } else { now.is_empty() };
    let same = now.iter().all(|credit| Some(*credit) == expected);
    Ok(if enough && same { Ok(()) } else { Err((COUNTS, format!("{} counts as {now:?}", log.id))) })
}

/// Whether two rows say the same, whatever the order of fields and whether what is empty is written out.
fn says_the_same(ours: &Envelope, theirs: &Envelope) -> bool {
    let full = |row: &Envelope| serde_json::from_str::<Value>(row.body.get()).map(without_empty).ok();
    (ours.version, &ours.of, full(ours)) == (theirs.version, &theirs.of, full(theirs))
}

fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, without_empty(value)));
            Value::Object(
                fields
                    .filter(|(_, value)| !value.is_null() && *value != "" && *value != Value::Array(vec![]))
                    .collect(),
            )
        }
        Value::Array(all) => all.into_iter().map(without_empty).collect(),
        other => other,
    }
}

/// What is left on a revoked phone: no key, and nothing in any table.
async fn is_wiped(phone: &Device) -> bool {
    for table in Table::ALL {
        if phone.store.inside().count(table).await != Ok(0) {
            return false;
        }
    }
    phone.wiped.get() && !phone.has_its_key().await
}

/// Each phone of this version or the next holds exactly its scope.
pub async fn scopes(play: &mut Play) -> Result<Result<(), Offence>, StorageError> {
    let mut not_understood = 0;
    for (at, phone) in play.world.devices.iter().enumerate().filter(|(_, phone)| phone.protocol.get() >= PROTOCOL) {
        let mut unit = play.world.service.storage.read(COUNTY).await?;
        let device = unit.devices().get(phone.id).await?;
        let Some(account) = unit.accounts().get(phone.account).await? else { continue };
        drop(unit);
        if device.is_some_and(|d| d.revoked_at.is_some()) {
            if !is_wiped(phone).await {
                return Ok(Err((WIPED, format!("phone {at} still holds something"))));
            }
            continue;
        }
        if phone.wiped.get() && play.is_restored {
            // The restored server does not know that it was revoked; whoever signs in there begins anew.
            continue;
        }
        if !phone.wiped.get() && !phone.has_its_key().await {
            return Ok(Err((KEYS, format!("phone {at}"))));
        }
        let (shown, _) = phone.vault().rows().await.unwrap_or_default();
        not_understood += shown.not_understood();
        for (_, op) in phone.vault().kept_ops().await.unwrap_or_default() {
            let Change::RecordLog(new) = &op.change else { continue };
            if new.body.children.iter().any(|child| shown.row(&RowKey::of_child(*child)).is_none()) {
                return Ok(Err((GONE, format!("phone {at} still keeps {}", op.op_id))));
            }
        }
        if let Err(offence) = scope(play, &account, &shown).await {
            return Ok(Err((offence.0, format!("phone {at}: {}", offence.1))));
        }
    }
    play.tally.not_understood += not_understood;
    Ok(Ok(()))
}

/// What a phone shows of an account's scope is what the server sends of it.
async fn scope(play: &Play, account: &Account, shown: &Snapshot) -> Result<(), Offence> {
    let service = &play.world.service;
    let trouble = |e: ApiError| (SCOPE, e.to_string());
    let mut server = comparison(service.storage.as_ref(), account, service.now()).await.map_err(trouble)?;
    let scope: Vec<ChildId> = server.files.iter().map(|f| f.child).collect();
    let theirs = service.rows_of(account, &scope).await.map_err(trouble)?;
    for file in server.files.iter_mut().filter(|_| service.is_updated.get()) {
        let (key, child) = (further_key(file.child), RowKey::of_child(file.child));
        file.rows.extend(theirs.version(&child).map(|version| (key.to_string(), version)));
    }
    let difference = shown.compare(&server);
    if !difference.is_empty() {
        return Err((SCOPE, format!("{difference:?}")));
    }
    let mut keys: BTreeSet<RowKey> = shown.rows().map(Envelope::key).collect();
    for row in theirs.rows() {
        let ours = shown.row(&row.key());
        if !ours.is_some_and(|ours| says_the_same(ours, row)) {
            return Err((SCOPE, format!("{ours:?} instead of {row:?}")));
        }
        keys.remove(&row.key());
    }
    // The own school and the rule set belong to no child.
    keys.retain(|key| key.kind != RowKind::School && key.kind != RowKind::Rules);
    keys.first().map_or(Ok(()), |key| Err((GONE, format!("still holds {key}"))))
}
