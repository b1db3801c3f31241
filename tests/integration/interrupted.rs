//! Ctrl-C at any moment: the program says so in one line, ends with exit code 130, and leaves all of its work or
//! nothing.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::session::{Answer, Session, words};

/// Interruptions of each command.
const ROUNDS: u32 = 12;

const INTERRUPTED: &str = "graftbook: interrupted; nothing was left half-written\n";

fn send(signal: &str, to: u32) {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{signal}"), &to.to_string()]);
    // It may have ended already.
    let _ = kill.stderr(Stdio::null()).status();
}

/// Runs a command line, and sends it a signal after a time.
fn signaled(session: &Session, line: &str, signal: &str, after: Duration) -> Answer {
    let child = session
        .command(&words(line))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    send(signal, child.id());
    child.wait_with_output().unwrap().into()
}

/// Interrupts a command at random moments of its time. After each, `whole` is told whether it was interrupted.
fn at_random_moments(session: &Session, line: &str, whole: impl Fn(bool)) {
    let begin = Instant::now();
    session.run(line).done();
    let time = begin.elapsed();
    whole(false);
    let mut chance = ChaCha8Rng::seed_from_u64(16);
    let mut interrupted = 0;
    for round in 0..ROUNDS {
        let after = time.mul_f64(chance.random_range(0.05..0.95));
        let answer = signaled(session, line, "INT", after);
        let stopped = match answer.status {
            Some(0) => false,
            Some(130) => {
                assert_eq!(answer.stderr, INTERRUPTED, "{line}, round {round}");
                true
            }
            // Before the program listened for signals.
            None => true,
            other => panic!("{line}, round {round}: {other:?} {}", answer.stderr),
        };
        interrupted += u32::from(stopped);
        for name in session.listing() {
            assert!(!name.contains(".part"), "{line}, round {round}: {name}");
        }
        whole(stopped);
        session.must_be_whole();
    }
    assert!(interrupted > 0, "{line} was never interrupted in {time:?}");
}

/// A file of readings.
fn readings(session: &Session, animals: u32, days: u32) {
    let mut text = "animal,arm,day,length_mm,width_mm,weight_g\n".to_owned();
    for animal in 0..animals {
        for day in 0..days {
            let length = 6.0 + f64::from(day * 7 + animal % 5) / 10.0;
            let width = length * 0.8;
            let arm = animal % 4;
            writeln!(text, "A{animal},G{arm},{day},{length:.2},{width:.2},20").unwrap();
        }
    }
    std::fs::write(session.file("readings.csv"), text).unwrap();
}

fn with_readings() -> Session {
    let session = Session::new();
    readings(&session, 80, 20);
    session
        .run("import readings.csv --study S --day0 2026-01-05 --control G0")
        .done();
    session
}

#[test]
fn interrupted_import_leaves_the_whole_study_or_none() {
    let session = Session::new();
    readings(&session, 80, 20);
    session.run("study create kept").done();
    let line = "import readings.csv --study S --day0 2026-01-05";
    at_random_moments(&session, line, |interrupted| {
        let studies = session.run("study list --json").done().stdout;
        assert_eq!(studies.contains("\"S\""), !interrupted, "{studies}");
        if !interrupted {
            assert!(studies.contains("1600"), "{studies}");
            session.run("undo --study S").done();
        }
    });
}

#[test]
fn interrupted_report_leaves_the_former_file() {
    let session = with_readings();
    let file = session.file("R.html");
    let line = "report --study S -o R.html";
    at_random_moments(&session, line, |interrupted| {
        let found = std::fs::read_to_string(&file).unwrap();
        match interrupted {
            true => assert_eq!(found, "former"),
            false => assert!(found.trim_end().ends_with("</html>")),
        }
        std::fs::write(&file, "former").unwrap();
    });
}

#[test]
fn interrupted_export_leaves_all_files_or_none() {
    let session = with_readings();
    let folder = session.file("out");
    at_random_moments(&session, "export --study S --to out", |interrupted| {
        let files = std::fs::read_dir(&folder).map_or(0, Iterator::count);
        assert_eq!(files == 0, interrupted, "{files} files");
        let _ = std::fs::remove_dir_all(&folder);
    });
}

#[test]
fn interrupted_verification_and_backup_leave_no_trace() {
    let session = with_readings();
    at_random_moments(&session, "audit verify", |_| ());
    at_random_moments(&session, "doctor", |_| ());
    let copy = session.file("copy.db");
    at_random_moments(&session, "backup copy.db", |interrupted| {
        assert_eq!(copy.exists(), !interrupted);
        let _ = std::fs::remove_file(&copy);
    });
}

#[test]
fn program_that_waits_for_input_can_be_interrupted() {
    let session = Session::with_study();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut child = session
            .command(&words("measure - --study S --day 3"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let pipe = child.stdin.take();
        std::thread::sleep(Duration::from_millis(500));
        send(signal, child.id());
        let answer = Answer::from(child.wait_with_output().unwrap());
        drop(pipe);
        assert_eq!(answer.status, Some(code));
        assert_eq!(answer.stderr, INTERRUPTED);
    }
}
