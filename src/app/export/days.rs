//! Long tables of the days of each animal with the values as analyzed: one for R, and two in the shapes that other
//! programs require.

use super::values::options;
use crate::analyze::{AnalyzeError, animal_days};
use domain::{DataOrigin, StudyRecord};
use report::data::{Column, DataTable, Value, row};

/// The text for a column that a program requires and a notebook does not have.
const UNKNOWN: &str = "Unknown";

/// The name of the control arm that the PDXNet suite requires.
const PDX_NET_CONTROL: &str = "Control";

/// `volumes`: a row per animal and day on which it was read or weighed, control first.
pub fn volumes(record: &StudyRecord) -> Result<DataTable, AnalyzeError> {
    let mut table = DataTable::new(
        "volumes",
        [
            Column::text("study", "name of the study"),
            Column::text("arm", "control first"),
            Column::text("animal", "tag"),
            Column::number("day", "days", "study day"),
            Column::number(
                "volume_mm3",
                "mm³",
                "sum of its tumors by the study's formula",
            ),
            Column::number("body_weight_g", "g", "body weight"),
            Column::truth("in_model", "whether the mixed model uses the volume"),
        ],
    );
    for animal in animal_days(record, &options())? {
        for day in &animal.days {
            table.push(row![
                &record.study.name,
                &animal.arm,
                &animal.animal,
                day.day,
                day.volume_mm3,
                day.body_weight_g,
                day.in_model,
            ]);
        }
    }
    Ok(table)
}

/// The long table that `SynergyLMM::lmmModel` reads, with the names of its default arguments. Time counts from the
/// baseline of each animal, because the package divides volumes by those of time 0.
pub fn synergy_lmm(record: &StudyRecord) -> Result<DataTable, AnalyzeError> {
    let mut table = DataTable::new(
        "synergylmm",
        [
            Column::text("SampleID", "tag"),
            Column::number("Time", "days", "since the animal's baseline reading"),
            Column::text("Treatment", "arm, control first"),
            Column::number("TV", "mm³", "sum of its tumors by the study's formula"),
            Column::text("Study", "name of the study"),
            Column::text("DataOrigin", "recorded or simulated"),
        ],
    );
    for animal in animal_days(record, &options())? {
        let from_baseline = animal
            .days
            .iter()
            .filter(|day| day.since_baseline >= Some(0.0));
        for day in from_baseline.filter(|day| day.volume_mm3.is_some()) {
            table.push(row![
                &animal.animal,
                day.since_baseline,
                &animal.arm,
                day.volume_mm3,
                &record.study.name,
                record.study.protocol.data_origin.id(),
            ]);
        }
    }
    Ok(table)
}

/// The table that PDXNet's tumor volume suite takes.
pub fn pdx_net(record: &StudyRecord) -> Result<DataTable, AnalyzeError> {
    let animals = animal_days(record, &options())?;
    let days = || animals.iter().flat_map(|animal| &animal.days);
    let weighed = days().any(|day| day.body_weight_g.is_some());
    let mut columns = vec![
        Column::text("Contributor", "Unknown, or Simulated"),
        Column::text("Arms", "arm; the control arm is Control"),
        Column::number("Times", "days", "study day"),
        Column::number("Volume", "mm³", "sum of its tumors by the study's formula"),
        Column::text("Study", "name of the study"),
        Column::text("ID", "study and tag"),
        Column::text("Tumor", "model"),
        Column::text("Disease_Type", "Unknown"),
    ];
    if weighed {
        columns.push(Column::number("Body_Weight", "g", "body weight"));
    }
    let mut table = DataTable::new("pdxnet", columns);
    let study = &record.study;
    let contributor = match study.protocol.data_origin {
        DataOrigin::Simulated => "Simulated",
        DataOrigin::Recorded => UNKNOWN,
    };
    let model = study.protocol.model.as_ref();
    for animal in &animals {
        let from_baseline = animal
            .days
            .iter()
            .filter(|day| day.since_baseline >= Some(0.0));
        for day in from_baseline.filter(|day| day.volume_mm3.is_some()) {
            let mut row = row![
                contributor,
                pdx_net_arm(record, &animal.arm),
                day.day,
                day.volume_mm3,
                &study.name,
                format!("{}/{}", study.name, animal.animal),
                model.map_or(UNKNOWN, |model| model.as_str()),
                UNKNOWN,
            ];
            if weighed {
                row.push(Value::from(day.body_weight_g));
            }
            table.push(row);
        }
    }
    Ok(table)
}

/// The name of an arm for PDXNet: the control gets the required name, and another arm of that name a different one.
fn pdx_net_arm(record: &StudyRecord, arm: &str) -> String {
    let is_control = |a: &&domain::Arm| a.is_control;
    let control = record.arms.iter().find(is_control);
    match control.map(|control| control.name.as_str()) {
        Some(control) if control == arm => PDX_NET_CONTROL.to_owned(),
        _ if arm == PDX_NET_CONTROL => format!("{arm} (not the control arm)"),
        _ => arm.to_owned(),
    }
}
