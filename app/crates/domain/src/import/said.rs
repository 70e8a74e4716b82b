//! What a school's file says of that which the register knows already: written so into a file, and read back, it is
//! nothing new.

use super::carer::name_and_relation;
use super::place::{county_of, place_of};
use crate::guardianship::{Away, CarerKind, ParentWhere};
use crate::register::name;

/// The word for how far away a parent is; none for one of whom nobody knows.
fn away(away: Away) -> &'static str {
    match away {
        Away::Home => "在家",
        Away::InCounty => "县内",
        Away::InProvince => "省内",
        Away::OutOfProvince => "省外",
        Away::Abroad => "境外",
        Away::LostContact => "失联",
        Away::Deceased => "已故",
        Away::Unknown | Away::Unlisted => "",
    }
}

fn with_word(parent: &ParentWhere) -> String {
    format!("{} {}", away(parent.away), parent.place).trim().to_owned()
}

/// The county that a file with these identity numbers is taken to be of.
pub fn county<'a>(numbers: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    county_of(numbers)
}

/// Where a parent is, for a file of a county: the place alone where it says how far away that is.
pub fn parent(parent: &ParentWhere, county: Option<&str>) -> String {
    let is_clear = !parent.place.is_empty() && place_of(&parent.place, county) == parent.away;
    if is_clear { parent.place.clone() } else { with_word(parent) }
}

/// Whether a text about a parent who is as far away says no more than is known.
pub fn says_no_more(text: &str, known: &ParentWhere) -> bool {
    text == away(known.away) || text == known.place || text == with_word(known)
}

fn carer_word(kind: CarerKind) -> &'static str {
    match kind {
        CarerKind::PaternalGrandparents => "祖父母",
        CarerKind::MaternalGrandparents => "外祖父母",
        CarerKind::Relative => "亲属",
        CarerKind::Neighbour => "邻居",
        CarerKind::ParentHome | CarerKind::ParentIncapable => "父母",
        CarerKind::Nobody => "无人照护",
        CarerKind::Trusteeship => "托管中心",
        CarerKind::CivilAffairs => "民政",
        CarerKind::Unlisted => "",
    }
}

/// Who looks after a child, in two cells: what they are to the child, and their name.
pub fn carer(kind: CarerKind, who: &str) -> (String, String) {
    let (named, relation) = name_and_relation(who);
    let relation = relation.unwrap_or_else(|| carer_word(kind).to_owned());
    (relation, named.map(|named| name::kept(&named)).unwrap_or_default())
}

/// The two in one, as the register keeps them.
pub fn joined(relation: &str, named: &str) -> String {
    [relation, named].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether what a file says of the carer is what is known.
pub fn is_known_carer(said: &str, kind: CarerKind, who: &str) -> bool {
    let (relation, named) = carer(kind, who);
    !said.is_empty() && said == joined(&relation, &named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_parent_is_reads_back_as_it_was_said() {
        for (far, place, county, text) in [
            (Away::OutOfProvince, "浙江温州", None, "浙江温州"),
            (Away::OutOfProvince, "厂里", None, "省外 厂里"),
            (Away::OutOfProvince, "", None, "省外"),
            (Away::InCounty, "石泉", Some("石泉"), "石泉"),
            (Away::InCounty, "石泉", None, "县内 石泉"),
            (Away::InProvince, "", None, "省内"),
            (Away::Abroad, "", None, "境外"),
            (Away::Home, "在家务农", None, "在家务农"),
            (Away::LostContact, "", None, "失联"),
            (Away::Deceased, "", None, "已故"),
            (Away::Unknown, "电子厂", None, "电子厂"),
            (Away::Unknown, "", None, ""),
        ] {
            let known = ParentWhere { away: far, place: place.to_owned(), since: None };
            assert_eq!(parent(&known, county), text);
            assert_eq!(place_of(text, county), far, "{text}");
            assert!(says_no_more(text, &known), "{text}");
        }
    }

    #[test]
    fn a_carer_in_two_cells_is_the_one_who_is_known() {
        for (kind, who, relation, named) in [
            (CarerKind::PaternalGrandparents, "奶奶 罗桂兰", "奶奶", "罗桂兰"),
            (CarerKind::PaternalGrandparents, "罗桂兰（奶奶）", "奶奶", "罗桂兰"),
            (CarerKind::MaternalGrandparents, "", "外祖父母", ""),
            (CarerKind::Neighbour, "王大姐", "邻居", "王大姐"),
            (CarerKind::Nobody, "", "无人照护", ""),
        ] {
            assert_eq!(carer(kind, who), (relation.to_owned(), named.to_owned()), "{who}");
            assert!(is_known_carer(&joined(relation, named), kind, who), "{who}");
        }
        assert!(!is_known_carer("", CarerKind::Nobody, ""));
        assert!(!is_known_carer("外婆 张三", CarerKind::PaternalGrandparents, "奶奶 罗桂兰"));
    }
}
