//! What is shown of a draw, be it new or on record.

use crate::base::remedy;
use app::randomize::{Covariate, Draw, DrawView, LeftOut, RecordedDraw};
use domain::{BalanceRow, BalanceTest};

/// A draw as it is shown.
#[derive(Debug, Clone)]
pub(super) struct ShownDraw {
    /// Names of the arms.
    pub arms: Vec<String>,
    /// What was balanced, in the order of `places`.
    pub covariates: Vec<Covariate>,
    /// Every animal that was drawn from, and its arm by place in `arms`.
    pub places: Vec<(String, Option<usize>)>,
    /// Who got no place, and why.
    pub left_out: Vec<(String, String)>,
    /// Every covariate in every arm.
    pub balance: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
    /// What must be known with it, in sentences.
    pub notes: Vec<String>,
}

impl ShownDraw {
    pub fn of_draw(draw: &Draw) -> Self {
        Self::of_shown(&draw.view())
    }

    pub fn of_shown(shown: &DrawView) -> Self {
        let notes = shown.notes.iter();
        Self {
            arms: shown.arms.clone(),
            covariates: shown.covariates.clone(),
            places: shown.placements.clone(),
            left_out: reasons(&shown.left_out),
            balance: shown.balance.clone(),
            tests: shown.tests.clone(),
            notes: notes
                .map(|n| remedy::advised(&n.message, &n.remedy))
                .collect(),
        }
    }

    pub fn of_record(found: &RecordedDraw) -> Self {
        Self {
            arms: found.arms.clone(),
            covariates: found.covariates.clone(),
            places: found.placements.clone(),
            left_out: found.left_out.clone(),
            balance: found.balance.clone(),
            tests: found.tests.clone(),
            notes: Vec::new(),
        }
    }

    /// The values of a covariate in an arm.
    pub fn values(&self, covariate: &Covariate, arm: usize) -> Vec<f64> {
        let placed = self.places.iter().zip(&covariate.values);
        let of_arm = placed.filter(|((_, placed), _)| *placed == Some(arm));
        of_arm.map(|(_, value)| *value).collect()
    }
}

/// Animals and why they are left out.
pub(super) fn reasons(left_out: &[LeftOut]) -> Vec<(String, String)> {
    let reason = |left: &LeftOut| (left.animal.clone(), left.reason.clone());
    left_out.iter().map(reason).collect()
}
