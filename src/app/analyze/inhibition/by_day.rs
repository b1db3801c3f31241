//! `tc_mean` and `delta` on every day on which both arms were read, except the landmark day.
//!
//! Most of the time of an analysis is spent here, on thousands of bootstrap intervals in a large study. So the
//! resampled means of the control are computed once per day and shared by all arms, both quantities in one pass.

use domain::{Definition, InhibitionRow};
use stats::bca::{self, NoInterval, Scratch};
use stats::descriptive::mean;
use stats::inhibition::tc_percent;
use stats::resample::Resampled;

use super::super::cohort::AnalysisCohort;
use super::super::intervals::{Tables, ends};
use super::super::parallel;
use super::landmark::NO_GROWTH;

/// The animals of one arm read on one day, from their baselines on.
struct ArmDay {
    arm: usize,
    day: f64,
    /// Volume and change from baseline of each, mm³.
    animals: Vec<[f64; 2]>,
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
    tables: Option<&Tables>,
    confidence: f64,
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
        tables.and_then(|t| Resampled::means_of_rows(&t.control, of.animals.clone()))
    });
    let control = control.iter().zip(resampled);
    let control: Vec<ControlDay> = control
        .map(|(of, resampled)| ControlDay { of, resampled })
        .collect();
    let compared = parallel::map(&treated, |arm_day, scratch: &mut Scratch| {
        let at = control.binary_search_by(|c| c.of.day.total_cmp(&arm_day.day));
        let control = at.ok().map(|at| &control[at])?;
        let arm = cohort.arms[arm_day.arm];
        Some(compare(arm, arm_day, control, tables, confidence, scratch))
    });
    let mut rows: Vec<Vec<InhibitionRow>> = (1..cohort.arms.len()).map(|_| Vec::new()).collect();
    for (arm_day, pair) in treated.iter().zip(compared) {
        rows[arm_day.arm - 1].extend(pair.into_iter().flatten());
    }
    rows
}

/// The days of an arm, ascending, on which an animal was read after its baseline.
fn arm_days(cohort: &AnalysisCohort, arm: usize) -> Vec<ArmDay> {
    let mut readings: Vec<(f64, [f64; 2], bool)> = Vec::new();
    for (_, subject) in cohort.of_arm(arm) {
        let Some((_, v0)) = subject.burden.baseline() else {
            continue;
        };
        let visits = subject.burden.visits_since_baseline();
        readings.extend(visits.map(|(day, v, is_later)| (day, [v, v - v0], is_later)));
    }
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let days = readings.chunk_by(|a, b| a.0 == b.0);
    let after_baseline = days.filter(|day| day.iter().any(|reading| reading.2));
    let arm_day = |day: &[(f64, [f64; 2], bool)]| ArmDay {
        arm,
        day: day[0].0,
        animals: day.iter().map(|reading| reading.1).collect(),
    };
    after_baseline.map(arm_day).collect()
}

/// Both definitions on one day.
fn compare(
    arm: &str,
    treated: &ArmDay,
    control: &ControlDay,
    tables: Option<&Tables>,
    confidence: f64,
    scratch: &mut Scratch,
) -> [InhibitionRow; 2] {
    let location = |animals: &[[f64; 2]], k: usize| {
        let values: Vec<f64> = animals.iter().map(|animal| animal[k]).collect();
        mean(&values).unwrap_or(0.0)
    };
    let grew = location(&control.of.animals, 1) > 0.0;
    let resampled = tables
        .filter(|_| grew)
        .and_then(|t| Resampled::means_of_rows(&t.treated, treated.animals.clone()));
    [(0, Definition::TcMean), (1, Definition::Delta)].map(|(k, definition)| {
        let (t, c) = (
            location(&treated.animals, k),
            location(&control.of.animals, k),
        );
        let tc = tc_percent(t, c);
        let tgi = tc.filter(|_| grew).map(|tc| 100.0 - tc);
        let interval = tables.filter(|_| tgi.is_some()).map(|_| {
            let both = resampled.as_ref().zip(control.resampled.as_ref());
            let (t, c) = both.ok_or(NoInterval::TooFew)?;
            bca::ratio(&t[k], &c[k], confidence, scratch, |t, c| {
                100.0 - 100.0 * t / c
            })
        });
        let (ci_low, ci_high, reason) = ends(interval);
        let note = if tgi.is_some() {
            reason
        } else {
            Some(NO_GROWTH)
        };
        InhibitionRow {
            arm: arm.to_owned(),
            day: treated.day,
            definition,
            tgi_percent: tgi,
            tc_percent: tc,
            ci_low,
            ci_high,
            n_treated: treated.animals.len(),
            n_control: control.of.animals.len(),
            note: note.map(str::to_owned),
        }
    })
}
