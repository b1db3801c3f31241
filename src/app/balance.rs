//! How alike arms are in values of their animals: one computation for draws and for the baseline table.

use domain::{BalanceRow, BalanceSection, BalanceTest};
use stats::adjust::positive;
use stats::allocation::{by_arm, coefficient_of_variation, max_standardized_difference};
use stats::descriptive::describe;
use stats::oneway::anova::anova;
use stats::oneway::kruskal::kruskal_wallis;

/// One covariate: its name, a value per animal, and the index of the arm of each animal (none: in no arm).
pub(super) type Covariate<'a> = (&'a str, &'a [f64], &'a [Option<usize>]);

/// The balance of the covariates between arms of these names.
pub(super) fn section<'a>(
    names: &[String],
    covariates: impl IntoIterator<Item = Covariate<'a>>,
) -> BalanceSection {
    let mut section = BalanceSection::default();
    for (covariate, values, arms) in covariates {
        let groups = by_arm(values, arms, names.len());
        let groups: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
        for (arm, group) in names.iter().zip(&groups) {
            let described = describe(group);
            section.rows.push(BalanceRow {
                covariate: covariate.to_owned(),
                arm: arm.clone(),
                n: group.len(),
                mean: described.map(|d| d.mean),
                sd: described.and_then(|d| d.sd),
                cv: coefficient_of_variation(group),
                min: described.map(|d| d.min),
                max: described.map(|d| d.max),
            });
        }
        section.tests.push(BalanceTest {
            covariate: covariate.to_owned(),
            anova_p: anova(&groups).ok().map(|test| positive(test.p)),
            kruskal_p: kruskal_wallis(&groups).ok().map(|test| positive(test.p)),
            max_standardized_difference: max_standardized_difference(&groups),
        });
    }
    section
}
