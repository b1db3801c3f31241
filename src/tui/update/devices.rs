//! Devices on serial ports: their values go to the measuring screen; anywhere else they are told and change
//! nothing.

use crate::base::connections::Consequence;
use crate::base::effect::Effect;
use crate::base::message::Tone;
use crate::base::screen::Screen;
use crate::model::Model;
use device::{Event, Measured, Role};

impl Model {
    /// Takes in what happened with a device.
    pub(super) fn device_event(&mut self, role: Role, event: Event) -> Vec<Effect> {
        let now = self.context.now;
        match self.devices.take(role, event, now) {
            Consequence::Take(measured, value) => {
                let (is_taken, effects) = self.measured(role, &measured);
                self.devices.settle(role, value, is_taken);
                effects
            }
            Consequence::Wait if self.is_measuring() => {
                self.ask(|screens, _, out| screens.measure.unsteady(role, out))
            }
            Consequence::Tell(tone, text, rings) if self.listens_to_devices() => {
                self.say(tone, text);
                if rings {
                    vec![Effect::Bell]
                } else {
                    Vec::new()
                }
            }
            Consequence::Wait | Consequence::Tell(..) | Consequence::Nothing => Vec::new(),
        }
    }

    /// Whether a screen is shown that takes values of devices.
    fn listens_to_devices(&self) -> bool {
        matches!(self.context.screen, Screen::Measure | Screen::Dosing)
    }

    /// Whether values are asked for, and nothing lies over that.
    fn is_measuring(&self) -> bool {
        self.context.screen == Screen::Measure && self.overlays.is_empty()
    }

    /// Whether the value was taken, and what follows.
    fn measured(&mut self, role: Role, measured: &Measured) -> (bool, Vec<Effect>) {
        if self.is_measuring() {
            let mut is_taken = false;
            let effects = self.ask(|screens, cx, out| {
                is_taken = screens.measure.measured(cx, role, measured, out);
            });
            return (is_taken, effects);
        }
        if self.context.screen == Screen::Dosing && self.overlays.is_empty() {
            let mut is_taken = false;
            let effects = self.ask(|screens, cx, out| {
                is_taken = screens.dosing.measured(cx, role, measured, out);
            });
            return (is_taken, effects);
        }
        let text = format!(
            "`{}` was sent by the {}; nothing was changed",
            measured.text,
            role.name()
        );
        self.say(Tone::Warning, text);
        (false, vec![Effect::Bell])
    }

    /// Asks a device for its value, if there is one.
    pub(super) fn ask_device(&mut self, role: Role) -> Vec<Effect> {
        match self.devices.can_be_asked(role) {
            Ok(()) => {
                self.screens.measure.asked_device(&self.context, role);
                vec![Effect::AskDevice(role)]
            }
            Err(why) => {
                self.say(Tone::Warning, why);
                vec![Effect::Bell]
            }
        }
    }
}
