//! `study.csv`, `arms.csv`, `cages.csv`, `dispositions.csv`, `exclusions.csv`.

use std::collections::HashMap;

use super::sheet::{Sheet, day_and_date, maybe, plain, text};
use crate::app::protocol::{self, Value};
use crate::domain::{AnimalId, Arm, ReadingId, Scope, StudyRecord};

/// The field of `study.csv` that says that the files were written while the study was blinded.
pub const BLINDING: &str = "blinding";

/// `study.csv`.
pub fn protocol(record: &StudyRecord) -> String {
    let mut sheet = Sheet::new(&["field", "value"]);
    sheet.row(["name", &text(&record.study.name)]);
    sheet.row(["status", record.study.status.id()]);
    if record.study.blinding.is_blinded() {
        sheet.row([BLINDING, record.study.blinding.id()]);
    }
    for (field, value) in protocol::fields(&record.study.protocol) {
        let value = match value {
            Some(Value::Text(value)) => text(value),
            Some(Value::Plain(value)) => value,
            None => String::new(),
        };
        sheet.row([field, &value]);
    }
    sheet.text()
}

pub fn arms(record: &StudyRecord) -> String {
    let headings = [
        "arm", "order", "control", "vehicle", "compound", "dose", "unit", "route", "schedule",
    ];
    let mut sheet = Sheet::new(&headings);
    for arm in &record.arms {
        let [name, order, control, vehicle] = arm_cells(arm);
        let mut row = |treatment: [String; 5]| {
            let arm = [
                name.clone(),
                order.clone(),
                control.clone(),
                vehicle.clone(),
            ];
            sheet.row(arm.into_iter().chain(treatment));
        };
        for treatment in &arm.treatments {
            row([
                text(&treatment.compound),
                plain(treatment.dose),
                maybe(treatment.unit.as_ref()),
                maybe(treatment.route.as_ref()),
                maybe(treatment.schedule.as_ref()),
            ]);
        }
        if arm.treatments.is_empty() {
            row(Default::default());
        }
    }
    sheet.text()
}

fn arm_cells(arm: &Arm) -> [String; 4] {
    [
        text(&arm.name),
        arm.position.to_string(),
        yes_or_no(arm.is_control).to_owned(),
        maybe(arm.vehicle.as_ref()),
    ]
}

pub fn cages(record: &StudyRecord) -> String {
    let mut sheet = Sheet::new(&["cage"]);
    for cage in &record.cages {
        sheet.row([text(&cage.label)]);
    }
    sheet.text()
}

pub fn dispositions(record: &StudyRecord) -> String {
    let mut sheet = Sheet::new(&["study", "animal", "day", "date", "disposition", "reason"]);
    for animal in &record.animals {
        if let Some(disposition) = &animal.disposition {
            let [day, date] = day_and_date(disposition.when, record.study.protocol.day0);
            sheet.row([
                text(&record.study.name),
                text(&animal.animal.tag),
                day,
                date,
                text(disposition.kind.id()),
                maybe(disposition.reason.as_ref()),
            ]);
        }
    }
    sheet.text()
}

pub fn exclusions(record: &StudyRecord) -> String {
    let headings = [
        "scope", "animal", "day", "date", "site", "repeat", "reason", "foreseen",
    ];
    let mut sheet = Sheet::new(&headings);
    let names = Names::of(record);
    let day0 = record.study.protocol.day0;
    for exclusion in &record.exclusions {
        let (scope, animal, when, site, repeat) = match exclusion.scope {
            Scope::Animal(animal) => ("animal", names.tag(animal), None, String::new(), None),
            Scope::AnimalDay(animal, when) => (
                "animal_day",
                names.tag(animal),
                Some(when),
                String::new(),
                None,
            ),
            Scope::Day(when) => ("day", String::new(), Some(when), String::new(), None),
            Scope::Reading(id) => match names.readings.get(&id) {
                Some(&(animal, site, reading)) => {
                    let when = Some(reading.when);
                    (
                        "reading",
                        text(animal),
                        when,
                        text(site),
                        Some(reading.repeat),
                    )
                }
                None => continue,
            },
        };
        let [day, date] = when.map_or_else(Default::default, |when| day_and_date(when, day0));
        let reason = text(&exclusion.reason);
        let foreseen = yes_or_no(exclusion.foreseen).to_owned();
        sheet.row([
            scope.to_owned(),
            animal,
            day,
            date,
            site,
            plain(repeat),
            reason,
            foreseen,
        ]);
    }
    sheet.text()
}

type NamedReading<'a> = (
    &'a crate::domain::Label,
    &'a crate::domain::Label,
    &'a crate::domain::Reading,
);

/// Animals and readings by their ids.
struct Names<'a> {
    tags: HashMap<AnimalId, &'a crate::domain::Label>,
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

    fn tag(&self, animal: AnimalId) -> String {
        maybe(self.tags.get(&animal))
    }
}

pub fn yes_or_no(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}
