//! Who is signed in, and with which roles.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, SchoolId};

coded! {
    /// A role. A person may hold several, each at one school or, for the centre and the auditor, in the county.
    Role {
        /// 结对教师: sees the children paired to them, and records.
        Mentor = "mentor",
        /// 学校业务干部: sees a school, notes where its children are, pairs and moves them, decides what waits.
        Coordinator = "coordinator",
        /// 学校分管负责人: sees a school, and notes where its children are.
        SchoolLead = "school_lead",
        /// 中心工作人员: sees the county and sets its rules.
        Centre = "centre",
        /// 审计、安全员: reads the access log, and sees no child.
        Auditor = "auditor",
    }
}

/// A role held at a school, or in the county where `school` is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// As what the person works there.
    pub role: Role,
    /// The school; `None` for county roles.
    pub school: Option<SchoolId>,
}

/// A signed-in person, as the policy sees one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account signed in with; it is the author of what the person records.
    pub account: AccountId,
    /// Every role the person holds for good.
    pub grants: Vec<Grant>,
    /// The roles that the person holds today because they stand in for somebody: [`super::deputy::lent`].
    pub lent: Vec<Grant>,
}

impl Actor {
    /// Every role that holds today.
    fn all(&self) -> impl Iterator<Item = &Grant> {
        self.grants.iter().chain(&self.lent)
    }

    /// Whether the person holds a role anywhere.
    pub fn holds(&self, role: Role) -> bool {
        self.all().any(|g| g.role == role)
    }

    /// Whether the person holds a role at a school.
    pub fn holds_at(&self, role: Role, school: SchoolId) -> bool {
        self.all().any(|g| g.role == role && g.school == Some(school))
    }

    /// Whether the role at the school is the person's own, and not lent.
    pub fn owns_at(&self, role: Role, school: SchoolId) -> bool {
        self.grants.contains(&Grant { role, school: Some(school) })
    }

    /// Whether the person is responsible for a school.
    pub fn leads(&self, school: SchoolId) -> bool {
        self.holds_at(Role::Coordinator, school) || self.holds_at(Role::SchoolLead, school)
    }
}
