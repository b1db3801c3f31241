//! Time to event: when each animal had the event, and how arms compare.
//!
//! Time counts from the baseline reading of each animal. The protocol says which dispositions are the event, which
//! compete with it, and which merely end the observation; an animal without an event is censored at its last
//! reading, not at its disposition, because nobody knows its volume after that reading.

mod ends;
mod notes;
mod times;

use domain::{
    AnalysisNote, AnalysisOptions, ArmTimes, GrowthSection, NoteCode, StudyRecord, SurvivalCurve,
    SurvivalPoint, TimeToEvent,
};
use stats::survival::curve::{Curve, Scale};
use stats::survival::delay::{Delay, Treated, growth_delay};
use stats::survival::logrank::{LogRank, Weights};
use stats::survival::restricted::restricted_mean;

use super::cohort::AnalysisCohort;
pub(super) use ends::{by_volume, rule};
use notes::{left_out, not_compared, of_section};
use times::{Times, chi_squared};

fn survival_curve(arm: &str, curve: &Curve) -> SurvivalCurve {
    let point = |at: usize| SurvivalPoint {
        time: curve.times[at],
        at_risk: curve.at_risk[at],
        events: curve.events_at[at],
        censored: curve.censored[at],
        survival: curve.survival[at],
        se: curve.se[at],
        low: curve.interval[at].map(|i| i.low),
        high: curve.interval[at].map(|i| i.high),
    };
    SurvivalCurve {
        arm: arm.to_owned(),
        points: (0..curve.times.len()).map(point).collect(),
    }
}

/// The section with its notes. `growth` gives the doubling time of the control, for log cell kill.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    growth: &GrowthSection,
    options: &AnalysisOptions,
) -> (Option<TimeToEvent>, Vec<AnalysisNote>) {
    let rule = rule(cohort, options);
    let times = Times::gather(cohort, rule, options);
    let mut notes = left_out(cohort, &times, rule);
    if times.subjects.is_empty() {
        let message = "no time to event: no animal can have one";
        notes.push(AnalysisNote::new(NoteCode::TimeToEvent, message));
        return (None, notes);
    }
    let compared = times.compared(Weights::LogRank);
    let cox = times.cox();
    notes.extend(not_compared(&times, &compared, &cox));
    let section = TimeToEvent {
        rule: rule.to_string(),
        animals: times.animals(),
        arms: arms(&times, growth, compared.as_ref().ok()),
        curves: (0..times.arms.len())
            .map(|group| survival_curve(times.name(group), &times.curve(group, Scale::LogLog)))
            .collect(),
        log_rank: compared.ok().map(|of| chi_squared(of.test)),
        pairs: times.pairs(),
        cox: cox.ok(),
        event_time: options.event_time.id(),
        interval: "log-log",
        trend: times.trend(record),
        gehan_breslow: times
            .compared(Weights::Gehan)
            .ok()
            .map(|of| chi_squared(of.test)),
        peto: times
            .compared(Weights::PetoPeto)
            .ok()
            .map(|of| chi_squared(of.test)),
        restricted_to: last_time(&times),
        incidence: times.incidence(),
        gray: times.gray(),
    };
    notes.extend(of_section(&section, growth, &times));
    (Some(section), notes)
}

fn last_time(times: &Times) -> Option<f64> {
    times.times.iter().map(|t| t.time).reduce(f64::max)
}

fn arms(times: &Times, growth: &GrowthSection, compared: Option<&LogRank>) -> Vec<ArmTimes> {
    let curve = |group| times.curve(group, Scale::LogLog);
    let control = times.has_control.then(|| curve(0).median().time).flatten();
    let doubling = growth.arms.first().and_then(|arm| arm.doubling_days);
    let tau = last_time(times).unwrap_or(0.0);
    let arm = |group: usize| {
        let curve = curve(group);
        let of_median = curve.median();
        let ends = |scale| {
            let other = times.curve(group, scale).median();
            [other.low, other.high]
        };
        let mean = restricted_mean(&curve, tau);
        // Nobody knows what became of an arm after its last animal was seen.
        let estimable = mean.filter(|m| !m.carried);
        let treated = match of_median.time {
            Some(time) => Treated::Median(time),
            None => Treated::NotReached(curve.last_time()),
        };
        let delay: Option<Delay> = (times.has_control && group > 0)
            .then(|| growth_delay(treated, control, doubling))
            .flatten();
        ArmTimes {
            arm: times.name(group).to_owned(),
            n: curve.n,
            events: curve.events,
            median: of_median.time,
            median_low: of_median.low,
            median_high: of_median.high,
            median_log: ends(Scale::Log),
            median_plain: ends(Scale::Plain),
            restricted_mean: estimable.map(|m| m.mean),
            restricted_se: estimable.map(|m| m.se).filter(|se| *se > 0.0),
            restricted_carried: mean.is_some_and(|m| m.carried),
            delay: delay.map(|d| d.delay),
            delay_percent: delay.and_then(|d| d.percent),
            delay_at_least: delay.is_some_and(|d| d.at_least),
            log_cell_kill: delay.and_then(|d| d.log_cell_kill),
            expected: compared.map(|of| of.groups[group].expected),
        }
    };
    (0..times.arms.len()).map(arm).collect()
}
