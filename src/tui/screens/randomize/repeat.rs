//! Repeating a draw that is on record, and what came of it.

use super::{facts, shows_arms};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::message::{Tone, Trouble};
use crate::base::screen::Screen;
use crate::base::study::OpenStudy;
use crate::component::{Request, Requests};
use crate::widgets::reader::Reader;
use app::document::number::significant;
use app::randomize::Verification;
use domain::counted;

/// Repeats the recorded draw in force.
pub(super) fn verify(cx: &Context, out: &mut Requests) {
    let Some(open) = &cx.study else { return };
    let last = open.record.allocations.last().map(|last| last.number);
    match last.filter(|_| shows_arms(open)) {
        Some(number) => {
            out.say(Tone::Note, format!("repeating draw {number} …"));
            out.effect(Effect::VerifyDraw(open.name().to_owned(), number));
        }
        None => out.say(
            Tone::Note,
            match shows_arms(open) {
                true => "there is no recorded draw to repeat",
                false => {
                    "repeating a draw would show its arms: it can be repeated once the study is unblinded"
                }
            },
        ),
    }
}

/// Says whether a draw was reproduced.
pub(super) fn verified(
    cx: &Context,
    study: &str,
    result: Result<Box<Verification>, Trouble>,
    out: &mut Requests,
) {
    let is_open = |open: &OpenStudy| open.name() == study && shows_arms(open);
    if !cx.study.as_ref().is_some_and(is_open) {
        return;
    }
    let found = match result {
        Ok(found) => found,
        Err(trouble) => {
            out.trouble(&trouble);
            return out.bell();
        }
    };
    let number = found.number;
    match found.reproduced {
        true => out.say(Tone::Done, format!("draw {number} was reproduced")),
        false => out.say(Tone::Error, format!("draw {number} was not reproduced")),
    }
    if cx.screen == Screen::Randomize {
        let title = format!("Draw {number}, repeated");
        let reader = Reader::new(title, verdict(&found));
        out.push(Request::ReadIfFree(Box::new(reader)));
    }
}

fn verdict(found: &Verification) -> Vec<(String, String)> {
    let receipt = &found.receipt;
    let animals = counted(found.animals, "animal");
    let outcome = match found.reproduced {
        true => format!("Reproduced: all {animals} got the recorded arms."),
        false => "Not reproduced: this seed draws another allocation.".to_owned(),
    };
    let line = |heading: &str, phrase: String| (heading.to_owned(), phrase);
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
        lines.push(line("other seeds", facts::seeds(&receipt.looked_at)));
    }
    lines
}
