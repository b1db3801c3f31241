//! One field of a form: what it holds, how keys change it, and whether what was typed can be read.
//!
//! One rule for texts that are there when a field is entered: a single value is selected, and shown so. Typing
//! replaces it, a key that moves in the text keeps it. A list is not selected: typing adds to it.

use std::fmt;
use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use crate::base::message::Trouble;
use crate::widgets::line;
use crate::widgets::pick::{Item, Pick};
use domain::lookalikes;

/// The most options of a choice that is made by arrows alone; Enter opens a longer one as a list.
const FEW: usize = 4;

/// What a text means, once it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Understood {
    /// The text in its usual spelling, which stands in the field once it is left.
    pub text: String,
    /// What it means, shown beside it; empty where the text says it all.
    pub meaning: String,
}

impl Understood {
    /// A text that says all that it means.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            meaning: String::new(),
        }
    }
}

/// What a text means, or why it cannot be read.
type Read = Result<Understood, Trouble>;

/// How a field reads its text.
#[derive(Clone)]
pub struct Check(Arc<dyn Fn(&str) -> Read + Send + Sync>);

impl Check {
    /// A check from a function of the text without blanks around it.
    pub fn new(read: impl Fn(&str) -> Read + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// What it makes of a text.
    pub fn read(&self, text: &str) -> Read {
        (self.0)(text)
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Check")
    }
}

/// One field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in the form.
    pub id: &'static str,
    /// What it is called on the screen.
    pub label: &'static str,
    /// What belongs in it: unit, shape, example.
    pub hint: &'static str,
    pub(super) content: Content,
    /// What it held at first.
    initial: String,
    check: Option<Check>,
    /// Whether an empty text is refused.
    is_needed: bool,
    /// Texts that are in use already, in the spelling to keep to.
    offers: Vec<String>,
    /// Whether its first option only asks to choose.
    has_prompt: bool,
    /// What was wrong with the text when the field was left.
    pub(super) trouble: Option<Trouble>,
    /// What is remarkable about it, though it can be read.
    pub(super) remark: Option<String>,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// A text.
    Text(Input),
    /// Several texts with commas between them.
    List(Input),
    /// One of a few words.
    Choice {
        /// The words and what they say on the screen.
        options: Vec<(String, String)>,
        /// The chosen one.
        at: usize,
    },
}

impl Field {
    /// A field for a text.
    pub fn text(id: &'static str, label: &'static str, hint: &'static str, value: &str) -> Self {
        Self::new(id, label, hint, Content::Text(Input::new(value.to_owned())))
    }

    /// A field for several texts with commas between them.
    pub fn list(id: &'static str, label: &'static str, hint: &'static str, value: &str) -> Self {
        Self::new(id, label, hint, Content::List(Input::new(value.to_owned())))
    }

    /// A field for one of a few words.
    pub fn choice(
        id: &'static str,
        label: &'static str,
        options: Vec<(String, String)>,
        value: &str,
    ) -> Self {
        let at = options.iter().position(|(word, _)| word == value);
        let hint = match options.len() > FEW {
            true => "Enter shows the list, typing searches it; ← → steps",
            false => "← → chooses, or the digit of the option",
        };
        let content = Content::Choice {
            options,
            at: at.unwrap_or(0),
        };
        Self::new(id, label, hint, content)
    }

    fn new(id: &'static str, label: &'static str, hint: &'static str, content: Content) -> Self {
        let mut field = Self {
            id,
            label,
            hint,
            content,
            initial: String::new(),
            check: None,
            is_needed: false,
            offers: Vec::new(),
            has_prompt: false,
            trouble: None,
            remark: None,
        };
        field.initial = field.value().to_owned();
        field
    }

    /// Reads its text when it is left; an empty one is none.
    pub fn checked(self, check: Check) -> Self {
        Self {
            check: Some(check),
            ..self
        }
    }

    /// Reads its text when it is left, also an empty one.
    pub fn needed(self, check: Check) -> Self {
        Self {
            is_needed: true,
            ..self.checked(check)
        }
    }

    /// Offers texts that are in use already. The same text in another spelling is remarked upon.
    pub fn offering<T: Into<String>>(self, offers: impl IntoIterator<Item = T>) -> Self {
        Self {
            offers: offers.into_iter().map(Into::into).collect(),
            ..self
        }
    }

    /// Offers these texts in the place of those before.
    pub(super) fn offer_instead(&mut self, offers: Vec<String>) {
        self.offers = offers;
    }

    /// The field with another word on what belongs in it.
    pub fn hinted(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// A choice whose first option only asks to choose: it is not listed, and the digits count from the second.
    pub fn prompting(self) -> Self {
        Self {
            has_prompt: true,
            ..self
        }
    }

    /// Which of its options is chosen, behind the field: counted as the digits count that choose them.
    pub(super) fn place_in_choice(&self, at: usize, options: usize) -> String {
        match (at, usize::from(self.has_prompt)) {
            (0, 1) => String::new(),
            (at, before) => format!("  {} of {}", at + 1 - before, options - before),
        }
    }

    /// What was typed or chosen.
    pub fn value(&self) -> &str {
        match &self.content {
            Content::Text(input) => input.value().trim(),
            Content::List(input) => input.value().trim_end_matches(is_between).trim_start(),
            Content::Choice { options, at } => options.get(*at).map_or("", |(word, _)| word),
        }
    }

    /// Whether it holds something else than at first.
    pub(super) fn is_changed(&self) -> bool {
        self.value() != self.initial
    }

    /// Puts a value into it.
    pub(super) fn put(&mut self, value: &str) {
        match &mut self.content {
            Content::Text(input) | Content::List(input) => *input = Input::new(value.to_owned()),
            Content::Choice { options, at } => {
                *at = options
                    .iter()
                    .position(|(word, _)| word == value)
                    .unwrap_or(*at);
            }
        }
    }

    /// Whether the whole text is selected when the field is entered: typing replaces it.
    pub(super) fn is_selected_on_entry(&self) -> bool {
        matches!(&self.content, Content::Text(input) if !input.value().is_empty())
    }

    /// The cursor comes: a list is ready for one more.
    pub(super) fn enter(&mut self) {
        if let Content::List(input) = &mut self.content {
            let value = input.value().trim_end_matches(is_between);
            let ready = match value {
                "" => String::new(),
                value => format!("{value}, "),
            };
            *input = Input::new(ready);
        }
    }

    /// The cursor goes: the text is read, and stands there in its usual spelling, or it is said what is wrong. A
    /// text that is as it was at first is not read: it was taken before.
    pub(super) fn leave(&mut self) {
        if let Content::List(_) = self.content {
            let list = match self.is_changed() {
                true => joined(self.value()),
                false => self.initial.clone(),
            };
            self.put(&list);
        }
        self.trouble = None;
        self.remark = None;
        let is_empty = self.value().is_empty();
        if is_empty && !self.is_needed || !is_empty && !self.is_changed() {
            return;
        }
        let read = self.check.as_ref().map(|check| check.read(self.value()));
        match read {
            Some(Ok(understood)) => self.put(&understood.text),
            Some(Err(trouble)) => self.trouble = Some(trouble),
            None => {}
        }
        self.remark = self.other_spelling().map(|(typed, known)| {
            format!("`{typed}` is spelled `{known}` elsewhere: → in the field takes that spelling")
        });
    }

    /// What the text means, as far as it can be read.
    pub(super) fn meaning(&self) -> Option<String> {
        let text = self.value();
        let check = self.check.as_ref().filter(|_| !text.is_empty())?;
        let meaning = check.read(text).ok()?.meaning;
        Some(meaning).filter(|meaning| !meaning.is_empty())
    }

    /// A text of the field that looks like an offered one, and that one.
    fn other_spelling(&self) -> Option<(&str, String)> {
        let known = || self.offers.iter().map(String::as_str);
        let mut typed = self.parts().into_iter();
        typed.find_map(|text| {
            let is_new = !text.is_empty() && known().all(|known| known != text);
            let found = is_new.then(|| lookalikes(known(), [text]));
            Some((text, found?.pop()?.known))
        })
    }

    /// The offered text that the field can take: one that is there in another spelling, else one that begins with what
    /// is typed.
    pub(super) fn offer(&self, is_selected: bool) -> Option<String> {
        if let Some((_, known)) = self.other_spelling() {
            return Some(known);
        }
        let parts = self.parts();
        let typed = parts
            .last()
            .filter(|typed| !typed.is_empty() && !is_selected)?;
        let begun = typed.to_lowercase();
        let mut offers = self.offers.iter();
        offers
            .find(|known| known != typed && known.to_lowercase().starts_with(&begun))
            .cloned()
    }

    /// The texts of the field: one, or those of a list, of which the last is being typed.
    fn parts(&self) -> Vec<&str> {
        match &self.content {
            Content::Text(input) => vec![input.value().trim()],
            Content::List(input) => input.value().split(',').map(str::trim).collect(),
            Content::Choice { .. } => Vec::new(),
        }
    }

    /// Puts the offered text in the place of the one that it is offered for.
    fn take_offer(&mut self, offer: &str) {
        let other = self.other_spelling().map(|(typed, _)| typed.to_owned());
        let mut parts: Vec<&str> = self.parts();
        let at = match &other {
            Some(typed) => parts.iter().position(|part| part == typed),
            None => parts.len().checked_sub(1),
        };
        if let Some(part) = at.and_then(|at| parts.get_mut(at)) {
            *part = offer;
        }
        let text = parts.join(", ");
        self.put(&text);
    }

    /// What the field says on the screen.
    pub(super) fn shown(&self) -> &str {
        match &self.content {
            Content::Text(input) | Content::List(input) => input.value(),
            Content::Choice { options, at } => options.get(*at).map_or("", |(_, phrase)| phrase),
        }
    }

    /// Whether it is a choice, which keys act upon as in a list.
    pub(super) fn is_choice(&self) -> bool {
        matches!(self.content, Content::Choice { .. })
    }

    /// Whether Enter opens its options as a list.
    pub(super) fn opens_list(&self) -> bool {
        matches!(&self.content, Content::Choice { options, .. } if options.len() > FEW)
    }

    /// Its options as a list, at the chosen one.
    pub(super) fn list_of_options(&self) -> Option<Pick<usize>> {
        let Content::Choice { options, at } = &self.content else {
            return None;
        };
        let item = |(at, (_, phrase)): (usize, &(String, String))| Item {
            label: phrase.clone(),
            detail: String::new(),
            value: at,
        };
        let prompts = usize::from(self.has_prompt);
        let listed = options.iter().enumerate().skip(prompts);
        let items: Vec<_> = listed.map(item).collect();
        // A digit takes a line; where it could begin a number or a name, it searches.
        let list = match items.len() {
            ..=9 => Pick::numbered(self.label, items),
            _ => Pick::searched(self.label, items),
        };
        Some(list.starting_at(at.saturating_sub(prompts)))
    }

    /// Takes the option of this place.
    pub(super) fn choose(&mut self, option: usize) {
        self.trouble = None;
        if let Content::Choice { options, at } = &mut self.content {
            *at = option.min(options.len().saturating_sub(1));
        }
    }

    fn is_cursor_at_end(&self) -> bool {
        match &self.content {
            Content::Text(input) | Content::List(input) => is_at_end(input),
            Content::Choice { .. } => false,
        }
    }

    /// A key that is typed into it; `selected`, where its whole text is.
    pub(super) fn typed(&mut self, key: KeyEvent, selected: bool) {
        self.trouble = None;
        self.remark = None;
        if key.code == KeyCode::Right
            && self.is_cursor_at_end()
            && let Some(offer) = self.offer(selected)
        {
            return self.take_offer(&offer);
        }
        match &mut self.content {
            Content::Text(input) => match key.code {
                KeyCode::Backspace | KeyCode::Delete if selected => input.reset(),
                _ => {
                    if selected && line::inserts(key) {
                        input.reset();
                    }
                    line::typed(input, key);
                }
            },
            Content::List(input) => match key.code {
                KeyCode::Backspace if input.value().ends_with(", ") && is_at_end(input) => {
                    *input = Input::new(without_last(input.value()));
                }
                _ => line::typed(input, key),
            },
            Content::Choice { options, at } => {
                let last = options.len().saturating_sub(1);
                match key.code {
                    KeyCode::Left => *at = at.saturating_sub(1),
                    KeyCode::Right => *at = (*at + 1).min(last),
                    KeyCode::Char(' ') => *at = if *at == last { 0 } else { *at + 1 },
                    _ => {}
                }
            }
        }
    }
}

/// Whether the cursor stands behind the text.
fn is_at_end(input: &Input) -> bool {
    input.cursor() == input.value().chars().count()
}

/// What stands between the texts of a list.
fn is_between(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// The texts of a list with a comma and a blank between them.
fn joined(list: &str) -> String {
    let items = list.split(',').map(str::trim);
    let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    items.join(", ")
}

/// A list without its last text, ready for one more.
fn without_last(list: &str) -> String {
    let list = list.trim_end_matches(is_between);
    match list.rsplit_once(',') {
        Some((rest, _)) => format!("{rest}, "),
        None => String::new(),
    }
}
