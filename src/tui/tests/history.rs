//! The audit trail on the screen.

use chrono::{Days, NaiveDate};

use super::{Stage, lab};
use crate::base::message::{Answer, Trouble};
use app::Notebook;
use app::animals::AnimalFacts;
use app::measure::{NewReading, Observed};
use domain::{Label, Observation, Protocol, Reason};

fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

/// Records a reading of 2026-01-05, or of so many days before it.
fn reading(notebook: &mut Notebook, animal: &str, days_before: u64) {
    let entry = NewReading {
        animal: animal.into(),
        site: None,
        observed: Observed::Date(
            NaiveDate::from_ymd_opt(2026, 1, 5).unwrap() - Days::new(days_before),
        ),
        clock_time: None,
        found: Some((
            Observation::from_numbers(Some(8.5), Some(7.25), None, None).unwrap(),
            None,
        )),
        weight: None,
        again: false,
        observer: None,
        method: label("caliper"),
        doubts: app::doubt::Doubts::Judged(Vec::new()),
    };
    notebook.measure("S", &entry).unwrap();
}

/// A study of three animals, read every day for so many days.
fn study(days: u64) -> impl FnOnce(&mut Notebook) {
    move |notebook| {
        notebook
            .create_study(label("S"), Protocol::default())
            .unwrap();
        let tags = ["101", "102", "個体番号一〇三番"].map(label);
        let sites = [label("left flank")];
        lab::add(notebook, "S", &tags, &AnimalFacts::default(), &sites);
        for days_before in (0..days).rev() {
            for tag in &tags {
                reading(notebook, tag.as_str(), days_before);
            }
        }
    }
}

fn opened(days: u64) -> Stage {
    let mut stage = Stage::new(study(days));
    stage.press("<Enter>6");
    stage
}

#[test]
fn trail_is_read_page_by_page_while_scrolling() {
    let mut stage = opened(90);
    let first = stage.screen(80, 24);
    assert!(
        first.contains("the 100 newest operations are read"),
        "{first}"
    );
    assert!(first.contains("   272 2026"), "{first}");
    stage.press("<End>");
    assert!(
        stage
            .screen(80, 24)
            .contains("the 200 newest operations are read")
    );
    stage.press("<End><PgDn>");
    assert!(stage.screen(80, 24).contains("272 operations in all"));
    stage.press("<End>");
    let last = stage.screen(80, 24);
    assert!(
        last.contains("add animals") && last.contains("create study"),
        "{last}"
    );
    stage.press("<Home>");
    assert!(stage.screen(80, 24).contains("   272 2026"));
}

#[test]
fn enter_shows_the_changes_of_an_operation() {
    let mut stage = opened(1);
    insta::assert_snapshot!("history", stage.screen(80, 24));
    insta::assert_snapshot!("history_wide", stage.screen(120, 40));
    stage.press("<Enter>");
    let details = stage.screen(80, 24);
    for phrase in [
        "Operation 5: measure",
        "new reading: 個体番号一〇三番 · left flank · 2026-01-05",
        "length (mm) ",
    ] {
        assert!(details.contains(phrase), "{phrase}: {details}");
    }
    assert!(!details.contains("_id "), "{details}");
    stage.press("<Esc><End><Up><Enter><End>");
    let details = stage.screen(80, 24);
    assert!(details.contains("left flank"), "{details}");
    stage.press("<Esc>");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn renamed_entry_keeps_its_old_name_in_the_trail() {
    let mut stage = opened(1);
    stage.press("1e<C-u>S2<C-s>6");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("create study"), "{screen}");
    stage.press("3e<C-u>110<C-s>6/110<Enter>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("add animals"), "{screen}");
}

#[test]
fn narrow_window_shows_the_subject_of_an_operation() {
    let mut stage = opened(1);
    let screen = stage.screen(60, 16);
    assert!(
        screen.contains("about") && screen.contains("102 · left"),
        "{screen}"
    );
}

#[test]
fn changes_show_before_and_after() {
    let mut stage = Stage::new(|notebook| {
        study(1)(notebook);
        let why = Some(Reason::new("the card was\nmisread").unwrap());
        let facts = AnimalFacts::default();
        notebook
            .edit_animal("S", "101", Some(label("110")), &facts, &[], why)
            .unwrap();
    });
    stage.press("<Enter>6");
    insta::assert_snapshot!("history_reasons", stage.screen(80, 24));
    stage.press("<Enter>");
    let details = stage.screen(80, 24);
    assert!(
        details.contains("101 → 110") && details.contains("misread"),
        "{details}"
    );
}

#[test]
fn undone_operation_is_marked() {
    let mut stage = Stage::new(|notebook| {
        study(1)(notebook);
        notebook.undo(None, None).unwrap();
    });
    stage.press("<Enter>6");
    insta::assert_snapshot!("history_undone", stage.screen(80, 24));
    stage.press("<Down><Enter>");
    assert!(stage.screen(80, 24).contains("by operation 6"));
}

#[test]
fn filter_finds_entries_by_words_and_by_animal() {
    let mut stage = opened(90);
    stage.press("/create");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("None of 100 operations matches"),
        "{screen}"
    );
    stage.press("<Enter><End>");
    assert!(
        stage
            .screen(80, 24)
            .contains("filter: create — 1 of all 272")
    );
    stage.press("<Esc>/102<Enter>");
    let of_animal = stage.screen(80, 24);
    assert!(
        of_animal.contains("animal 102: 91 operations (Esc"),
        "{of_animal}"
    );
    assert!(!of_animal.contains("101 ·"), "{of_animal}");
    stage.press("<Esc>");
    assert!(stage.screen(80, 24).contains("272 operations in all"));
    stage.press("/no such thing<Enter>");
    insta::assert_snapshot!("history_nothing_fits", stage.screen(80, 24));
    insta::assert_snapshot!("history_nothing_fits_wide", stage.screen(120, 40));
}

#[test]
fn cursor_stays_on_its_entry_when_new_ones_arrive() {
    let mut stage = opened(90);
    stage.press("<Down><Down>");
    let chosen = chosen_operation(&mut stage);
    reading(&mut stage.notebook(), "101", 100);
    stage.press("<C-r>");
    assert!(stage.screen(80, 24).contains("   273 2026"));
    assert_eq!(chosen_operation(&mut stage), chosen);
}

/// The title of the operation that the cursor is on, as its details show it.
fn chosen_operation(stage: &mut Stage) -> String {
    stage.press("<Enter>");
    let screen = stage.screen(80, 24);
    stage.press("<Esc>");
    let title = screen.lines().find(|line| line.contains("Operation "));
    title.unwrap().to_owned()
}

#[test]
fn unreadable_trail_shows_the_reason() {
    let mut stage = opened(0);
    let trouble = || Trouble {
        message: "the file is locked by another program".into(),
        hint: "close it there".into(),
        again: false,
        asks_reason: false,
    };
    stage.answer(Answer::Log(Err(trouble())));
    assert!(stage.screen(80, 24).contains("✗ the file is locked"));
    let mut stage = Stage::new(|notebook| {
        notebook
            .create_study(label("S"), Protocol::default())
            .unwrap();
    });
    stage.press("<Enter>");
    stage.model.context.screen = crate::base::screen::Screen::History;
    assert!(stage.screen(80, 24).contains("No operation"));
    stage.answer(Answer::Log(Err(trouble())));
    insta::assert_snapshot!("history_failed", stage.screen(80, 24));
    insta::assert_snapshot!("history_failed_wide", stage.screen(120, 40));
}

#[test]
fn import_shows_its_first_changes() {
    let mut stage = Stage::overfull();
    stage.press("6");
    insta::assert_snapshot!("history_overfull_wide", stage.screen(120, 40));
    insta::assert_snapshot!("history_overfull", stage.screen(80, 24));
    stage.press("<Enter><End>");
    let end = stage.screen(80, 24);
    assert!(
        end.contains("more changes: `graftbook audit log --all-rows`"),
        "{end}"
    );
}
