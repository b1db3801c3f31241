//! Which key does what. A [`Scope`] is a table of bindings; every screen and overlay has its own in its
//! folder. From these tables come the reaction to a key, the hints at the foot of the screen, the help
//! and the command palette.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::screen::{Screen, each_screen};

/// A table of keys. The scopes of the moment are asked from the innermost out.
#[derive(Debug)]
pub struct Scope {
    /// The heading in the help.
    pub title: &'static str,
    /// Whether text is typed here.
    pub is_typed_in: bool,
    /// The keys, in the order of the hints.
    pub bindings: &'static [Binding],
}

/// Several scopes, innermost first.
pub type Scopes = Vec<&'static Scope>;

macro_rules! actions {
    ($($name:ident),* $(,)?) => {
        /// What a key, or a line of the palette, asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is described by its binding")]
        pub enum Action { Go(Screen), $($name),* }

        impl Action {
            /// Every action but those that lead to a screen.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

actions! {
    Quit, Back, Help, Palette, Settings, Undo, Filter, Reload,
    Up, Down, Left, Right, PageUp, PageDown, First, Last, Open,
    NewStudy, EditStudy, CloseStudy, MakeDemo,
    NewArm, EditArm, NewAnimals, Blind, FreezePlan,
    Next, Previous, Accept, FindTag, NotPalpable, NotMeasured, Skip, Disposition, Again, Order, DueOnly, Twice, Weigh,
    ChangeDay, EndSession, AskDevice,
    EditAnimal, AddTumor, EditTumor, MoveAnimals, EditCage, ScanChips, Correct, LiftDisposition, Select, SelectAll,
    Sort, ReverseSort,
    Figure, ExportFigure, ExportReport, Scale, NextArm, PreviousArm, AllArms,
    NextSection, PreviousSection, Card, ToggleChanges, UndoOperation,
    Draw, AcceptDraw, VerifyDraw, DrawSettings,
    OpenPlan, Animals, Now,
    NewWork, EditWork, EndWork, EndedLines, Waive,
    PartialDose, HoldDose, MissDose, TimeOfDose, Misdose, GiveCage, WeighFirst, OtherFormulation, Amounts,
    NewRegimen, NewFormulation, EditFormulation, StopTreatment, ResumeTreatment,
    Submit, NextField, PreviousField,
    Import, ExportData, Exclude, HandOutKey, Backup, Verify, Doctor, Restore, Confirm,
}

impl Action {
    /// Whether it only changes a study that is open: a closed one refuses it.
    pub fn needs_open_study(self) -> bool {
        matches!(
            self,
            A::EditStudy
                | A::NewArm
                | A::EditArm
                | A::NewAnimals
                | A::FreezePlan
                | A::Exclude
                | A::NotPalpable
                | A::NotMeasured
                | A::Skip
                | A::Again
                | A::Twice
                | A::Weigh
                | A::AskDevice
                | A::Correct
                | A::Disposition
                | A::LiftDisposition
                | A::EditAnimal
                | A::AddTumor
                | A::EditTumor
                | A::MoveAnimals
                | A::EditCage
                | A::ScanChips
                | A::Draw
                | A::AcceptDraw
                | A::DrawSettings
                | A::NewWork
                | A::EditWork
                | A::EndWork
                | A::Waive
                | A::PartialDose
                | A::HoldDose
                | A::MissDose
                | A::TimeOfDose
                | A::Misdose
                | A::GiveCage
                | A::WeighFirst
                | A::OtherFormulation
                | A::NewRegimen
                | A::NewFormulation
                | A::EditFormulation
                | A::StopTreatment
                | A::ResumeTreatment
        )
    }
}

/// A key with its modifiers. Shift counts only with keys that are no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A key without modifiers.
pub const fn key(code: KeyCode) -> Chord {
    Chord {
        code,
        modifiers: KeyModifiers::NONE,
    }
}

/// A character.
pub const fn plain(c: char) -> Chord {
    key(KeyCode::Char(c))
}

/// A character with Ctrl.
pub const fn ctrl(c: char) -> Chord {
    Chord {
        code: KeyCode::Char(c),
        modifiers: KeyModifiers::CONTROL,
    }
}

/// A character with Alt, which a terminal sends as Esc and the character.
pub const fn alt(c: char) -> Chord {
    Chord {
        code: KeyCode::Char(c),
        modifiers: KeyModifiers::ALT,
    }
}

/// A function key.
pub const fn f(n: u8) -> Chord {
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
        match self.modifiers {
            m if m.contains(KeyModifiers::CONTROL) => format!("Ctrl-{key}"),
            m if m.contains(KeyModifiers::ALT) => format!("Alt-{key}"),
            _ => key,
        }
    }
}

/// One line of a scope.
#[derive(Debug)]
pub struct Binding {
    /// The keys, the first of which is shown in hints.
    pub keys: &'static [Chord],
    /// What they ask for.
    pub action: Action,
    /// What that does, for help and palette.
    pub what: &'static str,
    /// The same in a word or two for the foot of the screen; empty where it is not shown there.
    pub hint: &'static str,
}

/// One line of a scope.
pub const fn bind(
    keys: &'static [Chord],
    action: Action,
    what: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        keys,
        action,
        what,
        hint,
    }
}

use Action as A;

/// The keys that work everywhere.
#[rustfmt::skip]
pub static EVERYWHERE: Scope = Scope {
    title: "everywhere",
    is_typed_in: false,
    bindings: &[
        bind(&[f(1)], A::Help, "show the keys of this screen", "keys"),
        bind(&[ctrl('p')], A::Palette, "find a command by name", ""),
        bind(&[ctrl('r')], A::Reload, "reload the file", ""),
        bind(&[key(KeyCode::Esc)], A::Back, "go back", "back"),
        bind(&[ctrl('q'), ctrl('c')], A::Quit, "quit the program", ""),
    ],
};

/// On every screen where letters are commands.
#[rustfmt::skip]
pub static SCREEN: Scope = Scope {
    title: "on every screen",
    is_typed_in: false,
    bindings: &[
        bind(&[plain(':')], A::Palette, "find a command by name", "commands"),
        bind(&[plain('?')], A::Help, "show the keys of this screen", "keys"),
        bind(&[ctrl('z')], A::Undo, "undo your last entry", "undo"),
        bind(&[plain(',')], A::Settings, "change the settings of the program", ""),
        bind(&[plain('q')], A::Quit, "quit the program", ""),
    ],
};

/// What concerns the whole file: rare enough to have no keys of their own.
#[rustfmt::skip]
pub static NOTEBOOK: Scope = Scope {
    title: "commands without a key (: finds them)",
    is_typed_in: false,
    bindings: &[
        bind(&[], A::Import, "import a table (CSV, Excel) or an exported folder", ""),
        bind(&[], A::Backup, "backup: copy the notebook to another file", ""),
        bind(&[], A::Verify, "verify the audit trail, and that the data agree with it", ""),
        bind(&[], A::Doctor, "check the notebook file for damage (doctor)", ""),
        bind(&[], A::Restore, "restore a backup: how it is done", ""),
    ],
};

/// Where something is chosen or scrolled by arrows.
#[rustfmt::skip]
pub static LIST: Scope = Scope {
    title: "in lists",
    is_typed_in: false,
    bindings: &[
        bind(&[key(KeyCode::Up), plain('k')], A::Up, "up", ""),
        bind(&[key(KeyCode::Down), plain('j')], A::Down, "down", ""),
        bind(&[key(KeyCode::PageUp)], A::PageUp, "a page up", ""),
        bind(&[key(KeyCode::PageDown)], A::PageDown, "a page down", ""),
        bind(&[key(KeyCode::Home)], A::First, "to the beginning", ""),
        bind(&[key(KeyCode::End)], A::Last, "to the end", ""),
        bind(&[key(KeyCode::Left)], A::Left, "to the left", ""),
        bind(&[key(KeyCode::Right)], A::Right, "to the right", ""),
    ],
};

macro_rules! study {
    ($(($name:ident, $module:ident, $title:literal, [$digit:literal $(, $letter:literal)*], $what:literal),)*) => {
        /// The keys that lead from one screen of a study to another.
        pub static STUDY: Scope = Scope {
            title: "in a study",
            is_typed_in: false,
            bindings: &[
                $(bind(&[plain($digit) $(, plain($letter))*], A::Go(Screen::$name), $what, ""),)*
                bind(&[plain('0')], A::Go(Screen::Today), "today: what is due, over all studies", ""),
                bind(&[plain('P')], A::Go(Screen::Plan), "work plan: what is to be done, for which animals and when", ""),
            ],
        };

        /// The same where characters are typed: with Alt, or after Esc.
        pub static SCREENS_BY_ALT: Scope = Scope {
            title: "with Alt, or after Esc",
            is_typed_in: false,
            bindings: &[
                $(bind(&[alt($digit)], A::Go(Screen::$name), $what, ""),)*
                bind(&[alt('0')], A::Go(Screen::Today), "today: what is due, over all studies", ""),
            ],
        };
    };
}
each_screen!(study);

/// What a key asks for in these scopes, innermost first.
pub fn action(scopes: &[&Scope], event: KeyEvent) -> Option<Action> {
    let chord = Chord::of(event);
    scopes.iter().find_map(|scope| {
        let bound = scope.bindings.iter().find(|b| b.keys.contains(&chord));
        bound.map(|binding| binding.action)
    })
}

/// The bindings that hold in these scopes, innermost first.
pub fn bindings(scopes: &[&'static Scope]) -> impl Iterator<Item = &'static Binding> {
    scopes.iter().flat_map(|scope| scope.bindings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_scope_wins() {
        static INNER: Scope = Scope {
            title: "inner",
            is_typed_in: true,
            bindings: &[bind(&[ctrl('z')], A::Accept, "", "")],
        };
        let undo = KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL);
        assert_eq!(action(&[&INNER, &SCREEN], undo), Some(A::Accept));
        assert_eq!(action(&[&SCREEN, &EVERYWHERE], undo), Some(A::Undo));
        assert_eq!(action(&[&EVERYWHERE], undo), None);
    }

    #[test]
    fn keys_have_the_names_printed_on_them() {
        assert_eq!(ctrl('z').name(), "Ctrl-Z");
        assert_eq!(f(3).name(), "F3");
        assert_eq!(plain(' ').name(), "Space");
        assert_eq!(alt('3').name(), "Alt-3");
    }
}
