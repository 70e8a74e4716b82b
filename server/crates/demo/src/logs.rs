//! One past term of entries, and what there is of this one.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use domain::id::{AccountId, CampaignId, ChildId, LogId};
use domain::log::{ActivityKind, Aid, CHILDREN_MAX, Campaign, Log, LogBody, Met, Mode, Outcome, PhraseCode};
use domain::policy::Role;
use domain::register::{Enrolment, Pairing};
use domain::term::Term;
use storage::NewLog;

use super::Dice;
use super::names::NOTES;
use super::people::County;

const KINDS: &[((ActivityKind, Mode), u32)] = &[
    ((ActivityKind::Tutoring, Mode::AtSchool), 24),
    ((ActivityKind::Counselling, Mode::AtSchool), 22),
    ((ActivityKind::FamilyCare, Mode::Video), 14),
    ((ActivityKind::FamilyCare, Mode::Phone), 10),
    ((ActivityKind::HomeSchool, Mode::HomeVisit), 16),
    ((ActivityKind::MaterialAid, Mode::AtSchool), 4),
    ((ActivityKind::Recreation, Mode::AtSchool), 6),
    ((ActivityKind::SafetyLesson, Mode::AtSchool), 4),
];
const OUTCOMES: &[(Outcome, u32)] =
    &[(Outcome::Normal, 86), (Outcome::Concern, 6), (Outcome::FollowUp, 5), (Outcome::NotMet, 3)];
/// How many at the first school have not noted that they looked again; as many pairings before theirs are left alone.
const UNFINISHED: usize = 4;
const PHRASES: &[&str] = &["homework_done", "good_mood", "carer_well"];

/// Makes the entries.
pub fn make(dice: &mut Dice, county: &County, today: NaiveDate) -> Vec<NewLog> {
    let start = Term::of(today).previous().start() + Days::new(14);
    let days = usize::try_from((today - start).num_days()).unwrap_or(0);
    let mut all = singles(dice, county, start, today, |dice| 6 + dice.below(9) + days / 40);
    sessions(dice, county, start, today, &mut all);
    all.extend(unfinished(dice, county, today));
    all.extend(campaigns(dice, county, start, today));
    all.sort_by_key(|new| (new.log.captured_at, new.log.id));
    all
}

/// Makes entries of so many years, as many as the field's figures say: about 56 a child and year.
pub fn years(dice: &mut Dice, county: &County, today: NaiveDate, years: u32) -> Vec<NewLog> {
    let start = today - Days::new(365 * u64::from(years));
    let mut all = singles(dice, county, start, today, |_| 56 * years as usize);
    all.sort_by_key(|new| (new.log.captured_at, new.log.id));
    all
}

/// Entries about one child each, on days between two.
fn singles(
    dice: &mut Dice,
    county: &County,
    start: NaiveDate,
    today: NaiveDate,
    count: impl Fn(&mut Dice) -> usize,
) -> Vec<NewLog> {
    let mut all = Vec::new();
    for pairing in &county.pairings {
        let last = pairing.to.map_or(today, |to| to.min(today));
        let days = usize::try_from((last - start).num_days()).unwrap_or(1).max(1);
        for _ in 0..count(dice) {
            let on = start + Days::new(dice.below(days) as u64);
            all.push(single(dice, pairing.child, pairing.mentor, on, today));
        }
    }
    all
}

fn instant(day: NaiveDate, minutes: usize) -> DateTime<Utc> {
    let minutes = i64::try_from(minutes).unwrap_or(0);
    DateTime::from_naive_utc_and_offset(day.and_hms_opt(0, 30, 0).unwrap_or_default(), Utc)
        + chrono::TimeDelta::minutes(minutes)
}

fn entry(id: LogId, author: AccountId, body: LogBody, minutes: usize) -> Log {
    let captured_at = instant(body.occurred_on, minutes);
    Log::first(id, author, body, captured_at)
}

fn single(dice: &mut Dice, child: ChildId, author: AccountId, on: NaiveDate, today: NaiveDate) -> NewLog {
    let (kind, mode) = dice.weighted(KINDS);
    let outcome = dice.weighted(OUTCOMES);
    let met = match (kind, mode) {
        (ActivityKind::FamilyCare, _) => vec![Met::Child, *dice.pick(&[Met::Father, Met::Mother])],
        (_, Mode::HomeVisit) if outcome != Outcome::NotMet => vec![Met::Child, Met::Carer],
        _ => vec![Met::Child],
    };
    let follow_up_on = (outcome == Outcome::FollowUp).then(|| on + Days::new(7));
    let body = LogBody {
        outcome,
        aid: (kind == ActivityKind::MaterialAid).then(|| Box::new(gift(on))),
        phrases: if dice.percent(30) { vec![PhraseCode::from(*dice.pick(PHRASES))] } else { vec![] },
        note: if dice.percent(22) { (*dice.pick(NOTES)).to_owned() } else { String::new() },
        met,
        follow_up_on,
        ..LogBody::plain(vec![child], kind, mode, on)
    };
    let id = LogId(dice.uuid());
    let mut log = entry(id, author, body, dice.below(540));
    log.followed_up_on = follow_up_on.filter(|d| *d + Days::new(10) < today);
    NewLog { log, children: vec![child], op: None, seq: 0 }
}

/// What a mentor gave on a day.
fn gift(on: NaiveDate) -> Aid {
    let gifts = [("棉衣", "镇民政办"), ("书包", "县慈善协会"), ("课外书", "学校工会"), ("学习用品", "结对教师")];
    let (gift, donor) = gifts[on.day0() as usize % gifts.len()];
    let fen_each = 3_000 + u64::from(on.day()) * 500;
    Aid { donor: donor.to_owned(), gift: gift.to_owned(), things_each: 1, fen_each, ..Aid::default() }
}

/// On Children's Day each school gave a bag to all of its children, where that day is in the time.
fn campaigns(dice: &mut Dice, county: &County, start: NaiveDate, today: NaiveDate) -> Vec<NewLog> {
    let Some(on) = NaiveDate::from_ymd_opt(today.year(), 6, 1).filter(|on| (start..=today).contains(on)) else {
        return vec![];
    };
    let mut all = vec![];
    for (author, school) in county.accounts.iter().filter_map(|account| {
        let post = account.grants.iter().find(|grant| grant.role == Role::Coordinator)?;
        Some((account.id, post.school?))
    }) {
        let here = |e: &&Enrolment| e.school == school && e.period().on(on);
        let children: Vec<ChildId> = county.enrolments.iter().filter(here).map(|e| e.child).collect();
        let id = dice.uuid();
        let aid = Aid { occasion: "六一慰问".to_owned(), receipts: true, ..gift(on) };
        let given = Campaign { id: CampaignId(id), on, aid, children: children.iter().copied().collect() };
        for (n, some) in children.chunks(CHILDREN_MAX).enumerate() {
            let log = LogId(if n == 0 { id } else { dice.uuid() });
            let log = entry(log, author, given.body(some.to_vec()), dice.below(540));
            all.push(NewLog { log, children: some.to_vec(), op: None, seq: 0 });
        }
    }
    all
}

/// At the first school a few have wanted to look again and have not noted it yet, so that its inbox has something.
fn unfinished(dice: &mut Dice, county: &County, today: NaiveDate) -> Vec<NewLog> {
    let here = |child| county.enrolments.iter().any(|e| e.child == child && e.school == county.schools[0].id);
    let pairings = county.pairings.iter().filter(|p| p.to.is_none() && here(p.child)).skip(UNFINISHED);
    let one = |(n, pairing): (usize, &Pairing)| {
        let on = today - Days::new(8 + n as u64);
        let body = LogBody {
            outcome: Outcome::FollowUp,
            note: "奶奶说这几天腿疼，过一周再去看看谁做饭。".to_owned(),
            met: vec![Met::Child, Met::Carer],
            follow_up_on: Some(on + Days::new(7)),
            ..LogBody::plain(vec![pairing.child], ActivityKind::HomeSchool, Mode::HomeVisit, on)
        };
        let id = LogId(dice.uuid());
        let log = entry(id, pairing.mentor, body, dice.below(540));
        NewLog { log, children: vec![pairing.child], op: None, seq: 0 }
    };
    pairings.take(UNFINISHED).enumerate().map(one).collect()
}

/// Each class has a drill and a safety lesson a term, recorded once for all its children.
fn sessions(dice: &mut Dice, county: &County, start: NaiveDate, today: NaiveDate, all: &mut Vec<NewLog>) {
    let mut classes: BTreeMap<(uuid::Uuid, &str), Vec<ChildId>> = BTreeMap::new();
    for enrolment in &county.enrolments {
        classes.entry((enrolment.school.0, &enrolment.class_name)).or_default().push(enrolment.child);
    }
    let mentors: BTreeMap<ChildId, AccountId> = county.pairings.iter().map(|p| (p.child, p.mentor)).collect();
    for ((_, class), children) in classes {
        let Some(author) = children.iter().find_map(|c| mentors.get(c)).copied() else { continue };
        for (kind, after) in [(ActivityKind::Drill, 20), (ActivityKind::SafetyLesson, 75), (ActivityKind::Drill, 190)] {
            let on = start + Days::new(after + dice.below(10) as u64);
            if on > today {
                continue;
            }
            let body = LogBody { classes: vec![class.to_owned()], ..LogBody::plain(vec![], kind, Mode::Group, on) };
            let id = LogId(dice.uuid());
            let minutes = dice.below(540);
            all.push(NewLog { log: entry(id, author, body, minutes), children: children.clone(), op: None, seq: 0 });
        }
    }
}
