//! Weights and limits of each animal, for readers who must not see arms.

use std::collections::HashMap;

use super::{Block, Chapter, Material};
use crate::number::{NONE, number};
use crate::sections::{Cell, Table, headings};
use domain::{AnimalRecord, AnimalWeight, Protocol};

/// The most animals in the table.
const MANY: usize = 500;

/// None in reports that show arms: there, the results by arm tell it.
pub(super) fn chapter(material: &Material<'_>) -> Option<Chapter> {
    let record = material.record;
    if !material.hides_arms() || record.animals.is_empty() || record.animals.len() > MANY {
        return None;
    }
    let weights = material.analysis.weight.animals.iter();
    let weights: HashMap<&str, &AnimalWeight> = weights.map(|w| (w.animal.as_str(), w)).collect();
    let mut table = Table::new(headings([
        ("Animal", None),
        ("weight at\nbaseline, g", Some("weight_change")),
        ("last\nchange %", Some("weight_change")),
        ("lowest\nchange %", Some("weight_nadir")),
        ("on day", Some("weight_nadir")),
        ("limits reached", None),
    ]));
    for animal in &record.animals {
        let weight = weights.get(animal.animal.tag.as_str());
        let one = |value: Option<f64>| Cell::of(number(value, 1), [value]);
        let cells = [
            animal.animal.tag.to_string().into(),
            one(weight.map(|w| w.baseline_g)),
            one(weight.map(|w| w.last_percent)),
            one(weight.map(|w| w.nadir_percent)),
            Cell::day(weight.map(|w| w.nadir_day)),
            limits(animal, &record.study.protocol).into(),
        ];
        table.row(None, cells.into());
    }
    let block = Block::table("Body weight and limits of each animal", table);
    Some(Chapter::new(
        "weight",
        "Body weight and welfare",
        vec![block],
    ))
}

/// The limits of the protocol that an animal reached, each with its day.
fn limits(animal: &AnimalRecord, protocol: &Protocol) -> String {
    let reached = super::deviations::reached(animal, protocol);
    let words = reached.into_iter().map(|alert| {
        let on = animal.animal.said(protocol, alert.when);
        format!("{}: {on}", alert.concern.words())
    });
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => NONE.to_owned(),
        false => words.join("; "),
    }
}
