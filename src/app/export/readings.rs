//! The table `readings`: a row per reading, with the weighing of the same moment beside it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io;

use super::animals::AnimalSource;
use super::described;
use super::values::day_and_date;
use domain::{
    Animal, AnimalRecord, ArmId, BodyWeight, CageId, Label, Reading, StudyRecord, TumorFinding,
    Weighing, When,
};
use report::data::{Column, RowSink, TableSource, Value, assert_fits, row};

/// How many of a finding's columns stand behind the observer: how it was found, not what.
const HOW: usize = 2;

fn columns() -> Vec<Column> {
    let mut finding: Vec<_> = described::columns::<TumorFinding>().collect();
    let how = finding.split_off(finding.len() - HOW);
    let mut columns = vec![
        Column::text("study", "name of the study"),
        Column::text("cage", "what its card says"),
        Column::text("cohort", "the animals that it entered the study with"),
    ];
    columns.extend(described::columns::<Animal>());
    columns.extend([
        Column::text("arm", "empty before allocation"),
        Column::number("day", "days", "study day"),
        Column::date("date", "calendar date"),
        Column::text(
            "time",
            "local time of day, with the offset from UTC where known",
        ),
        Column::text("site", "which tumor"),
        Column::whole("repeat", "1 for its first reading of that day"),
    ]);
    columns.extend(finding);
    columns.push(Column::number(
        "volume_mm3",
        "mm³",
        "by the study's formula; 0 where the tumor is not palpable",
    ));
    columns.extend(described::columns::<BodyWeight>());
    columns.extend([
        Column::whole("weight_repeat", "1 for the first weighing of that day"),
        Column::text("weight_time", "the time of the weighing"),
        Column::text("observer", "who looked"),
    ]);
    columns.extend(how);
    columns
}

/// The values of a row, its animal aside.
#[derive(Default)]
struct ExportRow<'a> {
    when: Option<When>,
    site: Option<&'a Label>,
    reading: Option<&'a Reading>,
    weighing: Option<&'a Weighing>,
}

/// The rows of all animals: by animal, then time. The rows of one animal at a time are in memory.
pub struct Readings<'a> {
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
    columns: Vec<Column>,
    arms: HashMap<ArmId, &'a Label>,
    cages: HashMap<CageId, &'a Label>,
}

/// The table of a study with these animals.
pub fn readings<'a>(record: &'a StudyRecord, animals: &'a dyn AnimalSource) -> Readings<'a> {
    let cages = record.cages.iter();
    Readings {
        record,
        animals,
        columns: columns(),
        arms: record.arms.iter().map(|arm| (arm.id, &arm.name)).collect(),
        cages: cages.map(|cage| (cage.id, &cage.label)).collect(),
    }
}

impl TableSource for Readings<'_> {
    fn name(&self) -> &str {
        "readings"
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        self.animals.each_animal(&mut |animal| {
            for entry in entries(animal) {
                let row = self.cells(animal, &entry);
                assert_fits(self.name(), &self.columns, &row);
                sink(&row)?;
            }
            Ok(())
        })
    }
}

/// An animal's rows. A weighing stands beside the first reading of its moment that the same person
/// took; one without such a reading, a tumor without readings and an animal without anything have
/// rows of their own.
fn entries(animal: &AnimalRecord) -> Vec<ExportRow<'_>> {
    let mut entries: Vec<ExportRow> = Vec::new();
    for tumor in &animal.tumors {
        let site = Some(&tumor.tumor.site);
        if tumor.readings.is_empty() {
            entries.push(ExportRow {
                site,
                ..ExportRow::default()
            });
        }
        entries.extend(tumor.readings.iter().map(|reading| ExportRow {
            when: Some(reading.when),
            site,
            reading: Some(reading),
            weighing: None,
        }));
    }
    let by_time =
        |a: &ExportRow, b: &ExportRow| a.when.partial_cmp(&b.when).unwrap_or(Ordering::Equal);
    entries.sort_by(by_time);
    // Put behind their moments by one sorting: to insert each would take an animal that was often weighed too long.
    let mut alone = Vec::new();
    for weighing in &animal.weighings {
        let start = entries.partition_point(|entry| entry.when < Some(weighing.when));
        let end = entries.partition_point(|entry| entry.when <= Some(weighing.when));
        let fits = |entry: &&mut ExportRow| {
            let observer = entry.reading.map(|reading| &reading.observer);
            entry.weighing.is_none() && observer == Some(&weighing.observer)
        };
        match entries[start..end].iter_mut().find(fits) {
            Some(entry) => entry.weighing = Some(weighing),
            None => alone.push(ExportRow {
                when: Some(weighing.when),
                weighing: Some(weighing),
                ..ExportRow::default()
            }),
        }
    }
    entries.extend(alone);
    entries.sort_by(by_time);
    if entries.is_empty() {
        entries.push(ExportRow::default());
    }
    entries
}

impl Readings<'_> {
    fn volume_mm3(&self, reading: &Reading) -> Option<f64> {
        let protocol = &self.record.study.protocol;
        protocol.volume_mm3(&reading.entry.observation)
    }

    fn cells(&self, animal: &AnimalRecord, row: &ExportRow) -> Vec<Value> {
        let record = self.record;
        let known = &animal.animal;
        let mut finding: Vec<_> =
            described::values::<TumorFinding>(row.reading.map(|reading| &reading.entry)).collect();
        let how = finding.split_off(finding.len() - HOW);
        let (observer, time) = match (row.reading, row.weighing) {
            (Some(reading), _) => (reading.observer.as_ref(), reading.clock_time),
            (None, Some(weighing)) => (weighing.observer.as_ref(), weighing.clock_time),
            (None, None) => (None, None),
        };
        let weight_time = row.weighing.and_then(|weighing| weighing.clock_time);
        let mut cells = row![
            &record.study.name,
            known.cage.and_then(|id| self.cages.get(&id).copied()),
            known.cohort.as_ref().map(|cohort| &cohort.name),
        ];
        cells.extend(described::values(Some(known)));
        cells.push(known.arm.and_then(|id| self.arms.get(&id).copied()).into());
        cells.extend(day_and_date(row.when, record, Some(known)));
        cells.push(time.map(|time| time.to_string()).into());
        cells.push(row.site.into());
        cells.push(row.reading.map(|reading| reading.repeat).into());
        cells.extend(finding);
        cells.push(
            row.reading
                .and_then(|reading| self.volume_mm3(reading))
                .into(),
        );
        cells.extend(described::values(
            row.weighing.map(|weighing| &weighing.entry),
        ));
        cells.push(row.weighing.map(|weighing| weighing.repeat).into());
        cells.push(weight_time.map(|time| time.to_string()).into());
        cells.push(observer.into());
        cells.extend(how);
        cells
    }
}
