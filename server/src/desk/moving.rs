//! A child moves to another school.

use async_trait::async_trait;
use desk_api::moving::{CLASS_CHARS_MAX, MovingDesk};
use desk_api::{Choice, DeskError, Input};
use domain::id::{ChildId, SchoolId};
use domain::log::Fault;
use domain::policy::Power;
use domain::register::School;

use super::{Desk, answer};
use crate::core::access_log::Deed;
use crate::core::acts::Carried;
use crate::core::moving;
use crate::exchange::rows::readable;

#[async_trait]
impl MovingDesk for Desk {
    async fn schools_for(&self, child: ChildId) -> Result<Vec<Choice<SchoolId>>, DeskError> {
        answer(async {
            let mut unit = self.read().await?;
            let own = self.transferable(unit.as_mut(), child).await?.school;
            let others = readable(unit.schools().all().await?).into_iter().filter(|s| s.id != own && s.goes_on());
            Ok(others.map(|s| Choice { id: s.id, name: s.name }).collect())
        })
        .await
    }

    async fn move_child(&self, child: ChildId, school: SchoolId, class_name: String) -> Result<(), DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let place = self.transferable(unit.as_mut(), child).await?;
            let school = unit.schools().get(school).await?.filter(School::goes_on).ok_or(DeskError::NotFound)?;
            let class_name = match class_name.trim() {
                "" => &place.class_name,
                named if named.chars().count() > CLASS_CHARS_MAX => {
                    return Err(DeskError::invalid(Input::ClassName, Fault::TooLong).into());
                }
                named => named,
            };
            let (today, by) = (self.today(), self.by());
            let fresh = || self.state.clock.uuid();
            let schools = (place.school, school.id);
            match moving::move_child(unit.as_mut(), child, schools, class_name, today, by, fresh).await? {
                Carried::Done(_) => Ok(self.keep(unit, Deed::new(Power::ChildMoved, child.0)).await?),
                Carried::Unclear | Carried::Changed => Err(DeskError::Changed.into()),
            }
        })
        .await
    }
}
