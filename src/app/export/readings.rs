//! `readings.csv`: a row per reading, with the weighing of the same moment beside it.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::sheet::{Sheet, day_and_date, maybe, plain, text};
use crate::domain::{
    AnimalRecord, ArmId, CageId, Label, Observation, Reading, StudyRecord, Weighing, When,
};

const HEADINGS: [&str; 23] = [
    "study",
    "cage",
    "animal",
    "rfid",
    "sex",
    "born_on",
    "source",
    "arm",
    "day",
    "date",
    "site",
    "repeat",
    "state",
    "reason",
    "length_mm",
    "width_mm",
    "height_mm",
    "volume_mm3",
    "body_weight_g",
    "weight_repeat",
    "observer",
    "method",
    "typed",
];

/// What a row tells beside its animal.
#[derive(Default)]
struct Entry<'a> {
    when: Option<When>,
    site: Option<&'a Label>,
    reading: Option<&'a Reading>,
    weighing: Option<&'a Weighing>,
}

struct Names<'a> {
    arms: HashMap<ArmId, &'a Label>,
    cages: HashMap<CageId, &'a Label>,
}

/// The rows of all animals: by animal, then time.
pub fn readings(record: &StudyRecord) -> String {
    let names = Names {
        arms: record.arms.iter().map(|arm| (arm.id, &arm.name)).collect(),
        cages: record
            .cages
            .iter()
            .map(|cage| (cage.id, &cage.label))
            .collect(),
    };
    let mut sheet = Sheet::new(&HEADINGS);
    for animal in &record.animals {
        for entry in entries(animal) {
            sheet.row(cells(record, &names, animal, &entry));
        }
    }
    sheet.text()
}

/// An animal's rows. A weighing stands beside the first reading of its moment that the same person
/// took; one without such a reading, a tumor without readings and an animal without anything have
/// rows of their own.
fn entries(animal: &AnimalRecord) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry> = Vec::new();
    for tumor in &animal.tumors {
        let site = Some(&tumor.tumor.site);
        if tumor.readings.is_empty() {
            entries.push(Entry {
                site,
                ..Entry::default()
            });
        }
        entries.extend(tumor.readings.iter().map(|reading| Entry {
            when: Some(reading.when),
            site,
            reading: Some(reading),
            weighing: None,
        }));
    }
    entries.sort_by(|a, b| a.when.partial_cmp(&b.when).unwrap_or(Ordering::Equal));
    for weighing in &animal.weighings {
        let start = entries.partition_point(|entry| entry.when < Some(weighing.when));
        let end = entries.partition_point(|entry| entry.when <= Some(weighing.when));
        let fits = |entry: &&mut Entry| {
            let observer = entry.reading.map(|reading| &reading.observer);
            entry.weighing.is_none() && observer == Some(&weighing.observer)
        };
        match entries[start..end].iter_mut().find(fits) {
            Some(entry) => entry.weighing = Some(weighing),
            None => entries.insert(
                end,
                Entry {
                    when: Some(weighing.when),
                    weighing: Some(weighing),
                    ..Entry::default()
                },
            ),
        }
    }
    if entries.is_empty() {
        entries.push(Entry::default());
    }
    entries
}

fn cells(
    record: &StudyRecord,
    names: &Names,
    animal: &AnimalRecord,
    entry: &Entry,
) -> [String; 23] {
    let known = &animal.animal;
    let name_of_arm = known.arm.and_then(|id| names.arms.get(&id));
    let name_of_cage = known.cage.and_then(|id| names.cages.get(&id));
    let [day, date] = match entry.when {
        Some(when) => day_and_date(when, record.study.protocol.day0),
        None => Default::default(),
    };
    let [state, reason, length, width, height, volume] = found(entry.reading);
    let observer = match (entry.reading, entry.weighing) {
        (Some(reading), _) => reading.observer.as_ref(),
        (None, Some(weighing)) => weighing.observer.as_ref(),
        (None, None) => None,
    };
    [
        text(&record.study.name),
        maybe(name_of_cage),
        text(&known.tag),
        maybe(known.rfid.as_ref()),
        maybe(known.sex.map(crate::domain::Sex::id)),
        plain(known.born_on),
        maybe(known.source.as_ref()),
        maybe(name_of_arm),
        day,
        date,
        maybe(entry.site),
        plain(entry.reading.map(|reading| reading.repeat)),
        state,
        reason,
        length,
        width,
        height,
        volume,
        plain(entry.weighing.map(|weighing| weighing.weight.grams())),
        plain(entry.weighing.map(|weighing| weighing.repeat)),
        maybe(observer),
        maybe(entry.reading.map(|reading| &reading.method)),
        maybe(entry.reading.and_then(|reading| reading.typed.as_ref())),
    ]
}

/// State, reason, length, width, height, volume.
fn found(reading: Option<&Reading>) -> [String; 6] {
    let mut cells: [String; 6] = Default::default();
    let Some(reading) = reading else { return cells };
    cells[0] = reading.observation.state().to_owned();
    match &reading.observation {
        Observation::Measured { sizes, given } => {
            if let Some(sizes) = sizes {
                cells[2] = sizes.length_mm().to_string();
                cells[3] = sizes.width_mm().to_string();
                cells[4] = plain(sizes.height_mm());
            }
            cells[5] = plain(given.map(crate::domain::Volume::mm3));
        }
        Observation::NotMeasured(reason) => cells[1] = text(reason),
        Observation::NotPalpable => {}
    }
    cells
}
