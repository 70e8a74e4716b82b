//! A school's children, and the phones to help with.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::Look;
use desk_api::school::{DeviceToHelp, SchoolDesk, SchoolView};
use domain::id::{ChildId, SchoolId};
use domain::policy::{Action, Subject};
use domain::report::ChildLine;
use storage::{StorageError, Unit};

use super::{Desk, answer};
use crate::core::coverage;
use crate::core::year::merging::lines;
use crate::exchange::rows::readable;

impl Desk {
    /// The school's phones that hold work, with the children whose record may be out of date.
    async fn devices_to_help(
        &self,
        unit: &mut dyn Unit,
        school: SchoolId,
        children: &[ChildLine],
    ) -> Result<Vec<DeviceToHelp>, StorageError> {
        let today = self.today();
        let mut all = Vec::new();
        for line in unit.desk().devices(school).await? {
            let own = readable(unit.pairings().of_mentor(line.account).await?);
            let own: Vec<ChildId> = own.into_iter().filter(|p| p.on(today)).map(|p| p.child).collect();
            all.push(DeviceToHelp {
                id: line.id,
                label: line.label,
                owner: line.owner,
                waiting: line.waiting,
                oldest: line.oldest,
                rejected: line.rejected,
                children: children.iter().filter(|c| own.contains(&c.id)).map(|c| c.name.clone()).collect(),
            });
        }
        Ok(all)
    }
}

#[async_trait]
impl SchoolDesk for Desk {
    async fn school(&self, id: SchoolId) -> Result<SchoolView, DeskError> {
        answer(async {
            self.require(Action::SeeSchool, Subject::School(id))?;
            let today = self.today();
            let mut unit = self.read().await?;
            let school = unit.schools().get(id).await?.ok_or(DeskError::NotFound)?;
            let history = self.state.ledger.of(unit.as_mut()).await?;
            let children = coverage::children(unit.as_mut(), &history, id, today).await?;
            let devices = if self.may(Action::SeeUnsentDevices, Subject::School(id)) {
                self.devices_to_help(unit.as_mut(), id, &children).await?
            } else {
                vec![]
            };
            let (merged_into, took_over) = lines(&readable(unit.schools().all().await?), id);
            drop(unit);
            self.looked(Look::SchoolList, id.0).await?;
            Ok(SchoolView { id, name: school.name, as_of: today, children, devices, merged_into, took_over })
        })
        .await
    }
}
