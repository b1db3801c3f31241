//! Other programs read what is exported. Where a program is absent, its test is skipped with a word.

use std::path::Path;
use std::process::Command;

use crate::exports::formats;
use crate::session::Session;

/// Whether a program does something at all.
fn there_is(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    let is = output.is_ok_and(|output| output.status.success());
    if !is {
        println!("skipped: `{program} {}` fails here", arguments.join(" "));
    }
    is
}

/// What a script of this folder prints.
fn python(script: &str, arguments: &[&Path]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/exports");
    let mut command = Command::new("python3");
    command
        .env("PYTHONUTF8", "1")
        .arg(folder.join(script))
        .args(arguments);
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
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
fn pyarrow_reads_the_same_rows() {
    if !formats().contains(&"parquet") || !there_is("python3", &["-c", "import pyarrow"]) {
        return;
    }
    let (session, study) = (demo(), "KT253-RS411");
    export(&session, study, "parquet");
    export(&session, study, "csv");
    let read = python(
        "parquet.py",
        &[&session.file("parquet"), &session.file("csv")],
    );
    assert!(read.contains("readings 566\n"), "{read}");
}
