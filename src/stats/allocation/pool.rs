//! The best distinct allocations met so far.

use super::model::Model;

/// Scores closer than this are the same.
pub(super) const ROUNDING: f64 = 1e-12;

/// One of the best.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub score: f64,
    /// Each animal's group, as [`Model::partition`] names it; none: left out.
    pub groups: Vec<Option<usize>>,
}

/// The best so many, best first.
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

    /// What a score must be below to be among the best.
    pub fn bar(&self) -> f64 {
        match self.best.last() {
            Some(last) if self.best.len() == self.most => last.score - ROUNDING,
            _ => f64::INFINITY,
        }
    }

    /// The best score; infinite of none.
    pub fn least(&self) -> f64 {
        self.best.first().map_or(f64::INFINITY, |best| best.score)
    }

    /// Takes an allocation, each unit's arm, if it is among the best and not yet there.
    pub fn offer(&mut self, model: &Model, score: f64, seats: &[usize]) {
        if score < self.bar() {
            let groups = model.partition(seats);
            self.take(Candidate { score, groups });
        }
    }

    /// As [`Pool::offer`].
    pub fn take(&mut self, new: Candidate) {
        if new.score < self.bar() && self.best.iter().all(|old| old.groups != new.groups) {
            let place = self.best.partition_point(|old| old.score <= new.score);
            self.best.insert(place, new);
            self.best.truncate(self.most);
        }
    }
}
