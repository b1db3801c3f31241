//! Who is in which arm of a draw, and how alike the arms are: the part that a new draw, a draw on record and a
//! draw under hidden names have in common.

use std::collections::BTreeMap;

use serde::Serialize;

use super::candidates::LeftOut;
use super::prepared::Covariate;
use crate::balance;
use domain::BalanceSection;

/// The candidates of a draw in its arms.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnGroups {
    /// Names of the arms: in the order of the draw; where arms are hidden, sorted by the visible names, each once.
    pub arms: Vec<String>,
    /// What was balanced, with values in the order of `placements`.
    pub covariates: Vec<Covariate>,
    /// Every candidate, in order of tags, and the index of its arm in `arms`; none: not drawn.
    pub placements: Vec<(String, Option<usize>)>,
    /// The animals without an arm, and why.
    pub left_out: Vec<LeftOut>,
    /// Every covariate in every arm, and over all arms.
    pub balance: BalanceSection,
}

/// The arm that an animal was drawn into.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assignment {
    /// Tag, or the name in the table.
    pub animal: String,
    /// Name of the arm.
    pub arm: String,
}

/// A candidate of a draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateRow {
    /// Tag, or the name in the table.
    pub animal: String,
    /// The values of its covariates, by their names.
    pub values: BTreeMap<String, f64>,
}

impl DrawnGroups {
    pub(super) fn new(
        arms: Vec<String>,
        covariates: Vec<Covariate>,
        placements: Vec<(String, Option<usize>)>,
        left_out: Vec<LeftOut>,
    ) -> Self {
        let placed: Vec<Option<usize>> = placements.iter().map(|(_, arm)| *arm).collect();
        let values = covariates
            .iter()
            .map(|c| (c.name.as_str(), c.values.as_slice(), placed.as_slice()));
        Self {
            balance: balance::section(&arms, values),
            arms,
            covariates,
            placements,
            left_out,
        }
    }

    /// The drawn animals with their arms, in order of tags.
    pub fn assignments(&self) -> Vec<Assignment> {
        let assignment = |(animal, arm): &(String, Option<usize>)| {
            Some(Assignment {
                animal: animal.clone(),
                arm: self.arms[(*arm)?].clone(),
            })
        };
        self.placements.iter().filter_map(assignment).collect()
    }

    /// The number of animals that were drawn into an arm.
    pub fn drawn(&self) -> usize {
        self.placements.iter().filter(|p| p.1.is_some()).count()
    }

    /// Every candidate with the values that were balanced.
    pub fn candidates(&self) -> Vec<CandidateRow> {
        let row = |(at, (animal, _)): (usize, &(String, Option<usize>))| CandidateRow {
            animal: animal.clone(),
            values: self
                .covariates
                .iter()
                .map(|c| (c.name.clone(), c.values[at]))
                .collect(),
        };
        self.placements.iter().enumerate().map(row).collect()
    }

    /// The values of a covariate in an arm.
    pub fn values(&self, covariate: &Covariate, arm: usize) -> Vec<f64> {
        let placed = self.placements.iter().zip(&covariate.values);
        let of_arm = placed.filter(|((_, placed), _)| *placed == Some(arm));
        of_arm.map(|(_, value)| *value).collect()
    }
}
