//! The animals of a CSV or Excel file, without a study: a row per animal, a column per value.

use std::path::Path;

use super::candidates::{Candidate, Column, Factor, Roster};
use super::prepare::assemble;
use super::prepared::Prepared;
use super::request::{Request, Weighted};
use crate::Error;
use crate::import::{FileProblem, ImportOptions, Problems, read_columns_of};
use domain::{DrawRemedy, Invalid};

/// How a table is read.
#[derive(Debug, Clone, Default)]
pub struct TableColumns {
    /// Heading of the column that names the animals; the first where none is given.
    pub id: Option<String>,
    /// Decimal mark, delimiter, encoding, sheet, line of the headings, formulas; the rest is ignored.
    pub reading: ImportOptions,
}

/// The most problems that a message lists; the rest is counted.
const LISTED: usize = 20;

/// Collects what a draw for the animals of a file is made from. Covariates and factors are named by the headings
/// of their columns. Parts of the request that only a study can answer (day, limits, drawing anew) are ignored.
///
/// # Errors
/// If the file cannot be read or a heading is missing; if a cell holds text instead of a number (the error names
/// row and column); if animals have no name or the same one; and as [`prepare`](super::prepare()).
pub fn prepare_table(
    path: &Path,
    columns: &TableColumns,
    request: &Request,
) -> Result<Prepared, Error> {
    let reader = read_columns_of(path, &columns.reading)?;
    let mut problems = reader.problems();
    let id = match &columns.id {
        Some(heading) => reader.column(heading)?,
        None => 0,
    };
    let names = values_or_problems(reader.names(id), &mut problems);
    let covariate = |w: &Weighted, problems: &mut Problems| -> Result<Column, Error> {
        let column = reader.column(&w.name)?;
        Ok(Column {
            name: w.name.clone(),
            unit: "",
            weight: w.weight,
            values: values_or_problems(reader.numbers(column), problems),
        })
    };
    let mut covariates = Vec::new();
    for weighted in &request.balance {
        covariates.push(covariate(weighted, &mut problems)?);
    }
    let mut factors = |headings: &[String]| -> Result<Vec<Factor>, Error> {
        let factor = |heading: &String| {
            Ok(Factor {
                name: heading.clone(),
                levels: values_or_problems(reader.texts(reader.column(heading)?), &mut problems),
            })
        };
        headings.iter().map(factor).collect()
    };
    let (spread, whole, mix) = (
        factors(&request.spread)?,
        factors(&request.whole)?,
        factors(&request.mix)?,
    );
    refuse(&problems)?;
    let candidate = |name: String| Candidate {
        name,
        id: None,
        arm: None,
    };
    let roster = Roster {
        candidates: names.into_iter().map(candidate).collect(),
        left_out: Vec::new(),
        covariates,
        spread,
        whole,
        mix,
        date: None,
        on_day: String::new(),
        remedy: "fill the cells in, or take the rows out of the table".into(),
    };
    if request.arms.is_empty() {
        let remedy = DrawRemedy::NameArmsOfTable;
        return Err(Invalid::new("arms", "", "are not named", remedy).into());
    }
    let arms = request.arms.iter().map(|arm| (arm.clone(), None)).collect();
    assemble(roster, request, arms, Vec::new())
}

/// The values; where they were refused none, and their problems are added to `problems`, so that one message can
/// list those of all columns.
fn values_or_problems<T>(read: Result<Vec<T>, Problems>, problems: &mut Problems) -> Vec<T> {
    read.unwrap_or_else(|found| {
        problems.append(found);
        Vec::new()
    })
}

fn refuse(problems: &Problems) -> Result<(), Error> {
    let Some(first) = problems.listed().first() else {
        return Ok(());
    };
    let mut lines: Vec<String> = problems
        .listed()
        .iter()
        .take(LISTED)
        .map(FileProblem::to_string)
        .collect();
    if problems.count() > LISTED {
        lines.push(format!("and {} more", problems.count() - LISTED));
    }
    Err(Error::state(lines.join("\n  "), first.remedy.clone()))
}
