//! Lines of a device, and what they say.

use crate::Value;

/// What a line of a device says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A value. That of a balance was stable.
    Value(Value),
    /// The balance has a value that is not stable yet.
    Unsteady,
    /// The load or size is above the range of the device.
    Overload,
    /// The load or size is below the range of the device: its pan is not in place, for instance.
    Underload,
    /// The device cannot answer at the moment: it is being adjusted, or its value did not become stable in time.
    Busy,
    /// The device reports an error, in its own words.
    Failed(String),
    /// This is no line of the protocol.
    NotUnderstood,
}

/// A line of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its characters as they can be shown: others are written as `\xNN`. A long line is cut.
    pub raw: String,
    /// What it says; nothing, if it carries no value by the rules of the protocol.
    pub heard: Option<Heard>,
}
