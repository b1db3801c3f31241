//! Body weights.

use super::attribute::Blind::Shown;
use super::id::id;
use super::species::ANY_WEIGHT_G;
use super::{
    AnimalId, AnimalRecord, Attribute, Blinding, Cells, Dated, Described, Entry, Invalid, Kind,
    Quantity, Species,
};

id! {
    /// Names a weighing.
    WeighingId,
}

/// The body weight of an animal in g, possible for some species.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct BodyWeight(f64);

impl BodyWeight {
    /// Checks a weight in g.
    pub fn new(grams: f64) -> Result<Self, Invalid> {
        Quantity {
            field: "weight",
            unit: "g",
            least: ANY_WEIGHT_G.0,
            most: ANY_WEIGHT_G.1,
        }
        .check(grams)
        .map(Self)
    }

    /// In g.
    pub fn grams(self) -> f64 {
        self.0
    }
}

/// One weighing of one animal.
pub type Weighing = Dated<BodyWeight>;

impl Described for BodyWeight {
    const TABLE: &'static str = "body_weights";
    const ATTRIBUTES: &'static [Attribute<Self>] = &[Attribute::new(
        "weight_g",
        Kind::Number,
        Shown,
        "body weight",
        |weight: &Self| weight.grams().into(),
    )
    .headed("body_weight_g")
    .in_unit("g")];
}

impl Entry for BodyWeight {
    type Id = WeighingId;
    type Owner = AnimalId;
    const ONE: &'static str = "a body weight";

    fn read<C: Cells>(cells: &C) -> Result<Self, C::Error> {
        cells.checked(Self::new(cells.required("weight_g", C::number)?))
    }

    fn of(animal: &AnimalRecord) -> impl Iterator<Item = (AnimalId, &[Weighing])> {
        std::iter::once((animal.animal.id, animal.weighings.as_slice()))
    }

    fn check(&self, species: Species) -> Result<(), Invalid> {
        species.check_weight(self.grams())
    }

    fn masked(self, _: Blinding) -> Self {
        let Self(grams) = self;
        Self(grams)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_weights_of_some_species_exist() {
        assert_eq!(BodyWeight::new(20.5).unwrap().grams(), 20.5);
        for bad in [-0.1, 0.0, 2.8, 3080.0, f64::NAN, f64::INFINITY] {
            assert!(BodyWeight::new(bad).is_err(), "{bad}");
        }
    }
}
