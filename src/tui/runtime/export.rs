//! Writing what leaves the notebook.

use std::path::{Path, PathBuf};

use crate::base::effect::{Export, Product};
use app::export::Format;
use app::summarize::{Extent, Wanted, made_at};
use app::{Error, Notebook};
use domain::{AnalysisOptions, counted};

/// Writes a report or figure; returns the full name of the file.
pub(super) fn write(notebook: &Notebook, export: &Export) -> Result<String, Error> {
    let file = at_home(&export.file);
    if let Product::Data(format) = &export.product {
        return write_data(notebook, export, format, &file);
    }
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
        Product::Figure(..) | Product::Data(_) => (false, None),
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
        Product::Data(_) => {}
    }
    Ok(full_name(&file))
}

/// Writes the data of a study into a folder; returns its full name, with what differs from the study.
fn write_data(
    notebook: &Notebook,
    export: &Export,
    format: &Format,
    folder: &Path,
) -> Result<String, Error> {
    let mut inside = std::fs::read_dir(folder).into_iter().flatten();
    if !export.replace && inside.next().is_some() {
        let message = format!("`{}` holds files already", folder.display());
        return Err(Error::state(
            message,
            "choose another folder, or choose to replace files of the same names",
        ));
    }
    let exported = notebook.export(&export.study, format, folder)?;
    let count = counted(exported.files.len(), "file");
    let notes: String = exported
        .notes
        .iter()
        .map(|note| format!("; {note}"))
        .collect();
    Ok(format!("{count} into {}{notes}", full_name(folder)))
}

/// The full name of a file: relative names are of the folder in which the program was started, which is not on the
/// screen.
fn full_name(file: &Path) -> String {
    let full = std::path::absolute(file);
    full.as_deref().unwrap_or(file).display().to_string()
}

/// A file whose name begins with `~/`, in the user's own folder: no shell has been asked.
pub(super) fn at_home(file: &Path) -> PathBuf {
    match (file.strip_prefix("~"), std::env::home_dir()) {
        (Ok(inside), Some(home)) => home.join(inside),
        _ => file.to_path_buf(),
    }
}
