//! Names: one form of each character, none that nobody sees, and a note on those that look alike.

use insta::assert_snapshot;

use crate::session::Session;

fn notes(s: &Session, line: &str) -> String {
    let answer = s.run(line).done();
    let lines = answer.stderr.lines();
    let notes: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("note: "))
        .collect();
    notes.join("\n")
}

#[test]
fn near_equal_names_are_told_when_they_are_made() {
    let s = Session::with_study();
    for (line, note) in [
        ("study create s", "study `s` looks like study `S`"),
        (
            "arm add --study S KT253",
            "arm `KT253` looks like arm `KT-253`",
        ),
        (
            "animal add --study S M2 m-2",
            "animal `m-2` looks like animal `M2`",
        ),
        (
            "animal add --study S 2l1 --cage CO3",
            "cage `CO3` looks like cage `C03`, and animal `2l1` looks like animal `211`",
        ),
        ("animal add --study S M7 --source 'Batch 7'", ""),
        (
            "animal add --study S M8 M9 --source batch-7",
            "source `batch-7` looks like source `Batch 7`",
        ),
        ("arm edit --study S KT253 --vehicle 'PBS pH 7'", ""),
        (
            "arm edit --study S KT-253 --vehicle 'pbs ph-7'",
            "vehicle `pbs ph-7` looks like vehicle `PBS pH 7`",
        ),
        ("study create S3 --strain 'NOD SCID'", ""),
        (
            "study create S4 --strain nod-scid",
            "strain `nod-scid` looks like strain `NOD SCID`",
        ),
        ("cohort add --study S First", ""),
        (
            "cohort add --study S F\u{131}rst",
            "cohort `F\u{131}rst` looks like cohort `First`",
        ),
        (
            "animal edit --study S M2 --site 'Left flank' --site 'left-flank'",
            "site `left-flank` looks like site `Left flank`",
        ),
        (
            "arm add --study S Late --user 'M.Meier'",
            "person `M.Meier` looks like person `M. Meier`",
        ),
        (
            "weigh --study S --animal M2 --day 3 --weight 20 --observer 'm. meier'",
            "person `m. meier` looks like person `M. Meier`",
        ),
        (
            "weigh --study S --animal M2 --day 4 --weight 20 --observer 'm. meier'",
            "",
        ),
        ("arm edit --study S KT253 --rename 'compound 7'", ""),
        ("animal add --study S --exact 1-11 11-1 300 301", ""),
    ] {
        let told = notes(&s, line);
        let mut told: Vec<&str> = told.lines().collect();
        let mut expected: Vec<&str> = note.split(", and ").filter(|n| !n.is_empty()).collect();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected, "{line}");
    }
    let json = s.run("arm add --study S LATE --json").done().json();
    assert_eq!(
        json["receipt"]["notes"][0],
        "arm `LATE` looks like arm `Late`"
    );
}

#[test]
fn a_blinded_study_tells_no_lookalike_of_an_arm() {
    let s = Session::with_study();
    s.run("blind --study S").done();
    assert_eq!(notes(&s, "arm add --study S KT253"), "");
}

#[test]
fn an_import_tells_near_equal_names() {
    let s = Session::with_study();
    std::fs::write(
        s.file("more.csv"),
        "animal,day,length,width,cage\n2l1,5,9,8,c03\n2\u{a0}15,5,9,8,C04\n",
    )
    .unwrap();
    let told = notes(&s, "import more.csv --study S --new-animals");
    assert!(
        told.contains("animal `2l1` looks like animal `211`"),
        "{told}"
    );
    assert!(told.contains("cage `c03` looks like cage `C03`"), "{told}");
    let tags = s.run("animal list --study S --json").done().stdout;
    assert!(tags.contains("\"2 15\""), "{tags}");
}

#[test]
fn one_name_has_one_form() {
    let s = Session::with_study();
    s.run("animal add --study S Mu\u{308}1").done();
    let refused = s.run("animal add --study S M\u{fc}1").refused();
    assert!(refused.stderr.contains("M\u{fc}1"), "{}", refused.stderr);
    for typed in ["Mu\u{308}1", "M\u{fc}1"] {
        let line = format!("weigh --study S --animal {typed} --day 3 --weight 20 --again");
        s.run(&line).done();
    }
    let refused = [
        "animal add --study S '21\u{200b}1'",
        "study create 'S\u{ad}2'",
        "arm add --study S 'Vehicle\u{202e}'",
    ];
    let messages = refused.map(|line| s.run(line).refused().stderr);
    assert_snapshot!(messages.concat(), @r#"
graftbook: tag `21\u{200b}1` holds the invisible character U+200B
  try: type it again: text copied from a web page, a PDF or a spreadsheet brings such characters along
graftbook: study `S\u{ad}2` holds the invisible character U+00AD
  try: type it again: text copied from a web page, a PDF or a spreadsheet brings such characters along
graftbook: arm `Vehicle\u{202e}` holds the invisible character U+202E
  try: type it again: text copied from a web page, a PDF or a spreadsheet brings such characters along
"#);
    std::fs::write(
        s.file("bad.csv"),
        "animal,day,length,width\n21\u{feff}1,5,9,8\n",
    )
    .unwrap();
    let refused = s.run("import bad.csv --study S").refused();
    assert!(refused.stderr.contains("U+FEFF"), "{}", refused.stderr);
}

#[test]
fn names_of_old_files_stay_as_they_are() {
    let s = Session::with_study();
    let conn = rusqlite::Connection::open(s.db()).unwrap();
    for (new, old) in [("2\u{200b}11", "211"), ("Mu\u{308}", "212")] {
        conn.execute("UPDATE animals SET tag = ?1 WHERE tag = ?2", [new, old])
            .unwrap();
    }
    drop(conn);
    let list = s.run("animal list --study S --json").done().json();
    let tags: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|a| a["tag"].as_str())
        .collect();
    assert!(
        tags.contains(&"2\u{200b}11") && tags.contains(&"Mu\u{308}"),
        "{tags:?}"
    );
    s.run("weigh --study S --animal M\u{fc} --day 3 --weight 20")
        .done();
    s.run("animal add --study S M\u{fc}").refused();
}

/// A route has one spelling, however it is typed; what a notebook of an older program holds is shown in that spelling,
/// and stays as it is until the treatments are changed.
#[test]
fn routes_and_schedules_have_one_spelling() {
    let s = Session::with_study();
    for (name, route, schedule) in [("A", "i.v.", "qd"), ("B", "oral gavage", "QDx5")] {
        let line = format!(
            "arm add --study S {name} --compound {name} --dose 1 --unit MG/KG --route '{route}' --schedule '{schedule}'"
        );
        s.run(&line).done();
    }
    let arms = s.run("arm list --study S").done().stdout;
    assert!(arms.contains("A 1 mg/kg IV QD"), "{arms}");
    assert!(arms.contains("B 1 mg/kg PO QD x5"), "{arms}");
    let conn = rusqlite::Connection::open(s.db()).unwrap();
    let routes = || -> String {
        let sql = "SELECT group_concat(route ORDER BY compound) FROM treatments WHERE compound IN ('A', 'B')";
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(routes(), "IV,PO");
    conn.execute(
        "UPDATE treatments SET route = 'intravenous' WHERE compound = 'A'",
        [],
    )
    .unwrap();
    let arms = s.run("arm list --study S").done().stdout;
    assert!(arms.contains("A 1 mg/kg IV QD"), "{arms}");
    s.run("report --study S -o report.md").done();
    let report = std::fs::read_to_string(s.file("report.md")).unwrap();
    assert!(
        report.contains("IV") && !report.contains("intravenous"),
        "{report}"
    );
    s.run("arm edit --study S A --vehicle PBS").done();
    assert_eq!(routes(), "intravenous,PO");
    s.run("arm edit --study S A --compound A --dose 2 --route iv --reason 'dose was wrong'")
        .done();
    assert_eq!(routes(), "IV,PO");
}

/// A schedule that is not understood is kept as a remark; it is said which piece, and the nearest form.
#[test]
fn schedule_that_is_not_understood_is_a_remark() {
    let s = Session::with_study();
    let add = s
        .run("arm add --study S A --compound A --schedule 'every other dya'")
        .done();
    assert_eq!(
        add.stderr,
        "note: schedule `every other dya` is a remark and plans nothing: `dya` is not understood; write `Q2D`\n"
    );
    let edit = s
        .run("arm edit --study S A --compound A --schedule 'every other day'")
        .done();
    assert_eq!(edit.stderr, "");
    let arms = s.run("arm list --study S").done().stdout;
    assert!(arms.contains("A Q2D"), "{arms}");
}

#[test]
fn a_new_study_that_is_called_almost_as_another_is_told() {
    let s = Session::with_study();
    s.run("study create Melanoma").done();
    std::fs::write(s.file("a.csv"), "animal,arm,day,length,width\n1,A,0,9,8\n").unwrap();
    let told = |line: &str| {
        let answer = s.run(line).done();
        format!("{}{}", answer.stdout, answer.stderr)
    };
    let near = told("import a.csv --study Melanom --day0 2026-01-05");
    assert!(
        near.contains("`Melanom` is a new study; there is a study `Melanoma`"),
        "{near}"
    );
    let other = told("import a.csv --study Breast --day0 2026-01-05");
    assert!(!other.contains("is a new study"), "{other}");
}
