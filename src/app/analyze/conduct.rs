//! The analysis compared with the frozen plan: which settings differ, and which decisions came late. A choice of method
//! that is made after the results are known can be biased, so a reader must see which choices were planned.

use std::collections::{HashMap, HashSet};

use crate::plan_card::{amendments, plan_card};
use domain::{
    Amendment, AnalysisNote, AnalysisOptions, AnimalRecord, Blinding, ConductSection, Departure,
    ExclusionId, FrozenPlan, LateAfter, LateExclusion, Moment, NoteCode, PlanSection, PlanSetting,
    StudyRecord,
};

use super::cohort::AnalysisCohort;
use super::events::rule;
use super::frame::Frame;

/// The section; the record must be masked.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> ConductSection {
    let conduct = &record.conduct;
    let plan = |frozen| PlanSection {
        card: plan_card(record, frozen),
        departures: departures(record, frozen, cohort, frame, options),
    };
    ConductSection {
        blinding: record.study.blinding,
        unblinded_on: conduct.unblinded.as_ref().map(|m| m.date().to_owned()),
        keys_handed_out: conduct.keys.len(),
        plan: conduct.plan.as_ref().map(plan),
        first_plan_on: conduct.plans().next().map(|p| p.frozen.date().to_owned()),
        first_followed_on: first_followed(record),
        amendments: amendments(record),
        late_exclusions: late_exclusions(record),
    }
}

/// The date of the first entry after an animal's day 0.
fn first_followed(record: &StudyRecord) -> Option<String> {
    let protocol = &record.study.protocol;
    let known = record.animals.iter();
    let known = known.filter(|animal| !animal.animal.day0_is_assumed(protocol));
    let after_day0 = |animal: &AnimalRecord| {
        let day0 = animal.animal.day0(protocol)?;
        let dates = animal.moments().map(|when| when.date);
        dates.filter(|date| *date > day0).min()
    };
    Some(known.filter_map(after_day0).min()?.to_string())
}

/// A setting with its planned and its used value.
type Compared = (PlanSetting, Option<String>, Option<String>);

/// The settings that differ from the plan. The control of a blinded study is not compared: the result would reveal
/// which arm it is.
fn departures(
    record: &StudyRecord,
    frozen: &FrozenPlan,
    cohort: &AnalysisCohort,
    frame: &Frame,
    options: &AnalysisOptions,
) -> Vec<Departure> {
    let (plan, protocol) = (&frozen.plan, cohort.protocol);
    let card = plan_card(record, frozen);
    let day = |day: Option<f64>| day.map(|day| day.to_string());
    let word = |word: &str| Some(word.to_owned());
    // If the plan names a day, it is compared with the day that was used, whatever determined that. If the plan leaves
    // the day to its rule, naming any day is a departure.
    let named = options.day.or(protocol.landmark_day);
    // An interim day stands in for the planned one until the readings reach it.
    let landmark = match plan.landmark_day {
        Some(_) => frame.awaited.or(frame.landmark),
        None => named,
    };
    let control = cohort.control_name().map(str::to_owned);
    let rows = [
        (PlanSetting::Control, card.control, control),
        (
            PlanSetting::PrimaryDefinition,
            word(card.primary_definition.id()),
            word(protocol.primary_definition.id()),
        ),
        (
            PlanSetting::LandmarkDay,
            day(plan.landmark_day),
            day(landmark),
        ),
        (
            PlanSetting::HorizonDay,
            day(plan.horizon_day.or(plan.landmark_day)),
            day(match plan.horizon_day {
                Some(_) => frame.horizon,
                None if frame.awaited.is_some() => frame.awaited,
                None => options.horizon.or(protocol.horizon_day).or(landmark),
            }),
        ),
        (
            PlanSetting::Baseline,
            word(card.baseline),
            word(cohort.baseline.id()),
        ),
        (
            PlanSetting::VolumeFormula,
            word(card.volume_formula),
            word(protocol.volume_formula.id()),
        ),
        (
            PlanSetting::Zeros,
            Some(plan.zeros.with_floor(protocol.loq_mm3).to_string()),
            Some(cohort.zeros.to_string()),
        ),
        (
            PlanSetting::Event,
            Some(card.event),
            Some(rule(cohort, options).to_string()),
        ),
        (
            PlanSetting::Exclude,
            word(card.exclude),
            word(options.exclude.id()),
        ),
    ];
    let rows = rows.into_iter().chain(added_later(frozen, cohort, options));
    let hidden = |setting: PlanSetting| {
        setting == PlanSetting::Control && record.study.blinding.is_blinded()
    };
    let rows = rows.filter(|(setting, planned, used)| {
        // The horizon follows the landmark day: if the plan and the options leave it so, only the landmark departs.
        let own = options.horizon.or(protocol.horizon_day);
        let follows = *setting == PlanSetting::HorizonDay && plan.horizon_day == own;
        planned != used && !hidden(*setting) && !follows
    });
    rows.map(|(setting, planned, used)| Departure {
        setting,
        planned,
        used,
    })
    .collect()
}

/// Settings that plans of earlier versions of the program do not have: without a planned value nothing is compared. The
/// primary test is not among them: the plan decides it, so that it cannot differ.
fn added_later(
    frozen: &FrozenPlan,
    cohort: &AnalysisCohort,
    options: &AnalysisOptions,
) -> impl Iterator<Item = Compared> {
    let plan = &frozen.plan;
    let rows = [
        (
            PlanSetting::DispositionRoles,
            plan.disposition_roles.as_ref().map(ToString::to_string),
            cohort.protocol.disposition_roles.to_string(),
        ),
        (
            PlanSetting::EventTime,
            plan.event_time.map(|rule| rule.id().to_owned()),
            options.event_time.id().to_owned(),
        ),
        (
            PlanSetting::MrecistFromDay,
            plan.mrecist_from_day.map(|day| day.to_string()),
            options.mrecist_from.to_string(),
        ),
        (
            PlanSetting::Burden,
            plan.burden.map(|rule| rule.id().to_owned()),
            options.burden.id().to_owned(),
        ),
        (
            PlanSetting::VisitWindow,
            plan.visit_window_days.map(|days| days.to_string()),
            cohort.window.to_string(),
        ),
        (
            PlanSetting::Repeats,
            plan.repeats.map(|rule| rule.id().to_owned()),
            cohort.repeats.id().to_owned(),
        ),
        (
            PlanSetting::Interval,
            plan.interval.map(|rule| rule.id().to_owned()),
            options.interval.id().to_owned(),
        ),
        (
            PlanSetting::Residual,
            plan.residual.map(|rule| rule.id().to_owned()),
            cohort.residual.id().to_owned(),
        ),
    ];
    let planned = rows.into_iter().filter(|(_, planned, _)| planned.is_some());
    planned.map(|(setting, planned, used)| (setting, planned, Some(used)))
}

fn late_exclusions(record: &StudyRecord) -> Vec<LateExclusion> {
    let conduct = &record.conduct;
    let made: HashMap<ExclusionId, &Moment> = conduct
        .exclusions
        .iter()
        .map(|(id, made)| (*id, made))
        .collect();
    let first_plan: Option<HashSet<ExclusionId>> = conduct
        .plans()
        .next()
        .map(|first| first.exclusions.iter().map(|e| e.id).collect());
    let words = record.excluded_words();
    let late = record.exclusions.iter().filter_map(|exclusion| {
        let made = made.get(&exclusion.id)?;
        let unblinded = conduct.unblinded.as_ref();
        let after_unblinding = unblinded.is_some_and(|by| made.operation > by.operation);
        let planned = first_plan.as_ref();
        let after_freezing = planned.is_some_and(|planned| !planned.contains(&exclusion.id));
        let after = match (after_unblinding, after_freezing) {
            (true, _) => LateAfter::Unblinding,
            (false, true) => LateAfter::Freezing,
            (false, false) => return None,
        };
        Some(LateExclusion {
            what: words.of(exclusion.scope),
            reason: Some(exclusion.reason.to_string()),
            made_on: Some(made.date().to_owned()),
            after,
            taken_back: false,
        })
    });
    late.chain(lifted(record)).collect()
}

/// Exclusions that a plan lists and that were lifted since.
fn lifted(record: &StudyRecord) -> impl Iterator<Item = LateExclusion> {
    let planned = record.conduct.plans().flat_map(|p| &p.exclusions);
    let standing: HashSet<ExclusionId> = record.exclusions.iter().map(|e| e.id).collect();
    let mut gone: Vec<_> = planned.filter(|p| !standing.contains(&p.id)).collect();
    let mut seen = HashSet::new();
    gone.retain(|planned| seen.insert(planned.id));
    gone.into_iter().map(|planned| LateExclusion {
        what: planned.what.clone(),
        reason: None,
        made_on: None,
        after: LateAfter::Freezing,
        taken_back: true,
    })
}

/// What a reader must know about blinding and plan before the numbers.
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
    let by = match section.blinding {
        Blinding::Blinded => "arm",
        Blinding::BlindedAnimals => "animal",
        Blinding::Open | Blinding::Unblinded => return None,
    };
    let message = format!(
        "the study is blinded by {by}: all arms are shown together, without between-group comparison"
    );
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
    let setting = departure.setting.name();
    let planned = match (departure.setting, &departure.planned) {
        (PlanSetting::LandmarkDay, None) => "leaves it to its rule".to_owned(),
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
        LateAfter::Unblinding => format!("unblinding on {}", unblinded.unwrap_or_default()),
        LateAfter::Freezing => format!("the plan was frozen on {}", frozen.unwrap_or_default()),
    };
    let done = if late.taken_back { "lifted" } else { "made" };
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
        ExclusionRule, IntervalRule, Moment, Plan, PrimaryTest, RepeatRule, ResidualRule,
        VolumeFormula, ZeroRule,
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
            zeros: ZeroRule::Floor(None),
            event: EventRule::default(),
            exclude: ExclusionRule::Listed,
            disposition_roles: Some(DispositionRoles::default()),
            event_time: Some(EventTime::Read),
            mrecist_from_day: Some(10.0),
            burden: Some(BurdenRule::Complete),
            primary_test: Some(PrimaryTest::GrowthContrast),
            visit_window_days: Some(0.0),
            repeats: Some(RepeatRule::Last),
            interval: Some(IntervalRule::Closed),
            residual: Some(ResidualRule::Arm),
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

    /// The notes on departures from the plan.
    fn departures_noted(record: &StudyRecord, options: &AnalysisOptions) -> Vec<String> {
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
            window: Some(1.0),
            repeats: Some(RepeatRule::Mean),
            residual: Some(ResidualRule::Common),
            ..AnalysisOptions::default()
        }
    }

    #[test]
    fn every_setting_that_changes_numbers_is_compared_with_the_plan() {
        let mut record = planned(plan());
        assert_eq!(
            departures_noted(&record, &AnalysisOptions::default()),
            [""; 0]
        );
        record.study.protocol.disposition_roles = "found_dead=event".parse().unwrap();
        assert_eq!(
            departures_noted(&record, &later()),
            [
                "roles of dispositions found_dead=event was chosen after the plan was frozen on 2026-01-02, which says all censor",
                "day of an event interpolated was chosen after the plan was frozen on 2026-01-02, which says read",
                "first day of mRECIST 7 was chosen after the plan was frozen on 2026-01-02, which says 10",
                "burden rule available was chosen after the plan was frozen on 2026-01-02, which says complete",
                "visit window 1 was chosen after the plan was frozen on 2026-01-02, which says 0",
                "repeat rule mean was chosen after the plan was frozen on 2026-01-02, which says last",
                "residual rule common was chosen after the plan was frozen on 2026-01-02, which says arm",
            ]
        );
    }

    /// Plans of earlier versions say `offset:1`, which was the default then; they name no residual rule.
    #[test]
    fn rules_of_the_plan_apply_where_the_options_name_none() {
        let record = planned(Plan {
            zeros: ZeroRule::Offset(1.0),
            residual: Some(ResidualRule::Common),
            ..plan()
        });
        let usual = AnalysisOptions::default();
        assert_eq!(departures_noted(&record, &usual), [""; 0]);
        let analysis = analyze(&record, &usual).unwrap();
        assert_eq!(analysis.settings.zeros, "offset:1");
        let named = AnalysisOptions {
            zeros: Some(ZeroRule::default()),
            residual: Some(ResidualRule::Arm),
            ..usual
        };
        assert_eq!(
            departures_noted(&record, &named),
            [
                "rule for zeros floor:20 was chosen after the plan was frozen on 2026-01-02, which says offset:1",
                "residual rule arm was chosen after the plan was frozen on 2026-01-02, which says common",
            ]
        );
        // A plan may ask for a limit of quantification that the protocol has lost.
        let record = planned(Plan {
            zeros: ZeroRule::Loq,
            ..plan()
        });
        assert_eq!(
            departures_noted(&record, &AnalysisOptions::default()),
            [
                "rule for zeros floor:20 was chosen after the plan was frozen on 2026-01-02, which says loq"
            ]
        );
    }

    #[test]
    fn settings_the_plan_leaves_open_are_not_compared() {
        let mut record = planned(Plan {
            disposition_roles: None,
            event_time: None,
            mrecist_from_day: None,
            burden: None,
            primary_test: None,
            visit_window_days: None,
            repeats: None,
            interval: None,
            residual: None,
            ..plan()
        });
        record.study.protocol.disposition_roles = "found_dead=event".parse().unwrap();
        assert_eq!(departures_noted(&record, &later()), [""; 0]);
    }

    /// The study names no day, so the last one on which the control was read is used: day 6.
    #[test]
    fn planned_landmark_day_is_compared_with_the_day_used() {
        let of = |landmark_day, day| {
            let record = planned(Plan {
                landmark_day,
                ..plan()
            });
            let options = AnalysisOptions {
                day,
                ..AnalysisOptions::default()
            };
            departures_noted(&record, &options)
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
