//! The description of a figure of any kind: what all canvases draw.

use super::arms::Arms;
use super::axis::Scale;
use super::means::{self, Means};
use super::model::{Figure, Kind};
use super::{spaghetti, survival, waterfall};
use crate::summary::ArmLabels;
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
    let of = Means {
        record,
        analysis,
        labels: &ArmLabels::of(record, analysis),
        arms,
    };
    match kind {
        Kind::Growth => means::growth(&of, scale),
        Kind::Spaghetti => spaghetti::spaghetti(record, analysis, scale, arms),
        Kind::Weight => means::weight(&of),
        Kind::Waterfall => waterfall::waterfall(record, analysis, arms),
        Kind::Survival => survival::survival(record, analysis, arms),
    }
}
