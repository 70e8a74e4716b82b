//! An entry of the field log: what a mentor did with which children, and what came of it.
//!
//! Entries are append-only. A correction is a new revision, a withdrawal keeps the entry and says so.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::activity::ActivityKind;
use super::aid::{Aid, Pledge};
use super::phrase::PhraseCode;
use super::problem::{Fault, LogField, Problem};
use crate::code::{attributed, coded};
use crate::guardianship::FactKind;
use crate::id::{AccountId, ChildId, LogId, PhotoId};

/// Most characters of a note.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Most children of one entry: two large classes.
pub const CHILDREN_MAX: usize = 120;
/// Most classes of one entry: more than a school has.
pub const CLASSES_MAX: usize = 60;
/// Most sentences that were tapped.
pub const PHRASES_MAX: usize = 40;
/// Most answers that come with one entry: the four questions, for each child.
pub const FACTS_MAX: usize = 4 * 12;
/// Most photos of one entry.
pub const PHOTOS_MAX: usize = 6;
/// How far back an entry may be dated, in days.
pub const BACKDATE_DAYS_MAX: u64 = 400;
/// How far ahead of the recorder's day an entry may be dated, in days, because phone clocks are wrong.
pub const CLOCK_SLACK_DAYS: u64 = 2;

/// What follows from how a contact took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeAttributes {
    /// Whether whole classes can have been there.
    pub for_classes: bool,
    /// Most children, chosen one by one, who can have been there.
    pub children_max: usize,
}

/// With one family: brothers and sisters, and cousins who live with them.
const FAMILY: ModeAttributes = ModeAttributes { for_classes: false, children_max: 6 };
/// Not more than somebody can speak with: what is more is a group.
const TALK: ModeAttributes = ModeAttributes { for_classes: true, children_max: 12 };
const GROUP: ModeAttributes = ModeAttributes { for_classes: true, children_max: CHILDREN_MAX };

attributed! {
    /// How the contact took place.
    Mode: ModeAttributes, otherwise GROUP, {
        /// 家访: at the child's home.
        HomeVisit = "home_visit" => FAMILY,
        /// 在校: at school.
        AtSchool = "at_school" => TALK,
        /// 电话: by phone.
        Phone = "phone" => FAMILY,
        /// 视频: by video call.
        Video = "video" => FAMILY,
        /// 集体: with a group, so that it is nobody's talk.
        Group = "group" => GROUP,
    }
}

coded! {
    /// What came of it.
    Outcome {
        /// 正常: all was well.
        Normal = "normal",
        /// 有情况: something was not well.
        Concern = "concern",
        /// 需跟进: somebody should look again.
        FollowUp = "follow_up",
        /// 没见到人: nobody was met, so that the entry counts for nothing.
        NotMet = "not_met",
    }
}

/// Whether somebody called and nobody answered: a try, which counts for nothing like every entry without anybody.
pub fn is_missed_call(mode: Mode, outcome: Outcome) -> bool {
    outcome == Outcome::NotMet && matches!(mode, Mode::Phone | Mode::Video)
}

coded! {
    /// Who was met or spoken to.
    Met {
        /// 孩子
        Child = "child",
        /// 照护人
        Carer = "carer",
        /// 父亲
        Father = "father",
        /// 母亲
        Mother = "mother",
        /// 邻居
        Neighbour = "neighbour",
        /// 村干部或儿童主任
        VillageWorker = "village_worker",
    }
}

/// A photo of an entry: the record goes with the entry, the picture in a queue of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRef {
    /// Made by the phone; the picture is sent under it.
    pub id: PhotoId,
    /// SHA-256 of the picture, in hexadecimal.
    pub sha256: String,
    /// Size of the picture in bytes.
    pub bytes: u32,
}

/// What the recorder filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogBody {
    /// The children it was about, chosen one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildId>,
    /// Whole classes of the recorder's school, by name. The server knows who is in them, so that a
    /// phone need not hold the names of children who are not paired with its owner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Which kind of activity.
    pub kind: ActivityKind,
    /// How the contact took place.
    pub mode: Mode,
    /// What came of it.
    pub outcome: Outcome,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// Sentences that were tapped, as codes; the rules have the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseCode>,
    /// The recorder's own words, at most [`NOTE_CHARS_MAX`] characters; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who was met or spoken to, as far as it was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<Met>,
    /// When somebody should look again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_on: Option<NaiveDate>,
    /// Its photos, at most [`PHOTOS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// Facts that a home visit found unchanged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unchanged: Vec<FactKind>,
    /// What was given, where somebody filled it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aid: Option<Box<Aid>>,
    /// How the parents answered the safety pledge, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledge: Option<Pledge>,
}

/// An entry as everybody who may see it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Made by the phone when the form is opened, so that a double tap is one entry.
    pub id: LogId,
    /// The account that recorded it. Nobody else corrects or withdraws it.
    pub author: AccountId,
    /// The newest revision's content.
    pub body: LogBody,
    /// When it was first recorded, by the recorder's clock.
    pub captured_at: DateTime<Utc>,
    /// 1 for the first, one more for each correction.
    pub revision: u32,
    /// Whether the author took it back.
    pub withdrawn: bool,
    /// The day the follow-up was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed_up_on: Option<NaiveDate>,
    /// Who wrote it down from the author's notebook; none where the author did. It stays the author's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<AccountId>,
}

impl Log {
    /// An entry as it is first recorded.
    pub fn first(id: LogId, author: AccountId, body: LogBody, captured_at: DateTime<Utc>) -> Self {
        Self { id, author, body, captured_at, revision: 1, withdrawn: false, followed_up_on: None, entered_by: None }
    }

    /// Whether somebody recorded it for whole classes. It stays with them, also when no child of
    /// theirs is in the classes.
    pub fn is_class_session_of(&self, author: AccountId) -> bool {
        self.author == author && !self.body.classes.is_empty()
    }

    /// The follow-up that is still to do.
    pub fn open_follow_up(&self) -> Option<NaiveDate> {
        if self.withdrawn || self.followed_up_on.is_some() { None } else { self.body.follow_up_on }
    }
}

impl LogBody {
    /// A plain entry: everything was in order, and nothing more was filled in.
    pub fn plain(children: Vec<ChildId>, kind: ActivityKind, mode: Mode, occurred_on: NaiveDate) -> Self {
        Self {
            children,
            classes: vec![],
            kind,
            mode,
            outcome: Outcome::Normal,
            occurred_on,
            phrases: vec![],
            note: String::new(),
            met: vec![],
            follow_up_on: None,
            photos: vec![],
            unchanged: vec![],
            aid: None,
            pledge: None,
        }
    }

    /// Every problem that keeps the entry from being accepted; `today` is the judge's day in the county.
    pub fn problems(&self, today: NaiveDate) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut say = |wrong: bool, field, fault| {
            if wrong {
                found.push(Problem { field, fault });
            }
        };
        say(self.children.is_empty() && self.classes.is_empty(), LogField::Children, Fault::Missing);
        say(self.children.len() > self.mode.attributes().children_max, LogField::Children, Fault::TooMany);
        let whole = !self.classes.is_empty();
        say(self.classes.len() > CLASSES_MAX, LogField::Children, Fault::TooMany);
        say(whole && !self.kind.attributes().for_classes, LogField::Kind, Fault::NotForClasses);
        say(whole && !self.mode.attributes().for_classes, LogField::Mode, Fault::NotForClasses);
        say(self.occurred_on > today + Days::new(CLOCK_SLACK_DAYS), LogField::OccurredOn, Fault::InFuture);
        say(self.occurred_on < today - Days::new(BACKDATE_DAYS_MAX), LogField::OccurredOn, Fault::TooOld);
        say(self.note.chars().count() > NOTE_CHARS_MAX, LogField::Note, Fault::TooLong);
        say(self.phrases.len() > PHRASES_MAX, LogField::Note, Fault::TooMany);
        say(self.follow_up_on.is_some_and(|d| d < self.occurred_on), LogField::FollowUpOn, Fault::BeforeEntry);
        say(self.photos.len() > PHOTOS_MAX, LogField::Photos, Fault::TooMany);
        found.extend(self.aid.iter().flat_map(|aid| aid.problems()));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default()
    }

    fn plain() -> LogBody {
        LogBody::plain(vec![ChildId(Uuid::nil())], ActivityKind::HomeSchool, Mode::HomeVisit, today())
    }

    #[test]
    fn a_plain_entry_has_no_problem() {
        assert_eq!(plain().problems(today()), vec![]);
    }

    #[test]
    fn each_problem_names_the_field_to_mend() {
        let body = LogBody {
            children: vec![],
            occurred_on: today() + Days::new(3),
            note: "长".repeat(NOTE_CHARS_MAX + 1),
            follow_up_on: Some(today()),
            ..plain()
        };
        let fields: Vec<_> = body.problems(today()).into_iter().map(|p| (p.field, p.fault)).collect();
        assert_eq!(
            fields,
            vec![
                (LogField::Children, Fault::Missing),
                (LogField::OccurredOn, Fault::InFuture),
                (LogField::Note, Fault::TooLong),
                (LogField::FollowUpOn, Fault::BeforeEntry),
            ]
        );
    }

    #[test]
    fn a_whole_class_is_not_visited_at_home_nor_taught_one_by_one() {
        let of_class =
            |kind, mode| LogBody { children: vec![], classes: vec!["一年级1班".to_owned()], kind, mode, ..plain() };
        let said = |kind, mode| {
            let problems = of_class(kind, mode).problems(today()).into_iter();
            problems.map(|p| (p.field, p.fault)).collect::<Vec<_>>()
        };
        assert_eq!(said(ActivityKind::Drill, Mode::Group), []);
        assert_eq!(said(ActivityKind::SafetyLesson, Mode::AtSchool), []);
        for mode in [Mode::HomeVisit, Mode::Phone, Mode::Video] {
            assert_eq!(said(ActivityKind::Drill, mode), [(LogField::Mode, Fault::NotForClasses)], "{mode}");
        }
        assert_eq!(said(ActivityKind::Counselling, Mode::Group), [(LogField::Kind, Fault::NotForClasses)]);
        assert_eq!(said(ActivityKind::Unlisted, Mode::Unlisted), [], "nobody here knows what that is");
    }

    #[test]
    fn a_home_has_so_many_children_and_no_more() {
        for mode in Mode::ALL {
            let most = mode.attributes().children_max;
            let with = |n: usize| LogBody { children: vec![ChildId(Uuid::nil()); n], mode: *mode, ..plain() };
            assert_eq!(with(most).problems(today()), [], "{mode}");
            let more = Problem { field: LogField::Children, fault: Fault::TooMany };
            assert_eq!(with(most + 1).problems(today()), [more], "{mode}");
        }
    }

    #[test]
    fn a_phone_whose_clock_is_a_day_ahead_is_believed() {
        let body = LogBody { occurred_on: today() + Days::new(1), ..plain() };
        assert_eq!(body.problems(today()), vec![]);
    }
}
