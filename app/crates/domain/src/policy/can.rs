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
        (
            Action::SeeCounty
            | Action::SetRules
            | Action::SettleDoubles
            | Action::Arrange
            | Action::Erase
            | Action::Export
            | Action::FillFigures,
            Subject::County,
        ) => centre,
        (Action::SeeSchool | Action::SeeUnsentDevices | Action::TakeRequest, Subject::School(school)) => {
            centre || actor.leads(school)
        }
        (Action::SeeChildFile | Action::RevealPhone, Subject::Child { school, paired }) => {
            paired || centre || actor.leads(school)
        }
        (Action::ReadNote | Action::SeePhoto, Subject::Entry { school, held, kind }) => {
            held || (!kind.attributes().confidential && (centre || actor.leads(school)))
        }
        (Action::NoteStay, Subject::Child { school, .. }) => centre || actor.leads(school),
        // It is for the school to say, by those who know the child.
        (Action::MarkPlan, Subject::Child { school, .. }) => actor.leads(school),
        (Action::Transfer, Subject::Child { school, .. })
        | (
            Action::Review | Action::Import | Action::Export | Action::Pair | Action::Arrange | Action::SettleDoubles,
            Subject::School(school),
        ) => centre || actor.holds_at(Role::Coordinator, school),
        (Action::Approve, Subject::School(school)) => centre || actor.holds_at(Role::SchoolLead, school),
        // The second look is another person's, whatever roles somebody holds or is lent.
        (Action::Approve, Subject::Proposal { school, by }) => {
            centre || (by != actor.account && actor.holds_at(Role::SchoolLead, school))
        }
        // Who asks knows the mentor; whoever else may see the file reads what was asked.
        (Action::EnterFor | Action::Ask, Subject::School(school)) => actor.holds_at(Role::Coordinator, school),
        // Whoever copies the notebook must answer for mentor and child alike, as they were on that day.
        (Action::EnterFor, Subject::Notebook { mentor, school, paired }) => {
            let own = mentor.iter().any(|grant| grant.role == Role::Mentor && grant.school == Some(school));
            paired && own && actor.holds_at(Role::Coordinator, school)
        }
        // A code opens an account: nobody issues one for a person with rights beyond their own school, nor for the
        // lead, whose second look at what the coordinator does would be the coordinator's own.
        // Nor does a deputy for a coordinator: it would outlast the time in which they stand in.
        (Action::IssueCode | Action::Help, Subject::Account { grants }) => {
            let within = |grant: &Grant| match grant.role {
                Role::Mentor => true,
                role => role == Role::Coordinator && grant.school.is_some_and(|at| actor.owns_at(role, at)),
            };
            centre || (all_at_own_school(actor, grants) && grants.iter().all(within))
        }
        // Who is locked out is vouched for by those who know them: of their own role, and not of one that is lent.
        (Action::ResetSecondStep, Subject::Account { grants }) => vouches(actor, grants),
        // Two people are two: neither who asks nor whose account it is agrees, nobody by a role that is lent, which who
        // asks may have lent, and nobody who may be in the other's account by a code of their own.
        (Action::Countersign, Subject::Countersigned { grants, of, by, apart }) => {
            apart && ![of, by].contains(&actor.account) && vouches(actor, grants)
        }
        // One's own role only, and none that is lent. For somebody who cannot any more, the centre does it.
        (Action::Deputise, Subject::Post { role, school, of }) => {
            let lendable = matches!(role, Role::Coordinator | Role::SchoolLead);
            lendable && (centre || (of == actor.account && actor.owns_at(role, school)))
        }
        (Action::EndDeputyship, Subject::Deputyship { of, deputy }) => centre || [of, deputy].contains(&actor.account),
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

/// Whether somebody is of the centre, or leads every school at which a person has a role, for good.
fn vouches(actor: &Actor, grants: &[Grant]) -> bool {
    let owns = |school| actor.owns_at(Role::Coordinator, school) || actor.owns_at(Role::SchoolLead, school);
    let own = |grant: &Grant| grant.school.is_some_and(owns);
    actor.holds(Role::Centre) || (!grants.is_empty() && grants.iter().all(own))
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
        Actor { account: AccountId(Uuid::from_u128(9)), grants: vec![Grant { role, school: at }], lent: vec![] }
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
    fn counselling_notes_are_for_the_mentor() {
        let entry = |kind, held| Subject::Entry { school: school(1), held, kind };
        let centre = actor(Role::Centre, None);
        assert!(can(&centre, Action::ReadNote, entry(ActivityKind::Tutoring, false)));
        assert!(!can(&centre, Action::ReadNote, entry(ActivityKind::Counselling, false)));
        assert!(!can(&centre, Action::ReadNote, entry(ActivityKind::Unlisted, false)), "nobody knows what it is");
        let mentor = actor(Role::Mentor, Some(school(1)));
        assert!(can(&mentor, Action::ReadNote, entry(ActivityKind::Counselling, true)));
        assert!(!can(&mentor, Action::ReadNote, entry(ActivityKind::Tutoring, false)), "who was the mentor before");
    }

    #[test]
    fn a_photo_follows_its_entry() {
        let entry = |kind, held| Subject::Entry { school: school(1), held, kind };
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

    /// A mentor of the first school who stands in there.
    fn deputy(role: Role) -> Actor {
        Actor { lent: vec![Grant { role, school: Some(school(1)) }], ..actor(Role::Mentor, Some(school(1))) }
    }

    #[test]
    fn a_deputy_does_the_coordinators_work_at_that_school() {
        let deputy = deputy(Role::Coordinator);
        for action in [Action::SeeSchool, Action::Pair, Action::Import, Action::EnterFor] {
            assert!(can(&deputy, action, Subject::School(school(1))), "{action:?}");
            assert!(!can(&deputy, action, Subject::School(school(2))), "{action:?}");
        }
        assert!(can(&deputy, Action::OpenDesk, Subject::Own) && can(&deputy, Action::Sync, Subject::Own));
        assert!(!can(&actor(Role::Mentor, Some(school(1))), Action::SeeSchool, Subject::School(school(1))));
    }

    #[test]
    fn what_is_lent_opens_no_account_of_the_office_and_is_not_lent_on() {
        let (own, lent) = (actor(Role::Coordinator, Some(school(1))), deputy(Role::Coordinator));
        let mentor = Grant { role: Role::Mentor, school: Some(school(1)) };
        let coordinator = Grant { role: Role::Coordinator, school: Some(school(1)) };
        for action in [Action::IssueCode, Action::Help] {
            assert!(can(&lent, action, Subject::Account { grants: &[mentor] }), "{action:?}");
            assert!(!can(&lent, action, Subject::Account { grants: &[coordinator] }), "{action:?}");
            assert!(can(&own, action, Subject::Account { grants: &[mentor, coordinator] }), "{action:?}");
        }
        let post = |role, of: &Actor| Subject::Post { role, school: school(1), of: of.account };
        assert!(can(&own, Action::Deputise, post(Role::Coordinator, &own)));
        assert!(!can(&lent, Action::Deputise, post(Role::Coordinator, &lent)));
        assert!(!can(&own, Action::Deputise, post(Role::SchoolLead, &own)), "a role of somebody else's");
        let somebody = Actor { account: AccountId(Uuid::from_u128(8)), ..own.clone() };
        assert!(!can(&own, Action::Deputise, post(Role::Coordinator, &somebody)), "for somebody else");
        let centre = actor(Role::Centre, None);
        assert!(can(&centre, Action::Deputise, post(Role::SchoolLead, &somebody)));
        assert!(!can(&centre, Action::Deputise, post(Role::Centre, &somebody)), "no role of the county's");
    }

    #[test]
    fn who_is_away_and_who_stands_in_may_end_it() {
        let (of, deputy) = (AccountId(Uuid::from_u128(9)), AccountId(Uuid::from_u128(8)));
        let subject = Subject::Deputyship { of, deputy };
        let somebody = |n, role| Actor { account: AccountId(Uuid::from_u128(n)), ..actor(role, Some(school(1))) };
        assert!(can(&somebody(9, Role::Coordinator), Action::EndDeputyship, subject));
        assert!(can(&somebody(8, Role::Mentor), Action::EndDeputyship, subject));
        assert!(!can(&somebody(7, Role::SchoolLead), Action::EndDeputyship, subject));
        assert!(can(&actor(Role::Centre, None), Action::EndDeputyship, subject));
    }

    #[test]
    fn whoever_proposed_does_not_agree() {
        let lead = actor(Role::SchoolLead, Some(school(1)));
        let proposal = |at, by| Subject::Proposal { school: school(at), by: AccountId(Uuid::from_u128(by)) };
        assert!(can(&lead, Action::Approve, proposal(1, 8)));
        assert!(!can(&lead, Action::Approve, proposal(1, 9)), "their own");
        assert!(!can(&lead, Action::Approve, proposal(2, 8)), "another school's");
        assert!(can(&deputy(Role::SchoolLead), Action::Approve, proposal(1, 8)));
        assert!(!can(&deputy(Role::Coordinator), Action::Approve, proposal(1, 8)));
    }

    #[test]
    fn two_people_are_two_and_neither_by_a_role_that_is_lent() {
        let account = |n| AccountId(Uuid::from_u128(n));
        let mentor = [Grant { role: Role::Mentor, school: Some(school(1)) }];
        let county = [Grant { role: Role::Centre, school: None }];
        let asked = |grants, of, by| Subject::Countersigned { grants, of: account(of), by: account(by), apart: true };
        for role in [Role::Coordinator, Role::SchoolLead] {
            let own = actor(role, Some(school(1)));
            assert!(can(&own, Action::ResetSecondStep, Subject::Account { grants: &mentor }), "{role}");
            assert!(!can(&own, Action::ResetSecondStep, Subject::Account { grants: &county }), "{role}");
            assert!(can(&own, Action::Countersign, asked(&mentor, 7, 8)), "{role}");
            assert!(!can(&own, Action::Countersign, asked(&mentor, 7, 9)), "what one asked for oneself");
            assert!(!can(&own, Action::Countersign, asked(&mentor, 9, 8)), "for one's own account");
            assert!(!can(&own, Action::Countersign, asked(&county, 7, 8)), "an account of the county's");
            assert!(!can(&deputy(role), Action::Countersign, asked(&mentor, 7, 8)), "a role that is lent");
            assert!(!can(&actor(role, Some(school(2))), Action::Countersign, asked(&mentor, 7, 8)), "elsewhere");
        }
        let centre = actor(Role::Centre, None);
        assert!(can(&centre, Action::Countersign, asked(&county, 7, 8)));
        assert!(!can(&centre, Action::Countersign, asked(&county, 7, 9)), "the centre, too, is two people");
        let one = Subject::Countersigned { grants: &county, of: account(7), by: account(8), apart: false };
        assert!(!can(&centre, Action::Countersign, one), "who may be in the other's account");
        assert!(!can(&actor(Role::Mentor, Some(school(1))), Action::Countersign, asked(&mentor, 7, 8)));
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
        for action in [Action::Export, Action::FillFigures] {
            assert!(can(&actor(Role::Centre, None), action, Subject::County));
            for role in [Role::Mentor, Role::Coordinator, Role::SchoolLead, Role::Auditor] {
                assert!(!can(&actor(role, Some(school(1))), action, Subject::County), "{role}: of the county");
            }
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
    fn only_the_schools_coordinator_asks_about_a_page() {
        let coordinator = actor(Role::Coordinator, Some(school(1)));
        assert!(can(&coordinator, Action::Ask, Subject::School(school(1))));
        assert!(!can(&coordinator, Action::Ask, Subject::School(school(2))));
        assert!(can(&deputy(Role::Coordinator), Action::Ask, Subject::School(school(1))));
        for other in [actor(Role::Centre, None), actor(Role::SchoolLead, Some(school(1)))] {
            assert!(!can(&other, Action::Ask, Subject::School(school(1))));
        }
        assert!(!can(&actor(Role::Mentor, Some(school(1))), Action::Ask, Subject::School(school(1))));
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
