//! The settings screen: what it shows, what it writes, and what holds afterwards.

use std::fs;

use super::{Config, ConfigFile, Stage};

fn file(stage: &Stage) -> std::path::PathBuf {
    stage
        .model
        .context
        .setting
        .config_file
        .path
        .clone()
        .unwrap()
}

/// On a file of settings with this text.
fn with_file(text: &str) -> Stage {
    let mut stage = Stage::with_config(Config::default(), |_| ());
    let path = file(&stage);
    fs::write(&path, text).unwrap();
    let (file, config) = ConfigFile::read(path).unwrap();
    stage.model.context.setting.config_file = file;
    stage.model.context.setting.config = config;
    stage
}

#[test]
fn settings_show_meaning_value_and_default() {
    let mut stage = with_file("background = \"light\"\n");
    stage.press(",");
    let screen = stage.screen(80, 24);
    let folder = file(&stage).parent().unwrap().display().to_string();
    for phrase in [
        &folder,
        "scan prefix",
        "light",
        "default: no",
        "default: as the locale",
    ] {
        assert!(screen.contains(phrase), "{phrase}\n{screen}");
    }
    stage.press("<Down>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("colors are brighter on dark"), "{screen}");
}

#[test]
fn changed_settings_are_written_and_hold_at_once() {
    let mut stage = with_file("# mine\nmouse = true\nlater = 1\n");
    stage.press(",#<Down><Right><Down><Down><Left><C-s>");
    let text = fs::read_to_string(file(&stage)).unwrap();
    let expected = "# mine\nlater = 1\nscan_prefix = \"#\"\nbackground = \"dark\"\n";
    assert_eq!(text, expected);
    let setting = &stage.model.context.setting;
    assert_eq!(setting.config.scan_prefix.as_deref(), Some("#"));
    assert!(!setting.config.mouse);
    assert!(stage.screen(80, 24).contains("settings saved in"));
}

#[test]
fn value_that_cannot_be_is_refused_in_its_field() {
    let mut stage = with_file("");
    stage.press(",12<C-s>");
    let screen = stage.screen(80, 24);
    assert!(screen.contains("`12` is not one character"), "{screen}");
    assert_eq!(fs::read_to_string(file(&stage)).unwrap(), "");
}

#[test]
fn all_fields_that_are_wrong_are_marked_at_once() {
    let mut stage = with_file("");
    stage.press(",ab<Down><Down><Down><Down><Down><Down>fast<Down>9X9<C-s>");
    let screen = stage.screen(140, 45);
    assert_eq!(screen.matches('✗').count(), 3, "{screen}");
    assert!(screen.contains("`ab` is not one character"), "{screen}");
    stage.press("<BS><Down><Down><Down><Down><Down><Down>");
    let screen = stage.screen(140, 45);
    let said = "balance speed: `fast` is not a whole number, such as 9600";
    assert!(screen.contains(said), "{screen}");
}

#[test]
fn file_that_is_not_understood_is_told_with_its_line_and_stays() {
    let mut stage = with_file("");
    let wrong = "# mine\nmouse = yes please\n";
    fs::write(file(&stage), wrong).unwrap();
    stage.press(",#<C-s>");
    let screen = stage.screen(140, 45);
    assert!(screen.contains("line 2: "), "{screen}");
    assert_eq!(fs::read_to_string(file(&stage)).unwrap(), wrong);
}
