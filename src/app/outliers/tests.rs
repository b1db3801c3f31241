use super::*;
use domain::testing::{animal, date, disposed, observe, read, study, weighed};
use domain::{Observation, ReadingId, StudyRecord, WeighingId};

/// A tumor of 100, 140, 200 mm³ on days 0, 3, 7; day 10 is expected near 260.
fn grown(tag: &str, day10: &[f64]) -> AnimalRecord {
    let animal = read(animal(tag), "left", &[(0, 100.0), (3, 140.0), (7, 200.0)]);
    let day10: Vec<(i64, f64)> = day10.iter().map(|mm3| (10, *mm3)).collect();
    read(animal, "left", &day10)
}

/// The values of day 10 that were doubted, and whether each was measured again.
fn found(record: &StudyRecord) -> Vec<(String, bool)> {
    let doubts = outliers(record, date(10), false).into_iter();
    let line = |d: Outlier| (format!("{} {}", d.tag, value(&d.value)), d.again);
    doubts.map(line).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::Found(found) => found.to_string(),
        Value::Weight(weight) => format!("{} g", weight.grams()),
    }
}

#[test]
fn value_outside_of_its_range_is_doubted_until_it_is_measured_again() {
    let record = study(vec![
        grown("1", &[260.0]),
        grown("2", &[900.0]),
        grown("3", &[900.0, 270.0]),
        grown("4", &[270.0, 900.0]),
    ]);
    let doubted = found(&record);
    assert_eq!(doubted.len(), 2, "{doubted:?}");
    assert!(doubted[0].0.starts_with('2') && !doubted[0].1);
    assert!(doubted[1].0.starts_with('3') && doubted[1].1);
}

#[test]
fn weight_outside_of_its_range_is_doubted() {
    let mut record = study(vec![weighed(
        grown("1", &[260.0]),
        &[(7, 20.0), (10, 12.0)],
    )]);
    assert_eq!(found(&record), [("1 12 g".to_owned(), false)]);
    let mut again = record.animals[0].weighings[1].clone();
    (again.id, again.repeat) = (WeighingId(uuid::Uuid::max()), 2);
    record.animals[0].weighings.push(again);
    assert_eq!(found(&record), [("1 12 g".to_owned(), true)]);
}

#[test]
fn tumor_that_is_not_palpable_is_not_to_be_measured_again() {
    let gone = observe(grown("1", &[]), "left", 10, Observation::NotPalpable);
    assert!(found(&study(vec![gone])).is_empty());
}

#[test]
fn correction_into_the_range_settles_a_doubt() {
    let mut record = study(vec![grown("1", &[900.0])]);
    assert_eq!(found(&record).len(), 1);
    let right = grown("1", &[260.0]);
    record.animals[0].tumors[0].readings[3].entry = right.tumors[0].readings[3].entry.clone();
    assert!(found(&record).is_empty());
}

/// First readings of these volumes on day 10, entered in this order.
fn first_readings(volumes: &[f64]) -> StudyRecord {
    let animals = volumes.iter().enumerate().map(|(place, mm3)| {
        let mut animal = read(animal(&place.to_string()), "left", &[(10, *mm3)]);
        animal.tumors[0].readings[0].id = ReadingId(uuid::Uuid::from_u128(place as u128 + 1));
        animal
    });
    study(animals.collect())
}

#[test]
fn first_reading_is_compared_with_those_entered_before_it() {
    // When the first was entered, nothing was known; the last one was compared with four others.
    assert!(found(&first_readings(&[900.0, 110.0, 120.0, 100.0, 115.0])).is_empty());
    let last = found(&first_readings(&[110.0, 120.0, 100.0, 115.0, 900.0]));
    assert_eq!(last.len(), 1, "{last:?}");
}

#[test]
fn what_happens_later_changes_no_doubt() {
    let mut record = first_readings(&[110.0, 120.0, 100.0, 115.0, 900.0]);
    record.animals.push(grown("8", &[900.0]));
    let then = found(&record);
    for animal in &mut record.animals {
        *animal = disposed(read(animal.clone(), "left", &[(13, 30.0)]), 14);
        *animal = weighed(animal.clone(), &[(13, 30.0)]);
    }
    assert_eq!(found(&record), then);
}

#[test]
fn readings_that_differ_are_doubted_where_tumors_are_read_twice() {
    let twice = |volumes: &[f64]| outliers(&study(vec![grown("1", volumes)]), date(10), true);
    assert!(twice(&[260.0, 270.0]).is_empty());
    let differ = twice(&[250.0, 400.0]);
    assert_eq!((differ.len(), differ[0].why), (1, Why::Differs(250.0)));
    assert!(!differ[0].again);
    assert!(twice(&[250.0, 400.0, 260.0])[0].again);
}
