//! Arms and what is given in them.

use super::attribute::Blind::Hidden;
use super::{
    ArmId, Attribute, Cells, Described, DoseQuantity, DoseSchedule, DoseUnit, Invalid, Kind, Label,
    Route,
};

/// One compound as given in an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// The compound.
    pub compound: Label,
    /// How much, in `unit`.
    pub dose: Option<f64>,
    /// mg/kg unless said otherwise.
    pub unit: Option<DoseUnit>,
    /// How it is given.
    pub route: Option<Route>,
    /// When it is given.
    pub schedule: Option<DoseSchedule>,
}

impl Treatment {
    /// A treatment as it is typed. Without a compound it is the vehicle alone, as control arms get it. A dose without a
    /// unit is in mg/kg.
    ///
    /// # Errors
    /// As [`Self::check`]; and if the vehicle alone has a dose that is no volume: then the compound was forgotten.
    pub fn new(
        compound: Option<Label>,
        dose: Option<f64>,
        unit: Option<DoseUnit>,
        route: Option<Route>,
        schedule: Option<DoseSchedule>,
    ) -> Result<Self, Invalid> {
        let unit = unit.or_else(|| dose.map(|_| DoseUnit::usual()));
        let is_volume = unit.as_ref().is_none_or(DoseUnit::is_volume);
        if let Some(dose) = dose.filter(|_| compound.is_none() && !is_volume) {
            let unit = unit.as_ref().map_or("", DoseUnit::as_str);
            return Err(Invalid::new(
                "compound",
                "",
                format!("is missing: {dose} {unit} of what?"),
                "name it; the vehicle alone is given in mL/kg, or without a dose",
            ));
        }
        let made = Self {
            compound: compound.unwrap_or_else(Self::vehicle_alone),
            dose,
            unit,
            route,
            schedule,
        };
        made.check()
    }

    /// What stands for the compound where only the vehicle is given.
    fn vehicle_alone() -> Label {
        Label::new("compound", "vehicle").expect("a plain word is a valid label")
    }

    /// Whether no drug is given, but the vehicle alone.
    pub fn is_vehicle(&self) -> bool {
        self.compound.as_str().to_lowercase().contains("vehicle")
    }

    /// The dose with its unit, mg/kg where none is said; none if no dose is said.
    pub fn quantity(&self) -> Option<DoseQuantity> {
        let unit = self.unit.clone().unwrap_or_else(DoseUnit::usual);
        self.dose.map(|dose| DoseQuantity::stored(dose, unit))
    }

    /// Refuses a negative or absurd dose.
    ///
    /// # Errors
    /// Names the dose and the largest that is taken.
    pub fn check(self) -> Result<Self, Invalid> {
        if let Some(dose) = self.quantity() {
            DoseQuantity::new(dose.value(), dose.unit().clone())?;
        }
        Ok(self)
    }
}

/// The most letters of an arm's label: what figures have room for at the end of a curve.
pub const MAX_ARM_LABEL: usize = 20;

/// A treatment group.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its id.
    pub id: ArmId,
    /// Its name, unique in a study.
    pub name: Label,
    /// What figures and tables call it where there is little room, unique in a study.
    pub label: Option<Label>,
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

impl Arm {
    /// What is given of drugs, in order: the treatments but those with the vehicle alone.
    pub fn drugs(&self) -> Vec<&Treatment> {
        self.treatments.iter().filter(|t| !t.is_vehicle()).collect()
    }

    /// A label of an arm from a text of at most [`MAX_ARM_LABEL`] letters.
    ///
    /// # Errors
    /// If it is empty or longer.
    pub fn read_label(text: &str) -> Result<Label, Invalid> {
        let label = Label::new("label", text)?;
        if label.as_str().chars().count() <= MAX_ARM_LABEL {
            return Ok(label);
        }
        let why = format!("is longer than {MAX_ARM_LABEL} letters");
        Err(Invalid::new(
            "label",
            label,
            why,
            "shorten it: figures have little room",
        ))
    }
}

/// All of an arm is hidden: even the order in which arms were made would tell which one is the control.
impl Described for Arm {
    const TABLE: &'static str = "arms";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new("name", Kind::Text, Hidden, "name", |arm: &Self| {
            (&arm.name).into()
        })
        .headed("arm"),
        Attribute::new(
            "label",
            Kind::Text,
            Hidden,
            "short name for figures and tables",
            |arm: &Self| arm.label.as_ref().into(),
        ),
        Attribute::new(
            "position",
            Kind::Whole,
            Hidden,
            "its place in the study, from 1",
            |arm: &Self| arm.position.into(),
        )
        .headed("order"),
        Attribute::new(
            "is_control",
            Kind::Truth,
            Hidden,
            "whether others are compared with it",
            |arm: &Self| arm.is_control.into(),
        )
        .headed("control"),
        Attribute::new(
            "vehicle",
            Kind::Text,
            Hidden,
            "what compounds are dissolved in",
            |arm| arm.vehicle.as_ref().into(),
        ),
        Attribute::new("code", Kind::Text, Hidden, "its code", |arm: &Self| {
            arm.code.as_ref().into()
        })
        .not_exported(),
    ];
}

impl Described for Treatment {
    const TABLE: &'static str = "treatments";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new("compound", Kind::Text, Hidden, "what is given", |t| {
            (&t.compound).into()
        }),
        Attribute::new(
            "dose",
            Kind::Number,
            Hidden,
            "how much, in the column unit",
            |t| t.dose.into(),
        ),
        Attribute::new("unit", Kind::Text, Hidden, "of the dose", |t| {
            t.unit.as_ref().into()
        }),
        Attribute::new("route", Kind::Text, Hidden, "how it is given", |t| {
            t.route.as_ref().into()
        }),
        Attribute::new("schedule", Kind::Text, Hidden, "when it is given", |t| {
            t.schedule.as_ref().into()
        }),
    ];
}

impl Treatment {
    /// What a row of the table tells, or of the file that is exported from it. A file may leave out the compound where
    /// the vehicle alone is given.
    pub fn read<C: Cells>(cells: &C) -> Result<Self, C::Error> {
        let compound = cells.label("compound")?;
        Ok(Self {
            compound: compound.unwrap_or_else(Self::vehicle_alone),
            dose: cells.number("dose")?,
            unit: cells.label("unit")?.map(DoseUnit::of),
            route: cells.label("route")?.map(Route::of),
            schedule: cells.label("schedule")?.map(DoseSchedule::of),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millions_of_cells_are_a_dose_and_millions_of_mg_are_not() {
        let treatment = |dose, unit| {
            let unit = Some(DoseUnit::new(unit).unwrap());
            Treatment::new(
                Label::new("compound", "CAR-T").ok(),
                Some(dose),
                unit,
                None,
                None,
            )
        };
        let cells = treatment(5e6, "cells").unwrap();
        assert_eq!(cells.quantity().unwrap().to_string(), "5e6 cells");
        assert!(treatment(5e6, "mg/kg").is_err());
    }
}
