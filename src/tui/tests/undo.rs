//! Undo, reading back after a write, and studies that another program renames or removes.

use super::lab::{cages, label};
use super::{Stage, author};
use crate::base::message::{Answer, Fresh, Message, Tone, Trouble, Wrote};
use crate::base::screen::Screen;
use app::{Changed, Done, Notebook, Outcome, Write};
use domain::{Study, StudyStatus};

fn at_the_hood() -> Stage {
    let mut stage = Stage::new(cages);
    stage.press("m");
    stage
}

fn rename(notebook: &mut Notebook, from: &str, to: &str) {
    let edit = |study: &mut Study| {
        study.name = label(to);
        Ok(())
    };
    notebook.edit_study(from, None, None, edit).unwrap();
}

#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(120, 40);
    assert!(screen.contains(text), "`{text}` is not on\n{screen}");
}

fn undone(stage: &Stage) -> usize {
    let log = stage.notebook().log(&Default::default()).unwrap();
    log.iter().filter(|op| op.undoes.is_some()).count()
}

fn tick(stage: &mut Stage) {
    let at = stage.model.context.now + 1000;
    stage.send(Message::Tick(at, super::today()));
}

#[test]
fn undone_rename_shows_the_old_name() {
    let mut stage = Stage::new(cages);
    stage.press("<Enter>eSX<C-s>");
    shows(&mut stage, " SX");
    stage.press("<C-z>");
    let screen = stage.screen(80, 24);
    assert!(screen.starts_with(" S "), "{screen}");
    assert!(
        screen.contains("Undone: edit study, S → SX [operation"),
        "{screen}"
    );
    stage.press("<Esc>");
    assert_eq!(stage.model.screens.studies.all()[0].name, label("S"));
    // The forms of the study know it by that name.
    stage.press("<Enter>aC<Tab><C-s>");
    shows(&mut stage, "saved: arm C added");
}

#[test]
fn entries_before_a_rename_can_be_undone_after_it() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter><Esc>eSX<C-s>");
    stage.notebook().study("SX").unwrap();
    let operation = stage.model.undo[0].operation;
    // The name it was entered under is not the name it is undone under.
    stage.model.undo.pop();
    stage.press("<C-z>");
    shows(&mut stage, &format!("[operation {operation}]"));
    assert_eq!(undone(&stage), 1);
    shows(&mut stage, " SX");
}

#[test]
fn undoing_a_new_study_leaves_it() {
    let mut stage = Stage::new(cages);
    stage.press("nT<C-s>");
    assert_eq!(stage.model.context.screen, Screen::Overview);
    stage.press("<C-z>");
    assert_eq!(stage.model.context.screen, Screen::Studies);
    assert!(stage.model.context.study.is_none());
    assert_eq!(stage.model.screens.studies.all().len(), 1);
    shows(&mut stage, "Undone: create study, T [operation");
    // Nothing of a closed study is undone: the finished one of the demo stays.
    stage.press("d<Enter>3<C-z>");
    assert_eq!(stage.model.context.screen, Screen::Animals);
    shows(&mut stage, "study `KT253-RS411` is closed");
}

#[test]
fn undo_takes_back_entries_of_the_open_study_only() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        notebook.create_demo(super::today()).unwrap();
    });
    let place = |stage: &Stage, name: &str| {
        let mut studies = stage.model.screens.studies.all().iter();
        studies.position(|study| study.name == label(name)).unwrap()
    };
    let at = place(&stage, "S");
    stage.press("<Home>");
    stage
        .press(&"j".repeat(at))
        .press("m12.9<Enter>9.4<Enter><Esc><Esc>");
    assert_eq!(stage.model.context.screen, Screen::Studies);
    let at = place(&stage, "KT253-RS411");
    stage
        .press("<Home>")
        .press(&"j".repeat(at))
        .press("<Enter>");
    shows(&mut stage, "SIMULATED");
    let operation = stage.model.undo.last().unwrap().operation;
    stage.press("<C-z>");
    shows(
        &mut stage,
        "nothing of this session in this study is left to undo",
    );
    shows(&mut stage, "SIMULATED");
    // Where no study is open, the message names the study.
    stage.press("<Esc><C-z>");
    shows(&mut stage, "Undone: reading of S · 211 · right flank");
    shows(&mut stage, &format!("[operation {operation}]"));
}

#[test]
fn undo_asks_for_the_reason_that_it_needs() {
    let mut stage = Stage::new(cages);
    stage.press("<Enter>c");
    stage.press("data are locked<C-s><C-s>");
    let status = |stage: &Stage| stage.notebook().study("S").unwrap().study.status;
    assert_eq!(status(&stage), StudyStatus::Closed);
    stage.press("<C-z>");
    shows(&mut stage, "Undo operation");
    shows(&mut stage, "needs a reason: it had one");
    // Neither without a reason, nor with one that says nothing.
    stage.press("<C-s>");
    shows(&mut stage, "needs a reason");
    stage.press("x<C-s>");
    shows(&mut stage, "says nothing");
    assert_eq!(status(&stage), StudyStatus::Closed);
    stage.press("<C-u>closed too early<C-s>");
    assert_eq!(status(&stage), StudyStatus::Open);
    assert!(stage.model.overlays.is_empty() && stage.model.undo.is_empty());
}

#[test]
fn history_undoes_an_entry_of_another_author_with_a_reason() {
    let mut stage = Stage::new(cages);
    let mut other = Notebook::open(&stage.path(), label("A. Adler")).unwrap();
    stage.press("<Enter>");
    rename(&mut other, "S", "moved");
    tick(&mut stage);
    stage.press("6");
    assert_eq!(stage.model.context.screen, Screen::History);
    stage.press("u<C-s>");
    shows(&mut stage, "`A. Adler` made it");
    stage.press("wrong study<C-s>");
    assert!(stage.notebook().study("S").is_ok());
}

#[test]
fn undo_is_ignored_under_an_overlay() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>");
    for over in [
        "<F4>",
        "<F5>",
        "<F7>",
        "<C-d>",
        "<F1>",
        "<C-p>",
        "<F5><C-p>",
    ] {
        stage.press(over);
        let overlays = stage.model.overlays.len();
        assert!(overlays > 0, "{over}");
        stage.press("<C-z>");
        assert_eq!(stage.model.overlays.len(), overlays, "{over}");
        let screen = stage.screen(80, 24);
        let hints = screen.lines().last().unwrap();
        assert!(!hints.contains("Ctrl-Z"), "{over}: {hints}");
        stage.press(&"<Esc>".repeat(overlays));
    }
    // Nor from the palette with a form below it.
    stage.press("<F5><C-p>undo your last<Enter>");
    assert_eq!(stage.model.overlays.len(), 1);
    assert_eq!(undone(&stage), 0);
    stage.press("<Esc><C-p>undo your last<Enter>");
    assert_eq!(undone(&stage), 1);
}

#[test]
fn only_operations_that_can_never_be_undone_are_forgotten() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    let known = stage.model.undo.clone();
    assert_eq!(known.len(), 2);
    // The file is away for a while.
    let away = stage.path().with_extension("away");
    std::fs::rename(stage.path(), &away).unwrap();
    stage.press("<C-z>");
    assert_eq!(stage.model.undo, known);
    std::fs::rename(&away, stage.path()).unwrap();
    tick(&mut stage);
    tick(&mut stage);
    // Another program undid the newest operation.
    stage.notebook().undo(None, None).unwrap();
    stage.press("<C-z>");
    assert_eq!(stage.model.undo, known[..1]);
    assert_eq!(stage.model.status.as_ref().unwrap().tone, Tone::Error);
    stage.press("<C-z>");
    assert_eq!(undone(&stage), 2);
    assert!(stage.model.undo.is_empty());
}

#[test]
fn undo_is_retried_after_a_locked_file() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>");
    let known = stage.model.undo.clone();
    let undo = || {
        Box::new(Write::Undo {
            operation: known[0].operation,
            study: known[0].study,
            reason: None,
        })
    };
    let trouble = |again| Trouble {
        message: "another program has been writing for 3 s".into(),
        hint: String::new(),
        again,
        asks_reason: false,
    };
    stage.answer(Answer::Wrote(undo(), Err(trouble(true))));
    assert_eq!(stage.model.undo, known);
    stage.answer(Answer::Wrote(undo(), Err(trouble(false))));
    assert!(stage.model.undo.is_empty());
}

#[test]
fn write_counts_as_saved_even_if_reading_back_fails() {
    let mut stage = Stage::new(cages);
    stage.press("<Enter>");
    let arms = stage
        .model
        .context
        .study
        .as_ref()
        .unwrap()
        .record
        .arms
        .len();
    let arm = app::arms::NewArm {
        name: label("late"),
        is_control: false,
        label: None,
        vehicle: None,
        treatments: Vec::new(),
    };
    let (added, receipt) = stage.notebook().add_arm("S", arm.clone()).unwrap();
    let write = Write::AddArm {
        study: "S".into(),
        arm,
    };
    let done = Done {
        receipt,
        outcome: Outcome::ArmAdded {
            study: "S".into(),
            arm: added,
        },
        changed: Changed::Unknown,
    };
    let fresh = Fresh::Stale;
    let stale = Wrote { done, fresh };
    stage.answer(Answer::Wrote(Box::new(write), Ok(Box::new(stale))));
    shows(&mut stage, "saved: arm late added");
    let study = stage.model.context.study.as_ref().unwrap();
    assert_eq!(study.record.arms.len(), arms + 1);
    stage.press("<C-z>");
    let study = stage.model.context.study.as_ref().unwrap();
    assert_eq!(study.record.arms.len(), arms);
}

#[test]
fn study_renamed_or_removed_elsewhere_is_followed() {
    let mut stage = Stage::new(cages);
    let mut other = Notebook::open(&stage.path(), author()).unwrap();
    stage.press("<Enter>3");
    rename(&mut other, "S", "moved");
    tick(&mut stage);
    shows(&mut stage, "study S is now named moved");
    assert_eq!(stage.model.context.study.as_ref().unwrap().name(), "moved");
    assert_eq!(stage.model.context.screen, Screen::Animals);

    stage.press("<Esc><Esc>nT<C-s>");
    assert_eq!(stage.model.context.study.as_ref().unwrap().name(), "T");
    other.undo(None, None).unwrap();
    stage.press("e");
    tick(&mut stage);
    assert_eq!(stage.model.context.screen, Screen::Studies);
    assert!(stage.model.overlays.is_empty());
    shows(&mut stage, "study T is no longer in the notebook");
}

#[test]
fn list_keeps_old_values_until_new_ones_arrive() {
    let mut stage = Stage::new(cages);
    stage.screen(80, 24);
    let studies = stage.model.screens.studies.all().to_vec();
    let before = stage.screen(80, 24);
    assert!(!before.contains('…'), "{before}");
    // A colleague writes: the list is read again, and how each study stands is asked again.
    let listed = Message::Answer(Answer::Studies(Ok(studies)));
    let asked = crate::update::update(&mut stage.model, listed);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(stage.screen(80, 24), before);
}

#[test]
fn due_dates_are_refreshed_on_a_new_day() {
    let mut stage = Stage::new(cages);
    assert!(stage.screen(80, 24).contains("measure today"));
    let tomorrow = super::today().succ_opt().unwrap();
    stage.send(Message::Tick(1_000, tomorrow));
    let screen = stage.screen(80, 24);
    assert!(screen.contains("1 day late"), "{screen}");
}

#[test]
fn studies_are_listed_before_they_are_counted() {
    let mut stage = Stage::new(cages);
    let studies = stage.model.screens.studies.all().to_vec();
    stage.model.screens.studies = Default::default();
    let listed = Message::Answer(Answer::Studies(Ok(studies)));
    crate::update::update(&mut stage.model, listed);
    let screen = stage.screen(80, 24);
    let row = screen.lines().find(|line| line.starts_with('S')).unwrap();
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words, ["S", "…", "…"]);
}

#[test]
fn newly_visible_studies_are_queried() {
    let mut stage = Stage::new(|notebook| {
        for n in 100..160 {
            let protocol = Default::default();
            notebook
                .create_study(label(&format!("S{n}")), protocol)
                .unwrap();
        }
    });
    stage.press("/159");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("S159") && !screen.contains('…'), "{screen}");
    stage.press("<Esc>");
    let screen = stage.screen(80, 70);
    assert!(screen.contains("S159") && !screen.contains('…'), "{screen}");
}
