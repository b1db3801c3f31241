//! The tables `study`, `arms`, `cages`, `cohorts`, `dispositions`, `exclusions`.

use std::collections::HashMap;

use super::described::{columns, value, values};
use super::values::day_and_date;
use crate::study_files::BLINDING;
use domain::{
    Animal, AnimalId, Arm, Cage, Cohort, Disposition, Exclusion, Label, Protocol, Reading,
    ReadingId, Scope, StudyRecord, Treatment,
};
use report::data::{Column, DataTable, row};

/// A row per field of the protocol.
pub fn protocol(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new(
        "study",
        [
            Column::text("field", "as in the table studies"),
            Column::text("value", "what the protocol says"),
        ],
    );
    table.push(row!["name", &record.study.name]);
    table.push(row!["status", record.study.status.id()]);
    if record.study.blinding.is_blinded() {
        table.push(row![BLINDING, record.study.blinding.id()]);
    }
    for field in Protocol::FIELDS {
        table.push(row![field.name, value((field.get)(&record.study.protocol))]);
    }
    table
}

/// A row per compound given in an arm, or one for an arm without.
pub fn arms(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new("arms", columns::<Arm>().chain(columns::<Treatment>()));
    for arm in &record.arms {
        let treatments = arm.treatments.iter().map(Some);
        let none = arm.treatments.is_empty().then_some(None);
        for treatment in treatments.chain(none) {
            let row = values(Some(arm)).chain(values(treatment));
            table.push(row.collect::<Vec<_>>());
        }
    }
    table
}

/// A row per cage.
pub fn cages(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new("cages", columns::<Cage>());
    for cage in &record.cages {
        table.push(values(Some(cage)).collect::<Vec<_>>());
    }
    table
}

/// A row per cohort.
pub fn cohorts(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new("cohorts", columns::<Cohort>());
    for cohort in &record.cohorts {
        table.push(values(Some(cohort)).collect::<Vec<_>>());
    }
    table
}

/// A row per animal that left the study.
pub fn dispositions(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new(
        "dispositions",
        [
            Column::text("study", "name of the study"),
            Column::text("animal", "tag"),
            Column::number("day", "days", "study day"),
            Column::date("date", "calendar date"),
        ]
        .into_iter()
        .chain(columns::<Disposition>()),
    );
    for animal in &record.animals {
        if let Some(disposition) = &animal.disposition {
            let [day, date] = day_and_date(Some(disposition.when), record, Some(&animal.animal));
            let mut row = row![&record.study.name, &animal.animal.tag, day, date];
            row.extend(values(Some(disposition)));
            table.push(row);
        }
    }
    table
}

/// A row per exclusion.
pub fn exclusions(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new(
        "exclusions",
        [
            Column::text("scope", "what is left out"),
            Column::text("animal", "tag"),
            Column::number("day", "days", "study day"),
            Column::date("date", "calendar date"),
            Column::text("site", "which tumor"),
            Column::whole("repeat", "1 for the first reading of that day"),
        ]
        .into_iter()
        .chain(columns::<Exclusion>()),
    );
    let names = Names::of(record);
    for exclusion in &record.exclusions {
        let (scope, animal, when, reading) = match exclusion.scope {
            Scope::Animal(id) => ("animal", names.animal(id), None, None),
            Scope::AnimalDay(id, when) => ("animal_day", names.animal(id), Some(when), None),
            Scope::Day(when) => ("day", None, Some(when), None),
            Scope::Reading(id) => match names.readings.get(&id) {
                Some(&(animal, site, reading)) => {
                    let named = Some((site, reading.repeat));
                    ("reading", Some(animal), Some(reading.when), named)
                }
                None => continue,
            },
        };
        let [day, date] = day_and_date(when, record, animal);
        let mut row = row![
            scope,
            animal.map(|animal| &animal.tag),
            day,
            date,
            reading.map(|(site, _)| site),
            reading.map(|(_, repeat)| repeat),
        ];
        row.extend(values(Some(exclusion)));
        table.push(row);
    }
    table
}

type NamedReading<'a> = (&'a Animal, &'a Label, &'a Reading);

/// Animals and readings by their ids.
struct Names<'a> {
    animals: HashMap<AnimalId, &'a Animal>,
    readings: HashMap<ReadingId, NamedReading<'a>>,
}

impl<'a> Names<'a> {
    fn of(record: &'a StudyRecord) -> Self {
        let animals = || record.animals.iter();
        let readings = animals().flat_map(|animal| {
            animal.tumors.iter().flat_map(move |tumor| {
                let name = (&animal.animal, &tumor.tumor.site);
                tumor
                    .readings
                    .iter()
                    .map(move |r| (r.id, (name.0, name.1, r)))
            })
        });
        Self {
            animals: animals()
                .map(|animal| (animal.animal.id, &animal.animal))
                .collect(),
            readings: readings.collect(),
        }
    }

    fn animal(&self, id: AnimalId) -> Option<&'a Animal> {
        self.animals.get(&id).copied()
    }
}
