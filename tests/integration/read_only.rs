//! Notebooks that can be read but not written: reading works, writing is refused with the reason, and no file
//! appears beside the notebook.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::session::{Answer, Session, hermetic, is_root, words};

/// A user who is bound by file permissions. If the test runs as root, which no permission stops, this is the
/// user `nobody` with a copy of the program.
struct Somebody {
    program: PathBuf,
    folder: tempfile::TempDir,
}

impl Somebody {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_graftbook"));
        if is_root() {
            allow(folder.path(), 0o755);
            let copy = folder.path().join("graftbook");
            // `cp` copies it: a file that this process has open for writing cannot be run, and a process that
            // another test starts in that moment would inherit the open file.
            let copied = Command::new("cp").args([&program, &copy]).status();
            assert!(copied.unwrap().success());
            program = copy;
        }
        Self { program, folder }
    }

    fn runs(&self, db: &Path, line: &str) -> Answer {
        let mut command = Command::new(&self.program);
        hermetic(&mut command, db);
        command.current_dir("/").env("HOME", self.folder.path());
        if is_root() {
            command.uid(65534).gid(65534);
        }
        command.args(words(line)).output().unwrap().into()
    }
}

fn allow(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

const READING: [&str; 8] = [
    "study list",
    "study show S",
    "animal list --study S",
    "animal show --study S 214",
    "arm list --study S",
    "audit log",
    "audit verify",
    "doctor",
];

const WRITING: [&str; 4] = [
    "measure --study S --animal 214 --day 3 --length 9 --width 8",
    "study create T",
    "undo",
    "study close S --confirm --reason done",
];

fn can_read_and_not_write(session: &Session, what: &str) {
    let somebody = Somebody::new();
    let (before, listing) = (std::fs::read(session.db()).unwrap(), session.listing());
    for line in READING {
        let answer = somebody.runs(&session.db(), line);
        assert_eq!(answer.status, Some(0), "{what}, {line}: {}", answer.stderr);
    }
    for line in WRITING {
        let message = somebody.runs(&session.db(), line).refused().stderr;
        assert!(
            message.contains("lab.db` cannot be written") && message.contains("try:"),
            "{what}, {line}: {message}"
        );
    }
    assert_eq!(std::fs::read(session.db()).unwrap(), before, "{what}");
    assert_eq!(session.listing(), listing, "{what}");
}

#[test]
fn read_only_folder_allows_reading_and_refuses_writing() {
    let session = Session::with_study();
    for (what, file, folder) in [
        ("file and folder read-only", 0o444, 0o555),
        ("folder read-only", 0o666, 0o555),
    ] {
        allow(&session.db(), file);
        allow(session.folder(), folder);
        can_read_and_not_write(&session, what);
        allow(session.folder(), 0o755);
    }
    allow(&session.db(), 0o644);
    session.run(WRITING[0]).done();
    session.must_be_whole();
}

#[test]
fn new_notebook_in_a_read_only_folder_is_refused() {
    let session = Session::new();
    allow(session.folder(), 0o555);
    for db in [session.db(), session.file("deep/lab.db")] {
        let message = Somebody::new().runs(&db, "study create S").refused().stderr;
        assert!(
            message.contains("cannot be written") && message.contains("try:"),
            "{message}"
        );
    }
    allow(session.folder(), 0o755);
    assert_eq!(session.listing(), Vec::<String>::new());
}

#[test]
fn unreadable_notebook_is_refused() {
    let session = Session::with_study();
    allow(session.folder(), 0o755);
    allow(&session.db(), 0o000);
    for line in READING.iter().chain(&WRITING) {
        let message = Somebody::new().runs(&session.db(), line).refused().stderr;
        assert!(
            message.contains("lab.db` cannot be read: ") && message.contains("try:"),
            "{message}"
        );
    }
    allow(&session.db(), 0o644);
    session.must_be_whole();
}

#[test]
fn read_only_notebook_with_a_journal_is_not_misread() {
    let session = Session::with_study();
    // A killed program leaves its journal behind; so does, here, a program that still has the file open.
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    conn.query_row("SELECT count(*) FROM studies", [], |_| Ok(()))
        .unwrap();
    session
        .run("measure --study S --animal 214 --day 3 --length 9 --width 8")
        .done();
    let wal = std::fs::metadata(session.file("lab.db-wal")).unwrap();
    assert!(wal.len() > 0);
    allow(session.folder(), 0o555);
    for name in session.listing() {
        allow(&session.file(&name), 0o444);
    }
    let somebody = Somebody::new();
    let shown = somebody.runs(&session.db(), "animal show --study S 214 --json");
    // The reading is in the journal only: an answer that shows it has read the journal.
    assert_eq!(shown.done().json()["animal"]["readings"], 1);
    let message = somebody.runs(&session.db(), WRITING[0]).refused().stderr;
    assert!(message.contains("lab.db` cannot be written"), "{message}");

    // Without its index, which this user may not create, the journal cannot be read, and the file without
    // the journal would show an older state.
    let copied = Session::new();
    for name in ["lab.db", "lab.db-wal"] {
        std::fs::copy(session.file(name), copied.file(name)).unwrap();
        allow(&copied.file(name), 0o444);
    }
    allow(copied.folder(), 0o555);
    let message = somebody
        .runs(&copied.db(), "animal show --study S 214")
        .refused()
        .stderr;
    assert!(
        message.contains("lab.db` cannot be read: an unfinished journal"),
        "{message}"
    );
    allow(copied.folder(), 0o755);
    allow(session.folder(), 0o755);
    for name in session.listing() {
        allow(&session.file(&name), 0o644);
    }
    drop(conn);
    session.must_be_whole();
}
