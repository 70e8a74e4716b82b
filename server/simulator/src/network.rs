//! Between phone and server: what is sent as bytes, how it fares, and what the phone makes of what comes back.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use async_trait::async_trait;
use domain::id::DeviceId;
use local_store::RawStore as _;
use local_store::syncer::{PhotoInfo, Transport};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sync::account::PhotoProgress;
use sync::protocol::SET_ASIDE;
use sync::{ErrorBody, ErrorCode, Failure, PROTOCOL, SyncRequest, SyncResponse};

use crate::bug::Bug;
use crate::phone::Device;
use crate::scenario::{Instead, Way, Weather};
use crate::service::Service;

/// A request under way: to which device's session it belongs, and what is in it.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The device that sends it; its session answers for it.
    pub device: DeviceId,
    /// What it asks for.
    pub asks: Asks,
    /// Its body, as much of it as has come.
    pub bytes: Vec<u8>,
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub enum Asks {
    /// A push and a pull, `POST /api/v1/sync`.
    Exchange,
    /// To take bytes of a picture from this place on.
    Photo(PhotoInfo, u64),
}

/// What a server answers: a status and a body.
pub struct Answer {
    /// The HTTP status, whoever answers.
    pub status: u16,
    /// JSON, when it is the server that answers.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer that is not what was asked for.
    pub fn error(status: u16, code: ErrorCode, last_n: Option<u64>) -> Self {
        let body = serde_json::to_vec(&ErrorBody { code, last_n }).unwrap_or_default();
        Self { status, body }
    }

    /// The phone reads it, as `app::state::api` does.
    fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if self.status != 200 {
            return Err(match serde_json::from_slice::<ErrorBody>(&self.body) {
                Ok(body) => Failure::from_status(self.status, Some(body.code), body.last_n),
                Err(_) => Failure::from_status(self.status, None, None),
            });
        }
        serde_json::from_slice(&self.body).map_err(|_| Failure::Foreign)
    }
}

/// The network of a tab.
pub struct Wire {
    service: Rc<Service>,
    device: Rc<Device>,
    /// How the next request will fare; none until an event says so.
    weather: Cell<Option<Weather>>,
    /// Whether a request stands still for want of it.
    waits: Cell<bool>,
    tries: Cell<u32>,
    /// Why the newest request brought nothing.
    pub failure: Cell<Option<Failure>>,
    /// A law that a request broke, and what was seen.
    pub offence: Cell<Option<(&'static str, String)>>,
    /// Replies that said that nothing could be pulled.
    pub troubled: Cell<usize>,
    /// Operations that were set aside.
    pub set_aside: Cell<usize>,
}

impl Wire {
    /// The network between a device and the server.
    pub fn new(service: Rc<Service>, device: Rc<Device>) -> Self {
        Self {
            service,
            device,
            weather: Cell::default(),
            waits: Cell::default(),
            tries: Cell::default(),
            failure: Cell::default(),
            offence: Cell::default(),
            troubled: Cell::default(),
            set_aside: Cell::default(),
        }
    }

    /// Says how the next request will fare.
    pub fn next_meets(&self, weather: Weather) {
        self.weather.set(Some(weather));
        self.waits.set(false);
    }

    /// Whether a request stands still until it is said how it will fare.
    pub fn is_waiting(&self) -> bool {
        self.waits.get()
    }

    async fn weather(&self) -> Weather {
        poll_fn(|_| match self.weather.take() {
            Some(weather) => Poll::Ready(weather),
            None => {
                self.waits.set(true);
                Poll::Pending
            }
        })
        .await
    }

    /// Carries a letter to the server and the answer back, as the weather has it.
    async fn carry(&self, letter: Letter, ops: usize) -> Result<Answer, Failure> {
        let (service, weather) = (&self.service, self.weather().await);
        match weather.instead {
            Some(Instead::Portal) => return Ok(Answer { status: 200, body: b"<html>".to_vec() }),
            Some(Instead::Gateway) => return Ok(Answer { status: 502, body: b"<html>".to_vec() }),
            Some(Instead::TooLarge(most)) if ops > usize::from(most) => {
                return Ok(Answer { status: 413, body: vec![] });
            }
            Some(Instead::SignedOut) => self.device.signed_out.set(true),
            Some(Instead::TooOld) => return Ok(Answer::error(409, ErrorCode::TooOld, None)),
            _ => {}
        }
        if self.device.signed_out.get() {
            return Ok(Answer::error(401, ErrorCode::SignedOut, None));
        }
        match weather.request {
            Way::Lost => return Err(Failure::Unreachable),
            Way::Late => {
                service.letters.borrow_mut().push(letter);
                return Err(Failure::Unreachable);
            }
            _ => {}
        }
        service.storage.dies_before(weather.server_dies);
        let answer = match weather.request {
            Way::Cut => {
                let half = letter.bytes.len() / 2;
                service.serve(&Letter { bytes: letter.bytes[..half].to_vec(), ..letter }).await
            }
            Way::Twice => {
                let first = service.serve(&letter).await;
                let second = service.serve(&letter).await;
                if weather.reply == Way::Twice { first } else { second }
            }
            _ => service.serve(&letter).await,
        };
        service.storage.dies_before(None);
        match weather.reply {
            Way::Arrives | Way::Twice => Ok(answer),
            Way::Lost | Way::Late => Err(Failure::Unreachable),
            Way::Cut => Ok(Answer { body: answer.body[..answer.body.len() / 2].to_vec(), ..answer }),
        }
    }

    /// Sends a request and reads the answer.
    async fn ask<T: DeserializeOwned>(&self, asks: Asks, bytes: Vec<u8>, ops: usize) -> Result<T, Failure> {
        let answer = self.carry(Letter { device: self.device.id, asks, bytes }, ops).await;
        let reply = answer.and_then(|answer| answer.read());
        self.failure.set(reply.as_ref().err().copied());
        reply
    }

    /// Whether the server is told how many operations wait.
    async fn is_told_the_truth(&self, request: &SyncRequest) -> bool {
        let told = request.unsent.count as usize + request.ops.len();
        let waiting = self.device.store.inside().unsent(0).await.unwrap_or_default().waiting;
        if told != waiting {
            let seen = format!("{waiting} wait, {told} were reported");
            self.offence.set(Some(("the school is told the truth", seen)));
        }
        told == waiting
    }
}

#[async_trait(?Send)]
impl Transport for Wire {
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        let bug = self.service.bug;
        let mut request = request.clone();
        request.protocol = self.device.protocol.get();
        let (ops, numbers) = (request.ops.len(), request.ops.iter().map(|op| op.n).collect::<Vec<_>>());
        let aside = request.ops.iter().filter(|op| op.op.get().contains(SET_ASIDE)).count();
        self.set_aside.set(self.set_aside.get() + aside);
        self.tries.set(self.tries.get() + 1);
        if let Some(bug) = bug {
            bug.spoil_request(&mut request, self.tries.get());
        }
        if !self.is_told_the_truth(&request).await {
            return Err(Failure::Unreachable);
        }
        let bytes = match serde_json::to_value(&request) {
            Ok(value) if request.protocol > PROTOCOL => written_later(value),
            Ok(value) => value.to_string().into_bytes(),
            Err(_) => return Err(Failure::Broken),
        };
        let reply: Result<SyncResponse, Failure> = self.ask(Asks::Exchange, bytes, ops).await;
        let vault = self.device.vault();
        match (&reply, bug) {
            (Err(_), Some(Bug::TrustsSending)) => drop(vault.settle(&numbers, &[], self.service.now(), Some(0)).await),
            (Ok(reply), Some(Bug::ResyncClearsTheOutbox)) if reply.resync => {
                let all: Vec<u64> = vault.outbox().await.unwrap_or_default().into_iter().map(|(n, _)| n).collect();
                drop(vault.settle(&all, &[], self.service.now(), Some(0)).await);
            }
            _ => {}
        }
        reply.map(|mut reply| {
            self.troubled.set(self.troubled.get() + usize::from(reply.trouble.is_some()));
            if let Some(bug) = bug {
                bug.spoil_reading(&mut reply);
            }
            reply
        })
    }

    async fn send_chunk(&self, photo: &PhotoInfo, at: u64, chunk: &[u8]) -> Result<PhotoProgress, Failure> {
        let progress = self.ask(Asks::Photo(photo.clone(), at), chunk.to_vec(), 0).await;
        match (progress, self.service.bug) {
            (Err(_), Some(Bug::TrustsSendingPictures)) => Ok(PhotoProgress { received: 0, complete: true }),
            (progress, _) => progress,
        }
    }
}

/// A request of the next version; its operations are as they were written.
fn written_later(mut request: Value) -> Vec<u8> {
    if let Some(fields) = request.as_object_mut() {
        fields.insert("later".to_owned(), 1.into());
    }
    request.to_string().into_bytes()
}
