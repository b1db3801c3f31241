//! The primary test: the one test of the one endpoint by which a study answers.

use serde::Serialize;

use crate::serialize::day;

/// The primary test of every arm against the control. All other tests of an analysis are sensitivity analyses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrimarySection {
    /// The id of the test, which is that of its card: `growth_contrast` by default.
    pub test: &'static str,
    /// What named it.
    pub by: PrimaryBy,
    /// The landmark day, up to which readings are used.
    #[serde(serialize_with = "day")]
    pub landmark_day: f64,
    /// Volumes below this count as this, mm³; none where the test takes no logarithm.
    pub floor_mm3: Option<f64>,
    /// Where the floor is from; none where there is none.
    pub floor_by: Option<FloorBy>,
    /// How P is adjusted for the number of arms: `holm`, `dunnett` or `none`.
    pub adjustment: &'static str,
    /// A row per treated arm, in the order of arms.
    pub rows: Vec<PrimaryRow>,
    /// What other analyses say of the same comparisons, by arm.
    pub sensitivity: Vec<SensitivityRow>,
}

/// Where the floor of the growth contrast is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FloorBy {
    /// The limit of quantification of the protocol.
    Loq,
    /// The protocol has none: 20 mm³.
    Default,
}

/// What named the primary test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryBy {
    /// The frozen plan.
    Plan,
    /// The protocol of the study.
    Protocol,
    /// Neither: the default.
    Default,
}

/// Which of two arms a test finds the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Tumors of the treated arm grow less, or its events come later.
    Better,
    /// Tumors of the treated arm grow more, or its events come sooner.
    Worse,
}

impl Direction {
    /// Of a quantity that is below 0 where the treated arm fares better; none of 0.
    pub fn of(difference: f64) -> Option<Self> {
        if difference < 0.0 {
            Some(Self::Better)
        } else if difference > 0.0 {
            Some(Self::Worse)
        } else {
            None
        }
    }
}

/// One arm against the control by the primary test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrimaryRow {
    /// The arm.
    pub arm: String,
    /// How P was found: `growth_contrast`; where that does not suit, `against_floor` (every animal of the arm that was
    /// read on the landmark day is at 0, at least half were, and none was removed for its tumor before), `joint_rank`
    /// (some are at 0) or `none`; else the id of the test that was named.
    pub method: &'static str,
    /// Animals of the arm that were used.
    pub n: usize,
    /// Animals of the arm with a baseline.
    pub n_started: usize,
    /// Animals of the control that were used.
    pub n_control: usize,
    /// Animals of the control with a baseline.
    pub n_control_started: usize,
    /// Animals of the arm read on the landmark day.
    pub n_on_landmark: usize,
    /// How many of these are at 0.
    pub n_zero: usize,
    /// Animals of the control read on the landmark day.
    pub n_control_on_landmark: usize,
    /// How many of these are at 0.
    pub n_control_zero: usize,
    /// The contrast on the scale of the test: of growth, the difference of ln V at the landmark that the slopes make.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<f64>,
    /// exp(estimate): the growth ratio, which is T/C of V/V₀ on the landmark day.
    pub ratio: Option<f64>,
    /// Lower end of its interval, of this comparison alone.
    pub ratio_low: Option<f64>,
    /// Upper end of its interval, of this comparison alone.
    pub ratio_high: Option<f64>,
    /// Of `against_floor`: the ratio is at most this, the floor over the control's geometric mean on the landmark day.
    pub ratio_at_most: Option<f64>,
    /// The direction of the quantity that P tests: of joint ranks and ranks the share of pairs, of times observed minus
    /// expected events, else the estimate. None where neither arm is the better one, and of a test that was not made.
    pub direction: Option<Direction>,
    /// Two-sided P of this comparison alone.
    pub p: Option<f64>,
    /// Two-sided P adjusted for the number of arms.
    pub p_adjusted: Option<f64>,
    /// The observed ratio: of geometric means of V/V₀ on the landmark day.
    pub observed_ratio: Option<f64>,
    /// Whether the observed ratio differs from `ratio` by 20 % or more.
    pub differs_from_observed: bool,
    /// Whether fewer than three animals make the result exploratory.
    pub exploratory: bool,
    /// Whether three or four animals an arm give low power.
    pub low_power: bool,
    /// Whether the ratio depends on the floor, because some animals are at 0.
    pub depends_on_floor: bool,
    /// Why a number is missing, or what limits its meaning.
    pub note: Option<String>,
}

impl PrimaryRow {
    /// Whether the growth contrast decided although some tumors are at 0, which it counts as the floor.
    pub fn is_grown_from_floor(&self) -> bool {
        self.method == "growth_contrast" && self.depends_on_floor && self.p.is_some()
    }
}

/// One arm against the control by a sensitivity analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SensitivityRow {
    /// The arm.
    pub arm: String,
    /// The id of the test: one of `PrimaryTest`, or `welch_slopes`, Welch's t test of the animals' slopes.
    pub test: &'static str,
    /// The difference from the control on the scale of the test; below 0 the arm grows less.
    pub estimate: Option<f64>,
    /// Two-sided P of this comparison alone.
    pub p: Option<f64>,
    /// Two-sided P adjusted for the number of arms.
    pub p_adjusted: Option<f64>,
    /// Whether it contradicts the primary test: its adjusted P is on the other side of 0.05, or both are below and the
    /// differences have opposite signs.
    pub contradicts: bool,
}
