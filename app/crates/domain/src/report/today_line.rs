//! A child in the list of what is to be done today at a school.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::guardianship::{Alarm, FactValue, Status};
use crate::id::ChildId;
use crate::register::PairingEnded;
use crate::term::need::{Need, Standing};

/// A child that needs something today, or is somewhere where it needs nothing of us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayLine {
    /// Which child, to open the file by.
    pub id: ChildId,
    /// Name, as the police register writes it.
    pub name: String,
    /// The class as the school writes it.
    pub class_name: String,
    /// The mentor's name; none when the child is not paired.
    pub mentor: Option<String>,
    /// Who looks after the child: the current answer to that question.
    pub carer: Option<FactValue>,
    /// Since when nobody is its mentor: the day after the last pairing, or the day it entered the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaired_since: Option<NaiveDate>,
    /// Why the last pairing ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<PairingEnded>,
    /// The days on which that was learnt from which the alarms follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learnt: Vec<(Alarm, NaiveDate)>,
    /// The last day on which somebody noted a talk with the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_talk: Option<NaiveDate>,
    /// How things stand, from which follows what it needs.
    pub standing: Standing,
    /// The stay that lasts, comes or has only just ended ([`crate::guardianship::stay::nearest`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay: Option<Status>,
}

impl TodayLine {
    /// Under what it is listed.
    pub fn need(&self, today: NaiveDate) -> Option<Need> {
        self.standing.first(today)
    }

    /// The day on which that was learnt from which an alarm follows.
    pub fn learnt_on(&self, alarm: Alarm) -> Option<NaiveDate> {
        self.learnt.iter().find(|(of, _)| *of == alarm).map(|(_, day)| *day)
    }
}
