//! What an import understands of its files, before anything is written: each column's meaning beside the first rows, what
//! would be made, and how the arms grow in it. The command line prints it, and the screen Import shows it.

use chrono::NaiveDate;
use serde::Serialize;

use super::columns::{ColumnUse, Columns};
use super::headings::recognize;
use super::layout::{Table, read_tables, tables_from_bytes};
use super::mend::{join_columns, mend};
use super::options::ImportOptions;
use super::outcome::ImportOutcome;
use super::plan::ImportPlan;
use super::read::read;
use super::sources::{PASTED, Source, Sources};
use super::wide::ColumnTime;
use super::write::planned;
use crate::file_problems::ImportError;
use crate::{Error, Notebook};
use domain::{AnimalRecord, Protocol, StudyRecord, printable};

/// The most rows of a table that are shown.
const FIRST_ROWS: usize = 12;

/// The most tables that are explained.
const MOST_TABLES: usize = 50;

/// What an import understands.
#[derive(Debug)]
pub struct Explanation {
    /// The tables of its files, in their order.
    pub tables: Vec<TableExplained>,
    /// What would be made; the error if the import is refused as it is.
    pub outcome: Result<ImportOutcome, Box<Error>>,
    /// The arms that would be filled.
    pub arms: Vec<ArmExplained>,
}

/// A table of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableExplained {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The first and the last row of its headings, from 1.
    pub heading_rows: (u32, u32),
    /// What a row of it is, in words.
    pub layout: &'static str,
    /// Its columns.
    pub columns: Vec<ColumnExplained>,
    /// The first rows: their line in the file, and a text per column.
    pub rows: Vec<(u32, Vec<String>)>,
    /// How many rows it has.
    pub row_count: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnExplained {
    /// The heading as in the file.
    pub heading: String,
    /// What it was understood as: `animal`, `volume, day 7`, `not used`.
    pub meaning: String,
    /// Whether its values are taken.
    pub is_used: bool,
}

/// An arm, as the import fills it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmExplained {
    /// The study.
    pub study: String,
    /// The arm; none for animals without one.
    pub arm: Option<String>,
    /// Animals in it.
    pub animals: usize,
    /// Readings of their tumors.
    pub readings: usize,
    /// The mean volume of each study day, or of each date where there is no day 0: the sum of an animal's tumors, mm³.
    pub means_mm3: Vec<(String, f64)>,
}

/// Explains an import without making it. `notebook` is none if there is no file yet.
///
/// # Errors
/// If a source cannot be read at all. What refuses the import otherwise is part of the explanation.
pub fn explain(
    notebook: Option<&Notebook>,
    sources: &Sources,
    options: &ImportOptions,
    today: NaiveDate,
) -> Result<Explanation, Error> {
    let (files, _) = sources.files()?;
    let mut tables = Vec::new();
    let mut undivided = None;
    for source in &files {
        let found = match source {
            Source::Path(path) => read_tables(path, options),
            Source::Pasted(text) => tables_from_bytes(PASTED, text.as_bytes(), options),
        };
        match found {
            Ok(found) => tables.extend(found.into_iter().map(|table| explained(table, options))),
            // A file whose tables are not found is explained by what is open about it.
            Err(error @ ImportError::Undecided { .. }) => undivided = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    tables.truncate(MOST_TABLES);
    let planned = match undivided {
        Some(error) => Err(error.into()),
        None => read(sources, options)
            .map_err(Error::from)
            .and_then(|input| {
                planned(input, options, today, |name| match notebook {
                    Some(notebook) => notebook.store().study(name),
                    None => Err(store::Error::Unknown {
                        kind: "study",
                        name: name.to_owned(),
                        near: None,
                    }),
                })
            }),
    };
    let (outcome, arms) = match planned {
        Ok(plan) => {
            let arms = arms(notebook, &plan);
            (Ok(plan.outcome), arms)
        }
        Err(error) => (Err(Box::new(error)), Vec::new()),
    };
    Ok(Explanation {
        tables,
        outcome,
        arms,
    })
}

fn explained(mut table: Table, options: &ImportOptions) -> TableExplained {
    // What cannot be joined or understood is told with the outcome.
    let _ = join_columns(&mut table, options);
    let columns = recognize(&table, options);
    let columns = columns.ok().map(|mut columns| {
        let _ = mend(&mut table, &mut columns, options);
        columns
    });
    let rows = table.rows.iter().take(FIRST_ROWS).map(|row| {
        let cells = row.cells.iter().map(|cell| cell.displayed());
        (row.line, cells.collect())
    });
    TableExplained {
        file: printable(&table.file),
        sheet: table.sheet.as_deref().map(printable),
        heading_rows: table.layout.heading_rows,
        layout: layout(&table, columns.as_ref()),
        rows: rows.collect(),
        row_count: table.rows.len(),
        columns: meanings(&table, columns.as_ref()),
    }
}

fn layout(table: &Table, columns: Option<&Columns>) -> &'static str {
    match (table.layout.turned.is_empty(), columns) {
        (false, _) => "a row per day, a column per animal",
        (true, Some(columns)) if columns.has_day_columns() => "a row per animal, a column per day",
        (true, Some(_)) => "a row per reading",
        (true, None) => "not understood yet",
    }
}

fn meanings(table: &Table, columns: Option<&Columns>) -> Vec<ColumnExplained> {
    match columns {
        Some(columns) => columns
            .meanings(table)
            .into_iter()
            .map(|column| ColumnExplained {
                meaning: words(&column.held),
                is_used: matches!(column.held, ColumnUse::Field(..) | ColumnUse::Value { .. }),
                heading: column.heading,
            })
            .collect(),
        None => table
            .headings
            .iter()
            .map(|heading| ColumnExplained {
                heading: printable(heading),
                meaning: "?".to_owned(),
                is_used: false,
            })
            .collect(),
    }
}

fn words(held: &ColumnUse) -> String {
    let times = |factor: f64| match factor {
        1.0 => String::new(),
        factor => format!(" × {factor}"),
    };
    match held {
        ColumnUse::Field(field, factor) => format!("{}{}", field.id(), times(*factor)),
        ColumnUse::Value {
            time,
            site,
            field,
            factor,
        } => {
            let time = match time {
                ColumnTime::Row => String::new(),
                ColumnTime::Day(day) => format!(", day {day}"),
                ColumnTime::Date(date) => format!(", {date}"),
            };
            let site = site
                .as_ref()
                .map_or(String::new(), |site| format!(", {site}"));
            format!("{}{time}{site}{}", field.id(), times(*factor))
        }
        ColumnUse::Part => "a part of a name".to_owned(),
        ColumnUse::Derived => "not used: computed from others".to_owned(),
        ColumnUse::LeftOut => "left out".to_owned(),
        ColumnUse::NotUsed => "not used".to_owned(),
        ColumnUse::Empty => "empty".to_owned(),
    }
}

/// The arms of the studies of a plan, as their studies will be. Those of a blinded study are not shown.
fn arms(notebook: Option<&Notebook>, plan: &ImportPlan) -> Vec<ArmExplained> {
    let mut all = Vec::new();
    for study in &plan.studies {
        let name = study.study.name.as_str();
        let existing = notebook
            .filter(|_| !study.is_new)
            .map(|notebook| notebook.store().study(name));
        let record = study.record(existing.and_then(Result::ok)).masked();
        let of_arms = record.arms.iter().map(|arm| Some(arm.id)).chain([None]);
        for arm in of_arms {
            let animals: Vec<&AnimalRecord> = record
                .animals
                .iter()
                .filter(|animal| animal.animal.arm == arm)
                .collect();
            if !animals.is_empty() {
                let name = record.arms.iter().find(|known| Some(known.id) == arm);
                let name = name.map(|arm| arm.name.to_string());
                all.push(explained_arm(&record, name, &animals));
            }
        }
    }
    all
}

fn explained_arm(
    record: &StudyRecord,
    arm: Option<String>,
    animals: &[&AnimalRecord],
) -> ArmExplained {
    let protocol = &record.study.protocol;
    let mut by_time: Vec<(f64, String, f64, usize)> = Vec::new();
    for animal in animals {
        for (day, said, mm3) in burdens(protocol, animal) {
            match by_time.iter_mut().find(|(known, ..)| *known == day) {
                Some((.., sum, n)) => {
                    *sum += mm3;
                    *n += 1;
                }
                None => by_time.push((day, said, mm3, 1)),
            }
        }
    }
    by_time.sort_by(|a, b| a.0.total_cmp(&b.0));
    let means = by_time
        .into_iter()
        .map(|(_, said, sum, n)| (said, sum / n as f64));
    let readings = animals.iter().flat_map(|animal| &animal.tumors);
    ArmExplained {
        study: record.study.name.to_string(),
        arm,
        animals: animals.len(),
        readings: readings.map(|tumor| tumor.readings.len()).sum(),
        means_mm3: means.collect(),
    }
}

/// The sum of an animal's tumors at each time: a number to sort by, the time in words, mm³.
fn burdens(protocol: &Protocol, animal: &AnimalRecord) -> Vec<(f64, String, f64)> {
    let mut burdens: Vec<(f64, String, f64)> = Vec::new();
    for tumor in &animal.tumors {
        for (when, mm3) in tumor.volumes(protocol) {
            let day = animal.animal.day_of(protocol, when);
            let at = day.unwrap_or_else(|| domain::day_of(when, domain::UNDATED_DAY0));
            let said = day.map_or_else(|| when.date.to_string(), |day| day.to_string());
            match burdens.iter_mut().find(|(known, ..)| *known == at) {
                Some((.., sum)) => *sum += mm3,
                None => burdens.push((at, said, mm3)),
            }
        }
    }
    burdens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(text: &str, options: &ImportOptions) -> Explanation {
        let sources = Sources {
            readings: vec![Source::Pasted(text.to_owned())],
            dispositions: None,
        };
        let today = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
        explain(None, &sources, options, today).unwrap()
    }

    fn named() -> ImportOptions {
        ImportOptions {
            study: Some("S".into()),
            ..ImportOptions::default()
        }
    }

    #[test]
    fn columns_rows_and_arms_are_explained() {
        let text = "Mouse\tGroup\tD0\tD7\tSEM\n1\tVehicle\t100\t200\t\n2\tVehicle\t104\t212\t\n3\tDrug\t101\t120\t\n";
        let explained = explained(text, &named());
        let table = &explained.tables[0];
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|c| format!("{}={}", c.heading, c.meaning))
            .collect();
        assert_eq!(
            columns[..4],
            [
                "Mouse=animal",
                "Group=arm",
                "D0=volume, day 0",
                "D7=volume, day 7"
            ]
        );
        assert_eq!(table.layout, "a row per animal, a column per day");
        assert_eq!(
            table.rows[1],
            (
                3,
                ["2", "Vehicle", "104", "212", ""]
                    .map(str::to_owned)
                    .to_vec()
            )
        );
        assert!(explained.outcome.is_ok());
        let vehicle = &explained.arms[0];
        assert_eq!(
            (vehicle.arm.as_deref(), vehicle.animals, vehicle.readings),
            (Some("Vehicle"), 2, 4)
        );
        assert_eq!(
            vehicle.means_mm3,
            [("0".to_owned(), 102.0), ("7".to_owned(), 206.0)]
        );
    }

    #[test]
    fn a_file_that_is_refused_is_explained_too() {
        let explained = explained("Beast;D0;D7\n1;100;x\n", &named());
        assert_eq!(explained.tables[0].columns[1].heading, "D0");
        assert!(explained.outcome.is_err() && explained.arms.is_empty());
    }
}
