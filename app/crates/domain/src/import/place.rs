//! How far away a place of work is, from its name.

use super::text::{compact, has, is_blank_word, is_one};
use crate::guardianship::Away;

/// Names in the province, besides its own.
const IN_PROVINCE: &[&str] = &[
    "陕西",
    "西安",
    "安康",
    "汉中",
    "商洛",
    "咸阳",
    "宝鸡",
    "渭南",
    "铜川",
    "延安",
    "榆林",
    "杨凌",
    "省内",
    "本省",
    "本市",
    "市内",
    "雁塔",
    "未央",
    "灞桥",
    "莲湖",
    "碑林",
    "长安区",
    "高陵",
    "临潼",
    "阎良",
    "蓝田",
    "鄠邑",
    "周至",
    "韩城",
    "神木",
    "兴平",
    "府谷",
    "靖边",
    "定边",
    "南郑",
    "城固",
    "洋县",
    "西乡",
    "勉县",
    "宁强",
    "略阳",
    "镇巴",
    "留坝",
    "佛坪",
    "洛南",
    "丹凤",
    "商南",
    "山阳",
    "镇安",
    "柞水",
    "华阴",
    "凤翔",
    "岐山",
    "眉县",
    "彬州",
    "彬县",
];

/// The counties of the prefecture, with the number of their region. Which of them is the children's own, their
/// identity numbers say.
const COUNTIES: &[(&str, &str)] = &[
    ("610902", "汉滨"),
    ("610921", "汉阴"),
    ("610922", "石泉"),
    ("610923", "宁陕"),
    ("610924", "紫阳"),
    ("610925", "岚皋"),
    ("610926", "平利"),
    ("610927", "镇坪"),
    ("610928", "旬阳"),
    ("610929", "白河"),
    ("610981", "旬阳"),
];

/// Names outside the province.
const OUT_OF_PROVINCE: &[&str] = &[
    "省外",
    "外省",
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "甘肃",
    "青海",
    "内蒙",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "广州",
    "深圳",
    "东莞",
    "佛山",
    "珠海",
    "中山",
    "惠州",
    "汕头",
    "江门",
    "肇庆",
    "湛江",
    "茂名",
    "揭阳",
    "潮州",
    "清远",
    "杭州",
    "宁波",
    "温州",
    "嘉兴",
    "湖州",
    "绍兴",
    "金华",
    "义乌",
    "台州",
    "慈溪",
    "余姚",
    "永康",
    "丽水",
    "衢州",
    "舟山",
    "乐清",
    "瑞安",
    "南京",
    "苏州",
    "无锡",
    "常州",
    "南通",
    "徐州",
    "扬州",
    "镇江",
    "泰州",
    "盐城",
    "淮安",
    "连云港",
    "宿迁",
    "昆山",
    "江阴",
    "张家港",
    "常熟",
    "太仓",
    "福州",
    "厦门",
    "泉州",
    "晋江",
    "莆田",
    "漳州",
    "石狮",
    "龙岩",
    "三明",
    "宁德",
    "武汉",
    "十堰",
    "襄阳",
    "宜昌",
    "荆州",
    "黄石",
    "孝感",
    "长沙",
    "株洲",
    "岳阳",
    "衡阳",
    "郑州",
    "洛阳",
    "南阳",
    "开封",
    "三门峡",
    "灵宝",
    "石家庄",
    "唐山",
    "保定",
    "廊坊",
    "邯郸",
    "沧州",
    "秦皇岛",
    "邢台",
    "太原",
    "大同",
    "临汾",
    "运城",
    "晋城",
    "长治",
    "吕梁",
    "朔州",
    "晋中",
    "忻州",
    "济南",
    "青岛",
    "烟台",
    "潍坊",
    "威海",
    "淄博",
    "临沂",
    "济宁",
    "日照",
    "合肥",
    "芜湖",
    "阜阳",
    "南昌",
    "九江",
    "赣州",
    "成都",
    "绵阳",
    "达州",
    "广元",
    "德阳",
    "宜宾",
    "贵阳",
    "遵义",
    "昆明",
    "大理",
    "拉萨",
    "兰州",
    "天水",
    "西宁",
    "格尔木",
    "银川",
    "吴忠",
    "乌鲁木齐",
    "喀什",
    "库尔勒",
    "伊犁",
    "阿克苏",
    "哈密",
    "昌吉",
    "石河子",
    "呼和浩特",
    "包头",
    "鄂尔多斯",
    "乌海",
    "赤峰",
    "沈阳",
    "大连",
    "长春",
    "哈尔滨",
    "大庆",
    "南宁",
    "柳州",
    "桂林",
    "海口",
    "三亚",
    "长三角",
    "珠三角",
];

/// Names outside the borders of the mainland.
const ABROAD: &[&str] = &[
    "国外",
    "境外",
    "海外",
    "出国",
    "非洲",
    "欧洲",
    "中东",
    "东南亚",
    "香港",
    "澳门",
    "台湾",
    "新加坡",
    "马来西亚",
    "印度",
    "印尼",
    "越南",
    "老挝",
    "缅甸",
    "柬埔寨",
    "泰国",
    "菲律宾",
    "日本",
    "韩国",
    "蒙古国",
    "俄罗斯",
    "美国",
    "加拿大",
    "澳大利亚",
    "新西兰",
    "英国",
    "法国",
    "德国",
    "意大利",
    "西班牙",
    "迪拜",
    "阿联酋",
    "沙特",
    "以色列",
    "哈萨克",
    "巴基斯坦",
    "安哥拉",
    "埃塞俄比亚",
    "尼日利亚",
    "刚果",
    "赞比亚",
    "阿尔及利亚",
    "南非",
    "埃及",
    "巴西",
];

/// The county of most of the identity numbers.
pub fn county_of<'a>(numbers: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let mut counted = vec![0usize; COUNTIES.len()];
    for number in numbers {
        let at = COUNTIES.iter().position(|(region, _)| number.starts_with(region));
        if let Some(count) = at.and_then(|at| counted.get_mut(at)) {
            *count += 1;
        }
    }
    let most = counted.iter().copied().max().filter(|most| *most > 0)?;
    COUNTIES.iter().zip(&counted).find(|(_, count)| **count == most).map(|((_, name), _)| *name)
}

/// Where a place of work is, from its name; `county` is the children's own, where that is known.
///
/// A text that names no place is [`Away::Unknown`]; the words are kept beside it.
pub fn place_of(text: &str, county: Option<&str>) -> Away {
    let text = compact(text);
    if is_blank_word(&text) {
        return Away::Unknown;
    }
    state(&text)
        .or_else(|| near(&text))
        .or_else(|| named(&text, county))
        .or_else(|| formed(&text))
        .unwrap_or(Away::Unknown)
}

/// What is no place: a death, or that nobody knows.
fn state(text: &str) -> Option<Away> {
    if has(text, &["已故", "去世", "死亡", "亡故", "病故", "过世", "逝世", "身亡"]) || is_one(text, &["故", "亡", "殁"])
    {
        return Some(Away::Deceased);
    }
    let lost = ["失联", "联系不上", "联系不到", "无法联系", "下落不明", "失踪", "离家出走", "无联系", "音讯", "杳无"];
    has(text, &lost).then_some(Away::LostContact)
}

/// At home, or near it.
fn near(text: &str) -> Option<Away> {
    let home = ["在家", "家里", "家中", "务农", "居家", "本村", "在村", "未外出", "没外出", "无外出", "未务工", "家务"];
    if home.iter().any(|word| text.starts_with(word)) || is_one(text, &["家", "老家", "种地", "家庭"]) {
        return Some(Away::Home);
    }
    has(text, &["县城", "本县", "县内", "本镇", "本乡", "镇上", "本地", "街道办", "集镇"]).then_some(Away::InCounty)
}

/// By the name that stands first: 江西安福 is in 江西, not in 西安.
fn named(text: &str, county: Option<&str>) -> Option<Away> {
    let lists = [(OUT_OF_PROVINCE, Away::OutOfProvince), (ABROAD, Away::Abroad), (IN_PROVINCE, Away::InProvince)];
    let listed = lists.iter().flat_map(|(names, away)| names.iter().map(|name| (*name, *away)));
    let counties = COUNTIES.iter().map(|(_, name)| (*name, Away::InProvince));
    let own = county.into_iter().map(|name| (name, Away::InCounty));
    own.chain(listed)
        .chain(counties)
        .filter_map(|(name, away)| text.find(name).map(|at| (at, std::cmp::Reverse(name.len()), away)))
        // The own county comes first among those that are alike.
        .min_by_key(|(at, length, _)| (*at, *length))
        .map(|(_, _, away)| away)
        .map(
            |away| {
                if away == Away::InProvince && county.is_some_and(|c| text.contains(c)) { Away::InCounty } else { away }
            },
        )
}

/// By how the name is formed: a village or a town without more is one of the county.
fn formed(text: &str) -> Option<Away> {
    if text.contains('省') || text.contains('市') && !has(text, &["超市", "市场", "市里"]) {
        return Some(Away::OutOfProvince);
    }
    let ends = ["村", "镇", "乡", "组", "社区"];
    (ends.iter().any(|end| text.ends_with(end)) || has(text, &["镇", "村"]) && !text.contains('县'))
        .then_some(Away::InCounty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_as_schools_write_them() {
        for (text, away) in [
            ("在家务农", Away::Home),
            ("在家", Away::Home),
            ("本村", Away::Home),
            ("县城", Away::InCounty),
            ("松岭镇", Away::InCounty),
            ("云溪镇松河村", Away::InCounty),
            ("西安市雁塔区", Away::InProvince),
            ("安康市汉滨区", Away::InProvince),
            ("江西安福", Away::OutOfProvince),
            ("山西煤矿", Away::OutOfProvince),
            ("广东省深圳市龙华区", Away::OutOfProvince),
            ("上海松江", Away::OutOfProvince),
            ("西安市北京路", Away::InProvince),
            ("某某省", Away::OutOfProvince),
            ("新加坡", Away::Abroad),
            ("已故", Away::Deceased),
            ("失联", Away::LostContact),
            ("不详", Away::Unknown),
            ("/", Away::Unknown),
            ("", Away::Unknown),
            ("电子厂", Away::Unknown),
            ("不在家", Away::Unknown),
        ] {
            assert_eq!(place_of(text, None), away, "{text}");
        }
    }

    #[test]
    fn the_own_county_is_known_from_the_numbers() {
        let own = county_of(["610922201806309843", "610922201903209812", "610924201903209812"].into_iter());
        assert_eq!(own, Some("石泉"));
        assert_eq!(place_of("石泉", own), Away::InCounty);
        assert_eq!(place_of("安康市石泉县", own), Away::InCounty);
        assert_eq!(place_of("紫阳县", own), Away::InProvince);
        assert_eq!(place_of("石泉", None), Away::InProvince);
        assert_eq!(county_of(std::iter::empty()), None);
    }
}
