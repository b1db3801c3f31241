//! Full disks. A file size limit stands for a full disk; if the test may mount a file system, a small full one
//! is used too. The program refuses clearly, the file is not damaged, and the next entry is accepted once there
//! is room.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::session::{Answer, Session, graftbook, hermetic, is_root, words};

/// Runs the program where no file may grow beyond so many blocks of 512 bytes.
fn limited(session: &Session, blocks: u32, line: &str, input: Option<&Path>) -> Answer {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    hermetic(&mut shell, &session.db());
    if let Some(input) = input {
        shell.stdin(std::fs::File::open(input).unwrap());
    }
    shell
        .args(["-c", &script, env!("CARGO_BIN_EXE_graftbook")])
        .args(words(line))
        .output()
        .unwrap()
        .into()
}

fn must_name_full_disk(answer: &Answer) {
    let message = &answer.stderr;
    let refused = message.contains("the system refused to write to `")
        || message.contains("is full; nothing");
    assert!(
        refused && message.contains("lab.db") && message.contains("try:"),
        "{message}"
    );
}

#[test]
fn size_limit_during_an_entry_refuses_it_completely() {
    let session = Session::with_study();
    let (mut saved, mut refused) = (0, 0);
    for (day, blocks) in [
        0, 1, 8, 40, 63, 64, 72, 80, 90, 100, 120, 140, 180, 300, 500, 2000,
    ]
    .into_iter()
    .enumerate()
    {
        let line =
            format!("measure --study S --animal 214 --day {day} --length 9 --width 8 --weight 20");
        let answer = limited(&session, blocks, &line, None);
        if answer.status == Some(0) {
            saved += 1;
        } else {
            must_name_full_disk(&answer.refused());
            refused += 1;
        }
        let verdict = session.must_be_whole();
        assert_eq!(verdict["operations"], 5 + saved, "{blocks} blocks");
        session
            .run(&format!(
                "weigh --study S --animal 213 --day {day} --weight 20"
            ))
            .done();
        session.run("undo").done();
        saved += 2;
    }
    assert!(refused >= 4, "the limit was met {refused} times only");
    println!("{refused} entries refused for want of room");
}

#[test]
fn stream_at_the_size_limit_keeps_acknowledged_entries() {
    let session = Session::with_study();
    let tags: Vec<_> = (0..120).map(|n| format!("A{n}")).collect();
    session
        .run(&format!("animal add --study S {}", tags.join(" ")))
        .done();
    let lines: String = tags
        .iter()
        .map(|tag| format!("{tag} 9.5 8.5 20\n"))
        .collect();
    let input = session.file("readings.txt");
    std::fs::write(&input, lines).unwrap();
    let answer = limited(&session, 1500, "measure - --study S --day 3", Some(&input)).refused();
    must_name_full_disk(&answer);
    let acknowledged = answer.stdout.lines().count();
    let refused = answer.stderr.matches("was not saved").count();
    assert!(
        acknowledged > 0 && refused > 0,
        "{acknowledged} and {refused}"
    );
    assert_eq!(acknowledged + refused, 120);
    assert_eq!(session.must_be_whole()["operations"], 6 + acknowledged);
    let again = session.piped(
        "measure - --study S --day 3",
        &std::fs::read(&input).unwrap(),
    );
    assert_eq!(again.stdout.lines().count(), refused, "{}", again.stderr);
    session.must_be_whole();
}

#[test]
fn new_notebook_or_backup_without_room_is_refused() {
    let session = Session::with_study();
    let answer = limited(&session, 100, "backup copy.db", None).refused();
    assert!(answer.stderr.contains("copy.db"), "{}", answer.stderr);
    assert_eq!(session.listing(), ["lab.db"]);
    limited(&session, 100, "study create S --db new.db", None).refused();
    session.run("study create S --db new.db").done();
    session.run("audit verify --db new.db").done();
}

/// A mounted file system of its own, unmounted when dropped.
struct Mounted(PathBuf);

impl Mounted {
    /// None where the machine does not allow it.
    fn of_size(folder: &Path, size: &str) -> Option<Self> {
        if !is_root() {
            return None;
        }
        let done = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("size={size}"),
                "graftbook-test",
            ])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        done.is_ok_and(|status| status.success())
            .then(|| Self(folder.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Fills the disk with zeros, then frees `spare` bytes.
fn fill(file: &Path, spare: u64) {
    let _ = std::io::copy(
        &mut std::io::repeat(0),
        &mut std::fs::File::create(file).unwrap(),
    );
    let full = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    let len = full.metadata().unwrap().len();
    full.set_len(len.saturating_sub(spare)).unwrap();
}

#[test]
fn full_disk_is_reported() {
    let session = Session::with_study();
    let small = session.file("small");
    std::fs::create_dir(&small).unwrap();
    let Some(_mounted) = Mounted::of_size(&small, "900k") else {
        println!("skipped: a file system can be mounted by root only");
        return;
    };
    let db = small.join("lab.db");
    std::fs::copy(session.db(), &db).unwrap();
    let run = |line: &str| -> Answer { graftbook(&db).args(words(line)).output().unwrap().into() };
    for (day, spare) in [0, 4096, 32_768, 40_960, 65_536, 90_000, 120_000]
        .into_iter()
        .enumerate()
    {
        fill(&small.join("zeros"), spare);
        let line = format!("measure --study S --animal 214 --day {day} --length 9 --width 8");
        let answer = run(&line);
        if answer.status != Some(0) {
            must_name_full_disk(&answer.refused());
        } else {
            assert!(spare > 32_768, "there was no room for this entry");
        }
        // The notebook can be read and verified although nothing can be written.
        run("study list").done();
        run("audit verify").done();
        run("doctor").done();
        let refused = run("backup copy.db").refused();
        assert!(refused.stderr.contains("copy.db"), "{}", refused.stderr);
        std::fs::remove_file(small.join("zeros")).unwrap();
        run("audit verify").done();
        run(&format!(
            "measure --study S --animal 213 --day {day} --length 9 --width 8"
        ))
        .done();
        run("doctor").done();
    }
    let names: Vec<_> = std::fs::read_dir(&small).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}
