//! Ranks. Equal values share the mean of their ranks.

/// Ranks of values.
pub(super) struct Ranks {
    /// From 1, in the order of the values.
    pub of: Vec<f64>,
    /// Σ(t³ − t) over sets of t equal values; 0 without ties.
    pub ties: f64,
}

/// Ranks finite values.
pub(super) fn ranks(values: &[f64]) -> Ranks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut of = vec![0.0; values.len()];
    let (mut before, mut ties) = (0.0, 0.0);
    // `==` makes −0 and 0 equal, unlike the order above.
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let t = equal.len() as f64;
        for &i in equal {
            of[i] = before + 0.5 * (t + 1.0);
        }
        before += t;
        ties += t * t * t - t;
    }
    Ranks { of, ties }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_mean_rank() {
        // 1, 3 3, 4 4 4: ranks 1, 2.5 2.5, 5 5 5; ties 8 − 2 + 27 − 3.
        let r = ranks(&[4.0, 3.0, 1.0, 4.0, 3.0, 4.0]);
        assert_eq!(r.of, [5.0, 2.5, 1.0, 5.0, 2.5, 5.0]);
        assert_eq!(r.ties, 30.0);
        assert_eq!(ranks(&[-0.0, 0.0]).of, [1.5, 1.5]);
    }
}
