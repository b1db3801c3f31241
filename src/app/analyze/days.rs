//! The values of each animal by day, just as the analysis uses them (standing readings, burdens, the formula of the
//! study, exclusions by the options), for exports to programs that compute on their own.

use domain::{AnalysisOptions, DispositionKind, DispositionRole, StudyRecord};

use super::AnalyzeError;
use super::cohort::{AnalysisCohort, Subject};
use super::frame::Frame;
use super::weight::change_percent;

/// An animal of an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct AnimalDays {
    /// Its tag.
    pub animal: String,
    /// Its arm.
    pub arm: String,
    /// The days on which it was read or weighed, ascending.
    pub days: Vec<AnimalDay>,
    /// How it left the study, if it did.
    pub end: Option<AnimalEnd>,
}

/// How an animal left the study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AnimalEnd {
    /// The study day.
    pub day: f64,
    /// The kind of its disposition.
    pub kind: DispositionKind,
    /// What the protocol says that it means to the time to event.
    pub role: DispositionRole,
}

/// One of its days.
#[derive(Debug, Clone, PartialEq)]
pub struct AnimalDay {
    /// The study day.
    pub day: f64,
    /// Days since its baseline reading, negative before; none if it was never read.
    pub since_baseline: Option<f64>,
    /// Its burden, mm³.
    pub volume_mm3: Option<f64>,
    /// The nominal day that the burden counts for in comparisons by day: its own day without a visit window; none if
    /// it counts for no day.
    pub visit: Option<f64>,
    /// Its body weight, g.
    pub body_weight_g: Option<f64>,
    /// Change of body weight from baseline, percent.
    pub weight_change_percent: Option<f64>,
    /// Whether the mixed model uses the burden: from baseline to horizon, where the logarithm can.
    pub in_model: bool,
}

/// The animals that belong to an arm. The days of each are made when they are asked for: those of all animals can take
/// as much memory as the study.
pub struct DaysByAnimal<'a> {
    cohort: AnalysisCohort<'a>,
    horizon: Option<f64>,
}

impl<'a> DaysByAnimal<'a> {
    /// The animals of a study with what the options do not exclude.
    ///
    /// # Errors
    /// As [`analyze`](super::analyze).
    pub fn of(record: &'a StudyRecord, options: &AnalysisOptions) -> Result<Self, AnalyzeError> {
        let cohort = AnalysisCohort::gather(record, options)?;
        Ok(Self {
            horizon: Frame::fix(&cohort, options).horizon,
            cohort,
        })
    }

    /// All animals, control first, then in the study's order of arms and tags.
    pub fn iter(&self) -> impl Iterator<Item = AnimalDays> {
        let subjects = self.cohort.subjects.iter();
        subjects.map(|subject| self.animal(subject))
    }

    /// The animals of an arm by the order of tags; none if there is no such arm.
    pub fn of_arm(&self, arm: &str) -> impl Iterator<Item = AnimalDays> {
        let arm = self.cohort.arms.iter().position(|name| *name == arm);
        let subjects = arm.into_iter().flat_map(|arm| self.cohort.of_arm(arm));
        subjects.map(|(_, subject)| self.animal(subject))
    }

    fn animal(&self, subject: &Subject) -> AnimalDays {
        AnimalDays {
            animal: subject.tag.to_owned(),
            arm: self.cohort.arms[subject.arm].to_owned(),
            days: days(&self.cohort, subject, self.horizon),
            end: subject.end.as_ref().map(|end| AnimalEnd {
                day: end.day,
                kind: end.kind,
                role: end.role,
            }),
        }
    }
}

fn days(cohort: &AnalysisCohort, subject: &Subject, horizon: Option<f64>) -> Vec<AnimalDay> {
    let points = subject.burden.points().chain(subject.weights.points());
    let mut days: Vec<f64> = points.map(|(day, _)| day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let modelled = subject.burden.between(horizon).0;
    let start = subject.burden.baseline().map(|(day, _)| day);
    let first_weight = subject.weights.baseline().map(|(_, grams)| grams);
    let of_day = |day: f64| {
        let volume_mm3 = subject.burden.exactly_on(day);
        let body_weight_g = subject.weights.exactly_on(day);
        let both = body_weight_g.zip(first_weight);
        let log = volume_mm3.and_then(|volume| cohort.log(volume));
        AnimalDay {
            day,
            since_baseline: start.map(|start| day - start),
            volume_mm3,
            visit: subject.burden.visit_of(day),
            body_weight_g,
            weight_change_percent: both.map(|(grams, first)| change_percent(grams, first)),
            in_model: log.is_some() && modelled.binary_search_by(|d| d.total_cmp(&day)).is_ok(),
        }
    };
    days.into_iter().map(of_day).collect()
}
