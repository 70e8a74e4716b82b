//! Words for children and the adults around them.

use chrono::NaiveDate;
use domain::register::{Child, RelationKind};
use domain::report::AdultLine;
use domain::term::age_on;

use super::comma;
use crate::w;

/// Class, age, boarding and who else of the home goes to school.
pub fn child(child: &Child, class_name: &str, siblings: &[String], today: NaiveDate) -> String {
    let mut parts: Vec<String> =
        Some(class_name).filter(|name| !name.is_empty()).map(str::to_owned).into_iter().collect();
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
pub fn adult(adult: &AdultLine) -> String {
    let relation = match adult.kind {
        RelationKind::Father => w!(facts.father),
        RelationKind::Mother => w!(facts.mother),
        RelationKind::Stepfather => w!(facts.stepfather),
        RelationKind::Stepmother => w!(facts.stepmother),
        _ => &adult.called,
    };
    format!("{relation} {}", adult.name).trim().to_owned()
}
