//! What a file changes about one child, field by field.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::guardianship::{CareQuality, CarerKind, ParentWhere};
use crate::register::Sex;

coded! {
    /// Which field of a child's file.
    Field {
        /// 姓名
        Name = "name",
        /// 班级
        Class = "class",
        /// 性别
        Sex = "sex",
        /// 出生日期
        Birth = "birth",
        /// 身份证号
        IdNumber = "id_number",
        /// 是否寄宿
        Boarding = "boarding",
        /// 家庭住址
        Address = "address",
        /// 父亲姓名
        FatherName = "father_name",
        /// 父亲电话
        FatherPhone = "father_phone",
        /// 母亲姓名
        MotherName = "mother_name",
        /// 母亲电话
        MotherPhone = "mother_phone",
        /// 监护人姓名
        CarerName = "carer_name",
        /// 监护人电话
        CarerPhone = "carer_phone",
        /// 父亲去向
        FatherPlace = "father_place",
        /// 母亲去向
        MotherPlace = "mother_place",
        /// 谁在照看
        Carer = "carer",
        /// 结对教师
        Mentor = "mentor",
    }
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A text. Phone numbers are masked; of an identity number only what differs is shown.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Yes(bool),
    /// A sex.
    Sex(Sex),
    /// Where a parent is.
    Parent(ParentWhere),
    /// Who looks after the child.
    Carer {
        /// What the carer is to the child.
        kind: CarerKind,
        /// Name and relation in words.
        who: String,
        /// How well.
        quality: Option<CareQuality>,
    },
}

/// One field that the file says otherwise than the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// What the register says; `None` where it says nothing.
    pub old: Option<Value>,
    /// What the file says.
    pub new: Value,
    /// Whether the register stays as it is, because a mentor who was there said so.
    #[serde(default)]
    pub kept: bool,
}
