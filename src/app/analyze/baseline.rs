//! How alike the arms were at baseline.
//!
//! Excluded animals are included here: the table shows what randomization made of the arms, and exclusions came
//! later.

use crate::balance;
use domain::{AnalysisOptions, BalanceSection, ExclusionRule, StudyRecord};

use super::AnalyzeError;
use super::cohort::{AnalysisCohort, Subject};

/// Volume and body weight at baseline, by arm.
pub(super) fn section(
    record: &StudyRecord,
    options: &AnalysisOptions,
) -> Result<BalanceSection, AnalyzeError> {
    let all = AnalysisOptions {
        exclude: ExclusionRule::None,
        ..options.clone()
    };
    let cohort = AnalysisCohort::gather(record, &all)?;
    let names: Vec<String> = cohort.arms.iter().map(|arm| (*arm).to_owned()).collect();
    type Baseline = fn(&Subject) -> Option<(f64, f64)>;
    let covariates: [(&str, Baseline); 2] = [
        ("volume", |subject| subject.burden.baseline()),
        ("weight", |subject| subject.weights.baseline()),
    ];
    let read = |baseline: Baseline| -> (Vec<f64>, Vec<Option<usize>>) {
        let subjects = cohort.subjects.iter();
        let known = subjects.filter_map(|s| Some((baseline(s)?.1, Some(s.arm))));
        known.unzip()
    };
    let read = covariates.map(|(name, baseline)| (name, read(baseline)));
    let known = read.iter().filter(|(_, (values, _))| !values.is_empty());
    let known = known.map(|(name, (values, arms))| (*name, values.as_slice(), arms.as_slice()));
    Ok(balance::section(&names, known))
}
