//! Imports, exports, backups, exclusions and examinations from the screens.

use super::{Stage, lab};
use crate::overlay::Overlay;

/// A stage with the study `S` open, and a table beside its notebook.
fn with_table(lines: &str) -> (Stage, String) {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>");
    let table = stage.path().with_file_name("readings.csv");
    std::fs::write(&table, lines).unwrap();
    (stage, table.display().to_string())
}

fn status(stage: &Stage) -> String {
    let status = stage.model.status.as_ref();
    status.map_or_else(String::new, |status| status.text.clone())
}

#[test]
fn import_is_shown_before_it_is_written() {
    let (mut stage, table) = with_table("animal,day,length,width\n211,17,12,9\n212,17,11,9\n");
    stage.press(&format!("i{table}<C-s>"));
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("would bring into study S: 2 readings"),
        "{screen}"
    );
    assert!(screen.contains("y yes, do it"), "{screen}");
    // No is Esc, which leads back to the form.
    stage.press("<Esc>");
    assert!(matches!(
        stage.model.overlays.last(),
        Some(Overlay::Form(..))
    ));
    assert_eq!(
        stage.notebook().study("S").unwrap().animals[0].tumors[0]
            .readings
            .len(),
        3
    );
    stage.press("<C-s>y");
    assert!(status(&stage).starts_with("imported: brought into study S: 2 readings"));
    assert!(stage.model.overlays.is_empty());
    let study = stage.model.context.study.as_ref().unwrap();
    assert_eq!(study.record.animals[0].tumors[0].readings.len(), 4);
    // An import is undone as everything else is.
    stage.press("<C-z>");
    assert_eq!(
        stage.notebook().study("S").unwrap().animals[0].tumors[0]
            .readings
            .len(),
        3
    );
}

#[test]
fn problems_of_a_file_are_listed_and_nothing_is_imported() {
    let (mut stage, table) = with_table("animal,day,length,width\n211,17,twelve,9\nX9,17,11,9\n");
    stage.press(&format!("i{table}<C-s>"));
    let screen = stage.screen(80, 24);
    assert!(screen.contains("Problems of the file"), "{screen}");
    assert!(
        screen.contains("twelve") && screen.contains("X9"),
        "{screen}"
    );
    assert!(!screen.contains("--"), "{screen}");
    stage.press("<Esc>");
    assert!(matches!(
        stage.model.overlays.last(),
        Some(Overlay::Form(..))
    ));
}

#[test]
fn files_are_offered_while_a_path_is_typed() {
    let (mut stage, table) = with_table("animal\n");
    let begun = table.strip_suffix("ings.csv").unwrap();
    stage.press(&format!("i{begun}"));
    let screen = stage.screen(120, 40);
    assert!(screen.contains("readings.csv"), "{screen}");
    stage.press("<Right><Tab>");
    let Some(Overlay::Form(form, _)) = stage.model.overlays.last() else {
        panic!("the form is open");
    };
    assert_eq!(form.value("file"), table);
}

#[test]
fn data_are_exported_to_a_folder() {
    let mut stage = Stage::new(lab::cages);
    let folder = stage.path().with_file_name("out");
    stage.press(&format!("<Enter>X<Tab>{}<C-s>", folder.display()));
    assert!(folder.join("readings.csv").exists(), "{}", status(&stage));
    // What is there already is not replaced unasked.
    stage.press(&format!("X<Tab>{}<C-s>", folder.display()));
    let screen = stage.screen(80, 24);
    assert!(screen.contains("holds files already"), "{screen}");
}

#[test]
fn day_is_excluded_with_a_reason_and_included_again() {
    let mut stage = Stage::new(lab::cages);
    stage.press("<Enter>x<Tab><Tab>14<Tab><Tab>wrong caliper<C-s>");
    assert_eq!(stage.notebook().study("S").unwrap().exclusions.len(), 1);
    stage.press("x<Right><Tab><Tab>14<Tab><Tab>it was the right one<C-s>");
    assert!(stage.notebook().study("S").unwrap().exclusions.is_empty());
}

#[test]
fn notebook_is_backed_up_and_never_over_a_file() {
    let mut stage = Stage::new(lab::cages);
    stage.press(":backup<Enter><C-s>");
    let file = stage.path().with_file_name("notebook-2026-01-22.db");
    assert!(file.exists() && status(&stage).starts_with("backed up to "));
    stage.press(":backup<Enter><C-s>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("Back up the notebook") && screen.contains("exists"),
        "{screen}"
    );
}

#[test]
fn file_is_verified_and_examined_from_the_palette() {
    let mut stage = Stage::new(lab::cages);
    stage.press(":verify the<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("The audit trail is whole"), "{screen}");
    stage.press("<Enter>:doctor<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("The notebook file is sound"), "{screen}");
    stage.press("<Enter>:restore<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("graftbook restore BACKUP"), "{screen}");
}

#[test]
fn a_decimal_comma_is_told_once_and_proposed_and_remembered() {
    let rows = "animal;date;length;width\n211;22.01.2026;12,5;9,5\n212;22.01.2026;11,5;9,0\n";
    let (mut stage, table) = with_table(rows);
    stage.press(&format!("i{table}<C-s>"));
    let screen = stage.screen(100, 40);
    assert!(screen.contains("6 problems found"), "{screen}");
    let told = [
        "not a number (likewise 3 other values)",
        "not a date (likewise 1 other value)",
    ];
    assert!(told.iter().all(|told| screen.contains(told)), "{screen}");
    // What the values suggest stands in the form.
    stage.press("<Esc>");
    let screen = stage.screen(100, 40);
    assert!(
        screen.contains("— decimal mark is now comma, dates"),
        "{screen}"
    );
    stage.press("<C-s>");
    let screen = stage.screen(100, 40);
    assert!(screen.contains("2 readings"), "{screen}");
    stage.press("y");
    // The next form begins with it, in this session and the next.
    let begins_so = |stage: &mut Stage| {
        let screen = stage.press("i").screen(100, 40);
        stage.press("<Esc>");
        screen.contains("comma: 12,4") && screen.contains("DD.MM.YYYY")
    };
    assert!(begins_so(&mut stage));
    let mut stage = stage.restarted();
    assert!(begins_so(&mut stage));
}

#[test]
fn a_file_that_is_missing_is_told_when_its_field_is_left() {
    let (mut stage, table) = with_table("animal\n");
    let misspelled = table.replace("readings", "reading");
    let screen = stage.press(&format!("i{misspelled}<Tab>")).screen(140, 40);
    assert!(screen.contains("there is no file or folder"), "{screen}");
    assert!(screen.contains("readings.csv?"), "{screen}");
    let (mut stage, table) = with_table("animal\n");
    let screen = stage.press(&format!("i{table}<Tab>")).screen(140, 40);
    assert!(!screen.contains("there is no file"), "{screen}");
}

#[test]
fn a_new_study_of_an_import_is_called_new_and_a_near_one_is_named() {
    let (mut stage, table) = with_table("animal\n");
    let screen = stage
        .press(&format!("i{table}<Tab><C-u>KT<Tab>"))
        .screen(140, 40);
    assert!(screen.contains("a new study"), "{screen}");
    assert!(!screen.contains("did you mean"), "{screen}");
    let screen = stage.press("<Up><C-u>s<Tab>").screen(140, 40);
    assert!(screen.contains("a new study; did you mean S?"), "{screen}");
}

#[test]
fn the_key_of_a_blinded_study_is_handed_out_on_record() {
    let (mut stage, table) = with_table("animal\n");
    stage.press("K");
    assert!(status(&stage).contains("the study is not blinded"));
    let key = table.replace("readings", "key");
    stage.press(&format!("b<C-s>K<C-u>{key}<C-s>"));
    // Without a reason it is not.
    assert!(stage.screen(80, 24).contains("reason is empty"));
    stage.press("doses are prepared<C-s>");
    let said = status(&stage);
    assert!(said.starts_with("wrote the key of study S to "), "{said}");
    assert!(said.contains("it stays blinded [operation"), "{said}");
    let written = std::fs::read_to_string(&key).unwrap();
    assert!(written.contains("Vehicle"), "{written}");
    let study = stage.notebook().study("S").unwrap();
    assert!(study.study.blinding.is_blinded());
    assert_eq!(study.conduct.keys.len(), 1);
    // A file that exists is never replaced.
    stage.press(&format!("K<C-u>{key}<Tab>again<C-s>"));
    let screen = stage.screen(120, 40);
    assert!(screen.contains("cannot write"), "{screen}");
}
