//! Constraints on lists of animals, and by how much an allocation violates them.

/// The rule for the animals of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Every arm has its proportional share of the animals, rounded down or up.
    Even,
    /// The animals are not all in one arm.
    Mixed,
    /// No two of the animals are in the same arm.
    Apart,
}

/// A list of animals under a rule.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub rule: Rule,
    pub members: Vec<usize>,
}

impl Rule {
    /// Number of animals by which the rule is violated. `counts` are the animals of the list in
    /// each arm; further counts (those left out) are ignored. `sizes` are the places of each arm.
    pub fn violations(self, counts: &[u16], sizes: &[usize]) -> usize {
        let counts = || {
            counts
                .iter()
                .zip(sizes)
                .map(|(n, size)| (usize::from(*n), *size))
        };
        let in_arms: usize = counts().map(|(n, _)| n).sum();
        match self {
            Self::Apart => counts().map(|(n, _)| n.saturating_sub(1)).sum(),
            Self::Mixed => usize::from(in_arms > 1 && counts().any(|(n, _)| n == in_arms)),
            Self::Even => {
                let places: usize = sizes.iter().sum();
                let off = |(n, size)| {
                    let (least, most) = share(in_arms, size, places);
                    usize::saturating_sub(least, n) + usize::saturating_sub(n, most)
                };
                counts().map(off).sum()
            }
        }
    }
}

/// The proportional share of `animals` for an arm with `size` of all `places`, rounded down and up.
pub(super) fn share(animals: usize, size: usize, places: usize) -> (usize, usize) {
    let product = animals * size;
    (product / places, product.div_ceil(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_are_counted() {
        let cases = [
            // Equal arms: numbers differ by at most 1. The last count, of those left out, is ignored.
            (Rule::Even, vec![2, 1, 2, 9], vec![5, 5, 5], 0),
            (Rule::Even, vec![3, 1, 2, 0], vec![5, 5, 5], 2),
            (Rule::Even, vec![2, 0, 1, 0], vec![5, 5, 5], 2),
            // Twice the places, twice the animals: of 5 animals 3⅓ and 1⅔.
            (Rule::Even, vec![4, 1], vec![8, 4], 0),
            (Rule::Even, vec![3, 2], vec![8, 4], 0),
            (Rule::Even, vec![2, 3], vec![8, 4], 2),
            (Rule::Mixed, vec![0, 4, 0], vec![8, 4], 1),
            (Rule::Mixed, vec![1, 3, 0], vec![8, 4], 0),
            (Rule::Mixed, vec![0, 1, 3], vec![8, 4], 0),
            (Rule::Apart, vec![3, 1, 2], vec![8, 4], 2),
        ];
        for (rule, counts, sizes, violations) in cases {
            assert_eq!(
                rule.violations(&counts, &sizes),
                violations,
                "{rule:?} {counts:?}"
            );
        }
    }
}
