//! Protocol 2, which sent rows by their type (`{"version": 4, "body": {"log": {…}}}`) where protocol 3
//! sends envelopes. A phone that has not been updated may always push, and reads what comes back; an
//! updated one reads the rows that it had kept.
//!
//! Its lists of kinds and codes were closed: one word it did not know made a whole reply unreadable. So
//! what it knew is written down here, and stays. A row of another kind is withheld, and its files are
//! summed without it; another code is told by the nearest word that promises no more than is true.
//!
//! A request of protocol 2 is one of protocol 3, but for its number.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use domain::guardianship::{Away, CarerKind, Fact, FactKind, FactValue, HomeState, ParentWhere, PhoneState};
use domain::id::ChildId;
use domain::log::{ActivityKind, Log, Met, Mode, Outcome, Phrase};
use domain::register::{Adult, AdultKind, PairingRole};
use serde::{Deserialize, Serialize};

use super::{ComparedFile, Comparison, OpResult, Page, Settlement, SyncResponse};
use crate::row::{Envelope, FileSum, Row, RowBody, RowKey, RowKind};

/// The protocol version that this module knows.
pub const PROTOCOL: u16 = 2;
/// The version of its rows, in cursors.
pub const SCHEMA: u16 = 4;

/// What it knew of each list.
const ACTIVITIES: &[&str] =
    &["home_school", "material_aid", "counselling", "tutoring", "family_care", "safety_lesson", "drill", "recreation"];
const MODES: &[&str] = &["home_visit", "at_school", "phone", "video", "group"];
const OUTCOMES: &[&str] = &["normal", "concern", "follow_up", "not_met"];
const PHRASES: &[&str] = &[
    "homework_done",
    "good_mood",
    "quiet",
    "carer_well",
    "carer_ill",
    "spoke_with_parents",
    "needs_supplies",
    "nobody_home",
];
const MET: &[&str] = &["child", "carer", "father", "mother", "neighbour", "village_worker"];
const FACTS: &[&str] = &["carer", "parents", "phone", "home"];
const CARERS: &[&str] = &[
    "paternal_grandparents",
    "maternal_grandparents",
    "relative",
    "neighbour",
    "parent_home",
    "parent_incapable",
    "nobody",
    "trusteeship",
    "civil_affairs",
];
const QUALITIES: &[&str] = &["good", "fair", "poor"];
const AWAY: &[&str] =
    &["home", "in_county", "in_province", "out_of_province", "abroad", "lost_contact", "deceased", "unknown"];
const PHONES: &[&str] = &["works", "dead", "changed", "none"];
const HOMES: &[&str] = &["safe", "hazard", "danger"];
const ADULTS: &[&str] = &["father", "mother", "carer"];
const SEXES: &[&str] = &["male", "female"];
const ROLES: &[&str] = &["primary", "co"];

/// A reply of protocol 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// As in protocol 3.
    pub last_n: u64,
    /// As in protocol 3, without `kept`.
    pub results: Vec<OpResult>,
    /// What changed.
    pub page: Rows,
    /// As in protocol 3.
    pub cursor: String,
    /// As in protocol 3.
    pub more: bool,
    /// As in protocol 3.
    #[serde(default)]
    pub resync: bool,
    /// As in protocol 3.
    #[serde(default)]
    pub revoked: bool,
    /// As in protocol 3.
    pub server_time: DateTime<Utc>,
}

/// A page of protocol 2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// New and changed rows.
    pub rows: Vec<Row>,
    /// As in protocol 3.
    pub removed: Vec<ChildId>,
    /// Sums over the names of [`name`].
    pub files: Vec<FileSum>,
}

/// A row's name: one letter for the kind, and 32 hexadecimal digits. None for a kind that it did not know.
pub fn name(key: &RowKey) -> Option<String> {
    let letter = match key.kind {
        RowKind::Adult => 'a',
        RowKind::Child => 'c',
        RowKind::Fact => 'f',
        RowKind::Household => 'h',
        RowKind::Log => 'l',
        RowKind::Pairing => 'p',
        RowKind::Rules => 'r',
        RowKind::School => 's',
        RowKind::Other(_) => return None,
    };
    Some(format!("{letter}{}", key.id.simple()))
}

/// A file's sum over the rows that are not withheld.
pub fn sum<'a>(child: ChildId, rows: impl Iterator<Item = &'a Envelope>) -> FileSum {
    FileSum::of(child, rows.filter_map(|now| Some((name(&row(now)?.body.key())?, now.version))))
}

/// A comparison, by its names.
pub fn comparison(now: &Comparison) -> Comparison {
    let named = |rows: &[(String, u64)]| -> Vec<(String, u64)> {
        rows.iter().filter_map(|(key, version)| Some((name(&key.parse().ok()?)?, *version))).collect()
    };
    Comparison {
        files: now.files.iter().map(|file| ComparedFile { child: file.child, rows: named(&file.rows) }).collect(),
        sessions: named(&now.sessions),
    }
}

/// A reply in its words. The sums must be those of [`sum`]; what it never heard of is left out.
pub fn reply(now: SyncResponse) -> Reply {
    let rows = now.page.rows.iter().filter_map(row).collect();
    Reply {
        last_n: now.last_n,
        results: now.results.into_iter().map(result).collect(),
        page: Rows { rows, removed: now.page.removed, files: now.page.files },
        cursor: now.cursor,
        more: now.more,
        resync: now.resync,
        revoked: now.revoked,
        server_time: now.server_time,
    }
}

fn result(now: OpResult) -> OpResult {
    // It knows no such word: the work has arrived, and that is what matters to its author.
    let settlement = match now.settlement {
        Settlement::Kept => Settlement::Applied { version: 0, exact: false },
        other => other,
    };
    OpResult { settlement, ..now }
}

/// A row in its words; none when it is withheld.
pub fn row(now: &Envelope) -> Option<Row> {
    Some(Row { version: now.version, body: told(now.read()?.clone())? })
}

/// A row in its words, whatever a later version has added to the lists; none when it is withheld.
pub fn told(body: RowBody) -> Option<RowBody> {
    Some(match body {
        RowBody::Log(log) => RowBody::Log(told_log(log)),
        RowBody::Fact(fact) => RowBody::Fact(Fact { value: told_fact(fact.value)?, ..fact }),
        RowBody::Child(mut child) => {
            child.sex = child.sex.filter(|sex| is_known(sex, SEXES));
            RowBody::Child(child)
        }
        RowBody::Adult(adult) => {
            let kind = if is_known(&adult.kind, ADULTS) { adult.kind } else { AdultKind::Carer };
            RowBody::Adult(Adult { kind, ..adult })
        }
        RowBody::Pairing(mut pairing) => {
            pairing.role = nearest(pairing.role, ROLES, PairingRole::Co);
            RowBody::Pairing(pairing)
        }
        same @ (RowBody::Household(_) | RowBody::School(_) | RowBody::Rules(_)) => same,
    })
}

fn is_known(value: &impl Display, list: &[&str]) -> bool {
    list.contains(&value.to_string().as_str())
}

fn nearest<T: Display>(value: T, list: &[&str], else_say: T) -> T {
    if is_known(&value, list) { value } else { else_say }
}

fn told_log(mut log: Log) -> Log {
    let body = &mut log.body;
    // What nobody here knows is nobody's business but the author's.
    body.kind = nearest(body.kind, ACTIVITIES, ActivityKind::Counselling);
    body.mode = nearest(body.mode, MODES, Mode::Group);
    body.outcome = nearest(body.outcome, OUTCOMES, Outcome::NotMet);
    body.phrases.retain(|phrase: &Phrase| is_known(phrase, PHRASES));
    body.met.retain(|met: &Met| is_known(met, MET));
    body.unchanged.retain(|kind: &FactKind| is_known(kind, FACTS));
    log
}

fn told_fact(value: FactValue) -> Option<FactValue> {
    let parent = |parent: ParentWhere| ParentWhere { away: nearest(parent.away, AWAY, Away::Unknown), ..parent };
    if !is_known(&value.kind(), FACTS) {
        return None;
    }
    Some(match value {
        FactValue::Carer { kind, who, quality } => FactValue::Carer {
            kind: nearest(kind, CARERS, CarerKind::Relative),
            who,
            quality: quality.filter(|quality| is_known(quality, QUALITIES)),
        },
        FactValue::Parents { father, mother } => FactValue::Parents { father: parent(father), mother: parent(mother) },
        FactValue::Phone { state, number } => {
            FactValue::Phone { state: nearest(state, PHONES, PhoneState::Dead), number }
        }
        FactValue::Home { state, hazards } => {
            FactValue::Home { state: nearest(state, HOMES, HomeState::Hazard), hazards }
        }
    })
}

impl TryFrom<Reply> for SyncResponse {
    type Error = serde_json::Error;

    /// A reply of a server that has not been updated, in the words of this version. Its sums are over
    /// other names and are left out.
    fn try_from(then: Reply) -> Result<Self, Self::Error> {
        let rows = then.page.rows.into_iter().map(Envelope::try_from).collect::<Result<_, _>>()?;
        Ok(Self {
            last_n: then.last_n,
            results: then.results,
            page: Page { rows, removed: then.page.removed, files: vec![] },
            cursor: then.cursor,
            more: then.more,
            resync: then.resync,
            revoked: then.revoked,
            returned: vec![],
            trouble: None,
            server_time: then.server_time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn envelope(kind: &str, body: serde_json::Value) -> Envelope {
        let id = "00000000-0000-0000-0000-000000000005";
        let of = json!({"children": ["00000000-0000-0000-0000-000000000001"]});
        let row = json!({"kind": kind, "id": id, "version": 4, "of": of, "body": body});
        serde_json::from_value(row).unwrap_or_else(|e| panic!("{e}"))
    }

    fn entry(filled_in: serde_json::Value) -> Envelope {
        let body = json!({"id": "00000000-0000-0000-0000-000000000005", "author": "00000000-0000-0000-0000-000000000021",
            "body": filled_in, "captured_at": "2026-09-18T01:00:00Z", "revision": 1, "withdrawn": false});
        envelope("log", body)
    }

    #[test]
    fn a_later_word_is_told_by_the_nearest_it_knew() {
        let later = entry(json!({"kind": "garden", "mode": "letter", "outcome": "moved", "occurred_on": "2026-09-18",
            "phrases": ["quiet", "garden"], "note": "原话"}));
        let told = serde_json::to_value(row(&later)).unwrap_or_default();
        let body = &told["body"]["log"]["body"];
        assert_eq!(
            (&body["kind"], &body["mode"], &body["outcome"], &body["phrases"], &body["note"], &body["children"][0]),
            (
                &json!("counselling"),
                &json!("group"),
                &json!("not_met"),
                &json!(["quiet"]),
                &json!("原话"),
                &json!("00000000-0000-0000-0000-000000000001")
            )
        );
    }

    #[test]
    fn a_row_it_never_heard_of_is_withheld_and_not_summed() {
        let known = entry(json!({"kind": "drill", "mode": "group", "outcome": "normal", "occurred_on": "2026-09-18"}));
        let rows =
            [known.clone(), envelope("enrolment", json!({})), envelope("fact", json!({"value": {"custody": 1}}))];
        let child = ChildId(known.id);
        assert_eq!(sum(child, rows.iter()), FileSum::of(child, [("l00000000000000000000000000000005", 4)]));
        assert!(row(&rows[1]).is_none() && row(&rows[2]).is_none());
    }

    #[test]
    fn what_was_kept_has_arrived() {
        let now = OpResult { n: 1, op_id: None, settlement: Settlement::Kept };
        assert_eq!(result(now).settlement, Settlement::Applied { version: 0, exact: false });
    }
}
