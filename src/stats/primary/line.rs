//! The own line of each animal.

use nalgebra::{Matrix2, Vector2};

use super::course::Course;

/// Days are counted in tens in the computation, from the start of growth. The estimate does not depend on it; the
/// symmetric root of CR2 does, in the fourth digit.
pub const DAYS_PER_UNIT: f64 = 10.0;

/// The least-squares line of one animal's logarithms, on days in tens since the start.
#[derive(Debug, Clone)]
pub struct OwnLine {
    /// The days in tens.
    pub days: Vec<f64>,
    /// ln of the volumes, those below the floor taken as the floor.
    pub logs: Vec<f64>,
    /// Level at the start and rise per ten days: b.
    pub coefficients: Vector2<f64>,
    /// Their covariance for a residual variance of 1: S⁻¹.
    pub covariance: Matrix2<f64>,
}

impl OwnLine {
    /// The line of an animal; none unless it was read on two days.
    pub fn new(course: &Course, start: f64, floor: f64) -> Option<Self> {
        let days: Vec<f64> = course
            .days
            .iter()
            .map(|day| (day - start) / DAYS_PER_UNIT)
            .collect();
        let logs: Vec<f64> = course
            .volumes
            .iter()
            .map(|volume| volume.max(floor).ln())
            .collect();
        let n = days.len() as f64;
        let (x, y) = (days.iter().sum::<f64>() / n, logs.iter().sum::<f64>() / n);
        let sxx: f64 = days.iter().map(|day| (day - x).powi(2)).sum();
        let sxy: f64 = days
            .iter()
            .zip(&logs)
            .map(|(day, log)| (day - x) * (log - y))
            .sum();
        if days.len() < 2 || sxx <= 0.0 {
            return None;
        }
        let slope = sxy / sxx;
        Some(Self {
            coefficients: Vector2::new(y - slope * x, slope),
            covariance: Matrix2::new(1.0 / n + x * x / sxx, -x / sxx, -x / sxx, 1.0 / sxx),
            days,
            logs,
        })
    }

    /// The line's ln V on a day in tens since the start.
    pub fn at(&self, day: f64) -> f64 {
        self.coefficients[0] + self.coefficients[1] * day
    }
}
