//! Which children were erased, written down outside the database: identifiers and days, no names. A backup from before
//! still holds them, so what puts one back erases them again. The file lies beside the server's key and is only added to.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::id::{AccountId, ChildId, CountyId, ErasureId};
use domain::register::Cause;
use domain::register::erasure::{Ground, Weight};
use storage::{By, Erasure, Storage, StorageError};
use uuid::Uuid;

/// What stands for what is not known.
const NOTHING: &str = "-";

/// A line of the file: that a child of a county was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The county.
    pub county: CountyId,
    /// What is kept of it, but how much it was.
    pub erasure: Erasure,
}

fn or_nothing<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string())
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let county = CountyId(Uuid::parse_str(parts.next()?).ok()?);
        let (id, child) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let at = DateTime::parse_from_rfc3339(parts.next()?).ok()?.to_utc();
        let known = |part: Option<&str>| part.map(|part| (part != NOTHING).then(|| part.to_owned()));
        let by = known(parts.next())?.map(|by| by.parse()).transpose().ok()?;
        let ground: Ground = parts.next()?.parse().ok()?;
        let left_on: Option<NaiveDate> = known(parts.next())?.map(|day| day.parse()).transpose().ok()?;
        let (id, child, by) = (ErasureId(id), ChildId(child), by.map(AccountId));
        Some(Self { county, erasure: Erasure { id, child, at, by, ground, left_on, weight: Weight::default() } })
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Erasure { id, child, at, by, ground, left_on, .. } = &self.erasure;
        let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
        write!(f, "{} {id} {child} {at} {} {ground} {}", self.county, or_nothing(*by), or_nothing(*left_on))
    }
}

/// All that was written down. Without a file it is remembered only.
#[derive(Debug, Default)]
pub struct Erasures {
    file: Option<PathBuf>,
    lines: Mutex<BTreeMap<ErasureId, Line>>,
}

impl Erasures {
    /// Reads what a file has; one that is not there yet is made with its first line. A line that cannot be read is
    /// reported, and the others hold.
    pub fn open(file: Option<PathBuf>) -> Self {
        let text = match file.as_deref().map(std::fs::read_to_string) {
            Some(Ok(text)) => text,
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(%error, "which children were erased cannot be read");
                String::new()
            }
            _ => String::new(),
        };
        let mut lines = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match Line::read(line) {
                Some(line) => drop(lines.insert(line.erasure.id, line)),
                None => tracing::error!("a line of the children who were erased cannot be read"),
            }
        }
        Self { file, lines: Mutex::new(lines) }
    }

    /// All lines, in the order of their identifiers.
    pub fn all(&self) -> Vec<Line> {
        self.with(|lines| lines.values().cloned().collect())
    }

    /// Writes down what is not there yet. Where that fails it is remembered and reported: the next start tries again.
    pub fn write(&self, county: CountyId, erasures: &[Erasure]) {
        for erasure in erasures {
            let line = Line { county, erasure: Erasure { weight: Weight::default(), ..erasure.clone() } };
            self.with(|lines| {
                if lines.contains_key(&line.erasure.id) {
                    return;
                }
                if let Some(file) = &self.file
                    && let Err(error) = add_line(file, &line)
                {
                    tracing::error!(%error, "that a child was erased was not written down beside the key");
                    return;
                }
                lines.insert(line.erasure.id, line);
            });
        }
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<ErasureId, Line>) -> T) -> T {
        // Nothing is left half done under this lock, whatever panicked.
        work(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Adds a line, readable by the file's owner only, and waits for the disk.
fn add_line(file: &Path, line: &Line) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    // A line that was cut off by a power cut ends here.
    file.write_all(format!("\n{line}").as_bytes())?;
    file.sync_data()
}

/// Writes down what the database knows and the file does not: the power may have failed between the two.
pub async fn write_down(storage: &dyn Storage, erasures: &Erasures) -> Result<(), StorageError> {
    for county in storage.directory().await?.counties().await? {
        let known = storage.read(county.id).await?.erasure().records().await?;
        erasures.write(county.id, &known);
    }
    Ok(())
}

/// Erases in a database that was put back whoever was erased since the backup. Says how many.
pub async fn again(storage: &dyn Storage, erasures: &Erasures, now: DateTime<Utc>) -> Result<usize, StorageError> {
    let mut done = 0;
    for county in storage.directory().await?.counties().await? {
        let mut unit = storage.write(county.id).await?;
        let known: Vec<ErasureId> = unit.erasure().records().await?.iter().map(|one| one.id).collect();
        let lines = erasures.all().into_iter().map(|line| (line.county, line.erasure));
        let missing: Vec<Erasure> =
            lines.filter(|(of, one)| *of == county.id && !known.contains(&one.id)).map(|(_, one)| one).collect();
        let mut there = vec![];
        for one in missing {
            // Who came after the backup is in none of it.
            if unit.children().get(one.child).await?.is_some() {
                there.push(one);
            }
        }
        if there.is_empty() {
            continue;
        }
        let seq = unit.commits().next(By { at: now, actor: None, cause: Cause::Erasure }).await?;
        let children: Vec<ChildId> = there.iter().map(|one| one.child).collect();
        let weights = unit.erasure().children(seq, &children).await?;
        for (one, weight) in there.into_iter().zip(weights) {
            let by = match one.by {
                Some(by) => unit.accounts().get(by).await?.map(|account| account.id),
                None => None,
            };
            unit.erasure().record(&Erasure { by, weight, ..one }).await?;
            done += 1;
        }
        unit.commit().await?;
    }
    if done > 0 {
        storage.scrub().await?;
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_down_is_read_again_once() {
        let file = std::env::temp_dir().join(format!("wuyou-erasures-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let one = |n: u128, by: Option<u128>| Erasure {
            id: ErasureId(Uuid::from_u128(n)),
            child: ChildId(Uuid::from_u128(n + 10)),
            at: DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default(),
            by: by.map(|by| AccountId(Uuid::from_u128(by))),
            ground: if by.is_some() { Ground::Request } else { Ground::Rule },
            left_on: by.and_then(|_| NaiveDate::from_ymd_opt(2026, 7, 1)),
            weight: Weight::default(),
        };
        let county = CountyId(Uuid::from_u128(7));
        let erasures = Erasures::open(Some(file.clone()));
        erasures.write(county, &[one(1, None), one(2, Some(5)), one(1, None)]);
        // The power failed while a line was written.
        let mut torn = std::fs::OpenOptions::new().append(true).open(&file).unwrap_or_else(|e| panic!("{e}"));
        torn.write_all(b"\n00000000-0000").unwrap_or_else(|e| panic!("{e}"));
        let erasures = Erasures::open(Some(file.clone()));
        erasures.write(county, &[one(2, Some(5)), one(3, Some(5))]);
        let all: Vec<Erasure> = Erasures::open(Some(file.clone())).all().into_iter().map(|line| line.erasure).collect();
        assert_eq!(all, [one(1, None), one(2, Some(5)), one(3, Some(5))]);
        let lines = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(lines.lines().filter(|line| line.len() > 20).count(), 3, "none twice");
        let _ = std::fs::remove_file(&file);
    }
}
