//! What devices speak: for each protocol its request, and how one line of it is read.

mod digimatic;
mod mt_sics;
mod plain;
mod sartorius_sbi;

use std::fmt;
use std::str::FromStr;

use crate::decoder::NoLine;
use crate::{Bits, Heard, Role};

/// What a device speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Mettler-Toledo Standard Interface Command Set.
    MtSics,
    /// Sartorius Balance Interface, lines of 16 or 22 characters.
    SartoriusSbi,
    /// Mitutoyo Digimatic, through an adapter with a serial port.
    Digimatic,
    /// A number and its unit, if any: Sylvac, Mahr, Ohaus, A&D and others.
    Plain,
}

/// What a line says: nothing, if it carries no value by the rules of the protocol.
pub(crate) type Said = Result<Option<Heard>, NoLine>;

impl Protocol {
    /// All.
    pub const ALL: [Self; 4] = [
        Self::MtSics,
        Self::SartoriusSbi,
        Self::Digimatic,
        Self::Plain,
    ];

    /// Its name in settings and options.
    pub fn name(self) -> &'static str {
        match self {
            Self::MtSics => "mt-sics",
            Self::SartoriusSbi => "sartorius-sbi",
            Self::Digimatic => "digimatic",
            Self::Plain => "plain",
        }
    }

    /// Whether devices of this kind speak it.
    pub fn is_for(self, role: Role) -> bool {
        match self {
            Self::MtSics | Self::SartoriusSbi => role == Role::Balance,
            Self::Digimatic => role == Role::Caliper,
            Self::Plain => true,
        }
    }

    /// What asks the device for its value: `S` (MT-SICS: as soon as it is stable), `ESC P` (Sartorius: the print key),
    /// `1` (multiplexers for Digimatic: the first caliper), `?` (Sylvac and Mahr).
    ///
    /// Sources of `1`: Metro DataVac, *Mux4 / Mux8 User's manual*, section 9 (`1` to `8` read an instrument with
    /// Digimatic output, no line end is needed); Adept Science, *MUX 2 & 4 Protocol* (`1` polls gauge 1). That
    /// multiplexers read over the line end was not found documented; adapters that send by their button alone need no
    /// request.
    pub fn request(self) -> &'static [u8] {
        match self {
            Self::MtSics => b"S\r\n",
            Self::SartoriusSbi => b"\x1bP\r\n",
            Self::Digimatic => b"1\r",
            Self::Plain => b"?\r",
        }
    }

    /// What asks the device for its value at once, whether it is stable or not.
    pub(crate) fn quick_request(self) -> &'static [u8] {
        match self {
            Self::MtSics => b"SI\r\n",
            other => other.request(),
        }
    }

    /// The speeds in bits per second, and bits of characters, that devices with this protocol are delivered with.
    pub(crate) fn usual_lines(self) -> Vec<(u32, Bits)> {
        let usual = Bits::default();
        match self {
            Self::MtSics | Self::Digimatic => vec![(9600, usual)],
            Self::SartoriusSbi => vec![
                (9600, usual),
                (1200, Bits::SARTORIUS),
                (9600, Bits::SARTORIUS),
            ],
            Self::Plain => vec![(9600, usual), (4800, Bits::SYLVAC)],
        }
    }

    /// Reads a line of printable characters without its end.
    pub(crate) fn read(self, line: &str) -> Said {
        match self {
            Self::MtSics => mt_sics::read(line),
            Self::SartoriusSbi => sartorius_sbi::read(line),
            Self::Digimatic => digimatic::read(line),
            Self::Plain => plain::read(line),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Protocol {
    type Err = String;

    /// Reads a name, in any case and with `_` or `-`; `sbi` will do.
    fn from_str(text: &str) -> Result<Self, String> {
        let name = text.trim().to_ascii_lowercase().replace('_', "-");
        let known = Self::ALL
            .into_iter()
            .find(|protocol| protocol.name() == name);
        match name.as_str() {
            "sbi" => Ok(Self::SartoriusSbi),
            "sics" => Ok(Self::MtSics),
            _ => known.ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                format!("`{text}` is no protocol: {names}")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_spelling() {
        for protocol in Protocol::ALL {
            assert_eq!(protocol.name().parse(), Ok(protocol));
        }
        assert_eq!("MT_SICS".parse(), Ok(Protocol::MtSics));
        assert_eq!("SBI".parse(), Ok(Protocol::SartoriusSbi));
        let refused = "modbus".parse::<Protocol>().unwrap_err();
        assert!(
            refused.contains("mt-sics, sartorius-sbi, digimatic, plain"),
            "{refused}"
        );
    }
}
