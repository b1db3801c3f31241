//! Commands that read change no byte of the notebook, of its journal or of their times, with and without the
//! journal that a killed program leaves. Every command of the program is either read here or known to write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, SystemTime};

use crate::session::Session;

/// What each command that reads is called with.
const READING: &[&str] = &[
    "study list",
    "study show S",
    "arm list --study S",
    "cage list --study S",
    "cohort list --study S",
    "animal list --study S",
    "animal show --study S 214",
    "plan show --study S",
    "plan list --study S",
    "plan calendar --study S",
    "plan add --study S measure QD --dry-run",
    "regimen add --study S --arm KT-253 --volume 5 --schedule QD --dry-run",
    "regimen list --study S",
    "formulation list --study S",
    "dosesheet --study S",
    "dosesheet --study S -o out/S.csv",
    "today",
    "today --ics",
    "audit log",
    "audit verify",
    "audit anchor out/anchors.txt",
    "analyze --study S",
    "analyze --explain",
    "report --study S -o out/R.html",
    "report --study S -o out/R.md",
    "audit find out/R.md",
    "figure --study S --kind growth -o out/F.svg",
    "export --study S --to out",
    "export --study S --to out --format r",
    "backup out/copy.db",
    "doctor",
    "devices list",
    "randomize --study S --list",
    "randomize --study S --print cage",
    "randomize --study D --arms A:2,B:2 --method simple --seed 1 --dry-run",
    "import readings.csv --study S --day0 2026-01-05 --dry-run",
    "completions bash",
    "man",
];

/// Commands that read, and whose answer is not looked at: this is no serial port, which may be noticed too late.
const ANSWERED_ANYHOW: &[&str] = &["devices test /dev/null --protocol plain --seconds 0"];

/// Commands that write, `randomize` and `import` unless they are told not to. The last ones make the notebook, or
/// put another in its place.
const WRITING: &[&str] = &[
    "study create",
    "study edit",
    "study close",
    "study reopen",
    "arm add",
    "arm edit",
    "cage move",
    "cage rename",
    "cage edit",
    "cohort add",
    "cohort edit",
    "animal add",
    "animal edit",
    "animal rename-site",
    "measure",
    "weigh",
    "dose",
    "regimen amend",
    "regimen stop",
    "regimen resume",
    "formulation add",
    "formulation edit",
    "dispose",
    "exclude",
    "correct",
    "randomize",
    "import",
    "blind",
    "unblind",
    "plan freeze",
    "plan edit",
    "plan end",
    "plan waive",
    "undo",
    "demo",
    "restore",
];

/// The names under "Commands:" in the help of a command.
fn subcommands(session: &Session, of: &str) -> Vec<String> {
    let help = session.run(&format!("{of} --help")).done().stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap_or_default();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    names.map(ToOwned::to_owned).collect()
}

#[test]
fn every_command_is_known_to_read_or_to_write() {
    let session = Session::new();
    let mut leaves = BTreeSet::new();
    for name in subcommands(&session, "") {
        let inner = subcommands(&session, &name);
        if inner.is_empty() {
            leaves.insert(name);
        } else {
            leaves.extend(inner.iter().map(|inner| format!("{name} {inner}")));
        }
    }
    let begins = |line: &str, leaf: &str| line == leaf || line.starts_with(&format!("{leaf} "));
    for leaf in &leaves {
        let all = READING.iter().chain(ANSWERED_ANYHOW).chain(WRITING);
        let known = all.into_iter().any(|line| begins(line, leaf));
        assert!(known, "`{leaf}`: does it read or write?");
    }
    for line in WRITING {
        assert!(leaves.contains(*line), "{line}");
    }
}

type Seen = BTreeMap<String, (Vec<u8>, SystemTime)>;

/// The files of the notebook, with a time of change long ago, so that a change shows.
fn aged(session: &Session) -> Seen {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in ["lab.db", "lab.db-wal"] {
        if let Ok(file) = fs::File::options().append(true).open(session.file(name)) {
            file.set_modified(long_ago).unwrap();
        }
    }
    seen(session)
}

fn seen(session: &Session) -> Seen {
    let names = session.listing().into_iter();
    // The index of the journal is made anew by whoever reads the journal first, and holds nothing else.
    let names = names.filter(|name| name.starts_with("lab.db") && name != "lab.db-shm");
    names
        .map(|name| {
            let path = session.file(&name);
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            let bytes = fs::read(&path).unwrap();
            (name, (bytes, modified))
        })
        .collect()
}

fn notebook() -> Session {
    let session = Session::with_study();
    session.run("study create D --day0 2026-01-05").done();
    session.run("animal add --study D 1 2 3 4").done();
    fs::create_dir(session.file("out")).unwrap();
    fs::write(
        session.file("readings.csv"),
        "animal,day,length_mm,width_mm\n214,3,9,8\n",
    )
    .unwrap();
    for day in [0, 4] {
        let readings = b"211 9 8 20\n212 9.5 8 21\n213 10 8 20\n214 9 8.5 19\n";
        let line = format!("measure - --study S --day {day}");
        session.piped(&line, readings).done();
    }
    session
}

fn read_everything(session: &Session) {
    let before = aged(session);
    let listing = session.listing();
    for line in READING {
        session.run(line).done();
        assert!(seen(session) == before, "`{line}` changed the notebook");
        let _ = fs::remove_file(session.file("out/copy.db"));
        if !before.contains_key("lab.db-wal") {
            assert_eq!(session.listing(), listing, "{line}");
        }
    }
    for line in ANSWERED_ANYHOW {
        session.run(line);
        assert!(seen(session) == before, "`{line}` changed the notebook");
    }
}

#[test]
fn reading_commands_change_nothing() {
    read_everything(&notebook());
}

#[test]
fn reading_commands_leave_the_journal_of_a_killed_program() {
    let session = notebook();
    session.killed_after("measure - --study S --day 7", "214 10 9 20\n");
    let journal = fs::metadata(session.file("lab.db-wal")).unwrap();
    assert!(journal.len() > 0);
    read_everything(&session);
    // Each of them has read the journal.
    let shown = session.run("animal show --study S 214 --json").done();
    assert_eq!(shown.json()["animal"]["readings"], 3);
    // Who writes next copies the journal into the file.
    session
        .run("weigh --study S --animal 211 --day 7 --weight 20")
        .done();
    assert_eq!(session.must_be_whole()["operations"], 17);
    assert!(!session.file("lab.db-wal").exists());
}

#[test]
fn backup_is_verified_and_read_as_it_is() {
    let session = notebook();
    session.run("backup copy.db").done();
    let bytes = fs::read(session.file("copy.db")).unwrap();
    let listing = session.listing();
    for line in ["audit verify", "doctor", "study list", "analyze --study S"] {
        session.run(&format!("{line} --db copy.db")).done();
        assert_eq!(fs::read(session.file("copy.db")).unwrap(), bytes, "{line}");
        assert_eq!(session.listing(), listing, "{line}");
    }
}
