//! The workbook: its numbers are numeric cells, equal to those of the analysis, and other programs can read it.

use std::io::Cursor;
use std::process::Command;

use app::summarize::ReportFormat;
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::{Lab, demo, output_of, program, sentences, tables};

fn book(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The rows of a sheet under their headings.
fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = book
        .worksheet_range(sheet)
        .unwrap_or_else(|e| panic!("{sheet}: {e}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// A sheet must equal a list of the analysis, field by field, to the last bit.
fn is_list(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, list: &Value) {
    let rows = rows(book, sheet);
    let list = list.as_array().unwrap();
    assert_eq!(rows.len() - 1, list.len(), "{sheet}");
    let headings: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    let name = |heading: &str| heading.split(" (").next().unwrap().replace(' ', "_");
    for (row, entry) in rows[1..].iter().zip(list) {
        let mut fields = 0;
        for (key, value) in entry.as_object().unwrap() {
            let exactly = headings.iter().position(|heading| *key == name(heading));
            let with_unit = |heading: &String| {
                let unit = key.strip_prefix(&format!("{}_", name(heading)));
                unit.is_some_and(|unit| {
                    ["mm3", "percent", "per_day", "days", "mm", "g"].contains(&unit)
                        && heading.contains(" (")
                })
            };
            let Some(at) = exactly.or_else(|| headings.iter().position(with_unit)) else {
                assert!(
                    value.is_object() || value.is_array() || parts(&headings, key),
                    "{sheet} lacks {key}: {headings:?}"
                );
                continue;
            };
            match (value, &row[at]) {
                (Value::Number(number), cell) => {
                    assert_eq!(cell.get_float_or_int(), number.as_f64(), "{sheet} {key}");
                }
                (Value::String(text), cell) => assert_eq!(cell.to_string(), *text),
                (Value::Bool(truth), Data::Bool(cell)) => assert_eq!(cell, truth),
                (Value::Null, cell) => assert_eq!(*cell, Data::Empty, "{sheet} {key}"),
                (value, cell) => panic!("{sheet} {key}: {value} {cell:?}"),
            }
            fields += 1;
        }
        assert!(fields > 2, "{sheet}: {fields}");
    }
}

/// Whether the part with this name has a column per field.
fn parts(headings: &[String], key: &str) -> bool {
    headings
        .iter()
        .any(|heading| heading.starts_with(&format!("{key} ")))
}

trait Number {
    fn get_float_or_int(&self) -> Option<f64>;
}

impl Number for Data {
    fn get_float_or_int(&self) -> Option<f64> {
        match self {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        }
    }
}

#[test]
fn sheets_equal_the_lists_of_the_analysis() {
    let summary = demo();
    let json: Value = serde_json::to_value(summary.analysis()).unwrap();
    let mut book = book(summary.bytes(ReportFormat::Workbook).unwrap());
    for (sheet, list) in [
        ("Volume by day", "/volume_by_day"),
        ("Weight by day", "/weight_by_day"),
        ("Inhibition", "/inhibition"),
        ("Responses", "/responses/animals"),
        ("Growth rates", "/growth/animals"),
        ("Weight by animal", "/weight/animals"),
        ("Mixed model fixed", "/mixed_model/fixed"),
        ("Mixed model slopes", "/mixed_model/slope_contrasts"),
        ("Landmark dunnett", "/landmark/raw/dunnett"),
        ("Landmark dunnett log", "/landmark/log/dunnett"),
        ("Time to event", "/time_to_event/animals"),
        ("Log rank pairs", "/time_to_event/pairs"),
        ("Cox", "/time_to_event/cox/terms"),
        ("Balance", "/balance/rows"),
        ("Course by animal", "/course/animals"),
    ] {
        is_list(&mut book, sheet, json.pointer(list).unwrap());
    }
    let names = book.sheet_names();
    for sheet in [
        "Summary",
        "Growth curves",
        "Readings",
        "Definitions",
        "Notes",
        "Settings",
    ] {
        assert!(names.iter().any(|name| name == sheet), "{sheet}: {names:?}");
    }
    let charts =
        String::from_utf8_lossy(&summary.bytes(ReportFormat::Workbook).unwrap()).into_owned();
    assert!(charts.contains("xl/charts/chart1.xml"));
}

#[test]
fn texts_are_never_formulas() {
    let mut lab = Lab::new();
    // Import takes a formula as a name only after the `'` that exports put before it.
    let arm = "'=cmd()|' /C calc'!A0";
    let rows = &format!("animal,arm,day,volume_mm3\na,{arm},0,100\na,{arm},7,200\n");
    lab.import_text(rows, None);
    let bytes = lab.summary("S").bytes(ReportFormat::Workbook).unwrap();
    let mut book = book(bytes);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{sheet}");
    }
    let found = self::rows(&mut book, "Volume by day");
    assert_eq!(found[1][0], Data::String("=cmd()|' /C calc'!A0".to_owned()));
}

#[test]
fn libreoffice_opens_the_workbook() {
    let Some(office) = program("soffice") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.xlsx");
    let summary = demo();
    std::fs::write(&file, summary.bytes(ReportFormat::Workbook).unwrap()).unwrap();
    // The last argument, -1, asks for one CSV file per sheet; numbers are written as they are shown.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let home = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    output_of(
        Command::new(office)
            .args([&home, "--headless", "--convert-to", filter, "--outdir"])
            .arg(folder.path())
            .arg(&file),
    );
    let sheet = std::fs::read_to_string(folder.path().join("s-Volume by day.csv")).unwrap();
    assert_eq!(
        sheet.lines().count() - 1,
        summary.analysis().volume_by_day.len()
    );
    let first = &summary.analysis().volume_by_day[0];
    assert!(
        sheet
            .lines()
            .nth(1)
            .unwrap()
            .starts_with(&format!("{},0,{},", first.arm, first.n))
    );
}

#[test]
fn python_reads_the_numbers() {
    let Some(python) = program("python3") else {
        return;
    };
    let has = Command::new(&python)
        .args(["-c", "import openpyxl"])
        .output()
        .unwrap();
    if !has.status.success() {
        println!("skipped: python3 has no openpyxl");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.xlsx");
    let summary = demo();
    std::fs::write(&file, summary.bytes(ReportFormat::Workbook).unwrap()).unwrap();
    let script = "import openpyxl, sys, json
book = openpyxl.load_workbook(sys.argv[1])
rows = list(book['Volume by day'].values)
at = {name: i for i, name in enumerate(rows[0])}
print(json.dumps([[row[at['arm']], row[at['day']], row[at['mean (mm³)']], row[at['guarded']]] for row in rows[1:]]))";
    let output = output_of(Command::new(python).args(["-c", script]).arg(&file));
    let output: Value = serde_json::from_str(&output).unwrap();
    for (row, day) in output
        .as_array()
        .unwrap()
        .iter()
        .zip(&summary.analysis().volume_by_day)
    {
        assert_eq!(row[0], day.arm);
        assert_eq!(row[1].as_f64(), Some(day.day));
        assert_eq!(row[2].as_f64(), Some(day.mean));
        assert_eq!(row[3], day.guarded);
    }
}

/// Every row of every table of the report is a row of the sheet, in the same order and with numeric cells for
/// numbers; every paragraph and item is a cell.
#[test]
fn workbook_contains_the_complete_report() {
    let summary = demo();
    let document = summary.document();
    let mut book = book(summary.bytes(ReportFormat::Workbook).unwrap());
    let rows = self::rows(&mut book, "Report");
    let mut at = 0;
    for part in tables(&document).flat_map(|block| block.parts()) {
        for row in &part.rows {
            let is_here = |found: &Vec<Data>| {
                let mut cells = row.cells.iter().zip(found);
                cells.all(|(cell, found)| match found {
                    Data::Float(number) => cell.values == [*number],
                    found => found.to_string().starts_with(&cell.text),
                })
            };
            let found = rows[at..].iter().position(is_here);
            at += found.unwrap_or_else(|| panic!("{row:?} is not there")) + 1;
        }
    }
    let texts: Vec<String> = rows.iter().map(|row| row[0].to_string()).collect();
    for words in sentences(&document) {
        assert!(
            texts.iter().any(|text| text.ends_with(&words.text)),
            "{}",
            words.text
        );
    }
    for chapter in &document.chapters {
        assert!(
            texts.iter().any(|text| text == chapter.title),
            "{}",
            chapter.title
        );
    }
    let tests = self::rows(&mut book, "Tests");
    let named = |name: &str| tests.iter().any(|row| row[0].to_string().ends_with(name));
    for name in [
        "ANOVA",
        "Kruskal-Wallis",
        "Levene",
        "log-rank",
        "Gehan-Breslow",
        "slopes: likelihood ratio",
    ] {
        assert!(named(name), "{name}");
    }
}
