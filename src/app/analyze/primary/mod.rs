//! The primary test of each treated arm, and what other analyses say of the same comparisons.
//!
//! By default it is the growth contrast of `stats::primary`: a comparison uses the readings of the arm and of the
//! control from each animal's baseline to the landmark day, and nothing else, so that its raw result depends on no
//! other arm. Only Holm's adjustment joins the arms. Where plan or protocol name another test, its rows are taken from
//! the section that computes it.

mod contrast;
mod named;
mod sensitivity;

use domain::{
    AnalysisNote, AnalysisOptions, GrowthSection, LandmarkSection, MixedModel, PrimaryBy,
    PrimarySection, PrimaryTest, StudyRecord, TimeToEvent,
};

use super::cohort::AnalysisCohort;
use super::frame::{Frame, is_reached};

/// The sections in which other tests stand.
pub(super) struct OtherTests<'a> {
    pub control: &'a str,
    pub growth: &'a GrowthSection,
    pub mixed_model: Option<&'a MixedModel>,
    pub landmark: Option<&'a LandmarkSection>,
    pub time_to_event: Option<&'a TimeToEvent>,
}

/// The section with a note for each arm of which a sensitivity analysis contradicts it; none without a control, a
/// treated arm or a landmark day.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
    others: &OtherTests,
) -> Option<(PrimarySection, Vec<AnalysisNote>)> {
    let (test, by) = test_of(record);
    // Slopes would carry a comparison on to any day: where nobody was read, there is none.
    let landmark = frame.landmark.filter(|day| is_reached(cohort, *day))?;
    if !cohort.has_control || cohort.arms.len() < 2 {
        return None;
    }
    let floor = contrast::Floor::of(cohort.protocol);
    let counted = contrast::rows(cohort, landmark, floor.mm3, options);
    let is_contrast = test == PrimaryTest::GrowthContrast;
    let rows = match is_contrast {
        true => counted,
        false => named::rows(test, counted, others, options.confidence),
    };
    let (sensitivity, notes) = sensitivity::rows(test, &rows, others);
    let section = PrimarySection {
        test: test.id(),
        by,
        landmark_day: landmark,
        floor_mm3: is_contrast.then_some(floor.mm3),
        floor_by: is_contrast.then_some(floor.by),
        adjustment: test.adjustment(),
        rows,
        sensitivity,
    };
    Some((section, notes))
}

/// The primary test, and what named it: the plan that stands, else the protocol.
fn test_of(record: &StudyRecord) -> (PrimaryTest, PrimaryBy) {
    let plan = record.conduct.plan.as_ref();
    let planned = plan.and_then(|frozen| frozen.plan.primary_test);
    match (planned, record.study.protocol.primary_test) {
        (Some(test), _) => (test, PrimaryBy::Plan),
        (None, Some(test)) => (test, PrimaryBy::Protocol),
        (None, None) => (PrimaryTest::default(), PrimaryBy::Default),
    }
}
