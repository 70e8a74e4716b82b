//! Help for one teacher of whom all rights are at one's own school.

use async_trait::async_trait;
use desk_api::access_log::Look;
use desk_api::accounts::Issued;
use desk_api::help::{HelpDesk, Identity, LostPhoneView, PersonView, PhoneLine};
use desk_api::{DeskError, Input};
use domain::id::{AccountId, DeviceId};
use domain::log::Fault;
use domain::policy::{Action, Power, Subject};
use domain::report::lost_phone::notice;
use domain::term::local_day;
use storage::{Account, Device, Unit};

use super::error::Stop;
use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::people::{self, Refused};
use crate::core::{deputies, ending, help};

/// Where what was refused can be mended.
fn refused(why: Refused) -> DeskError {
    match why {
        Refused::Seen => DeskError::Changed,
        Refused::Name(fault) => DeskError::invalid(Input::PersonName, fault),
        Refused::Number(fault) => DeskError::invalid(Input::PhoneNumber, fault),
        Refused::Taken => DeskError::invalid(Input::PhoneNumber, Fault::NotTheirs),
    }
}

fn phone_line(device: Device) -> PhoneLine {
    let (added_on, stopped_on) = (local_day(device.added_at), device.revoked_at.map(local_day));
    PhoneLine { id: device.id, label: device.label, added_on, stopped_on }
}

impl Desk {
    /// An account with all it reaches, to which this person may do something.
    pub(super) async fn reached(
        &self,
        unit: &mut dyn Unit,
        account: AccountId,
        action: Action,
    ) -> Result<Account, Stop> {
        let found = unit.accounts().get(account).await?.ok_or(DeskError::NotFound)?;
        let grants = deputies::reach(unit, &found, self.today()).await?;
        self.require_found(action, Subject::Account { grants: &grants })?;
        Ok(found)
    }

    /// A phone, in use or stopped, and whose it is, if that is somebody whom this person may help.
    async fn device(&self, unit: &mut dyn Unit, phone: DeviceId) -> Result<(Device, Account), Stop> {
        let device = unit.devices().get(phone).await?.ok_or(DeskError::NotFound)?;
        let owner = self.reached(unit, device.account, Action::Help).await?;
        Ok((device, owner))
    }

    /// The name of the school at which somebody works; empty for none.
    async fn school_of(&self, unit: &mut dyn Unit, owner: &Account) -> Result<String, Stop> {
        let Some(school) = owner.grants.iter().find_map(|grant| grant.school) else { return Ok(String::new()) };
        Ok(unit.schools().get(school).await?.map(|school| school.name).unwrap_or_default())
    }

    /// What the families are told of a lost phone, to be printed. It names nobody, and is written down like a look at it.
    pub async fn lost_phone_notice(&self, phone: DeviceId) -> Result<Vec<String>, DeskError> {
        Ok(self.phone(phone).await?.notice)
    }

    /// The account of somebody who is here and may be helped by this person.
    async fn helped(&self, unit: &mut dyn Unit, account: AccountId) -> Result<Account, Stop> {
        let found = self.reached(unit, account, Action::Help).await?;
        if found.disabled { Err(DeskError::NotFound.into()) } else { Ok(found) }
    }
}

#[async_trait]
impl HelpDesk for Desk {
    async fn person(&self, account: AccountId) -> Result<PersonView, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let found = self.helped(unit.as_mut(), account).await?;
            let devices = unit.devices().of_account(account).await?;
            drop(unit);
            self.looked(Look::Person, account.0).await?;
            let (phones, stopped): (Vec<PhoneLine>, Vec<PhoneLine>) =
                devices.into_iter().map(phone_line).partition(|phone| phone.stopped_on.is_none());
            Ok(PersonView {
                id: account,
                signs_in_by_number: people::signs_in_by_number(&found),
                active: found.password_hash.is_some(),
                phones,
                stopped,
                identity: people::identity(&found),
                login: found.login,
            })
        })
        .await
    }

    async fn phone(&self, phone: DeviceId) -> Result<LostPhoneView, DeskError> {
        answer(async {
            let mut open = self.read().await?;
            let unit = open.as_mut();
            let (device, owner) = self.device(unit, phone).await?;
            let history = self.state.ledger.of(unit).await?;
            let last_contact = unit.devices().last_contact(phone).await?;
            let knows = |school| self.may(Action::SeeSchool, Subject::School(school));
            let (children, elsewhere) = help::held(unit, &history, &device, self.today(), knows).await?;
            let school = self.school_of(unit, &owner).await?;
            drop(open);
            self.looked(Look::LostPhone, phone.0).await?;
            let (unsent, oldest) = (device.unsent.count, device.unsent.oldest);
            let line = phone_line(device);
            Ok(LostPhoneView {
                notice: notice(&school, line.stopped_on, self.today()),
                phone: line,
                account: owner.id,
                owner: owner.name,
                school,
                last_contact,
                unsent,
                oldest,
                children,
                elsewhere,
            })
        })
        .await
    }

    async fn lost_phone(&self, account: AccountId, phone: DeviceId) -> Result<Issued, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = self.helped(unit.as_mut(), account).await?;
            self.confirmed()?;
            let lost = unit.devices().get(phone).await?.filter(|lost| lost.account == account);
            if lost.ok_or(DeskError::NotFound)?.revoked_at.is_some() {
                return Err(DeskError::Changed.into());
            }
            ending::revoke(unit.as_mut(), phone, self.state.clock.now()).await?;
            let issued = self.issued(unit.as_mut(), found).await?;
            self.keep(unit, Deed::on(Power::PhoneRevoked, account)).await?;
            Ok(issued)
        })
        .await
    }

    async fn correct_person(&self, account: AccountId, seen: Identity, now: Identity) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = self.helped(unit.as_mut(), account).await?;
            self.confirmed()?;
            people::correct(unit.as_mut(), &found, &seen, &now).await?.map_err(refused)?;
            Ok(self.keep(unit, Deed::on(Power::PersonCorrected, account)).await?)
        })
        .await
    }
}
