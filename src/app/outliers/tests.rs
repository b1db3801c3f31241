use super::*;
use domain::When;
use domain::testing::{animal, date, disposed, not_measured, observe, read, study, weighed};
use domain::{Observation, ReadingId, StudyRecord, TumorId, WeighingId};
use proptest::prelude::*;

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

/// What happens to one of two animals on day 10.
#[derive(Debug, Clone, Copy)]
enum Event {
    Read(usize, f64),
    Skip(usize),
    Weigh(usize, f64),
    /// The last reading of that day is another value.
    Correct(usize, f64),
    Undo,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..2usize, 30.0..1500.0).prop_map(|(animal, mm3)| Event::Read(animal, mm3)),
        1 => (0..2usize).prop_map(Event::Skip),
        3 => (0..2usize, 12.0..30.0).prop_map(|(animal, grams)| Event::Weigh(animal, grams)),
        2 => (0..2usize, 30.0..1500.0).prop_map(|(animal, mm3)| Event::Correct(animal, mm3)),
        2 => Just(Event::Undo),
    ]
}

/// What was found on day 10, by animal: readings, none where it was skipped, and weights.
type Page = [(Vec<Option<f64>>, Vec<f64>); 2];

fn note(page: &mut Page, event: Event) {
    match event {
        Event::Read(animal, mm3) => page[animal].0.push(Some(mm3)),
        Event::Skip(animal) => page[animal].0.push(None),
        Event::Weigh(animal, grams) => page[animal].1.push(grams),
        Event::Correct(animal, mm3) => {
            if let Some(last) = page[animal].0.last_mut() {
                *last = Some(mm3);
            }
        }
        Event::Undo => {}
    }
}

/// The study of a page, with a later day.
fn study_of(page: &Page, later: Option<f64>) -> StudyRecord {
    let animals = ["1", "2"].iter().zip(page).map(|(tag, (readings, grams))| {
        let mut animal = grown(tag, &[]);
        for mm3 in readings {
            animal = match mm3 {
                Some(mm3) => read(animal, "left", &[(10, *mm3)]),
                None => not_measured(animal, "left", 10),
            };
        }
        let days = grams.iter().map(|grams| (10, *grams));
        let weights: Vec<(i64, f64)> = [(7, 20.0)].into_iter().chain(days).collect();
        let mut animal = weighed(animal, &weights);
        for (place, weighing) in animal.weighings.iter_mut().enumerate() {
            weighing.id = WeighingId(uuid::Uuid::from_u128(place as u128));
        }
        match later {
            Some(mm3) => disposed(read(animal, "left", &[(13, mm3)]), 14),
            None => animal,
        }
    });
    study(animals.collect())
}

/// Whether a volume is one that was expected on day 10, and a weight.
fn is_expected(mm3: f64) -> bool {
    let record = study(vec![grown("1", &[])]);
    let animal = &record.animals[0];
    let expected = expected_volume(&record, animal, &animal.tumors[0], When::on(date(10)));
    expected.unwrap().holds(mm3)
}

fn is_expected_weight(grams: f64) -> bool {
    let record = study(vec![weighed(grown("1", &[]), &[(7, 20.0)])]);
    expected_weight(&record, &record.animals[0], When::on(date(10))).holds(grams)
}

/// By hand: the first measurement of a kind that was not expected, and whether another one followed.
fn by_hand(page: &Page) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for (tag, (readings, grams)) in ["1", "2"].iter().zip(page) {
        let measured: Vec<f64> = readings.iter().flatten().copied().collect();
        match measured.as_slice() {
            [first, rest @ ..] if !is_expected(*first) => {
                found.push((format!("{tag} tumor"), !rest.is_empty()));
            }
            _ => {}
        }
        match grams.as_slice() {
            [first, rest @ ..] if !is_expected_weight(*first) => {
                found.push((format!("{tag} body"), !rest.is_empty()));
            }
            _ => {}
        }
    }
    found
}

fn by_program(record: &StudyRecord) -> Vec<(String, bool)> {
    let line = |of: Outlier| {
        let what = match of.value {
            Value::Found(_) => "tumor",
            Value::Weight(_) => "body",
        };
        (format!("{} {what}", of.tag), of.again)
    };
    let mut found: Vec<_> = outliers(record, date(10), false)
        .into_iter()
        .map(line)
        .collect();
    found.sort_by_key(|(line, _)| (line[..1].to_owned(), !line.ends_with("tumor")));
    found
}

proptest! {
    #[test]
    fn outliers_are_those_of_a_page_kept_by_hand(
        events in prop::collection::vec(event(), 0..30),
        later in 20.0..2000.0,
    ) {
        let mut page = Page::default();
        let mut before = Vec::new();
        for event in events {
            if let Event::Undo = event {
                page = before.pop().unwrap_or(page);
                continue;
            }
            before.push(page.clone());
            note(&mut page, event);
        }
        let expected = by_hand(&page);
        prop_assert_eq!(&by_program(&study_of(&page, None)), &expected);
        prop_assert_eq!(&by_program(&study_of(&page, Some(later))), &expected);
    }
}

#[test]
fn first_reading_that_puts_its_tumor_on_record_had_no_range() {
    let mut record = first_readings(&[110.0, 120.0, 100.0, 115.0, 900.0]);
    let at = |millis| uuid::Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid();
    let last = &mut record.animals[4].tumors[0];
    last.readings[0].id = ReadingId(at(1_768_000_009_000));
    last.tumor.id = TumorId(at(1_768_000_000_000));
    assert_eq!(found(&record).len(), 1);
    record.animals[4].tumors[0].tumor.id = TumorId(at(1_768_000_008_999));
    assert!(found(&record).is_empty());
}
