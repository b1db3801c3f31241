//! A problem that is ready to be drawn: arms with their places, candidates with their values, constraints.

use chrono::NaiveDate;

use super::candidates::{Candidate, LeftOut};
use super::input::{Input, fingerprint};
use super::receipt::Earlier;
use super::request::Request;
use crate::Error;
use domain::{ArmId, DrawRemedy, Label};

/// An arm of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnArm {
    /// Unique in the draw.
    pub name: Label,
    /// The number of animals that it takes, those that are in it already included.
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

/// A covariate that is balanced, with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    /// `volume`, `weight`, `growth`, `age`; of a table, the heading of its column.
    pub name: String,
    /// Empty if it is not known.
    pub unit: &'static str,
    /// Its weight in the score, 0 or more.
    pub weight: f64,
    /// One per animal, in the order of [`Prepared::animals`].
    pub values: Vec<f64>,
}

/// A problem that is ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Tags of the candidates.
    pub animals: Vec<String>,
    /// In the order of the request.
    pub arms: Vec<DrawnArm>,
    /// What is balanced; none if the draw balances nothing.
    pub covariates: Vec<Covariate>,
    /// The animals that are not eligible, and why.
    pub left_out: Vec<LeftOut>,
    /// The allocation day.
    pub date: Option<NaiveDate>,
    /// Whether animals that are in an arm are drawn anew.
    pub redraws: bool,
    /// Why the draw is late, in a sentence: there are animals in arms, and readings of them since. Accepting
    /// needs a reason then.
    pub late: Option<String>,
    /// The draws that are on record.
    pub earlier: Vec<Earlier>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) request: Request,
    pub(super) input: Input,
}

impl Prepared {
    /// Refuses to go on without a reason if accepting will need one: better before a search than after it.
    ///
    /// # Errors
    /// If no reason is given, and animals that are in an arm are drawn anew or animals join late.
    pub fn must_have_reason(&self, given: bool) -> Result<(), Error> {
        let why = match (&self.late, self.redraws) {
            _ if given => return Ok(()),
            (_, true) => {
                "animals are in an arm already, and would be drawn anew without a reason".to_owned()
            }
            (Some(late), false) => format!("{late}, which needs a reason"),
            (None, false) => return Ok(()),
        };
        Err(Error::state(why, DrawRemedy::GiveReason))
    }

    /// SHA-256 of all that enters the draw but method, seed and budget.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.input.text())
    }
}
