//! Cells, read row by row.

use super::super::rows::read_rows;
use super::headings::recognize;
use super::layout::table_from_bytes;
use super::*;
use domain::Observation;

fn read(text: &str, options: &ImportOptions) -> Result<ReadFile, ImportError> {
    let table = table_from_bytes("r.csv", text.as_bytes(), options)?;
    let columns = recognize(&table, options)?;
    read_rows(table, columns, options, (0, Role::Readings))
}

fn problems(text: &str) -> Vec<String> {
    let read = read(text, &ImportOptions::default()).unwrap();
    read.problems
        .listed()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn every_bad_value_is_listed_with_its_place() {
    for (text, expected) in [
        (
            "id,day,tv\n1,0,abc",
            "line 2, column `tv`: volume `abc` is not a number",
        ),
        (
            "id,day,tv\n1,0,-5",
            "line 2, column `tv`: volume `-5` is negative",
        ),
        (
            "id,day,tv\n1,0,1e9",
            "line 2, column `tv`: volume `1000000000` is outside 0 to 310000 mm³",
        ),
        (
            "id,day,tv\n1,0,inf",
            "line 2, column `tv`: volume `inf` is not a number",
        ),
        (
            "id,day,tv\n1,0,\"1,5\"",
            "line 2, column `tv`: volume `1,5` is not a number",
        ),
        (
            "id,day,tv\n1,0,=A1",
            "line 2, column `tv`: volume `=A1` is a formula",
        ),
        (
            "id,day,l,w\n1,0,6,7",
            "line 2, column `w`: width `7` is larger than the length `6`",
        ),
        (
            "id,day,l,w\n1,0,6,",
            "line 2, column `w`: width is missing beside the length `6`",
        ),
        (
            "id,day,l,w\n1,0,124,9.1",
            "line 2, column `l`: length `124` is outside 0 to 85 mm",
        ),
        (
            "id,day,l,w\n1,0,5,0",
            "line 2, column `w`: width `0` is zero where another size is not",
        ),
        (
            "id,day,bw\n1,0,3080",
            "line 2, column `bw`: weight `3080` is outside 5 to 1000 g",
        ),
        (
            "id,day,tv\n1,x,5",
            "line 2, column `day`: day `x` is not a number",
        ),
        (
            "id,day,tv\n1,,5",
            "line 2, column `day`: day is missing beside a value",
        ),
        (
            "id,date,tv\n1,22.1.26,5",
            "line 2, column `date`: date `22.1.26` is not a date",
        ),
        ("id,day,tv\n,0,5", "line 2, column `id`: animal is missing"),
        (
            "id,day,tv\na\u{1b}b,0,5",
            "line 2, column `id`: animal `a\\u{1b}b` holds a control character",
        ),
        (
            "id,day,sex,tv\n1,0,x,5",
            "line 2, column `sex`: sex `x` is not known",
        ),
        (
            "id,day,repeat,tv\n1,0,0,5",
            "line 2, column `repeat`: repeat `0` is not a whole number from 1 to 1000",
        ),
        (
            "id,day,state,tv\n1,0,not palpable,5",
            "line 2, column `state`: state `not_palpable` stands beside a size or volume",
        ),
        (
            "id,day,state,reason,tv\n1,0,not measured,,",
            "line 2, column `reason`: reason is missing where the tumor was not measured",
        ),
        (
            "id,day,disposition\n1,0,vanished",
            "line 2, column `disposition`: disposition `vanished` is not known",
        ),
    ] {
        assert_eq!(problems(text), [format!("r.csv, {expected}")], "{text}");
    }
}

#[test]
fn all_problems_are_collected_and_good_rows_kept() {
    let text = "id,day,l,w,tv,bw\n1,0,6,7,120,0\n2,0,6,5,abc,20\n3,y,1,1,1,20\n";
    let read = read(text, &ImportOptions::default()).unwrap();
    assert_eq!(read.problems.count(), 4);
    assert_eq!(read.rows.len(), 2);
    assert_eq!(read.rows[0].weight, None);
    let volume = Observation::from_numbers(None, None, None, Some(120.0)).unwrap();
    assert_eq!(read.rows[0].observation, Some(volume));
    assert_eq!(read.rows[0].typed.as_deref(), Some("120"));
    assert!(matches!(
        read.rows[1].observation,
        Some(Observation::Measured {
            sizes: Some(_),
            given: None
        })
    ));
}

#[test]
fn swap_option_swaps_length_and_width() {
    let options = ImportOptions {
        swap: true,
        ..ImportOptions::default()
    };
    let read = read("id,day,l,w\n1,0,6.0,7", &options).unwrap();
    let Some(Observation::Measured {
        sizes: Some(sizes), ..
    }) = &read.rows[0].observation
    else {
        panic!("no sizes")
    };
    assert_eq!((sizes.length_mm(), sizes.width_mm()), (7.0, 6.0));
    assert_eq!(read.rows[0].typed.as_deref(), Some("6.0 × 7"));
    assert_eq!(
        read.notes[0].message,
        "r.csv, line 2, column `l`: length and width `6.0 × 7` were swapped"
    );
}

#[test]
fn missing_values_and_blank_rows_are_accepted() {
    let read = read(
        "id,day,tv\n1,0,NA\n1,3,\n,,\n1,7,5\n",
        &ImportOptions::default(),
    )
    .unwrap();
    assert!(read.problems.is_empty());
    assert_eq!((read.rows_read, read.rows_without_values), (4, 3));
    assert_eq!(read.rows.len(), 3);
}

#[test]
fn decimal_comma_needs_its_option() {
    let options = ImportOptions {
        decimal: Some(domain::DecimalMark::Comma),
        ..ImportOptions::default()
    };
    let read = read("id;day;l;w\n1;0;12,4;9,1", &options).unwrap();
    assert!(read.problems.is_empty());
    assert_eq!(read.rows[0].typed.as_deref(), Some("12,4 × 9,1"));
}

#[test]
fn file_without_days_needs_the_day_option() {
    let error = read("id,tv\n1,5", &ImportOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "no column of r.csv contains the day");
    let options = ImportOptions {
        day: Some(0.0),
        ..ImportOptions::default()
    };
    assert_eq!(read("id,tv\n1,5", &options).unwrap().rows[0].day, Some(0.0));
    assert!(read("id,day,tv\n1,0,5", &options).is_err());
}

#[test]
fn wide_rows_become_one_row_per_day() {
    let read = read(
        "mouse,group,0,7 L,7 W,BW7\n1,A,100,8,6,20\n2,A,,,,\n3,B,abc,,,",
        &ImportOptions::default(),
    )
    .unwrap();
    let days: Vec<_> = read
        .rows
        .iter()
        .map(|r| (r.animal.as_str(), r.day))
        .collect();
    assert_eq!(
        days,
        [("1", Some(0.0)), ("1", Some(7.0)), ("2", None), ("3", None)]
    );
    assert!(read.rows[1].weight.is_some());
    assert_eq!(read.rows_without_values, 1);
    assert_eq!(
        read.problems.listed()[0].to_string(),
        "r.csv, line 4, column `0`: volume `abc` is not a number"
    );
}
