//! The command palette and the help: both drawn from the table of keys.

use tui_input::Input;

use super::keymap::{self, Action, Binding, Chord, Scope};
use super::model::{Model, Screen};
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

/// What a study can be asked wherever one is in it, though its keys are the overview's.
const OF_STUDY: [Action; 8] = [
    Action::EditStudy,
    Action::CloseStudy,
    Action::NewArm,
    Action::EditArm,
    Action::NewAnimals,
    Action::Blind,
    Action::FreezePlan,
    Action::ExportReport,
];

fn names(binding: &Binding) -> String {
    let names: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
    names.join(", ")
}

/// The commands of the screen and of the open study, each once, with all keys that have it here.
fn commands(model: &Model) -> Vec<Item> {
    let mut scopes = model.screen_scopes();
    scopes.push(Scope::Everywhere);
    let here: Vec<&Binding> = keymap::bindings(&scopes)
        .filter(|b| !NOT_COMMANDS.contains(&b.action))
        .collect();
    let mut items: Vec<Item> = Vec::new();
    for (at, binding) in here.iter().enumerate() {
        let same = |other: &&&Binding| other.action == binding.action;
        if here[..at].iter().find(same).is_none() {
            let keys: Vec<String> = here.iter().filter(same).map(|b| names(b)).collect();
            items.push(item(binding, keys.join(", ")));
        }
    }
    let of_study = keymap::bindings(&[Scope::Overview]).filter(|b| OF_STUDY.contains(&b.action));
    let missing = of_study.filter(|b| here.iter().all(|other| other.action != b.action));
    if model.study.is_some() && model.screen != Screen::Studies {
        items.extend(missing.map(|binding| item(binding, String::new())));
    }
    items
}

fn item(binding: &Binding, keys: String) -> Item {
    Item {
        label: binding.what.to_owned(),
        detail: keys,
        value: Value::Action(binding.action),
    }
}

/// All commands, and the studies by name.
pub(super) fn palette(model: &Model) -> Overlay {
    let mut items = commands(model);
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
    let mut taken: Vec<Chord> = Vec::new();
    for scope in scopes {
        // A key that has a meaning further in has none here.
        let free = |key: &&Chord| !taken.contains(key);
        let here = [*scope];
        let bound =
            keymap::bindings(&here).map(|b| (b.keys.iter().filter(free).collect::<Vec<_>>(), b));
        let bound: Vec<_> = bound.filter(|(keys, _)| !keys.is_empty()).collect();
        if bound.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push((String::new(), String::new()));
        }
        lines.push((String::new(), scope.title().to_owned()));
        let name = |keys: &[&Chord]| {
            let names: Vec<String> = keys.iter().map(|key| key.name()).collect();
            names.join(", ")
        };
        lines.extend(
            bound
                .iter()
                .map(|(keys, b)| (name(keys), b.what.to_owned())),
        );
        taken.extend(bound.iter().flat_map(|(_, b)| b.keys));
    }
    Overlay::Reader(Box::new(Reader {
        title: "Keys".into(),
        lines,
        ..Reader::default()
    }))
}
