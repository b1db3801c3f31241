//! The best distinct allocations found so far.

use super::model::Model;

/// Scores that differ by less are equal: the difference is rounding.
pub(super) const ROUNDING: f64 = 1e-12;

/// One of the best allocations.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub score: f64,
    /// Each animal's group, as [`Model::partition`] numbers it; `None` if it is left out.
    pub groups: Vec<Option<usize>>,
}

/// The best allocations, up to a given number, best first.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    most: usize,
    pub best: Vec<Candidate>,
}

impl Pool {
    pub fn new(most: usize) -> Self {
        Self {
            most,
            best: Vec::new(),
        }
    }

    /// A score must be below this to be among the best.
    pub fn threshold(&self) -> f64 {
        match self.best.last() {
            Some(last) if self.best.len() == self.most => last.score - ROUNDING,
            _ => f64::INFINITY,
        }
    }

    /// The best score; infinite if the pool is empty.
    pub fn least(&self) -> f64 {
        self.best.first().map_or(f64::INFINITY, |best| best.score)
    }

    /// Adds an allocation, given as each unit's arm, if it is among the best and not yet in the pool.
    pub fn offer(&mut self, model: &Model, score: f64, unit_arms: &[usize]) {
        if score < self.threshold() {
            let groups = model.partition(unit_arms);
            self.insert(Candidate { score, groups });
        }
    }

    fn insert(&mut self, new: Candidate) {
        if new.score < self.threshold() && self.best.iter().all(|old| old.groups != new.groups) {
            let index = self.best.partition_point(|old| old.score <= new.score);
            self.best.insert(index, new);
            self.best.truncate(self.most);
        }
    }
}
