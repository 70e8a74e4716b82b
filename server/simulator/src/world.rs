//! The county that a plan is played in: two schools, a few mentors with phones, siblings, and a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState};
use domain::id::{AccountId, ChildId, CountyId, DeviceId, EnrolmentId, FactId, HouseholdId, PairingId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::{
    Began, Cause, Child, Enrolment, Household, Pairing, PairingRole, School, SchoolKind, SchoolYear, Written,
};
use domain::term::local_day;
use storage::{Account, By, Directory, Storage, StorageError, Unit, Unsent};
use uuid::Uuid;

use crate::phone::{Device, Tab};

/// The county.
pub const COUNTY: CountyId = CountyId(Uuid::from_u128(1));
/// Mentors; the last two are at the other school.
pub const MENTORS: usize = 5;
/// Children; each two in a row are siblings.
pub const CHILDREN: usize = 8;
/// The coordinator who decides.
pub const COORDINATOR: u128 = 90;
/// Children are left out here and sent in there: two schools.
pub const SCHOOLS: [u128; 2] = [11, 12];
/// Each device: whose it is, and how many tabs it has. Mentor 0 has two phones; 0 and 1 share one.
const DEVICES: [(usize, usize); 6] = [(0, 2), (0, 1), (1, 2), (2, 1), (3, 1), (4, 1)];

/// An identifier by number.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128((0x0191_u128 << 112) | (7 << 76) | (8 << 60) | n)
}

/// A mentor's account.
pub fn mentor(n: usize) -> AccountId {
    AccountId(id(20 + n as u128))
}

/// A child.
pub fn child(n: usize) -> ChildId {
    ChildId(id(40 + n as u128))
}

/// When it begins: 18 September 2026, 09:00 in the county.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default()
}

/// A database that can die before one of its transactions.
pub struct MortalStorage {
    inner: Arc<dyn Storage>,
    /// Transactions left plus one; 0 lives for ever.
    left: AtomicU32,
}

impl MortalStorage {
    /// Dies before the transaction of this number, from 0; `None` lets it live.
    pub fn dies_before(&self, transaction: Option<u8>) {
        self.left.store(transaction.map_or(0, |n| u32::from(n) + 1), Ordering::Relaxed);
    }

    fn begin(&self) -> Result<(), StorageError> {
        match self.left.load(Ordering::Relaxed) {
            0 => Ok(()),
            1 => Err(StorageError::Unavailable("the server died".to_owned())),
            left => {
                self.left.store(left - 1, Ordering::Relaxed);
                Ok(())
            }
        }
    }
}

#[async_trait]
impl Storage for MortalStorage {
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.begin()?;
        self.inner.read(county).await
    }

    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.begin()?;
        self.inner.write(county).await
    }

    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError> {
        self.begin()?;
        self.inner.directory().await
    }

    fn engine(&self) -> &'static str {
        self.inner.engine()
    }
}

/// Everything there is.
pub struct World {
    /// The server's database.
    pub storage: MortalStorage,
    /// Phones.
    pub devices: Vec<Device>,
    /// Tabs.
    pub tabs: Vec<Tab>,
    /// The true time.
    pub now: DateTime<Utc>,
    /// Whether the server is of the next version.
    pub is_updated: bool,
    made: u128,
}

impl World {
    /// The county on the first day.
    pub async fn begin() -> Result<Self, StorageError> {
        let inner = storage_sql::open("sqlite::memory:").await?;
        let mut unit = inner.write(COUNTY).await?;
        register(unit.as_mut()).await?;
        let mut devices = Vec::new();
        let mut tabs = Vec::new();
        for (at, (owner, count)) in DEVICES.into_iter().enumerate() {
            let device = DeviceId(id(70 + at as u128));
            unit.devices()
                .add(&storage::Device {
                    id: device,
                    account: mentor(owner),
                    label: format!("phone {at}"),
                    recovery_key: vec![],
                    last_n: 0,
                    revoked: false,
                    unsent: Unsent::default(),
                    added_at: start(),
                })
                .await?;
            devices.push(Device::new(device, mentor(owner)));
            tabs.extend((0..count).map(|_| Tab { device: at, ..Tab::default() }));
        }
        unit.commit().await?;
        let storage = MortalStorage { inner, left: AtomicU32::new(0) };
        Ok(Self { storage, devices, tabs, now: start(), is_updated: false, made: 1 << 20 })
    }

    /// A new identifier.
    pub fn id(&mut self) -> Uuid {
        self.made += 1;
        id(self.made)
    }

    /// The coordinator, who does something now.
    pub fn coordinator(&self) -> By {
        By { at: self.now, actor: Some(AccountId(id(COORDINATOR))), cause: Cause::Desk }
    }

    /// Today in the county.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now)
    }

    /// The time that a device's clock shows.
    pub fn clock_of(&self, device: usize) -> DateTime<Utc> {
        self.now + chrono::TimeDelta::hours(self.devices[device].skew)
    }
}

async fn register(unit: &mut dyn Unit) -> Result<(), StorageError> {
    unit.commits().found("青石县").await?;
    let schools = SCHOOLS.map(|n| School {
        id: SchoolId(id(n)),
        name: format!("学校{n}"),
        kind: SchoolKind::NineYear,
        town: "松岭镇".to_owned(),
    });
    unit.schools().add(&schools).await?;
    let account = |id: AccountId, role, school| Account {
        id,
        county: COUNTY,
        login: id.to_string(),
        name: format!("老师{id}"),
        phone: None,
        password_hash: None,
        activation: None,
        activation_until: None,
        disabled: false,
        grants: vec![Grant { role, school: Some(SchoolId(school)) }],
    };
    let mut accounts: Vec<Account> =
        (0..MENTORS).map(|n| account(mentor(n), Role::Mentor, id(SCHOOLS[usize::from(n > 2)]))).collect();
    accounts.push(account(AccountId(id(COORDINATOR)), Role::Coordinator, id(SCHOOLS[0])));
    unit.accounts().add(&accounts).await?;

    let day = local_day(start()) - Days::new(15);
    let by = By { at: start() - chrono::TimeDelta::days(15), actor: None, cause: Cause::Command };
    let seq = unit.commits().next(by).await?;
    let home = |n: usize| HouseholdId(id(30 + n as u128 / 2));
    let mut written = Vec::new();
    for n in (0..CHILDREN).step_by(2) {
        written.push(Written::Household(Household { id: home(n), address: format!("{n}组") }));
        written.push(Written::Fact(Fact {
            id: FactId(id(200 + n as u128 / 2)),
            subject: FactSubject::Household(home(n)),
            value: FactValue::Home { state: HomeState::Safe, hazards: String::new() },
            seen_on: day,
            author: None,
            captured_at: start() - chrono::TimeDelta::days(15),
            disputes: None,
        }));
    }
    for n in 0..CHILDREN {
        written.push(Written::Child(Child::new(child(n), home(n), format!("孩子{n}"), day)));
        written.push(Written::Enrolment(Enrolment {
            id: EnrolmentId(id(300 + n as u128)),
            child: child(n),
            school: SchoolId(id(SCHOOLS[usize::from(n > 5)])),
            year: SchoolYear::of(day),
            class_name: format!("{}班", n / 3),
            from: day,
            began: Began::Entered,
            to: None,
            ended: None,
        }));
        written.push(Written::Pairing(Pairing {
            id: PairingId(id(100 + n as u128)),
            child: child(n),
            mentor: mentor(n * MENTORS / CHILDREN),
            role: PairingRole::Primary,
            from: day,
            to: None,
            ended: None,
        }));
    }
    unit.register().write(seq, &written).await
}
