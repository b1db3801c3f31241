//! Each animal over days: the series that figures draw and all numbers are computed from.

use serde::Serialize;

use crate::serialize::day;

/// One animal's burden and body weight over days, excluded readings left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnimalCurve {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Its burden, days ascending; empty if it was never read.
    pub volumes: Vec<VolumePoint>,
    /// Its body weight, days ascending; empty if it was never weighed.
    pub weights: Vec<WeightPoint>,
}

/// The burden of an animal on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct VolumePoint {
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// The sum of its tumors under the study's formula, mm³.
    pub volume_mm3: f64,
    /// The nominal day that it counts for in means by day, if it counts for one. Not written to JSON, where a curve has
    /// the days of its readings.
    #[serde(skip)]
    pub visit: Option<f64>,
}

/// The body weight of an animal on one day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeightPoint {
    /// The study day.
    #[serde(serialize_with = "day")]
    pub day: f64,
    /// Body weight, g.
    pub weight_g: f64,
    /// Change from its baseline, percent.
    pub change_percent: f64,
    /// The nominal day that it counts for in means by day, as that of a volume.
    #[serde(skip)]
    pub visit: Option<f64>,
}
