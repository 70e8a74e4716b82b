use std::rc::Rc;

use chrono::NaiveDate;
use domain::id::{LogId, OpId};
use domain::log::{ActivityKind, Log, LogBody, Mode, PhotoRef};
use futures::executor::block_on;
use sync::{Envelope, Op, OpResult, Page, RecordLog, Rejection, RejectionCode, Row, RowBody, Settlement, Written};
use uuid::Uuid;

use super::*;
use crate::cipher::SoftCipher;
use crate::keyring::WrappedKey;
use crate::memory::{MemoryKeyring, MemoryStore};
use crate::vault::DOUBT;
use crate::{RawStore as _, Step, Table};

/// A network that answers as it was told to, one answer after the other, then as a server would.
#[derive(Default)]
struct Script {
    answers: RefCell<Vec<Result<SyncResponse, Failure>>>,
    /// How many operations each request carried, and which files it asked for again.
    asked: RefCell<Vec<(usize, Vec<ChildId>)>>,
    /// Which operations came under which number, and which were offered.
    pushed: RefCell<Vec<(u64, OpId)>>,
    offered: RefCell<Vec<OpId>>,
    epoch: Cell<u64>,
    /// Bytes of pictures that arrived, by what is asked: (received, complete).
    photo: RefCell<Vec<u8>>,
    chunks: Cell<usize>,
    set_aside: Cell<usize>,
    breaks_after: Cell<Option<usize>>,
    /// What every picture meets.
    fails: Cell<Option<Failure>>,
    /// A store whose rows are thrown away while a request is under way.
    evicts: RefCell<Option<Rc<MemoryStore>>>,
}

/// All is well. Jitter is none here.
const WELL: Rest = Rest::Well(IDLE_SECONDS / 2);

fn reply(results: Vec<OpResult>) -> SyncResponse {
    SyncResponse {
        last_n: 0,
        results,
        page: Page::default(),
        cursor: "next".to_owned(),
        more: false,
        resync: false,
        revoked: false,
        returned: vec![],
        trouble: None,
        epoch: Some(0),
        unknown: vec![],
        server_time: chrono::DateTime::default(),
    }
}

fn applied(n: u64) -> OpResult {
    OpResult { n, op_id: None, settlement: Settlement::Applied { version: n, exact: false } }
}

#[async_trait(?Send)]
impl Transport for Script {
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        self.asked.borrow_mut().push((request.ops.len(), request.refetch.clone()));
        let aside = request.ops.iter().filter(|op| op.op.get().contains(sync::protocol::SET_ASIDE));
        self.set_aside.set(self.set_aside.get() + aside.count());
        if let Some(store) = self.evicts.take() {
            let steps = vec![Step::Clear(Table::Rows), Step::Clear(Table::CacheMeta)];
            store.write(steps).await.unwrap_or_else(|e| panic!("{e}"));
        }
        self.offered.borrow_mut().extend(&request.holds);
        let mut answers = self.answers.borrow_mut();
        if answers.is_empty() {
            let came = request.ops.iter().filter_map(|op| Some((op.n, Written::read(&op.op).ok()?.op_id)));
            self.pushed.borrow_mut().extend(came);
            let results = request.ops.iter().map(|op| applied(op.n)).collect();
            return Ok(SyncResponse { epoch: Some(self.epoch.get()), ..reply(results) });
        }
        answers.remove(0)
    }

    async fn send_chunk(&self, photo: &PhotoInfo, at: u64, chunk: &[u8]) -> Result<PhotoProgress, Failure> {
        if self.breaks_after.get().is_some_and(|chunks| self.chunks.get() >= chunks) {
            return Err(Failure::Unreachable);
        }
        if let Some(failure) = self.fails.get() {
            return Err(failure);
        }
        let mut received = self.photo.borrow_mut();
        if !chunk.is_empty() {
            assert_eq!(at, received.len() as u64);
            received.extend(chunk);
            self.chunks.set(self.chunks.get() + 1);
        }
        Ok(PhotoProgress { received: received.len() as u64, complete: received.len() == photo.bytes })
    }
}

#[derive(Default)]
struct Screen {
    base: RefCell<Base>,
    heard: RefCell<Vec<String>>,
}

#[async_trait(?Send)]
impl TabState for Screen {
    fn with_base(&self, read: &mut dyn FnMut(&Base)) {
        read(&self.base.borrow());
    }

    fn refused(&self) -> usize {
        0
    }

    async fn reread(&self) -> Result<(), StoreError> {
        self.heard.borrow_mut().push("reread".to_owned());
        Ok(())
    }

    async fn hear(&self, news: News<'_>) {
        let word = match news {
            News::Kept { intake, refused } => {
                self.base.borrow_mut().apply(intake);
                format!("kept {} refused {}", intake.settled.len(), refused.len())
            }
            News::Failed(failure) => format!("{failure:?}"),
            other => format!("{other:?}"),
        };
        self.heard.borrow_mut().push(word);
    }
}

struct Bench {
    vault: Vault,
    store: Rc<MemoryStore>,
    screen: Screen,
    script: Script,
    syncer: Syncer,
    keyring: MemoryKeyring,
}

/// Under which digest the key of the bench's own store lies.
const OWN: &str = "own";

impl Bench {
    fn new() -> Self {
        Self::sending_at_most(usize::MAX)
    }

    fn sending_at_most(ops: usize) -> Self {
        let store = Rc::new(MemoryStore::new());
        let cipher = Rc::new(SoftCipher::new([5; 32], |buffer: &mut [u8]| buffer.fill(0)));
        let vault = Vault::new(Rc::clone(&store) as Rc<dyn crate::RawStore>, cipher);
        let (screen, script, syncer) = (Screen::default(), Script::default(), Syncer::sending_at_most(ops));
        Self { vault, store, screen, script, syncer, keyring: MemoryKeyring::default() }
    }

    fn will_answer(&self, answers: impl IntoIterator<Item = Result<SyncResponse, Failure>>) {
        self.script.answers.replace(answers.into_iter().collect());
    }

    fn save(&self, n: u128, photo: Option<&WaitingPhoto>) {
        let plain = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default());
        let named = photo.map(|photo| PhotoRef { id: photo.id, sha256: String::new(), bytes: 1 });
        let classes = vec!["五年级1班".to_owned()];
        let body = LogBody { classes, photos: named.into_iter().collect(), ..plain };
        let change = RecordLog { log: LogId(Uuid::from_u128(n)), body, facts: vec![] }.into();
        let op = Op { op_id: OpId(Uuid::from_u128(n)), captured_at: chrono::DateTime::default(), change };
        let op = Written::try_from(op).unwrap_or_else(|e| panic!("{e}"));
        let photos: Vec<WaitingPhoto> = photo.into_iter().cloned().collect();
        block_on(self.vault.record(&op, None, None, &photos)).unwrap_or_else(|e| panic!("{e}"));
    }

    fn run(&self) -> Rest {
        let phone = Phone {
            vault: &self.vault,
            keyring: &self.keyring,
            digest: OWN,
            account: AccountId(Uuid::from_u128(1)),
            device: DeviceId(Uuid::from_u128(2)),
            state: &self.screen,
            transport: &self.script,
        };
        block_on(self.syncer.run(&phone, || 0))
    }

    fn waiting(&self) -> usize {
        block_on(self.vault.waiting()).unwrap_or_default()
    }

    fn heard(&self) -> Vec<String> {
        self.screen.heard.take()
    }
}

fn picture(bytes: usize) -> WaitingPhoto {
    WaitingPhoto { id: PhotoId(Uuid::from_u128(9)), bytes: vec![7; bytes] }
}

#[test]
fn everything_goes_in_as_many_rounds_as_it_takes() {
    let bench = Bench::sending_at_most(2);
    (1..=3).for_each(|n| bench.save(n, None));
    assert_eq!(bench.run(), WELL);
    assert_eq!(
        (bench.waiting(), bench.heard()),
        (0, vec!["kept 2 refused 0".to_owned(), "kept 1 refused 0".into(), "EndedWell".into()])
    );
}

#[test]
fn without_an_answer_it_waits_and_says_why() {
    let bench = Bench::new();
    bench.save(1, None);
    bench.will_answer([Err(Failure::Unreachable)]);
    assert!(matches!(bench.run(), Rest::Failed(_)));
    assert_eq!((bench.waiting(), bench.heard()), (1, vec!["Unreachable".to_owned()]));
}

#[test]
fn a_request_too_large_is_halved_at_once_and_counters_that_do_not_fit_are_mended() {
    let bench = Bench::new();
    (1..=4).for_each(|n| bench.save(n, None));
    bench.will_answer([Err(Failure::TooLarge), Err(Failure::Gap(7))]);
    assert_eq!(bench.run(), WELL);
    let carried: Vec<usize> = bench.script.asked.borrow().iter().map(|(ops, _)| *ops).collect();
    assert_eq!((carried, bench.waiting()), (vec![4, 2, 2, 2], 0), "and the numbers are new");
    assert!(bench.heard().contains(&"Renumbered".to_owned()));
}

#[test]
fn when_the_session_has_ended_the_work_stays_and_goes_when_the_person_has_signed_in_again() {
    let bench = Bench::new();
    bench.save(1, None);
    bench.will_answer([Err(Failure::SignedOut), Err(Failure::SignedOut)]);
    for _ in 0..2 {
        assert_eq!((bench.run(), bench.waiting()), (Rest::Stopped, 1));
        assert_eq!(bench.heard(), ["SignedOut"]);
    }
    assert_eq!((bench.run(), bench.waiting()), (WELL, 0));
}

#[test]
fn rows_that_were_thrown_away_while_a_request_was_under_way_are_pulled_anew() {
    let bench = Bench::new();
    let cursor = || block_on(bench.vault.cursor());
    assert_eq!((bench.run(), cursor()), (WELL, Ok(Some("next".to_owned()))));
    bench.script.evicts.replace(Some(Rc::clone(&bench.store)));
    assert_eq!((bench.run(), cursor()), (WELL, Ok(Some(DOUBT.to_owned()))), "more is gone than the reply brings");
    bench.will_answer([Ok(SyncResponse { resync: true, ..reply(vec![]) })]);
    assert_eq!((bench.run(), cursor()), (WELL, Ok(Some("next".to_owned()))));
}

#[test]
fn rows_that_come_without_a_new_cursor_are_pulled_anew_so_that_no_other_tab_takes_its_own_for_the_stores() {
    let bench = Bench::new();
    let cursor = || block_on(bench.vault.cursor());
    assert_eq!((bench.run(), cursor()), (WELL, Ok(Some("next".to_owned()))));
    bench.save(1, None);
    // The work was taken in, and nothing could be pulled: the entry is a row now, the cursor as it was.
    let settlement = Settlement::Applied { version: 1, exact: true };
    bench.will_answer([Ok(reply(vec![OpResult { n: 1, op_id: None, settlement }]))]);
    assert_eq!((bench.run(), bench.waiting(), cursor()), (WELL, 0, Ok(Some(DOUBT.to_owned()))));
}

#[test]
fn what_is_refused_is_kept_and_the_rest_goes_on() {
    let bench = Bench::new();
    (1..=2).for_each(|n| bench.save(n, None));
    let no = Settlement::Rejected(Rejection::from(RejectionCode::Invalid));
    bench.will_answer([Ok(reply(vec![OpResult { n: 1, op_id: None, settlement: no }, applied(2)]))]);
    assert_eq!(bench.run(), WELL);
    assert_eq!((bench.waiting(), bench.heard().first().map(String::as_str)), (0, Some("kept 1 refused 1")));
    assert_eq!(block_on(bench.vault.refused()).map(|all| all.len()), Ok(1));
}

#[test]
fn what_is_refused_because_a_child_was_erased_is_kept_nowhere_and_nothing_is_said_of_it() {
    let bench = Bench::new();
    let photo = picture(3);
    bench.save(1, Some(&photo));
    bench.save(2, None);
    let no = Settlement::Rejected(Rejection::from(RejectionCode::Erased));
    bench.will_answer([Ok(reply(vec![OpResult { n: 1, op_id: None, settlement: no }, applied(2)]))]);
    assert_eq!(bench.run(), WELL);
    assert_eq!((bench.waiting(), bench.heard().first().map(String::as_str)), (0, Some("kept 1 refused 0")));
    assert_eq!((block_on(bench.vault.refused()), block_on(bench.vault.waiting_photos())), (Ok(vec![]), Ok(vec![])));
    let kept = block_on(bench.vault.kept_ops()).unwrap_or_default();
    assert_eq!(kept.iter().map(|(_, op)| op.op_id).collect::<Vec<_>>(), [op_id(2)]);
    assert_eq!(bench.script.chunks.get(), 0, "nor is its picture sent");
}

#[test]
fn what_comes_back_about_a_child_who_was_erased_meanwhile_goes_with_what_was_begun() {
    let bench = Bench::new();
    let child = ChildId(Uuid::from_u128(4));
    let plain = LogBody::plain(vec![child], ActivityKind::FamilyCare, Mode::HomeVisit, NaiveDate::default());
    let change = RecordLog { log: LogId(Uuid::from_u128(1)), body: plain, facts: vec![] }.into();
    let op = Op { op_id: op_id(1), captured_at: chrono::DateTime::default(), change };
    let op = Written::try_from(op).unwrap_or_else(|e| panic!("{e}"));
    let returned = vec![sync::Returned { op, rejection: RejectionCode::UnknownLog.into() }];
    block_on(bench.vault.keep_draft("log", &serde_json::json!({"body": {"children": [child]}})))
        .unwrap_or_else(|e| panic!("{e}"));
    let page = Page { erased: vec![child], ..Page::default() };
    bench.will_answer([Ok(SyncResponse { page, returned, ..reply(vec![]) })]);
    assert_eq!(bench.run(), WELL);
    assert_eq!(block_on(bench.vault.refused()), Ok(vec![]));
    assert_eq!(block_on(bench.vault.draft::<serde_json::Value>("log")), Ok(None));
}

#[test]
fn a_phone_without_room_loses_neither_its_work_nor_what_it_had_to_ask_for() {
    let bench = Bench::new();
    bench.save(1, None);
    let child = ChildId(Uuid::from_u128(4));
    bench.syncer.refetch.borrow_mut().push(child);
    bench.store.set_full(true);
    assert!(matches!(bench.run(), Rest::Failed(_)));
    assert_eq!(bench.heard(), ["NoRoom"]);
    bench.store.set_full(false);
    assert_eq!(bench.run(), WELL);
    let asked = bench.script.asked.take();
    assert_eq!((asked[0].1.as_slice(), asked[1].1.as_slice()), ([child].as_slice(), [child].as_slice()));
}

#[test]
fn the_operation_that_the_server_fails_over_is_set_aside_and_no_other_in_its_place() {
    let fails = |bench: &Bench| {
        (1..=2).for_each(|n| bench.save(n, None));
        for _ in 0..3 {
            bench.will_answer([Err(Failure::Broken)]);
            assert!(matches!(bench.run(), Rest::Failed(_)));
        }
        assert!(bench.syncer.pace.borrow().set_aside);
    };
    let bench = Bench::sending_at_most(1);
    fails(&bench);
    assert_eq!((bench.run(), bench.script.set_aside.get()), (WELL, 1));
    // Another tab was quicker.
    let bench = Bench::sending_at_most(1);
    fails(&bench);
    block_on(bench.vault.settle(&[1], &[], chrono::DateTime::default(), Some(0))).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((bench.run(), bench.script.set_aside.get(), bench.waiting()), (WELL, 0, 0));
}

#[test]
fn a_revoked_phone_hands_in_its_work_and_then_forgets_everything() {
    let bench = Bench::sending_at_most(1);
    (1..=2).for_each(|n| bench.save(n, None));
    let revoked = |n| Ok(SyncResponse { revoked: true, ..reply(vec![applied(n)]) });
    bench.will_answer([revoked(1), revoked(2)]);
    assert_eq!(bench.run(), Rest::Stopped);
    assert_eq!(bench.heard().last().map(String::as_str), Some("Forgotten"));
    assert_eq!(bench.script.asked.borrow().len(), 2);
}

impl Bench {
    /// The device was revoked: its one operation, with a picture, is taken, and it is told to go so often more.
    fn is_told_to_go(&self, times: u32) {
        self.save(1, Some(&picture(5)));
        let told = |results| Ok(SyncResponse { revoked: true, ..reply(results) });
        let mut answers = vec![told(vec![applied(1)])];
        answers.extend((0..times).map(|_| told(vec![])));
        self.will_answer(answers);
    }

    fn waiting_photos(&self) -> usize {
        block_on(self.vault.waiting_photos()).unwrap_or_default().len()
    }
}

#[test]
fn a_revoked_phone_sends_the_pictures_of_its_work_before_it_forgets_and_lets_go_of_refused_ones() {
    for refusal in [None, Some(Failure::Revoked), Some(Failure::Forbidden), Some(Failure::SignedOut)] {
        let bench = Bench::new();
        bench.is_told_to_go(1);
        bench.script.fails.set(refusal);
        assert_eq!((bench.run(), bench.waiting_photos()), (Rest::Stopped, 0), "{refusal:?}");
        let heard = bench.heard();
        assert_eq!(heard.last().map(String::as_str), Some("Forgotten"), "{refusal:?}");
        assert_eq!(heard.contains(&"PhotoSent".to_owned()), refusal.is_none());
        assert_eq!(bench.script.photo.take().len(), if refusal.is_none() { 5 } else { 0 });
    }
}

#[test]
fn a_revoked_phone_that_loses_the_network_keeps_its_pictures_until_it_is_back() {
    let bench = Bench::new();
    bench.is_told_to_go(2 * PARTING_TRIES_MAX + 1);
    bench.script.fails.set(Some(Failure::Unreachable));
    for _ in 0..2 * PARTING_TRIES_MAX {
        assert!(matches!(bench.run(), Rest::Failed(_)));
        assert_eq!((bench.waiting(), bench.waiting_photos()), (0, 1));
        assert_eq!(bench.heard().last().map(String::as_str), Some("Unreachable"));
    }
    bench.script.fails.set(None);
    assert_eq!((bench.run(), bench.script.photo.take().len()), (Rest::Stopped, 5));
    assert_eq!(bench.heard().last().map(String::as_str), Some("Forgotten"));
}

#[test]
fn a_revoked_phone_over_whose_pictures_the_server_fails_again_and_again_forgets_at_last() {
    let bench = Bench::new();
    bench.is_told_to_go(PARTING_TRIES_MAX);
    bench.script.fails.set(Some(Failure::Broken));
    for _ in 1..PARTING_TRIES_MAX {
        assert!(matches!(bench.run(), Rest::Failed(_)));
        assert_eq!(bench.waiting_photos(), 1);
    }
    assert_eq!((bench.run(), bench.waiting_photos()), (Rest::Stopped, 0));
    assert_eq!(bench.heard().last().map(String::as_str), Some("Forgotten"));
}

#[test]
fn a_server_that_knows_nothing_of_the_revocation_any_more_is_heard_before_the_phone_forgets() {
    let bench = Bench::new();
    bench.is_told_to_go(0);
    bench.script.fails.set(Some(Failure::Revoked));
    bench.run();
    assert!(!bench.heard().contains(&"Forgotten".to_owned()));
    assert_eq!(bench.waiting_photos(), 1);
}

#[test]
fn a_revoked_phone_forgets_the_key_of_its_own_account_and_not_of_who_was_here_last() {
    let bench = Bench::new();
    let wrapped_key = |n| WrappedKey {
        version: 1,
        account: AccountId(Uuid::from_u128(n)),
        device: DeviceId(Uuid::from_u128(n)),
        salt: String::new(),
        memory_kib: 64,
        passes: 1,
        by_password: String::new(),
        by_recovery: String::new(),
    };
    let keyring: &dyn Keyring = &bench.keyring;
    block_on(async {
        keyring.keep(OWN, &wrapped_key(1)).await?;
        keyring.keep("other", &wrapped_key(2)).await?;
        // Somebody else has signed in in another tab.
        keyring.remember("other").await
    })
    .unwrap_or_else(|e| panic!("{e}"));
    bench.will_answer([Ok(SyncResponse { revoked: true, ..reply(vec![]) })]);
    assert_eq!(bench.run(), Rest::Stopped);
    assert_eq!(block_on(keyring.key(OWN)), Ok(None));
    assert_eq!(block_on(keyring.key("other")), Ok(Some(wrapped_key(2))));
    assert_eq!(block_on(keyring.last()), Ok(Some("other".to_owned())));
}

#[test]
fn pictures_go_after_the_text_in_chunks_and_go_on_where_they_broke_off() {
    let bench = Bench::new();
    let photo = picture(2 * PHOTO_CHUNK_BYTES + 5);
    bench.save(1, Some(&photo));
    bench.script.breaks_after.set(Some(1));
    assert!(matches!(bench.run(), Rest::Failed(_)), "the picture's failure waits,");
    assert_eq!(bench.waiting(), 0, "and holds up no text");
    bench.script.breaks_after.set(None);
    assert_eq!(bench.run(), WELL);
    assert_eq!(bench.script.photo.take(), photo.bytes, "each byte once");
    assert_eq!(block_on(bench.vault.waiting_photos()), Ok(vec![]));
}

#[test]
fn a_picture_of_a_form_or_of_refused_work_stays() {
    let bench = Bench::new();
    let photo = picture(3);
    block_on(bench.vault.keep_photo(&photo)).unwrap_or_else(|e| panic!("{e}"));
    let form = serde_json::json!({"body": {"photos": [{"id": photo.id, "sha256": "", "bytes": 3}]}});
    block_on(bench.vault.keep_draft("mend:1", &form)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((bench.run(), bench.script.chunks.get()), (WELL, 0));
    block_on(bench.vault.drop_draft("mend:1")).unwrap_or_else(|e| panic!("{e}"));
    bench.save(1, Some(&photo));
    let no = Settlement::Rejected(Rejection::from(RejectionCode::Invalid));
    bench.will_answer([Ok(reply(vec![OpResult { n: 1, op_id: None, settlement: no }]))]);
    assert_eq!((bench.run(), bench.script.chunks.get()), (WELL, 0));
}

fn op_id(n: u128) -> OpId {
    OpId(Uuid::from_u128(n))
}

impl Bench {
    /// The server was put back from a backup in which the device had come as far as `last_n`.
    fn is_put_back(&self, last_n: u64, unknown: impl IntoIterator<Item = u128>, before: Result<SyncResponse, Failure>) {
        self.script.epoch.set(9);
        let told =
            SyncResponse { epoch: Some(9), last_n, unknown: unknown.into_iter().map(op_id).collect(), ..reply(vec![]) };
        self.will_answer([before, Ok(told)]);
        self.script.pushed.take();
    }
}

#[test]
fn a_server_that_was_put_back_gets_what_it_has_lost_before_all_that_is_newer_and_once() {
    let bench = Bench::new();
    (1..=3).for_each(|n| bench.save(n, None));
    assert_eq!((bench.run(), bench.waiting()), (WELL, 0));
    bench.save(4, None);
    bench.is_put_back(1, [2, 3], Err(Failure::Gap(1)));
    assert_eq!((bench.run(), bench.waiting()), (WELL, 0));
    assert_eq!(bench.script.offered.take(), [1, 2, 3].map(op_id));
    assert_eq!(bench.script.pushed.take(), [(2, op_id(2)), (3, op_id(3)), (4, op_id(4))]);
    let kept =
        || block_on(bench.vault.kept_ops()).unwrap_or_default().iter().map(|(_, op)| op.op_id).collect::<Vec<_>>();
    assert_eq!(kept(), [1, 2, 3, 4].map(op_id), "should it be put back once more");

    // This time nothing waits: the phone hears of it with a pull.
    bench.is_put_back(0, [1, 4], Ok(SyncResponse { epoch: Some(8), resync: true, ..reply(vec![]) }));
    assert_eq!(bench.run(), WELL);
    assert_eq!(bench.script.offered.take(), [1, 2, 3, 4].map(op_id));
    assert_eq!(bench.script.pushed.take(), [(1, op_id(1)), (2, op_id(4))]);
    assert_eq!(kept(), [2, 3, 1, 4].map(op_id));
    assert_eq!((bench.run(), bench.script.offered.take()), (WELL, vec![]), "and is asked no more");
}

#[test]
fn a_phone_that_dies_after_the_counters_were_mended_offers_before_it_sends() {
    let bench = Bench::new();
    (1..=2).for_each(|n| bench.save(n, None));
    assert_eq!(bench.run(), WELL);
    bench.save(3, None);
    bench.will_answer([Err(Failure::Gap(1)), Err(Failure::Unreachable)]);
    assert!(matches!(bench.run(), Rest::Failed(_)));
    let again = Bench { syncer: Syncer::default(), ..bench };
    again.is_put_back(1, [2], Err(Failure::Busy));
    assert!(matches!(again.run(), Rest::Failed(_)));
    assert_eq!(again.run(), WELL);
    assert_eq!(again.script.pushed.take(), [(2, op_id(2)), (3, op_id(3))]);
}

#[test]
fn a_revoked_phone_hands_in_what_the_server_has_lost_before_it_forgets() {
    let bench = Bench::new();
    bench.save(1, None);
    assert_eq!(bench.run(), WELL);
    let revoked = SyncResponse { epoch: Some(9), revoked: true, ..reply(vec![]) };
    bench.is_put_back(0, [1], Ok(revoked.clone()));
    bench.script.answers.borrow_mut().push(Ok(SyncResponse { results: vec![applied(1)], ..revoked }));
    assert_eq!(bench.run(), Rest::Stopped);
    assert_eq!(bench.script.offered.take(), [op_id(1)]);
    assert_eq!(block_on(bench.vault.kept_ops()), Ok(vec![]), "nothing is kept of a phone that was revoked");
    assert!(bench.heard().contains(&"Forgotten".to_owned()));
}

#[test]
fn a_sent_picture_of_an_entry_that_is_here_is_sent_again_to_a_server_that_was_put_back() {
    let bench = Bench::new();
    let photo = picture(5);
    bench.save(1, Some(&photo));
    let log = Log::first(
        LogId(Uuid::from_u128(1)),
        AccountId(Uuid::from_u128(1)),
        LogBody {
            photos: vec![PhotoRef { id: photo.id, sha256: String::new(), bytes: 5 }],
            ..LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default())
        },
        chrono::DateTime::default(),
    );
    bench.screen.base.borrow_mut().rows.put(envelope(RowBody::Log(log)));
    assert_eq!((bench.run(), bench.script.photo.take()), (WELL, photo.bytes.clone()));
    assert_eq!((bench.run(), block_on(bench.vault.waiting_photos())), (WELL, Ok(vec![])));
    assert_eq!(block_on(bench.vault.photo(photo.id)), Ok(Some(photo.clone())), "it stays for some days");
    let told = SyncResponse { epoch: Some(9), ..reply(vec![]) };
    bench.is_put_back(1, [], Ok(told));
    assert_eq!((bench.run(), bench.script.photo.take()), (WELL, photo.bytes));
}

fn envelope(body: RowBody) -> Envelope {
    Row { version: 1, body }.try_into().unwrap_or_else(|e| panic!("{e}"))
}
