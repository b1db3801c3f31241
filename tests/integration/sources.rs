//! Where an import comes from: several files, folders, the standard input; how it is explained, and the profiles that
//! are kept of it.

use crate::session::Session;

const WEEK: &str = "Mouse,Group,D0,D7\n1,Vehicle,100,200\n2,Drug,101,120\n";
const NEXT: &str = "Mouse,Group,D0,D7,D14\n1,Vehicle,100,200,402\n2,Drug,101,120,150\n";

fn with(files: &[(&str, &str)]) -> Session {
    let s = Session::new();
    for (name, text) in files {
        let path = s.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    s
}

#[test]
fn dated_copies_in_a_folder_are_one_import() {
    let s = with(&[
        ("sheets/week 1.csv", WEEK),
        ("sheets/week 2.csv", NEXT),
        ("sheets/notes.md", "x"),
        ("sheets/~$week 2.csv", "x"),
    ]);
    let brought = s.run("import sheets --study S").done().stdout;
    for words in [
        "2 animals, 2 tumors, 6 readings",
        "4 readings stand in several files with the same value: taken once",
        "not read, as their names are not those of tables: notes.md",
    ] {
        assert!(brought.contains(words), "{brought}");
    }
    let several = s.args(&[
        "import",
        "sheets/week 1.csv",
        "sheets/week 2.csv",
        "--study",
        "T",
    ]);
    assert!(several.done().stdout.contains("6 readings"));
    let empty = with(&[("none/a.md", "x")])
        .run("import none --study S")
        .refused();
    assert!(
        empty.stderr.contains("the folder holds no table"),
        "{}",
        empty.stderr
    );
}

#[test]
fn files_that_differ_are_refused_with_both_places() {
    let s = with(&[("a.csv", WEEK), ("b.csv", &NEXT.replace("200", "210"))]);
    let refused = s.run("import a.csv b.csv --study S").refused().stderr;
    assert!(refused.contains("b.csv, line 2, column `D7`"), "{refused}");
    assert!(refused.contains("already, in a.csv, line 2"), "{refused}");
}

#[test]
fn rows_of_a_sheet_come_from_the_standard_input() {
    let s = Session::new();
    let rows = WEEK.replace(',', "\t");
    let brought = s.piped("import - --study S", rows.as_bytes()).done().stdout;
    assert!(brought.contains("4 readings"), "{brought}");
    let explained = s
        .piped("import - --study T --explain", rows.as_bytes())
        .done()
        .stdout;
    assert!(explained.contains("D7     volume, day 7"), "{explained}");
}

#[test]
fn explanation_shows_columns_arms_and_writes_nothing() {
    let s = with(&[(
        "a.csv",
        &NEXT
            .replace("Mouse,", "Mouse,SEM,")
            .replace("1,V", "1,,V")
            .replace("2,D", "2,,D"),
    )]);
    let explained = s.run("import a.csv --study S --explain").done().stdout;
    for words in [
        "a.csv: headings in row 1, 2 rows; a row per animal, a column per day",
        "Mouse  animal",
        "Vehicle  1 animal, 3 readings",
        "100 mm³ on day 0, 402 on day 14",
        "nothing was written",
    ] {
        assert!(explained.contains(words), "{words}: {explained}");
    }
    assert!(!s.db().exists());
    let json = s
        .run("import a.csv --study S --explain --json")
        .done()
        .json();
    assert_eq!(json["arms"][0]["means_mm3"][2][1], 402.0);
    let refused = s.run("import a.csv --explain").refused();
    assert!(
        refused.stdout.contains("volume, day 7"),
        "{}",
        refused.stdout
    );
    assert!(
        refused.stderr.contains("--study NAME"),
        "{}",
        refused.stderr
    );
}

#[test]
fn profile_is_kept_and_recognized_by_its_headings() {
    let s = with(&[
        ("a.csv", "Beast;Kind;D0;D7\n1;V;5,5;6\n2;D;7;8\n"),
        ("b.csv", "Beast;Kind;D0;D7;D9\n1;V;5,5;6;9,5\n2;D;7;8;11\n"),
    ]);
    s.run("import a.csv --study S").refused();
    s.run("import a.csv --study S --map animal=Beast --map arm=Kind --decimal comma --profile lab")
        .done();
    let brought = s.run("import b.csv --study S").done().stdout;
    assert!(brought.contains("read by the profile `lab`"), "{brought}");
    assert!(brought.contains("2 readings"), "{brought}");
    s.run("import b.csv --study T --profile none").refused();
    s.run("import b.csv --study T --profile lab").done();
    let refused = s.run("import b.csv --study T --profile ../x").refused();
    assert!(refused.stderr.contains("profile"), "{}", refused.stderr);
}
