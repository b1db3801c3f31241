//! Exports in the shapes of other programs: they import again, names that a program refuses are mapped, and arms that
//! are no combination are refused.

use std::fs;

use serde_json::Value;

use crate::exports::rows;
use crate::session::Session;

fn demo() -> Session {
    let session = Session::new();
    session.run("demo --no-tui").done();
    session
}

/// The sections that follow from volumes alone.
fn of_volumes(session: &Session, study: &str) -> [Value; 3] {
    // The landmark day of the protocol is in no table.
    let line = [
        "analyze",
        "--json",
        "--resamples",
        "0",
        "--day",
        "17",
        "--study",
        study,
    ];
    let mut analysis = session.args(&line).done().json();
    for row in analysis["volume_by_day"].as_array_mut().unwrap() {
        // It depends on the order of arms in its last digits.
        row["model"] = Value::Null;
    }
    let mut primary = analysis["primary"]["rows"].take();
    for row in primary.as_array_mut().unwrap() {
        // Another order of animals changes the last digits; the removal volume is in no table.
        let rounded = |value: &Value| value.as_f64().map(|value| (value * 1e6).round() / 1e6);
        row["estimate"] = rounded(&row["estimate"]).into();
        let kept = ["arm", "method", "n", "estimate"];
        row.as_object_mut()
            .unwrap()
            .retain(|key, _| kept.contains(&key.as_str()));
    }
    [
        analysis["volume_by_day"].take(),
        analysis["inhibition"].take(),
        primary,
    ]
}

/// The text of `value` with the control called as the suite calls it.
fn with_control(value: Value) -> Value {
    let text = value.to_string().replace("\"Vehicle\"", "\"Control\"");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn exports_for_other_programs_import_again() {
    let from = demo();
    let expected = of_volumes(&from, "KT253-RS411");
    for (format, file, control) in [
        ("r", "volumes.csv", "Vehicle"),
        ("synergylmm", "synergylmm.csv", "Vehicle"),
        ("pdxnet", "pdxnet.csv", "Control"),
    ] {
        let line = format!("export --study KT253-RS411 --to {format} --format {format}");
        from.run(&line).done();
        let file = from.file(format).join(file);
        let to = Session::new();
        let import = [
            "import",
            &file.to_string_lossy(),
            "--control",
            control,
            "--day0",
            "2026-01-05",
        ];
        to.args(&import).done();
        let found = of_volumes(&to, "KT253-RS411");
        let expected = expected.clone().map(|section| match control {
            "Control" => with_control(section),
            _ => section,
        });
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found == expected, "{format}");
        }
    }
    // A folder for R holds the tables, which are the whole study.
    let to = Session::new();
    to.args(&["import", &from.file("r").to_string_lossy()])
        .done();
    assert_eq!(of_volumes(&to, "KT253-RS411"), expected);
}

#[test]
fn study_name_that_the_suite_refuses_is_mapped_and_told() {
    let session = Session::new();
    session
        .run("study create 253 --day0 2026-01-05 --model 7")
        .done();
    session.run("arm add --study 253 Vehicle --control").done();
    session.run("animal add --study 253 1 --arm Vehicle").done();
    session
        .run("measure --study 253 --animal 1 --day 0 --length 9 --width 8")
        .done();
    let answer = session
        .run("export --study 253 --to out --format pdxnet")
        .done();
    assert!(
        answer
            .stdout
            .contains("note: study `253` is called `study 253`"),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("arm `Vehicle` is called `Control`"),
        "{}",
        answer.stdout
    );
    let found = rows(&session.file("out").join("pdxnet.csv"));
    assert_eq!(
        (found[0]["Study"].as_str(), found[0]["Tumor"].as_str()),
        ("study 253", "model 7")
    );
    let json = session
        .run("export --study 253 --to out --format pdxnet --json")
        .done()
        .json();
    assert_eq!(json["notes"].as_array().unwrap().len(), 2);
}

const COMBINATION: &str = "export --study KT253-VEN-MV411 --to out --format synergylmm --drug-a KT-253 \
    --drug-b Venetoclax --combination 'KT-253 + venetoclax'";

#[test]
fn combination_is_exported_with_the_call_of_the_package() {
    let session = demo();
    session.run(COMBINATION).done();
    let found = rows(&session.file("out").join("synergylmm.csv"));
    let mut treatments: Vec<_> = found.iter().map(|row| row["Treatment"].as_str()).collect();
    treatments.dedup();
    assert_eq!(
        treatments,
        ["Vehicle", "KT-253", "Venetoclax", "KT-253 + venetoclax"]
    );
    let script = fs::read_to_string(session.file("out").join("synergylmm.R")).unwrap();
    for line in [
        "# Study \"KT253-VEN-MV411\", data simulated.",
        "trt_control = \"Vehicle\"",
        "drug_a = \"KT-253\"",
        "drug_b = \"Venetoclax\"",
        "combination = \"KT-253 + venetoclax\"",
    ] {
        assert!(script.contains(line), "{line}: {script}");
    }
}

#[test]
fn arms_that_are_no_combination_are_refused() {
    let session = demo();
    let refused = |line: &str, why: &str| {
        let answer = session.run(line).refused();
        assert!(answer.stderr.contains(why), "{line}: {}", answer.stderr);
        assert!(!session.file("out").exists());
    };
    refused(
        &COMBINATION.replace("--drug-b Venetoclax", "--drug-b Aspirin"),
        "has no arm `Aspirin`",
    );
    refused(
        &COMBINATION.replace("--drug-b Venetoclax", "--drug-b KT-253"),
        "arm `KT-253` is named twice",
    );
    refused(
        &COMBINATION.replace(
            "--drug-b Venetoclax",
            "--drug-b Vehicle --control Venetoclax",
        ),
        "arm `Venetoclax` is given venetoclax, and a control is given none",
    );
    refused(
        &COMBINATION
            .replace("--drug-b Venetoclax", "--drug-b 'KT-253 + venetoclax'")
            .replace(
                "--combination 'KT-253 + venetoclax'",
                "--combination Venetoclax",
            ),
        "an arm of one drug is given exactly one",
    );
    let finished = "export --study KT253-RS411 --to out --format synergylmm --drug-a 'KT-253 1 mg/kg' \
        --drug-b 'KT-253 3 mg/kg' --combination 'DS-3032 50 mg/kg'";
    refused(finished, "two drugs are combined");
    let other = "export --study KT253-RS411 --to out --format synergylmm --drug-a 'KT-253 1 mg/kg' \
        --drug-b 'DS-3032 50 mg/kg' --combination 'KT-253 3 mg/kg'";
    refused(other, "a combination is given two drugs");
    refused(
        &COMBINATION.replace("synergylmm", "csv"),
        "a format without combinations",
    );
    session
        .run("arm edit --study KT253-VEN-MV411 Venetoclax --compound venetoclax --dose 25 --route PO --schedule QD --reason 'lower dose'")
        .done();
    refused(
        COMBINATION,
        "venetoclax differs in dose, route or schedule from arm `Venetoclax`",
    );
    session.run("blind --study KT253-VEN-MV411").done();
    refused(COMBINATION, "is blinded");
}
