//! Measuring, as it is typed: what stood there before, the keys, what stands there afterwards and
//! what the file holds.

use super::lab::{self, cages};
use super::{Stage, today};
use crate::domain::Observation;

/// The study's readings and weighings of the stage's day: `213 right flank 1: 12.4 × 9.1 mm`.
fn rows(stage: &Stage) -> Vec<String> {
    let study = stage.notebook().study("S").unwrap();
    let mut rows = Vec::new();
    for animal in &study.animals {
        let tag = &animal.animal.tag;
        for tumor in &animal.tumors {
            for r in tumor.readings.iter().filter(|r| r.when.date == today()) {
                let site = &tumor.tumor.site;
                rows.push(format!("{tag} {site} {}: {}", r.repeat, r.observation));
            }
        }
        for w in animal.weighings.iter().filter(|w| w.when.date == today()) {
            rows.push(format!("{tag} {}: {} g", w.repeat, w.weight.grams()));
        }
    }
    rows
}

/// At the first animal of two cages, on day 17.
fn at_the_hood() -> Stage {
    let mut stage = Stage::new(cages);
    stage.press("m");
    stage
}

#[test]
fn a_full_cage_with_caliper_and_balance() {
    let mut stage = at_the_hood();
    for _ in 0..4 {
        stage
            .burst("12.9<Enter>")
            .burst("9.4<Enter>")
            .burst("20.7<Enter>");
    }
    assert_eq!(
        rows(&stage),
        (211..=214)
            .flat_map(|tag| [
                format!("{tag} right flank 1: 12.9 × 9.4 mm"),
                format!("{tag} 1: 20.7 g")
            ])
            .collect::<Vec<_>>()
    );
    let screen = stage.screen(80, 24);
    assert!(screen.contains("4/8 done"), "{screen}");
    assert!(screen.contains("C04 · 215 ♀"), "{screen}");
    println!("{screen}");
}
