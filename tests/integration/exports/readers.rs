//! Other programs read what is exported: pyarrow the Parquet files, a Python reader the project of Prism,
//! and R the tables, of which it refits the mixed model. Without its program, a test prints
//! that it is skipped.

use std::path::Path;
use std::process::Command;

use crate::exports::{awkward, formats};
use crate::session::Session;
use crate::support::{own, shared};

/// Whether a program runs with these arguments; if not, prints that the test is skipped.
fn there_is(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    let is = output.is_ok_and(|output| output.status.success());
    if !is {
        println!("skipped: `{program} {}` fails here", arguments.join(" "));
    }
    is
}

/// The output of a Python script of this folder.
fn python(script: &str, arguments: &[&Path]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/exports");
    let mut command = Command::new("python3");
    command
        .env("PYTHONUTF8", "1")
        .arg(folder.join(script))
        .args(arguments);
    let output = command.output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}");
    String::from_utf8(output.stdout).unwrap()
}

fn export(session: &Session, study: &str, format: &str) {
    let line = [
        "export", "--study", study, "--to", format, "--format", format,
    ];
    session.args(&line).done();
}

fn demo() -> Session {
    let session = Session::new();
    session.run("demo --no-tui").done();
    session
}

#[test]
fn pyarrow_reads_equal_rows() {
    if !formats().contains(&"parquet") || !there_is("python3", &["-c", "import pyarrow"]) {
        return;
    }
    for (session, study, rows) in [
        (demo(), "KT253-RS411", "readings 566\n"),
        (awkward::named(), awkward::NAME, "readings 40\n"),
    ] {
        export(&session, study, "parquet");
        export(&session, study, "csv");
        let read = python(
            "parquet.py",
            &[&session.file("parquet"), &session.file("csv")],
        );
        assert!(read.contains(rows), "{read}");
    }
}

#[test]
fn duckdb_finds_the_means_of_the_results() {
    if !formats().contains(&"parquet") || !there_is("python3", &["-c", "import duckdb"]) {
        return;
    }
    let session = demo();
    for (study, means) in [("KT253-RS411", "75\n"), ("KT253-VEN-MV411", "16\n")] {
        export(&session, study, "parquet");
        assert_eq!(
            python("duckdb_means.py", &[&session.file("parquet")]),
            means
        );
    }
}

#[test]
fn python_reads_the_prism_tables() {
    if !there_is("python3", &["-c", "import pzfx"]) {
        return;
    }
    for (session, study, survival) in [
        (demo(), "KT253-RS411", "Time to event, ratio>=4 48 7\n"),
        (
            awkward::named(),
            awkward::NAME,
            "Time to event, ratio>=4 10 6\n",
        ),
    ] {
        export(&session, study, "prism");
        export(&session, study, "r");
        let project = std::fs::read_dir(session.file("prism")).unwrap().next();
        let project = project.unwrap().unwrap().path();
        let volumes = session.file("r").join("volumes.csv");
        let read = python("prism.py", &[&project, &volumes]);
        assert!(read.starts_with("Tumor volume, mm³ (curves) "), "{read}");
        assert!(read.ends_with(survival), "{read}");
    }
}

/// Allowed deviations: absolute for estimates, which are logarithms, and for the logarithm of p; relative
/// for the others.
const ALLOWED: [(&str, f64); 4] = [("estimate", 1e-6), ("se", 1e-4), ("df", 1e-3), ("p", 1e-3)];

/// Runs the script in the folder of an export and compares the results of R with ours.
fn refits(session: &Session, study: &str, rows: usize) {
    export(session, study, "r");
    let folder = session.file("r");
    let output = Command::new("Rscript")
        .arg("analyze.R")
        .current_dir(&folder)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{study}: {message}");
    let mut compared = 0;
    for row in csv::Reader::from_path(folder.join("comparison.csv"))
        .unwrap()
        .deserialize()
    {
        let row: std::collections::HashMap<String, String> = row.unwrap();
        for (number, allowed) in ALLOWED {
            let read = |key: &str| row[key].parse::<f64>().unwrap();
            let (ours, theirs) = (read(number), read(&format!("lme4_{number}")));
            let error = match number {
                "estimate" => ours - theirs,
                "p" => (ours.ln() - theirs.ln()) / theirs.ln().abs().max(1.0),
                _ => ours / theirs - 1.0,
            };
            assert!(
                error.abs() < allowed,
                "{study}: {row:?}: {number} {error:e}"
            );
        }
        compared += 1;
    }
    assert_eq!(compared, rows, "{study}");
}

#[test]
fn r_fits_the_same_model_to_the_export() {
    if !there_is("Rscript", &["-e", "library(lme4); library(lmerTest)"]) {
        return;
    }
    refits(&demo(), "KT253-RS411", 17);
    refits(&awkward::named(), awkward::NAME, 14);
    let session = Session::new();
    let mut sets = vec![
        ("doses", own("dose_response"), 17),
        ("pilot", own("pilot_two_arm"), 5),
    ];
    sets.extend(shared("data/invivosyn_cr1197.csv").map(|file| ("cr1197", file, 11)));
    sets.extend(shared("data/invivosyn_ls1034.csv").map(|file| ("ls1034", file, 11)));
    for (study, file, rows) in sets {
        let file = file.to_string_lossy();
        let control = if study == "pilot" {
            "Control"
        } else {
            "Vehicle"
        };
        let import = ["import", &file, "--study", study, "--control", control];
        session
            .args(&[&import[..], &["--day0", "2026-01-05", "--skip-bad"]].concat())
            .done();
        refits(&session, study, rows);
    }
}
