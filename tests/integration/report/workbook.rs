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

/// The rows of a table and its headings: of a sheet of this name, or below its title on a sheet of several tables.
fn table(book: &mut Xlsx<Cursor<Vec<u8>>>, title: &str) -> Vec<Vec<Data>> {
    if book.sheet_names().iter().any(|name| name == title) {
        let rows = rows(book, title);
        // A table alone has its headings in the first row.
        if rows[0].iter().all(|cell| *cell != Data::Empty) {
            return rows;
        }
    }
    // The first sheets are for readers: their titles are of chapters.
    for sheet in book.sheet_names().into_iter().skip(4) {
        let rows = rows(book, &sheet);
        let at = rows
            .iter()
            .position(|row| row[0] == title && row[1..].iter().all(|cell| *cell == Data::Empty));
        if let Some(at) = at {
            let below = rows[at + 1..].iter();
            return below
                .take_while(|row| row.iter().any(|cell| *cell != Data::Empty))
                .cloned()
                .collect();
        }
    }
    panic!("no table {title}");
}

/// A table must equal a list of the analysis, field by field, to the last bit.
fn is_list(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, list: &Value) {
    let rows = table(book, sheet);
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
    assert!(names.len() <= 15, "{names:?}");
    assert_eq!(names[..4], ["Index", "Summary", "Report", "Figures"]);
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
        for (_, _, formula) in formulas.used_cells() {
            let is_ours = ["AVERAGEIFS(", "SQRT(SUMPRODUCT(", "100*'Volume by day'!"];
            assert!(
                is_ours.iter().any(|ours| formula.starts_with(ours)),
                "{sheet}: {formula}"
            );
        }
    }
    let found = self::rows(&mut book, "Volume by day");
    assert_eq!(found[1][0], Data::String("=cmd()|' /C calc'!A0".to_owned()));
}

/// A program that calculates anew finds the numbers of the analysis.
#[test]
fn formulas_give_the_numbers_of_the_analysis() {
    let summary = demo();
    let bytes = summary.bytes(ReportFormat::Workbook).unwrap();
    let mut formulas = 0;
    let mut book = book(bytes.clone());
    for sheet in ["Volume by day", "Inhibition and responses"] {
        formulas += book.worksheet_formula(sheet).unwrap().used_cells().count();
    }
    // Mean and standard error of each arm and day, T/C of each treated arm and day.
    assert!(
        formulas > 2 * summary.analysis().volume_by_day.len() - 20,
        "{formulas}"
    );
    let Some(office) = program("soffice") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.xlsx");
    std::fs::write(&file, bytes).unwrap();
    let home = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    output_of(
        Command::new(office)
            .args([&home, "--headless", "--convert-to", "ods", "--outdir"])
            .arg(folder.path())
            .arg(&file),
    );
    let bytes = std::fs::read(folder.path().join("s.ods")).unwrap();
    let mut book: calamine::Ods<Cursor<Vec<u8>>> = calamine::Ods::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Volume by day").unwrap();
    let days = summary.analysis().volume_by_day.iter();
    for (row, day) in range.rows().skip(1).zip(days) {
        let mean = row[3].get_float_or_int().unwrap();
        assert!(
            (mean - day.mean).abs() < 1e-9 * day.mean.max(1.0),
            "{row:?}"
        );
        if let Some(sem) = day.sem {
            let found = row[5].get_float_or_int().unwrap();
            assert!((found - sem).abs() < 1e-9 * sem.max(1.0), "{row:?}");
        }
    }
}

/// Charts have only means that the survivorship guard allows.
#[test]
fn charts_obey_the_guard() {
    let summary = demo();
    let mut book = book(summary.bytes(ReportFormat::Workbook).unwrap());
    let found = rows(&mut book, "Volume by day");
    let at = |heading: &str| found[0].iter().position(|cell| *cell == heading).unwrap();
    let (drawn, guarded) = (at("drawn mean (mm³)"), at("guarded"));
    let mut hidden = 0;
    for row in &found[1..] {
        if row[guarded] == Data::Bool(true) {
            assert_eq!(row[drawn], Data::Empty);
            hidden += 1;
        }
    }
    assert!(hidden > 0);
}

#[test]
fn index_leads_to_every_sheet() {
    let bytes = demo().bytes(ReportFormat::Workbook).unwrap();
    let mut book = book(bytes);
    let names = book.sheet_names();
    let index = rows(&mut book, "Index");
    for name in &names[1..] {
        assert!(
            index.iter().any(|row| row[0].to_string() == *name),
            "{name}"
        );
    }
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
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
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
            let found = rows[at..]
                .iter()
                .position(|found| is_row(&row.cells, found));
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
    let tests = table(&mut book, "Tests");
    let named = |name: &str| tests.iter().any(|row| row[0].to_string().ends_with(name));
    for name in [
        "ANOVA",
        "Kruskal-Wallis",
        "Levene",
        "log-rank",
        "Gehan-Breslow",
        "scatter: likelihood ratio",
    ] {
        assert!(named(name), "{name}");
    }
}

/// Whether the cells of a row of the report stand in a row of the sheet, where an estimate with its interval has several
/// cells.
fn is_row(cells: &[report::Cell], found: &[Data]) -> bool {
    let mut found = found.iter().filter(|cell| **cell != Data::Empty);
    cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .all(|cell| {
            let Some(first) = found.next() else {
                return false;
            };
            match first.get_float_or_int() {
                Some(number) => {
                    let further = cell.values.iter().skip(1);
                    let mut further = further.map(|value| (Some(*value), found.next()));
                    cell.values.first() == Some(&number)
                        && further
                            .all(|(value, next)| value == next.and_then(Number::get_float_or_int))
                }
                None => first.to_string().starts_with(&cell.text),
            }
        })
}
