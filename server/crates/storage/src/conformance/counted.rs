//! A wrapper that remembers which methods of which repository were called.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, FactKind, FactSubject, Status};
use domain::id::{
    AccountId, ActId, BatchId, CampaignId, ChildId, CountersignId, CountyId, DeputyshipId, DeviceId, FactId,
    HouseholdId, LogId, OfferId, OpId, OutId, PageId, PhotoId, ProposalId, QuestionId, RequestId, SchoolId,
};
use domain::log::Log;
use domain::policy::{Deputyship, Grant};
use domain::register::erasure::Weight;
use domain::register::{Child, Commit, Enrolment, Merged, Offer, OfferState, Pairing, School, Written};
use domain::report::Out;
use domain::report::annual::Filled;
use domain::rules::RuleVersion;
use domain::term::due::LastDays;
use domain::term::{PageDays, Question, Term, TermPage};
use uuid::Uuid;

use crate::{
    AccessEntry, AccessHead, AccessRepository, Account, AccountRepository, ActRepository, Amount, Answered, Batch,
    BatchLine, BatchRepository, Bind, By, ChildNumber, ChildRepository, CodeUse, CommitRepository, Countersign,
    CountersignRepository, Counting, County, CreditRepository, Decision, DeputyRepository, DeskRepository, Device,
    DeviceLine, DeviceRepository, Directory, Donation, DonationRepository, DoneAct, DoubleRepository,
    EnrolmentRepository, Erasure, ErasureRepository, FactRepository, Feedback, FeedbackRepository, FigureRepository,
    FileRepository, FileRow, Found, HouseholdRepository, Judged, KeptCredit, KeptOp, KeptRules, Link, LogRepository,
    NewAccess, NewLog, Notice, NoticeRepository, OfferRepository, OpRepository, OutRepository, PageRepository,
    PairingRepository, Parked, ParkingRepository, PhotoRepository, PhotoState, PhotosTaken, Proposal,
    ProposalRepository, QuestionRepository, RegisterRepository, RegisteredChild, Request, Revision, RuleRepository,
    SchoolRepository, SecondStep, SecondStepRepository, Session, SessionRepository, SettledOp, Since, StatusRepository,
    Storage, StorageError, Unit, Unsent, Versioned, Writing,
};

/// The methods that were called, such as `children().get`.
type Calls = Arc<Mutex<BTreeSet<&'static str>>>;

fn note(calls: &Calls, method: &'static str) {
    calls.lock().unwrap_or_else(PoisonError::into_inner).insert(method);
}

/// A storage whose calls are remembered.
pub struct Counted<'a> {
    inner: &'a dyn Storage,
    calls: Calls,
}

impl<'a> Counted<'a> {
    /// Nothing is called yet.
    pub fn new(inner: &'a dyn Storage) -> Self {
        Self { inner, calls: Calls::default() }
    }

    /// The methods that nothing has called.
    pub fn never_called(&self) -> Vec<&'static str> {
        let called = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        DIRECTORY.iter().chain(METHODS).filter(|method| !called.contains(*method)).copied().collect()
    }
}

#[async_trait]
impl Storage for Counted<'_> {
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        Ok(Box::new(CountedUnit { inner: self.inner.read(county).await?, calls: Arc::clone(&self.calls) }))
    }

    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        Ok(Box::new(CountedUnit { inner: self.inner.write(county).await?, calls: Arc::clone(&self.calls) }))
    }

    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError> {
        Ok(Box::new(CountedDirectory { inner: self.inner.directory().await?, calls: Arc::clone(&self.calls) }))
    }

    async fn scrub(&self) -> Result<(), StorageError> {
        self.inner.scrub().await
    }

    async fn amiss(&self) -> Result<Vec<String>, StorageError> {
        self.inner.amiss().await
    }

    fn chain(&self) -> [u8; 32] {
        self.inner.chain()
    }

    fn engine(&self) -> &'static str {
        self.inner.engine()
    }
}

struct CountedDirectory {
    inner: Box<dyn Directory>,
    calls: Calls,
}

const DIRECTORY: &[&str] = &["directory().counties", "directory().account", "directory().session", "directory().enter"];

#[async_trait]
impl Directory for CountedDirectory {
    async fn counties(&mut self) -> Result<Vec<County>, StorageError> {
        note(&self.calls, "directory().counties");
        self.inner.counties().await
    }

    async fn account(&mut self, login: &str) -> Result<Option<Account>, StorageError> {
        note(&self.calls, "directory().account");
        self.inner.account(login).await
    }

    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError> {
        note(&self.calls, "directory().session");
        self.inner.session(token_hash).await
    }

    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit> {
        note(&self.calls, "directory().enter");
        Box::new(CountedUnit { inner: self.inner.enter(county), calls: self.calls })
    }
}

struct CountedUnit {
    inner: Box<dyn Unit>,
    calls: Calls,
}

/// Implements every repository for [`CountedUnit`]. A method that a trait has and this list has not
/// does not compile, so the list is whole.
macro_rules! counted {
    ($($accessor:ident: $repository:ident { $(fn $method:ident($($arg:ident: $type:ty),*) -> $answer:ty;)* })*) => {
        const METHODS: &[&str] = &[$($(concat!(stringify!($accessor), "().", stringify!($method)),)*)*];

        $(
            #[async_trait]
            impl $repository for CountedUnit {
                $(
                    async fn $method(&mut self, $($arg: $type),*) -> Result<$answer, StorageError> {
                        note(&self.calls, concat!(stringify!($accessor), "().", stringify!($method)));
                        self.inner.$accessor().$method($($arg),*).await
                    }
                )*
            }
        )*

        #[async_trait]
        impl Unit for CountedUnit {
            fn county(&self) -> CountyId {
                self.inner.county()
            }

            $(
                fn $accessor(&mut self) -> &mut dyn $repository {
                    self
                }
            )*

            async fn commit(self: Box<Self>) -> Result<(), StorageError> {
                self.inner.commit().await
            }
        }
    };
}

counted! {
    access: AccessRepository {
        fn append(new: NewAccess<'_>, bind: Bind<'_>) -> AccessEntry;
        fn head() -> Option<AccessHead>;
        fn after(n: u64, limit: u32) -> Vec<AccessEntry>;
        fn newest(limit: u32) -> Vec<AccessEntry>;
    }
    accounts: AccountRepository {
        fn add(accounts: &[Account]) -> ();
        fn get(id: AccountId) -> Option<Account>;
        fn login_taken(login: &str) -> bool;
        fn of_school(school: SchoolId) -> Vec<Account>;
        fn of_county() -> Vec<Account>;
        fn number_taken(number: &str, but: AccountId) -> bool;
        fn correct(id: AccountId, name: &str, phone: Option<&str>, login: &str) -> ();
        fn give_role(id: AccountId, grant: Grant) -> ();
        fn take_role(id: AccountId, grant: Grant) -> ();
        fn set_password(id: AccountId, hash: &str) -> ();
        fn set_activation(id: AccountId, code: &[u8], until: DateTime<Utc>, by: AccountId) -> ();
        fn code_by(id: AccountId) -> Option<AccountId>;
        fn disable(id: AccountId, at: DateTime<Utc>, until: DateTime<Utc>) -> ();
    }
    acts: ActRepository {
        fn add(done: &DoneAct) -> ();
        fn get(id: ActId) -> Option<DoneAct>;
        fn of_school(school: SchoolId, limit: u32) -> Vec<DoneAct>;
        fn take_back(id: ActId, seq: u64) -> ();
    }
    batches: BatchRepository {
        fn add(batch: &Batch) -> ();
        fn get(id: BatchId) -> Option<Batch>;
        fn of_school(school: SchoolId) -> Vec<BatchLine>;
        fn put(batch: &Batch) -> ();
        fn discard(id: BatchId) -> ();
        fn to_empty(until: DateTime<Utc>) -> Vec<BatchId>;
        fn recipe(school: SchoolId) -> Option<String>;
        fn keep_recipe(school: SchoolId, recipe: &str) -> ();
    }
    children: ChildRepository {
        fn numbers(children: &[ChildId]) -> Vec<ChildNumber>;
        fn keep_numbers(numbers: &[ChildNumber]) -> ();
        fn get(id: ChildId) -> Option<Child>;
        fn of_school(school: SchoolId, day: NaiveDate) -> Found<RegisteredChild>;
        fn of_classes(school: SchoolId, classes: &[String], day: NaiveDate) -> Vec<ChildId>;
    }
    commits: CommitRepository {
        fn found(name: &str) -> ();
        fn made_up() -> ();
        fn next(by: By) -> u64;
        fn take(count: u64, by: By) -> u64;
        fn taken() -> Option<u64>;
        fn newest() -> u64;
        fn epoch() -> u64;
        fn get(seq: u64) -> Option<Commit>;
    }
    credits: CreditRepository {
        fn last_days(school: Option<SchoolId>, day: NaiveDate) -> Found<(ChildId, LastDays)>;
        fn between(from: NaiveDate, to: NaiveDate, children: Option<&[ChildId]>) -> Found<Counting>;
        fn amiss() -> Vec<LogId>;
        fn of_log(log: LogId) -> Vec<KeptCredit>;
    }
    deputies: DeputyRepository {
        fn add(deputyship: &Deputyship) -> ();
        fn get(id: DeputyshipId) -> Option<Deputyship>;
        fn of_account(account: AccountId, day: NaiveDate) -> Vec<Deputyship>;
        fn of_school(school: SchoolId, day: NaiveDate) -> Vec<Deputyship>;
        fn end(id: DeputyshipId, at: DateTime<Utc>) -> ();
    }
    desk: DeskRepository {
        fn devices(school: SchoolId) -> Vec<DeviceLine>;
    }
    devices: DeviceRepository {
        fn add(device: &Device) -> ();
        fn get(id: DeviceId) -> Option<Device>;
        fn of_account(account: AccountId) -> Vec<Device>;
        fn last_contact(id: DeviceId) -> Option<DateTime<Utc>>;
        fn revoke(id: DeviceId, at: DateTime<Utc>, until: DateTime<Utc>) -> ();
        fn report_unsent(id: DeviceId, unsent: &Unsent) -> ();
        fn lock_counter(id: DeviceId) -> Option<u64>;
        fn advance(id: DeviceId, n: u64) -> ();
    }
    donations: DonationRepository {
        fn of_period(from: NaiveDate, to: NaiveDate) -> Found<Donation>;
        fn amounts(from: NaiveDate, to: NaiveDate) -> Vec<Amount>;
        fn of_campaign(campaign: CampaignId) -> Found<Donation>;
    }
    doubles: DoubleRepository {
        fn add(judged: &Judged) -> ();
        fn get(id: ActId) -> Option<Judged>;
        fn standing() -> Vec<Judged>;
        fn links() -> Vec<Link>;
        fn once_led_to(linked: ChildId) -> Vec<ChildId>;
        fn take_back(id: ActId, seq: u64) -> ();
    }
    enrolments: EnrolmentRepository {
        fn of_child(child: ChildId) -> Vec<Enrolment>;
        fn at_school(school: SchoolId, day: NaiveDate) -> Found<Enrolment>;
        fn lasting(school: SchoolId, day: NaiveDate) -> Found<Enrolment>;
        fn in_class(school: SchoolId, class_name: &str) -> Found<Enrolment>;
        fn place(child: ChildId, day: NaiveDate) -> Option<Enrolment>;
    }
    erasure: ErasureRepository {
        fn children(seq: u64, children: &[ChildId]) -> Vec<Weight>;
        fn weigh(children: &[ChildId]) -> Vec<Weight>;
        fn erased(subjects: &[Uuid]) -> Vec<Uuid>;
        fn erased_after(children: &[ChildId], seq: u64) -> Vec<ChildId>;
        fn entry_gone(author: AccountId, log: LogId) -> ();
        fn is_entry_gone(author: AccountId, log: LogId) -> bool;
        fn record(erasure: &Erasure) -> ();
        fn records() -> Vec<Erasure>;
        fn ask(request: &Request) -> ();
        fn request(id: RequestId) -> Option<Request>;
        fn requests() -> Vec<Request>;
        fn decide(id: RequestId, answered: &Answered, answer: &str) -> ();
    }
    facts: FactRepository {
        fn get(id: FactId) -> Option<Fact>;
        fn known(ids: &[FactId]) -> Vec<FactId>;
        fn of_subject(subject: FactSubject, kind: FactKind) -> Found<Fact>;
        fn disputed(school: SchoolId, day: NaiveDate) -> Found<Fact>;
    }
    feedback: FeedbackRepository {
        fn add(feedback: &Feedback) -> ();
        fn newest(limit: u32) -> Vec<Feedback>;
    }
    figures: FigureRepository {
        fn fill(seq: u64, filled: &Filled) -> ();
        fn filled(year: i32) -> Vec<Filled>;
    }
    files: FileRepository {
        fn rows(
            files: &[ChildId], visible: &[ChildId], mentor: Option<AccountId>, since: Since
        ) -> Found<Versioned<FileRow>>;
        fn class_sessions(author: AccountId, visible: &[ChildId], since: Since) -> Found<Versioned<Log>>;
    }
    households: HouseholdRepository {
        fn of_children(children: &[ChildId]) -> Vec<HouseholdId>;
        fn ever_of(child: ChildId) -> Vec<HouseholdId>;
    }
    logs: LogRepository {
        fn add(logs: &[NewLog], at: DateTime<Utc>) -> ();
        fn get(id: LogId) -> Option<Log>;
        fn revise(seq: u64, log: &Log, op: OpId, at: DateTime<Utc>) -> ();
        fn revisions(id: LogId) -> Vec<Revision>;
        fn children(id: LogId) -> Vec<ChildId>;
        fn entered(by: AccountId, since: DateTime<Utc>) -> Found<Log>;
        fn follow_ups(school: SchoolId, day: NaiveDate) -> Found<Log>;
        fn known(ids: &[LogId]) -> Vec<LogId>;
        fn reach(seq: u64, kept: ChildId, linked: ChildId) -> ();
        fn release(seq: u64, kept: ChildId, linked: ChildId) -> ();
    }
    notices: NoticeRepository {
        fn add(notice: &Notice) -> ();
        fn of_account(account: AccountId, seq: u64, since: DateTime<Utc>) -> Vec<Notice>;
    }
    offers: OfferRepository {
        fn add(offers: &[Offer]) -> ();
        fn get(id: OfferId) -> Option<Offer>;
        fn open_of(child: ChildId) -> Option<Offer>;
        fn of_school(school: SchoolId, since: DateTime<Utc>) -> Vec<Offer>;
        fn of_act(act: ActId) -> Vec<Offer>;
        fn put(offer: &Offer, was: OfferState) -> ();
    }
    ops: OpRepository {
        fn add(device: DeviceId, settled: &[SettledOp]) -> ();
        fn of_device(device: DeviceId, from: u64, to: u64) -> Vec<SettledOp>;
        fn find(ops: &[OpId]) -> Vec<SettledOp>;
        fn known(account: AccountId, ops: &[OpId]) -> Vec<OpId>;
        fn keep(kept: &KeptOp) -> ();
        fn kept(device: Option<DeviceId>) -> Vec<KeptOp>;
        fn settle_kept(op: OpId, settlement: &str, refused: bool, seq: u64) -> ();
        fn refused_after_all(device: DeviceId, above: u64) -> Vec<(String, String)>;
    }
    outs: OutRepository {
        fn add(out: &Out) -> ();
        fn get(id: OutId) -> Option<Out>;
        fn of(school: Option<SchoolId>, limit: u32) -> Vec<Out>;
    }
    pages: PageRepository {
        fn add(seq: u64, page: &TermPage) -> ();
        fn get(id: PageId) -> Option<TermPage>;
        fn known(ids: &[PageId]) -> Vec<PageId>;
        fn of_child(child: ChildId, term: Term) -> Found<TermPage>;
        fn of_term(term: Term, children: Option<&[ChildId]>) -> Found<TermPage>;
        fn days(school: SchoolId, day: NaiveDate) -> Found<(ChildId, PageDays)>;
        fn disputed(school: SchoolId, day: NaiveDate) -> Found<TermPage>;
    }
    pairings: PairingRepository {
        fn of_mentor(mentor: AccountId) -> Found<Pairing>;
        fn since(seq: u64) -> Vec<(Pairing, bool)>;
        fn of_child(child: ChildId) -> Vec<Pairing>;
        fn of_school(school: SchoolId, day: NaiveDate) -> Vec<Pairing>;
    }
    parking: ParkingRepository {
        fn add(parked: &Parked) -> ();
        fn get(op: OpId) -> Option<Parked>;
        fn of_school(school: SchoolId, day: NaiveDate) -> Vec<Parked>;
        fn of_author(author: AccountId) -> Vec<Parked>;
        fn pass_on(op: OpId, to: ChildId, heard: &[ChildId]) -> ();
        fn resolve(op: OpId, decision: Decision) -> ();
    }
    proposals: ProposalRepository {
        fn add(proposal: &Proposal) -> ();
        fn get(id: ProposalId) -> Option<Proposal>;
        fn of_school(school: SchoolId) -> Vec<Proposal>;
        fn resolve(id: ProposalId, decision: Decision) -> ();
    }
    photos: PhotoRepository {
        fn state(account: AccountId, id: PhotoId) -> Option<PhotoState>;
        fn expect(account: AccountId, id: PhotoId, state: &PhotoState, at: DateTime<Utc>) -> ();
        fn add_chunk(account: AccountId, id: PhotoId, at: u64, data: &[u8]) -> ();
        fn reset(account: AccountId, id: PhotoId) -> ();
        fn is_erased(account: AccountId, id: PhotoId) -> bool;
        fn erase(account: AccountId, photos: &[PhotoId]) -> ();
        fn bytes(account: AccountId, id: PhotoId) -> Vec<u8>;
        fn taken(account: AccountId, since: DateTime<Utc>) -> PhotosTaken;
        fn logs(id: PhotoId) -> Vec<LogId>;
        fn tie(log: LogId, photos: &[PhotoId]) -> ();
    }
    countersigns: CountersignRepository {
        fn add(asked: &Countersign) -> ();
        fn get(id: CountersignId) -> Option<Countersign>;
        fn open(since: DateTime<Utc>) -> Vec<Countersign>;
        fn resolve(id: CountersignId, decision: Decision) -> ();
        fn done(id: CountersignId, at: DateTime<Utc>) -> ();
    }
    second_steps: SecondStepRepository {
        fn get(account: AccountId) -> Option<SecondStep>;
        fn put(step: &SecondStep) -> ();
        fn tried(account: AccountId, wrong: u32, at: DateTime<Utc>) -> ();
        fn remove(account: AccountId) -> ();
        fn use_step(account: AccountId, step: u64) -> ();
        fn use_code(account: AccountId, usage: CodeUse, n: u32, at: DateTime<Utc>) -> ();
    }
    questions: QuestionRepository {
        fn add(seq: u64, question: &Question) -> ();
        fn get(id: QuestionId) -> Option<Question>;
        fn of_child(child: ChildId) -> Found<Question>;
        fn close(seq: u64, id: QuestionId, at: DateTime<Utc>) -> ();
    }
    register: RegisterRepository {
        fn write(seq: u64, written: &[Written]) -> ();
        fn since(seq: u64) -> Found<Writing>;
    }
    rules: RuleRepository {
        fn book() -> KeptRules;
        fn put(seq: u64, version: &RuleVersion) -> ();
        fn withdraw(seq: u64, from: NaiveDate) -> ();
    }
    schools: SchoolRepository {
        fn add(schools: &[School]) -> ();
        fn get(id: SchoolId) -> Option<School>;
        fn merge(id: SchoolId, merged: Option<Merged>) -> ();
        fn all() -> Found<School>;
        fn classes(school: SchoolId, day: NaiveDate) -> Vec<String>;
        fn classes_changed(school: SchoolId, after: u64, earlier: NaiveDate, day: NaiveDate) -> bool;
        fn of_subject(subject: FactSubject, day: NaiveDate) -> Vec<SchoolId>;
    }
    sessions: SessionRepository {
        fn add(session: &Session) -> ();
        fn seen(token_hash: &[u8], at: DateTime<Utc>) -> ();
        fn confirmed(token_hash: &[u8], at: DateTime<Utc>) -> ();
        fn at_desks(account: AccountId) -> Vec<Session>;
        fn end_at_desks(account: AccountId) -> ();
        fn end(token_hash: &[u8]) -> ();
        fn end_all(account: AccountId, but: Option<&[u8]>) -> ();
        fn end_expired(now: DateTime<Utc>) -> u64;
    }
    statuses: StatusRepository {
        fn of_child(child: ChildId) -> Vec<Status>;
    }
}
