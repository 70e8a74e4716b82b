//! Whether what the server keeps holds together: periods that must not overlap, what entries count for, the access log's chain.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use desk_api::access_log::MisfitKind;
use domain::register::Written;
use storage::{Storage, StorageError, Unit};
use uuid::Uuid;

use crate::core::access_log::{self, Guard};

/// Something that does not hold, in a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The county's name.
    pub county: String,
    /// What does not hold, and of which row.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.county, self.what)
    }
}

/// Checks every county. It reads everything and names nobody.
pub async fn check(storage: &dyn Storage, guard: &Guard) -> Result<Vec<Finding>, StorageError> {
    let amiss = storage.amiss().await?.into_iter().map(|what| Finding { county: "database".to_owned(), what });
    let mut findings: Vec<Finding> = amiss.collect();
    for county in storage.directory().await?.counties().await? {
        let mut unit = storage.read(county.id).await?;
        let mut found = of_register(unit.as_mut()).await?;
        for log in unit.credits().amiss().await? {
            found.push(format!("entry {log} cannot be read, or does not count for what is kept"));
        }
        drop(unit);
        if let Some(misfit) = access_log::whole(storage, guard, county.id).await? {
            let why = match misfit.kind {
                MisfitKind::Entry => "was changed, or one before it is missing",
                MisfitKind::Head => "and what came after it are missing",
                MisfitKind::WrittenDown | MisfitKind::Other => "is not what was written down beside the key",
            };
            found.push(format!("the access log is not whole: entry {} {why}", misfit.n));
        }
        findings.extend(found.into_iter().map(|what| Finding { county: county.name.clone(), what }));
    }
    Ok(findings)
}

/// A period of a child with a school or a mentor.
struct Period {
    id: Uuid,
    from: NaiveDate,
    to: NaiveDate,
}

async fn of_register(unit: &mut dyn Unit) -> Result<Vec<String>, StorageError> {
    let register = unit.register().since(0).await?;
    let mut found: Vec<String> =
        register.unreadable.iter().map(|row| format!("{} {} cannot be read", row.what, row.id)).collect();
    let mut newest = BTreeMap::new();
    for written in register.rows.into_iter().flat_map(|writing| writing.written) {
        newest.insert(written.key().1, written);
    }
    // Of a child at schools, and of a child with one mentor.
    let mut periods: BTreeMap<(Uuid, Option<Uuid>), Vec<Period>> = BTreeMap::new();
    for (id, written) in newest {
        let (of, from, to) = match written {
            Written::Enrolment(one) => ((one.child.0, None), one.from, one.to),
            Written::Pairing(one) => ((one.child.0, Some(one.mentor.0)), one.from, one.to),
            _ => continue,
        };
        let to = to.unwrap_or(NaiveDate::MAX);
        // What ends before it begins was a mistake, and never was.
        if from <= to {
            periods.entry(of).or_default().push(Period { id, from, to });
        }
    }
    for mut all in periods.into_values() {
        all.sort_by_key(|period| (period.from, period.to));
        for pair in all.windows(2).filter(|pair| pair[1].from <= pair[0].to) {
            found.push(format!("the periods {} and {} overlap", pair[0].id, pair[1].id));
        }
    }
    Ok(found)
}
