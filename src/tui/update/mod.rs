//! What a message changes, and which effects follow. Pure: the same model and message always
//! give the same. The parts are methods of the model: keys, devices, what lies over a screen, requests of
//! screens, answers, writes.

mod answers;
mod devices;
mod keys;
mod overlays;
mod requests;
mod whole_file;
mod writes;

use chrono::NaiveDate;

use super::base::effect::Effect;
use super::base::keymap::Action;
use super::base::message::Message;
use super::base::screen::Screen;
use super::component::Event;
use super::model::{FileState, Model};

/// Takes one message in.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let mut effects = take(model, message);
    if model.context.screen == Screen::Measure && !effects.iter().any(is_write) {
        effects.extend(model.screens.measure.wants_doses(&model.context));
    }
    // First, so that values are kept before the write that they belong to begins.
    let keep = model.keep_changes().into_iter();
    keep.chain(effects).collect()
}

/// Whether something is written, and with it what is shown changes.
fn is_write(effect: &Effect) -> bool {
    matches!(effect, Effect::Write(_))
}

fn take(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key, at) => {
            model.context.now = at;
            model.pressed(key)
        }
        Message::Typed(key, at) => {
            model.context.now = at;
            model.react(key)
        }
        Message::Paste(text, at) => {
            model.context.now = at;
            let mut effects = model.flush_burst();
            effects.extend(model.pasted(&text));
            effects
        }
        Message::Wheel(lines) => {
            let action = if lines < 0 { Action::Up } else { Action::Down };
            (0..lines.unsigned_abs().min(100))
                .flat_map(|_| model.act(action))
                .collect()
        }
        Message::Resize(columns, rows) => {
            model.context.size = (columns, rows);
            model.notify_all(Event::Resized)
        }
        Message::Tick(at, today) => {
            model.context.now = at;
            let mut effects = model.release_due();
            if model.context.today != today {
                model.context.today = today;
                effects.extend(model.notify_all(Event::NewDay));
            }
            effects.extend(tick(model));
            effects
        }
        Message::Device(role, event, at) => {
            model.context.now = at;
            let mut effects = model.flush_burst();
            effects.extend(model.device_event(role, event));
            effects
        }
        Message::Moment(at) => {
            model.context.now = at;
            model.release_due()
        }
        Message::End => {
            let mut effects = model.flush_burst();
            effects.extend(model.quit());
            effects
        }
        Message::Answer(answer) => model.answered(answer),
    }
}

/// What the program asks for when it starts on this date.
pub fn start(today: NaiveDate) -> Vec<Effect> {
    vec![
        Effect::Open,
        Effect::ListStudies,
        Effect::Recall,
        Effect::Today(today, today),
    ]
}

fn tick(model: &Model) -> Vec<Effect> {
    match model.file {
        FileState::Unknown | FileState::Unusable(_) => vec![Effect::Open, Effect::ListStudies],
        _ => vec![Effect::Look],
    }
}
