//! Files with which R computes anew what the report says: the values as analyzed, how animals left, the settings, the
//! times to the event, and the script, which reads them and the tables of results beside them.

use std::io::Write;

use super::csv::csv_file;
use super::{days, values};
use crate::analyze::{AnalyzeError, DaysByAnimal};
use crate::files::ExportFile;
use domain::{Analysis, StudyRecord};
use report::data::{Column, DataTable, Value, row};

/// The script; it reads the tables and holds nothing of the study.
const SCRIPT: &str = include_str!("analyze.R");

/// `volumes.csv`, `ends.csv`, `settings.csv`, `times.csv`, `analyze.R`.
///
/// # Errors
/// As [`analyze`](crate::analyze::analyze).
pub fn files<'a>(
    record: &'a StudyRecord,
    analysis: &Analysis,
) -> Result<[ExportFile<'a>; 5], AnalyzeError> {
    let animals = DaysByAnimal::of(record, &values::options())?;
    let ends = ends(record, &animals);
    let script = |out: &mut (dyn Write + Send)| out.write_all(SCRIPT.as_bytes());
    Ok([
        csv_file(days::volumes(record, animals)),
        csv_file(ends),
        csv_file(settings(record, analysis)),
        csv_file(times(record, analysis)),
        ExportFile::new("analyze.R".to_owned(), script),
    ])
}

/// What the numbers depend on beside the volumes.
fn settings(record: &StudyRecord, analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(
        "settings",
        [
            Column::text("field", "name of the setting"),
            Column::text("value", "as the analysis used it"),
        ],
    );
    let settings = &analysis.settings;
    let primary = analysis.primary.as_ref();
    let event = settings.event.parse().ok();
    let removal = event.and_then(|event| record.study.protocol.removal_volume_mm3(event));
    let rows: [(&str, Value); 11] = [
        ("study", analysis.study.as_str().into()),
        ("data_origin", analysis.data_origin.id().into()),
        ("control", analysis.control.as_ref().into()),
        ("landmark_day", analysis.landmark_day.into()),
        ("confidence", settings.confidence.into()),
        ("zeros", settings.zeros.as_str().into()),
        ("loq_mm3", settings.loq_mm3.into()),
        ("primary_test", primary.map(|primary| primary.test).into()),
        (
            "floor_mm3",
            primary.and_then(|primary| primary.floor_mm3).into(),
        ),
        ("removal_mm3", removal.into()),
        ("event", settings.event.as_str().into()),
    ];
    for (field, value) in rows {
        table.push(vec![field.into(), value]);
    }
    table
}

/// A row per animal that left the study; none while the study is blinded.
fn ends(record: &StudyRecord, animals: &DaysByAnimal<'_>) -> DataTable {
    let mut table = DataTable::new(
        "ends",
        [
            Column::text("animal", "tag"),
            Column::text("arm", "control first"),
            Column::number("day", "days", "study day on which it left"),
            Column::text("disposition", "its kind"),
            Column::text(
                "role",
                "what it means to the time to event: event, compete, censor",
            ),
        ],
    );
    if record.study.blinding.is_blinded() {
        return table;
    }
    for animal in animals.iter() {
        if let Some(end) = animal.end {
            table.push(row![
                &animal.animal,
                &animal.arm,
                end.day,
                end.kind.id(),
                end.role.id(),
            ]);
        }
    }
    table
}

/// A row per animal that can have the event; none while the study is blinded.
fn times(record: &StudyRecord, analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(
        "times",
        [
            Column::text("animal", "tag"),
            Column::text("arm", "control first"),
            Column::number(
                "time",
                "days",
                "from baseline to the event, or to the end of observation",
            ),
            Column::truth("event", "whether the event came"),
            Column::text("cause", "what ended the time; empty if censored"),
        ],
    );
    let times = analysis.time_to_event.as_ref();
    let times = times.filter(|_| !record.study.blinding.is_blinded());
    for animal in times.iter().flat_map(|times| &times.animals) {
        table.push(row![
            &animal.animal,
            &animal.arm,
            animal.time,
            animal.event,
            animal.cause,
        ]);
    }
    table
}
