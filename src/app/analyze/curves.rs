//! Each animal's burden over days, as figures show it: the very series that the numbers are made
//! from.

use crate::domain::{AnalysisOptions, StudyRecord};

use super::AnalyzeError;
use super::cohort::Cohort;

/// One animal's burden over days.
#[derive(Debug, Clone, PartialEq)]
pub struct BurdenCurve {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// Study days in ascending order, each with the burden in mm³ under the study's formula.
    pub points: Vec<(f64, f64)>,
}

/// The curves of all animals that belong to an arm and are not excluded, control first, then in the
/// study's order of arms and tags. An animal that was never read has no points.
///
/// # Errors
/// As [`analyze`](super::analyze).
pub fn burden_curves(
    record: &StudyRecord,
    options: &AnalysisOptions,
) -> Result<Vec<BurdenCurve>, AnalyzeError> {
    let cohort = Cohort::gather(record, options)?;
    let curve = |subject: &super::cohort::Subject| BurdenCurve {
        animal: subject.tag.to_owned(),
        arm: cohort.arms[subject.arm].to_owned(),
        points: subject.burden.points().collect(),
    };
    Ok(cohort.subjects.iter().map(curve).collect())
}
