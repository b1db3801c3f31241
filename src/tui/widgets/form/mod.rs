//! A form: labelled fields one below the other, each with a word on what belongs in it.
//!
//! What was typed into a field is read when the cursor leaves the field, and what is wrong is said then. The field
//! is marked until it is mended; the other fields can be reached meanwhile.

mod draw;
mod field;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::line;
use super::pick::{Pick, Picked};
use crate::base::device;
use crate::base::keymap::{Action, Action as A, Scope, bind, ctrl, f, key};
use crate::base::message::Trouble;

pub use draw::draw;
pub use field::{Check, Field, Understood};

/// The keys of a form.
#[rustfmt::skip]
pub static KEYS: Scope = Scope {
    title: "form",
    is_typed_in: true,
    bindings: &[
        bind(&[key(KeyCode::Tab), key(KeyCode::Down)], A::NextField, "the next field", "field"),
        bind(&[key(KeyCode::BackTab), key(KeyCode::Up)], A::PreviousField, "the previous field", ""),
        bind(&[key(KeyCode::Enter)], A::Next, "the next field, or the list of a long choice; on the last one, save", ""),
        bind(&[ctrl('s'), f(10)], A::Submit, "save", "save"),
    ],
};

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
    /// What was wrong with the form as a whole when it was sent, or a warning before it is left.
    trouble: Option<Trouble>,
    /// What sending the form as it is would be refused for, and the field that this is about.
    contradiction: Option<(usize, Trouble)>,
    /// Whether the text of the current field is selected: the next character replaces it.
    is_selected: bool,
    /// The options of the current field, where they are open as a list.
    list: Option<Box<Pick<usize>>>,
    /// Whether a message has warned that leaving loses what was typed.
    warned: bool,
    /// Whether it was asked about what it holds: sending it once more confirms.
    is_asked: bool,
    /// The field that the cursor left last: what is wrong with it is told before the mistakes of others.
    left: usize,
}

impl Form {
    /// A form with the cursor in its first field.
    pub fn new(title: impl Into<String>, intro: impl Into<String>, fields: Vec<Field>) -> Self {
        let mut form = Self {
            title: title.into(),
            intro: intro.into(),
            fields,
            at: 0,
            trouble: None,
            contradiction: None,
            is_selected: false,
            list: None,
            warned: false,
            is_asked: false,
            left: 0,
        };
        form.go_to(0);
        form
    }

    /// Puts the cursor into the field of this name, if there is one.
    pub fn start_at(mut self, id: &str) -> Self {
        let at = self.fields.iter().position(|field| field.id == id);
        self.go_to(at.unwrap_or(self.at));
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

    /// What the current field is called, and whether a text is typed into it.
    #[cfg(test)]
    pub fn current(&self) -> (&'static str, bool) {
        let field = &self.fields[self.at];
        (field.label, !field.is_choice())
    }

    /// Puts a sentence before the introduction.
    pub fn announce(&mut self, sentence: &str) {
        self.intro = match self.intro.as_str() {
            "" => sentence.to_owned(),
            intro => format!("{sentence} {intro}"),
        };
    }

    /// Field and value of what is not as it was at first.
    pub fn changed(&self) -> Vec<(String, String)> {
        let changed = self.fields.iter().filter(|field| field.is_changed());
        changed
            .map(|field| (field.id.to_owned(), field.value().to_owned()))
            .collect()
    }

    /// Puts values into the fields of these names.
    pub fn fill(&mut self, values: &[(String, String)]) {
        for (id, value) in values {
            if let Some(field) = self.fields.iter_mut().find(|f| f.id == id) {
                field.put(value);
            }
        }
        self.go_to(self.at);
    }

    /// What a field holds, without blanks around it; empty where the form has no such field.
    pub fn value(&self, id: &str) -> &str {
        let field = self.fields.iter().find(|field| field.id == id);
        field.map_or("", |field| field.value())
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

    /// What is typed in the current field, if it names a file.
    pub fn typed_file(&self) -> Option<&str> {
        let field = self.fields.get(self.at)?;
        names_file(field).then(|| field.value())
    }

    /// Marks the field that was left with this name of a file, which is not there.
    pub fn mark_file(&mut self, typed: &str, trouble: Trouble) {
        let is_it = |field: &Field| names_file(field) && field.value() == typed;
        let mut fields = self.fields.iter_mut().enumerate();
        let left = fields.find(|(at, field)| *at != self.at && is_it(field));
        if let Some((_, field)) = left {
            field.trouble = Some(trouble);
        }
    }

    /// Offers texts for the current field.
    pub fn offer(&mut self, offers: Vec<String>) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.offer_instead(offers);
        }
    }

    /// A device has sent the last characters of the current field: what was typed before them goes. Returns it.
    pub fn keep_sent(&mut self, characters: usize) -> Option<String> {
        let field = self.fields.get_mut(self.at)?;
        let (half, sent) = device::split_sent(field.shown(), characters)?;
        field.put(&sent);
        Some(half)
    }

    /// Whether the current field is a choice, where the first character of what a device sends would choose.
    pub fn is_at_choice(&self) -> bool {
        self.fields.get(self.at).is_some_and(Field::is_choice)
    }

    /// Whether the options of the current field are open as a list.
    pub fn is_list_open(&self) -> bool {
        self.list.is_some()
    }

    /// Opens the options of the current field as a list, if they are many; returns whether they are.
    pub fn open_list(&mut self) -> bool {
        let field = self.fields.get(self.at).filter(|field| field.opens_list());
        self.list = field.and_then(Field::list_of_options).map(Box::new);
        self.list.is_some()
    }

    /// Closes the list of options; the choice stays as it was.
    pub fn close_list(&mut self) {
        self.list = None;
    }

    /// A key that is bound to something in the open list. Whoever has chosen goes on to the next field.
    pub fn act_on_list(&mut self, action: Action) {
        if let Some(list) = &mut self.list {
            let picked = list.act(action);
            self.picked(picked);
        }
    }

    fn picked(&mut self, picked: Picked<usize>) {
        let Picked::Item(option) = picked else {
            return;
        };
        self.list = None;
        if let Some(field) = self.fields.get_mut(self.at) {
            field.choose(option);
        }
        self.forward();
    }

    /// A key that is typed; what was wrong before may be mended by it. A character at a choice searches its options.
    pub fn typed(&mut self, key: KeyEvent) {
        let is_selected = std::mem::take(&mut self.is_selected);
        self.warned = false;
        self.is_asked = false;
        self.trouble = None;
        let Some(field) = self.fields.get_mut(self.at) else {
            return;
        };
        let searches = line::inserts(key) && key.code != KeyCode::Char(' ');
        if self.list.is_none() && searches {
            self.list = field.list_of_options().map(Box::new);
        }
        match &mut self.list {
            Some(_) if key.code == KeyCode::Tab => self.act_on_list(A::Accept),
            Some(list) => {
                let picked = list.typed(key);
                self.picked(picked);
            }
            None => field.typed(key, is_selected),
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

    /// Asks about the form as it is, with the cursor in the field that it is about, if it is about one, unless it was
    /// asked already and nothing was typed since. Returns whether it asks now.
    pub fn asks_once(&mut self, field: Option<&str>, question: Trouble) -> bool {
        let asks = !std::mem::replace(&mut self.is_asked, true);
        if asks {
            self.refuse(field, question);
        }
        asks
    }

    /// Goes to the next field; returns whether there was one.
    pub fn forward(&mut self) -> bool {
        let more = self.at + 1 < self.fields.len();
        if more {
            self.move_to(self.at + 1);
        }
        more
    }

    /// Goes to the previous field.
    pub fn backward(&mut self) {
        if self.at > 0 {
            self.move_to(self.at - 1);
        }
    }

    /// Leaves the current field for another.
    fn move_to(&mut self, at: usize) {
        self.trouble = None;
        self.left = self.at;
        if let Some(field) = self.fields.get_mut(self.at) {
            field.leave();
        }
        self.go_to(at);
    }

    fn go_to(&mut self, at: usize) {
        self.at = at;
        self.list = None;
        self.is_selected = false;
        if let Some(field) = self.fields.get_mut(at) {
            field.enter();
            self.is_selected = field.is_selected_on_entry();
        }
    }

    /// Reads all fields before the form is sent; returns whether all can be read. Otherwise the cursor goes to the first
    /// that cannot.
    pub fn may_send(&mut self) -> bool {
        self.trouble = None;
        self.contradiction = None;
        self.list = None;
        self.fields.iter_mut().for_each(Field::leave);
        let wrong = self.fields.iter().position(|f| f.trouble.is_some());
        if let Some(at) = wrong {
            self.go_to(at);
        }
        wrong.is_none()
    }

    /// Notes what sending the form as it is would be refused for, if anything. Said is what is about a field that was
    /// changed and left: what is not filled in yet is no mistake yet.
    pub fn note(&mut self, refused: Option<(Option<&str>, Trouble)>) {
        self.contradiction = refused.and_then(|(field, trouble)| {
            let at = field.and_then(|id| self.fields.iter().position(|f| f.id == id))?;
            let is_said = at != self.at && self.fields.get(at)?.is_changed();
            is_said.then_some((at, trouble))
        });
    }

    /// What is wrong with the field of this place.
    fn trouble_of(&self, at: usize) -> Option<&Trouble> {
        let contradiction = self.contradiction.as_ref().filter(|(of, _)| *of == at);
        let trouble = self.fields.get(at)?.trouble.as_ref();
        trouble.or(contradiction.map(|(_, trouble)| trouble))
    }

    /// Shows why it was refused, with the cursor in the field it is about.
    pub fn refuse(&mut self, field: Option<&str>, trouble: Trouble) {
        let at = field.and_then(|id| self.fields.iter().position(|f| f.id == id));
        match at {
            Some(at) => {
                self.go_to(at);
                self.fields[at].trouble = Some(trouble);
            }
            // Whoever goes on typing replaces nothing.
            None => {
                self.fields[self.at].enter();
                self.trouble = Some(trouble);
            }
        }
    }
}

/// Whether a field names a file that is read.
fn names_file(field: &Field) -> bool {
    matches!(field.id, "file" | "ends")
}
