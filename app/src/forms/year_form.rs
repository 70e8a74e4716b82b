//! The form of a school's next year: what is chosen for each class and for single children, until it is a plan.

use desk_api::year::ClassLine;
use domain::id::ChildId;
use domain::register::year::{Goes, Plan};

/// The form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YearForm {
    /// What is chosen for each class; none until somebody has said.
    pub classes: Vec<(String, Option<Goes>)>,
    /// Children of whom something else becomes.
    pub children: Vec<(ChildId, Goes)>,
}

impl YearForm {
    /// A form with what is proposed.
    pub fn of(classes: &[ClassLine]) -> Self {
        let classes = classes.iter().map(|class| (class.name.clone(), class.goes.clone())).collect();
        Self { classes, children: vec![] }
    }

    /// What is chosen for a class.
    pub fn class(&self, name: &str) -> Option<&Goes> {
        self.classes.iter().find(|(class, _)| class == name).and_then(|(_, goes)| goes.as_ref())
    }

    /// What is chosen for a child alone.
    pub fn child(&self, id: ChildId) -> Option<&Goes> {
        self.children.iter().find(|(child, _)| *child == id).map(|(_, goes)| goes)
    }

    /// Chooses for a class.
    pub fn choose_class(&mut self, name: &str, goes: Option<Goes>) {
        for (_, chosen) in self.classes.iter_mut().filter(|(class, _)| class == name) {
            chosen.clone_from(&goes);
        }
    }

    /// Chooses for a child; nothing lets it go with its class.
    pub fn choose_child(&mut self, id: ChildId, goes: Option<Goes>) {
        self.children.retain(|(child, _)| *child != id);
        self.children.extend(goes.map(|goes| (id, goes)));
    }

    /// The classes of which nobody has said where they go, and those whose new name is missing.
    pub fn unsaid(&self) -> Vec<&str> {
        let is_unsaid = |goes: &Option<Goes>| match goes {
            None => true,
            Some(Goes::To(name)) => name.trim().is_empty(),
            Some(_) => false,
        };
        self.classes.iter().filter(|(_, goes)| is_unsaid(goes)).map(|(name, _)| name.as_str()).collect()
    }

    /// The plan. A child whose new class is not named goes with its own.
    pub fn plan(&self) -> Plan {
        let whole = |goes: &Goes| match goes {
            Goes::To(name) if name.trim().is_empty() => None,
            Goes::To(name) => Some(Goes::To(name.trim().to_owned())),
            other => Some(other.clone()),
        };
        let class = |(name, goes): &(String, Option<Goes>)| Some((name.clone(), whole(goes.as_ref()?)?));
        let child = |(id, goes): &(ChildId, Goes)| Some((*id, whole(goes)?));
        Plan {
            classes: self.classes.iter().filter_map(class).collect(),
            children: self.children.iter().filter_map(child).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_plan_speaks_of_what_was_said_and_the_rest_is_asked_about() {
        let line = |name: &str, goes| ClassLine { name: name.to_owned(), children: vec![], goes };
        let up = Goes::To("四年级1班".to_owned());
        let mut form = YearForm::of(&[line("三年级1班", Some(up.clone())), line("火箭班", None)]);
        assert_eq!(form.unsaid(), ["火箭班"]);
        form.choose_class("火箭班", Some(Goes::To(" ".to_owned())));
        assert_eq!(form.unsaid(), ["火箭班"], "no name is no class");
        form.choose_class("火箭班", Some(Goes::To(" 飞船班 ".to_owned())));
        let child = ChildId(Uuid::nil());
        form.choose_child(child, Some(Goes::Later));
        form.choose_child(child, Some(Goes::Leaves));
        let plan = form.plan();
        assert_eq!(plan.classes[1], ("火箭班".to_owned(), Goes::To("飞船班".to_owned())));
        assert_eq!(plan.children, [(child, Goes::Leaves)]);
        form.choose_child(child, None);
        assert_eq!((form.plan().children, form.child(child)), (vec![], None));
        assert_eq!(form.class("三年级1班"), Some(&up));
    }
}
