//! Damaged and foreign files, and files of newer versions: refused with a clear message, never repaired, never
//! changed.

use std::fs;

use crate::session::Session;

const COMMANDS: [&str; 7] = [
    "study list",
    "study show S",
    "animal list --study S",
    "audit log",
    "audit verify",
    "doctor",
    "measure --study S --animal 214 --day 9 --length 9 --width 8",
];

/// A closed notebook of several pages.
fn notebook() -> (Session, Vec<u8>) {
    let session = Session::with_study();
    let lines: String = (0..40).map(|n| format!("B{n}\n")).collect();
    let tags = lines.replace('\n', " ");
    session.run(&format!("animal add --study S {tags}")).done();
    session
        .piped(
            "measure - --study S --day 3",
            (0..40)
                .map(|n| format!("B{n} 9 8 20\n"))
                .collect::<String>()
                .as_bytes(),
        )
        .done();
    let bytes = fs::read(session.db()).unwrap();
    (session, bytes)
}

/// The page size in the header of the file, in bytes.
fn page_size(whole: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([whole[16], whole[17]]))
}

#[test]
fn truncated_notebook_is_refused_and_not_changed() {
    let (session, whole) = notebook();
    let pages = whole.len() / page_size(&whole);
    let size = page_size(&whole);
    let cuts = [
        1,
        15,
        16,
        50,
        99,
        100,
        101,
        512,
        size - 1,
        size,
        size + 1,
        3 * size,
    ]
    .into_iter()
    .chain([pages / 2 * size, (pages - 1) * size, whole.len() - 1]);
    for cut in cuts {
        fs::write(session.db(), &whole[..cut]).unwrap();
        for line in COMMANDS {
            let answer = session.run(line);
            assert_eq!(answer.status, Some(1), "{cut} bytes, {line}");
            let told = format!("{}{}", answer.stdout, answer.stderr);
            assert!(
                told.contains("is damaged") || told.contains("is not a Graftbook file"),
                "{cut} bytes, {line}: {told}"
            );
        }
        assert_eq!(fs::read(session.db()).unwrap(), whole[..cut], "{cut} bytes");
        assert_eq!(session.listing(), ["lab.db"]);
    }
}

#[test]
fn doctor_finds_a_corrupt_page_anywhere() {
    let (session, whole) = notebook();
    let pages = whole.len() / page_size(&whole);
    let size = page_size(&whole);
    let mut by_verify = 0;
    for page in 0..pages {
        let mut bad = whole.clone();
        for (n, byte) in bad[page * size..(page + 1) * size].iter_mut().enumerate() {
            *byte = (n * 37 + page * 101 + 13) as u8;
        }
        fs::write(session.db(), &bad).unwrap();
        let doctor = session.run("doctor");
        assert_eq!(doctor.status, Some(1), "page {page}: {}", doctor.stdout);
        assert!(!doctor.stderr.contains("panicked"), "{}", doctor.stderr);
        let verify = session.run("audit verify");
        assert!(!verify.stderr.contains("panicked"), "{}", verify.stderr);
        by_verify += usize::from(verify.status == Some(1));
        assert_eq!(fs::read(session.db()).unwrap(), bad, "page {page}");
    }
    println!("{pages} pages went bad, doctor found all, verify {by_verify}");
    fs::write(session.db(), &whole).unwrap();
    session.must_be_whole();
}

#[test]
fn flipped_bit_in_a_reading_or_its_audit_row_is_found() {
    let (session, whole) = notebook();
    // The typed digits are in the reading and in the trail, and perhaps in free space of the file.
    let places = whole.windows("9 × 8".len()).enumerate();
    let places = places
        .filter(|(_, bytes)| *bytes == "9 × 8".as_bytes())
        .map(|(at, _)| at);
    let mut found = 0;
    for at in places {
        let mut bad = whole.clone();
        bad[at] ^= 1;
        fs::write(session.db(), &bad).unwrap();
        let verify = session.run("audit verify");
        if verify.status == Some(1) {
            assert!(
                verify.stderr.contains("the audit trail does not hold"),
                "{}",
                verify.stderr
            );
            found += 1;
        }
    }
    assert_eq!(found, 80, "40 readings, each in its row and in its record");
}

#[test]
fn notebook_of_a_newer_version_is_refused_and_not_changed() {
    let (session, mut bytes) = notebook();
    bytes[60..64].copy_from_slice(&99_i32.to_be_bytes());
    fs::write(session.db(), &bytes).unwrap();
    for line in COMMANDS
        .iter()
        .chain(&["study create T", "undo", "backup copy.db"])
    {
        let told = session.run(line).refused().stderr;
        assert!(
            told.contains("has schema version 99") && told.contains("try:"),
            "{told}"
        );
        assert_eq!(fs::read(session.db()).unwrap(), bytes);
        assert_eq!(session.listing(), ["lab.db"]);
    }
}

#[test]
fn newer_version_in_the_journal_is_refused() {
    let (session, bytes) = notebook();
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    let told = session.run("study list").refused().stderr;
    assert!(told.contains("has schema version 99"), "{told}");
    // The state that a newer program leaves if it is killed.
    let wal = fs::read(session.file("lab.db-wal")).unwrap();
    drop(conn);
    fs::write(session.db(), &bytes).unwrap();
    fs::write(session.file("lab.db-wal"), &wal).unwrap();
    let told = session.run("study list").refused().stderr;
    assert!(told.contains("has schema version 99"), "{told}");
    assert_eq!(fs::read(session.db()).unwrap(), bytes);
    assert_eq!(fs::read(session.file("lab.db-wal")).unwrap(), wal);
}

#[test]
fn database_of_another_program_is_refused_even_in_its_journal() {
    let session = Session::new();
    let conn = rusqlite::Connection::open(session.db()).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE mice (tag TEXT);")
        .unwrap();
    for line in ["study create S", "study list", "doctor"] {
        let told = session.run(line).refused().stderr;
        assert!(told.contains("is not a Graftbook file"), "{told}");
    }
    let tables: i64 = conn
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);
    drop(conn);
    let before = fs::read(session.db()).unwrap();
    session.run("study create S").refused();
    assert_eq!(fs::read(session.db()).unwrap(), before);
}
