//! Forms to be filled in by hand, blank or with the names of a class or of a mentor's children: a line a child with room
//! for a pen, the header again on each page.

use chrono::NaiveDate;
use domain::log::{ActivityKind, Met, Mode, Outcome};
use domain::report::roster::Line;
use domain::report::table::{Cell, Kind, Shown, Spec};
use domain::report::{Form, Table, official};
use leptos::prelude::*;

use super::table::{Above, Hand, pages};
use super::{document, registration};
use crate::words;

/// Lines of a blank form: as many as a page holds.
const VISITS_BLANK: usize = 8;
/// The same where a line is low.
const PAIRINGS_BLANK: usize = 20;
/// Lines that stay free below the names, for whoever comes.
const FREE: usize = 3;

/// A line; without a child it is free.
type Row = (usize, Option<Line>);

/// A form with names.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The form.
    pub form: Form,
    /// Name of the school.
    pub school: &'a str,
    /// The class, or the name of the mentor.
    pub whose: &'a str,
    /// The children.
    pub lines: &'a [Line],
}

/// Boxes to tick.
fn boxes(words: impl Iterator<Item = &'static str>) -> Cell {
    Cell::Text(words.map(|word| format!("□{word}")).collect::<Vec<_>>().join(" "))
}

fn of(row: &Row, say: fn(&Line) -> &str) -> Cell {
    row.1.as_ref().map_or(Cell::EMPTY, |line| Cell::from(say(line)))
}

const NUMBER: Spec<Row> = Spec::value("序号", 6, Kind::Number, Shown::Everywhere, |r| Cell::Number(r.0));
const CLASS: Spec<Row> = Spec::value("班级", 12, Kind::Text, Shown::Everywhere, |r| of(r, |l| l.class_name.as_str()));
const NAME: Spec<Row> = Spec::value("姓名", 12, Kind::Text, Shown::Everywhere, |r| of(r, |l| l.name.as_str()));

const VISITS: &[Spec<Row>] = &[
    NUMBER,
    CLASS,
    NAME,
    Spec::value("日期", 12, Kind::Text, Shown::Everywhere, |_| Cell::from("　月　日")),
    Spec::value("做了什么", 36, Kind::Text, Shown::Everywhere, |_| {
        boxes(ActivityKind::ALL.iter().map(|one| words::log::kind(*one)))
    }),
    Spec::value("怎么做的", 16, Kind::Text, Shown::Everywhere, |_| {
        boxes(Mode::ALL.iter().map(|one| words::log::mode(*one)))
    }),
    Spec::value("见到了谁", 22, Kind::Text, Shown::Everywhere, |_| {
        boxes(Met::ALL.iter().map(|one| words::log::met(*one)))
    }),
    Spec::value("情况", 18, Kind::Text, Shown::Everywhere, |_| {
        boxes(Outcome::ALL.iter().map(|one| words::log::outcome(*one)))
    }),
    Spec::value("下次再看", 12, Kind::Text, Shown::Everywhere, |_| Cell::from("　月　日")),
    Spec::value("记一句", 22, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
];

const PAIRINGS: &[Spec<Row>] = &[
    NUMBER,
    CLASS,
    NAME,
    Spec::value("性别", 6, Kind::Text, Shown::Everywhere, |r| of(r, |l| official::sex(l.sex))),
    Spec::value("结对教师", 14, Kind::Text, Shown::Everywhere, |r| of(r, |l| l.mentor.as_str())),
    Spec::value("教师电话", 18, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
    Spec::value("从哪天起", 16, Kind::Text, Shown::Everywhere, |_| Cell::from("　年　月　日")),
    Spec::value("教师签名", 14, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
];

const RECEIPTS: &[Spec<Row>] = &[
    NUMBER,
    CLASS,
    NAME,
    Spec::value("领了什么", 30, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
    Spec::value("领取人签名", 18, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
    Spec::value("是孩子的什么人", 16, Kind::Text, Shown::Everywhere, |_| Cell::EMPTY),
    Spec::value("日期", 14, Kind::Text, Shown::Everywhere, |_| Cell::from("　月　日")),
];

/// What a form that is a list is made of: title, columns, lines of a blank one, what stands below.
fn made(form: Form) -> (&'static str, &'static [Spec<Row>], usize, &'static str) {
    match form {
        Form::Pairings => (
            "师生结对登记表",
            PAIRINGS,
            PAIRINGS_BLANK,
            "一个孩子只有一位负责的老师。填好交给学校业务干部，由学校记入。",
        ),
        Form::Receipts => (
            "慰问品签收表",
            RECEIPTS,
            PAIRINGS_BLANK,
            "领一份签一行，没来的空着，补发时再签。签好由学校存放，不拍照、不外传；给捐赠人的信只写人数。",
        ),
        _ => (
            "家访、谈心记录表",
            VISITS,
            VISITS_BLANK,
            "一次一行，在□里打√，不知道的空着。心里话不写在这张表上。填好交给学校业务干部，由学校“替老师记”；孩子有危险，先打电话，再记。",
        ),
    }
}

fn sheet(form: Form, title: String, lines: &[Line], under: &str) -> AnyView {
    let (_, columns, blank, note) = made(form);
    let free = if lines.is_empty() { blank } else { FREE };
    let rows = lines.iter().cloned().map(Some).chain(std::iter::repeat_n(None, free));
    let rows: Vec<Row> = (1..).zip(rows).collect();
    let table = Table::listed(title, NaiveDate::default(), columns, &rows).noting(Some(note.to_owned()));
    pages(&table, under, Above::NOTHING, Hand::Pen)
}

/// What stands under the title of a blank form.
fn to_fill(school: &str) -> String {
    format!("填报单位（盖章）：{school}　　填表日期：　　　　年　　月　　日")
}

/// A blank form of a school.
pub fn blank(css: &str, form: Form, school: &str) -> String {
    document(css, "空白表", || match form {
        Form::Registration => registration::page(&to_fill(school)),
        _ => sheet(form, made(form).0.to_owned(), &[], &to_fill(school)),
    })
}

/// A form with names; `under` says who took it, when and for what.
pub fn named(css: &str, names: &Names<'_>, under: &str) -> String {
    document(css, "打印", || {
        let title = format!("{}{}（{}）", names.school, made(names.form).0, names.whose);
        sheet(names.form, title, names.lines, under)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_form_is_one_page_with_header_signatures_and_number() {
        for form in [Form::Visits, Form::Pairings, Form::Receipts, Form::Registration] {
            let html = blank("/x.css", form, "甲校");
            assert_eq!(html.matches("<section").count(), 1, "{form}");
            for part in ["填报单位（盖章）：甲校", "填表人：", "复核人：", "单位负责人：", "第1页 / 共1页"]
            {
                assert_eq!(html.matches(part).count(), 1, "{form}: {part}");
            }
            assert!(!html.contains("<script") && !html.contains("style="), "nothing inline");
        }
    }

    #[test]
    fn a_visit_can_be_ticked_in_the_words_of_the_app() {
        let html = blank("/x.css", Form::Visits, "甲校");
        for one in ["□家访", "□电话", "□正常", "□没见到人", "□孩子"] {
            assert_eq!(html.matches(one).count(), VISITS_BLANK, "{one}");
        }
    }
}
