//! Studies of study days: a file without dates is no work of today, and shows no date that nobody recorded.

use crate::session::Session;

/// What the dates of such a study are stored as; it must never be seen.
const STORED: &str = "1950-";

fn undated() -> Session {
    let s = Session::new();
    let rows = "animal,arm,day,volume_mm3,weight\n1,Vehicle,0,200,20\n1,Vehicle,7,400,21\n2,Drug,0,210,20\n2,Drug,7,230,20\n";
    std::fs::write(s.file("days.csv"), rows).unwrap();
    let brought = s.run("import days.csv --study S").done().stdout;
    assert!(brought.contains(", study days only"), "{brought}");
    s
}

#[test]
fn no_view_or_file_shows_a_date_that_nobody_recorded() {
    let s = undated();
    for command in [
        "study list",
        "study show S",
        "study show S --json",
        "animal show --study S 1",
        "animal show --study S 1 --json",
        "animal list --study S",
        "analyze --study S --resamples 0",
        "analyze --study S --resamples 0 --json",
        "today",
        "today --json",
        "audit log --study S",
        "audit log --study S --json",
        "export --study S --to out",
        "report --study S -o out.md",
        "report --study S -o out.html",
    ] {
        let run = s.run(command);
        assert!(!run.stdout.contains(STORED), "{command}: {}", run.stdout);
    }
    for file in ["out/study.csv", "out/readings.csv", "out.md", "out.html"] {
        let text = std::fs::read_to_string(s.file(file)).unwrap();
        assert!(!text.contains(STORED), "{file}: {text}");
    }
    let list = s.run("study list").done().stdout;
    assert!(
        list.contains("day 7") && !list.contains("day 7 ("),
        "{list}"
    );
    assert!(s.run("report --study S -o again.md").done().stdout.len() < 10_000);
}

#[test]
fn nothing_is_due() {
    let s = undated();
    let today = s.run("today --json").done().json();
    assert_eq!(today["due"], 0);
    assert_eq!(today["rows"].as_array().unwrap().len(), 0);
}

#[test]
fn export_and_import_keep_it_without_dates() {
    let s = undated();
    s.run("export --study S --to out").done();
    s.run("--db other.db import out").done();
    s.run("--db other.db export --study S --to again").done();
    for file in ["study.csv", "readings.csv"] {
        let read = |folder: &str| std::fs::read_to_string(s.file(folder).join(file)).unwrap();
        assert_eq!(read("out"), read("again"));
    }
    let shown = s.run("--db other.db study show S").done().stdout;
    assert!(
        shown.contains("day0_assumed") && !shown.contains(STORED),
        "{shown}"
    );
}

#[test]
fn days_stay_and_get_dates_once_day_0_is_given() {
    let s = undated();
    s.run("exclude day --study S --day 7 --reason 'scale broken'");
    s.run("study edit S --day0 2026-01-05 --reason 'first dose'")
        .done();
    let shown = s.run("animal show --study S 1").done().stdout;
    assert!(
        shown.contains("2026-01-12") && !shown.contains(STORED),
        "{shown}"
    );
    let list = s.run("study list").done().stdout;
    assert!(list.contains("day 7 (2026-01-12)"), "{list}");
    let history = s.run("audit log --study S").done().stdout;
    assert!(!history.contains("S · 1 · day 7"), "{history}");
}

#[test]
fn readings_of_a_date_are_refused_until_then_and_of_a_study_day_taken() {
    let s = undated();
    let refused = s
        .run("measure --study S --animal 1 --date 2026-01-20 --volume 300")
        .refused();
    assert!(
        refused.stderr.contains("`S` has study days only"),
        "{}",
        refused.stderr
    );
    s.run("measure --study S --animal 1 --day 9 --volume 450 --confirm")
        .done();
}

#[test]
fn running_study_ends_today() {
    let s = Session::new();
    std::fs::write(s.file("days.csv"), "animal,day,tv\n1,0,200\n1,7,400\n").unwrap();
    let brought = s.run("import days.csv --study S --running").done().stdout;
    assert!(brought.contains(", day 0 is 20"), "{brought}");
}
