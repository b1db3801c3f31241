//! Study records as the program makes them: a file is imported into a notebook, and the study is read from it.

use std::path::{Path, PathBuf};

use app::Notebook;
use app::import::ImportOptions;
use chrono::NaiveDate;
use domain::{Label, StudyRecord, day_of};

/// The part of a file to read.
pub struct Selection<'a> {
    pub control: &'a str,
    /// Only rows of this study.
    pub study: Option<&'a str>,
    /// Only rows from this day on.
    pub from_day: f64,
}

/// A file of the fixtures of this project.
pub fn own(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    folder.join(format!("{name}.csv"))
}

/// A file of the shared folder beside the project; none where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if !file.exists() {
        println!("skipped: {} is absent", file.display());
        return None;
    }
    Some(file)
}

/// Imports a file and reads its study back.
pub fn load(file: &Path, selection: &Selection) -> StudyRecord {
    let folder = tempfile::tempdir().unwrap();
    let author = Label::new("author", "test").unwrap();
    let mut notebook = Notebook::create_or_open(&folder.path().join("n.db"), author).unwrap();
    let name = selection.study.unwrap_or("study").to_owned();
    let options = ImportOptions {
        study: Some(name.clone()),
        control: Some(selection.control.to_owned()),
        day0: Some(day0()),
        skip_bad: true,
        ..ImportOptions::default()
    };
    notebook
        .import(&app::import::Sources::path(file), &options, later())
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut record = notebook.study(&name).unwrap();
    for animal in &mut record.animals {
        let kept = |when| day_of(when, day0()) >= selection.from_day;
        animal.weighings.retain(|w| kept(w.when));
        for tumor in &mut animal.tumors {
            tumor.readings.retain(|r| kept(r.when));
        }
    }
    record
}

/// Imports the text of a tidy file and reads its study back.
pub fn read(text: &str, selection: &Selection) -> StudyRecord {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    std::fs::write(&file, text).unwrap();
    load(&file, selection)
}

/// The day of every import: later than any row of a fixture, because an import refuses rows of the future.
pub fn later() -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 1, 1).unwrap()
}

/// Day 0 of every record.
pub fn day0() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()
}
