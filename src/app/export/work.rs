//! The tables `work_lines` and `waivers`.

use std::collections::HashMap;
use std::io;

use super::animals::AnimalSource;
use super::described::{columns, values};
use domain::{AnimalId, Blinding, Label, Regimen, StudyRecord, Waiver, Whom, WorkLine, WorkLineId};
use report::data::{Column, DataTable, Value, row};

/// A row per line of the work plan and per arm, cohort or animal that it is about, one for a line about all; and a row
/// per waiver.
///
/// # Errors
/// If an animal cannot be read.
pub fn work(
    record: &StudyRecord,
    animals: &dyn AnimalSource,
) -> io::Result<(DataTable, DataTable)> {
    let tags = tags(record, animals)?;
    let mut lines = DataTable::new(
        "work_lines",
        columns::<WorkLine>()
            .chain([
                Column::text("whom", "all, arm, cohort or animal"),
                Column::text("name", "name of the arm or cohort, tag of the animal"),
            ])
            .chain(columns::<Regimen>()),
    );
    for line in exported_lines(record) {
        for [whom, name] in members(record, &line.whom, &tags) {
            let row = values(Some(line)).chain([whom, name]);
            let row = row.chain(values(line.regimen.as_deref()));
            lines.push(row.collect::<Vec<_>>());
        }
    }
    let mut waivers = DataTable::new(
        "waivers",
        [
            Column::whole("line", "number of the line of the work plan"),
            Column::text("animal", "tag"),
        ]
        .into_iter()
        .chain(columns::<Waiver>()),
    );
    let number = |id: WorkLineId| {
        let mut lines = exported_lines(record);
        lines.find(|line| line.id == id).map(|line| line.number)
    };
    for waiver in &record.waivers {
        let Some(number) = number(waiver.line) else {
            continue;
        };
        let mut row = row![number, tags.get(&waiver.animal)];
        row.extend(values(Some(waiver)));
        waivers.push(row);
    }
    Ok((lines, waivers))
}

/// The lines that are exported: not those about single animals of a study that is blinded by animal, for they would tell
/// which animals belong together.
pub(super) fn exported_lines(record: &StudyRecord) -> impl Iterator<Item = &WorkLine> {
    let hides = record.study.blinding == Blinding::BlindedAnimals;
    let lines = record.work_lines.iter();
    lines.filter(move |line| !hides || !matches!(line.whom, Whom::Animals(_)))
}

/// What a line is about, as kind and name.
fn members(record: &StudyRecord, whom: &Whom, tags: &HashMap<AnimalId, Label>) -> Vec<[Value; 2]> {
    let named = |kind: &str, name: Option<&Label>| [Value::from(kind), Value::from(name)];
    match whom {
        Whom::All => vec![named("all", None)],
        Whom::Arms(ids) => {
            let arms = record.arms.iter().filter(|arm| ids.contains(&arm.id));
            arms.map(|arm| named("arm", Some(&arm.name))).collect()
        }
        Whom::Cohorts(ids) => {
            let cohorts = record.cohorts.iter().filter(|c| ids.contains(&c.id));
            cohorts.map(|c| named("cohort", Some(&c.name))).collect()
        }
        Whom::Animals(ids) => {
            let animals = ids.iter().map(|id| named("animal", tags.get(id)));
            animals.collect()
        }
    }
}

/// The tags of the animals that lines and waivers name.
fn tags(record: &StudyRecord, animals: &dyn AnimalSource) -> io::Result<HashMap<AnimalId, Label>> {
    let of_lines = record.work_lines.iter().flat_map(|line| match &line.whom {
        Whom::Animals(ids) => ids.as_slice(),
        Whom::All | Whom::Arms(_) | Whom::Cohorts(_) => &[],
    });
    let waived = record.waivers.iter().map(|waiver| &waiver.animal);
    let named: std::collections::HashSet<AnimalId> = of_lines.chain(waived).copied().collect();
    let mut tags = HashMap::new();
    if named.is_empty() {
        return Ok(tags);
    }
    animals.each_animal(&mut |animal| {
        let animal = &animal.animal;
        if named.contains(&animal.id) {
            tags.insert(animal.id, animal.tag.clone());
        }
        Ok(())
    })?;
    Ok(tags)
}
