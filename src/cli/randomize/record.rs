//! What is on record: the draws, whether one repeats, and who is in which arm.

use serde_json::json;

use super::words;
use crate::analysis::layout;
use crate::context::{CommandResult, Context, Failure, Printed};
use crate::screen::{self, banner};
use app::document::number::significant;
use app::document::text;
use app::randomize::Verification;
use domain::{Allocation, AnimalRecord, Blinding, StudyRecord, counted, tag_order};

/// Columns of the terminal, and of a sheet of paper.
const WIDTH: usize = layout::WIDTH as usize;

/// Groups the draws.
pub(super) fn list(ctx: &Context, study: &str) -> CommandResult {
    let record = ctx.notebook()?.study(study)?;
    let draws = &record.allocations;
    if ctx.json {
        let one = |a: &Allocation| {
            json!({
                "number": a.number, "at": a.recorded_at, "author": a.author.as_str(),
                "method": a.method.id(), "seed": a.seed, "iterations": a.iterations,
                "score": a.score, "date": a.observed_on.map(|d| d.to_string()),
                "reason": a.reason.as_ref().map(ToString::to_string),
            })
        };
        return screen::json(&draws.iter().map(one).collect::<Vec<_>>()).done();
    }
    if draws.is_empty() {
        return screen::say("no draw is on record").done();
    }
    let words: Vec<String> = draws.iter().map(draw_words).collect();
    screen::say(&words.join("\n")).done()
}

fn draw_words(draw: &Allocation) -> String {
    let facts = [
        format!("draw {}", draw.number),
        draw.recorded_at.clone(),
        draw.author.to_string(),
        draw.method.id().to_owned(),
        seed_words(draw),
        format!("score {}", significant(Some(draw.score), 4)),
    ];
    let facts = text::listed(facts.iter().map(String::as_str), WIDTH);
    match &draw.reason {
        Some(reason) => format!(
            "{facts}\n{}",
            text::wrapped("    why: ", reason.as_str(), WIDTH)
        ),
        None => facts,
    }
}

fn seed_words(draw: &Allocation) -> String {
    match draw.seed {
        Some(seed) => format!("seed {seed}"),
        None => "seed hidden".to_owned(),
    }
}

/// Repeats a draw.
pub(super) fn verify(ctx: &Context, study: &str, number: Option<u32>) -> CommandResult {
    let found = ctx.notebook()?.verify_allocation(study, number)?;
    let printed = match ctx.json {
        true => screen::json(&found),
        false => screen::say(&verdict(study, &found)),
    };
    printed.map_err(Failure::Output)?;
    match found.reproduced {
        true => Ok(()),
        false => Err(Failure::Reported),
    }
}

fn verdict(study: &str, found: &Verification) -> String {
    let outcome = match found.reproduced {
        true => "reproduced",
        false => "NOT reproduced",
    };
    let receipt = &found.receipt;
    let facts = [
        counted(found.animals, "animal"),
        counted(receipt.options.places.len(), "arm"),
        receipt.method.clone(),
        format!("seed {}", receipt.seed),
        format!("{} iterations", receipt.iterations),
        format!("score {}", significant(Some(receipt.score), 4)),
        format!("drawn by {}", receipt.program),
        format!("accepted by {}", receipt.author.as_deref().unwrap_or("?")),
        match receipt.looked_at.as_slice() {
            [] => String::new(),
            looked_at => format!("looked at before: {}", words::seeds(looked_at)),
        },
    ];
    let facts = facts.iter().filter(|fact| !fact.is_empty());
    let mut lines = vec![
        format!("draw {} of study {study}: {outcome}", found.number),
        text::listed(facts.map(String::as_str), WIDTH),
        format!("input {}", receipt.fingerprint),
    ];
    let paragraph = |start: &str, sentence: &String| text::wrapped(start, sentence, WIDTH);
    lines.extend(
        found
            .differences
            .iter()
            .map(|d| paragraph("  differs: ", d)),
    );
    lines.extend(found.since.iter().map(|s| paragraph("  since then: ", s)));
    lines.join("\n")
}

/// Prints who is in which arm, for the wall: cage by cage, or arm by arm.
pub(super) fn print(ctx: &Context, study: &str, by_cage: bool) -> CommandResult {
    let record = ctx.notebook()?.study(study)?;
    let lists = lists(&record, by_cage);
    if ctx.json {
        let entry = |entry: &ListedAnimal| {
            let key = if by_cage { "arm" } else { "cage" };
            let mut json = json!({ "animal": entry.tag, key: entry.other });
            if let Some(code) = &entry.code {
                json["code"] = code.as_str().into();
            }
            json
        };
        let list = |(name, animals): &(String, Vec<ListedAnimal>)| {
            let key = if by_cage { "cage" } else { "arm" };
            json!({ key: name, "animals": animals.iter().map(entry).collect::<Vec<_>>() })
        };
        return screen::json(&lists.iter().map(list).collect::<Vec<_>>()).done();
    }
    let mut parts = vec![title(&record, by_cage)];
    parts.extend(lists.iter().map(|(name, animals)| {
        let mut lines = vec![format!("{name} ({})", counted(animals.len(), "animal"))];
        let width = animals.iter().map(|entry| entry.tag.chars().count()).max();
        let width = width.unwrap_or(0).min(WIDTH / 2);
        let line = |ListedAnimal { tag, code, other }: &ListedAnimal| {
            let code = code
                .as_ref()
                .map_or_else(String::new, |code| format!("  {code}"));
            text::wrapped("", &format!("  [ ] {tag:width$}{code}  {other}"), WIDTH)
        };
        lines.extend(animals.iter().map(line));
        lines.join("\n")
    }));
    let banner = banner(record.study.protocol.data_origin);
    screen::say(&format!("{banner}{}", parts.join("\n\n"))).done()
}

fn title(record: &StudyRecord, by_cage: bool) -> String {
    let what = if by_cage {
        "Cage plan"
    } else {
        "Allocation list"
    };
    let mut facts = vec![format!("{what} of study {}", record.study.name)];
    match record.allocations.last() {
        Some(draw) => facts.extend([
            format!("draw {}", draw.number),
            seed_words(draw),
            draw.recorded_at.clone(),
        ]),
        None => facts.push("no draw is on record".to_owned()),
    }
    text::listed(facts.iter().map(String::as_str), WIDTH)
}

/// An animal of a list.
struct ListedAnimal {
    tag: String,
    /// Its code, while that stands for its arm.
    code: Option<String>,
    /// Its arm in a list by cage, its cage in one by arm.
    other: String,
}

type Groups = Vec<(String, Vec<ListedAnimal>)>;

/// Animals on study by cage or by arm, with the other of the two.
fn lists(record: &StudyRecord, by_cage: bool) -> Groups {
    let on_study = record.animals.iter().filter(|a| a.disposition.is_none());
    let cage = |a: &AnimalRecord| {
        let cage = record.cage_of(&a.animal);
        cage.map_or("no cage".to_owned(), ToString::to_string)
    };
    let arm = |a: &AnimalRecord| {
        let arm = record.arms.iter().find(|arm| Some(arm.id) == a.animal.arm);
        arm.map_or("no arm".to_owned(), |arm| arm.name.to_string())
    };
    let mut names: Vec<String> = match by_cage {
        true => record.cages.iter().map(|c| c.label.to_string()).collect(),
        false => record.arms.iter().map(|a| a.name.to_string()).collect(),
    };
    if by_cage {
        names.sort_by(|a, b| tag_order(a, b));
    }
    names.push(if by_cage { "no cage" } else { "no arm" }.to_owned());
    let mut lists: Groups = names.into_iter().map(|name| (name, Vec::new())).collect();
    for animal in on_study {
        let (key, other) = match by_cage {
            true => (cage(animal), arm(animal)),
            false => (arm(animal), cage(animal)),
        };
        let code = animal.animal.code.as_ref();
        let code = code.filter(|_| record.study.blinding == Blinding::BlindedAnimals);
        if let Some(list) = lists.iter_mut().find(|(name, _)| *name == key) {
            list.1.push(ListedAnimal {
                tag: animal.animal.tag.to_string(),
                code: code.map(ToString::to_string),
                other,
            });
        }
    }
    lists.retain(|(_, animals)| !animals.is_empty());
    lists
}
