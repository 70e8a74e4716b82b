//! What is filled in where something was given to many children at once: kept as it is typed, with which children were
//! absent. It is also what a draft keeps.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use desk_api::notebook::PageChild;
use domain::id::{CampaignId, ChildId};
use domain::log::aid::Aid;
use domain::log::{Campaign, Fault, LogField, Problem};
use serde::{Deserialize, Serialize};

use super::GiftForm;

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignForm {
    /// Made when the form was begun, so that saving twice makes one campaign.
    pub id: CampaignId,
    /// What is put right; none for a new one.
    pub before: Option<Campaign>,
    /// The day, as typed; a browser hands over an empty text where it is no day.
    pub day: String,
    /// On what occasion.
    pub occasion: String,
    /// What was given, and by whom.
    #[serde(flatten)]
    pub gift: GiftForm,
    /// The classes it was for; none for the whole school.
    pub classes: BTreeSet<String>,
    /// Children of them who were not there.
    pub absent: BTreeSet<ChildId>,
}

impl CampaignForm {
    /// An empty form.
    pub fn fresh(id: CampaignId, today: NaiveDate) -> Self {
        Self {
            id,
            before: None,
            day: today.to_string(),
            occasion: String::new(),
            gift: GiftForm::default(),
            classes: BTreeSet::new(),
            absent: BTreeSet::new(),
        }
    }

    /// A form that puts a campaign right. `here` are the school's children of its day.
    pub fn correcting(campaign: Campaign, here: &[PageChild]) -> Self {
        let got = |child: &&PageChild| campaign.children.contains(&child.id);
        let classes: BTreeSet<String> = here.iter().filter(got).map(|child| child.class_name.clone()).collect();
        let all: BTreeSet<&String> = here.iter().map(|child| &child.class_name).collect();
        let of_classes = here.iter().filter(|child| classes.contains(&child.class_name));
        let absent = of_classes.filter(|child| !got(child)).map(|child| child.id).collect();
        Self {
            id: campaign.id,
            day: campaign.on.to_string(),
            occasion: campaign.aid.occasion.clone(),
            gift: GiftForm::of(&campaign.aid),
            classes: if classes.len() == all.len() { BTreeSet::new() } else { classes },
            absent,
            before: Some(campaign),
        }
    }

    /// What is typed, as what puts right what stands now.
    #[must_use]
    pub fn over(self, stands: Campaign) -> Self {
        Self { id: stands.id, before: Some(stands), ..self }
    }

    /// The day, where one is typed.
    pub fn day(&self) -> Option<NaiveDate> {
        self.day.parse().ok()
    }

    /// Chooses a class, or no longer. Who was marked as absent stays so, should the class be chosen again.
    pub fn toggle_class(&mut self, class: &str) {
        if !self.classes.remove(class) {
            self.classes.insert(class.to_owned());
        }
    }

    /// Marks a child as absent, or no longer.
    pub fn toggle_absent(&mut self, child: ChildId) {
        if !self.absent.remove(&child) {
            self.absent.insert(child);
        }
    }

    /// Whether a child is of those it was for.
    pub fn is_for(&self, child: &PageChild) -> bool {
        self.classes.is_empty() || self.classes.contains(&child.class_name)
    }

    /// Who got it, of the school's children of that day; and those of before whom the list does not name any more.
    pub fn got(&self, here: &[PageChild]) -> BTreeSet<ChildId> {
        let listed: BTreeSet<ChildId> = here.iter().map(|child| child.id).collect();
        let before = self.before.iter().flat_map(|before| before.children.iter().copied());
        let there = here.iter().filter(|child| self.is_for(child)).map(|child| child.id);
        there
            .filter(|child| !self.absent.contains(child))
            .chain(before.filter(|child| !listed.contains(child)))
            .collect()
    }

    /// What is handed in, or what must be mended.
    pub fn campaign(&self, here: &[PageChild], today: NaiveDate) -> Result<Campaign, Vec<Problem>> {
        let aid = Aid { occasion: self.occasion.trim().to_owned(), ..self.gift.given() };
        let day = self.day().ok_or_else(|| vec![Problem { field: LogField::OccurredOn, fault: Fault::Missing }])?;
        let campaign = Campaign { id: self.id, on: day, aid, children: self.got(here) };
        let problems = campaign.problems(today);
        if problems.is_empty() { Ok(campaign) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 1).unwrap_or_default()
    }

    fn child(n: u128) -> ChildId {
        ChildId(Uuid::from_u128(n))
    }

    fn here() -> Vec<PageChild> {
        let one =
            |n: u128, class: &str| PageChild { id: child(n), name: format!("孩子{n}"), class_name: class.to_owned() };
        vec![one(1, "一年级1班"), one(2, "一年级1班"), one(3, "二年级1班")]
    }

    fn form() -> CampaignForm {
        CampaignForm {
            occasion: "六一慰问".to_owned(),
            gift: GiftForm {
                donor: " 县慈善协会 ".to_owned(),
                gift: "书包".to_owned(),
                things: "１".to_owned(),
                yuan: "120元".to_owned(),
                receipts: false,
            },
            ..CampaignForm::fresh(CampaignId(Uuid::from_u128(9)), today())
        }
    }

    fn stops_at(form: &CampaignForm) -> Vec<LogField> {
        form.campaign(&here(), today()).err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn it_is_for_the_whole_school_but_who_was_absent() {
        let mut form = form();
        let given = form.campaign(&here(), today()).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(given.children, [1, 2, 3].map(child).into());
        assert_eq!((given.aid.donor.as_str(), given.aid.things_each, given.aid.fen_each), ("县慈善协会", 1, 12_000));
        form.toggle_absent(child(2));
        form.toggle_class("一年级1班");
        assert_eq!(form.got(&here()), [child(1)].into());
        form.toggle_class("一年级1班");
        assert_eq!(form.got(&here()), [1, 3].map(child).into(), "without a class it is for all again");
    }

    #[test]
    fn what_is_no_number_is_said_in_its_place_and_kept() {
        let mut form = form();
        (form.gift.yuan, form.gift.things) = ("一百二".to_owned(), "若干".to_owned());
        assert_eq!(stops_at(&form), [LogField::Things, LogField::Amount]);
        assert_eq!(stops_at(&CampaignForm { day: String::new(), ..form }), [LogField::OccurredOn]);
    }

    #[test]
    fn an_empty_form_asks_for_what_is_needed() {
        let empty = CampaignForm::fresh(CampaignId(Uuid::nil()), today());
        assert_eq!(stops_at(&empty), [LogField::Gift, LogField::Occasion, LogField::Donor]);
    }

    #[test]
    fn what_is_typed_puts_right_what_somebody_else_has_changed_since() {
        let mine = form();
        let given = mine.campaign(&here(), today()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let theirs = Campaign { aid: Aid { gift: "文具".to_owned(), ..given.aid.clone() }, ..given.clone() };
        let over = mine.over(theirs.clone());
        assert_eq!((&over.before, over.campaign(&here(), today())), (&Some(theirs), Ok(given)));
    }

    #[test]
    fn what_is_put_right_begins_as_it_was() {
        let mut form = form();
        form.toggle_absent(child(2));
        let given = form.campaign(&here(), today()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let again = CampaignForm::correcting(given.clone(), &here());
        assert_eq!((again.absent.clone(), again.classes.len()), ([child(2)].into(), 0));
        assert_eq!(again.campaign(&here(), today()), Ok(given.clone()), "untouched it says the same");
        // Who is on no list any more was given it all the same.
        let gone = CampaignForm::correcting(given, &here()[..2]);
        assert_eq!(gone.got(&here()[..2]), [1, 3].map(child).into());
    }
}
