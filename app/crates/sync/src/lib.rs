//! The sync protocol and engine, without any input or output.
//!
//! # The promise
//!
//! Nothing a person typed is ever lost, nothing is applied twice, and the status line never lies.
//!
//! # The exchange
//!
//! There is one endpoint, `POST /api/v1/sync`. A request pushes and pulls at once: it carries the
//! oldest operations of the device's outbox and the cursor of the last pull; the reply carries a
//! result for each operation and what has changed in the device's scope since.
//!
//! | request ([`SyncRequest`]) | reply ([`SyncResponse`]) |
//! |---|---|
//! | `protocol`, this client's version | `last_n`, the device's counter after this request |
//! | `device` | `results`, one for each operation, in order |
//! | `ops`, each `{n, op: {op_id, captured_at, change}}` | `page.rows`, `page.removed`, `page.files` |
//! | `more_ops`, whether the outbox holds more | `more`, whether another round is wanted |
//! | `cursor`, opaque, none at first | `cursor`, to be kept and sent back |
//! | `refetch`, children whose file did not add up | `resync`, forget the rows and the cursor, keep the outbox |
//! | `holds`, acknowledged operations: which does the server not know? | `epoch` of the server, `unknown` of what was asked |
//! | `unsent`, how many and since when | `returned`, kept once and refused now |
//! | | `trouble`, why nothing was pulled although the work was taken in |
//! | | `server_time` |
//!
//! ## Operations
//!
//! One action of a person is one operation ([`Op`]), of a kind with a payload ([`op`]). It is written down
//! once ([`Written`]), and that text is what is kept, sent and hashed. `n` counts the operations of one
//! device, without gaps, from 1. The server settles an operation and advances the device's counter in
//! one transaction:
//!
//! - `n == last + 1`: applied, parked, kept or rejected; whichever, the counter advances and the result is stored.
//! - `n <= last`: acknowledged again with the stored result, without effect. If the number was
//!   settled for an operation with other content ([`Written::content_hash`]), the request is refused with `gap`.
//! - `n > last + 1`: the request is refused with `gap` and the counter, and nothing is applied.
//! - an `op_id` seen before with the same content: the result it had then, without effect.
//! - an `op_id` seen before with other content: rejected with `op_id_reused`.
//!
//! A `gap` means that one side has forgotten something, for example because the server was restored
//! from a backup. The device gives its outbox new numbers after the server's counter, asks what the server still
//! has (below), and sends again; the operations' ids keep anything from being applied twice.
//!
//! Work on a child who had moved on to another mentor by the day it was done is `parked`: the server
//! keeps it, and the school accepts or declines it.
//!
//! What a later version wrote — a kind, a field or a code that this server does not know — is `kept`: stored
//! whole, together with what changes the same rows after it, and applied when a server that understands it
//! starts. For the phone it has arrived. Should it be refused then, it comes back in `returned`, with every word.
//!
//! A rejection is permanent: the server keeps the rejected values, and the phone shows them until
//! the person has mended or dismissed them. An operation that the server cannot read at all is
//! rejected with `unreadable`; it never blocks those behind it. One over which the server fails
//! again and again is found by halving ([`pace`]) and sent wrapped as `{"set_aside": …}`, which is
//! unreadable on purpose: the server keeps the text, and the phone shows it to its author.
//!
//! ## A server that was put back
//!
//! A server that was put back from a backup begins an `epoch`. A device keeps what was acknowledged for
//! [`limits::HOLDS_DAYS`] days, and with it the epoch in which that was. When it hears of another, or of a `gap`, it
//! pushes nothing until it has asked: a request without operations names in `holds` what the device keeps, and the
//! reply says in `unknown` what of it the server does not know, whoever may have brought it. In one step the device
//! makes that unsent again, in its old order before all that is newer, numbers everything after `last_n`, and
//! remembers the epoch. So whatever is cut off in between is asked or sent once more, and never the other way
//! round: a correction does not come before its entry. Of each picture that it keeps the device asks again, too.
//! A device that was revoked does all this before it forgets.
//!
//! Two things are not kept: what concerns a child who has left the device, because nothing of that child may be read
//! there, and what the device needs the room of. What desks did since the backup is gone. So work about a child
//! whose pairing was lost is parked, and what is about an entry that another device has yet to hand in is kept until
//! that comes. A device's number fits again only when all its own work before it is there, because the backup holds
//! counter and operations of one moment.
//!
//! ## Rows
//!
//! A row is an [`Envelope`]: kind, id, version, whose file it is in, and a body that stays the JSON it
//! came in. The body names no other child. So a device keeps, sums, narrows and sweeps also rows that it
//! cannot read; it counts them ([`Snapshot::not_understood`]) and says that they need the newer app. An
//! unsent operation changes the JSON of the row it concerns, and what the device does not know lives on.
//! Coded values have an arm for codes of a later version, and whoever decides by one takes the safe side.
//!
//! ## Scope and cursor
//!
//! A device's scope is the files of the children paired with its owner today. The cursor
//! ([`cursor::Cursor`]) holds the county's commit sequence and the children whose files the device
//! has, so that the server needs no memory of the device: a child in scope and not in the cursor is
//! sent whole, a child in the cursor and not in scope is removed, and of the others come the rows
//! whose version is above the sequence. Removals wait until the outbox is empty (`more_ops`).
//! A child's own row never comes without its whole file, which takes the place of what the device has of it: so what
//! has left a file, as a home's rows do when the child moves and entries when two files are parted, leaves the device.
//! What the owner recorded for whole classes is in scope as well, also when no own child is in them;
//! such an entry names no child and belongs to no file.
//!
//! A device takes a page in only as a whole. When its last operation has gone and the last page has
//! arrived, each changed file must match its [`FileSum`], over all that the device's protocol carries; one
//! that does not is asked for again with `refetch`.
//!
//! ## One exchange, walked through
//!
//! ```
//! use domain::id::{AccountId, DeviceId};
//! use sync::engine::{digest, request};
//! use sync::{Pace, Snapshot, SyncResponse, Written};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let device: DeviceId = "01910000-0000-7000-8000-000000000007".parse()?;
//! let owner: AccountId = "01910000-0000-7000-8000-000000000021".parse()?;
//!
//! // A person has saved one entry about a child; it is the first operation of this device.
//! let op: Written = serde_json::from_str(r#"{
//!     "op_id": "01910000-0000-7000-8000-000000000101",
//!     "captured_at": "2026-09-18T01:00:00Z",
//!     "change": {"record_log": {
//!         "log": "01910000-0000-7000-8000-000000000201",
//!         "body": {"children": ["01910000-0000-7000-8000-000000000041"], "kind": "family_care",
//!                  "mode": "home_visit", "outcome": "normal", "occurred_on": "2026-09-18"}}}}"#)?;
//! let outbox = vec![(1, op)];
//!
//! // The phone asks: it pushes the operation and has pulled nothing yet.
//! let asked = request(device, &outbox, 1, &Pace::default(), None, vec![], 0)?;
//! let wire = serde_json::to_value(&asked)?;
//! assert_eq!((&wire["ops"][0]["n"], &wire["more_ops"]), (&1.into(), &false.into()));
//! assert_eq!(wire["unsent"]["count"], 0);
//!
//! // The server has applied it under commit 12, and sends the child's whole file, the entry in it.
//! let reply: SyncResponse = serde_json::from_str(r#"{
//!     "last_n": 1,
//!     "results": [{"n": 1, "op_id": "01910000-0000-7000-8000-000000000101",
//!                  "settlement": {"applied": {"version": 12, "exact": true}}}],
//!     "page": {
//!         "rows": [
//!             {"kind": "household", "id": "01910000-0000-7000-8000-000000000031", "version": 3,
//!              "of": {"household": "01910000-0000-7000-8000-000000000031"},
//!              "body": {"id": "01910000-0000-7000-8000-000000000031", "address": "上坝村"}},
//!             {"kind": "child", "id": "01910000-0000-7000-8000-000000000041", "version": 3,
//!              "of": {"children": ["01910000-0000-7000-8000-000000000041"]},
//!              "body": {"id": "01910000-0000-7000-8000-000000000041",
//!                  "household": "01910000-0000-7000-8000-000000000031", "name": "舒睿", "sex": null, "birth": null,
//!                  "boarding": null, "entered_on": "2026-09-01"}},
//!             {"kind": "log", "id": "01910000-0000-7000-8000-000000000201", "version": 12,
//!              "of": {"children": ["01910000-0000-7000-8000-000000000041"]},
//!              "body": {"id": "01910000-0000-7000-8000-000000000201", "author": "01910000-0000-7000-8000-000000000021",
//!                  "body": {"kind": "family_care", "mode": "home_visit", "outcome": "normal",
//!                           "occurred_on": "2026-09-18"},
//!                  "captured_at": "2026-09-18T01:00:00Z", "revision": 1, "withdrawn": false}},
//!             {"kind": "milestone", "id": "01910000-0000-7000-8000-000000000051", "version": 3,
//!              "of": {"children": ["01910000-0000-7000-8000-000000000041"]}, "body": {"of a": "later version"}}],
//!         "removed": [], "files": []},
//!     "cursor": "opaque", "more": false, "server_time": "2026-09-18T01:00:01Z"}"#)?;
//!
//! // The phone keeps the rows, takes the operation out of the outbox, and has the entry as a row.
//! let intake = digest(&Snapshot::default(), &outbox, owner, &reply);
//! assert_eq!((intake.settled.as_slice(), intake.rejected.len(), intake.again), ([1].as_slice(), 0, false));
//! let mut rows = Snapshot::default();
//! intake.apply(&mut rows);
//! let child = rows.children()[0].id;
//! assert_eq!(rows.logs(child).len(), 1);
//! assert_eq!(rows.not_understood(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! ## Versions
//!
//! The server answers protocol [`PROTOCOL`]. An older client is told `too_old`; its outbox stays where it
//! is until the app has been updated. A later client is answered in this protocol, because between two versions the later only adds: kinds of
//! rows and operations, fields, codes. A further kind of row or operation needs no new number. Rows have a
//! version of their own ([`cursor::SCHEMA`]): when it changes, the device pulls them anew.

#![deny(missing_docs)]

pub mod account;
mod carry;
pub mod cursor;
pub mod engine;
pub mod json;
pub mod limits;
pub mod op;
pub mod pace;
pub mod protocol;
mod raw;
pub mod row;
pub mod status;
pub mod view;

pub use carry::carry;
pub use engine::Intake;
pub use op::{
    Change, Feedback, FollowUp, LogPatch, NewFact, Op, RecordLog, Rejection, RejectionCode, ReviseLog, WithdrawLog,
    WritePage, Written,
};
pub use pace::{Failure, Next, Pace};
pub use protocol::{
    ErrorBody, ErrorCode, OpResult, PROTOCOL, Page, Returned, Settlement, SyncRequest, SyncResponse, Unsent,
};
pub use row::{Envelope, FileSum, Row, RowBody, RowKey, RowKind};
pub use view::Snapshot;
