//! Files with which R computes anew what the report says: the values as analyzed, the settings, the times to the event,
//! and the script, which reads them and the tables of results beside them.

use std::io::Write;

use super::csv::csv_file;
use super::days;
use crate::analyze::{AnalyzeError, analyze};
use crate::files::ExportFile;
use domain::{Analysis, AnalysisOptions, EventRule, StudyRecord};
use report::data::{Column, DataTable, Value, row};

/// The script; it reads the tables and holds nothing of the study.
const SCRIPT: &str = include_str!("analyze.R");

/// `volumes.csv`, `settings.csv`, `times.csv`, `analyze.R`.
///
/// # Errors
/// As [`analyze`].
pub fn files<'a>(record: &StudyRecord) -> Result<[ExportFile<'a>; 4], AnalyzeError> {
    let analysis = analyze(record, &AnalysisOptions::default())?;
    let script = |out: &mut (dyn Write + Send)| out.write_all(SCRIPT.as_bytes());
    Ok([
        csv_file(days::volumes(record)?),
        csv_file(settings(record, &analysis)),
        csv_file(times(record, &analysis)),
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
        ("removal_mm3", removal(record, analysis).into()),
        ("event", settings.event.as_str().into()),
    ];
    for (field, value) in rows {
        table.push(vec![field.into(), value]);
    }
    table
}

/// The volume at which the joint rank test takes an animal for removed: the limit of the protocol, else that of the
/// event.
fn removal(record: &StudyRecord, analysis: &Analysis) -> Option<f64> {
    let of_event = match analysis.settings.event.parse() {
        Ok(EventRule::Volume(mm3)) => Some(mm3),
        _ => None,
    };
    record.study.protocol.limit_tumor_volume_mm3.or(of_event)
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
