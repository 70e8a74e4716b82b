//! Words for what a child needs today: the reasons on the desk's list, and the sentence for its mentor.

use chrono::NaiveDate;
use domain::guardianship::{Alarm, Status, StatusKind, StayField, stay};
use domain::log::Fault;
use domain::register::PairingEnded;
use domain::report::TodayLine;
use domain::rules::RuleSet;
use domain::term::due::{Due, Duty};
use domain::term::need::Need;

use super::code::lists;
use super::{date, joined, register, term};
use crate::i18n::Locale;
use crate::lang::lang;
use crate::w;

lists! {
    /// What a child needs.
    need: Need = NEEDS,
    /// An alarm.
    alarm: Alarm = ALARMS,
    /// A status.
    status: StatusKind = STATUSES,
    /// Why nobody is a child's mentor any more.
    ended: PairingEnded = UNPAIRED_WHY,
}

/// One reason why a child is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Of which need it is one.
    pub need: Need,
    /// What it is.
    pub what: String,
    /// Since when, and what was counted.
    pub why: String,
    /// Whether its day has passed.
    pub late: bool,
}

/// How long nothing was noted, in words: 近四周, 4 weeks.
pub fn silence(days: i64) -> String {
    match days {
        ..14 => w!(now.silent_days, days = days),
        14..61 => w!(now.silent_weeks, weeks = few(days / 7)),
        _ => w!(now.silent_months, months = few(days / 30)),
    }
}

/// A small number as it is said before a measure word.
fn few(number: i64) -> String {
    let said = ["一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    let at = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).and_then(|at| said.get(at));
    match (lang(), at) {
        (Locale::zh_CN, Some(word)) => (*word).to_owned(),
        (Locale::zh_CN, None) => format!(" {number} "),
        (Locale::en, _) => number.to_string(),
    }
}

fn last(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| w!(now.last_none).to_owned(), |day| w!(now.last, date = date::day(day)))
}

/// That nobody noted a talk: in how long, or which first contact is missing.
fn silent(line: &TodayLine, today: NaiveDate) -> Reason {
    let first = line.standing.missed(today).filter(|due| due.duty == Duty::FirstContact);
    let (what, why) = match (first, line.last_talk) {
        (Some(due), _) => (w!(now.silent_first).to_owned(), when(due, today)),
        (None, Some(day)) => (silence((today - day).num_days()), joined(&[&last(Some(day)), w!(now.alone_only)])),
        (None, None) => (w!(now.silent_never).to_owned(), w!(now.alone_only).to_owned()),
    };
    Reason { need: Need::Silent, what, why, late: true }
}

/// By when something is or was due.
fn when(due: &Due, today: NaiveDate) -> String {
    match (due.by - today).num_days() {
        0 => w!(now.due_today).to_owned(),
        1 => w!(now.due_tomorrow).to_owned(),
        ahead @ 2.. => w!(now.due_in, days = ahead),
        _ => w!(now.late, date = date::day(due.by)),
    }
}

fn unpaired(line: &TodayLine, today: NaiveDate) -> Reason {
    let days = line.unpaired_since.map_or(0, |day| (today - day).num_days());
    let what = if days > 0 { w!(now.unpaired_days, days = days) } else { w!(now.unpaired_today).to_owned() };
    let why = line.ended.map_or(w!(unpaired_why.never), ended).to_owned();
    Reason { need: Need::Unpaired, what, why, late: true }
}

/// Why a child is listed, the most urgent reason first.
pub fn reasons(line: &TodayLine, today: NaiveDate) -> Vec<Reason> {
    let mut all = Vec::new();
    for one in line.standing.alarms.iter().filter(|alarm| alarm.attributes().today) {
        let why = line.learnt_on(*one).map(|day| w!(now.learnt, date = date::day(day))).unwrap_or_default();
        all.push(Reason { need: Need::Danger, what: alarm(*one).to_owned(), why, late: true });
    }
    if line.standing.has(Need::Unpaired, today) {
        all.push(unpaired(line, today));
    }
    if line.standing.has(Need::Silent, today) {
        all.push(silent(line, today));
    }
    all.extend(line.standing.besides(today).map(|due| Reason {
        need: Need::Due,
        what: term::due(due),
        why: by_and_last(due, today),
        late: due.is_late(today),
    }));
    all
}

/// By when something is or was due, and when it last happened where it happens again and again.
pub fn by_and_last(due: &Due, today: NaiveDate) -> String {
    let last = if due.duty.is_on_page() { String::new() } else { last(due.last) };
    joined(&[&when(due, today), &last])
}

/// What else is to be kept in mind about the child, beside its reasons; empty when nothing is.
pub fn also(line: &TodayLine) -> String {
    let others = line.standing.alarms.iter().filter(|alarm| !alarm.attributes().today);
    let words: Vec<&str> = others.map(|one| alarm(*one)).collect();
    if words.is_empty() { String::new() } else { w!(now.also, what = words.join(super::comma())) }
}

/// Words that began a line, inside a sentence. Characters have no small letters.
fn inside(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

/// A polite sentence for the child's mentor; none without a mentor, or where there is nothing to ask for.
/// What a child in danger needs is not asked for in a chat.
pub fn sentence(line: &TodayLine, today: NaiveDate) -> Option<String> {
    let mentor = line.mentor.as_deref()?;
    let asked = |reason: &Reason| matches!(reason.need, Need::Silent | Need::Due);
    let why: Vec<String> = reasons(line, today).into_iter().filter(asked).map(|reason| inside(&reason.what)).collect();
    if why.is_empty() || line.standing.has(Need::Danger, today) {
        return None;
    }
    let between = match lang() {
        Locale::zh_CN => "，",
        Locale::en => "; ",
    };
    let (teacher, child) = (register::teacher(mentor), register::called(&line.name));
    Some(w!(now.sentence, teacher = teacher, child = child, why = why.join(between)))
}

/// How a need is counted, by the rules of the day.
pub fn how(need: Need, rules: &RuleSet) -> String {
    match need {
        Need::Danger => w!(now.how_danger).to_owned(),
        Need::Unpaired => w!(now.how_unpaired).to_owned(),
        Need::Silent => {
            w!(now.how_silent, talk = rules.talk_every_days, first = rules.first_contact_working_days)
        }
        Need::Due => w!(
            now.how_due,
            ahead = rules.show_days_ahead,
            visit = rules.term_visit_within_days,
            poor = rules.poor_care_visit_every_days,
            call = rules.family_call_every_days,
            talk = rules.talk_every_days
        ),
        Need::Paused => w!(now.how_paused).to_owned(),
        Need::Unlisted => String::new(),
    }
}

/// Where a child is and until when: lasting, to come, or over.
pub fn stay(stay: &Status, today: NaiveDate) -> String {
    let what = status(stay.kind);
    match stay.to {
        None => what.to_owned(),
        Some(to) if to < today => {
            w!(stays.over, what = what, from = date::day(stay.from), to = date::day(to))
        }
        Some(to) if stay.from > today => {
            w!(stays.comes, what = what, from = date::day(stay.from), to = date::day(to))
        }
        Some(to) => w!(stays.until, what = what, date = date::day(to)),
    }
}

/// What is wrong with a stay, said where it can be mended. `latest` is the last day that it may have.
pub fn stay_problem(field: StayField, fault: Fault, latest: NaiveDate) -> String {
    match (field, fault) {
        (StayField::Kind, _) => w!(stays.kind_missing).to_owned(),
        (StayField::From, Fault::TooOld) => w!(stays.from_old).to_owned(),
        (StayField::From, Fault::InFuture) => w!(stays.from_ahead, days = stay::BEGINS_DAYS_MAX),
        (StayField::To, Fault::TooOld) => w!(stays.to_before).to_owned(),
        (StayField::To, Fault::InFuture) => w!(stays.to_ahead, date = date::day(latest)),
        _ => w!(stays.day_missing).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ChildId, StatusId};
    use domain::term::need::Standing;
    use uuid::Uuid;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    fn line(standing: Standing) -> TodayLine {
        TodayLine {
            id: ChildId(Uuid::nil()),
            name: "李小芳".to_owned(),
            class_name: "三年级2班".to_owned(),
            mentor: Some("王建国".to_owned()),
            carer: None,
            unpaired_since: None,
            ended: None,
            learnt: vec![],
            last_talk: Some(day(10, 26)),
            standing,
            stay: None,
        }
    }

    fn due(duty: Duty, by: NaiveDate) -> Due {
        Due::new(duty, by, Some(day(10, 26)))
    }

    fn silent_child() -> TodayLine {
        let late = [due(Duty::Talk, day(11, 10)), due(Duty::HomeVisit, day(11, 20))];
        line(Standing { paired: true, contact_by: Some(day(11, 10)), due: late.into(), ..Standing::default() })
    }

    #[test]
    fn the_sentence_asks_and_names_nobody_more_than_it_must() {
        let said = sentence(&silent_child(), day(11, 25));
        let expected = "王老师，方便时请看看小芳：近四周还没记下单独谈过，该去家里看看了。";
        assert_eq!(said.as_deref(), Some(expected));
    }

    #[test]
    fn a_child_in_danger_is_not_for_a_chat_and_one_without_a_mentor_for_nobody() {
        let mut danger = silent_child();
        danger.standing.alarms = vec![Alarm::LivesAlone];
        assert_eq!(sentence(&danger, day(11, 25)), None);
        assert_eq!(reasons(&danger, day(11, 25)).first().map(|r| r.need), Some(Need::Danger));
        assert_eq!(sentence(&TodayLine { mentor: None, ..silent_child() }, day(11, 25)), None);
    }

    #[test]
    fn each_reason_says_since_when_and_what_was_counted() {
        let said: Vec<(String, String)> =
            reasons(&silent_child(), day(11, 25)).into_iter().map(|r| (r.what, r.why)).collect();
        let expected = [
            ("近四周还没记下单独谈过", "上次 10月26日 · 班会不算单独谈"),
            ("该去家里看看了", "该在 11月20日 前 · 上次 10月26日"),
        ];
        assert_eq!(said, expected.map(|(what, why)| (what.to_owned(), why.to_owned())));
    }

    #[test]
    fn what_is_on_the_page_of_the_term_has_a_day_and_a_round_its_name() {
        let hazard = Due::new(Duty::Hazard, day(11, 20), None);
        assert_eq!(by_and_last(&hazard, day(11, 25)), "该在 11月20日 前");
        let round = Due { round: "防溺水".to_owned(), ..Due::new(Duty::RoundFamily, day(6, 30), None) };
        assert_eq!(term::due(&round), "防溺水：告诉爸妈，收个回执");
        assert_eq!(by_and_last(&round, day(6, 10)), "还有 20 天到期 · 还没记下过");
    }

    #[test]
    fn how_long_nothing_was_noted_is_said_as_people_say_it() {
        assert_eq!(silence(9), "近 9 天还没记下单独谈过");
        assert_eq!(silence(15), "近两周还没记下单独谈过");
        assert_eq!(silence(43), "近六周还没记下单独谈过");
        assert_eq!(silence(90), "近三个月还没记下单独谈过");
        assert_eq!(silence(400), "近 13 个月还没记下单独谈过");
    }

    #[test]
    fn without_a_mentor_it_is_said_since_when() {
        let standing = Standing { paired: false, ..Standing::default() };
        let ended = Some(PairingEnded::MentorLeft);
        let child = TodayLine { unpaired_since: Some(day(11, 14)), ended, ..line(standing) };
        let first = reasons(&child, day(11, 25)).into_iter().next().map(|r| (r.what, r.why));
        let expected = ("没有结对 11 天".to_owned(), "原来的结对老师离任，还没有人接".to_owned());
        assert_eq!(first, Some(expected));
    }

    #[test]
    fn a_stay_is_said_with_its_end() {
        let of = |from, to| {
            let kind = StatusKind::InHospital;
            let status = Status {
                id: StatusId(Uuid::nil()),
                child: ChildId(Uuid::nil()),
                kind,
                source: String::new(),
                from,
                to: Some(to),
            };
            stay(&status, day(11, 25))
        };
        assert_eq!(of(day(11, 20), day(11, 30)), "在住院，到 11月30日");
        assert_eq!(of(day(11, 28), day(11, 30)), "11月28日 起在住院，到 11月30日");
        assert_eq!(of(day(11, 10), day(11, 20)), "在住院，11月10日 到 11月20日，已结束");
    }
}
