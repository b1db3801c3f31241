//! The animals of a study: a table that sorts and filters, and each animal with its whole history.
//! Volumes are sums over an animal's tumors; what is shown is what was recorded, exclusions
//! included: analyses are on other screens.

mod days;
mod detail;
mod glance;
mod keys;
mod table;

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::study::OpenStudy;
use crate::component::{Component, Event, Requests};
use crate::forms::{Wanted, WrongReading};
use crate::widgets::list::moved;
use domain::{AnimalId, AnimalRecord};

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
}

impl State {
    /// The place of the chosen animal in the table.
    fn at(&self, open: &OpenStudy, rows: &[usize]) -> usize {
        let id = |row: &usize| open.record.animals.get(*row).map(|a| a.animal.id);
        let place = rows.iter().position(|row| id(row) == self.chosen);
        place.unwrap_or(0)
    }

    /// The tags of those that are marked, else of the chosen one.
    fn meant(&self, open: &OpenStudy, chosen: Option<&String>) -> Vec<String> {
        let animals = open.record.animals.iter().map(|a| &a.animal);
        let marked = animals.filter(|animal| self.marked.contains(&animal.id));
        let marked: Vec<String> = marked.map(|animal| animal.tag.to_string()).collect();
        if marked.is_empty() {
            chosen.cloned().into_iter().collect()
        } else {
            marked
        }
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

    /// Opens the forms about the chosen animal, or those that are marked.
    fn open_form(&self, cx: &Context, action: Action, tag: Option<String>, out: &mut Requests) {
        let Some(open) = &cx.study else { return };
        let meant = match self.detail {
            true => tag.clone().into_iter().collect(),
            false => self.meant(open, tag.as_ref()),
        };
        out.open(match (action, tag) {
            (Action::Disposition, _) => Wanted::Dispose(meant, cx.today),
            (Action::LiftDisposition, _) => Wanted::LiftDisposition(meant),
            (Action::EditAnimal, Some(tag)) => Wanted::EditAnimal(tag),
            (Action::AddTumor, Some(tag)) => Wanted::AddTumor(tag),
            (Action::EditTumor, Some(tag)) => Wanted::EditTumor(tag),
            _ => return,
        });
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::TABLE, &keys::ANIMAL]
    }

    fn scopes(&self) -> Scopes {
        let own = match self.detail {
            true => &keys::ANIMAL,
            false => &keys::TABLE,
        };
        vec![own, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        let Some(open) = &cx.study else { return };
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
        let tag = animal(at).map(|a| a.animal.tag.to_string());
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
            // The chosen animal stays chosen, whatever its new place.
            Action::Sort => (self.chosen, self.sort) = (id, self.sort.next()),
            Action::ReverseSort => (self.chosen, self.descending) = (id, !self.descending),
            Action::Scale => self.log = !self.log,
            action => self.open_form(cx, action, tag, out),
        }
    }

    fn back(&mut self, _: &Context, _: &mut Requests) -> bool {
        if self.detail {
            self.detail = false;
            return true;
        }
        let marked = !self.marked.is_empty();
        self.marked.clear();
        marked
    }

    fn on(&mut self, _: &Context, event: Event<'_>, _: &mut Requests) {
        if let Event::StudyLeft = event {
            *self = Self::default();
        }
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, _: &Context, text: &str, _: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.chosen = None;
        self.detail = false;
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        let open = cx.study.as_ref()?;
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
