//! Who is signed in, and with which roles.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, SchoolId};

coded! {
    /// A role. A person may hold several, each at one school or, for the centre and the auditor, in the county.
    Role {
        /// 结对教师
        Mentor = "mentor",
        /// 学校业务干部
        Coordinator = "coordinator",
        /// 学校分管负责人
        SchoolLead = "school_lead",
        /// 中心工作人员
        Centre = "centre",
        /// 审计、安全员
        Auditor = "auditor",
    }
}

/// A role held at a school, or in the county where `school` is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The school; `None` for county roles.
    pub school: Option<SchoolId>,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Account.
    pub account: AccountId,
    /// Every role the person holds.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Whether the person holds a role anywhere.
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }

    /// Whether the person holds a role at a school.
    pub fn holds_at(&self, role: Role, school: SchoolId) -> bool {
        self.grants.iter().any(|g| g.role == role && g.school == Some(school))
    }

    /// Whether the person is responsible for a school.
    pub fn leads(&self, school: SchoolId) -> bool {
        self.holds_at(Role::Coordinator, school) || self.holds_at(Role::SchoolLead, school)
    }
}
