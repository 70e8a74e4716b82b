//! What an import found and did, for a terminal. Identity and phone numbers are masked, control characters gone.

use std::fmt;

use domain::import::batch::FileFault;
use domain::import::draft::decision::Asked;
use domain::import::draft::past::PastEnd;
use domain::import::draft::{Outcome, Staged, UnpairedWhy};
use domain::import::finding::{Cause, Group, grouped};
use domain::import::reading::{Reading, SheetRead};

use crate::core::import::{Compared, NewAccount};

/// A sentence for why a file was not read.
pub fn fault(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Empty => "里面没有内容",
        FileFault::Encrypted => "加了密码，请先去掉密码",
        FileFault::Damaged => "文件坏了或没传完，请重新导出",
        FileFault::TooLarge => "太大了，最多 2 万行、400 列、20 MB",
        FileFault::TooSlow => "读得太久，停下了",
        FileFault::Later => "读文件的程序没能开始，请看服务器日志",
        FileFault::TooMany => "这一批放不下了，请分几次",
        FileFault::Unknown | FileFault::Unlisted => "不是表格文件，请另存为 xlsx 再试",
    }
}

/// A sentence for what is not right.
pub fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::NoName => "没有姓名，没导入",
        Cause::IdLength => "身份证号应为 18 位，没导入号码",
        Cause::IdCharacter => "身份证号里有别的字符，没导入号码；应是 17 位数字加一位数字或 X",
        Cause::IdBirth => "身份证号里的生日不存在，没导入号码；第 7 到 14 位应像 20170503",
        Cause::IdCheck => "身份证号最后一位对不上，没导入号码；请照户口本核对",
        Cause::IdRounded => "身份证号被表格四舍五入了，没导入号码；请先设成文本，再填一遍",
        Cause::BirthDiffers => "生日和身份证号不同，以身份证号为准",
        Cause::SexDiffers => "性别和身份证号不同，以身份证号为准",
        Cause::Date => "看不懂这个日期，没导入；请写成 2017-05-03 或 20170503",
        Cause::Phone => "不是电话号码，没导入；手机号要 11 位，座机带区号",
        Cause::Long => "太长，没导入",
        Cause::MorePhones => "写了几个电话，导入了第一个",
        Cause::Word => "看不懂这个写法，没导入；如性别写男、女，寄宿写是、否",
        Cause::Unclear => "几个名字连在一起，分不清",
        Cause::Twice => "同一个孩子写了两行，导入一次",
        Cause::IdTwice => "两个孩子写了同一个身份证号",
        Cause::NoDay => "没写日期，或者看不懂，没导入；请写成 2025-09-12",
        Cause::Term => "看不懂是哪个学期，没导入；请写成 2025-2026学年第二学期",
        Cause::NoLevel => "五个方面都没写，没导入；如写够了、还差点、还要多陪",
        Cause::Confidential => "谈心说了什么没导入，只记日期、类别和结果",
        Cause::Future => "日期还没到，没导入",
        Cause::TooOld => "太早了，只收四个学年以内的",
        Cause::NoChild => "名册里没有这个孩子，没导入",
        Cause::NotHere => "那时孩子不在本校，没导入",
        Cause::NoMentor => "不知道是哪位老师做的，没导入",
        Cause::Row | Cause::Unlisted => "这一行看不懂，没导入",
    }
}

/// A sentence for what is asked.
pub fn asked(asked: &Asked) -> &'static str {
    match asked {
        Asked::WhoIs { .. } => "分不清是名册里的哪个孩子",
        Asked::Gone { .. } => "名册里有，表里没有",
        Asked::WhoIsMentor { .. } => "分不清是哪一位老师",
        Asked::OtherMentor { .. } => "已经和别的老师结对",
        Asked::WhichMentor { .. } => "表里写了不止一位老师",
        Asked::WhichPupil { .. } => "名册里的学生找不到，或者不止一个",
        Asked::WhoWas { .. } => "分不清以前的记录写的是哪个孩子",
        Asked::WhoDid { .. } => "分不清是哪位老师做的",
        Asked::WhichKind { .. } => "看不懂是哪一类活动",
        Asked::WhichMode { .. } => "没写怎么做的，或者看不懂",
        Asked::WhichTerm { .. } => "没写是哪个学期",
    }
}

/// A sentence for why a pairing is not made.
fn unpaired(why: UnpairedWhy) -> &'static str {
    match why {
        UnpairedWhy::OverLimit => "这位老师会超过规则的人数",
        UnpairedWhy::ForLead | UnpairedWhy::Unlisted => "按规则要学校分管负责人先同意，请到“结对”页面提出",
    }
}

/// What an import found and did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The tables.
    pub tables: Vec<Reading>,
    /// Sheets that hold no table, by file and sheet.
    pub no_table: Vec<String>,
    /// What was worked out.
    pub staged: Staged,
    /// The new accounts with their codes.
    pub codes: Vec<NewAccount>,
    /// Whether it was done.
    pub done: bool,
    /// Whether it waits at the desk for answers.
    pub waits: bool,
}

impl Report {
    /// Of what was compared.
    pub fn of(compared: Compared) -> Self {
        let mut report = Self { staged: compared.staged, ..Self::default() };
        for (_, sheet) in compared.sheets {
            match sheet {
                SheetRead::Table(table) => report.tables.push(table),
                SheetRead::NoTable { file, sheet, .. } => report.no_table.push(format!("{file}〔{sheet}〕")),
            }
        }
        report
    }

    /// Whether something is asked. What teachers did before is entered by somebody, who stands beside it: that is the
    /// desk's, too.
    pub fn asks(&self) -> bool {
        self.staged.open() > 0 || !self.staged.logs.is_empty()
    }

    /// Whether taking it over writes anything.
    pub fn changes_something(&self) -> bool {
        let Staged { written, numbers, mentors, pages, .. } = &self.staged;
        !written.is_empty() || !numbers.is_empty() || !mentors.is_empty() || !pages.is_empty()
    }

    /// How many children were read.
    pub fn children(&self) -> usize {
        self.tables.iter().map(|table| table.children.len()).sum()
    }
}

fn finding(f: &mut fmt::Formatter<'_>, table: &Reading, group: &Group) -> fmt::Result {
    let rows: Vec<String> = group.samples.iter().map(|one| one.row.to_string()).collect();
    let more = if group.count > rows.len() { "…" } else { "" };
    writeln!(
        f,
        "· {} [{}] {}：{} 处，第 {}{more} 行",
        table.file,
        group.title,
        cause(group.cause),
        group.count,
        rows.join("、")
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sheet in &self.no_table {
            writeln!(f, "· {sheet}：没有认出表头，跳过")?;
        }
        for table in &self.tables {
            for group in grouped(&table.findings) {
                finding(f, table, &group)?;
            }
            let unused: Vec<&str> =
                table.columns.iter().filter(|c| c.column.is_none()).map(|c| c.title.as_str()).collect();
            if !unused.is_empty() {
                writeln!(f, "· {}：这些列没有用：{}", table.file, unused.join("、"))?;
            }
        }
        for question in self.staged.questions.iter().filter(|question| question.said.is_none()) {
            writeln!(f, "？ {} {} {}：{}", question.name, question.class_name, question.place, asked(&question.asked))?;
        }
        let staged = &self.staged;
        for pair in &staged.unpaired {
            writeln!(f, "· 没有结对：{} — {}：{}", pair.name, pair.mentor, unpaired(pair.why))?;
        }
        let count = |outcome| staged.count(outcome);
        writeln!(f, "读到孩子 {} 名。", self.children())?;
        let verb = if self.done { "导入" } else { "要导入的" };
        write!(
            f,
            "{verb}：新来 {} 名，有变化 {} 名，只升班 {} 名，没变 {} 名；结对 {} 对，教师账号 {} 个。",
            count(Outcome::New),
            count(Outcome::Changed),
            count(Outcome::MovedUp),
            count(Outcome::Unchanged),
            staged.pairings.len(),
            staged.mentors.len()
        )?;
        if !staged.past.is_empty() {
            write!(
                f,
                "\n以前的记录 {} 条，学期小结 {} 份；已经有了 {} 条，重复 {} 条，导不进 {} 条。",
                staged.logs.len(),
                staged.pages.len(),
                staged.past(PastEnd::There),
                staged.past(PastEnd::Twice),
                staged.past(PastEnd::Failed)
            )?;
        }
        if self.waits {
            write!(f, "\n有 {} 处要人来定，什么也没有导入；这批表格在学校的“导入”页面等着。", staged.open())?;
        }
        for account in &self.codes {
            write!(f, "\n  {}  登录名 {}  一次性码 {}", account.name, account.login, account.code)?;
        }
        Ok(())
    }
}
