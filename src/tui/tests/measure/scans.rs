//! Tags and chips that jump to their animal, and what is none.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Config, Message, Stage, at_the_hood, cages, lab, rows, shows};
use crate::base::screen::Screen;

#[test]
fn a_scan_jumps_to_its_animal() {
    let config = Config {
        scan_prefix: Some("#".into()),
        ..Config::default()
    };
    let mut stage = Stage::with_config(config, cages);
    stage.press("m12.9<Enter>");
    // With the prefix, from the middle of an animal; what was taken there waits.
    stage.burst("#216<Enter>");
    shows(&mut stage, "C04 · 216 ♀");
    assert_eq!(rows(&stage), Vec::<String>::new());
    stage.press("12.8<Enter>9.3<Enter>20.6<Enter>");
    assert_eq!(
        rows(&stage),
        ["216 right flank 1: 12.8 × 9.3 mm", "216 1: 20.6 g"]
    );
    stage.burst("#211<Enter>").press("9.4<Enter>");
    assert_eq!(rows(&stage)[..1], ["211 right flank 1: 12.9 × 9.4 mm"]);
    // A tag that is not of this study says so and changes nothing.
    stage.burst("#999<Enter>");
    shows(&mut stage, "no animal here has the tag or chip `999`");
    shows(&mut stage, "C03 · 211 ♀");
    // At the queue, a tag needs no prefix.
    stage.press("<C-f>218<Enter>");
    shows(&mut stage, "C04 · 218 ♀");
    stage.press("<Left>77<Enter>");
    shows(&mut stage, "no animal here has the tag or chip `77`");
    // From another screen.
    stage.press("<Esc>").press("6");
    stage.burst("#213<Enter>");
    shows(&mut stage, "C03 · 213 ♀");
    assert_eq!(rows(&stage).len(), 3);
}

#[test]
fn unfinished_value_is_dropped_by_a_scan() {
    let config = Config {
        scan_prefix: Some("#".into()),
        ..Config::default()
    };
    let mut stage = Stage::with_config(config, cages);
    stage.press("m12.9<Enter>8").burst("#216<Enter>");
    shows(&mut stage, "C04 · 216 ♀");
    shows(&mut stage, "`8` of 211 was not accepted: no Enter followed");
    assert_eq!(rows(&stage), Vec::<String>::new());
    // What had its Enter waits.
    stage.burst("#211<Enter>").press("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn scan_that_does_not_jump_says_why() {
    let config = Config {
        scan_prefix: Some("#".into()),
        ..Config::default()
    };
    let mut stage = Stage::with_config(config, cages);
    stage.press("m218<Enter>");
    shows(&mut stage, "length `218` is outside");
    stage.burst("#216<Enter>");
    shows(&mut stage, "C03 · 211 ♀");
    shows(
        &mut stage,
        "did not go to `216`: the value of 211 is not saved",
    );
    stage.press("<Esc>").burst("#216<Enter>");
    shows(&mut stage, "C04 · 216 ♀");
}

#[test]
fn digits_are_values_and_switch_screens_with_alt_or_after_esc() {
    let mut stage = at_the_hood();
    assert!(
        stage
            .screen(80, 24)
            .contains("Alt-1 Overvi 2 Measure 3 Animal 4 Growth")
    );
    stage.press("3");
    assert_eq!(stage.model.context.screen, Screen::Measure);
    // From a half-typed value too, which is still there afterwards.
    let alt = |stage: &mut Stage, c| {
        let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT);
        stage.send(Message::Key(key, stage.model.context.now + 100));
    };
    alt(&mut stage, '6');
    assert_eq!(stage.model.context.screen, Screen::History);
    shows(&mut stage, "1 value not saved yet: kept on Measure (2)");
    stage.press("2");
    shows(&mut stage, "Length [ 3 ]");
    // What lies over the screen goes first.
    stage.press("<BS><F5>");
    alt(&mut stage, '3');
    assert_eq!(stage.model.context.screen, Screen::Animals);
    stage.press("2<Esc>3");
    assert_eq!(stage.model.context.screen, Screen::Animals);
    assert_eq!(rows(&stage), Vec::<String>::new());
}

#[test]
fn signs_that_begin_no_value_are_commands_in_an_empty_field() {
    let mut stage = at_the_hood();
    for (sign, opens) in [
        ("?", "the tumor as not palpable"),
        (":", "Commands"),
        ("/", " / "),
    ] {
        stage.press(sign);
        assert_eq!(stage.model.overlays.len(), 1, "{sign}");
        shows(&mut stage, opens.trim());
        stage.press("<Esc>");
    }
    stage.press("1?");
    assert!(stage.model.overlays.is_empty());
    shows(&mut stage, "Length [ 1? ]");
}

#[test]
fn chip_in_a_value_field_is_a_scan_and_a_tag_is_not() {
    let mut stage = with_a_chip();
    stage.press("218<Enter>");
    shows(&mut stage, "length `218` is outside");
    shows(&mut stage, "C03 · 211 ♀");
    stage.press("900215000123456<Enter>");
    shows(&mut stage, "C04 · 217 ♀ · 900215000123456");
    assert_eq!(rows(&stage), Vec::<String>::new());
}

/// A terminal sends Esc and the next key of one read as that key with Alt.
#[test]
fn escape_with_a_following_key_is_two_keys() {
    let mut stage = at_the_hood();
    let alt = KeyEvent::new(KeyCode::Char('e'), KeyModifiers::ALT);
    stage.send(Message::Key(alt, 100));
    let moment = stage.model.context.now + 100;
    stage.send(Message::Moment(moment));
    shows(&mut stage, "Study S");
    stage.press("<Esc>");
    let quit = KeyModifiers::CONTROL | KeyModifiers::ALT;
    let quit = KeyEvent::new(KeyCode::Char('q'), quit);
    stage.send(Message::Key(quit, 200));
    assert!(stage.model.quit);
}

#[test]
fn a_scan_ends_with_any_terminator_and_leaves_choices() {
    let config = Config {
        scan_prefix: Some("#".into()),
        ..Config::default()
    };
    for end in ["<Enter>", "<Tab>", "<C-j>", "<Enter><C-j>"] {
        let mut stage = Stage::with_config(config.clone(), cages);
        // The weight of 214 is left: a second terminator must not pass over it.
        stage.press("m<C-f>214<Enter>12.9<Enter>9.4<Enter><C-f>211<Enter><F5>");
        stage.burst(&format!("#214{end}"));
        shows(&mut stage, "C03 · 214 ♀");
        assert!(stage.model.overlays.is_empty(), "{end}");
        stage.press("20.7<Enter>");
        assert_eq!(
            rows(&stage),
            ["214 right flank 1: 12.9 × 9.4 mm", "214 1: 20.7 g"],
            "{end}"
        );
    }
}

/// Animals of which 217 has a chip, at the first.
fn with_a_chip() -> Stage {
    let mut stage = Stage::new(lab::cages_with_a_chip);
    stage.press("m");
    stage
}

#[test]
fn send_of_a_device_replaces_a_half_typed_value() {
    for end in ["<Enter>", "<Tab>", "<C-j>", "<Enter><C-j>"] {
        let mut stage = with_a_chip();
        stage.press("8.2").burst(&format!("12.9{end}"));
        shows(
            &mut stage,
            "`8.2` of 211 was dropped: a device sent `12.9` over it",
        );
        stage.press("1").burst(&format!("+009.41mm{end}"));
        shows(&mut stage, "`1` of 211 was dropped");
        stage.press("2").burst(&format!("S S      20.7 g{end}"));
        // Told although the animal is complete, and the next one is there.
        shows(&mut stage, "`2` of 211 was dropped");
        shows(&mut stage, "C03 · 212 ♀");
        assert_eq!(
            rows(&stage),
            ["211 right flank 1: 12.9 × 9.41 mm", "211 1: 20.7 g"],
            "{end}"
        );
    }
}

#[test]
fn tag_as_it_is_written_comes_before_one_in_other_capitals() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        lab::animals(notebook, "C05", "KT-253", &["a1", "A1"], &[]);
    });
    stage.press("m<C-f>A1<Enter>");
    shows(&mut stage, "C05 · A1");
    stage.press("<C-f>a1<Enter>");
    shows(&mut stage, "C05 · a1");
}

#[test]
fn chip_onto_a_half_typed_value_jumps() {
    // However late its Enter comes, or none.
    for (sent, enter) in [
        ("900215000123456<Enter>", ""),
        ("900215000123456<Tab>", ""),
        ("900215000123456", "<Enter>"),
        ("900215000123456", "<Down>"),
    ] {
        let mut stage = with_a_chip();
        stage.press("8.2").burst(sent).press(enter);
        shows(&mut stage, "`8.2` of 211 was");
        if enter != "<Down>" {
            shows(&mut stage, "C04 · 217 ♀ · 900215000123456");
        }
        assert_eq!(rows(&stage), Vec::<String>::new());
    }
    // At the queue, and where a question is open.
    let mut stage = with_a_chip();
    stage.press("<C-f>21").burst("900215000123456<Enter>");
    shows(&mut stage, "C04 · 217 ♀");
    shows(&mut stage, "`21` was dropped");
    let mut stage = with_a_chip();
    stage.press("21.9<Enter>9.4<Enter>8.2");
    stage.burst("900215000123456<Enter>");
    shows(&mut stage, "C04 · 217 ♀");
}

#[test]
fn chip_of_no_animal_is_told_as_such() {
    let mut stage = with_a_chip();
    stage.press("8.2").burst("900215000999999<Enter>");
    shows(
        &mut stage,
        "no animal here has the tag or chip `900215000999999`",
    );
    shows(&mut stage, "C03 · 211 ♀");
    // The values that follow are of the animal that was scanned.
    stage.burst("8.8<Enter>").press("<Enter>");
    stage.burst("12.9<Enter>").burst("9.4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}

#[test]
fn tag_that_cannot_be_a_value_jumps() {
    let mut stage = Stage::new(|notebook| {
        cages(notebook);
        lab::animals(notebook, "C05", "KT-253", &["M-07"], &[]);
    });
    stage.press("m3").burst("M-07<Enter>");
    shows(&mut stage, "C05 · M-07");
}

#[test]
fn keys_that_a_slow_line_bundles_are_one_value() {
    let mut stage = at_the_hood();
    stage
        .press("12")
        .burst(".9<Enter>")
        .press("9")
        .burst(".4<Enter>");
    assert_eq!(rows(&stage), ["211 right flank 1: 12.9 × 9.4 mm"]);
}
