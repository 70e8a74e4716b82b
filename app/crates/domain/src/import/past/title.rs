//! Which columns of a table are of the past. Their titles are common words (日期, 类型, 结果), so that they mean something
//! only where the table as a whole is such a list.

use super::super::column::Column;
use super::super::text::is_one;
use super::super::title::{Known, Sure, Title, plain};
use super::{HAVES, Holds};

/// Most columns of the five haves that may be missing from a list of them.
const MISSING: usize = 2;

const DAY: &[&str] = &[
    "日期",
    "时间",
    "活动日期",
    "活动时间",
    "开展日期",
    "开展时间",
    "帮扶日期",
    "帮扶时间",
    "关爱日期",
    "关爱时间",
    "家访日期",
    "家访时间",
    "走访日期",
    "走访时间",
    "谈话时间",
    "谈心时间",
    "记录日期",
    "记录时间",
    "年月日",
];
const KIND: &[&str] = &[
    "活动类别",
    "活动类型",
    "活动种类",
    "活动项目",
    "活动名称",
    "活动",
    "类别",
    "类型",
    "项目",
    "帮扶类别",
    "帮扶类型",
    "帮扶项目",
    "关爱类别",
    "关爱类型",
    "关爱项目",
    "记录类别",
    "记录类型",
];
const MODE: &[&str] = &[
    "方式",
    "形式",
    "活动方式",
    "活动形式",
    "帮扶方式",
    "帮扶形式",
    "关爱方式",
    "关爱形式",
    "联系方式方法",
    "沟通方式",
    "开展方式",
    "途径",
];
const CAME: &[&str] = &["结果", "活动结果", "帮扶结果", "处理结果"];
const NOTE: &[&str] = &[
    "内容",
    "简述",
    "情况",
    "活动内容",
    "活动情况",
    "活动简述",
    "帮扶内容",
    "帮扶情况",
    "关爱内容",
    "关爱情况",
    "主要内容",
    "内容简述",
    "情况简述",
    "简要内容",
    "简要情况",
    "活动记录",
    "记录",
    "帮扶记录",
    "备注",
];
const WHO: &[&str] = &["记录人", "执行人", "实施人", "开展人", "活动人", "家访人", "走访人", "谈话人", "记录教师"];
const TERM: &[&str] = &["学期", "所属学期", "评价学期", "学年学期", "学年度学期"];
/// Titles under the name of one of the haves.
const LEVEL: &[&str] = &["等级", "达成", "达成情况", "达成度", "评价", "程度", "结果", "情况"];

fn of_entries(head: &str) -> Option<Column> {
    [
        (DAY, Column::Day),
        (KIND, Column::Kind),
        (MODE, Column::Mode),
        (CAME, Column::Came),
        (NOTE, Column::Note),
        (WHO, Column::Mentor),
    ]
    .into_iter()
    .find(|(titles, _)| is_one(head, titles))
    .map(|(_, column)| column)
}

/// 物质上有帮助, 物质有帮助, 物质方面, 物质: whichever, it is the first of the five.
fn of_have(head: &str) -> Option<Column> {
    const ENDS: &[&str] = &["", "帮助", "疏导", "进步", "关爱", "提升"];
    let begins = ["物质", "心理", "学习", "亲情", "品德"];
    let (at, rest) = begins.iter().enumerate().find_map(|(at, begin)| Some((at, head.strip_prefix(begin)?)))?;
    let rest = rest.trim_start_matches("方面").trim_start_matches('上').trim_start_matches('有');
    let column = HAVES.get(at).map(|(column, _)| *column);
    column.filter(|_| is_one(rest, ENDS) || is_one(rest, LEVEL))
}

fn of_levels(path: &[String]) -> Option<Column> {
    let (own, above) = path.split_last()?;
    let (head, _) = plain(own);
    if is_one(&head, TERM) {
        return Some(Column::Term);
    }
    let over = || above.last().map(|over| plain(over).0).filter(|_| is_one(&head, LEVEL));
    of_have(&head).or_else(|| over().and_then(|over| of_have(&over)))
}

/// Whether a table tells of families what only a list of children does.
fn is_of_families(titles: &[Title]) -> bool {
    use Column::{CarerName, FatherName, MotherName, ParentsPlace};
    let of_family = |column| matches!(column, CarerName | FatherName | MotherName | ParentsPlace);
    titles.iter().any(|title| matches!(title.known, Known::Column(column, _) if of_family(column)))
}

/// The columns of the past that titles name, each in its place; `None` where the table is no such list. `read` is what
/// the titles mean in a list of children.
pub fn columns(paths: &[Vec<String>], read: &[Title]) -> Option<Vec<Option<Column>>> {
    if is_of_families(read) {
        return None;
    }
    let head = |path: &Vec<String>| path.last().map(|own| plain(own).0).unwrap_or_default();
    let entries: Vec<Option<Column>> = paths.iter().map(|path| of_entries(&head(path))).collect();
    let has = |all: &[Option<Column>], column| all.contains(&Some(column));
    if Holds::of(|column| has(&entries, column)) == Some(Holds::Entries) {
        return Some(entries);
    }
    let levels: Vec<Option<Column>> = paths.iter().map(|path| of_levels(path)).collect();
    let missing = HAVES.iter().filter(|(column, _)| !has(&levels, *column)).count();
    (missing <= MISSING).then_some(levels)
}

/// Columns of a list of children that say something in a list of the past, too.
const KEPT: &[Column] = &[Column::Name, Column::Class, Column::Grade, Column::IdNumber, Column::Mentor];

/// Lets the titles of a list of the past mean what they mean there. Whatever else they say of a child is not used.
pub fn applied(titles: &mut [Title], paths: &[Vec<String>]) {
    let Some(past) = columns(paths, titles) else { return };
    let names = |column| move |title: &Title| matches!(title.known, Known::Column(one, _) if one == column);
    // 帮扶对象 is the child where nothing else is its name.
    let by_pupils = !titles.iter().any(names(Column::Name));
    for (title, column) in titles.iter_mut().zip(past) {
        title.known = match (column, title.known) {
            (Some(column), _) => Known::Column(column, Sure::ByTitle),
            (None, Known::Column(Column::Pupils, sure)) if by_pupils => Known::Column(Column::Name, sure),
            (None, Known::Column(column, sure)) if KEPT.contains(&column) => Known::Column(column, sure),
            _ => Known::NotKept,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::header::understood;
    use super::*;

    fn meant(titles: &[&str]) -> Vec<Option<Column>> {
        let paths: Vec<Vec<String>> =
            titles.iter().map(|title| title.split(" / ").map(str::to_owned).collect()).collect();
        let mut read: Vec<Title> = paths.iter().map(|path| understood(path)).collect();
        applied(&mut read, &paths);
        let column = |title: Title| match title.known {
            Known::Column(column, _) => Some(column),
            Known::NotKept | Known::Unknown => None,
        };
        read.into_iter().map(column).collect()
    }

    #[test]
    fn common_words_are_columns_of_a_list_of_activities() {
        use Column::{Class, Day, Kind, Mentor, Mode, Name, Note};
        let titles = ["序号", "学生姓名", "班级", "日期", "活动类别", "方式", "内容简述", "帮扶教师", "家庭住址"];
        let expected =
            [None, Some(Name), Some(Class), Some(Day), Some(Kind), Some(Mode), Some(Note), Some(Mentor), None];
        assert_eq!(meant(&titles), expected);
        let titles = ["教师", "帮扶对象", "帮扶时间", "帮扶类型", "帮扶情况", "记录人"];
        assert_eq!(meant(&titles)[1..5], [Some(Name), Some(Day), Some(Kind), Some(Note)]);
    }

    #[test]
    fn the_five_haves_are_known_in_one_level_and_in_two() {
        use Column::{Family, Material, Mind, Name, Study, Term, Virtue};
        let five = [Some(Material), Some(Mind), Some(Study), Some(Family), Some(Virtue)];
        let titles =
            ["姓名", "学期", "物质上有帮助", "心理上有疏导", "学习上有进步", "亲情上有关爱", "品德上有提升", "备注"];
        assert_eq!(meant(&titles)[2..7], five);
        assert_eq!(meant(&titles)[..2], [Some(Name), Some(Term)]);
        assert_eq!(meant(&titles)[7], None, "a remark has no place on a page, and is listed as not used");
        let under = ["姓名", "物质 / 等级", "心理 / 等级", "学习 / 等级", "亲情 / 等级", "品德 / 等级"];
        assert_eq!(meant(&under)[1..], five);
        let over =
            ["姓名", "五有 / 物质方面", "五有 / 心理方面", "五有 / 学习方面", "五有 / 亲情方面", "五有 / 品德方面"];
        assert_eq!(meant(&over)[1..], five);
    }

    #[test]
    fn a_list_of_children_stays_one() {
        let titles = ["姓名", "班级", "日期", "类型", "监护人姓名", "备注"];
        let expected = [Some(Column::Name), Some(Column::Class), None, None, Some(Column::CarerName), None];
        assert_eq!(meant(&titles), expected);
        assert_eq!(meant(&["姓名", "班级", "日期"])[2], None, "a day alone is no activity");
    }
}
