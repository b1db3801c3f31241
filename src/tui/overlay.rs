//! What lies over a screen: forms, choices, texts, a filter being typed. Each is a plain
//! state; keys reach the topmost first.

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::effect::Effect;
use super::forms;
use super::keymap::{Action, Scope};
use super::model::Model;
use super::screens::{self, moved};
use super::widgets::form::Form;
use super::widgets::{line, text};
use domain::Label;

/// One thing over the screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// A form, and what it is for.
    Form(Box<Form>, forms::Purpose),
    /// A list to choose from.
    Pick(Box<Pick>),
    /// A text to read.
    Reader(Box<Reader>),
    /// The filter of the list below.
    Filter(Input),
}

/// A list to choose from by arrows, by its digit, or by typing a part of it.
#[derive(Debug, Clone)]
pub struct Pick {
    /// What is chosen.
    pub title: String,
    /// What there is.
    pub items: Vec<Item>,
    /// What was typed.
    pub input: Input,
    /// The chosen one, among those that fit.
    pub at: usize,
    /// What it is for.
    pub purpose: Choosing,
}

/// One line of a choice.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it says.
    pub label: String,
    /// What stands at its end: keys, counts.
    pub detail: String,
    /// What is chosen.
    pub value: Value,
}

/// What a line of a choice stands for.
#[derive(Debug, Clone)]
pub enum Value {
    /// Something a key can do as well.
    Action(Action),
    /// A study to open.
    Study(String),
    /// A text.
    Text(String),
    /// A reading of the animal one is at: site of its tumor, and its number that day.
    Reading(Option<Label>, u32),
}

/// What a choice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choosing {
    /// A command.
    Command,
    /// Why a tumor was not measured; other words may be typed.
    Reason,
    /// An arm to edit.
    Arm,
    /// A reading to correct.
    Reading,
}

/// A text to read.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// Its heading.
    pub title: String,
    /// Its lines; an empty first part means that the line has no heading of its own.
    pub lines: Vec<(String, String)>,
    /// The first line shown, of those that [`Reader::laid_out`] gives.
    pub top: usize,
    /// Whether something was sent since that is no key of a text: the Enter after it is a device's.
    pub sent: bool,
}

/// A line of a text as a window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLine {
    /// What stands to the left; none for a text that has the whole width.
    pub heading: Option<String>,
    /// What stands beside it.
    pub text: String,
}

impl Reader {
    /// Cells of the texts in a window of so many columns.
    pub fn columns(window: u16) -> usize {
        76.min(usize::from(window).saturating_sub(4))
    }

    /// Cells that the headings take.
    pub fn left(&self) -> usize {
        let headings = self.lines.iter().map(|(heading, _)| text::width(heading));
        headings.max().unwrap_or(0).min(26)
    }

    /// All lines, broken so that they fit so many cells.
    pub fn laid_out(&self, columns: usize) -> Vec<ReadLine> {
        let left = match self.left() {
            0 => 0,
            left => left + 2,
        };
        let room = columns.saturating_sub(left).max(1);
        let broken = self.lines.iter().flat_map(|(heading, said)| {
            let alone = heading.is_empty();
            let lines = text::wrap(said, if alone { columns } else { room });
            lines
                .into_iter()
                .enumerate()
                .map(move |(at, text)| ReadLine {
                    heading: (!alone).then(|| {
                        if at == 0 {
                            heading.clone()
                        } else {
                            String::new()
                        }
                    }),
                    text,
                })
        });
        broken.collect()
    }
}

impl Overlay {
    /// The scopes it puts before all others.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        match self {
            Self::Form(..) => vec![Scope::Form],
            Self::Pick(_) => vec![Scope::Pick],
            Self::Reader(_) => vec![Scope::Reader, Scope::List],
            Self::Filter(_) => vec![Scope::Filter],
        }
    }
}

impl Pick {
    /// The lines that fit what was typed.
    pub fn fitting(&self) -> Vec<&Item> {
        let typed = self.input.value().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let fits = |item: &&Item| {
            let label = item.label.to_lowercase();
            words.iter().all(|word| label.contains(word))
        };
        self.items.iter().filter(fits).collect()
    }
}

/// A key that is bound to something, with an overlay on top.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => back(model),
        action => match model.overlays.last_mut() {
            Some(Overlay::Form(..)) => forms::act(model, action),
            Some(Overlay::Pick(_)) => pick(model, action),
            Some(Overlay::Reader(reader)) if action == Action::Accept => {
                if std::mem::take(&mut reader.sent) {
                    return vec![Effect::Bell];
                }
                model.overlays.pop();
                Vec::new()
            }
            Some(Overlay::Reader(reader)) => {
                read(reader, action, model.size);
                Vec::new()
            }
            Some(Overlay::Filter(_)) if action == Action::Accept => {
                model.overlays.pop();
                screens::filter_kept(model)
            }
            _ => Vec::new(),
        },
    }
}

/// Leaves the topmost; a form in which something was typed only after saying that it is lost.
fn back(model: &mut Model) -> Vec<Effect> {
    if let Some(Overlay::Form(form, _)) = model.overlays.last_mut()
        && !form.may_leave()
    {
        return vec![Effect::Bell];
    }
    match model.overlays.pop() {
        Some(Overlay::Filter(_)) => screens::set_filter(model, ""),
        Some(Overlay::Form(..)) => vec![screens::measure::keep(model)],
        _ => Vec::new(),
    }
}

/// A key that is bound to nothing: it is typed.
pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Form(form, _)) => form.typed(key),
        Some(Overlay::Pick(_)) => return pick_typed(model, key),
        Some(Overlay::Reader(reader)) => reader.sent |= line::inserts(key),
        Some(Overlay::Filter(input)) => {
            line::typed(input, key);
            let text = input.value().to_owned();
            return screens::set_filter(model, &text);
        }
        _ => {}
    }
    Vec::new()
}

fn pick_typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Overlay::Pick(pick)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    // The digit of a line takes it, as long as nothing else has been typed.
    if let KeyCode::Char(c @ '1'..='9') = key.code
        && pick.purpose != Choosing::Command
        && pick.input.value().is_empty()
    {
        pick.at = c as usize - '1' as usize;
        return take(model);
    }
    line::typed(&mut pick.input, key);
    pick.at = 0;
    Vec::new()
}

fn pick(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Pick(pick)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let last = pick.fitting().len().saturating_sub(1);
    match action {
        Action::Up => pick.at = pick.at.saturating_sub(1),
        Action::Down => pick.at = (pick.at + 1).min(last),
        Action::Accept => return take(model),
        _ => {}
    }
    Vec::new()
}

/// Takes the chosen line, or the words that were typed where they may be anything.
fn take(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Pick(pick)) = model.overlays.pop() else {
        return Vec::new();
    };
    let chosen = pick.fitting().get(pick.at).map(|item| item.value.clone());
    let typed = pick.input.value().trim().to_owned();
    match (pick.purpose, chosen) {
        // What was typed is the reason, unless a line was gone to.
        (Choosing::Reason, _) if !typed.is_empty() && pick.at == 0 => {
            screens::measure::skip(model, &typed)
        }
        (Choosing::Reason, Some(Value::Text(reason))) => screens::measure::skip(model, &reason),
        (Choosing::Reason, _) if !typed.is_empty() => screens::measure::skip(model, &typed),
        (Choosing::Arm, Some(Value::Text(arm))) => forms::edit_arm(model, &arm),
        (Choosing::Reading, Some(Value::Reading(site, repeat))) => {
            screens::measure::correct(model, site.as_ref(), repeat);
            Vec::new()
        }
        (_, Some(Value::Action(action))) => super::update::act(model, action),
        (_, Some(Value::Study(name))) => screens::studies::open(model, &name),
        _ => {
            model.overlays.push(Overlay::Pick(pick));
            Vec::new()
        }
    }
}

fn read(reader: &mut Reader, action: Action, (columns, rows): (u16, u16)) {
    let page = usize::from(rows.saturating_sub(6)).max(1);
    let lines = reader.laid_out(Reader::columns(columns)).len();
    let last = lines.saturating_sub(page);
    moved(&mut reader.top, last + 1, page, action);
}
