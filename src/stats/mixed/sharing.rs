//! Which arms have a residual variance of their own, and which share.

use super::blocks::{ArmBlock, Blocks};
use super::criterion::{Evaluation, within_arm};
use super::model::{FEWEST_RESIDUALS, Residual, Shared};
use super::residual::Residuals;

/// A scatter below this share of the largest reading counts as rounding: a sum of squares carries 15
/// digits, hence its root about half as many.
pub const ROUNDING: f64 = 3e-8;

/// The residual variances that the readings support. `least_squares` is the evaluation at D = 0.
pub fn supported(residual: Residual, blocks: &Blocks, least_squares: &Evaluation) -> Residuals {
    let common = Residuals::common(blocks.arms.len());
    if residual == Residual::Common {
        return common;
    }
    let scatter: Vec<Scatter> = (0..blocks.arms.len())
        .map(|arm| Scatter::of(blocks, arm, least_squares))
        .collect();
    let shared: Vec<Option<Shared>> = scatter.iter().map(Scatter::shared).collect();
    let own: Vec<&Scatter> = scatter.iter().filter(|s| s.shared().is_none()).collect();
    let counts: Vec<bool> = shared
        .iter()
        .map(|shared| *shared != Some(Shared::NoScatter))
        .collect();
    let mut counted = blocks
        .arms
        .iter()
        .zip(&counts)
        .filter(|(_, counts)| **counts);
    let several = counted.any(|(arm, _)| arm.animals > 1);
    let Some(first) = own.first().filter(|_| several) else {
        return Residuals { shared, ..common };
    };
    let guess = own
        .iter()
        .map(|s| s.variance() / first.variance())
        .collect();
    let total: f64 = own.iter().map(|s| s.df as f64).sum();
    let pooled: Vec<f64> = own.iter().map(|s| s.df as f64 / total).collect();
    let unit = |i: usize| (0..own.len()).map(move |j| f64::from(i == j)).collect();
    let mut weights: Vec<Vec<f64>> = (0..own.len()).map(unit).collect();
    if shared.iter().any(Option::is_some) {
        weights.push(pooled.clone());
    }
    let mut next = 0;
    let class = |shared: &Option<Shared>| {
        if shared.is_some() {
            return own.len();
        }
        next += 1;
        next - 1
    };
    Residuals {
        weights,
        class_of_arm: shared.iter().map(class).collect(),
        counts,
        shared,
        guess,
        pooled,
    }
}

/// The scatter of an arm's readings about the lines of its animals.
struct Scatter {
    df: usize,
    square: f64,
    /// Whether it is more than rounding: about the animals' lines, or about the arm's where they
    /// have no degrees of freedom.
    is_there: bool,
    /// Whether the arm has no more readings than its line has parameters.
    is_determined: bool,
}

impl Scatter {
    fn of(blocks: &Blocks, arm: usize, least_squares: &Evaluation) -> Self {
        let block: &ArmBlock = &blocks.arms[arm];
        let (square, columns) = within_arm(block, blocks.local);
        let df = block.free.saturating_sub(columns);
        let rounding = block.readings as f64 * (ROUNDING * blocks.magnitude).powi(2);
        let about_arm = least_squares.arms[arm].at(blocks.local, blocks.local).v;
        let seen = if df > 0 { square } else { about_arm };
        Self {
            df,
            square,
            is_there: seen > rounding,
            is_determined: block.readings <= blocks.local,
        }
    }

    fn shared(&self) -> Option<Shared> {
        match (self.is_there, self.is_determined) {
            (true, _) if self.df >= FEWEST_RESIDUALS => None,
            (false, false) => Some(Shared::NoScatter),
            _ => Some(Shared::TooFew),
        }
    }

    fn variance(&self) -> f64 {
        self.square / self.df as f64
    }
}
