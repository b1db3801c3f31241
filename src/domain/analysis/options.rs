//! The options of an analysis.

use std::fmt;
use std::str::FromStr;

use crate::study::words;
use crate::{BaselineRule, EventRule, EventTime, Invalid, Quantity};

words! {
    /// Which exclusions an analysis applies.
    ExclusionRule, "exclusion rule", {
        /// All data, as if nothing were excluded.
        None => "none",
        /// Everything on the study's list is left out.
        Listed => "listed",
    }
}

words! {
    /// How the burden of an animal with several tumors is summed.
    BurdenRule, "burden rule", {
        /// A day counts only if every tumor that has readings was read that day.
        Complete => "complete",
        /// The sum of the tumors read that day.
        Available => "available",
    }
}

words! {
    /// Which of several readings of a tumor, or weighings of an animal, on one day count in an analysis.
    RepeatRule, "repeat rule", {
        /// The last that measured.
        Last => "last",
        /// The mean of all that measured.
        Mean => "mean",
    }
}

/// The rule of a study that chooses none.
impl Default for RepeatRule {
    fn default() -> Self {
        Self::Last
    }
}

words! {
    /// How intervals of growth inhibition are made.
    IntervalRule, "interval rule", {
        /// By the closed-form rule of each definition, without random numbers.
        Closed => "closed",
        /// By the bootstrap (BCa), which is too short with few animals.
        Bca => "bca",
        /// There are none.
        None => "none",
    }
}

words! {
    /// Which arms share the residual variance of the mixed model.
    ResidualRule, "residual rule", {
        /// Every arm has its own.
        Arm => "arm",
        /// One for all arms.
        Common => "common",
    }
}

/// The rule of an analysis for which neither its options nor a plan choose one.
impl Default for ResidualRule {
    fn default() -> Self {
        Self::Arm
    }
}

/// The floor of [`ZeroRule::Floor`] in a study without a limit of quantification, mm³: a tumor of 3.4 × 3.4 mm, about
/// the smallest that calipers tell from skin.
pub const USUAL_FLOOR_MM3: f64 = 20.0;

/// How the logarithm of a volume treats zeros, which stand for tumors that disappeared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ZeroRule {
    /// Volumes below the floor count as the floor, in mm³, above 0; none: the study's limit of quantification, else
    /// [`USUAL_FLOOR_MM3`].
    Floor(Option<f64>),
    /// ln V; readings of volume 0 are left out.
    Drop,
    /// ln(V + x), x in mm³, above 0.
    Offset(f64),
    /// Volumes below the study's limit of quantification count as half of it.
    Loq,
}

/// The rule of an analysis for which neither its options nor a plan choose one.
impl Default for ZeroRule {
    fn default() -> Self {
        Self::Floor(None)
    }
}

impl ZeroRule {
    /// The same rule with its floor, in a study with this limit of quantification in mm³.
    pub fn with_floor(self, loq_mm3: Option<f64>) -> Self {
        match self {
            Self::Floor(None) => {
                let limit = loq_mm3.filter(|loq| *loq > 0.0);
                Self::Floor(Some(limit.unwrap_or(USUAL_FLOOR_MM3)))
            }
            other => other,
        }
    }
}

impl fmt::Display for ZeroRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Floor(None) => f.write_str("floor"),
            Self::Floor(Some(x)) => write!(f, "floor:{x}"),
            Self::Drop => f.write_str("drop"),
            Self::Offset(x) => write!(f, "offset:{x}"),
            Self::Loq => f.write_str("loq"),
        }
    }
}

impl FromStr for ZeroRule {
    type Err = Invalid;

    /// Reads `floor`, `floor:20`, `offset:1`, `drop` or `loq`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let volume = |field| Quantity {
            field,
            unit: "mm³",
            least: 1e-6,
            most: 1e6,
        };
        let word = text.trim().to_lowercase();
        match word.split_once(':') {
            None if word == "floor" => Ok(Self::Floor(None)),
            None if word == "drop" => Ok(Self::Drop),
            None if word == "loq" => Ok(Self::Loq),
            Some(("floor", x)) => Ok(Self::Floor(Some(volume("zeros floor").read(x)?))),
            Some(("offset", x)) => volume("zeros offset").read(x).map(Self::Offset),
            _ => {
                let known = "one of floor, floor:X, offset:X, drop, loq";
                Err(Invalid::new("zeros", text, "is not known", known))
            }
        }
    }
}

/// The widest visit window, days on each side.
pub const MAX_WINDOW: f64 = 7.0;

/// How to analyze. By default the protocol of the study decides.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysisOptions {
    /// Name of the control arm; none: the arm that the study marks.
    pub control: Option<String>,
    /// Landmark day; none: that of the protocol, else by the rule [`LANDMARK_RULE`](crate::LANDMARK_RULE).
    pub day: Option<f64>,
    /// Days around a nominal day whose readings count as that day's, at most [`MAX_WINDOW`]; none: those of the
    /// protocol.
    pub window: Option<f64>,
    /// Last day used by growth; none: that of the protocol, else the landmark day.
    pub horizon: Option<f64>,
    /// Which of several readings of a day count; none: as the protocol says.
    pub repeats: Option<RepeatRule>,
    /// None: as the plan that stands says, else volumes below the study's limit of quantification, or below 20 mm³,
    /// count as that.
    pub zeros: Option<ZeroRule>,
    /// None: as the plan that stands says, else every arm has its own residual variance in the mixed model.
    pub residual: Option<ResidualRule>,
    /// The event; none: that of the protocol, else four times the baseline volume.
    pub event: Option<EventRule>,
    /// The day that an event by volume falls on.
    pub event_time: EventTime,
    /// First day after baseline of the mRECIST window.
    pub mrecist_from: f64,
    /// None: that of the protocol.
    pub baseline: Option<BaselineRule>,
    /// By default the exclusions of the study apply.
    pub exclude: ExclusionRule,
    /// By default a day counts only if all tumors were read.
    pub burden: BurdenRule,
    /// By default the closed-form rules.
    pub interval: IntervalRule,
    /// Seed of the bootstrap; has no effect under other interval rules.
    pub seed: u64,
    /// Resamples of the bootstrap; likewise.
    pub resamples: u32,
    /// Confidence of the intervals, above 0 and below 1.
    pub confidence: f64,
}

impl Default for AnalysisOptions {
    fn default() -> Self {
        Self {
            control: None,
            day: None,
            window: None,
            horizon: None,
            repeats: None,
            zeros: None,
            residual: None,
            event: None,
            event_time: EventTime::Read,
            mrecist_from: 10.0,
            baseline: None,
            exclude: ExclusionRule::Listed,
            burden: BurdenRule::Complete,
            interval: IntervalRule::Closed,
            seed: 1,
            resamples: 10_000,
            confidence: 0.95,
        }
    }
}

/// The fewest resamples that the tails of an interval can be read from.
const FEWEST_RESAMPLES: f64 = 100.0;

impl AnalysisOptions {
    /// The same options if all numbers are in range.
    ///
    /// # Errors
    /// The first number that is not.
    pub fn check(self) -> Result<Self, Invalid> {
        let far = crate::MAX_DAY;
        let resamples = match self.interval {
            IntervalRule::Bca => FEWEST_RESAMPLES,
            IntervalRule::Closed | IntervalRule::None => 0.0,
        };
        let numbers = [
            ("landmark day", "days", -far, far, self.day),
            ("visit window", "days", 0.0, MAX_WINDOW, self.window),
            ("horizon", "days", -far, far, self.horizon),
            ("mRECIST day", "days", 0.0, far, Some(self.mrecist_from)),
            ("confidence", "", 0.5, 0.9999, Some(self.confidence)),
            (
                "resamples",
                "",
                resamples,
                1e6,
                Some(f64::from(self.resamples)),
            ),
        ];
        for (field, unit, least, most, value) in numbers {
            let quantity = Quantity {
                field,
                unit,
                least,
                most,
            };
            value.map(|v| quantity.check(v)).transpose()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_they_are_written() {
        for text in ["floor", "floor:20", "drop", "offset:1", "offset:0.5", "loq"] {
            assert_eq!(text.parse::<ZeroRule>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn floor_is_the_limit_of_quantification_else_20() {
        let floor = |loq| ZeroRule::Floor(None).with_floor(loq).to_string();
        assert_eq!(floor(Some(13.5)), "floor:13.5");
        assert_eq!(floor(None), "floor:20");
        assert_eq!(floor(Some(0.0)), "floor:20");
        let named = ZeroRule::Floor(Some(4.0));
        assert_eq!(named.with_floor(Some(13.5)), named);
    }

    #[test]
    fn other_rules_are_refused_with_a_remedy() {
        for text in [
            "",
            "keep",
            "offset",
            "offset:",
            "offset:-1",
            "offset:nan",
            "floor:",
            "floor:0",
            "drop:1",
        ] {
            assert!(
                !text.parse::<ZeroRule>().unwrap_err().remedy.is_none(),
                "{text}"
            );
        }
    }

    #[test]
    fn options_are_checked() {
        assert!(AnalysisOptions::default().check().is_ok());
        let sure = AnalysisOptions {
            confidence: 1.0,
            ..AnalysisOptions::default()
        };
        assert!(sure.check().is_err());
        let never = AnalysisOptions {
            day: Some(f64::NAN),
            ..AnalysisOptions::default()
        };
        assert!(never.check().is_err());
        let few = AnalysisOptions {
            resamples: 0,
            ..AnalysisOptions::default()
        };
        assert!(few.clone().check().is_ok());
        let interval = IntervalRule::Bca;
        assert!(AnalysisOptions { interval, ..few }.check().is_err());
    }
}
