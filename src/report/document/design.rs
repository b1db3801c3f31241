//! The design: the treatment and the number of animals of each arm.

use super::{Block, Chapter, Material, blocks_of};
use crate::number::NONE;
use crate::sections::{Cell, Table, exposure, headings};
use crate::summary::ArmLabels;
use domain::{Arm, Treatment};

pub(super) fn chapter(material: &Material<'_>) -> Chapter {
    let record = material.record;
    let mut blocks = Vec::new();
    match record.arms.is_empty() {
        true => blocks.push(Block::text("The study has no arms.")),
        false if material.hides_arms() => {
            let hidden = match material.made.for_technician {
                true => "This report does not show arms, nor what is given in them.",
                false => "The study is blinded: arms, and what is given in them, are not shown.",
            };
            blocks.push(Block::text(hidden));
        }
        false => blocks.push(Block::table("Arms and treatments", arms(material))),
    }
    if let Some(section) = exposure::section(material.analysis) {
        blocks.extend(blocks_of(section));
    }
    Chapter::new("design", "Design", blocks)
}

fn arms(material: &Material<'_>) -> Table {
    let record = material.record;
    let labels = ArmLabels::of(record, material.analysis);
    let mut table = Table::new(headings([
        ("Arm", None),
        ("Label", None),
        ("Compound", None),
        ("Dose", None),
        ("Route", None),
        ("Schedule", None),
        ("Vehicle", None),
        ("Animals", None),
    ]));
    for arm in &record.arms {
        let animals = record.animals.iter();
        let n = animals.filter(|a| a.animal.arm == Some(arm.id)).count();
        let name = match arm.is_control {
            true if !names_control(arm.name.as_str()) => format!("{} (control)", arm.name),
            _ => arm.name.to_string(),
        };
        let [compound, dose, route, schedule] = treatments(arm);
        let vehicle = arm.vehicle.as_ref().map(ToString::to_string);
        let at = material
            .analysis
            .arms
            .iter()
            .position(|known| arm.name.as_str() == known);
        let cells = [
            name.into(),
            at.map_or("", |at| labels.label(at)).into(),
            compound.into(),
            dose.into(),
            route.into(),
            schedule.into(),
            vehicle.unwrap_or(NONE.to_owned()).into(),
            Cell::count(n),
        ];
        table.row(None, cells.into());
    }
    if !labels.are_short() {
        table.drop_column(1);
    }
    table
}

/// Whether a name says already that the arm is the control.
fn names_control(name: &str) -> bool {
    name.to_lowercase().contains("control")
}

/// Compound, dose, route and schedule of each treatment, one per line.
fn treatments(arm: &Arm) -> [String; 4] {
    type Said = fn(&Treatment) -> Option<String>;
    let said: [Said; 4] = [
        |t| Some(t.compound.to_string()),
        dose,
        |t| t.route.as_ref().map(ToString::to_string),
        |t| t.schedule.as_ref().map(ToString::to_string),
    ];
    said.map(|said| {
        let lines = arm.treatments.iter();
        let lines = lines.map(|t| said(t).unwrap_or(NONE.to_owned()));
        let lines: Vec<String> = lines.collect();
        match lines.is_empty() {
            true => NONE.to_owned(),
            false => lines.join("\n"),
        }
    })
}

fn dose(treatment: &Treatment) -> Option<String> {
    treatment.quantity().map(|dose| dose.to_string())
}
