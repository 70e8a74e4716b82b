//! Words for children and the adults around them.

use chrono::NaiveDate;
use domain::register::{Adult, AdultKind, Child};
use domain::term::age_on;

use super::comma;
use crate::w;

/// Class, age, boarding and who else of the home goes to school.
pub fn child(child: &Child, siblings: &[String], today: NaiveDate) -> String {
    let mut parts = vec![child.class_name.clone()];
    if let Some(birth) = child.birth {
        parts.push(w!(child.age, age = age_on(birth, today)));
    }
    if let Some(boards) = child.boarding {
        parts.push(if boards { w!(child.boards) } else { w!(child.walks) }.to_owned());
    }
    if !siblings.is_empty() {
        parts.push(w!(child.lives_with, names = siblings.join(comma())));
    }
    parts.join(" · ")
}

/// An adult, by relation and name.
pub fn adult(adult: &Adult) -> String {
    let relation = match adult.kind {
        AdultKind::Father => w!(facts.father),
        AdultKind::Mother => w!(facts.mother),
        _ => &adult.relation,
    };
    format!("{relation} {}", adult.name).trim().to_owned()
}
