//! `tc_mean` and `delta` on every day on which both arms were read, except the landmark day.
//!
//! With a bootstrap most of the time of an analysis is spent here, on thousands of intervals in a large study. So the
//! resampled means of the control are computed once per day and shared by all arms, both quantities in one pass.

use domain::{Definition, InhibitionRow};
use stats::bca::{self, NoInterval, Scratch};
use stats::descriptive::mean;
use stats::inhibition::tc_percent;
use stats::intervals::{self, MeanChange};
use stats::resample::Resampled;

use super::super::cohort::AnalysisCohort;
use super::super::intervals::{
    Intervals, IntervalsBy, Limits, Tables, no_bootstrap_interval, no_closed_interval, tgi,
};
use super::super::parallel;
use super::landmark::NO_GROWTH;

/// The animals of one arm read on one day, from their baselines on.
struct ArmDay {
    arm: usize,
    day: f64,
    /// Volume on the day of each, mm³.
    volumes: Vec<f64>,
    /// Baseline and volume on the day of each, mm³.
    changes: Vec<(f64, Option<f64>)>,
}

impl ArmDay {
    /// Mean volume, and mean change from baseline.
    fn means(&self) -> [f64; 2] {
        let changes: Vec<f64> = self.pairs().map(|[_, change]| change).collect();
        [&self.volumes, &changes].map(|values| mean(values).unwrap_or(0.0))
    }

    /// Volume and change of each animal.
    fn pairs(&self) -> impl Iterator<Item = [f64; 2]> {
        let volumes = self.volumes.iter().zip(&self.changes);
        volumes.map(|(&v, &(v0, _))| [v, v - v0])
    }
}

/// The control on one day.
struct ControlDay<'d> {
    of: &'d ArmDay,
    resampled: Option<[Resampled; 2]>,
}

/// The rows of each treated arm, by day.
pub(super) fn rows(
    cohort: &AnalysisCohort,
    landmark: Option<f64>,
    intervals: &Intervals,
) -> Vec<Vec<InhibitionRow>> {
    let others = |day: &ArmDay| Some(day.day) != landmark;
    let days = |arm| arm_days(cohort, arm).into_iter().filter(others);
    let treated: Vec<ArmDay> = (1..cohort.arms.len()).flat_map(days).collect();
    let mut control: Vec<ArmDay> = days(0).collect();
    let mut compared: Vec<f64> = treated.iter().map(|t| t.day).collect();
    compared.sort_by(f64::total_cmp);
    control.retain(|c| {
        compared
            .binary_search_by(|day| day.total_cmp(&c.day))
            .is_ok()
    });
    let resampled = parallel::map(&control, |of, (): &mut ()| {
        let tables = intervals.tables()?;
        Resampled::means_of_rows(&tables.control, of.pairs().collect())
    });
    let control = control.iter().zip(resampled);
    let control: Vec<ControlDay> = control
        .map(|(of, resampled)| ControlDay { of, resampled })
        .collect();
    let compared = parallel::map(&treated, |arm_day, scratch: &mut Scratch| {
        let at = control.binary_search_by(|c| c.of.day.total_cmp(&arm_day.day));
        let control = at.ok().map(|at| &control[at])?;
        let arm = cohort.arms[arm_day.arm];
        Some(compare(arm, arm_day, control, intervals, scratch))
    });
    let mut rows: Vec<Vec<InhibitionRow>> = (1..cohort.arms.len()).map(|_| Vec::new()).collect();
    for (arm_day, pair) in treated.iter().zip(compared) {
        rows[arm_day.arm - 1].extend(pair.into_iter().flatten());
    }
    rows
}

/// The days of an arm, ascending, on which an animal was read after its baseline.
fn arm_days(cohort: &AnalysisCohort, arm: usize) -> Vec<ArmDay> {
    // Day, volume, baseline, and whether the day is after the animal's baseline.
    let mut readings: Vec<(f64, f64, f64, bool)> = Vec::new();
    for (_, subject) in cohort.of_arm(arm) {
        let Some((_, v0)) = subject.burden.baseline() else {
            continue;
        };
        let visits = subject.burden.visits_since_baseline();
        readings.extend(visits.map(|(day, v, is_later)| (day, v, v0, is_later)));
    }
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let days = readings.chunk_by(|a, b| a.0 == b.0);
    let after_baseline = days.filter(|day| day.iter().any(|reading| reading.3));
    let arm_day = |day: &[(f64, f64, f64, bool)]| ArmDay {
        arm,
        day: day[0].0,
        volumes: day.iter().map(|reading| reading.1).collect(),
        changes: day.iter().map(|r| (r.2, Some(r.1))).collect(),
    };
    after_baseline.map(arm_day).collect()
}

/// Both definitions on one day.
fn compare(
    arm: &str,
    treated: &ArmDay,
    control: &ControlDay,
    intervals: &Intervals,
    scratch: &mut Scratch,
) -> [InhibitionRow; 2] {
    let (means, of_control) = (treated.means(), control.of.means());
    let grew = of_control[1] > 0.0;
    let limits: [Option<Limits>; 2] = match &intervals.by {
        _ if !grew => [None, None],
        IntervalsBy::None => [None, None],
        IntervalsBy::Closed => closed(treated, control.of, intervals.confidence).map(Some),
        IntervalsBy::Bca(tables) => {
            bootstrap(treated, control, tables, intervals.confidence, scratch).map(Some)
        }
    };
    let definitions = [(0, Definition::TcMean), (1, Definition::Delta)];
    let mut limits = limits.into_iter();
    definitions.map(|(k, definition)| {
        let tc = tc_percent(means[k], of_control[k]);
        let tgi = tc.filter(|_| grew).map(|tc| 100.0 - tc);
        let limits = limits.next().flatten().filter(|_| tgi.is_some());
        let (limits, reason) = match limits.transpose() {
            Ok(limits) => (limits, None),
            Err(reason) => (None, Some(reason)),
        };
        InhibitionRow {
            arm: arm.to_owned(),
            day: treated.day,
            definition,
            tgi_percent: tgi,
            tc_percent: tc,
            ci_low: limits.map(|(interval, _)| interval.low),
            ci_high: limits.map(|(interval, _)| interval.high),
            n_treated: treated.volumes.len(),
            n_control: control.of.volumes.len(),
            note: match tgi {
                Some(_) => reason,
                None => Some(NO_GROWTH.to_owned()),
            },
            interval_method: limits.map(|(_, rule)| rule),
        }
    })
}

fn closed(treated: &ArmDay, control: &ArmDay, confidence: f64) -> [Limits; 2] {
    let n = [treated.volumes.len(), control.volumes.len()];
    let of_means = intervals::ratio_of_means(&treated.volumes, &control.volumes, confidence);
    let changes = MeanChange::of(&treated.changes)
        .and_then(|t| Ok((t, MeanChange::of(&control.changes)?)))
        .and_then(|(t, c)| intervals::ratio_of_changes(&t, &c, confidence));
    [(of_means, "log_hc3"), (changes, "pair_mover_hc3")].map(|(ratio, rule)| {
        let ratio = ratio.map_err(|why| no_closed_interval(why, n))?;
        Ok((tgi(ratio), rule))
    })
}

fn bootstrap(
    treated: &ArmDay,
    control: &ControlDay,
    tables: &Tables,
    confidence: f64,
    scratch: &mut Scratch,
) -> [Limits; 2] {
    let resampled = Resampled::means_of_rows(&tables.treated, treated.pairs().collect());
    [0, 1].map(|k| {
        let both = resampled.as_ref().zip(control.resampled.as_ref());
        let both = both.ok_or(NoInterval::TooFew);
        let percent = |t: f64, c: f64| 100.0 - 100.0 * t / c;
        let interval =
            both.and_then(|(t, c)| bca::ratio(&t[k], &c[k], confidence, scratch, percent));
        Ok((interval.map_err(no_bootstrap_interval)?, "bca"))
    })
}
