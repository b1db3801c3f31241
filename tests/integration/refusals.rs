//! Refusals: each names the value, the reason and a remedy, exits with 1, and leaves the notebook unchanged.

use insta::assert_snapshot;

use crate::session::Session;

/// The answers to command lines that must all be refused and change nothing.
fn refusals(session: &Session, lines: &[&str]) -> String {
    let before = session.run("audit verify --json").done().stdout;
    for line in lines {
        let answer = session.run(line).refused();
        assert!(answer.stdout.is_empty(), "{line}: {}", answer.stdout);
    }
    assert_eq!(session.run("audit verify --json").done().stdout, before);
    session.transcript(lines)
}

#[test]
fn impossible_sizes_and_weights_are_refused() {
    let s = Session::with_study();
    assert_snapshot!(refusals(&s, &[
        "measure --study S --animal 214 --day 3 --length 9.1 --width 12.4",
        "measure --study S --animal 214 --day 3 --length 1,240 --width 9,1",
        "measure --study S --animal 214 --day 3 --length 12.4in --width 9.1",
        "measure --study S --animal 214 --day 3 --length twelve --width 9.1",
        "measure --study S --animal 214 --day 3 --length '' --width 9.1",
        "measure --study S --animal 214 --day 3 --length -12.4 --width 9.1",
        "measure --study S --animal 214 --day 3 --length 124 --width 91",
        "measure --study S --animal 214 --day 3 --length NaN --width 9.1",
        "measure --study S --animal 214 --day 3 --length inf --width 9.1",
        "measure --study S --animal 214 --day 3 --length 1e999 --width 9.1",
        "measure --study S --animal 214 --day 3 --length 12.4",
        "measure --study S --animal 214 --day 3 --length 12.4 --width 0",
        "measure --study S --animal 214 --day 3 --volume 1000000",
        "measure --study S --animal 214 --day 3",
        "measure --study S --animal 214 --day 3 --length 1.234,5 --width 9 --decimal comma",
        "weigh --study S --animal 214 --day 3 --weight 206",
        "weigh --study S --animal 214 --day 3 --weight -20",
        "weigh --study S --animal 214 --day 3 --weight '20 oz'",
    ]), @r#"
$ graftbook measure --study S --animal 214 --day 3 --length 9.1 --width 12.4
graftbook: width `12.4` is larger than the length `9.1`
  try: measure again, or swap the two with --swap: the length is the longest diameter
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 1,240 --width 9,1
graftbook: length `1,240` can be 1.24 or 1240
  try: write 1.24 or 1240
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 12.4in --width 9.1
graftbook: length `12.4in` is not in mm
  try: set the caliper to mm and send it again
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length twelve --width 9.1
graftbook: length `twelve` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length '' --width 9.1
graftbook: length is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length -12.4 --width 9.1
graftbook: length `-12.4` is negative
  try: remove the sign or leave it empty
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 124 --width 91
graftbook: length `124` is outside 0 to 50 mm
  try: check the decimal point and the unit
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length NaN --width 9.1
graftbook: length `NaN` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length inf --width 9.1
graftbook: length `inf` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 1e999 --width 9.1
graftbook: length `1e999` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 12.4
graftbook: width is missing beside the length `12.4`
  try: measure both
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 12.4 --width 0
graftbook: width `0` is zero where another size is not
  try: a tumor that cannot be felt is 0 × 0; otherwise measure again
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --volume 1000000
graftbook: volume `1000000` is outside 0 to 65000 mm³
  try: check the decimal point and the unit
[exit 1]
$ graftbook measure --study S --animal 214 --day 3
graftbook: there is nothing to record
  try: give length and width, --not-palpable, --not-measured REASON or a weight
[exit 1]
$ graftbook measure --study S --animal 214 --day 3 --length 1.234,5 --width 9 --decimal comma
graftbook: length `1.234,5` is not a number
  try: write 12,4, or say --decimal point
[exit 1]
$ graftbook weigh --study S --animal 214 --day 3 --weight 206
graftbook: weight `206` is outside 5 to 100 g
  try: check the decimal point and the unit; the study's species is mouse
[exit 1]
$ graftbook weigh --study S --animal 214 --day 3 --weight -20
graftbook: weight `-20` is negative
  try: remove the sign or leave it empty
[exit 1]
$ graftbook weigh --study S --animal 214 --day 3 --weight '20 oz'
graftbook: weight `20 oz` is not in g
  try: set the balance to g and send it again
[exit 1]
"#);
}

#[test]
fn unknown_and_duplicate_names_are_refused() {
    let s = Session::with_study();
    s.run("measure --study S --animal 213 --day 3 --length 12.4 --width 9.1 --weight 20")
        .done();
    assert_snapshot!(refusals(&s, &[
        "measure --study T --animal 214 --day 3 --length 12.4 --width 9.1",
        "measure --study S --animal 241 --day 3 --length 12.4 --width 9.1",
        "measure --study S --animal 214 --site tail --day 3 --length 12.4 --width 9.1",
        "measure --study S --animal 213 --day 3 --length 12.4 --width 9.1",
        "weigh --study S --animal 213 --day 3 --weight 20",
        "study create S",
        "arm add --study S Vehicle",
        "animal add --study S 214",
        "animal add --study S 300 300",
        "animal add --study S 300 --arm KT-235",
        "animal edit --study S 213 --retag 214",
        "animal show --study S 999",
        "study edit S --control KT",
        "correct --study S --animal 214 --day 3 --length 9 --width 8 --reason typo",
        "correct --study S --animal 213 --day 3 --reason typo",
        "exclude --study S --animal 214 --day 3 --site tail --reason blurred",
        "dispose --study S --animal 214 --kind eaten",
        "dispose --study S --animal 214 --animal 241 --kind found-dead --day 3",
    ]), @r#"
$ graftbook measure --study T --animal 214 --day 3 --length 12.4 --width 9.1
graftbook: there is no study `T`
  try: `graftbook study list` lists them
[exit 1]
$ graftbook measure --study S --animal 241 --day 3 --length 12.4 --width 9.1
graftbook: there is no animal `241`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
$ graftbook measure --study S --animal 214 --site tail --day 3 --length 12.4 --width 9.1
graftbook: animal `214` has no tumor at `tail`
  try: name one with --site: `tumor`; `graftbook animal edit '214' --study 'S' --site NEW` adds another
[exit 1]
$ graftbook measure --study S --animal 213 --day 3 --length 12.4 --width 9.1
graftbook: animal `213` has a reading on day 3 (2026-01-08) already
  try: change it with `graftbook correct`, which asks for a reason, or keep both with --again
[exit 1]
$ graftbook weigh --study S --animal 213 --day 3 --weight 20
graftbook: animal `213` has a body weight on day 3 (2026-01-08) already
  try: change it with `graftbook correct`, which asks for a reason, or keep both with --again
[exit 1]
$ graftbook study create S
graftbook: study `S` exists already
  try: choose another name, or edit it with `graftbook study edit`
[exit 1]
$ graftbook arm add --study S Vehicle
graftbook: study `S` has an arm `Vehicle` already
  try: choose another name, or edit it with `graftbook arm edit`
[exit 1]
$ graftbook animal add --study S 214
graftbook: study `S` has an animal `214` already
  try: a tag is unique in a study: check the ear, or give another tag
[exit 1]
$ graftbook animal add --study S 300 300
graftbook: tag `300` is there twice
  try: name every animal once
[exit 1]
$ graftbook animal add --study S 300 --arm KT-235
graftbook: study `S` has no arm `KT-235`
  try: its arms are `Vehicle`, `KT-253`; `graftbook arm add` makes a new one
[exit 1]
$ graftbook animal edit --study S 213 --retag 214
graftbook: study `S` has an animal `214` already
  try: a tag is unique in a study: check the ear, or give another tag
[exit 1]
$ graftbook animal show --study S 999
graftbook: study `S` has no animal `999`
  try: see `graftbook animal list`
[exit 1]
$ graftbook study edit S --control KT
graftbook: study `S` has no arm `KT`
  try: its arms are `Vehicle`, `KT-253`; `graftbook arm add` makes a new one
[exit 1]
$ graftbook correct --study S --animal 214 --day 3 --length 9 --width 8 --reason typo
graftbook: animal `214` has no reading on day 3 (2026-01-08)
  try: see `graftbook animal show`; a new one is recorded with `graftbook measure`
[exit 1]
$ graftbook correct --study S --animal 213 --day 3 --reason typo
graftbook: the correction changes nothing
  try: give the right values, --to-animal, --to-site or --to-day
[exit 1]
$ graftbook exclude --study S --animal 214 --day 3 --site tail --reason blurred
graftbook: animal `214` has no reading at `tail` on day 3 (2026-01-08)
  try: see `graftbook animal show`
[exit 1]
$ graftbook dispose --study S --animal 214 --kind eaten
graftbook: disposition `eaten` is not known
  try: one of scheduled-sacrifice, humane-endpoint, found-dead, excluded, reserve, transferred
[exit 1]
$ graftbook dispose --study S --animal 214 --animal 241 --kind found-dead --day 3
graftbook: there is no animal `241`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
"#);
}

#[test]
fn impossible_days_are_refused() {
    let s = Session::with_study();
    s.run("measure --study S --animal 213 --day 3 --length 12.4 --width 9.1")
        .done();
    s.run("dispose --study S --animal 213 --kind found-dead --day 5")
        .done();
    s.run("study create N").done();
    s.run("animal add --study N 1").done();
    assert_snapshot!(refusals(&s, &[
        "measure --study S --animal 214 --day -17 --length 12.4 --width 9.1",
        "measure --study S --animal 213 --day 6 --length 12.4 --width 9.1",
        "weigh --study S --animal 213 --day 6 --weight 20",
        "measure --study S --animal 214 --day 1e9 --length 12.4 --width 9.1",
        "measure --study S --animal 214 --day soon --length 12.4 --width 9.1",
        "measure --study S --animal 214 --date 2026-02-30 --length 12.4 --width 9.1",
        "measure --study S --animal 214 --date 1/2/2026 --length 12.4 --width 9.1",
        "measure --study S --animal 214 --day yesterday --length 12.4 --width 9.1",
        "measure --study S --animal 214 --date 0026-01-22 --length 12.4 --width 9.1",
        "measure --study S --animal 214 --date 99999-01-22 --length 12.4 --width 9.1",
        "measure --study N --animal 1 --day 3 --length 12.4 --width 9.1",
        "correct --study S --animal 213 --day 3 --to-day 9 --reason late",
        "correct --study S --animal 213 --day 3 --to-day -20 --reason early",
        "study create T --implanted 2026-02-01 --day0 2026-01-05",
        "study edit S --implanted 2026-01-20",
        "measure --study S --animal 214 --date 2199-01-22 --length 12.4 --width 9.1",
        "dispose --study S --animal 213 --kind found-dead --day 4",
        "dispose --study S --animal 214 --kind found-dead --day -4000",
    ]), @r#"
$ graftbook measure --study S --animal 214 --day -17 --length 12.4 --width 9.1
graftbook: day `-17 (2025-12-19)` is before the implantation on 2025-12-20
  try: check the day, or the implantation date with `graftbook study edit`
[exit 1]
$ graftbook measure --study S --animal 213 --day 6 --length 12.4 --width 9.1
graftbook: day `6 (2026-01-11)` is after animal 213 left the study on day 5 (2026-01-10) (found dead)
  try: check the animal and the day; a wrong disposition is undone with `graftbook dispose --lift`
[exit 1]
$ graftbook weigh --study S --animal 213 --day 6 --weight 20
graftbook: day `6 (2026-01-11)` is after animal 213 left the study on day 5 (2026-01-10) (found dead)
  try: check the animal and the day; a wrong disposition is undone with `graftbook dispose --lift`
[exit 1]
$ graftbook measure --study S --animal 214 --day 1e9 --length 12.4 --width 9.1
graftbook: day `1000000000` is not within 3650 days of day 0
  try: study days count from the study's day 0
[exit 1]
$ graftbook measure --study S --animal 214 --day soon --length 12.4 --width 9.1
graftbook: day `soon` is not a number
  try: give digits only, such as 12.4
[exit 1]
$ graftbook measure --study S --animal 214 --date 2026-02-30 --length 12.4 --width 9.1
graftbook: date `2026-02-30` is not in the calendar
  try: write it as 2026-01-22, 22.1., yesterday, or -2 for two days ago
[exit 1]
$ graftbook measure --study S --animal 214 --date 1/2/2026 --length 12.4 --width 9.1
graftbook: date `1/2/2026` can be 2026-02-01 or 2026-01-02
  try: write 2026-02-01 or 2026-01-02
[exit 1]
$ graftbook measure --study S --animal 214 --day yesterday --length 12.4 --width 9.1
graftbook: day `yesterday` is a date, not a study day
  try: say --date 2026-03-01
[exit 1]
$ graftbook measure --study S --animal 214 --date 0026-01-22 --length 12.4 --width 9.1
graftbook: date `0026-01-22` is not between the years 1900 and 2200
  try: write it as 2026-01-22, 22.1., yesterday, or -2 for two days ago
[exit 1]
$ graftbook measure --study S --animal 214 --date 99999-01-22 --length 12.4 --width 9.1
graftbook: date `99999-01-22` is not a date
  try: write it as 2026-01-22, 22.1., yesterday, or -2 for two days ago
[exit 1]
$ graftbook measure --study N --animal 1 --day 3 --length 12.4 --width 9.1
graftbook: study `N` has no day 0, so it has no study days yet
  try: set it with `graftbook study edit NAME --day0 2026-01-22`, or give a date
[exit 1]
$ graftbook correct --study S --animal 213 --day 3 --to-day 9 --reason late
graftbook: day `9 (2026-01-14)` is after animal 213 left the study on day 5 (2026-01-10) (found dead)
  try: check the animal and the day; a wrong disposition is undone with `graftbook dispose --lift`
[exit 1]
$ graftbook correct --study S --animal 213 --day 3 --to-day -20 --reason early
graftbook: day `-20 (2025-12-16)` is before the implantation on 2025-12-20
  try: check the day, or the implantation date with `graftbook study edit`
[exit 1]
$ graftbook study create T --implanted 2026-02-01 --day0 2026-01-05
graftbook: implantation date `2026-02-01` is after day 0 `2026-01-05`
  try: day 0 is the day of randomization or first dose
[exit 1]
$ graftbook study edit S --implanted 2026-01-20
graftbook: implantation date `2026-01-20` is after day 0 `2026-01-05`
  try: day 0 is the day of randomization or first dose
[exit 1]
$ graftbook measure --study S --animal 214 --date 2199-01-22 --length 12.4 --width 9.1
graftbook: day `63204` is not within 3650 days of day 0
  try: study days count from the study's day 0
[exit 1]
$ graftbook dispose --study S --animal 213 --kind found-dead --day 4
graftbook: animal `213` left the study on day 5 (2026-01-10) already (found dead)
  try: undo it first with `graftbook dispose --lift`, which asks for a reason
[exit 1]
$ graftbook dispose --study S --animal 214 --kind found-dead --day -4000
graftbook: day `-4000` is not within 3650 days of day 0
  try: study days count from the study's day 0
[exit 1]
"#);
}

#[test]
fn names_with_control_characters_are_refused() {
    let s = Session::with_study();
    let long = "x".repeat(201);
    let essay = "x".repeat(4001);
    let lines = [
        "study create ''".to_owned(),
        "study create '   '".to_owned(),
        format!("study create {long}"),
        "study create 'a\u{1b}[2Jb'".to_owned(),
        "study create 'a\nb'".to_owned(),
        "animal add --study S '\u{202e}412'".to_owned(),
        "animal add --study S '21\u{7}4'".to_owned(),
        "arm add --study S 'A\u{9b}31m'".to_owned(),
        "measure --study S --animal 214 --day 3 --not-measured '\u{1b}]0;x\u{7}'".to_owned(),
        format!("study close S --reason {essay}"),
        "study list --user ''".to_owned(),
        "study list --user '\u{1b}c'".to_owned(),
        "measure --study S --animal '21\u{1b}[2J4' --day 3 --length 12.4 --width 9.1".to_owned(),
        "study show 'S\u{202e}'".to_owned(),
    ];
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let mut messages = String::new();
    for line in &lines {
        let answer = s.run(line).refused();
        messages.push_str(&s.answer_text(&answer));
    }
    let drives = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!messages.contains(drives), "{messages:?}");
    assert_snapshot!(messages.replace(&"x".repeat(60), "<60 x>"), @r#"
graftbook: study is empty
  try: give at least one character
[exit 1]
graftbook: study is empty
  try: give at least one character
[exit 1]
graftbook: study `<60 x>…` is longer than 200 characters
  try: shorten it
[exit 1]
graftbook: study `a\u{1b}[2Jb` holds a control character
  try: type it again without line breaks and escape codes
[exit 1]
graftbook: study `a\nb` holds a control character
  try: type it again without line breaks and escape codes
[exit 1]
graftbook: tag `\u{202e}412` holds the invisible character U+202E
  try: type it again: text copied from a web page, a PDF or a spreadsheet brings such characters along
[exit 1]
graftbook: tag `21\u{7}4` holds a control character
  try: type it again without line breaks and escape codes
[exit 1]
graftbook: arm `A\u{9b}31m` holds a control character
  try: type it again without line breaks and escape codes
[exit 1]
graftbook: reason `\u{1b}]0;x\u{7}` holds a control character
  try: type it again without line breaks and escape codes
[exit 1]
graftbook: reason `<60 x>…` is longer than 4000 characters
  try: shorten it
[exit 1]
graftbook: author is empty
  try: say who writes with --user NAME or GRAFTBOOK_USER
[exit 1]
graftbook: author `\u{1b}c` holds a control character
  try: say who writes with --user NAME or GRAFTBOOK_USER
[exit 1]
graftbook: there is no animal `21�[2J4`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
graftbook: there is no study `S�`
  try: `graftbook study list` lists them
[exit 1]
"#);
}

#[test]
fn closed_study_refuses_entries() {
    let s = Session::with_study();
    s.run("measure --study S --animal 214 --day 3 --length 12.4 --width 9.1")
        .done();
    s.run("study close S --confirm --reason done").done();
    let lines = [
        "measure --study S --animal 214 --day 4 --length 12.4 --width 9.1",
        "weigh --study S --animal 214 --day 4 --weight 20",
        "correct --study S --animal 214 --day 3 --length 12 --width 9 --reason typo",
        "animal add --study S 300",
        "animal edit --study S 214 --cage C9",
        "arm add --study S X",
        "arm edit --study S KT-253 --rename X",
        "study edit S --model X",
        "dispose --study S --animal 214 --kind found-dead --day 4",
        "exclude --study S --animal 214 --reason ulcerated",
    ];
    let messages = refusals(&s, &lines);
    assert_eq!(
        messages.matches("study `S` is closed").count(),
        lines.len(),
        "{messages}"
    );
}

#[test]
fn missing_file_is_reported() {
    let s = Session::new();
    assert_snapshot!(s.transcript(&[
        "measure --study S --animal 214 --day 3 --length 12.4 --width 9.1",
        "audit verify",
        "doctor",
        "backup copy.db",
    ]), @r#"
$ graftbook measure --study S --animal 214 --day 3 --length 12.4 --width 9.1
graftbook: there is no notebook at `<folder>/lab.db`
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
$ graftbook audit verify
graftbook: there is no notebook at `<folder>/lab.db`
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
$ graftbook doctor
graftbook: there is no notebook at `<folder>/lab.db`
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
$ graftbook backup copy.db
graftbook: there is no notebook at `<folder>/lab.db`
  try: `graftbook study create`, `graftbook import` and `graftbook demo` make one; another file is named with --db
[exit 1]
"#);
    assert_eq!(s.listing(), Vec::<String>::new());
}

#[test]
fn list_of_problems_overwrites_no_file() {
    let session = Session::with_study();
    let file = session.folder().join("bad.csv");
    std::fs::write(&file, "animal,day,length,width\n211,3,abc,2\n").unwrap();
    let before = session.run("audit verify --json").done().json();
    let answer = session
        .run("import bad.csv --study S --problems lab.db")
        .refused();
    assert!(
        answer.stderr.contains("nothing is overwritten"),
        "{}",
        answer.stderr
    );
    assert_eq!(session.run("audit verify --json").done().json(), before);
    session
        .run("import bad.csv --study S --problems bad.txt")
        .refused();
    assert!(session.folder().join("bad.txt").exists());
}

#[test]
fn command_line_names_what_was_most_likely_meant() {
    let s = Session::with_study();
    for (line, said) in [
        (
            "measure --study s --animal 214 --day 3 --length 9 --width 8",
            "did you mean `S`?",
        ),
        (
            "measure --study S --animal 214 --day 3 --length 60 --width 8",
            "outside 0 to 50 mm",
        ),
        (
            "measure --study S --animal 214 --day 3 --length 88 --width 8",
            "outside 0 to 50 mm",
        ),
        (
            "dispose --study S --animal 214 --day 3 --kind dead",
            "try: say found-dead; one of",
        ),
        ("animal add --study S 'W1 W2'", "tag `W1 W2` has a blank"),
    ] {
        let refused = s.run(line).refused();
        assert!(refused.stderr.contains(said), "{line}: {}", refused.stderr);
    }
}

#[test]
fn values_are_taken_as_devices_write_them_and_one_size_is_corrected_alone() {
    let s = Session::with_study();
    s.run(
        "measure --study S --animal 214 --day 3 --length +012.40mm --width 9.1mm --weight '20.6 g'",
    )
    .done();
    s.run("correct --study S --animal 214 --day 3 --length 11,4 --reason 'read 12.4'")
        .done();
    let shown = s.run("animal show --study S --animal 214").done().stdout;
    assert!(shown.contains("11.4 × 9.1 mm"), "{shown}");
    let left = s
        .run("exclude --study S --animal 214 --day 3 --reason asleep")
        .done();
    assert!(
        left.stdout
            .contains("left out of the analysis: animal 214 on day 3"),
        "{}",
        left.stdout
    );
}

#[test]
fn undo_names_the_later_operation_that_is_in_its_way() {
    let s = Session::with_study();
    s.run("animal edit --study S 214 --cage C1").done();
    s.run("animal edit --study S 214 --cage C2").done();
    let log = s.run("audit log --json --limit 2").done().stdout;
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let (last, before) = (&log[0]["seq"], &log[1]["seq"]);
    let refused = s.run(&format!("undo {before}")).refused().stderr;
    for said in [
        "animal of S · 214",
        &format!("by operation {last}"),
        "audit log --animal 214",
    ] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
}
