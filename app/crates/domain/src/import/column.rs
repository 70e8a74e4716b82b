//! What a column can mean.

use crate::code::coded;

coded! {
    /// What a column means.
    Column {
        /// 班级
        Class = "class",
        /// 年级
        Grade = "grade",
        /// 学生姓名
        Name = "name",
        /// 曾用名
        FormerName = "former_name",
        /// 性别
        Sex = "sex",
        /// 出生日期
        Birth = "birth",
        /// 年龄
        Age = "age",
        /// 身份证号
        IdNumber = "id_number",
        /// 家庭住址
        Address = "address",
        /// 父亲姓名
        FatherName = "father_name",
        /// 父亲务工地点
        FatherPlace = "father_place",
        /// 父亲电话
        FatherPhone = "father_phone",
        /// 父亲外出时间
        FatherSince = "father_since",
        /// 母亲姓名
        MotherName = "mother_name",
        /// 母亲务工地点
        MotherPlace = "mother_place",
        /// 母亲电话
        MotherPhone = "mother_phone",
        /// 母亲外出时间
        MotherSince = "mother_since",
        /// 父母去向: both parents, in one column
        ParentsPlace = "parents_place",
        /// 外出时间
        Since = "since",
        /// 联系电话: of the family, nobody says whose
        FamilyPhone = "family_phone",
        /// 监护人姓名, perhaps with the relation
        CarerName = "carer_name",
        /// 与学生关系
        CarerRelation = "carer_relation",
        /// 监护人电话
        CarerPhone = "carer_phone",
        /// 监护情况
        Quality = "quality",
        /// 是否寄宿
        Boarding = "boarding",
        /// 是否留守: 0, 1, 2, or the registry's words
        LeftBehind = "left_behind",
        /// 结对教师
        Mentor = "mentor",
        /// 教师手机号
        MentorPhone = "mentor_phone",
        /// 结对学生: several in one cell
        Pupils = "pupils",
        /// 成员1姓名
        Member1Name = "member1_name",
        /// 成员1关系
        Member1Relation = "member1_relation",
        /// 成员1联系电话
        Member1Phone = "member1_phone",
        /// 成员1工作单位
        Member1Place = "member1_place",
        /// 成员2姓名
        Member2Name = "member2_name",
        /// 成员2关系
        Member2Relation = "member2_relation",
        /// 成员2联系电话
        Member2Phone = "member2_phone",
        /// 成员2工作单位
        Member2Place = "member2_place",
        /// 活动日期
        Day = "day",
        /// 活动类别
        Kind = "kind",
        /// 活动方式
        Mode = "mode",
        /// 活动结果
        Came = "came",
        /// 活动内容
        Note = "note",
        /// 学期
        Term = "term",
        /// 物质上有帮助
        Material = "material",
        /// 心理上有疏导
        Mind = "mind",
        /// 学习上有进步
        Study = "study",
        /// 亲情上有关爱
        Family = "family",
        /// 品德上有提升
        Virtue = "virtue",
    }
}
