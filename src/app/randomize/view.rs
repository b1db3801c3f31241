//! A draw as it may be shown: whole, or without showing which arm is which.
//!
//! Whoever knows the seed can repeat a draw and then knows the arms. So the view of a blinded draw has neither seed
//! nor receipt, and its arms have other names, sorted by these: their true order would give them away.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::groups::DrawnGroups;
use super::outcome::{Draw, DrawNote, SearchResult};
use super::receipt::DrawReceipt;
use crate::export::csv;
use domain::{ALL_ARMS, BlindBy, tag_order};
use report::data::{Column, DataTable, row};

/// What may be shown of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawView {
    /// Under the names that may be shown.
    pub groups: DrawnGroups,
    /// How good the draw is, and how it was found.
    pub search: SearchResult,
    /// None where arms are hidden.
    pub receipt: Option<DrawReceipt>,
    /// What a reader must know of the draw.
    pub notes: Vec<DrawNote>,
    /// The number of arms, of which several can have one name where arms are hidden.
    pub drawn_arms: usize,
    /// The allocation day.
    pub date: Option<String>,
}

impl DrawView {
    /// None where arms are hidden.
    pub fn seed(&self) -> Option<u64> {
        self.receipt.as_ref().map(|receipt| receipt.seed)
    }
}

/// The keys and their order are what scripts rely on.
impl Serialize for DrawView {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let (groups, search) = (&self.groups, &self.search);
        let mut json = out.serialize_struct("DrawView", 13)?;
        json.serialize_field("assignments", &groups.assignments())?;
        json.serialize_field("left_out", &groups.left_out)?;
        json.serialize_field("score", &search.score)?;
        json.serialize_field("proven_optimal", &search.proven_optimal)?;
        json.serialize_field("lower_bound", &search.lower_bound)?;
        json.serialize_field("method", &search.method)?;
        json.serialize_field("seed", &self.seed())?;
        json.serialize_field("iterations", &search.iterations)?;
        json.serialize_field("balance", &groups.balance.rows)?;
        json.serialize_field("tests", &groups.balance.tests)?;
        json.serialize_field("receipt", &self.receipt)?;
        json.serialize_field("candidates", &groups.candidates())?;
        json.serialize_field("notes", &self.notes)?;
        json.end()
    }
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
            groups: self.groups.clone(),
            search: self.search.clone(),
            notes: self.notes.clone(),
            date: receipt.options.date.clone(),
            receipt: Some(receipt),
            drawn_arms: self.arms.len(),
        }
    }

    /// A draw that is not accepted yet, for someone who must not know its arms: groups in the order of their first
    /// animals, or all animals together.
    pub fn view_in_groups(&self, by: BlindBy) -> DrawView {
        let placements = &self.groups.placements;
        let first = |arm: usize| placements.iter().position(|(_, of)| *of == Some(arm));
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
    /// as one. The tests over all arms stay those of the true arms.
    pub(super) fn view_under_names(&self, names: &[String]) -> DrawView {
        let mut arms = names.to_vec();
        arms.sort_by(|a, b| tag_order(a, b));
        arms.dedup();
        let index = |arm: usize| arms.iter().position(|name| *name == names[arm]);
        let whole = &self.groups;
        let placements = whole.placements.iter();
        let placements = placements
            .map(|(animal, arm)| (animal.clone(), arm.and_then(index)))
            .collect();
        let (covariates, left_out) = (whole.covariates.clone(), whole.left_out.clone());
        let mut groups = DrawnGroups::new(arms, covariates, placements, left_out);
        groups.balance.tests.clone_from(&whole.balance.tests);
        DrawView {
            groups,
            receipt: None,
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
        for place in self.groups.assignments() {
            table.push(row![&place.animal, &place.arm, ""]);
        }
        for left in &self.groups.left_out {
            table.push(row![&left.animal, "", &left.reason]);
        }
        csv(&table)
    }
}
