//! A draw as it may be shown: whole, or without showing which arm is which.
//!
//! Whoever knows the seed can repeat a draw and then knows the arms. So the view of a blinded draw has neither seed
//! nor receipt, and its arms have other names, sorted by these: their true order would give them away.

use std::collections::BTreeMap;

use serde::Serialize;

use super::candidates::LeftOut;
use super::outcome::{Assignment, Draw, DrawNote, balance_of};
use super::prepared::Covariate;
use super::receipt::DrawReceipt;
use crate::export::csv;
use domain::{ALL_ARMS, BalanceRow, BalanceTest, BlindBy, tag_order};
use report::data::{Column, DataTable, row};

/// What may be shown of a draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DrawView {
    /// The drawn animals with their arms, in order of tags.
    pub assignments: Vec<Assignment>,
    /// The animals without an arm, and why.
    pub left_out: Vec<LeftOut>,
    /// How much the arms differ: lower is better, 0 is perfect. See `stats::allocation`.
    pub score: f64,
    /// Whether no allocation within the constraints has a lower score.
    pub proven_optimal: bool,
    /// No allocation within the constraints has a score below this.
    pub lower_bound: Option<f64>,
    /// Id of the [`AllocationMethod`](domain::AllocationMethod).
    pub method: String,
    /// None where arms are hidden.
    pub seed: Option<u64>,
    /// Iterations that the search did; its budget is in the receipt.
    pub iterations: u64,
    /// Every covariate in every arm.
    pub balance: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
    /// None where arms are hidden.
    pub receipt: Option<DrawReceipt>,
    /// Every candidate with the values that were balanced.
    pub candidates: Vec<CandidateRow>,
    /// What a reader must know of the draw.
    pub notes: Vec<DrawNote>,
    /// In the order of the draw; where arms are hidden, sorted by the shown names, each once.
    #[serde(skip)]
    pub arms: Vec<String>,
    /// The number of arms, of which several can have one name where arms are hidden.
    #[serde(skip)]
    pub drawn_arms: usize,
    /// What was balanced, with values in the order of `placements`.
    #[serde(skip)]
    pub covariates: Vec<Covariate>,
    /// Every candidate, and the index of its arm in `arms`; none: not drawn.
    #[serde(skip)]
    pub placements: Vec<(String, Option<usize>)>,
    /// The allocation day.
    #[serde(skip)]
    pub date: Option<String>,
}

/// A candidate of a draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateRow {
    /// Tag, or the name in the table.
    pub animal: String,
    /// The values of its covariates, by their names.
    pub values: BTreeMap<String, f64>,
}

impl Draw {
    /// The whole draw, before it is accepted.
    pub fn view(&self) -> DrawView {
        let proposal = self.proposal.iter().cloned().map(DrawNote::from);
        DrawView {
            notes: proposal.chain(self.notes.iter().cloned()).collect(),
            ..self.view_accepted(self.receipt.clone())
        }
    }

    /// The whole draw once it is on record, with the receipt that is stored.
    pub(super) fn view_accepted(&self, receipt: DrawReceipt) -> DrawView {
        DrawView {
            assignments: self.assignments.clone(),
            left_out: self.left_out.clone(),
            score: self.score,
            proven_optimal: self.proven_optimal,
            lower_bound: self.lower_bound,
            method: self.method.clone(),
            seed: Some(self.seed),
            iterations: self.iterations,
            balance: self.balance.clone(),
            tests: self.tests.clone(),
            candidates: self.candidates(),
            notes: self.notes.clone(),
            date: receipt.options.date.clone(),
            receipt: Some(receipt),
            arms: self.arms.iter().map(|arm| arm.name.to_string()).collect(),
            drawn_arms: self.arms.len(),
            covariates: self.covariates.clone(),
            placements: self.placements.clone(),
        }
    }

    fn candidates(&self) -> Vec<CandidateRow> {
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

    /// A draw that is not accepted yet, for someone who must not know its arms: groups in the order of their first
    /// animals, or all animals together.
    pub fn view_in_groups(&self, by: BlindBy) -> DrawView {
        let first = |arm: usize| self.placements.iter().position(|(_, of)| *of == Some(arm));
        let before = |arm: usize| {
            let arms = 0..self.arms.len();
            arms.filter(|other| first(*other) < first(arm)).count()
        };
        let name = |arm: usize| match by {
            BlindBy::Arms => format!("group {}", 1 + before(arm)),
            BlindBy::Animals => ALL_ARMS.to_owned(),
        };
        let names: Vec<String> = (0..self.arms.len()).map(name).collect();
        self.view_under_names(&names)
    }

    /// The draw under other names of its arms, given in the order of the draw. Arms with the same name are shown
    /// as one.
    pub(super) fn view_under_names(&self, names: &[String]) -> DrawView {
        let mut arms = names.to_vec();
        arms.sort_by(|a, b| tag_order(a, b));
        arms.dedup();
        let index = |arm: usize| arms.iter().position(|name| *name == names[arm]);
        let placements: Vec<(String, Option<usize>)> = self
            .placements
            .iter()
            .map(|(animal, arm)| (animal.clone(), arm.and_then(index)))
            .collect();
        let assignments = placements.iter().filter_map(|(animal, arm)| {
            Some(Assignment {
                animal: animal.clone(),
                arm: arms[(*arm)?].clone(),
            })
        });
        let inside: Vec<Option<usize>> = placements.iter().map(|(_, arm)| *arm).collect();
        let balance = balance_of(&self.covariates, &arms, &inside).rows;
        DrawView {
            assignments: assignments.collect(),
            balance,
            seed: None,
            receipt: None,
            arms,
            placements,
            ..self.view_accepted(self.receipt.clone())
        }
    }
}

impl DrawView {
    /// CSV with the columns `animal`, `arm` and `left_out` (the reason), a row per animal.
    pub fn csv(&self) -> String {
        let mut table = DataTable::new(
            "allocation",
            [
                Column::text("animal", "tag, or the name in the table"),
                Column::text("arm", "where it goes"),
                Column::text("left_out", "why it goes nowhere"),
            ],
        );
        for place in &self.assignments {
            table.push(row![&place.animal, &place.arm, ""]);
        }
        for left in &self.left_out {
            table.push(row![&left.animal, "", &left.reason]);
        }
        csv(&table)
    }
}
