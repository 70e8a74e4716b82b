//! The statements, in the part of SQL that both engines share. One file a repository.

mod access;
mod accounts;
mod acts;
pub mod archive;
mod batches;
mod check;
mod children;
mod commits;
mod countersigns;
mod credits;
mod deputies;
mod desk;
mod devices;
mod directory;
mod donations;
mod doubles;
mod enrolments;
mod erasure;
mod facts;
mod feedback;
mod figures;
mod files;
mod households;
mod logs;
mod migrate;
mod notices;
mod offers;
pub mod opened;
mod ops;
mod outs;
mod pages;
mod pairings;
mod parking;
mod photos;
mod proposals;
mod questions;
mod read;
mod register;
pub mod rotate;
mod rules;
mod schools;
mod sealed;
mod second_steps;
mod sessions;
mod statuses;

use async_trait::async_trait;
use domain::id::CountyId;
use sqlx::{Database, Pool, QueryBuilder, Transaction};
use storage::{
    AccessRepository, AccountRepository, ActRepository, BatchRepository, ChildRepository, CommitRepository,
    CountersignRepository, CreditRepository, DeputyRepository, DeskRepository, DeviceRepository, Directory,
    DonationRepository, DoubleRepository, EnrolmentRepository, ErasureRepository, FactRepository, FeedbackRepository,
    FigureRepository, FileRepository, HouseholdRepository, LogRepository, NoticeRepository, OfferRepository,
    OpRepository, OutRepository, PageRepository, PairingRepository, ParkingRepository, PhotoRepository,
    ProposalRepository, QuestionRepository, RegisterRepository, RuleRepository, SchoolRepository, SecondStepRepository,
    SessionRepository, StatusRepository, Storage, StorageError, Unit,
};
use uuid::Uuid;

use super::dialect::{self, Db};
use crate::vault::{Keys, Opened};

/// Asks a database, after bringing its layout up to date, whether it is sealed.
pub async fn sealed(address: &str) -> Result<crate::Sealed, StorageError> {
    let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
    migrate::run(&writer).await.map_err(|e| StorageError::Driver(e.to_string()))?;
    let found = check::sealed(&writer).await;
    readers.close().await;
    writer.close().await;
    found
}

/// An open database: connections that write, and connections that read.
pub struct SqlStorage {
    writer: Pool<Db>,
    readers: Pool<Db>,
    keys: Keys,
    chain: [u8; 32],
}

impl SqlStorage {
    /// Opens a database and brings its layout up to date.
    pub async fn open(address: &str, keys: Keys) -> Result<Self, StorageError> {
        let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
        migrate::run(&writer).await.map_err(|e| StorageError::Driver(e.to_string()))?;
        check::key(&writer, &keys).await?;
        let chain = check::chain(&writer, &keys).await?;
        Ok(Self { writer, readers, keys, chain })
    }

    fn unit(&self, tx: Transaction<'static, Db>, county: CountyId) -> SqlUnit {
        SqlUnit { tx, county, opened: Opened::new(self.keys.clone(), county.0), taken: None }
    }
}

#[async_trait]
impl Storage for SqlStorage {
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        let tx = self.readers.begin().await.map_err(mapped)?;
        Ok(Box::new(self.unit(tx, county)))
    }

    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        let mut tx = self.writer.begin_with(dialect::BEGIN_WRITE).await.map_err(mapped)?;
        // Whoever writes has read before: until this ends, nobody else writes to the county.
        let mut lock = QueryBuilder::<Db>::new("SELECT id FROM county WHERE id = ");
        lock.push_bind(county.0).push(dialect::FOR_UPDATE).build().execute(&mut *tx).await.map_err(mapped)?;
        // Only now: while it waited, the key may have been changed.
        if !check::fits(&mut tx, &self.keys).await? {
            return Err(StorageError::Unavailable("the key was changed; start the server again".to_owned()));
        }
        Ok(Box::new(self.unit(tx, county)))
    }

    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError> {
        let tx = self.readers.begin().await.map_err(mapped)?;
        Ok(Box::new(directory::SqlDirectory { tx, keys: self.keys.clone() }))
    }

    async fn scrub(&self) -> Result<(), StorageError> {
        sqlx::query(dialect::SCRUB).execute(&self.writer).await.map_err(mapped)?;
        Ok(())
    }

    async fn amiss(&self) -> Result<Vec<String>, StorageError> {
        let Some(question) = dialect::WHOLE else { return Ok(vec![]) };
        let said: Vec<(String,)> = sqlx::query_as(question).fetch_all(&self.writer).await.map_err(mapped)?;
        Ok(said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }

    fn chain(&self) -> [u8; 32] {
        self.chain
    }

    fn engine(&self) -> &'static str {
        dialect::ENGINE
    }
}

/// One transaction of one county. Each file beside this one makes it one repository.
pub struct SqlUnit {
    tx: Transaction<'static, Db>,
    county: CountyId,
    opened: Opened,
    /// The first number of the county's sequence that was taken in it.
    taken: Option<u64>,
}

#[async_trait]
impl Unit for SqlUnit {
    fn county(&self) -> CountyId {
        self.county
    }

    fn access(&mut self) -> &mut dyn AccessRepository {
        self
    }

    fn accounts(&mut self) -> &mut dyn AccountRepository {
        self
    }

    fn acts(&mut self) -> &mut dyn ActRepository {
        self
    }

    fn batches(&mut self) -> &mut dyn BatchRepository {
        self
    }

    fn children(&mut self) -> &mut dyn ChildRepository {
        self
    }

    fn commits(&mut self) -> &mut dyn CommitRepository {
        self
    }

    fn countersigns(&mut self) -> &mut dyn CountersignRepository {
        self
    }

    fn credits(&mut self) -> &mut dyn CreditRepository {
        self
    }

    fn deputies(&mut self) -> &mut dyn DeputyRepository {
        self
    }

    fn desk(&mut self) -> &mut dyn DeskRepository {
        self
    }

    fn devices(&mut self) -> &mut dyn DeviceRepository {
        self
    }

    fn donations(&mut self) -> &mut dyn DonationRepository {
        self
    }

    fn doubles(&mut self) -> &mut dyn DoubleRepository {
        self
    }

    fn enrolments(&mut self) -> &mut dyn EnrolmentRepository {
        self
    }

    fn erasure(&mut self) -> &mut dyn ErasureRepository {
        self
    }

    fn facts(&mut self) -> &mut dyn FactRepository {
        self
    }

    fn feedback(&mut self) -> &mut dyn FeedbackRepository {
        self
    }

    fn figures(&mut self) -> &mut dyn FigureRepository {
        self
    }

    fn files(&mut self) -> &mut dyn FileRepository {
        self
    }

    fn households(&mut self) -> &mut dyn HouseholdRepository {
        self
    }

    fn logs(&mut self) -> &mut dyn LogRepository {
        self
    }

    fn notices(&mut self) -> &mut dyn NoticeRepository {
        self
    }

    fn offers(&mut self) -> &mut dyn OfferRepository {
        self
    }

    fn ops(&mut self) -> &mut dyn OpRepository {
        self
    }

    fn outs(&mut self) -> &mut dyn OutRepository {
        self
    }

    fn pages(&mut self) -> &mut dyn PageRepository {
        self
    }
    fn pairings(&mut self) -> &mut dyn PairingRepository {
        self
    }

    fn parking(&mut self) -> &mut dyn ParkingRepository {
        self
    }

    fn photos(&mut self) -> &mut dyn PhotoRepository {
        self
    }

    fn proposals(&mut self) -> &mut dyn ProposalRepository {
        self
    }

    fn questions(&mut self) -> &mut dyn QuestionRepository {
        self
    }

    fn register(&mut self) -> &mut dyn RegisterRepository {
        self
    }

    fn rules(&mut self) -> &mut dyn RuleRepository {
        self
    }

    fn schools(&mut self) -> &mut dyn SchoolRepository {
        self
    }

    fn second_steps(&mut self) -> &mut dyn SecondStepRepository {
        self
    }

    fn sessions(&mut self) -> &mut dyn SessionRepository {
        self
    }

    fn statuses(&mut self) -> &mut dyn StatusRepository {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StorageError> {
        self.tx.commit().await.map_err(mapped)
    }
}

/// Maps the driver's errors without their values.
fn mapped(error: sqlx::Error) -> StorageError {
    match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
            StorageError::Unavailable(error.to_string())
        }
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            StorageError::Conflict(inner.constraint().unwrap_or("unique").to_owned())
        }
        sqlx::Error::Database(inner) => {
            let code = inner.code().unwrap_or_default().into_owned();
            if dialect::passes(&code) {
                StorageError::Unavailable(code)
            } else {
                StorageError::Driver(format!("{code} {}", inner.message()))
            }
        }
        sqlx::Error::ColumnDecode { .. } => StorageError::Inconsistent("column"),
        other => StorageError::Driver(other.to_string()),
    }
}

/// Sequences and counts are kept as signed 64-bit integers; what does not fit is said, not cut.
fn signed(n: u64) -> Result<i64, StorageError> {
    i64::try_from(n).map_err(|_| StorageError::Inconsistent("a number out of range"))
}

/// A number read back, in the type it has outside.
fn number<T: TryFrom<i64>>(n: i64, column: &'static str) -> Result<T, StorageError> {
    T::try_from(n).map_err(|_| StorageError::Inconsistent(column))
}

/// What a statement did.
type Done = <Db as Database>::QueryResult;

/// A change must have found its one row.
fn found_one(done: &Done, what: &'static str) -> Result<(), StorageError> {
    if done.rows_affected() == 1 { Ok(()) } else { Err(StorageError::Missing { what }) }
}

/// Reads a coded value, or says which column is damaged.
fn parsed<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StorageError> {
    text.parse().map_err(|_| StorageError::Inconsistent(column))
}

fn from_json<T: serde::de::DeserializeOwned>(text: impl AsRef<[u8]>, column: &'static str) -> Result<T, StorageError> {
    serde_json::from_slice(text.as_ref()).map_err(|_| StorageError::Inconsistent(column))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::Inconsistent("value"))
}

/// Rows of a bulk insert that fit into one statement of `columns` columns. SQLite allows 32,766 values.
fn rows_per_statement(columns: usize) -> usize {
    30_000 / columns
}

/// Begins a statement with its first condition bound: `start` ends in `county_id = `.
fn of_county(start: &'static str, county: CountyId) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(start);
    query.push_bind(county.0);
    query
}

/// Appends `(…, …)` with every id bound. PostgreSQL takes no empty list: ask nothing then.
fn push_ids(query: &mut QueryBuilder<Db>, ids: impl IntoIterator<Item = Uuid>) {
    query.push("(");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    query.push(")");
}
