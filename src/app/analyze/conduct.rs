//! The analysis beside its plan: what is not as planned, and what was decided late.

use crate::app::plan::plan_card;
use crate::domain::{
    AnalysisNote, AnalysisOptions, Blinding, ConductSection, Departure, Exclusion, FrozenPlan,
    LateExclusion, NoteCode, PlanSection, StudyRecord,
};

use super::cohort::Cohort;
use super::events::rule;

/// The section, for a record as it may be seen.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &Cohort,
    options: &AnalysisOptions,
) -> ConductSection {
    let conduct = &record.conduct;
    let plan = |frozen| PlanSection {
        card: plan_card(record, frozen),
        departures: departures(record, frozen, cohort, options),
    };
    ConductSection {
        blinding: record.study.blinding.id(),
        unblinded_on: conduct.unblinded.as_ref().map(|m| m.date().to_owned()),
        keys_handed_out: conduct.keys.len(),
        plan: conduct.plan.as_ref().map(plan),
        late_exclusions: late_exclusions(record),
    }
}

/// The settings that are not as planned. The control of a blinded study is not compared: that would
/// tell which arm it is.
fn departures(
    record: &StudyRecord,
    frozen: &FrozenPlan,
    cohort: &Cohort,
    options: &AnalysisOptions,
) -> Vec<Departure> {
    let (plan, protocol) = (&frozen.plan, cohort.protocol);
    let card = plan_card(record, frozen);
    let day = |day: Option<f64>| day.map(|day| day.to_string());
    let word = |word: &str| Some(word.to_owned());
    let landmark = options.day.or(protocol.landmark_day);
    let control = cohort.control_name().map(str::to_owned);
    let rows = [
        ("control", card.control, control),
        (
            "primary_definition",
            word(card.primary_definition),
            word(protocol.primary_definition.id()),
        ),
        ("landmark_day", day(plan.landmark_day), day(landmark)),
        (
            "horizon_day",
            day(plan.horizon_day.or(plan.landmark_day)),
            day(options.horizon.or(landmark)),
        ),
        ("baseline", word(card.baseline), word(cohort.baseline.id())),
        (
            "volume_formula",
            word(card.volume_formula),
            word(protocol.volume_formula.id()),
        ),
        ("zeros", Some(card.zeros), Some(options.zeros.to_string())),
        (
            "event",
            Some(card.event),
            Some(rule(cohort, options).to_string()),
        ),
        ("exclude", word(card.exclude), word(options.exclude.id())),
    ];
    let hidden = |setting: &str| setting == "control" && record.study.blinding.is_blinded();
    let rows = rows.into_iter().filter(|(setting, planned, used)| {
        // Where growth ends follows the landmark day unless it is said.
        let follows = *setting == "horizon_day" && plan.horizon_day == options.horizon;
        planned != used && !hidden(setting) && !follows
    });
    rows.map(|(setting, planned, used)| Departure {
        setting,
        planned,
        used,
    })
    .collect()
}

fn late_exclusions(record: &StudyRecord) -> Vec<LateExclusion> {
    let made = record.exclusions.iter().filter_map(|e| late(record, e));
    made.chain(taken_back(record)).collect()
}

fn late(record: &StudyRecord, exclusion: &Exclusion) -> Option<LateExclusion> {
    let conduct = &record.conduct;
    let made = conduct
        .exclusions
        .iter()
        .find(|(id, _)| *id == exclusion.id);
    let (_, made) = made?;
    let after_unblinding = conduct
        .unblinded
        .as_ref()
        .is_some_and(|unblinded| made.operation > unblinded.operation);
    let after_freezing = conduct
        .plan
        .as_ref()
        .is_some_and(|plan| plan.exclusions.iter().all(|e| e.id != exclusion.id));
    let after = match (after_unblinding, after_freezing) {
        (true, _) => "unblinding",
        (false, true) => "freezing",
        (false, false) => return None,
    };
    Some(LateExclusion {
        what: record.excluded_words(exclusion.scope),
        reason: Some(exclusion.reason.to_string()),
        made_on: Some(made.date().to_owned()),
        after,
        taken_back: false,
    })
}

/// Exclusions that the plan lists and the study does not.
fn taken_back(record: &StudyRecord) -> impl Iterator<Item = LateExclusion> {
    let planned = record.conduct.plan.iter().flat_map(|p| &p.exclusions);
    let gone = planned.filter(|p| record.exclusions.iter().all(|e| e.id != p.id));
    gone.map(|planned| LateExclusion {
        what: planned.what.clone(),
        reason: None,
        made_on: None,
        after: "freezing",
        taken_back: true,
    })
}

/// What a reader must know of blinding and plan before the numbers.
pub(super) fn notes(section: &ConductSection) -> Vec<AnalysisNote> {
    let departures = section
        .plan
        .iter()
        .flat_map(|plan| plan.departures.iter().map(|d| departure(plan, d)));
    let late = section.late_exclusions.iter();
    let first = [blinded(section), key_handed_out(section), no_plan(section)];
    first
        .into_iter()
        .flatten()
        .chain(departures)
        .chain(late.map(|exclusion| late_note(section, exclusion)))
        .collect()
}

fn blinded(section: &ConductSection) -> Option<AnalysisNote> {
    let message = if section.blinding == Blinding::Blinded.id() {
        "the study is blinded: arms are codes, and which one is the control is not told; name a code with --control to compare with it"
    } else if section.blinding == Blinding::BlindedAnimals.id() {
        "the study is blinded by animal: all arms are shown together, and nothing is compared"
    } else {
        return None;
    };
    Some(AnalysisNote::new(NoteCode::Blinded, message))
}

fn key_handed_out(section: &ConductSection) -> Option<AnalysisNote> {
    let times = match section.keys_handed_out {
        0 => return None,
        1 => "once".to_owned(),
        n => format!("{n} times"),
    };
    let message = format!("while the study was blinded, its key was handed out {times}");
    Some(AnalysisNote::new(NoteCode::KeyHandedOut, message))
}

fn no_plan(section: &ConductSection) -> Option<AnalysisNote> {
    let on = section.unblinded_on.as_ref()?;
    let message = format!("no analysis plan was frozen before the study was unblinded on {on}");
    let none = section.plan.is_none();
    none.then(|| AnalysisNote::new(NoteCode::NoPlan, message))
}

fn departure(plan: &PlanSection, departure: &Departure) -> AnalysisNote {
    let setting = match departure.setting {
        "control" => "control arm",
        "primary_definition" => "primary definition",
        "landmark_day" => "landmark day",
        "horizon_day" => "last day of growth",
        "baseline" => "baseline rule",
        "volume_formula" => "volume formula",
        "zeros" => "rule for zeros",
        "exclude" => "exclusions",
        other => other,
    };
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let message = format!(
        "{setting} {} was chosen after the plan was frozen on {}, which says {}",
        said(&departure.used),
        plan.card.frozen_on,
        said(&departure.planned)
    );
    AnalysisNote::new(NoteCode::PlanDeparture, message)
}

fn late_note(section: &ConductSection, late: &LateExclusion) -> AnalysisNote {
    let frozen = section
        .plan
        .as_ref()
        .map(|plan| plan.card.frozen_on.as_str());
    let unblinded = section.unblinded_on.as_deref();
    let after = match late.after {
        "unblinding" => format!("unblinding on {}", unblinded.unwrap_or_default()),
        _ => format!("the plan was frozen on {}", frozen.unwrap_or_default()),
    };
    let done = if late.taken_back {
        "taken back"
    } else {
        "made"
    };
    let message = format!("exclusion of {} was {done} after {after}", late.what);
    AnalysisNote::new(NoteCode::LateExclusion, message)
}
