//! The tables `study`, `arms`, `cages`, `dispositions`, `exclusions`.

use std::collections::HashMap;

use super::values::day_and_date;
use crate::protocol;
use crate::study_files::BLINDING;
use domain::{AnimalId, Label, Reading, ReadingId, Scope, StudyRecord};
use report::data::{Column, DataTable, Value, row};

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
    for (field, value) in protocol::fields(&record.study.protocol) {
        table.push(row![field, value]);
    }
    table
}

/// A row per compound given in an arm, or one for an arm without.
pub fn arms(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new(
        "arms",
        [
            Column::text("arm", "name"),
            Column::whole("order", "its place in the study, from 1"),
            Column::truth("control", "whether others are compared with it"),
            Column::text("vehicle", "what compounds are dissolved in"),
            Column::text("compound", "what is given"),
            Column::number("dose", "", "how much, in the column unit"),
            Column::text("unit", "of the dose"),
            Column::text("route", "how it is given"),
            Column::text("schedule", "when it is given"),
        ],
    );
    for arm in &record.arms {
        let mut push = |treatment: [Value; 5]| {
            let mut row = row![
                &arm.name,
                arm.position,
                arm.is_control,
                arm.vehicle.as_ref()
            ];
            row.extend(treatment);
            table.push(row);
        };
        for treatment in &arm.treatments {
            push([
                (&treatment.compound).into(),
                treatment.dose.into(),
                treatment.unit.as_ref().into(),
                treatment.route.as_ref().into(),
                treatment.schedule.as_ref().into(),
            ]);
        }
        if arm.treatments.is_empty() {
            push([const { Value::Missing }; 5]);
        }
    }
    table
}

/// A row per cage.
pub fn cages(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new("cages", [Column::text("cage", "what its card says")]);
    for cage in &record.cages {
        table.push(row![&cage.label]);
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
            Column::text("disposition", "how the animal left the study"),
            Column::text("reason", "why"),
        ],
    );
    for animal in &record.animals {
        if let Some(disposition) = &animal.disposition {
            let [day, date] = day_and_date(Some(disposition.when), record);
            table.push(row![
                &record.study.name,
                &animal.animal.tag,
                day,
                date,
                disposition.kind.id(),
                disposition.reason.as_ref(),
            ]);
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
            Column::text("reason", "why"),
            Column::truth("foreseen", "whether the protocol foresaw it"),
        ],
    );
    let names = Names::of(record);
    for exclusion in &record.exclusions {
        let (scope, animal, when, reading) = match exclusion.scope {
            Scope::Animal(animal) => ("animal", names.tag(animal), None, None),
            Scope::AnimalDay(animal, when) => ("animal_day", names.tag(animal), Some(when), None),
            Scope::Day(when) => ("day", None, Some(when), None),
            Scope::Reading(id) => match names.readings.get(&id) {
                Some(&(tag, site, reading)) => {
                    let named = Some((site, reading.repeat));
                    ("reading", Some(tag), Some(reading.when), named)
                }
                None => continue,
            },
        };
        let [day, date] = day_and_date(when, record);
        table.push(row![
            scope,
            animal,
            day,
            date,
            reading.map(|(site, _)| site),
            reading.map(|(_, repeat)| repeat),
            &exclusion.reason,
            exclusion.foreseen,
        ]);
    }
    table
}

type NamedReading<'a> = (&'a Label, &'a Label, &'a Reading);

/// Animals and readings by their ids.
struct Names<'a> {
    tags: HashMap<AnimalId, &'a Label>,
    readings: HashMap<ReadingId, NamedReading<'a>>,
}

impl<'a> Names<'a> {
    fn of(record: &'a StudyRecord) -> Self {
        let animals = || record.animals.iter();
        let readings = animals().flat_map(|animal| {
            animal.tumors.iter().flat_map(move |tumor| {
                let name = (&animal.animal.tag, &tumor.tumor.site);
                tumor
                    .readings
                    .iter()
                    .map(move |r| (r.id, (name.0, name.1, r)))
            })
        });
        Self {
            tags: animals()
                .map(|animal| (animal.animal.id, &animal.animal.tag))
                .collect(),
            readings: readings.collect(),
        }
    }

    fn tag(&self, animal: AnimalId) -> Option<&'a Label> {
        self.tags.get(&animal).copied()
    }
}
