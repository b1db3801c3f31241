//! Balances and calipers on a serial port, or on a USB port that acts as one.
//!
//! A [`Decoder`] makes of the bytes of a [`Protocol`] what was [`Heard`]; [`Repeats`] says which values are new;
//! [`Value::measured`] gives a value in the unit of its [`Role`]. These are pure: no port, no clock. [`watch`] listens
//! on a port in a thread of its own, reports a device that is unplugged, and finds it again; [`ports`] and [`probe`] find
//! devices.
//!
//! Not here: what a weight or a size may be (`domain`), where a value goes (`tui`), and keyboard wedges, which need
//! no port.
//!
//! # Invariants
//!
//! - Only `port` names serialport.
//! - A line that is not understood as a whole gives no value, nor does one of a value that was not stable.
//! - A value without a unit is not taken for millimeters or grams unless the user's settings say so.

mod decoder;
mod heard;
mod port;
mod probe;
mod protocol;
mod repeats;
mod settings;
mod value;
mod watch;

pub use decoder::Decoder;
pub use heard::{Heard, Line};
pub use port::{Absence, PortInfo, ports};
pub use probe::{Found, probe};
pub use protocol::Protocol;
pub use repeats::{Novelty, Repeats};
pub use settings::{Bits, Role, Settings};
pub use value::{Measured, Unfit, Unit, Value};
pub use watch::{Event, Watch, watch};
