//! Awkward data in the complete analysis: every number is finite, every p is above 0 and at most 1, and the
//! output says what could not be computed.

use app::analyze::analyze;
use domain::{
    Analysis, AnalysisOptions, ArmId, Disposition, DispositionId, DispositionKind, EventRule,
    EventTime, Label, NoteCode, Prose, StudyRecord, Unbounded, ZeroRule, when_of,
};
use serde_json::Value;
use uuid::Uuid;

use crate::analysis::study;
use crate::support::day0;

fn quick() -> AnalysisOptions {
    AnalysisOptions {
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

/// Analyzes a study and checks every number of the result.
fn sound(record: &StudyRecord, options: &AnalysisOptions) -> Analysis {
    let analysis = analyze(record, options).unwrap();
    let written = format!("{analysis:?}");
    for nonsense in ["NaN", "inf"] {
        let found = written
            .split_whitespace()
            .any(|word| word.trim_matches(',') == nonsense);
        assert!(!found, "{nonsense} in {written}");
    }
    probabilities("", &serde_json::to_value(&analysis).unwrap());
    analysis
}

/// Every field that is named as a p must be above 0 and at most 1.
fn probabilities(name: &str, value: &Value) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, v)| probabilities(name, v)),
        Value::Array(values) => values.iter().for_each(|v| probabilities(name, v)),
        Value::Number(p) if name == "p" || name.starts_with("p_") || name.ends_with("_p") => {
            let p = p.as_f64().unwrap();
            assert!(p > 0.0 && p <= 1.0, "{name} {p}");
        }
        _ => {}
    }
}

fn told(analysis: &Analysis, code: NoteCode, words: &str) {
    let mut notes = analysis.notes.iter();
    let found = notes.any(|note| note.code == code && note.message.contains(words));
    assert!(found, "{code:?} `{words}` in {:#?}", analysis.notes);
}

/// Animals of an arm, each with volumes on days 0, 7, 14, ...
fn arm(name: &str, animals: &[&[f64]]) -> String {
    let mut rows = String::new();
    for (i, volumes) in animals.iter().enumerate() {
        for (week, volume) in volumes.iter().enumerate() {
            rows.push_str(&format!("{name}{i},{name},{},{volume}\n", 7 * week));
        }
    }
    rows
}

const CONTROL: [&[f64]; 4] = [
    &[100.0, 210.0, 450.0, 900.0],
    &[120.0, 230.0, 430.0, 1000.0],
    &[110.0, 260.0, 520.0, 950.0],
    &[90.0, 200.0, 410.0, 800.0],
];
const TREATED: [&[f64]; 4] = [
    &[100.0, 150.0, 180.0, 260.0],
    &[115.0, 140.0, 210.0, 240.0],
    &[105.0, 170.0, 230.0, 330.0],
    &[95.0, 120.0, 190.0, 210.0],
];

fn with_control(other: &str) -> StudyRecord {
    study(&(arm("C", &CONTROL) + other))
}

#[test]
fn arm_of_one_animal_is_analyzed() {
    let one = arm("T", &TREATED) + &arm("U", &TREATED[..1]);
    let analysis = sound(&with_control(&one), &quick());
    told(
        &analysis,
        NoteCode::LandmarkTests,
        "fewer than two on day 21: U",
    );
    told(&analysis, NoteCode::MixedModel, "one animal");
    let model = analysis.mixed_model.unwrap();
    assert!(model.slope_contrasts.iter().all(|c| c.p_dunnett.is_some()));
    let tests = analysis.landmark.unwrap();
    assert_eq!(tests.raw.dunnett.len(), 1);
}

#[test]
fn arms_without_animals_are_reported() {
    let full = with_control(&arm("T", &TREATED));
    for at in 0..=full.arms.len() {
        let mut record = full.clone();
        let mut none = full.arms[0].clone();
        (none.id, none.is_control) = (ArmId(Uuid::from_u128(1)), false);
        none.name = Label::new("arm", "nobody").unwrap();
        record.arms.insert(at, none);
        let analysis = sound(&record, &quick());
        let model = analysis.mixed_model.unwrap();
        let found = |arm: &str| model.arms.iter().find(|a| a.arm == arm).unwrap();
        assert_eq!((found("T").n, found("nobody").n), (4, 0));
        assert!(found("T").slope_per_day.is_some() && found("nobody").slope_per_day.is_none());
    }
}

#[test]
fn single_remaining_control_is_analyzed() {
    let record = study(&(arm("C", &CONTROL[..1]) + &arm("T", &TREATED) + &arm("U", &CONTROL)));
    let analysis = sound(&record, &quick());
    let tests = analysis.landmark.clone().unwrap();
    assert!(tests.raw.anova.is_some() && tests.raw.dunnett.is_empty());
    told(
        &analysis,
        NoteCode::LandmarkTests,
        "fewer than two on day 21: C",
    );
}

#[test]
fn arm_with_all_volumes_0_is_analyzed() {
    let gone: [&[f64]; 4] = [&[100.0, 0.0, 0.0, 0.0]; 4];
    let record = with_control(&arm("T", &gone));
    let analysis = sound(&record, &quick());
    assert!(analysis.landmark.unwrap().raw.dunnett[0].p_dunnett < 0.001);
    let drop = AnalysisOptions {
        zeros: Some(ZeroRule::Drop),
        ..quick()
    };
    let analysis = sound(&record, &drop);
    told(
        &analysis,
        NoteCode::LandmarkTests,
        "log values leave out arms with fewer than two",
    );
    told(
        &analysis,
        NoteCode::MixedModel,
        "no slope in the mixed model for T",
    );
    let model = analysis.mixed_model.unwrap();
    assert!(model.slope_contrasts[0].estimate.is_none());
}

#[test]
fn arms_with_baseline_0_are_analyzed() {
    let never: [&[f64]; 3] = [&[0.0, 0.0, 0.0, 0.0]; 3];
    let analysis = sound(&with_control(&arm("T", &never)), &quick());
    told(&analysis, NoteCode::TimeToEvent, "volume 0 at baseline");
    let times = analysis.time_to_event.unwrap();
    assert_eq!(times.arms.len(), 1);
    assert!(times.log_rank.is_none() && times.cox.is_none());
}

#[test]
fn equal_values_are_analyzed() {
    let flat: [&[f64]; 4] = [&[100.0, 100.0, 100.0, 100.0]; 4];
    let analysis = sound(&study(&(arm("C", &flat) + &arm("T", &flat))), &quick());
    told(&analysis, NoteCode::MixedModel, "do not vary");
    told(&analysis, NoteCode::LandmarkTests, "do not vary");
    told(&analysis, NoteCode::TimeToEvent, "no animal had the event");
    assert!(analysis.mixed_model.is_none());
    assert!(analysis.landmark.is_none());
}

#[test]
fn arms_with_identical_values_do_not_differ() {
    let analysis = sound(&with_control(&arm("T", &CONTROL)), &quick());
    let row = &analysis.landmark.as_ref().unwrap().raw.dunnett[0];
    assert_eq!((row.estimate, row.p_dunnett), (0.0, 1.0));
    let model = analysis.mixed_model.unwrap();
    assert!(model.slope_contrasts[0].p_raw.unwrap() > 0.999);
    assert!(analysis.time_to_event.unwrap().pairs[0].p.unwrap() > 0.999);
}

#[test]
fn perfect_separation_has_a_penalized_estimate() {
    let analysis = sound(&with_control(&arm("T", &TREATED)), &quick());
    told(&analysis, NoteCode::TimeToEvent, "not finite");
    let cox = analysis.time_to_event.unwrap().cox.unwrap();
    assert_eq!(cox.terms[0].hazard_ratio, None);
    let firth = &cox.firth.unwrap()[0];
    assert!(firth.hazard_ratio.unwrap() < 0.3 && firth.ci_high.unwrap() < 1.0);
}

#[test]
fn two_readings_per_animal_are_analyzed() {
    let short = |animals: &[&'static [f64]; 4]| animals.map(|volumes| &volumes[..2]);
    let (control, treated) = (short(&CONTROL), short(&TREATED));
    let record = study(&(arm("C", &control) + &arm("T", &treated)));
    let analysis = sound(&record, &quick());
    told(
        &analysis,
        NoteCode::MixedModel,
        "too few readings per animal",
    );
    assert!(
        analysis.mixed_model.unwrap().slope_contrasts[0]
            .estimate
            .unwrap()
            < 0.0
    );
}

#[test]
fn study_without_control_or_readings_is_reported() {
    let analysis = sound(&study(&arm("C", &CONTROL)), &quick());
    assert!(analysis.landmark.is_none());
    told(&analysis, NoteCode::LandmarkTests, "fewer than two arms");
    assert!(analysis.mixed_model.unwrap().slope_contrasts.is_empty());
    let mut none = with_control(&arm("T", &TREATED));
    none.arms.iter_mut().for_each(|arm| arm.is_control = false);
    let analysis = sound(&none, &quick());
    let tests = analysis.landmark.unwrap().raw;
    assert!(tests.anova.is_some() && tests.tukey.len() == 1 && tests.dunnett.is_empty());
    assert!(analysis.time_to_event.unwrap().cox.is_none());
    none.animals
        .iter_mut()
        .for_each(|animal| animal.tumors.clear());
    let analysis = sound(&none, &quick());
    assert!(analysis.mixed_model.is_none() && analysis.time_to_event.is_none());
}

/// Forty animals per arm, a thousandfold apart: a p that is too small for a floating-point number stays above 0.
#[test]
fn p_below_the_smallest_number_is_printed_as_a_bound() {
    let mut rows = String::new();
    for (name, scale) in [("C", 1.0), ("T", 1e-3)] {
        for i in 0..400 {
            let level = 1000.0 * scale * (1.0 + 1e-4 * f64::from(i % 7));
            for (week, growth) in [1.0, 1.2, 1.5].iter().enumerate() {
                let noise = 1.0 + 1e-5 * f64::from((i * 7 + week as i32 * 3) % 5);
                rows.push_str(&format!(
                    "{name}{i},{name},{},{}\n",
                    7 * week,
                    level * growth * noise
                ));
            }
        }
    }
    let drop = AnalysisOptions {
        zeros: Some(ZeroRule::Drop),
        ..quick()
    };
    let analysis = sound(&study(&rows), &drop);
    let tests = analysis.landmark.unwrap();
    assert!(tests.log.anova.unwrap().p < 1e-300);
    assert!(tests.log.dunnett[0].p_dunnett < 1e-300);
}

/// All control animals leave before the first event: A and B can be compared only with each other.
#[test]
fn control_never_at_risk_gives_no_hazard_ratio() {
    let short: [&[f64]; 3] = [&[100.0, 120.0]; 3];
    let record = study(&(arm("C", &short) + &arm("A", &CONTROL) + &arm("B", &TREATED)));
    let analysis = sound(&record, &quick());
    told(
        &analysis,
        NoteCode::TimeToEvent,
        "no hazard ratio for 2 arms",
    );
    let times = analysis.time_to_event.unwrap();
    let cox = times.cox.unwrap();
    for term in &cox.terms {
        assert_eq!(
            (term.coef, term.unbounded),
            (None, Some(Unbounded::Undetermined))
        );
    }
    assert!(times.arms[0].restricted_carried && !times.arms[1].restricted_carried);
}

#[test]
fn arm_name_that_is_a_prefix_of_another_is_distinguished() {
    let slow: [&[f64]; 4] = [&[100.0, 110.0, 120.0, 130.0]; 4];
    let mut record = study(&(arm("C", &CONTROL) + &arm("Long", &CONTROL) + &arm("Drug", &slow)));
    let mut arms = record.arms.iter_mut();
    let long = arms.find(|arm| arm.name.as_str() == "Long").unwrap();
    long.name = Label::new("arm", "Drug - 10 mg").unwrap();
    let analysis = sound(&record, &quick());
    let p = |contrast: &str| {
        let times = analysis.time_to_event.as_ref().unwrap();
        let pair = times.pairs.iter().find(|pair| pair.contrast == contrast);
        report::number::p_value(pair.unwrap().p_holm)
    };
    let (mine, other) = (p("Drug - C"), p("Drug - 10 mg - C"));
    assert_ne!(mine, other);
    let sections = report::sections(&analysis);
    let times = sections
        .iter()
        .find(|s| s.id == report::SectionId::TimeToEvent);
    let rows = &times.unwrap().tables[0].rows;
    let drug = rows.iter().find(|row| row.cells[0].text == "Drug").unwrap();
    assert_eq!(drug.cells[5].text, mine);
}

#[test]
fn interval_of_few_animals_states_its_lower_confidence() {
    let record = study(&(arm("C", &CONTROL[..3]) + &arm("T", &TREATED[..3])));
    let analysis = sound(&record, &quick());
    told(&analysis, NoteCode::LandmarkTests, "a confidence of 90 %");
    let row = &analysis.landmark.unwrap().raw.mann_whitney[0];
    assert!((row.confidence - 0.9).abs() < 1e-12);
}

#[test]
fn unidentified_variances_have_no_numbers() {
    let short = |animals: &[&'static [f64]; 4]| animals.map(|volumes| &volumes[..1]);
    let record = study(&(arm("C", &short(&CONTROL)) + &arm("T", &short(&TREATED))));
    let analysis = sound(&record, &quick());
    if let Some(model) = analysis.mixed_model {
        assert!(model.sigma.is_none() && model.random.iter().all(|row| row.value.is_none()));
    }
}

/// Days before baseline are not part of the model, and the survivorship guard does not flag them.
#[test]
fn model_uses_readings_from_baseline_on() {
    let early = "C0,C,-7,50\nC1,C,-7,60\n".to_owned();
    let mut late = arm("C", &CONTROL);
    late.push_str("C0,C,28,4000\n");
    let analysis = sound(&study(&(early + &late + &arm("T", &TREATED))), &quick());
    let modeled = |day: f64| {
        let mut rows = analysis.volume_by_day.iter();
        let row = rows.find(|row| row.arm == "C" && row.day == day).unwrap();
        (row.guarded, row.model.is_some())
    };
    assert_eq!(modeled(-7.0), (false, false));
    assert_eq!(modeled(28.0), (true, true));
    assert_eq!(modeled(21.0), (false, false));
}

fn left(record: &mut StudyRecord, tag: &str, day: f64, kind: DispositionKind, reason: &str) {
    let mut animals = record.animals.iter_mut();
    let animal = animals.find(|a| a.animal.tag.as_str() == tag).unwrap();
    animal.disposition = Some(Disposition {
        id: DispositionId(Uuid::nil()),
        kind,
        when: when_of(day, day0()).unwrap(),
        reason: Prose::new("reason", reason).ok(),
    });
}

/// By hand: four treated animals that never reach 500 mm³; one was killed for its tumor on day 25, one
/// for an ulcer on day 23; the others were last seen on day 21. The first is an event, the second
/// competes: it removes one of two animals at risk, the event the last one. The incidence is 1/2.
#[test]
fn protocol_decides_whether_dispositions_are_events_or_compete() {
    let mut record = with_control(&arm("T", &TREATED));
    let humane = DispositionKind::HumaneEndpoint;
    left(&mut record, "T0", 25.0, humane, "moribund");
    left(&mut record, "T1", 23.0, humane, "Ulcerated");
    left(
        &mut record,
        "T2",
        28.0,
        DispositionKind::ScheduledSacrifice,
        "end",
    );
    for animal in &mut record.animals {
        if animal.animal.tag.as_str() == "T3" {
            animal.disposition = None;
        }
    }
    let options = AnalysisOptions {
        event: Some(EventRule::Volume(500.0)),
        ..quick()
    };
    let times = sound(&record, &options).time_to_event.unwrap();
    assert!(times.incidence.is_empty() && times.arms[1].events == 0);
    let roles = "humane_endpoint=event, humane_endpoint:ulcer=compete";
    record.study.protocol.disposition_roles = roles.parse().unwrap();
    let analysis = sound(&record, &options);
    told(
        &analysis,
        NoteCode::TimeToEvent,
        "in 1 animal a competing disposition",
    );
    let times = analysis.time_to_event.unwrap();
    let causes: Vec<Option<&str>> = times.animals.iter().map(|a| a.cause).collect();
    let of_t = &causes[4..];
    assert_eq!(
        of_t,
        [Some("humane_endpoint"), Some("humane_endpoint"), None, None]
    );
    let events: Vec<bool> = times.animals.iter().map(|a| a.event).collect();
    assert_eq!(events[4..], [true, false, false, false]);
    assert_eq!(times.animals[4].time, 25.0);
    let event = times
        .incidence
        .iter()
        .find(|c| c.arm == "T" && c.cause == "event");
    let point = event.unwrap().points.last().unwrap();
    assert!((point.incidence - 0.5).abs() < 1e-12, "{point:?}");
    assert!(times.gray.is_some());
}

#[test]
fn event_can_be_a_disposition_alone() {
    let mut record = with_control(&arm("T", &TREATED));
    let options = AnalysisOptions {
        event: Some(EventRule::Disposition),
        ..quick()
    };
    let analysis = sound(&record, &options);
    told(
        &analysis,
        NoteCode::TimeToEvent,
        "the protocol calls none an event",
    );
    record.study.protocol.disposition_roles = "found_dead=event".parse().unwrap();
    left(&mut record, "C0", 22.0, DispositionKind::FoundDead, "");
    let times = sound(&record, &options).time_to_event.unwrap();
    assert_eq!((times.arms[0].events, times.arms[1].events), (1, 0));
    assert_eq!(times.rule, "disposition");
}

/// Control C0 goes from 210 mm³ on day 7 to 450 on day 14: 4 × 100 are met at
/// 7 + 7·ln(400/210)/ln(450/210).
#[test]
fn event_day_can_be_interpolated() {
    let record = with_control(&arm("T", &TREATED));
    let options = AnalysisOptions {
        event_time: EventTime::Interpolated,
        ..quick()
    };
    let times = sound(&record, &options).time_to_event.unwrap();
    let expected = 7.0 + 7.0 * (400.0_f64 / 210.0).ln() / (450.0_f64 / 210.0).ln();
    assert!((times.animals[0].time - expected).abs() < 1e-12);
    assert_eq!(times.event_time, "interpolated");
    let read = sound(&record, &quick()).time_to_event.unwrap();
    assert_eq!(read.animals[0].time, 14.0);
}

/// Delay by hand: control events on days 14, 21, 14, 14 (median 14); nobody of T reaches 4 × by day 21:
/// T − C is at least 7 days, 50 %.
#[test]
fn growth_delay_without_treated_median_is_a_lower_bound() {
    let times = sound(&with_control(&arm("T", &TREATED)), &quick());
    let times = times.time_to_event.unwrap();
    let treated = &times.arms[1];
    assert_eq!(treated.delay, Some(7.0));
    assert_eq!(treated.delay_percent, Some(50.0));
    assert!(treated.delay_at_least && treated.log_cell_kill.is_some());
}
