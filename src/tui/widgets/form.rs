//! A form: labelled fields one below the other, each with a word on what belongs in it.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::{line, list, popup, text};
use crate::base::keymap::{Action as A, Scope, bind, ctrl, f, key};
use crate::base::message::Trouble;
use crate::base::theme::Theme;

/// The keys of a form.
#[rustfmt::skip]
pub static KEYS: Scope = Scope {
    title: "form",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Tab), key(KeyCode::Down)], A::NextField, "the next field", "field"),
        bind(&[key(KeyCode::BackTab), key(KeyCode::Up)], A::PreviousField, "the previous field", ""),
        bind(&[key(KeyCode::Enter)], A::Next, "the next field; on the last one, save", ""),
        bind(&[ctrl('s'), f(10)], A::Submit, "save", "save"),
    ],
};

/// One field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in the form.
    pub id: &'static str,
    /// What it is called on the screen.
    pub label: &'static str,
    /// What belongs in it: unit, shape, example.
    pub hint: &'static str,
    /// What it holds.
    pub content: Content,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// A text.
    Text(Input),
    /// One of a few words, each with what it says on the screen.
    Choice {
        /// The words and what they say.
        options: Vec<(String, String)>,
        /// The chosen one.
        at: usize,
    },
}

impl Field {
    /// A field for a text.
    pub fn text(id: &'static str, label: &'static str, hint: &'static str, value: &str) -> Self {
        let content = Content::Text(Input::new(value.to_owned()));
        Self {
            id,
            label,
            hint,
            content,
        }
    }

    /// A field for one of a few words.
    pub fn choice(
        id: &'static str,
        label: &'static str,
        options: Vec<(String, String)>,
        value: &str,
    ) -> Self {
        let at = options.iter().position(|(word, _)| word == value);
        let content = Content::Choice {
            options,
            at: at.unwrap_or(0),
        };
        Self {
            id,
            label,
            hint: "← → chooses",
            content,
        }
    }

    /// The field with another word on what belongs in it.
    pub fn hinted(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// What was typed or chosen.
    pub fn value(&self) -> &str {
        match &self.content {
            Content::Text(input) => input.value(),
            Content::Choice { options, at } => options.get(*at).map_or("", |(word, _)| word),
        }
    }

    fn put(&mut self, value: &str) {
        match &mut self.content {
            Content::Text(input) => *input = Input::new(value.to_owned()),
            Content::Choice { options, at } => {
                *at = options
                    .iter()
                    .position(|(word, _)| word == value)
                    .unwrap_or(*at);
            }
        }
    }

    fn shown(&self) -> &str {
        match &self.content {
            Content::Text(input) => input.value(),
            Content::Choice { options, at } => options.get(*at).map_or("", |(_, phrase)| phrase),
        }
    }

    fn typed(&mut self, key: KeyEvent, fresh: bool) {
        match &mut self.content {
            Content::Text(input) => {
                if fresh && line::inserts(key) {
                    input.reset();
                }
                line::typed(input, key);
            }
            Content::Choice { options, at } => {
                let last = options.len().saturating_sub(1);
                match key.code {
                    KeyCode::Left => *at = at.saturating_sub(1),
                    KeyCode::Right => *at = (*at + 1).min(last),
                    KeyCode::Char(' ') => *at = if *at == last { 0 } else { *at + 1 },
                    // Options may begin with the digit that chooses them.
                    KeyCode::Char(digit) if digit.is_ascii_digit() => {
                        let begins = |(_, phrase): &(String, String)| {
                            phrase
                                .strip_prefix(digit)
                                .is_some_and(|rest| rest.starts_with(' '))
                        };
                        *at = options.iter().position(begins).unwrap_or(*at);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its heading.
    title: String,
    /// What there is to know before filling it in.
    intro: String,
    /// Its fields.
    fields: Vec<Field>,
    /// The current field.
    at: usize,
    /// What was wrong when it was sent.
    trouble: Option<Trouble>,
    /// Whether the field was just entered: the next character replaces its text.
    fresh: bool,
    /// What the fields held at first.
    initial: Vec<String>,
    /// Whether a message has warned that leaving loses what was typed.
    warned: bool,
}

impl Form {
    /// A form with the cursor in its first field.
    pub fn new(title: impl Into<String>, intro: impl Into<String>, fields: Vec<Field>) -> Self {
        Self {
            title: title.into(),
            intro: intro.into(),
            initial: fields.iter().map(|f| f.value().to_owned()).collect(),
            fields,
            at: 0,
            trouble: None,
            fresh: true,
            warned: false,
        }
    }

    /// Puts the cursor into the field of this name, if there is one.
    pub fn start_at(mut self, id: &str) -> Self {
        let at = self.fields.iter().position(|field| field.id == id);
        self.at = at.unwrap_or(self.at);
        self
    }

    /// Its heading.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The names of its fields, in order.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.id)
    }

    /// Puts a sentence before the introduction.
    pub fn announce(&mut self, sentence: &str) {
        self.intro = match self.intro.as_str() {
            "" => sentence.to_owned(),
            intro => format!("{sentence} {intro}"),
        };
    }

    /// Takes away what was wrong when it was sent before.
    pub fn forgive(&mut self) {
        self.trouble = None;
    }

    /// Field and value of what is not as it was at first.
    pub fn changed(&self) -> Vec<(String, String)> {
        let fields = self.fields.iter().zip(&self.initial);
        let changed = fields.filter(|(field, initial)| field.value() != *initial);
        changed
            .map(|(field, _)| (field.id.to_owned(), field.value().to_owned()))
            .collect()
    }

    /// Puts values into the fields of these names.
    pub fn fill(&mut self, values: &[(String, String)]) {
        for (id, value) in values {
            if let Some(field) = self.fields.iter_mut().find(|f| f.id == id) {
                field.put(value);
            }
        }
    }

    /// What a field holds, without blanks around it; empty where the form has no such field.
    pub fn value(&self, id: &str) -> &str {
        let field = self.fields.iter().find(|field| field.id == id);
        field.map_or("", |field| field.value().trim())
    }

    /// What a field holds, if it holds anything.
    pub fn given(&self, id: &str) -> Option<&str> {
        Some(self.value(id)).filter(|value| !value.is_empty())
    }

    /// Whether the current field takes what calipers and balances send.
    pub fn holds_size(&self) -> bool {
        let field = self.fields.get(self.at).map(|field| field.id);
        matches!(field, Some("length" | "width" | "height" | "weight"))
    }

    /// A key that is typed; what was wrong before may be mended by it.
    pub fn typed(&mut self, key: KeyEvent) {
        let fresh = std::mem::take(&mut self.fresh);
        self.warned = false;
        self.trouble = None;
        if let Some(field) = self.fields.get_mut(self.at) {
            field.typed(key, fresh);
        }
    }

    /// Whether it may be left: nothing was typed, or a message has warned that it would be lost.
    pub fn may_leave(&mut self) -> bool {
        let free = self.changed().is_empty() || self.warned;
        if !free {
            self.warned = true;
            self.trouble = Some(Trouble {
                message: "the values typed here are not saved".into(),
                hint: "Ctrl-S saves them, Esc again discards them".into(),
                again: false,
                asks_reason: false,
            });
        }
        free
    }

    /// Goes to the next field; returns whether there was one.
    pub fn forward(&mut self) -> bool {
        let more = self.at + 1 < self.fields.len();
        self.at += usize::from(more);
        self.fresh |= more;
        more
    }

    /// Goes to the previous field.
    pub fn backward(&mut self) {
        self.fresh |= self.at > 0;
        self.at = self.at.saturating_sub(1);
    }

    /// Shows what was wrong, with the cursor in the field it is about.
    pub fn refuse(&mut self, field: Option<&str>, trouble: Trouble) {
        let at = field.and_then(|id| self.fields.iter().position(|f| f.id == id));
        self.at = at.unwrap_or(self.at);
        self.fresh = at.is_some();
        self.trouble = Some(trouble);
    }
}

/// Draws a form in the middle of an area; returns the cursor position.
pub fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, form: &Form) -> Option<Position> {
    let labels = form.fields.iter().map(|f| text::width(f.label)).max();
    let labels = labels.unwrap_or(0);
    let columns = 74.min(usize::from(area.width).saturating_sub(4));
    let intro = match form.intro.as_str() {
        "" => Vec::new(),
        intro => text::wrap(intro, columns),
    };
    let phrase = form.trouble.as_ref().map_or_else(Vec::new, |trouble| {
        text::wrap(&trouble.to_string(), columns)
    });
    let around = intro.len() + usize::from(!intro.is_empty()) + 2 + phrase.len();
    let inside = popup::draw(
        buffer,
        area,
        theme,
        &form.title,
        columns,
        form.fields.len() + around,
    );
    let mut y = inside.y;
    let mut put = |line: &str, style| {
        if y < inside.bottom() {
            buffer.set_stringn(inside.x, y, line, usize::from(inside.width), style);
        }
        y += 1;
    };
    for line in &intro {
        put(line, theme.faint());
    }
    if !intro.is_empty() {
        put("", theme.faint());
    }
    let fit = usize::from(inside.bottom().saturating_sub(y)).saturating_sub(2 + phrase.len());
    let top = list::top(form.fields.len(), fit, form.at);
    let mut cursor = None;
    for (at, field) in form.fields.iter().enumerate().skip(top).take(fit) {
        let place = Rect::new(inside.x, y, inside.width, 1);
        let here = (at == form.at).then_some(form.fresh);
        let found = draw_field(buffer, place, theme, field, labels, here);
        cursor = cursor.or(found);
        y += 1;
    }
    y += 1;
    for line in &phrase {
        if y < inside.bottom() {
            buffer.set_stringn(inside.x, y, line, usize::from(inside.width), theme.alert());
        }
        y += 1;
    }
    let hint = form.fields.get(form.at).map_or("", |field| field.hint);
    let below = inside.bottom().saturating_sub(1);
    // Where fields lie above or below, the position is shown.
    let place = match fit < form.fields.len() {
        true => format!(" {} / {}", form.at + 1, form.fields.len()),
        false => String::new(),
    };
    let room = usize::from(inside.width).saturating_sub(text::width(&place));
    let hint = text::left(hint, room) + &place;
    if below >= inside.y {
        buffer.set_stringn(
            inside.x,
            below,
            hint,
            usize::from(inside.width),
            theme.faint(),
        );
    }
    cursor
}

/// Draws a field; for the current one, `here` says whether typing replaces its text.
fn draw_field(
    buffer: &mut Buffer,
    place: Rect,
    theme: &Theme,
    field: &Field,
    labels: usize,
    here: Option<bool>,
) -> Option<Position> {
    let replaces = here == Some(true);
    let here = here.is_some();
    let cells = usize::from(place.width);
    let label_style = if here { theme.strong() } else { theme.faint() };
    buffer.set_stringn(
        place.x,
        place.y,
        text::left(field.label, labels),
        cells,
        label_style,
    );
    let start = labels + 2;
    let room = cells.saturating_sub(start);
    let x = place.x + u16::try_from(start).unwrap_or(u16::MAX).min(place.width);
    match &field.content {
        Content::Text(input) => {
            // A text that is not being typed is shown from its beginning.
            let typing = here && !replaces;
            let scroll = if typing {
                input.visual_scroll(room.max(2) - 1)
            } else {
                0
            };
            let shown = match (typing, scroll) {
                (false, _) => text::cut(input.value(), room),
                (true, 0) => text::left(input.value(), room),
                (true, _) => text::left(&format!("…{}", skip(input.value(), scroll + 1)), room),
            };
            let style = match here {
                true if replaces => theme.selected(),
                true => theme.key(),
                false => theme.strong(),
            };
            buffer.set_stringn(x, place.y, shown, room, style);
            let column = input.visual_cursor().saturating_sub(scroll);
            let column = u16::try_from(column.min(room.max(1) - 1)).unwrap_or(0);
            (here && room > 0).then(|| Position::new(x + column, place.y))
        }
        Content::Choice { .. } => {
            let shown = format!("‹ {} ›", field.shown());
            let style = if here { theme.key() } else { theme.strong() };
            buffer.set_stringn(x, place.y, text::cut(&shown, room), room, style);
            None
        }
    }
}

/// The text without its first `cells` cells.
fn skip(value: &str, cells: usize) -> String {
    let mut gone = 0;
    let mut chars = value.chars();
    while gone < cells {
        match chars.next() {
            Some(c) => gone += text::width(c.encode_utf8(&mut [0; 4])),
            None => break,
        }
    }
    chars.collect()
}
