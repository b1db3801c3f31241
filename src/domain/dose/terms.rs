//! Dose, concentration and volume: two give the third, and three must agree.
//!
//! Dose per kg = concentration × volume per kg, and the same per animal (Diehl et al. 2001, J Appl Toxicol 21:15,
//! doi:10.1002/jat.727, for volumes; the rest is arithmetic). A concentration is never rounded, a volume for an animal is.

use std::fmt;

use super::quantity::number_and_unit;
use super::unit::{self, DoseMeasure, DoseOf, DosePer, scaled, tidy};
use super::volume::{ExactVolume, Microliters, NoVolume, PlannedVolume, SyringeStep};
use super::{DoseQuantity, DoseUnit};
use crate::{Invalid, Quantity, printable, typed_number};

/// What is in a mL of a formulation: more than 0 mg, cells or other things.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    of: DoseOf,
    /// Per mL, in mg or things.
    per_ml: f64,
}

impl Concentration {
    /// A concentration in mg/mL.
    ///
    /// # Errors
    /// If it is 0, negative, or more than a liquid can hold (2000 mg/mL).
    pub fn of_mg_per_ml(mg_per_ml: f64) -> Result<Self, Invalid> {
        Self::new(DoseOf::Mass, mg_per_ml)
    }

    fn new(of: DoseOf, per_ml: f64) -> Result<Self, Invalid> {
        let (unit, most) = match of {
            DoseOf::Count(_) => ("/mL", 1e14),
            _ => ("mg/mL", 2000.0),
        };
        Quantity {
            field: "concentration",
            unit,
            least: 0.0,
            most,
        }
        .check(per_ml)?;
        match per_ml > 0.0 {
            true => Ok(Self { of, per_ml }),
            false => Err(Invalid::new(
                "concentration",
                per_ml,
                "holds nothing of the compound",
                "leave it empty for the vehicle alone",
            )),
        }
    }

    /// Reads a concentration as it is typed: `0.2 mg/mL`, `200 µg/mL`, `1 % w/v`, `5e7 cells/mL`. Without a unit it is in
    /// mg/mL.
    ///
    /// # Errors
    /// If the unit is not known, or as [`Self::of_mg_per_ml`].
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (number, unit) = number_and_unit(text);
        let number = typed_number("concentration", number)?;
        let known = match unit {
            "" => Some((DoseOf::Mass, 0)),
            unit => unit::concentration(unit),
        };
        let Some((of, exponent)) = known else {
            let hint = match unit {
                "%" => "write % w/v for grams in 100 mL",
                _ => "write it in mg/mL, µg/mL, % w/v, IU/mL or cells/mL",
            };
            let why = "is in an unknown unit";
            return Err(Invalid::new("concentration", printable(text), why, hint));
        };
        Self::new(of, scaled(number, exponent))
    }

    /// In mg or things per mL.
    pub fn per_ml(self) -> f64 {
        self.per_ml
    }

    /// How much compound is in a volume, in mg or things.
    pub fn in_volume(self, volume: Microliters) -> f64 {
        tidy(self.per_ml * volume.ml())
    }

    /// The concentration of the free compound where this one is of its salt, `salt_factor` times as heavy.
    ///
    /// # Errors
    /// If the factor is not from 1 to 10.
    pub fn of_free_compound(self, salt_factor: f64) -> Result<Self, Invalid> {
        Quantity {
            field: "salt factor",
            unit: "",
            least: 1.0,
            most: 10.0,
        }
        .check(salt_factor)?;
        Ok(Self {
            per_ml: tidy(self.per_ml / salt_factor),
            ..self
        })
    }
}

impl fmt::Display for Concentration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.of.word();
        match self.per_ml >= 1e5 {
            true => write!(f, "{:e} {word}/mL", self.per_ml),
            false => write!(f, "{} {word}/mL", self.per_ml),
        }
    }
}

/// How much liquid is given: more than 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LiquidDose {
    /// mL per kg of body weight.
    MlPerKg(f64),
    /// mL per animal, whatever it weighs.
    MlPerAnimal(f64),
}

/// The most liquid that a dose can have, in mL per kg or animal: beyond every maximum of every route.
const MOST_ML: f64 = 200.0;

impl LiquidDose {
    fn checked(self) -> Result<Self, Invalid> {
        let (ml, unit) = self.parts();
        Quantity {
            field: "volume",
            unit,
            least: 0.0,
            most: MOST_ML,
        }
        .check(ml)?;
        match ml > 0.0 {
            true => Ok(self),
            false => Err(Invalid::new(
                "volume",
                ml,
                "is nothing",
                "give it in mL/kg or mL/animal",
            )),
        }
    }

    /// Reads a volume as it is typed: `5`, `5 mL/kg`, `200 µL/mouse`. Without a unit it is in mL/kg; mL and µL alone are per
    /// animal.
    ///
    /// # Errors
    /// If the unit is not one of volume, or the volume is 0 or absurd.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (number, unit) = number_and_unit(text);
        let number = typed_number("volume", number)?;
        let unit = match unit {
            "" => "mL/kg",
            unit => unit,
        };
        let measure = DoseUnit::new(unit)?.measure();
        match measure.and_then(|measure| Self::of(measure, number)) {
            Some(liquid) => liquid.checked(),
            None => Err(Invalid::new(
                "volume",
                printable(text),
                "is in no unit of volume",
                "give it in mL/kg or mL/animal",
            )),
        }
    }

    /// A dose that is a volume.
    fn of(measure: DoseMeasure, value: f64) -> Option<Self> {
        let ml = measure.to_base(value);
        match (measure.of, measure.per) {
            (DoseOf::Liquid, DosePer::Weight) => Some(Self::MlPerKg(ml)),
            (DoseOf::Liquid, DosePer::Animal) => Some(Self::MlPerAnimal(ml)),
            _ => None,
        }
    }

    fn per(per: DosePer, ml: f64) -> Option<Self> {
        match per {
            DosePer::Weight => Some(Self::MlPerKg(ml)),
            DosePer::Animal => Some(Self::MlPerAnimal(ml)),
            DosePer::Surface => None,
        }
    }

    /// The number and its unit.
    fn parts(self) -> (f64, &'static str) {
        match self {
            Self::MlPerKg(ml) => (ml, "mL/kg"),
            Self::MlPerAnimal(ml) => (ml, "mL/animal"),
        }
    }

    fn is_per(self, per: DosePer) -> bool {
        matches!(
            (self, per),
            (Self::MlPerKg(_), DosePer::Weight) | (Self::MlPerAnimal(_), DosePer::Animal)
        )
    }

    /// In mL for an animal of this weight in g, before rounding.
    pub fn ml_for(self, weight_g: f64) -> f64 {
        match self {
            Self::MlPerKg(ml) => tidy(ml * weight_g / 1000.0),
            Self::MlPerAnimal(ml) => ml,
        }
    }

    /// In mL for an animal of this weight in g, before rounding; none if it depends on a weight that is not known.
    fn exact(self, weight_g: Option<f64>) -> Option<ExactVolume> {
        match self {
            Self::MlPerKg(ml) => Some(ExactVolume::per_weight(weight_g?, ml)),
            Self::MlPerAnimal(ml) => Some(ExactVolume::per_animal(ml)),
        }
    }
}

impl fmt::Display for LiquidDose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ml, unit) = self.parts();
        write!(f, "{ml} {unit}")
    }
}

/// What is planned of one compound in a dose: the dose, what is in a mL, and how much liquid that makes. They agree within
/// [`Self::TOLERANCE_PERCENT`], and what two of them give is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseTerms {
    dose: Option<DoseQuantity>,
    concentration: Option<Concentration>,
    liquid: Option<LiquidDose>,
}

impl DoseTerms {
    /// By how many % a formulation may miss the planned dose.
    pub const TOLERANCE_PERCENT: f64 = 2.0;

    /// Completes what is planned. A dose whose unit is not known, or that is per body surface, is kept as it is: it is neither
    /// completed nor compared. A dose in mL/kg or mL/animal is the volume.
    ///
    /// # Errors
    /// If the three do not agree, with both numbers; if dose and volume are not per the same, or dose and concentration not
    /// of the same; if radiation has a volume.
    pub fn new(
        dose: Option<DoseQuantity>,
        concentration: Option<Concentration>,
        liquid: Option<LiquidDose>,
    ) -> Result<Self, Invalid> {
        let liquid = liquid.map(LiquidDose::checked).transpose()?;
        let terms = Self {
            dose,
            concentration,
            liquid,
        };
        match terms.known() {
            None => terms.complete_dose(),
            Some((_, measure)) if measure.of == DoseOf::Radiation => terms.without_volume(),
            Some((dose, measure)) => match LiquidDose::of(measure, dose.value()) {
                Some(of_dose) => terms.with_volume(of_dose),
                None => terms.complete(measure),
            },
        }
    }

    /// The dose, and what it measures, if volumes can be computed from that.
    fn known(&self) -> Option<(&DoseQuantity, DoseMeasure)> {
        let dose = self.dose.as_ref()?;
        let measure = dose.measure()?;
        (measure.per != DosePer::Surface).then_some((dose, measure))
    }

    /// Where no dose is said, concentration and volume give it.
    fn complete_dose(mut self) -> Result<Self, Invalid> {
        if let (None, Some(concentration), Some(liquid)) =
            (&self.dose, self.concentration, self.liquid)
        {
            let (ml, per) = match liquid {
                LiquidDose::MlPerKg(ml) => (ml, "kg"),
                LiquidDose::MlPerAnimal(ml) => (ml, "animal"),
            };
            let unit = DoseUnit::new(&format!("{}/{per}", concentration.of.word()))?;
            let value = tidy(concentration.per_ml * ml);
            self.dose = Some(DoseQuantity::new(value, unit)?);
        }
        Ok(self)
    }

    fn without_volume(self) -> Result<Self, Invalid> {
        match (self.concentration, self.liquid) {
            (None, None) => Ok(self),
            _ => Err(Invalid::new(
                "dose",
                self.dose.map_or_else(String::new, |dose| dose.to_string()),
                "is radiation, which has no volume",
                "leave volume and concentration empty",
            )),
        }
    }

    /// The dose is a volume: one that is said besides must be the same.
    fn with_volume(mut self, of_dose: LiquidDose) -> Result<Self, Invalid> {
        let of_dose = of_dose.checked()?;
        if let Some(liquid) = self.liquid {
            let (is_per_same, ratio) = match (of_dose, liquid) {
                (LiquidDose::MlPerKg(a), LiquidDose::MlPerKg(b))
                | (LiquidDose::MlPerAnimal(a), LiquidDose::MlPerAnimal(b)) => (true, b / a),
                _ => (false, 1.0),
            };
            if !is_per_same || !is_within_tolerance(ratio) {
                return Err(Invalid::new(
                    "volume",
                    liquid,
                    format!("contradicts the dose of {of_dose}"),
                    "give the volume once",
                ));
            }
        }
        self.liquid = Some(of_dose);
        Ok(self)
    }

    /// Two of dose, concentration and volume give the third.
    fn complete(mut self, measure: DoseMeasure) -> Result<Self, Invalid> {
        self.check_kinds(measure)?;
        let amount = measure.to_base(self.dose.as_ref().map_or(0.0, DoseQuantity::value));
        match (self.concentration, self.liquid) {
            (Some(concentration), Some(_)) => self.check_concentration(concentration)?,
            (Some(concentration), None) if amount > 0.0 => {
                let ml = tidy(amount / concentration.per_ml);
                let liquid = LiquidDose::per(measure.per, ml);
                self.liquid = liquid.map(LiquidDose::checked).transpose()?;
            }
            (None, Some(liquid)) if amount > 0.0 => {
                let per_ml = tidy(amount / liquid.parts().0);
                self.concentration = Some(Concentration::new(measure.of, per_ml)?);
            }
            _ => {}
        }
        Ok(self)
    }

    /// Refuses a concentration of something else, and a volume per kg where the dose is per animal, or the other way around.
    fn check_kinds(&self, measure: DoseMeasure) -> Result<(), Invalid> {
        if let Some(concentration) = self.concentration.filter(|c| c.of != measure.of) {
            return Err(Invalid::new(
                "concentration",
                concentration,
                format!("is not in {}/mL, as the dose is", measure.base_word()),
                "give dose and concentration in units of the same",
            ));
        }
        let Some(liquid) = self.liquid.filter(|liquid| !liquid.is_per(measure.per)) else {
            return Ok(());
        };
        let hint = match measure.per {
            DosePer::Animal => "give the volume in mL/animal, or the dose per kg",
            _ => "give the volume in mL/kg, or the dose per animal",
        };
        let why = match measure.per {
            DosePer::Animal => "depends on the body weight, and the dose does not",
            _ => "does not depend on the body weight, and the dose does",
        };
        Err(Invalid::new("volume", liquid, why, hint))
    }

    /// Refuses a formulation that misses the planned dose in the planned volume by more than
    /// [`Self::TOLERANCE_PERCENT`].
    ///
    /// # Errors
    /// With the dose that it would give, and the planned one.
    pub fn check_concentration(&self, concentration: Concentration) -> Result<(), Invalid> {
        let Some(((dose, measure), liquid)) = self.known().zip(self.liquid) else {
            return Ok(());
        };
        if measure.of == DoseOf::Liquid {
            return Ok(());
        }
        self.check_kinds(measure)?;
        let amount = measure.to_base(dose.value());
        let given = concentration.per_ml * liquid.parts().0;
        if amount > 0.0 && is_within_tolerance(given / amount) {
            return Ok(());
        }
        let given = tidy(measure.from_base(given));
        let why = format!(
            "gives {} {} in {liquid}, and {dose} is planned",
            brief(given),
            dose.unit(),
        );
        let needed = Concentration {
            of: concentration.of,
            per_ml: tidy(amount / liquid.parts().0),
        };
        let hint = match amount > 0.0 {
            true => format!("{needed} is needed; up to 2 % off fits"),
            false => "the dose is 0: leave the concentration empty".to_owned(),
        };
        Err(Invalid::new("concentration", concentration, why, hint))
    }

    /// The dose.
    pub fn dose(&self) -> Option<&DoseQuantity> {
        self.dose.as_ref()
    }

    /// What is in a mL.
    pub fn concentration(&self) -> Option<Concentration> {
        self.concentration
    }

    /// How much liquid.
    pub fn liquid(&self) -> Option<LiquidDose> {
        self.liquid
    }

    /// Whether the volume for an animal depends on its body weight.
    pub fn needs_weight(&self) -> bool {
        matches!(self.liquid, Some(LiquidDose::MlPerKg(_)))
    }

    /// What an animal of this body weight in g gets, in whole steps of the syringe, of so many % of the plan (100, or
    /// less where doses are reduced).
    ///
    /// # Errors
    /// Why there is no volume.
    pub fn volume_for(
        &self,
        weight_g: Option<f64>,
        percent: f64,
        step: SyringeStep,
    ) -> Result<PlannedVolume, NoVolume> {
        let liquid = self.liquid.ok_or_else(|| self.why_no_volume())?;
        let (ml, _) = liquid.parts();
        let reduced = match liquid {
            LiquidDose::MlPerKg(_) => LiquidDose::MlPerKg(tidy(ml * percent / 100.0)),
            LiquidDose::MlPerAnimal(_) => LiquidDose::MlPerAnimal(tidy(ml * percent / 100.0)),
        };
        let exact = reduced.exact(weight_g).ok_or(NoVolume::NoWeight)?;
        let (volume, exact_ml) = (step.round(exact), exact.ml());
        if volume == Microliters::default() {
            return Err(NoVolume::BelowStep { exact_ml, step });
        }
        Ok(PlannedVolume {
            volume,
            exact_ml,
            given: self.dose_in(volume, weight_g, None),
            error_percent: (volume.ml() / exact_ml - 1.0) * 100.0,
        })
    }

    fn why_no_volume(&self) -> NoVolume {
        match (&self.dose, self.known()) {
            (Some(_), None) => NoVolume::UnitWithoutVolume,
            (_, Some((_, measure))) if measure.of == DoseOf::Radiation => NoVolume::Radiation,
            (_, Some((dose, _))) if dose.value() == 0.0 => NoVolume::NoDose,
            _ => NoVolume::NoConcentration,
        }
    }

    /// The dose that is in a volume for an animal of this body weight in g, in the unit of the planned dose. By the
    /// concentration of the formulation that was given, else by the planned one. None if it does not follow.
    pub fn dose_in(
        &self,
        volume: Microliters,
        weight_g: Option<f64>,
        formulation: Option<Concentration>,
    ) -> Option<f64> {
        let (dose, measure) = self.known()?;
        let amount = match measure.of {
            DoseOf::Liquid => volume.ml(),
            _ if dose.value() == 0.0 && formulation.is_none() => 0.0,
            _ => {
                let concentration = formulation.or(self.concentration)?;
                (concentration.of == measure.of).then(|| concentration.per_ml * volume.ml())?
            }
        };
        let per = match measure.per {
            DosePer::Weight => amount * 1000.0 / weight_g?,
            DosePer::Animal | DosePer::Surface => amount,
        };
        Some(measure.from_base(per))
    }
}

/// Whether a ratio of what is given to what is planned is near enough to 1. The slack is for binary numbers: 0.204 mg/mL for
/// 0.2 are 2 % exactly.
fn is_within_tolerance(ratio: f64) -> bool {
    (ratio - 1.0).abs() <= DoseTerms::TOLERANCE_PERCENT / 100.0 + 1e-9
}

/// A number with four significant digits, enough to tell it from another one that it does not fit.
fn brief(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests;
