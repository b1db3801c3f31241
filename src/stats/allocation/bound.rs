//! A lower bound of the score.
//!
//! With k arms of s animals and nobody left out:
//!
//! *Grid.* If all values are multiples of g, so are the sums of the arms. If the total is not a
//! multiple of k·g, the sums of the arms cannot all be equal, and two arm means differ by at least
//! g/s.
//!
//! *Furthest animal.* Let x₀ be the value furthest from the mean, A the arm that has it, and r the
//! mean of the s − 1 other animals of A. The mean of A is m_A = (x₀ + (s − 1)r)/s. Its variance is
//! at least (x₀ − r)²/s, which it is if the others all equal r. Let T and Q be the sums of all
//! values and of all squares. The other arms together have mean m = (T − s·m_A)/(n − s). Their sums
//! of squares within arms add up to at most W = Q − x₀² − (s − 1)r² − (n − s)m² (Jensen), so their
//! variances average at most W/((k − 1)(s − 1)), and the smallest of their CVs is at most the root
//! of that, divided by m. The covariate's part of the score is at least |m_A − m|/SD + CV_A − that
//! CV, for some r between the smallest and the largest value. The minimum over r is bounded from
//! below on many small intervals, on each of which every term is bounded by its values at the ends.

use super::problem::{Covariate, Problem};
use super::score::{has_cv, varies};
use crate::descriptive::{mean, sd};

/// Number of intervals of r.
const INTERVALS: usize = 20_000;

/// A score that no allocation is below; `None` if nothing better than 0 is known.
pub(super) fn lower_bound(problem: &Problem) -> Option<f64> {
    let size = problem.sizes[0];
    let equal = problem.sizes.iter().all(|s| *s == size);
    let arms = problem.sizes.len();
    if !equal || size * arms != problem.animals || arms < 2 {
        return None;
    }
    let of = |c: &Covariate| c.weight * of_covariate(&c.values, size, arms);
    let sum: f64 = problem.covariates.iter().map(of).sum();
    // Rounding must not raise the bound above the true minimum.
    let bound = sum * (1.0 - 1e-9);
    (bound > 0.0).then_some(bound)
}

fn of_covariate(values: &[f64], size: usize, arms: usize) -> f64 {
    let (Some(center), Some(spread)) = (mean(values), sd(values)) else {
        return 0.0;
    };
    if !varies(values) {
        return 0.0;
    }
    let grid = grid_step(values, arms) / size as f64 / spread;
    if size < 2 || !has_cv(values) {
        return grid;
    }
    let furthest = |a: &f64, b: &f64| (a - center).abs().total_cmp(&(b - center).abs());
    let Some(&outlier) = values.iter().max_by(|a, b| furthest(a, b)) else {
        return grid;
    };
    let arm = Outlier {
        outlier,
        spread,
        grid,
        size: size as f64,
        n: values.len() as f64,
        total: values.iter().sum(),
        squares: values.iter().map(|x| x * x).sum(),
    };
    grid.max(arm.least(values))
}

/// The smallest possible difference between two sums of arms if the sums cannot all be equal, else 0.
fn grid_step(values: &[f64], arms: usize) -> f64 {
    let scaled = |scale: f64| -> Option<Vec<i64>> {
        let whole = |x: &f64| {
            let (y, near) = (x * scale, (x * scale).round());
            ((y - near).abs() <= 1e-12 * near.abs().max(1.0) && near.abs() < 1e12)
                .then_some(near as i64)
        };
        values.iter().map(whole).collect()
    };
    let scales = [1.0, 10.0, 100.0, 1e3, 1e4];
    let Some((scale, whole)) = scales.iter().find_map(|s| Some((s, scaled(*s)?))) else {
        return 0.0;
    };
    // Measured from the first value: an offset that all values share must not shrink the step.
    let step = whole.iter().fold(0, |g, x| gcd(g, (x - whole[0]).abs()));
    let above: i64 = whole.iter().map(|x| (x - whole[0]) / step.max(1)).sum();
    if above % arms as i64 == 0 {
        0.0
    } else {
        step as f64 / scale
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The value furthest from the mean, and sums over all values.
struct Outlier {
    outlier: f64,
    spread: f64,
    grid: f64,
    size: f64,
    n: f64,
    total: f64,
    squares: f64,
}

impl Outlier {
    /// The minimum of the bounds over all intervals of r.
    fn least(&self, values: &[f64]) -> f64 {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let at = |i: usize| low + (high - low) * i as f64 / INTERVALS as f64;
        let intervals = (0..INTERVALS).map(|i| self.between(at(i), at(i + 1)));
        intervals.fold(f64::INFINITY, f64::min)
    }

    /// Mean of the outlier's arm and mean of all other arms, if the animals beside the outlier have
    /// mean r.
    fn means(&self, r: f64) -> (f64, f64) {
        let sum = self.outlier + (self.size - 1.0) * r;
        (sum / self.size, (self.total - sum) / (self.n - self.size))
    }

    /// A lower bound of this part of the score for all r from `a` to `b`.
    fn between(&self, a: f64, b: f64) -> f64 {
        let ((own_a, other_a), (own_b, other_b)) = (self.means(a), self.means(b));
        if other_b <= 0.0 {
            // Values with a CV are above 0, so no such r exists if the other arms' mean is not
            // above 0.
            return if other_a <= 0.0 { f64::INFINITY } else { 0.0 };
        }
        let gaps = (own_a - other_a, own_b - other_b);
        let gap = if gaps.0 * gaps.1 <= 0.0 {
            0.0
        } else {
            gaps.0.abs().min(gaps.1.abs())
        };
        let off = (self.outlier - a, self.outlier - b);
        let off = if off.0 * off.1 <= 0.0 {
            0.0
        } else {
            off.0.abs().min(off.1.abs())
        };
        let own = off / self.size.sqrt() / own_b;
        // W is concave in r, so its slope is steepest at an end: values and slopes at the ends
        // bound it in between.
        let within = |r: f64, other: f64| {
            self.squares
                - self.outlier.powi(2)
                - (self.size - 1.0) * r * r
                - (self.n - self.size) * other * other
        };
        let slope = |r: f64, other: f64| 2.0 * (self.size - 1.0) * (other - r);
        let largest_rise = slope(a, other_a).abs().max(slope(b, other_b).abs()) * (b - a);
        let most = within(a, other_a).max(within(b, other_b)) + largest_rise;
        let freedom = (self.n / self.size - 1.0) * (self.size - 1.0);
        let others = (most.max(0.0) / freedom).sqrt() / other_b;
        (gap / self.spread).max(self.grid) + (own - others).max(0.0)
    }
}
