//! Which key does what: one table, from which come the reaction to a key, the hints at the foot of
//! the screen, the help and the command palette.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a binding holds. The scopes of the moment are asked from the innermost out; see
/// [`super::Model::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Wherever one is.
    Everywhere,
    /// Wherever plain letters are commands: on every screen where nothing is being typed.
    Screen,
    /// On the screens of an open study where nothing is being typed.
    Study,
    /// Wherever something can be scrolled or chosen by arrows.
    List,
    /// The list of studies.
    Studies,
    /// The overview of a study.
    Overview,
    /// The queue of animals to be measured.
    Queue,
    /// Values being entered for an animal.
    Entry,
    /// Measuring, at the queue or in the values.
    Measure,
    /// The table of animals.
    Animals,
    /// One animal with its history.
    Animal,
    /// The figures.
    Growth,
    /// The numbers.
    Results,
    /// The audit trail.
    History,
    /// Drawing animals into arms.
    Randomize,
    /// A form.
    Form,
    /// A list to choose from: palette, reasons.
    Pick,
    /// A text to read: help, cards, messages.
    Reader,
    /// A filter being typed.
    Filter,
}

impl Scope {
    /// Whether text is typed here.
    pub fn is_typed_in(self) -> bool {
        matches!(
            self,
            Self::Queue | Self::Entry | Self::Form | Self::Pick | Self::Filter
        )
    }

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Screen => "on every screen",
            Self::Study => "in a study",
            Self::List => "in lists",
            Self::Studies => "studies",
            Self::Overview => "overview",
            Self::Queue => "queue",
            Self::Entry => "values",
            Self::Measure => "measuring",
            Self::Animals => "animals",
            Self::Animal => "one animal",
            Self::Growth => "growth",
            Self::Results => "results",
            Self::History => "history",
            Self::Randomize => "randomizing",
            Self::Form => "form",
            Self::Pick => "choice",
            Self::Reader => "text",
            Self::Filter => "filter",
        }
    }
}

macro_rules! actions {
    ($($name:ident),* $(,)?) => {
        /// What a key, or a line of the palette, asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is described by its binding")]
        pub enum Action { $($name),* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

actions! {
    Quit, Back, Help, Palette, Undo, Filter, Reload,
    GoOverview, GoMeasure, GoAnimals, GoGrowth, GoResults, GoHistory, GoRandomize,
    Up, Down, Left, Right, PageUp, PageDown, First, Last, Open,
    NewStudy, EditStudy, CloseStudy, MakeDemo,
    NewArm, EditArm, NewAnimals, Blind, FreezePlan,
    Next, Previous, Accept, NotPalpable, NotMeasured, Skip, Disposition, Again, Order, DueOnly, Twice, Weigh,
    ChangeDay, EndSession,
    EditAnimal, AddTumor, EditTumor, Correct, LiftDisposition, Select, Sort, ReverseSort,
    Figure, ExportFigure, ExportReport, Scale, NextArm, PreviousArm, AllArms,
    NextSection, PreviousSection, Card, ToggleChanges,
    Draw, AcceptDraw, VerifyDraw, DrawSettings,
    Submit, NextField, PreviousField,
}

/// A key with its modifiers. Shift counts only with keys that are no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const fn key(code: KeyCode) -> Chord {
    Chord {
        code,
        modifiers: KeyModifiers::NONE,
    }
}

const fn plain(c: char) -> Chord {
    key(KeyCode::Char(c))
}

const fn ctrl(c: char) -> Chord {
    Chord {
        code: KeyCode::Char(c),
        modifiers: KeyModifiers::CONTROL,
    }
}

const fn f(n: u8) -> Chord {
    key(KeyCode::F(n))
}

impl Chord {
    fn of(event: KeyEvent) -> Self {
        let modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        Self {
            code: event.code,
            modifiers,
        }
    }

    /// The key as a terminal sends it.
    #[cfg(test)]
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// The key as people call it: `Ctrl-Z`, `F3`, `Enter`.
    pub fn name(self) -> String {
        let key = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                c.to_ascii_uppercase().to_string()
            }
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(n) => format!("F{n}"),
            KeyCode::Enter => "Enter".into(),
            KeyCode::Esc => "Esc".into(),
            KeyCode::Tab => "Tab".into(),
            KeyCode::BackTab => "Shift-Tab".into(),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::Home => "Home".into(),
            KeyCode::End => "End".into(),
            other => format!("{other:?}"),
        };
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            format!("Ctrl-{key}")
        } else {
            key
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// The keys, the first of which is shown in hints.
    pub keys: &'static [Chord],
    /// What they ask for.
    pub action: Action,
    /// What that does, for help and palette.
    pub what: &'static str,
    /// The same in a word or two for the foot of the screen; empty where it is not shown there.
    pub hint: &'static str,
}

const fn bind(
    scope: Scope,
    keys: &'static [Chord],
    action: Action,
    what: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        scope,
        keys,
        action,
        what,
        hint,
    }
}

use Action as A;
use Scope as S;

/// The table. Within a scope, the order is that of the hints.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind(S::Studies, &[key(KeyCode::Enter)], A::Open, "open the study", "open"),
    bind(S::Studies, &[plain('m')], A::GoMeasure, "open the study and measure", "measure"),
    bind(S::Studies, &[plain('n')], A::NewStudy, "create a study", "new"),
    bind(S::Studies, &[plain('d')], A::MakeDemo, "create the demo study (simulated)", "demo"),
    bind(S::Studies, &[plain('/')], A::Filter, "filter by name, model or status", "filter"),
    bind(S::Queue, &[key(KeyCode::Enter), key(KeyCode::Tab), ctrl('j')], A::Open, "enter values for the animal, or go to the tag that was typed", "values"),
    bind(S::Queue, &[key(KeyCode::Right)], A::Next, "enter values for the animal", ""),
    bind(S::Queue, &[key(KeyCode::Up)], A::Up, "the animal before", ""),
    bind(S::Queue, &[key(KeyCode::Down)], A::Down, "the next animal", ""),
    bind(S::Queue, &[key(KeyCode::PageUp)], A::PageUp, "a page up", ""),
    bind(S::Queue, &[key(KeyCode::PageDown)], A::PageDown, "a page down", ""),
    bind(S::Queue, &[key(KeyCode::Home)], A::First, "the first animal", ""),
    bind(S::Queue, &[key(KeyCode::End)], A::Last, "the last animal", ""),
    bind(S::Queue, &[plain('/')], A::Filter, "filter by cage, tag or chip", "filter"),
    bind(S::Entry, &[key(KeyCode::Enter), ctrl('j')], A::Accept, "take the value and go on", "next"),
    bind(S::Entry, &[key(KeyCode::Tab)], A::NextField, "take the value and go to the next field", ""),
    bind(S::Entry, &[key(KeyCode::BackTab)], A::PreviousField, "go to the field before", ""),
    bind(S::Entry, &[key(KeyCode::Down)], A::Next, "go to the next animal", ""),
    bind(S::Entry, &[key(KeyCode::Up)], A::Previous, "go to the animal before", ""),
    bind(S::Measure, &[f(2)], A::NotPalpable, "record the tumor as not palpable (0 × 0)", "not palpable"),
    bind(S::Measure, &[f(3)], A::NotMeasured, "record the tumor as not measured, as last time; the first is asked", "skip"),
    bind(S::Measure, &[f(5)], A::Skip, "record the tumor as not measured, and choose the reason", ""),
    bind(S::Measure, &[f(4)], A::Disposition, "record how the animal left the study", "endpoint"),
    bind(S::Measure, &[f(6)], A::Again, "measure this animal once more, keeping both readings", ""),
    bind(S::Measure, &[f(7)], A::Correct, "correct a reading of this animal and day, with a reason", ""),
    bind(S::Measure, &[f(8)], A::Order, "order the queue by cage, by list or by tag", ""),
    bind(S::Measure, &[f(9)], A::DueOnly, "show all animals, or those that are due", ""),
    bind(S::Measure, &[f(10), ctrl('t')], A::Twice, "measure every animal twice, or once", ""),
    bind(S::Measure, &[ctrl('w')], A::Weigh, "weigh the animals, or not", ""),
    bind(S::Measure, &[ctrl('d')], A::ChangeDay, "choose the day of the readings", ""),
    bind(S::Measure, &[ctrl('e')], A::EndSession, "show the summary of the session", ""),
    bind(S::Measure, &[ctrl('z')], A::Undo, "take your last entry back", "undo"),
    bind(S::Overview, &[key(KeyCode::Enter)], A::Open, "go to the animal with the chosen problem, or to where it is mended", "problem"),
    bind(S::Overview, &[plain('e')], A::EditStudy, "edit the study's protocol", "edit"),
    bind(S::Overview, &[plain('a')], A::NewArm, "add an arm", "add arm"),
    bind(S::Overview, &[plain('A')], A::EditArm, "edit an arm", ""),
    bind(S::Overview, &[plain('n')], A::NewAnimals, "add animals", "add animals"),
    bind(S::Overview, &[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
    bind(S::Overview, &[plain('w')], A::ExportReport, "write the report to a file: .html, .pdf, .xlsx, .md", ""),
    bind(S::Overview, &[plain('c')], A::CloseStudy, "close the study, or open it again", ""),
    bind(S::Overview, &[plain('b')], A::Blind, "blind the study, or unblind it with a reason", ""),
    bind(S::Overview, &[plain('p')], A::FreezePlan, "freeze the analysis plan, or amend it", ""),
    bind(S::Animals, &[key(KeyCode::Enter)], A::Open, "show the animal's whole history", "show"),
    bind(S::Animals, &[plain('n')], A::NewAnimals, "add animals", "add"),
    bind(S::Animals, &[plain('e')], A::EditAnimal, "edit the animal", "edit"),
    bind(S::Animals, &[plain(' ')], A::Select, "mark the animal for a disposition of several", "mark"),
    bind(S::Animals, &[plain('d')], A::Disposition, "record how the animal, or all that are marked, left the study", "disposition"),
    bind(S::Animals, &[plain('s')], A::Sort, "sort by the next column", "sort"),
    bind(S::Animals, &[plain('S')], A::ReverseSort, "sort the other way round", ""),
    bind(S::Animals, &[plain('t')], A::AddTumor, "add a tumor at another site", ""),
    bind(S::Animals, &[plain('T')], A::EditTumor, "call the site of a tumor otherwise", ""),
    bind(S::Animals, &[plain('u')], A::LiftDisposition, "take the disposition back, with a reason", ""),
    bind(S::Animals, &[plain('/')], A::Filter, "filter by tag, cage, arm, sex or status", "filter"),
    bind(S::Animal, &[plain('c'), key(KeyCode::Enter)], A::Correct, "correct this reading, with a reason", "correct"),
    bind(S::Animal, &[plain('e')], A::EditAnimal, "edit the animal", "edit"),
    bind(S::Animal, &[plain('d')], A::Disposition, "record how the animal left the study", "disposition"),
    bind(S::Animal, &[plain('t')], A::AddTumor, "add a tumor at another site", ""),
    bind(S::Animal, &[plain('T')], A::EditTumor, "call the site of a tumor otherwise", ""),
    bind(S::Animal, &[plain('u')], A::LiftDisposition, "take the disposition back, with a reason", ""),
    bind(S::Animal, &[key(KeyCode::Right)], A::Next, "the next animal", "next"),
    bind(S::Animal, &[key(KeyCode::Left)], A::Previous, "the animal before", ""),
    bind(S::Animal, &[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
    bind(S::Growth, &[plain('f'), key(KeyCode::Tab)], A::Figure, "the next figure: means, animals, body weight, waterfall, Kaplan-Meier", "figure"),
    bind(S::Growth, &[plain('l')], A::Scale, "logarithmic or linear scale", "log"),
    bind(S::Growth, &[plain('w')], A::ExportFigure, "write the figure to a file: .svg, .pdf, .png", "write"),
    bind(S::Growth, &[key(KeyCode::Right)], A::NextArm, "the next arm alone", "arm"),
    bind(S::Growth, &[key(KeyCode::Left)], A::PreviousArm, "the arm before", ""),
    bind(S::Growth, &[plain('a')], A::AllArms, "all arms together", ""),
    bind(S::Results, &[key(KeyCode::Tab)], A::NextSection, "the next section", "section"),
    bind(S::Results, &[key(KeyCode::BackTab)], A::PreviousSection, "the section before", ""),
    bind(S::Results, &[plain('d'), key(KeyCode::Enter)], A::Card, "the definition card of this line", "definition"),
    bind(S::Results, &[plain('w')], A::ExportReport, "write the report to a file: .html, .pdf, .xlsx, .md", "report"),
    bind(S::History, &[key(KeyCode::Enter)], A::ToggleChanges, "show or hide what an operation changed", "changes"),
    bind(S::History, &[plain('/')], A::Filter, "filter by author, verb, subject or reason; Enter at a tag reads its trail", "filter"),
    bind(S::Randomize, &[plain('r')], A::Draw, "draw; once more, with another seed; nothing is written", "draw"),
    bind(S::Randomize, &[plain('a'), key(KeyCode::Enter)], A::AcceptDraw, "accept the draw: animals go to their arms", "accept"),
    bind(S::Randomize, &[plain('e')], A::DrawSettings, "who is drawn, into which arms, what is balanced, how it is searched", "settings"),
    bind(S::Randomize, &[plain('v')], A::VerifyDraw, "repeat the draw that is on record, and compare", "verify"),
    bind(S::Randomize, &[key(KeyCode::Tab)], A::NextSection, "the next part: settings, strips, balance, animals, left out", "part"),
    bind(S::Randomize, &[key(KeyCode::BackTab)], A::PreviousSection, "the part before", ""),
    bind(S::List, &[key(KeyCode::Up), plain('k')], A::Up, "up", ""),
    bind(S::List, &[key(KeyCode::Down), plain('j')], A::Down, "down", ""),
    bind(S::List, &[key(KeyCode::PageUp)], A::PageUp, "a page up", ""),
    bind(S::List, &[key(KeyCode::PageDown)], A::PageDown, "a page down", ""),
    bind(S::List, &[key(KeyCode::Home)], A::First, "to the beginning", ""),
    bind(S::List, &[key(KeyCode::End)], A::Last, "to the end", ""),
    bind(S::List, &[key(KeyCode::Left)], A::Left, "to the left", ""),
    bind(S::List, &[key(KeyCode::Right)], A::Right, "to the right", ""),
    bind(S::Study, &[plain('1')], A::GoOverview, "overview", ""),
    bind(S::Study, &[plain('2'), plain('m')], A::GoMeasure, "measure", ""),
    bind(S::Study, &[plain('3')], A::GoAnimals, "animals", ""),
    bind(S::Study, &[plain('4')], A::GoGrowth, "growth", ""),
    bind(S::Study, &[plain('5')], A::GoResults, "results", ""),
    bind(S::Study, &[plain('6')], A::GoHistory, "history", ""),
    bind(S::Study, &[plain('7')], A::GoRandomize, "randomize: draw animals into arms", ""),
    bind(S::Form, &[key(KeyCode::Tab), key(KeyCode::Down)], A::NextField, "the next field", "field"),
    bind(S::Form, &[key(KeyCode::BackTab), key(KeyCode::Up)], A::PreviousField, "the field before", ""),
    bind(S::Form, &[key(KeyCode::Enter)], A::Next, "the next field; on the last one, save", ""),
    bind(S::Form, &[ctrl('s'), f(10)], A::Submit, "save", "save"),
    bind(S::Pick, &[key(KeyCode::Enter)], A::Accept, "take it", "take"),
    bind(S::Pick, &[key(KeyCode::Up)], A::Up, "up", ""),
    bind(S::Pick, &[key(KeyCode::Down)], A::Down, "down", ""),
    bind(S::Reader, &[key(KeyCode::Enter)], A::Accept, "close the text", "close"),
    bind(S::Filter, &[key(KeyCode::Enter)], A::Accept, "keep the filter", "keep"),
    bind(S::Screen, &[plain(':')], A::Palette, "all commands by name", "commands"),
    bind(S::Screen, &[plain('?')], A::Help, "these keys", "keys"),
    bind(S::Screen, &[ctrl('z')], A::Undo, "take your last entry back", "undo"),
    bind(S::Screen, &[plain('q')], A::Quit, "end the program", ""),
    bind(S::Everywhere, &[f(1)], A::Help, "the keys of this screen", "keys"),
    bind(S::Everywhere, &[ctrl('p')], A::Palette, "all commands by name", ""),
    bind(S::Everywhere, &[ctrl('r')], A::Reload, "read the file again", ""),
    bind(S::Everywhere, &[key(KeyCode::Esc)], A::Back, "go back", "back"),
    bind(S::Everywhere, &[ctrl('q'), ctrl('c')], A::Quit, "end the program", ""),
];

/// What a key asks for in these scopes, innermost first.
pub fn action(scopes: &[Scope], event: KeyEvent) -> Option<Action> {
    let chord = Chord::of(event);
    scopes.iter().find_map(|scope| {
        let mut here = BINDINGS.iter().filter(|binding| binding.scope == *scope);
        let bound = here.find(|binding| binding.keys.contains(&chord));
        bound.map(|binding| binding.action)
    })
}

/// The bindings that hold in these scopes, innermost first.
pub fn bindings(scopes: &[Scope]) -> impl Iterator<Item = &'static Binding> {
    scopes
        .iter()
        .flat_map(|scope| BINDINGS.iter().filter(move |b| b.scope == *scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_one_thing_in_a_scope() {
        for (at, one) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[at + 1..] {
                let clash = one.keys.iter().find(|key| other.keys.contains(key));
                let clash = clash.filter(|_| one.scope == other.scope);
                assert!(clash.is_none(), "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn every_action_has_a_key() {
        for action in Action::ALL {
            let bound = BINDINGS.iter().any(|binding| binding.action == *action);
            assert!(bound, "{action:?}");
        }
    }

    #[test]
    fn the_innermost_scope_wins() {
        let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        assert_eq!(action(&[S::Entry, S::Everywhere], enter), Some(A::Accept));
        assert_eq!(action(&[S::Everywhere], enter), None);
        let undo = KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL);
        assert_eq!(action(&[S::Screen, S::Everywhere], undo), Some(A::Undo));
        assert_eq!(action(&[S::Form, S::Everywhere], undo), None);
    }

    #[test]
    fn keys_are_called_by_their_names() {
        assert_eq!(ctrl('z').name(), "Ctrl-Z");
        assert_eq!(f(3).name(), "F3");
        assert_eq!(plain(' ').name(), "Space");
    }
}
