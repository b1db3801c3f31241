//! Restoring: a journal that a crash has left is never applied to another file, and `restore` sets everything aside.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::session::Session;

const ENTRY: &str = "weigh --study S --animal 211 --day 30 --weight 20";

/// Commands that must refuse a file beside which another one's journal lies.
const COMMANDS: [&str; 7] = [
    "study list",
    "audit verify",
    "doctor",
    "backup other.db",
    "export --study S --to out",
    ENTRY,
    "study create T",
];

fn measure(session: &Session, day: usize) {
    let line = format!("measure - --study S --day {day}");
    session
        .piped(
            &line,
            b"211 9 8 20\n212 9.5 8 21\n213 10 8 20\n214 9 8.5 19\n",
        )
        .done();
}

/// Kills the program after it has written readings of a day; its journal stays.
fn crash(session: &Session, day: usize) {
    session.killed_after(
        &format!("measure - --study S --day {day}"),
        "211 9 8 20\n212 9.5 8 21\n",
    );
    assert!(fs::metadata(session.file("lab.db-wal")).unwrap().len() > 0);
}

fn copy(session: &Session, from: &str, to: &str) {
    // As `cp` does it: into the file that is there.
    fs::copy(session.file(from), session.file(to)).unwrap();
}

/// The file that is put over the crashed one, and what must be refused then.
fn must_be_refused(session: &Session, what: &str) {
    let read = |name: &str| fs::read(session.file(name)).unwrap();
    let (file, journal) = (read("lab.db"), read("lab.db-wal"));
    for line in COMMANDS {
        let told = session.run(line).refused().stderr;
        assert!(
            told.contains("the journal `lab.db-wal` does not belong to `lab.db`")
                || told.contains(&format!("`{}", session.db().display())),
            "{what}, {line}: {told}"
        );
        assert!(
            told.contains("does not belong") && told.contains("graftbook restore"),
            "{what}, {line}: {told}"
        );
        assert!(read("lab.db") == file, "{what}, {line} changed the file");
        assert!(
            read("lab.db-wal") == journal,
            "{what}, {line} changed the journal"
        );
    }
}

/// A notebook that crashed: `lab.db` with its journal; beside it `early.db`, a backup before the last closing,
/// and byte copies.
fn crashed() -> Session {
    let session = Session::with_study();
    measure(&session, 0);
    session.run("backup early.db").done();
    copy(&session, "lab.db", "early-bytes.db");
    measure(&session, 3);
    session.run("backup base.db").done();
    crash(&session, 6);
    session.run("backup last.db").done();
    for (from, to) in [("lab.db", "crashed.db"), ("lab.db-wal", "crashed.db-wal")] {
        copy(&session, from, to);
        copy(&session, from, &to.replace("crashed", "read-by-others"));
    }
    // A copy that another program makes, of the last state, too.
    let conn = rusqlite::Connection::open(session.file("read-by-others.db")).unwrap();
    let to = session.file("by-others.db").display().to_string();
    conn.execute("VACUUM INTO ?1", [to]).unwrap();
    drop(conn);
    fs::remove_file(session.file("read-by-others.db")).unwrap();
    session
}

/// Puts the crashed file and its journal back.
fn crash_again(session: &Session) {
    for (from, to) in [("crashed.db", "lab.db"), ("crashed.db-wal", "lab.db-wal")] {
        copy(session, from, to);
    }
    let _ = fs::remove_file(session.file("lab.db-shm"));
}

#[test]
fn backup_copied_over_a_crashed_notebook_is_not_ruined() {
    let session = crashed();
    for backup in [
        "early.db",
        "early-bytes.db",
        "base.db",
        "last.db",
        "by-others.db",
    ] {
        crash_again(&session);
        copy(&session, backup, "lab.db");
        must_be_refused(&session, backup);
    }
}

#[test]
fn newer_file_is_not_ruined_by_an_older_journal() {
    let session = crashed();
    // The crash is mended, and work goes on; later the old journal comes back.
    measure(&session, 9);
    session.run("backup later.db").done();
    copy(&session, "lab.db", "later-bytes.db");
    for file in ["later.db", "later-bytes.db"] {
        crash_again(&session);
        copy(&session, file, "lab.db");
        must_be_refused(&session, file);
    }
}

#[test]
fn journal_of_another_notebook_or_of_another_course_is_refused() {
    let session = crashed();
    let other = Session::with_study();
    measure(&other, 0);
    fs::copy(other.db(), session.file("other.db-bytes")).unwrap();
    // The same notebook, but another day 6 was entered in it.
    copy(&session, "crashed.db", "lab.db");
    fs::remove_file(session.file("lab.db-wal")).unwrap();
    let _ = fs::remove_file(session.file("lab.db-shm"));
    session
        .run("weigh --study S --animal 214 --day 6 --weight 18")
        .done();
    copy(&session, "lab.db", "other-course.db");
    for file in ["other.db-bytes", "other-course.db"] {
        crash_again(&session);
        copy(&session, file, "lab.db");
        must_be_refused(&session, file);
    }
}

#[test]
fn journal_of_a_file_that_is_gone_is_not_deleted() {
    let session = crashed();
    fs::remove_file(session.db()).unwrap();
    let journal = fs::read(session.file("lab.db-wal")).unwrap();
    for empty in [false, true] {
        if empty {
            fs::write(session.db(), "").unwrap();
        }
        let told = session.run("study create T").refused().stderr;
        assert!(told.contains("does not belong"), "{told}");
        session.run("study list").refused();
        assert_eq!(fs::read(session.file("lab.db-wal")).unwrap(), journal);
    }
    session.run("restore last.db").done();
    session.must_be_whole();
}

#[test]
fn own_journal_is_applied() {
    let session = crashed();
    // The file as it was when the journal began: the journal continues it.
    crash_again(&session);
    let listed = session.run("animal show --study S 212 --json").done();
    assert_eq!(listed.json()["animal"]["readings"], 3);
    session.run(ENTRY).done();
    assert_eq!(session.must_be_whole()["operations"], 16);
}

#[test]
fn restore_verifies_and_sets_everything_aside() {
    let session = crashed();
    crash_again(&session);
    copy(&session, "early.db", "lab.db");
    fs::write(session.file("notes.txt"), "no notebook").unwrap();
    let mut bad = fs::read(session.file("early.db")).unwrap();
    let typed = "9.5 × 8".as_bytes();
    let at = bad.windows(typed.len()).position(|bytes| bytes == typed);
    bad[at.unwrap()] = b'8';
    fs::write(session.file("bad.db"), bad).unwrap();
    assert_snapshot!(session.transcript(&[
        "study list",
        "restore notes.txt",
        "restore none.db",
        "restore bad.db",
        "restore lab.db",
        "restore early.db",
        "restore last.db",
        "audit verify",
    ]), @r#"
$ graftbook study list
graftbook: the journal `<folder>/lab.db-wal` does not belong to `<folder>/lab.db`: it counts the changes of another file; both were left untouched
  try: `graftbook restore BACKUP` sets both aside and puts a backup in their place; or, if the file is right without that journal, move the journal to another folder
[exit 1]
$ graftbook restore notes.txt
graftbook: `notes.txt` cannot be restored: it is not a Graftbook file
  try: name another backup; the notebook was left untouched
[exit 1]
$ graftbook restore none.db
graftbook: `none.db` cannot be restored: there is no such file
  try: name another backup; the notebook was left untouched
[exit 1]
$ graftbook restore bad.db
graftbook: `bad.db` cannot be restored: table `readings`, row `<id>` (S · 212 · tumor · 2026-01-05): it is not as the trail says: it was changed by another program (typed "9.5 × 8" → "8.5 × 8")
  try: name another backup; the notebook was left untouched
[exit 1]
$ graftbook restore lab.db
graftbook: `lab.db` cannot be restored: it is the notebook itself
  try: name another backup; the notebook was left untouched
[exit 1]
$ graftbook restore early.db
restored <folder>/lab.db from early.db: 9 operations (fingerprint <fingerprint>)
the former notebook is <folder>/lab.db.replaced-1
$ graftbook restore last.db
restored <folder>/lab.db from last.db: 15 operations (fingerprint <fingerprint>)
the former notebook is <folder>/lab.db.replaced-2
$ graftbook audit verify
the audit trail is whole: 15 operations, 34 changes, and the data are what they say
fingerprint <fingerprint>
"#);
    assert_eq!(
        session.listing(),
        [
            "bad.db",
            "base.db",
            "by-others.db",
            "crashed.db",
            "crashed.db-wal",
            "early-bytes.db",
            "early.db",
            "lab.db",
            "lab.db.replaced-1",
            "lab.db.replaced-1-wal",
            "lab.db.replaced-2",
            "last.db",
            "notes.txt"
        ]
    );
    let same = |one: &str, other: &str| {
        assert_eq!(
            fs::read(session.file(one)).unwrap(),
            fs::read(session.file(other)).unwrap()
        );
    };
    same("lab.db.replaced-1", "early.db");
    same("lab.db.replaced-1-wal", "crashed.db-wal");
    session.run(ENTRY).done();
    session.must_be_whole();
}

#[test]
fn crashed_notebook_that_is_set_aside_can_be_opened() {
    let session = crashed();
    crash_again(&session);
    session.run("restore early.db").done();
    let aside = "--db lab.db.replaced-1";
    let listed = session.run(&format!("animal show --study S 212 --json {aside}"));
    assert_eq!(listed.done().json()["animal"]["readings"], 3);
    session.run(&format!("audit verify {aside}")).done();
    session.must_be_whole();
}

#[test]
fn restore_makes_a_notebook_that_is_missing_or_damaged() {
    let session = crashed();
    session.run("restore early.db --db new/lab.db").done();
    session.run("audit verify --db new/lab.db").done();
    fs::write(
        session.file("torn.db"),
        &fs::read(session.db()).unwrap()[..9000],
    )
    .unwrap();
    session.run("study list --db torn.db").refused();
    session.run("restore early.db --db torn.db").done();
    session.run("audit verify --db torn.db").done();
    assert!(session.file("torn.db.replaced-1").is_file());
}

#[test]
fn restore_refuses_a_notebook_that_is_open() {
    let session = Session::with_study();
    session.run("backup copy.db").done();
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    conn.query_row("SELECT count(*) FROM studies", [], |_| Ok(()))
        .unwrap();
    let told = session.run("restore copy.db").refused().stderr;
    assert!(
        told.contains("another program has `") && told.contains("` open"),
        "{told}"
    );
    drop(conn);
    session.run("restore copy.db").done();
    session.must_be_whole();
}

/// The operations that the notebook has, if it can be opened.
fn operations(session: &Session) -> i64 {
    let verdict = session.run("audit verify --json").done().json();
    assert_eq!(verdict["whole"], true, "{verdict}");
    verdict["operations"].as_i64().unwrap()
}

#[test]
fn kill_during_restore_leaves_the_old_or_the_new_notebook() {
    let session = crashed();
    let (mut old, mut new) = (0, 0);
    for n in 0..30 {
        crash_again(&session);
        for name in session.listing() {
            if name.contains(".replaced-") {
                fs::remove_file(session.file(&name)).unwrap();
            }
        }
        let mut child = session
            .command(&["restore", "early.db"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let end = Instant::now() + Duration::from_micros(4_000 + n * 1000);
        while Instant::now() < end {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        match operations(&session) {
            15 => old += 1,
            9 => new += 1,
            other => panic!("kill {n}: {other} operations"),
        }
        session.run(ENTRY).done();
        session.must_be_whole();
        let _ = fs::remove_file(session.file("lab.db"));
        let _ = fs::remove_file(session.file("lab.db-wal"));
        let _ = fs::remove_file(session.file("lab.db-shm"));
    }
    println!("30 kills: {old} left the old notebook, {new} the new one");
}

/// What a kill between the two last steps leaves: the new file, and the old journal under both names.
#[test]
#[cfg(unix)]
fn interrupted_restore_is_finished_by_the_next_command() {
    let session = crashed();
    for line in ["study list", ENTRY] {
        crash_again(&session);
        let aside = session.file("lab.db.replaced-1-wal");
        let _ = fs::remove_file(&aside);
        fs::hard_link(session.file("lab.db-wal"), &aside).unwrap();
        copy(&session, "early.db", "lab.db");
        session.run(line).done();
        assert!(!session.file("lab.db-wal").exists());
        assert_eq!(
            fs::read(&aside).unwrap(),
            fs::read(session.file("crashed.db-wal")).unwrap()
        );
        session.must_be_whole();
    }
}

/// The journal of a change that was interrupted, as a copy leaves it that is first written to.
#[test]
fn interrupted_change_of_another_file_is_not_taken_back() {
    let session = Session::with_study();
    session.run("backup copy.db").done();
    let conn = rusqlite::Connection::open(session.file("copy.db")).unwrap();
    conn.execute_batch("PRAGMA synchronous = OFF; BEGIN IMMEDIATE; PRAGMA user_version = 1;")
        .unwrap();
    let journal = fs::read(session.file("copy.db-journal")).unwrap();
    // One of a file that was being made: SQLite would cut the notebook off.
    let mut of_new_file = journal.clone();
    of_new_file[16..20].fill(0);
    for (what, bytes) in [("of a copy", &journal), ("of a new file", &of_new_file)] {
        fs::write(session.file("lab.db-journal"), bytes).unwrap();
        let before = fs::read(session.db()).unwrap();
        for line in ["study list", "doctor", ENTRY] {
            let told = session.run(line).refused().stderr;
            assert!(
                told.contains("-journal` does not belong to"),
                "{what}: {told}"
            );
            assert!(fs::read(session.db()).unwrap() == before, "{what}");
            assert!(&fs::read(session.file("lab.db-journal")).unwrap() == bytes);
        }
        fs::remove_file(session.file("lab.db-journal")).unwrap();
    }
    // Its own is taken back by who writes; who reads would have to write, too.
    for (from, to) in [("copy.db", "own.db"), ("copy.db-journal", "own.db-journal")] {
        copy(&session, from, to);
    }
    let told = session.run("study list --db own.db").refused().stderr;
    assert!(told.contains("was interrupted"), "{told}");
    session.run(&format!("{ENTRY} --db own.db")).done();
    session.run("audit verify --db own.db").done();
    assert!(!session.file("own.db-journal").exists());
}

/// SQLite keeps the journal beside the file, not beside a link to it.
#[test]
fn journal_is_looked_for_beside_the_file_that_a_link_leads_to() {
    let session = crashed();
    crash_again(&session);
    copy(&session, "early.db", "lab.db");
    std::os::unix::fs::symlink(session.db(), session.file("link.db")).unwrap();
    let journal = fs::read(session.file("lab.db-wal")).unwrap();
    for line in ["study list", ENTRY] {
        let told = session
            .run(&format!("{line} --db link.db"))
            .refused()
            .stderr;
        assert!(told.contains("does not belong"), "{told}");
    }
    assert_eq!(fs::read(session.file("lab.db-wal")).unwrap(), journal);
    session.run("restore last.db --db link.db").done();
    assert!(session.file("lab.db.replaced-1-wal").exists());
    assert!(session.file("link.db").is_symlink());
    session.must_be_whole();
}

#[test]
fn writer_that_waits_says_so() {
    use std::io::{BufRead, BufReader};
    let session = Session::with_study();
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    conn.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut child = session
        .command(&crate::session::words(ENTRY))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut told).unwrap();
    conn.execute_batch("ROLLBACK").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(
        told,
        format!(
            "graftbook: another program is writing to `{}`; waiting for it, 58 s at most\n",
            session.db().display()
        )
    );
    session.must_be_whole();
}

/// An older file is brought up to date by who writes, who says so, and read by nobody else.
#[test]
fn older_file_is_left_by_readers_and_told_by_writers() {
    let session = Session::new();
    store::make_of_version(&session.db(), 3).unwrap();
    let before = fs::read(session.db()).unwrap();
    let told = session.run("study list").refused().stderr;
    assert!(
        told.contains("has the older schema version 3") && told.contains("next entry"),
        "{told}"
    );
    assert_eq!(fs::read(session.db()).unwrap(), before);
    let told = session.run("study create S").done().stderr;
    assert!(
        told.contains("from schema version 3 to ") && told.contains("lab.db.schema-3.bak`"),
        "{told}"
    );
    assert_eq!(session.listing(), ["lab.db", "lab.db.schema-3.bak"]);
    session.must_be_whole();
}

/// A name that `report` and `figure` accept, and that a notebook can have.
fn notebook_named(session: &Session, name: &str) -> Vec<u8> {
    copy(session, "lab.db", name);
    fs::read(session.file(name)).unwrap()
}

#[test]
fn no_output_overwrites_a_notebook() {
    let session = Session::with_study();
    measure(&session, 0);
    session.run("blind --study S").done();
    fs::create_dir(session.file("out")).unwrap();
    fs::write(session.file("bad.csv"), "animal,day,length_mm\n214,x,9\n").unwrap();
    for (name, line) in [
        ("R.html", "report --study S -o R.html"),
        ("R.md", "report --study S -o R.md"),
        ("F.svg", "figure --study S --kind growth -o F.svg"),
        ("out/study.csv", "export --study S --to out"),
        (
            "P.txt",
            "import bad.csv --study T --day0 2026-01-05 --problems P.txt",
        ),
        (
            "K.csv",
            "unblind --study S --key-only --output K.csv --reason 'fills syringes'",
        ),
        ("D.csv", "randomize --table bad.csv --arms 1 --output D.csv"),
        ("B.db", "backup B.db"),
    ] {
        let bytes = notebook_named(&session, name);
        session.run(line).refused();
        assert!(
            fs::read(session.file(name)).unwrap() == bytes,
            "{line} overwrote a notebook"
        );
    }
    assert_eq!(fs::read_dir(session.file("out")).unwrap().count(), 1);
    let told = session.run("report --study S -o R.html").refused().stderr;
    assert!(told.contains("is a database"), "{told}");
}

/// Files are written by one module only, and there it is refused to overwrite a notebook.
#[test]
fn outputs_are_written_in_one_place() {
    const WRITES: [&str; 7] = [
        "fs::write(",
        "File::create(",
        "File::create_new(",
        ".create(true)",
        "fs::rename(",
        "fs::copy(",
        "fs::hard_link(",
    ];
    // Besides the outputs: the former notebook gets a name that is free; a session is kept in a folder of its own.
    const MAY: [&str; 3] = ["store/output.rs", "store/restore.rs", "app/session.rs"];
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![source.clone()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(&source)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let tests = name.contains("tests") || name.contains("testing");
            if !name.ends_with(".rs") || MAY.contains(&name.as_str()) || tests {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("\nmod tests {").next().unwrap();
            // A file that is put in place whole, or not at all.
            let code = code.replace("ReservedFile::create(", "");
            for write in WRITES {
                assert!(!code.contains(write), "{name} writes a file by `{write}`");
            }
            read += 1;
        }
    }
    assert!(read > 200, "{read}");
}
