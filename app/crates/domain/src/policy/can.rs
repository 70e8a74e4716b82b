//! The one rule of access.

use super::actor::{Actor, Grant, Role};
use super::subject::{Action, Subject};

/// Whether an actor may do an action to a subject.
pub fn can(actor: &Actor, action: Action, subject: Subject<'_>) -> bool {
    let centre = actor.holds(Role::Centre);
    match (action, subject) {
        (Action::Sync, Subject::Own) => actor.holds(Role::Mentor),
        (Action::ManageOwnAccount | Action::SeePhoto, Subject::Own) => true,
        (Action::OpenDesk, Subject::Own) => {
            centre || actor.holds(Role::Coordinator) || actor.holds(Role::SchoolLead) || actor.holds(Role::Auditor)
        }
        (Action::SeeCounty | Action::SetRules | Action::SettleDoubles, Subject::County) => centre,
        (Action::SeeSchool | Action::SeeUnsentDevices, Subject::School(school)) => centre || actor.leads(school),
        (Action::SeeChildFile | Action::RevealPhone, Subject::Child { school, paired }) => {
            paired || centre || actor.leads(school)
        }
        (Action::ReadNote | Action::SeePhoto, Subject::Entry { school, paired, author, kind }) => {
            let confidential = kind.attributes().confidential;
            author == actor.account || paired || (!confidential && (centre || actor.leads(school)))
        }
        (Action::NoteStay, Subject::Child { school, .. }) => centre || actor.leads(school),
        (Action::Transfer, Subject::Child { school, .. })
        | (
            Action::Review | Action::Import | Action::Export | Action::Pair | Action::Arrange | Action::SettleDoubles,
            Subject::School(school),
        ) => centre || actor.holds_at(Role::Coordinator, school),
        (Action::Approve, Subject::School(school)) => centre || actor.holds_at(Role::SchoolLead, school),
        (Action::EnterFor, Subject::School(school)) => actor.holds_at(Role::Coordinator, school),
        // Whoever copies the notebook must answer for mentor and child alike, as they were on that day.
        (Action::EnterFor, Subject::Notebook { mentor, school, paired }) => {
            let own = mentor.iter().any(|grant| grant.role == Role::Mentor && grant.school == Some(school));
            paired && own && actor.holds_at(Role::Coordinator, school)
        }
        // A code opens an account: nobody issues one for a person with rights beyond their own school, nor for the
        // lead, whose second look at what the coordinator does would be the coordinator's own.
        (Action::IssueCode, Subject::Account { grants }) => {
            centre || (all_at_own_school(actor, grants) && !grants.iter().any(|g| g.role == Role::SchoolLead))
        }
        // Who at a school may be given one is still asked for each.
        (Action::IssueCode, Subject::School(school)) => centre || actor.holds_at(Role::Coordinator, school),
        // Whoever is more than a mentor is ended where those rights come from.
        (Action::EndAccount, Subject::Account { grants }) => {
            centre || (all_at_own_school(actor, grants) && grants.iter().all(|g| g.role == Role::Mentor))
        }
        (Action::SeeAccessLog, Subject::County) => actor.holds(Role::Auditor),
        _ => false,
    }
}

/// Whether a person's every role is at a school whose coordinator the actor is.
fn all_at_own_school(actor: &Actor, grants: &[Grant]) -> bool {
    let own = |grant: &Grant| grant.school.is_some_and(|school| actor.holds_at(Role::Coordinator, school));
    !grants.is_empty() && grants.iter().all(own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, SchoolId};
    use crate::log::ActivityKind;
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
    fn a_photo_follows_its_entry() {
        let entry = |kind, paired| Subject::Entry { school: school(1), paired, author: AccountId(Uuid::nil()), kind };
        let lead = actor(Role::SchoolLead, Some(school(1)));
        assert!(can(&lead, Action::SeePhoto, entry(ActivityKind::MaterialAid, false)));
        assert!(!can(&lead, Action::SeePhoto, entry(ActivityKind::Counselling, false)));
        assert!(!can(&actor(Role::Auditor, None), Action::SeePhoto, entry(ActivityKind::MaterialAid, false)));
        assert!(can(&actor(Role::Mentor, Some(school(2))), Action::SeePhoto, entry(ActivityKind::Counselling, true)));
    }

    #[test]
    fn a_code_needs_every_role_to_be_at_the_issuers_school() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        let grant = |role, at: Option<u128>| Grant { role, school: at.map(school) };
        let may = |action, grants: &[Grant]| can(&coordinator, action, Subject::Account { grants });
        let (mentor, lead) = (grant(Role::Mentor, Some(1)), grant(Role::SchoolLead, Some(1)));
        assert!(may(Action::IssueCode, &[mentor]) && may(Action::EndAccount, &[mentor]));
        let coordinating = grant(Role::Coordinator, Some(1));
        assert!(may(Action::IssueCode, &[mentor, coordinating]));
        assert!(!may(Action::IssueCode, &[lead]) && !may(Action::IssueCode, &[mentor, lead]), "who must agree");
        assert!(!may(Action::EndAccount, &[mentor, lead]), "ended where the lead's rights come from");
        for beyond in [grant(Role::Mentor, Some(2)), grant(Role::Centre, None), grant(Role::Auditor, None)] {
            assert!(!may(Action::IssueCode, &[mentor, beyond]), "{beyond:?}");
            assert!(!may(Action::EndAccount, &[mentor, beyond]), "{beyond:?}");
        }
        assert!(!may(Action::IssueCode, &[]), "an account without roles is not of the school");
        let centre = actor(Role::Centre, None);
        assert!(can(&centre, Action::IssueCode, Subject::Account { grants: &[grant(Role::Centre, None)] }));
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
        let mentor = actor(Role::Mentor, Some(school(1)));
        assert!(can(&coordinator, Action::Transfer, Subject::Child { school: school(1), paired: false }));
        assert!(!can(&coordinator, Action::Transfer, Subject::Child { school: school(2), paired: false }));
        assert!(!can(&mentor, Action::Transfer, Subject::Child { school: school(1), paired: true }));
        assert!(can(&coordinator, Action::Review, Subject::School(school(1))));
        assert!(!can(&coordinator, Action::Review, Subject::School(school(2))));
        assert!(!can(&mentor, Action::Review, Subject::School(school(1))));
    }

    #[test]
    fn a_coordinator_takes_out_what_is_of_their_own_school() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        assert!(can(&coordinator, Action::Export, Subject::School(school(1))));
        assert!(!can(&coordinator, Action::Export, Subject::School(school(2))));
        assert!(can(&actor(Role::Centre, None), Action::Export, Subject::School(school(2))));
        for role in [Role::Mentor, Role::SchoolLead, Role::Auditor] {
            assert!(!can(&actor(role, Some(school(1))), Action::Export, Subject::School(school(1))), "{role}");
        }
    }

    #[test]
    fn who_leads_a_school_notes_where_its_children_are() {
        let child = |n| Subject::Child { school: school(n), paired: true };
        for role in [Role::Coordinator, Role::SchoolLead] {
            assert!(can(&actor(role, Some(school(1))), Action::NoteStay, child(1)), "{role}");
            assert!(!can(&actor(role, Some(school(2))), Action::NoteStay, child(1)), "{role}");
        }
        assert!(!can(&actor(Role::Mentor, Some(school(1))), Action::NoteStay, child(1)));
        assert!(!can(&actor(Role::Auditor, None), Action::NoteStay, child(1)));
    }

    #[test]
    fn a_coordinator_enters_for_own_mentors_and_the_children_paired_with_them() {
        let own = [Grant { role: Role::Mentor, school: Some(school(1)) }];
        let page = |mentor, at, paired| Subject::Notebook { mentor, school: school(at), paired };
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        assert!(can(&coordinator, Action::EnterFor, page(&own, 1, true)));
        assert!(!can(&coordinator, Action::EnterFor, page(&own, 1, false)), "not paired on that day");
        assert!(!can(&coordinator, Action::EnterFor, page(&own, 2, true)), "the child was elsewhere on that day");
        let theirs = [Grant { role: Role::Mentor, school: Some(school(2)) }];
        assert!(!can(&coordinator, Action::EnterFor, page(&theirs, 1, true)), "a mentor of another school");
        let lead = [Grant { role: Role::SchoolLead, school: Some(school(1)) }];
        assert!(!can(&coordinator, Action::EnterFor, page(&lead, 1, true)), "no mentor at all");
        for other in
            [actor(Role::Centre, None), actor(Role::SchoolLead, Some(school(1))), actor(Role::Mentor, Some(school(1)))]
        {
            assert!(!can(&other, Action::EnterFor, page(&own, 1, true)));
            assert!(!can(&other, Action::EnterFor, Subject::School(school(1))));
        }
    }

    #[test]
    fn a_pair_across_schools_is_the_centres_alone() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        assert!(can(&coordinator, Action::SettleDoubles, Subject::School(school(1))));
        assert!(!can(&coordinator, Action::SettleDoubles, Subject::School(school(2))));
        assert!(!can(&coordinator, Action::SettleDoubles, Subject::County));
        assert!(can(&actor(Role::Centre, None), Action::SettleDoubles, Subject::County));
        assert!(!can(&actor(Role::SchoolLead, Some(school(1))), Action::SettleDoubles, Subject::School(school(1))));
    }

    #[test]
    fn only_a_mentor_syncs() {
        assert!(can(&actor(Role::Mentor, Some(school(1))), Action::Sync, Subject::Own));
        assert!(!can(&actor(Role::Coordinator, Some(school(1))), Action::Sync, Subject::Own));
    }
}
