//! One phone of the sync bench: the real vault, courier and engine on real IndexedDB and WebCrypto. The
//! page carries the letters, so that it can count them.

use std::rc::Rc;

use chrono::{DateTime, NaiveDate};
use domain::id::{AccountId, ChildId, DeviceId, LogId, OpId};
use domain::log::{ActivityKind, LogBody, Met, Mode};
use sync::{Op, Pace, RecordLog, SyncResponse, Written};
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
