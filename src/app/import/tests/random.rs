//! Random input never panics.

use proptest::prelude::*;

use super::*;

fn any_options() -> impl Strategy<Value = ImportOptions> {
    (
        any::<[bool; 7]>(),
        proptest::option::of(-5.0..5000.0f64),
        0..3u8,
        proptest::option::of(prop::sample::select(vec![
            WhatARowIs::Reading,
            WhatARowIs::Animal,
            WhatARowIs::Day,
        ])),
    )
        .prop_map(
            |(
                [
                    swap,
                    skip_bad,
                    cached_formulas,
                    is_named,
                    no_arms,
                    roster,
                    joined,
                ],
                day,
                encoding,
                layout,
            )| ImportOptions {
                no_arms,
                roster,
                layout,
                heading_rows: joined.then_some(HeadingRows { first: 1, last: 2 }),
                swap,
                skip_bad,
                cached_formulas,
                day,
                study: is_named.then(|| "S".to_owned()),
                encoding: (encoding == 1).then(|| "windows-1252".to_owned()),
                ..ImportOptions::default()
            },
        )
}

fn any_heading() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "study", "animal", "arm", "day", "date", "site", "length_mm", "width", "height", "TV",
            "bw", "cage", "sex", "rfid", "state", "reason", "repeat", "weight_repeat", "disposition",
            "dob", "typed", "7", "-1", "D7 L", "D7 W", "Day-3", "BW_7", "2026-01-01", "", "Week 2", "Wk1",
            "Baseline", "Endpoint (Day 21)", "D7 RT", "T1 D0", "5-Jan", "05.01.2026", "1.05", "LxW",
            "Tumor (mm3)", "TV (cm3)", "Drug", "Dose", "Left L", "R Vol", "a", "b", "W0", "Mean", "Tag", "Ear",
            "number", "value", "t",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "NA", "0", "1", "7", "12.4", "9,1", "-3", "20", "1e300", "nan", "=1+1", "'=x", "F",
            "A", "B", "L", "R", "2026-01-05", "9999-12-31", "found dead", "not measured", "measured",
            "1e-320", "99999999999999999999", "NP", "n/a", "-", "dead", "sac", "FD", "125*", "~5", "<5", "5x4",
            "8.1 x 6.2 x 3", "1,234.5", "1.234,5", "1 200", "20 g", "0.1 cm3", "\u{2212}3", "Mean", "SEM", "T/C",
            "Vehicle", "mouse", "Day 7", "x",
        ]).prop_map(str::to_owned),
        1 => any::<f64>().prop_map(|number| number.to_string()),
        1 => "\\PC{0,8}",
        1 => ".{0,4}",
    ]
}

fn any_table() -> impl Strategy<Value = String> {
    (1..8usize).prop_flat_map(|width| {
        let headings = prop::collection::vec(any_heading(), width);
        let rows = prop::collection::vec(prop::collection::vec(any_cell(), width), 0..12);
        (headings, rows).prop_map(|(headings, rows)| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in std::iter::once(&headings).chain(&rows) {
                writer.write_record(row).unwrap();
            }
            String::from_utf8(writer.into_inner().unwrap()).unwrap()
        })
    })
}

fn never_panics(bytes: &[u8], options: &ImportOptions) {
    if let Ok(input) = input_of(&[bytes], options) {
        let planned = plan(input, options, today(), &mut |_| None, &mut ids());
        match planned {
            Ok(planned) => {
                for study in &planned.studies {
                    study.record(None);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty() && !error.remedy().is_none()),
        }
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), options in any_options()) {
        never_panics(&bytes, &options);
    }

    #[test]
    fn random_bytes_that_look_like_a_workbook(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        never_panics(&[b"PK\x03\x04", bytes.as_slice()].concat(), &ImportOptions::default());
    }

    #[test]
    fn random_text(text in "(?s).{0,200}", options in any_options()) {
        never_panics(text.as_bytes(), &options);
    }

    #[test]
    fn random_tables(text in any_table(), options in any_options()) {
        never_panics(text.as_bytes(), &options);
    }

    #[test]
    fn random_headings(headings in prop::collection::vec("\\PC{0,12}", 1..6)) {
        let text = format!("animal,{}\n1,", headings.join(","));
        never_panics(text.as_bytes(), &ImportOptions::default());
    }

    #[test]
    fn broken_workbooks(at in 0..6000usize, byte in any::<u8>(), cut in any::<bool>()) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, text) in ["study", "id", "day", "tv"].into_iter().enumerate() {
            sheet.write(0, column as u16, text).unwrap();
            sheet.write(1, column as u16, 7).unwrap();
        }
        let mut bytes = book.save_to_buffer().unwrap();
        let at = at % bytes.len();
        match cut {
            true => bytes.truncate(at),
            false => bytes[at] = byte,
        }
        never_panics(&bytes, &ImportOptions::default());
    }
}
