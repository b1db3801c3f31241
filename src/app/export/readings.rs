//! The table `readings`: a row per reading, with the weighing of the same moment beside it.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::values::day_and_date;
use domain::{
    AnimalRecord, ArmId, CageId, Label, Observation, Reading, Sex, StudyRecord, Volume, Weighing,
    When,
};
use report::data::{Column, DataTable, Value, row};

fn columns() -> [Column; 23] {
    [
        Column::text("study", "name of the study"),
        Column::text("cage", "what its card says"),
        Column::text("animal", "tag"),
        Column::text("rfid", "chip"),
        Column::text("sex", "female or male"),
        Column::date("born_on", "date of birth"),
        Column::text("source", "vendor batch, litter or donor"),
        Column::text("arm", "empty before allocation"),
        Column::number("day", "days", "study day"),
        Column::date("date", "calendar date"),
        Column::text("site", "which tumor"),
        Column::whole("repeat", "1 for its first reading of that day"),
        Column::text("state", "measured, not_palpable, not_measured"),
        Column::text("reason", "why it was not measured"),
        Column::number("length_mm", "mm", "as recorded"),
        Column::number("width_mm", "mm", "as recorded"),
        Column::number("height_mm", "mm", "as recorded"),
        Column::number("volume_mm3", "mm³", "as given, not computed"),
        Column::number("body_weight_g", "g", "body weight"),
        Column::whole("weight_repeat", "1 for the first weighing of that day"),
        Column::text("observer", "who looked"),
        Column::text("method", "how"),
        Column::text("typed", "the digits as typed"),
    ]
}

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
pub fn readings(record: &StudyRecord) -> DataTable {
    let names = Names {
        arms: record.arms.iter().map(|arm| (arm.id, &arm.name)).collect(),
        cages: record
            .cages
            .iter()
            .map(|cage| (cage.id, &cage.label))
            .collect(),
    };
    let mut table = DataTable::new("readings", columns());
    for animal in &record.animals {
        for entry in entries(animal) {
            table.push(cells(record, &names, animal, &entry));
        }
    }
    table
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

fn cells(record: &StudyRecord, names: &Names, animal: &AnimalRecord, entry: &Entry) -> Vec<Value> {
    let known = &animal.animal;
    let [day, date] = day_and_date(entry.when, record);
    let [state, reason, length, width, height, volume] = found(entry.reading);
    let observer = match (entry.reading, entry.weighing) {
        (Some(reading), _) => reading.observer.as_ref(),
        (None, Some(weighing)) => weighing.observer.as_ref(),
        (None, None) => None,
    };
    row![
        &record.study.name,
        known.cage.and_then(|id| names.cages.get(&id).copied()),
        &known.tag,
        known.rfid.as_ref(),
        known.sex.map(Sex::id),
        known.born_on,
        known.source.as_ref(),
        known.arm.and_then(|id| names.arms.get(&id).copied()),
        day,
        date,
        entry.site,
        entry.reading.map(|reading| reading.repeat),
        state,
        reason,
        length,
        width,
        height,
        volume,
        entry.weighing.map(|weighing| weighing.weight.grams()),
        entry.weighing.map(|weighing| weighing.repeat),
        observer,
        entry.reading.map(|reading| &reading.method),
        entry.reading.and_then(|reading| reading.typed.as_ref()),
    ]
}

/// State, reason, length, width, height, volume.
fn found(reading: Option<&Reading>) -> [Value; 6] {
    let mut cells = [const { Value::Missing }; 6];
    let Some(reading) = reading else { return cells };
    cells[0] = reading.observation.state().into();
    match &reading.observation {
        Observation::Measured { sizes, given } => {
            if let Some(sizes) = sizes {
                cells[2] = sizes.length_mm().into();
                cells[3] = sizes.width_mm().into();
                cells[4] = sizes.height_mm().into();
            }
            cells[5] = given.map(Volume::mm3).into();
        }
        Observation::NotMeasured(reason) => cells[1] = reason.into(),
        Observation::NotPalpable => {}
    }
    cells
}
