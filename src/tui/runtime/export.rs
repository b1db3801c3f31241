//! Writing what leaves the notebook.

use std::path::{Path, PathBuf};

use crate::base::effect::{Export, Product};
use app::summarize::{Extent, Wanted, made_at};
use app::{Error, Notebook};
use domain::AnalysisOptions;

/// Writes a report or figure; returns the full name of the file.
pub(super) fn write(notebook: &Notebook, export: &Export) -> Result<String, Error> {
    let file = at_home(&export.file);
    if !export.replace && file.exists() {
        let message = format!("`{}` exists already", file.display());
        return Err(Error::state(
            message,
            "choose another file name, or choose to replace it",
        ));
    }
    let (for_technician, landmark) = match export.product {
        Product::Report {
            for_technician,
            landmark,
            ..
        } => (for_technician, landmark),
        Product::Figure(..) => (false, None),
    };
    let wanted = Wanted {
        options: AnalysisOptions {
            day: landmark,
            ..AnalysisOptions::default()
        },
        extent: Extent::Core,
        for_technician,
        at: made_at()?,
    };
    let summary = notebook.summarize(&export.study, &wanted)?;
    match &export.product {
        Product::Report { format, .. } => {
            summary.write(*format, &file)?;
        }
        Product::Figure(figure, format) => summary.write_figure(figure, *format, &file)?,
    }
    // Relative names are of the folder in which the program was started, which is not on the screen.
    Ok(std::path::absolute(&file)
        .unwrap_or(file)
        .display()
        .to_string())
}

/// A file whose name begins with `~/`, in the user's own folder: no shell has been asked.
fn at_home(file: &Path) -> PathBuf {
    match (file.strip_prefix("~"), std::env::home_dir()) {
        (Ok(inside), Some(home)) => home.join(inside),
        _ => file.to_path_buf(),
    }
}
