//! The analysis beside its plan: what is not as planned, and what was decided late.

use std::collections::HashSet;

use crate::plan::{amendments, plan_card};
use domain::{
    Amendment, AnalysisNote, AnalysisOptions, Blinding, ConductSection, Departure, Exclusion,
    FrozenPlan, LateExclusion, NoteCode, PlanSection, Remedy, StudyRecord, setting_words,
};

use super::cohort::Cohort;
use super::events::rule;
use super::frame::Frame;

/// The section, for a record as it may be seen.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &Cohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> ConductSection {
    let conduct = &record.conduct;
    let plan = |frozen| PlanSection {
        card: plan_card(record, frozen),
        departures: departures(record, frozen, cohort, frame, options),
    };
    ConductSection {
        blinding: record.study.blinding.id(),
        unblinded_on: conduct.unblinded.as_ref().map(|m| m.date().to_owned()),
        keys_handed_out: conduct.keys.len(),
        plan: conduct.plan.as_ref().map(plan),
        first_plan_on: conduct.plans().next().map(|p| p.frozen.date().to_owned()),
        amendments: amendments(record),
        late_exclusions: late_exclusions(record),
    }
}

/// A setting, what the plan says and what this analysis uses.
type Compared = (&'static str, Option<String>, Option<String>);

/// The settings that are not as planned. The control of a blinded study is not compared: that would
/// tell which arm it is.
fn departures(
    record: &StudyRecord,
    frozen: &FrozenPlan,
    cohort: &Cohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> Vec<Departure> {
    let (plan, protocol) = (&frozen.plan, cohort.protocol);
    let card = plan_card(record, frozen);
    let day = |day: Option<f64>| day.map(|day| day.to_string());
    let word = |word: &str| Some(word.to_owned());
    // A day that the plan names is compared with the day that was used, however that was found; a rule
    // is departed from by naming any day.
    let named = options.day.or(protocol.landmark_day);
    let landmark = match plan.landmark_day {
        Some(_) => frame.landmark,
        None => named,
    };
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
            day(match plan.horizon_day {
                Some(_) => frame.horizon,
                None => options.horizon.or(landmark),
            }),
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
    let rows = rows.into_iter().chain(said_later(frozen, cohort, options));
    let hidden = |setting: &str| setting == "control" && record.study.blinding.is_blinded();
    let rows = rows.filter(|(setting, planned, used)| {
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

/// Settings of which plans that were frozen long ago say nothing: those are not compared.
fn said_later(
    frozen: &FrozenPlan,
    cohort: &Cohort,
    options: &AnalysisOptions,
) -> impl Iterator<Item = Compared> {
    let plan = &frozen.plan;
    let rows = [
        (
            "disposition_roles",
            plan.disposition_roles.as_ref().map(ToString::to_string),
            cohort.protocol.disposition_roles.to_string(),
        ),
        (
            "event_time",
            plan.event_time.map(|rule| rule.id().to_owned()),
            options.event_time.id().to_owned(),
        ),
        (
            "mrecist_from_day",
            plan.mrecist_from_day.map(|day| day.to_string()),
            options.mrecist_from.to_string(),
        ),
        (
            "burden",
            plan.burden.map(|rule| rule.id().to_owned()),
            options.burden.id().to_owned(),
        ),
    ];
    let said = rows.into_iter().filter(|(_, planned, _)| planned.is_some());
    said.map(|(setting, planned, used)| (setting, planned, Some(used)))
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
        .plans()
        .next()
        .is_some_and(|first| first.exclusions.iter().all(|e| e.id != exclusion.id));
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

/// Exclusions that a plan lists and the study does not.
fn taken_back(record: &StudyRecord) -> impl Iterator<Item = LateExclusion> {
    let planned = record.conduct.plans().flat_map(|p| &p.exclusions);
    let mut gone: Vec<_> = planned
        .filter(|p| record.exclusions.iter().all(|e| e.id != p.id))
        .collect();
    let mut seen = HashSet::new();
    gone.retain(|planned| seen.insert(planned.id));
    gone.into_iter().map(|planned| LateExclusion {
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
        .chain(section.amendments.iter().map(amended))
        .chain(departures)
        .chain(late.map(|exclusion| late_note(section, exclusion)))
        .collect()
}

fn blinded(section: &ConductSection) -> Option<AnalysisNote> {
    let note = |message| AnalysisNote::new(NoteCode::Blinded, message);
    if section.blinding == Blinding::Blinded.id() {
        let message =
            "the study is blinded: arms are codes, and which one is the control is not told";
        Some(note(message).remedied(Remedy::CompareWithCode))
    } else if section.blinding == Blinding::BlindedAnimals.id() {
        let message =
            "the study is blinded by animal: all arms are shown together, and nothing is compared";
        Some(note(message))
    } else {
        None
    }
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

fn amended(amendment: &Amendment) -> AnalysisNote {
    let message = format!(
        "the plan was amended on {}, {}: {}",
        amendment.made_on,
        amendment.after_words(),
        amendment.changes_words()
    );
    AnalysisNote::new(NoteCode::PlanAmended, message)
}

fn departure(plan: &PlanSection, departure: &Departure) -> AnalysisNote {
    let setting = setting_words(departure.setting);
    let planned = match (departure.setting, &departure.planned) {
        ("landmark_day", None) => "leaves it to its rule".to_owned(),
        _ => format!("says {}", departure.planned_words()),
    };
    let message = format!(
        "{setting} {} was chosen after the plan was frozen on {}, which {planned}",
        departure.used_words(),
        plan.card.frozen_on,
    );
    AnalysisNote::new(NoteCode::PlanDeparture, message)
}

fn late_note(section: &ConductSection, late: &LateExclusion) -> AnalysisNote {
    let frozen = section.first_plan_on.as_deref();
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::analyze::analyze;
    use domain::testing::{animal, arm, in_arm, read, study};
    use domain::{
        BaselineRule, BurdenRule, Definition, DispositionRoles, EventRule, EventTime,
        ExclusionRule, Moment, Plan, VolumeFormula, ZeroRule,
    };

    /// As analyses are by default, landmark day 6.
    fn plan() -> Plan {
        Plan {
            endpoint: None,
            control: Some(arm("Vehicle", true).id),
            primary_definition: Definition::Delta,
            landmark_day: Some(6.0),
            horizon_day: None,
            baseline_rule: BaselineRule::Day0,
            volume_formula: VolumeFormula::HalfLw2,
            zeros: ZeroRule::Offset(1.0),
            event: EventRule::default(),
            exclude: ExclusionRule::Listed,
            disposition_roles: Some(DispositionRoles::default()),
            event_time: Some(EventTime::Read),
            mrecist_from_day: Some(10.0),
            burden: Some(BurdenRule::Complete),
        }
    }

    /// Two arms of two animals that were read on days 0, 3 and 6, under a plan.
    fn planned(plan: Plan) -> StudyRecord {
        let grown = |tag: &str, arm: &str| {
            in_arm(
                read(animal(tag), "flank", &[(0, 100.0), (3, 200.0), (6, 400.0)]),
                arm,
            )
        };
        let mut record = study(vec![
            grown("1", "Vehicle"),
            grown("2", "Vehicle"),
            grown("3", "KT-253"),
            grown("4", "KT-253"),
        ]);
        record.arms = vec![arm("Vehicle", true), arm("KT-253", false)];
        record.conduct.plan = Some(FrozenPlan {
            number: 1,
            plan,
            exclusions: Vec::new(),
            frozen: Moment {
                operation: 1,
                at: "2026-01-02T09:30:00.000Z".into(),
                author: "M. Meier".into(),
                reason: None,
            },
        });
        record
    }

    /// What is told to be not as planned.
    fn told(record: &StudyRecord, options: &AnalysisOptions) -> Vec<String> {
        let analysis = analyze(record, options).unwrap();
        let notes = analysis.notes.into_iter();
        let notes = notes.filter(|note| note.code == NoteCode::PlanDeparture);
        notes.map(|note| note.message).collect()
    }

    fn later() -> AnalysisOptions {
        AnalysisOptions {
            event_time: EventTime::Interpolated,
            mrecist_from: 7.0,
            burden: BurdenRule::Available,
            ..AnalysisOptions::default()
        }
    }

    #[test]
    fn whatever_changes_numbers_is_compared() {
        let mut record = planned(plan());
        assert_eq!(told(&record, &AnalysisOptions::default()), [""; 0]);
        record.study.protocol.disposition_roles = "found_dead=event".parse().unwrap();
        assert_eq!(
            told(&record, &later()),
            [
                "roles of dispositions found_dead=event was chosen after the plan was frozen on 2026-01-02, which says all censor",
                "day of an event interpolated was chosen after the plan was frozen on 2026-01-02, which says read",
                "first day of mRECIST 7 was chosen after the plan was frozen on 2026-01-02, which says 10",
                "burden rule available was chosen after the plan was frozen on 2026-01-02, which says complete",
            ]
        );
    }

    #[test]
    fn what_a_plan_does_not_say_is_not_compared() {
        let mut record = planned(Plan {
            disposition_roles: None,
            event_time: None,
            mrecist_from_day: None,
            burden: None,
            ..plan()
        });
        record.study.protocol.disposition_roles = "found_dead=event".parse().unwrap();
        assert_eq!(told(&record, &later()), [""; 0]);
    }

    /// The study names no day, so the last one on which the control was read is used: day 6.
    #[test]
    fn a_landmark_day_is_compared_with_the_day_that_was_used() {
        let of = |landmark_day, day| {
            let record = planned(Plan {
                landmark_day,
                ..plan()
            });
            let options = AnalysisOptions {
                day,
                ..AnalysisOptions::default()
            };
            told(&record, &options)
        };
        assert_eq!(of(Some(6.0), None), [""; 0]);
        assert_eq!(of(None, None), [""; 0]);
        assert_eq!(
            of(Some(3.0), None),
            ["landmark day 6 was chosen after the plan was frozen on 2026-01-02, which says 3"]
        );
        assert_eq!(
            of(None, Some(3.0)),
            [
                "landmark day 3 was chosen after the plan was frozen on 2026-01-02, which leaves it to its rule"
            ]
        );
    }
}
