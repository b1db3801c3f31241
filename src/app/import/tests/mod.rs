//! The import as a whole: from bytes to a plan.

mod again;
mod bad_input;
mod clock_times;
mod cohorts;
mod forms;
mod layouts;
mod matching;
mod plausible;
mod random;
mod round_trip;
mod rows;
mod shared_data;
mod staggered;
mod workbooks;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use uuid::Uuid;

use super::doubts::doubt_nothing;
use super::layout::tables_from_bytes;
use super::read::read_tables_into;
use super::*;
use domain::StudyRecord;

/// The day on which all tests run.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 1).unwrap()
}

/// Ids that count up.
pub fn ids() -> impl FnMut() -> Uuid {
    let mut last = 0;
    move || {
        last += 1;
        Uuid::from_u128(last)
    }
}

pub fn input_of(texts: &[&[u8]], options: &ImportOptions) -> Result<Input, ImportError> {
    let names = ["readings.csv", "dispositions.csv"];
    let mut files = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let tables = tables_from_bytes(names[number], text, options)?;
        let role = match number {
            0 => Role::Readings,
            _ => Role::Dispositions,
        };
        read_tables_into(&mut files, tables, options, role)?;
    }
    doubt_nothing(&mut files, options)?;
    Ok(Input {
        files,
        bundle: None,
    })
}

/// The plan for texts of readings and dispositions, beside a study that may exist.
pub fn plan_texts(
    texts: &[&str],
    options: &ImportOptions,
    existing: Option<&StudyRecord>,
) -> Result<ImportPlan, ImportError> {
    let texts: Vec<&[u8]> = texts.iter().map(|t| t.as_bytes()).collect();
    let input = input_of(&texts, options)?;
    let mut find = |name: &str| existing.filter(|r| r.study.name.as_str() == name).cloned();
    // Ids of a second import do not meet those of the first.
    let mut next = ids();
    let offset = if existing.is_some() { 1 << 64 } else { 0 };
    let mut new_id = || Uuid::from_u128(next().as_u128() + offset);
    plan(input, options, today(), &mut find, &mut new_id)
}

pub fn plan_text(text: &str) -> Result<ImportPlan, ImportError> {
    plan_texts(&[text], &named("S"), None)
}

/// The problems that a text is refused for.
pub fn problems(result: Result<ImportPlan, ImportError>) -> Vec<String> {
    match result {
        Err(ImportError::Problems(all)) => all.listed().iter().map(ToString::to_string).collect(),
        Err(other) => vec![other.to_string()],
        Ok(_) => Vec::new(),
    }
}

pub fn named(study: &str) -> ImportOptions {
    ImportOptions {
        study: Some(study.into()),
        ..ImportOptions::default()
    }
}

pub fn plan_file(
    path: &Path,
    dispositions: Option<&Path>,
    options: &ImportOptions,
) -> Result<ImportPlan, ImportError> {
    let dispositions = dispositions.map(Path::to_path_buf);
    let sources = Sources::path(path).with_dispositions(dispositions);
    let input = read(&sources, options)?;
    plan(input, options, today(), &mut |_| None, &mut ids())
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures")
        .join(name)
}
