//! Doses: what happened to planned doses of an animal, and what was given beside the plan.

use chrono::NaiveDate;

use super::attribute::Blind::{Hidden, Shown};
use super::id::id;
use super::study::words;
use super::{
    AnimalId, AnimalRecord, Attribute, Blinding, BodyWeight, Cells, Dated, Described, DoseUnit,
    Entry, FormulationId, Invalid, Kind, Label, Prose, Quantity, Route, Species, WorkLineId,
};

id! {
    /// Names a dose.
    DoseId,
}

words! {
    /// What happened to a planned dose.
    DoseState, "state of a dose", {
        /// All of it was given.
        Given => "given",
        /// A part of it was given.
        Partial => "partial",
        /// It was held back on purpose.
        Held => "held",
        /// It was not given, and nobody decided that.
        Missed => "missed",
        /// Something else was given than planned, or to another animal.
        Misdosed => "misdosed",
    }
}

/// One entry of dosing. All values are those of its moment: a later change of plan, weight or formulation touches none.
#[derive(Debug, Clone, PartialEq)]
pub struct Dose {
    /// Which planned dose it is of; none: nothing was planned.
    pub planned: Option<PlannedDose>,
    /// What happened.
    pub state: DoseState,
    /// Why, where not all was given as planned.
    pub reason: Option<Prose>,
    /// What was given or planned; none while arms are hidden.
    pub compound: Option<Label>,
    /// The part of the planned dose that was to be given, percent: less than 100 where doses are reduced.
    pub percent: f64,
    /// How much the plan says, in `unit`; not reduced.
    pub planned_dose: Option<f64>,
    /// How much was given, in `unit`: 0 where the dose was held or missed.
    pub given_dose: Option<f64>,
    /// The unit of both.
    pub unit: Option<DoseUnit>,
    /// How it was given.
    pub route: Option<Route>,
    /// The volume that was given, mL: 0 where the dose was held or missed.
    pub volume_ml: Option<f64>,
    /// The body weight that the volume follows from, and when it was taken.
    pub weight: Option<(BodyWeight, NaiveDate)>,
    /// What it was taken from.
    pub formulation: Option<FormulationId>,
}

/// Which planned dose an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlannedDose {
    /// The line of the work plan.
    pub line: WorkLineId,
    /// The date.
    pub on: NaiveDate,
    /// Which of the doses of that date, from 1.
    pub slot: u32,
}

/// One dose of one animal, with its moment.
pub type DatedDose = Dated<Dose>;

impl Dose {
    /// Whether anything went into the animal.
    pub fn is_given(&self) -> bool {
        matches!(
            self.state,
            DoseState::Given | DoseState::Partial | DoseState::Misdosed
        )
    }
}

impl Described for Dose {
    const TABLE: &'static str = "doses";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "line_id",
            Kind::Id,
            Shown,
            "the line of the work plan; none if it was not planned",
            |d: &Self| d.planned.map(|p| p.line.to_string()).into(),
        )
        .not_exported(),
        Attribute::new(
            "planned_on",
            Kind::Date,
            Shown,
            "the date that it was planned for",
            |d: &Self| d.planned.map(|p| p.on).into(),
        ),
        Attribute::new(
            "slot",
            Kind::Whole,
            Shown,
            "which of the doses planned for that date, from 1",
            |d: &Self| d.planned.map(|p| p.slot).into(),
        ),
        Attribute::new(
            "state",
            Kind::Text,
            Shown,
            "given, partial, held, missed, misdosed",
            |d: &Self| d.state.id().into(),
        ),
        Attribute::new(
            "reason",
            Kind::Text,
            Shown,
            "why it was not given as planned",
            |d: &Self| d.reason.as_ref().into(),
        ),
        Attribute::new("compound", Kind::Text, Hidden, "what was given", |d| {
            d.compound.as_ref().into()
        }),
        Attribute::new(
            "percent",
            Kind::Number,
            Shown,
            "part of the planned dose that was to be given",
            |d: &Self| d.percent.into(),
        )
        .in_unit("%"),
        Attribute::new(
            "planned_dose",
            Kind::Number,
            Hidden,
            "how much was planned, in the column unit",
            |d| d.planned_dose.into(),
        ),
        Attribute::new(
            "given_dose",
            Kind::Number,
            Hidden,
            "how much was given, in the column unit",
            |d| d.given_dose.into(),
        ),
        Attribute::new("unit", Kind::Text, Hidden, "of both doses", |d| {
            d.unit.as_ref().into()
        }),
        Attribute::new("route", Kind::Text, Shown, "how it was given", |d| {
            d.route.as_ref().into()
        }),
        Attribute::new(
            "volume_ml",
            Kind::Number,
            Shown,
            "the volume that was given",
            |d: &Self| d.volume_ml.into(),
        )
        .in_unit("mL"),
        Attribute::new(
            "weight_g",
            Kind::Number,
            Shown,
            "the body weight that the volume follows from",
            |d: &Self| d.weight.map(|(weight, _)| weight.grams()).into(),
        )
        .in_unit("g"),
        Attribute::new(
            "weighed_on",
            Kind::Date,
            Shown,
            "when that weight was taken",
            |d: &Self| d.weight.map(|(_, on)| on).into(),
        ),
        Attribute::new(
            "formulation_id",
            Kind::Id,
            Shown,
            "the formulation that it was taken from",
            |d: &Self| d.formulation.map(|id| id.to_string()).into(),
        )
        .not_exported(),
    ];
}

impl Entry for Dose {
    type Id = DoseId;
    type Owner = AnimalId;
    const ONE: &'static str = "a dose";

    fn read<C: Cells>(cells: &C) -> Result<Self, C::Error> {
        let line: Option<WorkLineId> = cells.id("line_id")?;
        let planned = line.map(|line| {
            Ok(PlannedDose {
                line,
                on: cells.required("planned_on", C::date)?,
                slot: cells.required("slot", C::whole)?,
            })
        });
        let weight = cells.number("weight_g")?.zip(cells.date("weighed_on")?);
        let weight = weight.map(|(grams, on)| Ok((BodyWeight::new(grams)?, on)));
        Ok(Self {
            planned: planned.transpose()?,
            state: cells.required("state", C::parsed)?,
            reason: cells.prose("reason")?,
            compound: cells.label("compound")?,
            percent: cells.required("percent", C::number)?,
            planned_dose: cells.number("planned_dose")?,
            given_dose: cells.number("given_dose")?,
            unit: cells.label("unit")?.map(DoseUnit::of),
            route: cells.label("route")?.map(Route::of),
            volume_ml: cells.number("volume_ml")?,
            weight: cells.checked(weight.transpose())?,
            formulation: cells.id("formulation_id")?,
        })
    }

    fn of(animal: &AnimalRecord) -> impl Iterator<Item = (AnimalId, &[DatedDose])> {
        std::iter::once((animal.animal.id, animal.doses.as_slice()))
    }

    fn check(&self, species: Species) -> Result<(), Invalid> {
        if let Some((weight, _)) = self.weight {
            species.check_weight(weight.grams())?;
        }
        if self.state != DoseState::Given && self.reason.is_none() {
            let why = format!("is missing for a dose that was {}", self.state.id());
            return Err(Invalid::new("reason", "", why, "say why"));
        }
        for (field, value) in [
            ("volume", self.volume_ml),
            ("dose", self.given_dose),
            ("dose", self.planned_dose),
        ] {
            let range = Quantity {
                field,
                unit: "",
                least: 0.0,
                most: 1e12,
            };
            value.map(|value| range.check(value)).transpose()?;
        }
        Ok(())
    }

    fn masked(self, _: Blinding) -> Self {
        let Self {
            planned,
            state,
            reason,
            compound: _,
            percent,
            planned_dose: _,
            given_dose: _,
            unit: _,
            route,
            volume_ml,
            weight,
            formulation,
        } = self;
        Self {
            planned,
            state,
            reason,
            compound: None,
            percent,
            planned_dose: None,
            given_dose: None,
            unit: None,
            route,
            volume_ml,
            weight,
            formulation,
        }
    }
}
