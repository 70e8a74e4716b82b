//! Backups: the whole database and its key in one file, sealed with age to a passphrase or a recipient.
//!
//! What is sealed in the database lies in a backup as it lies there; its key, without which it would open nothing, is in the
//! archive's first line, so that one file and one passphrase put a county back. Nothing else holds both.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::rules::RuleSet;
use domain::term::local_day;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use storage::{Storage, StorageError};
use storage_sql::archive::{self, Counts};
use storage_sql::{Keys, Sealed};

use crate::check::{Finding, check};
use crate::clock::Clock;
use crate::core::access_log::{self, Guard};
use crate::core::erasure::kept::{self, Erasures};
use crate::exchange::rows;
use crate::key_file::{self, Secret};
use crate::state::guard;

/// The version of archives.
const FORMAT: u16 = 1;
/// Characters that a passphrase has at least.
const PASSPHRASE_CHARS_MIN: usize = 12;

/// How long a passphrase takes to try: 2 to the power of this many steps, about a second. Left to the library, a backup of a quick
/// machine would not open on a slow or busy one, which is where a county may have to put it back.
const WORK: u8 = 18;
/// The most that is waited for, in the same measure: for backups of machines to come.
const WORK_MAX: u8 = 24;

/// What a backup is sealed to, or opened with.
pub enum Lock {
    /// A passphrase.
    Passphrase(SecretString),
    /// Whoever has the identity of this recipient.
    Recipient(age::x25519::Recipient),
    /// An identity.
    Identity(age::x25519::Identity),
}

impl Lock {
    /// A passphrase from the first line of a file, where no list of processes shows it.
    pub fn passphrase(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let line = text.lines().next().unwrap_or_default().trim();
        let long = line.chars().count() >= PASSPHRASE_CHARS_MIN;
        ensure!(long, "the passphrase in {} has fewer than {PASSPHRASE_CHARS_MIN} characters", file.display());
        Ok(Self::Passphrase(line.to_owned().into()))
    }

    /// A recipient, such as `age1…`.
    pub fn recipient(text: &str) -> anyhow::Result<Self> {
        text.parse().map(Self::Recipient).map_err(|why| anyhow::anyhow!("{text} is no recipient of age: {why}"))
    }

    /// An identity from a file of age's.
    pub fn identity(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let line = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        let identity = line.and_then(|line| line.parse().ok());
        identity.map(Self::Identity).with_context(|| format!("{} holds no identity of age", file.display()))
    }

    fn seal<W: std::io::Write>(&self, out: W) -> anyhow::Result<age::stream::StreamWriter<W>> {
        let encryptor = match self {
            Self::Passphrase(words) => {
                let mut recipient = age::scrypt::Recipient::new(words.clone());
                recipient.set_work_factor(WORK);
                age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))?
            }
            Self::Recipient(recipient) => {
                age::Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient))?
            }
            Self::Identity(own) => {
                let recipient = own.to_public();
                age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))?
            }
        };
        Ok(encryptor.wrap_output(out)?)
    }

    fn open<R: std::io::Read>(&self, from: R) -> anyhow::Result<age::stream::StreamReader<R>> {
        let decryptor = age::Decryptor::new(from).context("it is no backup")?;
        let opened = match self {
            Self::Passphrase(words) => {
                let mut identity = age::scrypt::Identity::new(words.clone());
                identity.set_max_work_factor(WORK_MAX);
                decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
            }
            Self::Identity(identity) => decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)),
            Self::Recipient(_) => bail!("a recipient opens nothing: name its --identity"),
        };
        opened.context("the backup does not open: it is of another passphrase or recipient, or damaged")
    }
}

/// An archive's first line.
#[derive(Serialize, Deserialize)]
struct Head {
    wuyou_backup: u16,
    made_at: chrono::DateTime<chrono::Utc>,
    server: String,
    secret: String,
}

/// A backup that was opened up to its tables.
struct Archive {
    head: Head,
    secret: Secret,
    rest: Box<dyn BufRead + Send>,
}

impl Archive {
    fn open(file: &Path, lock: &Lock) -> anyhow::Result<Self> {
        let from = std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        let opened = lock.open(BufReader::new(from)).with_context(|| file.display().to_string())?;
        let mut rest = Box::new(BufReader::new(GzDecoder::new(opened)));
        let mut line = String::new();
        rest.read_line(&mut line).context("the backup is damaged")?;
        let head: Head = serde_json::from_str(&line).context("the backup is damaged, or of another version")?;
        ensure!(head.wuyou_backup == FORMAT, "the backup is of version {} of this server", head.server);
        let secret = hex::decode(&head.secret).ok().and_then(|bytes| bytes.try_into().ok());
        let secret = secret.context("the backup's key is damaged")?;
        Ok(Self { head, secret, rest })
    }

    /// Reads the tables into an empty database, and the archive to its end, which is authenticated too.
    async fn fill(mut self, database: &str, epoch: i64) -> anyhow::Result<Counts> {
        let counts = archive::import(database, &mut self.rest, epoch).await?;
        let mut more = Vec::new();
        self.rest.read_to_end(&mut more).context("the backup is damaged at its end")?;
        ensure!(more.is_empty(), "the backup goes on after its end");
        Ok(counts)
    }
}

/// A backup that is being written; what is left of one that was cut off goes with it.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Writes a backup while the server runs. It is there as a whole or not at all.
pub async fn backup(
    database: &str,
    key: &Path,
    file: &Path,
    lock: &Lock,
    clock: &Clock,
) -> anyhow::Result<(Counts, u64)> {
    let empty = storage_sql::sealed(database).await.context("cannot open the database")? == Sealed::Not;
    ensure!(!empty, "the database is empty: there is nothing to keep");
    ensure!(!file.exists(), "{} is there already; a backup never replaces another", file.display());
    let secret = key_file::secret(database, key, clock).await?;
    let part = Part(key_file::beside(file, "part"));
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part.0);
    let out = open.with_context(|| format!("cannot write {}", part.0.display()))?;
    let mut out = GzEncoder::new(lock.seal(std::io::BufWriter::new(out))?, Compression::fast());
    let server = env!("CARGO_PKG_VERSION").to_owned();
    let head = Head { wuyou_backup: FORMAT, made_at: clock.now(), server, secret: hex::encode(secret) };
    writeln!(out, "{}", serde_json::to_string(&head)?)?;
    let unwritten = || format!("{} could not be written whole, and is not there", file.display());
    let counts = archive::export(database, &mut out).await.with_context(unwritten)?;
    let out = out.finish().and_then(age::stream::StreamWriter::finish).with_context(unwritten)?;
    let out = out.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(unwritten)?;
    out.sync_all().with_context(unwritten)?;
    let bytes = out.metadata()?.len();
    // Another may have begun the same file meanwhile: `hard_link` replaces nothing.
    std::fs::hard_link(&part.0, file).with_context(|| format!("cannot write {}", file.display()))?;
    drop(part);
    key_file::sync_folder(file)?;
    Ok((counts, bytes))
}

/// What a backup holds.
pub struct Verified {
    /// When it was made.
    pub made_at: chrono::DateTime<chrono::Utc>,
    /// The rows of its tables.
    pub counts: Counts,
    /// What does not hold in it.
    pub findings: Vec<Finding>,
}

/// A folder that is gone when this is dropped.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Puts a backup back beside its file, checks what came of it, and takes it away again.
pub async fn verify(file: &Path, lock: &Lock, clock: &Clock) -> anyhow::Result<Verified> {
    let archive = Archive::open(file, lock)?;
    let aside = Aside(key_file::beside(file, &format!("verify-{}", std::process::id())));
    std::fs::DirBuilder::new().mode(0o700).create(&aside.0).context("cannot unpack the backup beside its file")?;
    let database = format!("sqlite:{}", aside.0.join("wuyou.db").display());
    let (made_at, secret) = (archive.head.made_at, archive.secret);
    let counts = archive.fill(&database, 0).await?;
    let keys = Keys::new(secret, clock.random());
    let storage = storage_sql::open(&database, keys).await;
    let storage = storage.context("the key in the backup is not that of its database")?;
    // How far the access logs stood is not in a backup: of a cut one its own head tells.
    let findings = check(storage.as_ref(), &guard(storage.as_ref(), None)).await?;
    Ok(Verified { made_at, counts, findings })
}

/// What was put back.
pub struct Restored {
    /// When the backup was made.
    pub made_at: chrono::DateTime<chrono::Utc>,
    /// The rows of its tables.
    pub counts: Counts,
    /// How many children had been erased since the backup, and were erased in it again.
    pub erased_again: usize,
    /// How many entries of access logs are known to have come after it, and are gone.
    pub log_gone: u64,
    /// The day by which a backup of this age was to be deleted, when it is over.
    pub past: Option<NaiveDate>,
}

impl std::fmt::Display for Restored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rows, made_at, days) = (self.counts.values().sum::<u64>(), self.made_at, sync::limits::HOLDS_DAYS);
        writeln!(f, "{rows} rows are back, as they were at {made_at}")?;
        writeln!(
            f,
            "phones will hand in what they still keep: what waits there, and what they sent in the last {days} days"
        )?;
        writeln!(
            f,
            "gone is what was done at desks since: pairings, moves, decisions on late work and on two answers, lists, codes, \
             accounts that were made or ended, phones that were revoked, rules, who stands in for whom, what guardians asked and \
             was answered: have it done again"
        )?;
        writeln!(
            f,
            "passwords and second steps are those of then: whoever changed one since signs in with the old one, and changes it \
             again; one that was changed because somebody knew it is to be changed at once"
        )?;
        writeln!(f, "erased since this backup, and now again: {}", self.erased_again)?;
        write!(
            f,
            "the access log goes on from where it stood; entries known to have come after, and gone: {}",
            self.log_gone
        )?;
        match self.past {
            Some(until) => write!(f, "\nby the county's rules this backup was to be deleted by {until}: delete it"),
            None => Ok(()),
        }
    }
}

/// What lies beside the key and tells of the time since a backup.
pub struct Beside<'a> {
    /// Which children were erased.
    pub erasures: &'a Erasures,
    /// Where it is written down how far the access logs stood.
    pub heads: PathBuf,
}

/// Puts a backup into an empty place: a database without a county, and no other key. Whoever was erased since does not
/// come back with it. One past its days is put back all the same: a county that has no other needs it.
pub async fn restore(
    file: &Path,
    lock: &Lock,
    database: &str,
    key: &Path,
    beside: Beside<'_>,
    clock: &Clock,
) -> anyhow::Result<Restored> {
    let archive = Archive::open(file, lock)?;
    let place =
        "a backup is put back into an empty place only: name another --database and --key-file, or move what is there";
    key_file::make_folder_of_database(database)?;
    let empty = storage_sql::sealed(database).await.context("cannot open the database")? == Sealed::Not;
    ensure!(empty, "there is data in the database; {place}");
    let (made_at, secret) = (archive.head.made_at, archive.secret);
    match key_file::read(key)? {
        // A restore that was cut off.
        Some(there) if there == secret => {}
        Some(_) => bail!("{} holds another key; {place}", key.display()),
        None => key_file::write(key, &secret)?,
    }
    let counts = archive.fill(database, clock.now().timestamp()).await?;
    let storage =
        storage_sql::open(database, Keys::new(secret, clock.random())).await.context("the key does not fit")?;
    let erased_again = kept::again(storage.as_ref(), beside.erasures, clock.now()).await?;
    let guard = guard(storage.as_ref(), Some(beside.heads));
    let mut log_gone = 0;
    for county in storage.directory().await?.counties().await? {
        log_gone += access_log::restored(storage.as_ref(), &guard, county.id, clock.now()).await?;
    }
    let days = keep_days(storage.as_ref(), clock.today()).await?;
    let past = Some(local_day(made_at) + Days::new(u64::from(days))).filter(|until| *until < clock.today());
    Ok(Restored { made_at, counts, erased_again, log_gone, past })
}

/// Does at a start what a restore that was cut off after its tables had left: whoever was erased since the backup is erased
/// again, and each access log says that it was put back. Says whether anything was left.
pub async fn finish(
    storage: &dyn Storage,
    erasures: &Erasures,
    guard: &Guard,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let mut was_left = kept::again(storage, erasures, now).await? > 0;
    for county in storage.directory().await?.counties().await? {
        if !access_log::says_restored(storage, county.id).await? {
            access_log::restored(storage, guard, county.id, now).await?;
            was_left = true;
        }
    }
    Ok(was_left)
}

/// For how many days backups are kept, by the strictest rules of the counties.
pub async fn keep_days(storage: &dyn Storage, today: NaiveDate) -> Result<u32, StorageError> {
    let mut fewest = RuleSet::default().backup_days;
    for (at, county) in storage.directory().await?.counties().await?.into_iter().enumerate() {
        let mut unit = storage.read(county.id).await?;
        let days = rows::rules(unit.as_mut()).await?.value.on(today).backup_days;
        fewest = if at == 0 { days } else { fewest.min(days) };
    }
    Ok(fewest)
}
