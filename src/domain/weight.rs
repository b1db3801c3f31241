//! Body weights.

use super::{Invalid, Quantity, WeighingId, When};

/// The smallest body weight that is taken for real, in g.
pub const MIN_WEIGHT_G: f64 = 5.0;

/// The largest body weight that is taken for real, in g.
pub const MAX_WEIGHT_G: f64 = 100.0;

/// The body weight of a mouse in g: [`MIN_WEIGHT_G`] to [`MAX_WEIGHT_G`].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct BodyWeight(f64);

impl BodyWeight {
    /// Checks a weight in g.
    pub fn new(grams: f64) -> Result<Self, Invalid> {
        Quantity {
            field: "weight",
            unit: "g",
            least: MIN_WEIGHT_G,
            most: MAX_WEIGHT_G,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// Its id.
    pub id: WeighingId,
    /// When the animal was weighed.
    pub when: When,
    /// 1 for the first weighing of that day, counted on from there; the last one stands.
    pub repeat: u32,
    /// The weight.
    pub weight: BodyWeight,
    /// Who weighed.
    pub observer: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_weights_of_a_mouse_exist() {
        assert_eq!(BodyWeight::new(20.5).unwrap().grams(), 20.5);
        for bad in [-0.1, 0.0, 2.8, 308.0, f64::NAN, f64::INFINITY] {
            assert!(BodyWeight::new(bad).is_err(), "{bad}");
        }
    }
}
