//! From a prepared problem to a draw.

use super::effort::{self, BudgetError};
use super::outcome::{self, Draw};
use super::prepared::Prepared;
use super::refuse;
use crate::Error;
use domain::AllocationMethod;
use stats::allocation::{DrawOptions, Method, Watch, allocate};

impl Prepared {
    /// Draws. The result depends on nothing but the prepared problem, seed, method and number of iterations;
    /// `watch` sees the progress of the search, and can stop it.
    ///
    /// # Errors
    /// If constraints contradict each other, the method does not support one, or `watch` stopped the search.
    pub fn draw(&self, watch: Watch) -> Result<Draw, Error> {
        let problem = self.input.problem();
        let options = DrawOptions {
            method: method(self.request.method),
            seed: self.request.seed,
            iterations: 0,
            among_best: self.request.among_best,
            threads: effort::threads(),
        };
        let refuse = |error| refuse::in_words(error, &self.input);
        let iterations =
            effort::budget(self.request.effort, &problem, &options, watch).map_err(|error| {
                match error {
                    BudgetError::Invalid(invalid) => invalid.into(),
                    BudgetError::Refused(error) => refuse(error),
                }
            })?;
        let options = DrawOptions {
            iterations,
            ..options
        };
        let allocation = allocate(&problem, &options, watch).map_err(refuse)?;
        Ok(outcome::draw_of(self, iterations, allocation))
    }
}

/// The method as `stats` names it.
pub(super) fn method(method: AllocationMethod) -> Method {
    match method {
        AllocationMethod::Simple => Method::Simple,
        AllocationMethod::Block => Method::Block,
        AllocationMethod::Stratified => Method::Stratified,
        AllocationMethod::Serpentine => Method::Serpentine,
        AllocationMethod::Balanced => Method::Balanced,
    }
}
