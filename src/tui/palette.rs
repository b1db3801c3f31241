//! The command palette and the help: both drawn from the table of keys.

use super::base::keymap::{self, Action, Binding, Chord, Scopes};
use super::base::screen::Screen;
use super::base::synonyms::synonyms;
use super::component::Request;
use super::widgets::pick::{Item, Pick};
use super::widgets::reader::Reader;
use domain::Label;

/// Actions that are moves of the cursor rather than commands.
pub const NOT_COMMANDS: [Action; 19] = [
    Action::Confirm,
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

/// Commands of a screen that the palette does from every screen of the study: they ask by a form.
const OF_STUDY: [Action; 14] = [
    Action::ExportData,
    Action::Exclude,
    Action::EditStudy,
    Action::CloseStudy,
    Action::NewArm,
    Action::EditArm,
    Action::NewAnimals,
    Action::NewRegimen,
    Action::NewFormulation,
    Action::EditFormulation,
    Action::Blind,
    Action::HandOutKey,
    Action::FreezePlan,
    Action::ExportReport,
];

fn names(binding: &Binding) -> String {
    let names: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
    names.join(", ")
}

/// The scopes whose commands a palette lists.
pub struct Places {
    /// Those of the moment, innermost first.
    pub here: Scopes,
    /// Those of the other screens of the open study, or of the one that is chosen in the list of studies.
    pub elsewhere: Vec<(Screen, Scopes)>,
    /// Whether a study is open: then commands that ask by a form are done at once.
    pub is_study_open: bool,
    /// Whether that study is closed: what a closed study refuses is not listed.
    pub is_study_closed: bool,
}

/// A line of the palette, and the other words that find it.
type Command = (Item<Request>, &'static str);

/// The commands of these scopes, each once, with all keys that have it here; then those of the open study
/// that have no key here; then those of other screens, which lead there.
fn commands(places: &Places) -> Vec<Command> {
    let is_command = |binding: &&'static Binding| {
        let action = binding.action;
        let is_refused = places.is_study_closed && action.needs_open_study();
        !is_refused && !NOT_COMMANDS.contains(&action)
    };
    let here: Vec<&Binding> = keymap::bindings(&places.here).filter(is_command).collect();
    let mut commands = Vec::new();
    for (at, binding) in here.iter().enumerate() {
        let is_same = |other: &Binding| other.action == binding.action;
        if !here[..at].iter().any(|other| is_same(other)) {
            let same = (0..here.len()).filter(|at| is_same(here[*at]));
            // A key that has a meaning further in has none here.
            let is_free = |key: &Chord, at: usize| !here[..at].iter().any(|b| b.keys.contains(key));
            let keys = same.flat_map(|at| here[at].keys.iter().filter(move |key| is_free(key, at)));
            let keys: Vec<String> = keys.map(|key| key.name()).collect();
            commands.push(command(binding, keys.join(", ")));
        }
    }
    let mut listed: Vec<Action> = here.iter().map(|binding| binding.action).collect();
    let mut of_study = Vec::new();
    for (screen, scopes) in &places.elsewhere {
        for binding in keymap::bindings(scopes).filter(is_command) {
            if listed.contains(&binding.action) {
                continue;
            }
            listed.push(binding.action);
            match places.is_study_open && OF_STUDY.contains(&binding.action) {
                true => commands.push(command(binding, String::new())),
                false => of_study.push(lead(*screen, binding)),
            }
        }
    }
    commands.extend(of_study);
    commands
}

fn command(binding: &Binding, keys: String) -> Command {
    let item = Item {
        label: binding.what.to_owned(),
        detail: keys,
        value: Request::Act(binding.action),
    };
    (item, synonyms(binding.action))
}

/// A command of another screen acts on what is chosen there: the palette goes there and says its key.
fn lead(screen: Screen, binding: &Binding) -> Command {
    let how = format!("press {}: {}", names(binding), binding.what);
    let item = Item {
        label: binding.what.to_owned(),
        detail: format!("on {}", screen.title()),
        value: Request::Lead(screen, how),
    };
    (item, synonyms(binding.action))
}

/// All commands, and the studies by name.
pub fn palette<'a>(places: &Places, studies: impl Iterator<Item = &'a Label>) -> Pick<Request> {
    let studies = studies.map(|name| {
        let item = Item {
            label: format!("open study {name}"),
            detail: String::new(),
            value: Request::OpenStudy(name.to_string(), Screen::Overview),
        };
        (item, "switch go")
    });
    let all = commands(places).into_iter().chain(studies);
    let (items, synonyms) = all.unzip();
    Pick::commands("Commands", items).also_found_by(synonyms)
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
