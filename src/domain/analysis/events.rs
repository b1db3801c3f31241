//! Time to event.

use serde::Serialize;

use crate::serialize::{day, optional_day};

/// How long until the event, in days from each animal's baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeToEvent {
    /// The event, as `EventRule` displays.
    pub rule: String,
    /// Each animal that can have an event.
    pub animals: Vec<AnimalTime>,
    /// Each arm that has such animals.
    pub arms: Vec<ArmTimes>,
    /// Kaplan-Meier curves of these arms.
    pub curves: Vec<SurvivalCurve>,
    /// Whether arms differ at all.
    pub log_rank: Option<ChiSquaredTest>,
    /// Each arm against the control, on the animals of the two.
    pub pairs: Vec<PairTest>,
    /// Proportional hazards against the control.
    pub cox: Option<CoxModel>,
    /// On which day between the readings an event fell: `read` or `interpolated`.
    pub event_time: &'static str,
    /// Scale of the intervals of curves and medians: `log-log`.
    pub interval: &'static str,
    /// The log-rank test for a trend over the doses of the arms, where all are doses of one compound.
    pub trend: Option<ChiSquaredTest>,
    /// As the log-rank test, with early events weighing more.
    pub gehan_breslow: Option<ChiSquaredTest>,
    /// The same with Peto and Peto's weights.
    pub peto: Option<ChiSquaredTest>,
    /// The day from baseline up to which mean times are restricted: the last on which an animal was
    /// seen.
    #[serde(serialize_with = "optional_day")]
    pub restricted_to: Option<f64>,
    /// Where dispositions compete: the share of each arm with the event and with a competing
    /// disposition.
    pub incidence: Vec<IncidenceCurve>,
    /// Gray's test of the incidence of the event, where dispositions compete.
    pub gray: Option<ChiSquaredTest>,
}

/// One animal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalTime {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Days from baseline to the event, or to when it was last seen without.
    #[serde(serialize_with = "day")]
    pub time: f64,
    /// Whether the event came.
    pub event: bool,
    /// What ended the time: `volume`, the disposition that counts as the event, a competing
    /// disposition, or none if it was censored.
    pub cause: Option<&'static str>,
}

/// One arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmTimes {
    /// The arm.
    pub arm: String,
    /// Animals that can have an event.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// Kaplan-Meier median; none if the curve never falls to ½.
    pub median: Option<f64>,
    /// Lower end of its interval.
    pub median_low: Option<f64>,
    /// Upper end of its interval.
    pub median_high: Option<f64>,
    /// Ends of the interval of the median on the scales `log` and `plain`.
    pub median_log: [Option<f64>; 2],
    /// Likewise.
    pub median_plain: [Option<f64>; 2],
    /// Mean time without event up to `restricted_to`; none where the arm was not followed so far.
    pub restricted_mean: Option<f64>,
    /// Its standard error; none where no event, or no two times of events, tell of scatter.
    pub restricted_se: Option<f64>,
    /// Whether the arm was last seen before `restricted_to`, with animals still without the event: the mean is not
    /// estimable.
    pub restricted_carried: bool,
    /// Tumor growth delay T − C on medians, days; none for the control.
    pub delay: Option<f64>,
    /// The same in percent of the control's median.
    pub delay_percent: Option<f64>,
    /// Whether the arm did not reach its median, so that the delay is a lower bound.
    pub delay_at_least: bool,
    /// log₁₀ cell kill (T − C)/(3.32·Td), Td the control's doubling time by its mean growth rate.
    pub log_cell_kill: Option<f64>,
    /// Events expected if arms did not differ (log-rank).
    pub expected: Option<f64>,
}

/// A Kaplan-Meier curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalCurve {
    /// The arm.
    pub arm: String,
    /// Every time at which something happened.
    pub points: Vec<SurvivalPoint>,
}

/// What happened at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurvivalPoint {
    /// Days from baseline.
    #[serde(serialize_with = "day")]
    pub time: f64,
    /// Animals still at risk just before.
    pub at_risk: usize,
    /// Events.
    pub events: usize,
    /// Censored.
    pub censored: usize,
    /// Share without event from this time on.
    pub survival: f64,
    /// Its standard error (Greenwood).
    pub se: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}

/// A chi-squared test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChiSquaredTest {
    /// The statistic.
    pub chi2: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Its upper tail.
    pub p: f64,
}

/// One arm against the control by the log-rank test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairTest {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// Observed minus expected events of the treated arm, on the animals of both arms alone; below 0 its events come
    /// later. None where the two cannot be compared.
    pub excess: Option<f64>,
    /// The statistic; none where the two cannot be compared.
    pub chi2: Option<f64>,
    /// Its upper tail.
    pub p: Option<f64>,
    /// After Holm over the arms.
    pub p_holm: Option<f64>,
}

/// A Cox model of the arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoxModel {
    /// How ties are treated: `efron`.
    pub ties: &'static str,
    /// With all hazard ratios at 1.
    pub log_likelihood_null: f64,
    /// At the maximum.
    pub log_likelihood: f64,
    /// Each arm against the control.
    pub terms: Vec<CoxTerm>,
    /// All arms at once, by the estimates; none where one is not finite.
    pub wald: Option<ChiSquaredTest>,
    /// All arms at once, at hazard ratios of 1.
    pub score: Option<ChiSquaredTest>,
    /// All arms at once, by the likelihoods.
    pub likelihood_ratio: ChiSquaredTest,
    /// With Firth's penalty, where an arm has no event or all of them first; none elsewhere.
    pub firth: Option<Vec<FirthTerm>>,
}

/// An arm's hazard against the control's. Numbers are none where the estimate is not finite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoxTerm {
    /// The arm.
    pub arm: String,
    /// ln of the hazard ratio.
    pub coef: Option<f64>,
    /// The hazard ratio.
    pub hazard_ratio: Option<f64>,
    /// Standard error of `coef`.
    pub se: Option<f64>,
    /// coef/se.
    pub z: Option<f64>,
    /// Wald test, two-sided.
    pub p: Option<f64>,
    /// Lower end of the hazard ratio's Wald interval.
    pub ci_low: Option<f64>,
    /// Upper end of the hazard ratio's Wald interval.
    pub ci_high: Option<f64>,
    /// Why there is no finite estimate.
    pub unbounded: Option<Unbounded>,
}

/// Why a hazard ratio has no finite estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unbounded {
    /// The estimate tends to 0: the arm had no event, or all of its events came after those of the control.
    Zero,
    /// The estimate grows without limit: the control had no event, or all of the arm's events came before.
    Endless,
    /// The arm was never at risk together with the control, or neither had an event.
    Undetermined,
}

/// An arm's hazard against the control's with Firth's penalty; interval and test by the profile of the
/// penalized likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FirthTerm {
    /// The arm.
    pub arm: String,
    /// ln of the hazard ratio.
    pub coef: Option<f64>,
    /// The hazard ratio.
    pub hazard_ratio: Option<f64>,
    /// Lower end of its profile interval.
    pub ci_low: Option<f64>,
    /// Upper end of its profile interval.
    pub ci_high: Option<f64>,
    /// Penalized likelihood-ratio test, two-sided.
    pub p: Option<f64>,
}

/// The share of an arm with its end of one kind, when another may come first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidenceCurve {
    /// The arm.
    pub arm: String,
    /// `event` or `competing`.
    pub cause: &'static str,
    /// Events of this cause.
    pub events: usize,
    /// Every time with such an event.
    pub points: Vec<IncidencePoint>,
}

/// The share from one time on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidencePoint {
    /// Days from baseline.
    #[serde(serialize_with = "day")]
    pub time: f64,
    /// Animals still at risk just before.
    pub at_risk: usize,
    /// Events of the cause.
    pub events: usize,
    /// Share with an event of the cause from this time on.
    pub incidence: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}
