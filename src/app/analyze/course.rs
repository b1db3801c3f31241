//! The course of each animal from baseline to the landmark day, and its summary per arm.

use domain::{AnimalCourse, ArmCourse, CourseSection};
use stats::descriptive::{mean, median, sem};
use stats::{area, line};

use super::cohort::{AnalysisCohort, Subject};
use super::frame::Frame;

/// The values of one animal that inhibition, growth and the course section share: each is computed once.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    /// Study day of the baseline, if not after the landmark day.
    pub start: Option<f64>,
    pub v0: Option<f64>,
    pub on_day: Option<f64>,
    pub last: Option<(f64, f64)>,
    pub auc: Option<f64>,
    pub auc_per_day: Option<f64>,
    pub auc_above_baseline: Option<f64>,
    pub log_auc: Option<f64>,
    pub egait: Option<f64>,
    /// The line of ln V to the horizon.
    pub growth: Option<line::Line>,
}

impl Track {
    /// Change from baseline to the landmark day, mm³.
    pub fn change(&self) -> Option<f64> {
        Some(self.on_day? - self.v0?)
    }

    /// Change to the last reading up to the landmark day, mm³.
    pub fn change_locf(&self) -> Option<f64> {
        Some(self.last?.1 - self.v0?)
    }

    /// V/V₀ on the landmark day, where V₀ is above 0.
    pub fn rtv(&self) -> Option<f64> {
        let v0 = self.v0.filter(|v0| *v0 > 0.0)?;
        Some(self.on_day? / v0)
    }

    /// Days from baseline to the last reading up to the landmark day.
    pub fn duration(&self) -> Option<f64> {
        Some(self.last?.0 - self.start?)
    }
}

/// The track of every subject, in their order.
pub(super) fn tracks(cohort: &AnalysisCohort, frame: &Frame) -> Vec<Track> {
    let track = |subject| Track {
        growth: growth_line(cohort, frame, subject),
        ..volumes(frame, subject)
    };
    cohort.subjects.iter().map(track).collect()
}

fn volumes(frame: &Frame, subject: &Subject) -> Track {
    let (days, volumes) = subject.burden.between(frame.landmark);
    let (Some(&start), Some(&v0)) = (days.first(), volumes.first()) else {
        return Track::default();
    };
    let last = days.last().copied().zip(volumes.last().copied());
    let Some(landmark) = frame.landmark else {
        return Track {
            start: Some(start),
            v0: Some(v0),
            last,
            ..Track::default()
        };
    };
    let auc = area::trapezoid(days, volumes);
    Track {
        start: Some(start),
        v0: Some(v0),
        on_day: subject.burden.on(landmark).filter(|_| {
            let read = subject.burden.visit_at(landmark);
            read.is_some_and(|read| read >= start)
        }),
        last,
        auc,
        auc_per_day: auc.zip(last).map(|(auc, (day, _))| auc / (day - start)),
        auc_above_baseline: area::above_baseline(days, volumes),
        log_auc: area::log_ratio(days, volumes),
        egait: area::egait(days, volumes),
        growth: None,
    }
}

fn growth_line(cohort: &AnalysisCohort, frame: &Frame, subject: &Subject) -> Option<line::Line> {
    let (days, volumes) = subject.burden.between(frame.horizon);
    let points = days.iter().zip(volumes);
    let logs = points.filter_map(|(&day, &volume)| Some((day, cohort.log(volume)?)));
    let (days, logs): (Vec<f64>, Vec<f64>) = logs.unzip();
    line::fit(&days, &logs)
}

/// The section.
pub(super) fn section(cohort: &AnalysisCohort, tracks: &[Track]) -> CourseSection {
    let animals = cohort.subjects.iter().zip(tracks);
    CourseSection {
        animals: animals.map(|(s, t)| animal(cohort, s, t)).collect(),
        arms: (0..cohort.arms.len())
            .map(|i| arm(cohort, tracks, i))
            .collect(),
    }
}

fn animal(cohort: &AnalysisCohort, subject: &Subject, track: &Track) -> AnimalCourse {
    let duration = track.duration();
    let per_day = |area: Option<f64>| Some(area? / duration.filter(|d| *d > 0.0)?);
    AnimalCourse {
        animal: subject.tag.to_owned(),
        arm: cohort.arms[subject.arm].to_owned(),
        baseline_day: track.start,
        v0: track.v0,
        v_landmark: track.on_day,
        v_locf: track.last.map(|(_, volume)| volume),
        locf_day: track.last.map(|(day, _)| day),
        v_last: subject.burden.points().last().map(|(_, volume)| volume),
        last_day: subject.burden.last_day(),
        auc: track.auc,
        duration,
        auc_per_day: track.auc_per_day,
        log_auc: track.log_auc,
        log_auc_per_day: per_day(track.log_auc),
        egait: track.egait,
        auc_above_baseline: track.auc_above_baseline,
    }
}

fn arm(cohort: &AnalysisCohort, tracks: &[Track], arm: usize) -> ArmCourse {
    let of_arm: Vec<&Track> = cohort.of_arm(arm).map(|(i, _)| &tracks[i]).collect();
    let values = |f: &dyn Fn(&Track) -> Option<f64>| -> Vec<f64> {
        of_arm.iter().filter_map(|t| f(t)).collect()
    };
    let log_auc = |t: &Track| Some(t.log_auc? / t.duration().filter(|d| *d > 0.0)?);
    let (v0, on_day) = (values(&|t| t.v0), values(&|t| t.on_day));
    let (change, rtv) = (values(&Track::change), values(&Track::rtv));
    let auc = values(&|t| t.auc);
    ArmCourse {
        arm: cohort.arms[arm].to_owned(),
        n: v0.len(),
        n_at_landmark: on_day.len(),
        mean_v0: mean(&v0),
        sem_v0: sem(&v0),
        mean_v_landmark: mean(&on_day),
        sem_v_landmark: sem(&on_day),
        median_v_landmark: median(&on_day),
        mean_change: mean(&change),
        sem_change: sem(&change),
        mean_rtv: mean(&rtv),
        median_rtv: median(&rtv),
        mean_auc: mean(&auc),
        sem_auc: sem(&auc),
        mean_auc_per_day: mean(&values(&|t| t.auc_per_day)),
        mean_log_auc_per_day: mean(&values(&log_auc)),
    }
}
