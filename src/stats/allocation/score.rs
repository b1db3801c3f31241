//! The score of an allocation, computed from scratch. Lower is better.

use super::problem::{Covariate, Problem};
use crate::descriptive::{mean, sd};

/// How much the arms differ: Σ over covariates of weight × [ (max − min of arm means)/SD of all
/// animals + (max − min of arm CVs) ], 0 at best. CVs are fractions. `arms` is each animal's arm,
/// `None` if it is left out. An arm of one animal has no CV and counts with its mean only.
pub fn score(problem: &Problem, arms: &[Option<usize>]) -> f64 {
    let of =
        |covariate: &Covariate| covariate.weight * imbalance(covariate, arms, problem.sizes.len());
    problem.covariates.iter().map(of).sum()
}

/// The values of one covariate, arm by arm. `arms` is each animal's arm, `None` if it is left out; `count` is the
/// number of arms.
pub fn by_arm(values: &[f64], arms: &[Option<usize>], count: usize) -> Vec<Vec<f64>> {
    let mut groups = vec![Vec::new(); count];
    for (value, arm) in values.iter().zip(arms) {
        if let Some(arm) = arm {
            groups[*arm].push(*value);
        }
    }
    groups
}

/// One covariate's part of the score, without its weight; 0 if it is constant.
fn imbalance(covariate: &Covariate, arms: &[Option<usize>], count: usize) -> f64 {
    let Some(all) = sd(&covariate.values).filter(|_| varies(&covariate.values)) else {
        return 0.0;
    };
    let groups = by_arm(&covariate.values, arms, count);
    let positive = has_cv(&covariate.values);
    let spread = |group: &Vec<f64>| {
        let unit = if positive { mean(group)? } else { all };
        Some(sd(group)? / unit)
    };
    let means: Vec<f64> = groups.iter().filter_map(|g| mean(g)).collect();
    let spreads: Vec<f64> = groups.iter().filter_map(spread).collect();
    range(&means) / all + range(&spreads)
}

/// Whether two values differ.
pub(super) fn varies(values: &[f64]) -> bool {
    values.iter().any(|v| *v != values[0])
}

/// Whether the values have a meaningful coefficient of variation: every value is above 0.
pub(super) fn has_cv(values: &[f64]) -> bool {
    values.iter().all(|v| *v > 0.0)
}

/// Largest minus smallest value. NaN is ignored; without values the range is 0. The values are
/// compared in four lanes, so that the compiler can use vector instructions.
pub(super) fn range(values: &[f64]) -> f64 {
    let (mut low, mut high) = ([f64::INFINITY; 4], [f64::NEG_INFINITY; 4]);
    let chunks = values.chunks_exact(4);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &value) in chunk.iter().enumerate() {
            low[lane] = if value < low[lane] { value } else { low[lane] };
            high[lane] = if value > high[lane] {
                value
            } else {
                high[lane]
            };
        }
    }
    for (lane, &value) in rest.iter().enumerate() {
        low[lane] = if value < low[lane] { value } else { low[lane] };
        high[lane] = if value > high[lane] {
            value
        } else {
            high[lane]
        };
    }
    let low = low.into_iter().fold(f64::INFINITY, f64::min);
    let high = high.into_iter().fold(f64::NEG_INFINITY, f64::max);
    if high >= low { high - low } else { 0.0 }
}
