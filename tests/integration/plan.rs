//! The frozen analysis plan: its content, its amendments, and the report of later choices.

use insta::assert_snapshot;
use serde_json::Value;

use crate::blinding::study;
use crate::session::Session;

/// The day on which every command of a session runs.
const TODAY: &str = "2026-03-02";

/// The notes of an analysis that name the day on which the commands ran.
fn notes_of_today(answer: &Value) -> String {
    let notes = answer["notes"].as_array().unwrap().iter();
    let notes = notes.map(|note| note["message"].as_str().unwrap());
    let notes: Vec<&str> = notes.filter(|note| note.contains(TODAY)).collect();
    notes.join("\n")
}

#[test]
fn late_choices_are_reported() {
    let s = Session::new();
    study(&s);
    s.run("plan freeze --study S --endpoint 'growth by day 9'")
        .done();
    let conduct = |line: &str| s.run(&format!("{line} --json")).done().json()["conduct"].clone();
    let kept = conduct("analyze --study S");
    assert_eq!(
        kept["plan"]["departures"],
        Value::Array(Vec::new()),
        "{kept}"
    );
    assert_eq!(kept["plan"]["exclusions"][0], "animal 206");
    assert_eq!(kept["late_exclusions"], Value::Array(Vec::new()));

    s.run("blind --study S").done();
    s.run("exclude --study S --animal 201 --day 3 --reason 'caliper fell'")
        .done();
    s.run("exclude --study S --animal 206 --lift --reason 'no ulcer'")
        .done();
    s.run("unblind --study S --reason 'data are locked'").done();
    s.run("exclude --study S --animal 204 --reason 'grew too fast'")
        .done();
    s.run("study edit S --landmark 6 --confirm --reason 'as agreed'")
        .done();
    let late = conduct("analyze --study S --control Naranib --zeros drop --exclude none");
    let settings: Vec<&str> = late["plan"]["departures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["setting"].as_str().unwrap())
        .collect();
    assert_eq!(settings, ["control", "landmark_day", "zeros", "exclude"]);
    let answer = s.run("analyze --study S --day 6 --json").done().json();
    assert_eq!(late["unblinded_on"], TODAY);
    assert_snapshot!(notes_of_today(&answer), @"
    landmark day 6 was chosen after the plan was frozen on 2026-03-02, which says 9
    exclusion of animal 201, day 3 (2026-01-08) was made after the plan was frozen on 2026-03-02
    exclusion of animal 204 was made after unblinding on 2026-03-02
    exclusion of animal 206 was lifted after the plan was frozen on 2026-03-02
    ");
}

/// A setting of a plan can be removed by an amendment.
#[test]
fn horizon_can_be_reset_to_the_landmark_day() {
    let s = Session::new();
    study(&s);
    s.run("plan freeze --study S --horizon 6").done();
    let horizon = || {
        let conduct = s.run("analyze --study S --json").done().json()["conduct"].clone();
        conduct["plan"]["horizon_day"].clone()
    };
    assert_eq!(horizon(), 6.0);
    s.run("plan freeze --study S --zeros drop --reason 'no zeros'")
        .done();
    assert_eq!(horizon(), 6.0);
    s.run("plan freeze --study S --horizon landmark --reason 'all of it'")
        .done();
    assert_eq!(horizon(), Value::Null);
    let refused = s
        .run("plan freeze --study S --horizon soon --reason x")
        .refused()
        .stderr;
    assert!(refused.contains("or landmark"), "{refused}");
}

/// Settings of an amendment that was made after the data are reported as later choices.
#[test]
fn amendments_are_shown_wherever_the_plan_is() {
    let s = Session::new();
    study(&s);
    s.run("plan freeze --study S --day 9 --endpoint 'growth by day 9'")
        .done();
    s.run("blind --study S").done();
    s.run("unblind --study S --key-only -o key.csv --reason 'K. Lund fills syringes'")
        .done();
    s.run("exclude --study S --animal 201 --reason 'grew too fast'")
        .done();
    s.run("study edit S --landmark 6 --confirm --reason 'as agreed'")
        .done();
    s.run("plan freeze --study S --zeros drop --reason 'day 6 looks better'")
        .done();
    let answer = s.run("analyze --study S --json").done().json();
    assert_eq!(answer["conduct"]["first_plan_on"], TODAY);
    assert_snapshot!(notes_of_today(&answer), @"
    the plan was amended on 2026-03-02, after readings of days after day 0 were on record and the key was handed out: landmark day from 9 to 6; rule for zeros from floor to drop; list of exclusions from animal 206 to animal 206, animal 201
    exclusion of animal 201 was made after the plan was frozen on 2026-03-02
    ");
    assert_eq!(answer["conduct"]["amendments"][0]["after_key"], true);
    let shown = s.run("plan show --study S").done().stdout;
    let report = s.run("report --study S -o seen.md").done();
    drop(report);
    let report = std::fs::read_to_string(s.file("seen.md")).unwrap();
    for text in [shown, report] {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            "day 6 looks better",
            "landmark day from 9 to 6; rule for zeros from floor to drop",
            "after readings of days after day 0 were on record and the key was handed out",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    let json = s.run("plan show --study S --json").done().json();
    assert_eq!(json["amendments"].as_array().unwrap().len(), 1);
    s.must_be_whole();
}

/// The settings of a plan beyond the protocol, and their use in `analyze`.
#[test]
fn plan_contains_every_setting_that_changes_numbers() {
    let s = Session::new();
    study(&s);
    s.run("study edit S --dispositions 'found_dead=event' --clear landmark --reason 'as agreed'")
        .done();
    let refused = s.run("plan freeze --study S --day x").refused().stderr;
    assert!(
        refused.contains("landmark day `x` is not a number"),
        "{refused}"
    );
    let frozen = s.run("plan freeze --study S --json").done().json();
    assert_eq!(frozen["landmark_day"], Value::Null);
    assert!(frozen["landmark_rule"].is_string(), "{frozen}");
    let line = "plan freeze --study S --day 9 --event-time interpolated --mrecist-from 7 --burden available \
                --reason agreed";
    assert_eq!(
        s.run(&format!("{line} --json")).done().json()["landmark_day"],
        9
    );
    let settings = |line: &str| -> Vec<String> {
        let answer = s.run(&format!("{line} --json")).done().json();
        let departures = answer["conduct"]["plan"]["departures"]
            .as_array()
            .unwrap()
            .clone();
        let setting = |d: &Value| d["setting"].as_str().unwrap().to_owned();
        departures.iter().map(setting).collect()
    };
    let kept = "analyze --study S --event-time interpolated --mrecist-from 7 --burden available";
    assert_eq!(settings(kept), [""; 0]);
    s.run("study edit S --dispositions 'found_dead=compete' --confirm --reason 'as agreed'")
        .done();
    assert_eq!(
        settings("analyze --study S --day 6"),
        [
            "landmark_day",
            "disposition_roles",
            "event_time",
            "mrecist_from_day",
            "burden"
        ]
    );
    // An amendment keeps settings that it does not name; the landmark day of the protocol takes precedence.
    s.run("plan freeze --study S --zeros drop --reason agreed")
        .done();
    let card = s.run("plan show --study S --json").done().json();
    assert_eq!(
        (&card["landmark_day"], &card["burden"]),
        (&9.into(), &"available".into())
    );
    assert_eq!(card["disposition_roles"], "found_dead=compete");
    s.run("study edit S --landmark 6 --confirm --reason 'as agreed'")
        .done();
    let refused = s
        .run("plan freeze --study S --day 9 --reason agreed")
        .refused()
        .stderr;
    assert!(
        refused.contains("the landmark day of study `S` is 6"),
        "{refused}"
    );
    s.run("study edit S --clear landmark --reason agreed")
        .done();
    s.run("plan freeze --study S --day rule --reason agreed")
        .done();
    let card = s.run("plan show --study S --json").done().json();
    assert_eq!(card["landmark_day"], Value::Null);
    s.must_be_whole();
}

#[test]
fn amending_a_plan_needs_a_reason_and_ends_with_unblinding() {
    let s = Session::new();
    study(&s);
    let redacted = |lines: &[&str]| {
        let shown = s.transcript(lines);
        let mut lines: Vec<_> = shown
            .lines()
            .map(|line| if is_coded(line) { "<code>" } else { line })
            .collect();
        lines.dedup();
        lines.join("\n")
    };
    assert_snapshot!(redacted(&[
        "plan show --study S",
        "plan freeze --study S --endpoint 'growth by day 9'",
        "blind --study S",
        "undo",
        "plan freeze --study S --zeros drop",
        "plan freeze --study S --zeros drop --reason 'as agreed with the sponsor'",
        "plan show --study S",
        "study show S",
        "blind --study S",
    ]), @r#"
    $ graftbook plan show --study S
    the study has no analysis plan; `graftbook plan freeze` freezes one
    $ graftbook plan freeze --study S --endpoint 'growth by day 9'
    froze the analysis plan of study S [operation 44]
    The landmark day is 9.
    $ graftbook blind --study S
    study S is blinded: arms are shown as codes [operation 45]
    note: numbers of lines of the work plan and codes of formulations stay as they were: who knew them before can tell arms
    $ graftbook undo
    graftbook: operation 45 cannot be undone: blinding stays on record
      try: `graftbook unblind` ends it, with a reason
    [exit 1]
    $ graftbook plan freeze --study S --zeros drop
    graftbook: study `S` has a plan, frozen on 2026-03-02 by M. Meier
      try: say why it is amended with --reason; the old one stays on record
    [exit 1]
    $ graftbook plan freeze --study S --zeros drop --reason 'as agreed with the sponsor'
    froze amendment 1 of the analysis plan of study S [operation 46]
    The landmark day is 9.
    $ graftbook plan show --study S
    plan of study S, amendment 1, frozen on 2026-03-02 by M. Meier [operation 46]
        why: as agreed with the sponsor

    plan
    endpoint            growth by day 9
    control             hidden while the study is blinded
    primary definition  delta
    landmark day        9
    growth to day       the landmark day
    baseline            day0
    volume formula      half_lw2
    zeros               drop
    event               ratio>=4
    day of an event     read
    dispositions        all censor
    mRECIST from day    10
    burden              complete
    primary test        growth_contrast
    visit window, days  0
    repeats of a day    last
    intervals           closed
    residual variance   arm
    exclusions          listed
    excluded then       animal 206

    amendment 1, made on 2026-03-02 by M. Meier [operation 46], after readings of
    days after day 0 were on record
        why: as agreed with the sponsor
        changed: rule for zeros from floor to drop
    $ graftbook study show S
    S (open, blinded): 3 arms, 6 animals, 6 on study, 24 readings, last day 9 (2026-01-14)

    analysis plan (amendment 1) frozen on 2026-03-02 by M. Meier

    protocol
    model               RS4;11
    implanted_on        2025-12-20
    species             mouse
    day0                2026-01-05
    volume_formula      half_lw2
    calibration         1
    landmark_day        9
    baseline_rule       day0
    primary_definition  delta

    arm  animals  treatment  vehicle
    <code>

    excluded    reason
    animal 206  ulcer   not foreseen
    $ graftbook blind --study S
    graftbook: study `S` is blinded already
    [exit 1]
    "#);
    s.run("unblind --study S --reason 'data are locked'").done();
    assert_snapshot!(redacted(&[
        "undo",
        "blind --study S",
        "plan freeze --study S --reason 'day 6 looks better'",
        "plan show --study S",
        "unblind --study S --reason again",
    ]), @r#"
    $ graftbook undo
    graftbook: operation 47 cannot be undone: who has seen the arms has seen them, and that stays on record
    [exit 1]
    $ graftbook blind --study S
    graftbook: study `S` was unblinded on 2026-03-02
      try: who has seen the arms has seen them: it cannot be blinded again
    [exit 1]
    $ graftbook plan freeze --study S --reason 'day 6 looks better'
    graftbook: study `S` was unblinded on 2026-03-02
      try: a plan is frozen before the arms are known; `graftbook analyze` notes what is chosen later
    [exit 1]
    $ graftbook plan show --study S
    plan of study S, amendment 1, frozen on 2026-03-02 by M. Meier [operation 46]
        why: as agreed with the sponsor

    plan
    endpoint            growth by day 9
    control             Quillaja extract
    primary definition  delta
    landmark day        9
    growth to day       the landmark day
    baseline            day0
    volume formula      half_lw2
    zeros               drop
    event               ratio>=4
    day of an event     read
    dispositions        all censor
    mRECIST from day    10
    burden              complete
    primary test        growth_contrast
    visit window, days  0
    repeats of a day    last
    intervals           closed
    residual variance   arm
    exclusions          listed
    excluded then       animal 206

    amendment 1, made on 2026-03-02 by M. Meier [operation 46], after readings of
    days after day 0 were on record
        why: as agreed with the sponsor
        changed: rule for zeros from floor to drop
    $ graftbook unblind --study S --reason again
    graftbook: study `S` is not blinded
      try: `graftbook study show` shows its arms
    [exit 1]
    "#);
}

/// Whether a line begins with a code. Codes differ from run to run.
fn is_coded(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    word.len() == 3 && word.chars().all(|c| c.is_ascii_uppercase())
}
