//! Which sheets of a workbook are read.

use super::grid::Grid;
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;
use domain::printable;

/// The sheet of a workbook that was asked for, spelled as the workbook does.
///
/// # Errors
/// If it has no such sheet.
pub fn sheet_named(sheets: &[String], name: &str) -> Result<String, ImportError> {
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
    let Some(name) = &options.sheet else {
        return Ok(grids);
    };
    let names: Vec<String> = grids.iter().filter_map(|grid| grid.sheet.clone()).collect();
    let wanted = Some(sheet_named(&names, name)?);
    Ok(grids
        .into_iter()
        .filter(|grid| grid.sheet == wanted)
        .collect())
}
