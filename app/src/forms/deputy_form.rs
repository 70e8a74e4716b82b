//! The form of a deputy: days as they were typed, until they are days.

use chrono::NaiveDate;
use desk_api::deputies::{Deputising, Post};
use domain::id::AccountId;
use domain::policy::deputy;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeputyForm {
    /// Which of the posts; the first until another is chosen.
    pub post: usize,
    /// Who stands in; none until somebody is chosen.
    pub deputy: Option<AccountId>,
    /// The first day, as typed; a browser hands over an empty text where it is no day.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
}

/// What is still missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Who stands in.
    Deputy,
    /// A day.
    Day,
}

impl DeputyForm {
    /// An empty form that begins today.
    pub fn on(today: NaiveDate) -> Self {
        Self { post: 0, deputy: None, from: today.to_string(), to: String::new() }
    }

    /// What is asked, or what is missing.
    pub fn ask(&self, posts: &[Post]) -> Result<Deputising, Missing> {
        let post = posts.get(self.post).ok_or(Missing::Deputy)?;
        let deputy = self.deputy.ok_or(Missing::Deputy)?;
        let from = self.from.parse().map_err(|_| Missing::Day)?;
        let to = self.to.parse().map_err(|_| Missing::Day)?;
        Ok(Deputising { of: post.of, role: post.role, deputy, from, to })
    }

    /// The latest last day.
    pub fn latest(&self, today: NaiveDate) -> NaiveDate {
        deputy::latest(self.from.parse().unwrap_or(today))
    }
}

#[cfg(test)]
mod tests {
    use domain::policy::Role;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_missing_is_said_before_anything_is_sent() {
        let today = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let id = |n| AccountId(Uuid::from_u128(n));
        let posts = [Post { of: id(1), name: "王老师".to_owned(), role: Role::Coordinator }];
        let form = DeputyForm::on(today);
        assert_eq!(form.ask(&posts), Err(Missing::Deputy));
        let form = DeputyForm { deputy: Some(id(2)), ..form };
        assert_eq!(form.ask(&posts), Err(Missing::Day));
        let form = DeputyForm { to: "2026-09-20".to_owned(), ..form };
        let to = NaiveDate::from_ymd_opt(2026, 9, 20).unwrap_or_default();
        let ask = Deputising { of: id(1), role: Role::Coordinator, deputy: id(2), from: today, to };
        assert_eq!(form.ask(&posts), Ok(ask));
        assert_eq!(form.ask(&[]), Err(Missing::Deputy), "there is nobody to stand in for");
    }
}
