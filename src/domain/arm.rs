//! Arms and what is given in them.

use super::{ArmId, Invalid, Label, Quantity};

/// One compound as given in an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// The compound.
    pub compound: Label,
    /// How much, in `unit`.
    pub dose: Option<f64>,
    /// mg/kg unless said otherwise.
    pub unit: Option<Label>,
    /// IV, PO, IP, SC, IT.
    pub route: Option<Label>,
    /// QD, BID, QW, Q3W, days 1, 8, 15.
    pub schedule: Option<Label>,
}

impl Treatment {
    /// The unit of a dose where none is said: mg/kg.
    pub fn usual_unit() -> Label {
        Label::new("unit", "mg/kg").expect("a plain word is a valid label")
    }

    /// Refuses a negative or absurd dose.
    pub fn check(self) -> Result<Self, Invalid> {
        if let Some(dose) = self.dose {
            Quantity {
                field: "dose",
                unit: "",
                least: 0.0,
                most: 1e6,
            }
            .check(dose)?;
        }
        Ok(self)
    }
}

/// A treatment group.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its id.
    pub id: ArmId,
    /// Its name, unique in a study.
    pub name: Label,
    /// Its place in the study's order, from 1.
    pub position: u32,
    /// Whether the others are compared with it; at most one arm of a study.
    pub is_control: bool,
    /// What the compounds are dissolved in.
    pub vehicle: Option<Label>,
    /// What is given, in order.
    pub treatments: Vec<Treatment>,
    /// What it was or is called while its study is blinded.
    pub code: Option<Label>,
}
