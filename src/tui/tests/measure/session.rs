//! A session from its first animal to its summary: days, undo across animals, and where one is.

use super::{Message, Stage, at_the_hood, cages, lab, rows, shows, today};

#[test]
fn new_day_starts_at_its_first_animal() {
    let mut stage = at_the_hood();
    stage.press("<Down><Down><Esc><C-d>16<Enter>12.9<Enter>9.4<Enter>");
    shows(&mut stage, "C03 · 211 ♀");
    let study = stage.notebook().study("S").unwrap();
    assert_eq!(study.animals[0].tumors[0].readings.len(), 4);
}

#[test]
fn disposition_moves_to_the_next_animal() {
    let mut stage = at_the_hood();
    stage.press("<Down><F4><Right><Right><Tab><Tab>ill<C-s>");
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn undo_goes_back_across_animals() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>12.8<Enter>9.3<Enter>20.6<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
    stage.press("<C-z>");
    assert_eq!(rows(&stage).len(), 3);
    shows(&mut stage, "C03 · 212 ♀");
    stage.press("<C-z><C-z>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
    shows(&mut stage, "C03 · 211 ♀");
    stage.press("21.0<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 21 g"]
    );
    shows(&mut stage, "C03 · 212 ♀");
    // Entries of others are not undone.
    stage.press("<C-z><C-z><C-z>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    shows(&mut stage, "nothing of this session is left to undo");
}

#[test]
fn the_session_ends_with_a_summary() {
    let mut stage = at_the_hood();
    for _ in 0..7 {
        stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    }
    stage.press("<F3>120.7<Enter>");
    shows(&mut stage, "Done 8 of 8 animals");
    shows(&mut stage, "Not measured 218: could not be measured");
    shows(&mut stage, "Alerts none");
    shows(&mut stage, "Pace 1 s per animal (median of 8)");
    // What a device sends closes nothing, and goes nowhere; Enter alone does.
    stage.press("12.9<Enter>");
    shows(&mut stage, "Done 8 of 8 animals");
    stage.press("<Enter>");
    assert!(!stage.screen(80, 24).contains("Pace"));
    shows(&mut stage, "8/8 done");
    // The message was shown: leaving does not show it again.
    stage.press("<Esc>");
    let screen = stage.screen(80, 24);
    assert!(
        screen.contains("Due") && !screen.contains("Pace"),
        "{screen}"
    );
}

#[test]
fn last_animal_does_not_ask_for_skipped_values() {
    let mut stage = at_the_hood();
    for _ in 0..7 {
        stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    }
    stage.press("12.9<Enter>9.4<Enter>12.7<Enter>");
    shows(&mut stage, "the weight is outside the expected");
    stage.press("<Enter><Enter>");
    shows(&mut stage, "Done 8 of 8 animals");
    // A key by hand is no send of a device: Enter closes the summary all the same.
    stage.press("<C-e><Enter>");
    let screen = stage.screen(80, 24);
    let gone =
        !screen.contains("Pace") && !screen.contains("outside") && !screen.contains("reading 2");
    assert!(gone, "{screen}");
}

#[test]
fn summary_lists_animals_that_left() {
    let mut stage = at_the_hood();
    stage.press("20.0<Enter>15.0<Enter>20.0<Enter>15.1<Enter>20.7<Enter>");
    stage.press("<F4><Tab><Tab>tumor volume<C-s>");
    stage.press("<F3>120.7<Enter><F3><F4>3<Tab><Tab>found cold<C-s><C-e>");
    shows(&mut stage, "⚠ 211: tumor volume 2250.0 mm³ has reached");
    shows(&mut stage, "To do: weigh daily, tell the study director");
    shows(
        &mut stage,
        "Off study 211: humane endpoint, tumor volume 213: found dead, found cold",
    );
    shows(&mut stage, "212: could not be measured 213: could not");
}

#[test]
fn other_observer_is_shown() {
    let mut stage = Stage::new(cages);
    stage.model.context.setting.author = lab::label("A. Smith");
    stage.press("m");
    shows(&mut stage, "last measured by M. Meier");
}

#[test]
fn readings_can_be_entered_for_another_day() {
    let mut stage = at_the_hood();
    stage.press("<C-d><C-u>2026-01-23<Enter>");
    shows(&mut stage, "is in the future");
    stage.press("<C-u>16<Enter>");
    shows(&mut stage, "day 16 · Wed 2026-01-21");
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    assert_eq!(rows(&stage), Vec::<String>::new());
    let study = stage.notebook().study("S").unwrap();
    let last = study.animals[0].tumors[0].readings.last().unwrap();
    assert_eq!(last.when.date.to_string(), "2026-01-21");
    // A restart goes on with that day, as long as values of it wait.
    stage.press("12.9<Enter>");
    let mut stage = stage.restarted();
    stage.press("m");
    shows(&mut stage, "day 16 · Wed 2026-01-21");
    shows(&mut stage, "C03 · 212 ♀");
}

#[test]
fn midnight_passes_in_the_middle_of_an_animal() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>");
    let tomorrow = today().succ_opt().unwrap();
    stage.send(Message::Tick(stage.model.context.now + 1000, tomorrow));
    shows(&mut stage, "⚠ day 17 · Thu 2026-01-22");
    stage.press("9.4<Enter>20.7<Enter>");
    assert_eq!(
        rows(&stage),
        ["211 right flank 1: 12.9 × 9.4 mm", "211 1: 20.7 g"]
    );
}

#[test]
fn unsaved_values_are_kept_while_another_study_is_open() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        notebook.create_demo(today()).unwrap();
    });
    stage.press("jjm12.9<Enter><Esc><Esc><Esc><Esc>");
    stage.press("<Esc>k<Enter>2<Esc><Esc><Esc><Esc>j<Enter>2");
    shows(&mut stage, "S · RS4;11");
    stage.press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn day_cannot_change_with_unsaved_values() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter><C-d>");
    shows(&mut stage, "1 value of this day not saved yet");
    stage.press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}
