//! The devices on serial ports: whether they are connected, and what their lines mean. Devices that act as
//! keyboards are in [`super::device`].

use device::{
    Absence, Event, Heard, Line, Measured, Novelty, Repeats, Role, Settings, Unfit, Value,
};

use super::config::Config;
use super::message::Tone;

/// The devices that the user's settings put on serial ports.
#[derive(Debug, Clone, Default)]
pub struct Connections(Vec<Connection>);

#[derive(Debug, Clone)]
struct Connection {
    settings: Settings,
    state: State,
    repeats: Repeats,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Its port is being opened for the first time.
    Sought,
    Connected,
    Absent(Absence),
}

/// What is to be done about an event of a device.
#[derive(Debug, Clone, PartialEq)]
pub enum Consequence {
    /// A value is to be taken, which the device sent so; [`Connections::settle`] wants to know what became of it.
    Take(Measured, Value),
    /// The value is not stable yet.
    Wait,
    /// Something is to be told, and whether the bell rings for it.
    Tell(Tone, String, bool),
    /// Nothing.
    Nothing,
}

impl Connections {
    /// The devices of these settings, none of which was found yet.
    pub fn new(config: &Config) -> Self {
        let mut connections = Self::default();
        connections.set(config);
        connections
    }

    /// Takes over changed settings. A device whose settings have not changed stays as it is.
    pub fn set(&mut self, config: &Config) {
        let mut known = std::mem::take(&mut self.0);
        for settings in config.devices().into_iter().flatten() {
            let same = known.iter().position(|c| c.settings == settings);
            self.0.push(match same {
                Some(at) => known.swap_remove(at),
                None => Connection {
                    settings,
                    state: State::Sought,
                    repeats: Repeats::default(),
                },
            });
        }
    }

    /// Whether a device of this role can be asked, or why not.
    pub fn can_be_asked(&self, role: Role) -> Result<(), String> {
        let name = role.name();
        match self
            .0
            .iter()
            .find(|c| c.settings.role == role)
            .map(|c| &c.state)
        {
            Some(State::Connected) => Ok(()),
            Some(_) => Err(format!("the {name} is not connected: it is not asked")),
            None => Err(format!(
                "no {name} on a serial port is set ({name}_port in the settings): send or type the value"
            )),
        }
    }

    /// The devices that are connected: `balance connected`.
    pub fn connected_text(&self) -> String {
        let connected = self.0.iter().filter(|c| c.state == State::Connected);
        let texts: Vec<String> = connected
            .map(|c| format!("{} connected", c.settings.role.name()))
            .collect();
        texts.join(" · ")
    }

    /// The devices that are looked for: `balance: not connected, waiting`.
    pub fn absent_text(&self) -> Option<String> {
        let texts: Vec<String> = self.0.iter().filter_map(Connection::absent_text).collect();
        (!texts.is_empty()).then(|| texts.join(" · "))
    }

    /// Takes in what happened with a device at a time in ms.
    pub fn take(&mut self, role: Role, event: Event, now: u64) -> Consequence {
        let Some(connection) = self.0.iter_mut().find(|c| c.settings.role == role) else {
            return Consequence::Nothing;
        };
        connection.take(event, now)
    }

    /// A value was taken, or refused.
    pub fn settle(&mut self, role: Role, value: Value, is_taken: bool) {
        if let Some(connection) = self.0.iter_mut().find(|c| c.settings.role == role) {
            connection.repeats.settle(value, is_taken);
        }
    }
}

impl Connection {
    fn absent_text(&self) -> Option<String> {
        match &self.state {
            State::Absent(why) => Some(format!("{}: {why}, waiting", self.settings.role.name())),
            _ => None,
        }
    }

    fn take(&mut self, event: Event, now: u64) -> Consequence {
        let name = self.settings.role.name();
        match event {
            Event::Connected => {
                let before = std::mem::replace(&mut self.state, State::Connected);
                self.repeats = Repeats::default();
                match before {
                    State::Absent(_) => {
                        Consequence::Tell(Tone::Done, format!("{name} connected"), false)
                    }
                    _ => Consequence::Nothing,
                }
            }
            Event::Absent(absence) => {
                self.state = State::Absent(absence);
                let text = self.absent_text().unwrap_or_default();
                Consequence::Tell(Tone::Warning, text, true)
            }
            Event::Unanswered => {
                let text = format!(
                    "{name}: no answer yet: it is not steady, switched off, or speaks something else"
                );
                Consequence::Tell(Tone::Warning, text, false)
            }
            Event::Sent(line) => self.sent(&line, now),
        }
    }

    fn sent(&mut self, line: &Line, now: u64) -> Consequence {
        let Some(heard) = &line.heard else {
            return Consequence::Nothing;
        };
        let role = self.settings.role;
        let name = role.name();
        let novelty = self.repeats.judge(role, heard, now);
        let (tone, text, rings) = match heard {
            Heard::Value(value) => return self.value(value, novelty),
            Heard::Unsteady => return Consequence::Wait,
            Heard::Overload => (Tone::Warning, "above its range: overload".to_owned(), true),
            Heard::Underload => {
                let text = "below its range: is its pan in place?".to_owned();
                (Tone::Warning, text, true)
            }
            Heard::Busy => {
                let text = "no steady value: wait, then ask or print again".to_owned();
                (Tone::Warning, text, true)
            }
            Heard::Failed(error) => (
                Tone::Warning,
                format!("it reports the error `{error}`"),
                true,
            ),
            Heard::NotUnderstood => {
                let protocol = self.settings.protocol;
                let text = format!(
                    "`{}` is not understood as {protocol}: check {name}_protocol, {name}_speed and {name}_bits in the settings",
                    line.raw
                );
                (Tone::Warning, text, false)
            }
        };
        Consequence::Tell(tone, format!("{name}: {text}"), rings)
    }

    fn value(&mut self, value: &Value, novelty: Novelty) -> Consequence {
        let role = self.settings.role;
        let name = role.name();
        match novelty {
            Novelty::New => {}
            Novelty::Refused => return Consequence::Nothing,
            Novelty::Repeated => {
                let text = format!("{name}: `{value}` was sent again, and is not taken twice");
                return Consequence::Tell(Tone::Note, text, false);
            }
            Novelty::SameLoad(taken) => {
                let text = format!(
                    "{name}: `{value}` is not taken: `{taken}` is the value of this load; empty the pan first"
                );
                return Consequence::Tell(Tone::Warning, text, false);
            }
        }
        if role == Role::Balance && value.is_zero() {
            let text = format!("{name}: `{value}`, the pan is empty: nothing is taken");
            return Consequence::Tell(Tone::Note, text, false);
        }
        let why = match value.measured(role, self.settings.unit) {
            Ok(measured) => return Consequence::Take(measured, value.clone()),
            Err(Unfit::NoUnit) => {
                let units = match role {
                    Role::Balance => "g, mg, kg or oz",
                    Role::Caliper => "mm or in",
                };
                format!("has no unit: set {name}_unit to {units} in the settings")
            }
            Err(Unfit::OtherRole) => match role {
                Role::Balance => "is a length: check balance_port in the settings".into(),
                Role::Caliper => "is a weight: check caliper_port in the settings".into(),
            },
            Err(Unfit::OtherUnit(unit)) => format!(
                "has not the decimals of {}, which is the {name}_unit of the settings: is the {name} set to another unit?",
                unit.symbol()
            ),
        };
        self.repeats.settle(value.clone(), false);
        Consequence::Tell(Tone::Error, format!("{name}: `{value}` {why}"), true)
    }
}
