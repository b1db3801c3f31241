//! Clocks that are wrong: entries are written, and it is told at the write and in the trail.

use insta::assert_snapshot;
use store::clock;

use crate::session::{Answer, Session, words};

fn at(s: &Session, time: &str, line: &str) -> Answer {
    let mut command = s.command(&words(line));
    let output = command.env(clock::SET_BY, time).output().unwrap();
    Answer::from(output).done()
}

#[test]
fn a_clock_that_jumps_is_told_and_stays_in_the_trail() {
    let s = Session::new();
    let add = |time, arm| at(&s, time, &format!("arm add --study S {arm}")).stderr;
    at(&s, "1969-07-20T20:17:40Z", "study create S");
    assert_eq!(
        add("2026-03-02T08:00:00+02:00", "A"),
        "note: the clock of this machine is 20678 days ahead of operation 1, the one before: check its date and time\n"
    );
    assert_eq!(add("2026-03-02T09:00:00+02:00", "B"), "");
    assert!(add("2099-01-01T00:00:00Z", "C").contains("days ahead of operation 3"));
    assert_eq!(
        add("2026-03-02T10:00:00+02:00", "D"),
        "note: the clock of this machine is behind operation 4, which came before: check its date and time\n"
    );
    assert_snapshot!(s.transcript(&["audit log --limit 2", "audit verify"]), @r#"
$ graftbook audit log --limit 2
5  2026-03-02 10:00:00 +02:00  M. Meier  add arm  [<beginning>]
    note: clock behind operation 4
    new arm S · arm D: is control 0, name D, position 4

4  2099-01-01 00:00:00 +00:00  M. Meier  add arm  [<beginning>]
    note: clock 26602 days ahead of operation 3
    new arm S · arm C: is control 0, name C, position 3
$ graftbook audit verify
the audit trail is whole: 5 operations, 5 changes, and the data are what they say
note: operation 5 (2026-03-02T08:00:00.000Z) is older than the one before it: it says that the clock was behind
fingerprint <fingerprint>
"#);
    let verdict = s.run("audit verify --json").done().json();
    assert_eq!(verdict["remarks"].as_array().unwrap().len(), 1);
}

#[test]
fn a_time_zone_that_is_not_known_is_told() {
    let s = Session::new();
    let mut command = s.command(&words("study create S"));
    let answer = Answer::from(command.env("TZ", "Mars/Base").output().unwrap()).done();
    assert!(
        answer
            .stderr
            .contains("TZ is \"Mars/Base\", which names no time zone known here"),
        "{}",
        answer.stderr
    );
    let log = s.run("audit log").done().stdout;
    assert!(
        log.contains("note: time zone \"Mars/Base\" not known, UTC"),
        "{log}"
    );
}

#[test]
fn the_log_is_filtered_by_the_authors_calendar() {
    let s = Session::new();
    at(&s, "2026-03-02T00:30:00+02:00", "study create S");
    let listed = |line: &str| s.run(line).done().stdout.contains("create study");
    assert!(listed("audit log --since 2026-03-02"));
    assert!(!listed("audit log --until 2026-03-01"));
}
