//! The demo county: fictional people in realistic shares, made from a seed, the same every time.
//!
//! Shares follow the field's figures: 1,877 children, 1,081 mentors, about forty schools and
//! kindergartens; most carers are grandparents, most parents work in the coastal provinces. Identity
//! numbers have a sequence of 980 to 999 and a valid check digit; towns and people do not exist.

mod logs;
mod names;
mod pages;
mod people;

use chrono::{DateTime, Utc};
use domain::id::{CountyId, uuid_v7};
use domain::register::Cause;
use domain::register::id_number::IdNumber;
use domain::rules::{RuleSet, RuleVersion};
use domain::term::{Term, local_day};
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use storage::{By, Storage, StorageError};
use uuid::Uuid;

/// Files of children, as many as there are children in the county's annual report. One child has two.
pub const CHILDREN: usize = 1_877;
/// Mentors, as in the county's annual report.
pub const MENTORS: usize = 1_081;
/// Schools and kindergartens.
pub const SCHOOLS: usize = 40;
/// The password of every demo account.
pub const PASSWORD: &str = "wuyou-demo";
/// The seed from which the county is the same everywhere.
pub const SEED: u64 = 335;

/// What the county takes from outside: it reads no clock, and knows neither keys nor how passwords are hashed.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Whose register it becomes.
    pub county: CountyId,
    /// Now; entries reach up to this day.
    pub now: DateTime<Utc>,
    /// Where all randomness comes from.
    pub seed: u64,
    /// The hash of [`PASSWORD`].
    pub password_hash: &'a str,
    /// The digest of an identity number, by which lists are matched.
    pub digest: &'a dyn Fn(&IdNumber) -> String,
}

/// Randomness and identifiers of the demo county.
pub struct Dice {
    random: StdRng,
    millis: u64,
}

impl Dice {
    fn new(seed: u64) -> Self {
        // A fixed instant, so that identifiers are the same every time.
        Self { random: StdRng::seed_from_u64(seed), millis: 1_756_000_000_000 }
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
pub async fn load_if_empty(storage: &dyn Storage, setting: &Setting<'_>) -> Result<bool, StorageError> {
    let id = setting.county;
    let mut unit = storage.write(id).await?;
    unit.commits().found("青石县").await?;
    unit.commits().made_up().await?;
    if !unit.schools().all().await?.is_empty() {
        return Ok(false);
    }
    let mut dice = Dice::new(setting.seed);
    let county = people::make(&mut dice, setting);
    let mut entries = logs::make(&mut dice, &county, local_day(setting.now));

    let seq = unit.commits().next(By { at: setting.now, actor: None, cause: Cause::Command }).await?;
    for entry in &mut entries {
        entry.seq = seq;
    }
    let rules = RuleVersion { from: Term::of(local_day(setting.now)).previous().start(), rules: RuleSet::default() };
    unit.rules().put(seq, &rules).await?;
    unit.schools().add(&county.schools).await?;
    unit.accounts().add(&county.accounts).await?;
    unit.register().write(seq, &county.written()).await?;
    unit.children().keep_numbers(&county.numbers).await?;
    unit.logs().add(&entries, setting.now).await?;
    for page in pages::make(&mut dice, &county, local_day(setting.now)) {
        unit.pages().add(seq, &page).await?;
    }
    unit.commit().await?;
    Ok(true)
}

/// Adds the entries of so many years to the demo county, and says how many there are. For measurements.
pub async fn load_years(storage: &dyn Storage, setting: &Setting<'_>, years: u32) -> Result<usize, StorageError> {
    let mut dice = Dice::new(setting.seed);
    let county = people::make(&mut dice, setting);
    let mut dice = Dice::new(setting.seed + 1);
    let mut entries = logs::years(&mut dice, &county, local_day(setting.now), years);
    let mut unit = storage.write(setting.county).await?;
    let seq = unit.commits().next(By { at: setting.now, actor: None, cause: Cause::Command }).await?;
    for entry in &mut entries {
        entry.seq = seq;
    }
    for some in entries.chunks(5_000) {
        unit.logs().add(some, setting.now).await?;
    }
    unit.commit().await?;
    Ok(entries.len())
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

    fn open(number: &IdNumber) -> String {
        number.as_str().to_owned()
    }

    fn setting() -> Setting<'static> {
        // 23 November 2026, noon in the county.
        let now = DateTime::from_timestamp(1_795_406_400, 0).unwrap_or_default();
        Setting { county: CountyId(Uuid::from_u128(1)), now, seed: SEED, password_hash: "hash", digest: &open }
    }

    #[test]
    fn the_county_is_the_same_every_time_and_has_the_reports_numbers() {
        let make = || {
            let mut dice = Dice::new(SEED);
            let county = people::make(&mut dice, &setting());
            let entries = logs::make(&mut dice, &county, local_day(setting().now));
            (county, entries)
        };
        let (county, entries) = make();
        assert_eq!(county.children.len(), CHILDREN, "one of them is registered twice");
        assert_eq!(county.schools.len(), SCHOOLS);
        let is_mentor = |a: &&storage::Account| a.grants.iter().any(|g| g.role == domain::policy::Role::Mentor);
        let (left, mentors): (Vec<_>, Vec<_>) = county.accounts.iter().filter(is_mentor).partition(|a| a.disabled);
        assert_eq!((mentors.len(), left.len()), (MENTORS, 1));
        let orphaned = county.pairings.iter().filter(|p| p.mentor == left[0].id);
        assert!(orphaned.clone().count() >= 2 && orphaned.clone().all(|p| p.to.is_some()));
        for mentor in mentors {
            let has = |p: &&domain::register::Pairing| p.mentor == mentor.id && p.to.is_none();
            assert!(county.pairings.iter().any(|p| has(&p)), "{} has a child", mentor.login);
        }
        assert!(county.households.len() < CHILDREN, "siblings share a household");
        assert!(entries.len() > 10_000, "{}", entries.len());
        let (again, entries_again) = make();
        assert_eq!(county.children, again.children);
        assert_eq!(entries, entries_again);
    }

    #[test]
    fn somebody_sees_to_each_danger_in_the_home_of_a_child_with_a_mentor() {
        let (county, today) = (people::make(&mut Dice::new(SEED), &setting()), local_day(setting().now));
        let pages = pages::make(&mut Dice::new(SEED), &county, today);
        assert!(pages.len() > 20, "{}", pages.len());
        let mut open = pages.iter().flat_map(|page| page.body.open_hazards());
        assert!(open.all(|hazard| !hazard.who.is_empty() && hazard.by.is_some_and(|by| by > today)));
    }

    #[test]
    fn identity_numbers_are_fictional_and_valid() {
        let county = people::make(&mut Dice::new(SEED), &setting());
        assert_eq!(county.numbers.len(), CHILDREN - 1, "the second file of a child says none");
        for (child, kept) in county.children.iter().zip(&county.numbers) {
            assert_eq!(child.id, kept.child);
            let number = kept.number.as_ref().unwrap_or_else(|| panic!("no number"));
            assert!(matches!(&number.as_str()[14..16], "98" | "99"), "{}", number.as_str());
            assert_eq!(Some(number.birth()), child.birth);
            assert_eq!(Some(number.sex()), child.sex);
        }
    }
}
