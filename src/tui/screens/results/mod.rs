//! The numbers of a study, section by section, as `graftbook analyze` prints them, in tables that
//! scroll both ways. One key shows the definition of the value under the cursor.
//!
//! Not here: what is computed and how it is worded, which `report` decides for all.

mod draw;
mod keys;
mod section;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::section::{LaidSection, Line};
use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::Tone;
use crate::component::{Component, Event, Request, Requests};
use crate::widgets::list::moved;
use crate::widgets::pick::{Item, Pick};
use crate::widgets::reader::Reader;
use app::document::{self, Mark, SectionId};
use domain::{LANDMARK_RULE, counted};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The sections of the newest numbers.
    sections: Vec<LaidSection>,
    /// The one that is shown; the first one if none.
    section: Option<SectionId>,
    /// The line of it that the cursor is on, among those where it stops.
    at: usize,
    /// The column of that line.
    column: usize,
}

impl State {
    fn place(&self) -> usize {
        let shown = |section: &LaidSection| Some(section.id) == self.section;
        self.sections.iter().position(shown).unwrap_or(0)
    }

    fn section(&self) -> Option<&LaidSection> {
        self.sections.get(self.place())
    }

    fn turn(&mut self, to: usize) {
        self.section = self.sections.get(to).map(|section| section.id);
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
fn choices(section: &LaidSection, line: &Line) -> usize {
    match line {
        Line::Facts { from, to, .. } => to - from,
        Line::Row { grid, .. } => section.grids.get(*grid).map_or(1, |grid| grid.widths.len()),
        _ => 1,
    }
}

/// Columns of the window that lines are laid out for.
fn columns(width: u16) -> usize {
    usize::from(width.saturating_sub(2)).max(1)
}

impl State {
    /// New numbers are here, written out once.
    fn take_numbers(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let Some(analysis) = study.numbers.newest() else {
            return;
        };
        let look = |name: &str| study.arm_look(name);
        let sections = document::sections(analysis).into_iter();
        self.sections = sections.map(|s| LaidSection::new(s, &look)).collect();
    }

    fn sideways(&mut self, width: usize, action: Action) {
        let Some(section) = self.section() else {
            return;
        };
        let lines = section.lines(width);
        let Some(at) = cursor(&lines, self.at) else {
            return;
        };
        let last = choices(section, &lines[at]).saturating_sub(1);
        self.column = match action {
            Action::Left => self.column.min(last).saturating_sub(1),
            _ => (self.column + 1).min(last),
        };
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        let width = columns(cx.size.0);
        let count = self.sections.len().max(1);
        match action {
            Action::NextSection => self.turn((self.place() + 1) % count),
            Action::PreviousSection => self.turn((self.place() + count - 1) % count),
            Action::Left | Action::Right => self.sideways(width, action),
            Action::ChangeDay => match days(cx) {
                Some(days) => out.choose(days),
                None => out.say(Tone::Note, "no day has been read yet"),
            },
            Action::Card => match pointed(self, width).and_then(|pointed| card(&pointed)) {
                Some(card) => out.read(card),
                None => out.say(Tone::Note, "nothing here needs a definition"),
            },
            action => {
                let lines = self.section().map_or_else(Vec::new, |s| s.lines(width));
                let stops = lines.iter().filter(|line| line.is_stop()).count();
                moved(&mut self.at, stops, cx.page(), action);
            }
        }
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, _: &mut Requests) {
        match event {
            Event::Analyzed => self.take_numbers(cx),
            Event::StudyLeft | Event::ArmsRenamed => *self = Self::default(),
            _ => {}
        }
    }

    /// The value under the cursor, with its remark or else the name of its definition.
    fn status(&self, cx: &Context) -> String {
        let Some(pointed) = pointed(self, columns(cx.size.0)) else {
            return String::new();
        };
        let card = pointed.about.and_then(document::card);
        let more = pointed.remark.or(card.map(|card| card.name.to_owned()));
        match more {
            Some(more) => format!("{} — {more}", pointed.words),
            None => pointed.words,
        }
    }

    fn shows_numbers(&self) -> bool {
        true
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}

/// The days that arms can be compared on, the newest first.
fn days(cx: &Context) -> Option<Pick<Request>> {
    let study = cx.study.as_ref()?;
    let rows = &study.numbers.newest()?.volume_by_day;
    let mut days: Vec<f64> = rows.iter().map(|row| row.day).collect();
    days.sort_by(|a, b| b.total_cmp(a));
    days.dedup();
    let usual = match study.record.study.protocol.landmark_day {
        Some(day) => format!("as usual: day {day} of the protocol"),
        None => format!("as usual: {LANDMARK_RULE}"),
    };
    let usual = Item {
        label: usual,
        detail: String::new(),
        value: Request::CompareOn(None),
    };
    let item = |day: f64| {
        let of_day = rows.iter().filter(|row| row.day == day);
        let animals = of_day.clone().map(|row| row.n).sum();
        Item {
            label: format!("day {day}"),
            detail: format!(
                "{} in {}",
                counted(animals, "animal"),
                counted(of_day.count(), "arm")
            ),
            value: Request::CompareOn(Some(day)),
        }
    };
    let items = [usual].into_iter().chain(days.into_iter().map(item));
    Some(Pick::searched("Compare arms on", items.collect()))
}

/// The value under the cursor.
struct Pointed {
    /// In words.
    words: String,
    /// What must be known with it.
    remark: Option<String>,
    /// Id of the card that explains it.
    about: Option<&'static str>,
}

fn pointed(state: &State, width: usize) -> Option<Pointed> {
    let section = state.section()?;
    let lines = section.lines(width);
    let line = &lines[cursor(&lines, state.at)?];
    let column = state.column.min(choices(section, line).saturating_sub(1));
    match line {
        Line::Facts { group, from, .. } => {
            let fact = section.facts.get(*group)?.get(from + column)?;
            Some(Pointed {
                words: fact.text.clone(),
                remark: None,
                about: fact.about,
            })
        }
        Line::Row { grid, row } => {
            let table = &section.grids.get(*grid)?.table;
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
                Some(Mark::Guarded) => {
                    Some("too few animals are left: this no longer represents the arm".into())
                }
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

/// The definition of the value under the cursor.
fn card(pointed: &Pointed) -> Option<Reader> {
    let card = pointed.about.and_then(document::card)?;
    let mut lines = Vec::new();
    for (heading, words) in card.parts() {
        lines.push((heading.to_owned(), words.to_owned()));
        lines.push((String::new(), String::new()));
    }
    let key = format!("{}, in exported files and on the command line", card.id);
    lines.push(("Key".to_owned(), key));
    Some(Reader::new(card.name, lines))
}
