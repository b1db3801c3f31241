//! Locations of the notebook, and names that SQLite would interpret.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use insta::assert_snapshot;

use crate::session::{Session, graftbook, words};

#[test]
fn notebook_with_unusual_name_keeps_its_entries() {
    let s = Session::new();
    for name in [
        ":memory:",
        "file:a.db?mode=memory",
        "file:b.db",
        "50%.db",
        "a?b#c.db",
        "größe 1.db",
        "new/folder/lab.db",
    ] {
        s.args(&["study", "create", "S", "--db", name]).done();
        let list = s.args(&["study", "list", "--json", "--db", name]).done();
        assert_eq!(list.json()[0]["name"], "S", "{name}");
        assert!(s.file(name).is_file(), "{name}: {:?}", s.listing());
        let copy = format!("{name}.copy");
        s.args(&["backup", &copy, "--db", name]).done();
        assert!(s.file(&copy).is_file(), "{copy}: {:?}", s.listing());
    }
}

#[test]
#[cfg(unix)]
fn non_unicode_name_works_or_is_refused_without_a_file() {
    use std::os::unix::ffi::OsStrExt;
    let s = Session::new();
    let name = std::ffi::OsStr::from_bytes(b"lab\xff.db");
    let answer = s.args(&[
        "study".as_ref(),
        "create".as_ref(),
        "S".as_ref(),
        "--db".as_ref(),
        name,
    ]);
    if answer.status == Some(0) {
        assert!(s.folder().join(name).is_file());
    } else {
        answer.refused();
        assert_eq!(s.listing(), Vec::<String>::new());
    }
}

#[test]
fn unsuitable_locations_are_refused() {
    let s = Session::new();
    std::fs::create_dir(s.file("lab")).unwrap();
    std::fs::write(s.file("notes.txt"), "length,width\n1,2\n").unwrap();
    std::fs::write(s.file("empty.db"), "").unwrap();
    assert_snapshot!(s.transcript(&[
        "study list --db lab",
        "study create S --db lab",
        "study list --db notes.txt",
        "study create S --db notes.txt",
        "study list --db notes.txt/lab.db",
        "study create S --db notes.txt/lab.db",
        "study list --db empty.db",
        "doctor --db empty.db",
    ]), @r#"
$ graftbook study list --db lab
graftbook: `lab` is a folder, not a notebook file
  try: name a file in it with --db
[exit 1]
$ graftbook study create S --db lab
graftbook: `lab` is a folder, not a notebook file
  try: name a file in it with --db
[exit 1]
$ graftbook study list --db notes.txt
graftbook: `notes.txt` is not a Graftbook file
  try: name another file with --db
[exit 1]
$ graftbook study create S --db notes.txt
graftbook: `notes.txt` is not a Graftbook file
  try: name another file with --db
[exit 1]
$ graftbook study list --db notes.txt/lab.db
graftbook: `notes.txt/lab.db` cannot be read: Not a directory (os error 20)
  try: name another file with --db, or ask for read permission
[exit 1]
$ graftbook study create S --db notes.txt/lab.db
graftbook: `notes.txt` cannot be written: File exists (os error 17)
  try: choose another place, or ask for write permission
[exit 1]
$ graftbook study list --db empty.db
graftbook: `empty.db` is empty: no notebook has been made there yet
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
$ graftbook doctor --db empty.db
graftbook: `empty.db` is empty: no notebook has been made there yet
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
"#);
    assert_eq!(
        std::fs::read(s.file("notes.txt")).unwrap(),
        b"length,width\n1,2\n"
    );
    assert_eq!(std::fs::read(s.file("empty.db")).unwrap(), b"");
    assert_eq!(s.listing(), ["empty.db", "lab", "notes.txt"]);
    s.run("study create S --db empty.db").done();
}

#[test]
fn backups_overwrite_nothing_and_leave_no_partial_file() {
    let s = Session::with_study();
    std::fs::write(s.file("mine.db"), "mine").unwrap();
    assert_snapshot!(s.transcript(&[
        "backup mine.db",
        "backup lab.db",
        "backup none/copy.db",
        "backup copy.db",
        "backup copy.db",
    ]), @r#"
$ graftbook backup mine.db
graftbook: `mine.db` exists already
  try: name a file that does not exist: nothing is overwritten
[exit 1]
$ graftbook backup lab.db
graftbook: `lab.db` exists already
  try: name a file that does not exist: nothing is overwritten
[exit 1]
$ graftbook backup none/copy.db
graftbook: `none/copy.db` cannot be written: the file or its folder cannot be opened for writing
  try: choose another place, or ask for write permission
[exit 1]
$ graftbook backup copy.db
copied to copy.db (fingerprint <fingerprint>)
$ graftbook backup copy.db
graftbook: `copy.db` exists already
  try: name a file that does not exist: nothing is overwritten
[exit 1]
"#);
    assert_eq!(std::fs::read(s.file("mine.db")).unwrap(), b"mine");
    assert_eq!(s.listing(), ["copy.db", "lab.db", "mine.db"]);
}

#[test]
fn default_notebook_is_in_the_data_folder() {
    let s = Session::new();
    let run = |line: &str| {
        let mut command = graftbook(&s.db());
        command.env_remove("GRAFTBOOK_DB").args(words(line));
        command.output().unwrap()
    };
    assert!(run("study create S").status.success());
    assert!(s.file(".local/share/graftbook/notebook.db").is_file());
    assert!(run("audit verify").status.success());
}

#[test]
fn stream_is_saved_to_its_end_with_closed_output() {
    let s = Session::with_study();
    let mut child = s
        .command(&words("measure - --study S --day 3"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    pipe.write_all(b"211 12 9\n").unwrap();
    let mut first = String::new();
    answers.read_line(&mut first).unwrap();
    assert!(first.starts_with("saved 211"), "{first}");
    drop(answers);
    pipe.write_all(b"212 12 9\n213 12 9\n214 12 9\n").unwrap();
    drop(pipe);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let animals = s.run("animal list --study S --json").done().json();
    assert!(
        animals
            .as_array()
            .unwrap()
            .iter()
            .all(|a| a["readings"] == 1),
        "{animals}"
    );
}

#[test]
fn refused_line_fails_the_stream_with_closed_output() {
    let s = Session::with_study();
    let mut child = s
        .command(&words("measure - --study S --day 3"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"211 8 9\n212 12 9\n").unwrap();
    drop(pipe);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(s.must_be_whole()["operations"], 6);
}
