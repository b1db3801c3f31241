//! Exports: the contracts in `exports/`, and the round trip of CSV.

mod awkward;
mod peers;
mod readers;
mod results;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::session::Session;

const FILES: [&str; 7] = [
    "study.csv",
    "arms.csv",
    "cages.csv",
    "cohorts.csv",
    "readings.csv",
    "dispositions.csv",
    "exclusions.csv",
];

/// The analysis of a study as JSON.
fn numbers(session: &Session, study: &str) -> Value {
    let line = format!("analyze --json --resamples 200 --study {study}");
    session.run(&line).done().json()
}

/// Exports from one notebook, imports into an empty one, and compares analysis and second export.
fn comes_back(from: &Session, study: &str) {
    from.run(&format!("export --study {study} --to out")).done();
    let out = from.file("out");
    let to = Session::new();
    to.run(&format!("import {}", out.display())).done();
    assert_eq!(numbers(&to, study), numbers(from, study));
    to.run(&format!("export --study {study} --to again")).done();
    for file in FILES {
        let read = |folder: &Path| fs::read_to_string(folder.join(file)).unwrap();
        assert_eq!(read(&to.file("again")), read(&out), "{file}");
    }
    to.run("audit verify").done();
}

/// The rows of a CSV file by their headings.
fn rows(file: &Path) -> Vec<HashMap<String, String>> {
    let rows = csv::Reader::from_path(file).unwrap().into_deserialize();
    rows.map(Result::unwrap).collect()
}

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The formats that this build includes.
fn formats() -> Vec<&'static str> {
    let mut formats = vec!["csv", "prism", "r", "synergylmm", "pdxnet"];
    formats.extend(cfg!(feature = "parquet").then_some("parquet"));
    formats
}

/// With `GRAFTBOOK_WRITE_SPECIMENS` set, the specimens are written anew instead of compared.
#[test]
fn specimens_equal_the_exports() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    for format in formats() {
        let line = format!("export --study KT253-RS411 --to {format} --format {format}");
        session.run(&line).done();
        let written = files(&session.file(format));
        let contract = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("exports")
            .join(format);
        let specimen = contract.join("specimen");
        if std::env::var_os("GRAFTBOOK_WRITE_SPECIMENS").is_some() {
            fs::create_dir_all(&specimen).unwrap();
            for (name, bytes) in &written {
                fs::write(specimen.join(name), bytes).unwrap();
            }
        }
        let kept = files(&specimen);
        assert!(
            written.keys().eq(kept.keys()),
            "{format}: {:?}",
            written.keys()
        );
        for (name, bytes) in &written {
            let same = match name.as_str() {
                // Its last digits differ between processors.
                name if name.starts_with("results_") && name.ends_with(".csv") => {
                    nearly(bytes, &kept[name])
                }
                _ => *bytes == kept[name],
            };
            assert!(same, "{name}: see exports/{format}/README.md");
        }
        let promise = fs::read_to_string(contract.join("README.md")).unwrap();
        let unnamed = |name: &&String| !promise.contains(name.as_str());
        assert_eq!(
            written.keys().filter(unnamed).collect::<Vec<_>>(),
            Vec::<&String>::new()
        );
    }
}

/// Whether the cells of two CSV files are the same, numbers to a millionth.
fn nearly(ours: &[u8], kept: &[u8]) -> bool {
    let cells = |text: &[u8]| -> Vec<String> {
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text)
            .into_records();
        rows.flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    };
    let (ours, kept) = (cells(ours), cells(kept));
    let same = |(ours, kept): (&String, &String)| match (ours.parse::<f64>(), kept.parse::<f64>()) {
        (Ok(ours), Ok(kept)) => (ours - kept).abs() <= 1e-6 * kept.abs().max(1e-12),
        _ => ours == kept,
    };
    ours.len() == kept.len() && ours.iter().zip(&kept).all(same)
}

#[test]
fn contract_names_every_column() {
    for (format, file) in [
        ("csv", "study"),
        ("csv", "arms"),
        ("csv", "cages"),
        ("csv", "cohorts"),
        ("csv", "readings"),
        ("csv", "dispositions"),
        ("csv", "exclusions"),
        ("csv", "results_by_day"),
        ("csv", "results_inhibition"),
        ("csv", "results_primary_test"),
        ("csv", "results_landmark_tests"),
        ("csv", "results_responses"),
        ("csv", "results_time_to_event"),
        ("r", "volumes"),
        ("r", "settings"),
        ("r", "times"),
        ("synergylmm", "synergylmm"),
        ("pdxnet", "pdxnet"),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("exports")
            .join(format);
        let contract = fs::read_to_string(folder.join("README.md")).unwrap();
        let text = fs::read(folder.join(format!("specimen/{file}.csv"))).unwrap();
        let headings = csv::Reader::from_reader(text.as_slice())
            .headers()
            .unwrap()
            .clone();
        let words = |c: char| !c.is_alphanumeric() && c != '_';
        for heading in &headings {
            let is_described = contract.split(words).any(|word| word == heading);
            assert!(is_described, "{format}: `{heading}` of {file}.csv");
        }
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_export_without_the_feature_is_refused() {
    let session = Session::with_study();
    let answer = session
        .run("export --study S --to out --format parquet")
        .refused();
    assert!(
        answer.stderr.contains("built without Parquet"),
        "{}",
        answer.stderr
    );
}

#[test]
fn reimported_demo_gives_the_same_numbers() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    comes_back(&session, "KT253-RS411");
}

#[test]
fn reimported_readings_alone_give_the_same_numbers() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    session.run("export --study KT253-RS411 --to out").done();
    let file = session.file("out").join("readings.csv");
    let to = Session::new();
    to.run(&format!("import {} --control Vehicle", file.display()))
        .done();
    // The protocol, which names the landmark day, is in another file.
    to.run("study edit KT253-RS411 --landmark 17 --reason 'as planned'")
        .done();
    // Without arms.csv the arms are in the order of the file.
    let rows = |session: &Session, section: &str| {
        let numbers = numbers(session, "KT253-RS411");
        let mut rows: Vec<String> = numbers[section]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                // With arms in another order, only the last digits of the model differ.
                let mut row = row.clone();
                row.as_object_mut().unwrap().remove("model");
                row.to_string()
            })
            .collect();
        rows.sort();
        rows
    };
    for section in ["volume_by_day", "weight_by_day", "inhibition"] {
        assert!(rows(&to, section) == rows(&session, section), "{section}");
    }
}

#[test]
fn reimported_untidy_study_is_complete() {
    let session = Session::new();
    for line in [
        "study create S --day0 2026-01-05 --implanted 2025-12-20 --loq 13.5 --formula pi6_lw15 --calibration 1.1",
        "arm add --study S =cmd() --control --vehicle=-saline",
        "arm add --study S A+B --compound A --compound B --dose 1.5 --dose 2 --route IV --route PO",
    ] {
        session.run(line).done();
    }
    for (tag, arm) in [
        ("'=x", "=cmd()"),
        ("@a", "=cmd()"),
        ("7,7", "A+B"),
        ("☂ é", "A+B"),
    ] {
        session
            .args(&[
                "animal", "add", "--exact", "--study", "S", tag, "--arm", arm, "--cage", "C 1",
                "--site", "left", "--site", "right",
            ])
            .done();
        for (day, size) in [("0", "7.5"), ("3", "8.25"), ("7", "9.125")] {
            for site in ["left", "right"] {
                session
                    .args(&[
                        "measure", "--study", "S", "--animal", tag, "--day", day, "--site", site,
                        "--length", size, "--width", "6.1",
                    ])
                    .done();
            }
            session
                .args(&[
                    "weigh", "--study", "S", "--animal", tag, "--day", day, "--weight", "20.3",
                ])
                .done();
        }
    }
    let more: [&[&str]; 7] = [
        &[
            "measure", "--study", "S", "--animal", "@a", "--day", "7", "--site", "left",
            "--length", "9", "--width", "6", "--again",
        ],
        &[
            "measure",
            "--study",
            "S",
            "--animal",
            "@a",
            "--day",
            "9",
            "--site",
            "left",
            "--not-measured",
            "=sick",
        ],
        &[
            "measure",
            "--study",
            "S",
            "--animal",
            "7,7",
            "--day",
            "9",
            "--site",
            "left",
            "--not-palpable",
            "--confirm",
        ],
        &[
            "weigh", "--study", "S", "--animal", "@a", "--day", "7", "--weight", "20.9", "--again",
        ],
        &[
            "exclude",
            "--study",
            "S",
            "--animal",
            "'=x",
            "--day",
            "3",
            "--reason=-fell",
        ],
        &[
            "exclude",
            "--study",
            "S",
            "--animal",
            "@a",
            "--day",
            "7",
            "--site",
            "right",
            "--reason",
            "odd",
            "--foreseen",
        ],
        &[
            "dispose",
            "--study",
            "S",
            "--animal",
            "7,7",
            "--kind",
            "found-dead",
            "--day",
            "9",
            "--reason",
            "a\nbc",
        ],
    ];
    for arguments in more {
        session.args(arguments).done();
    }
    comes_back(&session, "S");
    let readings = fs::read_to_string(session.file("out").join("readings.csv")).unwrap();
    for cell in readings.split([',', '\n']) {
        let cell = cell.trim_start_matches('"');
        let number = cell.parse::<f64>().is_ok();
        assert!(
            number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
    }
}

#[test]
fn every_export_of_the_demo_says_simulated() {
    let session = Session::new();
    session.run("demo --no-tui").done();
    for line in [
        "demo --no-tui",
        "study list",
        "study show KT253-RS411",
        "arm list --study KT253-RS411",
        "animal list --study KT253-RS411",
        "animal show --study KT253-RS411 211",
        "analyze --study KT253-RS411 --resamples 0",
    ] {
        let shown = session.run(line).done().stdout;
        assert!(shown.contains("SIMULATED"), "{line}: {shown}");
    }
}
