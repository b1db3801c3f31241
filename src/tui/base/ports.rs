//! The settings of devices on serial ports: how they are read, and what they mean together.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::config::Config;
use device::{Role, Settings};

/// Reads a setting that is written as text.
pub(super) fn read_text<'a, D, T>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'a>,
    T: FromStr<Err = String>,
{
    let text = String::deserialize(input)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// Reads the speed of a port.
pub(super) fn read_speed<'a, D: Deserializer<'a>>(input: D) -> Result<Option<u32>, D::Error> {
    let speed = Settings::check_speed(u32::deserialize(input)?);
    speed.map(Some).map_err(serde::de::Error::custom)
}

impl Config {
    /// How the device of a role is connected; none if it is not on a serial port.
    pub fn device(&self, role: Role) -> Option<Settings> {
        let (port, protocol, speed, bits, unit) = match role {
            Role::Balance => (
                &self.balance_port,
                self.balance_protocol,
                self.balance_speed,
                self.balance_bits,
                self.balance_unit,
            ),
            Role::Caliper => (
                &self.caliper_port,
                self.caliper_protocol,
                self.caliper_speed,
                self.caliper_bits,
                self.caliper_unit,
            ),
        };
        let port = port
            .as_deref()
            .map(str::trim)
            .filter(|port| !port.is_empty())?;
        Some(Settings {
            role,
            port: port.to_owned(),
            protocol: protocol.unwrap_or(role.usual_protocol()),
            speed: speed.unwrap_or(Settings::USUAL_SPEED),
            bits: bits.unwrap_or_default(),
            unit,
        })
    }

    /// Refuses settings of a device that contradict what it measures: the name of the setting, and why.
    pub(super) fn check_device(&self, role: Role) -> Result<(), (String, String)> {
        let (protocol, unit) = match role {
            Role::Balance => (self.balance_protocol, self.balance_unit),
            Role::Caliper => (self.caliper_protocol, self.caliper_unit),
        };
        let device = role.name();
        let refused = |setting: &str, why: String| {
            let name = format!("{device}_{setting}");
            let why = format!("{name} {why}");
            Err((name, why))
        };
        match (protocol, unit) {
            (Some(protocol), _) if !protocol.is_for(role) => refused(
                "protocol",
                format!("`{protocol}` is not spoken by a {device}"),
            ),
            (_, Some(unit)) if unit.role() != role => refused(
                "unit",
                format!("`{}` is not a unit of a {device}", unit.symbol()),
            ),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use device::{Bits, Protocol, Unit};

    fn parse(text: &str) -> Result<Config, toml_edit::de::Error> {
        toml_edit::de::from_str(text)
    }

    #[test]
    fn device_without_further_settings_has_the_usual_ones() {
        let config = parse("balance_port = \"/dev/ttyUSB0\"").unwrap();
        let balance = config.device(Role::Balance).unwrap();
        assert_eq!(balance.protocol, Protocol::MtSics);
        assert_eq!((balance.speed, balance.bits), (9600, Bits::default()));
        assert_eq!(config.device(Role::Caliper), None);
        let text = "caliper_port = \"COM3\"\ncaliper_protocol = \"plain\"\ncaliper_speed = 4800\n\
                    caliper_bits = \"7E2\"\ncaliper_unit = \"in\"";
        let caliper = parse(text).unwrap().device(Role::Caliper).unwrap();
        assert_eq!(caliper.protocol, Protocol::Plain);
        assert_eq!(
            (caliper.speed, caliper.bits.to_string().as_str()),
            (4800, "7E2")
        );
        assert_eq!(caliper.unit, Some(Unit::Inch));
        // An empty name is that of no port.
        assert_eq!(
            parse("caliper_port = \"\"").unwrap().device(Role::Caliper),
            None
        );
    }
}
