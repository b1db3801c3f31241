//! Forms by keystrokes: what is in the file before, the keys, what is in the file after.

mod animals;
mod corrections;
mod fields;
mod marked;
mod studies;
mod walk;

use chrono::NaiveDate;

use super::{Message, Stage, lab, today};
use app::animals::AnimalFacts;
use app::measure::{NewReading, Observed};
use app::{LogFilter, LoggedOperation, Notebook};
use domain::{AnimalRecord, BodyWeight, Label, Observation, Protocol, StudyRecord};

pub fn label(text: &str) -> Label {
    Label::new("name", text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Study `S` with two arms and three animals, 211 and 212 in an arm and measured on days 0 and 14.
pub fn small(notebook: &mut Notebook) {
    let protocol = Protocol {
        day0: Some(lab::day0()),
        implant_site: Some(label("right flank")),
        ..Protocol::default()
    };
    lab::study_with(notebook, protocol);
    for (tag, arm) in [
        ("211", Some("Vehicle")),
        ("212", Some("KT-253")),
        ("213", None),
    ] {
        let facts = AnimalFacts {
            cage: Some(label("C04")),
            arm: arm.map(label),
            ..AnimalFacts::default()
        };
        lab::add(notebook, "S", &[label(tag)], &facts, &[]);
    }
    for (tag, day, sizes, grams) in [
        ("211", 0.0, ["10.0", "8.0"], 21.0),
        ("211", 14.0, ["12.40", "9.1"], 20.6),
        ("212", 0.0, ["9.0", "7.0"], 22.0),
        ("212", 14.0, ["5.0", "4.0"], 22.5),
    ] {
        measure(notebook, tag, day, sizes, grams);
    }
}

pub fn measure(notebook: &mut Notebook, tag: &str, day: f64, [l, w]: [&str; 2], grams: f64) {
    let sizes = [Some(l), Some(w), None, None];
    let read = |_, text: &str| Ok(text.parse().unwrap());
    let entry = NewReading {
        animal: tag.to_owned(),
        site: None,
        observed: Observed::Day(day),
        clock_time: None,
        found: Some(Observation::from_typed(sizes, false, read).unwrap()),
        weight: Some(BodyWeight::new(grams).unwrap()),
        again: false,
        observer: None,
        method: label("caliper"),
        doubts: app::doubt::Doubts::Judged(Vec::new()),
    };
    notebook.measure("S", &entry).unwrap();
}

/// On study `S`, at its overview.
pub fn stage() -> Stage {
    let mut stage = Stage::new(small);
    stage.press("<Enter>");
    stage
}

fn study(stage: &Stage) -> StudyRecord {
    stage.notebook().study("S").unwrap()
}

fn animal(stage: &Stage, tag: &str) -> AnimalRecord {
    stage.notebook().animal_record("S", tag).unwrap()
}

fn last(stage: &Stage) -> LoggedOperation {
    let log = stage.notebook().log(&LogFilter::default()).unwrap();
    log.into_iter().next().unwrap()
}

fn status(stage: &Stage) -> String {
    let status = stage.model.status.as_ref();
    status.map_or_else(String::new, |status| status.text.clone())
}

/// Presses keys that must not write anything, and returns what the screen shows then.
#[track_caller]
fn refused(stage: &mut Stage, keys: &str) -> String {
    let before = last(stage).seq;
    stage.press(keys);
    assert_eq!(last(stage).seq, before, "something was written");
    stage.screen(80, 24)
}

#[test]
fn leaving_a_form_writes_nothing() {
    let mut stage = stage();
    for keys in ["e", "a", "A1", "n", "c", "3e", "d", "t", "<Enter>c"] {
        refused(&mut stage, keys);
        assert!(!stage.model.overlays.is_empty(), "{keys}");
        refused(&mut stage, "xyz<Esc>");
        if !stage.model.overlays.is_empty() {
            refused(&mut stage, "<Esc>");
        }
        assert!(stage.model.overlays.is_empty(), "{keys}");
    }
}

#[test]
fn typing_replaces_the_text_of_a_newly_entered_field() {
    let mut stage = stage();
    stage.press("3e311<Tab><Tab>C05<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 211 is now 311 [operation 11]"
    );
    // A key that moves in the text keeps it.
    stage.press("<End>e<End>a<C-s>");
    assert_eq!(
        status(&stage),
        "saved: animal 311 is now 311a [operation 12]"
    );
    // What was refused is typed again.
    let screen = refused(&mut stage, "e212<C-s>");
    assert!(screen.contains("has an animal `212` already"), "{screen}");
}

#[test]
fn leaving_a_changed_form_warns_once() {
    let mut stage = stage();
    let overlays = |stage: &Stage| stage.model.overlays.len();
    stage.press("e<Tab><Down><Esc>");
    assert_eq!(overlays(&stage), 0);
    let screen = refused(&mut stage, "e<Tab>RS4;12<Esc>");
    assert!(
        screen.contains("the values typed here are not saved"),
        "{screen}"
    );
    assert!(screen.contains("RS4;12"), "{screen}");
    // The warning is shown again after more was typed.
    refused(&mut stage, "3<Esc>");
    assert_eq!(overlays(&stage), 1);
    refused(&mut stage, "<Esc>");
    assert_eq!(overlays(&stage), 0);
}

/// Over every form, and under the help that lies over it: what was typed is there again.
#[test]
fn form_values_survive_the_program() {
    for (keys, to) in [
        ("e", "<Tab>"),
        ("a", "<Tab><Tab>"),
        ("A1", "<Tab><Right><Tab>"),
        ("n", "<Tab>"),
        ("c", ""),
        ("3e", "<Tab><Tab>"),
        ("3d", "<Right><Tab><Tab>"),
        ("3t", ""),
        ("3<Enter>c", "<Tab>"),
    ] {
        let mut stage = stage();
        refused(&mut stage, keys);
        refused(&mut stage, &format!("{to}typed once<F1><C-q>"));
        assert!(stage.model.quit, "{keys}");
        let mut stage = stage.restarted();
        let screen = stage.screen(80, 24);
        assert!(screen.contains("was not saved"), "{screen}");
        stage.press("<Enter>");
        let screen = refused(&mut stage, keys);
        assert!(screen.contains("filled in again"), "{keys} {screen}");
        assert!(screen.contains("typed once"), "{keys} {screen}");
        // Left without it, it is gone.
        stage.press("<Esc><Esc>");
        let mut stage = stage.restarted();
        let screen = stage.screen(80, 24);
        assert!(!screen.contains("not saved"), "{keys} {screen}");
    }
}

/// A field that was left is kept at once, and one that is typed in at each tick, for when the program is killed; what was
/// saved is not.
#[test]
fn killed_program_loses_what_was_typed_since_the_last_tick() {
    let mut stage = Stage::new(|_| {});
    stage
        .press("nS-02<Tab>RS4;11<Tab><Tab>NO")
        .send(Message::Tick(9_000, today()));
    stage.press("D");
    let mut stage = stage.restarted();
    stage.press("n");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("S-02") && screen.contains("RS4;11"),
        "{screen}"
    );
    let strain = screen
        .lines()
        .any(|line| line.contains("NO ") && !line.contains("NOD"));
    assert!(strain, "{screen}");
    stage.press("<C-s>");
    let made = stage.notebook().study("S-02").unwrap().study.protocol;
    assert_eq!(made.model, Some(label("RS4;11")));
    let mut stage = stage.restarted();
    let screen = stage.screen(80, 24);
    assert!(!screen.contains("not saved"), "{screen}");
}

/// A correction that was not saved is of its reading, not of the next one that is corrected.
#[test]
fn restored_values_return_only_to_their_form() {
    let mut stage = stage();
    stage.press("3<Enter>c<Tab><Tab>typed once<C-q>");
    let mut stage = stage.restarted();
    stage.press("<Enter>").press("3<Enter><Up>c");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("Correct animal"), "{screen}");
    assert!(!screen.contains("typed once"), "{screen}");
    stage.press("<Esc><Down>c");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("typed once"), "{screen}");
}

#[test]
fn long_text_is_shown_from_its_beginning_after_leaving() {
    let mut stage = stage();
    let text = "weigh daily, tell the study director; euthanize at 25 % of loss";
    stage.press("e").press(&"<Tab>".repeat(11)).press(text);
    let screen = stage.screen(80, 24);
    assert!(screen.contains("at a limit           …"), "{screen}");
    assert!(screen.contains("at 25 % of loss"), "{screen}");
    stage.press("<Tab>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("at a limit           weigh daily, tell"),
        "{screen}"
    );
}

#[test]
fn errors_advise_keys() {
    let mut stage = stage();
    let screen = refused(&mut stage, "3<Home>d<Right><Tab><C-u>3<C-s>");
    assert!(
        screen.contains("move the readings: c on the animal"),
        "{screen}"
    );
    assert!(!screen.contains("`graftbook"), "{screen}");
}

#[test]
fn forms_look_like_this() {
    let mut stage = stage();
    stage.press("e");
    insta::assert_snapshot!("form_study_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("form_study_120x40", stage.screen(120, 40));
    stage.press("<Esc>A2");
    insta::assert_snapshot!("form_arm_80x24", stage.screen(80, 24));
    stage.press("<Esc>3<Enter>c<Tab><C-u>7<C-s>");
    insta::assert_snapshot!("form_correct_80x24", stage.screen(80, 24));
    insta::assert_snapshot!("form_correct_120x40", stage.screen(120, 40));
    stage.press("<Esc><Esc><Esc> <Down> d");
    insta::assert_snapshot!("form_disposition_80x24", stage.screen(80, 24));
}
