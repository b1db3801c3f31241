use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::{Builder, Uuid};

use super::*;
use domain::testing::{animal, date, disposed, label, not_measured, observe, read, study, weighed};
use domain::{Dated, Disposition, DispositionId, DispositionKind, Exclusion, ExclusionId, Scope};

fn day(on: i64) -> MeasuringDay {
    MeasuringDay {
        on: date(on),
        asks: Asks::OfAll { weight: true },
        twice: false,
    }
}

fn account(animal: &AnimalRecord) -> AnimalAccount {
    day(3).account(animal, |_| 0)
}

fn two_tumors(day: i64) -> AnimalRecord {
    let animal = read(animal("1"), "left", &[(day, 100.0)]);
    read(animal, "right", &[(day, 50.0)])
}

#[test]
fn animal_with_all_values_is_done() {
    let done = weighed(two_tumors(3), &[(3, 20.0)]);
    assert_eq!(account(&done).outcome(), Outcome::Done);
    // A tumor that is gone was measured.
    let gone = observe(animal("1"), "left", 3, Observation::NotPalpable);
    let gone = weighed(gone, &[(3, 20.0)]);
    assert_eq!(account(&gone).outcome(), Outcome::Done);
}

#[test]
fn animal_with_one_of_two_tumors_is_partly_done() {
    let one = read(two_tumors(0), "left", &[(3, 120.0)]);
    let found = account(&one);
    assert_eq!(found.outcome(), Outcome::Partly);
    assert_eq!(found.line(), "1: right, weight");
    let one = weighed(not_measured(one, "right", 3), &[(3, 20.0)]);
    let found = account(&one);
    assert_eq!(found.outcome(), Outcome::Partly);
    assert_eq!(found.line(), "1: right not measured (asleep)");
    assert_eq!(found.open_parts().count(), 0);
}

#[test]
fn animal_without_its_weight_is_partly_done() {
    let found = account(&two_tumors(3));
    assert_eq!(found.outcome(), Outcome::Partly);
    assert!(found.misses_weight_alone());
    assert_eq!(found.line(), "1: weight");
    let no_weights = MeasuringDay {
        asks: Asks::OfAll { weight: false },
        ..day(3)
    };
    let found = no_weights.account(&two_tumors(3), |_| 0);
    assert_eq!(found.outcome(), Outcome::Done);
}

#[test]
fn animal_of_which_nothing_was_measured_is_skipped_for_a_reason_or_not_begun() {
    let skipped = not_measured(animal("1"), "left", 3);
    let found = account(&skipped);
    assert_eq!(found.outcome(), Outcome::Skipped);
    assert_eq!(found.reasons(), "1: asleep");
    assert_eq!(account(&two_tumors(0)).outcome(), Outcome::NotBegun);
    let found = account(&animal("1"));
    assert_eq!(found.outcome(), Outcome::NotBegun);
    assert_eq!(found.line(), "1: tumor, weight");
}

#[test]
fn second_reading_is_missing_where_tumors_are_read_twice_or_it_was_asked_for() {
    let once = weighed(read(animal("1"), "left", &[(3, 100.0)]), &[(3, 20.0)]);
    let twice = MeasuringDay {
        twice: true,
        ..day(3)
    };
    let found = twice.account(&once, |_| 0);
    assert_eq!(found.outcome(), Outcome::Partly);
    assert_eq!(found.line(), "1: tumor, reading 2");
    let found = day(3).account(&once, |part| match part {
        Part::Weight => 2,
        Part::Tumor(_) => 0,
    });
    assert_eq!(found.line(), "1: weight, reading 2");
    // A tumor that was not measured is not asked for a second time.
    let skipped = not_measured(animal("1"), "left", 3);
    assert_eq!(twice.account(&skipped, |_| 0).open_parts().count(), 1);
}

/// An id that was made on this day.
fn made(day: i64) -> Uuid {
    let noon = date(day).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let millis = u64::try_from(noon.timestamp_millis()).unwrap();
    Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid()
}

#[test]
fn animal_counts_from_the_day_of_adding_or_its_first_entry() {
    let mut late = read(animal("2"), "left", &[(10, 90.0)]);
    late.animal.id = AnimalId(made(9));
    let mut record = study(vec![two_tumors(0), late]);
    let there = |record: &StudyRecord, on| day_account(record, &day(on)).len();
    assert_eq!((there(&record, 8), there(&record, 9)), (1, 2));
    // What is on paper of earlier days may be entered later.
    record.animals[1] = read(animal("2"), "left", &[(3, 80.0), (10, 90.0)]);
    record.animals[1].animal.id = AnimalId(made(9));
    assert_eq!((there(&record, 2), there(&record, 3)), (1, 2));
    record.animals[1].tumors.clear();
    assert_eq!(there(&record, 2), 2);
    // A tumor that came later is not missing before.
    let mut later = read(two_tumors(3), "flank", &[(10, 20.0)]);
    later.tumors[2].tumor.id = TumorId(made(9));
    assert_eq!(account(&later).line(), "1: weight");
}

#[test]
fn counts_add_up_and_name_what_is_not_done() {
    use Outcome::{Done, NotBegun, Partly, Skipped};
    let counts: Counts = [Done, Partly, Done, Skipped, NotBegun, NotBegun]
        .into_iter()
        .collect();
    assert_eq!((counts.done, counts.all()), (2, 6));
    assert_eq!(counts.rest(), "1 partly done, 1 skipped, 2 not begun");
    assert_eq!([Done].into_iter().collect::<Counts>().rest(), "");
}

/// What happens in a study: an entry of an animal on a day, or a change of what is on record.
#[derive(Debug, Clone)]
enum Event {
    Read(Slot, f64),
    Skip(Slot),
    Weigh(Slot, f64),
    /// The last entry is undone.
    Undo,
    /// The last reading of a tumor on a day is another value.
    Correct(Slot, f64),
    Dispose(Slot),
    /// Analyses leave the animal out.
    Exclude(Slot),
}

/// An animal, its tumor and a day, each as a number.
#[derive(Debug, Clone, Copy)]
struct Slot {
    animal: usize,
    tumor: usize,
    day: i64,
}

const TAGS: [&str; 3] = ["1", "2", "3"];
const SITES: [&str; 2] = ["left", "right"];
const DAY: i64 = 3;

fn slot(days: impl Strategy<Value = i64>) -> impl Strategy<Value = Slot> {
    (0..TAGS.len(), 0..SITES.len(), days).prop_map(|(animal, tumor, day)| Slot {
        animal,
        tumor,
        day,
    })
}

fn events(days: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Vec<Event>> {
    let slots = || slot(days.clone());
    let event = prop_oneof![
        6 => (slots(), 20.0..900.0).prop_map(|(s, v)| Event::Read(s, v)),
        2 => slots().prop_map(Event::Skip),
        3 => (slots(), 15.0..30.0).prop_map(|(s, v)| Event::Weigh(s, v)),
        2 => Just(Event::Undo),
        2 => (slots(), 20.0..900.0).prop_map(|(s, v)| Event::Correct(s, v)),
        1 => slots().prop_map(Event::Dispose),
        1 => slots().prop_map(Event::Exclude),
    ];
    prop::collection::vec(event, 0..40)
}

/// A study whose animals have both tumors, and the entries that can still be undone.
#[derive(Default)]
struct Lab {
    record: Option<StudyRecord>,
    undo: Vec<StudyRecord>,
}

impl Lab {
    fn new() -> Self {
        let animals = TAGS.map(|tag| {
            read(
                read(animal(tag), "left", &[(0, 99.0)]),
                "right",
                &[(0, 99.0)],
            )
        });
        Self {
            record: Some(study(animals.to_vec())),
            undo: Vec::new(),
        }
    }

    fn record(&self) -> &StudyRecord {
        self.record.as_ref().unwrap()
    }

    fn apply(&mut self, event: &Event) {
        let mut record = self.record.take().unwrap();
        let before = record.clone();
        if let Event::Undo = event {
            self.record = Some(self.undo.pop().unwrap_or(record));
            return;
        }
        enter(&mut record, event);
        sort(&mut record);
        self.undo.push(before);
        self.record = Some(record);
    }
}

fn enter(record: &mut StudyRecord, event: &Event) {
    match *event {
        Event::Read(s, mm3) => change(record, s, |a| read(a, SITES[s.tumor], &[(s.day, mm3)])),
        Event::Skip(s) => change(record, s, |a| not_measured(a, SITES[s.tumor], s.day)),
        Event::Weigh(s, grams) => change(record, s, |a| weighed(a, &[(s.day, grams)])),
        Event::Correct(s, mm3) => {
            let readings = &mut record.animals[s.animal].tumors[s.tumor].readings;
            let mut of_day = readings.iter_mut().filter(|r| r.when.date == date(s.day));
            if let Some(last) = of_day.next_back() {
                let found = Observation::from_numbers(None, None, None, Some(mm3));
                last.entry.observation = found.unwrap();
            }
        }
        Event::Dispose(s) => {
            let disposition = Disposition {
                id: DispositionId(Uuid::nil()),
                kind: DispositionKind::FoundDead,
                when: domain::When::on(date(s.day)),
                reason: None,
            };
            record.animals[s.animal].disposition = Some(disposition);
        }
        Event::Exclude(s) => record.exclusions.push(Exclusion {
            id: ExclusionId(Uuid::nil()),
            scope: Scope::Animal(record.animals[s.animal].animal.id),
            reason: Prose::new("reason", "ill").unwrap(),
            foreseen: false,
        }),
        Event::Undo => {}
    }
}

fn change(record: &mut StudyRecord, s: Slot, to: impl FnOnce(AnimalRecord) -> AnimalRecord) {
    let animal = record.animals[s.animal].clone();
    record.animals[s.animal] = to(animal);
}

fn sort(record: &mut StudyRecord) {
    for animal in &mut record.animals {
        for tumor in &mut animal.tumors {
            tumor.readings.sort_by(Dated::in_time);
        }
        animal.weighings.sort_by(Dated::in_time);
    }
}

/// The simple model: of each animal what happened that day, written down as it happens.
#[derive(Debug, Clone, Default)]
struct Page {
    /// By animal and tumor: each reading of the day, whether it measured.
    readings: BTreeMap<(usize, usize), Vec<bool>>,
    weighed: BTreeMap<usize, u32>,
    left: BTreeMap<usize, i64>,
}

impl Page {
    fn note(&mut self, event: &Event) {
        match *event {
            Event::Read(s, _) if s.day == DAY => self.reading(s, true),
            Event::Skip(s) if s.day == DAY => self.reading(s, false),
            Event::Weigh(s, _) if s.day == DAY => *self.weighed.entry(s.animal).or_default() += 1,
            // A correction makes a measurement of what was not measured.
            Event::Correct(s, _) if s.day == DAY => {
                let readings = self.readings.get_mut(&(s.animal, s.tumor));
                if let Some(last) = readings.and_then(|of| of.last_mut()) {
                    *last = true;
                }
            }
            Event::Dispose(s) => {
                self.left.insert(s.animal, s.day);
            }
            _ => {}
        }
    }

    fn reading(&mut self, s: Slot, measured: bool) {
        let readings = self.readings.entry((s.animal, s.tumor)).or_default();
        readings.push(measured);
    }

    fn outcomes(&self) -> Vec<(&'static str, Outcome)> {
        let there = |animal: &usize| self.left.get(animal).is_none_or(|day| *day > DAY);
        let animals = (0..TAGS.len()).filter(there);
        animals.map(|at| (TAGS[at], self.outcome(at))).collect()
    }

    fn outcome(&self, animal: usize) -> Outcome {
        let of = |tumor| self.readings.get(&(animal, tumor));
        let measured = |tumor: usize| of(tumor).is_some_and(|r| r.contains(&true));
        let skipped = |tumor: usize| of(tumor).is_some() && !measured(tumor);
        let weighed = self.weighed.contains_key(&animal);
        match (measured(0), measured(1), weighed) {
            (true, true, true) => Outcome::Done,
            (false, false, false) if skipped(0) || skipped(1) => Outcome::Skipped,
            (false, false, false) => Outcome::NotBegun,
            _ => Outcome::Partly,
        }
    }
}

fn outcomes(record: &StudyRecord) -> Vec<(String, Outcome)> {
    let accounts = day_account(record, &day(DAY)).into_iter();
    accounts
        .map(|account| (account.tag.to_string(), account.outcome()))
        .collect()
}

proptest! {
    #[test]
    fn account_of_a_day_is_that_of_a_page_kept_by_hand(
        of_the_day in events(1..=DAY),
        later in events(DAY + 1..=DAY + 9),
    ) {
        let mut lab = Lab::new();
        let mut page = Page::default();
        let mut pages = Vec::new();
        for event in &of_the_day {
            lab.apply(event);
            if let Event::Undo = event {
                page = pages.pop().unwrap_or(page);
                continue;
            }
            pages.push(page.clone());
            page.note(event);
        }
        let by_hand: Vec<(String, Outcome)> = page
            .outcomes()
            .into_iter()
            .map(|(tag, outcome)| (tag.to_owned(), outcome))
            .collect();
        prop_assert_eq!(&outcomes(lab.record()), &by_hand);
        let before = day_account(lab.record(), &day(DAY));
        // Later days change nothing, whatever happens; what left before stays left.
        lab.undo.clear();
        let gone: Vec<_> = lab.record().animals.iter().map(|a| a.disposition.clone()).collect();
        for event in &later {
            lab.apply(event);
        }
        let record = lab.record.as_mut().unwrap();
        for (animal, gone) in record.animals.iter_mut().zip(gone) {
            if gone.is_some() {
                animal.disposition = gone;
            }
        }
        prop_assert_eq!(day_account(record, &day(DAY)), before);
    }
}

#[test]
fn animal_that_left_that_day_is_not_on_study() {
    let record = study(vec![disposed(two_tumors(3), 3), disposed(animal("2"), 4)]);
    let found = day_account(&record, &day(3));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].tag, label("2"));
}
