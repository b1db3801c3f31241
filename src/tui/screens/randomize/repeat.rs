//! Repeating a draw that is on record, and what came of it.

use super::{facts, shows_arms};
use crate::effect::Effect;
use crate::message::Trouble;
use crate::model::{Model, Screen, Tone};
use crate::overlay::{Overlay, Reader};
use app::document::number::significant;
use app::randomize::Verification;
use domain::counted;

/// Repeats the draw that stands.
pub(super) fn verify(model: &mut Model) -> Vec<Effect> {
    let Some(open) = &model.study else {
        return Vec::new();
    };
    let last = open.record.allocations.last().map(|last| last.number);
    match last.filter(|_| shows_arms(open)) {
        Some(number) => {
            let name = open.name().to_owned();
            model.say(Tone::Note, format!("repeating draw {number} …"));
            vec![Effect::VerifyDraw(name, number)]
        }
        None => {
            let why = match shows_arms(open) {
                true => "no draw is on record that could be repeated",
                false => {
                    "repeating a draw would show its arms: it can be repeated once the study is unblinded"
                }
            };
            model.say(Tone::Note, why);
            Vec::new()
        }
    }
}

/// Whether a draw came out the same again.
pub(crate) fn verified(
    model: &mut Model,
    study: &str,
    result: Result<Box<Verification>, Trouble>,
) -> Vec<Effect> {
    let is_open = model
        .study
        .as_ref()
        .is_some_and(|open| open.name() == study && shows_arms(open));
    if !is_open {
        return Vec::new();
    }
    let found = match result {
        Ok(found) => found,
        Err(trouble) => {
            model.trouble(&trouble);
            return vec![Effect::Bell];
        }
    };
    let number = found.number;
    match found.reproduced {
        true => model.say(Tone::Done, format!("draw {number} came out the same again")),
        false => model.say(
            Tone::Error,
            format!("draw {number} did not come out the same"),
        ),
    }
    if model.screen == Screen::Randomize && model.overlays.is_empty() {
        model.overlays.push(Overlay::Reader(Box::new(Reader {
            sent: false,
            title: format!("Draw {number}, drawn once more"),
            lines: verdict(&found),
            top: 0,
        })));
    }
    Vec::new()
}

fn verdict(found: &Verification) -> Vec<(String, String)> {
    let receipt = &found.receipt;
    let animals = counted(found.animals, "animal");
    let outcome = match found.reproduced {
        true => format!("The same again: all {animals} came to the places that are on record."),
        false => "Not the same: what is on record is not what this seed draws.".to_owned(),
    };
    let line = |heading: &str, said: String| (heading.to_owned(), said);
    let mut lines = vec![line("", outcome), line("", String::new())];
    lines.extend(found.differences.iter().map(|d| line("differs", d.clone())));
    lines.extend(found.since.iter().map(|s| line("since then", s.clone())));
    lines.extend([
        line(
            "drawn by",
            format!("{}, seed {}", receipt.method, receipt.seed),
        ),
        line("steps", facts::steps(receipt.iterations)),
        line("score", significant(Some(receipt.score), 4)),
        line(
            "with",
            format!("{}, {}", receipt.program, receipt.generator),
        ),
        line("input", receipt.fingerprint.clone()),
    ]);
    if !receipt.looked_at.is_empty() {
        lines.push(line("looked at", facts::seeds(&receipt.looked_at)));
    }
    lines
}
