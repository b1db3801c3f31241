//! Projects as an archive of JSON and CSV (`.prism`), which Prism writes since its version 10. Its layout is not
//! published; this follows what files hold: `document.json` lists the sheets of data, each sheet names its table and
//! its data sets, and the cells of a table stand in a CSV file.

use std::io::{Cursor, Read as _};

use serde_json::Value;
use zip::ZipArchive;

use super::{Content, DataSet, ProjectTable, SetColumn, SetValue, grids};
use crate::file_problems::ImportError;
use crate::import::outcome::ImportNote;
use crate::import::source::grid::{Grid, unreadable};

/// The most bytes that one part of the archive may unpack to.
const MAX_PART: u64 = 64 << 20;

/// The most bytes that all parts may unpack to.
const MAX_PARTS: u64 = 512 << 20;

/// Reads the data tables of a project.
///
/// # Errors
/// If the archive is damaged or too large, or no table holds values of animals.
pub fn read(file: &str, bytes: &[u8]) -> Result<(Vec<Grid>, Vec<ImportNote>), ImportError> {
    let tables = Bundle::open(bytes).and_then(|mut bundle| bundle.tables());
    let tables = tables.map_err(|error| {
        let why = format!("it is a Prism project that is damaged ({error})");
        unreadable(file, why, super::EXPORT)
    })?;
    grids(file, tables)
}

struct Bundle<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The bytes that may still be unpacked.
    left: u64,
}

impl<'a> Bundle<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        Ok(Self {
            archive,
            left: MAX_PARTS,
        })
    }

    fn tables(&mut self) -> Result<Vec<ProjectTable>, String> {
        let document = self.json("document.json")?;
        let sheets = document["sheets"]["data"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut tables = Vec::new();
        for id in sheets.iter().filter_map(Value::as_str) {
            let sheet = self.json(&format!("data/sheets/{id}/sheet.json"))?;
            if let Some(mut table) = self.table(&sheet["table"])? {
                let titles = [
                    &sheet["title"],
                    &document["sheetAttributesMap"][id]["title"],
                ];
                let title = titles
                    .into_iter()
                    .map(text_of)
                    .find(|title| !title.is_empty());
                table.title = title.unwrap_or_default();
                tables.push(table);
            }
        }
        Ok(tables)
    }

    /// A table of a sheet; none for a sheet without one.
    fn table(&mut self, table: &Value) -> Result<Option<ProjectTable>, String> {
        let Some(id) = table["uid"].as_str() else {
            return Ok(None);
        };
        let format = table["dataFormat"].as_str().unwrap_or("y_single");
        let width = match format {
            "y_replicates" | "text_replicates" => {
                usize::try_from(table["replicatesCount"].as_u64().unwrap_or(1)).unwrap_or(1)
            }
            "y_sd" | "y_se" | "y_cv" => 2,
            "y_plus_minus" | "y_high_low" | "y_sd_n" | "y_se_n" | "y_cv_n" => 3,
            _ => 1,
        };
        let mut made = ProjectTable {
            content: match (table["format"].as_str(), format) {
                (Some("survival"), _) => Content::Survival,
                (Some("contingency" | "parts_of_whole"), _) => Content::Counts,
                (_, "y_single" | "y_replicates") => Content::Values,
                (_, "text" | "text_replicates") => Content::Values,
                _ => Content::Means,
            },
            ..ProjectTable::default()
        };
        let rows = self.csv(&format!("data/tables/{id}/data.csv"))?;
        let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column: usize| -> Vec<String> {
            let cell = |row: &Vec<String>| row.get(column).cloned().unwrap_or_default();
            rows.iter().map(cell).collect()
        };
        let mut column = 0;
        if table["rowTitlesDataSet"].is_string() {
            made.row_titles = cells(column);
            column += 1;
        }
        if let Some(id) = table["xDataSet"].as_str() {
            let set = self.set(id)?;
            let title = text_of(&set["title"]);
            let values = match series(&set, rows.len()) {
                Some(values) => values,
                None => {
                    column += 1;
                    cells(column - 1)
                }
            };
            made.x = Some((title, values));
        }
        let titles = match table["subcolumnTitlesDataSet"].as_str() {
            Some(id) => self.set(id)?,
            None => Value::Null,
        };
        let sets = table["dataSets"].as_array().cloned().unwrap_or_default();
        for (at, id) in sets.iter().filter_map(Value::as_str).enumerate() {
            let set = self.set(id)?;
            // A file may name more columns than it has.
            let columns = (0..width.min(widest)).map(|nth| SetColumn {
                title: column_title(&titles, at, nth),
                values: values(
                    cells(
                        column
                            .saturating_add(at.saturating_mul(width))
                            .saturating_add(nth),
                    ),
                    &set,
                    nth,
                ),
            });
            made.sets.push(DataSet {
                title: text_of(&set["title"]),
                columns: columns.collect(),
            });
        }
        Ok(Some(made))
    }

    /// What the archive says of a data set.
    fn set(&mut self, id: &str) -> Result<Value, String> {
        self.json(&format!("data/sets/{id}.json"))
    }

    fn json(&mut self, name: &str) -> Result<Value, String> {
        let text = self.part(name)?;
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
    }

    fn csv(&mut self, name: &str) -> Result<Vec<Vec<String>>, String> {
        let text = self.part(name)?;
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let row = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
        let rows: Result<Vec<Vec<String>>, csv::Error> =
            reader.records().map(|record| record.map(row)).collect();
        rows.map_err(|error| format!("{name}: {error}"))
    }

    fn part(&mut self, name: &str) -> Result<String, String> {
        let limit = MAX_PART.min(self.left);
        let part = self
            .archive
            .by_name(name)
            .map_err(|error| format!("{name}: {error}"))?;
        let mut text = String::new();
        let unpacked = part.take(limit + 1).read_to_string(&mut text);
        let unpacked = unpacked.map_err(|error| format!("{name}: {error}"))? as u64;
        self.left = self.left.saturating_sub(unpacked);
        match unpacked > limit {
            true => Err(format!("{name} unpacks to more than {} MB", limit >> 20)),
            false => Ok(text),
        }
    }
}

/// A text, or the text within a formatted one.
fn text_of(value: &Value) -> String {
    let text = value.as_str().or_else(|| value["string"].as_str());
    let text = text.unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The values of X that Prism computes and does not write.
fn series(set: &Value, rows: usize) -> Option<Vec<String>> {
    if set["format"].as_str() != Some("series") {
        return None;
    }
    let replicates = set["replicates"].as_array()?;
    let (start, interval) = replicates.iter().find_map(|replicate| {
        Some((
            replicate["startValue"].as_f64()?,
            replicate["interval"].as_f64()?,
        ))
    })?;
    Some(
        (0..rows)
            .map(|row| (start + row as f64 * interval).to_string())
            .collect(),
    )
}

/// The title of a column of a data set; empty if it has none.
fn column_title(titles: &Value, set: usize, nth: usize) -> String {
    let item = |list: &Value, key: &str, number: usize| -> Option<Value> {
        let mut items = list.as_array()?.iter();
        items
            .find(|item| item[key].as_u64() == Some(number as u64))
            .cloned()
    };
    let replicate = item(&titles["titles"], "column", set)
        .and_then(|column| item(&column["replicates"], "replicate", nth));
    replicate.map_or(String::new(), |replicate| text_of(&replicate["name"]))
}

/// The cells of a column, with what the archive says of them. Rows are marked from 0, as `34` or `0~1`.
fn values(cells: Vec<String>, set: &Value, nth: usize) -> Vec<SetValue> {
    let mut values: Vec<SetValue> = cells
        .into_iter()
        .map(|text| SetValue {
            text,
            is_excluded: false,
        })
        .collect();
    let marks = set["replicates"][nth]["cellAttributes"].as_array();
    for mark in marks.into_iter().flatten() {
        let attributes = mark["attributes"].as_array();
        let is_excluded = |attribute: &Value| attribute.as_str() == Some("EXCLUDED");
        if !attributes.is_some_and(|all| all.iter().any(is_excluded)) {
            continue;
        }
        let rows = mark["rows"].as_str().unwrap_or_default();
        let (first, last) = rows.split_once('~').unwrap_or((rows, rows));
        if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
            let marked = values
                .iter_mut()
                .skip(first)
                .take(last.saturating_add(1).saturating_sub(first));
            marked.for_each(|value| value.is_excluded = true);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::import::source::Cell;

    fn archive(parts: &[(&str, String)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// A project with a table of two arms of two animals each.
    fn project(table: Value, csv: &str) -> Vec<u8> {
        let json = |value: Value| value.to_string();
        let set = |title: &str| json(serde_json::json!({"title": {"string": title}}));
        let marked = serde_json::json!({"title": "Drug", "replicates": [
            {"cellAttributes": []},
            {"cellAttributes": [{"rows": "1", "attributes": ["EXCLUDED"]}, {"rows": "0~18446744073709551615", "attributes": ["BOLD"]}]}
        ]});
        archive(&[
            (
                "document.json",
                json(serde_json::json!({
                    "sheets": {"data": ["S1"]}, "sheetAttributesMap": {"S1": {"title": "Volumes"}}
                })),
            ),
            (
                "data/sheets/S1/sheet.json",
                json(serde_json::json!({"table": table})),
            ),
            ("data/tables/T1/data.csv", csv.to_owned()),
            ("data/sets/X.json", set("Days")),
            ("data/sets/A.json", set("Vehicle")),
            ("data/sets/B.json", json(marked)),
            (
                "data/sets/C.json",
                json(serde_json::json!({"titles": [
                    {"column": 0, "replicates": [{"replicate": 0, "name": "M1"}, {"replicate": 1, "name": {"string": "M2"}}]}
                ]})),
            ),
            (
                "data/sets/G.json",
                json(serde_json::json!({
                    "format": "series", "replicates": [{"startValue": 3.0, "interval": 4.0}]
                })),
            ),
        ])
    }

    fn table(more: &[(&str, Value)]) -> Value {
        let mut table = serde_json::json!({
            "uid": "T1", "format": "xy", "dataFormat": "y_replicates", "replicatesCount": 2,
            "xDataSet": "X", "dataSets": ["A", "B"]
        });
        for (name, value) in more {
            table[*name] = value.clone();
        }
        table
    }

    fn rows(bytes: &[u8]) -> Vec<String> {
        let (grids, _) = read("p.prism", bytes).unwrap();
        let texts = |cells: &[Cell]| {
            cells
                .iter()
                .map(Cell::displayed)
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(grids[0].sheet.as_deref(), Some("Volumes"));
        grids[0].rows.iter().map(|row| texts(&row.cells)).collect()
    }

    #[test]
    fn project_is_read_with_titles_and_exclusions() {
        let table = table(&[("subcolumnTitlesDataSet", "C".into())]);
        let bytes = project(table, "0,100,104,99,101\n7,205,210,121,900\n");
        assert_eq!(
            rows(&bytes),
            [
                "animal|arm|Day 0|Day 7",
                "M1|Vehicle|100|205",
                "M2|Vehicle|104|210",
                "Drug 1|Drug|99|121",
                "Drug 2|Drug|101|"
            ]
        );
        let (_, notes) = read("p.prism", &bytes).unwrap();
        assert!(
            notes[0].message.contains("900 of Drug 2 on Day 7"),
            "{notes:?}"
        );
    }

    #[test]
    fn series_of_x_is_computed() {
        let bytes = project(table(&[("xDataSet", "G".into())]), "1,2,3,4\n5,6,7,8\n");
        assert_eq!(rows(&bytes)[0], "animal|arm|Day 3|Day 7");
    }

    #[test]
    fn tables_of_means_are_refused() {
        let bytes = project(
            table(&[("dataFormat", "y_se_n".into())]),
            "0,100,9,5,99,8,5\n",
        );
        let error = read("p.prism", &bytes).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("the table `Volumes` holds means"),
            "{error}"
        );
    }

    #[test]
    fn project_that_names_more_than_it_has_is_no_harm() {
        let bytes = project(table(&[("replicatesCount", u64::MAX.into())]), "0,1\n");
        assert!(read("p.prism", &bytes).is_ok());
        let error = read("p.prism", &archive(&[("document.json", "{".into())])).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("a Prism project that is damaged"),
            "{error}"
        );
    }
}
