//! The checks that screens and command line have in common: what is not expected is confirmed and noted in the trail,
//! nothing is recorded of tomorrow, and animals are named alike everywhere.

use insta::assert_snapshot;

use crate::session::Session;

/// Study `S` on 2026-03-02: day 0 is 2026-02-16; animal 1 has four readings and weights, animal 2 has none.
fn course() -> Session {
    let s = Session::new();
    s.run("study create S --day0 2026-02-16 --max-volume 2000 --max-weight-loss 20 --limit-action 'tell the vet'")
        .done();
    s.run("animal add --study S 1-2 --cage C1").done();
    s.run("animal edit --study S 1 --rfid 900123456789012")
        .done();
    for (day, length, width, grams) in [(0, 6, 5, 20), (3, 7, 6, 20), (7, 8, 7, 21), (10, 9, 8, 21)]
    {
        s.run(&format!(
            "measure --study S --animal 1 --day {day} --length {length} --width {width} --weight {grams}"
        ))
        .done();
    }
    s
}

#[test]
fn unexpected_values_are_refused_until_they_are_confirmed_and_are_noted() {
    let s = course();
    assert_snapshot!(s.transcript(&[
        "measure --study S --animal 1 --length 45 --width 44",
        "weigh --study S --animal 1 --weight 94",
        "measure --study S --animal 1 --not-palpable",
        "animal show --study S 1",
        "measure --study S --animal 1 --length 45 --width 44 --confirm",
        "measure --study S --animal 1 --length 44.5 --width 44 --again",
        "weigh --study S --animal 1 --weight 12.5 --confirm",
        "audit log --study S --limit 3",
        "audit verify",
    ]), @r#"
$ graftbook measure --study S --animal 1 --length 45 --width 44
graftbook: animal `1`: volume 43560 mm³ is outside the expected 206 – 704 mm³
  try: measure again; if the value is right, add --confirm
[exit 1]
$ graftbook weigh --study S --animal 1 --weight 94
graftbook: animal `1`: body weight 94.0 g is outside the expected 18.8 – 23.5 g
  try: measure again; if the value is right, add --confirm
[exit 1]
$ graftbook measure --study S --animal 1 --not-palpable
graftbook: animal `1`: volume 0 mm³ is outside the expected 206 – 704 mm³
  try: measure again; if the value is right, add --confirm
[exit 1]
$ graftbook animal show --study S 1
animal          1
RFID            900123456789012
sex             –
born            –
source          –
cage            C1
arm             –
tumors          tumor
left the study  –

day  date        site   repeat  found      mm³     g  observer
  0  2026-02-16                 weighed         20.0  M. Meier
  0  2026-02-16  tumor          6 × 5 mm  75.0        M. Meier
  3  2026-02-19                 weighed         20.0  M. Meier
  3  2026-02-19  tumor          7 × 6 mm   126        M. Meier
  7  2026-02-23                 weighed         21.0  M. Meier
  7  2026-02-23  tumor          8 × 7 mm   196        M. Meier
 10  2026-02-26                 weighed         21.0  M. Meier
 10  2026-02-26  tumor          9 × 8 mm   288        M. Meier
$ graftbook measure --study S --animal 1 --length 45 --width 44 --confirm
saved 1, day 14 (2026-03-02 08:00): 43560 mm³ (+15025.0 % since 2026-02-26) [operation 8]
ALERT 1: tumor volume 43560.0 mm³ has reached the study's limit of 2000 mm³: tell the vet
$ graftbook measure --study S --animal 1 --length 44.5 --width 44 --again
saved 1, day 14 (2026-03-02 08:00): 43076 mm³ (+14856.9 % since 2026-02-26) [operation 9]
ALERT 1: tumor volume 43076.0 mm³ has reached the study's limit of 2000 mm³: tell the vet
$ graftbook weigh --study S --animal 1 --weight 12.5 --confirm
saved 1, day 14 (2026-03-02 08:00): 12.5 g (-37.5 % from baseline) [operation 10]
ALERT 1: body weight loss 37.5 % has reached the study's limit of 20 %: tell the vet
$ graftbook audit log --study S --limit 3
10  2026-03-02 08:00:13 +00:00  M. Meier  weigh  [<beginning>]
    note: confirmed: body weight 12.5 g is outside the expected 18.8 – 23.5 g
    new body weight S · 1 · 2026-03-02: time of day 08:00:13+00:00, date 2026-03-02, observer M. Meier, repeat 1, body weight (g) 12.5

9  2026-03-02 08:00:12 +00:00  M. Meier  measure  [<beginning>]
    new reading S · 1 · tumor · 2026-03-02: time of day 08:00:12+00:00, length (mm) 44.5, method caliper, date 2026-03-02, observer M. Meier, repeat 2, state measured, digits as typed 44.5 × 44, width (mm) 44.0

8  2026-03-02 08:00:11 +00:00  M. Meier  measure  [<beginning>]
    note: confirmed: volume 43560 mm³ is outside the expected 206 – 704 mm³
    new reading S · 1 · tumor · 2026-03-02: time of day 08:00:11+00:00, length (mm) 45.0, method caliper, date 2026-03-02, observer M. Meier, repeat 1, state measured, digits as typed 45 × 44, width (mm) 44.0
$ graftbook audit verify
the audit trail is whole: 10 operations, 18 changes, and the data are what they say
fingerprint <fingerprint>
"#);
}

#[test]
fn lines_of_a_pipe_are_judged_one_by_one() {
    let s = course();
    let answer = s.piped(
        "measure - --study S",
        b"1 45 44\n1 45 44 20.5 !\n2 skip it bites!\n",
    );
    assert_snapshot!(s.answer_text(&answer), @r#"
saved 1, day 14 (2026-03-02 08:00): 43560 mm³ (+15025.0 % since 2026-02-26), 20.5 g (+2.5 % from baseline) [operation 8]
saved 2, day 14 (2026-03-02 08:00): not measured [operation 9]
graftbook: line 1 `1 45 44` was not saved: animal `1`: volume 43560 mm³ is outside the expected 206 – 704 mm³
  try: measure again; if the value is right, add --confirm
ALERT 1: tumor volume 43560.0 mm³ has reached the study's limit of 2000 mm³: tell the vet
[exit 1]
"#);
}

#[test]
fn corrections_are_judged_as_readings_are() {
    let s = course();
    assert_snapshot!(s.transcript(&[
        "correct --study S --animal 1 --day 10 --length 19 --width 18 --reason 'read wrongly'",
        "correct --study S --animal 1 --day 10 --length 19 --width 18 --reason 'read wrongly' --confirm",
        "correct --study S --animal 1 --day 10 --weight 15 --reason 'read wrongly' --confirm",
        "correct --study S --animal 1 --day 10 --time 09:14 --reason 'was in the notes'",
    ]), @r#"
$ graftbook correct --study S --animal 1 --day 10 --length 19 --width 18 --reason 'read wrongly'
graftbook: animal `1`: volume 3078 mm³ is outside the expected 133 – 463 mm³
  try: measure again; if the value is right, add --confirm
[exit 1]
$ graftbook correct --study S --animal 1 --day 10 --length 19 --width 18 --reason 'read wrongly' --confirm
corrected 1: reading 9 × 8 mm → 19 × 18 mm [operation 8]
ALERT 1: tumor volume 3078.0 mm³ has reached the study's limit of 2000 mm³: tell the vet
$ graftbook correct --study S --animal 1 --day 10 --weight 15 --reason 'read wrongly' --confirm
corrected 1: weight 21 g → 15 g [operation 9]
ALERT 1: body weight loss 25.0 % has reached the study's limit of 20 %: tell the vet
$ graftbook correct --study S --animal 1 --day 10 --time 09:14 --reason 'was in the notes'
corrected 1: time – → 09:14 [operation 10]
"#);
}

#[test]
fn nothing_happened_tomorrow() {
    let s = course();
    let rows = "animal,date,volume_mm3\n2,2026-03-02,100\n2,2026-03-03,120\n";
    std::fs::write(s.file("future.csv"), rows).unwrap();
    assert_snapshot!(s.transcript(&[
        "measure --study S --animal 2 --date 2026-03-03 --length 6 --width 5",
        "weigh --study S --animal 2 --day 15 --weight 20",
        "weigh --study S --animal 2 --date tomorrow --weight 20",
        "dispose --study S --animal 2 --kind found-dead --date 2026-04-01",
        "correct --study S --animal 1 --day 10 --to-date 2026-03-03 --reason wrong",
        "animal edit --study S 2 --born 2027-01-01",
        "exclude --study S --day 5 --reason 'caliper broke'",
        "exclude --study S --animal 2 --day 3 --reason 'caliper broke'",
        "exclude --study S --day 3 --reason 'caliper broke'",
        "import future.csv --study S",
        "import future.csv --study S --skip-bad",
    ]), @r#"
$ graftbook measure --study S --animal 2 --date 2026-03-03 --length 6 --width 5
graftbook: date `2026-03-03` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook weigh --study S --animal 2 --day 15 --weight 20
graftbook: date `2026-03-03` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook weigh --study S --animal 2 --date tomorrow --weight 20
graftbook: date `2026-03-03` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook dispose --study S --animal 2 --kind found-dead --date 2026-04-01
graftbook: date `2026-04-01` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook correct --study S --animal 1 --day 10 --to-date 2026-03-03 --reason wrong
graftbook: date `2026-03-03` is in the future
  try: check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
[exit 1]
$ graftbook animal edit --study S 2 --born 2027-01-01
graftbook: date of birth `2027-01-01` is in the future
  try: check the year
[exit 1]
$ graftbook exclude --study S --day 5 --reason 'caliper broke'
graftbook: nothing was recorded on day 5 (2026-02-21)
  try: see `graftbook animal show`
[exit 1]
$ graftbook exclude --study S --animal 2 --day 3 --reason 'caliper broke'
graftbook: nothing was recorded of animal `2` on day 3 (2026-02-19)
  try: see `graftbook animal show`
[exit 1]
$ graftbook exclude --study S --day 3 --reason 'caliper broke'
left out of the analysis: all animals on day 3 (2026-02-19) [operation 8]
$ graftbook import future.csv --study S
graftbook: 1 problem found; nothing was imported
  future.csv, line 3, column `date`: date `2026-03-03` is in the future; check the day; or day 0, which `graftbook study edit NAME --day0 DATE` changes
  try: correct the file, or import without its bad values by --skip-bad
[exit 1]
$ graftbook import future.csv --study S --skip-bad
brought into study S: 1 reading, day 0 is 2026-02-16
[operation 9]
left out: future.csv, line 3, column `date`: date `2026-03-03` is in the future; with the row
"#);
}

#[test]
fn ranges_of_tags_are_shown_before_they_are_made() {
    let s = course();
    assert_snapshot!(s.transcript(&[
        "animal add --study S 08-10,C201-C203 --dry-run",
        "animal add --study S 1-4 M1-M2 --dry-run",
        "animal add --study S 9-3",
        "animal add --study S 1-100000",
        "animal add --study S 08-10,C201-C203",
        "animal add --study S '\"7-8\"'",
        "animal add --study S --exact 3-4 9-3",
        "dispose --study S --animal 08-09,C201 --kind 'Scheduled sacrifice' --date yesterday",
        "dispose --study S --animal 8-11 --kind found_dead",
        "animal list --study S",
    ]), @r#"
$ graftbook animal add --study S 08-10,C201-C203 --dry-run
6 animals would be added to study S: 08, 09, 10, C201, C202, C203
tumors: tumor
$ graftbook animal add --study S 1-4 M1-M2 --dry-run
6 animals would be added to study S: 1, 2, 3, 4, M1, M2
tumors: tumor
conflict: the study has an animal `1` already
conflict: the study has an animal `2` already
[exit 1]
$ graftbook animal add --study S 9-3
graftbook: tag `9-3` is a range that counts down
  try: write tags as 211-218,220, a range of a thousand animals at most; --exact takes every tag as it is written
[exit 1]
$ graftbook animal add --study S 1-100000
graftbook: tag `1-100000` names more than a thousand animals
  try: write tags as 211-218,220, a range of a thousand animals at most; --exact takes every tag as it is written
[exit 1]
$ graftbook animal add --study S 08-10,C201-C203
added 6 animals to study S: 08, 09, 10, C201, C202, C203 [operation 8]
$ graftbook animal add --study S '"7-8"'
added 7-8 to study S [operation 9]
$ graftbook animal add --study S --exact 3-4 9-3
added 2 animals to study S: 3-4, 9-3 [operation 10]
$ graftbook dispose --study S --animal 08-09,C201 --kind 'Scheduled sacrifice' --date yesterday
left the study on 2026-03-01 (scheduled sacrifice): 08, 09, C201 [operation 11]
$ graftbook dispose --study S --animal 8-11 --kind found_dead
graftbook: there is no animal `8`
  try: `graftbook animal list` lists the study's; a new one is added with `graftbook animal add`
[exit 1]
$ graftbook animal list --study S
animal  cage  arm  sex  tumors  readings  left the study
1       C1    –    –    tumor          4  –
2       C1    –    –    tumor          0  –
3-4     –     –    –    tumor          0  –
7-8     –     –    –    tumor          0  –
08      –     –    –    tumor          0  scheduled sacrifice, day 13 (2026-03-01)
09      –     –    –    tumor          0  scheduled sacrifice, day 13 (2026-03-01)
9-3     –     –    –    tumor          0  –
10      –     –    –    tumor          0  –
C201    –     –    –    tumor          0  scheduled sacrifice, day 13 (2026-03-01)
C202    –     –    –    tumor          0  –
C203    –     –    –    tumor          0  –
"#);
}

#[test]
fn a_chip_names_its_animal_wherever_a_tag_does() {
    let s = course();
    let chip = "900123456789012";
    for line in [
        format!("weigh --study S --animal {chip} --weight 21"),
        format!("animal show --study S {chip}"),
        format!("animal edit --study S {chip} --source Janvier"),
        format!("animal rename-site --study S {chip} tumor 'left flank'"),
        format!("correct --study S --animal {chip} --weight 21.5 --reason 'read wrongly'"),
        format!("exclude --study S --animal {chip} --day 3 --reason 'caliper broke'"),
        format!("dispose --study S --animal {chip} --kind found-dead"),
    ] {
        let answer = s.run(&line).done();
        assert!(
            !answer.stdout.contains(chip) || line.contains("show"),
            "{line}: {}",
            answer.stdout
        );
    }
    let taken = s.run(&format!("animal add --study S {chip}")).refused();
    assert!(
        taken.stderr.contains("is the chip of animal `1`"),
        "{}",
        taken.stderr
    );
}

#[test]
fn undo_of_one_of_several_studies_names_the_entry_and_does_nothing() {
    let s = course();
    s.run("study create T").done();
    s.run("animal add --study T 1").done();
    assert_snapshot!(s.transcript(&[
        "undo",
        "undo --dry-run",
        "undo --study S --dry-run",
        "undo --study S",
        "undo --operation 9 --user 'A. Adler'",
    ]), @r#"
$ graftbook undo
graftbook: the notebook has several studies; your last entry is operation 9: add animals (T · 1 and 1 more change), by M. Meier at 2026-03-02 08:00:08 +00:00
  try: undo it with `graftbook undo 9`, or your last one in this study with --study 'T'
[exit 1]
$ graftbook undo --dry-run
would undo operation 9: add animals (T · 1 and 1 more change), by M. Meier at 2026-03-02 08:00:08 +00:00
$ graftbook undo --study S --dry-run
would undo operation 7: measure (S · 1 · tumor · 2026-02-26 and 1 more change), by M. Meier at 2026-03-02 08:00:06 +00:00
$ graftbook undo --study S
undid operation 7: measure (S · 1 · tumor · 2026-02-26 and 1 more change), by M. Meier at 2026-03-02 08:00:06 +00:00 [operation 10]
$ graftbook undo --operation 9 --user 'A. Adler'
graftbook: undoing operation 9 (add animals) needs a reason: `M. Meier` made it
  try: say why with --reason
[exit 1]
"#);
}

/// A refusal, the words of its remedy, and the command lines that follow it; the last one is what was refused, mended.
type Followed = (&'static str, &'static str, &'static [&'static str]);

#[test]
fn remedies_work_when_they_are_followed() {
    let s = course();
    s.run("study create N").done();
    s.run("animal add --study N 1 --site left,right").done();
    s.run("arm add --study S Vehicle --control").done();
    s.run("arm add --study S Treated").done();
    s.run("animal edit --study S 2 --arm Vehicle").done();
    let followed: &[Followed] = &[
        (
            "measure --study S --animal 2 --day 0 --length 5 --width 6",
            "--swap",
            &["measure --study S --animal 2 --day 0 --length 5 --width 6 --swap"],
        ),
        (
            "measure --study S --animal 2 --day 0 --length 6 --width 5",
            "--again",
            &["measure --study S --animal 2 --day 0 --length 6 --width 5 --again"],
        ),
        (
            "measure --study S --animal 1 --length 30 --width 29",
            "--confirm",
            &["measure --study S --animal 1 --length 30 --width 29 --confirm"],
        ),
        (
            "measure --study S --animal 1 --day yesterday --not-measured asleep",
            "say --date 2026-03-01",
            &["measure --study S --animal 1 --date 2026-03-01 --not-measured asleep"],
        ),
        (
            "measure --study N --animal 1 --site left --day 3 --length 6 --width 5",
            "`graftbook study edit NAME --day0 2026-01-22`",
            &[
                "study edit N --day0 2026-01-22",
                "measure --study N --animal 1 --site left --day 3 --length 6 --width 5",
            ],
        ),
        (
            "measure --study N --animal 1 --day 4 --length 6 --width 5",
            "name one with --site",
            &["measure --study N --animal 1 --site left --day 4 --length 6 --width 5"],
        ),
        (
            "measure --study N --animal 1 --site back --day 5 --length 6 --width 5",
            "`graftbook animal edit '1' --study 'N' --site NEW`",
            &[
                "animal edit 1 --study N --site back",
                "measure --study N --animal 1 --site back --day 5 --length 6 --width 5",
            ],
        ),
        (
            "weigh --study S --animal 3 --weight 20",
            "`graftbook animal add`",
            &[
                "animal add --study S 3",
                "weigh --study S --animal 3 --weight 20",
            ],
        ),
        (
            "weigh --study Q --animal 3 --weight 20",
            "`graftbook study list`",
            &["study list"],
        ),
        (
            "animal edit --study S 2 --arm Treated",
            "--reason",
            &["animal edit --study S 2 --arm Treated --reason 'wrong list'"],
        ),
        (
            "animal edit --study S 2 --arm Other",
            "`graftbook arm add`",
            &[
                "arm add --study S Other",
                "animal edit --study S 2 --arm Other --reason 'wrong list'",
            ],
        ),
        (
            "animal edit --study S 2 --cohort Late",
            "`graftbook cohort add`",
            &[
                "cohort add --study S Late",
                "animal edit --study S 2 --cohort Late",
            ],
        ),
        (
            "animal add --study S 9-3",
            "--exact",
            &["animal add --study S 9-3 --exact"],
        ),
        ("undo", "`graftbook undo", &["undo --study S"]),
        (
            "correct --study S --animal 1 --day 3 --reason late",
            "give the right values",
            &["correct --study S --animal 1 --day 3 --length 7.1 --width 6 --reason late"],
        ),
    ];
    for (refused, remedy, lines) in followed {
        let answer = s.run(refused).refused();
        assert!(
            answer.stderr.contains(remedy),
            "{refused}: {}",
            answer.stderr
        );
        for line in *lines {
            let answer = s.run(line);
            assert_eq!(
                answer.status,
                Some(0),
                "{refused} → {line}: {}",
                answer.stderr
            );
        }
    }
    leaving_and_closing_are_taken_back(&s);
}

#[test]
fn animals_that_left_are_left_out_of_changes_of_several() {
    let s = course();
    s.run("dispose --study S --animal 1 --kind found-dead --date yesterday")
        .done();
    assert_snapshot!(s.transcript(&[
        "animal edit --study S 1-2 --cage C2",
        "animal list --study S",
        "animal edit --study S 1 --source 'batch 7'",
    ]), @"
$ graftbook animal edit --study S 1-2 --cage C2
changed animal 2 [operation 9]
note: animals that left the study are not changed with others: 1
$ graftbook animal list --study S
animal  cage  arm  sex  tumors  readings  left the study
1       C1    –    –    tumor          4  found dead, day 13 (2026-03-01)
2       C2    –    –    tumor          0  –
$ graftbook animal edit --study S 1 --source 'batch 7'
changed animal 1 [operation 10]
");
}

#[test]
fn departure_from_the_frozen_plan_is_asked_about() {
    let s = course();
    s.run("study edit S --landmark 10 --reason planned").done();
    s.run("plan freeze --study S --endpoint growth").done();
    assert_snapshot!(s.transcript(&[
        "study edit S --landmark 7 --reason 'fewer animals later'",
        "study edit S --model MV4;11 --reason named",
        "study edit S --landmark 7 --reason 'fewer animals later' --confirm",
        "study edit S --model RS4;11 --reason named",
    ]), @"
$ graftbook study edit S --landmark 7 --reason 'fewer animals later'
graftbook: landmark day 7, in the frozen plan 10
  try: --confirm changes it all the same, and reports name the departure; `graftbook plan freeze` then amends the plan
[exit 1]
$ graftbook study edit S --model MV4;11 --reason named
changed study S [operation 10]
$ graftbook study edit S --landmark 7 --reason 'fewer animals later' --confirm
changed study S [operation 11]
$ graftbook study edit S --model RS4;11 --reason named
changed study S [operation 12]
");
}

fn leaving_and_closing_are_taken_back(s: &Session) {
    s.run("animal add --study S 4").done();
    s.run("dispose --study S --animal 4 --kind found-dead --date yesterday")
        .done();
    let late = "weigh --study S --animal 4 --weight 20.1 --again";
    assert!(s.run(late).refused().stderr.contains("dispose --lift"));
    s.run("dispose --study S --animal 4 --lift --reason 'it lives'")
        .done();
    s.run(late).done();
    let refused = s.run("study close S --reason finished").refused().stderr;
    assert!(
        refused.contains("4 animals have no disposition"),
        "{refused}"
    );
    assert!(refused.contains("--confirm closes the study as it is"));
    s.run("study close S --reason finished --confirm").done();
    assert!(
        s.run(late)
            .refused()
            .stderr
            .contains("`graftbook study reopen`")
    );
    s.run("study reopen S --reason 'one more day'").done();
    s.run(late).done();
}
