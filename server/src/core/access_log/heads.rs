//! Where each county's access log stood, written down outside the database: a line a day, a line for each check
//! that found it whole, and a line for each backup that was put back, from which on it is another log. The file is only
//! added to, and lies beside the server's key.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use domain::id::CountyId;
use storage::AccessHead;
use uuid::Uuid;

use crate::events::tell_head;

/// What stands for the hash of a log without entries.
const NOTHING: &str = "-";
/// Why it was written down where a log stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A day began.
    Day,
    /// All up to there was found whole.
    Checked,
    /// It was put back from a backup. What was written down before is of a log of which the end is gone.
    Restored,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Day, Self::Checked, Self::Restored];

    const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Checked => "checked",
            Self::Restored => "restored",
        }
    }
}

/// Where a log stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The county of the log.
    pub county: CountyId,
    /// The day on which it was written down.
    pub day: NaiveDate,
    /// The number of the last entry; 0 for none.
    pub n: u64,
    /// Its hash; empty for none.
    pub hash: String,
    /// Why it was.
    pub kind: Kind,
}

impl Head {
    /// A head as the database has it.
    pub fn of(county: CountyId, day: NaiveDate, head: Option<AccessHead>) -> Self {
        let AccessHead { n, hash } = head.unwrap_or(AccessHead { n: 0, hash: String::new() });
        Self { county, day, n, hash, kind: Kind::Day }
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let county = CountyId(Uuid::parse_str(parts.next()?).ok()?);
        let (day, n) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let hash = parts.next().map(|hash| if hash == NOTHING { "" } else { hash })?.to_owned();
        let kind = parts.next()?;
        let kind = Kind::ALL.into_iter().find(|known| known.code() == kind)?;
        Some(Self { county, day, n, hash, kind })
    }
}

impl Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = if self.hash.is_empty() { NOTHING } else { &self.hash };
        write!(f, "{} {} {} {hash} {}", self.county, self.day, self.n, self.kind.code())
    }
}

/// All that was written down. Without a file it is remembered only.
#[derive(Debug, Default)]
pub struct Heads {
    file: Option<PathBuf>,
    lines: Mutex<BTreeMap<CountyId, Vec<Head>>>,
}

impl Heads {
    /// Reads what a file has; one that is not there yet is made with its first line. A line that cannot be read is
    /// reported, and the others hold.
    pub fn open(file: Option<PathBuf>) -> Self {
        let text = match file.as_deref().map(std::fs::read_to_string) {
            Some(Ok(text)) => text,
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(%error, "what was written down of the access log cannot be read");
                String::new()
            }
            _ => String::new(),
        };
        let mut lines: BTreeMap<CountyId, Vec<Head>> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match Head::read(line) {
                Some(head) => lines.entry(head.county).or_default().push(head),
                None => tracing::error!("a line that was written down of the access log cannot be read"),
            }
        }
        Self { file, lines: Mutex::new(lines) }
    }

    /// All of a county's log as it is now, oldest first: from the last backup on that was put back, whose line vouches for
    /// what came before.
    pub fn of(&self, county: CountyId) -> Vec<Head> {
        self.with(|lines| {
            let all = lines.get(&county).map_or(&[][..], Vec::as_slice);
            let from = all.iter().rposition(|head| head.kind == Kind::Restored).unwrap_or(0);
            all[from..].to_vec()
        })
    }

    /// Where the last check of a county ended that found it whole.
    pub fn checked(&self, county: CountyId) -> Option<Head> {
        self.of(county).into_iter().rfind(|head| head.kind == Kind::Checked)
    }

    /// Whether there should be a file, and nothing is in it of a county.
    pub fn has_nothing_of(&self, county: CountyId) -> bool {
        self.file.is_some() && self.with(|lines| !lines.contains_key(&county))
    }

    /// After which entry of a log the first line was written, where that is not the log's beginning: what had been written
    /// before is gone. A backup that was put back says so itself.
    pub fn begins_after(&self, county: CountyId) -> Option<u64> {
        self.file.as_ref()?;
        let first = self.with(|lines| lines.get(&county).and_then(|all| all.first()).cloned())?;
        (first.kind != Kind::Restored && first.n > 0).then_some(first.n)
    }

    /// Whether nothing is written down yet of a county and a day.
    pub fn is_new_day(&self, county: CountyId, day: NaiveDate) -> bool {
        self.with(|lines| lines.get(&county).and_then(|all| all.last()).is_none_or(|last| last.day < day))
    }

    /// Writes down where a log stands. Where that fails it is remembered and reported, and what is done goes on.
    pub fn write(&self, head: Head) {
        tell_head(&head);
        if let Some(file) = &self.file
            && let Err(error) = add_line(file, &head)
        {
            tracing::error!(%error, "where the access log stands was not written down");
        }
        self.with(|lines| lines.entry(head.county).or_default().push(head));
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<CountyId, Vec<Head>>) -> T) -> T {
        // Nothing is left half done under this lock, whatever panicked.
        work(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Adds a line, readable by the file's owner only, and waits for the disk.
fn add_line(file: &Path, head: &Head) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    // A line that was cut off by a power cut ends here.
    file.write_all(format!("\n{head}").as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(n: u64, hash: &str, kind: Kind) -> Head {
        let day = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        Head { county: CountyId(Uuid::from_u128(7)), day, n, hash: hash.to_owned(), kind }
    }

    #[test]
    fn what_was_written_down_is_read_again() {
        let file = std::env::temp_dir().join(format!("wuyou-heads-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let all = [head(0, "", Kind::Day), head(2, "ab", Kind::Checked), head(5, "cd", Kind::Day)];
        let heads = Heads::open(Some(file.clone()));
        assert!(heads.is_new_day(all[0].county, all[0].day));
        for head in &all {
            heads.write(head.clone());
        }
        // The power failed while a line was written.
        let mut torn = std::fs::OpenOptions::new().append(true).open(&file).unwrap_or_else(|e| panic!("{e}"));
        torn.write_all(b"\n00000000-0000").unwrap_or_else(|e| panic!("{e}"));
        let heads = Heads::open(Some(file.clone()));
        heads.write(head(6, "ef", Kind::Day));
        let heads = Heads::open(Some(file.clone()));
        assert_eq!(heads.of(all[0].county), [all.as_slice(), &[head(6, "ef", Kind::Day)]].concat());
        assert_eq!(heads.checked(all[0].county), Some(all[1].clone()));
        assert!(!heads.is_new_day(all[0].county, all[0].day));
        assert_eq!((heads.has_nothing_of(all[0].county), heads.begins_after(all[0].county)), (false, None));
        heads.write(head(3, "gh", Kind::Restored));
        heads.write(head(4, "ij", Kind::Day));
        let again = Heads::open(Some(file.clone()));
        assert_eq!(again.of(all[0].county), [head(3, "gh", Kind::Restored), head(4, "ij", Kind::Day)]);
        assert_eq!(again.checked(all[0].county), None, "another log was checked");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).map(|about| about.permissions().mode() & 0o777);
            assert_eq!(mode.ok(), Some(0o600));
        }
        let _ = std::fs::remove_file(&file);
    }

    #[test]
    fn a_file_that_was_lost_is_seen_by_where_the_next_one_begins() {
        let file = std::env::temp_dir().join(format!("wuyou-heads-lost-{}", std::process::id()));
        let county = head(0, "", Kind::Day).county;
        for (first, seen) in [(head(0, "", Kind::Day), None), (head(5, "cd", Kind::Day), Some(5))] {
            let _ = std::fs::remove_file(&file);
            let heads = Heads::open(Some(file.clone()));
            assert!(heads.has_nothing_of(county));
            heads.write(first);
            heads.write(head(6, "ef", Kind::Checked));
            let again = Heads::open(Some(file.clone()));
            assert_eq!((again.has_nothing_of(county), again.begins_after(county)), (false, seen));
        }
        let _ = std::fs::remove_file(&file);
        let heads = Heads::open(Some(file.clone()));
        heads.write(head(5, "cd", Kind::Restored));
        assert_eq!(heads.begins_after(county), None, "the log itself says that its end was cut");
        let remembered = Heads::default();
        remembered.write(head(5, "cd", Kind::Day));
        let seen = (remembered.has_nothing_of(county), remembered.begins_after(county));
        assert_eq!(seen, (false, None), "no file is named");
        let _ = std::fs::remove_file(&file);
    }
}
