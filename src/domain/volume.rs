//! Sizes of a tumor, and the formulas that make a volume of them.
//!
//! Sizes are kept as typed; the formula belongs to the study and can be changed at any time, so
//! nothing here is ever stored as a result.

use std::f64::consts::FRAC_PI_6;
use std::num::NonZeroU64;

use super::species::{ANY_SIZE_MM, ANY_VOLUME_MM3};
use super::{Invalid, Quantity, Remedy, Species};

/// Length, width and perhaps height of a tumor in mm: all above 0 and possible for
/// some species,
/// length at least width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    length_mm: Positive,
    width_mm: Positive,
    height_mm: Option<Positive>,
}

impl Sizes {
    /// Checks sizes in mm. 0 × 0 is a tumor that is not palpable, which is no size: it is refused
    /// here and told apart before.
    pub fn new(length_mm: f64, width_mm: f64, height_mm: Option<f64>) -> Result<Self, Invalid> {
        let length = size("length", length_mm)?;
        let width = size("width", width_mm)?;
        let height = height_mm.map(|h| size("height", h)).transpose()?;
        if width_mm > length_mm {
            return Err(Invalid::new(
                "width",
                width_mm,
                format!("is larger than the length `{length_mm}`"),
                Remedy::SwapLengthAndWidth,
            ));
        }
        Ok(Self {
            length_mm: length,
            width_mm: width,
            height_mm: height,
        })
    }

    /// Refuses sizes that no animal of a species has.
    pub fn check(&self, species: Species) -> Result<(), Invalid> {
        species.check_size("length", self.length_mm())?;
        match self.height_mm() {
            Some(height) => species.check_size("height", height),
            None => Ok(()),
        }
    }

    /// The longest diameter, in mm.
    pub fn length_mm(&self) -> f64 {
        self.length_mm.get()
    }

    /// The diameter at right angles to the length, in mm.
    pub fn width_mm(&self) -> f64 {
        self.width_mm.get()
    }

    /// The depth, in mm, where it was measured.
    pub fn height_mm(&self) -> Option<f64> {
        self.height_mm.map(Positive::get)
    }
}

fn size(field: &'static str, value: f64) -> Result<Positive, Invalid> {
    let value = Quantity {
        field,
        unit: "mm",
        least: 0.0,
        most: ANY_SIZE_MM,
    }
    .check(value)?;
    Positive::new(value).ok_or_else(|| {
        Invalid::new(
            field,
            value,
            "is zero where another size is not",
            "a tumor that cannot be felt is 0 × 0; otherwise measure again",
        )
    })
}

/// A number above 0. It is held by its bits, which are 0 for no such number: so none of it takes no more than one, and
/// readings, of which a study can have a million, take less.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Positive(NonZeroU64);

impl Positive {
    /// None unless the number is above 0.
    fn new(number: f64) -> Option<Self> {
        let positive = (number > 0.0).then_some(number);
        positive.and_then(|number| NonZeroU64::new(number.to_bits()).map(Self))
    }

    fn get(self) -> f64 {
        f64::from_bits(self.0.get())
    }
}

impl PartialOrd for Positive {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl std::fmt::Debug for Positive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// A volume above 0 that a file gave, in mm³, possible for some species.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Volume(Positive);

impl Volume {
    /// Checks a volume in mm³. 0 is a tumor that is not palpable, and is refused here.
    pub fn new(mm3: f64) -> Result<Self, Invalid> {
        let quantity = Quantity {
            field: "volume",
            unit: "mm³",
            least: 0.0,
            most: ANY_VOLUME_MM3,
        };
        let positive = Positive::new(quantity.check(mm3)?).map(Self);
        positive.ok_or_else(|| {
            Invalid::new("volume", mm3, "is zero", "record the tumor as not palpable")
        })
    }

    /// In mm³.
    pub fn mm3(self) -> f64 {
        self.0.get()
    }
}

/// How a study makes a volume of sizes; L ≥ W.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum VolumeFormula {
    /// L·W²/2 (Euhus 1986, doi:10.1002/jso.2930310402; Tomayko & Reynolds 1989,
    /// doi:10.1007/BF00300234).
    #[default]
    HalfLw2,
    /// π/6·L·W².
    Pi6Lw2,
    /// 0.52·L·W², the constant of a widely used commercial suite.
    K052Lw2,
    /// π/6·L·W·H (Tomayko & Reynolds 1989).
    Pi6Lwh,
    /// L·W·H/2.
    HalfLwh,
    /// π/6·(L·W)^1.5, times the study's calibration factor (Feldman 2009, J Appl Quant Methods
    /// 4:455).
    Pi6Lw15,
    /// The volume that was imported.
    Given,
}

impl VolumeFormula {
    /// Every formula, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::HalfLw2,
        Self::Pi6Lw2,
        Self::K052Lw2,
        Self::Pi6Lwh,
        Self::HalfLwh,
        Self::Pi6Lw15,
        Self::Given,
    ];

    /// The name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::HalfLw2 => "half_lw2",
            Self::Pi6Lw2 => "pi6_lw2",
            Self::K052Lw2 => "k052_lw2",
            Self::Pi6Lwh => "pi6_lwh",
            Self::HalfLwh => "half_lwh",
            Self::Pi6Lw15 => "pi6_lw15",
            Self::Given => "given",
        }
    }

    /// The formula as a person writes it.
    pub fn formula(self) -> &'static str {
        match self {
            Self::HalfLw2 => "L·W²/2",
            Self::Pi6Lw2 => "π/6·L·W²",
            Self::K052Lw2 => "0.52·L·W²",
            Self::Pi6Lwh => "π/6·L·W·H",
            Self::HalfLwh => "L·W·H/2",
            Self::Pi6Lw15 => "π/6·(L·W)^1.5",
            Self::Given => "as imported",
        }
    }

    /// The volume in mm³; none where the formula needs a height that was not measured, or a volume
    /// that was not given. `calibration` is the factor of `pi6_lw15`.
    pub fn mm3(self, sizes: &Sizes, calibration: f64) -> Option<f64> {
        let (l, w) = (sizes.length_mm(), sizes.width_mm());
        match self {
            Self::HalfLw2 => Some(l * w * w / 2.0),
            Self::Pi6Lw2 => Some(FRAC_PI_6 * l * w * w),
            Self::K052Lw2 => Some(0.52 * l * w * w),
            Self::Pi6Lwh => sizes.height_mm().map(|h| FRAC_PI_6 * l * w * h),
            Self::HalfLwh => sizes.height_mm().map(|h| l * w * h / 2.0),
            Self::Pi6Lw15 => Some(calibration * FRAC_PI_6 * (l * w).powf(1.5)),
            Self::Given => None,
        }
    }
}

impl std::str::FromStr for VolumeFormula {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        super::study::one_of("volume formula", text, &Self::ALL, |f| f.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_every_formula() {
        let sizes = Sizes::new(10.0, 8.0, Some(6.0)).unwrap();
        let expected = [320.0, 335.10, 332.80, 251.33, 240.0, 374.66];
        for (formula, mm3) in VolumeFormula::ALL.iter().zip(expected) {
            let computed = formula.mm3(&sizes, 1.0).unwrap();
            assert!((computed - mm3).abs() < 0.005, "{formula:?}: {computed}");
        }
    }

    #[test]
    fn a_formula_with_height_needs_one() {
        let flat = Sizes::new(10.0, 8.0, None).unwrap();
        assert_eq!(VolumeFormula::Pi6Lwh.mm3(&flat, 1.0), None);
        assert_eq!(VolumeFormula::Given.mm3(&flat, 1.0), None);
    }

    #[test]
    fn impossible_sizes_are_refused() {
        for (l, w) in [
            (-1.0, 1.0),
            (5.0, 0.0),
            (8.0, 9.0),
            (124.0, 9.1),
            (f64::NAN, 1.0),
        ] {
            assert!(Sizes::new(l, w, None).is_err(), "{l} × {w}");
        }
        assert!(Sizes::new(5.0, 4.0, Some(0.0)).is_err());
    }

    #[test]
    fn formulas_are_read_by_their_id() {
        for formula in VolumeFormula::ALL {
            assert_eq!(formula.id().parse(), Ok(formula));
        }
        assert!("lw2".parse::<VolumeFormula>().is_err());
    }
}
