//! What keys do while measuring, at the queue and in the values.

use chrono::NaiveDate;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::entry::{Entry, Halt, Progress, readings, tumor, tumors, weighings};
use super::summary::{self, Tally};
use super::{
    Focus, arrive, current, day, day_words, keep, look, plan, refreshed, scan, take, unmeasured,
};
use crate::effect::Effect;
use crate::forms;
use crate::keymap::Action;
use crate::model::{Model, Tone};
use crate::overlay::{Choosing, Item, Overlay, Pick, Value};
use crate::widgets::line;
use domain::{AnimalId, Label, When, counted};

/// What keys do.
pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match (model.measure.focus, action) {
        (Focus::Queue, action) => at_queue(model, action),
        (Focus::Entry, Action::Accept) => take::accept(model),
        (Focus::Entry, Action::NextField) => take::tab(model),
        (Focus::Entry, Action::PreviousField) => {
            field_before(model);
            Vec::new()
        }
        (Focus::Entry, Action::Next) => step(model, 1),
        (Focus::Entry, Action::Previous) => step(model, -1),
        (_, action) => common(model, action),
    }
}

fn at_queue(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = isize::try_from(model.page()).unwrap_or(isize::MAX);
    match action {
        Action::Open if !model.measure.tag.is_empty() => {
            let tag = std::mem::take(&mut model.measure.tag);
            scan::jump(model, &tag)
        }
        Action::Open | Action::Next => {
            model.measure.focus = Focus::Entry;
            Vec::new()
        }
        Action::Up => step(model, -1),
        Action::Down => step(model, 1),
        Action::PageUp => step(model, -page),
        Action::PageDown => step(model, page),
        Action::First => step(model, isize::MIN),
        Action::Last => step(model, isize::MAX),
        action => common(model, action),
    }
}

fn common(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::NotPalpable => unmeasured::not_palpable(model),
        Action::NotMeasured => unmeasured::skip_as_before(model),
        Action::Skip => {
            let reasons = unmeasured::reasons(model);
            model.overlays.push(reasons);
            Vec::new()
        }
        Action::Again => unmeasured::again(model),
        Action::Order => {
            model.measure.order = model.measure.order.next();
            let title = model.measure.order.title();
            changed(model, title.to_lowercase())
        }
        Action::DueOnly => {
            model.measure.everyone = !model.measure.everyone;
            let said = if model.measure.everyone {
                "all animals"
            } else {
                "animals that are due"
            };
            changed(model, said)
        }
        Action::Twice => {
            model.measure.twice = !model.measure.twice;
            let said = if model.measure.twice {
                "every tumor is read twice"
            } else {
                "every tumor is read once"
            };
            changed(model, said)
        }
        Action::Weigh => {
            let weighs = model
                .study
                .as_ref()
                .is_some_and(|study| plan(model, study).weigh);
            model.measure.weigh = Some(!weighs);
            changed(
                model,
                if weighs {
                    "animals are not weighed"
                } else {
                    "animals are weighed"
                },
            )
        }
        Action::ChangeDay => {
            ask_day(model);
            Vec::new()
        }
        Action::Disposition | Action::Correct => {
            about(model, action);
            Vec::new()
        }
        Action::EndSession => {
            summary::show(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Opens the forms about the animal one is at.
fn about(model: &mut Model, action: Action) {
    let on = day(model);
    let Some(tag) = current(model).map(|a| a.animal.tag.to_string()) else {
        return;
    };
    if action == Action::Correct {
        match readings_of_day(model) {
            several if several.len() > 1 => model.overlays.push(which(several)),
            _ => forms::correct(model, &tag, When::on(on), None, None),
        }
    } else {
        model.measure.disposing = model.measure.entry.as_ref().map(|e| e.animal);
        forms::disposition(model, vec![tag], on);
    }
}

/// What can be corrected of the animal one is at: its readings of the day, and weighings that stand
/// beside none of them.
fn readings_of_day(model: &Model) -> Vec<Item> {
    let on = day(model);
    let Some(animal) = current(model) else {
        return Vec::new();
    };
    let item = |label: String, site: Option<Label>, repeat| Item {
        label,
        detail: String::new(),
        value: Value::Reading(site, repeat),
    };
    let mut items = Vec::new();
    for id in tumors(animal) {
        let site = tumor(animal, id).map(|t| t.tumor.site.clone());
        for reading in readings(animal, id, on) {
            let named = site.as_ref().map_or("", |site| site.as_str());
            let said = look::found(&reading.observation);
            let label = format!("{named}, reading {}: {said}", reading.repeat);
            items.push(item(label, site.clone(), reading.repeat));
        }
    }
    let beside = |repeat: u32| {
        let mut repeats = items.iter().map(|item| &item.value);
        repeats.any(|value| matches!(value, Value::Reading(_, nth) if *nth == repeat))
    };
    let alone = weighings(animal, on).filter(|w| !beside(w.repeat));
    let alone: Vec<Item> = alone
        .map(|w| {
            let label = format!("body weight {}: {} g", w.repeat, w.grams());
            item(label, None, w.repeat)
        })
        .collect();
    items.extend(alone);
    items
}

/// Asks which of these is to be corrected.
fn which(items: Vec<Item>) -> Overlay {
    Overlay::Pick(Box::new(Pick {
        title: "Correct which reading? (each with the body weight of its number)".into(),
        items,
        input: Input::default(),
        at: 0,
        purpose: Choosing::Reading,
    }))
}

/// Corrects this reading of the animal one is at.
pub(crate) fn correct(model: &mut Model, site: Option<&Label>, repeat: u32) {
    let on = day(model);
    if let Some(tag) = current(model).map(|a| a.animal.tag.to_string()) {
        forms::correct(model, &tag, When::on(on), site, Some(repeat));
    }
}

/// Something about the queue was changed.
fn changed(model: &mut Model, said: impl Into<String>) -> Vec<Effect> {
    refreshed(model);
    model.say(Tone::Note, said);
    vec![keep::keep(model)]
}

/// Goes so many animals on in the queue, or back; what was typed is taken first.
fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let (effects, free) = take::leave(model);
    let state = &model.measure;
    let at = state
        .entry
        .as_ref()
        .and_then(|e| state.queue.iter().position(|id| *id == e.animal));
    let last = state.queue.len().saturating_sub(1);
    let to = at.unwrap_or(0).saturating_add_signed(by).min(last);
    if free && let Some(id) = state.queue.get(to).copied() {
        arrive(model, id);
    }
    effects
}

/// Asks for another day, unless values of this one are still to be saved.
fn ask_day(model: &mut Model) {
    let values: usize = model.measure.drafts.values().map(Vec::len).sum();
    if values == 0 {
        return forms::day(model);
    }
    let text = format!(
        "{} of this day not saved yet: complete them, or take them back with Ctrl-Z",
        counted(values, "value")
    );
    model.say(Tone::Note, text);
}

/// Takes the day of the readings from a form.
pub(crate) fn set_day(model: &mut Model, on: NaiveDate) -> Vec<Effect> {
    model.measure.on = Some(on);
    model.measure.entry = None;
    model.measure.focus = Focus::Entry;
    model.measure.done.clear();
    model.measure.rounds.clear();
    let said = format!("readings are of {}", day_words(model));
    changed(model, said)
}

/// A key that is bound to nothing: it is typed into the field, or is a part of a tag.
pub(crate) fn typed(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let state = &mut model.measure;
    match state.focus {
        Focus::Queue => scan::typed_tag(&mut state.tag, key),
        Focus::Entry => {
            let Some(entry) = &mut state.entry else {
                return Vec::new();
            };
            if let (true, KeyCode::Char(c)) = (entry.is_deaf(), key.code) {
                return unseen(entry, c);
            }
            // A key by hand: it was seen.
            let refused = matches!(entry.halt.take(), Some(Halt::Swap | Halt::Long));
            if refused && key.code == KeyCode::Backspace {
                entry.input.reset();
            }
            if std::mem::take(&mut entry.replace) && matches!(key.code, KeyCode::Char(_)) {
                entry.input.reset();
            }
            entry.complaint = None;
            line::typed(&mut entry.input, key);
            if entry.input.value().chars().count() > MOST_TYPED {
                entry.input.reset();
                entry.refuse("more was typed than a device sends".into());
            }
        }
    }
    Vec::new()
}

/// No value has more characters, in whatever dress.
const MOST_TYPED: usize = 60;

/// Something is sent where nothing is taken: it must not go to another field or animal unseen. Its
/// Enter tells of it; see [`take::accept`].
fn unseen(entry: &mut Entry, c: char) -> Vec<Effect> {
    let rings = entry.unseen.is_empty();
    if entry.unseen.chars().count() < MOST_TYPED {
        entry.unseen.push(c);
    }
    rings.then_some(Effect::Bell).into_iter().collect()
}

/// One step out of what is being typed: a tag, a scan, the values; answers whether there was one.
pub(crate) fn back(model: &mut Model) -> bool {
    let state = &mut model.measure;
    if state.scanned.take().is_some() || !std::mem::take(&mut state.tag).is_empty() {
        return true;
    }
    if state.focus == Focus::Entry && !state.queue.is_empty() {
        if let Some(entry) = &mut state.entry
            && (entry.halt.is_some() || !entry.input.value().is_empty())
        {
            entry.go_on(entry.at);
            return true;
        }
        state.focus = Focus::Queue;
        return true;
    }
    if state.tally.is_empty() {
        return false;
    }
    summary::show(model);
    model.measure.tally = Tally::default();
    false
}

/// To the field before: one that was passed over, or one that was taken, to type it again.
fn field_before(model: &mut Model) {
    let Some(entry) = &mut model.measure.entry else {
        return;
    };
    let before = entry.fields.iter().take(entry.at).rev();
    let unsaved = before.take_while(|f| !matches!(f.progress, Progress::Saved(_)));
    match unsaved.map(|f| &f.progress).next() {
        Some(Progress::Open) => {
            let at = entry.at - 1;
            entry.go_on(at);
        }
        Some(_) => {
            entry.input.reset();
            step_back(model);
        }
        None => {}
    }
}

/// Takes back what was typed but not saved: the text of the field, then the field before; answers
/// whether there was anything.
pub(crate) fn step_back(model: &mut Model) -> bool {
    let Some(entry) = &mut model.measure.entry else {
        return false;
    };
    if !entry.input.value().is_empty() {
        entry.go_on(entry.at);
        return true;
    }
    let before = entry
        .fields
        .iter()
        .take(entry.at)
        .rposition(|f| matches!(f.progress, Progress::Taken(..)));
    let Some(before) = before else {
        return false;
    };
    let (look, kind) = (entry.fields[before].look, entry.fields[before].kind);
    let id = entry.animal;
    if let Some(drafts) = model.measure.drafts.get_mut(&id) {
        let at = drafts.iter().position(|d| d.look == look && d.kind == kind);
        let digits = at.map(|at| drafts.remove(at).digits);
        if drafts.is_empty() {
            model.measure.drafts.remove(&id);
        }
        arrive(model, id);
        if let (Some(entry), Some(digits)) = (&mut model.measure.entry, digits) {
            entry.at = before;
            entry.input = digits.into();
            entry.replace = true;
        }
    }
    true
}

/// An entry was taken back: one is at its animal again.
pub(crate) fn undone(model: &mut Model, animals: &[AnimalId]) -> Vec<Effect> {
    for id in animals {
        model.measure.rounds.retain(|(other, _), _| other != id);
        model.measure.passed.retain(|(_, other, _)| other != id);
    }
    // What was taken back is to be entered again: the cursor goes there.
    let touched = |e: &Entry| animals.contains(&e.animal);
    if model.measure.entry.as_ref().is_some_and(touched) {
        model.measure.entry = None;
    }
    refreshed(model);
    if let [id] = animals
        && model.measure.queue.contains(id)
    {
        model.measure.focus = Focus::Entry;
        model.measure.tally.forget(*id);
        arrive(model, *id);
    }
    vec![keep::keep(model)]
}
