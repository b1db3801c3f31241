//! Volumes by day, each animal's course, and growth rates.

use serde::Serialize;

use super::mixed::ModelPoint;

use crate::serialize::{day, optional_day};

/// The burdens (mm³) of one arm on one day, over the animals read that day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VolumeDay {
    /// The arm.
    pub arm: String,
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Animals read.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation, n − 1.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub sem: Option<f64>,
    /// Median.
    pub median: f64,
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// Geometric mean; none if any is 0.
    pub geomean: Option<f64>,
    /// Animals that have a relative volume V/V₀: those read at baseline with a volume above 0.
    pub rtv_n: usize,
    /// Mean relative volume.
    pub rtv_mean: Option<f64>,
    /// Its standard error.
    pub rtv_sem: Option<f64>,
    /// Animals of the arm that have a baseline and were read on this day or later.
    pub followed: usize,
    /// Whether the survivorship guard ends the arm's mean here: fewer than three animals, or fewer
    /// than half of those with a baseline, were followed to this day.
    pub guarded: bool,
    /// Where `guarded`: the arm's volume that day by a mixed model of all days, beside the mean of the
    /// animals that are left. None where the line would lie above every volume read in the arm.
    pub model: Option<ModelPoint>,
}

impl VolumeDay {
    /// Whether so few of the animals that were followed were read that a line through the mean would
    /// jump from some animals to others: fewer than half.
    pub fn is_partial(&self) -> bool {
        2 * self.n < self.followed
    }
}

/// The mean of one arm at one visit, as figures draw it: of volumes in mm³, or of changes of body weight in percent.
///
/// Days that are at most two apart and have no animal of the arm in common, as those of cohorts, are one visit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VisitMean {
    /// The arm.
    pub arm: String,
    /// Study day on which the first animal was read.
    #[serde(serialize_with = "day")]
    pub first_day: f64,
    /// Study day on which the last animal was read.
    #[serde(serialize_with = "day")]
    pub last_day: f64,
    /// The mean of the days of its animals.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Animals read.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation, n − 1.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub sem: Option<f64>,
    /// Animals of the arm that were read at this visit or later.
    pub followed: usize,
    /// Whether too few animals are left for the mean to represent the arm, as in [`VolumeDay`].
    pub guarded: bool,
}

impl VisitMean {
    /// Whether fewer than half of the animals that were followed were read.
    pub fn is_partial(&self) -> bool {
        2 * self.n < self.followed
    }
}

/// How the volumes of a study ran up to the landmark day.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct CourseSection {
    /// Each animal.
    pub animals: Vec<AnimalCourse>,
    /// Each arm.
    pub arms: Vec<ArmCourse>,
}

/// One animal's burden from its baseline to the landmark day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalCourse {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Study day of its baseline.
    #[serde(serialize_with = "optional_day")]
    pub baseline_day: Option<f64>,
    /// Baseline volume, mm³.
    pub v0: Option<f64>,
    /// Volume on the landmark day, mm³.
    pub v_landmark: Option<f64>,
    /// Last volume up to the landmark day, mm³.
    pub v_locf: Option<f64>,
    /// Study day of that volume.
    #[serde(serialize_with = "optional_day")]
    pub locf_day: Option<f64>,
    /// Last volume of the study, mm³.
    pub v_last: Option<f64>,
    /// Study day of that volume.
    #[serde(serialize_with = "optional_day")]
    pub last_day: Option<f64>,
    /// Area under the volume curve by trapezoid, mm³·day; none with a single reading.
    pub auc: Option<f64>,
    /// Days from baseline to the last reading up to the landmark day.
    #[serde(serialize_with = "optional_day")]
    pub duration: Option<f64>,
    /// Area per day, mm³.
    pub auc_per_day: Option<f64>,
    /// Area under ln(V/V₀) by trapezoid, days; none if any volume is 0.
    pub log_auc: Option<f64>,
    /// The same per day.
    pub log_auc_per_day: Option<f64>,
    /// 2·∫(ln(V+1) − ln(V₀+1))dt / span², per day.
    pub egait: Option<f64>,
    /// Area above the baseline volume, mm³·day; below 0 where the tumor shrank.
    pub auc_above_baseline: Option<f64>,
}

/// One arm's course. Animals count from a baseline on or before the landmark day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmCourse {
    /// The arm.
    pub arm: String,
    /// Animals with a baseline up to the landmark day.
    pub n: usize,
    /// Of these, animals read on the landmark day.
    pub n_at_landmark: usize,
    /// Mean baseline volume of all n, mm³.
    pub mean_v0: Option<f64>,
    /// Its standard error.
    pub sem_v0: Option<f64>,
    /// Mean volume on the landmark day, mm³.
    pub mean_v_landmark: Option<f64>,
    /// Its standard error.
    pub sem_v_landmark: Option<f64>,
    /// Median volume on the landmark day, mm³.
    pub median_v_landmark: Option<f64>,
    /// Mean change from baseline of the animals read on the landmark day, mm³.
    pub mean_change: Option<f64>,
    /// Its standard error.
    pub sem_change: Option<f64>,
    /// Mean relative volume on the landmark day.
    pub mean_rtv: Option<f64>,
    /// Median relative volume on the landmark day.
    pub median_rtv: Option<f64>,
    /// Mean area under the volume curve, mm³·day.
    pub mean_auc: Option<f64>,
    /// Its standard error.
    pub sem_auc: Option<f64>,
    /// Mean area per day, mm³.
    pub mean_auc_per_day: Option<f64>,
    /// Mean area under ln(V/V₀) per day.
    pub mean_log_auc_per_day: Option<f64>,
}

/// Growth rates, from baseline to the horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct GrowthSection {
    /// Each animal that has at least three readings the logarithm can use.
    pub animals: Vec<AnimalGrowth>,
    /// Each arm.
    pub arms: Vec<ArmGrowth>,
}

/// The least-squares line of one animal's ln V over days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalGrowth {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Readings used.
    pub n: usize,
    /// Growth rate per day.
    pub slope_per_day: f64,
    /// Its standard error.
    pub se: Option<f64>,
    /// Share of the variance that the line explains, 0 to 1; none if ln V never varied.
    pub r2: Option<f64>,
    /// ln 2 over the rate, in days; negative where the tumor shrinks, none where it stands still.
    pub doubling_days: Option<f64>,
    /// ln V of the line on study day 0.
    pub intercept: f64,
    /// Residual standard deviation.
    pub sigma: Option<f64>,
}

/// Growth rates of one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmGrowth {
    /// The arm.
    pub arm: String,
    /// Animals with a rate.
    pub n: usize,
    /// Mean rate per day.
    pub mean_slope_per_day: Option<f64>,
    /// Standard deviation, n − 1.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub sem: Option<f64>,
    /// Median rate per day.
    pub median: Option<f64>,
    /// ln 2 over the mean rate, in days; negative where the arm shrinks.
    pub doubling_days: Option<f64>,
}
