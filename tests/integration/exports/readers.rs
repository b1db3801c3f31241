//! Other programs read what is exported: pyarrow the Parquet files, a Python reader the project of Prism,
//! DuckDB the means, and R the tables, from which it computes the results anew. Without its program, a test prints
//! that it is skipped.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::exports::{awkward, formats, rows};
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

/// Relative deviation that is allowed: the two REML fits stop short of the optimum by about a thousandth of it.
const ALLOWED: f64 = 1e-6;

/// Runs the script in the folder of an export, and compares its numbers with ours; answers how many of each result.
fn recomputed(session: &Session, study: &str) -> BTreeMap<String, usize> {
    export(session, study, "r");
    let folder = session.file("r");
    let output = Command::new("Rscript")
        .args(["--vanilla", "analyze.R"])
        .current_dir(&folder)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{study}: {message}");
    let mut compared = BTreeMap::new();
    for row in rows(&folder.join("comparison.csv")) {
        let read = |key: &str| row[key].parse::<f64>();
        let (ours, theirs) = (read("graftbook").unwrap(), read("r"));
        let theirs = theirs.unwrap_or_else(|_| panic!("{study}: R has no number: {row:?}"));
        let error = (ours - theirs).abs() / ours.abs().max(1e-12);
        // An inhibition of 0 has no relative deviation.
        let is_zero = !row["result"].starts_with('p') && (ours - theirs).abs() < 1e-12;
        assert!(error < ALLOWED || is_zero, "{study}: {row:?}: {error:e}");
        *compared.entry(row["result"].clone()).or_default() += 1;
    }
    compared
}

/// That R computed the primary test of so many arms, and their inhibition.
fn answers(session: &Session, study: &str, arms: usize) {
    let compared = recomputed(session, study);
    let tests = rows(&session.file("r").join("results_primary_test.csv"));
    let with_p = tests.iter().filter(|row| !row["p"].is_empty()).count();
    assert_eq!((tests.len(), with_p), (arms, arms), "{study}");
    let count = |result: &str| compared.get(result).copied().unwrap_or_default();
    // P of the primary test, of landmark tests and of the log-rank test.
    assert!(count("p") >= 3 * arms, "{study}: {compared:?}");
    assert_eq!(count("p_adjusted"), arms, "{study}");
    assert!(count("tgi_low") >= 3 * arms, "{study}: {compared:?}");
    assert!(count("events") > arms, "{study}: {compared:?}");
}

#[test]
fn r_computes_the_results_of_the_export_anew() {
    if !there_is("Rscript", &["-e", "1"]) {
        return;
    }
    let demo = demo();
    answers(&demo, "KT253-RS411", 5);
    answers(&demo, "KT253-VEN-MV411", 3);
    // Names with quotes and formulas; two animals an arm have no intervals.
    let compared = recomputed(&awkward::named(), awkward::NAME);
    assert_eq!(compared["estimate"], 4, "{compared:?}");
    // No control, and no readings.
    let session = Session::new();
    session.run("study create S --day0 2026-01-05").done();
    assert!(recomputed(&session, "S").is_empty());
    let mut sets = vec![
        ("doses", own("dose_response"), "Vehicle", 5),
        ("pilot", own("pilot_two_arm"), "Control", 1),
        ("combination", own("combination_a549"), "Vehicle", 3),
    ];
    let peers = [
        ("cr1197", "data/invivosyn_cr1197.csv", "Vehicle", 3),
        ("ls1034", "data/invivosyn_ls1034.csv", "Vehicle", 3),
        ("melanoma", "data/tumr_melanoma1.csv", "A", 3),
        ("koziol", "data/koziol1981.csv", "G1", 2),
    ];
    for (study, file, control, arms) in peers {
        sets.extend(shared(file).map(|file| (study, file, control, arms)));
    }
    for (study, file, control, arms) in sets {
        let file = file.to_string_lossy();
        let import = ["import", &file, "--study", study, "--control", control];
        session
            .args(&[&import[..], &["--day0", "2026-01-05", "--skip-bad"]].concat())
            .done();
        answers(&session, study, arms);
    }
}

/// A study whose cohorts are read a day apart, with a visit window, and whose dispositions end times and ranks: found
/// dead is the event, an ulcer competes with it. Two animals of arm A are cured.
fn windowed() -> Session {
    let session = Session::new();
    session
        .run(
            "study create W --day0 2026-01-05 --landmark 21 --window 1 --max-volume 2000 \
             --dispositions found_dead=event,humane_endpoint:ulcer=compete",
        )
        .done();
    let arms = [("Vehicle", 0.12), ("A", 0.03), ("B", 0.09), ("C", 0.10)];
    let mut table = String::from("animal,arm,day,volume_mm3\n");
    for (number, (arm, rate)) in arms.iter().enumerate() {
        for animal in 0..8 {
            let tag = 100 * (number + 1) + animal;
            let apart = if animal < 4 { 0.0 } else { 1.0 };
            for visit in [0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 21.0] {
                let day: f64 = if visit == 0.0 { visit } else { visit + apart };
                // Found dead on day 16.
                if animal == 2 && day > 15.0 && arm != &"C" {
                    continue;
                }
                let scatter = 0.1 * ((tag as f64 + 3.0 * day) * 7.3).sin();
                let own = rate + 0.004 * (animal as f64 - 3.5);
                let is_cured = arm == &"A" && animal % 5 == 1 && day > 9.0;
                let volume = 150.0 * (own * day + scatter).exp();
                let volume = if is_cured { 0.0 } else { volume };
                table.push_str(&format!("{tag},{arm},{day},{volume:.2}\n"));
            }
        }
    }
    std::fs::write(session.file("w.csv"), table).unwrap();
    session
        .run("import w.csv --study W --control Vehicle")
        .done();
    for line in [
        "dispose --study W --animal 102,202 --kind found-dead --day 16",
        "dispose --study W --animal 302 --kind humane-endpoint --reason ulcer --day 16",
        "dispose --study W --animal 403 --kind transferred --day 22",
    ] {
        session.run(line).done();
    }
    session
}

#[test]
fn r_follows_visit_window_and_dispositions() {
    if !there_is("Rscript", &["-e", "1"]) {
        return;
    }
    let session = windowed();
    answers(&session, "W", 3);
    let read = |file: &str| rows(&session.file("r").join(file));
    let methods = read("results_primary_test.csv");
    let methods: Vec<&str> = methods.iter().map(|row| row["method"].as_str()).collect();
    assert_eq!(
        methods,
        ["joint_rank", "growth_contrast", "growth_contrast"]
    );
    let causes = read("times.csv");
    let of = |cause: &str| causes.iter().filter(|row| row["cause"] == cause).count();
    // The control animal that was found dead had the event by its volume before.
    assert_eq!((of("found_dead"), of("humane_endpoint")), (1, 1));
    let counted = read("volumes.csv");
    let moved = counted.iter().filter(|row| row["day"] != row["visit"]);
    assert!(moved.count() > 50);
}
