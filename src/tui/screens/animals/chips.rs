//! Chips of a rack: the animals of one cage after the other, each waiting for the scan of its chip. A scan is saved at
//! once, and the next animal without a chip follows. Leaving and coming back goes on where it stopped.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;

use crate::base::device::MOMENT;
use crate::base::effect::Effect;
use crate::base::keymap::Action;
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::component::Requests;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::{line, text};
use app::Write;
use app::animals::{AnimalFacts, chip_peers};
use domain::{AnimalId, AnimalRecord, Invalid, Label, check_chip, counted, tag_order};

/// The walk along the cages.
#[derive(Debug, Clone)]
pub(super) struct Chips {
    /// The animals, cage by cage.
    queue: Vec<AnimalId>,
    at: usize,
    input: Input,
    /// When the last key came, in ms since the start.
    last_key: u64,
    /// Characters that were there when the present send of a device began.
    before_send: usize,
    /// What the last scan replaced in the line; empty: nothing.
    dropped: String,
    /// The animals whose chips were recorded, in this order.
    recorded: Vec<AnimalId>,
}

/// A chip number has at least so many digits: fewer keys in a moment are a quick hand.
const SHORTEST_CHIP: usize = 6;

impl Chips {
    /// The walk along those of the animals that are on study, from the first without a chip at or after `from`. If none
    /// lacks a chip, the answer is a message.
    pub fn of<'a>(
        open: &OpenStudy,
        animals: impl Iterator<Item = &'a AnimalRecord>,
        from: Option<AnimalId>,
    ) -> Result<Self, String> {
        let mut animals: Vec<_> = animals.filter(|a| a.disposition.is_none()).collect();
        let place = |animal: &AnimalRecord| open.cage(animal).map_or("", Label::as_str).to_owned();
        animals.sort_by(|a, b| {
            let (cage, other) = (place(a), place(b));
            let order = cage.is_empty().cmp(&other.is_empty());
            let order = order.then_with(|| tag_order(&cage, &other));
            order.then_with(|| tag_order(a.animal.tag.as_str(), b.animal.tag.as_str()))
        });
        let queue: Vec<AnimalId> = animals.iter().map(|a| a.animal.id).collect();
        let start = queue.iter().position(|id| Some(*id) == from).unwrap_or(0);
        let mut chips = Self {
            queue,
            at: start,
            input: Input::default(),
            last_key: 0,
            before_send: 0,
            dropped: String::new(),
            recorded: Vec::new(),
        };
        let animals = counted(chips.queue.len(), "animal");
        match chips.next_without(open, start) {
            Some(at) => {
                chips.at = at;
                Ok(chips)
            }
            None if chips.queue.is_empty() => Err("no animal is on study".to_owned()),
            None => Err(format!(
                "{animals} on study, each with a chip: e changes one"
            )),
        }
    }

    /// The animal whose chip is asked for.
    pub fn current(&self) -> Option<AnimalId> {
        self.queue.get(self.at).copied()
    }

    fn animal<'a>(&self, open: &'a OpenStudy, at: usize) -> Option<&'a AnimalRecord> {
        let id = self.queue.get(at)?;
        open.record.animals.iter().find(|a| a.animal.id == *id)
    }

    /// The first animal without a chip from `start` on, then from the beginning.
    fn next_without(&self, open: &OpenStudy, start: usize) -> Option<usize> {
        let places = (start..self.queue.len()).chain(0..start.min(self.queue.len()));
        let lacks = |at: &usize| {
            let animal = self.animal(open, *at);
            animal.is_some_and(|a| a.animal.rfid.is_none())
        };
        places.into_iter().find(lacks)
    }

    /// A key that is typed, or sent by a reader.
    pub fn typed(&mut self, key: KeyEvent, now: u64) {
        let is_send = now.saturating_sub(self.last_key) < MOMENT;
        if line::inserts(key) && !is_send {
            self.before_send = self.input.value().chars().count();
        }
        self.last_key = now;
        self.dropped.clear();
        line::typed(&mut self.input, key);
    }

    /// What was scanned or typed. A scan replaces what a hand had left unfinished in the line; that is the second text.
    fn taken(&mut self) -> (String, String) {
        let value = std::mem::take(&mut self.input).value().to_owned();
        let before = std::mem::take(&mut self.before_send);
        let sent: String = value.chars().skip(before).collect();
        match sent.chars().count() >= SHORTEST_CHIP {
            true => (sent.trim().to_owned(), value.chars().take(before).collect()),
            false => (value.trim().to_owned(), String::new()),
        }
    }

    /// What was typed and not accepted.
    pub fn half_typed(&self) -> Option<&str> {
        Some(self.input.value().trim()).filter(|text| !text.is_empty())
    }

    /// A key that is bound to something.
    pub fn act(&mut self, open: &OpenStudy, action: Action, out: &mut Requests) {
        match action {
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::Down => self.at = (self.at + 1).min(self.queue.len().saturating_sub(1)),
            Action::Accept => self.accept(open, out),
            _ => {}
        }
    }

    fn accept(&mut self, open: &OpenStudy, out: &mut Requests) {
        let (chip, dropped) = self.taken();
        // Some readers end a scan twice.
        if chip.is_empty() {
            return;
        }
        self.dropped = dropped;
        self.scanned(open, &chip, out);
    }

    /// Records a chip for the current animal, or says why not.
    pub fn scanned(&mut self, open: &OpenStudy, chip: &str, out: &mut Requests) {
        match self.write(open, chip) {
            Ok(write) => out.effect(Effect::Write(Box::new(write))),
            Err(why) => {
                out.say(Tone::Error, why);
                out.bell();
            }
        }
    }

    fn write(&self, open: &OpenStudy, chip: &str) -> Result<Write, String> {
        let animal = self.animal(open, self.at);
        let animal = animal.ok_or("no animal waits for a chip")?;
        let tag = &animal.animal.tag;
        if let Some(known) = &animal.animal.rfid {
            let remedy = "Ctrl-Z takes back what was just scanned, e on the table changes a chip";
            return Err(format!("animal {tag} has chip {known} already: {remedy}"));
        }
        let animals = || open.record.animals.iter();
        let has_it = |a: &&AnimalRecord| a.animal.rfid.as_ref().is_some_and(|known| known.is(chip));
        if let Some(other) = animals().find(has_it) {
            let cage = open.cage(other);
            let cage = cage.map_or(String::new(), |cage| format!(" in cage {cage}"));
            let other = &other.animal.tag;
            return Err(format!(
                "chip {chip} belongs to animal {other}{cage}: nothing was changed for animal {tag}"
            ));
        }
        let refused = |invalid: Invalid| format!("{invalid}: nothing was changed for animal {tag}");
        let rfid = Label::new("chip", chip).map_err(refused)?;
        check_chip(
            &rfid,
            chip_peers(&open.record, Some(animal.animal.id), &rfid),
        )
        .map_err(refused)?;
        Ok(Write::EditAnimal {
            study: open.name().to_owned(),
            tag: tag.to_string(),
            new_tag: None,
            facts: AnimalFacts {
                rfid: Some(rfid),
                ..AnimalFacts::default()
            },
            sites: Vec::new(),
            reason: None,
        })
    }

    /// The study was read again: on to the next animal where the current one has its chip now, back to the last one
    /// where its chip was undone.
    pub fn refreshed(&mut self, open: &OpenStudy) {
        let has_chip = |at: usize| {
            let animal = self.animal(open, at);
            animal.is_none_or(|animal| animal.animal.rfid.is_some())
        };
        let place = |id: &AnimalId| self.queue.iter().position(|known| known == id);
        let last = self.recorded.last().and_then(place);
        if let Some(undone) = last.filter(|at| !has_chip(*at)) {
            self.recorded.pop();
            self.at = undone;
        } else if has_chip(self.at) {
            self.recorded.extend(self.current());
            self.at = self.next_without(open, self.at).unwrap_or(self.at);
        }
    }

    /// Draws the animal that is asked for, and the others below.
    pub fn draw(
        &self,
        open: &OpenStudy,
        theme: &Theme,
        buffer: &mut Buffer,
        area: Rect,
    ) -> Option<Position> {
        let width = usize::from(area.width);
        let animals = (0..self.queue.len()).filter_map(|at| self.animal(open, at));
        let done = animals.filter(|a| a.animal.rfid.is_some()).count();
        let of = self.queue.len();
        let heading = format!(
            " Chips, cage by cage · {done} of {} recorded",
            counted(of, "animal")
        );
        let about = match (done == of, self.animal(open, self.at)) {
            (true, _) => " Each animal has a chip. Esc goes back to the table.".to_owned(),
            (false, Some(animal)) => format!(" {}", described(open, animal)),
            (false, None) => String::new(),
        };
        let mut put = |y: u16, line: &str, style| {
            if y < area.height {
                buffer.set_stringn(area.x, area.y + y, text::cut(line, width), width, style);
            }
        };
        put(0, &heading, theme.faint());
        put(2, &about, theme.strong());
        let prompt = format!(" chip  {}", self.input.value());
        put(3, &prompt, theme.key());
        if !self.dropped.is_empty() {
            let dropped = &self.dropped;
            let told = format!(" `{dropped}` stood there before the scan and was dropped");
            put(4, &told, theme.warn());
        }
        let below = Rect::new(
            area.x,
            area.y + area.height.min(5),
            area.width,
            area.height.saturating_sub(5),
        );
        self.draw_queue(open, theme, buffer, below);
        let column = 7 + self.input.visual_cursor();
        let column = u16::try_from(column.min(width.saturating_sub(1))).unwrap_or(0);
        (done < of && area.height > 3).then(|| Position::new(area.x + column, area.y + 3))
    }

    fn draw_queue(&self, open: &OpenStudy, theme: &Theme, buffer: &mut Buffer, area: Rect) {
        let columns = [
            Column::text("", 2, 0),
            Column::tags("cage", 12, 1),
            Column::tags("animal", 12, 1),
            Column::text("sex", 4, 0),
            Column::text("ear", 8, 0),
            Column::text("chip", 24, 1),
        ];
        let row = |at: usize| -> Vec<Cell> {
            let Some(animal) = self.animal(open, at) else {
                return Vec::new();
            };
            let a = &animal.animal;
            let text = |label: Option<&Label>| label.map_or_else(String::new, Label::to_string);
            let mark = if a.rfid.is_some() { "✓" } else { "" };
            let style = Style::new();
            vec![
                (mark.to_owned(), style),
                (text(open.cage(animal)), style),
                (a.tag.to_string(), theme.strong()),
                (
                    a.sex
                        .map_or_else(String::new, |sex| sex.symbol().to_string()),
                    style,
                ),
                (text(a.ear.as_ref()), style),
                (text(a.rfid.as_ref()), style),
            ]
        };
        let rows = self.queue.len();
        list::draw(buffer, area, theme, &columns, rows, Some(self.at), row);
    }
}

/// `C04 · 214 ♀ · ear LR · chip 9820…`.
fn described(open: &OpenStudy, animal: &AnimalRecord) -> String {
    let a = &animal.animal;
    let sex = a
        .sex
        .map_or_else(String::new, |sex| format!(" {}", sex.symbol()));
    let parts = [
        open.cage(animal).map(|cage| format!("cage {cage}")),
        Some(format!("animal {}{sex}", a.tag)),
        a.ear.as_ref().map(|ear| format!("ear {ear}")),
        a.rfid.as_ref().map(|chip| format!("has chip {chip}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}
