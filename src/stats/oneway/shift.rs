//! Order statistics of the differences of all pairs of two groups, without a list of the differences.

/// All differences x − y.
pub(super) struct Differences {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Differences {
    /// Takes finite values, at least one in each group.
    pub fn new(x: &[f64], y: &[f64]) -> Self {
        let sorted = |values: &[f64]| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values
        };
        Self {
            x: sorted(x),
            y: sorted(y),
        }
    }

    /// Number of differences.
    pub fn count(&self) -> usize {
        self.x.len() * self.y.len()
    }

    /// The k-th smallest difference, k from 1: the smallest number that at least k differences do
    /// not exceed. It is found by bisection over all floating-point numbers; each step passes once
    /// over both groups.
    pub fn smallest(&self, k: usize) -> f64 {
        let (mut low, mut high) = (to_ordered(f64::NEG_INFINITY), to_ordered(f64::INFINITY));
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if self.count_up_to(from_ordered(middle)) >= k {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Adding 0 turns −0 into 0.
        from_ordered(high) + 0.0
    }

    /// The median difference: the Hodges-Lehmann estimate of the shift from y to x.
    pub fn median(&self) -> f64 {
        let half = self.count() / 2;
        let upper = self.smallest(half + 1);
        if self.count() % 2 == 1 {
            return upper;
        }
        let lower = self.smallest(half);
        lower + 0.5 * (upper - lower)
    }

    /// Number of differences that are at most d.
    fn count_up_to(&self, d: f64) -> usize {
        // x − y ≤ d holds for y from x − d on; this border rises with x, so it is moved, not searched.
        let (mut from, mut count) = (0, 0);
        for x in &self.x {
            while from < self.y.len() && x - self.y[from] > d {
                from += 1;
            }
            count += self.y.len() - from;
        }
        count
    }
}

/// Maps floating-point numbers to whole numbers in the same order.
fn to_ordered(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// The inverse of [`to_ordered`].
fn from_ordered(number: u64) -> f64 {
    f64::from_bits(if number >> 63 == 1 {
        number & !(1 << 63)
    } else {
        !number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn differences_match_hand_calculation() {
        // 1 4 9 less 2 3: −2 −1 1 2 6 7.
        let d = Differences::new(&[4.0, 1.0, 9.0], &[3.0, 2.0]);
        let all: Vec<f64> = (1..=6).map(|k| d.smallest(k)).collect();
        assert_eq!(all, [-2.0, -1.0, 1.0, 2.0, 6.0, 7.0]);
        assert_eq!(d.median(), 1.5);
        assert_eq!(Differences::new(&[5.0], &[5.0]).median(), 0.0);
    }

    proptest! {
        #[test]
        fn order_statistics_equal_those_of_the_sorted_list(
            x in prop::collection::vec(-100.0..100.0_f64, 1..12),
            y in prop::collection::vec(-100.0..100.0_f64, 1..12),
        ) {
            let mut all: Vec<f64> = x.iter().flat_map(|x| y.iter().map(move |y| x - y)).collect();
            all.sort_by(f64::total_cmp);
            let d = Differences::new(&x, &y);
            for (i, exact) in all.iter().enumerate() {
                prop_assert_eq!(d.smallest(i + 1), *exact);
            }
        }
    }
}
