//! Words for who looks after a child and what is known of the home.

use domain::guardianship::{Away, CareQuality, CarerKind, FactKind, FactValue, HomeState, ParentWhere, PhoneState};

use super::code::lists;
use super::joined;
use crate::w;

lists! {
    /// Who looks after the child.
    carer: CarerKind = CARERS,
    /// How well.
    quality: CareQuality = QUALITIES,
    /// How far away a parent is.
    away: Away = AWAY,
    /// Whether the phone works.
    phone: PhoneState = PHONES,
    /// Whether the home is safe.
    home: HomeState = HOMES,
    /// One of the four questions.
    question: FactKind = QUESTIONS,
}

/// Where a parent is, in a few words.
pub fn parent(who: &ParentWhere) -> String {
    if who.place.is_empty() { away(who.away).to_owned() } else { who.place.clone() }
}

/// Where both parents are; once where they are together.
pub fn parents(father: &ParentWhere, mother: &ParentWhere) -> String {
    let (father, mother) = (parent(father), parent(mother));
    if father == mother {
        format!("{} {father}", w!(facts.both))
    } else {
        format!("{} {father} · {} {mother}", w!(facts.father), w!(facts.mother))
    }
}

/// Who looks after the child, by name where it is known.
pub fn carer_name(kind: CarerKind, who: &str) -> &str {
    if who.is_empty() { carer(kind) } else { who }
}

/// The answer to one of the four questions, in a few words.
pub fn fact(value: &FactValue) -> String {
    match value {
        FactValue::Carer { kind, who, quality: how } => {
            joined(&[carer_name(*kind, who), how.map(quality).unwrap_or_default()])
        }
        FactValue::Parents { father, mother } => {
            format!("{} {} · {} {}", w!(facts.father), parent(father), w!(facts.mother), parent(mother))
        }
        FactValue::Phone { state, number } => joined(&[phone(*state), number.as_deref().unwrap_or_default()]),
        FactValue::Home { state, hazards } => joined(&[home(*state), hazards]),
    }
}
