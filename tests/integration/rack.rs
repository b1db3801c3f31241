//! A rack of animals by command: dealt into cages, edited together, moved with their cages, and the animals of it that were
//! not needed or went elsewhere.

use crate::session::Session;

fn session() -> Session {
    let s = Session::new();
    for line in [
        "study create R --day0 2026-02-02",
        "arm add --study R Control --control",
        "arm add --study R Drug",
    ] {
        s.run(line).done();
    }
    s
}

#[test]
fn rack_is_dealt_edited_and_moved() {
    let s = session();
    let rack = "animal add --study R 201-206 --per-cage 3 --cages C08.. --ears L,R,LR";
    let dry = s.run(&format!("{rack} --dry-run")).done().stdout;
    assert!(dry.contains("C08: 201 (L), 202 (R), 203 (LR)"), "{dry}");
    let empty = s.run("cage list --study R").done().stdout;
    assert!(empty.contains("has no cages"), "{empty}");
    s.run(rack).done();
    let cages = s.run("cage list --study R --json").done().json();
    assert_eq!(cages[1]["cage"], "C09");
    assert_eq!(cages[1]["animals"].as_array().unwrap().len(), 3);
    // What the write would refuse stands in the dry look.
    let look = s.run("animal add --study R 300 --cage C09 --ears L --dry-run --quiet");
    assert_eq!(look.status, Some(1), "{}", look.stdout);
    let told = look.stdout + &look.stderr;
    assert!(
        told.contains("ear mark `L` in cage `C09` belongs to animal `204`"),
        "{told}"
    );
    // Several animals in one operation, and back by one undo.
    s.run("animal edit --study R 201-203 205 --source 'batch 7'")
        .done();
    let source = |tag: &str| {
        let shown = s.run(&format!("animal show --study R {tag} --json")).done();
        shown.json()["animal"]["source"].clone()
    };
    assert_eq!(
        (source("205"), source("204")),
        ("batch 7".into(), ().into())
    );
    s.run("undo").done();
    assert_eq!(source("201"), serde_json::Value::Null);
    // A cage in one step.
    s.run("cage move --study R C08 C30").done();
    let shown = s.run("animal show --study R 202 --json").done().json();
    assert_eq!(
        (&shown["animal"]["cage"], &shown["animal"]["ear"]),
        (&"C30".into(), &"R".into())
    );
    s.run("cage rename --study R C30 K1").done();
    s.run("cage edit --study R C09,K1 --room 2 --rack B").done();
    s.run("cage edit --study R K1 --clear-rack --place B4")
        .done();
    let cages = s.run("cage list --study R --json").done().json();
    let places = |cage: usize| ["room", "rack", "place"].map(|part| cages[cage][part].clone());
    let no = serde_json::Value::Null;
    assert_eq!(places(1), ["2".into(), "B".into(), no.clone()], "{cages}");
    assert_eq!(places(2), ["2".into(), no, "B4".into()], "{cages}");
    for (line, why) in [
        (
            "cage edit --study R C20-C21 --room 2",
            "study `R` has no cages `C20`, `C21`",
        ),
        (
            "cage edit --study R C09 C77 --room 2",
            "its cages are `C08`, `C09`, `K1`",
        ),
        (
            "cage edit --study R C09-C08 --room 2",
            "cage `C09-C08` is a range that counts down",
        ),
        (
            "cage rename --study R K1 C09",
            "cage `C09` exists already, with 3 animals",
        ),
        ("cage move --study R C77 C09", "study `R` has no cage `C77`"),
        (
            "cage move --study R C09 C09",
            "the animals live in cage `C09` already",
        ),
        (
            "cage move --study R C08 C09",
            "no animal of cage `C08` is on study",
        ),
        (
            "animal add --study R 300 --cage C09 --ears L",
            "belongs to animal `204`",
        ),
        (
            "animal add --study R 300-305 --cage C1-C2 --per-cage 2",
            "6 animals need 3",
        ),
        (
            "animal edit --study R 201 202 --retag 9",
            "several animals are named",
        ),
        (
            "animal edit --study R 201 202 --rfid 982",
            "chip `982` is given for 2 animals",
        ),
        (
            "animal edit --study R 201 --rfid 21.4",
            "chip `21.4` is a measured value",
        ),
        (
            "animal edit --study R 201 --rfid C09",
            "chip `C09` is the label of a cage",
        ),
    ] {
        let refused = s.run(line).refused().stderr;
        assert!(
            refused.contains(why) && refused.contains("try: "),
            "{line}: {refused}"
        );
    }
}

#[test]
fn reserve_and_transfer_are_no_events() {
    let s = session();
    for (arm, tags) in [("Control", 1..=4), ("Drug", 5..=8)] {
        for tag in tags {
            s.run(&format!("animal add --study R {tag} --arm {arm}"))
                .done();
            for (day, length) in [(0, 8.0), (7, 11.0)] {
                let line = format!(
                    "measure --study R --animal {tag} --day {day} --length {length} --width 7"
                );
                s.run(&line).done();
            }
        }
    }
    s.run("animal add --study R 9 10").done();
    let refused = s
        .run("dispose --study R --animal 1 --kind reserve --day 8")
        .refused()
        .stderr;
    assert!(refused.contains("animal `1` is in one"), "{refused}");
    s.run("dispose --study R --animal 9 --kind reserve --day 8")
        .done();
    let refused = s.run("animal edit --study R 9 --arm Drug").refused().stderr;
    assert!(refused.contains("animal `9` is in one"), "{refused}");
    s.run(
        "dispose --study R --animal 8 --kind transferred --day 8 --reason 'imaging, weight loss'",
    )
    .done();
    let refused = s
        .run("study edit R --dispositions transferred=event")
        .refused()
        .stderr;
    assert!(refused.contains("is no event"), "{refused}");
    let refused = s
        .run("dispose --study R --animal 2 --kind humane-endpoint --day 8")
        .refused()
        .stderr;
    assert!(refused.contains("`humane endpoint` needs one"), "{refused}");
    let analysis = s.run("analyze --study R --json").done().json();
    let notes = analysis["notes"].to_string();
    assert!(
        notes.contains("2 animals in no arm left out, 1 of them in reserve"),
        "{notes}"
    );
    assert_eq!(
        analysis["weight"]["early_losses"].as_array().map(Vec::len),
        Some(0)
    );
    s.run("report --study R -o R.md").done();
    let report = std::fs::read_to_string(s.file("R.md")).unwrap();
    assert!(
        report.contains("1 animal kept in reserve and not used"),
        "{report}"
    );
    assert!(report.contains("1 animal transferred alive"), "{report}");
}
