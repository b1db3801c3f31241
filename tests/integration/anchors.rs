//! What proves the notebook from outside: anchors in a file, and files that left it.

use std::process::Command;

use insta::assert_snapshot;

use crate::session::Session;

#[test]
fn anchors_prove_every_state_that_was_noted() {
    let s = Session::with_study();
    std::fs::write(s.file("anchors.txt"), "Notes of QA, study S\n> quoted").unwrap();
    for _ in 0..2 {
        s.run("audit anchor anchors.txt").done();
    }
    s.run("measure --study S --animal 211 --length 8.1 --width 6.2 --day 0")
        .done();
    s.run("audit anchor anchors.txt").done();
    let text = std::fs::read_to_string(s.file("anchors.txt")).unwrap();
    let marks: Vec<_> = text
        .lines()
        .map(|line| line.get(..29).unwrap_or(line))
        .collect();
    assert_eq!(
        marks,
        [
            "Notes of QA, study S",
            "> quoted",
            "Graftbook anchor: operation 5",
            "Graftbook anchor: operation 6"
        ]
    );
    assert!(
        s.run("audit verify --anchors anchors.txt")
            .done()
            .stdout
            .ends_with("2 anchors: all are of operations of this file\n")
    );

    // The same study, entered again by somebody who wants other data to have been there from the beginning.
    let forged = Session::with_study();
    forged
        .run("measure --study S --animal 211 --length 8.2 --width 6.2 --day 0")
        .done();
    std::fs::copy(s.file("anchors.txt"), forged.file("anchors.txt")).unwrap();
    forged.run("audit verify").done();
    let answer = forged.run("audit verify --anchors anchors.txt").refused();
    assert!(
        answer
            .stderr
            .contains("2 of 2 anchors are not of this notebook"),
        "{}",
        answer.stderr
    );

    // Cut off, and damaged.
    let cut = text.replace("fingerprint ", "fingerprint x");
    std::fs::write(s.file("cut.txt"), cut).unwrap();
    let answer = s.run("audit verify --anchors cut.txt").refused();
    assert!(
        answer
            .stderr
            .contains("anchor in line 3: it begins as an anchor and cannot be read"),
        "{}",
        answer.stderr
    );
}

#[test]
fn files_that_hold_no_anchors_are_refused() {
    let s = Session::with_study();
    std::fs::write(s.file("notes.txt"), "nothing\n").unwrap();
    assert_snapshot!(s.transcript(&[
        "audit verify --anchors notes.txt",
        "audit verify --anchors missing.txt",
        "audit anchor lab.db",
        "audit anchor missing/anchors.txt",
    ]), @r"
$ graftbook audit verify --anchors notes.txt
graftbook: `notes.txt` holds no anchor
  try: name a file with lines that begin with `Graftbook anchor:`
[exit 1]
$ graftbook audit verify --anchors missing.txt
graftbook: `missing.txt` cannot be read: No such file or directory (os error 2)
  try: check its name, and that you may read it
[exit 1]
$ graftbook audit anchor lab.db
graftbook: `lab.db` is no file of anchors
  try: name a text file, or one that does not exist yet
[exit 1]
$ graftbook audit anchor missing/anchors.txt
graftbook: cannot write `missing/anchors.txt`: No such file or directory (os error 2)
  try: name a file or folder that is there and may be written
[exit 1]
");
}

#[test]
fn a_copy_is_traced_to_its_state_and_to_who_took_it() {
    let s = Session::with_study();
    s.run("measure --study S --animal 211 --length 8.1 --width 6.2 --day 0")
        .done();
    s.run("report --study S -o S.html --record").done();
    s.run("export --study S --to out --record").done();
    s.run("measure --study S --animal 212 --length 8.4 --width 6.0 --day 0")
        .done();
    s.run("report --study S -o plain.html").done();
    s.run("report --study S -o plain.pdf").done();
    std::fs::write(s.file("other.txt"), "something else").unwrap();
    let mut changed = std::fs::read_to_string(s.file("S.html")).unwrap();
    changed.push(' ');
    std::fs::write(s.file("changed.html"), changed).unwrap();
    let transcript = s.transcript(&[
        "audit find S.html",
        "audit find out/readings.csv",
        "audit find changed.html",
        "audit find plain.html",
        "audit find plain.pdf",
        "audit find other.txt",
        "audit find missing.txt",
    ]);
    assert_snapshot!(transcript, @r"
$ graftbook audit find S.html
S.html is on record
  report of study S, written as S.html by M. Meier at 2026-03-02T08:00:06.000Z [operation 7]
  shows the state after operation 6 of 2026-03-02T08:00:05.000Z, fingerprint <fingerprint>; 3 operations came after it
$ graftbook audit find out/readings.csv
out/readings.csv is on record
  export of study S, written as out/readings.csv by M. Meier at 2026-03-02T08:00:07.000Z [operation 8]
  shows the state after operation 7 of 2026-03-02T08:00:06.000Z, fingerprint <fingerprint>; 2 operations came after it
$ graftbook audit find changed.html
changed.html is not on record, but prints a fingerprint of this notebook
  shows the state after operation 6 of 2026-03-02T08:00:05.000Z, fingerprint <fingerprint>; 3 operations came after it
  it may have been changed since it was written
$ graftbook audit find plain.html
plain.html is not on record, but prints a fingerprint of this notebook
  shows the state after operation 9 of 2026-03-02T08:00:08.000Z, fingerprint <fingerprint>; 0 operations came after it
  it may have been changed since it was written
$ graftbook audit find plain.pdf
plain.pdf is not on record, but prints a fingerprint of this notebook
  shows the state after operation 9 of 2026-03-02T08:00:08.000Z, fingerprint <fingerprint>; 0 operations came after it
  it may have been changed since it was written
$ graftbook audit find other.txt
other.txt is not on record in this notebook, and no fingerprint of it stands in the file
[exit 1]
$ graftbook audit find missing.txt
graftbook: `missing.txt` cannot be read: No such file or directory (os error 2)
  try: check its name, and that you may read it
[exit 1]
");
    let found = s.run("audit find S.html --json").done().json();
    assert_eq!(found["copies"][0]["state"]["operation"], 6);
    assert_eq!(found["copies"][0]["state"]["later_operations"], 3);
    s.run("audit verify").done();
}

#[test]
fn who_has_a_copy_has_it() {
    let s = Session::with_study();
    s.run("measure --study S --animal 211 --length 8.1 --width 6.2 --day 0")
        .done();
    for line in [
        "figure --study S --kind growth -o g.svg --record",
        "report --study S -o S.md --record",
    ] {
        s.run(line).done();
        let told = s.run("undo").refused().stderr;
        assert!(told.contains("who has a copy has it"), "{told}");
    }
    // Without --record, a report leaves no trace.
    let before = s.run("audit verify").done().stdout;
    s.run("report --study S -o S.md").done();
    assert_eq!(s.run("audit verify").done().stdout, before);
}

/// The code is read back by a scanner's library from a picture of what is printed.
#[test]
fn the_qr_code_holds_the_anchor() {
    if Command::new("zbarimg").arg("--version").output().is_err() {
        println!("skipped: zbarimg is not installed");
        return;
    }
    let s = Session::with_study();
    let printed = s.run("audit anchor anchors.txt --qr").done().stdout;
    let is_code = |line: &&str| line.chars().all(|c| "█▀▄ ".contains(c)) && !line.is_empty();
    let rows: Vec<&str> = printed.lines().filter(is_code).collect();
    let width = rows[0].chars().count();
    const SCALE: usize = 6;
    let mut pixels = Vec::new();
    for row in &rows {
        for light in ["█▀", "█▄"] {
            let modules = row.chars().map(|c| if light.contains(c) { 255 } else { 0 });
            let line: Vec<u8> = modules.flat_map(|gray| [gray; SCALE]).collect();
            (0..SCALE).for_each(|_| pixels.extend(&line));
        }
    }
    let file = std::fs::File::create(s.file("qr.png")).unwrap();
    let side = |modules: usize| u32::try_from(modules * SCALE).unwrap();
    let mut encoder = png::Encoder::new(file, side(width), side(rows.len() * 2));
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&pixels)
        .unwrap();
    let read = Command::new("zbarimg")
        .args(["-q", "--raw"])
        .arg(s.file("qr.png"))
        .output()
        .unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let anchor = std::fs::read_to_string(s.file("anchors.txt")).unwrap();
    assert_eq!(read.trim_end(), anchor.trim_end());
}
