//! Sentences to tap instead of type.

use crate::code::coded;

coded! {
    /// Sentences that mentors write most often, to tap instead of type.
    Phrase {
        /// 作业完成了
        HomeworkDone = "homework_done",
        /// 情绪不错
        GoodMood = "good_mood",
        /// 近来话少
        Quiet = "quiet",
        /// 家里老人身体好
        CarerWell = "carer_well",
        /// 家里老人身体不好
        CarerIll = "carer_ill",
        /// 和爸妈通了话
        SpokeWithParents = "spoke_with_parents",
        /// 缺学习或生活用品
        NeedsSupplies = "needs_supplies",
        /// 门锁着,没人在家
        NobodyHome = "nobody_home",
    }
}
