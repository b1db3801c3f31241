//! The analysis of one study: from what was recorded to every number with its definition.
//!
//! [`analyze`] is a pure function: the same record and options give the same [`Analysis`] on any machine with any
//! number of cores. It decides *which* values enter a number; `stats` computes the number, and nothing here formats
//! one.
//!
//! The steps: `cohort` turns the record into series of days and values per animal (exclusions, standing readings,
//! burdens, baselines), `frame` fixes landmark and horizon, and each section is made by the module of its name.
//! Awkward data give notes; an error is for a question that has no answer.

mod baseline;
mod by_visit;
mod cohort;
mod conduct;
mod course;
mod curves;
mod daily;
mod days;
mod error;
mod events;
mod frame;
mod growth;
mod inhibition;
mod intervals;
mod landmark;
mod losses;
mod mixed;
mod notes;
mod parallel;
mod primary;
mod responses;
mod series;
mod visits;
mod weight;

pub use days::{AnimalDay, AnimalDays, DaysByAnimal};
pub use error::AnalyzeError;

use domain::{
    Analysis, AnalysisNote, AnalysisOptions, GrowthSection, IntervalRule, LandmarkSection,
    MixedModel, Settings, StudyRecord, TimeToEvent, VolumeDay,
};

use super::dosing::exposure;
use super::{Error, Notebook};
use cohort::AnalysisCohort;
use error::MAX_ARMS;
use frame::Frame;
use store::progress;

impl Notebook {
    /// Analyzes a study as it may be seen: a blinded study with all animals together and without efficacy, because arms
    /// tell by their volumes which of them do well, even under codes. See [`analyze`].
    pub fn analyze(&self, study: &str, options: &AnalysisOptions) -> Result<Analysis, Error> {
        progress::begin(format!("analyzing study {study}"));
        let record = self.study(study)?;
        if !record.study.blinding.is_blinded() {
            return Ok(analyze(&record, options)?);
        }
        // The control must be an arm of the study, although nothing is compared with it.
        cohort::control_of(&record, options)?;
        let options = AnalysisOptions {
            control: None,
            ..options.clone()
        };
        Ok(analyze(&record.hidden(), &options)?.without_efficacy())
    }
}

/// Analyzes a study.
///
/// # Errors
/// If the options name a control arm that the study does not have, ask for `loq` in a study that
/// sets no limit of quantification, or hold a number that cannot be; or if the study has no day 0 or too many arms.
pub fn analyze(record: &StudyRecord, options: &AnalysisOptions) -> Result<Analysis, AnalyzeError> {
    let options = options.clone().check()?;
    if record.arms.len() > MAX_ARMS {
        return Err(AnalyzeError::TooManyArms {
            study: record.study.name.to_string(),
            arms: record.arms.len(),
        });
    }
    let cohort = AnalysisCohort::gather(record, &options)?;
    let recorded = AnalysisCohort::gather_recorded(record, &options)?;
    let frame = Frame::fix(&cohort, &options);
    let tracks = course::tracks(&cohort, &frame);
    let growth = growth::section(&cohort, &tracks);
    let (responses, response_notes) = responses::section(&cohort, &options);
    let models = || models(record, &cohort, &frame, &growth, &options);
    let inhibition = || inhibition::rows(&cohort, &frame, &tracks, &options);
    let (models, (inhibition, inhibition_notes)) = parallel::both(models, inhibition);
    let conduct = conduct::section(record, &cohort, &frame, &options);
    let mut notes = notes::of_study(record, &cohort, &frame, &options);
    notes.extend(conduct::notes(&conduct));
    notes.extend(models.guarded);
    notes.extend(inhibition_notes);
    notes.extend(response_notes);
    notes.extend(growth::notes(&cohort, &tracks));
    notes.extend(models.notes);
    let others = primary::OtherTests {
        control: cohort.control_name().unwrap_or_default(),
        growth: &growth,
        mixed_model: models.mixed_model.as_ref(),
        landmark: models.landmark.as_ref(),
        time_to_event: models.time_to_event.as_ref(),
    };
    let primary = primary::section(record, &cohort, &frame, &options, &others);
    let (primary, contradictions) = primary.unzip();
    notes.extend(contradictions.unwrap_or_default());
    let weight_by_day = weight::by_day(&cohort);
    let curves = curves::of(&cohort);
    Ok(Analysis {
        graftbook: env!("CARGO_PKG_VERSION").to_owned(),
        study: record.study.name.to_string(),
        control: cohort.control_name().map(str::to_owned),
        landmark_day: frame.landmark,
        settings: settings(&cohort, &frame, &options),
        arms: cohort.arms.iter().map(|arm| (*arm).to_owned()).collect(),
        volume_by_visit: by_visit::volumes(&cohort.arms, &models.volume_by_day, &curves),
        weight_by_visit: by_visit::weights(&cohort.arms, &weight_by_day, &curves),
        volume_by_day: models.volume_by_day,
        weight_by_day,
        inhibition,
        responses,
        growth,
        weight: weight::section(record, &cohort, recorded.as_ref().unwrap_or(&cohort)),
        mixed_model: models.mixed_model,
        landmark: models.landmark,
        time_to_event: models.time_to_event,
        primary,
        notes,
        course: course::section(&cohort, &tracks),
        data_origin: record.study.protocol.data_origin,
        conduct,
        balance: baseline::section(record, &options)?,
        curves,
        exposure: exposure(record, &cohort.arms),
    })
}

/// The sections of models and tests, which are computed beside growth inhibition.
struct Models {
    volume_by_day: Vec<VolumeDay>,
    guarded: Vec<AnalysisNote>,
    mixed_model: Option<MixedModel>,
    landmark: Option<LandmarkSection>,
    time_to_event: Option<TimeToEvent>,
    notes: Vec<AnalysisNote>,
}

fn models(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    frame: &Frame,
    growth: &GrowthSection,
    options: &AnalysisOptions,
) -> Models {
    let (mut volume_by_day, mut guarded) = daily::volumes(cohort);
    guarded.extend(mixed::fill_guarded(cohort, &mut volume_by_day, options));
    let (mixed_model, mut notes) = mixed::section(cohort, frame, options);
    let (landmark, of_landmark) = landmark::section(cohort, frame, options);
    let (time_to_event, of_events) = events::section(record, cohort, growth, options);
    notes.extend(of_landmark);
    notes.extend(of_events);
    Models {
        volume_by_day,
        guarded,
        mixed_model,
        landmark,
        time_to_event,
        notes,
    }
}

fn settings(cohort: &AnalysisCohort, frame: &Frame, options: &AnalysisOptions) -> Settings {
    let protocol = cohort.protocol;
    Settings {
        volume_formula: protocol.volume_formula.id(),
        zeros: cohort.zeros.to_string(),
        horizon_day: frame.horizon,
        event: events::rule(cohort, options).to_string(),
        event_time: options.event_time.id(),
        disposition_roles: protocol.disposition_roles.to_string(),
        mrecist_from_day: options.mrecist_from,
        confidence: options.confidence,
        seed: options.seed,
        bootstrap_resamples: match options.interval {
            IntervalRule::Bca => options.resamples,
            IntervalRule::Closed | IntervalRule::None => 0,
        },
        interval: options.interval.id(),
        baseline: cohort.baseline.id(),
        exclude: options.exclude.id(),
        burden: options.burden.id(),
        primary_definition: protocol.primary_definition,
        calibration: protocol.calibration,
        loq_mm3: protocol.loq_mm3,
        weight_loss_limit_percent: protocol.limit_weight_loss_percent,
        landmark_by: frame.landmark_by,
        awaited_landmark_day: frame.awaited,
        visit_window_days: cohort.window,
        usual_visit_window: cohort.is_usual_window,
        repeats: cohort.repeats.id(),
        day0_assumed: protocol.day0_assumed,
    }
}
