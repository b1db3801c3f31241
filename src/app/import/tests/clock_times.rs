//! Times of day of entries.

use super::super::rows::read_rows;
use super::headings::recognize;
use super::layout::table_from_bytes;
use super::*;

fn read(text: &str) -> ReadFile {
    let options = ImportOptions::default();
    let table = table_from_bytes("r.csv", text.as_bytes(), &options).unwrap();
    let columns = recognize(&table, &options).unwrap();
    read_rows(table, columns, &options, (0, Role::Readings)).unwrap()
}

/// The times of reading and weighing in each row.
fn times(text: &str) -> Vec<[Option<String>; 2]> {
    let read = read(text);
    assert!(read.problems.is_empty(), "{text}");
    let times = |row: &TidyRow| [row.clock_time, row.weight_time].map(|t| t.map(|t| t.to_string()));
    read.rows.iter().map(times).collect()
}

#[test]
fn time_of_day_is_read_from_its_column_or_beside_the_date() {
    for (text, time) in [
        ("id,day,clock time,tv\n1,0,9:14,5", Some("09:14")),
        ("id,day,Time of day,tv\n1,0,9:14:05 pm,5", Some("21:14:05")),
        ("id,day,time,tv\n1,0,09:14+01:00,5", Some("09:14+01:00")),
        ("id,date,tv\n1,2026-01-05 09:14,5", Some("09:14")),
        (
            "id,date,tv\n1,2026-01-05T09:14:05Z,5",
            Some("09:14:05+00:00"),
        ),
        ("id,date,tv\n1,2026-01-05 00:00:00,5", None),
        ("id,date,time,tv\n1,2026-01-05 09:14,09:14,5", Some("09:14")),
        ("id,date,time,tv\n1,2026-01-05 09:14,,5", Some("09:14")),
        ("id,date,time,tv\n1,2026-01-05,,5", None),
    ] {
        assert_eq!(times(text), [[time.map(str::to_owned), None]], "{text}");
    }
}

#[test]
fn a_column_headed_time_holds_study_days_unless_it_holds_times_of_day() {
    let day = |text: &str| read(text).rows[0].day;
    assert_eq!(day("id,time,tv\n1,7,5"), Some(7.0));
    assert_eq!(day("id,time (days),tv\n1,7,5"), Some(7.0));
    assert_eq!(day("id,time,date,tv\n1,7,2026-01-05,5"), Some(7.0));
    assert_eq!(day("id,time,day,tv\n1,9:14,7,5"), Some(7.0));
}

#[test]
fn weighing_has_the_time_of_the_reading_unless_a_column_has_its_own() {
    let both = ["09:14", "09:10"].map(|time| Some(time.to_owned()));
    let text = "id,day,time,tv,bw,weight_time\n1,0,9:14,5,20,9:10";
    assert_eq!(times(text), [both]);
    for (text, expected) in [
        ("id,date,time,tv,bw\n1,2026-01-05,9:14,5,20", Some("09:14")),
        (
            &text.replace("1,0,", "1,2026-01-05,").replace("day", "date"),
            Some("09:10"),
        ),
        (
            "id,date,time,tv,bw,weight_time\n1,2026-01-05,9:14,5,20,",
            None,
        ),
    ] {
        let plan = planned(text);
        let weighing = &plan.studies[0].weighings[0].1;
        let time = weighing.clock_time.map(|time| time.to_string());
        assert_eq!(time.as_deref(), expected, "{text}");
    }
}

fn planned(text: &str) -> ImportPlan {
    let options = ImportOptions {
        study: Some("S".into()),
        day0: chrono::NaiveDate::from_ymd_opt(2026, 1, 5),
        ..ImportOptions::default()
    };
    let mut files = Vec::new();
    read_text(&mut files, "r.csv", text, &options, Role::Readings).unwrap();
    let input = Input {
        files,
        bundle: None,
    };
    plan(input, &options, today(), &mut |_| None, &mut ids()).unwrap()
}

#[test]
fn bad_times_are_refused_with_row_and_value() {
    for (text, expected) in [
        (
            "id,day,time,tv\n1,0,25:10,5",
            "r.csv, line 2, column `time`: clock_time `25:10` is not a time of day",
        ),
        (
            "id,day,time,tv\n1,0,9:14+15:00,5",
            "r.csv, line 2, column `time`: clock_time `9:14+15:00` has no offset from UTC within 14 hours",
        ),
        (
            "id,date,tv\n1,2026-01-05 25:10,5",
            "r.csv, line 2, column `date`: date `2026-01-05 25:10` is not a time of day",
        ),
        (
            "id,date,time,tv\n1,2026-01-05 09:14,09:15,5",
            "r.csv, line 2, column `time`: clock_time `09:15` is not the time `09:14` beside the date",
        ),
    ] {
        let problems = read(text).problems;
        let listed: Vec<String> = problems.listed().iter().map(ToString::to_string).collect();
        assert_eq!(listed, [expected], "{text}");
    }
}

#[test]
fn times_that_no_entry_takes_are_told() {
    let codes =
        |text: &str| -> Vec<&str> { read(text).notes.iter().map(|note| note.code).collect() };
    assert_eq!(codes("id,date,tv\n1,2026-01-05 09:14,5"), [""; 0]);
    let told = ["times_of_day"];
    assert_eq!(codes("id,day,born,tv\n1,0,2025-11-01 09:14,5"), told);
    assert_eq!(
        codes("id,date,disposition\n1,2026-01-05 09:14,found dead"),
        told
    );
}
