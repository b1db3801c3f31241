//! How alike arms are in values of their animals: one computation for draws and for the baseline table.

use domain::{BalanceRow, BalanceSection, BalanceTest};
use stats::adjust::positive;
use stats::allocation::balance;

/// One covariate: its name, a value per animal, and the index of the arm of each animal (none: in no arm).
pub(super) type Covariate<'a> = (&'a str, &'a [f64], &'a [Option<usize>]);

/// The balance of the covariates between arms of these names.
pub(super) fn section<'a>(
    names: &[String],
    covariates: impl IntoIterator<Item = Covariate<'a>>,
) -> BalanceSection {
    let mut section = BalanceSection::default();
    for (covariate, values, arms) in covariates {
        let found = balance(values, arms, names.len());
        for (arm, inside) in names.iter().zip(&found.arms) {
            section.rows.push(BalanceRow {
                covariate: covariate.to_owned(),
                arm: arm.clone(),
                n: inside.n,
                mean: inside.mean,
                sd: inside.sd,
                cv: inside.cv,
                min: inside.min,
                max: inside.max,
            });
        }
        section.tests.push(BalanceTest {
            covariate: covariate.to_owned(),
            anova_p: found.anova_p.map(positive),
            kruskal_p: found.kruskal_p.map(positive),
            max_standardized_difference: found.max_standardized_difference,
        });
    }
    section
}
