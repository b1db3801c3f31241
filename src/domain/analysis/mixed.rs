//! The mixed model of growth.

use serde::Serialize;

use super::ResidualRule;
use crate::serialize::{day, optional_day};
use crate::study::words;

/// ln V ~ day × arm with a random intercept and slope per animal, by restricted maximum likelihood.
///
/// Numbers are on the scale of ln V (V in mm³ under the rule for zeros of the settings) and per day;
/// arms are compared with the control, which is the first arm. Without a control nothing is compared, and the first
/// arm is only the reference of the fixed effects.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MixedModel {
    /// The model in the notation of lme4.
    pub formula: String,
    /// Readings used.
    pub n_obs: usize,
    /// Animals with readings.
    pub n_animals: usize,
    /// −2 × restricted log-likelihood. Arms without scatter that share a residual variance are not in it: see
    /// [`ResidualRow::shared`].
    pub reml_criterion: f64,
    /// Restricted log-likelihood.
    pub log_likelihood: f64,
    /// Residual standard deviation; none if arms have their own, or if the readings do not determine the variance
    /// components.
    pub sigma: Option<f64>,
    /// Whether the covariance of the random effects is singular.
    pub singular: bool,
    /// Whether the optimizer met its criterion.
    pub converged: bool,
    /// Variances and covariances: of levels, slopes, both, and the residual of all arms or of each.
    pub random: Vec<VarianceRow>,
    /// Fixed effects in the order of R: intercept, day, arms, day by arms.
    pub fixed: Vec<FixedRow>,
    /// Each arm's slope less the control's, per day.
    pub slope_contrasts: Vec<ContrastRow>,
    /// Each arm's mean ln V on the landmark day less the control's; without numbers for an arm that was last read
    /// before.
    pub landmark_contrasts: Vec<ContrastRow>,
    /// All pairs of arms' slopes with Tukey's adjustment; none in a study of many arms.
    pub slope_pairs: Vec<PairRow>,
    /// All pairs of arms' means on the landmark day with Tukey's adjustment; likewise.
    pub landmark_pairs: Vec<PairRow>,
    /// Each arm's slope and mean on the landmark day.
    pub arms: Vec<ModelArm>,
    /// The day of `landmark_contrasts`.
    #[serde(serialize_with = "optional_day")]
    pub landmark_day: Option<f64>,
    /// How degrees of freedom, standard errors and p of the contrasts and arms were found:
    /// `kenward_roger`.
    pub degrees_of_freedom: &'static str,
    /// Whether slopes differ at all. Arms without a slope are left out; none if fewer than two are left.
    pub slopes_f: Option<SlopesF>,
    /// Whether arms scatter differently: the model with a residual variance per arm against that with one for all,
    /// whichever of the two this is.
    pub scatter_ratio: Option<RatioTest>,
    /// Whether residual variances are those of the arms.
    pub residual: ResidualRule,
    /// The residual standard deviation of each arm.
    pub residuals: Vec<ResidualRow>,
    /// The residuals of each arm by day: a trend over days tells that the logarithms do not follow a line.
    pub residual_days: Vec<ResidualDay>,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion.
    pub bic: f64,
    /// How the optimum was found.
    pub optimizer: Optimizer,
}

/// A variance, a covariance, or the residual variance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VarianceRow {
    /// `(intercept)`, `day`, `residual`, or `residual[ARM]` where arms have their own.
    pub term1: String,
    /// The other term of a covariance.
    pub term2: Option<&'static str>,
    /// Variance or covariance; none as for sigma.
    pub value: Option<f64>,
    /// Its square root, or the correlation; none where one of both does not vary.
    pub sd_or_correlation: Option<f64>,
}

/// A fixed effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FixedRow {
    /// `(intercept)`, `day`, `arm[NAME]` or `day:arm[NAME]`.
    pub term: String,
    /// None where the readings do not determine it.
    pub estimate: Option<f64>,
    /// Standard error from the estimated variances.
    pub se: Option<f64>,
    /// estimate/se.
    pub t: Option<f64>,
    /// Satterthwaite's degrees of freedom.
    pub satterthwaite_df: Option<f64>,
    /// Two-sided p with these.
    pub satterthwaite_p: Option<f64>,
    /// Kenward and Roger's standard error.
    pub kr_se: Option<f64>,
    /// Kenward and Roger's degrees of freedom.
    pub kr_df: Option<f64>,
    /// Two-sided p with both.
    pub kr_p: Option<f64>,
}

/// One arm against the control.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContrastRow {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// The difference; none where the readings do not determine it.
    pub estimate: Option<f64>,
    /// Its standard error (Kenward-Roger).
    pub se: Option<f64>,
    /// Its degrees of freedom (Kenward-Roger).
    pub df: Option<f64>,
    /// estimate/se.
    pub t: Option<f64>,
    /// Two-sided, of this contrast alone.
    pub p_raw: Option<f64>,
    /// Two-sided, adjusted for the number of arms with Dunnett's method.
    pub p_dunnett: Option<f64>,
    /// Lower end of the interval of this contrast alone.
    pub ci_low: Option<f64>,
    /// Upper end of the interval of this contrast alone.
    pub ci_high: Option<f64>,
    /// Two-sided, adjusted with Holm's method.
    pub p_holm: Option<f64>,
    /// Lower end of Dunnett's simultaneous interval.
    pub dunnett_low: Option<f64>,
    /// Upper end of Dunnett's simultaneous interval.
    pub dunnett_high: Option<f64>,
    /// Standard error from the estimated variances.
    pub satterthwaite_se: Option<f64>,
    /// Satterthwaite's degrees of freedom.
    pub satterthwaite_df: Option<f64>,
    /// Two-sided p of this contrast alone with both.
    pub satterthwaite_p: Option<f64>,
    /// Of means on the landmark day: exp of the difference, the ratio of geometric means of V (of V + x
    /// where the zeros' rule adds x); none for slopes.
    pub ratio: Option<f64>,
    /// Lower end of its simultaneous interval.
    pub ratio_low: Option<f64>,
    /// Upper end of its simultaneous interval.
    pub ratio_high: Option<f64>,
}

/// A pair of arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairRow {
    /// `LATER - EARLIER`, in the order of arms.
    pub contrast: String,
    /// The difference.
    pub estimate: Option<f64>,
    /// Its standard error (Kenward-Roger).
    pub se: Option<f64>,
    /// Its degrees of freedom (Kenward-Roger).
    pub df: Option<f64>,
    /// Two-sided, adjusted with Tukey's method.
    pub p_tukey: Option<f64>,
    /// Lower end of the simultaneous interval.
    pub ci_low: Option<f64>,
    /// Upper end of the simultaneous interval.
    pub ci_high: Option<f64>,
}

/// What the model says of one arm; intervals of the arm alone (Kenward-Roger).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelArm {
    /// The arm.
    pub arm: String,
    /// Animals with readings.
    pub n: usize,
    /// Rise of ln V per day.
    pub slope_per_day: Option<f64>,
    /// Its standard error.
    pub slope_se: Option<f64>,
    /// Lower end of its interval.
    pub slope_low: Option<f64>,
    /// Upper end of its interval.
    pub slope_high: Option<f64>,
    /// ln 2 over the slope, days; negative where the arm shrinks.
    pub doubling_days: Option<f64>,
    /// Mean ln V on the landmark day; none if the arm was last read before.
    pub landmark_mean: Option<f64>,
    /// Its standard error.
    pub landmark_se: Option<f64>,
    /// Lower end of its interval.
    pub landmark_low: Option<f64>,
    /// Upper end of its interval.
    pub landmark_high: Option<f64>,
    /// The arm's line on the days on which it was read, up to the horizon, as volume; it ends where it would lie above
    /// every volume read in the arm.
    pub curve: Vec<ModelPoint>,
    /// The mean on the landmark day as a volume, with the interval of this arm alone; none where it would lie above
    /// every volume read in the arm.
    pub landmark_volume: Option<ModelPoint>,
}

/// An arm's line on one day, as the volume of its typical animal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelPoint {
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// exp of the mean ln V, in mm³: not below the floor of the rule for zeros; less its offset, and not below 0.
    pub volume_mm3: f64,
    /// Lower end of its interval, mm³.
    pub low: f64,
    /// Upper end of its interval, mm³.
    pub high: f64,
}

words! {
    /// Why an arm has no residual variance of its own.
    SharedResidual, "shared residual", {
        /// It has fewer than five readings beyond those that its animals' own lines fit exactly.
        FewReadings => "few_readings",
        /// All its animals lie exactly on their lines, as at a floor. Such an arm tells nothing of variances; it
        /// changes no result of another arm.
        NoScatter => "no_scatter",
    }
}

/// The scatter of an arm's readings about the lines of its animals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResidualRow {
    /// The arm.
    pub arm: String,
    /// Standard deviation of ln V; none if the readings do not determine the variance components.
    pub sd: Option<f64>,
    /// Why it is the pooled one of the arms that have their own; none if it is the arm's own, or if one for all was
    /// asked for.
    pub shared: Option<SharedResidual>,
    /// Readings of the arm in the model.
    pub n: usize,
}

/// The residuals of an arm on one day: ln V less the line of the reading's own animal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResidualDay {
    /// The arm.
    pub arm: String,
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Readings.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation, n − 1.
    pub sd: Option<f64>,
}

/// The F test that all arms have one slope, by Kenward and Roger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SlopesF {
    /// The scaled statistic.
    pub f: f64,
    /// Arms less one.
    pub df1: f64,
    /// Degrees of freedom of the denominator.
    pub df2: f64,
    /// Upper tail of F.
    pub p: f64,
}

/// A likelihood-ratio test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatioTest {
    /// Twice the difference in log-likelihood.
    pub chi2: f64,
    /// Parameters more.
    pub df: f64,
    /// Upper tail of χ².
    pub p: f64,
}

/// The optimizer's record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optimizer {
    /// Starting points tried.
    pub starts: usize,
    /// Steps of the start that won.
    pub steps: usize,
    /// Evaluations of the criterion.
    pub evaluations: usize,
    /// Largest derivative of the criterion at the end.
    pub gradient: f64,
}
