//! Tests beside the agreement with R, which is in the integration tests.

mod by_hand;
#[cfg(feature = "calibration")]
mod calibration;
mod properties;

use super::{Comparison, Course, Pair, Removal, Rules, compare};

/// An animal with its readings as (day, volume).
#[derive(Debug, Clone, Default)]
pub struct Animal {
    pub days: Vec<f64>,
    pub volumes: Vec<f64>,
}

impl Animal {
    pub fn new(readings: &[(f64, f64)]) -> Self {
        let (days, volumes) = readings.iter().copied().unzip();
        Self { days, volumes }
    }

    /// What a comparison sees of it: its readings up to the landmark day, of which the first is its baseline.
    pub fn course(&self, landmark: f64, removal: f64) -> Course<'_> {
        let end = self.days.partition_point(|day| *day <= landmark);
        let (days, volumes) = (&self.days[..end], &self.volumes[..end]);
        let at = days.iter().position(|day| *day == landmark);
        let over = volumes.iter().position(|volume| *volume >= removal);
        Course {
            days,
            volumes,
            on_landmark: at.map(|at| volumes[at]),
            removal: over.map(|at| Removal {
                day: days[at],
                volume: volumes[at],
            }),
        }
    }
}

pub fn rules(landmark: f64) -> Rules {
    Rules {
        landmark,
        floor: 20.0,
        confidence: 0.95,
    }
}

/// Compares two arms of animals that are removed at a volume.
pub fn compare_arms(
    treated: &[Animal],
    control: &[Animal],
    landmark: f64,
    removal: f64,
) -> Comparison {
    let treated: Vec<Course> = treated
        .iter()
        .map(|a| a.course(landmark, removal))
        .collect();
    let control: Vec<Course> = control
        .iter()
        .map(|a| a.course(landmark, removal))
        .collect();
    let pair = Pair {
        treated: treated.as_slice(),
        control: control.as_slice(),
    };
    compare(pair, &rules(landmark))
}
