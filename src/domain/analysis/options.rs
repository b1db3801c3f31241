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

/// How the logarithm of a volume treats zeros, which stand for tumors that disappeared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ZeroRule {
    /// ln V; readings of volume 0 are left out.
    Drop,
    /// ln(V + x), x in mm³, above 0.
    Offset(f64),
    /// Volumes below the study's limit of quantification count as half of it.
    Loq,
}

impl fmt::Display for ZeroRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drop => f.write_str("drop"),
            Self::Offset(x) => write!(f, "offset:{x}"),
            Self::Loq => f.write_str("loq"),
        }
    }
}

impl FromStr for ZeroRule {
    type Err = Invalid;

    /// Reads `drop`, `offset:1` or `loq`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let unknown = || Invalid::new("zeros", text, "is not known", "one of drop, offset:X, loq");
        match text.trim().to_lowercase().as_str() {
            "drop" => Ok(Self::Drop),
            "loq" => Ok(Self::Loq),
            word => {
                let number = word.strip_prefix("offset:").ok_or_else(unknown)?;
                let offset = Quantity {
                    field: "zeros offset",
                    unit: "mm³",
                    least: 1e-6,
                    most: 1e6,
                };
                offset.read(number).map(Self::Offset)
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
    /// By default 1 mm³ is added to every volume.
    pub zeros: ZeroRule,
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
            zeros: ZeroRule::Offset(1.0),
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
        for text in ["drop", "offset:1", "offset:0.5", "loq"] {
            assert_eq!(text.parse::<ZeroRule>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_rules_are_refused_with_a_remedy() {
        for text in ["", "keep", "offset", "offset:", "offset:-1", "offset:nan"] {
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
