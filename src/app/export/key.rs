//! The key of a blinded study: which animal and which code belong to which arm. Written only when it
//! is handed out on record, never by an export.

use super::sheet::{Sheet, maybe, text};
use crate::app::overview::treatment_words;
use crate::domain::{Animal, Arm, StudyRecord};

/// A row per animal that is in an arm, and one per arm without animals.
pub fn key_text(record: &StudyRecord) -> String {
    let mut sheet = Sheet::new(&[
        "study",
        "animal",
        "animal_code",
        "arm_code",
        "arm",
        "control",
        "treatment",
        "vehicle",
    ]);
    for arm in &record.arms {
        let animals = record.animals.iter().map(|a| &a.animal);
        let animals: Vec<_> = animals.filter(|a| a.arm == Some(arm.id)).collect();
        if animals.is_empty() {
            sheet.row(row(record, arm, None));
        }
        for animal in animals {
            sheet.row(row(record, arm, Some(animal)));
        }
    }
    sheet.text()
}

fn row(record: &StudyRecord, arm: &Arm, animal: Option<&Animal>) -> [String; 8] {
    let treatments: Vec<_> = arm.treatments.iter().map(treatment_words).collect();
    [
        text(&record.study.name),
        maybe(animal.map(|a| &a.tag)),
        maybe(animal.and_then(|a| a.code.as_ref())),
        maybe(arm.code.as_ref()),
        text(&arm.name),
        super::study::yes_or_no(arm.is_control).to_owned(),
        text(treatments.join(" + ")),
        maybe(arm.vehicle.as_ref()),
    ]
}
