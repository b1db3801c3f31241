//! What undoing needs: an open study, a reason where the entry had one, where somebody else made it, and where results
//! change.

use app::Write;
use domain::{Bearing, Kind, Protocol, ProtocolField};
use insta::assert_snapshot;

use crate::session::Session;
use crate::support::day0;

/// A command for each verb that can be undone, in a study `S` with a reading and an exclusion.
const ACTS: [(&str, &str); 28] = [
    (
        "measure",
        "measure --study S --animal 211 --day 3 --length 11 --width 9",
    ),
    ("weigh", "weigh --study S --animal 211 --day 3 --weight 20"),
    ("edit study", "study edit S --strain SCID"),
    ("add arm", "arm add --study S Late"),
    ("edit arm", "arm edit --study S KT-253 --vehicle PBS"),
    ("add cohort", "cohort add --study S Second"),
    ("edit cohort", "cohort edit --study S First --rename Early"),
    ("add animals", "animal add --study S 300"),
    ("edit animal", "animal edit --study S 213 214 --source Jena"),
    ("move cage", "cage move --study S C04 C05"),
    ("edit cage", "cage rename --study S C04 C05"),
    ("edit cage", "cage edit --study S C04 --room 2 --rack B"),
    (
        "edit tumor",
        "animal rename-site --study S 211 tumor 'left flank'",
    ),
    (
        "dispose",
        "dispose --study S --animal 211 --kind found-dead --day 4",
    ),
    (
        "lift disposition",
        "dispose --study S --animal 214 --lift --reason 'wrong animal'",
    ),
    (
        "exclude",
        "exclude --study S --animal 211 --reason ulcerated",
    ),
    (
        "lift exclusion",
        "exclude --study S --animal 212 --lift --reason 'was well'",
    ),
    (
        "correct",
        "correct --study S --animal 211 --day 0 --length 12 --width 8 --reason typo",
    ),
    ("import", "import more.csv --study S"),
    ("add plan line", "plan add --study S weigh QD"),
    ("edit plan line", "plan edit --study S 1 --schedule BIW"),
    ("waive", "plan waive --study S 1 211 --reason 'power cut'"),
    (
        "add regimen",
        "regimen add --study S --arm KT-253 --volume 5 --schedule QD",
    ),
    ("dose", "dose --study S --animal 211 --weight 20"),
    (
        "add formulation",
        "formulation add --study S --compound KT-253",
    ),
    (
        "edit formulation",
        "formulation edit --study S F-01 --lot L7",
    ),
    (
        "stop treatment",
        "regimen stop --study S 211 --reason 'lost weight'",
    ),
    (
        "resume treatment",
        "regimen resume --study S 212 --reason 'is well again'",
    ),
];

/// The verb of [`ACTS`] that tests a write; none where the study itself is made or closed, and where nothing is ever
/// undone. A new write does not compile until it is named here.
fn tested_by(write: &Write) -> Option<&'static str> {
    Some(match write {
        Write::Measure { .. } => "measure",
        Write::EditStudy { .. } => "edit study",
        Write::AddArm { .. } => "add arm",
        Write::EditArm { .. } => "edit arm",
        Write::AddCohort { .. } => "add cohort",
        Write::EditCohort { .. } => "edit cohort",
        Write::AddAnimals { .. } => "add animals",
        Write::MoveCage { .. } => "move cage",
        Write::RenameCage { .. } | Write::PlaceCages { .. } => "edit cage",
        Write::EditAnimal { .. } | Write::EditAnimals { .. } => "edit animal",
        Write::RenameSite { .. } => "edit tumor",
        Write::ChangeWork { .. } => "edit plan line",
        Write::ChangeDosing { .. } => "dose",
        Write::Dispose { .. } => "dispose",
        Write::LiftDisposition { .. } => "lift disposition",
        Write::Exclude { .. } => "exclude",
        Write::LiftExclusion { .. } => "lift exclusion",
        Write::Correct { .. } => "correct",
        Write::CreateStudy { .. } | Write::CreateDemo { .. } | Write::SetStatus { .. } => {
            return None;
        }
        Write::Blind { .. }
        | Write::Unblind { .. }
        | Write::FreezePlan { .. }
        | Write::AcceptDraw { .. }
        | Write::Undo { .. }
        | Write::UndoLast { .. } => return None,
    })
}

fn session() -> Session {
    let s = Session::with_study();
    std::fs::write(s.file("more.csv"), "animal,day,length,width\n212,5,9,8\n").unwrap();
    for line in [
        "measure --study S --animal 211 --day 0 --length 10 --width 8",
        "cohort add --study S First",
        "plan add --study S measure QD",
        "animal edit --study S 213 --cage C04",
        "exclude --study S --animal 212 --reason ulcerated",
        "regimen add --study S --arm Vehicle --compound vehicle --volume 5 --schedule QD",
        "formulation add --study S --compound vehicle",
        "regimen stop --study S 212 --reason 'lost weight'",
        "dispose --study S --animal 214 --kind found-dead --day 2",
    ] {
        s.run(line).done();
    }
    s
}

#[track_caller]
fn refused(s: &Session, line: &str, why: &str) {
    let answer = s.run(line).refused();
    assert!(answer.stderr.contains(why), "{line}: {}", answer.stderr);
}

#[test]
fn undoing_obeys_the_rules_of_every_verb() {
    let tested: fn(&Write) -> Option<&'static str> = tested_by;
    let create = Write::CreateDemo { today: day0() };
    assert_eq!(tested(&create), None);
    for (verb, line) in ACTS {
        let s = session();
        let done = s.run(&format!("{line} --json")).done().json();
        let number = done["receipt"]["operation"].as_i64().unwrap();
        refused(
            &s,
            &format!("undo {number} --user 'A. Adler'"),
            "needs a reason: `M. Meier` made it",
        );
        if line.contains("--reason") {
            refused(&s, "undo", "needs a reason: it had one");
        }
        s.run("study close S --confirm --reason 'data are locked'")
            .done();
        let undo = format!("undo {number} --reason 'entered twice'");
        refused(&s, &undo, "study `S` is closed");
        s.run("study reopen S --reason 'one entry is wrong'").done();
        let undone = s.run(&format!("{undo} --json")).done().json();
        assert_eq!(undone["verb"], verb, "{line}");
        assert_eq!(undone["undone"], number, "{line}");
    }
}

#[test]
fn closing_and_reopening_are_undone_with_a_reason() {
    let s = session();
    s.run("study close S --confirm --reason 'data are locked'")
        .done();
    refused(&s, "undo", "needs a reason: it had one");
    let status = |s: &Session| s.run("study list --json").done().json()[0]["status"].clone();
    assert_eq!(status(&s), "closed");
    s.run("undo --reason 'closed too early'").done();
    assert_eq!(status(&s), "open");
}

#[test]
fn the_last_entry_is_the_authors_own() {
    let s = session();
    s.run("study create T --day0 2026-01-05").done();
    s.run("arm add --study T A --user 'A. Adler'").done();
    assert_snapshot!(s.transcript(&[
        "undo --study S",
        "undo --study S --reason 'it was 213'",
        "undo --study T",
        "undo --study T --user 'A. Adler'",
        "undo --study T --user 'A. Adler'",
    ]), @r#"
$ graftbook undo --study S
undid operation 14: dispose (S · 214 · 2026-01-07), by M. Meier at 2026-03-02 08:00:13 +00:00 [operation 17]
$ graftbook undo --study S --reason 'it was 213'
undid operation 13: stop treatment (S · 212), by M. Meier at 2026-03-02 08:00:12 +00:00 [operation 18]
$ graftbook undo --study T
graftbook: operation 15 cannot be undone: what came after it depends on it
  try: `graftbook audit log` lists what was done; correct it by hand
[exit 1]
$ graftbook undo --study T --user 'A. Adler'
undid operation 16: add arm (T · arm A), by A. Adler at 2026-03-02 08:00:15 +00:00 [operation 19]
$ graftbook undo --study T --user 'A. Adler'
graftbook: you have no entry that could be undone
  try: `graftbook audit log` lists all; undo one of another author with `graftbook undo NUMBER --reason WHY`
[exit 1]
"#);
}

/// A value of the field that the study does not have.
fn other_value(field: &ProtocolField) -> &'static str {
    match (field.name, field.kind, (field.words)().last()) {
        (.., Some(word)) => word,
        ("implanted_on", ..) => "2025-12-21",
        (_, Kind::Date, _) => "2026-01-04",
        ("event_rule", ..) => "volume>=1000",
        ("disposition_roles", ..) => "found_dead=compete",
        ("visit_window_days", ..) => "2",
        _ => "12",
    }
}

#[test]
fn results_of_entries_change_only_with_a_reason() {
    let fields = Protocol::FIELDS.iter();
    for (field, option) in fields.filter_map(|f| Some((f, f.option?))) {
        let s = session();
        let edit = format!("study edit S --{} '{}'", option.name, other_value(field));
        if field.bearing == Bearing::Description {
            s.run(&edit).done();
            s.run("undo").done();
            continue;
        }
        let why = format!(
            "needs a reason: there are entries, and results change with: {}",
            field.said
        );
        refused(&s, &edit, &why);
        for no_reason in ["x", "..", "ok", "xxxx"] {
            refused(&s, &format!("{edit} --reason {no_reason}"), "says nothing");
        }
        s.run(&format!("{edit} --reason 'as in the protocol'"))
            .done();
        s.run("undo --reason 'as in the amendment'").done();

        // Before the first entry nothing was computed; afterwards undoing the change changes results.
        let s = Session::with_study();
        s.run(&edit).done();
        s.run("measure --study S --animal 211 --day 1 --length 10 --width 8 --user 'A. Adler'")
            .done();
        refused(&s, "undo", &why);
    }
}

#[test]
fn an_import_changes_results_only_with_a_reason() {
    let s = Session::new();
    s.run("study create U").done();
    s.run("animal add --study U 1").done();
    s.run("weigh --study U --animal 1 --date 2026-01-06 --weight 20")
        .done();
    std::fs::write(s.file("more.csv"), "animal,day,length,width\n1,5,9,8\n").unwrap();
    let import = "import more.csv --study U --day0 2026-01-05";
    refused(&s, import, "results change with: day 0");
    s.run(&format!("{import} --reason 'day 0 was not known'"))
        .done();
}

#[test]
fn another_control_arm_needs_a_reason() {
    let s = session();
    let why = "changing the control arm needs a reason: there are entries, and results change with: control arm";
    refused(&s, "study edit S --control KT-253", why);
    refused(&s, "arm edit --study S KT-253 --control", why);
    refused(
        &s,
        "arm add --study S Late --control",
        "results of its entries would change",
    );
    s.run("arm edit --study S KT-253 --control --reason 'mixed up'")
        .done();
    refused(&s, "undo", "it had one");

    let s = Session::with_study();
    s.run("arm edit --study S KT-253 --control").done();
    s.run("weigh --study S --animal 211 --day 1 --weight 20 --user 'A. Adler'")
        .done();
    refused(&s, "undo", "results change with: control arm");
}
