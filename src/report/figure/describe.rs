//! The description of a figure of any kind: what all canvases draw.

use super::axis::Scale;
use super::model::{Arms, Figure, Kind};
use super::{means, spaghetti, survival, waterfall};
use domain::{Analysis, StudyRecord};

/// A figure of a study; none if there is nothing to draw. The scale is that of tumor volumes; figures of
/// percentages and shares are linear.
pub fn describe(
    record: &StudyRecord,
    analysis: &Analysis,
    kind: Kind,
    scale: Scale,
    arms: Arms<'_>,
) -> Option<Figure> {
    match kind {
        Kind::Growth => means::growth(record, analysis, scale, arms),
        Kind::Spaghetti => spaghetti::spaghetti(record, analysis, scale, arms),
        Kind::Weight => means::weight(record, analysis, arms),
        Kind::Waterfall => waterfall::waterfall(record, analysis, arms),
        Kind::Survival => survival::survival(record, analysis, arms),
    }
}
