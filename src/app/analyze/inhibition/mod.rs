//! Growth inhibition: every definition on the landmark day, two of them on every other day.
//!
//! All definitions are computed because one data set gives very different percentages under them, and a report
//! must be able to name the one that the protocol chose beforehand. Where the control did not grow or was not
//! read there is no inhibition: the ratio has no meaning then.

mod by_day;
mod closed;
mod landmark;

use domain::{AnalysisNote, AnalysisOptions, InhibitionRow, NoteCode};

use super::cohort::AnalysisCohort;
use super::course::Track;
use super::frame::Frame;
use super::intervals::Intervals;
use landmark::NO_GROWTH;

/// The rows of every arm against the control, by day, with notes.
pub(super) fn rows(
    cohort: &AnalysisCohort,
    frame: &Frame,
    tracks: &[Track],
    options: &AnalysisOptions,
) -> (Vec<InhibitionRow>, Vec<AnalysisNote>) {
    if !cohort.has_control || cohort.arms.len() < 2 {
        let note = cohort.has_control.then(only_control);
        return (Vec::new(), note.into_iter().collect());
    }
    let intervals = Intervals::of(cohort, options);
    let at_landmark = landmark::rows(cohort, frame, tracks, &intervals);
    let by_day = by_day::rows(cohort, frame.landmark, &intervals);
    let notes = at_landmark.first().and_then(|rows| control_note(rows));
    let mut rows = Vec::new();
    for (at_landmark, by_day) in at_landmark.into_iter().zip(by_day) {
        let start = rows.len();
        rows.extend(at_landmark);
        rows.extend(by_day);
        rows[start..].sort_by(|a: &InhibitionRow, b| a.day.total_cmp(&b.day));
    }
    (rows, notes.into_iter().collect())
}

fn only_control() -> AnalysisNote {
    let message = "the study has no arm beside the control: no growth inhibition";
    AnalysisNote::new(NoteCode::NoInhibition, message)
}

/// A note where the control leaves the landmark day without inhibition.
fn control_note(rows: &[InhibitionRow]) -> Option<AnalysisNote> {
    let first = rows.first()?;
    let why = if first.n_control == 0 {
        "no control animal was read"
    } else if first.note.as_deref() == Some(NO_GROWTH) {
        "the control had not grown"
    } else {
        return None;
    };
    let message = format!(
        "on the landmark day {} {why}: no growth inhibition",
        first.day
    );
    Some(AnalysisNote::new(NoteCode::NoInhibition, message))
}
