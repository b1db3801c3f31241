//! A problem that is ready to be drawn: arms with their places, candidates with their values, constraints.

use chrono::NaiveDate;

use super::candidates::{Candidate, LeftOut};
use super::input::{Input, fingerprint};
use super::receipt::Earlier;
use super::request::Request;
use crate::Error;
use domain::{ArmId, Label};

/// An arm of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnArm {
    /// Its name.
    pub name: Label,
    /// How many animals it takes, those that are in it already included.
    pub places: usize,
    /// The arm of the study; none if it is made when the draw is accepted.
    pub(super) id: Option<ArmId>,
}

impl DrawnArm {
    /// Whether the study does not have it yet.
    pub fn is_new(&self) -> bool {
        self.id.is_none()
    }
}

/// A covariate with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// `volume`, `weight`, `growth`, `age`; of a table, the heading of its column.
    pub name: String,
    /// Its unit; empty if it is not known.
    pub unit: &'static str,
    /// How much it counts.
    pub weight: f64,
    /// One per animal, in the order of [`Prepared::animals`].
    pub values: Vec<f64>,
}

/// All that is known before drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The animals that are drawn from, by tag.
    pub animals: Vec<String>,
    /// The arms in order.
    pub arms: Vec<DrawnArm>,
    /// What is balanced.
    pub covariates: Vec<Covariate>,
    /// Who is not eligible, and why.
    pub left_out: Vec<LeftOut>,
    /// The allocation day.
    pub date: Option<NaiveDate>,
    /// Whether animals that are in an arm are drawn anew.
    pub redraws: bool,
    /// What makes a draw late, in a sentence: animals are in arms, and were read since. Accepting it needs
    /// a reason.
    pub late: Option<String>,
    /// The draws that are on record.
    pub earlier: Vec<Earlier>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) request: Request,
    pub(super) input: Input,
}

impl Prepared {
    /// Refuses to go on without a reason where accepting what is drawn will need one.
    ///
    /// # Errors
    /// Animals that are in an arm are drawn anew, or animals join late, and no reason is given.
    pub fn must_have_reason(&self, given: bool) -> Result<(), Error> {
        let why = match (&self.late, self.redraws) {
            _ if given => return Ok(()),
            (_, true) => {
                "animals are in an arm already, and would be drawn anew without a reason".to_owned()
            }
            (Some(late), false) => format!("{late}, which needs a reason"),
            (None, false) => return Ok(()),
        };
        Err(Error::state(why, "say why with --reason"))
    }

    /// SHA-256 of all that is fed into the draw but for method, seed and budget.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.input.text())
    }
}
