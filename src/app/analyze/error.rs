//! Questions that have no answer.

use domain::{Invalid, Remedy};

/// Why a study cannot be analyzed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnalyzeError {
    /// The options name an arm that the study does not have.
    #[error("control arm `{name}` is not in study `{study}`")]
    UnknownControl {
        /// The arm as typed.
        name: String,
        /// The study.
        study: String,
        /// The arms that it has.
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
            Self::Option(invalid) => invalid.remedy.clone(),
        }
    }
}
