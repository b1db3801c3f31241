//! The tables `study`, `arms`, `cages`, `cohorts`, `dispositions`, `exclusions`.

use std::collections::{HashMap, HashSet};
use std::io;

use super::animals::AnimalSource;
use super::described::{columns, value, values};
use super::values::day_and_date;
use crate::study_files::BLINDING;
use domain::{
    Animal, AnimalId, AnimalRecord, Arm, Cage, Cohort, Disposition, Exclusion, Label, Protocol,
    ReadingId, Scope, StudyRecord, Treatment, When,
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
    let protocol = record.study.protocol.shown();
    for field in Protocol::FIELDS {
        table.push(row![field.name, value((field.get)(&protocol))]);
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

/// The tables `dispositions` and `exclusions`: a row per animal that left the study, and per exclusion.
///
/// # Errors
/// If an animal cannot be read.
pub fn endings(
    record: &StudyRecord,
    animals: &dyn AnimalSource,
) -> io::Result<(DataTable, DataTable)> {
    let mut dispositions = DataTable::new(
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
    let mut names = Names::of(record);
    animals.each_animal(&mut |animal| {
        if let Some(disposition) = &animal.disposition {
            let [day, date] = day_and_date(Some(disposition.when), record, Some(&animal.animal));
            let mut row = row![&record.study.name, &animal.animal.tag, day, date];
            row.extend(values(Some(disposition)));
            dispositions.push(row);
        }
        names.add(animal);
        Ok(())
    })?;
    Ok((dispositions, exclusions(record, &names)))
}

fn exclusions(record: &StudyRecord, names: &Names) -> DataTable {
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
    for exclusion in &record.exclusions {
        let (scope, animal, when, reading) = match exclusion.scope {
            Scope::Animal(id) => ("animal", names.animal(id), None, None),
            Scope::AnimalDay(id, when) => ("animal_day", names.animal(id), Some(when), None),
            Scope::Day(when) => ("day", None, Some(when), None),
            Scope::Reading(id) => match names.readings.get(&id) {
                Some(named) => {
                    let reading = Some((&named.site, named.repeat));
                    (
                        "reading",
                        names.animal(named.animal),
                        Some(named.when),
                        reading,
                    )
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

/// What exclusions name: animals and readings by their ids. All others are left out.
#[derive(Default)]
struct Names {
    animals: HashMap<AnimalId, Option<Animal>>,
    readings: HashMap<ReadingId, NamedReading>,
    excluded: HashSet<ReadingId>,
}

struct NamedReading {
    animal: AnimalId,
    site: Label,
    when: When,
    repeat: u32,
}

impl Names {
    /// What the exclusions of a study name, before the animals are known.
    fn of(record: &StudyRecord) -> Self {
        let mut names = Self::default();
        for exclusion in &record.exclusions {
            match exclusion.scope {
                Scope::Animal(id) | Scope::AnimalDay(id, _) => drop(names.animals.insert(id, None)),
                Scope::Reading(id) => drop(names.excluded.insert(id)),
                Scope::Day(_) => {}
            }
        }
        names
    }

    fn add(&mut self, record: &AnimalRecord) {
        let id = record.animal.id;
        for tumor in record.tumors.iter().filter(|_| !self.excluded.is_empty()) {
            let readings = tumor.readings.iter();
            for reading in readings.filter(|reading| self.excluded.contains(&reading.id)) {
                let named = NamedReading {
                    animal: id,
                    site: tumor.tumor.site.clone(),
                    when: reading.when,
                    repeat: reading.repeat,
                };
                self.readings.insert(reading.id, named);
                self.animals.insert(id, None);
            }
        }
        if let Some(named) = self.animals.get_mut(&id) {
            *named = Some(record.animal.clone());
        }
    }

    fn animal(&self, id: AnimalId) -> Option<&Animal> {
        self.animals.get(&id)?.as_ref()
    }
}
