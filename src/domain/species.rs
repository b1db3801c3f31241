//! The species of a study's animals, and what is plausible of it.

use super::study::words;
use super::{Invalid, Quantity, Remedy};

words! {
    /// Species of animals that bear xenografts.
    Species, "species", {
        /// *Mus musculus*.
        Mouse => "mouse",
        /// *Rattus norvegicus*.
        Rat => "rat",
        /// *Mesocricetus auratus* and dwarf hamsters.
        Hamster => "hamster",
    }
}

/// The largest values that are taken for real, of animals of a species.
///
/// They are meant to catch a slipped decimal point and a wrong unit, not to judge an animal: each is
/// well beyond what a protocol would let grow. The largest volume is about that of a ball of the largest
/// size under the formula L·W²/2.
struct Plausible {
    weight_g: (f64, f64),
    size_mm: f64,
    volume_mm3: f64,
}

impl Species {
    const fn plausible(self) -> Plausible {
        match self {
            Self::Mouse => Plausible {
                weight_g: (5.0, 100.0),
                size_mm: 50.0,
                volume_mm3: 65_000.0,
            },
            Self::Rat => Plausible {
                weight_g: (20.0, 1000.0),
                size_mm: 85.0,
                volume_mm3: 310_000.0,
            },
            Self::Hamster => Plausible {
                weight_g: (10.0, 300.0),
                size_mm: 60.0,
                volume_mm3: 110_000.0,
            },
        }
    }

    /// The largest tumor size that is taken for real, in mm.
    pub(super) const fn max_size_mm(self) -> f64 {
        self.plausible().size_mm
    }

    /// The largest tumor volume that is taken for real, in mm³.
    pub(super) const fn max_volume_mm3(self) -> f64 {
        self.plausible().volume_mm3
    }

    /// Refuses a body weight in g that is none of an animal of this species.
    pub fn check_weight(self, grams: f64) -> Result<(), Invalid> {
        self.check(grams, |species| {
            let (least, most) = species.plausible().weight_g;
            Quantity {
                field: "weight",
                unit: "g",
                least,
                most,
            }
        })
    }

    /// Refuses a tumor size in mm that is too large for an animal of this species.
    pub fn check_size(self, field: &'static str, mm: f64) -> Result<(), Invalid> {
        self.check(mm, |species| Quantity {
            field,
            unit: "mm",
            least: 0.0,
            most: species.max_size_mm(),
        })
    }

    /// Refuses a tumor volume in mm³ that is too large for an animal of this species.
    pub fn check_volume(self, mm3: f64) -> Result<(), Invalid> {
        self.check(mm3, |species| Quantity {
            field: "volume",
            unit: "mm³",
            least: 0.0,
            most: species.max_volume_mm3(),
        })
    }

    /// Refuses a value that is out of range. Where another species could have it, the study may say the
    /// wrong one, and the remedy says so.
    fn check(self, value: f64, range: impl Fn(Self) -> Quantity) -> Result<(), Invalid> {
        let Err(mut invalid) = range(self).check(value) else {
            return Ok(());
        };
        let mut others = Self::ALL.iter().filter(|&&other| other != self);
        if others.any(|&other| range(other).check(value).is_ok()) {
            let study = format!("the study's species is {}", self.id());
            invalid.remedy = match invalid.remedy {
                Remedy::Plain(text) => format!("{text}; {study}").into(),
                _ => study.into(),
            };
        }
        Err(invalid)
    }
}

/// The weights that an animal of some species can have, in g.
pub(super) const ANY_WEIGHT_G: (f64, f64) = (
    Species::Mouse.plausible().weight_g.0,
    Species::Rat.plausible().weight_g.1,
);

/// The largest tumor size that an animal of some species can have, in mm.
pub(super) const ANY_SIZE_MM: f64 = Species::Rat.max_size_mm();

/// The largest tumor volume that an animal of some species can have, in mm³.
pub(super) const ANY_VOLUME_MM3: f64 = Species::Rat.max_volume_mm3();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_species_can_have_is_in_the_bounds_of_all() {
        for species in Species::ALL {
            let (least, most) = species.plausible().weight_g;
            assert!(ANY_WEIGHT_G.0 <= least && most <= ANY_WEIGHT_G.1);
            assert!(species.max_size_mm() <= ANY_SIZE_MM);
            assert!(species.max_volume_mm3() <= ANY_VOLUME_MM3);
        }
    }

    #[test]
    fn a_rat_weighs_300_g_and_a_mouse_does_not() {
        assert!(Species::Rat.check_weight(300.0).is_ok());
        let refused = Species::Mouse.check_weight(300.0).unwrap_err();
        assert_eq!(refused.to_string(), "weight `300` is outside 5 to 100 g");
        let hint = "check the decimal point and the unit; the study's species is mouse";
        assert_eq!(refused.remedy, hint.into());
        let slipped = Species::Mouse.check_weight(2.8).unwrap_err();
        assert_eq!(
            slipped.remedy,
            "check the decimal point and the unit".into()
        );
        assert!(Species::Rat.check_size("length", 80.0).is_ok());
        assert!(Species::Rat.check_volume(300_000.0).is_ok());
        assert!(Species::Mouse.check_size("length", 51.0).is_err());
        assert!(Species::Mouse.check_volume(66_000.0).is_err());
    }
}
