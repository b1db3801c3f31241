//! The command palette and the help: both drawn from the table of keys.

use tui_input::Input;

use super::keymap::{self, Action, Binding, Scope};
use super::model::Model;
use super::overlay::{Choosing, Item, Overlay, Pick, Reader, Value};

/// Actions that are moves of a hand rather than commands.
const NOT_COMMANDS: [Action; 18] = [
    Action::Up,
    Action::Down,
    Action::Left,
    Action::Right,
    Action::PageUp,
    Action::PageDown,
    Action::First,
    Action::Last,
    Action::Next,
    Action::Previous,
    Action::Accept,
    Action::NextField,
    Action::PreviousField,
    Action::NextSection,
    Action::PreviousSection,
    Action::Palette,
    Action::Back,
    Action::Submit,
];

fn names(binding: &Binding) -> String {
    let names: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
    names.join(", ")
}

/// All commands of the screen, and the studies by name.
pub(super) fn palette(model: &Model) -> Overlay {
    let mut scopes = model.screen_scopes();
    scopes.push(Scope::Everywhere);
    let commands = keymap::bindings(&scopes).filter(|b| !NOT_COMMANDS.contains(&b.action));
    let mut items: Vec<Item> = commands
        .map(|binding| Item {
            label: binding.what.to_owned(),
            detail: names(binding),
            value: Value::Action(binding.action),
        })
        .collect();
    items.extend(model.studies.all().iter().map(|study| Item {
        label: format!("open study {}", study.name),
        detail: String::new(),
        value: Value::Study(study.name.to_string()),
    }));
    Overlay::Pick(Box::new(Pick {
        title: "Commands".into(),
        items,
        input: Input::default(),
        at: 0,
        purpose: Choosing::Command,
    }))
}

/// The keys of these scopes.
pub(super) fn help(scopes: &[Scope]) -> Overlay {
    let mut lines = Vec::new();
    for scope in scopes {
        let bound: Vec<&Binding> = keymap::bindings(&[*scope]).collect();
        if bound.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push((String::new(), String::new()));
        }
        lines.push((String::new(), scope.title().to_owned()));
        let said = bound.iter().map(|b| (names(b), b.what.to_owned()));
        lines.extend(said);
    }
    Overlay::Reader(Box::new(Reader {
        title: "Keys".into(),
        lines,
        ..Reader::default()
    }))
}
