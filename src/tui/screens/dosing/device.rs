//! The balance on a serial port: its value is the body weight of the animal that is shown.

use super::State;
use crate::base::context::Context;
use crate::base::message::Tone;
use crate::component::Requests;
use device::{Measured, Role};

impl State {
    /// Takes the value of a device; returns whether it was taken.
    pub fn measured(
        &mut self,
        cx: &Context,
        role: Role,
        measured: &Measured,
        out: &mut Requests,
    ) -> bool {
        let text = &measured.text;
        let is_zero = text.starts_with('-') || text.chars().all(|c| !matches!(c, '1'..='9'));
        let refused = match role {
            Role::Caliper => Some("no size is asked for here".to_owned()),
            // The pan is empty.
            Role::Balance if is_zero => Some("no animal is on the balance".to_owned()),
            Role::Balance => None,
        };
        if let Some(why) = refused {
            out.say(Tone::Warning, format!("`{text}` is not taken: {why}"));
            return false;
        }
        self.take_sent(cx, text, out) && self.weight.is_none()
    }
}
