//! How a study was conducted, as far as it bears on the meaning of its numbers: the analysis plan
//! that was frozen, and what was decided after it or after unblinding.

use super::{
    ArmId, BaselineRule, BurdenRule, Definition, DispositionRoles, EventRule, EventTime,
    ExclusionId, ExclusionRule, IntervalRule, PrimaryTest, Prose, RepeatRule, ResidualRule,
    VolumeFormula, ZeroRule,
};

/// When something was decided, and by whom, as the audit trail has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Number of the operation.
    pub operation: i64,
    /// When, UTC: 2026-01-22T09:30:00.000Z.
    pub at: String,
    /// Who.
    pub author: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

impl Moment {
    /// The date, UTC: 2026-01-22.
    pub fn date(&self) -> &str {
        self.at.get(..10).unwrap_or(&self.at)
    }
}

/// What a landmark day that nobody names follows: the words of plans and notes.
pub const LANDMARK_RULE: &str = "the last day on which at least 80 % of the control animals with a baseline were read, where one may always be missing";

/// What the analysis is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The primary endpoint, in words.
    pub endpoint: Option<Prose>,
    /// The arm that the others are compared with; none where the study marks none, and while the
    /// study is blinded.
    pub control: Option<ArmId>,
    /// The definition of growth inhibition that answers the study.
    pub primary_definition: Definition,
    /// The day on which arms are compared; none: left to its rule, [`LANDMARK_RULE`].
    pub landmark_day: Option<f64>,
    /// The last day used by growth; none: the landmark day.
    pub horizon_day: Option<f64>,
    /// What change is counted from.
    pub baseline_rule: BaselineRule,
    /// How sizes become a volume.
    pub volume_formula: VolumeFormula,
    /// What the logarithm does with zeros.
    pub zeros: ZeroRule,
    /// The event.
    pub event: EventRule,
    /// Whether exclusions are heeded.
    pub exclude: ExclusionRule,
    /// What dispositions mean to the event; none, here and below: frozen by a version that did not
    /// ask, so the plan says nothing of it.
    pub disposition_roles: Option<DispositionRoles>,
    /// The day that an event by volume falls on.
    pub event_time: Option<EventTime>,
    /// First day after baseline of the mRECIST window.
    pub mrecist_from_day: Option<f64>,
    /// What makes the burden of an animal with several tumors.
    pub burden: Option<BurdenRule>,
    /// The test that answers the study.
    pub primary_test: Option<PrimaryTest>,
    /// Days around a nominal day whose readings count as that day's.
    pub visit_window_days: Option<f64>,
    /// Which of several readings of a day count.
    pub repeats: Option<RepeatRule>,
    /// How intervals of growth inhibition are made.
    pub interval: Option<IntervalRule>,
    /// Which arms share the residual variance of the mixed model.
    pub residual: Option<ResidualRule>,
}

/// An exclusion that stood when a plan was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedExclusion {
    /// Its id.
    pub id: ExclusionId,
    /// What is left out, in words.
    pub what: String,
}

/// The plan that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenPlan {
    /// 1 for the first plan of a study, 2 for its first amendment.
    pub number: u32,
    /// What was planned.
    pub plan: Plan,
    /// What was excluded then.
    pub exclusions: Vec<PlannedExclusion>,
    /// When it was frozen, and why it was amended.
    pub frozen: Moment,
}

impl Conduct {
    /// All plans, the first one first.
    pub fn plans(&self) -> impl Iterator<Item = &FrozenPlan> {
        self.amended_plans.iter().chain(&self.plan)
    }
}

/// How a study was conducted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conduct {
    /// The plan that stands.
    pub plan: Option<FrozenPlan>,
    /// The plans that it amends, the first one first.
    pub amended_plans: Vec<FrozenPlan>,
    /// The operation under which the first reading of a day after day 0 came on record; only where a plan
    /// was amended.
    pub followed_since: Option<i64>,
    /// When the study was unblinded.
    pub unblinded: Option<Moment>,
    /// When the key was handed out while the study stayed blinded.
    pub keys: Vec<Moment>,
    /// When each exclusion was made; only in a study that has a plan or was unblinded.
    pub exclusions: Vec<(ExclusionId, Moment)>,
}
