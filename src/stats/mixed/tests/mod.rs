//! Tests beside the agreement with R (which is in the integration tests): results by hand, the
//! likelihood written out, awkward data, invariances, level by simulation.

mod awkward;
mod by_arm;
mod by_hand;
#[cfg(feature = "calibration")]
mod calibration;
#[cfg(feature = "calibration")]
mod calibration_by_arm;
mod invariances;
mod simultaneous;
mod written_out;

use super::*;

/// The slices that a growth model needs.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    pub y: Vec<f64>,
    pub animal: Vec<usize>,
    pub day: Vec<f64>,
    pub arm: Vec<usize>,
}

impl Readings {
    /// Adds an animal with its readings as (day, response).
    pub fn animal(&mut self, arm: usize, readings: &[(f64, f64)]) {
        let animal = self.arm.len();
        self.arm.push(arm);
        for &(day, y) in readings {
            self.animal.push(animal);
            self.day.push(day);
            self.y.push(y);
        }
    }

    pub fn model(&self) -> Model<'_> {
        Model::growth(&self.y, &self.animal, &self.day, &self.arm)
    }

    pub fn fit(&self) -> Fit {
        fit(&self.model()).unwrap()
    }
}

/// Pseudo-random numbers between −1 and 1, the same for the same seed.
pub fn scatter(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// Arms of the given numbers of animals, measured on irregular days; about one reading in eight is
/// missing.
pub fn study(seed: u64, sizes: &[usize]) -> Readings {
    let mut next = scatter(seed);
    let mut readings = Readings::default();
    for (arm, &size) in sizes.iter().enumerate() {
        for _ in 0..size {
            let (level, slope) = (5.0 + 0.5 * next(), 0.1 - 0.02 * arm as f64 + 0.04 * next());
            let mut own = Vec::new();
            for visit in 0..7 {
                let day = (3.0 * visit as f64 + next()).round();
                let y = level + slope * day + 0.2 * (next() + next());
                if visit < 2 || next() > -0.75 {
                    own.push((day, y));
                }
            }
            readings.animal(arm, &own);
        }
    }
    readings
}

pub fn near(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs()).max(1e-300)
}
