//! What several exports share: the options of their analysis, and how they write a moment.

use domain::{AnalysisOptions, Animal, IntervalRule, StudyRecord, When, day_of};
use report::data::Value;

/// The analysis under its default options, without resampling: for values of animals, which have no intervals.
pub fn options() -> AnalysisOptions {
    AnalysisOptions {
        interval: IntervalRule::None,
        ..AnalysisOptions::default()
    }
}

/// Study day and date: of the animal, or of the study where there is none. No day where there is no day 0, no date where
/// an import assumed day 0.
pub fn day_and_date(
    when: Option<When>,
    record: &StudyRecord,
    animal: Option<&Animal>,
) -> [Value; 2] {
    let protocol = &record.study.protocol;
    let day0 = animal.map_or(protocol.day0, |animal| animal.day0(protocol));
    let is_assumed = animal.map_or(protocol.day0_assumed, |a| a.day0_is_assumed(protocol));
    let day = |when| Some(day_of(when, day0?));
    let date = when.filter(|_| !is_assumed).map(|when| when.date);
    [when.and_then(day).into(), date.into()]
}
