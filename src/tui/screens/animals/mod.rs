//! The animals of a study: a table that sorts and filters, and each animal with its whole history.
//! Volumes are sums over an animal's tumors; what is shown is what was recorded, exclusions
//! included: analyses are on other screens.

mod chips;
mod days;
mod detail;
mod glance;
mod keys;
mod table;
mod verbs;

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::Tone;
use crate::base::study::OpenStudy;
use crate::component::{Component, Event, Requests};
use crate::forms::{Wanted, WrongReading};
use crate::widgets::list::moved;
use domain::{AnimalId, AnimalRecord, counted};

use chips::Chips;
use table::Sort;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the table is filtered by.
    filter: String,
    /// The chosen animal; the first of the table if it is not there.
    chosen: Option<AnimalId>,
    sort: Sort,
    descending: bool,
    marked: HashSet<AnimalId>,
    /// Whether the chosen animal's history is shown.
    detail: bool,
    /// The chosen row of its history.
    row: usize,
    /// Whether its volume is drawn on a logarithmic scale.
    log: bool,
    /// Chips being scanned.
    chips: Option<Chips>,
    /// The animal whose chip was asked for when scanning stopped.
    last_scanned: Option<AnimalId>,
}

impl State {
    /// The place of the chosen animal in the table.
    fn at(&self, open: &OpenStudy, rows: &[usize]) -> usize {
        let id = |row: &usize| open.record.animals.get(*row).map(|a| a.animal.id);
        let place = rows.iter().position(|row| id(row) == self.chosen);
        place.unwrap_or(0)
    }

    /// Marks all animals of the table; if they are marked already, takes their marks away.
    fn mark_all(&mut self, open: &OpenStudy, rows: &[usize]) {
        let shown = rows.iter().filter_map(|row| open.record.animals.get(*row));
        let shown: Vec<AnimalId> = shown.map(|animal| animal.animal.id).collect();
        match shown.iter().all(|id| self.marked.contains(id)) {
            true => self.marked.retain(|id| !shown.contains(id)),
            false => self.marked.extend(shown),
        }
    }

    /// Chooses an animal that was scanned; a filter that hides it goes.
    fn choose(&mut self, open: &OpenStudy, id: AnimalId, out: &mut Requests) {
        let rows = table::rows(open, self);
        let id_of = |row: &usize| open.record.animals.get(*row).map(|a| a.animal.id);
        if !rows.iter().any(|row| id_of(row) == Some(id)) {
            self.filter.clear();
            out.say(Tone::Note, "the filter hid the animal: all are shown");
        }
        (self.chosen, self.row) = (Some(id), usize::MAX);
    }

    /// Marks the animals with these tags and no others, and chooses the first of them.
    pub fn mark(&mut self, cx: &Context, tags: &[String], out: &mut Requests) {
        let Some(open) = &cx.study else { return };
        let animals = open.record.animals.iter().map(|record| &record.animal);
        let named = animals.filter(|animal| tags.iter().any(|tag| animal.tag.is(tag)));
        let ids: Vec<AnimalId> = named.map(|animal| animal.id).collect();
        let Some(first) = ids.first() else { return };
        self.detail = false;
        self.choose(open, *first, out);
        let marked = counted(ids.len(), "animal");
        self.marked = ids.into_iter().collect();
        out.say(
            Tone::Note,
            format!("{marked} marked: d takes them off the study"),
        );
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        self.marked.clear();
    }

    /// The reading that is chosen in the history of an animal.
    fn chosen_reading(&self, open: &OpenStudy, animal: &AnimalRecord) -> Option<WrongReading> {
        let days = days::days(&open.record, animal);
        let day = days.get(self.row)?;
        Some(WrongReading {
            tag: animal.animal.tag.to_string(),
            when: day.when,
            site: day.site.cloned(),
            repeat: Some(day.repeat),
        })
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::TABLE, &keys::ANIMAL, &keys::CHIPS]
    }

    fn scopes(&self) -> Scopes {
        if self.chips.is_some() {
            return vec![&keys::CHIPS];
        }
        let own = match self.detail {
            true => &keys::ANIMAL,
            false => &keys::TABLE,
        };
        vec![own, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        let Some(open) = &cx.study else { return };
        if let Some(chips) = &mut self.chips {
            return chips.act(open, action, out);
        }
        let rows = table::rows(open, self);
        let mut at = self.at(open, &rows);
        let animal = |at: usize| rows.get(at).and_then(|row| open.record.animals.get(*row));
        let last = rows.len().saturating_sub(1);
        if let Action::Next | Action::Previous = action {
            at = match action {
                Action::Next => (at + 1).min(last),
                _ => at.saturating_sub(1),
            };
            self.chosen = animal(at).map(|a| a.animal.id);
            self.row = usize::MAX;
            return;
        }
        if self.detail {
            let days = animal(at).map_or(0, |a| days::days(&open.record, a).len());
            self.row = self.row.min(days.saturating_sub(1));
            if moved(&mut self.row, days, cx.page(), action) {
                return;
            }
            if action == Action::Correct {
                let wrong = animal(at).and_then(|animal| self.chosen_reading(open, animal));
                if let Some(wrong) = wrong {
                    out.open(Wanted::Correct(Box::new(wrong)));
                }
                return;
            }
        } else if moved(&mut at, rows.len(), cx.page(), action) {
            self.chosen = animal(at).map(|a| a.animal.id);
            return;
        }
        let id = animal(at).map(|a| a.animal.id);
        match action {
            Action::Open if id.is_some() => {
                (self.chosen, self.detail, self.row) = (id, true, usize::MAX);
            }
            Action::Select => {
                if let Some(id) = id
                    && !self.marked.remove(&id)
                {
                    self.marked.insert(id);
                }
                self.chosen = animal((at + 1).min(last)).map(|a| a.animal.id);
            }
            Action::SelectAll => self.mark_all(open, &rows),
            // The chosen animal stays chosen, whatever its new place.
            Action::Sort => (self.chosen, self.sort) = (id, self.sort.next()),
            Action::ReverseSort => (self.chosen, self.descending) = (id, !self.descending),
            Action::Scale => self.log = !self.log,
            action => self.open_form(cx, action, animal(at), out),
        }
    }

    fn typed(&mut self, cx: &Context, key: KeyEvent, _: &mut Requests) {
        if let Some(chips) = &mut self.chips {
            chips.typed(key, cx.now);
        }
    }

    fn scanned(&mut self, cx: &Context, text: &str, out: &mut Requests) -> bool {
        let open = cx.study.as_ref();
        let Some(open) = open else { return false };
        if let Some(chips) = &mut self.chips {
            chips.scanned(open, text, out);
            return true;
        }
        let Some(id) = open.tagged(text) else {
            return false;
        };
        self.choose(open, id, out);
        true
    }

    fn back(&mut self, _: &Context, out: &mut Requests) -> bool {
        if let Some(chips) = self.chips.take() {
            if let Some(half) = chips.half_typed() {
                out.say(
                    Tone::Warning,
                    format!("`{half}` was not recorded: no Enter followed"),
                );
                out.bell();
            }
            self.last_scanned = chips.current();
            return true;
        }
        if self.detail {
            self.detail = false;
            return true;
        }
        let marked = !self.marked.is_empty();
        self.marked.clear();
        marked
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, _: &mut Requests) {
        match (event, &cx.study, &mut self.chips) {
            (Event::StudyLeft, ..) => *self = Self::default(),
            (Event::Refreshed, Some(open), Some(chips)) => chips.refreshed(open),
            _ => {}
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, _: &Context, text: &str, _: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.chosen = None;
        self.detail = false;
        self.chips = None;
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        let open = cx.study.as_ref()?;
        if let Some(chips) = &self.chips {
            return chips.draw(open, cx.theme(), buffer, area);
        }
        let rows = table::rows(open, self);
        let at = self.at(open, &rows);
        let shown = rows.get(at).and_then(|row| open.record.animals.get(*row));
        let theme = cx.theme();
        match shown.filter(|_| self.detail) {
            Some(animal) => {
                detail::draw(self, open, animal, (at, rows.len()), theme, buffer, area);
            }
            None => table::draw(self, open, &rows, at, theme, buffer, area),
        }
        None
    }
}
