//! A child goes to another county: 外县转接单, one page that its school gives to the next. What was done stands on it by
//! kind and day, without a word of it.

use chrono::NaiveDate;
use domain::guardianship::Verdict;
use domain::report::Handover;
use domain::report::handover::{Done, Mentored, Stage, ToFollow};
use domain::report::official;
use leptos::prelude::*;

use super::{bar, document};
use crate::words;

/// What is not known or not there.
const NONE: &str = "没有记下";
/// Most classes and mentors that are named, the newest; what is older stands in the file of the school.
const PERIODS_NAMED: usize = 9;

fn said(parts: Vec<String>, between: &str) -> String {
    if parts.is_empty() { NONE.to_owned() } else { parts.join(between) }
}

fn days(from: NaiveDate, to: Option<NaiveDate>) -> String {
    format!("{from} 至 {}", to.map_or_else(|| "今".to_owned(), |to| to.to_string()))
}

/// The newest of several, in their order, and that there were others before.
fn newest<T>(all: &[T], say: impl Fn(&T) -> String) -> String {
    let before = all.len().saturating_sub(PERIODS_NAMED);
    let mut parts: Vec<String> = all.iter().skip(before).map(say).collect();
    if before > 0 {
        parts.insert(0, format!("以前另有{before}段"));
    }
    said(parts, "；")
}

fn stage(one: &Stage) -> String {
    format!("{} {} {}", days(one.from, one.to), one.school, one.class_name).trim().to_owned()
}

fn mentored(one: &Mentored) -> String {
    format!("{} {} {}", days(one.from, one.to), one.name, one.phone.as_deref().unwrap_or_default()).trim().to_owned()
}

fn done(one: &Done) -> String {
    let named = one.days.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join("、");
    let more = if one.count > one.days.len() { format!(" 等，共{}天", one.count) } else { String::new() };
    format!("{}：{named}{more}", words::log::kind(one.kind))
}

fn to_follow(one: ToFollow) -> String {
    format!("{} 前再看一次（{}之后）", one.on, words::log::kind(one.kind))
}

fn verdict(one: &Verdict) -> String {
    let flag = one.flag.map(|_| words::kin::verdict(one)).filter(|_| one.holds == domain::guardianship::Holds::Yes);
    format!("{}：{}", words::kin::definition(one.definition), flag.unwrap_or(official::holds(one.holds)))
}

/// Who the child is.
fn who(sheet: &Handover) -> Vec<(&'static str, String)> {
    let child = &sheet.child;
    let former = (!child.former_names.is_empty()).then(|| format!("（曾用名：{}）", child.former_names.join("、")));
    let birth = child.birth.map(|birth| birth.to_string()).unwrap_or_default();
    let number = if sheet.id_number.is_empty() { String::new() } else { format!("身份证号 {}", sheet.id_number) };
    vec![
        ("姓名", format!("{}{}", child.name, former.unwrap_or_default())),
        ("性别、出生", words::joined(&[official::sex(child.sex), &birth, &number])),
        ("原学校班级", words::joined(&[&sheet.school, &sheet.class_name, &format!("最后一天 {}", sheet.last)])),
        ("住址", sheet.address.clone()),
    ]
}

/// Who looks after it, and whom to call.
fn home(sheet: &Handover) -> Vec<(&'static str, String)> {
    let facts = sheet.facts.iter().map(|line| {
        let said = format!("{}（{}）", words::guardianship::fact(&line.value), line.seen_on);
        (words::guardianship::question(line.value.kind()), said)
    });
    let adult = |a: &domain::report::AdultLine| {
        words::joined(&[&words::register::adult(a), a.phone.as_deref().unwrap_or_default()])
    };
    let adults = ("联系人", said(sheet.adults.iter().map(adult).collect(), "；"));
    let verdicts = said(sheet.verdicts.iter().map(verdict).collect(), "；");
    facts.chain([adults, ("是否留守", format!("{verdicts}（{}）", sheet.judged_on))]).collect()
}

/// What is open, and what was.
fn care(sheet: &Handover) -> Vec<(&'static str, String)> {
    let alarms = sheet.alarms.iter().map(|alarm| words::need::alarm(*alarm).to_owned());
    let open: Vec<String> = alarms.chain(sheet.to_follow.iter().copied().map(to_follow)).collect();
    let status = |one: &domain::guardianship::Status| {
        let until = one.to.map(|to| format!("到{to}")).unwrap_or_default();
        words::joined(&[words::need::status(one.kind), &one.source, &until])
    };
    vec![
        ("还没做完的", if open.is_empty() { "没有".to_owned() } else { open.join("；") }),
        ("在享受的帮扶", said(sheet.statuses.iter().map(status).collect(), "；")),
        ("在读经历", newest(&sheet.stages, stage)),
        ("结对教师", newest(&sheet.mentors, mentored)),
    ]
}

fn lines(all: Vec<(&'static str, String)>) -> impl IntoView {
    all.into_iter().map(|(title, said)| view! { <div><dt>{title}</dt><dd>{said}</dd></div> }).collect_view()
}

/// Who gives it and who takes it.
fn hands() -> impl IntoView {
    view! {
        <dl class="known tight hands">
            <div class="two"><dt>"原学校（盖章）"</dt><dd class="line"></dd><dt>"接收学校（盖章）"</dt><dd class="line"></dd></div>
            <div class="two"><dt>"填表人"</dt><dd class="line"></dd><dt>"接收人"</dt><dd class="line"></dd></div>
            <div class="two"><dt>"单位负责人"</dt><dd class="line"></dd><dt>"接收日期"</dt><dd class="line">"　　　　年　　月　　日"</dd></div>
            <div><dt>"监护人意见"</dt><dd><span class="tick">"同意转交"</span><span class="tick">"不同意"</span>"　　签名：　　　　　　　　日期：　　　　"</dd></div>
        </dl>
    }
}

/// The sheet; `under` says who took it, when and for what.
pub fn handover(css: &str, sheet: &Handover, under: &str) -> String {
    document(css, "打印", || {
        let done = if sheet.done.is_empty() {
            view! { <div><dt>"做过的"</dt><dd>{NONE}</dd></div> }.into_any()
        } else {
            let rows = sheet.done.iter().map(|one| view! { <p>{done(one)}</p> }).collect_view();
            view! { <div><dt>"做过的"</dt><dd>{rows}</dd></div> }.into_any()
        };
        view! {
            {bar()}
            <main><section class="paper" aria-label="第1页">
                <header><h1>"留守儿童外县转接单"</h1><p>{under.to_owned()}</p></header>
                <dl class="known tight">{lines(who(sheet))}{lines(home(sheet))}{lines(care(sheet))}{done}</dl>
                {hands()}
                <p class="note">"装进信封交给接收学校，或当面交给监护人；不拍照，不发群。谈心的内容不在这张单子上。"</p>
                <footer>"第1页 / 共1页"</footer>
            </section></main>
        }
        .into_any()
    })
}
