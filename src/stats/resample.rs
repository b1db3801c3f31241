//! Bootstrap resamples, drawn once for many statistics.
//!
//! **Question.** How much would a mean or a median vary if the study were repeated with other
//! animals of the same kind?
//!
//! **Formulas.** A table of random 32-bit numbers, with one row per resample and one column per
//! position in the sample, is drawn once from ChaCha8. For a sample of n values, the number u
//! selects the value ⌊u·n/2³²⌋. Samples of one size are therefore resampled alike, and no statistic
//! needs numbers of its own. A column depends on the seed, the stream and its index only, so a
//! larger table begins with the smaller one. The probabilities differ by at most n/2³², far below
//! what any number of resamples can show.
//!
//! **Assumptions, small samples.** The values of a group are exchangeable. With n values there are
//! only C(2n − 1, n) different resamples: 10 with n = 3.
//!
//! **Ties, missing values.** Values are put in order before drawing, so results do not depend on the
//! order of the animals. Missing values are left out before the call.
//!
//! **Where others differ.** R's `boot` draws new numbers for every call and arm; with 10 000
//! resamples the difference is random and small.
//!
//! **References.** Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 6.
//!
//! **Validated** below by selections checked by hand, frozen random numbers, and the known variance
//! of a resampled mean.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::descriptive::{mean, median_of_sorted};

/// Number of resamples processed in parallel lanes, so that the compiler can use vector instructions.
const LANES: usize = 8;

/// A table of random numbers that selects resamples.
pub struct Draws {
    resamples: usize,
    positions: usize,
    /// Ordered by tile of [`LANES`] resamples, then position, then resample.
    table: Vec<u32>,
}

impl Draws {
    /// Draws a table for samples of up to `positions` values. Different streams of a seed are
    /// independent.
    pub fn new(seed: u64, stream: u64, resamples: usize, positions: usize) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        let tiles = resamples.div_ceil(LANES);
        let mut table = vec![0; tiles * positions * LANES];
        for position in 0..positions {
            for resample in 0..resamples {
                let (tile, lane) = (resample / LANES, resample % LANES);
                table[(tile * positions + position) * LANES + lane] = generator.next_u32();
            }
        }
        Self {
            resamples,
            positions,
            table,
        }
    }

    /// The mean of each of `K` quantities in every resample of `rows` (one row per animal). An
    /// animal's quantities stay together.
    ///
    /// # Panics
    /// If there are more rows than positions in the table.
    pub fn means<const K: usize>(&self, rows: &[[f64; K]]) -> [Vec<f64>; K] {
        let n = rows.len();
        assert!(n <= self.positions, "the table was drawn for fewer values");
        let mut means = [(); K].map(|()| Vec::with_capacity(self.resamples + LANES));
        if n == 0 {
            return means;
        }
        for tile in self.table.chunks_exact(self.positions * LANES) {
            let mut sums = [[0.0; K]; LANES];
            for draws in tile[..n * LANES].chunks_exact(LANES) {
                for (sum, &draw) in sums.iter_mut().zip(draws) {
                    let row = &rows[select(draw, n)];
                    for (sum, value) in sum.iter_mut().zip(row) {
                        *sum += value;
                    }
                }
            }
            for (k, means) in means.iter_mut().enumerate() {
                means.extend(sums.map(|sum| sum[k] / n as f64));
            }
        }
        means.iter_mut().for_each(|m| m.truncate(self.resamples));
        means
    }

    /// The median of every resample of values in ascending order.
    ///
    /// # Panics
    /// If there are more values than positions in the table.
    pub fn medians(&self, sorted: &[f64]) -> Vec<f64> {
        let n = sorted.len();
        assert!(n <= self.positions, "the table was drawn for fewer values");
        let mut counts = vec![0_u32; n];
        let mut medians = Vec::with_capacity(self.resamples);
        for resample in 0..self.resamples {
            let (tile, lane) = (resample / LANES, resample % LANES);
            let start = tile * self.positions * LANES + lane;
            counts.fill(0);
            for position in 0..n {
                counts[select(self.table[start + position * LANES], n)] += 1;
            }
            medians.extend(median_of_counts(sorted, &counts));
        }
        medians
    }
}

/// The index below n that a random number selects.
fn select(draw: u32, n: usize) -> usize {
    ((u64::from(draw) * n as u64) >> 32) as usize
}

/// The median if value i occurs `counts[i]` times; the counts add up to the number of values.
fn median_of_counts(sorted: &[f64], counts: &[u32]) -> Option<f64> {
    let n = sorted.len();
    let (low, high) = ((n.checked_sub(1)?) / 2, n / 2);
    let (mut seen, mut lower) = (0, None);
    for (value, &count) in sorted.iter().zip(counts) {
        seen += count as usize;
        if lower.is_none() && seen > low {
            lower = Some(*value);
        }
        if seen > high {
            return lower.map(|lower| 0.5 * (lower + value));
        }
    }
    None
}

/// The location (mean or median) of one group: as observed, in every resample, and without each
/// animal in turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled {
    /// The location of the values as observed.
    pub estimate: f64,
    /// The location in every resample.
    pub replicates: Vec<f64>,
    /// The location without each value in turn.
    pub left_out: Vec<f64>,
    /// The smallest replicate.
    pub least: f64,
}

impl Resampled {
    /// Takes numbers that were computed elsewhere.
    pub fn new(estimate: f64, replicates: Vec<f64>, left_out: Vec<f64>) -> Self {
        let least = replicates.iter().copied().fold(f64::INFINITY, f64::min);
        Self {
            estimate,
            replicates,
            left_out,
            least,
        }
    }

    /// Means of `values`; `None` for fewer than two values.
    pub fn means(draws: &Draws, values: &[f64]) -> Option<Self> {
        let rows: Vec<[f64; 1]> = values.iter().map(|&v| [v]).collect();
        Self::means_of_rows(draws, rows).map(|[only]| only)
    }

    /// Means of `K` quantities of the same animals; `None` for fewer than two animals.
    pub fn means_of_rows<const K: usize>(
        draws: &Draws,
        mut rows: Vec<[f64; K]>,
    ) -> Option<[Self; K]> {
        if rows.len() < 2 {
            return None;
        }
        rows.sort_unstable_by(|a, b| {
            let pairs = a.iter().zip(b);
            pairs.fold(std::cmp::Ordering::Equal, |order, (a, b)| {
                order.then(a.total_cmp(b))
            })
        });
        let mut k = 0;
        Some(draws.means(&rows).map(|replicates| {
            let column: Vec<f64> = rows.iter().map(|row| row[k]).collect();
            k += 1;
            let estimate = mean(&column).unwrap_or(f64::NAN);
            Self::new(estimate, replicates, means_without_each(&column))
        }))
    }

    /// Medians of `values`; `None` for fewer than two values.
    pub fn medians(draws: &Draws, values: &[f64]) -> Option<Self> {
        if values.len() < 2 {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let without = |i: usize| {
            let mut rest = sorted.clone();
            rest.remove(i);
            median_of_sorted(&rest)
        };
        let left_out = (0..sorted.len()).filter_map(without).collect();
        let estimate = median_of_sorted(&sorted)?;
        Some(Self::new(estimate, draws.medians(&sorted), left_out))
    }
}

/// The mean without each value in turn.
fn means_without_each(values: &[f64]) -> Vec<f64> {
    let sum: f64 = values.iter().sum();
    let rest = (values.len() - 1) as f64;
    values.iter().map(|v| (sum - v) / rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_frozen() {
        let draws = Draws::new(1, 0, 3, 2);
        let first: Vec<u32> = (0..3).map(|lane| draws.table[lane]).collect();
        assert_eq!(first, FROZEN);
        // A larger table begins with the smaller one.
        let larger = Draws::new(1, 0, 3, 5);
        assert_eq!(first, larger.table[..3]);
        assert_ne!(first, Draws::new(1, 1, 3, 2).table[..3]);
    }

    const FROZEN: [u32; 3] = [2_699_648_719, 1_638_484_553, 3_990_160_702];

    #[test]
    fn selected_indices_cover_the_sample() {
        assert_eq!((select(0, 5), select(u32::MAX, 5)), (0, 4));
        assert_eq!(select(1 << 31, 4), 2);
    }

    #[test]
    fn quantities_of_an_animal_are_resampled_together() {
        let draws = Draws::new(7, 0, 100, 4);
        let rows = vec![[1.0, 2.0], [4.0, 8.0], [5.0, 10.0]];
        let [a, b] = draws.means(&rows);
        assert!(a.iter().zip(&b).all(|(a, b)| (2.0 * a - b).abs() < 1e-12));
        assert_eq!(a.len(), 100);
    }

    #[test]
    fn median_of_counts_is_the_median() {
        assert_eq!(median_of_counts(&[1.0, 2.0, 5.0], &[0, 1, 2]), Some(5.0));
        assert_eq!(
            median_of_counts(&[1.0, 2.0, 5.0, 7.0], &[1, 1, 0, 2]),
            Some(4.5)
        );
        assert_eq!(median_of_counts(&[1.0, 2.0], &[2, 0]), Some(1.0));
    }

    /// The variance of a resampled mean is Σ(x − x̄)²/n²: of 0, 1, 2, 3, 4 that is 10/25 = 0.4.
    #[test]
    fn resampled_means_have_the_known_variance() {
        let draws = Draws::new(3, 0, 40_000, 5);
        let r = Resampled::means(&draws, &[4.0, 0.0, 2.0, 1.0, 3.0]).unwrap();
        let n = r.replicates.len() as f64;
        let center = r.replicates.iter().sum::<f64>() / n;
        let variance = r
            .replicates
            .iter()
            .map(|m| (m - center).powi(2))
            .sum::<f64>()
            / n;
        assert!((center - 2.0).abs() < 0.02 && (variance - 0.4).abs() < 0.01);
        assert_eq!(r.left_out, [2.5, 2.25, 2.0, 1.75, 1.5]);
    }
}
