//! Definition cards: what each statistic of an analysis is, in words of the laboratory.
//!
//! A card describes what `stats` computes from what `app` passes to it. If card and code differ, the card is
//! wrong. The ids are those under which numbers are printed and serialized.

mod adjust;
mod allocation;
mod dosing;
mod inhibition;
mod intervals;
mod mixed;
mod one_day;
mod primary;
mod rules;
mod summaries;
mod survival;
mod tumors;
mod weight;

use serde::Serialize;

use domain::{Invalid, Remedy, edits};

/// The definition of a statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The name in tables, files and on the command line.
    pub id: &'static str,
    /// The name in words.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// What it assumes of the data.
    pub assumptions: &'static str,
    /// How zeros, dropouts, ties and small numbers are treated.
    pub awkward: &'static str,
    /// Who defined it: authors, year, DOI; or that it is a convention.
    pub source: &'static str,
    /// What other programs do.
    pub elsewhere: &'static str,
}

impl Card {
    /// The parts of the card under their headings, in reading order.
    pub fn parts(&self) -> [(&'static str, &'static str); 6] {
        [
            ("Question", self.question),
            ("Formula", self.formula),
            ("Assumptions", self.assumptions),
            ("Awkward data", self.awkward),
            ("Source", self.source),
            ("Elsewhere", self.elsewhere),
        ]
    }
}

/// All cards: first the definitions of growth inhibition, last the rules that other cards refer to.
pub fn cards() -> impl Iterator<Item = &'static Card> {
    let inhibition = inhibition::CARDS.iter();
    inhibition
        .chain(intervals::CARDS)
        .chain(summaries::CARDS)
        .chain(tumors::CARDS)
        .chain(primary::CARDS)
        .chain(mixed::CARDS)
        .chain(one_day::CARDS)
        .chain(adjust::CARDS)
        .chain(survival::CARDS)
        .chain(weight::CARDS)
        .chain(dosing::CARDS)
        .chain(allocation::CARDS)
        .chain(rules::CARDS)
}

/// The card of a statistic.
pub fn card(id: &str) -> Option<&'static Card> {
    cards().find(|card| card.id == id)
}

/// The card of a statistic as a person types it: case does not matter, nor do spaces, `-` and `_`.
///
/// # Errors
/// If there is none; the remedy names similar ids.
pub fn find(typed: &str) -> Result<&'static Card, Invalid> {
    let id = typed.trim().to_lowercase().replace([' ', '-'], "_");
    card(&id).ok_or_else(|| {
        let near = near(&id).into_iter().map(str::to_owned).collect();
        let remedy = Remedy::ListStatistics { near };
        Invalid::new("statistic", typed, "is not known", remedy)
    })
}

/// The most ids that a remedy names.
const NEAR: usize = 6;

/// Ids that are similar to what was typed, or whose names contain it: the most similar first.
fn near(typed: &str) -> Vec<&'static str> {
    let words = typed.replace('_', " ");
    let mut near: Vec<(usize, &'static str)> = cards()
        .filter_map(|card| {
            let named = words.len() > 2 && card.name.to_lowercase().contains(&words);
            let begins = typed.len() > 1 && card.id.starts_with(typed);
            let edits = edits(typed, card.id);
            let resembles = edits <= 1 + typed.chars().count() / 4;
            (named || begins || resembles).then_some((edits, card.id))
        })
        .collect();
    near.sort_by_key(|(edits, _)| *edits);
    near.into_iter().take(NEAR).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use domain::{Definition, VolumeFormula};

    #[test]
    fn every_definition_has_a_card() {
        for definition in Definition::ALL {
            assert!(card(definition.id()).is_some(), "{}", definition.id());
        }
    }

    #[test]
    fn cards_are_whole() {
        let ids: HashSet<&str> = cards().map(|card| card.id).collect();
        assert_eq!(ids.len(), cards().count());
        for card in cards() {
            // A list of ids and names fits 80 columns.
            assert!((1..=55).contains(&card.name.chars().count()), "{}", card.id);
            for (heading, text) in card.parts() {
                let ends = text.ends_with(['.', '?']) && !text.contains("  ");
                assert!(ends, "{}: {heading}: {text}", card.id);
            }
        }
    }

    #[test]
    fn cards_refer_to_cards() {
        let is_id = |word: &str| word.contains('_') && word.split('_').all(|part| part.len() > 2);
        let known = |word: &str| card(word).is_some() || word.parse::<VolumeFormula>().is_ok();
        for card in cards() {
            for (heading, text) in card.parts() {
                let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                let lost = words.find(|word| is_id(word) && !known(word));
                assert_eq!(lost, None, "{}: {heading}", card.id);
            }
        }
    }

    #[test]
    fn a_card_is_found_as_it_is_typed() {
        assert_eq!(find(" TC mean ").unwrap().id, "tc_mean");
        assert_eq!(find("rate-tc").unwrap().id, "rate_tc");
        for (typed, first) in [
            ("detla", "delta"),
            ("tc", "tc_mean"),
            ("doubling", "doubling_time"),
            ("recist", "mrecist"),
            ("xyzzyx", ""),
            ("kaplan", "kaplan_meier"),
            ("hazard", "cox, hazard_ratio"),
            ("", ""),
        ] {
            let Remedy::ListStatistics { near } = find(typed).unwrap_err().remedy else {
                panic!("{typed}");
            };
            let near = near.join(", ");
            assert!(near.starts_with(first), "{typed}: {near}");
            assert_eq!(near.is_empty(), first.is_empty(), "{typed}: {near}");
        }
    }
}
