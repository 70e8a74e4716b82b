//! The database, and one transaction on it with a repository for each kind of thing.

use async_trait::async_trait;
use domain::id::CountyId;

use crate::{
    AccessRepository, AccountRepository, ActRepository, BatchRepository, ChildRepository, CommitRepository,
    CountersignRepository, CreditRepository, DeputyRepository, DeskRepository, DeviceRepository, Directory,
    DonationRepository, DoubleRepository, EnrolmentRepository, ErasureRepository, FactRepository, FeedbackRepository,
    FigureRepository, FileRepository, HouseholdRepository, LogRepository, NoticeRepository, OfferRepository,
    OpRepository, OutRepository, PageRepository, PairingRepository, ParkingRepository, PhotoRepository,
    ProposalRepository, QuestionRepository, RegisterRepository, RuleRepository, SchoolRepository, SecondStepRepository,
    SessionRepository, StatusRepository, StorageError,
};

/// An open database, on which units of work are begun.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Opens a unit of work of a county that only reads.
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError>;

    /// Opens a unit of work of a county that may write. Until it ends nobody else writes to the county, so that
    /// what was read in it still holds when it writes.
    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError>;

    /// Opens what spans counties, to read. From there one enters a county.
    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError>;

    /// Makes what was deleted unreadable on the disk, where the engine would keep it for a while. Nobody writes meanwhile.
    async fn scrub(&self) -> Result<(), StorageError>;

    /// What the engine itself finds amiss in its files, in its own words; nothing where it has no such question.
    async fn amiss(&self) -> Result<Vec<String>, StorageError>;

    /// The key of the access logs' chains. It lies sealed in the database, and stays when the server's key changes.
    fn chain(&self) -> [u8; 32];

    /// The engine's name, for logs and the diagnostics page.
    fn engine(&self) -> &'static str;
}

/// Everything of one county within one transaction.
#[async_trait]
pub trait Unit: Send {
    /// The county it was opened for.
    fn county(&self) -> CountyId;

    /// Who looked at what, and did what by a power over others.
    fn access(&mut self) -> &mut dyn AccessRepository;
    /// People who sign in.
    fn accounts(&mut self) -> &mut dyn AccountRepository;
    /// Acts on many children at once.
    fn acts(&mut self) -> &mut dyn ActRepository;
    /// School files on their way into the register.
    fn batches(&mut self) -> &mut dyn BatchRepository;
    /// Children and their identity numbers.
    fn children(&mut self) -> &mut dyn ChildRepository;
    /// The county itself and its commit sequence.
    fn commits(&mut self) -> &mut dyn CommitRepository;
    /// What is asked for accounts and waits for a second person.
    fn countersigns(&mut self) -> &mut dyn CountersignRepository;
    /// What entries count for.
    fn credits(&mut self) -> &mut dyn CreditRepository;
    /// Who stands in for somebody who is away.
    fn deputies(&mut self) -> &mut dyn DeputyRepository;
    /// What the desks list.
    fn desk(&mut self) -> &mut dyn DeskRepository;
    /// Devices and their counters.
    fn devices(&mut self) -> &mut dyn DeviceRepository;
    /// What was given to children.
    fn donations(&mut self) -> &mut dyn DonationRepository;
    /// What was decided about children who looked like one.
    fn doubles(&mut self) -> &mut dyn DoubleRepository;
    /// Periods of children at schools.
    fn enrolments(&mut self) -> &mut dyn EnrolmentRepository;
    /// Erasing children who have left.
    fn erasure(&mut self) -> &mut dyn ErasureRepository;
    /// Answers to the four questions, version by version.
    fn facts(&mut self) -> &mut dyn FactRepository;
    /// What people wrote to the makers.
    fn feedback(&mut self) -> &mut dyn FeedbackRepository;
    /// What was filled in of a year's figures.
    fn figures(&mut self) -> &mut dyn FigureRepository;
    /// Children's files as a pull reads them.
    fn files(&mut self) -> &mut dyn FileRepository;
    /// The households in which children live.
    fn households(&mut self) -> &mut dyn HouseholdRepository;
    /// Entries and their revisions.
    fn logs(&mut self) -> &mut dyn LogRepository;
    /// What people are told of acts that affect them.
    fn notices(&mut self) -> &mut dyn NoticeRepository;
    /// Children whom a school offers to another.
    fn offers(&mut self) -> &mut dyn OfferRepository;
    /// What was done with the operations that devices pushed.
    fn ops(&mut self) -> &mut dyn OpRepository;
    /// What was taken out.
    fn outs(&mut self) -> &mut dyn OutRepository;
    /// Pages of children and terms.
    fn pages(&mut self) -> &mut dyn PageRepository;
    /// Pairings of children and mentors.
    fn pairings(&mut self) -> &mut dyn PairingRepository;
    /// Work that waits for a school.
    fn parking(&mut self) -> &mut dyn ParkingRepository;
    /// Pictures of entries, as far as they have come.
    fn photos(&mut self) -> &mut dyn PhotoRepository;
    /// Pairings that wait for a school's lead.
    fn proposals(&mut self) -> &mut dyn ProposalRepository;
    /// What schools ask about pages.
    fn questions(&mut self) -> &mut dyn QuestionRepository;
    /// The register as it is written.
    fn register(&mut self) -> &mut dyn RegisterRepository;
    /// The county's rules, each version from a first day on.
    fn rules(&mut self) -> &mut dyn RuleRepository;
    /// Schools and their classes.
    fn schools(&mut self) -> &mut dyn SchoolRepository;
    /// Second steps of signing in at a desk.
    fn second_steps(&mut self) -> &mut dyn SecondStepRepository;
    /// Browsers that are signed in.
    fn sessions(&mut self) -> &mut dyn SessionRepository;
    /// What somebody certified of children for a time.
    fn statuses(&mut self) -> &mut dyn StatusRepository;

    /// Makes everything durable. Called once, at the end.
    async fn commit(self: Box<Self>) -> Result<(), StorageError>;
}
