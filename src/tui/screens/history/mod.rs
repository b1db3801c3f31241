//! The audit trail of the open study: who did what, when and why, newest first. It is read page by
//! page as one scrolls, for it has a line for every entry ever made.
//!
//! Not here: proving that the trail is whole, which `graftbook audit verify` does.

mod entry;

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::entry::{Entry, details};
use super::moved;
use crate::effect::Effect;
use crate::keymap::Action;
use crate::message::Trouble;
use crate::model::{Model, OpenStudy};
use crate::overlay::Overlay;
use crate::theme::Theme;
use crate::view;
use crate::widgets::list::{self, Cell, Column};
use app::{LogFilter, LoggedOperation};
use domain::counted;

/// Operations read at a time.
const PAGE: usize = 100;

/// The next page is asked for when so few lines are left below the cursor's window.
const AHEAD: usize = 20;

/// Changes read of each operation for the list, which names the first.
const NAMED: usize = 1;

/// Changes of one operation that are shown.
const SHOWN: usize = 500;

/// From so many columns on, reasons are listed.
const WIDE: u16 = 78;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the list is filtered by.
    pub filter: String,
    /// The chosen row.
    pub at: usize,
    /// All operations of the study, as far as they are read.
    whole: Trail,
    /// Those about one animal, by its tag.
    animal: Option<(String, Trail)>,
    /// What the notebook was asked for and has not answered.
    asked: Option<Asked>,
    /// Why the trail cannot be read.
    trouble: Option<Trouble>,
    /// Places of the operations that fit the filter, of those that are read.
    fitting: Vec<usize>,
}

/// Operations, newest first, as far as they are read.
#[derive(Debug, Clone, Default)]
struct Trail {
    entries: Vec<Entry>,
    /// Whether these are all.
    complete: bool,
    /// Operations that were taken back, with the one that did.
    undone: HashMap<i64, i64>,
    /// Whether any of them has a reason.
    reasons: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    /// The newest operations.
    Newest,
    /// Older ones than those that are read.
    Older,
    /// What an operation changed.
    Changes(i64),
}

impl State {
    /// The operations that are listed, before the filter.
    fn trail(&self) -> &Trail {
        match &self.animal {
            Some((_, trail)) => trail,
            None => &self.whole,
        }
    }

    fn trail_mut(&mut self) -> &mut Trail {
        match &mut self.animal {
            Some((_, trail)) => trail,
            None => &mut self.whole,
        }
    }

    fn entry(&self, at: usize) -> Option<&Entry> {
        self.trail().entries.get(*self.fitting.get(at)?)
    }

    /// Finds the operations that fit the filter; all that are about the animal it names.
    fn fit(&mut self) {
        let words = match self.animal {
            Some(_) => String::new(),
            None => self.filter.to_lowercase(),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        let entries = self.trail().entries.iter().enumerate();
        let fits = entries.filter(|(_, entry)| entry.fits(&words));
        self.fitting = fits.map(|(at, _)| at).collect();
        self.at = self.at.min(self.fitting.len().saturating_sub(1));
    }
}

impl Trail {
    /// Takes newer operations in; answers how many there are, or none if there may be others between.
    fn newer(&mut self, read: Vec<Entry>, complete: bool) -> Option<usize> {
        let known = self.entries.first().map(|entry| entry.seq);
        let new = read.iter().take_while(|entry| Some(entry.seq) != known);
        let new = new.count();
        if new == read.len() {
            self.entries = read;
            self.complete = complete;
            return None;
        }
        self.entries.splice(0..0, read.into_iter().take(new));
        Some(new)
    }

    /// Looks through what was read.
    fn look(&mut self) {
        let entries = self.entries.iter();
        self.undone = entries.filter_map(|e| Some((e.undoes?, e.seq))).collect();
        self.reasons = self.entries.iter().any(|e| !e.reason.is_empty());
    }
}

fn ask(model: &mut Model, asked: Asked) -> Vec<Effect> {
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let state = &mut model.history;
    let last = state.trail().entries.last().map(|entry| entry.seq);
    let animal = state.animal.as_ref().map(|(tag, _)| tag.clone());
    let mut filter = LogFilter {
        study: Some(study.name().to_owned()),
        limit: Some(PAGE),
        changes_limit: Some(NAMED),
        ..LogFilter::default()
    };
    match asked {
        Asked::Newest => filter.animal = animal,
        Asked::Older => (filter.animal, filter.before_seq) = (animal, last),
        Asked::Changes(seq) => (filter.seq, filter.changes_limit) = (Some(seq), Some(SHOWN)),
    }
    state.asked = Some(asked);
    vec![Effect::Log(Box::new(filter))]
}

/// Asks for older operations if the cursor comes near the last one that is read.
fn ahead(model: &mut Model) -> Vec<Effect> {
    let page = model.page();
    let state = &model.history;
    let near = state.at + page + AHEAD >= state.fitting.len();
    if near && !state.trail().complete && state.asked.is_none() {
        return ask(model, Asked::Older);
    }
    Vec::new()
}

pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::ToggleChanges {
        let chosen = model.history.entry(model.history.at).map(|entry| entry.seq);
        return chosen.map_or_else(Vec::new, |seq| ask(model, Asked::Changes(seq)));
    }
    let page = model.page();
    let state = &mut model.history;
    moved(&mut state.at, state.fitting.len(), page, action);
    ahead(model)
}

/// The screen has been gone to, or something was written: the newest operations are read.
pub(crate) fn entered(model: &mut Model) -> Vec<Effect> {
    ask(model, Asked::Newest)
}

/// The filter was changed.
pub(crate) fn filtered(model: &mut Model) {
    let state = &mut model.history;
    state.animal = None;
    state.at = 0;
    state.fit();
}

/// The filter is as it is to be: if it names an animal, all about that animal is read.
pub(crate) fn filter_kept(model: &mut Model) -> Vec<Effect> {
    let wanted = model.history.filter.trim();
    let tag = model.study.as_ref().and_then(|study| tag(study, wanted));
    let Some(tag) = tag else {
        return ahead(model);
    };
    model.history.animal = Some((tag, Trail::default()));
    model.history.fit();
    ask(model, Asked::Newest)
}

/// The tag of the animal that is called so.
fn tag(study: &OpenStudy, wanted: &str) -> Option<String> {
    let tags = study.record.animals.iter().map(|a| a.animal.tag.as_str());
    let alike = |tag: &&str| tag.to_lowercase() == wanted.to_lowercase();
    let exact = study.animal(wanted).map(|_| wanted.to_owned());
    exact.or_else(|| tags.into_iter().find(alike).map(str::to_owned))
}

/// A page of the trail was read, or the changes of an operation.
pub(crate) fn page(
    model: &mut Model,
    result: Result<Vec<LoggedOperation>, Trouble>,
) -> Vec<Effect> {
    let asked = model.history.asked.take();
    let read = match result {
        Ok(read) => read,
        Err(trouble) => {
            model.trouble(&trouble);
            model.history.trouble = Some(trouble);
            return Vec::new();
        }
    };
    model.history.trouble = None;
    if let Some(Asked::Changes(_)) = asked {
        if let Some(operation) = read.first() {
            let undone = &model.history.trail().undone;
            let details = details(operation, undone.get(&operation.seq).copied());
            model.overlays.push(Overlay::Reader(Box::new(details)));
        }
        return Vec::new();
    }
    let state = &mut model.history;
    let complete = read.len() < PAGE;
    let entries: Vec<Entry> = read.iter().map(Entry::new).collect();
    if asked == Some(Asked::Older) {
        let trail = state.trail_mut();
        trail.entries.extend(entries);
        trail.complete = complete;
    } else {
        match state.trail_mut().newer(entries, complete) {
            Some(new) if state.at > 0 && state.filter.is_empty() => state.at += new,
            _ => {}
        }
    }
    state.trail_mut().look();
    state.fit();
    Vec::new()
}

/// How much of the trail is listed, and why, for the line above the hints.
pub(crate) fn status(model: &Model) -> String {
    let state = &model.history;
    let (shown, read) = (state.fitting.len(), state.trail().entries.len());
    let complete = state.trail().complete;
    if let Some((tag, _)) = &state.animal {
        let more = if complete { "" } else { ", more as you scroll" };
        return format!(
            "animal {tag}: {}{more} (Esc shows all)",
            counted(shown, "operation")
        );
    }
    match (state.filter.as_str(), complete) {
        ("", true) => format!("{} in all", counted(read, "operation")),
        ("", false) if read == 0 => String::new(),
        ("", false) => format!("the {read} newest operations are read, more as you scroll"),
        (filter, true) => format!("filter: {filter} — {shown} of all {read} (Esc shows all)"),
        (filter, false) => {
            format!("filter: {filter} — {shown} of the {read} newest; End reads on (Esc shows all)")
        }
    }
}

/// Draws the screen.
pub(crate) fn view(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setting.theme;
    let state = &model.history;
    if state.fitting.is_empty() {
        let (text, hint) = nothing(state);
        return view::message(buffer, area, theme, &text, &hint);
    }
    // In a narrow window, what it is about goes before why.
    let wide = area.width >= WIDE;
    let mut columns = vec![
        Column::number("no.", 6),
        Column::text("recorded", 16, 0),
        Column::text("author", 8, 1),
        Column::text("what", 12, 1),
        Column::text("about", if wide { 19 } else { 10 }, 9),
    ];
    if wide && state.trail().reasons {
        columns.push(Column::text("reason", 10, 9));
    }
    let inside = Rect::new(
        area.x + area.width.min(1),
        area.y,
        area.width.saturating_sub(2),
        area.height,
    );
    let count = state.fitting.len();
    list::draw(
        buffer,
        inside,
        theme,
        &columns,
        count,
        Some(state.at),
        |at| row(state, theme, at),
    );
}

fn nothing(state: &State) -> (String, String) {
    if let Some(trouble) = &state.trouble {
        let text = format!("the history cannot be read: {}", trouble.message);
        return (text, trouble.hint.clone());
    }
    if state.asked.is_some() {
        return ("reading the history …".into(), String::new());
    }
    match state.filter.as_str() {
        "" => (
            "No operation of this study is on record.".into(),
            String::new(),
        ),
        filter => {
            let read = counted(state.trail().entries.len(), "operation");
            let hint = match state.trail().complete {
                true => "Esc shows all.",
                false => "End reads older ones, Esc shows all.",
            };
            (format!("None of {read} fits `{filter}`."), hint.into())
        }
    }
}

fn row(state: &State, theme: &Theme, at: usize) -> Vec<Cell> {
    let Some(entry) = state.entry(at) else {
        return Vec::new();
    };
    let undone = state.trail().undone.contains_key(&entry.seq);
    let style = if undone { theme.faint() } else { Style::new() };
    let verb = if undone {
        format!("✗ {}", entry.verb)
    } else {
        entry.verb.clone()
    };
    vec![
        (entry.seq.to_string(), theme.faint()),
        (entry.at.clone(), style),
        (entry.author.clone(), style),
        (verb, style),
        (entry.about.clone(), style),
        (entry.reason.clone(), style),
    ]
}
