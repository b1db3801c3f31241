//! Growth inhibition.

use serde::Serialize;

use crate::Definition;
use crate::serialize::day;

impl Definition {
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
}
