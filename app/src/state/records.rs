//! The mentor's records: rows, unsent and refused operations, drafts, as signals over the vault.

use domain::id::{AccountId, DeviceId, LogId, OpId};
use leptos::prelude::*;
use local_store::courier::Base;
use local_store::keyring::login_digest;
use local_store::vault::{Refused, WaitingPhoto};
use local_store::{StoreError, Vault};
use sync::account::Me;
use sync::status::{StatusLine, status};
use sync::{Change, Failure, Intake, Op, RowKey, Snapshot, Written};

use crate::platform::clock;
use crate::platform::tabs::Tabs;
use crate::state::quick;

/// When the last exchange ended well.
const LAST_GOOD: &str = "last_good";
/// Of how many rows that only a newer app can read the person has been told.
const NEWER_NOTED: &str = "newer_noted";
/// The version of the newest notice that the person has looked at.
const TOLD: &str = "told";

/// Everything the mentor's pages read and write.
#[derive(Clone, Copy)]
pub struct Records {
    inner: StoredValue<Inner, LocalStorage>,
    /// Rows of the last pull, without unsent operations.
    pub base: RwSignal<Base>,
    /// Unsent operations with their numbers, oldest first.
    pub outbox: RwSignal<Vec<(u64, Written)>>,
    /// Refused operations that the person has not dealt with.
    pub refused: RwSignal<Vec<Refused>>,
    /// How many photos wait.
    pub photos: RwSignal<usize>,
    /// When the last exchange ended well.
    pub last_good: RwSignal<Option<chrono::DateTime<chrono::Utc>>>,
    /// Why the last exchange failed.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether an exchange is under way.
    pub busy: RwSignal<bool>,
    /// Children that came to or left this phone since it was opened.
    pub gained: RwSignal<Vec<domain::id::ChildId>>,
    /// How many children left.
    pub lost: RwSignal<usize>,
    /// How many entries went to the school to decide about since the app was opened.
    pub parked: RwSignal<usize>,
    /// How many entries wait at the server for its update since the app was opened.
    pub kept: RwSignal<usize>,
    /// Of how many rows that only a newer app can read the person has been told.
    pub newer_noted: RwSignal<usize>,
    /// The version of the newest notice that the person has looked at.
    pub told: RwSignal<u64>,
    /// Whether this device was revoked and has forgotten everything.
    pub revoked: RwSignal<bool>,
    /// Rows with the unsent operations laid over.
    pub view: Memo<Snapshot>,
    /// Raised to ask for an exchange.
    pub wanted: RwSignal<u32>,
}

#[derive(Clone)]
struct Inner {
    vault: Vault,
    me: Me,
    device: DeviceId,
    tabs: Option<Tabs>,
}

impl Records {
    /// Reads what is in the vault, and listens to the other tabs.
    pub async fn open(vault: Vault, me: Me, device: DeviceId) -> Result<Self, StoreError> {
        let base = Base::open(&vault).await?;
        let outbox = vault.outbox().await?;
        let refused = vault.refused().await?;
        let photos = vault.waiting_photos().await?.len();
        let last_good = vault.mark(LAST_GOOD).await?;
        let newer_noted = vault.mark(NEWER_NOTED).await?.unwrap_or(0);
        let told = vault.mark(TOLD).await?.unwrap_or(0);

        let base = RwSignal::new(base);
        let outbox = RwSignal::new(outbox);
        let author = me.account;
        let view = Memo::new_owning(move |_| {
            let mut view = base.with(|base| base.rows.clone());
            outbox.with(|ops| ops.iter().for_each(|(_, op)| view.lay(op, author)));
            (view, true)
        });
        let records = Self {
            inner: StoredValue::new_local(Inner { vault, me, device, tabs: None }),
            base,
            outbox,
            refused: RwSignal::new(refused),
            photos: RwSignal::new(photos),
            last_good: RwSignal::new(last_good),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            gained: RwSignal::new(vec![]),
            lost: RwSignal::new(0),
            parked: RwSignal::new(0),
            kept: RwSignal::new(0),
            newer_noted: RwSignal::new(newer_noted),
            told: RwSignal::new(told),
            revoked: RwSignal::new(false),
            view,
            wanted: RwSignal::new(0),
        };
        let tabs = Tabs::open(&format!("wuyou-{author}"), move || {
            leptos::task::spawn_local(async move { drop(records.reread().await) });
        });
        records.inner.update_value(|inner| inner.tabs = Some(tabs));
        Ok(records)
    }

    /// The store that the records are from.
    pub fn vault(&self) -> Vault {
        self.inner.with_value(|i| i.vault.clone())
    }

    /// Who is signed in.
    pub fn me(&self) -> Me {
        self.inner.with_value(|i| i.me.clone())
    }

    /// Whose records they are.
    pub fn account(&self) -> AccountId {
        self.inner.with_value(|i| i.me.account)
    }

    /// The lock that whoever exchanges holds, across tabs.
    pub fn lock_name(&self) -> String {
        format!("wuyou-sync-{}", self.account())
    }

    /// Under which digest the account's own key lies among those of this browser.
    pub fn digest(&self) -> String {
        self.inner.with_value(|i| login_digest(&i.me.login))
    }

    /// By which the server knows this browser for the account.
    pub fn device(&self) -> DeviceId {
        self.inner.with_value(|i| i.device)
    }

    /// Reads everything again, after another tab changed it.
    pub async fn reread(&self) -> Result<(), StoreError> {
        let vault = self.vault();
        let base = Base::open(&vault).await?;
        let (outbox, refused) = (vault.outbox().await?, vault.refused().await?);
        self.last_good.set(vault.mark(LAST_GOOD).await?);
        self.photos.set(vault.waiting_photos().await?.len());
        self.base.set(base);
        self.outbox.set(outbox);
        self.refused.set(refused);
        Ok(())
    }

    /// Tells the other tabs that something changed.
    pub fn tell_tabs(&self) {
        self.inner.with_value(|i| i.tabs.iter().for_each(Tabs::tell));
    }

    /// Shows what a reply said, once it is kept.
    pub fn took_in(&self, intake: &Intake, refused: &[Refused]) {
        let changed = intake.clear || !intake.puts.is_empty() || !intake.removes.is_empty();
        // The cursor moves on even when no row does; the pages need not hear of that.
        if changed {
            self.base.update(|base| base.apply(intake));
        } else {
            self.base.update_untracked(|base| base.apply(intake));
        }
        let gone = intake.gone();
        if !gone.is_empty() {
            self.outbox.update(|all| all.retain(|(n, _)| !gone.contains(n)));
        }
        if !refused.is_empty() {
            let is_new = |op: OpId| refused.iter().all(|r| r.op.op_id != op);
            self.refused.update(|all| {
                all.retain(|known| is_new(known.op.op_id));
                all.extend(refused.iter().cloned());
            });
        }
        if self.last_good.get_untracked().is_some() && !intake.clear {
            self.gained.update(|all| all.extend(&intake.gained));
        }
        self.lost.update(|count| *count += intake.lost.len());
        self.parked.update(|count| *count += intake.parked.len());
        self.kept.update(|count| *count += intake.kept.len());
        if changed || !gone.is_empty() || !refused.is_empty() {
            self.tell_tabs();
        }
    }

    /// Saves an operation: durable when this returns. Then asks for an exchange.
    pub async fn save(
        &self,
        op: Written,
        draft: Option<&str>,
        mends: Option<OpId>,
        photos: &[WaitingPhoto],
    ) -> Result<(), StoreError> {
        let n = self.vault().record(&op, draft, mends, photos).await?;
        self.outbox.update(|all| all.push((n, op)));
        if let Some(mended) = mends {
            self.refused.update(|all| all.retain(|refused| refused.op.op_id != mended));
        }
        self.photos.update(|count| *count += photos.len());
        self.tell_tabs();
        self.wanted.update(|n| *n += 1);
        Ok(())
    }

    /// Saves a change that has no entry form, and lets go of its draft.
    pub async fn act(&self, change: impl Into<Change>, draft: Option<&str>) -> Result<(), StoreError> {
        let op = Op { op_id: clock::uuid().into(), captured_at: clock::now(), change: change.into() };
        let op = Written::try_from(op).map_err(|_| StoreError::Unwritable)?;
        self.save(op, draft, None, &[]).await
    }

    /// A refused operation by its identifier; none when it was dealt with.
    pub fn refused_op(&self, op: OpId) -> Option<Written> {
        self.refused.with_untracked(|all| all.iter().find(|refused| refused.op.op_id == op).map(|r| r.op.clone()))
    }

    /// Takes a refused operation off the list.
    pub async fn dismiss(&self, op: &Op) -> Result<(), StoreError> {
        let vault = self.vault();
        let rows = self.base.with_untracked(|base| base.rows.clone());
        vault.dismiss(op, &rows).await?;
        self.refused.update(|all| all.retain(|refused| refused.op.op_id != op.op_id));
        self.photos.set(vault.waiting_photos().await?.len());
        self.tell_tabs();
        Ok(())
    }

    /// Keeps when an exchange ended well.
    pub async fn ended_well(&self) {
        let now = clock::now();
        self.last_good.set(Some(now));
        self.failure.set(None);
        drop(self.vault().keep_mark(LAST_GOOD, &now).await);
        if self.view.with_untracked(|view| view.rules(clock::today()).no_digits) {
            drop(quick::give_up(&self.digest()).await);
        }
    }

    /// How many rows of the last pull only a newer app can read.
    pub fn not_understood(&self) -> usize {
        self.base.with(|base| base.rows.not_understood())
    }

    /// The person has been told of them.
    pub async fn note_newer(&self) {
        let count = self.base.with_untracked(|base| base.rows.not_understood());
        self.newer_noted.set(count);
        drop(self.vault().keep_mark(NEWER_NOTED, &count).await);
    }

    /// The version of the newest notice; 0 for none.
    pub fn newest_told(&self) -> u64 {
        self.base.with(|base| base.rows.notices().map(|row| row.version).max().unwrap_or(0))
    }

    /// The person has looked at what they are told.
    pub async fn note_told(&self) {
        let newest = untrack(|| self.newest_told());
        if newest > self.told.get_untracked() {
            self.told.set(newest);
            drop(self.vault().keep_mark(TOLD, &newest).await);
        }
    }

    /// Whether an entry is on the server as it is shown here.
    pub fn is_sent(&self, log: LogId) -> bool {
        let changes = |op: &Op| op.keys().iter().any(|key| *key == RowKey::of_log(log));
        self.base.with(|base| base.rows.is_acknowledged(log))
            && !self.outbox.with(|ops| ops.iter().any(|(_, op)| changes(op)))
    }

    /// The status line.
    pub fn status(&self) -> StatusLine {
        let (rejected, last_good) = (self.refused.with(Vec::len), self.last_good.get());
        self.outbox.with(|outbox| status(outbox, rejected, last_good))
    }
}
