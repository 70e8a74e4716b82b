//! The demo county: fictional people in realistic shares, made from a seed, the same every time.
//!
//! Shares follow the field's figures: 1,877 children, 1,081 mentors, about forty schools and
//! kindergartens; most carers are grandparents, most parents work in the coastal provinces. Identity
//! numbers have a sequence of 980 to 999 and a valid check digit; towns and people do not exist.

mod logs;
mod names;
mod people;

use domain::id::{CountyId, uuid_v7};
use domain::rules::RuleSet;
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use storage::{Storage, StorageError};
use uuid::Uuid;

use crate::clock::Clock;
use crate::sealing::Sealer;

/// Children, as in the county's annual report.
pub const CHILDREN: usize = 1_877;
/// Mentors, as in the county's annual report.
pub const MENTORS: usize = 1_081;
/// Schools and kindergartens.
pub const SCHOOLS: usize = 40;
/// The password of every demo account.
pub const PASSWORD: &str = "wuyou-demo";
const SEED: u64 = 335;

/// Randomness and identifiers of the demo county.
pub struct Dice {
    random: StdRng,
    millis: u64,
}

impl Dice {
    fn new() -> Self {
        // A fixed instant, so that identifiers are the same every time.
        Self { random: StdRng::seed_from_u64(SEED), millis: 1_756_000_000_000 }
    }

    /// A new identifier.
    pub fn uuid(&mut self) -> Uuid {
        self.millis += 1;
        let mut bytes = [0; 10];
        self.random.fill_bytes(&mut bytes);
        uuid_v7(self.millis, bytes)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.random.random_range(0..n.max(1))
    }

    /// True so many times of a hundred.
    pub fn percent(&mut self, n: u32) -> bool {
        self.random.random_range(0..100u32) < n
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of a list of weighted choices.
    pub fn weighted<T: Copy>(&mut self, list: &[(T, u32)]) -> T {
        let total: u32 = list.iter().map(|(_, weight)| weight).sum();
        let mut at = self.random.random_range(0..total.max(1));
        for (value, weight) in list {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        list[0].0
    }
}

/// Loads the demo county into an empty register. Returns whether it did.
pub async fn load_if_empty(storage: &dyn Storage, clock: &Clock, sealer: &Sealer) -> Result<bool, StorageError> {
    let (id, name) = match storage.directory().await?.counties().await?.as_slice() {
        [] => (CountyId(clock.uuid()), "青石县".to_owned()),
        [one] => (one.id, one.name.clone()),
        _ => return Ok(false),
    };
    let mut unit = storage.write(id).await?;
    unit.commits().found(&name).await?;
    if !unit.schools().all().await?.is_empty() {
        return Ok(false);
    }
    let today = clock.today();
    let mut dice = Dice::new();
    let hash = crate::auth::password::hash_now(PASSWORD, *b"wuyou demo salt!")
        .map_err(|_| StorageError::Inconsistent("password"))?;
    let county = people::make(&mut dice, id, sealer, &hash, today);
    let mut entries = logs::make(&mut dice, &county, today);

    let seq = unit.commits().next().await?;
    entries.iter_mut().for_each(|entry| entry.seq = seq);
    unit.rules().set(seq, &RuleSet::default()).await?;
    unit.schools().add(&county.schools).await?;
    unit.accounts().add(&county.accounts).await?;
    unit.households().add(seq, &county.households).await?;
    unit.adults().add(seq, &county.adults).await?;
    unit.children().add(seq, &county.children).await?;
    unit.pairings().add(seq, &county.pairings).await?;
    unit.facts().add(seq, &county.facts).await?;
    unit.logs().add(&entries, clock.now()).await?;
    unit.commit().await?;
    Ok(true)
}

/// What to print after start: one account for each role.
pub fn accounts_notice() -> String {
    let roles = [
        ("mentor", "结对教师 mentor"),
        ("coordinator", "学校业务干部 coordinator"),
        ("lead", "学校分管负责人 school lead"),
        ("centre", "中心工作人员 centre"),
        ("auditor", "审计 auditor"),
    ];
    let lines: Vec<String> = roles.iter().map(|(login, role)| format!("  {login:<12} {PASSWORD}   {role}")).collect();
    format!("demo accounts (sign-in name, password, role):\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::register::id_number::IdNumber;

    #[test]
    fn the_county_is_the_same_every_time_and_has_the_reports_numbers() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
        let make = || {
            let mut dice = Dice::new();
            let county = people::make(&mut dice, CountyId(Uuid::nil()), &Sealer::new([1; 32]), "hash", today);
            let entries = logs::make(&mut dice, &county, today);
            (county, entries)
        };
        let (county, entries) = make();
        assert_eq!(county.children.len(), CHILDREN);
        assert_eq!(county.schools.len(), SCHOOLS);
        let mentors =
            county.accounts.iter().filter(|a| a.grants.iter().any(|g| g.role == domain::policy::Role::Mentor));
        assert_eq!(mentors.count(), MENTORS);
        assert!(county.households.len() < CHILDREN, "siblings share a household");
        assert!(entries.len() > 10_000, "{}", entries.len());
        let (again, entries_again) = make();
        assert_eq!(county.children, again.children);
        assert_eq!(entries, entries_again);
    }

    #[test]
    fn identity_numbers_are_fictional_and_valid() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
        let sealer = Sealer::new([1; 32]);
        let county = people::make(&mut Dice::new(), CountyId(Uuid::nil()), &sealer, "hash", today);
        for new in &county.children {
            let number = new.id_number.as_ref().and_then(|sealed| sealer.open(sealed));
            let number = number.unwrap_or_else(|| panic!("no number"));
            assert!(IdNumber::parse(number.as_str()).is_ok());
            assert!(matches!(&number.as_str()[14..16], "98" | "99"), "{}", number.as_str());
            assert_eq!(Some(number.birth()), new.child.birth);
            assert_eq!(Some(number.sex()), new.child.sex);
        }
    }
}
