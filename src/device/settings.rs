//! How a device is connected.

use std::fmt;
use std::str::FromStr;

use crate::{Protocol, Unit};

/// What a device measures, and so where its values belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Body weights, in g.
    Balance,
    /// Lengths, in mm.
    Caliper,
}

impl Role {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Balance, Self::Caliper];

    /// `balance` or `caliper`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Caliper => "caliper",
        }
    }

    /// The protocol of most devices of this kind.
    pub fn usual_protocol(self) -> Protocol {
        match self {
            Self::Balance => Protocol::MtSics,
            Self::Caliper => Protocol::Digimatic,
        }
    }
}

/// How one device is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What it measures.
    pub role: Role,
    /// The name of its port: `/dev/serial/by-id/…`, `/dev/ttyUSB0`, `COM3`.
    pub port: String,
    /// What it speaks.
    pub protocol: Protocol,
    /// Bits per second.
    pub speed: u32,
    /// The bits of a character.
    pub bits: Bits,
    /// The unit of values that are sent without one.
    pub unit: Option<Unit>,
}

impl Settings {
    /// The speed that most devices are delivered with.
    pub const USUAL_SPEED: u32 = 9600;

    /// Reads a speed in bits per second.
    ///
    /// # Errors
    ///
    /// A message, if no serial port has that speed.
    pub fn check_speed(speed: u32) -> Result<u32, String> {
        match speed {
            300..=921_600 => Ok(speed),
            _ => Err(format!(
                "`{speed}` is no speed of a device: 300 to 921600, such as 9600"
            )),
        }
    }
}

/// The bits of a character: `8N1` has 8 data bits, no parity, 1 stop bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits {
    /// Whether there are 7 data bits; else 8.
    pub(crate) seven: bool,
    pub(crate) parity: Parity,
    /// Whether there are 2 stop bits; else 1.
    pub(crate) two_stops: bool,
}

/// The bit by which a damaged character is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parity {
    None,
    Even,
    Odd,
}

impl Bits {
    /// 7O1.
    pub(crate) const SARTORIUS: Self = Self {
        seven: true,
        parity: Parity::Odd,
        two_stops: false,
    };

    /// 7E2.
    pub(crate) const SYLVAC: Self = Self {
        seven: true,
        parity: Parity::Even,
        two_stops: true,
    };
}

impl Default for Bits {
    fn default() -> Self {
        Self {
            seven: false,
            parity: Parity::None,
            two_stops: false,
        }
    }
}

impl FromStr for Bits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused =
            || format!("`{text}` is not data bits, parity and stop bits, such as 8N1 or 7E2");
        let [data, parity, stop] = text.trim().as_bytes() else {
            return Err(refused());
        };
        let seven = match data {
            b'7' => true,
            b'8' => false,
            _ => return Err(refused()),
        };
        let parity = match parity.to_ascii_uppercase() {
            b'N' => Parity::None,
            b'E' => Parity::Even,
            b'O' => Parity::Odd,
            _ => return Err(refused()),
        };
        let two_stops = match stop {
            b'1' => false,
            b'2' => true,
            _ => return Err(refused()),
        };
        Ok(Self {
            seven,
            parity,
            two_stops,
        })
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = if self.seven { 7 } else { 8 };
        let parity = match self.parity {
            Parity::None => 'N',
            Parity::Even => 'E',
            Parity::Odd => 'O',
        };
        let stop = if self.two_stops { 2 } else { 1 };
        write!(f, "{data}{parity}{stop}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_and_written() {
        for text in ["8N1", "7E2", "7O1", "8E1"] {
            assert_eq!(text.parse::<Bits>().unwrap().to_string(), text);
        }
        assert_eq!("8n1".parse::<Bits>().unwrap(), Bits::default());
        for text in ["", "8", "9N1", "8X1", "8N3", "8N11", "none"] {
            assert!(text.parse::<Bits>().unwrap_err().contains(text));
        }
    }
}
