//! Tests of one day's values.

use serde::Serialize;

/// The burdens on the landmark day, compared between arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LandmarkSection {
    /// Of the volumes, mm³.
    pub raw: LandmarkTests,
    /// Of their logarithms under the rule for zeros.
    pub log: LandmarkTests,
}

/// The tests on one scale. Arms with fewer than two values are left out of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct LandmarkTests {
    /// One-way analysis of variance.
    pub anova: Option<AnovaTest>,
    /// Welch's analysis of variance.
    pub welch_anova: Option<WelchAnovaTest>,
    /// Kruskal-Wallis.
    pub kruskal: Option<KruskalTest>,
    /// Every arm against the control, one common variance.
    pub dunnett: Vec<DunnettRow>,
    /// All pairs, one common variance.
    pub tukey: Vec<TukeyRow>,
    /// Every arm against the control, by ranks, each pair on its own.
    pub mann_whitney: Vec<MannWhitneyRow>,
    /// Every arm against the control, each with its own variance.
    pub welch_t: Vec<TRow>,
    /// Every arm against the control, the two arms' common variance.
    pub student_t: Vec<TRow>,
    /// Every arm against the control, by the ranks among all.
    pub dunn: Vec<DunnRow>,
    /// Whether the residuals of all arms look normal.
    pub shapiro_wilk: Option<ShapiroTest>,
    /// Whether arms scatter alike: by distances from the medians.
    pub levene: Option<AnovaTest>,
    /// Whether arms scatter alike, if normal.
    pub bartlett: Option<BartlettTest>,
    /// Values per arm that entered.
    pub arms: Vec<LandmarkArm>,
}

impl LandmarkTests {
    /// Whether any test of all arms has an answer.
    pub fn has_answers(&self) -> bool {
        self.anova.is_some() || self.welch_anova.is_some() || self.kruskal.is_some()
    }
}

/// An arm on the landmark day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LandmarkArm {
    /// The arm.
    pub arm: String,
    /// Values.
    pub n: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Their standard deviation.
    pub sd: Option<f64>,
}

/// An F test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnovaTest {
    /// Degrees of freedom between arms.
    pub df1: f64,
    /// Degrees of freedom within arms.
    pub df2: f64,
    /// The statistic.
    pub f: f64,
    /// Its upper tail.
    pub p: f64,
}

/// Welch's F test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WelchAnovaTest {
    /// The statistic.
    pub f: f64,
    /// Degrees of freedom between arms.
    pub df1: f64,
    /// Degrees of freedom within arms, a fraction.
    pub df2: f64,
    /// Its upper tail.
    pub p: f64,
}

/// A Kruskal-Wallis test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KruskalTest {
    /// The statistic.
    pub h: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Its upper tail.
    pub p: f64,
}

/// Bartlett's test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BartlettTest {
    /// The statistic.
    pub k2: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Its upper tail.
    pub p: f64,
}

/// A Shapiro-Wilk test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShapiroTest {
    /// Near 1 where values look normal.
    pub w: f64,
    /// Small where they do not.
    pub p: f64,
}

/// One arm against the control, by Dunnett.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DunnettRow {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// Difference of the means.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// estimate/se.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided, of this comparison alone.
    pub p_raw: f64,
    /// Two-sided, adjusted.
    pub p_dunnett: f64,
    /// One-sided (lower than the control), adjusted.
    pub p_dunnett_less: f64,
    /// Lower end of the simultaneous interval.
    pub ci_low: f64,
    /// Upper end of the simultaneous interval.
    pub ci_high: f64,
    /// Of logarithms: exp of the difference, a ratio of geometric means; none of volumes.
    pub ratio: Option<f64>,
    /// Lower end of its simultaneous interval.
    pub ratio_low: Option<f64>,
    /// Upper end of its simultaneous interval.
    pub ratio_high: Option<f64>,
}

/// A pair of arms, by Tukey and Kramer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TukeyRow {
    /// `LATER - EARLIER`, in the order of arms.
    pub contrast: String,
    /// Difference of the means.
    pub difference: f64,
    /// Studentized.
    pub q: f64,
    /// Adjusted.
    pub p: f64,
    /// Lower end of the simultaneous interval.
    pub ci_low: f64,
    /// Upper end of the simultaneous interval.
    pub ci_high: f64,
}

/// One arm against the control, by ranks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MannWhitneyRow {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// Pairs in which the treated value is the higher, ties a half.
    pub w: f64,
    /// Exact two-sided p; none with ties.
    pub p_exact: Option<f64>,
    /// Two-sided p of the normal approximation with continuity correction.
    pub p_normal_cc: f64,
    /// Median of all differences treated − control.
    pub hodges_lehmann: f64,
    /// Lower end of its interval.
    pub ci_low: f64,
    /// Upper end of its interval.
    pub ci_high: f64,
    /// The exact p, else the normal one, after Holm over the arms.
    pub p_holm: Option<f64>,
    /// Confidence of the interval: with few animals none reaches the one asked for.
    pub confidence: f64,
}

/// One arm against the control, by Student's t.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TRow {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// The statistic.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided.
    pub p: f64,
    /// After Holm over the arms.
    pub p_holm: Option<f64>,
}

/// One arm against the control, by Dunn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DunnRow {
    /// `TREATED - CONTROL`.
    pub contrast: String,
    /// Difference of the mean ranks in standard errors.
    pub z: f64,
    /// Two-sided, of this comparison alone.
    pub p: f64,
    /// After Holm over the arms.
    pub p_holm: f64,
}
