//! One phone of the sync bench: the real vault, courier and engine on real IndexedDB and WebCrypto. The
//! page carries the letters, so that it can count them.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate};
use domain::id::{AccountId, ChildId, DeviceId, HouseholdId, LogId, OpId};
use domain::log::{ActivityKind, Log, LogBody, Met, Mode};
use domain::register::Child;
use sync::{Envelope, Op, Pace, RecordLog, Row, RowBody, Snapshot, SyncResponse, Written};
use uuid::Uuid;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::cipher::WebCipher;
use crate::courier::{self, Base, Parcel};
use crate::indexed_db::IndexedDbStore;
use crate::{StoreError, Vault};

/// One phone: a vault, the rows in memory, and the parcel that is under way.
#[wasm_bindgen]
pub struct BenchPhone {
    vault: Vault,
    device: DeviceId,
    account: AccountId,
    base: Base,
    pace: Pace,
    parcel: Option<Parcel>,
}

fn failed(error: StoreError) -> JsError {
    JsError::new(&error.to_string())
}

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, JsError> {
    text.parse().map_err(|_| JsError::new("not an identifier"))
}

#[wasm_bindgen]
impl BenchPhone {
    /// A fresh phone of an account.
    pub async fn open(name: &str, device: &str, account: &str) -> Result<BenchPhone, JsError> {
        let store = IndexedDbStore::open(name).await.map_err(failed)?;
        let cipher = WebCipher::new([7; 32]).await.map_err(failed)?;
        let vault = Vault::new(Rc::new(store), Rc::new(cipher));
        let base = Base::open(&vault).await.map_err(failed)?;
        let (device, account) = (DeviceId(parsed(device)?), AccountId(parsed(account)?));
        Ok(Self { vault, device, account, base, pace: Pace::default(), parcel: None })
    }

    /// The children on the phone.
    pub fn children(&self) -> Vec<String> {
        self.base.rows.children().into_iter().map(|c| c.id.to_string()).collect()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.base.rows.len()
    }

    /// Saves an entry: encrypted and on disk when this returns.
    pub async fn save(&self, n: u32, id: &str, child: &str, day: &str, note: &str) -> Result<(), JsError> {
        let log: Uuid = parsed(id)?;
        let day: NaiveDate = parsed(day)?;
        let plain = LogBody::plain(vec![ChildId(parsed(child)?)], ActivityKind::FamilyCare, Mode::HomeVisit, day);
        let body = LogBody { note: note.to_owned(), met: vec![Met::Child, Met::Carer], ..plain };
        let op = Op {
            op_id: OpId(Uuid::from_u128(log.as_u128() ^ (1 << 40))),
            captured_at: DateTime::from_timestamp(1_789_000_000 + i64::from(n), 0).unwrap_or_default(),
            change: RecordLog { log: LogId(log), body, facts: vec![] }.into(),
        };
        let op: Written = op.try_into()?;
        self.vault.record(&op, None, None, &[]).await.map(drop).map_err(failed)
    }

    /// The next request, as JSON.
    pub async fn pack(&mut self) -> Result<String, JsError> {
        let parcel = courier::pack(&self.vault, self.device, &self.pace, vec![], 0).await.map_err(failed)?;
        let text = serde_json::to_string(&parcel.request)?;
        self.parcel = Some(parcel);
        Ok(text)
    }

    /// Keeps a reply; returns whether another round is wanted.
    pub async fn keep(&mut self, reply: &str) -> Result<bool, JsError> {
        let reply: SyncResponse = serde_json::from_str(reply)?;
        let parcel = self.parcel.take().ok_or_else(|| JsError::new("nothing was sent"))?;
        let intake = courier::read(&self.base, &parcel, self.account, &reply);
        if !intake.refetch.is_empty() || intake.settled.len() != parcel.sent.len() {
            return Err(JsError::new("a file does not add up, or an entry was not applied"));
        }
        courier::keep(&self.vault, &parcel, &intake).await.map_err(failed)?;
        self.base.apply(&intake);
        Ok(intake.again || parcel.request.more_ops)
    }
}

/// The rows of a phone with many children and years of entries, in memory alone, to work out *Today* from.
#[wasm_bindgen]
pub struct BenchToday {
    view: Snapshot,
    day: NaiveDate,
}

/// The day on which *Today* is worked out.
fn bench_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()
}

/// An entry of a child, so many weeks ago.
fn entry(child: u32, week: u32) -> Log {
    let kind =
        ActivityKind::ALL.get(week as usize % ActivityKind::ALL.len()).copied().unwrap_or(ActivityKind::Tutoring);
    let mode = Mode::ALL.get(week as usize % Mode::ALL.len()).copied().unwrap_or(Mode::AtSchool);
    let on = bench_day() - chrono::Days::new(7 * u64::from(week));
    let plain = LogBody::plain(vec![child_id(child)], kind, mode, on);
    let body = LogBody {
        note: "孩子近来话少，和他聊了很久，说想妈妈了。".to_owned(),
        met: vec![Met::Child, Met::Carer],
        ..plain
    };
    let id = LogId(Uuid::from_u128((u128::from(child) << 32) | u128::from(week)));
    Log::first(id, AccountId(Uuid::nil()), body, DateTime::default())
}

fn child_id(n: u32) -> ChildId {
    ChildId(Uuid::from_u128((7 << 64) | u128::from(n)))
}

#[wasm_bindgen]
impl BenchToday {
    /// A phone with so many children, each with so many entries, one a week.
    pub fn with(children: u32, entries: u32) -> Result<BenchToday, JsError> {
        let mut view = Snapshot::default();
        let mut put = |version, body| -> Result<(), JsError> {
            view.put(Envelope::try_from(Row { version, body })?);
            Ok(())
        };
        for n in 0..children {
            let home = HouseholdId(child_id(n).0);
            let child = Child::new(child_id(n), home, format!("孩子{n}"), bench_day() - chrono::Days::new(1_200));
            put(1, RowBody::Child(child))?;
            for week in 0..entries {
                put(2, RowBody::Log(entry(n, week)))?;
            }
        }
        Ok(Self { view, day: bench_day() })
    }

    /// Works out what *Today* shows; how many things are due.
    pub fn work_out(&self) -> usize {
        self.view.today(self.day).iter().map(|child| child.due.len()).sum()
    }

    /// Takes a copy in which an entry of the first child is otherwise, as when one is saved.
    pub fn change(&mut self, n: u32) -> Result<(), JsError> {
        let mut view = self.view.clone();
        view.put(Envelope::try_from(Row { version: 3, body: RowBody::Log(entry(0, n)) })?);
        self.view = view;
        Ok(())
    }
}
