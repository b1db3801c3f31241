//! Time of an import of 100 000 readings from the file to the disk, and time of a process from the start to the
//! numbers of the demo study.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use divan::Bencher;

fn main() {
    divan::main();
}

/// 2 000 animals in five arms, 50 days each, length and width.
fn hundred_thousand_readings() -> String {
    let mut rows = String::from("cage,animal,arm,day,length_mm,width_mm\n");
    for animal in 0..2000_u32 {
        for visit in 0..50_u32 {
            let width = 5.0 + f64::from((animal * 7 + visit * 13) % 80) / 10.0;
            let length = width + f64::from((animal + visit) % 30) / 10.0;
            let (cage, arm, day) = (animal / 5, animal % 5, visit * 3);
            writeln!(
                rows,
                "C{cage},{animal},Arm {arm},{day},{length:.1},{width:.1}"
            )
            .expect("writing to a string does not fail");
        }
    }
    rows
}

fn graftbook(db: &std::path::Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_graftbook"))
        .args(["--user", "bench", "--db"])
        .arg(db)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .expect("the program starts");
    assert!(status.success());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn import_100_000_readings(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("readings.csv");
    std::fs::write(&file, hundred_thousand_readings()).expect("there is room for the file");
    let file = file.to_str().expect("its name is text").to_owned();
    let mut run = 0;
    bencher.bench_local(|| {
        run += 1;
        let db = folder.path().join(format!("{run}.db"));
        graftbook(
            &db,
            &["import", &file, "--study", "S", "--control", "Arm 0"],
        );
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn analyze_demo_as_a_process(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let db = folder.path().join("demo.db");
    graftbook(&db, &["demo", "--no-tui"]);
    bencher.bench_local(|| graftbook(&db, &["analyze", "--study", "KT253-RS411"]));
}
