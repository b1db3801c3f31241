//! Corrections if there are several candidates: several tumors, several readings of a day, an excluded reading.

use insta::assert_snapshot;

use super::session::Session;

/// Two animals on day 0 and 3: 211 with two tumors, 212 with one.
fn study() -> Session {
    let s = Session::new();
    for command in [
        "study create S --day0 2026-01-05",
        "animal add --study S 211 --site left --site right",
        "animal add --study S 212 --site flank",
        "measure --study S --animal 211 --site left --day 3 --length 10 --width 8 --weight 20",
        "measure --study S --animal 211 --site right --day 3 --length 6 --width 5",
    ] {
        s.run(command).done();
    }
    s
}

#[test]
fn body_weight_can_be_corrected_regardless_of_tumors() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "correct --study S --animal 211 --day 3 --weight 21 --reason typo",
    ]), @r#"
$ graftbook correct --study S --animal 211 --day 3 --weight 21 --reason typo
corrected 211: weight 20 g → 21 g [operation 6]
"#);
}

#[test]
fn reading_can_be_corrected_regardless_of_weighings() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "weigh --study S --animal 211 --day 3 --weight 20.2 --again",
        "correct --study S --animal 211 --day 3 --site left --length 9 --width 8 --reason typo",
        "correct --study S --animal 211 --day 3 --weight 21 --reason typo",
        "correct --study S --animal 211 --day 3 --repeat 2 --weight 21 --reason typo",
    ]), @r#"
$ graftbook weigh --study S --animal 211 --day 3 --weight 20.2 --again
saved 211, day 3 (2026-01-08): 20.2 g [operation 6]
$ graftbook correct --study S --animal 211 --day 3 --site left --length 9 --width 8 --reason typo
corrected 211: reading 10 × 8 mm → 9 × 8 mm [operation 7]
$ graftbook correct --study S --animal 211 --day 3 --weight 21 --reason typo
graftbook: animal `211` was weighed 2 times on day 3 (2026-01-08)
  try: say which with --repeat
[exit 1]
$ graftbook correct --study S --animal 211 --day 3 --repeat 2 --weight 21 --reason typo
corrected 211: weight 20.2 g → 21 g [operation 8]
"#);
}

#[test]
fn site_can_be_renamed() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "animal rename-site --study S 212 flank 'right flank' --reason 'wrong card'",
        "animal rename-site --study S 211 left right",
        "animal rename-site --study S 211 tail back",
        "audit log --animal 212 --limit 1",
    ]), @r#"
$ graftbook animal rename-site --study S 212 flank 'right flank' --reason 'wrong card'
renamed the site of animal 212: flank → right flank [operation 6]
$ graftbook animal rename-site --study S 211 left right
graftbook: animal `211` has a tumor at `right` already
[exit 1]
$ graftbook animal rename-site --study S 211 tail back
graftbook: animal `211` has no tumor at `tail`
  try: name one with its site: `left`, `right`; `graftbook animal edit '211' --study 'S' --site NEW` adds another
[exit 1]
$ graftbook audit log --animal 212 --limit 1
6  2026-03-02 08:00:05 +00:00  M. Meier  edit tumor  [<beginning>]
    why: wrong card
    tumor S · 212 · flank → S · 212 · right flank: site flank → right flank
"#);
}

#[test]
fn reading_can_be_moved_to_another_tumor() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "correct --study S --animal 211 --day 3 --site tail --to-animal 212 --reason typo",
        "correct --study S --animal 211 --day 3 --to-animal 212 --reason typo",
        "correct --study S --animal 211 --day 3 --site right --to-site left --reason 'other side'",
        "correct --study S --animal 211 --day 3 --site right --to-site left --again --reason 'other side'",
        "correct --study S --animal 211 --day 3 --site left --repeat 2 --to-animal 212 --reason 'wrong mouse'",
        "correct --study S --animal 212 --day 3 --to-animal 211 --reason 'right mouse after all'",
        "correct --study S --animal 212 --day 3 --to-animal 211 --to-site right --reason 'right mouse after all'",
        "correct --study S --animal 211 --day 3 --site right --to-animal 211 --to-day 3 --reason nothing",
        "animal show --study S 211",
    ]), @r#"
$ graftbook correct --study S --animal 211 --day 3 --site tail --to-animal 212 --reason typo
graftbook: animal `211` has no tumor at `tail`
  try: name one with --site: `left`, `right`; `graftbook animal edit '211' --study 'S' --site NEW` adds another
[exit 1]
$ graftbook correct --study S --animal 211 --day 3 --to-animal 212 --reason typo
graftbook: animal `211` has 2 readings on day 3 (2026-01-08): left (repeat 1), right (repeat 1)
  try: say which with --site or --repeat
[exit 1]
$ graftbook correct --study S --animal 211 --day 3 --site right --to-site left --reason 'other side'
graftbook: animal `211` has a reading on day 3 (2026-01-08) already
  try: change it with `graftbook correct`, which asks for a reason, or keep both with --again
[exit 1]
$ graftbook correct --study S --animal 211 --day 3 --site right --to-site left --again --reason 'other side'
corrected 211: site right → left [operation 6]
$ graftbook correct --study S --animal 211 --day 3 --site left --repeat 2 --to-animal 212 --reason 'wrong mouse'
corrected 211: animal 211 → 212; site left → flank [operation 7]
$ graftbook correct --study S --animal 212 --day 3 --to-animal 211 --reason 'right mouse after all'
graftbook: animal `211` has no tumor at `flank`
  try: name one with --to-site: `left`, `right`; `graftbook animal edit '211' --study 'S' --site NEW` adds another
[exit 1]
$ graftbook correct --study S --animal 212 --day 3 --to-animal 211 --to-site right --reason 'right mouse after all'
corrected 212: animal 212 → 211; site flank → right [operation 8]
$ graftbook correct --study S --animal 211 --day 3 --site right --to-animal 211 --to-day 3 --reason nothing
graftbook: the correction changes nothing
  try: give the right values, --to-animal, --to-site or --to-day
[exit 1]
$ graftbook animal show --study S 211
animal          211
RFID            –
sex             –
born            –
source          –
cage            –
arm             –
tumors          left, right
left the study  –

day  date        site   repeat  found       mm³     g  observer
  3  2026-01-08                 weighed          20.0  M. Meier
  3  2026-01-08  left           10 × 8 mm   320        M. Meier
  3  2026-01-08  right          6 × 5 mm   75.0        M. Meier
"#);
}

#[test]
fn imported_second_tumor_can_be_named() {
    let s = study();
    let file = "animal,site,day,length,width\n211,lfet,5,10,8\n212,flank,5,9,8\n";
    std::fs::write(s.folder().join("r.csv"), file).unwrap();
    let answer = s.run("import r.csv --study S").done();
    let note = "note: animal `211` gets a further tumor at `lfet`, beside `left`, `right`";
    assert!(answer.stdout.contains(note), "{}", answer.stdout);
    assert_eq!(answer.stdout.matches("note:").count(), 1);
}

#[test]
fn exclusion_of_a_reading_can_be_undone_after_a_repeat() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "exclude --study S --animal 211 --day 3 --site left --reason 'caliper slipped'",
        "exclude --study S --animal 211 --day 3 --site left --reason 'caliper slipped'",
        "measure --study S --animal 211 --site left --day 3 --length 11 --width 8 --again",
        "exclude --study S --animal 211 --day 3 --site left --lift --reason 'it did not'",
        "exclude --study S --animal 211 --day 3 --site left --lift --reason 'it did not'",
    ]), @r#"
$ graftbook exclude --study S --animal 211 --day 3 --site left --reason 'caliper slipped'
left out of the analysis: the reading at left of animal 211 on day 3 (2026-01-08) [operation 6]
$ graftbook exclude --study S --animal 211 --day 3 --site left --reason 'caliper slipped'
graftbook: this is excluded already
  try: see `graftbook study show`
[exit 1]
$ graftbook measure --study S --animal 211 --site left --day 3 --length 11 --width 8 --again
saved 211, day 3 (2026-01-08): 352 mm³ [operation 7]
$ graftbook exclude --study S --animal 211 --day 3 --site left --lift --reason 'it did not'
no longer left out of the analysis: the reading at left of animal 211 on day 3 (2026-01-08) [operation 8]
$ graftbook exclude --study S --animal 211 --day 3 --site left --lift --reason 'it did not'
graftbook: this is not excluded
  try: see `graftbook study show`
[exit 1]
"#);
}

#[test]
fn moving_an_animal_to_another_arm_needs_a_reason() {
    let s = study();
    assert_snapshot!(s.transcript(&[
        "arm add --study S A",
        "arm add --study S B",
        "animal edit --study S 211 --arm A",
        "animal edit --study S 211 --arm B",
        "animal edit --study S 211 --arm B --reason 'card was misread'",
    ]), @r#"
$ graftbook arm add --study S A
added arm A to study S [operation 6]
$ graftbook arm add --study S B
added arm B to study S [operation 7]
$ graftbook animal edit --study S 211 --arm A
changed animal 211 [operation 8]
$ graftbook animal edit --study S 211 --arm B
graftbook: animal `211` is allocated to an arm already
  try: say why it is moved with --reason
[exit 1]
$ graftbook animal edit --study S 211 --arm B --reason 'card was misread'
changed animal 211 [operation 9]
"#);
}

/// The trail of one animal is found by ids: it must equal its part of the whole trail.
#[test]
fn audit_trail_of_an_animal_is_complete() {
    let s = study();
    for command in [
        "animal add --study S 21 '2\"1'",
        "measure --study S --animal 212 --day 3 --length 9 --width 8",
        "correct --study S --animal 212 --day 3 --to-animal 211 --to-site left --again --reason 'wrong mouse'",
        "undo --reason 'it was 212'",
        "exclude --study S --animal 211 --day 3 --site left --reason blurred",
        "animal edit --study S 212 --retag 213 --cage C1",
        "dispose --study S --animal 213 --kind found-dead --day 4",
        "undo",
        "weigh --study S --animal '2\"1' --day 1 --weight 20",
    ] {
        s.run(command).done();
    }
    let author = domain::Label::new("author", "T").unwrap();
    let notebook = app::Notebook::open(&s.db(), author).unwrap();
    let log = |animal: Option<&str>| {
        let filter = app::LogFilter {
            animal: animal.map(str::to_owned),
            ..Default::default()
        };
        notebook.log(&filter).unwrap()
    };
    let whole = log(None);
    for (tag, made) in [
        ("211", None),
        ("213", Some(3)),
        ("21", None),
        ("2\"1", None),
    ] {
        // An operation under an earlier name is found by the current name.
        let is_it =
            |s: &app::Subject| (s.study.as_deref(), s.animal.as_deref()) == (Some("S"), Some(tag));
        let of_it = |op: &&app::LoggedOperation| {
            let mut subjects = op.changes.iter().flat_map(|change| &change.subjects);
            subjects.any(is_it) || Some(op.seq) == made
        };
        let expected: Vec<i64> = whole.iter().filter(of_it).map(|op| op.seq).collect();
        let found: Vec<i64> = log(Some(tag)).iter().map(|op| op.seq).collect();
        assert!(
            !expected.is_empty() && found == expected,
            "{tag}: {found:?} is not {expected:?}"
        );
    }
}
