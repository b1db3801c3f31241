//! The tables of keys as a whole.

use super::{Stage, lab};
use crate::base::keymap::{self, Action, Binding, Scopes};
use crate::base::screen::Screen;
use crate::base::synonyms::synonyms;
use crate::overlay;
use crate::palette;
use crate::screens::Screens;
use crate::widgets::{form, pick, reader};

/// Every scope of the program.
fn all_scopes() -> Scopes {
    let mut screens = Screens::default();
    let mut scopes: Scopes = screens
        .all_mut()
        .into_iter()
        .flat_map(|screen| screen.keys())
        .collect();
    scopes.extend([
        &form::KEYS,
        &pick::KEYS,
        &reader::KEYS,
        &reader::ASK,
        &overlay::FILTER,
    ]);
    scopes.extend([
        &keymap::LIST,
        &keymap::STUDY,
        &keymap::SCREEN,
        &keymap::EVERYWHERE,
        &keymap::NOTEBOOK,
    ]);
    scopes
}

/// Every binding of the program.
pub fn all_bindings() -> Vec<&'static Binding> {
    keymap::bindings(&all_scopes()).collect()
}

#[test]
fn a_key_has_one_meaning_in_a_scope() {
    for scope in all_scopes() {
        for (at, one) in scope.bindings.iter().enumerate() {
            for other in &scope.bindings[at + 1..] {
                let clash = one.keys.iter().find(|key| other.keys.contains(key));
                assert!(clash.is_none(), "{one:?} and {other:?}");
            }
        }
    }
}

#[test]
fn every_action_has_a_key_or_is_in_the_palette() {
    for action in Action::ALL {
        let bound = all_bindings().iter().any(|b| b.action == *action);
        assert!(bound, "{action:?}");
    }
}

/// The first lines that the palette lists for what is typed.
fn found(stage: &mut super::Stage, typed: &str) -> Vec<String> {
    stage.press(&format!(":{typed}"));
    let screen = stage.screen(80, 24);
    stage.press("<Esc>");
    let lines = screen.lines().skip_while(|line| !line.contains("› "));
    let lines = lines.skip(1).take(4);
    let texts = lines.map(|line| line.trim_matches(|c| "│ ┌┐".contains(c)).to_owned());
    texts.collect()
}

#[test]
fn commands_are_found_by_the_words_people_have_for_them() {
    let mut stage = super::Stage::new(super::lab::cages);
    stage.press("<Enter>");
    for (typed, command) in [
        ("reopen", "close or reopen"),
        ("export", "export the data"),
        ("import", "import a table"),
        ("excel", "import a table"),
        ("backup", "backup: copy the notebook"),
        ("copy", "backup: copy the notebook"),
        ("outlier", "exclude data"),
        ("exclude", "exclude data"),
        ("verify", "verify the audit trail"),
        ("doctor", "check the notebook file"),
        ("restore", "restore a backup"),
        ("prism", "export the data"),
        ("rename", "edit the study"),
        ("rename", "edit an arm"),
        ("cage", "move the animal"),
        ("cage", "cage: move its animals"),
        ("delete", "undo your last entry"),
        ("remove", "undo your last entry"),
        ("note", "not measured"),
        ("death", "left the study"),
        ("sacrifice", "left the study"),
        ("undo", "undo your last entry"),
        ("close", "close or reopen"),
        ("exit", "quit the program"),
        ("save", "write the report"),
        ("print", "write the report"),
        ("help", "show the keys"),
        ("weight", "weigh"),
        ("caliper", "measure"),
        ("allocate", "draw"),
        ("randomise", "randomize"),
        ("unblind", "unblind it"),
        ("pdf", "write the report"),
        ("mice", "animals"),
    ] {
        let lines = found(&mut stage, typed);
        let is_listed = lines.iter().any(|line| line.contains(command));
        assert!(is_listed, "{typed}: {lines:#?}");
    }
}

#[test]
fn a_command_found_by_another_word_shows_that_word() {
    let mut stage = super::Stage::new(super::lab::cages);
    stage.press("<Enter>");
    let lines = found(&mut stage, "sacr");
    assert!(lines[0].contains("(sacrifice)"), "{lines:#?}");
    // Its own words need no such remark.
    let lines = found(&mut stage, "report");
    assert!(lines[0].starts_with("write the report"), "{lines:#?}");
    assert!(!lines[0].contains("(report)"), "{lines:#?}");
}

#[test]
fn a_command_of_another_screen_leads_there_and_says_its_key() {
    let mut stage = super::Stage::new(super::lab::cages);
    stage.press("<Enter>:sacrifice<Enter>");
    assert_eq!(stage.model.context.screen, Screen::Measure);
    let status = stage.model.status.as_ref().map(|status| &status.text);
    let status = status.map_or("", String::as_str);
    assert!(status.starts_with("press F4: "), "{status}");
}

#[test]
fn a_word_with_wrong_letters_finds_the_nearest_command() {
    let mut stage = super::Stage::new(super::lab::cages);
    stage.press("<Enter>");
    let lines = found(&mut stage, "reprot");
    assert_eq!(lines[0], "No match. The nearest:", "{lines:#?}");
    assert!(lines[1].contains("write the report"), "{lines:#?}");
    stage.press(":reprot<Enter>");
    assert!(stage.screen(80, 24).contains("Report of study"));
}

#[test]
fn every_command_has_a_description_and_other_words() {
    for binding in all_bindings() {
        assert!(!binding.what.is_empty(), "{binding:?}");
        if !palette::NOT_COMMANDS.contains(&binding.action) {
            let words = synonyms(binding.action);
            assert!(!words.is_empty(), "{binding:?}");
            assert_eq!(words, words.to_lowercase(), "{binding:?}");
        }
    }
}

#[test]
fn commands_of_a_study_are_found_on_the_list_of_studies_and_lead_into_the_chosen_one() {
    for (typed, screen, said) in [
        ("sacrifice", Screen::Measure, "press F4"),
        ("shuffle", Screen::Randomize, "press r"),
        ("preregister", Screen::Overview, "press p"),
        ("unblind", Screen::Overview, "press b"),
    ] {
        let mut stage = Stage::new(lab::cages);
        stage.press(&format!(":{typed}<Enter>"));
        assert_eq!(stage.model.context.screen, screen, "{typed}");
        let status = stage.model.status.as_ref().map(|s| s.text.clone());
        let status = status.unwrap_or_default();
        assert!(status.starts_with(said), "{typed}: {status}");
    }
    // Without a study there is nothing to lead to.
    let mut stage = Stage::new(|_| {});
    let screen = stage.press(":shuffle").screen(80, 24);
    assert!(!screen.contains("on Randomize"), "{screen}");
}

/// A terminal sends Alt and a digit as Esc and the digit.
#[test]
fn alt_and_a_digit_lead_from_every_screen_to_every_other() {
    for from in Screen::OF_STUDY {
        for to in Screen::OF_STUDY {
            let mut stage = Stage::new(lab::cages);
            stage.press("<Enter>");
            stage.go_by_alt(*from).go_by_alt(*to);
            assert_eq!(stage.model.context.screen, *to, "from {from:?}");
        }
    }
}
