//! The variance components, and the residuals by arm and day.

use domain::{ResidualDay, ResidualRow, ResidualRule, SharedResidual, VarianceRow};
use stats::descriptive::{mean, sd};
use stats::mixed::Shared;

use super::fitted::{FittedModel, identified};

impl FittedModel<'_> {
    /// The residual standard deviation of all arms; none if arms have their own.
    pub fn common_sd(&self) -> Option<f64> {
        let common = self.rows.residual == ResidualRule::Common;
        (common && identified(self.fit)).then(|| self.fit.variances.residual.sqrt())
    }

    /// The variance components; without numbers where the readings do not determine them.
    pub fn random(&self) -> Vec<VarianceRow> {
        let v = self.fit.variances;
        let known = identified(self.fit);
        let row = |term1: String, term2, value: f64, sd_or_correlation: Option<f64>| VarianceRow {
            term1,
            term2,
            value: known.then_some(value),
            sd_or_correlation: sd_or_correlation.filter(|_| known),
        };
        let variance = |term: String, value: f64| row(term, None, value, Some(value.sqrt()));
        let mut rows = vec![variance("(intercept)".to_owned(), v.intercept)];
        rows.extend(v.slope.map(|slope| variance("day".to_owned(), slope)));
        let correlation = v.correlation();
        let covariance = |value| row("(intercept)".to_owned(), Some("day"), value, correlation);
        rows.extend(v.covariance.map(covariance));
        match self.rows.residual {
            ResidualRule::Common => rows.push(variance("residual".to_owned(), v.residual)),
            ResidualRule::Arm => {
                let arms = self.cohort.arms.iter().zip(&self.fit.residuals);
                let of_arm = |(arm, of): (&&str, &stats::mixed::ArmResidual)| {
                    variance(format!("residual[{arm}]"), of.variance)
                };
                rows.extend(arms.map(of_arm));
            }
        }
        rows
    }

    /// The residual standard deviation of each arm.
    pub fn residuals(&self) -> Vec<ResidualRow> {
        let arms = self.cohort.arms.iter().zip(&self.fit.residuals);
        let row = |(arm, (name, of)): (usize, (&&str, &stats::mixed::ArmResidual))| ResidualRow {
            arm: (*name).to_owned(),
            sd: identified(self.fit).then(|| of.variance.sqrt()),
            shared: of.shared.map(|why| match why {
                Shared::TooFew => SharedResidual::FewReadings,
                Shared::NoScatter => SharedResidual::NoScatter,
            }),
            n: self.rows.of_arm(arm).count(),
        };
        arms.enumerate().map(row).collect()
    }

    /// Mean and standard deviation of the residuals of each arm on each day.
    pub fn residual_days(&self) -> Vec<ResidualDay> {
        let fitted = self.fit.fitted(&self.rows.model());
        let mut days = Vec::new();
        for (arm, name) in self.cohort.arms.iter().enumerate() {
            let of_row = |i: usize| Some((self.rows.day[i], self.rows.response[i] - fitted[i]?));
            let mut residuals: Vec<(f64, f64)> = self.rows.of_arm(arm).filter_map(of_row).collect();
            residuals.sort_by(|a, b| a.0.total_cmp(&b.0));
            for of_day in residuals.chunk_by(|a, b| a.0 == b.0) {
                let values: Vec<f64> = of_day.iter().map(|(_, residual)| *residual).collect();
                days.extend(mean(&values).map(|mean| ResidualDay {
                    arm: (*name).to_owned(),
                    day: of_day[0].0,
                    n: values.len(),
                    mean,
                    sd: sd(&values),
                }));
            }
        }
        days
    }
}
