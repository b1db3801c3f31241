//! The tables of keys as a whole.

use crate::base::keymap::{self, Action, Binding, Scopes};
use crate::overlay;
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
    scopes.extend([&form::KEYS, &pick::KEYS, &reader::KEYS, &overlay::FILTER]);
    scopes.extend([
        &keymap::LIST,
        &keymap::STUDY,
        &keymap::SCREEN,
        &keymap::EVERYWHERE,
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
fn every_action_has_a_key() {
    for action in Action::ALL {
        let bound = all_bindings().iter().any(|b| b.action == *action);
        assert!(bound, "{action:?}");
    }
}
