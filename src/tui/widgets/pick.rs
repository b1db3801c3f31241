//! A list to choose from by arrows, by the digit of a line, or by typing a part of it.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{line, list, popup, text};
use crate::base::keymap::{Action, Action as A, Scope, bind, key};
use crate::base::theme::Theme;

/// The keys of a list to choose from.
#[rustfmt::skip]
pub static KEYS: Scope = Scope {
    title: "choice",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Enter)], A::Accept, "choose it", "choose"),
        bind(&[key(KeyCode::Up)], A::Up, "up", ""),
        bind(&[key(KeyCode::Down)], A::Down, "down", ""),
    ],
};

/// A list to choose from.
#[derive(Debug, Clone)]
pub struct Pick<T> {
    title: String,
    items: Vec<Item<T>>,
    input: Input,
    /// The chosen line, among those that fit what was typed.
    at: usize,
    kind: Kind,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Item<T> {
    /// What it says.
    pub label: String,
    /// The text at its end: keys, counts.
    pub detail: String,
    /// What is chosen.
    pub value: T,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Found by typing a part of it.
    Commands,
    /// Few and numbered.
    Numbered,
    /// Few and numbered; other words may be typed instead.
    OrText,
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked<T> {
    /// Nothing is chosen yet.
    Nothing,
    /// This line.
    Item(T),
    /// What was typed, where it may be anything.
    Text(String),
}

impl<T: Clone> Pick<T> {
    /// Commands, found by typing a part of their names.
    pub fn commands(title: impl Into<String>, items: Vec<Item<T>>) -> Self {
        Self::new(title, items, Kind::Commands)
    }

    /// Numbered lines.
    pub fn numbered(title: impl Into<String>, items: Vec<Item<T>>) -> Self {
        Self::new(title, items, Kind::Numbered)
    }

    /// Numbered lines; other words may be typed instead.
    pub fn or_text(title: impl Into<String>, items: Vec<Item<T>>) -> Self {
        Self::new(title, items, Kind::OrText)
    }

    fn new(title: impl Into<String>, items: Vec<Item<T>>, kind: Kind) -> Self {
        Self {
            title: title.into(),
            items,
            input: Input::default(),
            at: 0,
            kind,
        }
    }

    /// Begins at the line of this place.
    pub fn starting_at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Whether its lines have numbers.
    pub fn is_numbered(&self) -> bool {
        self.kind != Kind::Commands
    }

    /// The lines that fit what was typed.
    fn fitting(&self) -> Vec<&Item<T>> {
        let typed = self.input.value().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |item: &&Item<T>| {
            let label = item.label.to_lowercase();
            words.iter().all(|word| label.contains(word))
        };
        self.items.iter().filter(fits).collect()
    }

    /// A key that is bound to something.
    pub fn act(&mut self, action: Action) -> Picked<T> {
        let last = self.fitting().len().saturating_sub(1);
        match action {
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::Down => self.at = (self.at + 1).min(last),
            Action::Accept => return self.take(),
            _ => {}
        }
        Picked::Nothing
    }

    /// A key that is typed. The digit of a line takes it, as long as nothing else was typed.
    pub fn typed(&mut self, key: KeyEvent) -> Picked<T> {
        if let KeyCode::Char(c @ '1'..='9') = key.code
            && self.is_numbered()
            && self.input.value().is_empty()
        {
            let at = c as usize - '1' as usize;
            if at < self.items.len() {
                self.at = at;
                return self.take();
            }
            return Picked::Nothing;
        }
        let before = self.input.value().to_owned();
        line::typed(&mut self.input, key);
        if self.input.value() != before {
            self.at = 0;
        }
        Picked::Nothing
    }

    /// The chosen line; or what was typed, where it may be anything and no line was gone to.
    fn take(&self) -> Picked<T> {
        let typed = self.input.value().trim();
        let is_text = self.kind == Kind::OrText && !typed.is_empty();
        let chosen = self.fitting().get(self.at).map(|item| item.value.clone());
        match chosen {
            Some(value) if !is_text || self.at > 0 => Picked::Item(value),
            _ if is_text => Picked::Text(typed.to_owned()),
            _ => Picked::Nothing,
        }
    }

    /// Draws it in the middle of an area; returns the cursor position.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let items = self.fitting();
        let rows = self.items.len() + 1;
        let inside = popup::draw(buffer, area, theme, &self.title, 74, rows);
        let cells = usize::from(inside.width);
        let typed = text::left(&format!("› {}", self.input.value()), cells);
        buffer.set_stringn(inside.x, inside.y, typed, cells, theme.key());
        let fit = usize::from(inside.height.saturating_sub(1));
        let top = list::top(items.len(), fit, self.at);
        if items.is_empty() {
            let none = match self.kind {
                Kind::Commands | Kind::Numbered => "Nothing on the list matches",
                Kind::OrText => "Enter takes the text you typed",
            };
            buffer.set_stringn(inside.x, inside.y + 1, none, cells, theme.faint());
        }
        for (row, (at, item)) in items.iter().enumerate().skip(top).take(fit).enumerate() {
            let y = inside.y + 1 + u16::try_from(row).unwrap_or(0);
            let number = match self.kind {
                Kind::Commands => String::new(),
                _ => format!("{} ", at + 1),
            };
            let detail = text::width(&item.detail);
            let label = text::left(
                &format!("{number}{}", item.label),
                cells.saturating_sub(detail + 1),
            );
            let line = Line::from(vec![
                Span::raw(label),
                Span::raw(" "),
                Span::styled(item.detail.clone(), theme.faint()),
            ]);
            buffer.set_line(inside.x, y, &line, inside.width);
            if at == self.at {
                buffer.set_style(Rect::new(inside.x, y, inside.width, 1), theme.selected());
            }
        }
        let column = u16::try_from(2 + self.input.visual_cursor()).unwrap_or(0);
        Some(Position::new(inside.x + column, inside.y))
    }
}
