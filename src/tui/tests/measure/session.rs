//! A session from its first animal to its summary: days, undo across animals, and where one is.

use super::{Message, Stage, at_the_hood, cages, lab, rows, shows, today};
use crate::base::screen::Screen;

#[test]
fn new_day_starts_at_its_first_animal() {
    let mut stage = at_the_hood();
    stage.press("<Down><Down><C-f><C-d>16<Enter>12.9<Enter>9.4<Enter>");
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
    shows(&mut stage, "is left to undo");
}

#[test]
fn the_session_ends_with_a_summary() {
    let mut stage = at_the_hood();
    for _ in 0..7 {
        stage.press("12.9<Enter>9.4<Enter>20.7<Enter>");
    }
    stage.press("<F3>120.7<Enter>");
    shows(&mut stage, "Done 7 of 8 animals");
    shows(
        &mut stage,
        "Partly done 218: tumor not measured (could not be measured)",
    );
    shows(&mut stage, "7 of 8 done, 1 partly done");
    shows(&mut stage, "Alerts none");
    shows(&mut stage, "Pace 1 s per animal (median of 8)");
    // What a device sends closes nothing, and goes nowhere; Enter alone does.
    stage.press("12.9<Enter>");
    shows(&mut stage, "Done 7 of 8 animals");
    stage.press("<Enter>");
    assert!(!stage.screen(80, 24).contains("Pace"));
    shows(&mut stage, "7/8 done");
    // One key leaves, and nothing lies over the screen that is gone to.
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
    shows(
        &mut stage,
        "Partly done 212: tumor not measured (could not be measured)",
    );
    shows(&mut stage, "Skipped 213: could not be measured");
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
    stage.press("jjm12.9<Enter><Esc>");
    shows(&mut stage, "1 value not saved yet: kept on Measure (2)");
    stage.press("<Esc>k<Enter>2<Esc><Esc>j<Enter>2");
    shows(&mut stage, "S · RS4;11");
    stage.press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn session_of_a_past_day_is_not_changed_by_later_days() {
    let mut stage = at_the_hood();
    // Of day 16: 211 is an outlier left alone, 212 is at a limit.
    stage.press("<C-d><C-u>16<Enter>22.9<Enter>9.4<Enter><Down>");
    stage.press("20.0<Enter>15.1<Enter><Down><F3>1<Down><C-e>");
    let then = session_of(&mut stage);
    assert!(then.contains("Done 0 of 8 animals"), "{then}");
    assert!(
        then.contains("Outliers not re-measured 211: 22.9"),
        "{then}"
    );
    assert!(then.contains("⚠ 212: tumor volume"), "{then}");
    stage.press("<Esc>");
    // Of day 17: both are small again, and 213 dies.
    let mut notebook = stage.notebook();
    for tag in ["211", "212"] {
        let entry = lab::reading(tag, None, 17, Some((8.0, 7.0)), Some(20.0));
        notebook.measure("S", &entry).unwrap();
    }
    let kind = domain::DispositionKind::FoundDead;
    let on = app::measure::Observed::Date(today());
    notebook
        .dispose("S", &["213".to_owned()], kind, on, None)
        .unwrap();
    stage.press("<C-r><C-e>");
    assert_eq!(session_of(&mut stage), then);
}

/// What the summary of the session shows, but for the pace.
fn session_of(stage: &mut Stage) -> String {
    let screen = stage.screen(120, 40);
    let lines = screen
        .lines()
        .skip_while(|line| !line.contains(" Session "));
    let lines = lines.filter(|line| !line.contains("Pace"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

#[test]
fn doubted_values_are_listed_until_they_are_measured_again() {
    let mut stage = at_the_hood();
    // 211 is left with an outlier, without a word about a second reading.
    stage.press("22.9<Enter>9.4<Enter><Down>");
    // 212 is measured again by choice, and the second reading is skipped: no value of it was doubted.
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F6><Enter><Up>");
    stage.press("<C-e>");
    let summary = session_of(&mut stage);
    assert!(
        summary.contains("Outliers not re-measured 211: 22.9 × 9.4 mm"),
        "{summary}"
    );
    assert!(!summary.contains("212: 12.9"), "{summary}");
}

#[test]
fn ticks_and_counts_agree() {
    let mut stage = at_the_hood();
    // 211 is done, 212 lacks its weight, 213 is skipped, 214 has an outlier that is still asked for.
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter>12.8<Enter>9.3<Enter><Enter>");
    stage.press("<F3>1<Enter>22.9<Enter>9.4<Enter><Down>");
    let screen = stage.screen(80, 24);
    let sign = |tag: &str| {
        let rows = screen.lines().map(|line| line.trim_start_matches('│'));
        let mut rows = rows.filter(|row| row.chars().take(16).collect::<String>().contains(tag));
        rows.next().and_then(|row| row.chars().next())
    };
    let signs = ["211", "212", "213", "214", "215"].map(sign);
    assert_eq!(
        signs.map(Option::unwrap),
        ['✓', '◐', '–', '◐', '▶'],
        "{screen}"
    );
    assert!(screen.contains("1/8 done"), "{screen}");
    stage.press("<C-e>");
    shows(&mut stage, "Done 1 of 8 animals");
    shows(
        &mut stage,
        "Partly done 212: weight 214: tumor, reading 2, weight",
    );
    shows(&mut stage, "Skipped 213: could not be measured");
    shows(&mut stage, "Not begun 4 animals: 215–218");
}

#[test]
fn one_escape_leaves_and_loses_nothing() {
    let mut stage = at_the_hood();
    stage.press("<Esc>");
    assert_eq!(stage.model.context.screen, Screen::Overview);
    assert_eq!(stage.model.status, None);
    // With work done, with a value taken, with a question open.
    stage.press("212.9<Enter>9.4<Enter><Esc>");
    assert_eq!(stage.model.context.screen, Screen::Overview);
    assert!(stage.model.overlays.is_empty());
    stage.press("220.7<Enter>12.8<Enter><Esc>");
    shows(&mut stage, "1 value not saved yet: kept on Measure (2)");
    stage.press("29.3<Enter>20.6<Enter>21.9<Enter>9.4<Enter><Esc><Esc>2");
    shows(
        &mut stage,
        "the volume is outside the expected 313 – 953 mm³: measure again",
    );
    // Half a value stays in its field, and is told.
    stage.press("1<Esc>");
    assert_eq!(stage.model.context.screen, Screen::Overview);
    shows(&mut stage, "1 value not saved yet: kept on Measure (2)");
    stage.press("22.7<Enter>9.2<Enter>20.5<Enter>");
    assert_eq!(rows(&stage).len(), 7);
}

#[test]
fn chosen_day_stays_until_another_is_chosen_and_is_shown() {
    let band = "⚠ PAST DAY 2026-01-21, day 16: all values are for this day";
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        notebook.create_demo(today()).unwrap();
    });
    stage.press("jjm");
    assert!(!stage.screen(80, 24).contains("PAST DAY"));
    stage.press("<C-d><C-u>16<Enter><F9>");
    shows(&mut stage, band);
    // The screen is left and gone to again, by every way.
    stage.press("12.9<Enter>9.4<Enter>20.7<Enter><Esc>");
    shows(&mut stage, "Measure stays on day 16 · Wed 2026-01-21");
    stage.press("32");
    shows(&mut stage, band);
    // Another study is measured on its own day.
    stage.press("<Esc><Esc>k<Enter>2");
    assert!(!stage.screen(80, 24).contains("PAST DAY"));
    stage.press("<Esc><Esc>j<Enter>2");
    shows(&mut stage, band);
    // A kill leaves it; an end of the program does not.
    let mut stage = stage.restarted();
    stage.press("jjm");
    shows(&mut stage, band);
    stage.press("<C-d><Enter>");
    let screen = stage.screen(80, 24);
    assert!(!screen.contains("PAST DAY"), "{screen}");
    stage.press("<C-d><C-u>16<Enter><C-q>");
    let mut stage = stage.restarted();
    stage.press("jjm");
    assert!(!stage.screen(80, 24).contains("PAST DAY"));
    // The band is not told by color alone, where nothing is due either.
    stage.press("<C-d><C-u>15<Enter>");
    shows(&mut stage, "⚠ PAST DAY 2026-01-20, day 15");
}

#[test]
fn another_day_is_chosen_over_unsaved_values_after_a_question_that_lists_them() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9<C-d>");
    shows(&mut stage, "Not saved yet: values of day 17");
    shows(&mut stage, "length 12.9 mm, width 9 mm");
    // No leads back, with all values; yes and then another day drops them, and says so.
    stage.press("<Esc>");
    shows(&mut stage, "Length [ 12.9 ] mm · last 11.6 day 14");
    stage.press("<C-d>y<Esc>");
    shows(&mut stage, "Length [ 12.9 ] mm · last 11.6 day 14");
    stage.press("<C-d>y<C-u>16<Enter>");
    shows(
        &mut stage,
        "readings are for day 16 · Wed 2026-01-21 · not saved: 211 length 12.9 mm, width 9 mm",
    );
    stage.press("<C-d><Enter>");
    shows(&mut stage, "Length [ ] mm last 11.6 day 14");
}

#[test]
fn a_past_day_tells_how_many_animals_were_not_due() {
    let mut stage = at_the_hood();
    stage.press("<C-d><C-u>15<Enter>");
    shows(&mut stage, "8 animals not due then: F9 lists all");
}

#[test]
fn a_reading_that_an_arrow_completes_is_told_as_saved() {
    let mut stage = at_the_hood();
    stage.press("12.9<Enter>9.4<Down>");
    shows(&mut stage, "C03 · 212 ♀");
    shows(&mut stage, "saved C03 · 211: 570 mm³, no weight yet");
}

#[test]
fn a_digit_without_a_reason_is_told() {
    let mut stage = at_the_hood();
    stage.press("<F3>9");
    shows(&mut stage, "there is no 9: choose 1 to 6");
    stage.press("1");
    shows(&mut stage, "C03 · 211");
    assert!(!stage.screen(80, 24).contains("there is no 9"));
}
