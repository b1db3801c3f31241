//! Growth inhibition.

use serde::Serialize;

use crate::Definition;
use crate::serialize::day;

impl Definition {
    /// Its name on screens and in reports: short, for it heads the rows of a wide table.
    pub fn title(self) -> &'static str {
        match self {
            Self::TcMean => "T/C of means",
            Self::TcMedian => "T/C of medians",
            Self::TcGeomean => "T/C of geom. means",
            Self::Delta => "ΔT/ΔC of means",
            Self::DeltaMedian => "ΔT/ΔC of medians",
            Self::DeltaLocf => "ΔT/ΔC by LOCF",
            Self::DeltaMeans => "ΔT/ΔC of arm means",
            Self::Rtv => "mean RTV",
            Self::RtvMedian => "median RTV",
            Self::Auc => "AUC",
            Self::AucPerDay => "AUC per day",
            Self::AucAboveBaseline => "AUC above baseline",
            Self::Rate => "growth rate",
            Self::RateTc => "growth rate T/C",
            Self::Regression => "regression",
            Self::Egait => "growth rate eGaIT",
        }
    }

    /// The shortest name by which laboratories know it, for headings.
    pub fn short_title(self) -> &'static str {
        match self {
            Self::TcMean | Self::TcMedian | Self::TcGeomean => "T/C",
            Self::Delta | Self::DeltaMedian | Self::DeltaLocf | Self::DeltaMeans => "ΔT/ΔC",
            Self::Rtv | Self::RtvMedian => "RTV",
            Self::Auc | Self::AucPerDay | Self::AucAboveBaseline => "AUC",
            Self::Rate | Self::RateTc => "growth rate",
            Self::Regression => "regression",
            Self::Egait => "eGaIT",
        }
    }

    /// Whether it divides changes from baseline (ΔT/ΔC) rather than values (T/C).
    pub fn compares_changes(self) -> bool {
        matches!(
            self,
            Self::Delta | Self::DeltaMedian | Self::DeltaLocf | Self::DeltaMeans
        )
    }
}

/// One arm against the control, on one day, under one definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InhibitionRow {
    /// The arm.
    pub arm: String,
    /// The day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// How the percentages are defined.
    pub definition: Definition,
    /// Growth inhibition in percent; above 100 the arm shrank. Under `regression`, the shrinkage.
    pub tgi_percent: Option<f64>,
    /// Treated over control in percent; none for `regression`.
    pub tc_percent: Option<f64>,
    /// Lower end of the interval of `tgi_percent`.
    pub ci_low: Option<f64>,
    /// Upper end of the interval of `tgi_percent`.
    pub ci_high: Option<f64>,
    /// The number of animals of the arm with a value.
    pub n_treated: usize,
    /// The number of animals of the control with a value.
    pub n_control: usize,
    /// Why a number is missing, or a remark on it.
    pub note: Option<String>,
    /// The rule of the interval, as its card is named; none where there is no interval.
    pub interval_method: Option<&'static str>,
}

/// The activity that the limits of the National Cancer Institute assign to T/C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NciReading {
    /// T/C below 10 %.
    HighlyActive,
    /// T/C at most 42 %.
    Active,
    /// T/C above 42 %.
    Inactive,
    /// The interval of T/C includes 42 %.
    Unclear,
}

impl NciReading {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::HighlyActive => "highly active",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Unclear => "unclear",
        }
    }
}

/// The largest T/C of an active arm, percent.
const ACTIVE_PERCENT: f64 = 42.0;

/// A highly active arm has a T/C below this, percent.
const HIGHLY_ACTIVE_PERCENT: f64 = 10.0;

impl InhibitionRow {
    /// What the whole interval of T/C says, and not the estimate alone; none without an interval, and for other
    /// definitions than T/C of means.
    pub fn nci_reading(&self) -> Option<NciReading> {
        if self.definition != Definition::TcMean {
            return None;
        }
        let (least, most) = (100.0 - self.ci_high?, 100.0 - self.ci_low?);
        Some(if most < HIGHLY_ACTIVE_PERCENT {
            NciReading::HighlyActive
        } else if most <= ACTIVE_PERCENT {
            NciReading::Active
        } else if least > ACTIVE_PERCENT {
            NciReading::Inactive
        } else {
            NciReading::Unclear
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ends: Option<(f64, f64)>) -> InhibitionRow {
        InhibitionRow {
            arm: "A".to_owned(),
            day: 21.0,
            definition: Definition::TcMean,
            tgi_percent: Some(95.0),
            tc_percent: Some(5.0),
            ci_low: ends.map(|e| e.0),
            ci_high: ends.map(|e| e.1),
            n_treated: 8,
            n_control: 8,
            note: None,
            interval_method: ends.map(|_| "log_hc3"),
        }
    }

    #[test]
    fn nci_reading_is_that_of_the_whole_interval() {
        for (ends, reading) in [
            (None, None),
            (Some((91.0, 97.0)), Some(NciReading::HighlyActive)),
            (Some((58.0, 97.0)), Some(NciReading::Active)),
            (Some((57.0, 97.0)), Some(NciReading::Unclear)),
            (Some((-20.0, 57.0)), Some(NciReading::Inactive)),
        ] {
            assert_eq!(row(ends).nci_reading(), reading, "{ends:?}");
        }
    }
}
