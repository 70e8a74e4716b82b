//! The column that follows from whose a title is and what it says.

use super::column::Column;
use super::title::{Known, Sure, What, Whose};

/// The column of a title, or that it is not kept.
pub fn composed(whose: Option<Whose>, what: What) -> Known {
    let by_title = |column| (column, Sure::ByTitle);
    let found = match whose {
        // Whoever stands above them, these are the child's.
        _ if of_the_child_alone(what).is_some() => of_the_child_alone(what).map(by_title),
        None => of_nobody(what),
        Some(Whose::Child) => of_the_child(what),
        Some(Whose::Pupils) => match what {
            What::Name => Some(by_title(Column::Pupils)),
            What::Phone => None,
            other => of_the_child(other),
        },
        Some(Whose::Father) => of_a_parent(what, FATHER),
        Some(Whose::Mother) => of_a_parent(what, MOTHER),
        Some(Whose::Parents) => of_both(what),
        Some(Whose::Guardian) => of_a_guardian(what),
        Some(Whose::Carer) => of_the_carer(what).map(by_title),
        Some(Whose::Member(0 | 1)) => of_a_member(what, MEMBER1).map(by_title),
        Some(Whose::Member(2)) => of_a_member(what, MEMBER2).map(by_title),
        Some(Whose::Mentor) => match what {
            What::Name => Some(by_title(Column::Mentor)),
            What::Phone => Some(by_title(Column::MentorPhone)),
            _ => None,
        },
        Some(Whose::Member(_) | Whose::Other) => None,
    };
    found.map_or(Known::NotKept, |(column, sure)| Known::Column(column, sure))
}

type Found = Option<(Column, Sure)>;

const FATHER: [Column; 4] = [Column::FatherName, Column::FatherPlace, Column::FatherPhone, Column::FatherSince];
const MOTHER: [Column; 4] = [Column::MotherName, Column::MotherPlace, Column::MotherPhone, Column::MotherSince];
const MEMBER1: [Column; 4] = [Column::Member1Name, Column::Member1Relation, Column::Member1Phone, Column::Member1Place];
const MEMBER2: [Column; 4] = [Column::Member2Name, Column::Member2Relation, Column::Member2Phone, Column::Member2Place];

fn of_the_child_alone(what: What) -> Option<Column> {
    Some(match what {
        What::LeftBehind => Column::LeftBehind,
        What::Boarding => Column::Boarding,
        What::Class => Column::Class,
        What::Grade => Column::Grade,
        What::Quality => Column::Quality,
        What::FormerName => Column::FormerName,
        _ => return None,
    })
}

fn of_the_child(what: What) -> Found {
    let column = match what {
        What::Name => Column::Name,
        What::Sex => Column::Sex,
        What::Birth => Column::Birth,
        What::Age => Column::Age,
        What::IdNumber => Column::IdNumber,
        What::Address => Column::Address,
        What::Relation => Column::CarerRelation,
        What::Since => Column::Since,
        What::Registered => return Some((Column::Address, Sure::Nearly)),
        What::Phone => return Some((Column::FamilyPhone, Sure::Nearly)),
        What::Place => return Some((Column::ParentsPlace, Sure::Nearly)),
        other => return of_the_child_alone(other).map(|column| (column, Sure::ByTitle)),
    };
    Some((column, Sure::ByTitle))
}

fn of_nobody(what: What) -> Found {
    match what {
        What::Phone => Some((Column::FamilyPhone, Sure::ByTitle)),
        What::Place => Some((Column::ParentsPlace, Sure::ByTitle)),
        other => of_the_child(other),
    }
}

fn of_a_parent(what: What, [name, place, phone, since]: [Column; 4]) -> Found {
    match what {
        What::Name => Some((name, Sure::ByTitle)),
        What::Place | What::Employer => Some((place, Sure::ByTitle)),
        What::Address => Some((place, Sure::Nearly)),
        What::Phone => Some((phone, Sure::ByTitle)),
        What::Since => Some((since, Sure::ByTitle)),
        _ => None,
    }
}

fn of_both(what: What) -> Found {
    match what {
        What::Place | What::Employer => Some((Column::ParentsPlace, Sure::ByTitle)),
        What::Phone => Some((Column::FamilyPhone, Sure::ByTitle)),
        What::Since => Some((Column::Since, Sure::ByTitle)),
        _ => None,
    }
}

fn of_a_guardian(what: What) -> Found {
    match what {
        What::Name => Some((Column::CarerName, Sure::Nearly)),
        What::Phone => Some((Column::FamilyPhone, Sure::ByTitle)),
        What::Relation => Some((Column::CarerRelation, Sure::ByTitle)),
        What::Address => Some((Column::Address, Sure::Nearly)),
        other => of_both(other),
    }
}

fn of_the_carer(what: What) -> Option<Column> {
    match what {
        What::Name => Some(Column::CarerName),
        What::Relation => Some(Column::CarerRelation),
        What::Phone => Some(Column::CarerPhone),
        _ => None,
    }
}

fn of_a_member(what: What, [name, relation, phone, place]: [Column; 4]) -> Option<Column> {
    match what {
        What::Name => Some(name),
        What::Relation => Some(relation),
        What::Phone => Some(phone),
        What::Place | What::Employer => Some(place),
        _ => None,
    }
}
