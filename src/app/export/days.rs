//! The long table of the days of each animal, with the values as analyzed.

use super::streamed::StreamedTable;
use crate::analyze::DaysByAnimal;
use domain::StudyRecord;
use report::data::{Column, Value, row};

/// `volumes`: a row per animal and day on which it was read or weighed, control first.
pub fn volumes<'a>(record: &'a StudyRecord, animals: DaysByAnimal<'a>) -> StreamedTable<'a> {
    let columns = [
        Column::text("study", "name of the study"),
        Column::text("arm", "control first"),
        Column::text("animal", "tag"),
        Column::number("day", "days", "study day"),
        Column::number(
            "since_baseline",
            "days",
            "days since the animal's baseline reading",
        ),
        Column::number(
            "volume_mm3",
            "mm³",
            "sum of its tumors by the study's formula",
        ),
        Column::number(
            "visit",
            "days",
            "study day that the volume counts for; empty if it counts for none",
        ),
        Column::number("body_weight_g", "g", "body weight"),
        Column::truth("in_model", "whether the mixed model uses the volume"),
    ];
    StreamedTable::new("volumes", columns, move |sink| {
        for animal in animals.iter() {
            for day in &animal.days {
                let row: Vec<Value> = row![
                    &record.study.name,
                    &animal.arm,
                    &animal.animal,
                    day.day,
                    day.since_baseline,
                    day.volume_mm3,
                    day.visit,
                    day.body_weight_g,
                    day.in_model,
                ];
                sink(&row)?;
            }
        }
        Ok(())
    })
}
