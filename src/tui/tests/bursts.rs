//! What a device sends where nothing is typed: never commands, never values of another animal.

use super::lab;
use super::{Message, Stage, read_keys};
use crate::base::device::MOMENT;
use crate::base::screen::Screen;

/// Two cages of animals, of which 217 has a chip, at the overview.
fn stage() -> Stage {
    let mut stage = Stage::new(lab::cages_with_a_chip);
    stage.press("<Enter>");
    stage
}

#[track_caller]
fn shows(stage: &mut Stage, text: &str) {
    let screen = stage.screen(80, 24);
    assert!(screen.contains(text), "`{text}` is not shown:\n{screen}");
}

/// Readings and weighings in the file.
fn records(stage: &Stage) -> usize {
    let study = stage.notebook().study("S").unwrap();
    let tumors = study.animals.iter().flat_map(|a| &a.tumors);
    let readings: usize = tumors.map(|t| t.readings.len()).sum();
    let weighings: usize = study.animals.iter().map(|a| a.weighings.len()).sum();
    readings + weighings
}

#[test]
fn scanned_tag_jumps_from_every_screen() {
    for screen in 1..=7 {
        for end in ["<Enter>", "<Tab>", "<Enter><C-j>", ""] {
            let mut stage = stage();
            // A hand's digit is a command.
            stage.press(&screen.to_string());
            assert_eq!(stage.model.context.screen, Screen::OF_STUDY[screen - 1]);
            if screen == 2 {
                stage.press("<C-f>");
            }
            let end = if screen == 2 && end.is_empty() {
                "<Enter>"
            } else {
                end
            };
            stage.burst(&format!("214{end}"));
            // The table of animals chooses the row, and stays.
            if Screen::OF_STUDY[screen - 1] == Screen::Animals {
                assert_eq!(stage.model.context.screen, Screen::Animals);
                continue;
            }
            assert_eq!(
                stage.model.context.screen,
                Screen::Measure,
                "{screen} {end}"
            );
            shows(&mut stage, "C03 · 214 ♀");
            // What comes next is of that animal.
            stage
                .burst("12.9<Enter>")
                .burst("9.4<Enter>")
                .burst("20.6<Enter>");
            let study = stage.notebook().study("S").unwrap();
            let of_214 = study
                .animals
                .iter()
                .find(|a| a.animal.tag.as_str() == "214");
            assert_eq!(of_214.unwrap().weighings.len(), 4);
            assert_eq!(records(&stage), 8 * 6 + 2);
        }
    }
}

#[test]
fn value_sent_where_nothing_is_typed_changes_nothing() {
    for screen in [1, 3, 4, 5, 6, 7] {
        for sent in ["12.4", "9", "S S      21.40 g", "+012.34mm", "999"] {
            let mut stage = stage();
            let before = records(&stage);
            stage.press(&screen.to_string());
            stage.burst(&format!("{sent}<Enter>"));
            assert_eq!(
                stage.model.context.screen,
                Screen::OF_STUDY[screen - 1],
                "{sent}"
            );
            assert!(stage.model.overlays.is_empty(), "{sent}");
            // A line of the screen keeps one blank of several.
            let sent: Vec<&str> = sent.split_whitespace().collect();
            let phrase = format!(
                "`{}` was sent by a device; nothing was changed",
                sent.join(" ")
            );
            shows(&mut stage, &phrase);
            assert_eq!(records(&stage), before);
        }
    }
    // The list of studies has no animals to go to.
    let mut stage = stage();
    stage.press("<Esc>").burst("214<Enter>");
    assert_eq!(stage.model.context.screen, Screen::Studies);
    shows(&mut stage, "`214` was sent by a device");
}

#[test]
fn scanned_chip_jumps_and_closes_a_text() {
    let mut stage = stage();
    stage.press("4").burst("900215000123456<Enter>");
    shows(&mut stage, "C04 · 217 ♀");
    stage.press("<Esc>?");
    stage.burst("12.4<Enter>");
    assert_eq!(stage.model.overlays.len(), 1);
    stage.burst("213<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
}

#[test]
fn slow_keys_are_never_taken_for_a_device() {
    let mut stage = stage();
    // Keys as quick as a hand's, a key held down, a palette typed without a pause.
    let at = stage.model.context.now + 100;
    for (nth, key) in (0..).zip(read_keys("3jj")) {
        stage.send(Message::Key(key, at + nth * (MOMENT + 5)));
    }
    stage.send(Message::Moment(at + 1000));
    assert_eq!(stage.model.context.screen, Screen::Animals);
    assert_eq!(stage.model.status, None);
    let at = stage.model.context.now + 100;
    for (nth, key) in (0..).zip(read_keys("jjjj")) {
        stage.send(Message::Key(key, at + nth * 33));
    }
    stage.send(Message::Moment(at + 1000));
    assert_eq!(stage.model.status, None);
    shows(&mut stage, " 7 / 8");
    // Over a slow line two of them come at once.
    stage.press("<Home>").burst("jj");
    let moment = stage.model.context.now + MOMENT;
    stage.send(Message::Moment(moment));
    assert_eq!(stage.model.status, None);
    shows(&mut stage, " 3 / 8");
    stage.burst(":add animals");
    assert_eq!(stage.model.overlays.len(), 1);
}

#[test]
fn only_characters_are_held_and_only_for_a_moment() {
    let mut stage = stage();
    let at = stage.model.context.now + 100;
    let key = |text: &str| read_keys(text)[0];
    stage.send(Message::Key(key("2"), at));
    assert_eq!(stage.model.burst.due(), Some(at + MOMENT));
    assert_eq!(stage.model.context.screen, Screen::Overview);
    stage.send(Message::Moment(at + MOMENT - 1));
    assert_eq!(stage.model.context.screen, Screen::Overview);
    stage.send(Message::Moment(at + MOMENT));
    assert_eq!(stage.model.context.screen, Screen::Measure);
    assert_eq!(stage.model.burst.due(), None);
    // Where values are typed, nothing waits; nor do keys that no device sends.
    for text in ["1", "<Esc>", "<Down>", "<C-e>", "<F1>"] {
        stage.send(Message::Key(key(text), at + 1000));
        assert_eq!(stage.model.burst.due(), None, "{text}");
    }
    // Such a key lets what is held go first.
    let mut stage = self::stage();
    stage.send(Message::Key(key("3"), at));
    stage.send(Message::Key(key("<Down>"), at + 5));
    shows(&mut stage, " 2 / 8");
}

#[test]
fn device_input_is_refused_in_choices_and_forms() {
    let mut stage = stage();
    let before = records(&stage);
    stage.press("2<F5>");
    for (sent, end) in [("20.3", "<Enter>"), ("20.3", ""), ("3", "<Enter>")] {
        stage.burst(&format!("{sent}{end}"));
        shows(&mut stage, "Why not measured?");
        let phrase = format!("`{sent}` was sent by a device; nothing was changed");
        shows(&mut stage, &phrase);
    }
    assert_eq!(records(&stage), before);
    // A hand types its reason, however quick.
    stage.burst("asleep").press("<Enter>");
    assert_eq!(records(&stage), before + 1);
    stage.press("<Down><F4>");
    stage.burst("20.3<Enter>").burst("20.5<Enter>");
    shows(&mut stage, "Animal 212 leaves the study");
    shows(&mut stage, "2026-01-22");
    shows(
        &mut stage,
        "`20.5` was sent by a device; nothing was changed",
    );
    stage.press("<Esc><Down>");
    // Into the sizes of a correction a caliper may send, over half a value too.
    stage
        .press("12.9<Enter>9.4<Enter>20.7<Enter><Up><F7>1")
        .burst("12.5<Enter>");
    shows(&mut stage, "`1` was dropped: a device sent over it");
    stage.press("<C-s>read wrongly<C-s>");
    let study = stage.notebook().study("S").unwrap();
    let last = study.animals[2].tumors[0].readings.last().unwrap();
    assert_eq!(last.observation.to_string(), "12.5 × 9.4 mm");
}

/// `2` leads to Measure; the rest of the tag would be typed there as a value.
#[test]
fn tag_that_fingers_type_on_another_screen_goes_to_its_animal() {
    for from in ["1", "3", "4", "5", "6", "7"] {
        let mut stage = stage();
        let before = records(&stage);
        stage.press(from).press("217<Enter>");
        assert_eq!(stage.model.context.screen, Screen::Measure, "{from}");
        shows(&mut stage, "C04 · 217");
        assert_eq!(records(&stage), before, "{from}");
        stage.press("<C-e>");
        assert_eq!(records(&stage), before, "{from}");
    }
}

#[test]
fn digits_that_are_no_tag_or_come_late_are_a_value() {
    let mut stage = stage();
    // No animal 212.5: a length of 12.5 was typed into the first field.
    stage.press("212.5<Enter>");
    shows(&mut stage, "C03 · 211");
    shows(&mut stage, "12.5");
    let mut stage = self::stage();
    stage.press("2");
    let later = stage.model.context.now + 5_000;
    stage.send(Message::Tick(later, super::today()));
    stage.press("17<Enter>");
    shows(&mut stage, "C03 · 211");
}
