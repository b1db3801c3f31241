//! Workbooks, from bytes to a plan.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::*;

fn plan_book(mut book: Workbook, options: &ImportOptions) -> Result<ImportPlan, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    book.save(&path).unwrap();
    plan_file(&path, None, options)
}

/// Problems without the folder that changes with every run.
fn listed(result: Result<ImportPlan, ImportError>) -> Vec<String> {
    let name = |text: String| {
        text.split_once("book.xlsx, ")
            .map_or(text.clone(), |(_, t)| t.to_owned())
    };
    problems(result).into_iter().map(name).collect()
}

fn headed<'a>(book: &'a mut Workbook, headings: &[&str]) -> &'a mut Worksheet {
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    for (column, heading) in headings.iter().enumerate() {
        sheet.write(0, column as u16, *heading).unwrap();
    }
    sheet
}

fn date(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

#[test]
fn a_tidy_sheet_with_dates_imports() {
    let mut book = Workbook::new();
    let format = Format::new().set_num_format("dd.mm.yyyy");
    let sheet = headed(
        &mut book,
        &[
            "Mouse ID",
            "Group",
            "Date",
            "Length (mm)",
            "Width (mm)",
            "BW (g)",
        ],
    );
    for (row, day) in ["2026-01-05", "2026-01-08"].into_iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write(row, 0, 214).unwrap();
        sheet.write(row, 1, "Vehicle").unwrap();
        sheet.write_with_format(row, 2, date(day), &format).unwrap();
        sheet.write(row, 3, 12.4).unwrap();
        sheet.write(row, 4, 9.1).unwrap();
        sheet.write(row, 5, 20.5).unwrap();
    }
    let options = ImportOptions {
        day0: NaiveDate::from_ymd_opt(2026, 1, 5),
        ..named("S")
    };
    let plan = plan_book(book, &options).unwrap();
    let study = &plan.studies[0];
    assert_eq!(study.animals[0].tag.as_str(), "214");
    assert_eq!(study.readings[1].1.when.date.to_string(), "2026-01-08");
    assert_eq!(study.readings[1].1.typed.as_deref(), Some("12.4 × 9.1"));
    assert_eq!(plan.outcome.made.weighings, 2);
}

#[test]
fn a_wide_sheet_with_dates_or_days_as_headings_imports() {
    let mut book = Workbook::new();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = headed(&mut book, &["id", "arm"]);
    sheet
        .write_with_format(0, 2, date("2026-01-05"), &format)
        .unwrap();
    sheet
        .write_with_format(0, 3, date("2026-01-12"), &format)
        .unwrap();
    sheet.write(1, 0, "a").unwrap();
    sheet.write(1, 2, 100).unwrap();
    sheet.write(1, 3, 0).unwrap();
    let options = ImportOptions {
        day0: NaiveDate::from_ymd_opt(2026, 1, 5),
        ..named("S")
    };
    assert_eq!(plan_book(book, &options).unwrap().outcome.made.readings, 2);

    let mut book = Workbook::new();
    let sheet = headed(&mut book, &["id"]);
    sheet.write(0, 1, 0).unwrap();
    sheet.write(0, 2, 7.5).unwrap();
    sheet.write(1, 0, "a").unwrap();
    sheet.write(1, 1, 20.5).unwrap();
    sheet.write(1, 2, 21).unwrap();
    let weights = ImportOptions {
        wide: Some(WideValue::Weight),
        ..named("S")
    };
    let plan = plan_book(book, &weights).unwrap();
    assert_eq!(plan.outcome.made.weighings, 2);
    assert_eq!(plan.studies[0].weighings[1].1.when.day_part, 0.5);
}

#[test]
fn formulas_matter_only_in_columns_that_are_used() {
    let book = || {
        let mut book = Workbook::new();
        let sheet = headed(&mut book, &["id", "day", "TV", "mean"]);
        sheet.write(1, 0, "a").unwrap();
        sheet.write(1, 1, 0).unwrap();
        sheet
            .write_formula(1, 2, Formula::new("=10*20").set_result("200"))
            .unwrap();
        sheet
            .write_formula(1, 3, Formula::new("=C2").set_result("200"))
            .unwrap();
        book
    };
    assert_eq!(
        listed(plan_book(book(), &named("S"))),
        ["sheet `Data`, cell C2 (`TV`): volume `=10*20` is a formula"]
    );
    let cached = ImportOptions {
        cached_formulas: true,
        ..named("S")
    };
    let plan = plan_book(book(), &cached).unwrap();
    assert_eq!(plan.outcome.made.readings, 1);
    assert_eq!(plan.outcome.columns_not_used, ["mean"]);
}

#[test]
fn bad_cells_are_named_by_their_address() {
    let mut book = Workbook::new();
    let sheet = headed(&mut book, &["id", "day", "TV", "BW"]);
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(1, 0, "a").unwrap();
    sheet
        .write_with_format(1, 1, date("2026-01-05"), &format)
        .unwrap();
    sheet.write(1, 2, "12 mm").unwrap();
    sheet.write(1, 3, 3080).unwrap();
    assert_eq!(
        listed(plan_book(book, &named("S"))),
        [
            "sheet `Data`, cell B2 (`day`): day `2026-01-05` is a date",
            "sheet `Data`, cell C2 (`TV`): volume `12 mm` is in `mm`",
            "sheet `Data`, cell D2 (`BW`): weight `3080` is outside 5 to 1000 g",
        ]
    );
}

#[test]
fn headings_below_a_title_are_found() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Tumor volumes of study S, mm³").unwrap();
    for (column, heading) in ["Mouse", "Arm", "Day", "TV"].into_iter().enumerate() {
        sheet.write(3, column as u16, heading).unwrap();
    }
    for (column, value) in ["1", "Vehicle", "0", "-150"].into_iter().enumerate() {
        sheet.write(4, column as u16, value).unwrap();
    }
    let path = tempfile::tempdir().unwrap();
    let file = path.path().join("book.xlsx");
    book.save(&file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let text = "Tumor volumes of \"S\", mm³\n\n;;\nMouse;Arm;Day;TV\n1;Vehicle;0;-150\n";
    for (bytes, place) in [(bytes.as_slice(), "cell D5"), (text.as_bytes(), "line 5")] {
        let at = |row: Option<u32>| ImportOptions {
            heading_rows: row.map(|row| HeadingRows {
                first: row,
                last: row,
            }),
            ..named("S")
        };
        for row in [None, Some(2), Some(4)] {
            let input = input_of(&[bytes], &at(row)).unwrap();
            let existing: &mut dyn FnMut(&str) -> Option<StudyRecord> = &mut |_| None;
            let planned = plan(input, &named("S"), today(), existing, &mut ids());
            let problems = listed(planned);
            assert!(problems[0].contains(place), "{problems:?}");
        }
        assert!(input_of(&[bytes], &at(Some(99))).is_err());
    }
}
