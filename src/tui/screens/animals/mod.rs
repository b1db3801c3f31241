//! The animals of a study: a table that sorts and filters, and each animal with its whole history.
//! Volumes are sums over an animal's tumors; what is shown is what was recorded, exclusions
//! included: analyses are on other screens.

mod days;
mod detail;
mod glance;
mod table;

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::moved;
use crate::effect::Effect;
use crate::forms;
use crate::keymap::{Action, Scope};
use crate::model::{Model, OpenStudy};
use domain::AnimalId;

use table::Sort;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the table is filtered by.
    pub filter: String,
    /// The chosen animal; the first of the table if there is none such.
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
    /// The scopes of the moment, innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        let own = if self.detail {
            Scope::Animal
        } else {
            Scope::Animals
        };
        vec![own, Scope::List, Scope::Study, Scope::Screen]
    }

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
}

/// The filter was changed.
pub(crate) fn filtered(model: &mut Model) {
    model.animals.chosen = None;
    model.animals.detail = false;
}

/// Takes all marks away.
pub(crate) fn unmark(model: &mut Model) {
    model.animals.marked.clear();
}

/// What keys do.
pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = model.page();
    let Some(open) = &model.study else {
        return Vec::new();
    };
    let state = &mut model.animals;
    let rows = table::rows(open, state);
    let mut at = state.at(open, &rows);
    let animal = |at: usize| rows.get(at).and_then(|row| open.record.animals.get(*row));
    if let Action::Next | Action::Previous = action {
        at = match action {
            Action::Next => (at + 1).min(rows.len().saturating_sub(1)),
            _ => at.saturating_sub(1),
        };
        state.chosen = animal(at).map(|a| a.animal.id);
        state.row = usize::MAX;
        return Vec::new();
    }
    if state.detail {
        let days = animal(at).map_or_else(Vec::new, |a| days::days(&open.record, a));
        state.row = state.row.min(days.len().saturating_sub(1));
        if moved(&mut state.row, days.len(), page, action) {
            return Vec::new();
        }
        if action == Action::Correct {
            let day = days.get(state.row).zip(animal(at));
            let day = day.map(|(day, a)| {
                let site = day.site.cloned();
                (a.animal.tag.to_string(), day.when, site, day.repeat)
            });
            if let Some((tag, when, site, repeat)) = day {
                forms::correct(model, &tag, when, site.as_ref(), Some(repeat));
            }
            return Vec::new();
        }
    } else if moved(&mut at, rows.len(), page, action) {
        state.chosen = animal(at).map(|a| a.animal.id);
        return Vec::new();
    }
    let tag = animal(at).map(|a| a.animal.tag.to_string());
    let id = animal(at).map(|a| a.animal.id);
    match action {
        Action::Open if id.is_some() => {
            (state.chosen, state.detail, state.row) = (id, true, usize::MAX);
        }
        Action::Select => {
            if let Some(id) = id
                && !state.marked.remove(&id)
            {
                state.marked.insert(id);
            }
            state.chosen = animal((at + 1).min(rows.len().saturating_sub(1))).map(|a| a.animal.id);
        }
        // The chosen animal stays chosen wherever it goes.
        Action::Sort => (state.chosen, state.sort) = (id, state.sort.next()),
        Action::ReverseSort => (state.chosen, state.descending) = (id, !state.descending),
        Action::Scale => state.log = !state.log,
        action => about(model, action, tag),
    }
    Vec::new()
}

/// Opens the forms about the chosen animal, or those that are marked.
fn about(model: &mut Model, action: Action, tag: Option<String>) {
    let Some(open) = &model.study else {
        return;
    };
    let alone = model.animals.detail;
    let meant = if alone {
        tag.clone().into_iter().collect()
    } else {
        model.animals.meant(open, tag.as_ref())
    };
    let today = model.today;
    match (action, tag) {
        (Action::Disposition, _) => forms::disposition(model, meant, today),
        (Action::LiftDisposition, _) => forms::lift_disposition(model, meant),
        (Action::EditAnimal, Some(tag)) => forms::edit_animal(model, &tag),
        (Action::AddTumor, Some(tag)) => forms::add_tumor(model, &tag),
        (Action::EditTumor, Some(tag)) => forms::edit_tumor(model, &tag),
        _ => {}
    }
}

/// One step out; answers whether there was one.
pub(crate) fn back(model: &mut Model) -> bool {
    let state = &mut model.animals;
    if state.detail {
        state.detail = false;
        return true;
    }
    let marked = !state.marked.is_empty();
    state.marked.clear();
    marked
}

/// Draws the table, or the animal.
pub(crate) fn view(model: &Model, buffer: &mut Buffer, area: Rect) {
    let Some(open) = &model.study else {
        return;
    };
    let rows = table::rows(open, &model.animals);
    let at = model.animals.at(open, &rows);
    let shown = rows.get(at).and_then(|row| open.record.animals.get(*row));
    match shown.filter(|_| model.animals.detail) {
        Some(animal) => detail::view(model, open, animal, (at, rows.len()), buffer, area),
        None => table::view(model, open, &rows, at, buffer, area),
    }
}
