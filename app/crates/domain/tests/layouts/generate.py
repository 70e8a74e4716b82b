#!/usr/bin/env python3
"""Writes the layouts that `layouts.rs` reads.

    python3 generate.py

Each layout is a workbook as some school might keep it, put together from a description: which columns it has and what
they are called, in how many levels the header stands, what is merged, how dates, numbers and words are written, and
what stands between the rows. It is written with openpyxl, read back with openpyxl, and kept in `layouts.json` as cells
beside the children whom a person would find in it. The words below were written from school forms and not from the
reader's tables. Everybody in it is invented.
"""
import datetime
import json
import pathlib
import random
import sys
import tempfile

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "fixtures"))
from convert import sheet as as_sheet  # noqa: E402

HERE = pathlib.Path(__file__).parent
ROWS = 6

# --- people -----------------------------------------------------------------------------------------------------

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = ["子涵", "欣怡", "浩然", "宇轩", "梓萱", "雨桐", "思远", "佳琪", "博", "敏", "静", "涛", "婷婷", "小龙", "志强", "桂兰", "国庆", "秀英",
         "明轩", "可欣", "诗琪", "俊杰", "梦瑶", "嘉", "琳", "瑞", "春花", "建国", "红梅", "文博", "沐阳", "若曦"]
VILLAGES = ["松岭镇前坝村", "云溪镇松河村1组", "青坪镇上湾村三组", "松岭镇石坪村", "云溪镇柳林村5组", "两河镇街道社区"]
PLACES = [("广东东莞", "out_of_province"), ("浙江省宁波市", "out_of_province"), ("江苏昆山", "out_of_province"),
          ("新疆", "out_of_province"), ("西安市雁塔区", "in_province"), ("西安", "in_province"), ("安康", "in_province"),
          ("县城", "in_county"), ("在家务农", "home"), ("在家", "home"), ("上海松江", "out_of_province"),
          ("山西煤矿", "out_of_province"), ("福建晋江", "out_of_province"), ("北京", "out_of_province")]
AWAY = {"out_of_province", "in_province", "in_county"}
CARERS = [("奶奶", "paternal_grandparents"), ("爷爷", "paternal_grandparents"), ("外婆", "maternal_grandparents"),
          ("外公", "maternal_grandparents"), ("祖母", "paternal_grandparents"), ("姑姑", "relative"), ("舅舅", "relative"),
          ("爷爷奶奶", "paternal_grandparents"), ("伯父", "relative"), ("外祖母", "maternal_grandparents"),
          ("邻居", "neighbour")]
HAN = "零一二三四五六七八九"


def identity(rng, birth, male):
    body = f"610922{birth:%Y%m%d}{rng.randrange(100) * 10 + rng.choice([1, 3, 5, 7, 9] if male else [0, 2, 4, 6, 8]):03d}"[:17]
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def phone(rng):
    return rng.choice(["139", "159", "188"]) + f"00{rng.randrange(10**6):06d}"


def people(rng, few=False):
    """Six children by class, of a few classes or of any, with everybody who stands beside them in a ledger."""
    used, children = set(), []
    classes = sorted(rng.choice([(1, 1), (1, 2), (2, 1), (3, 2), (4, 1), (5, 3), (6, 1)]) for _ in range(ROWS))
    if few:
        classes = [(1, 2), (1, 2), (3, 1), (3, 1), (3, 1), (5, 2)]
    for grade, number in classes:
        while True:
            surname = rng.choice(SURNAMES)
            name = surname + rng.choice(GIVEN)
            if name not in used:
                used.add(name)
                break
        male = rng.random() < 0.5
        birth = datetime.date(2020 - grade, rng.randrange(1, 9), rng.randrange(1, 29))
        father, mother = rng.choice(PLACES), rng.choice(PLACES)
        relation, kind = rng.choice(CARERS)
        someone = lambda: rng.choice(SURNAMES) + rng.choice(GIVEN)
        children.append({
            "name": name, "grade": grade, "number": number, "male": male, "birth": birth,
            "id": identity(rng, birth, male), "address": rng.choice(VILLAGES),
            "father": {"name": surname + rng.choice(GIVEN), "phone": phone(rng), "place": father[0], "away": father[1]},
            "mother": {"name": someone(), "phone": phone(rng), "place": mother[0], "away": mother[1]},
            "carer": {"name": someone(), "relation": relation, "kind": kind, "phone": phone(rng),
                      "quality": rng.choice(["good", "fair", "poor"])},
            "family_phone": phone(rng), "boarding": rng.random() < 0.5, "left_behind": rng.random() < 0.8,
            "mentor": someone(), "mentor_phone": phone(rng), "since": (2020 + rng.randrange(6), 1 + rng.randrange(12)),
        })
    return children


# --- titles, as schools write them ------------------------------------------------------------------------------

TITLES = {
    "name": ["姓名", "学生姓名", "儿童姓名", "留守儿童姓名", "姓　名", "学生名字", "孩子姓名", "留守学生姓名", "*姓名", "学生\n姓名",
             "姓名（与户口本一致）", "被监护人姓名", "幼儿姓名", "1.姓名", "学 生 姓 名", "姓名(必填)", "农村留守儿童姓名"],
    "sex": ["性别", "性 别", "学生性别", "*性别", "性别（男/女）", "姓别", "性\n别"],
    "birth": ["出生日期", "出生年月", "出生年月日", "出生时间", "生日", "学生出生日期", "出生日期（年/月/日）", "出身日期", "出生\n年月"],
    "age": ["年龄", "年龄（周岁）", "周岁", "学生年龄"],
    "id": ["身份证号", "身份证号码", "身份证", "公民身份证号码", "身份证件号", "学生身份证号", "居民身份证号码", "身份证号（18位）",
           "身份证\n号码", "儿童身份证号码", "公民身份号码", "证件号码", "身份正号", "*身份证件号码", "学生身份证号码（必填）"],
    "class": ["班级", "所在班级", "就读班级", "班别", "年级班级", "年级/班级", "学生班级", "就读年级班级", "现读班级", "年级及班级",
              "所属班级", "班 级", "班级（如三年级1班）"],
    "grade": ["年级", "就读年级", "所在年级", "现读年级"],
    "class_only": ["班级", "班", "班别", "所在班"],
    "address": ["家庭住址", "家庭地址", "现住址", "住址", "家庭详细住址", "现居住地址", "家庭住址（镇村组）", "居住地址", "现居住地",
                "家庭现住址", "详细地址", "家庭住扯", "家庭\n住址", "家庭常住地址", "家庭所在村组"],
    "father_name": ["父亲姓名", "父亲", "父姓名", "爸爸姓名", "学生父亲姓名", "父亲名字", "父亲\n姓名"],
    "father_phone": ["父亲电话", "父亲联系电话", "父亲手机号", "父亲联系方式", "父亲手机", "爸爸电话", "父亲手机号码", "父亲电话号码"],
    "father_place": ["父亲务工地点", "父亲务工地", "父亲去向", "父亲打工地点", "父亲外出务工地点", "父亲工作地点", "父亲工作单位",
                     "父亲现在何处", "父亲务工地址", "父亲务工城市", "父亲外出地点"],
    "mother_name": ["母亲姓名", "母亲", "母姓名", "妈妈姓名", "学生母亲姓名", "母亲名字", "母亲\n姓名"],
    "mother_phone": ["母亲电话", "母亲联系电话", "母亲手机号", "母亲联系方式", "母亲手机", "妈妈电话", "母亲手机号码", "母亲电话号码"],
    "mother_place": ["母亲务工地点", "母亲务工地", "母亲去向", "母亲打工地点", "母亲外出务工地点", "母亲工作地点", "母亲工作单位",
                     "母亲现在何处", "母亲务工地址", "母亲务工城市", "母亲外出地点"],
    "carer_name": ["监护人", "监护人姓名", "实际监护人", "现监护人姓名", "临时监护人", "委托监护人姓名", "照护人", "照料人姓名",
                   "实际照护人姓名", "看护人", "隔代监护人", "监护人（姓名）", "受委托监护人姓名", "抚养人姓名", "监护人\n姓名", "法定监护人姓名"],
    "carer_relation": ["与学生关系", "与儿童关系", "关系", "与监护人关系", "与孩子关系", "监护人与学生关系", "与留守儿童关系",
                       "监护人与儿童的关系", "亲属关系", "称谓", "与该生关系", "监护人关系", "与学生的关系", "和孩子的关系"],
    "carer_phone": ["监护人电话", "监护人联系电话", "监护人手机号码", "监护人联系方式", "照护人电话", "实际监护人电话", "监护人店话",
                    "监护人手机", "委托监护人联系电话"],
    "quality": ["监护情况", "监护状况", "照护情况", "监护质量", "监护情况(好/一般/差)", "监护评估", "监护类型（较好/一般/差）"],
    "boarding": ["是否寄宿", "是否住校", "是否寄宿生", "寄宿情况", "是否住宿", "是否寄宿（是/否）", "住校情况"],
    "left_behind": ["是否留守儿童", "是否留守", "留守类型", "留守情况", "留守儿童类型", "留守类别", "是否为留守儿童"],
    "since": ["外出时间", "外出务工时间", "务工时间", "离家时间", "父母外出时间", "外出起始时间", "外出务工起始年月", "外出打工时间"],
    "family_phone": ["联系电话", "家长电话", "家长联系电话", "家庭电话", "联系方式", "电话", "手机号码", "家长手机号", "家庭联系电话",
                     "电话号码", "联系电活", "家长联系方式"],
    "mentor": ["结对教师", "帮扶教师", "结对帮扶教师", "帮扶老师", "结对教师姓名", "代理家长", "包联教师", "帮扶责任人", "关爱教师",
               "帮扶教师姓名", "结对帮扶责任人", "爱心妈妈"],
    "mentor_phone": ["结对教师电话", "帮扶教师联系电话", "教师电话", "帮扶责任人电话", "代理家长电话", "帮扶教师手机号"],
    "parents_place": ["父母去向", "父母务工地点", "父母外出地点", "务工地点", "父母务工地", "父母打工地", "外出务工地点", "父母外出务工地"],
}
NOISE = [("民族", lambda i: "汉族"), ("备注", lambda i: ["", "孩子偏内向", "奶奶有高血压"][i % 3]), ("健康状况", lambda i: "健康"),
         ("是否低保户", lambda i: ["是", "否"][i % 2]), ("户口性质", lambda i: "农业家庭户口"), ("学籍号", lambda i: f"G61092220190{i}0{i}9831{i}"),
         ("家庭经济状况", lambda i: ["一般", "困难"][i % 2]), ("兴趣爱好", lambda i: ["画画", "跑步", ""][i % 3]),
         ("班主任", lambda i: ["李红梅", "周建国"][i % 2]), ("学校", lambda i: "松岭镇中心小学"), ("是否建档立卡", lambda i: "否"),
         ("父亲身份证号", lambda i: f"6109221985010{i}001{i}"), ("母亲年龄", lambda i: str(30 + i)), ("入学时间", lambda i: "2024-09-01")]

# Titles over several columns, and what stands below them.
GROUPS = {
    "child": ["学生基本信息", "学生信息", "基本情况", "留守儿童基本信息", "儿童基本情况", "学生情况"],
    "father": ["父亲", "父亲情况", "父亲信息", "父亲基本情况", "爸爸"],
    "mother": ["母亲", "母亲情况", "母亲信息", "母亲基本情况", "妈妈"],
    "carer": ["监护人", "监护人情况", "实际监护人信息", "监护人基本情况", "照护人", "现监护人"],
    "mentor": ["结对教师", "帮扶教师", "帮扶教师信息", "结对帮扶教师"],
}
BELOW = {
    "father_name": ["姓名", "父亲姓名", "姓 名"], "mother_name": ["姓名", "母亲姓名", "姓 名"],
    "father_phone": ["电话", "联系电话", "手机号", "联系方式"], "mother_phone": ["电话", "联系电话", "手机号", "联系方式"],
    "father_place": ["务工地点", "务工地", "去向", "打工地点", "工作单位"], "mother_place": ["务工地点", "务工地", "去向", "打工地点", "工作单位"],
    "carer_name": ["姓名", "监护人姓名"], "carer_relation": ["与学生关系", "关系", "与儿童关系", "与孩子的关系"],
    "carer_phone": ["电话", "联系电话", "手机号码"], "mentor": ["姓名", "教师姓名"], "mentor_phone": ["电话", "联系电话", "手机号"],
}

# --- notations --------------------------------------------------------------------------------------------------

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def write_date(rng, day, style):
    if style == "mixed":
        style = rng.choice(["年月日", "/", "-", ".", "八位", "日期"])
    if style == "月":
        return rng.choice([f"{day.year}年{day.month}月", f"{day.year}.{day.month:02d}", f"{day.year}{day.month:02d}"])
    return {
        "年月日": f"{day.year}年{day.month}月{day.day}日", "/": f"{day.year}/{day.month}/{day.day}", "-": f"{day:%Y-%m-%d}",
        ".": f"{day.year}.{day.month}.{day.day}", "八位": f"{day:%Y%m%d}",
        "日期": datetime.datetime(day.year, day.month, day.day), "序数": (day - datetime.date(1899, 12, 30)).days,
    }[style]


def write_phone(rng, number, style):
    if style == "mixed":
        style = rng.choice(["plain", "blank", "dash", "wide", "remark", "number"])
    return {
        "plain": number, "blank": f"{number[:3]} {number[3:7]} {number[7:]}", "dash": f"{number[:3]}-{number[3:7]}-{number[7:]}",
        "wide": number.translate(WIDE), "remark": f"{number}（奶奶）", "number": int(number), "label": f"电话：{number}",
        "two": f"{number}/15900009999", "apostrophe": f"'{number}",
    }[style]


def write_id(rng, number, style):
    if style == "mixed":
        style = rng.choice(["plain", "blank", "tab", "quote", "small"])
    return {
        "plain": number, "blank": f"{number[:6]} {number[6:14]} {number[14:]}", "tab": number + "\t", "quote": "'" + number,
        "small": number.lower(), "wide": number.translate(WIDE), "hidden": "\u202d" + number + "\u202c",
    }[style]


def write_name(name, style):
    if style == "padded" and len(name) == 2:
        return name[0] + "　" + name[1]
    if style == "wide":
        return " ".join(name)
    if style == "hidden":
        return name[0] + "\u200b" + name[1:]
    return name


def class_texts(child, style):
    """The whole class, the grade alone, the class alone, and what the two make."""
    g, n = child["grade"], child["number"]
    h = HAN[g]
    return {
        "han": (f"{h}年级{n}班", f"{h}年级", f"{n}班", f"{h}年级{n}班"),
        "bracket": (f"{h}年级（{n}）班", f"{h}年级", f"（{n}）班", f"{h}年级（{n}）班"),
        "digit": (f"{g}年级{n}班", f"{g}", f"{n}", f"{g}年级{n}班"),
        "short": (f"{h}（{n}）班", h, f"{n}班", f"{h}年级{n}班"),
    }[style]


BOARDING = [("是", "否"), ("√", "×"), ("住校", "走读"), ("Y", "N"), ("寄宿", "走读"), ("1", "0"), ("住宿", "通学")]
LEFT = [("是", "否"), ("双亲留守", "非留守"), ("2", "0"), ("单亲留守儿童", "非留守儿童"), ("1", "0")]
QUALITY = [{"good": "较好", "fair": "一般", "poor": "差"}, {"good": "好", "fair": "一般", "poor": "较差"},
           {"good": "良好", "fair": "一般", "poor": "差"}]
SEX = [("男", "女"), ("男生", "女生"), ("男", "女"), ("1", "2"), ("M", "F"), ("男性", "女性"), ("男孩", "女孩")]


def write(rng, d, field, child, at):
    """What stands in the cell of a field."""
    who, _, what = field.partition("_")
    if field == "name":
        return write_name(child["name"], d["names"])
    if field == "sex":
        return d["sexes"][0 if child["male"] else 1]
    if field == "birth":
        return write_date(rng, child["birth"], d["dates"])
    if field == "age":
        age = 2026 - child["birth"].year
        return [str(age), f"{age}岁", f"{age}周岁", age][d["ages"]]
    if field == "id":
        return write_id(rng, child["id"], d["ids"])
    if field in ("class", "grade", "class_only"):
        return class_texts(child, d["classes"])[{"class": 0, "grade": 1, "class_only": 2}[field]]
    if field == "address":
        return child["address"]
    if field == "parents_place":
        return child["father"]["place"]
    if field in ("family_phone", "mentor_phone"):
        return write_phone(rng, child[field], d["phones"])
    if field == "mentor":
        return child["mentor"]
    if field == "boarding":
        return d["boards"][0 if child["boarding"] else 1]
    if field == "left_behind":
        return d["lefts"][0 if child["left_behind"] else 1]
    if field == "quality":
        return d["qualities"][child["carer"]["quality"]]
    if field == "since":
        y, m = child["since"]
        return [f"{y}年{m}月", f"{y}.{m:02d}", f"{y}-{m:02d}", f"{y}年{m}月起", f"{y}/{m}"][d["sinces"]]
    if field == "carer_name" and d["carers"] == "both":
        c = child["carer"]
        return [f"{c['name']}（{c['relation']}）", f"{c['relation']} {c['name']}", f"{c['relation']}：{c['name']}",
                f"{c['name']}/{c['relation']}"][at % 4]
    if what == "phone":
        return write_phone(rng, child[who]["phone"], d["phones"])
    return child[who][what]


def expected(d, fields, child, section=""):
    """Whom a person would find in the row; a key is missing where the layout does not say it."""
    has = lambda *names: any(n in fields for n in names)
    e = {"name": child["name"]}
    whole = class_texts(child, d["classes"])
    if has("class"):
        e["class"] = whole[0]
    elif has("grade"):
        e["class"] = whole[3]
    elif d["sections"] == "class":
        e["class"] = whole[0]
    if d["sections"] == "section":
        e["section"] = section
    if has("sex", "id"):
        e["sex"] = "male" if child["male"] else "female"
    if has("id"):
        e["id"] = child["id"]
        e["birth"] = child["birth"].isoformat()
    elif has("birth"):
        e["birth"] = (child["birth"].replace(day=1) if d["dates"] == "月" else child["birth"]).isoformat()
    elif has("age"):
        e["birth"] = None
    for field in ("address", "boarding", "left_behind", "mentor", "mentor_phone", "family_phone"):
        if has(field):
            e[field] = child[field]
    for who in ("father", "mother"):
        for what in ("name", "phone"):
            if has(f"{who}_{what}"):
                e[f"{who}_{what}"] = child[who][what]
        place = child[who] if has(f"{who}_place") else child["father"] if has("parents_place") else None
        if place:
            e[f"{who}_place"], e[f"{who}_away"] = place["place"], place["away"]
            if has("since") and place["away"] in AWAY:
                e[f"{who}_since"] = f"{child['since'][0]}-{child['since'][1]:02d}-01"
    carer = child["carer"]
    if has("carer_name"):
        e["carer_name"] = carer["name"]
    if has("carer_relation") or (has("carer_name") and d["carers"] == "both"):
        e["carer_relation"], e["carer_kind"] = carer["relation"], carer["kind"]
    if has("carer_phone"):
        e["carer_phone"] = carer["phone"]
    if has("quality"):
        e["quality"] = carer["quality"]
    return e


# --- descriptions -----------------------------------------------------------------------------------------------

BLOCKS = [
    ["id"], ["birth"], ["address"], ["father_name", "father_phone", "father_place"], ["mother_name", "mother_phone", "mother_place"],
    ["carer_name", "carer_relation", "carer_phone"], ["quality"], ["boarding"], ["left_behind"], ["mentor"], ["family_phone"], ["since"],
]


def describe(rng, n):
    """One layout: every choice that makes it another."""
    d = {
        "header": ["flat", "two", "two-unmerged", "three", "flat", "two", "by-what", "repeated-titles"][n % 8],
        "names": rng.choice(["plain", "padded", "plain", "wide", "hidden"]), "sexes": rng.choice(SEX),
        "dates": rng.choice(["年月日", "/", "-", ".", "八位", "日期", "序数", "mixed", "月"]),
        "phones": rng.choice(["plain", "blank", "dash", "wide", "remark", "number", "label", "two", "apostrophe", "mixed", "mixed"]),
        "ids": rng.choice(["plain", "blank", "tab", "quote", "small", "wide", "hidden", "mixed"]), "ages": rng.randrange(4),
        "classes": rng.choice(["han", "bracket", "digit", "short", "han"]), "boards": rng.choice(BOARDING), "lefts": rng.choice(LEFT),
        "qualities": rng.choice(QUALITY), "sinces": rng.randrange(5), "carers": rng.choice(["apart", "apart", "both"]),
        "sections": ["", "", "class", "", "section", "", ""][n % 7],
        "class_as": rng.choice(["class", "class", "merged", "grade", "grouped", "class"]),
        "top": n % 5, "total": rng.random() < 0.4, "signed": rng.random() < 0.4, "notes": rng.random() < 0.3,
        "again": rng.random() < 0.2, "numbered": rng.random() < 0.7, "indent": rng.random() < 0.15, "blank_rows": rng.random() < 0.2,
        "counted": rng.random() < 0.1,
    }
    if d["sections"] == "class":
        d["class_as"] = "none"
    if d["class_as"] in ("merged", "grouped"):
        # Of a class that goes on over such rows, nobody could say whether it does.
        d["again"], d["blank_rows"] = False, False
        d["sections"] = ""
    blocks = [b for b in BLOCKS if rng.random() < 0.65]
    if d["header"] in ("two", "two-unmerged", "three", "by-what", "repeated-titles"):
        blocks += [b for b in BLOCKS[3:6] if b not in blocks]
    if not any(b in (["id"], ["birth"]) for b in blocks):
        blocks.append(rng.choice([["id"], ["birth"], ["age"]]))
    if ["father_name", "father_phone", "father_place"] not in blocks and rng.random() < 0.6:
        blocks.append(["parents_place"])
    blocks.append(["sex"])
    if any("mentor" in b for b in blocks) and rng.random() < 0.4:
        blocks = [["mentor", "mentor_phone"] if b == ["mentor"] else b for b in blocks]
    if d["carers"] == "both":
        blocks = [[f for f in b if f != "carer_relation"] for b in blocks]
    rng.shuffle(blocks)
    blocks.insert(rng.randrange(2) if d["class_as"] in ("merged", "grouped") else rng.randrange(min(3, len(blocks))), ["name"])
    classes = {"class": ["class"], "merged": ["class"], "grouped": ["class"], "grade": ["grade", "class_only"], "none": []}[d["class_as"]]
    at = 0 if d["class_as"] in ("merged", "grouped") else rng.randrange(len(blocks))
    if classes:
        blocks.insert(at, classes)
    d["blocks"] = blocks
    d["noise"] = rng.sample(range(len(NOISE)), rng.randrange(4))
    return d


def columns(rng, d):
    """The columns from the left: the path of titles, and the field or what fills them."""
    out = []
    style = d["header"]
    group_of = lambda field: field.split("_")[0] if field.split("_")[0] in ("father", "mother", "carer", "mentor") else None
    groups = {who: rng.choice(titles) for who, titles in GROUPS.items()}
    subtitle = {}
    if style == "by-what":
        return by_what(rng, d)
    for block in d["blocks"]:
        for field in block:
            who = group_of(field)
            grouped = style in ("two", "two-unmerged", "three") and who and field in BELOW and len(block) > 1
            if grouped:
                # Father and mother have the same titles below them.
                what = field.partition("_")[2] or "name"
                key = "name" if field == "mentor" else what
                same = subtitle.setdefault((key, who if who in ("carer", "mentor") else "parent"), rng.randrange(9))
                title = BELOW[field][same % len(BELOW[field])]
                path = [groups[who], title]
                if style == "three":
                    path = [{"father": "家庭情况", "mother": "家庭情况", "carer": "监护情况信息", "mentor": "帮扶情况信息"}[who]] + path
            elif style == "repeated-titles" and field in BELOW and who in ("father", "mother", "carer"):
                own = {"name": {"father": "父亲", "mother": "母亲", "carer": "监护人"}[who], "phone": "电话", "place": "务工地点",
                       "relation": "与学生关系"}[field.partition("_")[2]]
                path = [own]
            else:
                path = [rng.choice(TITLES[field])]
            out.append((path, field))
    if style == "repeated-titles":
        # The father's and the mother's are told apart by what stands to their left; a phone of the family would not be.
        out = [(path, field) for path, field in out if field not in ("family_phone", "parents_place")]
    for index in d["noise"]:
        title, fill = NOISE[index]
        out.insert(safe_place(rng, out), ([title], fill))
    if d["numbered"]:
        out.insert(0, (["序号"], lambda i: i + 1))
    return out


def safe_place(rng, out):
    """Between blocks, so that groups stay together."""
    places = [len(out)]
    for at in range(1, len(out)):
        a, b = out[at - 1][1], out[at][1]
        if isinstance(a, str) and isinstance(b, str) and a.split("_")[0] != b.split("_")[0] and "grade" not in (a, b):
            places.append(at)
    return rng.choice(places)


def by_what(rng, d):
    """姓名 over 父亲, 母亲; 电话 over 父亲, 母亲, 监护人."""
    out = [([rng.choice(TITLES[f])], f) for block in d["blocks"] for f in block
           if f.split("_")[0] not in ("father", "mother", "carer")]
    names, calls, places = rng.choice([("家长姓名", "家长电话", "务工地点"), ("姓名", "联系电话", "外出务工地点"), ("家庭成员姓名", "联系方式", "去向")])
    people_of = [("父亲", "father"), ("母亲", "mother")]
    for title, what, who in ((names, "name", people_of), (calls, "phone", people_of), (places, "place", people_of)):
        out += [([title, word], f"{person}_{what}") for word, person in who]
    return ([(["序号"], lambda i: i + 1)] if d["numbered"] else []) + out


# --- writing ----------------------------------------------------------------------------------------------------

def book(rng, d, cols, children):
    """Writes the workbook, and says where the children stand."""
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = rng.choice(["Sheet1", "留守儿童", "台账", "2026秋"])
    width, left = len(cols), 2 if d["indent"] else 1
    row = 1
    if d["top"] >= 1:
        ws.cell(row, left, rng.choice(["松岭镇中心小学留守儿童信息台账", "2026年秋季学期留守儿童花名册", "农村留守儿童基本情况登记表", "留守儿童统计表"]))
        if d["top"] != 2:
            ws.merge_cells(start_row=row, start_column=left, end_row=row, end_column=left + width - 1)
        row += 1
    if d["top"] >= 3:
        ws.cell(row, left, "填报单位（盖章）：松岭镇中心小学")
        ws.cell(row, left + width - 1, "填报时间：2026年9月10日")
        row += 1
    if d["top"] == 4:
        row += 1
    head = row
    row = write_header(ws, d, cols, row, left)
    if d["counted"]:
        for at in range(width):
            ws.cell(row, left + at, at + 1)
        row += 1
    fields = [f for _, f in cols if isinstance(f, str)]
    found, above, section = [], None, ""
    starts = {}
    for i, child in enumerate(children):
        group = (child["grade"], child["number"])
        if d["sections"] == "class" and group != above:
            text = class_texts(child, d["classes"])[0]
            ws.cell(row, left, text + rng.choice(["", "（2人）", "：", " 共2人"]) if d["classes"] != "short" else text)
            if rng.random() < 0.5:
                ws.merge_cells(start_row=row, start_column=left, end_row=row, end_column=left + width - 1)
            row += 1
        if d["sections"] == "section" and i in (0, 3):
            section = ["小学部", "幼儿园"][i // 3]
            ws.cell(row, left, ["小学部", "以下为幼儿园学生"][i // 3])
            row += 1
        if d["blank_rows"] and i == 2:
            row += 1
        if d["again"] and i == 4:
            row = write_header(ws, d, cols, row, left)
        for at, (_, field) in enumerate(cols):
            if callable(field):
                value = field(i)
            elif field == "class" and d["class_as"] in ("merged", "grouped") and group == above:
                value = None
            else:
                value = write(rng, d, field, child, i)
            if value not in (None, ""):
                cell = ws.cell(row, left + at, value)
                if isinstance(value, datetime.datetime):
                    cell.number_format = "yyyy-mm-dd"
            if field == "class" and group != above:
                starts[(row, at)] = row
            elif field == "class":
                key = max(k for k in starts if k[1] == at)
                starts[key] = row
        found.append({"row": row, **expected(d, fields, child, section)})
        above = group
        row += 1
    if d["class_as"] == "merged":
        for (top, at), bottom in starts.items():
            between = any(ws.cell(r, left + at).value for r in range(top + 1, bottom + 1))
            if bottom > top and not between:
                ws.merge_cells(start_row=top, start_column=left + at, end_row=bottom, end_column=left + at)
    finish(ws, d, row, left, width, len(children))
    return wb, head, found


def write_header(ws, d, cols, row, left):
    levels = max(len(path) for path, _ in cols)
    for at, (path, _) in enumerate(cols):
        for level, title in enumerate(path):
            same = at > 0 and cols[at - 1][0][:level + 1] == path[:level + 1] and level < len(path) - 1
            if not same:
                ws.cell(row + level, left + at, title)
    if d["header"] == "two-unmerged":
        return row + levels
    for level in range(levels - 1):
        start = 0
        for at in range(1, len(cols) + 1):
            here = cols[at][0][:level + 1] if at < len(cols) and len(cols[at][0]) > level + 1 else None
            begun = cols[start][0][:level + 1] if len(cols[start][0]) > level + 1 else None
            if here is None or here != begun:
                if begun and at - 1 > start:
                    ws.merge_cells(start_row=row + level, start_column=left + start, end_row=row + level, end_column=left + at - 1)
                start = at
    for at, (path, _) in enumerate(cols):
        if len(path) < levels:
            ws.merge_cells(start_row=row + len(path) - 1, start_column=left + at, end_row=row + levels - 1, end_column=left + at)
    return row + levels


def finish(ws, d, row, left, width, count):
    if d["total"]:
        ws.cell(row, left, ["合计", "共6人", "总计", "小计"][width % 4])
        ws.cell(row, left + 1, count)
        row += 1
    if d["notes"]:
        ws.cell(row, left, ["注：本表一式两份，学校和中心各存一份。", "说明：监护情况由班主任填写", "备注：电话务必准确"][width % 3])
        row += 1
    if d["signed"]:
        ws.cell(row, left, ["单位负责人：", "校长（签字）：", "审核："][width % 3])
        ws.cell(row, left + max(1, width // 2), "填表人：李红梅")


# --- rosters ----------------------------------------------------------------------------------------------------

ROSTERS = [
    (["序号", "结对教师", "职务", "手机号", "结对学生(班级)", "备注"], 1, 3, 4), (["教师姓名", "联系电话", "帮扶学生"], 0, 1, 2),
    (["姓名", "职务", "电话", "结对学生"], 0, 2, 3), (["序号", "帮扶教师姓名", "帮扶教师电话", "帮扶对象"], 1, 2, 3),
    (["帮扶责任人", "联系方式", "结对儿童姓名"], 0, 1, 2), (["代理家长", "手机", "结对留守儿童"], 0, 1, 2),
    (["教师", "电话", "所帮扶学生姓名"], 0, 1, 2), (["序号", "结对帮扶教师", "任教学科", "联系电话", "结对帮扶学生", "结对学生人数"], 1, 3, 4),
]
SEPARATORS = ["、", "，", "；", "\n", " ", "/"]


def roster(rng, n):
    titles, name, call, pupils = ROSTERS[n % len(ROSTERS)]
    children = people(rng)
    wb = openpyxl.Workbook()
    ws = wb.active
    row, found = 1, []
    if n % 3:
        ws.cell(row, 1, "2026年秋季师生结对帮扶名册")
        row += 1
    for at, title in enumerate(titles):
        ws.cell(row, at + 1, title)
    head = row
    style = ["plain", "blank", "number", "remark", "mixed"][n % 5]
    for i in range(3):
        row += 1
        mentor, number = children[i]["mentor"], children[i]["mentor_phone"]
        cell = SEPARATORS[n % len(SEPARATORS)].join(c["name"] for c in children[2 * i:2 * i + 2])
        values = {name: mentor, call: write_phone(rng, number, style), pupils: cell}
        for at, title in enumerate(titles):
            extra = {"序号": i + 1, "职务": "教师", "任教学科": "语文", "结对学生人数": 2}.get(title)
            value = values.get(at, extra)
            if value is not None:
                ws.cell(row, at + 1, value)
        found.append({"row": row, "name": mentor, "phone": number, "pupils": cell})
    return wb, head, found


# --- everything -------------------------------------------------------------------------------------------------

def packed(sheet):
    """Cells as texts; a number or a day as a list of its text and its kind."""
    cells = lambda row: [[c["t"], c["k"]] if "k" in c else c.get("t", "") for c in row]
    rows = [cells(row) for row in sheet["rows"]]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    merged = [[m["top"], m["left"], m["bottom"], m["right"]] for m in sheet["merged"]]
    return {"name": sheet["name"], "rows": rows, "merged": merged}


def main():
    layouts = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(256):
            rng = random.Random(2026_0918 + n)
            if n >= 232:
                wb, head, found = roster(rng, n - 232)
                what = {"mentors": found}
            else:
                d = describe(rng, n)
                children = people(rng, d["class_as"] == "grouped")
                wb, head, found = book(rng, d, columns(rng, d), children)
                what = {"children": found, "described": d["header"]}
            path = pathlib.Path(folder) / f"{n}.xlsx"
            wb.save(path)
            sheet = as_sheet(openpyxl.load_workbook(path).active)
            layouts.append({"number": n, "head": head, **what, **packed(sheet)})
    lines = ",\n".join(json.dumps(l, ensure_ascii=False, separators=(",", ":")) for l in layouts)
    (HERE / "layouts.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
