//! The figures of a year's report: as a table, and as a paragraph to paste: 年度总结数据.
//!
//! What the register and the entries say is counted, and each number is the list of those whom it counts. What lies in
//! the nation's own systems is not, and is marked as a gap until somebody fills it in ([`Filled`]): it is kept, so that
//! it is typed once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::activities::Reached;
use super::official;
use super::table::{Cell, Column, Kind, Shown, Table};
use super::timespan::{self, Timespan};
use crate::code::attributed;
use crate::id::{AccountId, ChildId, LogId};
use crate::log::{ActivityKind, Fault};

/// What of a gap is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapAttributes {
    /// Its name on a table.
    pub title: &'static str,
    /// In what it is counted, besides money; empty for money alone.
    pub unit: &'static str,
    /// Where it is found.
    pub source: &'static str,
}

const fn gap(title: &'static str, unit: &'static str, source: &'static str) -> GapAttributes {
    GapAttributes { title, unit, source }
}

attributed! {
    /// What the report tells and the register does not hold.
    Gap: GapAttributes, otherwise gap("", "", ""), {
        /// 学生资助
        NationalAid = "national_aid" => gap("各类学生资助补贴", "人次", "全国学生资助管理信息系统"),
        /// 生源地信用助学贷款
        Loans = "loans" => gap("生源地信用助学贷款", "名学生", "助学贷款系统"),
        /// 励耕计划
        TeacherAid = "teacher_aid" => gap("励耕计划", "名教师", "励耕计划申报系统"),
        /// 社会爱心援助
        Donations = "donations" => gap("社会爱心援助", "", "中心的捐赠账；学校记下的若已在账上，不要再加"),
    }
}

/// Most that a count may be.
pub const COUNT_MAX: u64 = 10_000_000;
/// Most fen that an amount may be: a hundred thousand million yuan.
pub const FEN_MAX: u64 = 10_000_000_000_000;

/// A gap as somebody filled it in. Each time is kept, the last holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Of which calendar year.
    pub year: i32,
    /// Which gap.
    pub gap: Gap,
    /// How many; none where it is not known.
    pub count: Option<u64>,
    /// How much money, in fen; none where it is not known.
    pub fen: Option<u64>,
    /// Who filled it in.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is wrong with numbers that are filled in.
pub fn problem(gap: Gap, count: Option<u64>, fen: Option<u64>) -> Option<Fault> {
    if gap == Gap::Unlisted {
        Some(Fault::Missing)
    } else if count > Some(COUNT_MAX) || fen > Some(FEN_MAX) || (gap.attributes().unit.is_empty() && count.is_some()) {
        Some(Fault::OutOfRange)
    } else {
        None
    }
}

/// Fen in ten thousands of yuan, with no digit lost: `595.9875`.
pub fn wan(fen: u64) -> String {
    const WAN: u64 = 1_000_000;
    let (whole, rest) = (fen / WAN, fen % WAN);
    let digits = format!("{whole}.{rest:06}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads ten thousands of yuan as they are typed, with at most six digits behind the point.
pub fn read_wan(text: &str) -> Option<u64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || rest.len() > 6 || !digits(whole) || !digits(rest) {
        return None;
    }
    format!("{whole}{rest:0<6}").parse().ok()
}

/// What was done of one kind of activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfKind {
    /// Which kind.
    pub kind: ActivityKind,
    /// How many entries.
    pub entries: usize,
    /// The children whom it reached.
    pub children: Vec<ChildId>,
}

/// What a child was given, by an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gift {
    /// The child. Of two files of one child it is the one that is kept.
    pub child: ChildId,
    /// The entry that says so.
    pub log: LogId,
    /// The day.
    pub on: NaiveDate,
    /// How much money, or what the things are worth, in fen.
    pub fen: u64,
}

/// What gifts come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// How many entries.
    pub entries: usize,
    /// The children who got something.
    pub children: Vec<ChildId>,
    /// How much money, or what the things are worth, in fen.
    pub fen: u64,
}

impl Given {
    fn of(gifts: &[Gift], span: Timespan) -> Self {
        let gifts = gifts.iter().filter(|gift| span.has(gift.on));
        // Of two files of one child the entry is in both, and was one gift.
        let each: BTreeMap<(LogId, ChildId), u64> = gifts.map(|gift| ((gift.log, gift.child), gift.fen)).collect();
        let entries: BTreeSet<LogId> = each.keys().map(|(log, _)| *log).collect();
        let children: BTreeSet<ChildId> = each.keys().map(|(_, child)| *child).collect();
        let fen = each.values().fold(0u64, |sum, fen| sum.saturating_add(*fen));
        Self { entries: entries.len(), children: children.into_iter().collect(), fen }
    }
}

/// The figures of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annual {
    /// The calendar year.
    pub year: i32,
    /// The day up to which it is told: the year's last, or today.
    pub as_of: NaiveDate,
    /// The county, or the name of a school.
    pub whose: String,
    /// The schools that have children; empty for a school's own.
    pub schools: Vec<String>,
    /// The names of those who have a child of it on the day, in the order of the register.
    pub teachers: Vec<String>,
    /// The children of the day.
    pub children: Vec<ChildId>,
    /// Those of them who have a mentor.
    pub paired: Vec<ChildId>,
    /// How many entries there are of the year.
    pub entries: usize,
    /// The children whom they reached, also those who have left since.
    pub reached: Vec<ChildId>,
    /// The same by kind.
    pub kinds: Vec<OfKind>,
    /// What entries say was given.
    pub given: Given,
    /// What was filled in, the last of each gap. A school has none.
    pub filled: Vec<Filled>,
    /// The gaps that are shown.
    pub gaps: &'static [Gap],
}

/// The entries, and the children whom they reached.
fn sums<'a>(reached: impl Iterator<Item = &'a Reached>) -> (usize, Vec<ChildId>) {
    let (mut entries, mut children) = (BTreeSet::<LogId>::new(), BTreeSet::new());
    for one in reached {
        entries.insert(one.log);
        children.insert(one.child);
    }
    (entries.len(), children.into_iter().collect())
}

const NOTE: &str = "备注：活动数的是记下的次数，一次带全班的活动算一次；孩子数的是不同的孩子，一名孩子参加几类，各类都算，所以各类相加不等于合计。";
const NOTE_OF_GAPS: &str = "“待填”的几项在全国的系统和中心的账上，这里没有，请填上；填过的会留着。";
const TO_FILL: &str = "待填";

impl Annual {
    /// Counts what was done and given, which is of the year and of nobody else.
    #[must_use]
    pub fn counting(mut self, reached: &[Reached], gifts: &[Gift]) -> Self {
        let span = self.span();
        self.given = Given::of(gifts, span);
        let all: Vec<&Reached> = reached.iter().filter(|one| span.has(one.credit.on)).collect();
        (self.entries, self.reached) = sums(all.iter().copied());
        let of = |kind: &ActivityKind| {
            let (entries, children) = sums(all.iter().copied().filter(|one| one.credit.kind == *kind));
            OfKind { kind: *kind, entries, children }
        };
        self.kinds = ActivityKind::ALL.iter().map(of).collect();
        self
    }

    /// The days of which it tells.
    pub fn span(&self) -> Timespan {
        Timespan::year(self.year).until(self.as_of)
    }

    fn filled(&self, gap: Gap) -> Option<&Filled> {
        self.filled.iter().find(|filled| filled.gap == gap)
    }

    /// The numbers of a gap, which stand in the column of who or of how often.
    fn of_gap(&self, gap: Gap) -> [Cell; 3] {
        let filled = self.filled(gap);
        let to_fill = |known: Option<String>| Cell::Text(known.unwrap_or_else(|| TO_FILL.to_owned()));
        let count = to_fill(filled.and_then(|filled| filled.count).map(|n| n.to_string()));
        let money = to_fill(filled.and_then(|filled| filled.fen).map(wan));
        match gap.attributes().unit {
            "" => [Cell::EMPTY, Cell::EMPTY, money],
            "人次" => [Cell::EMPTY, count, money],
            _ => [count, Cell::EMPTY, money],
        }
    }

    /// The table: one row a figure, with its day or its days.
    pub fn table(&self) -> Table {
        let on = format!("截至{}", timespan::day(self.as_of));
        let days = self.span().said();
        let row = |what: &str, [who, times, money]: [Cell; 3], when: &str, note: &str| {
            vec![Cell::from(what), who, times, money, Cell::from(when), Cell::from(note)]
        };
        let who = |cell: Cell| [cell, Cell::EMPTY, Cell::EMPTY];
        let done = |entries, children: &[ChildId]| [Cell::Count(children.to_vec()), Cell::Number(entries), Cell::EMPTY];
        let mut rows = vec![
            row("结对教师", who(Cell::Listed(self.teachers.clone())), &on, "当天有结对孩子的教师"),
            row("学校留守儿童", who(Cell::Count(self.children.clone())), &on, "当天在册在校的孩子"),
            row("其中已结对", who(Cell::Count(self.paired.clone())), &on, "当天有结对教师的孩子"),
            row("关爱帮扶活动", done(self.entries, &self.reached), &days, "八类合计，每名孩子只算一名"),
        ];
        if !self.schools.is_empty() {
            rows.insert(0, row("学校、幼儿园", who(Cell::Listed(self.schools.clone())), &on, "有学校留守儿童的"));
        }
        rows.extend(
            self.kinds.iter().map(|of| row(official::activity(of.kind), done(of.entries, &of.children), &days, "")),
        );
        let Given { entries, children, fen } = &self.given;
        let given = [Cell::Count(children.clone()), Cell::Number(*entries), Cell::Text(wan(*fen))];
        rows.push(row("其中捐赠、慰问", given, &days, "学校和结对教师记下的，物品按折价"));
        rows.extend(self.gaps.iter().map(|gap| {
            let GapAttributes { title, unit, source } = gap.attributes();
            let note = if unit.is_empty() { format!("来自{source}") } else { format!("按{unit}，来自{source}") };
            row(title, self.of_gap(*gap), &format!("{}年度", self.year), &note)
        }));
        let column = |title, width, kind| Column { title, width, kind, shown: Shown::Everywhere };
        let table = Table {
            title: format!("{}{}年学校留守儿童关爱工作数据", self.whose, self.year),
            as_of: self.as_of,
            columns: vec![
                column("项目", 22, Kind::Text),
                column("人数（名）", 12, Kind::Number),
                column("次数", 12, Kind::Number),
                column("金额（万元）", 14, Kind::Number),
                column("日期或期间", 34, Kind::Text),
                column("说明", 34, Kind::Text),
            ],
            rows,
            checks: &[],
            notes: vec![NOTE.to_owned()],
            names: BTreeMap::new(),
        };
        table.noting((!self.gaps.is_empty()).then(|| NOTE_OF_GAPS.to_owned()))
    }

    /// What a gap says in the paragraph; a line to write on where it was not filled in.
    fn gap_said(&self, gap: Gap) -> String {
        const BLANK: &str = "____";
        let filled = self.filled(gap);
        let count = filled.and_then(|filled| filled.count).map_or_else(|| BLANK.to_owned(), |n| n.to_string());
        let money = filled.and_then(|filled| filled.fen).map_or_else(|| BLANK.to_owned(), wan);
        match gap {
            Gap::NationalAid => format!("全年兑付发放各类家庭经济困难学生资助补贴{money}万元、{count}人次"),
            Gap::Loans => format!("为{count}名家庭经济困难大学生办理生源地信用助学贷款{money}万元"),
            Gap::TeacherAid => format!("为{count}名家庭经济困难教师落实励耕计划补助{money}万元"),
            Gap::Donations => format!("争取社会爱心援助{money}万元，用于家庭经济困难留守儿童的学习和生活"),
            Gap::Unlisted => String::new(),
        }
    }

    /// The paragraph, ready to paste. What it says is in the table.
    pub fn paragraph(&self) -> String {
        let on = timespan::day(self.as_of);
        let schools = self.schools.len();
        let whose =
            if schools == 0 { self.whose.clone() } else { format!("{}{schools}所学校、幼儿园", self.whose) };
        let (teachers, children, paired) = (self.teachers.len(), self.children.len(), self.paired.len());
        let pairs = if paired == children {
            format!("{teachers}名教师与他们全部结对")
        } else {
            format!("{teachers}名教师与其中{paired}名结对，其余{}名正在安排", children - paired)
        };
        let kind = |of: &OfKind| format!("{}{}次、{}名", official::activity(of.kind), of.entries, of.children.len());
        let kinds = self.kinds.iter().map(kind).collect::<Vec<_>>().join("，");
        let (entries, reached) = (self.entries, self.reached.len());
        let mut said = format!(
            "截至{on}，{whose}共有学校留守儿童{children}名，{pairs}。{}，结对教师记下关爱帮扶活动{entries}次，\
             惠及孩子{reached}名，其中{kinds}（孩子按人计，参加几类的各类都算）。",
            self.span().said()
        );
        if self.given.entries > 0 {
            let (fen, children) = (wan(self.given.fen), self.given.children.len());
            said.push_str(&format!("其中捐赠、慰问折合{fen}万元，送到孩子{children}名。"));
        }
        if !self.gaps.is_empty() {
            let gaps = self.gaps.iter().map(|gap| self.gap_said(*gap)).collect::<Vec<_>>().join("；");
            said.push_str(&gaps);
            said.push('。');
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::super::activities::tests::{child, entry, on};
    use super::*;
    use crate::log::Outcome;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn annual(gaps: &'static [Gap]) -> Annual {
        Annual {
            year: 2026,
            as_of: on(12, 1),
            whose: "全县".into(),
            schools: vec!["甲校".into(), "乙校".into()],
            teachers: vec!["李老师".into()],
            children: vec![child(1), child(2), child(3)],
            paired: vec![child(1), child(2)],
            entries: 0,
            reached: vec![],
            kinds: vec![],
            given: Given::default(),
            filled: vec![],
            gaps,
        }
    }

    fn filled(gap: Gap, count: Option<u64>, fen: Option<u64>) -> Filled {
        Filled { year: 2026, gap, count, fen, by: AccountId(Uuid::nil()), at: DateTime::default() }
    }

    #[test]
    fn a_session_for_a_class_is_one_entry_and_reaches_each_child() {
        let lesson = |of| entry(1, of, 1, ActivityKind::SafetyLesson, on(3, 5), Outcome::Normal);
        let all = [
            lesson(1),
            lesson(2),
            entry(2, 1, 1, ActivityKind::Tutoring, on(3, 6), Outcome::Normal),
            entry(3, 1, 1, ActivityKind::Tutoring, on(12, 2), Outcome::Normal),
        ];
        let all: Vec<Reached> = all.into_iter().flatten().collect();
        let gift = |log, of| Gift { child: child(of), log: LogId(Uuid::from_u128(log)), on: on(3, 5), fen: 12_050_000 };
        let late = Gift { on: on(12, 2), ..gift(9, 3) };
        let annual = annual(&[]).counting(&all, &[gift(7, 1), gift(7, 2), gift(7, 2), gift(8, 2), late]);
        assert_eq!((annual.given.entries, annual.given.children.len()), (2, 2));
        assert_eq!((annual.entries, annual.reached.clone()), (2, vec![child(1), child(2)]), "none of what is to come");
        assert_eq!((annual.kinds[5].entries, annual.kinds[5].children.len()), (1, 2));
        let said = annual.paragraph();
        assert!(
            said.starts_with(
                "截至2026年12月1日，全县2所学校、幼儿园共有学校留守儿童3名，1名教师与其中2名结对，其余1名正在安排。\
                 2026年1月1日至"
            ),
            "{said}"
        );
        assert!(!said.contains("一生一策"), "nobody has counted who has a plan: {said}");
        assert!(said.ends_with("其中捐赠、慰问折合36.15万元，送到孩子2名。"), "{said}");
        assert!(
            said.contains("活动2次，惠及孩子2名，其中家校共育0次、0名，") && said.contains("安全教育1次、2名"),
            "{said}"
        );
    }

    #[test]
    fn a_gap_is_marked_until_it_is_filled_in() {
        let open = annual(Gap::ALL);
        assert!(open.paragraph().contains("补贴____万元、____人次；为____名"), "{}", open.paragraph());
        assert_eq!(open.table().rows.iter().flatten().filter(|cell| cell.text() == "待填").count(), 7);
        let all = vec![
            filled(Gap::NationalAid, Some(8902), read_wan("595.9875")),
            filled(Gap::Donations, None, read_wan("60")),
        ];
        let done = Annual { filled: all, ..open };
        assert!(done.paragraph().contains("补贴595.9875万元、8902人次；为____名"), "{}", done.paragraph());
        assert!(done.paragraph().ends_with("争取社会爱心援助60万元，用于家庭经济困难留守儿童的学习和生活。"));
        assert_eq!(done.table().rows.iter().flatten().filter(|cell| cell.text() == "待填").count(), 4);
    }

    #[test]
    fn what_is_typed_is_money_or_not() {
        assert_eq!(read_wan("595.9875"), Some(595_987_500));
        assert_eq!(read_wan("0.000001"), Some(1));
        for text in ["", ".5", "1.2345678", "１２", "-3", "1e3", "1,000", "1234567890"] {
            assert_eq!(read_wan(text), None, "{text}");
        }
        assert_eq!(problem(Gap::Loans, Some(1824), Some(FEN_MAX)), None);
        assert_eq!(problem(Gap::Loans, Some(COUNT_MAX + 1), None), Some(Fault::OutOfRange));
        assert_eq!(problem(Gap::Donations, Some(1), None), Some(Fault::OutOfRange), "nothing is counted there");
        assert_eq!(problem(Gap::Unlisted, None, None), Some(Fault::Missing));
    }

    proptest! {
        #[test]
        fn no_fen_is_lost_on_the_way(fen in 0u64..FEN_MAX) {
            prop_assert_eq!(read_wan(&wan(fen)), Some(fen));
        }
    }
}
