//! Who may do what. Access is the pairing: a mentor sees the children paired to them, a coordinator
//! and a school lead their school, the centre the county. An auditor sees the access log and no child.
//!
//! Every handler asks [`can`] and nothing else.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::id::{AccountId, SchoolId};
use crate::log::ActivityKind;

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

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Push own work and pull the files of paired children.
    Sync,
    /// See and revoke devices, change password, sign out.
    ManageOwnAccount,
    /// Open the desk at all: any page that is not the mentor's own.
    OpenDesk,
    /// See a school's children with their last visit and contact.
    SeeSchool,
    /// See the county's schools with counts.
    SeeCounty,
    /// See a child's file.
    SeeChildFile,
    /// See a phone number in full.
    RevealPhone,
    /// Read an entry's note.
    ReadNote,
    /// See which devices hold unsent work, to help.
    SeeUnsentDevices,
    /// Issue an activation code.
    Activate,
    /// End an account when its owner leaves.
    EndAccount,
    /// Give a child to a mentor, or move it to another school.
    Transfer,
    /// Decide about late work and about two answers to one question.
    Review,
    /// Read the access log.
    SeeAccessLog,
}

/// What the action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The county as a whole.
    County,
    /// The actor's own account, devices and unsent work.
    Own,
    /// A school.
    School(SchoolId),
    /// A child, and whether the actor is its mentor now.
    Child {
        /// The child's school.
        school: SchoolId,
        /// Whether a pairing with the actor is in force.
        paired: bool,
    },
    /// An entry about a child.
    Entry {
        /// The child's school.
        school: SchoolId,
        /// Whether a pairing with the actor is in force.
        paired: bool,
        /// Who wrote it.
        author: AccountId,
        /// Which of the eight kinds.
        kind: ActivityKind,
    },
    /// Another person's account.
    Account {
        /// The school of that person's role; `None` for county roles.
        school: Option<SchoolId>,
    },
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

    fn leads(&self, school: SchoolId) -> bool {
        self.holds_at(Role::Coordinator, school) || self.holds_at(Role::SchoolLead, school)
    }
}

/// Whether an actor may do an action to a subject.
pub fn can(actor: &Actor, action: Action, subject: Subject) -> bool {
    let centre = actor.holds(Role::Centre);
    match (action, subject) {
        (Action::Sync, Subject::Own) => actor.holds(Role::Mentor),
        (Action::ManageOwnAccount, Subject::Own) => true,
        (Action::OpenDesk, Subject::Own) => {
            centre || actor.holds(Role::Coordinator) || actor.holds(Role::SchoolLead) || actor.holds(Role::Auditor)
        }
        (Action::SeeCounty, Subject::County) => centre,
        (Action::SeeSchool, Subject::School(school)) => centre || actor.leads(school),
        (Action::SeeUnsentDevices, Subject::School(school)) => centre || actor.leads(school),
        (Action::SeeChildFile | Action::RevealPhone, Subject::Child { school, paired }) => {
            paired || centre || actor.leads(school)
        }
        (Action::ReadNote, Subject::Entry { school, paired, author, kind }) => {
            let confidential = kind == ActivityKind::Counselling;
            author == actor.account || paired || (!confidential && (centre || actor.leads(school)))
        }
        (Action::Transfer | Action::Review, Subject::Child { school, .. }) => {
            centre || actor.holds_at(Role::Coordinator, school)
        }
        (Action::Activate | Action::EndAccount, Subject::Account { school }) => {
            centre || school.is_some_and(|s| actor.holds_at(Role::Coordinator, s))
        }
        (Action::SeeAccessLog, Subject::County) => actor.holds(Role::Auditor),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn school(n: u128) -> SchoolId {
        SchoolId(Uuid::from_u128(n))
    }

    fn actor(role: Role, at: Option<SchoolId>) -> Actor {
        Actor { account: AccountId(Uuid::from_u128(9)), grants: vec![Grant { role, school: at }] }
    }

    #[test]
    fn a_coordinator_sees_their_own_school_only() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        assert!(can(&coordinator, Action::SeeSchool, Subject::School(school(1))));
        assert!(!can(&coordinator, Action::SeeSchool, Subject::School(school(2))));
        assert!(!can(&coordinator, Action::SeeChildFile, Subject::Child { school: school(2), paired: false }));
        assert!(!can(&coordinator, Action::SeeCounty, Subject::County));
    }

    #[test]
    fn a_mentor_sees_a_child_by_pairing_and_not_by_school() {
        let mentor = actor(Role::Mentor, Some(school(1)));
        assert!(can(&mentor, Action::SeeChildFile, Subject::Child { school: school(1), paired: true }));
        assert!(!can(&mentor, Action::SeeChildFile, Subject::Child { school: school(1), paired: false }));
        assert!(!can(&mentor, Action::OpenDesk, Subject::Own));
    }

    #[test]
    fn counselling_notes_are_for_author_and_mentor() {
        let entry = |kind, paired| Subject::Entry { school: school(1), paired, author: AccountId(Uuid::nil()), kind };
        let centre = actor(Role::Centre, None);
        assert!(can(&centre, Action::ReadNote, entry(ActivityKind::Tutoring, false)));
        assert!(!can(&centre, Action::ReadNote, entry(ActivityKind::Counselling, false)));
        let mentor = actor(Role::Mentor, Some(school(1)));
        assert!(can(&mentor, Action::ReadNote, entry(ActivityKind::Counselling, true)));
    }

    #[test]
    fn an_auditor_sees_the_access_log_and_no_child() {
        let auditor = actor(Role::Auditor, None);
        assert!(can(&auditor, Action::SeeAccessLog, Subject::County));
        assert!(!can(&auditor, Action::SeeChildFile, Subject::Child { school: school(1), paired: false }));
        assert!(!can(&actor(Role::Centre, None), Action::SeeAccessLog, Subject::County));
    }

    #[test]
    fn a_coordinator_moves_and_reviews_at_their_own_school() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        for action in [Action::Transfer, Action::Review] {
            assert!(can(&coordinator, action, Subject::Child { school: school(1), paired: false }));
            assert!(!can(&coordinator, action, Subject::Child { school: school(2), paired: false }));
            assert!(!can(
                &actor(Role::Mentor, Some(school(1))),
                action,
                Subject::Child { school: school(1), paired: true }
            ));
        }
    }

    #[test]
    fn only_a_mentor_syncs() {
        assert!(can(&actor(Role::Mentor, Some(school(1))), Action::Sync, Subject::Own));
        assert!(!can(&actor(Role::Coordinator, Some(school(1))), Action::Sync, Subject::Own));
    }
}
