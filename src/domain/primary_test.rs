//! The test that answers the question of a study.

use crate::study::words;

words! {
    /// The tests that can be primary: the growth contrast, or one that another section of the analysis computes. Each
    /// compares every treated arm with the control, two-sided.
    PrimaryTest, "primary test", {
        /// Growth of each arm against the control's, the two arms alone: `stats::primary`. P after Holm.
        GrowthContrast => "growth_contrast",
        /// Slopes of the mixed model of all arms. P after Dunnett.
        ModelSlope => "model_slope",
        /// Means of the mixed model on the landmark day. P after Dunnett.
        ModelLandmark => "model_landmark",
        /// Dunnett's test of the volumes on the landmark day.
        Dunnett => "dunnett",
        /// Dunnett's test of their logarithms.
        DunnettLog => "dunnett_log",
        /// Welch's t test of the volumes on the landmark day. P after Holm.
        Welch => "welch",
        /// Welch's t test of their logarithms. P after Holm.
        WelchLog => "welch_log",
        /// Mann-Whitney of the volumes on the landmark day. P after Holm.
        MannWhitney => "mann_whitney",
        /// Log-rank test of the time to the event. P after Holm.
        LogRank => "log_rank",
    }
}

/// The test that answers a study that names none.
impl Default for PrimaryTest {
    fn default() -> Self {
        Self::GrowthContrast
    }
}

impl PrimaryTest {
    /// What reports call it, to stand within a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::GrowthContrast => "growth contrast",
            Self::ModelSlope => "slopes of the mixed model",
            Self::ModelLandmark => "landmark means of the mixed model",
            Self::Dunnett => "Dunnett's test of volumes",
            Self::DunnettLog => "Dunnett's test of ln V",
            Self::Welch => "Welch's t test of volumes",
            Self::WelchLog => "Welch's t test of ln V",
            Self::MannWhitney => "Mann-Whitney test of volumes",
            Self::LogRank => "log-rank test",
        }
    }

    /// How its P is adjusted for the number of arms: `holm` or `dunnett`.
    pub fn adjustment(self) -> &'static str {
        match self {
            Self::ModelSlope | Self::ModelLandmark | Self::Dunnett | Self::DunnettLog => "dunnett",
            Self::GrowthContrast
            | Self::Welch
            | Self::WelchLog
            | Self::MannWhitney
            | Self::LogRank => "holm",
        }
    }
}
