//! Which study each row belongs to.

use std::collections::{HashMap, HashSet};

use crate::file_problems::{Effect, FileProblem, ImportError, Problems};
use crate::import::field::Field;
use crate::import::options::ImportOptions;
use crate::import::outcome::ImportNote;
use crate::import::rows::{ReadFile, Role, TidyRow};
use domain::{ImportRemedy, Invalid, Label, counted, printable};

/// Rows by study, in the order of the file.
pub struct Selection {
    pub studies: Vec<(Label, Vec<TidyRow>)>,
    pub notes: Vec<ImportNote>,
    pub problems: Problems,
}

/// Sorts rows by study.
///
/// # Errors
/// If rows have no study and the options name none.
pub fn select(
    rows: Vec<TidyRow>,
    files: &[ReadFile],
    options: &ImportOptions,
    bundle: Option<&Label>,
) -> Result<Selection, ImportError> {
    match &options.study {
        Some(name) => {
            let name = Label::new("study", name).map_err(|invalid| ImportError::Undecided {
                why: invalid.to_string(),
                remedy: invalid.remedy,
            })?;
            Ok(into_one(rows, files, name))
        }
        None => by_column(rows, files, bundle),
    }
}

/// All rows, or those of one value of the study column, into the study that was named.
fn into_one(rows: Vec<TidyRow>, files: &[ReadFile], name: Label) -> Selection {
    let values = distinct(
        rows.iter()
            .filter(|row| is_of_readings(row, files))
            .filter_map(|row| row.study.as_ref()),
    );
    let mut selection = Selection {
        studies: Vec::new(),
        notes: Vec::new(),
        problems: Problems::default(),
    };
    if values.contains(&name) {
        let (mine, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| match &row.study {
            Some(study) => *study == name,
            None => !is_of_readings(row, files),
        });
        let (others, homeless): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|row| row.study.is_some());
        selection
            .problems
            .extend(homeless.iter().map(|row| without_study(row, files)));
        if !others.is_empty() {
            let n = counted(others.len(), "row");
            let message = format!("{n} of other studies were left, as only `{name}` was asked for");
            selection
                .notes
                .push(ImportNote::new("other_studies", message));
        }
        selection.studies.push((name, mine));
        return selection;
    }
    let mut rows = rows;
    if !values.is_empty() {
        let shown: Vec<_> = values.iter().take(5).map(|v| format!("`{v}`")).collect();
        let more = if values.len() > 5 { ", …" } else { "" };
        let message = format!(
            "the file names {} ({}{more}); all rows go into `{name}`",
            counted(values.len(), "study"),
            shown.join(", ")
        );
        selection
            .notes
            .push(ImportNote::new("study_renamed", message));
        prefix_shared_tags(&mut rows, &mut selection);
    }
    selection.studies.push((name, rows));
    selection
}

/// Puts the name of the study before tags that occur in several studies of the file: they are different animals.
fn prefix_shared_tags(rows: &mut [TidyRow], selection: &mut Selection) {
    let mut first: HashMap<&Label, &Label> = HashMap::new();
    let mut shared: HashSet<Label> = HashSet::new();
    for row in rows.iter() {
        if let Some(study) = &row.study
            && *first.entry(&row.animal).or_insert(study) != study
        {
            shared.insert(row.animal.clone());
        }
    }
    if shared.is_empty() {
        return;
    }
    for row in rows.iter_mut().filter(|row| shared.contains(&row.animal)) {
        if let Some(study) = &row.study
            && let Ok(tag) = Label::new("animal", &format!("{study}/{}", row.animal))
        {
            row.facts_mut().animal = tag;
        }
    }
    let example = rows.iter().find(|row| row.animal.as_str().contains('/'));
    let message = format!(
        "{} occur in several studies of the file and are distinguished by the name of the study, as in `{}`",
        counted(shared.len(), "tag"),
        example.map_or("", |row| row.animal.as_str())
    );
    selection
        .notes
        .push(ImportNote::new("tags_prefixed", message));
}

/// One study per value of the study column.
fn by_column(
    rows: Vec<TidyRow>,
    files: &[ReadFile],
    bundle: Option<&Label>,
) -> Result<Selection, ImportError> {
    let has_column = files
        .first()
        .is_some_and(|file| file.columns.of(Field::Study).is_some());
    if !has_column && bundle.is_none() {
        return Err(ImportError::Undecided {
            why: format!(
                "no column of {} contains the study",
                files
                    .first()
                    .map_or(String::new(), |f| printable(&f.table.file))
            ),
            remedy: ImportRemedy::NameStudy.into(),
        });
    }
    let names = distinct(
        rows.iter()
            .filter_map(|row| row.study.as_ref())
            .chain(bundle),
    );
    let only = match names.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let mut studies: Vec<(Label, Vec<TidyRow>)> = names
        .iter()
        .map(|name| (name.clone(), Vec::new()))
        .collect();
    let places: HashMap<Label, usize> = names.into_iter().zip(0..).collect();
    let mut problems = Problems::default();
    for row in rows {
        let lenient = !is_of_readings(&row, files) || bundle.is_some();
        match row.study.as_ref().or(only.as_ref().filter(|_| lenient)) {
            Some(study) => studies[places[study]].1.push(row),
            None => problems.push(without_study(&row, files)),
        }
    }
    Ok(Selection {
        studies,
        notes: Vec::new(),
        problems,
    })
}

/// Whether a row is of a file of readings.
fn is_of_readings(row: &TidyRow, files: &[ReadFile]) -> bool {
    files[row.file as usize].role == Role::Readings
}

fn without_study(row: &TidyRow, files: &[ReadFile]) -> FileProblem {
    let file = &files[row.file as usize];
    let place = file.table.place(row.line, file.columns.of(Field::Study));
    let remedy = match file.role {
        Role::Readings => ImportRemedy::NameStudyOfRows,
        Role::Dispositions => ImportRemedy::AddStudyColumn,
    };
    let why = format!("does not name the study of animal `{}`", row.animal);
    FileProblem::refused(place, Invalid::new("row", "", why, remedy), Effect::Row)
}

fn distinct<'a>(values: impl Iterator<Item = &'a Label>) -> Vec<Label> {
    let mut seen = HashSet::new();
    let mut distinct = Vec::new();
    for value in values {
        if seen.insert(value) {
            distinct.push(value.clone());
        }
    }
    distinct
}
