//! The joint rank test: time to removal first, then the volume on the landmark day.

use std::cmp::Ordering;

use super::course::{Course, Pair};
use crate::distribution::normal;

/// Up to this many animals in both arms P is exact. The exact distribution takes time as the fourth power of the
/// number; above, the normal approximation is accurate.
const EXACT_ANIMALS: usize = 100;

/// A joint rank test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointRank {
    /// Animals that have a rank: those that reached the removal volume, and those read on the landmark day.
    pub animals: Pair<usize>,
    /// Share of pairs of a treated and a control animal in which the treated one fared better; ties count half.
    pub better: f64,
    /// Two-sided: the share of all assignments of animals to arms whose rank sum is as far from its mean.
    pub p: f64,
    /// Whether P is exact; else it is that of the normal approximation to the permutation distribution.
    pub is_exact: bool,
}

/// How an animal fared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    /// It reached the removal volume: worse than all others, the earlier and then the larger the worse.
    Removed { day: f64, volume: f64 },
    /// It was read on the landmark day.
    Read { volume: f64 },
}

impl Outcome {
    /// None for an animal that left early for another reason.
    fn of(course: &Course) -> Option<Self> {
        match (course.removal, course.on_landmark) {
            (Some(removal), _) => Some(Self::Removed {
                day: removal.day,
                volume: removal.volume,
            }),
            (None, Some(volume)) => Some(Self::Read { volume }),
            (None, None) => None,
        }
    }

    /// The worst first.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Removed { day: a, volume: v }, Self::Removed { day: b, volume: w }) => {
                a.total_cmp(b).then(w.total_cmp(v))
            }
            (Self::Removed { .. }, Self::Read { .. }) => Ordering::Less,
            (Self::Read { .. }, Self::Removed { .. }) => Ordering::Greater,
            (Self::Read { volume: v }, Self::Read { volume: w }) => w.total_cmp(v),
        }
    }
}

/// Tests the ranks of two arms; none where an arm has no animal with a rank.
pub fn joint_rank(courses: Pair<&[Course]>) -> Option<JointRank> {
    let outcomes = courses.map(|arm| arm.iter().filter_map(Outcome::of).collect::<Vec<_>>());
    let animals = Pair {
        treated: outcomes.treated.len(),
        control: outcomes.control.len(),
    };
    if animals.least() == 0 {
        return None;
    }
    let (n, all) = (animals.treated, animals.treated + animals.control);
    let doubled = doubled_ranks(&[outcomes.treated, outcomes.control].concat());
    let sum: usize = doubled[..n].iter().sum();
    // The mean of a doubled rank is N + 1.
    let distance = sum.abs_diff(n * (all + 1));
    let is_exact = all <= EXACT_ANIMALS;
    let p = match is_exact {
        true => exact(&doubled, n, distance),
        false => approximate(&doubled, n, distance),
    };
    let wins = 0.5 * (sum - n * (n + 1)) as f64;
    Some(JointRank {
        animals,
        better: wins / (animals.treated * animals.control) as f64,
        p,
        is_exact,
    })
}

/// Twice the rank of each, 1 for the worst; equal ones share the mean of their ranks, which doubled is whole.
fn doubled_ranks(outcomes: &[Outcome]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..outcomes.len()).collect();
    order.sort_by(|&a, &b| outcomes[a].compare(&outcomes[b]));
    let mut ranks = vec![0; outcomes.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| outcomes[a].compare(&outcomes[b]).is_eq()) {
        for &i in equal {
            ranks[i] = 2 * before + equal.len() + 1;
        }
        before += equal.len();
    }
    ranks
}

/// The share of the selections of `n` whose sum is at least `distance` from its mean. The selections of k are counted
/// by sum, rank after rank: time N·n·N² instead of the number of selections.
fn exact(doubled: &[usize], n: usize, distance: usize) -> f64 {
    // With the smaller arm the distribution is the same but for its sign.
    let chosen = n.min(doubled.len() - n);
    let mut counts = vec![Vec::new(); chosen + 1];
    counts[0] = vec![1.0];
    for &rank in doubled {
        for k in (0..chosen).rev() {
            let (fewer, more) = counts.split_at_mut(k + 1);
            let (fewer, more): (&Vec<f64>, &mut Vec<f64>) = (&fewer[k], &mut more[0]);
            if !fewer.is_empty() && more.len() < fewer.len() + rank {
                more.resize(fewer.len() + rank, 0.0);
            }
            for (sum, count) in fewer.iter().enumerate() {
                more[sum + rank] += count;
            }
        }
    }
    let center = chosen * (doubled.len() + 1);
    let (mut far, mut total) = (0.0, 0.0);
    for (sum, count) in counts[chosen].iter().enumerate() {
        total += count;
        if sum.abs_diff(center) >= distance {
            far += count;
        }
    }
    far / total
}

/// By the normal distribution with the variance of the permutations, without continuity correction.
fn approximate(doubled: &[usize], n: usize, distance: usize) -> f64 {
    let all = doubled.len() as f64;
    let squares: f64 = doubled
        .iter()
        .map(|&rank| (rank as f64 - (all + 1.0)).powi(2))
        .sum();
    let n = n as f64;
    let variance = n * (all - n) / (all * (all - 1.0)) * squares;
    if variance == 0.0 {
        return 1.0;
    }
    2.0 * normal::sf(distance as f64 / variance.sqrt())
}
