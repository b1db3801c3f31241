//! Several programs on one notebook: each waits for its turn, none loses an entry, and a reader sees complete
//! operations only.

use std::process::{Child, Command, Stdio};

use app::Notebook;
use domain::{Label, Protocol};
use serde_json::Value;

use crate::session::{Answer, Session, words};

fn start(session: &Session, line: &str) -> Child {
    session
        .command(&words(line))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn end(child: Child) -> Answer {
    child.wait_with_output().unwrap().into()
}

/// A study with this number of animals: `A0`, `A1` and so on.
fn study_of(animals: usize) -> Session {
    let session = Session::new();
    session.run("study create S --day0 2026-01-05").done();
    let tags: Vec<_> = (0..animals).map(|n| format!("A{n}")).collect();
    session
        .run(&format!("animal add --study S {}", tags.join(" ")))
        .done();
    session
}

/// One writer per animal, all at once, each with a reading and a body weight of its own animal on each day,
/// while a reader reads.
fn writers(count: usize, days: usize) {
    let session = study_of(count);
    std::thread::scope(|scope| {
        for animal in 0..count {
            let session = &session;
            scope.spawn(move || {
                for day in 0..days {
                    let line = format!("A{animal} 9.{animal} 8.1 2{animal}.5\n");
                    session
                        .piped(&format!("measure - --study S --day {day}"), line.as_bytes())
                        .done();
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..days {
                for animal in 0..count {
                    let shown = session.run(&format!("animal show --study S A{animal} --json"));
                    sees_whole_operations(&shown.done().json());
                }
            }
        });
    });
    let verdict = session.must_be_whole();
    assert_eq!(verdict["operations"], 2 + count * days);
    for line in session
        .run("animal list --study S --json")
        .done()
        .json()
        .as_array()
        .unwrap()
    {
        assert_eq!(line["readings"], days, "{line}");
    }
}

/// Each reading was written with a body weight, in one operation: a reader that sees only one
/// of them has seen half an operation.
fn sees_whole_operations(animal: &Value) {
    let days = animal["days"].as_array().unwrap();
    let weighed = days
        .iter()
        .filter(|day| day["weight_g"].is_number())
        .count();
    assert_eq!(2 * weighed, days.len(), "{animal}");
}

#[test]
fn two_writers_lose_no_entry() {
    writers(2, 20);
}

#[test]
fn four_writers_lose_no_entry() {
    writers(4, 10);
}

#[test]
fn long_streams_of_two_writers_both_finish() {
    let session = study_of(200);
    let lines = |from: usize| -> String {
        (from..200)
            .step_by(2)
            .map(|n| format!("A{n} 9.5 8.5\n"))
            .collect()
    };
    let (even, odd) = (lines(0), lines(1));
    std::thread::scope(|scope| {
        for input in [&even, &odd] {
            let session = &session;
            scope.spawn(move || {
                let answer = session
                    .piped("measure - --study S --day 1", input.as_bytes())
                    .done();
                assert_eq!(answer.stdout.lines().count(), 100);
            });
        }
    });
    assert_eq!(session.must_be_whole()["operations"], 202);
}

#[test]
fn eight_programs_can_create_one_notebook_at_once() {
    // In about one of forty rounds, SQLite reports a lock at once instead of waiting.
    for _ in 0..40 {
        let session = Session::new();
        let children: Vec<_> = (0..8)
            .map(|n| start(&session, &format!("study create S{n}")))
            .collect();
        for child in children {
            end(child).done();
        }
        let studies = session.run("study list --json").done().json();
        assert_eq!(studies.as_array().unwrap().len(), 8);
        assert_eq!(session.listing(), ["lab.db"]);
        let verdict = session.run("audit verify --json").done().json();
        assert_eq!(verdict["operations"], 8);
    }
}

#[test]
fn reading_entered_by_two_at_once_is_stored_once() {
    let session = study_of(1);
    for day in 0..8 {
        let line = format!("measure --study S --animal A0 --day {day} --length 9 --width 8");
        let both = [start(&session, &line), start(&session, &line)];
        let mut codes = both.map(|child| end(child).status);
        codes.sort();
        assert_eq!(codes, [Some(0), Some(1)]);
    }
    assert_eq!(session.must_be_whole()["operations"], 10);
}

#[test]
fn backup_during_writes_is_complete() {
    let session = study_of(60);
    let input: String = (0..60).map(|n| format!("A{n} 9.5 8.5\n")).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for day in 0..4 {
                let line = format!("measure - --study S --day {day}");
                session.piped(&line, input.as_bytes()).done();
            }
        });
        for n in 0..8 {
            session.run(&format!("backup copy{n}.db")).done();
        }
    });
    for n in 0..8 {
        session.run(&format!("audit verify --db copy{n}.db")).done();
        session.run(&format!("doctor --db copy{n}.db")).done();
    }
    assert_eq!(session.must_be_whole()["operations"], 242);
}

/// A program that closes the notebook must not act as the last user while the notebook is open here: it would
/// remove the journal that the next entries are written to.
#[test]
fn other_sqlite_client_that_closes_loses_no_entry() {
    let looks = "import sqlite3, sys
conn = sqlite3.connect(sys.argv[1])
print(conn.execute('SELECT count(*) FROM studies').fetchone()[0])
conn.close()";
    let session = Session::new();
    let open = |name: &str| {
        let author = Label::new("author", "M. Meier").unwrap();
        Notebook::create_or_open(&session.file(name), author).unwrap()
    };
    let studies = |notebook: &Notebook| notebook.study_heads().unwrap().len();
    let create = |notebook: &mut Notebook, name: &str| {
        let name = Label::new("name", name).unwrap();
        notebook.create_study(name, Protocol::default()).unwrap();
    };
    let mut first = open("lab.db");
    create(&mut first, "S1");
    assert_eq!(studies(&open("lab.db")), 1);
    create(&mut first, "S2");
    let python = Command::new("python3")
        .args(["-c", looks])
        .arg(session.db())
        .output();
    match python {
        Ok(seen) if seen.status.success() => assert_eq!(seen.stdout.trim_ascii(), b"2"),
        _ => return println!("skipped: there is no python3 with sqlite3"),
    }
    create(&mut first, "S3");
    // The state after a crash: the journal was not copied into the file.
    for ending in ["", "-wal"] {
        let (from, to) = (format!("lab.db{ending}"), format!("crash.db{ending}"));
        std::fs::copy(session.file(&from), session.file(&to)).unwrap();
    }
    std::mem::forget(first);
    assert_eq!(studies(&open("crash.db")), 3);
}
