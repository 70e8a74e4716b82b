//! Words for the field's coded values.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc, Weekday};
use domain::guardianship::{Away, CareQuality, CarerKind, FactKind, FactValue, HomeState, ParentWhere, PhoneState};
use domain::log::{ActivityKind, Fault, LogField, Met, Mode, Outcome, Phrase, Problem};
use domain::term::due::Duty;
use domain::term::flower::{Goal, Level};
use domain::term::local;
use sync::{Failure, RejectionCode};

use crate::i18n::Locale;
use crate::lang::lang;
use crate::w;

/// What stands between the names of a list.
pub fn comma() -> &'static str {
    match lang() {
        Locale::en => ", ",
        Locale::zh_CN => "、",
    }
}

/// An activity.
pub fn kind(value: ActivityKind) -> &'static str {
    match value {
        ActivityKind::HomeSchool => w!(kinds.home_school),
        ActivityKind::MaterialAid => w!(kinds.material_aid),
        ActivityKind::Counselling => w!(kinds.counselling),
        ActivityKind::Tutoring => w!(kinds.tutoring),
        ActivityKind::FamilyCare => w!(kinds.family_care),
        ActivityKind::SafetyLesson => w!(kinds.safety_lesson),
        ActivityKind::Drill => w!(kinds.drill),
        ActivityKind::Recreation => w!(kinds.recreation),
        ActivityKind::Unlisted => w!(newer.word),
    }
}

/// How it took place.
pub fn mode(value: Mode) -> &'static str {
    match value {
        Mode::HomeVisit => w!(modes.home_visit),
        Mode::AtSchool => w!(modes.at_school),
        Mode::Phone => w!(modes.phone),
        Mode::Video => w!(modes.video),
        Mode::Group => w!(modes.group),
        Mode::Unlisted => w!(newer.word),
    }
}

/// What came of it.
pub fn outcome(value: Outcome) -> &'static str {
    match value {
        Outcome::Normal => w!(outcomes.normal),
        Outcome::Concern => w!(outcomes.concern),
        Outcome::FollowUp => w!(outcomes.follow_up),
        Outcome::NotMet => w!(outcomes.not_met),
        Outcome::Unlisted => w!(newer.word),
    }
}

/// A sentence to tap.
pub fn phrase(value: Phrase) -> &'static str {
    match value {
        Phrase::HomeworkDone => w!(phrases.homework_done),
        Phrase::GoodMood => w!(phrases.good_mood),
        Phrase::Quiet => w!(phrases.quiet),
        Phrase::CarerWell => w!(phrases.carer_well),
        Phrase::CarerIll => w!(phrases.carer_ill),
        Phrase::SpokeWithParents => w!(phrases.spoke_with_parents),
        Phrase::NeedsSupplies => w!(phrases.needs_supplies),
        Phrase::NobodyHome => w!(phrases.nobody_home),
        Phrase::Unlisted => w!(newer.word),
    }
}

/// A person met.
pub fn met(value: Met) -> &'static str {
    match value {
        Met::Child => w!(met.child),
        Met::Carer => w!(met.carer),
        Met::Father => w!(met.father),
        Met::Mother => w!(met.mother),
        Met::Neighbour => w!(met.neighbour),
        Met::VillageWorker => w!(met.village_worker),
        Met::Unlisted => w!(newer.word),
    }
}

/// A goal.
pub fn goal(value: Goal) -> &'static str {
    match value {
        Goal::Material => w!(goals.material),
        Goal::Mind => w!(goals.mind),
        Goal::Study => w!(goals.study),
        Goal::Family => w!(goals.family),
        Goal::Virtue => w!(goals.virtue),
        Goal::Unlisted => w!(newer.word),
    }
}

/// Who looks after the child.
pub fn carer(value: CarerKind) -> &'static str {
    match value {
        CarerKind::PaternalGrandparents => w!(carers.paternal_grandparents),
        CarerKind::MaternalGrandparents => w!(carers.maternal_grandparents),
        CarerKind::Relative => w!(carers.relative),
        CarerKind::Neighbour => w!(carers.neighbour),
        CarerKind::ParentHome => w!(carers.parent_home),
        CarerKind::ParentIncapable => w!(carers.parent_incapable),
        CarerKind::Nobody => w!(carers.nobody),
        CarerKind::Trusteeship => w!(carers.trusteeship),
        CarerKind::CivilAffairs => w!(carers.civil_affairs),
        CarerKind::Unlisted => w!(newer.word),
    }
}

/// How well.
pub fn quality(value: CareQuality) -> &'static str {
    match value {
        CareQuality::Good => w!(qualities.good),
        CareQuality::Fair => w!(qualities.fair),
        CareQuality::Poor => w!(qualities.poor),
        CareQuality::Unlisted => w!(newer.word),
    }
}

/// How far away a parent is.
pub fn away(value: Away) -> &'static str {
    match value {
        Away::Home => w!(away.home),
        Away::InCounty => w!(away.in_county),
        Away::InProvince => w!(away.in_province),
        Away::OutOfProvince => w!(away.out_of_province),
        Away::Abroad => w!(away.abroad),
        Away::LostContact => w!(away.lost_contact),
        Away::Deceased => w!(away.deceased),
        Away::Unknown => w!(away.unknown),
        Away::Unlisted => w!(newer.word),
    }
}

/// Whether the phone works.
pub fn phone(value: PhoneState) -> &'static str {
    match value {
        PhoneState::Works => w!(phones.works),
        PhoneState::Dead => w!(phones.dead),
        PhoneState::Changed => w!(phones.changed),
        PhoneState::None => w!(phones.none),
        PhoneState::Unlisted => w!(newer.word),
    }
}

/// Whether the home is safe.
pub fn home(value: HomeState) -> &'static str {
    match value {
        HomeState::Safe => w!(homes.safe),
        HomeState::Hazard => w!(homes.hazard),
        HomeState::Danger => w!(homes.danger),
        HomeState::Unlisted => w!(newer.word),
    }
}

/// How full a petal is.
pub fn level(value: Level) -> &'static str {
    match value {
        Level::Empty => w!(flower.empty),
        Level::Some => w!(flower.some),
        Level::Good => w!(flower.good),
        Level::Whole => w!(flower.whole),
        Level::Unlisted => w!(newer.word),
    }
}

/// Why an exchange failed.
pub fn failure(value: Failure) -> &'static str {
    match value {
        Failure::Unreachable => w!(failures.unreachable),
        Failure::SignedOut => w!(failures.signed_out),
        Failure::Revoked => w!(failures.revoked),
        Failure::Forbidden => w!(failures.forbidden),
        Failure::TooLarge => w!(failures.too_large),
        Failure::Busy => w!(failures.busy),
        Failure::Foreign => w!(failures.foreign),
        Failure::TooOld => w!(failures.too_old),
        Failure::Broken => w!(failures.broken),
        Failure::NoRoom => w!(failures.no_room),
        Failure::Gap(_) => w!(failures.gap),
    }
}

/// Why an operation was refused.
pub fn rejection(value: RejectionCode) -> &'static str {
    match value {
        RejectionCode::Unreadable => w!(rejections.unreadable),
        RejectionCode::Invalid => w!(rejections.invalid),
        RejectionCode::NotYourChild => w!(rejections.not_your_child),
        RejectionCode::UnknownClass => w!(rejections.unknown_class),
        RejectionCode::UnknownLog => w!(rejections.unknown_log),
        RejectionCode::NotAuthor => w!(rejections.not_author),
        RejectionCode::Withdrawn => w!(rejections.withdrawn),
        RejectionCode::OpIdReused => w!(rejections.op_id_reused),
        RejectionCode::TooLarge => w!(rejections.too_large),
        RejectionCode::Unlisted => w!(rejections.unlisted),
    }
}

/// One of the four questions.
pub fn fact_kind(value: FactKind) -> &'static str {
    match value {
        FactKind::Carer => w!(facts.carer),
        FactKind::Parents => w!(facts.parents),
        FactKind::Phone => w!(facts.phone),
        FactKind::Home => w!(facts.home),
        FactKind::Unlisted => w!(newer.word),
    }
}

/// Something due.
pub fn duty(value: Duty) -> &'static str {
    match value {
        Duty::FirstContact => w!(due.first_contact),
        Duty::HomeVisit => w!(due.home_visit),
        Duty::FamilyCall => w!(due.family_call),
        Duty::Talk => w!(due.talk),
        Duty::Unlisted => w!(newer.word),
    }
}

/// A sentence for an error's code.
pub fn error(code: &str) -> &'static str {
    match code {
        "unreachable" => w!(errors.unreachable),
        "foreign" => w!(errors.foreign),
        "wrong_credentials" => w!(errors.wrong_credentials),
        "wrong_password" => w!(errors.wrong_password),
        "code_wrong" => w!(errors.code_wrong),
        "password_short" => w!(errors.password_short),
        "password_long" => w!(errors.password_long),
        "old_password_wrong" => w!(errors.old_password_wrong),
        "too_many_tries" => w!(errors.too_many_tries),
        "disabled" => w!(errors.disabled),
        "device_revoked" => w!(errors.device_revoked),
        "signed_out" => w!(errors.signed_out),
        "forbidden" => w!(errors.forbidden),
        "not_found" => w!(errors.not_found),
        "full" => w!(errors.full),
        "closed" => w!(errors.closed),
        "unsupported" => w!(errors.unsupported),
        "unreadable" => w!(errors.unreadable),
        "unavailable" => w!(errors.unavailable),
        "changed" => w!(errors.changed),
        "not_here" => w!(errors.not_here),
        "export_not_ours" => w!(unsent.not_ours),
        "export_other_account" => w!(unsent.other_account),
        "export_needs_password" => w!(unsent.needs_password),
        "export_wrong_password" => w!(unsent.wrong_password),
        _ => w!(errors.other),
    }
}

/// A sentence for a problem of the form.
pub fn problem(problem: Problem) -> &'static str {
    match (problem.field, problem.fault) {
        (LogField::Children, Fault::Missing) => w!(problems.children_missing),
        (LogField::Children, _) => w!(problems.children_too_many),
        (LogField::OccurredOn, Fault::InFuture) => w!(problems.date_future),
        (LogField::OccurredOn, _) => w!(problems.date_old),
        (LogField::Note, _) => w!(problems.note_long),
        (LogField::FollowUpOn, _) => w!(problems.follow_up_before),
        (LogField::Photos, _) => w!(problems.photos_many),
        (LogField::Unlisted, _) => w!(problems.other),
    }
}

/// The deed that a duty asks for.
pub fn deed(duty: Duty) -> &'static str {
    match duty {
        Duty::FirstContact => w!(due.do_first),
        Duty::HomeVisit => w!(due.do_visit),
        Duty::FamilyCall => w!(due.do_call),
        Duty::Talk | Duty::Unlisted => w!(due.do_talk),
    }
}

/// A day: 9月18日, 18 Sep.
pub fn day(day: NaiveDate) -> String {
    match lang() {
        Locale::zh_CN => format!("{}月{}日", day.month(), day.day()),
        Locale::en => format!("{} {}", day.day(), MONTHS[day.month0() as usize % 12]),
    }
}

/// A day with its weekday.
pub fn day_and_weekday(date: NaiveDate) -> String {
    let at = date.weekday().num_days_from_monday() as usize % 7;
    match lang() {
        Locale::zh_CN => format!("{} 周{}", day(date), ["一", "二", "三", "四", "五", "六", "日"][at]),
        Locale::en => format!("{} {}", weekday_en(date.weekday()), day(date)),
    }
}

fn weekday_en(weekday: Weekday) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday.num_days_from_monday() as usize % 7]
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A short day for lists: 9/18, with the year where it is another one.
pub fn short_day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        format!("{}/{}", day.month(), day.day())
    } else {
        format!("{}/{}/{}", day.year(), day.month(), day.day())
    }
}

/// An instant: the time today, else day and time.
pub fn instant(at: DateTime<Utc>, today: NaiveDate) -> String {
    let at = local(at);
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    if at.date_naive() == today { time } else { format!("{} {time}", day(at.date_naive())) }
}

/// What was looked at, by the access log's code.
pub fn look(action: &str) -> &'static str {
    match action {
        "see_child_file" => w!(desk.look_child_file),
        "reveal_phone" => w!(desk.look_phone),
        "see_school_list" => w!(desk.look_school_list),
        "see_photo" => w!(desk.look_photo),
        _ => w!(desk.look_other),
    }
}

/// Where a parent is, in a few words.
pub fn parent(who: &ParentWhere) -> String {
    if who.place.is_empty() { away(who.away).to_owned() } else { who.place.clone() }
}

/// The answer to one of the four questions, in a few words.
pub fn fact(value: &FactValue) -> String {
    let joined = |parts: &[&str]| parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    match value {
        FactValue::Carer { kind, who, quality: how } => {
            let who = if who.is_empty() { carer(*kind) } else { who.as_str() };
            joined(&[who, how.map(quality).unwrap_or_default()])
        }
        FactValue::Parents { father, mother } => {
            format!("{} {} · {} {}", w!(facts.father), parent(father), w!(facts.mother), parent(mother))
        }
        FactValue::Phone { state, number } => joined(&[phone(*state), number.as_deref().unwrap_or_default()]),
        FactValue::Home { state, hazards } => joined(&[home(*state), hazards]),
    }
}
