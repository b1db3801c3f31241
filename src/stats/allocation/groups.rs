//! Constraints on where the animals of a list may go together, and by how much they are broken.

/// What holds for the animals of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Every arm has its proportional share of them, rounded down or up.
    Even,
    /// They are not all in one arm.
    Mixed,
    /// No two of them are in one arm.
    Apart,
}

/// A list of animals under a rule.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub rule: Rule,
    pub members: Vec<usize>,
}

impl Rule {
    /// By how many animals the rule is broken, where an arm of so many places has so many of the
    /// list's animals. The counts may go on with those left out.
    pub fn broken(self, counts: &[u16], sizes: &[usize]) -> usize {
        let counts = || {
            counts
                .iter()
                .zip(sizes)
                .map(|(n, size)| (usize::from(*n), *size))
        };
        let here: usize = counts().map(|(n, _)| n).sum();
        match self {
            Self::Apart => counts().map(|(n, _)| n.saturating_sub(1)).sum(),
            Self::Mixed => usize::from(here > 1 && counts().any(|(n, _)| n == here)),
            Self::Even => {
                let places: usize = sizes.iter().sum();
                let off = |(n, size)| {
                    let (least, most) = share(here, size, places);
                    usize::saturating_sub(least, n) + usize::saturating_sub(n, most)
                };
                counts().map(off).sum()
            }
        }
    }
}

/// An arm's proportional share of so many animals, rounded down and up.
pub(super) fn share(animals: usize, size: usize, places: usize) -> (usize, usize) {
    let product = animals * size;
    (product / places, product.div_ceil(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_how_much_a_rule_is_broken() {
        let cases = [
            // Equal arms: at most one apart. Those left out (last) do not count.
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
        for (rule, counts, sizes, broken) in cases {
            assert_eq!(rule.broken(&counts, &sizes), broken, "{rule:?} {counts:?}");
        }
    }
}
