//! Words of the year's page.

use desk_api::Choice;
use desk_api::year::merging::MergedLine;
use desk_api::year::{ActLine, BuiltOnLine, BuiltOnWhy};
use domain::id::SchoolId;
use domain::register::year::Goes;
use domain::register::{ActKind, MergeReason, OfferState, SchoolYear};

use super::code::lists;
use super::date;
use crate::w;

lists! {
    /// What was done.
    act: ActKind = ACT_KINDS,
    /// What became of an offer.
    offer: OfferState = OFFER_STATES,
    /// Why a school becomes part of another.
    merge_reason: MergeReason = MERGE_REASONS,
}

/// A school year by its two calendar years.
pub fn year(year: SchoolYear) -> String {
    w!(year.named, from = year.0, to = year.0 + 1)
}

/// A class, which may have no name.
pub fn class(name: &str) -> &str {
    if name.is_empty() { w!(year.no_class) } else { name }
}

/// What becomes of a class or a child.
pub fn goes(goes: &Goes, schools: &[Choice<SchoolId>]) -> String {
    match goes {
        Goes::To(name) => class(name).to_owned(),
        Goes::Leaves => w!(year.to_leave).to_owned(),
        Goes::Later => w!(year.to_stay).to_owned(),
        Goes::Offered(id) => {
            let school = schools.iter().find(|school| school.id == *id).map_or("", |school| &school.name);
            w!(year.to_school, school = school)
        }
    }
}

/// What a school has become part of, and what has become part of it.
pub fn merged(into: Option<&MergedLine>, took_over: &[MergedLine]) -> Vec<String> {
    let into = into.map(|one| w!(year.merged_into, school = one.name.as_str(), date = date::long_day(one.from)));
    let took = took_over.iter();
    let took = took.map(|one| w!(year.took_over, school = one.name.as_str(), date = date::long_day(one.from)));
    into.into_iter().chain(took).collect()
}

/// Of whom something was done.
pub fn whom(act: &ActLine) -> String {
    if act.name.is_empty() { w!(year.names, count = act.count) } else { act.name.clone() }
}

/// Why an act cannot be taken back.
pub fn built_on(line: &BuiltOnLine) -> String {
    let name = line.name.as_str();
    match line.why {
        BuiltOnWhy::Changed => w!(year.built_changed, name = name),
        BuiltOnWhy::Enrolled => w!(year.built_enrolled, name = name),
        BuiltOnWhy::Paired => w!(year.built_paired, name = name),
        BuiltOnWhy::Role => w!(year.built_role, name = name),
        BuiltOnWhy::Other => w!(year.built_other, name = name),
    }
}
