//! Volumes by arm and day, and the survivorship guard.
//!
//! Animals with large tumors are euthanized first, so the mean of the animals that are left falls although no
//! tumor shrank. The guard marks the days on which so few animals are left that their mean no longer describes
//! the arm; the mean of a mixed model, which uses all readings, is given beside it there.

use domain::{AnalysisNote, NoteCode, VolumeDay};
use stats::descriptive::{describe, mean, sem};

use super::cohort::{AnalysisCohort, Subject};
use super::series::Series;

/// With fewer animals than this a day is guarded.
const GUARD_ANIMALS: usize = 3;

/// The most guarded arms with a note of their own; more share one.
const NOTES_BY_ARM: usize = 6;

/// The rows, and notes on the arms with guarded days.
pub(super) fn volumes(cohort: &AnalysisCohort) -> (Vec<VolumeDay>, Vec<AnalysisNote>) {
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    for arm in 0..cohort.arms.len() {
        let followed = Followed::of(cohort, arm, |subject| &subject.burden);
        let of_arm = arm_days(cohort, arm, &followed);
        let start = cohort.start(arm).unwrap_or(0.0);
        notes.extend(guard_note(cohort.arms[arm], &of_arm, start, followed.all()));
        rows.extend(of_arm);
    }
    if notes.len() > NOTES_BY_ARM {
        let message = format!(
            "in {} arms fewer than three or than half of the animals with a baseline were followed \
             to the last days: there the means no longer represent the arm",
            notes.len()
        );
        notes = vec![AnalysisNote::new(NoteCode::GuardedMean, message)];
    }
    (rows, notes)
}

/// Whether so many of the animals with a baseline speak for an arm: at least three, and half.
pub(super) fn enough(n: usize, all: usize) -> bool {
    n >= GUARD_ANIMALS && 2 * n >= all
}

/// How long the animals of an arm were followed.
pub(super) struct Followed {
    /// The last day of each that has a baseline, ascending.
    ends: Vec<f64>,
}

impl Followed {
    /// The animals of an arm, followed by one of their series.
    pub fn of<'a>(
        cohort: &'a AnalysisCohort,
        arm: usize,
        series: fn(&'a Subject<'a>) -> &'a Series,
    ) -> Self {
        let subjects = cohort.of_arm(arm).map(|(_, subject)| series(subject));
        let mut ends: Vec<f64> = subjects.filter_map(Series::followed_to).collect();
        ends.sort_by(f64::total_cmp);
        Self { ends }
    }

    /// The number of animals with a baseline.
    pub fn all(&self) -> usize {
        self.ends.len()
    }

    /// The number of animals with a baseline that were read on a day or later.
    pub fn on(&self, day: f64) -> usize {
        self.ends.len() - self.ends.partition_point(|end| *end < day)
    }

    /// Whether too few animals are left on a day for a mean to describe the arm: fewer than three, or than half of
    /// those with a baseline.
    pub fn guards(&self, day: f64) -> bool {
        !enough(self.on(day), self.all())
    }
}

/// The rows of one arm.
fn arm_days(cohort: &AnalysisCohort, arm: usize, followed: &Followed) -> Vec<VolumeDay> {
    let mut readings: Vec<(f64, f64, Option<f64>)> = Vec::new();
    for (_, subject) in cohort.of_arm(arm) {
        let baseline = subject.burden.baseline();
        let v0 = baseline.map(|(_, v0)| v0).filter(|v0| *v0 > 0.0);
        let with_ratio = |(day, v)| (day, v, v0.map(|v0| v / v0));
        readings.extend(subject.burden.visits().map(with_ratio));
    }
    readings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let days = readings.chunk_by(|a, b| a.0 == b.0);
    let row = |day: &[(f64, f64, Option<f64>)]| {
        let volumes: Vec<f64> = day.iter().map(|r| r.1).collect();
        let ratios: Vec<f64> = day.iter().filter_map(|r| r.2).collect();
        let d = describe(&volumes)?;
        Some(VolumeDay {
            arm: cohort.arms[arm].to_owned(),
            day: day[0].0,
            n: d.n,
            mean: d.mean,
            sd: d.sd,
            sem: d.sem,
            median: d.median,
            min: d.min,
            max: d.max,
            geomean: d.geomean,
            rtv_n: ratios.len(),
            rtv_mean: mean(&ratios),
            rtv_sem: sem(&ratios),
            followed: followed.on(day[0].0),
            guarded: followed.guards(day[0].0),
            model: None,
        })
    };
    days.filter_map(row).collect()
}

/// What a reader must know of an arm's mean after its first baseline day.
fn guard_note(
    arm: &str,
    days: &[VolumeDay],
    start: f64,
    at_baseline: usize,
) -> Option<AnalysisNote> {
    let days: Vec<&VolumeDay> = days.iter().filter(|d| d.day >= start).collect();
    let first = days.iter().position(|d| d.guarded)?;
    let guarded = days.iter().filter(|d| d.guarded).count();
    let (on, of) = (days[first].day, days.len());
    let when = if guarded == of - first {
        format!("from day {on} on")
    } else {
        format!("on {guarded} of {of} days, the first of them day {on},")
    };
    if at_baseline < GUARD_ANIMALS {
        let animals = super::notes::count(at_baseline, "animal");
        let message = format!("the mean is that of {animals}: it hardly represents the arm");
        return Some(AnalysisNote::new(NoteCode::GuardedMean, message).of_arm(arm));
    }
    let message = format!(
        "{when} fewer than three or than half of the {at_baseline} animals with a baseline were \
         followed: the mean no longer represents the arm"
    );
    Some(AnalysisNote::new(NoteCode::GuardedMean, message).of_arm(arm))
}
