//! Cohorts with a day 0 of their own: study days, their analysis, files and undo.

use crate::session::Session;
use serde_json::Value;

/// A study of two cohorts that start five days apart, with two animals each, read on their days 0 and 7.
fn staggered() -> Session {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-01-05",
        "arm add --study S Vehicle --control",
        "arm add --study S KT-253",
        "cohort add --study S 'second wave' --day0 2026-01-10",
        "animal add --study S 1 --arm Vehicle",
        "animal add --study S 2 --arm KT-253",
        "animal add --study S 3 --arm Vehicle --cohort 'second wave'",
        "animal add --study S 4 --arm KT-253 --cohort 'second wave'",
    ] {
        s.run(line).done();
    }
    for (day, width) in [(0, 8), (7, 9)] {
        for animal in 1..=4 {
            s.run(&format!(
                "measure --study S --animal {animal} --day {day} --length 1{animal} --width {width}"
            ))
            .done();
        }
    }
    s
}

/// The dates on which an animal was read.
fn dates(s: &Session, animal: &str) -> Vec<(String, f64)> {
    let shown = s.run(&format!("animal show --study S {animal} --json"));
    let shown = shown.done().json();
    let days = shown["days"].as_array().unwrap();
    let day = |day: &Value| {
        let date = day["date"].as_str().unwrap().to_owned();
        (date, day["day"].as_f64().unwrap())
    };
    days.iter().map(day).collect()
}

#[test]
fn readings_of_cohorts_five_days_apart_pool_on_study_day_7() {
    let s = staggered();
    let on = |date: &str, day| (date.to_owned(), day);
    assert_eq!(
        dates(&s, "1"),
        [on("2026-01-05", 0.0), on("2026-01-12", 7.0)]
    );
    assert_eq!(
        dates(&s, "3"),
        [on("2026-01-10", 0.0), on("2026-01-17", 7.0)]
    );
    let analysis = s
        .run("analyze --study S --resamples 0 --json")
        .done()
        .json();
    let days = analysis["volume_by_day"].as_array().unwrap();
    let told = |day: &Value| (day["day"].as_f64().unwrap(), day["n"].as_u64().unwrap());
    let told: Vec<_> = days.iter().map(told).collect();
    assert_eq!(told, [(0.0, 2), (7.0, 2), (0.0, 2), (7.0, 2)]);
    s.run("audit verify").done();
}

#[test]
fn a_day_is_that_of_the_animal_in_every_command() {
    let s = staggered();
    for line in [
        "weigh --study S --animal 3 --day 7 --weight 20",
        "correct --study S --animal 3 --day 7 --length 14 --width 9 --reason 'read wrong'",
        "exclude --study S --animal 3 --day 7 --reason 'escaped for an hour'",
    ] {
        s.run(line).done();
    }
    let shown = s.run("study show S --json").done().stdout;
    assert!(shown.contains("animal 3, day 7 (2026-01-17)"), "{shown}");
    let left = s.run("dispose --study S --animal 1 --animal 3 --kind scheduled-sacrifice --day 8");
    assert_eq!(
        left.done().stdout.lines().take(2).collect::<Vec<_>>(),
        [
            "left the study on 2026-01-13 (scheduled sacrifice): 1",
            "left the study on 2026-01-18 (scheduled sacrifice): 3 [operation 20]"
        ]
    );
    let days = dates(&s, "3");
    assert!(days.contains(&("2026-01-17".to_owned(), 7.0)), "{days:?}");
}

#[test]
fn cohorts_are_listed_and_another_day_0_needs_a_reason() {
    let s = staggered();
    let listed = s.run("cohort list --study S").done().stdout;
    let expected = "cohort       day 0       animals\nsecond wave  2026-01-10        2\n";
    assert_eq!(listed, expected);
    let listed = s.run("animal list --study S").done().stdout;
    let third = listed.lines().nth(3).unwrap();
    assert!(third.ends_with("second wave"), "{listed}");
    let edit = "cohort edit --study S 'second wave' --day0 2026-01-11";
    assert_eq!(
        s.run(edit).refused().stderr,
        "graftbook: the study days of what is recorded of animal `3` would change\n  \
         try: say why with --reason\n"
    );
    s.run(&format!("{edit} --rename 'wave 2' --reason 'wrong date'"))
        .done();
    assert_eq!(dates(&s, "3")[1], ("2026-01-17".to_owned(), 6.0));
    let out = "animal edit --study S 3 --clear cohort";
    let refused = s.run(out).refused().stderr;
    assert!(refused.contains("would change"), "{refused}");
    s.run(&format!("{out} --reason 'not of that wave'")).done();
    assert_eq!(dates(&s, "3")[1], ("2026-01-17".to_owned(), 12.0));
    let refused = s.run("animal add --study S 9 --cohort third").refused();
    assert_eq!(
        refused.stderr,
        "graftbook: study `S` has no cohort `third`\n  \
         try: its cohorts are `wave 2`; `graftbook cohort add` makes a new one\n"
    );
    let refused = s.run("cohort add --study S 'wave 2'").refused().stderr;
    assert!(
        refused.contains("has a cohort `wave 2` already"),
        "{refused}"
    );
}

#[test]
fn a_cohort_is_undone_while_no_animal_is_in_it() {
    let s = Session::new();
    s.run("study create S").done();
    s.run("cohort add --study S first --day0 2026-01-05").done();
    s.run("undo").done();
    let cohorts = s.run("cohort list --study S --json").done().json();
    assert_eq!(cohorts, serde_json::json!([]));
    s.run("cohort add --study S first --day0 2026-01-05").done();
    s.run("animal add --study S 1 --cohort first").done();
    s.run("undo").done();
    s.run("undo").done();
    s.run("audit verify").done();
}

#[test]
fn a_staggered_file_is_imported_and_its_export_comes_back() {
    let s = Session::new();
    let file = "animal,arm,start date,day,date,tv\n\
                1,Vehicle,2026-01-05,0,2026-01-05,100\n1,Vehicle,,7,2026-01-12,200\n\
                2,KT-253,2026-01-10,0,2026-01-10,110\n2,KT-253,,7,2026-01-17,150\n";
    std::fs::write(s.file("staggered.csv"), file).unwrap();
    s.run("import staggered.csv --study S").done();
    assert_eq!(dates(&s, "2")[1], ("2026-01-17".to_owned(), 7.0));
    s.run("exclude --study S --animal 2 --day 7 --reason ulcer")
        .done();
    s.run("export --study S --to out").done();
    s.run("--db other.db import out").done();
    s.run("--db other.db export --study S --to again").done();
    for file in ["study.csv", "cohorts.csv", "readings.csv", "exclusions.csv"] {
        let read = |folder: &str| std::fs::read_to_string(s.file(folder).join(file)).unwrap();
        assert_eq!(read("out"), read("again"), "{file}");
    }
    let bad = file.replace("1,Vehicle,,7", "1,Vehicle,2026-01-10,7");
    std::fs::write(s.file("bad.csv"), bad).unwrap();
    let refused = s.run("import bad.csv --study T").refused().stderr;
    let why = "start `2026-01-10` contradicts `2026-01-05`, the start of animal `1`";
    assert!(refused.contains(why), "{refused}");
}
