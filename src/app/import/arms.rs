//! Which column tells the arm: names rather than their numbers, and all that tells groups apart.

use std::collections::{HashMap, HashSet};

use super::columns::{Columns, name_in};
use super::field::{Field, WEAK};
use super::headings::{Candidate, holds_numbers};
use super::layout::Table;
use super::outcome::ImportNote;
use crate::file_problems::ImportError;
use domain::{ImportRemedy, printable};

/// Chooses the column of the arm among those that can tell it.
///
/// # Errors
/// If two columns together tell more groups than the one: both may make the arm.
pub fn choose(
    table: &Table,
    found: &[Candidate],
    weak: &[Candidate],
    columns: &mut Columns,
) -> Result<(), ImportError> {
    if columns.is_mapped(Field::Arm) {
        return Ok(());
    }
    let mut candidates: Vec<(usize, usize)> = found
        .iter()
        .chain(weak)
        .filter(|(_, field, ..)| *field == Field::Arm)
        .map(|(column, _, rank, _)| (*rank, *column))
        .collect();
    candidates.sort_unstable();
    candidates.dedup_by_key(|(_, column)| *column);
    let is_free =
        |column: usize| columns.of(Field::Arm) == Some(column) || !columns.is_taken(column);
    let is_candidate = |&(rank, column): &(usize, usize)| {
        is_free(column) && (rank < WEAK || is_of_animals(table, columns, column))
    };
    candidates.retain(is_candidate);
    let Some(&(_, mut arm)) = candidates.first() else {
        return Ok(());
    };
    if columns.of(Field::Arm).is_some_and(|own| own != arm) && candidates[0].0 >= WEAK {
        return Ok(());
    }
    let others = || {
        candidates
            .iter()
            .map(|(_, column)| *column)
            .filter(|column| *column != arm)
    };
    let named = others().find(|&other| {
        holds_numbers(table, arm)
            && !holds_numbers(table, other)
            && refines(table, arm, other) == Refinement::Same
    });
    if let Some(named) = named {
        let message = format!(
            "the arms have the names of `{}`, one for each number of `{}`",
            table.column(named).heading,
            table.column(arm).heading
        );
        columns.notes.push(ImportNote::new("arm_names", message));
        arm = named;
    }
    columns.offer(Field::Arm, arm, 1.0);
    // Beside a group of its own, only a drug or a dose can tell more.
    let is_weak = |rank: usize| candidates[0].0 >= WEAK || rank >= WEAK;
    let open = candidates.iter().filter(|(rank, _)| is_weak(*rank));
    let finer = open.map(|(_, column)| *column).find(|&other| {
        other != arm
            && is_of_animals(table, columns, other)
            && refines(table, arm, other) == Refinement::Finer
    });
    let Some(finer) = finer else { return Ok(()) };
    let (first, second) = (table.column(arm).heading, table.column(finer).heading);
    Err(ImportError::Undecided {
        why: format!(
            "{}: animals of one `{first}` differ in `{second}`: both may tell the arm",
            printable(&table.file)
        ),
        remedy: ImportRemedy::MapArms {
            first: first.into(),
            second: second.into(),
        }
        .into(),
    })
}

/// Whether a column has one value for each animal.
fn is_of_animals(table: &Table, columns: &Columns, column: usize) -> bool {
    let Some(animal) = columns.of(Field::Animal) else {
        return true;
    };
    let mut by_animal: HashMap<String, String> = HashMap::new();
    for row in &table.rows {
        let of = |column: usize| row.cells.get(column).and_then(name_in);
        if let (Some(tag), Some(value)) = (of(animal), of(column))
            && *by_animal.entry(tag).or_insert_with(|| value.clone()) != value
        {
            return false;
        }
    }
    true
}

#[derive(PartialEq)]
enum Refinement {
    /// Each value of the one goes with one value of the other.
    Same,
    /// One value of the first goes with several of the second.
    Finer,
    /// The second tells nothing that the first does not.
    Coarser,
}

fn refines(table: &Table, first: usize, second: usize) -> Refinement {
    let mut pairs: HashSet<(String, String)> = HashSet::new();
    for row in &table.rows {
        let of = |column: usize| row.cells.get(column).and_then(name_in);
        if let (Some(a), Some(b)) = (of(first), of(second)) {
            pairs.insert((a, b));
        }
    }
    let firsts: HashSet<&String> = pairs.iter().map(|(a, _)| a).collect();
    let seconds: HashSet<&String> = pairs.iter().map(|(_, b)| b).collect();
    match (pairs.len() == firsts.len(), pairs.len() == seconds.len()) {
        (true, true) => Refinement::Same,
        (true, false) => Refinement::Coarser,
        (false, _) => Refinement::Finer,
    }
}
