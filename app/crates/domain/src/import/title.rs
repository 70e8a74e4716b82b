//! What a column's title means: whose it is (父亲, 监护人, 学生 …) and what of them (姓名, 电话, 去向 …).
//!
//! Schools put the two together in their own ways, in one cell or in two levels, so that they are read apart and
//! then composed; a whole title that is one character away from a known one is taken for it.

use super::column::Column;
use super::compose::composed;
use super::near::nearest;
use super::text::{compact, has, is_han, is_one};

/// Whose a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The child's own.
    Child,
    /// The father's.
    Father,
    /// The mother's.
    Mother,
    /// Both parents'.
    Parents,
    /// 家长: a parent, or who stands for them.
    Guardian,
    /// Who looks after the child.
    Carer,
    /// A member of the family, by number; 0 where none is given.
    Member(u8),
    /// The mentor.
    Mentor,
    /// The pupils of a mentor.
    Pupils,
    /// Somebody of whom nothing is kept.
    Other,
}

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A name.
    Name,
    /// A former name.
    FormerName,
    /// A sex.
    Sex,
    /// A birth date.
    Birth,
    /// An age.
    Age,
    /// An identity number.
    IdNumber,
    /// Where somebody lives.
    Address,
    /// Where somebody is registered, or a part of an address: good enough where nothing better stands.
    Registered,
    /// Where somebody works.
    Place,
    /// A workplace by name.
    Employer,
    /// Since when somebody has been away.
    Since,
    /// A phone number.
    Phone,
    /// A relation.
    Relation,
    /// A class.
    Class,
    /// A grade.
    Grade,
    /// How well a child is looked after.
    Quality,
    /// Whether a child boards.
    Boarding,
    /// Whether a child is left behind.
    LeftBehind,
}

/// How sure it is what a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// By its values alone.
    ByShape,
    /// By a title that says less than others, or that is nearly a known one.
    Nearly,
    /// By its title.
    ByTitle,
    /// A person said so.
    Told,
}

/// A title as it was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It names a column.
    Column(Column, Sure),
    /// It names something that is not kept.
    NotKept,
    /// Nobody knows.
    Unknown,
}

/// Whose and what a title says, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// Whose; `None` where it does not say.
    pub whose: Option<Whose>,
    /// What; `None` where it does not say.
    pub what: Option<What>,
    /// What follows.
    pub known: Known,
}

impl Title {
    /// A title that says nothing.
    pub const UNKNOWN: Self = Self { whose: None, what: None, known: Known::Unknown };
}

/// Titles of what is not kept, whatever else they say.
const NOT_KEPT: &[&str] = &[
    "学籍",
    "学号",
    "银行",
    "卡号",
    "账号",
    "微信",
    "QQ",
    "邮箱",
    "证件类型",
    "证件类别",
    "出生地",
    "籍贯",
    "民族",
    "学校",
    "收入",
    "备注",
    "签字",
    "签名",
    "签章",
    "照片",
    "措施",
    "职务",
    "职称",
    "健康",
    "残疾",
    "病",
    "低保",
    "贫困",
    "脱贫",
    "困难",
    "文化程度",
    "学历",
    "政治面貌",
    "国籍",
    "户口性质",
    "户口类型",
    "户籍性质",
    "户口类别",
    "人数",
    "入学",
    "登记",
    "填表",
    "填报",
    "序号",
    "编号",
    "成绩",
    "班主任",
    "记录",
    "资助",
    "监测",
    "户主",
    "校长",
    "负责人电话",
    "身体",
    "特长",
    "爱好",
    "学科",
    "任教",
    "次数",
    "结对时间",
    "帮扶时间",
    "结对日期",
    "帮扶情况",
    "帮扶内容",
    "帮扶计划",
    "邮编",
    "血型",
    "身高",
    "体重",
    "说明",
    "原因",
    "协议",
    "审核",
    "学段",
    "离异",
    "婚姻",
    "口径",
];

/// A title without blanks, remarks, leading marks and numbers: `* 1.家庭　住址（详细）：` is `家庭住址`.
pub fn plain(title: &str) -> (String, String) {
    let text = compact(title);
    let start =
        text.find(|c: char| is_han(c) || c.is_ascii_alphabetic() || "([{<《「".contains(c)).unwrap_or(text.len());
    let text = text.get(start..).unwrap_or_default();
    let (mut head, mut remark, mut depth) = (String::new(), String::new(), 0usize);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' | '<' | '《' | '「' => depth += 1,
            ')' | ']' | '}' | '>' | '》' | '」' => depth = depth.saturating_sub(1),
            _ if depth > 0 => remark.push(c),
            _ => head.push(c),
        }
    }
    let head = head.trim_matches(|c: char| ":：*.,、;-—_".contains(c)).to_owned();
    if head.is_empty() { (remark, String::new()) } else { (head, remark) }
}

/// What a title means under the titles above it, of which the nearest stands last.
pub fn understood(own: &str, above: &[String]) -> Title {
    let (head, remark) = plain(own);
    if head.is_empty() {
        return Title::UNKNOWN;
    }
    let read = read(&head, &remark, above);
    if read.known != Known::Unknown {
        return read;
    }
    let near = nearest(&head).map(|known| self::read(known, "", above));
    match near {
        Some(Title { known: Known::Column(column, sure), whose, what }) => {
            Title { whose, what, known: Known::Column(column, sure.min(Sure::Nearly)) }
        }
        _ if !matches!(read.whose, None | Some(Whose::Child)) => Title { known: Known::NotKept, ..read },
        _ => read,
    }
}

fn read(head: &str, remark: &str, above: &[String]) -> Title {
    if is_not_kept(head) {
        return Title { whose: None, what: None, known: Known::NotKept };
    }
    let own = whose(head, remark);
    let over = above.iter().rev().map(|title| plain(title)).find_map(|(head, remark)| whose(&head, &remark));
    let is_pure = own.is_some_and(|own| says_only_whose(head, own));
    let says = what(head).or_else(|| what_of_remark(remark, is_pure)).or_else(|| what_with_above(head, is_pure, above));
    let says = if has(head, &["监护", "照护"]) && remark_is_quality(remark) { Some(What::Quality) } else { says };
    let whose = own.or(over);
    let known = match says {
        Some(says) => less_sure(head, whose, says, composed(whose, says)),
        None if is_pure => own.map_or(Known::Unknown, bare),
        None => Known::Unknown,
    };
    let what = says.or_else(|| is_pure.then_some(What::Name));
    Title { whose, what, known }
}

/// A name or a phone of somebody whom nobody knows may be the child's, but whatever says so is surer; a contact's
/// name is not.
fn less_sure(head: &str, whose: Option<Whose>, what: What, known: Known) -> Known {
    let is_plain = head.chars().count() <= 4 || head.starts_with("家庭");
    match (known, what) {
        (Known::Column(Column::Name, _), _) if head.contains("联系人") => Known::NotKept,
        (Known::Column(column, sure), What::Name) if whose.is_none() && head.chars().count() > 2 => {
            Known::Column(column, sure.min(Sure::Nearly))
        }
        (Known::Column(column, sure), What::Phone) if whose.is_none() && !is_plain => {
            Known::Column(column, sure.min(Sure::Nearly))
        }
        _ => known,
    }
}

fn is_not_kept(head: &str) -> bool {
    let class_of_school = head.contains("班级") && head.contains("学校");
    let asked = head.starts_with("是否") && !has(head, &["留守", "寄宿", "住校", "住宿", "走读"]);
    asked || (has(head, NOT_KEPT) && !class_of_school)
}

/// What a title that says only whose it is holds.
fn bare(whose: Whose) -> Known {
    let (column, sure) = match whose {
        Whose::Father => (Column::FatherName, Sure::ByTitle),
        Whose::Mother => (Column::MotherName, Sure::ByTitle),
        Whose::Carer => (Column::CarerName, Sure::ByTitle),
        Whose::Mentor => (Column::Mentor, Sure::ByTitle),
        Whose::Pupils => (Column::Pupils, Sure::ByTitle),
        Whose::Member(1) => (Column::Member1Name, Sure::Nearly),
        Whose::Member(2) => (Column::Member2Name, Sure::Nearly),
        Whose::Child => (Column::Name, Sure::Nearly),
        Whose::Guardian => (Column::CarerName, Sure::Nearly),
        Whose::Member(_) | Whose::Parents | Whose::Other => return Known::NotKept,
    };
    Known::Column(column, sure)
}

/// What somebody's title says besides whose it is: nothing.
fn says_only_whose(head: &str, whose: Whose) -> bool {
    const FILL: &[&str] = &[
        "基本信息",
        "基本情况",
        "信息",
        "情况",
        "资料",
        "实际",
        "委托",
        "法定",
        "临时",
        "主要",
        "现任",
        "现",
        "的",
        "方",
        "名单",
        "留守",
        "在校",
        "结对",
        "帮扶",
        "关爱",
        "包联",
        "包保",
        "包抓",
        "联系",
        "爱心",
        "对应",
        "责任",
        "第一",
        "第二",
        "及关系",
        "与关系",
        "和关系",
        "一",
        "二",
        "1",
        "2",
        "亲",
        "人",
        "者",
        "师",
        "家庭",
        "受",
        "对象",
        "所",
        "师生",
        "一对一",
        "农村",
        "被",
    ];
    let words: &[&str] = match whose {
        Whose::Father => &["父亲", "爸爸", "父", "爸"],
        Whose::Mother => &["母亲", "妈妈", "母", "妈"],
        // 隔代监护人, 日常照护人: whichever, it is a person.
        Whose::Carer if CARER.iter().any(|word| word.ends_with('人') && head.ends_with(word)) => return true,
        Whose::Carer => CARER,
        Whose::Mentor => MENTOR,
        Whose::Pupils | Whose::Child => CHILD,
        Whose::Guardian => &["家长"],
        Whose::Member(_) => &["成员", "监护人", "家长"],
        Whose::Parents | Whose::Other => return false,
    };
    let rest = words.iter().chain(FILL).fold(head.to_owned(), |rest, word| rest.replace(word, ""));
    rest.is_empty()
}

const CARER: &[&str] = &[
    "监护人",
    "监护者",
    "照护人",
    "照料人",
    "照看人",
    "看护人",
    "抚养人",
    "监管人",
    "带养人",
    "照顾人",
    "代管人",
    "托管人",
    "养育人",
    "受托人",
    "监护",
    "照护",
    "照料",
    "照看",
    "看护",
    "抚养",
    "代养",
    "照顾",
    "带养",
    "委托人",
];
const MENTOR: &[&str] = &[
    "代理家长",
    "代理妈妈",
    "代理爸爸",
    "爱心妈妈",
    "爱心爸爸",
    "爱心家长",
    "爱心父母",
    "帮扶责任人",
    "帮扶干部",
    "帮扶家长",
    "帮扶人",
    "结对人",
    "包联人",
    "包保人",
    "包抓人",
    "责任人",
    "结对干部",
    "包联干部",
    "教师",
    "老师",
    "导师",
];
const CHILD: &[&str] =
    &["学生", "儿童", "孩子", "幼儿", "子女", "小孩", "少年", "学员", "宝贝", "宝宝", "本人", "监护人", "学童", "娃娃"];
const PAIRED: &[&str] =
    &["结对", "帮扶", "包联", "包保", "包抓", "关爱", "所带", "辅导", "联系学生", "联系儿童", "受助"];

/// Whose a title or the remark beside it is.
fn whose(head: &str, remark: &str) -> Option<Whose> {
    let by_number = member(head, remark);
    by_number.or_else(|| whose_of(&without_relation(head))).or_else(|| whose_of(remark).filter(|w| *w != Whose::Child))
}

/// `与学生关系` is not the child's.
fn without_relation(head: &str) -> String {
    if !has(head, &["关系", "称谓", "称呼"]) {
        return head.to_owned();
    }
    let mut rest = head.to_owned();
    for word in ["与", "和", "同", "跟", "是"] {
        if let Some((before, _)) = head.split_once(word) {
            rest = before.to_owned();
            break;
        }
    }
    // 学生关系 is somebody's relation to the child.
    if is_one(&rest, &["学生关系", "儿童关系", "孩子关系", "幼儿关系"]) { String::new() } else { rest }
}

/// A member of the family by number: 成员1, 家庭成员二, 监护人1, 第二监护人.
fn member(head: &str, remark: &str) -> Option<Whose> {
    if head.contains("被监护人") {
        return None;
    }
    let at = ["成员", "监护人", "家长"].iter().find_map(|word| head.find(word).map(|at| (at, *word)))?;
    let (before, from) = head.split_at_checked(at.0)?;
    let after = from.strip_prefix(at.1).unwrap_or_default().trim_start_matches(['之', '.', '、', '-', '信', '息']);
    let number = |text: &str| match text.chars().next() {
        Some('1' | '一' | '①' | '甲' | 'A') => Some(1),
        Some('2' | '二' | '②' | '乙' | 'B') => Some(2),
        Some('3'..='9' | '三' | '四' | '五' | '③' | '④') => Some(3),
        _ => None,
    };
    let ordinal = before.rsplit_once('第').and_then(|(_, n)| number(n));
    let short = remark.chars().count() == 1;
    let found = number(after).or(ordinal).or_else(|| short.then(|| number(remark)).flatten());
    match (found, at.1) {
        (Some(n), _) => Some(Whose::Member(n)),
        (None, "成员") => Some(Whose::Member(0)),
        _ => None,
    }
}

fn whose_of(text: &str) -> Option<Whose> {
    let has = |words: &[&str]| has(text, words);
    let is_pupil = has(&["学生", "儿童", "孩子", "对象", "幼儿", "留守"]);
    let is_teacher = has(MENTOR);
    match text {
        _ if has(&["祖父", "祖母", "爷爷", "奶奶", "外公", "外婆", "兄弟", "姐妹"]) => {
            Some(Whose::Other)
        }
        _ if is_pupil && has(PAIRED) && !is_teacher => Some(Whose::Pupils),
        _ if is_teacher => Some(Whose::Mentor),
        _ if text.contains("被监护人") => Some(Whose::Child),
        _ if text.contains("双亲") || has(&["父", "爸"]) && has(&["母", "妈"]) => Some(Whose::Parents),
        _ if has(&["父", "爸"]) => Some(Whose::Father),
        _ if has(&["母", "妈"]) => Some(Whose::Mother),
        _ if text.contains("家长") => Some(Whose::Guardian),
        _ if has(CARER) => Some(Whose::Carer),
        _ if has(CHILD) => Some(Whose::Child),
        _ => None,
    }
}

/// What a title says.
fn what(head: &str) -> Option<What> {
    let has = |words: &[&str]| has(head, words);
    let away = has(&["外出", "务工", "离家", "打工", "出门", "留守", "离开"]);
    let cared = has(&["监护", "照护", "照料", "照看", "看护", "管护", "抚养"]) && !has(&["人"]);
    Some(match head {
        _ if has(&["曾用名", "曾用姓名", "原名", "曾用"]) => What::FormerName,
        _ if has(&["姓名", "名字", "性名", "姓各"]) => What::Name,
        _ if has(&["关系", "称谓", "称呼"]) => What::Relation,
        _ if has(&["身份证", "身份号", "证件号", "公民身份"]) => What::IdNumber,
        _ if has(&["电话", "手机", "联系方式", "联系号码", "联系方法"]) => What::Phone,
        _ if head.contains("留守")
            && has(&["是否", "类型", "类别", "状况", "情况", "性质", "标志", "标识", "状态", "种类"]) =>
        {
            What::LeftBehind
        }
        _ if away && has(&["时间", "日期", "年限", "时长", "起始", "何时", "多久", "年月", "始于"]) => {
            What::Since
        }
        _ if has(&[
            "务工地",
            "务工单位",
            "务工城市",
            "务工省",
            "打工地",
            "打工城市",
            "工作地",
            "去向",
            "外出地",
            "外出何",
            "在何处",
            "何地",
        ]) =>
        {
            What::Place
        }
        _ if has(&["何处", "外出务工", "务工情况", "务工所在", "现在哪", "打工所在", "在外"]) => {
            What::Place
        }
        _ if has(&["工作单位", "就业单位"]) => What::Employer,
        _ if has(&["住址", "地址", "现居住", "居住地", "住所", "家庭所在", "常住地", "居住"])
            && !has(&["户籍", "户口"]) =>
        {
            What::Address
        }
        _ if has(&["户籍", "户口所在", "户口地址", "村组", "所在村"])
            || is_one(head, &["村", "镇村", "村名", "乡镇村"]) =>
        {
            What::Registered
        }
        _ if has(&["寄宿", "住校", "住宿", "走读", "住读", "内宿"]) => What::Boarding,
        _ if cared && has(&["情况", "质量", "状况", "等级", "评估", "评价", "水平", "程度"]) => {
            What::Quality
        }
        _ if has(&["出生", "生日"]) => What::Birth,
        _ if has(&["年龄", "周岁", "岁数"]) => What::Age,
        _ if has(&["性别", "姓别"]) => What::Sex,
        _ if has(&["班级", "班别", "所在班", "年班", "就读班", "年级班", "年级、班"]) || head == "班" => {
            What::Class
        }
        _ if head.contains("年级") => What::Grade,
        _ => return None,
    })
}

/// `父亲（电话）`.
fn what_of_remark(remark: &str, is_pure: bool) -> Option<What> {
    what(remark)
        .filter(|w| is_pure && matches!(w, What::Name | What::Phone | What::Place | What::Employer | What::IdNumber))
}

/// `联系电话 / 父亲`, `父亲务工 / 地点`.
fn what_with_above(head: &str, is_pure: bool, above: &[String]) -> Option<What> {
    let (over, _) = plain(above.last()?);
    if is_not_kept(&over) {
        return None;
    }
    let general = [
        "时间",
        "地点",
        "地方",
        "单位",
        "号码",
        "方式",
        "城市",
        "所在地",
        "何处",
        "省份",
        "省市",
        "日期",
        "住址",
        "名",
    ];
    if is_pure {
        return what(&over);
    }
    is_one(head, &general).then(|| what(&format!("{over}{head}"))).flatten()
}

/// `监护类型（较好/一般/差）`.
fn remark_is_quality(remark: &str) -> bool {
    remark.contains('好') && remark.contains('差')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &str) -> Option<Column> {
        let path: Vec<String> = path.split(" / ").map(str::to_owned).collect();
        let (own, above) = path.split_last()?;
        match understood(own, above).known {
            Known::Column(column, _) => Some(column),
            Known::NotKept | Known::Unknown => None,
        }
    }

    #[test]
    fn marks_numbers_blanks_and_remarks_do_not_matter() {
        for title in ["姓名", " 姓　名 ", "*姓名", "1、姓名：", "姓名（必填）", "【姓名】", "姓\n名", "①姓名"]
        {
            assert_eq!(column(title), Some(Column::Name), "{title}");
        }
        assert_eq!(plain("* 1.家庭　住址（详细）："), ("家庭住址".to_owned(), "详细".to_owned()));
    }

    #[test]
    fn whose_and_what_in_one_cell() {
        for (title, expected) in [
            ("学生家长电话", Some(Column::FamilyPhone)),
            ("父亲（电话）", Some(Column::FatherPhone)),
            ("电话（母亲）", Some(Column::MotherPhone)),
            ("留守儿童父亲姓名", Some(Column::FatherName)),
            ("监护人与学生关系", Some(Column::CarerRelation)),
            ("与监护人关系", Some(Column::CarerRelation)),
            ("监护人及与学生关系", Some(Column::CarerRelation)),
            ("代理妈妈", Some(Column::Mentor)),
            ("被监护人姓名", Some(Column::Name)),
            ("帮扶对象", Some(Column::Pupils)),
            ("第二监护人电话", Some(Column::Member2Phone)),
            ("家庭成员1姓名", Some(Column::Member1Name)),
            ("留守类型", Some(Column::LeftBehind)),
            ("留守时间", Some(Column::Since)),
            ("母亲外出时间", Some(Column::MotherSince)),
            ("监护类型（较好/一般/差）", Some(Column::Quality)),
        ] {
            assert_eq!(column(title), expected, "{title}");
        }
    }

    #[test]
    fn whose_stands_in_the_level_above() {
        for (path, expected) in [
            ("父亲 / 姓名", Column::FatherName),
            ("家庭情况 / 母亲信息 / 现在何处", Column::MotherPlace),
            ("家庭成员一 / 电话", Column::Member1Phone),
            ("监护人基本情况 / 与学生关系", Column::CarerRelation),
            ("联系电话 / 父亲", Column::FatherPhone),
            ("外出务工地点 / 母亲", Column::MotherPlace),
            ("学生基本信息 / 联系电话", Column::FamilyPhone),
            ("父母外出务工 / 时间", Column::Since),
            ("监护人 / 监护情况", Column::Quality),
        ] {
            assert_eq!(column(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn what_is_not_kept_is_not_taken_for_what_is() {
        for title in [
            "父亲身份证号",
            "母亲年龄",
            "祖父姓名",
            "学籍号",
            "班主任",
            "学校名称",
            "与户主关系",
            "结对学生人数",
            "是否低保",
            "监护人签字",
            "帮扶时间",
            "父亲文化程度",
            "入学时间",
            "紧急联系人",
            "联系人姓名",
            "民政口径",
            "学籍口径",
            "本县口径",
        ] {
            assert_eq!(column(title), None, "{title}");
        }
    }

    #[test]
    fn a_misspelt_title_is_taken_for_the_one_that_it_must_be() {
        assert_eq!(column("身份正号"), Some(Column::IdNumber));
        assert_eq!(column("监护人店话"), Some(Column::CarerPhone));
        assert_eq!(column("某亲姓名"), Some(Column::Name));
    }
}
