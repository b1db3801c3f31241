//! Time of a report as a process, from the start to the file, in every format, and its size: the demo study, two
//! public studies, and the PDX encyclopedia as one study (62 arms, 4 712 animals, 67 445 readings) if the shared
//! data are beside the project.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[allow(dead_code)]
#[path = "../tests/integration/support.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{own, shared};

const FORMATS: [&str; 4] = ["html", "pdf", "xlsx", "md"];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    println!(
        "{:<24} {:>6} {:>9} {:>9} {:>9}",
        "study", "format", "median", "fastest", "size"
    );
    let small = [
        Some(own("kt253_rs411")),
        shared("data/invivosyn_cr1197.csv"),
    ];
    for file in small.into_iter().flatten() {
        study(folder.path(), &file, "Vehicle", 11);
    }
    if let Some(file) = shared("data/maeve_gdc0084_temo_01.csv") {
        study(folder.path(), &file, "gdc0084_00_temo_00", 7);
    }
    if let Some(file) = shared("data/pdxe_drap_full.csv") {
        study(folder.path(), &file, "untreated", 3);
    }
}

/// Imports a study once; times its report in every format.
fn study(folder: &Path, file: &Path, control: &str, runs: usize) {
    let name = file.file_stem().unwrap().to_str().unwrap();
    let db = folder.join(format!("{name}.db"));
    let import = [
        "import",
        file.to_str().unwrap(),
        "--study",
        "S",
        "--control",
        control,
    ];
    graftbook(
        &db,
        &[&import[..], &["--day0", "2026-01-05", "--skip-bad"]].concat(),
    );
    for format in FORMATS {
        let out: PathBuf = folder.join(format!("{name}.{format}"));
        let report = ["report", "--study", "S", "-o", out.to_str().unwrap()];
        let timed = |_| {
            let start = Instant::now();
            graftbook(&db, &report);
            start.elapsed()
        };
        let mut times: Vec<Duration> = (0..runs).map(timed).collect();
        times.sort();
        let seconds = |at: usize| format!("{:.3} s", times[at].as_secs_f64());
        println!(
            "{name:<24} {format:>6} {:>9} {:>9} {:>6} kB",
            seconds(runs / 2),
            seconds(0),
            out.metadata().unwrap().len() / 1000
        );
    }
}

fn graftbook(db: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_graftbook"))
        .args(["--user", "bench", "--db"])
        .arg(db)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}
