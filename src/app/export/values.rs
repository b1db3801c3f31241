//! What several exports share: the options of their analysis, and how they write a moment.

use domain::{AnalysisOptions, StudyRecord, When, day_of};
use report::data::Value;

/// The analysis under its default options; exports draw no intervals.
pub fn options() -> AnalysisOptions {
    AnalysisOptions {
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

/// Study day and date; no day where the study has no day 0.
pub fn day_and_date(when: Option<When>, record: &StudyRecord) -> [Value; 2] {
    let day = |when| Some(day_of(when, record.study.protocol.day0?));
    [when.and_then(day).into(), when.map(|when| when.date).into()]
}
