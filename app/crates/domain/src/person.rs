//! Schools, children, households and the adults around a child.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AdultId, ChildId, HouseholdId, SchoolId};

coded! {
    /// Sex as in the register.
    Sex {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

coded! {
    /// Kind of school.
    SchoolKind {
        /// 幼儿园
        Kindergarten = "kindergarten",
        /// 小学
        Primary = "primary",
        /// 九年制学校
        NineYear = "nine_year",
        /// 初级中学
        Junior = "junior",
        /// 高级中学
        Senior = "senior",
    }
}

coded! {
    /// What an adult is to the child's household.
    AdultKind {
        /// 父亲
        Father = "father",
        /// 母亲
        Mother = "mother",
        /// 照护人, other than a parent
        Carer = "carer",
    }
}

/// A school or kindergarten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct School {
    /// Identifier.
    pub id: SchoolId,
    /// Official name.
    pub name: String,
    /// Kind.
    pub kind: SchoolKind,
    /// Township.
    pub town: String,
}

/// A child in the register. The identity number is not part of it: it is kept sealed on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Identifier.
    pub id: ChildId,
    /// School the child attends.
    pub school: SchoolId,
    /// Household the child belongs to.
    pub household: HouseholdId,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date; the first of the month where only the month is known.
    pub birth: Option<NaiveDate>,
    /// Class as the school writes it, such as 三年级2班.
    pub class_name: String,
    /// Whether the child boards at school; `None` when not known.
    pub boarding: Option<bool>,
    /// The day the child entered the register.
    pub entered_on: NaiveDate,
}

/// The household in which a child lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// Identifier.
    pub id: HouseholdId,
    /// Address as the school writes it.
    pub address: String,
}

/// A parent or carer, shared by the siblings of a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adult {
    /// Identifier.
    pub id: AdultId,
    /// Household.
    pub household: HouseholdId,
    /// Father, mother or another carer.
    pub kind: AdultKind,
    /// Name; may be empty when the school does not know it.
    pub name: String,
    /// Relation to the child in the field's words, such as 奶奶.
    pub relation: String,
    /// Phone number, digits only.
    pub phone: Option<String>,
}
