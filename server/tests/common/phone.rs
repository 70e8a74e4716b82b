//! A phone as the app has it, but for browser and screen: its store, and the syncer over HTTP to a server's process.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use async_trait::async_trait;
use domain::id::{AccountId, DeviceId, OpId, PhotoId};
use futures::executor::block_on;
use local_store::cipher::SoftCipher;
use local_store::courier::Base;
use local_store::memory::{MemoryKeyring, MemoryStore};
use local_store::syncer::{News, Phone, PhotoInfo, Rest, Syncer, TabState, Transport};
use local_store::vault::WaitingPhoto;
use local_store::{StoreError, Vault};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sync::account::PhotoProgress;
use sync::{Change, ErrorBody, Failure, Op, SyncRequest, SyncResponse};

use super::process::{Server, ask, call};

/// A phone with one mentor's work on it.
pub struct Handset {
    pub vault: Vault,
    pub base: RefCell<Base>,
    /// Which server it reaches.
    port: Cell<u16>,
    token: RefCell<String>,
    device: Cell<DeviceId>,
    account: AccountId,
    syncer: Syncer,
    made: Cell<u128>,
}

fn signed_in(server: &Server, device: Option<DeviceId>) -> (String, DeviceId, AccountId) {
    let credentials = json!({"login": "mentor", "password": "wuyou-demo", "label": "test", "device": device});
    let who = call(server.port, "", "POST", "/api/v1/session", &credentials).unwrap();
    let read = |value: &Value| value.as_str().unwrap().to_owned();
    let token = read(&who["phone"]["token"]);
    (token, read(&who["phone"]["device"]).parse().unwrap(), read(&who["me"]["account"]).parse().unwrap())
}

impl Handset {
    /// A new phone, on which the demo's mentor signs in and gets their rows. `n` is no other phone's.
    pub fn sign_in(server: &Server, n: u128) -> Self {
        let (token, device, account) = signed_in(server, None);
        let cipher = Rc::new(SoftCipher::new([5; 32], |buffer: &mut [u8]| buffer.fill(0)));
        let phone = Self {
            vault: Vault::new(Rc::new(MemoryStore::new()), cipher),
            base: RefCell::default(),
            port: Cell::new(server.port),
            token: RefCell::new(token),
            device: Cell::new(device),
            account,
            syncer: Syncer::default(),
            made: Cell::new(n << 32),
        };
        assert!(matches!(phone.run(), Rest::Well(_)));
        phone
    }

    /// It reaches another server from now on, as one that was put back.
    pub fn reaches(&self, server: &Server) {
        self.port.set(server.port);
    }

    /// Its owner signs in again.
    pub fn sign_in_again(&self, server: &Server) {
        let (token, device, _) = signed_in(server, Some(self.device.get()));
        self.token.replace(token);
        self.device.set(device);
    }

    /// An identifier that nothing has yet.
    pub fn id(&self) -> uuid::Uuid {
        self.made.set(self.made.get() + 1);
        super::id(self.made.get())
    }

    /// Saves an operation, with its picture.
    pub fn save(&self, change: impl Into<Change>, photo: Option<&WaitingPhoto>) {
        let op = Op { op_id: OpId(self.id()), captured_at: chrono::DateTime::default(), change: change.into() };
        let photos: Vec<WaitingPhoto> = photo.cloned().into_iter().collect();
        block_on(self.vault.record(&super::written(&op), None, None, &photos)).unwrap();
    }

    /// Exchanges until nothing is left.
    pub fn run(&self) -> Rest {
        let keyring = MemoryKeyring::default();
        let phone = Phone {
            vault: &self.vault,
            keyring: &keyring,
            digest: "own",
            account: self.account,
            device: self.device.get(),
            state: self,
            transport: self,
        };
        block_on(self.syncer.run(&phone, || 0))
    }

    /// How many operations wait.
    pub fn waiting(&self) -> usize {
        block_on(self.vault.waiting()).unwrap()
    }

    /// A picture as the server has it; none when it does not.
    pub fn has_photo(&self, id: PhotoId) -> bool {
        let path = format!("/api/v1/photos/{id}");
        ask(self.port.get(), &self.token.borrow(), "GET", &path, "", b"").is_some_and(|(status, _)| status == 200)
    }

    fn read<T: DeserializeOwned>(answer: Option<(u16, String)>) -> Result<T, Failure> {
        let (status, body) = answer.ok_or(Failure::Unreachable)?;
        let json = body.find('{').zip(body.rfind('}')).and_then(|(from, to)| body.get(from..=to)).unwrap_or_default();
        if status != 200 {
            let error = serde_json::from_str::<ErrorBody>(json).ok();
            return Err(Failure::from_status(status, error.as_ref().map(|e| e.code), error.and_then(|e| e.last_n)));
        }
        serde_json::from_str(json).map_err(|_| Failure::Foreign)
    }
}

#[async_trait(?Send)]
impl Transport for Handset {
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        let body = serde_json::to_vec(request).unwrap();
        let token = self.token.borrow().clone();
        Self::read(ask(self.port.get(), &token, "POST", "/api/v1/sync", "application/json", &body))
    }

    async fn send_chunk(&self, photo: &PhotoInfo, at: u64, chunk: &[u8]) -> Result<PhotoProgress, Failure> {
        let PhotoInfo { id, sha256, bytes } = photo;
        let path = format!("/api/v1/photos/{id}?sha256={sha256}&bytes={bytes}&at={at}");
        let token = self.token.borrow().clone();
        Self::read(ask(self.port.get(), &token, "PUT", &path, "application/octet-stream", chunk))
    }
}

#[async_trait(?Send)]
impl TabState for Handset {
    fn with_base(&self, read: &mut dyn FnMut(&Base)) {
        read(&self.base.borrow());
    }

    fn refused(&self) -> usize {
        0
    }

    async fn reread(&self) -> Result<(), StoreError> {
        let base = Base::open(&self.vault).await?;
        self.base.replace(base);
        Ok(())
    }

    async fn hear(&self, news: News<'_>) {
        if let News::Kept { intake, .. } = news {
            self.base.borrow_mut().apply(intake);
        }
    }
}
