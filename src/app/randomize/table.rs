//! The animals of a table, with no study: a row each, and a column per value.

use std::path::Path;

use super::candidates::{Candidate, Column, Factor};
use super::prepare::{Prepared, Roster, assemble};
use super::request::{Request, Weighted};
use crate::Error;
use crate::import::{Options, Problem, read_columns_of};
use domain::{DrawRemedy, Invalid};

/// Which columns of a table are what.
#[derive(Debug, Clone, Default)]
pub struct TableColumns {
    /// Heading of the column that names the animals; the first where none is given.
    pub id: Option<String>,
    /// How the file is to be read: decimal mark, delimiter, encoding, sheet, line of the headings,
    /// formulas.
    pub reading: Options,
}

/// So many problems are told; the rest is counted.
const TOLD: usize = 20;

/// Gathers what a draw for the animals of a CSV or Excel file is made from. Covariates and factors
/// are named by the headings of their columns; what only a study knows of is not heeded.
///
/// # Errors
/// A file that cannot be read; a heading that is not there; text where numbers belong, by row and
/// column; animals that are not named or named twice; and what [`prepare`](super::prepare) refuses.
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
    let names = taken(reader.names(id), &mut problems);
    let covariate = |w: &Weighted, problems: &mut Vec<Problem>| -> Result<Column, Error> {
        let column = reader.column(&w.name)?;
        Ok(Column {
            name: w.name.clone(),
            unit: "",
            weight: w.weight,
            values: taken(reader.numbers(column), problems),
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
                levels: taken(reader.texts(reader.column(heading)?), &mut problems),
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
        told: String::new(),
        remedy: "fill the cells in, or take the rows out of the table".into(),
    };
    if request.arms.is_empty() {
        let remedy = DrawRemedy::NameArmsOfTable;
        return Err(Invalid::new("arms", "", "are not named", remedy).into());
    }
    let arms = request.arms.iter().map(|arm| (arm.clone(), None)).collect();
    assemble(roster, request, arms, Vec::new())
}

/// The values, or none of them and what is wrong.
fn taken<T>(read: Result<Vec<T>, Vec<Problem>>, problems: &mut Vec<Problem>) -> Vec<T> {
    read.unwrap_or_else(|found| {
        problems.extend(found);
        Vec::new()
    })
}

fn refuse(problems: &[Problem]) -> Result<(), Error> {
    let Some(first) = problems.first() else {
        return Ok(());
    };
    let mut lines: Vec<String> = problems.iter().take(TOLD).map(Problem::to_string).collect();
    if problems.len() > TOLD {
        lines.push(format!("and {} more", problems.len() - TOLD));
    }
    Err(Error::state(lines.join("\n  "), first.remedy.clone()))
}
