//! Whether a call with the parents may be asked for. Nothing hurts more than a reminder to call a
//! mother who has died.

use super::fact::{Away, FactValue, ParentWhere};
use crate::register::{Relation, RelationKind};

/// Whether there is a parent who is away, can be reached and may be told about the child. Where nothing
/// is known, there may be one.
pub fn parents_to_call<'a>(
    parents: Option<&FactValue>,
    relations: impl IntoIterator<Item = &'a Relation> + Clone,
) -> bool {
    let unknown = ParentWhere::unknown();
    let (father, mother) = match parents {
        Some(FactValue::Parents { father, mother }) => (father, mother),
        _ => (&unknown, &unknown),
    };
    [(RelationKind::Father, father), (RelationKind::Mother, mother)].into_iter().any(|(kind, at)| {
        let allowed = relations.clone().into_iter().filter(|r| r.kind == kind).all(|r| r.may_be_told);
        allowed && can_be_called(at.away)
    })
}

/// Whether an adult is a parent whom a child may call: away, to be reached, and allowed to be told.
pub fn is_callable(parents: Option<&FactValue>, relation: &Relation) -> bool {
    let unknown = ParentWhere::unknown();
    let at = match (parents, relation.kind) {
        (Some(FactValue::Parents { father, .. }), RelationKind::Father) => father,
        (Some(FactValue::Parents { mother, .. }), RelationKind::Mother) => mother,
        (_, RelationKind::Father | RelationKind::Mother) => &unknown,
        _ => return false,
    };
    relation.may_be_told && can_be_called(at.away)
}

fn can_be_called(away: Away) -> bool {
    matches!(away, Away::InCounty | Away::InProvince | Away::OutOfProvince | Away::Abroad | Away::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AdultId, ChildId, RelationId};
    use uuid::Uuid;

    fn parents(father: Away, mother: Away) -> FactValue {
        let at = |away| ParentWhere { away, ..ParentWhere::unknown() };
        FactValue::Parents { father: at(father), mother: at(mother) }
    }

    #[test]
    fn each_parent_is_offered_by_where_they_are_and_whether_they_may_be_told() {
        let relation =
            |kind| Relation::plain(RelationId(Uuid::nil()), ChildId(Uuid::nil()), AdultId(Uuid::nil()), kind);
        let (father, mother) = (relation(RelationKind::Father), relation(RelationKind::Mother));
        for (at, away, offered) in [
            (&father, parents(Away::OutOfProvince, Away::Deceased), true),
            (&mother, parents(Away::OutOfProvince, Away::Deceased), false),
            (&father, parents(Away::Home, Away::Abroad), false),
            (&mother, parents(Away::Home, Away::Abroad), true),
            (&relation(RelationKind::Carer), parents(Away::Abroad, Away::Abroad), false),
        ] {
            assert_eq!(is_callable(Some(&away), at), offered, "{}", at.kind);
        }
        assert!(is_callable(None, &mother), "nothing is known yet");
        assert!(!is_callable(None, &Relation { may_be_told: false, ..mother }), "it may be forbidden");
    }

    #[test]
    fn nobody_is_asked_to_call_the_dead_the_lost_or_who_is_at_home() {
        for (father, mother, call) in [
            (Away::Deceased, Away::Deceased, false),
            (Away::Deceased, Away::LostContact, false),
            (Away::Home, Away::Deceased, false),
            (Away::Deceased, Away::OutOfProvince, true),
            (Away::Home, Away::Unknown, true),
        ] {
            assert_eq!(parents_to_call(Some(&parents(father, mother)), &[]), call, "{father} {mother}");
        }
        assert!(parents_to_call(None, &[]), "nothing is known yet");
    }

    #[test]
    fn a_parent_who_may_not_be_told_is_not_called() {
        let id = Uuid::nil();
        let father = Relation::plain(RelationId(id), ChildId(id), AdultId(id), RelationKind::Father);
        let barred = Relation { may_be_told: false, ..father.clone() };
        let fact = parents(Away::OutOfProvince, Away::Deceased);
        assert!(parents_to_call(Some(&fact), &[father]));
        assert!(!parents_to_call(Some(&fact), &[barred]));
    }
}
