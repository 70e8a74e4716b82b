//! The one rule of access.

use super::actor::{Actor, Role};
use super::subject::{Action, Subject};
use crate::log::ActivityKind;

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
            // Of a kind that this version does not know nobody can say that it is harmless.
            let confidential = matches!(kind, ActivityKind::Counselling | ActivityKind::Unlisted);
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
    use super::super::Grant;
    use super::*;
    use crate::id::{AccountId, SchoolId};
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
        assert!(!can(&centre, Action::ReadNote, entry(ActivityKind::Unlisted, false)), "nobody knows what it is");
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
