//! Volumes as they are drawn up: whole microliters, rounded to the step of a syringe.
//!
//! Body weight in g times mL/kg is a volume in µL. Both factors are taken as the decimal numbers that were typed, and the
//! product is rounded as such: in binary numbers 0.25 g × 0.6 would fall to either side of a half.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use super::unit::{scaled, tidy};
use crate::{Invalid, Quantity, typed_number};

/// A volume that is drawn up, given or prepared: whole microliters.
///
/// Printed in mL, with two decimals or three: `0.10 mL`, `0.125 mL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Microliters(u32);

impl Microliters {
    /// The largest volume of one dose in mL: a rat of 1 kg gets no more.
    const MOST_ML: f64 = 100.0;

    /// A volume of one dose in mL, as it is typed: to the microliter, at most 100 mL.
    ///
    /// # Errors
    /// If it is negative, too large, or finer than a microliter.
    pub fn of_ml(ml: f64) -> Result<Self, Invalid> {
        Quantity {
            field: "volume",
            unit: "mL",
            least: 0.0,
            most: Self::MOST_ML,
        }
        .check(ml)?;
        let microliters = scaled(ml, 3);
        match microliters.fract() == 0.0 {
            true => Ok(Self(microliters as u32)),
            false => Err(Invalid::new(
                "volume",
                ml,
                "is finer than a microliter",
                "give at most three decimals of a mL",
            )),
        }
    }

    /// Reads a volume in mL: `0.1`, `0,1 mL`; with the unit also in µL: `100 µL`.
    ///
    /// # Errors
    /// As [`Self::of_ml`], and if it is no number.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (number, unit) = super::quantity::number_and_unit(text);
        let number = typed_number("volume", number)?;
        match unit.to_lowercase().replace('μ', "µ").as_str() {
            "" | "ml" => Self::of_ml(number),
            "µl" | "ul" => Self::of_ml(scaled(number, -3)),
            _ => Err(Invalid::new(
                "volume",
                text,
                "is in an unknown unit",
                "give mL or µL",
            )),
        }
    }

    /// So many microliters.
    pub fn new(microliters: u32) -> Self {
        Self(microliters)
    }

    /// In µL.
    pub fn microliters(self) -> u32 {
        self.0
    }

    /// In mL.
    pub fn ml(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl fmt::Display for Microliters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        match rest % 10 {
            0 => f.pad(&format!("{whole}.{:02} mL", rest / 10)),
            _ => f.pad(&format!("{whole}.{rest:03} mL")),
        }
    }
}

/// A volume of the record in mL, as it is told: `0.10 mL`.
pub fn milliliters(ml: f64) -> String {
    Microliters::of_ml(ml).map_or_else(|_| format!("{ml} mL"), |volume| volume.to_string())
}

impl Add for Microliters {
    type Output = Self;

    /// More than 4000 L stay 4000 L.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Microliters {
    fn sum<I: Iterator<Item = Self>>(volumes: I) -> Self {
        volumes.fold(Self::default(), Add::add)
    }
}

/// The step between two marks of a syringe, to which volumes are rounded: 0.01 mL of a syringe of 0.5 or 1 mL, 0.005 mL of an
/// insulin syringe of 0.3 mL, 0.05 mL of one of 3 mL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyringeStep(Microliters);

impl SyringeStep {
    /// Checks a step in mL: 0.001 to 1.
    ///
    /// # Errors
    /// If it is out of range or finer than a microliter.
    pub fn new(ml: f64) -> Result<Self, Invalid> {
        Quantity {
            field: "syringe step",
            unit: "mL",
            least: 0.001,
            most: 1.0,
        }
        .check(ml)?;
        let step = Microliters::of_ml(ml).map_err(|invalid| Invalid {
            field: "syringe step",
            ..invalid
        })?;
        Ok(Self(step))
    }

    /// The step as a volume.
    pub fn volume(self) -> Microliters {
        self.0
    }

    /// The nearest volume of whole steps, half away from zero.
    pub(super) fn round(self, exact: ExactVolume) -> Microliters {
        let step = u128::from(self.0.0) * ExactVolume::PER_MICROLITER;
        let steps = (2 * exact.0 + step) / (2 * step);
        let microliters = steps.saturating_mul(u128::from(self.0.0));
        Microliters(u32::try_from(microliters).unwrap_or(u32::MAX))
    }
}

impl Default for SyringeStep {
    /// 0.01 mL.
    fn default() -> Self {
        Self(Microliters(10))
    }
}

impl fmt::Display for SyringeStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A volume as it is computed, in 10⁻¹⁸ µL: the product of two numbers with up to nine decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ExactVolume(u128);

/// A typed number of at least 0 in units of its ninth decimal.
fn nanos(value: f64) -> u128 {
    (value * 1e9).round() as u128
}

impl ExactVolume {
    const PER_MICROLITER: u128 = 1_000_000_000_000_000_000;

    /// What an animal of this weight gets.
    pub(super) fn per_weight(grams: f64, ml_per_kg: f64) -> Self {
        Self(nanos(grams).saturating_mul(nanos(ml_per_kg)))
    }

    pub(super) fn per_animal(ml: f64) -> Self {
        Self(nanos(ml).saturating_mul(1_000 * 1_000_000_000))
    }

    pub(super) fn ml(self) -> f64 {
        tidy(self.0 as f64 / 1e21)
    }
}

/// What an animal is to get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedVolume {
    /// To be drawn up: whole steps of the syringe, at least one.
    pub volume: Microliters,
    /// Before rounding, in mL.
    pub exact_ml: f64,
    /// The dose in `volume`, in the unit of the planned dose; none if it does not follow, because the unit is not known
    /// or no dose is planned.
    pub given: Option<f64>,
    /// By how many % rounding changes the dose; negative: less is given.
    pub error_percent: f64,
}

impl PlannedVolume {
    /// Above this error in % a finer syringe or another concentration is wanted.
    pub const WARNED_ERROR_PERCENT: f64 = 5.0;

    /// Whether rounding changes the dose so much that it is warned.
    pub fn is_coarse(&self) -> bool {
        self.error_percent.abs() > Self::WARNED_ERROR_PERCENT
    }
}

/// Why there is no volume for an animal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoVolume {
    /// The unit of the dose is not known, or is per body surface, and no volume per kg or animal is said.
    UnitWithoutVolume,
    /// Neither a volume nor a concentration is said.
    NoConcentration,
    /// It is radiation.
    Radiation,
    /// It depends on a body weight, and there is none.
    NoWeight,
    /// The dose is 0, and so is the volume.
    NoDose,
    /// It is less than half of a step of the syringe, in mL.
    BelowStep {
        /// The volume before rounding, in mL.
        exact_ml: f64,
        /// The step.
        step: SyringeStep,
    },
}

impl fmt::Display for NoVolume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnitWithoutVolume => {
                f.write_str("no volume follows from the unit of the dose: the volume is not said")
            }
            Self::NoConcentration => {
                f.write_str("neither the volume nor the concentration is said")
            }
            Self::Radiation => f.write_str("radiation has no volume"),
            Self::NoWeight => f.write_str("there is no body weight to compute the volume from"),
            Self::NoDose => f.write_str("the dose is 0 and no volume is said"),
            Self::BelowStep { exact_ml, step } => {
                write!(
                    f,
                    "{exact_ml} mL is less than half of the syringe step of {step}"
                )
            }
        }
    }
}

/// How much of a formulation is prepared for these doses: their sum and `overfill_percent` of it for what stays in vials and
/// needles, at least one step of the syringe, rounded up to 0.1 mL. 10 % is usual. Nothing for no doses.
pub fn to_prepare(
    volumes: impl IntoIterator<Item = Microliters>,
    overfill_percent: f64,
    step: SyringeStep,
) -> Microliters {
    const TENTH_ML: u128 = 100;
    let sum: Microliters = volumes.into_iter().sum();
    if sum == Microliters::default() {
        return sum;
    }
    let sum = u128::from(sum.0);
    let overfill = (sum * nanos(overfill_percent.max(0.0))).div_ceil(100 * 1_000_000_000);
    let needed = sum + overfill.max(u128::from(step.0.0));
    let prepared = needed.div_ceil(TENTH_ML) * TENTH_ML;
    Microliters(u32::try_from(prepared).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(grams: f64, ml_per_kg: f64, step_ml: f64) -> u32 {
        let step = SyringeStep::new(step_ml).unwrap();
        step.round(ExactVolume::per_weight(grams, ml_per_kg)).0
    }

    #[test]
    fn volumes_are_rounded_half_away_from_zero_as_decimal_numbers() {
        for (grams, ml_per_kg, step_ml, microliters) in [
            (20.6, 5.0, 0.01, 100),
            (24.95, 10.0, 0.05, 250),
            // Halves: as binary numbers some of these products lie below.
            (20.5, 1.0, 0.001, 21),
            (20.7, 5.0, 0.001, 104),
            (21.5, 10.0, 0.01, 220),
            (24.1, 5.0, 0.001, 121),
            (1.005, 1000.0, 0.01, 1010),
            (18.7, 7.5, 0.001, 140),
            (28.5, 10.0, 0.01, 290),
            (20.1, 5.0, 0.001, 101),
        ] {
            assert_eq!(rounded(grams, ml_per_kg, step_ml), microliters, "{grams} g");
        }
    }

    #[test]
    fn every_half_of_a_step_is_rounded_up() {
        // 10 mL/kg and 0.01 mL: half steps are at half grams.
        for half_grams in (11_u32..200).step_by(2) {
            let grams = f64::from(half_grams) / 2.0;
            assert_eq!(rounded(grams, 10.0, 0.01), half_grams.div_ceil(2) * 10);
        }
        // 5 mL/kg and 0.001 mL: half steps are at odd tenths of a gram.
        for tenths in (51_u32..1000).step_by(2) {
            let grams = f64::from(tenths) / 10.0;
            assert_eq!(rounded(grams, 5.0, 0.001), tenths.div_ceil(2));
        }
    }

    #[test]
    fn a_volume_is_printed_as_it_is_read() {
        for (typed, printed) in [
            ("0.1", "0.10 mL"),
            ("0,1 ml", "0.10 mL"),
            ("100 µL", "0.10 mL"),
            ("125ul", "0.125 mL"),
            ("1.005", "1.005 mL"),
            ("12", "12.00 mL"),
            ("0", "0.00 mL"),
        ] {
            let volume = Microliters::read(typed).unwrap();
            assert_eq!(volume.to_string(), printed);
            assert_eq!(Microliters::read(printed).unwrap(), volume);
        }
        for bad in ["", "-0.1", "0.0005", "1000", "0.1 L", "0.1 mg", "1,000"] {
            assert!(Microliters::read(bad).is_err(), "{bad}");
        }
        let every = (0..100_000).map(Microliters);
        assert!(every.clone().all(|v| Microliters::of_ml(v.ml()) == Ok(v)));
    }

    #[test]
    fn a_step_is_a_whole_number_of_microliters() {
        assert_eq!(SyringeStep::default(), SyringeStep::new(0.01).unwrap());
        for bad in [0.0, 0.0005, 0.0015, -0.01, 2.0, f64::NAN] {
            assert!(SyringeStep::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_prepared_has_an_overfill_and_is_rounded_up() {
        let prepared = |volumes: &[u32], percent| {
            let volumes = volumes.iter().copied().map(Microliters);
            to_prepare(volumes, percent, SyringeStep::default()).0
        };
        assert_eq!(prepared(&[], 10.0), 0);
        assert_eq!(prepared(&[100; 10], 10.0), 1100);
        assert_eq!(prepared(&[100, 110, 120], 10.0), 400);
        // One step at least: 0.09 + 0.01 mL.
        assert_eq!(prepared(&[90], 10.0), 100);
        assert_eq!(prepared(&[100], 0.0), 200);
        assert_eq!(prepared(&[1000; 3], 12.5), 3400);
        assert_eq!(prepared(&[1000], -5.0), 1100);
    }
}
