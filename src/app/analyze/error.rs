//! Why a study cannot be analyzed as asked.

use crate::Error;
use domain::{Invalid, Remedy};

/// The most arms of a study that is analyzed. Its 19 900 pairs of arms take seconds; fifty times as many arms would
/// take 2 500 times as many pairs, and a model whose matrices fill the memory.
pub(super) const MAX_ARMS: usize = 200;

/// Why a study cannot be analyzed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnalyzeError {
    /// The options name an arm that the study does not have.
    #[error("control arm `{name}` is not in study `{study}`")]
    UnknownControl {
        /// The arm as typed.
        name: String,
        /// The name of the study.
        study: String,
        /// Names of its arms.
        known: Vec<String>,
    },
    /// Study days cannot be counted.
    #[error("study `{study}` has no day 0")]
    NoDay0 {
        /// The study.
        study: String,
    },
    /// The rule `loq` needs a limit that the study does not set.
    #[error("zeros `loq` needs a limit of quantification, and study `{study}` sets none")]
    NoLoq {
        /// The study.
        study: String,
    },
    /// The study has more arms than are compared.
    #[error(
        "study `{study}` has {arms} arms, and at most {MAX_ARMS} are analyzed, because each is compared with all others"
    )]
    TooManyArms {
        /// The study.
        study: String,
        /// The number of its arms.
        arms: usize,
    },
    /// A number among the options is out of range.
    #[error(transparent)]
    Option(#[from] Invalid),
}

impl AnalyzeError {
    /// How to mend it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::UnknownControl { known, .. } => {
                let known: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                format!("the study has the arms {}", known.join(", ")).into()
            }
            Self::NoDay0 { study } => Remedy::SetDay0 {
                study: study.clone(),
            },
            Self::NoLoq { study } => Remedy::SetLimitOfQuantification {
                study: study.clone(),
            },
            Self::TooManyArms { .. } => {
                "divide it into several studies; the formats csv and parquet are exported all the same".into()
            }
            Self::Option(invalid) => invalid.remedy.clone(),
        }
    }
}

impl From<AnalyzeError> for Error {
    fn from(error: AnalyzeError) -> Self {
        Self::state(error.to_string(), error.remedy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::analyze;
    use domain::AnalysisOptions;
    use domain::testing::{arm, study};

    #[test]
    fn study_of_more_arms_than_are_compared_is_refused() {
        let mut record = study(Vec::new());
        record.arms = (0..=MAX_ARMS)
            .map(|n| arm(&n.to_string(), n == 0))
            .collect();
        let many = analyze(&record, &AnalysisOptions::default()).unwrap_err();
        assert!(
            many.to_string()
                .contains("has 201 arms, and at most 200 are analyzed")
        );
        record.arms.pop();
        let other = analyze(&record, &AnalysisOptions::default());
        assert!(!matches!(other, Err(AnalyzeError::TooManyArms { .. })));
    }
}
