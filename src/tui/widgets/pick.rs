//! A list to choose from by arrows, by the digit of a line, or by typing a part of it. Commands are also found by
//! other words for them, the best fit first; where nothing fits, what is nearest to the typed words is listed.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use tui_input::Input;

use super::{find, line, list, popup, text};
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
    /// Other words for each line, in the same order; empty where there are none.
    synonyms: Vec<&'static str>,
    input: Input,
    /// The chosen line, among those that fit what was typed.
    at: usize,
    kind: Kind,
    /// A digit that was pressed and that no line has, until something else is typed.
    digit_without_line: Option<char>,
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
    /// Many lines that are no commands, found the same way.
    Searched,
    /// Few and numbered.
    Numbered,
    /// Few and numbered; other words may be typed instead.
    OrText,
}

/// A line that is listed, and the other word that it was found by.
struct Listed<'a, T> {
    item: &'a Item<T>,
    through: Option<&'static str>,
}

/// The most lines that are in sight at once: what lies below a long list stays in sight.
const MOST_LINES: usize = 20;

/// The most commands that are listed as nearest.
const NEAREST: usize = 6;

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

    /// The same, also found by other words: those of each line, in the same order.
    pub fn also_found_by(mut self, synonyms: Vec<&'static str>) -> Self {
        self.synonyms = synonyms;
        self
    }

    /// Lines without numbers, found by typing a part of them.
    pub fn searched(title: impl Into<String>, items: Vec<Item<T>>) -> Self {
        Self::new(title, items, Kind::Searched)
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
            synonyms: Vec::new(),
            input: Input::default(),
            at: 0,
            kind,
            digit_without_line: None,
        }
    }

    /// Begins at the line of this place.
    pub fn starting_at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Whether its lines have numbers.
    pub fn is_numbered(&self) -> bool {
        !matches!(self.kind, Kind::Commands | Kind::Searched)
    }

    fn typed_text(&self) -> String {
        self.input.value().trim().to_lowercase()
    }

    /// Every line with the other words for it.
    fn lines(&self) -> impl Iterator<Item = (&Item<T>, &'static str)> {
        let synonyms = self.synonyms.iter().copied().chain(std::iter::repeat(""));
        self.items.iter().zip(synonyms)
    }

    /// The lines that fit what was typed; of commands, the best first.
    fn fitting(&self) -> Vec<Listed<'_, T>> {
        let typed = self.typed_text();
        let fits = self.lines().filter_map(|(item, synonyms)| {
            let fit = find::fit(&typed, &item.label, synonyms)?;
            Some((fit, item))
        });
        let mut fits: Vec<_> = fits.collect();
        // Where lines have numbers, they keep their order. The sort is stable: equal fits do, too.
        if !self.is_numbered() {
            fits.sort_by_key(|(fit, _)| *fit);
        }
        let listed = fits.into_iter().map(|(fit, item)| Listed {
            item,
            through: fit.through,
        });
        listed.collect()
    }

    /// The commands that are nearest to what was typed.
    fn nearest(&self) -> Vec<Listed<'_, T>> {
        let typed = self.typed_text();
        let near = self.lines().filter_map(|(item, synonyms)| {
            let distance = find::distance(&typed, &item.label, synonyms)?;
            Some((distance, item))
        });
        let mut near: Vec<_> = near.collect();
        near.sort_by_key(|(distance, _)| *distance);
        let listed = near.into_iter().take(NEAREST).map(|(_, item)| Listed {
            item,
            through: None,
        });
        listed.collect()
    }

    /// The lines that are listed, and whether they only come near to what was typed.
    fn listed(&self) -> (Vec<Listed<'_, T>>, bool) {
        match self.fitting() {
            none if none.is_empty() && !self.is_numbered() => (self.nearest(), true),
            fitting => (fitting, false),
        }
    }

    /// A key that is bound to something.
    pub fn act(&mut self, action: Action) -> Picked<T> {
        let last = self.listed().0.len().saturating_sub(1);
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
            self.digit_without_line = Some(c);
            return Picked::Nothing;
        }
        self.digit_without_line = None;
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
        let (listed, _) = self.listed();
        let chosen = listed.get(self.at).map(|line| line.item.value.clone());
        match chosen {
            Some(value) if !is_text || self.at > 0 => Picked::Item(value),
            _ if is_text => Picked::Text(typed.to_owned()),
            _ => Picked::Nothing,
        }
    }

    /// Draws it in the middle of an area; returns the cursor position.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let (listed, only_near) = self.listed();
        let rows = self.items.len().min(MOST_LINES) + 1;
        let inside = popup::draw(buffer, area, theme, &self.title, 74, rows);
        let cells = usize::from(inside.width);
        let typed = text::left(&format!("› {}", self.input.value()), cells);
        buffer.set_stringn(inside.x, inside.y, typed, cells, theme.key());
        if let Some(digit) = self.digit_without_line {
            let last = self.items.len().min(9);
            let phrase = format!("there is no {digit}: choose 1 to {last}");
            buffer.set_stringn(
                inside.x + 2,
                inside.y,
                phrase,
                cells.saturating_sub(2),
                theme.alert(),
            );
        }
        let remark = match (self.kind, listed.is_empty(), only_near) {
            (Kind::OrText, true, _) => "Enter takes the text you typed",
            (Kind::Numbered, true, _) => "Nothing on the list matches",
            (Kind::Commands, true, _) => "No match. Try one word, such as export, cage or undo",
            (Kind::Searched, true, _) => {
                "Nothing on the list matches; Backspace takes characters back"
            }
            (Kind::Commands | Kind::Searched, false, true) => "No match. The nearest:",
            _ => "",
        };
        buffer.set_stringn(inside.x, inside.y + 1, remark, cells, theme.faint());
        let above = 1 + u16::from(only_near);
        let fit = usize::from(inside.height.saturating_sub(above));
        let top = list::top(listed.len(), fit, self.at);
        for (row, (at, line)) in listed.iter().enumerate().skip(top).take(fit).enumerate() {
            let y = inside.y + above + u16::try_from(row).unwrap_or(0);
            let place = Rect::new(inside.x, y, inside.width, 1);
            self.draw_line(buffer, place, theme, at, line);
        }
        let column = u16::try_from(2 + self.input.visual_cursor()).unwrap_or(0);
        Some(Position::new(inside.x + column, inside.y))
    }

    /// A line: its number, what it says, the other word that it was found by, its detail.
    fn draw_line(
        &self,
        buffer: &mut Buffer,
        place: Rect,
        theme: &Theme,
        at: usize,
        line: &Listed<'_, T>,
    ) {
        // Only what a digit would take has a number.
        let number = match self.is_numbered() && self.input.value().is_empty() {
            true if at < 9 => format!("{} ", at + 1),
            true => "  ".to_owned(),
            false => String::new(),
        };
        let through = line
            .through
            .map_or_else(String::new, |word| format!(" ({word})"));
        let detail = &line.item.detail;
        let taken = text::width(&through) + text::width(detail) + 1;
        let room = usize::from(place.width).saturating_sub(taken);
        let label = text::cut(&format!("{number}{}", line.item.label), room);
        let blanks = " ".repeat(1 + room.saturating_sub(text::width(&label)));
        let spans = [
            Span::raw(label),
            Span::styled(through, theme.faint()),
            Span::raw(blanks),
            Span::styled(detail.clone(), theme.faint()),
        ];
        buffer.set_line(place.x, place.y, &Line::from_iter(spans), place.width);
        if at == self.at {
            buffer.set_style(place, theme.selected());
        }
    }
}
