//! What a reader must know of the times to event.

use domain::{
    AnalysisNote, CoxModel, EventRule, GrowthSection, NoteCode, Remedy, TimeToEvent, Unbounded,
};
use stats::descriptive::median;
use stats::survival::NoAnswer;
use stats::survival::logrank::LogRank;

use super::ends::COMPETING;
use super::times::Times;
use crate::analyze::cohort::AnalysisCohort;
use crate::analyze::notes::count;

/// Log cell kill supposes exponential growth of the control. It is noted where the median R² of the control's lines of
/// ln V is below this.
const EXPONENTIAL_R2: f64 = 0.9;

/// A note on animals that were read but cannot have an event.
pub fn left_out(cohort: &AnalysisCohort, times: &Times, rule: EventRule) -> Vec<AnalysisNote> {
    let read = cohort.subjects.iter().filter(|s| !s.burden.is_empty());
    let lacking = read.count() - times.subjects.len();
    let why = match rule {
        EventRule::Ratio(_) => {
            "no reading or disposition that counts after the baseline day, or volume 0 at baseline"
        }
        EventRule::Volume(_) | EventRule::Disposition => {
            "no reading or disposition that counts after the baseline day"
        }
    };
    let message = format!(
        "time to event leaves out {lacking} of {} animals: {why}",
        cohort.subjects.len()
    );
    let mut notes = Vec::new();
    if lacking > 0 {
        notes.push(AnalysisNote::new(NoteCode::TimeToEvent, message));
    }
    if rule == EventRule::Disposition && cohort.protocol.disposition_roles.is_empty() {
        let message = "the event is a disposition, and the protocol calls none an event";
        let note = AnalysisNote::new(NoteCode::TimeToEvent, message);
        notes.push(note.remedied(Remedy::SetDispositionRoles));
    }
    notes
}

pub fn not_compared(
    times: &Times,
    compared: &Result<LogRank, NoAnswer>,
    cox: &Result<CoxModel, NoAnswer>,
) -> Vec<AnalysisNote> {
    let why = match compared {
        Err(_) if times.arms.len() < 2 => Some(
            "times to event are not compared: fewer than two arms have animals that can have one",
        ),
        Err(NoAnswer::NoEvents) => Some("times to event are not compared: no animal had the event"),
        Err(_) => {
            Some("times to event are not compared: at no event were animals of two arms at risk")
        }
        Ok(_) if times.cohort.has_control && !times.has_control => Some(
            "no animal of the control can have the event: times of the other arms are compared with one \
             another only",
        ),
        Ok(_) if times.has_control && cox.is_err() => Some(
            "no hazard ratios: at no event were animals of the control and another arm at risk",
        ),
        Ok(_) => None,
    };
    let note = |why: &str| AnalysisNote::new(NoteCode::TimeToEvent, why);
    why.map(note).into_iter().collect()
}

pub fn of_section(
    section: &TimeToEvent,
    growth: &GrowthSection,
    times: &Times,
) -> Vec<AnalysisNote> {
    let mut notes = Vec::new();
    let mut note = |code, message: String| notes.push(AnalysisNote::new(code, message));
    let unknown = section.cox.iter().flat_map(|cox| &cox.terms);
    let unknown = unknown.filter(|term| term.unbounded == Some(Unbounded::Undetermined));
    let unknown = unknown.count();
    if unknown > 0 {
        let message = format!(
            "no hazard ratio for {}: never at risk together with the control, or no event in both",
            count(unknown, "arm")
        );
        note(NoteCode::TimeToEvent, message);
    }
    let firth = section.cox.as_ref().and_then(|cox| cox.firth.as_ref());
    if let Some(terms) = firth {
        let which = match terms.as_slice() {
            [only] => format!("the hazard ratio of {} is", only.arm),
            several => format!("the hazard ratios of {} arms are", several.len()),
        };
        let message = format!(
            "{which} not finite (no event in one of the two arms, or all in one before those in the \
             other): see the estimate with Firth's penalty"
        );
        note(NoteCode::TimeToEvent, message);
    }
    if times.competes() {
        let ends = times.subjects.iter();
        let n = ends.filter(|(_, end)| end.cause == Some(COMPETING)).count();
        let message = format!(
            "in {} a competing disposition came first: Kaplan-Meier, log-rank and Cox censor them then; \
             cumulative incidence and Gray's test do not",
            count(n, "animal")
        );
        note(NoteCode::TimeToEvent, message);
    }
    let killed = section.arms.iter().any(|arm| arm.log_cell_kill.is_some());
    if let Some(r2) = control_r2(growth, times).filter(|r2| killed && *r2 < EXPONENTIAL_R2) {
        let message = format!(
            "log cell kill supposes exponential growth of the control, whose animals' lines of ln V \
             explain {:.0} % of its variance (median)",
            100.0 * r2
        );
        note(NoteCode::LogCellKill, message);
    }
    notes
}

/// Median R² of the growth lines of the control's animals.
fn control_r2(growth: &GrowthSection, times: &Times) -> Option<f64> {
    let control = times.cohort.control_name()?;
    let animals = growth.animals.iter().filter(|a| a.arm == control);
    let r2: Vec<f64> = animals.filter_map(|animal| animal.r2).collect();
    median(&r2)
}
