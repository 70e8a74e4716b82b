//! Which children have a full plan (一生一策): a school marks them, each for a reason; the others have a short one.

use async_trait::async_trait;
use domain::code::coded;
use domain::id::ChildId;

use crate::DeskError;

coded! {
    /// Why a child is marked, or is no more.
    WhyFull {
        /// It is looked after poorly.
        Care = "plan_care",
        /// It is in danger, at home or on its way.
        Danger = "plan_danger",
        /// No parent is with it or can be reached.
        Family = "plan_family",
        /// Something weighs on it.
        Mind = "plan_mind",
        /// Its conduct or its habits need help.
        Conduct = "plan_conduct",
        /// It does not keep up at school, or does not want to go.
        Study = "plan_study",
        /// It is well enough now.
        Better = "plan_better",
        /// It should not have been marked.
        Mistaken = "plan_mistaken",
        /// Those who know the child have agreed on it.
        Agreed = "plan_agreed",
    }
}

impl WhyFull {
    /// The reasons for which a child is marked (`true`) or its mark taken away, in the order in which they are offered.
    pub fn of(full: bool) -> &'static [Self] {
        const MARKS: &[WhyFull] = &[
            WhyFull::Care,
            WhyFull::Danger,
            WhyFull::Family,
            WhyFull::Mind,
            WhyFull::Conduct,
            WhyFull::Study,
            WhyFull::Agreed,
        ];
        const ENDS: &[WhyFull] = &[WhyFull::Better, WhyFull::Mistaken, WhyFull::Agreed];
        if full { MARKS } else { ENDS }
    }
}

/// Marking the children for whom a full plan is written.
#[async_trait]
pub trait FullPlanDesk: Send + Sync {
    /// Marks a child, or takes its mark away; its mentor is told. `Changed` where it is so already, `Invalid` for a reason
    /// of the other.
    async fn set_full_plan(&self, child: ChildId, full: bool, why: WhyFull) -> Result<(), DeskError>;
}
