//! Time of `analyze` as a process, compared with the R script of one study (descriptive statistics, mixed model
//! with contrasts, Dunnett, Kruskal-Wallis, Kaplan-Meier, log-rank, Cox), on public data if the shared folder is
//! beside the project. R is skipped, with a message, if it is not installed.

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Data set, control, landmark day.
const SETS: [(&str, &str, &str); 2] = [
    ("maeve_gdc0084_temo_01", "gdc0084_00_temo_00", "14"),
    ("invivosyn_cr1197", "Vehicle", "50"),
];

const RUNS: usize = 9;

fn main() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let script = shared.join("golden/oracle/t_report.R");
    if !script.exists() {
        println!("skipped: {} is absent", script.display());
        return;
    }
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (name, control, landmark) in SETS {
        let data = shared.join(format!("data/{name}.csv"));
        let ours = median(|| analyze(folder.path(), name, &data, control, landmark));
        println!(
            "{name}: graftbook analyze --json {:.3} s (median of {RUNS})",
            ours
        );
        match report(&script, &data, control, landmark) {
            Some(r) => {
                let ratio = r.as_secs_f64() / ours;
                println!(
                    "{name}: Rscript t_report.R {:.2} s, {ratio:.0} times",
                    r.as_secs_f64()
                );
            }
            None => println!("{name}: skipped: there is no R, or it lacks the script's packages"),
        }
    }
}

/// Seconds of the middle run.
fn median(run: impl Fn() -> Duration) -> f64 {
    let mut runs: Vec<Duration> = (0..RUNS).map(|_| run()).collect();
    runs.sort();
    runs[RUNS / 2].as_secs_f64()
}

fn graftbook(db: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_graftbook"))
        .args(["--user", "bench", "--db"])
        .arg(db)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.success(), "{arguments:?}");
}

/// Imports the study once; times one analysis of it.
fn analyze(folder: &Path, name: &str, data: &Path, control: &str, landmark: &str) -> Duration {
    let db: PathBuf = folder.join(format!("{name}.db"));
    if !db.exists() {
        let data = data.to_str().expect("its name is text");
        let import = ["import", data, "--study", name, "--control", control];
        graftbook(
            &db,
            &[&import[..], &["--day0", "2026-01-05", "--skip-bad"]].concat(),
        );
    }
    let start = Instant::now();
    graftbook(
        &db,
        &["analyze", "--study", name, "--day", landmark, "--json"],
    );
    start.elapsed()
}

/// The R script once; none where it does not run.
fn report(script: &Path, data: &Path, control: &str, landmark: &str) -> Option<Duration> {
    let start = Instant::now();
    let status = Command::new("Rscript")
        .arg(script)
        .arg(data)
        .args([control, landmark])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| start.elapsed())
}
