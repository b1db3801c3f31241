//! Measuring, as it is typed: what stood there before, the keys, what stands there afterwards and
//! what the file holds.

mod devices;
mod doubts;
mod kills;
mod others;
mod refusals;
mod scans;
mod session;
mod unmeasured;
mod values;

use super::lab::{self, cages};
use super::{Config, Message, Stage, today};

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
            rows.push(format!("{tag} {}: {} g", w.repeat, w.grams()));
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

/// The screen at 80×24 must show this, across line breaks too.
#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(80, 24);
    let flat = |text: &str| {
        let words = text.replace('│', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // The values stand to the right of the queue.
    let values = screen
        .lines()
        .map(|line| line.chars().skip(24).collect::<String>());
    let values = flat(&values.collect::<Vec<_>>().join(" "));
    let shown = flat(&screen).contains(text) || values.contains(text);
    assert!(shown, "`{text}` is not shown:\n{screen}");
}
