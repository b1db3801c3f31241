//! Regimens: what a line of the work plan says of the doses that it asks for.

use super::attribute::Blind::{Hidden, Shown};
use super::id::id;
use super::{
    Attribute, Cells, Described, DoseQuantity, DoseTerms, DoseUnit, HoldRule, Invalid, Kind, Label,
    LiquidDose, Prose, Route, SyringeStep, WeightRule,
};

id! {
    /// Names a regimen.
    RegimenId,
}

/// What is given by a line of the work plan, how much and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Regimen {
    /// Its id.
    pub id: RegimenId,
    /// The compound; none while that is hidden.
    pub compound: Option<Label>,
    /// Dose and volume, and the concentration that they ask for.
    pub terms: DoseTerms,
    /// How it is given.
    pub route: Option<Route>,
    /// Which body weight the volume follows from.
    pub weight: WeightRule,
    /// The step of the syringe that volumes are rounded to.
    pub step: SyringeStep,
    /// When doses are to be held or reduced.
    pub hold: Option<HoldRule>,
    /// Who allowed a volume above the maximum of the route, with the reference and why.
    pub exemption: Option<Prose>,
}

impl Regimen {
    /// Whether no drug is given, but the vehicle alone.
    pub fn is_vehicle(&self) -> bool {
        let compound = self.compound.as_ref();
        compound.is_some_and(|name| name.as_str().to_lowercase().contains("vehicle"))
    }

    fn ml_per_kg(&self) -> Option<f64> {
        match self.terms.liquid() {
            Some(LiquidDose::MlPerKg(ml)) => Some(ml),
            _ => None,
        }
    }

    fn ml(&self) -> Option<f64> {
        match self.terms.liquid() {
            Some(LiquidDose::MlPerAnimal(ml)) => Some(ml),
            _ => None,
        }
    }

    /// As it may be seen while arms are hidden: the volume and the route, and not what is in it.
    pub(super) fn masked(self) -> Self {
        let Self {
            id,
            compound: _,
            terms,
            route,
            weight,
            step,
            hold,
            exemption,
        } = self;
        let liquid = terms.liquid();
        Self {
            id,
            compound: None,
            terms: DoseTerms::new(None, None, liquid).expect("a volume alone agrees with itself"),
            route,
            weight,
            step,
            hold,
            exemption,
        }
    }
}

impl Described for Regimen {
    const TABLE: &'static str = "regimens";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[
        Attribute::new(
            "compound",
            Kind::Text,
            Hidden,
            "what is given",
            |r: &Self| r.compound.as_ref().into(),
        ),
        Attribute::new(
            "dose",
            Kind::Number,
            Hidden,
            "how much, in the column unit",
            |r: &Self| r.terms.dose().map(DoseQuantity::value).into(),
        ),
        Attribute::new("unit", Kind::Text, Hidden, "of the dose", |r: &Self| {
            r.terms.dose().map(DoseQuantity::unit).into()
        }),
        Attribute::new("route", Kind::Text, Shown, "how it is given", |r: &Self| {
            r.route.as_ref().into()
        }),
        Attribute::new(
            "ml_per_kg",
            Kind::Number,
            Shown,
            "volume by body weight",
            |r: &Self| r.ml_per_kg().into(),
        )
        .in_unit("mL/kg"),
        Attribute::new(
            "ml",
            Kind::Number,
            Shown,
            "volume for any animal",
            |r: &Self| r.ml().into(),
        )
        .in_unit("mL"),
        Attribute::new(
            "weight_rule",
            Kind::Text,
            Shown,
            "which body weight counts",
            |r: &Self| r.weight.to_string().into(),
        ),
        Attribute::new(
            "step_ml",
            Kind::Number,
            Shown,
            "step of the syringe",
            |r: &Self| r.step.volume().ml().into(),
        )
        .in_unit("mL"),
        Attribute::new(
            "hold_rule",
            Kind::Text,
            Shown,
            "when doses are to be held or reduced",
            |r: &Self| r.hold.as_ref().map(ToString::to_string).into(),
        ),
        Attribute::new(
            "exemption",
            Kind::Text,
            Shown,
            "who allowed a volume above the maximum, and why",
            |r: &Self| r.exemption.as_ref().into(),
        ),
    ];
}

impl Regimen {
    /// What a row of the table tells of the regimen with this id.
    pub fn read<C: Cells>(id: RegimenId, cells: &C) -> Result<Self, C::Error> {
        Ok(Self {
            id,
            compound: cells.label("compound")?,
            terms: terms(cells)?,
            route: cells.label("route")?.map(Route::of),
            weight: cells.required("weight_rule", C::parsed)?,
            step: cells.checked(SyringeStep::new(cells.required("step_ml", C::number)?))?,
            hold: cells.parsed("hold_rule")?,
            exemption: cells.prose("exemption")?,
        })
    }
}

/// Dose and volume of a row.
fn terms<C: Cells>(cells: &C) -> Result<DoseTerms, C::Error> {
    let dose = cells.number("dose")?;
    let unit = cells.label("unit")?.map(DoseUnit::of);
    let dose = dose.map(|value| DoseQuantity::new(value, unit.unwrap_or_else(DoseUnit::usual)));
    let liquid = match (cells.number("ml_per_kg")?, cells.number("ml")?) {
        (Some(_), Some(ml)) => {
            let why = "is a second volume beside the one by body weight";
            let both = Invalid::new("ml", ml, why, "leave one of the two empty");
            return Err(cells.refuse(both));
        }
        (Some(ml), None) => Some(LiquidDose::MlPerKg(ml)),
        (None, Some(ml)) => Some(LiquidDose::MlPerAnimal(ml)),
        (None, None) => None,
    };
    let dose = cells.checked(dose.transpose())?;
    cells.checked(DoseTerms::new(dose, None, liquid))
}
