//! How the study was conducted: what was planned, and what was decided after that.

use serde::Serialize;

use crate::study::words;
use crate::{Blinding, Definition, serialize};

/// Blinding, the frozen plan, and what was decided after it or after unblinding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConductSection {
    /// Whether the arms are hidden, or were.
    pub blinding: Blinding,
    /// When the study was unblinded: a date, UTC.
    pub unblinded_on: Option<String>,
    /// How often the key was handed out while the study stayed blinded.
    pub keys_handed_out: usize,
    /// The standing plan; none if none was frozen.
    pub plan: Option<PlanSection>,
    /// When the first plan was frozen: a date, UTC.
    pub first_plan_on: Option<String>,
    /// The date of the first reading or body weight after an animal's day 0: from there on the results are known in
    /// part. None without one, or where an import assumed the dates.
    pub first_followed_on: Option<String>,
    /// How it was amended since, the first amendment first.
    pub amendments: Vec<Amendment>,
    /// Exclusions that were made or reversed after the first plan was frozen or after unblinding.
    pub late_exclusions: Vec<LateExclusion>,
}

impl ConductSection {
    /// Whether the first plan was frozen before animals were followed: on the day of the first reading after day 0 at
    /// the latest. None without a plan, or where the dates of the readings are not known.
    pub fn is_planned_before_results(&self) -> Option<bool> {
        let (plan, followed) = (
            self.first_plan_on.as_ref()?,
            self.first_followed_on.as_ref()?,
        );
        // Both are `YYYY-MM-DD`, whose order is that of the dates.
        Some(plan <= followed)
    }
}

/// A plan as people read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanCard {
    /// The study.
    pub study: String,
    /// 1 for the first plan, 2 for its first amendment.
    pub number: u32,
    /// When it was frozen: a date, UTC.
    pub frozen_on: String,
    /// By whom.
    pub frozen_by: String,
    /// Why, where a reason was given; an amendment has one.
    pub reason: Option<String>,
    /// The operation that froze it.
    pub operation: i64,
    /// The primary endpoint, in words.
    pub endpoint: Option<String>,
    /// Whether the study is blinded: the control arm is not shown then.
    pub control_hidden: bool,
    /// The control arm.
    pub control: Option<String>,
    /// The definition of growth inhibition that answers the study.
    pub primary_definition: Definition,
    /// The day on which arms are compared.
    #[serde(serialize_with = "serialize::optional_day")]
    pub landmark_day: Option<f64>,
    /// The last day used by growth.
    #[serde(serialize_with = "serialize::optional_day")]
    pub horizon_day: Option<f64>,
    /// The baseline rule.
    pub baseline: &'static str,
    /// How sizes become a volume.
    pub volume_formula: &'static str,
    /// What the logarithm does with zeros.
    pub zeros: String,
    /// The event.
    pub event: String,
    /// `listed` or `none`.
    pub exclude: &'static str,
    /// What was excluded when it was frozen.
    pub exclusions: Vec<String>,
    /// What the landmark day is left to, in words; none if it is named.
    pub landmark_rule: Option<&'static str>,
    /// What dispositions mean to the event, empty if all of them censor; none, here and below: the
    /// plan was frozen before that was asked, and nothing is compared with it.
    pub disposition_roles: Option<String>,
    /// The day that an event by volume falls on: `read` or `interpolated`.
    pub event_time: Option<&'static str>,
    /// First day after baseline of the mRECIST window.
    #[serde(serialize_with = "serialize::optional_day")]
    pub mrecist_from_day: Option<f64>,
    /// The burden rule.
    pub burden: Option<&'static str>,
    /// The primary test.
    pub primary_test: Option<&'static str>,
    /// Days around a nominal day whose readings count as that day's.
    #[serde(serialize_with = "serialize::optional_day")]
    pub visit_window_days: Option<f64>,
    /// Which of several readings of a day count: `last` or `mean`.
    pub repeats: Option<&'static str>,
    /// How intervals of growth inhibition are made: `closed`, `bca` or `none`.
    pub interval: Option<&'static str>,
    /// Which arms share the residual variance of the mixed model: `arm` or `common`.
    pub residual: Option<&'static str>,
}

/// The frozen plan, and where this analysis departs from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanSection {
    /// The plan.
    #[serde(flatten)]
    pub card: PlanCard,
    /// Settings of this analysis that are not as planned.
    pub departures: Vec<Departure>,
}

/// A setting that is not as planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Departure {
    /// Which, by its key in the plan: `landmark_day`.
    pub setting: PlanSetting,
    /// What the plan says.
    pub planned: Option<String>,
    /// What this analysis uses.
    pub used: Option<String>,
}

words! {
    /// A setting that a plan fixes.
    PlanSetting, "setting of a plan", {
        /// The primary endpoint, in words.
        Endpoint => "endpoint",
        /// The arm that the others are compared with.
        Control => "control",
        /// The definition of growth inhibition that answers the study.
        PrimaryDefinition => "primary_definition",
        /// The day on which arms are compared.
        LandmarkDay => "landmark_day",
        /// The last day used by growth.
        HorizonDay => "horizon_day",
        /// Which value of an animal change is counted from.
        Baseline => "baseline",
        /// How sizes become a volume.
        VolumeFormula => "volume_formula",
        /// What the logarithm does with zeros.
        Zeros => "zeros",
        /// What the time-to-event analysis waits for.
        Event => "event",
        /// Which exclusions apply.
        Exclude => "exclude",
        /// What is excluded.
        Exclusions => "exclusions",
        /// What dispositions mean to the time until the event.
        DispositionRoles => "disposition_roles",
        /// The day that an event by volume falls on.
        EventTime => "event_time",
        /// First day after baseline of the mRECIST window.
        MrecistFromDay => "mrecist_from_day",
        /// What makes an animal's burden of several tumors.
        Burden => "burden",
        /// The test that answers the study.
        PrimaryTest => "primary_test",
        /// Days around a nominal day whose readings count as that day's.
        VisitWindow => "visit_window_days",
        /// Which of several readings of a day count.
        Repeats => "repeats",
        /// How intervals of growth inhibition are made.
        Interval => "interval",
        /// Which arms share the residual variance of the mixed model.
        Residual => "residual",
    }
}

impl PlanSetting {
    /// What a sentence calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "primary endpoint",
            Self::Control => "control arm",
            Self::PrimaryDefinition => "primary definition",
            Self::LandmarkDay => "landmark day",
            Self::HorizonDay => "last day of growth",
            Self::Baseline => "baseline rule",
            Self::VolumeFormula => "volume formula",
            Self::Zeros => "rule for zeros",
            Self::Event => "event",
            Self::Exclude => "exclusions",
            Self::Exclusions => "list of exclusions",
            Self::DispositionRoles => "roles of dispositions",
            Self::EventTime => "day of an event",
            Self::MrecistFromDay => "first day of mRECIST",
            Self::Burden => "burden rule",
            Self::PrimaryTest => "primary test",
            Self::VisitWindow => "visit window",
            Self::Repeats => "repeat rule",
            Self::Interval => "interval rule",
            Self::Residual => "residual rule",
        }
    }
}

/// How a plan was amended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amendment {
    /// 1 for the first amendment.
    pub number: u32,
    /// When: a date, UTC.
    pub made_on: String,
    /// By whom.
    pub made_by: String,
    /// Why.
    pub reason: Option<String>,
    /// The operation that made it.
    pub operation: i64,
    /// The settings that it changed; of a blinded study without the control.
    pub changes: Vec<Change>,
    /// Whether readings of days after day 0 were on record then.
    pub after_readings: bool,
    /// Whether the key of the blinded study had been handed out.
    pub after_key: bool,
}

/// A setting that an amendment changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which, by its key in the plan: `landmark_day`.
    pub setting: PlanSetting,
    /// What the plan said.
    pub from: Option<String>,
    /// What it says since.
    pub to: Option<String>,
}

impl Amendment {
    /// What had happened when it was made: `after readings of days after day 0 were on record`.
    pub fn after_words(&self) -> &'static str {
        match (self.after_readings, self.after_key) {
            (false, false) => "before any reading of a day after day 0 was on record",
            (true, false) => "after readings of days after day 0 were on record",
            (false, true) => "after the key was handed out",
            (true, true) => {
                "after readings of days after day 0 were on record and the key was handed out"
            }
        }
    }

    /// What it changed: `rule for zeros from offset:1 to drop`; `nothing` if nothing.
    pub fn changes_words(&self) -> String {
        let words: Vec<String> = self.changes.iter().map(Change::words).collect();
        match words.is_empty() {
            true => "nothing".to_owned(),
            false => words.join("; "),
        }
    }
}

impl Change {
    fn words(&self) -> String {
        let words = |value| match (self.setting, value) {
            (PlanSetting::LandmarkDay, None) => "its rule",
            (PlanSetting::HorizonDay, None) => "the landmark day",
            (_, None) => "nothing",
            (_, value) => in_words(value),
        };
        let (from, to) = (words(self.from.as_deref()), words(self.to.as_deref()));
        format!("{} from {from} to {to}", self.setting.name())
    }
}

impl Departure {
    /// What was used, in words.
    pub fn used_words(&self) -> &str {
        in_words(self.used.as_deref())
    }

    /// What the plan says, in words.
    pub fn planned_words(&self) -> &str {
        match (self.setting, self.planned.as_deref()) {
            (PlanSetting::LandmarkDay, None) => "left to its rule",
            (PlanSetting::HorizonDay, None) => "the landmark day",
            (_, planned) => in_words(planned),
        }
    }
}

/// The value of a setting in words.
fn in_words(value: Option<&str>) -> &str {
    match value {
        None => "none",
        Some("") => "all censor",
        Some(value) => value,
    }
}

words! {
    /// What an exclusion came too late for.
    LateAfter, "moment of an exclusion", {
        /// The plan was frozen.
        Freezing => "freezing",
        /// The arms were shown.
        Unblinding => "unblinding",
    }
}

/// An exclusion that was decided after the plan was frozen or the arms were shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateExclusion {
    /// What is left out, in words.
    pub what: String,
    /// Why.
    pub reason: Option<String>,
    /// The date on which it was made, UTC; none if it was reversed.
    pub made_on: Option<String>,
    /// What it came after: the later one if both.
    pub after: LateAfter,
    /// Whether the plan lists it and it was reversed since.
    pub taken_back: bool,
}
