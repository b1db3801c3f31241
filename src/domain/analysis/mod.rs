//! The results of an analysis: plain data that every screen, report and export reads.
//!
//! Serialized, an [`Analysis`] is the JSON contract of `graftbook analyze --json`: names, nesting
//! and order of the fields here are the contract's, and none of them may be renamed or dropped.
//! An undefined value is `None` (`null`), never 0 and never NaN. Nothing is computed here.
//!
//! These are not the result types of `stats`, though some have the same fields: those are free to follow the method,
//! while these carry the names of arms and animals and must not change with it.

mod balance;
mod conduct;
mod curves;
mod events;
mod exposure;
mod inhibition;
mod landmark;
mod mixed;
mod note;
mod options;
mod primary;
mod responses;
mod volume;
mod weight;
mod without_efficacy;

pub use balance::{BalanceRow, BalanceSection, BalanceTest};
pub use conduct::{
    Amendment, Change, ConductSection, Departure, LateAfter, LateExclusion, PlanCard, PlanSection,
    PlanSetting,
};
pub use curves::{AnimalCurve, VolumePoint, WeightPoint};
pub use events::{
    AnimalTime, ArmTimes, ChiSquaredTest, CoxModel, CoxTerm, FirthTerm, IncidenceCurve,
    IncidencePoint, PairTest, SurvivalCurve, SurvivalPoint, TimeToEvent, Unbounded,
};
pub use exposure::{
    AnimalAmounts, AnimalExposure, ArmExposure, DeviationKind, DoseCounts, DoseDeviation,
    ExposureSection,
};
pub use inhibition::{InhibitionRow, NciReading};
pub use landmark::{
    AnovaTest, BartlettTest, DunnRow, DunnettRow, KruskalTest, LandmarkArm, LandmarkSection,
    LandmarkTests, MannWhitneyRow, ShapiroTest, TRow, TukeyRow, WelchAnovaTest,
};
pub use mixed::{
    ContrastRow, FixedRow, MixedModel, ModelArm, ModelPoint, Optimizer, PairRow, RatioTest,
    ResidualDay, ResidualRow, SharedResidual, SlopesF, VarianceRow,
};
pub use note::{AnalysisNote, NoteCode};
pub use options::{
    AnalysisOptions, BurdenRule, ExclusionRule, IntervalRule, MAX_WINDOW, RepeatRule, ResidualRule,
    USUAL_FLOOR_MM3, ZeroRule,
};
pub use primary::{Direction, FloorBy, PrimaryBy, PrimaryRow, PrimarySection, SensitivityRow};
pub use responses::{
    ArmResponses, ConsecutiveCounts, MrecistCounts, PptpCounts, ResponseRate, ResponseRow,
    ResponsesSection,
};
pub use volume::{
    AnimalCourse, AnimalGrowth, ArmCourse, ArmGrowth, CourseSection, GrowthSection, VisitMean,
    VolumeDay,
};
pub use weight::{AnimalWeight, ArmWeight, EarlyLoss, LossCause, WeightDay, WeightSection};

use serde::Serialize;

use super::{DataOrigin, Definition, serialize};

/// Everything that was computed from one study under one set of options.
///
/// The control is the first arm, the others follow in the order of the study; animals are in the order of arms, then
/// of tags; days are ascending.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Version of the program that computed.
    pub graftbook: String,
    /// Name of the study.
    pub study: String,
    /// Name of the control arm; none if the study has none.
    pub control: Option<String>,
    /// The day on which arms are compared.
    #[serde(serialize_with = "serialize::optional_day")]
    pub landmark_day: Option<f64>,
    /// The rules by which the numbers were computed.
    pub settings: Settings,
    /// Names of the arms.
    pub arms: Vec<String>,
    /// Volumes by arm and day.
    pub volume_by_day: Vec<VolumeDay>,
    /// Body weights by arm and day.
    pub weight_by_day: Vec<WeightDay>,
    /// Mean volumes by arm and visit, without visits at which fewer than half of the animals were read.
    pub volume_by_visit: Vec<VisitMean>,
    /// Mean changes of body weight by arm and visit, percent, likewise.
    pub weight_by_visit: Vec<VisitMean>,
    /// Growth inhibition of every arm but the control.
    pub inhibition: Vec<InhibitionRow>,
    /// Response of each animal, and counts per arm.
    pub responses: ResponsesSection,
    /// Growth rate of each animal, and summaries per arm.
    pub growth: GrowthSection,
    /// Body weight of each animal, and summaries per arm.
    pub weight: WeightSection,
    /// The mixed model of ln V up to the horizon; none if the readings do not allow a fit (a note says why).
    pub mixed_model: Option<MixedModel>,
    /// Tests of the burdens on the landmark day; none if fewer than two arms have two values.
    pub landmark: Option<LandmarkSection>,
    /// Time to event; none if no animal can have the event.
    pub time_to_event: Option<TimeToEvent>,
    /// The primary test; none without a control, a treated arm or a landmark day.
    pub primary: Option<PrimarySection>,
    /// What was left out, assumed, or could not be computed, and why.
    pub notes: Vec<AnalysisNote>,
    /// Course of each animal's volume up to the landmark day.
    pub course: CourseSection,
    /// Simulated data are called so wherever the numbers appear.
    pub data_origin: DataOrigin,
    /// Blinding, the frozen plan, and what was decided after it.
    pub conduct: ConductSection,
    /// How alike the arms were at baseline.
    pub balance: BalanceSection,
    /// Burden and body weight of each animal over days.
    pub curves: Vec<AnimalCurve>,
    /// What was to be given and what was; none in a study without doses.
    pub exposure: Option<ExposureSection>,
}

/// What determined the landmark day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LandmarkBy {
    /// The options of the analysis.
    Asked,
    /// The study's protocol.
    Protocol,
    /// The readings, by the rule [`LANDMARK_RULE`](crate::LANDMARK_RULE).
    Readings,
    /// The readings do not reach the day of the protocol yet: the newest day on which the control was read stands in
    /// for it.
    Interim,
}

/// The rules under which an analysis was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// How sizes become a volume.
    pub volume_formula: &'static str,
    /// How the logarithm treats zeros, as [`ZeroRule`] displays, with its floor.
    pub zeros: String,
    /// The last day used by growth.
    #[serde(serialize_with = "serialize::optional_day")]
    pub horizon_day: Option<f64>,
    /// The event, as [`EventRule`](crate::EventRule) displays.
    pub event: String,
    /// First day after baseline of the mRECIST window.
    #[serde(serialize_with = "serialize::day")]
    pub mrecist_from_day: f64,
    /// Confidence of the intervals, 0 to 1.
    pub confidence: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Resamples of the bootstrap; 0: no interval of growth inhibition is by the bootstrap.
    pub bootstrap_resamples: u32,
    /// How the intervals of growth inhibition were made: `closed`, `bca` or `none`.
    pub interval: &'static str,
    /// The day that an event by volume falls on: `read` or `interpolated`.
    pub event_time: &'static str,
    /// The roles of dispositions in the time to event by the protocol; empty if it defines none.
    pub disposition_roles: String,
    /// The baseline rule.
    pub baseline: &'static str,
    /// Which exclusions were applied: `listed` or `none`.
    pub exclude: &'static str,
    /// How the burden of several tumors is summed: `complete` or `available`.
    pub burden: &'static str,
    /// The definition of growth inhibition that the protocol names as primary.
    pub primary_definition: Definition,
    /// Factor of the volume formula `pi6_lw15`.
    pub calibration: f64,
    /// Limit of quantification of the study, mm³.
    pub loq_mm3: Option<f64>,
    /// The limit of body-weight loss of the study, percent.
    pub weight_loss_limit_percent: Option<f64>,
    /// What determined the landmark day.
    pub landmark_by: LandmarkBy,
    /// The landmark day of the protocol, where the readings do not reach it yet.
    #[serde(serialize_with = "serialize::optional_day")]
    pub awaited_landmark_day: Option<f64>,
    /// Days around a nominal day whose readings count as that day's.
    #[serde(serialize_with = "serialize::day")]
    pub visit_window_days: f64,
    /// Whether nobody set that window: it is the default where animals start on different dates.
    pub usual_visit_window: bool,
    /// Which of several readings of a day count: `last` or `mean`.
    pub repeats: &'static str,
    /// Whether an import assumed day 0: study days are right, dates are not.
    pub day0_assumed: bool,
}

impl Settings {
    /// Which readings count, as sentences, where an option changes it: visit window, several readings of a day, and a
    /// last day of models other than the landmark day.
    pub fn readings_words(&self, landmark_day: Option<f64>) -> Vec<String> {
        let why = match self.usual_visit_window {
            true => ", because animals started on different dates",
            false => "",
        };
        let window = match self.visit_window_days {
            0.0 => None,
            1.0 => Some(format!("Readings within 1 day count for a visit{why}.")),
            days => Some(format!(
                "Readings within {days} days count for a visit{why}."
            )),
        };
        let mean = (self.repeats == "mean")
            .then(|| "Of several readings of a day, their mean counts.".to_owned());
        let horizon = self.horizon_day.filter(|day| Some(*day) != landmark_day);
        let horizon =
            horizon.map(|day| format!("Growth rates and models use readings to day {day}."));
        [window, mean, horizon].into_iter().flatten().collect()
    }

    /// What an interim landmark day is: `interim: day 21 of the protocol is not reached yet`; none of any other.
    pub fn interim_words(&self) -> Option<String> {
        let day = self.awaited_landmark_day?;
        Some(format!(
            "interim: day {day} of the protocol is not reached yet"
        ))
    }
}
