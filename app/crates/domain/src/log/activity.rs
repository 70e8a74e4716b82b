//! The kinds of activity.

use crate::code::coded;

coded! {
    /// The eight kinds of activity of the county's annual report.
    ActivityKind {
        /// 家校共育
        HomeSchool = "home_school",
        /// 物质帮扶
        MaterialAid = "material_aid",
        /// 心理疏导
        Counselling = "counselling",
        /// 学业辅导
        Tutoring = "tutoring",
        /// 亲情关爱
        FamilyCare = "family_care",
        /// 安全教育
        SafetyLesson = "safety_lesson",
        /// 应急防范演练
        Drill = "drill",
        /// 文体娱乐
        Recreation = "recreation",
    }
}
