//! The tables `formulations`, `doses` and `off_treatment`.

use std::collections::HashMap;
use std::io;

use super::animals::AnimalSource;
use super::described::{columns, values};
use super::values::day_and_date;
use domain::{
    AnimalRecord, DatedDose, Dose, Formulation, FormulationId, Label, StudyRecord, WorkLineId,
};
use report::data::{Column, DataTable, RowSink, TableSource, Value, assert_fits, row};

/// A row per formulation.
pub fn formulations(record: &StudyRecord) -> DataTable {
    let mut table = DataTable::new("formulations", columns::<Formulation>());
    for made in &record.formulations {
        table.push(values(Some(made)).collect::<Vec<_>>());
    }
    table
}

/// A row per animal that is off treatment.
///
/// # Errors
/// If an animal cannot be read.
pub fn off_treatment(animals: &dyn AnimalSource) -> io::Result<DataTable> {
    let mut table = DataTable::new(
        "off_treatment",
        [
            Column::text("animal", "tag"),
            Column::date("since", "first date without doses"),
            Column::text("reason", "why treatment was stopped"),
        ],
    );
    animals.each_animal(&mut |animal| {
        if let Some(off) = &animal.animal.off_treatment {
            table.push(row![&animal.animal.tag, off.since, &off.reason]);
        }
        Ok(())
    })?;
    Ok(table)
}

/// The doses of all animals: by animal, then time. The rows of one animal at a time are in memory.
pub struct Doses<'a> {
    record: &'a StudyRecord,
    animals: &'a dyn AnimalSource,
    columns: Vec<Column>,
    lines: HashMap<WorkLineId, u32>,
    formulations: HashMap<FormulationId, &'a Label>,
}

/// The table of a study with these animals. Lines are named where they are exported.
pub fn doses<'a>(record: &'a StudyRecord, animals: &'a dyn AnimalSource) -> Doses<'a> {
    let before = [
        Column::text("animal", "tag"),
        Column::number("day", "days", "study day"),
        Column::date("date", "calendar date"),
        Column::text(
            "time",
            "local time of day, with the offset from UTC where known",
        ),
        Column::whole("repeat", "1 for the first dose of that day"),
        Column::whole("line", "number of the line of the work plan"),
    ];
    let behind = [
        Column::text("formulation", "what its vial says"),
        Column::text("observer", "who gave it"),
    ];
    let lines = super::work::exported_lines(record);
    let made = record.formulations.iter();
    Doses {
        record,
        animals,
        columns: before
            .into_iter()
            .chain(columns::<Dose>())
            .chain(behind)
            .collect(),
        lines: lines.map(|line| (line.id, line.number)).collect(),
        formulations: made.map(|made| (made.id, &made.code)).collect(),
    }
}

impl TableSource for Doses<'_> {
    fn name(&self) -> &str {
        "doses"
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn each_row(&self, sink: RowSink<'_>) -> io::Result<()> {
        self.animals.each_animal(&mut |animal| {
            for dose in &animal.doses {
                let row = self.cells(animal, dose);
                assert_fits(self.name(), &self.columns, &row);
                sink(&row)?;
            }
            Ok(())
        })
    }
}

impl Doses<'_> {
    fn cells(&self, animal: &AnimalRecord, dose: &DatedDose) -> Vec<Value> {
        let line = dose
            .planned
            .and_then(|planned| self.lines.get(&planned.line));
        let made = dose.formulation.and_then(|id| self.formulations.get(&id));
        let [day, date] = day_and_date(Some(dose.when), self.record, Some(&animal.animal));
        let mut cells = row![
            &animal.animal.tag,
            day,
            date,
            dose.clock_time.map(|time| time.to_string()),
            dose.repeat,
            line.copied(),
        ];
        cells.extend(values(Some(&dose.entry)));
        cells.push(made.copied().into());
        cells.push(dose.observer.as_ref().into());
        cells
    }
}
