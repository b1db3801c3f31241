//! Which sheets of a workbook are read.

use super::grid::Grid;
use crate::file_problems::ImportError;
use crate::import::options::{ALL_SHEETS, ImportOptions};
use domain::printable;

/// The sheet of a workbook that was asked for, spelled as the workbook does; none if all are meant.
///
/// # Errors
/// If it has no such sheet.
pub fn wanted(sheets: &[String], options: &ImportOptions) -> Result<Option<String>, ImportError> {
    let means_all =
        |name: &&String| name.eq_ignore_ascii_case(ALL_SHEETS) && !sheets.contains(name);
    let name = options.sheet.as_ref().filter(|name| !means_all(name));
    name.map(|name| sheet_named(sheets, name)).transpose()
}

fn sheet_named(sheets: &[String], name: &str) -> Result<String, ImportError> {
    match sheets.iter().find(|s| s.trim() == name.trim()) {
        Some(sheet) => Ok(sheet.clone()),
        None => {
            let known: Vec<_> = sheets.iter().map(|s| printable(s)).collect();
            Err(ImportError::Undecided {
                why: format!("the workbook has no sheet `{}`", printable(name)),
                remedy: format!("its sheets are {}", known.join(", ")).into(),
            })
        }
    }
}

/// All grids, or the one of the sheet that was asked for.
///
/// # Errors
/// If there is no such sheet.
pub fn only_wanted(grids: Vec<Grid>, options: &ImportOptions) -> Result<Vec<Grid>, ImportError> {
    let names: Vec<String> = grids.iter().filter_map(|grid| grid.sheet.clone()).collect();
    let wanted = wanted(&names, options)?;
    let is_meant = |grid: &Grid| wanted.is_none() || grid.sheet == wanted;
    let mut meant: Vec<Grid> = grids.into_iter().filter(is_meant).collect();
    for grid in meant
        .iter_mut()
        .filter(|grid| grid.is_hidden && wanted.is_none())
    {
        grid.rows.clear();
    }
    Ok(meant)
}
