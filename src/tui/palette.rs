//! The command palette and the help: both drawn from the table of keys.

use super::base::keymap::{self, Action, Binding, Chord, Scopes};
use super::component::Request;
use super::widgets::pick::{Item, Pick};
use super::widgets::reader::Reader;
use domain::Label;

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

/// Commands of the overview that the palette offers on every screen of a study.
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

/// The commands of these scopes, each once, with all keys that have it here; then those of the open study
/// that have no key here.
fn commands(scopes: &Scopes, of_study: &Scopes) -> Vec<Item<Request>> {
    let here: Vec<&Binding> = keymap::bindings(scopes)
        .filter(|b| !NOT_COMMANDS.contains(&b.action))
        .collect();
    let mut items = Vec::new();
    for (at, binding) in here.iter().enumerate() {
        let same = |other: &&&Binding| other.action == binding.action;
        if here[..at].iter().find(same).is_none() {
            let keys: Vec<String> = here.iter().filter(same).map(|b| names(b)).collect();
            items.push(item(binding, keys.join(", ")));
        }
    }
    let of_study = keymap::bindings(of_study).filter(|b| OF_STUDY.contains(&b.action));
    let missing = of_study.filter(|b| here.iter().all(|other| other.action != b.action));
    items.extend(missing.map(|binding| item(binding, String::new())));
    items
}

fn item(binding: &Binding, keys: String) -> Item<Request> {
    Item {
        label: binding.what.to_owned(),
        detail: keys,
        value: Request::Act(binding.action),
    }
}

/// All commands, and the studies by name. `of_study` has the commands of the open study.
pub fn palette<'a>(
    scopes: &Scopes,
    of_study: &Scopes,
    studies: impl Iterator<Item = &'a Label>,
) -> Pick<Request> {
    let mut items = commands(scopes, of_study);
    items.extend(studies.map(|name| Item {
        label: format!("open study {name}"),
        detail: String::new(),
        value: Request::OpenStudy(name.to_string()),
    }));
    Pick::commands("Commands", items)
}

/// The keys of these scopes.
pub fn help(scopes: &Scopes) -> Reader {
    let mut lines: Vec<(String, String)> = Vec::new();
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
        lines.push((String::new(), scope.title.to_owned()));
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
    Reader::new("Keys", lines)
}
