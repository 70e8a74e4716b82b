//! The ledger of what was given, 捐赠台账: a line for each gift of a day, however many entries it stands in, and what
//! each year comes to.

use chrono::{Datelike, NaiveDate};

use super::table::{Cell, Kind, Shown, Spec, Table};
use crate::id::ChildId;
use crate::log::Aid;

/// A gift to some children of one school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Name of the school.
    pub school: String,
    /// The day.
    pub on: NaiveDate,
    /// What each child got, on what occasion and from whom.
    pub aid: Aid,
    /// The children, those too who were erased since.
    pub children: Vec<ChildId>,
}

/// A row: a gift with its number, or what a year comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Gift(usize, Line),
    Year(i32, Vec<ChildId>, u64),
}

impl Line {
    /// What all of its children got together, in fen.
    pub fn fen(&self) -> u64 {
        self.aid.fen_each.saturating_mul(u64::try_from(self.children.len()).unwrap_or(u64::MAX))
    }
}

impl Row {
    fn of(&self, say: impl Fn(&Line) -> Cell) -> Cell {
        if let Self::Gift(_, line) = self { say(line) } else { Cell::EMPTY }
    }

    fn text(&self, say: impl Fn(&Line) -> &str) -> Cell {
        self.of(|line| Cell::from(say(line)))
    }
}

const NUMBER: Spec<Row> = Spec::value("序号", 6, Kind::Number, Shown::Everywhere, |row| match row {
    Row::Gift(number, _) => Cell::Number(*number),
    Row::Year(..) => Cell::EMPTY,
});
const SCHOOL: Spec<Row> = Spec::value("学校", 18, Kind::Text, Shown::Everywhere, |row| row.text(|line| &line.school));
const REST: [Spec<Row>; 9] = [
    Spec::value("日期", 13, Kind::Day, Shown::Everywhere, |row| row.of(|line| Cell::Day(line.on))),
    Spec::value("事由", 16, Kind::Text, Shown::Everywhere, |row| match row {
        Row::Gift(_, line) => Cell::from(line.aid.occasion.as_str()),
        Row::Year(year, ..) => Cell::Text(format!("{year}年合计")),
    }),
    Spec::value("捐赠单位（人）", 20, Kind::Text, Shown::Everywhere, |row| row.text(|line| &line.aid.donor)),
    Spec::value("捐赠物品", 16, Kind::Text, Shown::Everywhere, |row| row.text(|line| &line.aid.gift)),
    Spec::value("每人数量", 9, Kind::Text, Shown::OnPaper, |row| {
        row.of(|line| match line.aid.things_each {
            0 => Cell::EMPTY,
            count => Cell::Text(count.to_string()),
        })
    }),
    Spec::value("每人金额（元）", 12, Kind::Number, Shown::OnPaper, |row| {
        row.of(|line| Cell::Money(line.aid.fen_each))
    }),
    Spec::value("人次", 8, Kind::Number, Shown::Everywhere, |row| match row {
        Row::Gift(_, line) => Cell::Count(line.children.clone()),
        Row::Year(_, children, _) => Cell::Count(children.clone()),
    }),
    Spec::value("金额合计（元）", 14, Kind::Number, Shown::Everywhere, |row| match row {
        Row::Gift(_, line) => Cell::Money(line.fen()),
        Row::Year(_, _, fen) => Cell::Money(*fen),
    }),
    Spec::value("回执", 8, Kind::Text, Shown::OnPaper, |row| {
        row.of(|line| Cell::from(if line.aid.receipts { "已收" } else { "" }))
    }),
];

/// Gifts that say the same of one day at one school are one line, oldest first.
fn together(mut lines: Vec<Line>) -> Vec<Line> {
    lines.retain(|line| !line.children.is_empty());
    lines.sort_by(|one, other| {
        (one.on, &one.school, &one.aid.occasion).cmp(&(other.on, &other.school, &other.aid.occasion))
    });
    let mut all: Vec<Line> = vec![];
    for line in lines {
        let same = |known: &&mut Line| (known.on, &known.school, &known.aid) == (line.on, &line.school, &line.aid);
        match all.iter_mut().find(same) {
            Some(known) => known.children.extend(line.children),
            None => all.push(line),
        }
    }
    all
}

/// The ledger. `whose` is the school or the county; of several schools each line names its own.
pub fn ledger(whose: &str, as_of: NaiveDate, several: bool, lines: Vec<Line>) -> Table {
    let mut rows = vec![];
    let mut year: Option<(i32, Vec<ChildId>, u64)> = None;
    for (number, line) in (1..).zip(together(lines)) {
        if let Some((at, children, fen)) = year.take_if(|(at, ..)| *at != line.on.year()) {
            rows.push(Row::Year(at, children, fen));
        }
        let (_, children, fen) = year.get_or_insert_with(|| (line.on.year(), vec![], 0));
        children.extend(&line.children);
        *fen = fen.saturating_add(line.fen());
        rows.push(Row::Gift(number, line));
    }
    rows.extend(year.map(|(at, children, fen)| Row::Year(at, children, fen)));
    let school = several.then_some(SCHOOL);
    let specs: Vec<Spec<Row>> = std::iter::once(NUMBER).chain(school).chain(REST).collect();
    Table::listed(format!("{whose}捐赠台账"), as_of, &specs, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::aid::fen;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(year: i32, month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
    }

    fn line(on: NaiveDate, fen_each: u64, children: std::ops::Range<u128>) -> Line {
        let aid = Aid {
            occasion: "六一慰问".to_owned(),
            donor: "县慈善协会".to_owned(),
            gift: "书包".to_owned(),
            things_each: 1,
            fen_each,
            ..Aid::default()
        };
        Line { school: "甲校".to_owned(), on, aid, children: children.map(|n| ChildId(Uuid::from_u128(n))).collect() }
    }

    fn texts(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| row.iter().map(Cell::text).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn a_gift_in_several_entries_is_one_line_and_each_year_is_summed() {
        let lines = vec![
            line(day(2026, 6), 12_000, 0..120),
            line(day(2026, 6), 12_000, 120..150),
            line(day(2025, 10), 5_050, 0..3),
            line(day(2026, 6), 12_000, 0..0),
        ];
        let said = texts(&ledger("甲校", day(2026, 7), false, lines));
        assert_eq!(
            said,
            [
                "1|2025-10-01|六一慰问|县慈善协会|书包|1|50.50|3|151.50|",
                "||2025年合计|||||3|151.50|",
                "2|2026-06-01|六一慰问|县慈善协会|书包|1|120|150|18000|",
                "||2026年合计|||||150|18000|",
            ]
        );
    }

    #[test]
    fn of_several_schools_each_line_says_which() {
        let other = Line { school: "乙校".to_owned(), ..line(day(2026, 6), 100, 0..2) };
        let table = ledger("青石县", day(2026, 7), true, vec![line(day(2026, 6), 100, 2..4), other]);
        assert_eq!(table.columns.len(), 11);
        let said = texts(&table);
        assert!(said[0].starts_with("1|乙校|") && said[1].starts_with("2|甲校|"), "{said:?}");
        assert!(table.plain_text().contains("金额合计（元） 4"), "{}", table.plain_text());
    }

    proptest! {
        /// Counted a second time from what stands in the cells: the lines of a year come to what its last row says.
        #[test]
        fn the_lines_of_a_year_come_to_its_sum(
            gifts in proptest::collection::vec((2025i32..2027, 1u32..13, 0u64..50_000, 0u128..30, 1u128..9), 0..20),
        ) {
            let lines = gifts.iter().map(|(y, m, each, from, more)| line(day(*y, *m), *each, *from..from + more)).collect();
            let table = ledger("甲校", day(2027, 1), false, lines);
            let (mut sum, mut people) = (0, 0);
            for row in texts(&table) {
                let cells: Vec<&str> = row.split('|').collect();
                let (count, money) = (cells[7].parse::<u64>().unwrap_or(0), fen(cells[8]).unwrap_or(0));
                if cells[0].is_empty() {
                    prop_assert_eq!((count, money), (people, sum));
                    (sum, people) = (0, 0);
                } else {
                    prop_assert_eq!(money, count * fen(cells[6]).unwrap_or(0));
                    (sum, people) = (sum + money, people + count);
                }
            }
            prop_assert_eq!((sum, people), (0, 0), "each line is in a sum");
        }
    }
}
