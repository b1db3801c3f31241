//! The groups of the input that a test uses.

use super::answer::{NoAnswer, Note};
use crate::descriptive::mean;

/// A group of the input that a test uses.
#[derive(Clone, Copy)]
pub(super) struct Group<'a> {
    /// Index in the input.
    pub index: usize,
    pub values: &'a [f64],
}

impl Group<'_> {
    pub fn n(&self) -> f64 {
        self.values.len() as f64
    }

    pub fn mean(&self) -> f64 {
        mean(self.values).expect("a group in use has finite values")
    }

    /// Σ(x − mean)².
    pub fn squares(&self) -> f64 {
        let center = self.mean();
        self.values.iter().map(|x| (x - center).powi(2)).sum()
    }

    /// The variance, with n − 1.
    pub fn variance(&self) -> f64 {
        self.squares() / (self.n() - 1.0)
    }
}

/// The groups that have at least `least` values, and notes on the groups left out; no answer for
/// fewer than two groups.
pub(super) fn usable<'a>(
    groups: &[&'a [f64]],
    least: usize,
) -> Result<(Vec<Group<'a>>, Vec<Note>), NoAnswer> {
    if !groups.iter().copied().flatten().all(|x| x.is_finite()) {
        return Err(NoAnswer::NotFinite);
    }
    let all = groups.iter().enumerate();
    let all = all.map(|(index, &values)| Group { index, values });
    let (kept, out): (Vec<_>, Vec<_>) = all.partition(|g| g.values.len() >= least);
    if kept.len() < 2 {
        return Err(NoAnswer::TooFewGroups);
    }
    let note = |g: Group| Note::GroupLeftOut {
        group: g.index,
        n: g.values.len(),
    };
    Ok((kept, out.into_iter().map(note).collect()))
}

/// Whether a sum of squared deviations is more than the rounding of values of this size.
pub(super) fn varies(squares: f64, values: impl Iterator<Item = f64>) -> bool {
    let (n, largest) = values.fold((0.0, 0.0_f64), |(n, m), x| (n + 1.0, m.max(x.abs())));
    squares > n * (4.0 * f64::EPSILON * largest).powi(2)
}

/// The groups with at least two values, as [`usable`]; no answer if all values of one group are equal.
pub(super) fn varying<'a>(groups: &[&'a [f64]]) -> Result<(Vec<Group<'a>>, Vec<Note>), NoAnswer> {
    let (groups, notes) = usable(groups, 2)?;
    let constant = |g: &&Group| !varies(g.squares(), g.values.iter().copied());
    match groups.iter().find(constant) {
        Some(group) => Err(NoAnswer::GroupWithoutVariation(group.index)),
        None => Ok((groups, notes)),
    }
}

/// The values of all groups in one list, group by group.
pub(super) fn all_values(groups: &[Group]) -> Vec<f64> {
    groups.iter().flat_map(|g| g.values).copied().collect()
}
