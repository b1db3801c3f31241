//! Which readings count: the landmark day of real and simulated studies that lose a control animal early.

use app::analyze::analyze;
use chrono::Days;
use domain::{
    Analysis, AnalysisOptions, Cohort, CohortId, Definition, Disposition, DispositionId,
    DispositionKind, Label, NoteCode, StudyRecord, day_of, when_of,
};

use crate::support::{Selection, day0, load, own, shared};

/// File names and control arms.
const OWN: [(&str, &str); 4] = [
    ("kt253_rs411", "Vehicle"),
    ("combination_a549", "Vehicle"),
    ("dose_response", "Vehicle"),
    ("pilot_two_arm", "Control"),
];

const SHARED: [(&str, &str); 4] = [
    ("invivosyn_cr1197", "Vehicle"),
    ("invivosyn_ls1034", "Vehicle"),
    ("drap_onean", "Control"),
    ("squeak_long_mice", "Control"),
];

fn analyzed(record: &StudyRecord) -> Analysis {
    analyze(record, &AnalysisOptions::default()).unwrap()
}

/// What the analysis says of its landmark day.
fn note(analysis: &Analysis) -> Option<&str> {
    let mut notes = analysis.notes.iter();
    let note = notes.find(|note| note.code == NoteCode::Landmark)?;
    Some(&note.message)
}

/// The days on which an animal was read, ascending.
fn days(record: &StudyRecord, animal: usize) -> Vec<f64> {
    let tumors = record.animals[animal].tumors.iter();
    let readings = tumors.flat_map(|tumor| &tumor.readings);
    readings.map(|r| day_of(r.when, day0())).collect()
}

/// The study after an animal was found dead on the day of its third reading.
fn without(record: &StudyRecord, animal: usize) -> StudyRecord {
    let last = days(record, animal)[2];
    let mut record = record.clone();
    let animal = &mut record.animals[animal];
    for tumor in &mut animal.tumors {
        tumor.readings.retain(|r| day_of(r.when, day0()) <= last);
    }
    animal.disposition = Some(Disposition {
        id: DispositionId(animal.animal.id.0),
        kind: DispositionKind::FoundDead,
        when: when_of(last, day0()).unwrap(),
        reason: None,
    });
    record
}

/// Inhibition of all arms on the landmark day under the primary definition.
fn tgi(analysis: &Analysis) -> Vec<Option<f64>> {
    let rows = analysis.inhibition.iter();
    let rows =
        rows.filter(|r| r.definition == Definition::Delta && Some(r.day) == analysis.landmark_day);
    rows.map(|row| row.tgi_percent).collect()
}

/// The last day on which every control animal was read.
fn strict_day(record: &StudyRecord, control: &[usize]) -> f64 {
    let (first, others) = control.split_first().unwrap();
    let others: Vec<Vec<f64>> = others.iter().map(|&at| days(record, at)).collect();
    let all = |day: &f64| others.iter().all(|days| days.contains(day));
    days(record, *first).into_iter().rfind(all).unwrap()
}

/// Whichever control animal is lost early, the landmark stays where all of them were read, or later. The strict rule
/// let it fall to the last day of that animal, and inhibition with it.
fn landmark_outlasts_a_lost_animal(record: &StudyRecord) {
    let arm = record.arms.iter().find(|arm| arm.is_control).unwrap();
    let animals = record.animals.iter().enumerate();
    let control = animals.filter(|(_, a)| a.animal.arm == Some(arm.id));
    let control: Vec<usize> = control.map(|(at, _)| at).collect();
    let strict = strict_day(record, &control);
    for &lost in control.iter().filter(|&&at| days(record, at).len() > 3) {
        let analysis = analyzed(&without(record, lost));
        assert!(analysis.landmark_day.unwrap() >= strict);
        let said = note(&analysis).unwrap();
        assert!(said.contains("one may always be missing"), "{said}");
        assert!(tgi(&analysis).iter().all(Option::is_some));
    }
}

fn selection(control: &str) -> Selection<'_> {
    Selection {
        control,
        study: None,
        from_day: f64::NEG_INFINITY,
    }
}

#[test]
fn an_early_loss_does_not_move_the_landmark_of_our_studies() {
    for (name, control) in OWN {
        landmark_outlasts_a_lost_animal(&load(&own(name), &selection(control)));
    }
}

#[test]
fn an_early_loss_does_not_move_the_landmark_of_public_studies() {
    for (name, control) in SHARED {
        if let Some(file) = shared(&format!("data/{name}.csv")) {
            landmark_outlasts_a_lost_animal(&load(&file, &selection(control)));
        }
    }
}

/// Where arms are read a day apart, all are compared within a window of one day.
#[test]
fn staggered_arms_are_compared_within_the_visit_window() {
    let mut record = load(&own("pilot_two_arm"), &selection("Control"));
    let control = record.arms.iter().find(|arm| arm.is_control).unwrap().id;
    let treated = record.animals.iter_mut();
    for animal in treated.filter(|a| a.animal.arm != Some(control)) {
        let readings = animal.tumors.iter_mut().flat_map(|t| &mut t.readings);
        for reading in readings.filter(|r| day_of(r.when, day0()) > 0.0) {
            reading.when.date = reading.when.date.succ_opt().unwrap();
        }
    }
    assert_eq!(tgi(&analyzed(&record)), [None]);
    record.study.protocol.visit_window_days = Some(1.0);
    let analysis = analyzed(&record);
    assert!(tgi(&analysis)[0].is_some());
    assert_eq!(analysis.landmark_day, Some(14.0));
    let mut notes = analysis.notes.iter();
    assert!(notes.any(|note| note.code == NoteCode::VisitWindow));
}

/// Every second animal starts three days later and is read so many days later in its own days.
fn in_two_cohorts(shifted: u64) -> StudyRecord {
    let mut record = load(&own("pilot_two_arm"), &selection("Control"));
    let late = Cohort {
        id: CohortId(record.arms[0].id.0),
        name: Label::new("cohort", "late").unwrap(),
        day0: Some(day0() + Days::new(3)),
    };
    for animal in record.animals.iter_mut().skip(1).step_by(2) {
        animal.animal.cohort = Some(late.clone());
        let readings = animal.tumors.iter_mut().flat_map(|t| &mut t.readings);
        let readings = readings.map(|reading| &mut reading.when.date);
        let weighings = animal.weighings.iter_mut();
        for date in readings.chain(weighings.map(|weighing| &mut weighing.when.date)) {
            let later = if *date == day0() { 3 } else { 3 + shifted };
            *date = *date + Days::new(later);
        }
    }
    record.cohorts.push(late);
    record
}

fn window_note(analysis: &Analysis) -> Option<&str> {
    let mut notes = analysis.notes.iter();
    let note = notes.find(|note| note.code == NoteCode::VisitWindow);
    note.map(|note| note.message.as_str())
}

#[test]
fn cohorts_that_start_on_different_dates_are_pooled_unless_a_window_is_set() {
    let together = analyzed(&load(&own("pilot_two_arm"), &selection("Control")));
    let mut record = in_two_cohorts(1);
    let pooled = analyzed(&record);
    assert_eq!(pooled.landmark_day, together.landmark_day);
    assert_eq!(tgi(&pooled), tgi(&together));
    assert_eq!(pooled.settings.visit_window_days, 1.0);
    assert!(pooled.settings.usual_visit_window);
    let note = window_note(&pooled).unwrap();
    assert!(
        note.contains("the default where animals start on different dates"),
        "{note}"
    );
    let said = pooled.settings.readings_words(pooled.landmark_day);
    assert!(said[0].contains("started on different dates"), "{said:?}");

    record.study.protocol.visit_window_days = Some(0.0);
    let apart = analyzed(&record);
    assert_eq!(tgi(&apart), [None]);
    let note = window_note(&apart).unwrap();
    assert!(
        note.contains("only animals of one date were read"),
        "{note}"
    );
}

/// A window that pools nothing is none.
#[test]
fn cohorts_that_are_read_on_the_same_study_days_need_no_window() {
    let analysis = analyzed(&in_two_cohorts(0));
    assert_eq!(analysis.settings.visit_window_days, 0.0);
    assert_eq!(window_note(&analysis), None);
}
