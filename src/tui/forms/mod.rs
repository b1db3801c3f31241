//! The forms: what they ask for, and the write that they become.

use super::effect::{Effect, Write};
use super::keymap::Action;
use super::message::{Trouble, Wrote};
use super::model::{Model, Tone};
use super::overlay::Overlay;

/// What a form is for.
#[derive(Debug, Clone)]
pub enum Purpose {
    /// A new study.
    NewStudy,
}

/// Opens the form that an action asks for; none if it asks for no form.
pub(super) fn open(_model: &mut Model, _action: Action) -> Option<Vec<Effect>> {
    None
}

/// The form of an arm.
pub(super) fn edit_arm(_model: &mut Model, _arm: &str) -> Vec<Effect> {
    Vec::new()
}

/// What keys do in a form.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Form(form, purpose)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    let send = match action {
        Action::NextField => {
            form.next();
            false
        }
        Action::PreviousField => {
            form.previous();
            false
        }
        Action::Next => !form.next(),
        Action::Submit => true,
        _ => false,
    };
    let _ = (send, purpose);
    Vec::new()
}

/// The study that a write of a form was about.
pub(super) fn study_of(_write: &Write) -> String {
    String::new()
}

/// What a form asked for is on disk.
pub(super) fn saved(model: &mut Model, _write: &Write, _wrote: &Wrote) -> Vec<Effect> {
    model
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Form(..)));
    model.say(Tone::Done, "saved");
    Vec::new()
}

/// What a form asked for was refused.
pub(super) fn refused(model: &mut Model, trouble: Trouble) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(form, _)) => form.refuse(None, trouble),
        _ => model.trouble(&trouble),
    }
}
