//! The animals of a study as series of burdens, volumes and weights: which values enter an analysis is decided
//! here, once for all statistics.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;

use domain::{
    AnalysisOptions, AnimalId, AnimalRecord, BaselineRule, BurdenRule, DispositionKind,
    DispositionRole, ExclusionRule, Protocol, Reading, ReadingId, RepeatRule, ResidualRule, Scope,
    StudyRecord, TumorRecord, USUAL_FLOOR_MM3, When, ZeroRule, day_of,
};
use stats::descriptive::mean;

use super::AnalyzeError;
use super::series::Series;
use super::visits;

/// The volumes of one tumor, mm³.
pub(super) struct TumorCourse<'a> {
    pub site: &'a str,
    pub volumes: Arc<Series>,
}

/// One animal that belongs to an arm.
pub(super) struct Subject<'a> {
    pub tag: &'a str,
    /// Index of its arm in [`AnalysisCohort::arms`].
    pub arm: usize,
    pub tumors: Vec<TumorCourse<'a>>,
    /// Sum of its tumors' volumes, mm³; of an animal with one tumor that one's own series.
    pub burden: Arc<Series>,
    /// Body weights, g.
    pub weights: Series,
    /// How it left the study, if it did.
    pub end: Option<End>,
}

/// How an animal left the study.
pub(super) struct End {
    /// Study day.
    pub day: f64,
    pub kind: DispositionKind,
    /// What it means to the time until the event.
    pub role: DispositionRole,
}

/// The numbers of what was left out, for the notes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub without_arm: usize,
    /// Of those without an arm.
    pub reserve: usize,
    pub animals: usize,
    pub readings: usize,
    pub weighings: usize,
    pub without_volume: usize,
}

/// The numbers of days of a tumor, or of weighings, with more than one value, for the notes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Repeated {
    pub readings: usize,
    pub weighings: usize,
}

/// The animals that are analyzed, and the rules for their values.
pub(super) struct AnalysisCohort<'a> {
    pub protocol: &'a Protocol,
    pub baseline: BaselineRule,
    /// Names: control first, then the study's order.
    pub arms: Vec<&'a str>,
    /// Whether the first arm is a control.
    pub has_control: bool,
    /// In order of arms, then of tags.
    pub subjects: Vec<Subject<'a>>,
    pub left_out: LeftOut,
    pub zeros: ZeroRule,
    /// Which arms share the residual variance of the mixed model.
    pub residual: ResidualRule,
    /// Days around a nominal day whose readings count as that day's.
    pub window: f64,
    /// Whether nobody set the window: animals start on different dates, and readings count for other days than their
    /// own by it.
    pub is_usual_window: bool,
    pub repeats: RepeatRule,
    pub repeated: Repeated,
}

impl<'a> AnalysisCohort<'a> {
    /// Collects the animals that belong to an arm and are not excluded.
    ///
    /// # Errors
    /// If neither the study nor the cohort of such an animal has a day 0, the control arm is not known, or `loq` is
    /// asked for without a limit.
    pub fn gather(
        record: &'a StudyRecord,
        options: &AnalysisOptions,
    ) -> Result<Self, AnalyzeError> {
        Self::without(&Excluded::of(record, options.exclude), record, options)
    }

    /// Collects the animals that belong to an arm with all that was recorded of them: what an exclusion leaves out of
    /// the efficacy still counts for safety. None where nothing is excluded: [`AnalysisCohort::gather`] has it all then.
    /// Of the excluded animals, those without a day 0 are missing here, because their weights have no study days.
    ///
    /// # Errors
    /// As [`AnalysisCohort::gather`].
    pub fn gather_recorded(
        record: &'a StudyRecord,
        options: &AnalysisOptions,
    ) -> Result<Option<Self>, AnalyzeError> {
        let excluded = Excluded::of(record, options.exclude);
        if excluded.is_empty() {
            return Ok(None);
        }
        let protocol = &record.study.protocol;
        let undated = record.animals.iter().map(|animal| &animal.animal);
        let undated = undated.filter(|animal| animal.day0(protocol).is_none());
        let undated = undated.map(|animal| animal.id);
        let excluded = Excluded {
            animals: undated.filter(|id| excluded.animals.contains(id)).collect(),
            ..Excluded::default()
        };
        Self::without(&excluded, record, options).map(Some)
    }

    fn without(
        excluded: &Excluded,
        record: &'a StudyRecord,
        options: &AnalysisOptions,
    ) -> Result<Self, AnalyzeError> {
        let protocol = &record.study.protocol;
        let study = || record.study.name.to_string();
        let starts = record.cohorts.iter().filter_map(|cohort| cohort.day0);
        if starts.chain(protocol.day0).next().is_none() {
            return Err(AnalyzeError::NoDay0 { study: study() });
        }
        let has_limit = protocol.loq_mm3.is_some_and(|loq| loq > 0.0);
        let fits = |zeros: ZeroRule| zeros != ZeroRule::Loq || has_limit;
        if options.zeros.is_some_and(|zeros| !fits(zeros)) {
            return Err(AnalyzeError::NoLoq { study: study() });
        }
        // The rules of the plan apply where the options name none: else a plan frozen under other defaults would be
        // departed from unasked.
        let plan = record.conduct.plan.as_ref().map(|frozen| &frozen.plan);
        let planned = plan.map(|plan| plan.zeros).filter(|zeros| fits(*zeros));
        let zeros = options.zeros.or(planned).unwrap_or_default();
        let residual = options.residual.or(plan.and_then(|plan| plan.residual));
        let control = control_of(record, options)?;
        let mut order: Vec<usize> = (0..record.arms.len()).collect();
        order.sort_by_key(|&arm| Some(arm) != control);
        let mut cohort = Self {
            protocol,
            baseline: options.baseline.unwrap_or(protocol.baseline_rule),
            arms: order
                .iter()
                .map(|&i| record.arms[i].name.as_str())
                .collect(),
            has_control: control.is_some(),
            subjects: Vec::with_capacity(record.animals.len()),
            left_out: LeftOut::default(),
            zeros: zeros.with_floor(protocol.loq_mm3),
            residual: residual.unwrap_or_default(),
            window: options.window.or(protocol.visit_window_days).unwrap_or(0.0),
            is_usual_window: false,
            repeats: options.repeats.or(protocol.repeats).unwrap_or_default(),
            repeated: Repeated::default(),
        };
        for animal in &record.animals {
            let arm = |id| order.iter().position(|&i| record.arms[i].id == id);
            // An animal in reserve is in no arm; an import could put one into an arm later.
            let left = animal.disposition.as_ref();
            let reserve = left.is_some_and(|left| left.kind == DispositionKind::Reserve);
            cohort.left_out.reserve += usize::from(reserve);
            let Some(arm) = animal.animal.arm.filter(|_| !reserve).and_then(arm) else {
                cohort.left_out.without_arm += 1;
                continue;
            };
            if excluded.animals.contains(&animal.animal.id) {
                cohort.left_out.animals += 1;
                continue;
            }
            let day0 = animal.animal.day0(protocol);
            let day0 = day0.ok_or_else(|| AnalyzeError::NoDay0 { study: study() })?;
            let subject = cohort.subject(animal, arm, day0, excluded, options.burden);
            cohort.subjects.push(subject);
        }
        cohort.subjects.sort_by_key(|subject| subject.arm);
        let landmark = options.day.or(protocol.landmark_day);
        if options.window.or(protocol.visit_window_days).is_none() {
            let usual = record.usual_visit_window_days();
            let planned = plan.and_then(|plan| plan.visit_window_days);
            let window = planned.filter(|_| usual > 0.0).unwrap_or(usual);
            cohort.assign_by_default(window, landmark);
        } else if cohort.window > 0.0 {
            cohort.assign_visits(landmark);
        }
        Ok(cohort)
    }

    /// Applies a window that nobody set. Where it lets no reading count for another day it is none.
    fn assign_by_default(&mut self, window: f64, landmark: Option<f64>) {
        if window == 0.0 {
            return;
        }
        self.window = window;
        self.assign_visits(landmark);
        let series =
            |subject: &'_ Subject<'a>| [&subject.burden, &subject.weights].map(Series::is_moved);
        self.is_usual_window = self.subjects.iter().flat_map(series).any(|moved| moved);
        if !self.is_usual_window {
            self.window = 0.0;
        }
    }

    /// Lets readings and weighings count for nominal days within the visit window.
    fn assign_visits(&mut self, landmark: Option<f64>) {
        let burdens = self.subjects.iter_mut();
        let burdens = burdens.map(|subject| Arc::make_mut(&mut subject.burden));
        visits::assign(&mut burdens.collect::<Vec<_>>(), self.window, landmark);
        let weights = self.subjects.iter_mut().map(|subject| &mut subject.weights);
        visits::assign(&mut weights.collect::<Vec<_>>(), self.window, landmark);
    }

    /// Name of the control arm.
    pub fn control_name(&self) -> Option<&'a str> {
        self.arms.first().copied().filter(|_| self.has_control)
    }

    /// The animals of one arm, with their index among all.
    pub fn of_arm(&self, arm: usize) -> impl Iterator<Item = (usize, &Subject<'a>)> {
        let of_arm = move |(_, subject): &(usize, &Subject)| subject.arm == arm;
        let start = self.subjects.partition_point(|s| s.arm < arm);
        let subjects = self.subjects.iter().enumerate().skip(start);
        subjects.take_while(of_arm)
    }

    /// The first baseline day of an arm.
    pub fn start(&self, arm: usize) -> Option<f64> {
        let starts = self.of_arm(arm).filter_map(|(_, s)| s.burden.baseline());
        starts.map(|(day, _)| day).reduce(f64::min)
    }

    /// The largest burden read in an arm from baseline on, as the logarithm counts it, mm³; 0 if none was.
    pub fn largest(&self, arm: usize) -> f64 {
        let least = match self.zeros {
            ZeroRule::Floor(floor) => floor.unwrap_or(USUAL_FLOOR_MM3),
            _ => 0.0,
        };
        let burdens = self.of_arm(arm).flat_map(|(_, s)| s.burden.between(None).1);
        burdens.map(|burden| burden.max(least)).fold(0.0, f64::max)
    }

    /// The last day on which an animal of an arm was read, or for which its reading counts.
    pub fn last_day(&self, arm: usize) -> Option<f64> {
        let days = self.of_arm(arm).filter_map(|(_, s)| s.burden.followed_to());
        days.reduce(f64::max)
    }

    /// ln of a volume under the rule for zeros; none where the rule leaves the volume out.
    ///
    /// A tumor that disappeared has volume 0, which has no logarithm. To drop such readings would leave out the
    /// best responses; an offset of 1 mm³ keeps them, seven logarithms below the other tumors, where the scatter of
    /// what calipers cannot measure outweighs all growth. A floor keeps them at the smallest volume that is a
    /// measurement.
    pub fn log(&self, volume: f64) -> Option<f64> {
        match self.zeros {
            ZeroRule::Floor(floor) => Some(volume.max(floor.unwrap_or(USUAL_FLOOR_MM3)).ln()),
            ZeroRule::Drop => (volume > 0.0).then(|| volume.ln()),
            ZeroRule::Offset(x) => Some((volume + x).ln()),
            ZeroRule::Loq => {
                let loq = self.protocol.loq_mm3.filter(|loq| *loq > 0.0);
                let replaced = match loq {
                    Some(loq) if volume < loq => loq / 2.0,
                    _ => volume,
                };
                (replaced > 0.0).then(|| replaced.ln())
            }
        }
    }

    fn subject(
        &mut self,
        animal: &'a AnimalRecord,
        arm: usize,
        day0: NaiveDate,
        excluded: &Excluded,
        burden: BurdenRule,
    ) -> Subject<'a> {
        let id = animal.animal.id;
        let mut tumors = Vec::with_capacity(animal.tumors.len());
        for tumor in &animal.tumors {
            let points = self.volumes(tumor, id, day0, excluded);
            tumors.push(TumorCourse {
                site: tumor.tumor.site.as_str(),
                volumes: Series::new(points, self.baseline).into(),
            });
        }
        let weights = self.weights(animal, day0, excluded);
        Subject {
            tag: animal.animal.tag.as_str(),
            arm,
            burden: self.burden(&tumors, burden),
            weights: Series::new(weights, self.baseline),
            end: self.end(animal, day0),
            tumors,
        }
    }

    /// The sum of an animal's tumors by day.
    ///
    /// Under `complete` a day counts only if every tumor that was ever read was read that day: a sum without one tumor
    /// would look like shrinkage.
    fn burden(&self, tumors: &[TumorCourse], rule: BurdenRule) -> Arc<Series> {
        let all = tumors.iter().map(|tumor| &tumor.volumes);
        let read: Vec<&Arc<Series>> = all.filter(|volumes| !volumes.is_empty()).collect();
        if let [only] = read[..] {
            return Arc::clone(only);
        }
        let mut points: Vec<(f64, f64)> = read.iter().flat_map(|v| v.points()).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let days = points.chunk_by(|a, b| a.0 == b.0);
        let enough = |day: &&[(f64, f64)]| rule == BurdenRule::Available || day.len() == read.len();
        let sum = |day: &[(f64, f64)]| (day[0].0, day.iter().map(|p| p.1).sum());
        Series::new(days.filter(enough).map(sum), self.baseline).into()
    }

    /// The body weights of an animal by day.
    fn weights(
        &mut self,
        animal: &AnimalRecord,
        day0: NaiveDate,
        excluded: &Excluded,
    ) -> Vec<(f64, f64)> {
        let mut weights = Vec::with_capacity(animal.weighings.len());
        for of_day in animal.weighings.chunk_by(|a, b| a.when == b.when) {
            let when = of_day[0].when;
            if excluded.day_of(animal.animal.id, when) {
                self.left_out.weighings += of_day.len();
                continue;
            }
            self.repeated.weighings += usize::from(of_day.len() > 1);
            let grams: Vec<f64> = of_day.iter().map(|weighing| weighing.grams()).collect();
            weights.extend(self.counted(&grams).map(|g| (day_of(when, day0), g)));
        }
        weights
    }

    /// What several values of one day count as.
    fn counted(&self, values: &[f64]) -> Option<f64> {
        match self.repeats {
            RepeatRule::Last => values.last().copied(),
            RepeatRule::Mean => mean(values),
        }
    }

    fn end(&self, animal: &AnimalRecord, day0: NaiveDate) -> Option<End> {
        let left = animal.disposition.as_ref()?;
        Some(End {
            day: day_of(left.when, day0),
            kind: left.kind,
            role: self.protocol.disposition_roles.of(left),
        })
    }

    /// The volumes of a tumor by day. Exclusions are applied before the repeats of a day are looked at, so that an
    /// excluded repeat gives way to the one before it.
    fn volumes(
        &mut self,
        tumor: &TumorRecord,
        animal: AnimalId,
        day0: NaiveDate,
        excluded: &Excluded,
    ) -> Vec<(f64, f64)> {
        let formula = self.protocol.volume_formula;
        let included: Vec<&Reading> = tumor
            .readings
            .iter()
            .filter(|r| !excluded.readings.contains(&r.id) && !excluded.day_of(animal, r.when))
            .collect();
        self.left_out.readings += tumor.readings.len() - included.len();
        let days = included.chunk_by(|a, b| a.when == b.when);
        let mut volumes = Vec::with_capacity(included.len());
        for day in days {
            let measured = day.iter().filter(|r| r.observation.is_measured());
            let measured: Vec<&Reading> = measured.copied().collect();
            let volume =
                |r: &&Reading| r.observation.volume_mm3(formula, self.protocol.calibration);
            // The last that measured counts though it has no volume: the one before it was doubted.
            let counted = match self.repeats {
                RepeatRule::Last => &measured[measured.len().saturating_sub(1)..],
                RepeatRule::Mean => &measured[..],
            };
            let known: Vec<f64> = counted.iter().filter_map(volume).collect();
            self.left_out.without_volume += counted.len() - known.len();
            self.repeated.readings += usize::from(measured.len() > 1);
            volumes.extend(self.counted(&known).map(|v| (day_of(day[0].when, day0), v)));
        }
        volumes
    }
}

/// Index of the control arm in the record.
///
/// # Errors
/// If the options name an arm that the study does not have.
pub(super) fn control_of(
    record: &StudyRecord,
    options: &AnalysisOptions,
) -> Result<Option<usize>, AnalyzeError> {
    let Some(name) = &options.control else {
        return Ok(record.arms.iter().position(|arm| arm.is_control));
    };
    let named = record.arms.iter().position(|arm| arm.name.as_str() == name);
    named.map(Some).ok_or_else(|| AnalyzeError::UnknownControl {
        name: name.clone(),
        study: record.study.name.to_string(),
        known: record.arms.iter().map(|a| a.name.to_string()).collect(),
    })
}

/// What exclusions leave out.
#[derive(Default, PartialEq)]
struct Excluded {
    animals: HashSet<AnimalId>,
    animal_days: HashSet<(AnimalId, NaiveDate)>,
    days: HashSet<NaiveDate>,
    readings: HashSet<ReadingId>,
}

impl Excluded {
    fn of(record: &StudyRecord, rule: ExclusionRule) -> Self {
        let mut excluded = Self::default();
        if rule == ExclusionRule::None {
            return excluded;
        }
        for exclusion in &record.exclusions {
            match exclusion.scope {
                Scope::Animal(animal) => drop(excluded.animals.insert(animal)),
                Scope::AnimalDay(animal, when) => {
                    excluded.animal_days.insert((animal, when.date));
                }
                Scope::Day(when) => drop(excluded.days.insert(when.date)),
                Scope::Reading(reading) => drop(excluded.readings.insert(reading)),
            }
        }
        excluded
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn day_of(&self, animal: AnimalId, when: When) -> bool {
        self.days.contains(&when.date) || self.animal_days.contains(&(animal, when.date))
    }
}
