//! The work plan: planned, listed, waived, changed; what is due, over all studies, as a user reads it.

use insta::assert_snapshot;

use crate::session::Session;

/// Study `S` with day 0 a week before today, animals in two cages, and a plan.
fn session() -> Session {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-02-23",
        "arm add --study S Vehicle --control",
        "arm add --study S KT-253 --compound KT-253 --dose 1",
        "animal add --study S 211 212 --cage C03 --arm Vehicle",
        "animal add --study S 213 214 --cage C04 --arm KT-253",
        "plan add --study S weigh,measure BIW --from 2026-02-23",
    ] {
        s.run(line).done();
    }
    s
}

#[test]
fn plan_tells_dates_before_it_is_relied_on() {
    let s = session();
    assert_snapshot!(s.transcript(&[
        "plan add --study S measure mon,thu --arm KT-253 --dry-run",
        "plan add --study S weigh 'qw; daily when loss >= 10 %' --animal 211-212",
        "plan add --study S 'take down' 'day 28'",
        "plan list --study S",
        "plan calendar --study S --weeks 2",
        "plan edit --study S 2 --schedule TIW --reason 'faster growth'",
        "plan end --study S 5",
        "plan list --study S",
    ]), @r#"
$ graftbook plan add --study S measure mon,thu --arm KT-253 --dry-run
measure, arm KT-253: Mon, Thu
    Mon 2026-03-02, Thu 2026-03-05, Mon 2026-03-09, Thu 2026-03-12, …
$ graftbook plan add --study S weigh 'qw; daily when loss >= 10 %' --animal 211-212
weigh, animals 211, 212: weekly; daily when loss >= 10 %
    the dates follow from what is found
work plan: line 3 added [operation 7]
$ graftbook plan add --study S 'take down' 'day 28'
take down, all: day 28
    Mon 2026-03-23
work plan: line 4 added [operation 8]
$ graftbook plan list --study S
line  work       animals           schedule                         from        until  on study  next dates
   1  weigh      all               BIW                              2026-02-23  –             4  Mon 2026-03-02, Thu 2026-03-05, Mon 2026-03-09, Thu 2026-03-12, …
   2  measure    all               BIW                              2026-02-23  –             4  Mon 2026-03-02, Thu 2026-03-05, Mon 2026-03-09, Thu 2026-03-12, …
   3  weigh      animals 211, 212  weekly; daily when loss >= 10 %  2026-03-02  –             2  the dates follow from what is found
   4  take down  all               day 28                           2026-03-02  –             4  Mon 2026-03-23
$ graftbook plan calendar --study S --weeks 2
week of     Mon                     Tue  Wed  Thu                      Fri  Sat  Sun
2026-03-02  2.: weigh 4, measure 4            5.: weigh 4, measure 4
2026-03-09  9.: weigh 4, measure 4            12.: weigh 4, measure 4
$ graftbook plan edit --study S 2 --schedule TIW --reason 'faster growth'
work plan: line 2 ended, line 5 follows it [operation 9]
note: line 2 was still to be done for 4 animals (211–214): it is not asked for any more
$ graftbook plan end --study S 5
work plan: line 5 ends on 2026-03-02 [operation 10]
$ graftbook plan list --study S
line  work       animals           schedule                         from        until       on study  next dates
   1  weigh      all               BIW                              2026-02-23  –                  4  Mon 2026-03-02, Thu 2026-03-05, Mon 2026-03-09, Thu 2026-03-12, …
   2  measure    all               BIW                              2026-02-23  2026-03-01         4  ended
   3  weigh      animals 211, 212  weekly; daily when loss >= 10 %  2026-03-02  –                  2  the dates follow from what is found
   4  take down  all               day 28                           2026-03-02  –                  4  Mon 2026-03-23
   5  measure    all               TIW                              2026-03-02  2026-03-02         4  Mon 2026-03-02
"#);
}

#[test]
fn what_is_due_is_listed_done_waived_and_late() {
    let s = session();
    for line in [
        "measure --study S --animal 211 --length 10 --width 8 --weight 20",
        "measure --study S --animal 213 --not-palpable",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&[
        "today",
        "plan waive --study S 1 214 --reason 'balance broken'",
        "plan waive --study S 1 214 --reason 'balance broken'",
        "plan waive --study S 1 213-214 --date 2026-03-01 --reason holiday",
        "today",
        "today --date 2026-03-01",
        "today --date tomorrow",
        "plan waive --study S 1 214 --lift --reason 'balance repaired'",
    ]), @r#"
$ graftbook today
Mon 2026-03-02: 3 animals due; 1 done

study  day  work            cages     animals    state
S        7  weigh, measure  C03, C04  4 animals  1 of 4 done
$ graftbook plan waive --study S 1 214 --reason 'balance broken'
waived line 1 on 2026-03-02 for animal 214 [operation 9]
$ graftbook plan waive --study S 1 214 --reason 'balance broken'
graftbook: line 1 on 2026-03-02 for animal `214` is waived already
  try: `graftbook plan list --study NAME` lists the lines of its work plan
[exit 1]
$ graftbook plan waive --study S 1 213-214 --date 2026-03-01 --reason holiday
graftbook: line 1 on 2026-03-01 for animal `213` is not planned
  try: `graftbook plan list --study NAME` lists the lines of its work plan
[exit 1]
$ graftbook today
Mon 2026-03-02: 3 animals due; 1 done

study  day  work            cages     animals    state
S        7  weigh, measure  C03, C04  3 animals  1 of 3 done
S        7  measure         C04       214        due
S        7  weigh           C04       214        waived
$ graftbook today --date 2026-03-01
Sun 2026-03-01: 2 animals due, 2 of them overdue; 0 done

study  day  work            cages     animals   state
S        6  weigh, measure  C03, C04  212, 214  3 days late
[exit 3]
$ graftbook today --date tomorrow
Tue 2026-03-03: nothing is due
$ graftbook plan waive --study S 1 214 --lift --reason 'balance repaired'
planned again: line 1 on 2026-03-02 for animal 214 [operation 10]
"#);
}

#[test]
fn nonsense_is_told_with_what_is_understood() {
    let s = session();
    assert_snapshot!(s.transcript(&[
        "plan add --study S measure 'every blue moon'",
        "plan add --study S measure BID",
        "plan add --study S bathe QD",
        "plan add --study S measure QD --arm nobody",
        "plan add --study S measure QD --animal 299",
        "plan edit --study S 9 --schedule QD",
        "plan waive --study S 1 --date 2026-02-24 --reason holiday",
        "plan waive --study S 1 211 --reason x",
        "today --study T",
    ]), @r#"
$ graftbook plan add --study S measure 'every blue moon'
graftbook: schedule `blue` is not understood
  try: write it as QD x5, Q3W, BIW, 5 on 2 off x2, days 0, 7, 14, or Mon, Thu until day 20
[exit 1]
$ graftbook plan add --study S measure BID
graftbook: schedule `BID` is 2 times a day, and `measure` is done once a day at most
  try: write QD for once a day
[exit 1]
$ graftbook plan add --study S bathe QD
graftbook: kind of work `bathe` is not known
  try: one of weigh, measure, dose, take_down
[exit 1]
$ graftbook plan add --study S measure QD --arm nobody
graftbook: study `S` has no arm `nobody`
  try: its arms are `Vehicle`, `KT-253`; `graftbook arm add` makes a new one
[exit 1]
$ graftbook plan add --study S measure QD --animal 299
graftbook: there is no animal `299`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
$ graftbook plan edit --study S 9 --schedule QD
graftbook: the work plan of study `S` has no line 9
  try: `graftbook plan list --study NAME` lists the lines of its work plan
[exit 1]
$ graftbook plan waive --study S 1 --date 2026-02-24 --reason holiday
graftbook: line 1 has nothing open on 2026-02-24
  try: it is late since 2026-02-23: waive it for that date
[exit 1]
$ graftbook plan waive --study S 1 211 --reason x
graftbook: reason `x` says nothing
  try: say why in at least one word: three different letters or more
[exit 1]
$ graftbook today --study T
graftbook: there is no study `T`
  try: `graftbook study list` lists them
[exit 1]
"#);
}

#[test]
fn calendar_file_has_an_event_per_study_and_day() {
    let s = session();
    s.run("today --ics --days 10 -o work.ics").done();
    let text = std::fs::read_to_string(s.file("work.ics")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().filter(|line| line.starts_with("DTSTART"));
    let starts: Vec<&str> = starts.map(|line| line.split(':').nth(1).unwrap()).collect();
    assert_eq!(starts, ["20260302", "20260305", "20260309"]);
    assert!(lines.contains(&"SUMMARY:S: weigh\\, measure"), "{text}");
    let longest = lines.iter().map(|line| line.len()).max();
    assert!(longest <= Some(75), "{text}");
    let printed = s.run("today --ics --days 10").done().stdout;
    assert_eq!(printed, text);
}

#[test]
fn json_names_every_animal_with_its_progress() {
    let s = session();
    s.run("weigh --study S --animal 212 --weight 20").done();
    let today = s.run("today --json").done().json();
    let row = &today["rows"][0];
    assert_eq!(row["kinds"], serde_json::json!(["weigh", "measure"]));
    let second = &row["animals"][1];
    assert_eq!(second["animal"], "212");
    assert_eq!(second["progress"], serde_json::json!(["done", "due"]));
    assert_eq!((&today["due"], &today["overdue"]), (&4.into(), &0.into()));
}

#[test]
fn overdue_work_ends_with_exit_code_3() {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-02-23",
        "animal add --study S 211",
        "plan add --study S weigh 'day 2' --from 2026-02-23",
    ] {
        s.run(line).done();
    }
    let answer = s.run("today");
    assert_eq!(answer.status, Some(3), "{}", answer.stdout);
    assert!(answer.stdout.contains("5 days late"), "{}", answer.stdout);
    s.run("weigh --study S --animal 211 --weight 20").done();
    assert_eq!(s.run("today").status, Some(0));
}

#[test]
fn plan_and_waivers_come_back_from_an_export() {
    let s = session();
    s.run("plan add --study S weigh QD --animal 211,213").done();
    s.run("plan waive --study S 3 211 --reason 'balance broken'")
        .done();
    s.run("export --study S --to out").done();
    let other = Session::new();
    let folder = s.file("out").display().to_string();
    other.run(&format!("import '{folder}'")).done();
    let list = |s: &Session| s.run("plan list --study S --json").done().stdout;
    assert_eq!(list(&other), list(&s));
    let due = |s: &Session| s.run("today --json").done().stdout;
    assert_eq!(due(&other), due(&s));
}

#[test]
fn waived_and_late_work_stand_in_rows_of_their_own() {
    let s = Session::new();
    for line in [
        "study create S --day0 2026-02-23",
        "animal add --study S 211 212",
        "plan add --study S weigh 'day 5' --from 2026-02-23",
        "plan add --study S measure,take-down 'day 7'",
        "plan waive --study S 3 --reason 'postponed one day'",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&["today", "plan waive --study S 1 211 --reason holiday"]), @r#"
$ graftbook today
Mon 2026-03-02: 2 animals due, 2 of them overdue; 0 done

study  day  work       cages  animals   state
S        7  weigh             211, 212  2 days late
S        7  measure           211, 212  due
S        7  take down         211, 212  waived
[exit 3]
$ graftbook plan waive --study S 1 211 --reason holiday
graftbook: line 1 on 2026-03-02 for animal `211` is not planned
  try: it is late since 2026-02-28: waive it for that date
[exit 1]
"#);
}

#[test]
fn past_of_a_plan_stays_and_what_is_dropped_is_told() {
    let s = session();
    assert_snapshot!(s.transcript(&[
        "plan edit --study S 2 --schedule QD --from 2026-02-24",
        "plan end --study S 2 --last 2026-02-20",
        "plan edit --study S 2 --schedule 'Wed'",
    ]), @r#"
$ graftbook plan edit --study S 2 --schedule QD --from 2026-02-24
graftbook: date `2026-02-24` is over: what was planned for past days stays as it was
  try: change the plan from today on, or waive what was not done
[exit 1]
$ graftbook plan end --study S 2 --last 2026-02-20
graftbook: date `2026-02-20` is over: what was planned for past days stays as it was
  try: change the plan from today on, or waive what was not done
[exit 1]
$ graftbook plan edit --study S 2 --schedule 'Wed'
work plan: line 2 ended, line 3 follows it [operation 7]
note: line 2 was still to be done for 4 animals (211–214): it is not asked for any more
"#);
}

#[test]
fn plan_without_a_day_0_is_told() {
    let s = Session::new();
    for line in [
        "study create S",
        "animal add --study S 211",
        "plan add --study S weigh QD",
    ] {
        s.run(line).done();
    }
    assert_snapshot!(s.transcript(&["today"]), @r#"
$ graftbook today
Mon 2026-03-02: nothing is due
the work plan of study S plans nothing until it has a day 0
"#);
}

#[test]
fn trail_names_whom_a_line_is_about() {
    let s = session();
    for (whom, named) in [
        ("--arm KT-253", "S · line 3 · arm KT-253"),
        ("--animal 213", "S · 213 · line 4"),
    ] {
        s.run(&format!("plan add --study S measure QD {whom}"))
            .done();
        let log = s.run("audit log --limit 1").done().stdout;
        assert!(log.contains(named), "{log}");
    }
    s.run("blind --study S").done();
    let log = s.run("audit log --all-rows").done().stdout;
    assert!(log.contains("S · line 3 · arm\n"), "{log}");
}
