//! Responders that are no success: an animal whose tumor responded and that was found dead, or left early for its
//! weight or for signs of ill health. Wherever responders are counted, these are named.

use crate::document::words::listed;
use crate::number::{days, unbroken};
use domain::{Analysis, DispositionKind, ResponseRow};

/// The most animals that a sentence names.
const NAMED: usize = 6;

/// Sentences on the responders among these animals, with their tags and the days on which they left.
pub(crate) fn lost(
    analysis: &Analysis,
    is_responder: impl Fn(&ResponseRow) -> bool,
) -> Vec<String> {
    let responders = analysis.responses.animals.iter();
    let responders: Vec<&ResponseRow> = responders.filter(|row| is_responder(row)).collect();
    let is_dead = |row: &ResponseRow| row.disposition == Some(DispositionKind::FoundDead.id());
    let early = &analysis.weight.early_losses;
    let is_ill = |row: &ResponseRow| early.iter().any(|loss| loss.animal == row.animal);
    let (dead, living): (Vec<_>, Vec<_>) = responders.into_iter().partition(|row| is_dead(row));
    let ill: Vec<&ResponseRow> = living.into_iter().filter(|row| is_ill(row)).collect();
    let dead = match dead.len() {
        1 => sentence(&dead, "was found dead"),
        _ => sentence(&dead, "were found dead"),
    };
    dead.into_iter()
        .chain(sentence(&ill, "left early for weight or signs"))
        .collect()
}

/// `Responders 214 and 215 were found dead (days 5–12).`
fn sentence(rows: &[&ResponseRow], what: &str) -> Option<String> {
    let tags: Vec<&str> = rows.iter().map(|row| row.animal.as_str()).collect();
    let who = match tags.len() {
        0 => return None,
        1 => format!("Responder {}", tags[0]),
        n if n <= NAMED => format!("Responders {}", listed(&tags)),
        n => format!("{n} responders"),
    };
    Some(format!("{who} {what} ({}).", on(rows)))
}

/// `day 12`; `days 5–12`
fn on(rows: &[&ResponseRow]) -> String {
    let left = rows.iter().filter_map(|row| row.disposition_day);
    let first = left.clone().reduce(f64::min);
    let last = left.reduce(f64::max);
    unbroken(&match first == last {
        true => format!("day {}", days(first)),
        false => format!("days {}–{}", days(first), days(last)),
    })
}
