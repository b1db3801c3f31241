//! Which readings count: landmark day, horizon, visit window and repeats, on real data.

use app::analyze::analyze;
use domain::{
    Analysis, AnalysisOptions, Definition, Disposition, DispositionId, DispositionKind, NoteCode,
    StudyRecord, day_of,
};

use crate::support::{Selection, load, shared};

fn options() -> AnalysisOptions {
    AnalysisOptions {
        resamples: 0,
        ..AnalysisOptions::default()
    }
}

fn notes(analysis: &Analysis, code: NoteCode) -> Vec<&str> {
    let notes = analysis.notes.iter().filter(|note| note.code == code);
    notes.map(|note| note.message.as_str()).collect()
}

/// The control animal leaves after a day: its later readings are gone.
fn lose(record: &mut StudyRecord, tag: &str, last: f64) {
    let day0 = record.study.protocol.day0.unwrap();
    let animal = record.animals.iter_mut();
    let animal = animal
        .filter(|animal| animal.animal.tag.as_str() == tag)
        .last()
        .unwrap();
    for tumor in &mut animal.tumors {
        tumor.readings.retain(|r| day_of(r.when, day0) <= last);
    }
    animal.disposition = Some(Disposition {
        id: DispositionId(animal.animal.id.0),
        kind: DispositionKind::FoundDead,
        when: domain::when_of(last, day0).unwrap(),
        reason: None,
    });
}

fn tgi(analysis: &Analysis, arm: &str) -> f64 {
    let on = analysis.landmark_day.unwrap();
    let rows = analysis.inhibition.iter();
    let mut rows = rows.filter(|r| r.arm == arm && r.day == on);
    let row = rows.find(|r| r.definition == Definition::Delta);
    row.unwrap().tgi_percent.unwrap()
}

/// SW837: the strict rule let the landmark fall from day 24 to 6, and TGI from 80.7 to 32.7 %.
#[test]
fn one_lost_control_animal_does_not_move_the_landmark() {
    let Some(file) = shared("data/squeak_long_mice.csv") else {
        return;
    };
    let selection = Selection {
        control: "Control",
        study: None,
        from_day: -1000.0,
    };
    let mut record = load(&file, &selection);
    let whole = analyze(&record, &options()).unwrap();
    assert_eq!(whole.landmark_day, Some(24.0));
    assert!(notes(&whole, NoteCode::Landmark).is_empty());
    let control = record.animals.iter().map(|a| a.animal.tag.to_string());
    let first = control.min().unwrap();
    assert_eq!(first, "ComboXY_1");
    lose(&mut record, "Control_1", 6.0);
    let after = analyze(&record, &options()).unwrap();
    assert_eq!(after.landmark_day, Some(24.0));
    let arm = "ComboXY";
    assert!((tgi(&after, arm) - tgi(&whole, arm)).abs() < 15.0);
    let said = notes(&after, NoteCode::Landmark);
    assert!(said[0].contains("day 6"), "{said:?}");
}
