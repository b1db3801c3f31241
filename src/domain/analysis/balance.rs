//! How alike arms are in what was known of their animals before treatment.

use serde::Serialize;

/// Baselines by arm, over all animals that were given to one: those that the analysis excludes too.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct BalanceSection {
    /// Every covariate in every arm.
    pub rows: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
}

/// One covariate in one arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceRow {
    /// The covariate: `volume` (mm³), `weight` (g), or as a draw names it.
    pub covariate: String,
    /// Name of the arm.
    pub arm: String,
    /// Animals.
    pub n: usize,
    /// Mean, in the covariate's unit.
    pub mean: Option<f64>,
    /// Standard deviation (n − 1).
    pub sd: Option<f64>,
    /// SD over mean, a fraction.
    pub cv: Option<f64>,
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
}

/// One covariate over all arms. After a draw these describe: there is nothing to test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceTest {
    /// The covariate.
    pub covariate: String,
    /// p of the analysis of variance.
    pub anova_p: Option<f64>,
    /// p of Kruskal and Wallis.
    pub kruskal_p: Option<f64>,
    /// Largest difference of two arm means, in SDs within arms.
    pub max_standardized_difference: Option<f64>,
}
