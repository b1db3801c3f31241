//! The screens, one file or folder each: what is remembered (`State`), what keys do (`act`), what
//! is shown (`view`). Here is only which of them is asked.

pub mod animals;
pub mod growth;
pub mod history;
pub mod measure;
pub mod overview;
pub mod randomize;
pub mod results;
pub mod studies;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::effect::Effect;
use super::forms;
use super::keymap::Action;
use super::message::Wrote;
use super::model::{Model, Screen, Tone};
use super::update::{go, numbers};
use domain::AnimalId;

/// What a key that is bound to something does on the screen.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    model.status = None;
    if action == Action::Back {
        return back(model);
    }
    match model.screen {
        Screen::Studies => studies::act(model, action),
        Screen::Overview => overview::act(model, action),
        Screen::Measure => measure::act(model, action),
        Screen::Animals => animals::act(model, action),
        Screen::Growth => growth::act(model, action),
        Screen::Results => results::act(model, action),
        Screen::History => history::act(model, action),
        Screen::Randomize => randomize::act(model, action),
    }
}

/// One step out: within the screen, then to the overview, then to the list of studies. A filter
/// falls away first.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.screen == Screen::Randomize
        && let Some(effects) = randomize::back(model)
    {
        return effects;
    }
    let inside = match model.screen {
        Screen::Measure => measure::back(model),
        Screen::Animals => animals::back(model),
        _ => false,
    };
    if inside {
        return Vec::new();
    }
    if !filter(model).is_empty() {
        return set_filter(model, "");
    }
    match model.screen {
        Screen::Studies => {
            model.say(Tone::Note, "q ends the program");
            Vec::new()
        }
        Screen::Overview => {
            model.screen = Screen::Studies;
            vec![Effect::ListStudies]
        }
        _ => go(model, Screen::Overview),
    }
}

/// A key that is bound to nothing.
pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match model.screen {
        Screen::Measure => measure::typed(model, key),
        _ => Vec::new(),
    }
}

/// A screen of the open study has been gone to.
pub(super) fn entered(model: &mut Model) -> Vec<Effect> {
    let mut effects = match model.screen {
        Screen::Overview => {
            overview::refreshed(model);
            Vec::new()
        }
        Screen::Measure => measure::entered(model),
        Screen::History => history::entered(model),
        Screen::Randomize => randomize::entered(model),
        _ => Vec::new(),
    };
    let unasked = matches!(
        model.study.as_ref().map(|study| &study.numbers),
        Some(super::model::Numbers::Unasked)
    );
    if unasked {
        effects.extend(numbers(model));
    }
    effects
}

/// Another study is open: nothing that was chosen in the last one holds.
pub(super) fn opened(model: &mut Model) -> Vec<Effect> {
    model.overview = overview::State::default();
    measure::put_away(model);
    model.measure = measure::State::default();
    model.animals = animals::State::default();
    model.growth = growth::State::default();
    model.results = results::State::default();
    model.history = history::State::default();
    randomize::put_away(model)
}

/// The open study was blinded, or unblinded: nothing that named its arms as they were is shown on.
pub(super) fn forget_arms(model: &mut Model) -> Vec<Effect> {
    model.overlays.clear();
    model.status = None;
    model.overview = overview::State::default();
    model.growth = growth::State::default();
    model.results = results::State::default();
    model.history = history::State::default();
    randomize::put_away(model)
}

/// The open study was read again.
pub(super) fn refreshed(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Overview => {
            overview::refreshed(model);
            Vec::new()
        }
        Screen::Measure => measure::refreshed(model),
        Screen::History => history::entered(model),
        Screen::Randomize => randomize::entered(model),
        _ => Vec::new(),
    }
}

/// Another day has begun.
pub(super) fn new_day(model: &mut Model) -> Vec<Effect> {
    if model.screen == Screen::Overview {
        overview::refreshed(model);
    }
    studies::new_day(model)
}

/// The numbers of the open study are here, or cannot be computed.
pub(super) fn analyzed(model: &mut Model) {
    overview::analyzed(model);
    results::analyzed(model);
}

/// An entry was taken back; it was about these animals of the open study, if only about animals.
pub(super) fn undone(model: &mut Model, wrote: &Wrote, animals: &[AnimalId]) -> Vec<Effect> {
    if let Some(undone) = &wrote.undone {
        model.say(Tone::Done, forms::undone_words(undone));
    }
    match model.screen {
        Screen::Measure => measure::undone(model, animals),
        Screen::History => history::entered(model),
        Screen::Overview => {
            overview::refreshed(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The filter of the list that is shown.
pub(super) fn filter(model: &Model) -> &str {
    match model.screen {
        Screen::Studies => &model.studies.filter,
        Screen::Animals => &model.animals.filter,
        Screen::Measure => &model.measure.filter,
        Screen::History => &model.history.filter,
        _ => "",
    }
}

/// Changes it.
pub(super) fn set_filter(model: &mut Model, text: &str) -> Vec<Effect> {
    let filter = match model.screen {
        Screen::Studies => &mut model.studies.filter,
        Screen::Animals => &mut model.animals.filter,
        Screen::Measure => &mut model.measure.filter,
        Screen::History => &mut model.history.filter,
        _ => return Vec::new(),
    };
    *filter = text.to_owned();
    match model.screen {
        Screen::Studies => return studies::filtered(model),
        Screen::Animals => animals::filtered(model),
        Screen::Measure => measure::filtered(model),
        Screen::History => history::filtered(model),
        _ => {}
    }
    Vec::new()
}

/// The filter is as it is to be.
pub(super) fn filter_kept(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::History => history::filter_kept(model),
        _ => Vec::new(),
    }
}

/// Draws the screen; answers where the cursor stands.
pub(super) fn view(model: &Model, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    match model.screen {
        Screen::Studies => studies::view(model, buffer, area),
        Screen::Overview => overview::view(model, buffer, area),
        Screen::Measure => return measure::view(model, buffer, area),
        Screen::Animals => animals::view(model, buffer, area),
        Screen::Growth => growth::view(model, buffer, area),
        Screen::Results => results::view(model, buffer, area),
        Screen::History => history::view(model, buffer, area),
        Screen::Randomize => randomize::view(model, buffer, area),
    }
    None
}

/// What stands at the right end of the title.
pub(super) fn corner(model: &Model) -> String {
    match model.screen {
        Screen::Measure => measure::corner(model),
        Screen::Overview => overview::corner(model),
        _ => model.today.format("%a %Y-%m-%d").to_string(),
    }
}

/// Whether a key that is hinted at has something to do at the moment.
pub(super) fn has_use(model: &Model, action: Action) -> bool {
    if !model.overlays.is_empty() {
        return true;
    }
    match (model.screen, action) {
        (Screen::Overview, Action::Open) => overview::has_problem(model),
        (Screen::Growth, Action::Scale) => growth::has_scales(model),
        (Screen::Studies, Action::Back) => !filter(model).is_empty(),
        (Screen::Randomize, action) => randomize::has_use(model, action),
        _ => true,
    }
}

/// What the status line says when nothing else does.
pub(super) fn status(model: &Model) -> String {
    if let Some(tag) = measure::scanned(model) {
        return format!("scan: {tag}");
    }
    match filter(model) {
        _ if model.screen == Screen::History => history::status(model),
        "" if model.screen == Screen::Results => results::status(model),
        "" if model.screen == Screen::Overview => overview::status(model),
        "" if model.screen == Screen::Growth => growth::status(model),
        "" if model.screen == Screen::Randomize => randomize::status(model),
        "" => String::new(),
        text => format!("filter: {text} (Esc shows all)"),
    }
}

/// Moves the chosen row of a list as the arrow keys ask; answers whether the action was one of
/// these.
pub(super) fn moved(at: &mut usize, rows: usize, page: usize, action: Action) -> bool {
    let last = rows.saturating_sub(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at.saturating_add(1),
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at.saturating_add(page),
        Action::First => 0,
        Action::Last => last,
        _ => return false,
    };
    *at = to.min(last);
    true
}
