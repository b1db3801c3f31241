//! The time of day of entries: recorded live, given, corrected, imported, exported.

use crate::session::Session;

fn study() -> Session {
    let s = Session::new();
    s.run("study create S --day0 2026-03-02").done();
    s.run("animal add --study S 1 2").done();
    s
}

#[test]
fn an_entry_of_today_has_the_time_of_entering_and_one_of_another_day_has_none() {
    let s = study();
    let today = s.run("measure --study S --animal 1 --length 10 --width 8 --weight 20");
    insta::assert_snapshot!(today.done().stdout, @"saved 1, day 0 (2026-03-02 08:00): 320 mm³, 20 g [operation 3]");
    let later = s.run("measure --study S --animal 1 --day -3 --length 10 --width 8");
    insta::assert_snapshot!(later.done().stdout, @"saved 1, day -3 (2026-02-27): 320 mm³ [operation 4]");
    let given = s.run("weigh --study S --animal 1 --day -3 --weight 20 --time 9:14:05+01:00");
    insta::assert_snapshot!(given.done().stdout, @"saved 1, day -3 (2026-02-27 09:14): 20 g [operation 5]");
    insta::assert_snapshot!(s.run("animal show --study S 1").done().stdout, @r#"
animal          1
RFID            –
sex             –
born            –
source          –
cage            –
arm             –
tumors          tumor
left the study  –

day  date        time   site   repeat  found      mm³     g  observer
 -3  2026-02-27  09:14                 weighed         20.0  M. Meier
 -3  2026-02-27         tumor          10 × 8 mm  320        M. Meier
  0  2026-03-02  08:00                 weighed         20.0  M. Meier
  0  2026-03-02  08:00  tumor          10 × 8 mm  320        M. Meier
"#);
    let refused = s
        .run("weigh --study S --animal 2 --weight 20 --time 25:10")
        .refused();
    insta::assert_snapshot!(refused.stderr, @r#"
    graftbook: time `25:10` is not a time of day
      try: write it as 09:14, 09:14:05 or, with the offset from UTC, 09:14+01:00
    "#);
}

#[test]
fn a_correction_sets_and_clears_the_time_of_day() {
    let s = study();
    s.run("measure --study S --animal 1 --length 10 --width 8 --weight 20")
        .done();
    let set = "correct --study S --animal 1 --time 07:50+00:00 --reason 'typed later'";
    insta::assert_snapshot!(s.run(set).done().stdout, @"corrected 1: time 08:00:02+00:00 → 07:50+00:00 [operation 4]");
    let cleared = "correct --study S --animal 1 --no-time --reason 'not known'";
    insta::assert_snapshot!(s.run(cleared).done().stdout, @"corrected 1: time 07:50+00:00 → – [operation 5]");
    let log = s.run("audit log --limit 2").done().stdout;
    for line in [
        "reading S · 1 · tumor · 2026-03-02: time of day 08:00:02+00:00 → 07:50+00:00",
        "body weight S · 1 · 2026-03-02: time of day 07:50+00:00 → –",
    ] {
        assert!(log.contains(line), "{log}");
    }
    s.run("undo --reason 'it was known'").done();
    let shown = s.run("animal show --study S 1 --json").done().stdout;
    assert!(shown.contains("07:50+00:00"), "{shown}");
}

#[test]
fn an_entry_that_is_moved_to_another_date_loses_its_time_of_day() {
    let s = study();
    s.run("weigh --study S --animal 1 --weight 20").done();
    let moved = "correct --study S --animal 1 --to-date 2026-03-01 --reason 'of yesterday'";
    insta::assert_snapshot!(s.run(moved).done().stdout, @"corrected 1: date 2026-03-02 → 2026-03-01; time 08:00:02+00:00 → – [operation 4]");
    let moved = "correct --study S --animal 1 --date 2026-03-01 --to-date 2026-03-02 --time 07:50 --reason 'of today'";
    insta::assert_snapshot!(s.run(moved).done().stdout, @"corrected 1: date 2026-03-01 → 2026-03-02; time – → 07:50 [operation 5]");
    let moved = "correct --study S --animal 1 --to-animal 2 --reason 'wrong animal'";
    s.run(moved).done();
    let shown = s.run("animal show --study S 2").done().stdout;
    assert!(shown.contains("07:50"), "{shown}");
}

#[test]
fn times_of_day_come_back_from_an_export() {
    let s = study();
    s.run("measure --study S --animal 1 --length 10 --width 8 --time 08:14:05+01:00")
        .done();
    s.run("weigh --study S --animal 1 --weight 20 --time 07:15")
        .done();
    s.run("weigh --study S --animal 2 --weight 20 --time 07:20")
        .done();
    s.run("export --study S --to out").done();
    s.run("--db other.db import out").done();
    s.run("--db other.db export --study S --to again").done();
    let read = |folder: &str| std::fs::read_to_string(s.file(folder).join("readings.csv")).unwrap();
    assert_eq!(read("out"), read("again"));
    insta::assert_snapshot!(read("out"), @r#"
    study,cage,cohort,animal,rfid,ear,sex,born_on,source,animal_note,arm,day,date,time,site,repeat,state,reason,length_mm,width_mm,height_mm,volume_given_mm3,volume_mm3,body_weight_g,weight_repeat,weight_time,observer,method,typed
    S,,,1,,,,,,,,0,2026-03-02,08:14:05+01:00,tumor,1,measured,,10,8,,,320,20,1,07:15,M. Meier,caliper,10 × 8
    S,,,2,,,,,,,,,,,tumor,,,,,,,,,,,,,,
    S,,,2,,,,,,,,0,2026-03-02,07:20,,,,,,,,,,20,1,07:20,M. Meier,,
    "#);
}
