//! The test for an arm in which every animal is at 0.

use super::course::Course;
use crate::descriptive::{mean, sd};
use crate::oneway::student::TTest;

/// The control's volumes on the landmark day against the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgainstFloor {
    /// Student's one-sample test of ln floor − ln V of the control.
    pub test: TTest,
    /// Control animals read on the landmark day.
    pub animals: usize,
    /// Floor over the control's geometric mean: the ratio of the arms is at most this.
    pub ratio_at_most: f64,
}

/// Tests whether the control's geometric mean on the landmark day differs from the floor; none unless two control
/// animals were read that differ.
pub fn against_floor(control: &[Course], floor: f64, confidence: f64) -> Option<AgainstFloor> {
    let read = control.iter().filter_map(|course| course.on_landmark);
    let logs: Vec<f64> = read.map(|volume| volume.max(floor).ln()).collect();
    let n = logs.len() as f64;
    let (mean, sd) = (mean(&logs)?, sd(&logs).filter(|sd| *sd > 0.0)?);
    let difference = floor.ln() - mean;
    Some(AgainstFloor {
        test: TTest::new(difference, sd / n.sqrt(), n - 1.0, confidence)?,
        animals: logs.len(),
        ratio_at_most: difference.exp(),
    })
}
