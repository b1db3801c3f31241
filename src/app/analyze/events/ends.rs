//! How the time of each animal ended: with the event, with a competing disposition, or censored.

use domain::{AnalysisOptions, DispositionRole, EventRule, EventTime};
use stats::survival::Time;
use stats::survival::crossing::{Crossing, time_to_threshold};

use crate::analyze::cohort::{AnalysisCohort, Subject};
use crate::analyze::series::Series;

/// Numbers of the causes, as `stats` takes them.
pub const EVENT: usize = 0;
pub const COMPETING: usize = 1;

/// Time to an event by volume; none if the series cannot have one: it has no reading after baseline, or the event is
/// a multiple of a baseline of 0.
pub fn by_volume(series: &Series, rule: EventRule, on: EventTime) -> Option<Time> {
    let (days, volumes) = series.since_baseline();
    let v0 = *volumes.first()?;
    let threshold = match rule {
        EventRule::Volume(mm3) => mm3,
        EventRule::Ratio(fold) if v0 > 0.0 => fold * v0,
        EventRule::Ratio(_) => return None,
        EventRule::Disposition => f64::INFINITY,
    };
    let crossing = match on {
        EventTime::Read => Crossing::Read,
        EventTime::Interpolated => Crossing::LogLinear,
    };
    time_to_threshold(&days, volumes, threshold, crossing)
}

/// The end of the time of an animal.
pub struct End {
    pub time: f64,
    pub cause: Option<usize>,
    /// `volume` or the id of the disposition.
    pub word: Option<&'static str>,
}

/// The earlier one of volume and disposition ends the time. A disposition that only censors ends nothing: the animal
/// is followed to its last reading.
pub fn end(subject: &Subject, rule: EventRule, on: EventTime) -> Option<End> {
    let read = by_volume(&subject.burden, rule, on);
    let start = subject.burden.baseline()?.0;
    let left = subject.end.as_ref().and_then(|end| {
        let cause = match end.role {
            DispositionRole::Censor => return None,
            DispositionRole::Event => EVENT,
            DispositionRole::Compete => COMPETING,
        };
        let time = end.day - start;
        (time > 0.0).then_some(End {
            time,
            cause: Some(cause),
            word: Some(end.kind.id()),
        })
    });
    // A multiple of a baseline of 0 can never be an event, whatever else happens to the animal.
    let by_volume_possible = !matches!(rule, EventRule::Ratio(_))
        || subject.burden.baseline().is_some_and(|(_, v0)| v0 > 0.0);
    match (read, left) {
        (Some(read), left) if read.event && left.as_ref().is_none_or(|l| read.time <= l.time) => {
            Some(End {
                time: read.time,
                cause: Some(EVENT),
                word: Some("volume"),
            })
        }
        (_, Some(left)) if by_volume_possible => Some(left),
        (Some(read), _) => Some(End {
            time: read.time,
            cause: None,
            word: None,
        }),
        (None, _) => None,
    }
}

/// The event of an analysis: that of the options, else of the protocol, else the default.
pub fn rule(cohort: &AnalysisCohort, options: &AnalysisOptions) -> EventRule {
    let rule = options.event.or(cohort.protocol.event_rule);
    rule.unwrap_or_default()
}
