//! Bias-corrected and accelerated (BCa) bootstrap intervals for statistics of one or two groups.
//!
//! **Question.** Between which limits does a percentage such as TGI lie, given the scatter of the
//! animals of both groups?
//!
//! **Formulas.** θ* is the statistic in every stratified resample (each group is resampled within
//! itself). Bias z₀ = Φ⁻¹(share of θ* below θ̂, ties half). Acceleration from the jackknife over
//! both groups: with l_ki = (n_k − 1)(mean of θ̂₍₋ₖ.₎ − θ̂₍₋ₖᵢ₎), a = Σₖ n_k⁻³ Σᵢ l³ / (6 (Σₖ n_k⁻²
//! Σᵢ l²)^1.5). The ends are the quantiles of θ* at Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))), interpolated
//! at (R + 1)·α.
//!
//! **Assumptions, small samples.** Animals are independent within groups. With fewer than about six
//! animals per group every bootstrap interval is too short. For medians the jackknife is
//! inaccurate.
//!
//! **Ties, missing values.** Missing values are left out before the call. Where the bootstrap is
//! not valid there is no interval, with a reason ([`NoInterval`]). In particular a ratio has no
//! interval if the control is not above 0 in every resample: its true interval is then unbounded.
//!
//! **Where others differ.** R's `boot.ci(type = "bca")` leaves out the n_k weights of the
//! acceleration, which matters only if groups differ in size. Prism has no bootstrap interval of such
//! percentages.
//!
//! **References.** Efron 1987, doi:10.1080/01621459.1987.10478410; DiCiccio & Efron 1996,
//! doi:10.1214/ss/1032280214; Davison & Hinkley 1997, Bootstrap Methods, 5.3 (several samples).
//!
//! **Validated** below: exact quantiles where bias and acceleration are 0, coverage in simulated
//! samples, and invariances.

use super::distribution::normal;
use super::interval::Interval;
use super::quantile::normal_quantile;
use super::resample::Resampled;

/// Why there is no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoInterval {
    /// A group has fewer than two animals.
    TooFew,
    /// The statistic is the same in every resample.
    NoVariation,
    /// The control is not above 0 in every resample.
    ControlNearZero,
    /// The statistic is not finite in every resample.
    Undefined,
    /// All resamples are on one side of the estimate, or the acceleration is too large for the
    /// formula.
    OneSided,
}

/// Buffers that one interval after another can reuse.
#[derive(Debug, Default)]
pub struct Scratch {
    replicates: Vec<f64>,
    tails: [Vec<f64>; 2],
}

/// The interval of `combine(treated, control)` of two groups that were resampled independently,
/// with equal numbers of replicates. `confidence` is 0 to 1.
///
/// # Errors
/// [`NoInterval`] where the bootstrap is not valid.
pub fn two_groups(
    treated: &Resampled,
    control: &Resampled,
    confidence: f64,
    scratch: &mut Scratch,
    combine: impl Fn(f64, f64) -> f64,
) -> Result<Interval, NoInterval> {
    let estimate = combine(treated.estimate, control.estimate);
    let pairs = treated.replicates.iter().zip(&control.replicates);
    scratch.replicates.clear();
    scratch
        .replicates
        .extend(pairs.map(|(&t, &c)| combine(t, c)));
    let with_treated = |t: &f64| combine(*t, control.estimate);
    let with_control = |c: &f64| combine(treated.estimate, *c);
    let left_out = [
        treated.left_out.iter().map(with_treated).collect(),
        control.left_out.iter().map(with_control).collect(),
    ];
    interval(estimate, acceleration(&left_out), confidence, scratch)
}

/// As [`two_groups`], for a ratio with the control as denominator, which must be above 0 in every
/// resample.
///
/// # Errors
/// [`NoInterval`] where the bootstrap is not valid.
pub fn ratio(
    treated: &Resampled,
    control: &Resampled,
    confidence: f64,
    scratch: &mut Scratch,
    combine: impl Fn(f64, f64) -> f64,
) -> Result<Interval, NoInterval> {
    if control.least <= 0.0 {
        return Err(NoInterval::ControlNearZero);
    }
    two_groups(treated, control, confidence, scratch, combine)
}

/// The interval of the statistic of one group.
///
/// # Errors
/// [`NoInterval`] where the bootstrap is not valid.
pub fn one_group(
    group: &Resampled,
    confidence: f64,
    scratch: &mut Scratch,
) -> Result<Interval, NoInterval> {
    scratch.replicates.clear();
    scratch.replicates.extend_from_slice(&group.replicates);
    let a = acceleration(std::slice::from_ref(&group.left_out));
    interval(group.estimate, a, confidence, scratch)
}

/// The acceleration, from the estimates without each animal of each group in turn.
fn acceleration(left_out: &[Vec<f64>]) -> f64 {
    let (mut cubes, mut squares) = (0.0, 0.0);
    for group in left_out {
        let n = group.len() as f64;
        let center = group.iter().sum::<f64>() / n;
        for estimate in group {
            let influence = (n - 1.0) * (center - estimate) / n;
            cubes += influence.powi(3);
            squares += influence.powi(2);
        }
    }
    if squares > 0.0 {
        cubes / (6.0 * squares.powf(1.5))
    } else {
        0.0
    }
}

/// The interval from the replicates in `scratch`.
fn interval(
    estimate: f64,
    acceleration: f64,
    confidence: f64,
    scratch: &mut Scratch,
) -> Result<Interval, NoInterval> {
    let replicates = &scratch.replicates;
    let summary = Summary::of(replicates, estimate);
    if replicates.len() < 2 {
        return Err(NoInterval::TooFew);
    }
    if !summary.finite {
        return Err(NoInterval::Undefined);
    }
    // A spread below this is the rounding of the statistic.
    let noise = 1e-12 * (estimate.abs() + summary.most.abs());
    if summary.most - summary.least <= noise {
        return Err(NoInterval::NoVariation);
    }
    let bias = normal_quantile(summary.share_below).ok_or(NoInterval::OneSided)?;
    let z = normal_quantile(0.5 + confidence / 2.0).ok_or(NoInterval::OneSided)?;
    let share = |z: f64| {
        let stretched = 1.0 - acceleration * (bias + z);
        let inside = stretched > 0.0 && acceleration.is_finite();
        inside.then(|| normal::cdf(bias + (bias + z) / stretched))
    };
    let (low, high) = (share(-z), share(z));
    let (low, high) = low.zip(high).ok_or(NoInterval::OneSided)?;
    Ok(quantiles(replicates, low, high, &mut scratch.tails))
}

/// A summary of the replicates, from one pass.
struct Summary {
    least: f64,
    most: f64,
    finite: bool,
    /// Share of replicates below the estimate; a tie counts ½.
    share_below: f64,
}

/// Number of replicates processed in parallel lanes, so that the compiler can use vector instructions.
const LANES: usize = 8;

impl Summary {
    fn of(replicates: &[f64], estimate: f64) -> Self {
        // A replicate can equal the estimate up to the rounding of the numbers from which both were
        // computed. These can be much larger than the results, as in 100 − 100.001; the size of
        // other replicates shows how large.
        let some = replicates.iter().step_by(256);
        let size = some.fold(estimate.abs(), |size, value| size.max(value.abs()));
        let tolerance = 1e-12 * size;
        let (below, above) = (estimate - tolerance, estimate + tolerance);
        let mut least = [f64::INFINITY; LANES];
        let mut most = [f64::NEG_INFINITY; LANES];
        let mut infinite = [0.0; LANES];
        let mut halves = [0_u32; LANES];
        for chunk in replicates.chunks(LANES) {
            for (i, &value) in chunk.iter().enumerate() {
                least[i] = if value < least[i] { value } else { least[i] };
                most[i] = if value > most[i] { value } else { most[i] };
                infinite[i] += value * 0.0; // NaN unless finite
                halves[i] += u32::from(value < below) + u32::from(value <= above);
            }
        }
        Self {
            least: least.into_iter().fold(f64::INFINITY, f64::min),
            most: most.into_iter().fold(f64::NEG_INFINITY, f64::max),
            finite: infinite.iter().all(|zero| *zero == 0.0),
            share_below: f64::from(halves.iter().sum::<u32>()) / (2.0 * replicates.len() as f64),
        }
    }
}

/// The quantiles at two shares, `low` ≤ `high`, at rank (R + 1)·share with interpolation.
///
/// For speed, only the values beyond two borders are ordered: some hundreds in place of all. The
/// borders come from a sample of the replicates. If a border leaves too few values, all values are
/// ordered, so the result is exact.
fn quantiles(replicates: &[f64], low: f64, high: f64, tails: &mut [Vec<f64>; 2]) -> Interval {
    let count = replicates.len();
    let last = (count - 1) as f64;
    let rank = |share: f64| ((count + 1) as f64 * share - 1.0).clamp(0.0, last);
    let step = (count / 256).max(1);
    let mut sample: Vec<f64> = replicates.iter().copied().step_by(step).collect();
    sample.sort_unstable_by(f64::total_cmp);
    let border = |share: f64| {
        let at = (share * sample.len() as f64).clamp(0.0, (sample.len() - 1) as f64);
        sample[at as usize]
    };
    let slack = |share: f64| 0.01 + 3.0 * (share * (1.0 - share) / sample.len() as f64).sqrt();
    let (lower, upper) = (border(low + slack(low)), border(high - slack(high)));
    let [below, above] = tails;
    filter_into(replicates, below, |v| v <= lower);
    filter_into(replicates, above, |v| v >= upper);
    let from_top = last - rank(high);
    Interval {
        low: order_statistic(replicates, below, rank(low), |a, b| a.total_cmp(b)),
        high: order_statistic(replicates, above, from_top, |a, b| b.total_cmp(a)),
    }
}

/// Copies the values that pass, without a branch per value, which the processor could not predict.
fn filter_into(values: &[f64], kept: &mut Vec<f64>, passes: impl Fn(f64) -> bool) {
    kept.resize(values.len(), 0.0);
    let mut count = 0;
    for &value in values {
        kept[count] = value;
        count += usize::from(passes(value));
    }
    kept.truncate(count);
}

/// The value at a fractional rank (from 0) in the given order, interpolated. It is taken from
/// `tail` if that contains the values up to the rank and one more, else from `all`.
fn order_statistic(
    all: &[f64],
    tail: &mut Vec<f64>,
    fractional_rank: f64,
    order: impl Fn(&f64, &f64) -> std::cmp::Ordering + Copy,
) -> f64 {
    let rank = fractional_rank.floor() as usize;
    if tail.len() < (rank + 2).min(all.len()) {
        tail.clear();
        tail.extend_from_slice(all);
    }
    let (_, &mut value, after) = tail.select_nth_unstable_by(rank, order);
    let next = after.iter().copied().min_by(order).unwrap_or(value);
    value + (fractional_rank - rank as f64) * (next - value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resample::Draws;
    use proptest::prelude::*;

    fn tgi(t: f64, c: f64) -> f64 {
        100.0 * (1.0 - t / c)
    }

    fn of_means(treated: &[f64], control: &[f64]) -> Result<Interval, NoInterval> {
        let size = treated.len().max(control.len());
        let t = Resampled::means(&Draws::new(1, 1, 2000, size), treated);
        let c = Resampled::means(&Draws::new(1, 0, 2000, size), control);
        let (t, c) = t.zip(c).ok_or(NoInterval::TooFew)?;
        ratio(&t, &c, 0.95, &mut Scratch::default(), tgi)
    }

    /// The quantiles do not depend on the borders.
    #[test]
    fn quantiles_by_borders_are_exact() {
        let values: Vec<f64> = uniform(5000).iter().map(|u| (u * 900.0).floor()).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        for (low, high) in [
            (0.025, 0.975),
            (0.0, 1.0),
            (0.2, 0.3),
            (0.9, 0.999),
            (1e-9, 0.01),
        ] {
            let place = |share: f64| (5001.0 * share - 1.0).clamp(0.0, 4999.0);
            let exact = |share: f64| {
                let (at, part) = (place(share) as usize, place(share).fract());
                sorted[at] + part * (sorted[(at + 1).min(4999)] - sorted[at])
            };
            let i = quantiles(&values, low, high, &mut Default::default());
            assert!((i.low - exact(low)).abs() < 1e-9 && (i.high - exact(high)).abs() < 1e-9);
        }
    }

    /// Replicates −999 to 999 about 0 without acceleration: the 2.5 % and 97.5 % quantiles at the
    /// ranks 2000·0.025 − 1 = 49 and 1949, which are −950 and 950.
    #[test]
    fn interval_without_bias_and_acceleration_is_the_percentile_interval() {
        let mut scratch = Scratch {
            replicates: (-999..=999).rev().map(f64::from).collect(),
            ..Scratch::default()
        };
        let i = interval(0.0, 0.0, 0.95, &mut scratch).unwrap();
        assert!(
            (i.low + 950.0).abs() < 1e-6 && (i.high - 950.0).abs() < 1e-6,
            "{i:?}"
        );
    }

    #[test]
    fn awkward_data_give_reasons() {
        let control = [800.0, 900.0, 1000.0];
        assert_eq!(of_means(&[5.0], &control), Err(NoInterval::TooFew));
        assert_eq!(of_means(&[0.0; 3], &control), Err(NoInterval::NoVariation));
        assert_eq!(of_means(&[7.0; 3], &[9.0; 3]), Err(NoInterval::NoVariation));
        let near = of_means(&[1.0, 2.0, 3.0], &[-1.0, 2.0, 5.0]);
        assert_eq!(near, Err(NoInterval::ControlNearZero));
    }

    /// The 90 % interval of the mean of 20 values from a skewed distribution contains the true mean
    /// in about 90 of 100 samples.
    #[test]
    fn coverage_is_near_the_confidence() {
        let uniform = uniform(100 * 20);
        let draws = Draws::new(2, 0, 1000, 20);
        let covered = uniform.chunks(20).filter(|chunk| {
            let skewed: Vec<f64> = chunk.iter().map(|u| -(1.0 - u).ln()).collect();
            let group = Resampled::means(&draws, &skewed).unwrap();
            let i = one_group(&group, 0.9, &mut Scratch::default()).unwrap();
            i.low <= 1.0 && 1.0 <= i.high
        });
        let covered = covered.count();
        assert!((78..=97).contains(&covered), "{covered}");
    }

    fn uniform(n: usize) -> Vec<f64> {
        use rand::{Rng, SeedableRng};
        let mut generator = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        (0..n)
            .map(|_| f64::from(generator.next_u32()) / 4_294_967_296.0)
            .collect()
    }

    proptest! {
        #[test]
        fn interval_contains_the_estimate_and_ignores_order_and_scale(
            mut t in prop::collection::vec(50.0..2000.0_f64, 5..12),
            mut c in prop::collection::vec(500.0..3000.0_f64, 5..12),
            k in 0.5..8.0_f64,
        ) {
            let Ok(i) = of_means(&t, &c) else { return Ok(()) };
            prop_assert!(i.low < i.high);
            let estimate = tgi(t.iter().sum::<f64>() / t.len() as f64, c.iter().sum::<f64>() / c.len() as f64);
            prop_assert!(i.low <= estimate && estimate <= i.high);
            t.reverse();
            c.rotate_left(2);
            prop_assert_eq!(of_means(&t, &c), Ok(i));
            let scaled = |v: &[f64]| v.iter().map(|x| x * k).collect::<Vec<_>>();
            let s = of_means(&scaled(&t), &scaled(&c)).unwrap();
            prop_assert!((s.low - i.low).abs() < 1e-6 && (s.high - i.high).abs() < 1e-6);
        }
    }
}
