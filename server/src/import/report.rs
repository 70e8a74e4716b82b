//! What an import found: where, what was read, what is wrong with it, and what was done.

use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A row without a name.
    NoName,
    /// An identity number that is not one.
    IdNumber(&'static str),
    /// The birth date does not match the identity number; the number's was taken.
    BirthDiffers,
    /// Not a date; it was left out.
    Date,
    /// Not a phone number; it was left out.
    Phone,
    /// A word that is not on the list of the column.
    Word,
    /// The same child stands further up.
    Duplicate(usize),
    /// The child is not in the ledger nor in the register.
    UnknownChild,
    /// Several children have this name; the class is needed.
    Ambiguous,
    /// Names with blanks between and within; they can be told apart in more than one way.
    Unclear,
    /// The ledger names another mentor than the roster; the roster was taken.
    MentorDiffers,
    /// The child is paired with somebody else in the register; it was left so.
    AlreadyPaired,
}

impl Trouble {
    /// Whether a report says once how many rows it concerns, instead of naming each: the whole ledger
    /// may name last year's mentors.
    fn is_summed(&self) -> bool {
        matches!(self, Self::MentorDiffers)
    }

    /// Whether nothing is imported while this stands: somebody must look.
    pub fn blocks(&self) -> bool {
        matches!(self, Self::NoName | Self::UnknownChild | Self::Ambiguous | Self::Unclear)
    }

    fn words(&self) -> String {
        match self {
            Self::NoName => "这一行没有姓名".to_owned(),
            Self::IdNumber(why) => format!("身份证号有误（{why}），未录入号码"),
            Self::BirthDiffers => "与身份证号上的出生日期不同，以身份证号为准".to_owned(),
            Self::Date => "看不懂这个日期，未录入".to_owned(),
            Self::Phone => "不是电话号码，未录入".to_owned(),
            Self::Word => "看不懂这个填法，未录入".to_owned(),
            Self::Duplicate(row) => format!("与第 {row} 行是同一个孩子，只录一次"),
            Self::UnknownChild => "名册里的学生在台账和系统里都找不到".to_owned(),
            Self::Ambiguous => "有同名的学生，请写明班级".to_owned(),
            Self::Unclear => "几个名字连在一起，分不清是谁，请用顿号隔开".to_owned(),
            Self::MentorDiffers => "台账与名册写的结对教师不同，以名册为准".to_owned(),
            Self::AlreadyPaired => "系统里已与别的老师结对，保持不变".to_owned(),
        }
    }
}

/// One thing found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the file and, in a workbook, of the sheet.
    pub place: String,
    /// Row, as the spreadsheet counts.
    pub row: usize,
    /// The column's own title.
    pub column: String,
    /// The cell's text.
    pub read: String,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What an import found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Everything found, in the order of the files.
    pub findings: Vec<Finding>,
    /// Sheets that hold no table we know.
    pub skipped: Vec<String>,
    /// Children read, and of them new.
    pub children: (usize, usize),
    /// How many households are new.
    pub households: usize,
    /// How many mentors' accounts are new.
    pub mentors: usize,
    /// Pairings read, and of them new.
    pub pairings: (usize, usize),
    /// Name, sign-in name and one-time code of each new mentor.
    pub codes: Vec<(String, String, String)>,
    /// Whether it was only a rehearsal.
    pub dry_run: bool,
}

impl Report {
    /// Whether nothing stands in the way.
    pub fn accepted(&self) -> bool {
        !self.findings.iter().any(|f| f.trouble.blocks())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in self.findings.iter().filter(|f| !f.trouble.is_summed()) {
            let mark = if found.trouble.blocks() { "✘" } else { "·" };
            let Finding { place, row, column, read, trouble } = found;
            writeln!(f, "{mark} {place} 第 {row} 行 [{column}] 读到 {read:?}：{}", trouble.words())?;
        }
        let mut summed: BTreeMap<(&str, String), usize> = BTreeMap::new();
        for found in self.findings.iter().filter(|f| f.trouble.is_summed()) {
            *summed.entry((&found.place, found.trouble.words())).or_default() += 1;
        }
        for ((place, words), rows) in summed {
            writeln!(f, "· {place} 有 {rows} 行：{words}")?;
        }
        for sheet in &self.skipped {
            writeln!(f, "· {sheet}：没有认出表头，跳过")?;
        }
        let (children, new_children) = self.children;
        let (pairings, new_pairings) = self.pairings;
        writeln!(f, "读到孩子 {children} 名，结对 {pairings} 对。")?;
        if !self.accepted() {
            return write!(f, "有 ✘ 的地方要先改好，这次什么也没有录入。");
        }
        let verb = if self.dry_run { "将新录" } else { "新录" };
        write!(
            f,
            "{verb}：孩子 {new_children} 名，家庭 {} 户，教师账号 {} 个，结对 {new_pairings} 对。",
            self.households, self.mentors
        )?;
        for (name, login, code) in &self.codes {
            write!(f, "\n  {name}  登录名 {login}  一次性码 {code}")?;
        }
        Ok(())
    }
}
