//! The key of a blinded study: the arm of every animal and code. It is written only when it is handed out on record,
//! never by an export.

use super::csv::csv;
use crate::overview::treatment_words;
use domain::{Animal, Arm, StudyRecord};
use report::data::{Column, DataTable, Value, row};

/// A row per animal that is in an arm, and one per arm without animals.
pub fn key_text(record: &StudyRecord) -> String {
    let mut table = DataTable::new(
        "key",
        [
            Column::text("study", "name of the study"),
            Column::text("animal", "tag"),
            Column::text("animal_code", "its code, where animals have such"),
            Column::text("arm_code", "the arm while the study is blinded"),
            Column::text("arm", "the arm's name"),
            Column::truth("control", "whether others are compared with it"),
            Column::text("treatment", "what is given"),
            Column::text("vehicle", "what compounds are dissolved in"),
        ],
    );
    for arm in &record.arms {
        let animals = record.animals.iter().map(|a| &a.animal);
        let animals: Vec<_> = animals.filter(|a| a.arm == Some(arm.id)).collect();
        if animals.is_empty() {
            table.push(entry(record, arm, None));
        }
        for animal in animals {
            table.push(entry(record, arm, Some(animal)));
        }
    }
    csv(&table)
}

fn entry(record: &StudyRecord, arm: &Arm, animal: Option<&Animal>) -> Vec<Value> {
    let treatments: Vec<_> = arm.treatments.iter().map(treatment_words).collect();
    row![
        &record.study.name,
        animal.map(|a| &a.tag),
        animal.and_then(|a| a.code.as_ref()),
        arm.code.as_ref(),
        &arm.name,
        arm.is_control,
        treatments.join(" + "),
        arm.vehicle.as_ref(),
    ]
}
