//! A draw as it may be shown: whole, or without telling which arm is which.
//!
//! Who knows a seed can draw again, and has the arms: of a study that is blinded, neither seed nor
//! receipt is shown, and arms go by what stands for them, in an order that is not theirs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::candidates::LeftOut;
use super::outcome::balance_of;
use super::prepare::Covariate;
use super::{Assignment, BalanceRow, BalanceTest, Draw, DrawNote, DrawReceipt};
use crate::export::csv;
use domain::{ALL_ARMS, BlindBy, tag_order};
use report::data::{Column, DataTable, row};

/// What may be shown of a draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Who goes where, in order of tags.
    pub assignments: Vec<Assignment>,
    /// Who does not, and why.
    pub left_out: Vec<LeftOut>,
    /// How unlike the arms are: lower is better, 0 is perfect. See `stats::allocation`.
    pub score: f64,
    /// Whether no allocation within the constraints has a lower score.
    pub proven_optimal: bool,
    /// A score that no allocation is below.
    pub lower_bound: Option<f64>,
    /// The method.
    pub method: String,
    /// The seed; none where arms are hidden.
    pub seed: Option<u64>,
    /// Steps of the search that were done; the budget is in the receipt.
    pub iterations: u64,
    /// Every covariate in every arm.
    pub balance: Vec<BalanceRow>,
    /// Every covariate over all arms.
    pub tests: Vec<BalanceTest>,
    /// What it repeats from; none where arms are hidden.
    pub receipt: Option<DrawReceipt>,
    /// Every animal that was drawn from, with the values that it was drawn by.
    pub candidates: Vec<CandidateRow>,
    /// What must be known with it.
    pub notes: Vec<DrawNote>,
    /// The arms in order.
    #[serde(skip)]
    pub arms: Vec<String>,
    /// How many arms there are, of which several may go by one name.
    #[serde(skip)]
    pub drawn_arms: usize,
    /// What was balanced, animal by animal in the order of `places`.
    #[serde(skip)]
    pub covariates: Vec<Covariate>,
    /// Every animal that was drawn from, and its arm by place in `arms`; none: not drawn.
    #[serde(skip)]
    pub places: Vec<(String, Option<usize>)>,
    /// The allocation day.
    #[serde(skip)]
    pub date: Option<String>,
}

/// An animal that was drawn from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateRow {
    /// Tag, or the name in the table.
    pub animal: String,
    /// Its covariates, by name.
    pub values: BTreeMap<String, f64>,
}

impl Draw {
    /// All of it, before it is accepted.
    pub fn shown(&self) -> Shown {
        let proposal = self.proposal.iter().cloned().map(DrawNote::from);
        Shown {
            notes: proposal.chain(self.notes.iter().cloned()).collect(),
            ..self.accepted(self.receipt.clone())
        }
    }

    /// All of it once it is on record, with the receipt that is kept.
    pub(super) fn accepted(&self, receipt: DrawReceipt) -> Shown {
        Shown {
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
            places: self.places.clone(),
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
        self.places.iter().enumerate().map(row).collect()
    }

    /// What may be shown of a draw that nobody accepted yet, to one who must not know its arms: groups
    /// in the order of their first animals, or all animals together.
    pub fn in_groups(&self, by: BlindBy) -> Shown {
        let first = |arm: usize| self.places.iter().position(|place| place.1 == Some(arm));
        let before = |arm: usize| {
            let arms = 0..self.arms.len();
            arms.filter(|other| first(*other) < first(arm)).count()
        };
        let name = |arm: usize| match by {
            BlindBy::Arms => format!("group {}", 1 + before(arm)),
            BlindBy::Animals => ALL_ARMS.to_owned(),
        };
        let names: Vec<String> = (0..self.arms.len()).map(name).collect();
        self.hidden(&names)
    }

    /// What may be shown of it where the arms are called otherwise: names in the order of the draw. Arms
    /// of one name are shown as one.
    pub(super) fn hidden(&self, names: &[String]) -> Shown {
        let mut arms = names.to_vec();
        arms.sort_by(|a, b| tag_order(a, b));
        arms.dedup();
        let place = |arm: usize| arms.iter().position(|name| *name == names[arm]);
        let places: Vec<(String, Option<usize>)> = self
            .places
            .iter()
            .map(|(animal, arm)| (animal.clone(), arm.and_then(place)))
            .collect();
        let assignments = places.iter().filter_map(|(animal, arm)| {
            Some(Assignment {
                animal: animal.clone(),
                arm: arms[(*arm)?].clone(),
            })
        });
        let inside: Vec<Option<usize>> = places.iter().map(|place| place.1).collect();
        let balance = balance_of(&self.covariates, &arms, &inside).rows;
        Shown {
            assignments: assignments.collect(),
            balance,
            seed: None,
            receipt: None,
            arms,
            places,
            ..self.accepted(self.receipt.clone())
        }
    }
}

impl Shown {
    /// Who goes where as CSV: `animal`, `arm`, `left_out` (why), everyone once.
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
