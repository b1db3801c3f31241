//! The numbers of a study, section by section, as `graftbook analyze` prints them, in tables that
//! scroll both ways. The definition of whatever the cursor stands on is one key away.
//!
//! Not here: what is computed and how it is worded, which `report` decides for all.

mod draw;
mod sheet;

pub(crate) use draw::view;

use self::sheet::{Line, Sheet};
use super::moved;
use crate::effect::Effect;
use crate::keymap::Action;
use crate::model::{Model, Tone};
use crate::overlay::{Overlay, Reader};
use app::document::{self, Mark, SectionId};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The sections of the newest numbers.
    sheets: Vec<Sheet>,
    /// The one that is shown; the first one if none.
    section: Option<SectionId>,
    /// The line of it that the cursor is on, among those where it stops.
    at: usize,
    /// The column of that line.
    column: usize,
}

impl State {
    fn place(&self) -> usize {
        let shown = |sheet: &Sheet| Some(sheet.id) == self.section;
        self.sheets.iter().position(shown).unwrap_or(0)
    }

    fn sheet(&self) -> Option<&Sheet> {
        self.sheets.get(self.place())
    }

    fn turn(&mut self, to: usize) {
        self.section = self.sheets.get(to).map(|sheet| sheet.id);
        (self.at, self.column) = (0, 0);
    }
}

/// The place of the line that the cursor is on, among all of them.
fn cursor(lines: &[Line], at: usize) -> Option<usize> {
    let stops = lines.iter().enumerate().filter(|(_, line)| line.is_stop());
    let stops: Vec<usize> = stops.map(|(place, _)| place).collect();
    stops.get(at.min(stops.len().saturating_sub(1))).copied()
}

/// Columns that a line can be chosen in.
fn choices(sheet: &Sheet, line: &Line) -> usize {
    match line {
        Line::Facts { from, to, .. } => to - from,
        Line::Row { grid, .. } => sheet.grids.get(*grid).map_or(1, |grid| grid.widths.len()),
        _ => 1,
    }
}

/// Columns of the window that lines are laid out for.
fn columns(width: u16) -> usize {
    usize::from(width.saturating_sub(2)).max(1)
}

/// New numbers are here, written out once.
pub(crate) fn analyzed(model: &mut Model) {
    let Some(study) = &model.study else { return };
    let Some(analysis) = study.numbers.newest() else {
        return;
    };
    let place = |name: &str| study.arm_place(name);
    let sections = document::sections(analysis).into_iter();
    model.results.sheets = sections.map(|s| Sheet::new(s, &place)).collect();
}

pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let width = columns(model.size.0);
    let page = model.page();
    let state = &mut model.results;
    let count = state.sheets.len().max(1);
    match action {
        Action::NextSection => state.turn((state.place() + 1) % count),
        Action::PreviousSection => state.turn((state.place() + count - 1) % count),
        Action::Left | Action::Right => sideways(state, width, action),
        Action::Card => card(model, width),
        action => {
            let lines = state.sheet().map_or_else(Vec::new, |s| s.lines(width));
            let stops = lines.iter().filter(|line| line.is_stop()).count();
            moved(&mut state.at, stops, page, action);
        }
    }
    Vec::new()
}

fn sideways(state: &mut State, width: usize, action: Action) {
    let Some(sheet) = state.sheet() else { return };
    let lines = sheet.lines(width);
    let Some(at) = cursor(&lines, state.at) else {
        return;
    };
    let last = choices(sheet, &lines[at]).saturating_sub(1);
    state.column = match action {
        Action::Left => state.column.min(last).saturating_sub(1),
        _ => (state.column + 1).min(last),
    };
}

/// What the cursor stands on.
struct Pointed {
    /// In words.
    words: String,
    /// What must be known with it.
    remark: Option<String>,
    /// Id of the card that explains it.
    about: Option<&'static str>,
}

fn pointed(state: &State, width: usize) -> Option<Pointed> {
    let sheet = state.sheet()?;
    let lines = sheet.lines(width);
    let line = &lines[cursor(&lines, state.at)?];
    let column = state.column.min(choices(sheet, line).saturating_sub(1));
    match line {
        Line::Facts { group, from, .. } => {
            let fact = sheet.facts.get(*group)?.get(from + column)?;
            Some(Pointed {
                words: fact.text.clone(),
                remark: None,
                about: fact.about,
            })
        }
        Line::Row { grid, row } => {
            let table = &sheet.grids.get(*grid)?.table;
            let cells = &table.rows.get(*row)?.cells;
            let heading = table.headings.get(column)?.text.replace('\n', " ");
            let (name, cell) = (&cells.first()?.text, cells.get(column)?);
            let corner = table.headings.first()?.text.replace('\n', " ");
            // A bare number is no name.
            let is_number = name.starts_with(|c: char| c.is_ascii_digit());
            let words = match column {
                0 => format!("{corner} {name}"),
                _ if is_number => format!("{corner} {name} · {heading}: {}", cell.text),
                _ => format!("{name} · {heading}: {}", cell.text),
            };
            let remark = match &cell.mark {
                Some(Mark::Remark(remark)) => Some(remark.clone()),
                Some(Mark::Primary) => Some("the study's primary definition".into()),
                Some(Mark::Guarded) => Some("guarded: too few animals are left".into()),
                None => None,
            };
            Some(Pointed {
                words,
                remark,
                about: table.about(*row, column),
            })
        }
        _ => None,
    }
}

/// What the cursor stands on, in words, for the line above the hints: with what must be known of it,
/// or else the name of its definition.
pub(crate) fn status(model: &Model) -> String {
    let Some(pointed) = pointed(&model.results, columns(model.size.0)) else {
        return String::new();
    };
    let card = pointed.about.and_then(document::card);
    let beside = pointed.remark.or(card.map(|card| card.name.to_owned()));
    match beside {
        Some(beside) => format!("{} — {beside}", pointed.words),
        None => pointed.words,
    }
}

/// Opens the definition of what the cursor stands on.
fn card(model: &mut Model, width: usize) {
    let about = pointed(&model.results, width).and_then(|pointed| pointed.about);
    let Some(card) = about.and_then(document::card) else {
        model.say(Tone::Note, "nothing here needs a definition");
        return;
    };
    let mut lines = Vec::new();
    for (heading, words) in card.parts() {
        if !lines.is_empty() {
            lines.push((String::new(), String::new()));
        }
        lines.push((heading.to_owned(), words.to_owned()));
    }
    model.overlays.push(Overlay::Reader(Box::new(Reader {
        title: format!("{} · {}", card.id, card.name),
        lines,
        ..Reader::default()
    })));
}
