//! The form of a stay: days as they were typed, until they are a stay.

use chrono::NaiveDate;
use domain::guardianship::{Status, StatusKind, Stay, StayField, stay};
use domain::log::Fault;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayForm {
    /// Where the child is; none until it is chosen.
    pub kind: Option<StatusKind>,
    /// The first day, as typed; a browser hands over an empty text where it is no day.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
}

impl StayForm {
    /// An empty form for a stay that begins today, or one to correct a stay.
    pub fn of(stay: Option<&Status>, today: NaiveDate) -> Self {
        match stay {
            None => Self { kind: None, from: today.to_string(), to: String::new() },
            Some(status) => Self {
                kind: Some(status.kind),
                from: status.from.to_string(),
                to: status.to.map(|day| day.to_string()).unwrap_or_default(),
            },
        }
    }

    /// The stay, or where the form must be mended first.
    pub fn stay(&self, today: NaiveDate) -> Result<Stay, (StayField, Fault)> {
        let kind = self.kind.ok_or((StayField::Kind, Fault::Missing))?;
        let from = self.from.parse().map_err(|_| (StayField::From, Fault::Missing))?;
        let to = self.to.parse().map_err(|_| (StayField::To, Fault::Missing))?;
        let stay = Stay { kind, from, to };
        stay.problems(today).into_iter().next().map_or(Ok(stay), Err)
    }

    /// The last day that the stay may have.
    pub fn latest(&self, today: NaiveDate) -> NaiveDate {
        stay::latest(self.kind.unwrap_or(StatusKind::InHospital), self.from.parse().unwrap_or(today), today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    #[test]
    fn it_says_where_it_must_be_mended_first() {
        let today = day(11, 25);
        let mut form = StayForm::of(None, today);
        assert_eq!(form.stay(today), Err((StayField::Kind, Fault::Missing)));
        form.kind = Some(StatusKind::WithParents);
        assert_eq!(form.stay(today), Err((StayField::To, Fault::Missing)));
        form.to = "2026-12-26".to_owned();
        assert_eq!(form.stay(today), Err((StayField::To, Fault::InFuture)));
        assert_eq!(form.latest(today), day(12, 25));
        form.to = "2026-12-25".to_owned();
        assert_eq!(form.stay(today).map(|stay| (stay.from, stay.to)), Ok((today, day(12, 25))));
    }
}
