//! The county that a scenario is played in: two schools, a few mentors with phones, siblings, and a server.

use std::rc::Rc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState};
use domain::id::{AccountId, ChildId, CountyId, DeviceId, EnrolmentId, FactId, HouseholdId, PairingId, SchoolId};
use domain::policy::{Grant, Role};
use domain::register::{
    Began, Cause, Child, Enrolment, Household, Pairing, PairingRole, School, SchoolKind, SchoolYear, Written,
};
use domain::term::local_day;
use local_store::StoreError;
use local_store::memory::MemoryKeyring;
use storage::{Account, By, Storage as _, StorageError, Unit, Unsent};
use uuid::Uuid;

use crate::bug::Bug;
use crate::phone::Device;
use crate::service::Service;
use crate::tab::Tab;

/// The one county that there is here.
pub const COUNTY: CountyId = CountyId(Uuid::from_u128(1));
/// Mentors; the last two are at the other school.
pub const MENTORS: usize = 5;
/// Children; each two in a row are siblings.
pub const CHILDREN: usize = 8;
/// The classes of the children, each three in a row.
const CLASSES: [&str; 3] = ["三年级1班", "四年级1班", "五年级1班"];
/// The coordinator who decides.
pub const COORDINATOR: u128 = 90;
/// Children are left out here and sent in there: two schools.
pub const SCHOOLS: [u128; 2] = [11, 12];
/// Each account on a phone: whose it is, on which phone, and how many tabs it has. Mentor 0 has two phones, and
/// shares the second with mentor 1.
const DEVICES: [(usize, usize, usize); 6] = [(0, 0, 2), (0, 1, 1), (1, 1, 2), (2, 2, 1), (3, 3, 1), (4, 4, 1)];
/// How many phones there are.
const PHONES: usize = 5;

/// An identifier by number.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128((0x0191_u128 << 112) | (7 << 76) | (8 << 60) | n)
}

/// The account of a mentor, from 0.
pub fn mentor(n: usize) -> AccountId {
    AccountId(id(20 + n as u128))
}

/// The school of a mentor, from 0.
pub fn school_of(mentor: usize) -> SchoolId {
    SchoolId(id(SCHOOLS[usize::from(mentor > 2)]))
}

/// The identifier of a child, from 0.
pub fn child(n: usize) -> ChildId {
    ChildId(id(40 + n as u128))
}

/// When it begins: 29 August 2026, 09:00 in the county, three days before the next school year.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_787_965_200, 0).unwrap_or_default()
}

/// The server, the phones, and the time.
pub struct World {
    /// The server that all phones reach.
    pub service: Rc<Service>,
    /// Accounts on phones, by number.
    pub devices: Vec<Rc<Device>>,
    /// The tabs of all devices, by number.
    pub tabs: Vec<Tab>,
    made: u128,
}

impl World {
    /// The county on the first day, with code that is broken on purpose or not.
    pub async fn begin(bug: Option<Bug>) -> Result<Self, StorageError> {
        let service = Rc::new(Service::new(start(), bug).await?);
        let mut unit = service.storage.write(COUNTY).await?;
        people(unit.as_mut()).await?;
        register(unit.as_mut()).await?;
        unit.commit().await?;
        let keyrings: Vec<Rc<MemoryKeyring>> = (0..PHONES).map(|_| Rc::default()).collect();
        let mut devices = Vec::new();
        for (mark, (owner, phone, _)) in (1u8..).zip(DEVICES) {
            let id = DeviceId(id(70 + devices.len() as u128));
            let device = Device::new(id, mentor(owner), phone, Rc::clone(&keyrings[phone]), mark);
            device.store.break_by(bug);
            add(&service, &device).await?;
            devices.push(Rc::new(device));
        }
        Ok(Self { service, devices, tabs: vec![], made: 1 << 20 })
    }

    /// The first person signs in on every phone, then the second; their tabs are open.
    pub async fn open_tabs(&mut self) -> Result<(), StoreError> {
        for (at, (device, (_, _, count))) in self.devices.iter().zip(DEVICES).enumerate() {
            device.set_up().await?;
            for _ in 0..count {
                let vault = device.unlock().await?;
                self.tabs.push(Tab::new(at, device, &self.service, vault));
            }
        }
        Ok(())
    }

    /// An identifier that nothing has yet.
    pub fn id(&mut self) -> Uuid {
        self.made += 1;
        id(self.made)
    }

    /// A unit of work that writes.
    pub async fn write(&self) -> Result<Box<dyn Unit>, StorageError> {
        self.service.storage.write(COUNTY).await
    }

    /// The coordinator, who does something now.
    pub fn coordinator(&self) -> By {
        By { at: self.service.now(), actor: Some(AccountId(id(COORDINATOR))), cause: Cause::Desk }
    }

    /// Today in the county.
    pub fn today(&self) -> NaiveDate {
        self.service.today()
    }

    /// The device of a tab.
    pub fn device_of(&self, tab: usize) -> &Rc<Device> {
        &self.devices[self.tabs[tab].device]
    }

    /// The time that the clock of a tab's phone shows.
    pub fn clock_of(&self, tab: usize) -> DateTime<Utc> {
        self.service.now() + TimeDelta::hours(self.device_of(tab).skew.get())
    }
}

/// The server knows a device and its session.
async fn add(service: &Service, device: &Device) -> Result<(), StorageError> {
    let known = storage::Device {
        id: device.id,
        account: device.account,
        label: String::new(),
        recovery_key: vec![],
        last_n: 0,
        revoked_at: None,
        unsent: Unsent::default(),
        added_at: start(),
    };
    let mut unit = service.storage.write(COUNTY).await?;
    unit.devices().add(&known).await?;
    unit.commit().await?;
    service.open_session(device.account, device.id).await
}

/// Two schools, their mentors, and a coordinator.
async fn people(unit: &mut dyn Unit) -> Result<(), StorageError> {
    unit.commits().found("青石县").await?;
    let schools = SCHOOLS.map(|n| School {
        id: SchoolId(id(n)),
        name: format!("学校{n}"),
        kind: SchoolKind::NineYear,
        town: "松岭镇".to_owned(),
        merged: None,
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
    let mut accounts: Vec<Account> = (0..MENTORS).map(|n| account(mentor(n), Role::Mentor, school_of(n).0)).collect();
    accounts.push(account(AccountId(id(COORDINATOR)), Role::Coordinator, id(SCHOOLS[0])));
    unit.accounts().add(&accounts).await
}

/// The children, each two in a row at one home, at their schools and with their mentors.
async fn register(unit: &mut dyn Unit) -> Result<(), StorageError> {
    let day = local_day(start()) - Days::new(15);
    let by = By { at: start() - TimeDelta::days(15), actor: None, cause: Cause::Command };
    let seq = unit.commits().next(by).await?;
    let mut written: Vec<Written> = (0..CHILDREN).step_by(2).flat_map(|n| home(n, day)).collect();
    written.extend((0..CHILDREN).flat_map(|n| pupil(n, day)));
    unit.register().write(seq, &written).await
}

fn household(child: usize) -> HouseholdId {
    HouseholdId(id(30 + child as u128 / 2))
}

/// The home of a child and the next, which was found safe.
fn home(n: usize, day: NaiveDate) -> [Written; 2] {
    let seen = Fact {
        id: FactId(id(200 + n as u128 / 2)),
        subject: FactSubject::Household(household(n)),
        value: FactValue::Home { state: HomeState::Safe, hazards: String::new() },
        seen_on: day,
        author: None,
        captured_at: start() - TimeDelta::days(15),
        disputes: None,
        unsaid: false,
    };
    [Written::Household(Household { id: household(n), address: format!("{n}组") }), Written::Fact(seen)]
}

/// A child, at a school and with a mentor since a day.
fn pupil(n: usize, day: NaiveDate) -> [Written; 3] {
    let known = Child::new(child(n), household(n), format!("孩子{n}"), day);
    let enrolment = Enrolment {
        id: EnrolmentId(id(300 + n as u128)),
        child: child(n),
        school: SchoolId(id(SCHOOLS[usize::from(n > 5)])),
        year: SchoolYear::of(day),
        class_name: CLASSES[n / 3].to_owned(),
        from: day,
        began: Began::Entered,
        to: None,
        ended: None,
    };
    let pairing = Pairing {
        id: PairingId(id(100 + n as u128)),
        child: child(n),
        mentor: mentor(n * MENTORS / CHILDREN),
        role: PairingRole::Primary,
        from: day,
        to: None,
        ended: None,
        told_on: None,
    };
    [Written::Child(known), Written::Enrolment(enrolment), Written::Pairing(pairing)]
}
