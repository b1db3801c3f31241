//! What is printed besides results: notes, which `--quiet` leaves out, and progress, which only terminals show.

use crate::session::Session;

const ROWS: &str = "animal,arm,day,length_mm,width_mm,volume_mm3,color\n\
                    1,A,0,9,8,100,red\n1,A,4,10,8,320,red\n";

#[test]
fn quiet_leaves_out_notes_and_keeps_results_alerts_and_errors() {
    let answers = |quiet: &str| {
        let session = Session::with_study();
        session.run("study edit S --max-volume 100").done();
        std::fs::write(session.file("rows.csv"), ROWS).unwrap();
        [
            "import rows.csv --study N",
            "measure --study S --animal 211 --day 3 --length 9 --width 8",
            "animal add --study S 2l1",
            "export --study S --to out --format pdxnet",
            "randomize --study missing --arms A:1",
            "audit verify",
        ]
        .map(|line| session.run(&format!("{line} {quiet}")))
    };
    let (loud, quiet) = (answers(""), answers("--quiet"));
    for (loud, quiet) in loud.iter().zip(&quiet) {
        assert_eq!(loud.status, quiet.status, "{loud:?} {quiet:?}");
        assert_eq!(lines(&quiet.stdout), without_notes(&loud.stdout));
        assert_eq!(lines(&quiet.stderr), without_notes(&loud.stderr));
    }
    let noted = |answer: &crate::session::Answer| {
        answer.stdout.contains("note: ") || answer.stderr.contains("note: ")
    };
    assert!(noted(&loud[0]) && noted(&loud[2]), "{loud:?}");
    assert!(quiet[1].stderr.contains("ALERT"), "{:?}", quiet[1]);
    assert!(!quiet[4].stderr.is_empty());
}

/// The lines of an answer. Two notebooks never have one fingerprint.
fn lines(text: &str) -> Vec<&str> {
    let same = |line: &&str| !line.starts_with("fingerprint ");
    text.lines().filter(same).collect()
}

fn without_notes(text: &str) -> Vec<&str> {
    let lines = lines(text).into_iter();
    lines.filter(|line| !line.starts_with("note: ")).collect()
}

#[test]
fn quiet_is_taken_before_and_after_a_command() {
    let session = Session::with_study();
    session.run("-q study list").done();
    session.run("study list -q").done();
    session.run("animal list --study S --quiet").done();
}

/// A draw that takes three seconds.
const DRAW: &str =
    "randomize --study D --arms A:20,B:20,C:20 --balance volume --seconds 3 --seed 1 --dry-run";

#[test]
fn progress_is_not_written_into_pipes() {
    let session = drawable();
    let answer = session.run(DRAW).done();
    assert_eq!(answer.stderr, "");
}

fn drawable() -> Session {
    let session = Session::new();
    let mut rows = "animal,day,length_mm,width_mm\n".to_owned();
    for animal in 0..60_u32 {
        let length = 7.0 + f64::from(animal * animal * 7 % 61) * 0.071;
        rows += &format!("{animal},0,{length:.2},6\n");
    }
    std::fs::write(session.file("rows.csv"), rows).unwrap();
    session
        .run("import rows.csv --study D --day0 2026-01-05")
        .done();
    session
}

#[cfg(all(unix, feature = "tui"))]
#[test]
fn progress_is_shown_on_a_terminal_and_goes_before_the_answer() {
    use crate::pty::Terminal;
    use crate::session::words;
    let session = drawable();
    let mut terminal = Terminal::running(&session.db(), 60, 100, &words(DRAW));
    terminal.wait_for("drawing");
    terminal.wait_for("nothing was written");
    terminal.wait("the line is gone", |s| !s.contents().contains("drawing "));
    assert!(terminal.ended());

    let quiet = format!("{DRAW} --quiet");
    let mut terminal = Terminal::running(&session.db(), 60, 100, &words(&quiet));
    terminal.wait("no progress", |screen| {
        assert!(!screen.contents().contains("drawing "));
        screen.contents().contains("nothing was written")
    });
}

#[cfg(all(unix, feature = "tui"))]
#[test]
fn ctrl_c_on_a_terminal_stops_a_draw_in_one_line() {
    use crate::pty::Terminal;
    use crate::session::words;
    let session = drawable();
    let line = DRAW.replace("--seconds 3", "--seconds 60");
    let mut terminal = Terminal::running(&session.db(), 20, 100, &words(&line));
    terminal.wait_for("drawing");
    terminal.send("\x03");
    terminal.wait_for("graftbook: interrupted; nothing was left half-written");
    assert!(!terminal.ended());
}
