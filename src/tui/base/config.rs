//! The user's settings: `graftbook/config.toml` in the configuration folder. All of them are
//! optional.
//!
//! ```toml
//! scan_prefix = "#"    # the character a tag or chip reader sends first: a scan jumps from anywhere
//! background = "dark"  # or "light": brighter or deeper colors
//! ascii = true         # no Unicode (found out from the locale otherwise)
//! mouse = true         # the wheel scrolls (selecting text then takes the Shift key)
//!
//! balance_port = "/dev/serial/by-id/usb-…"  # of a serial port: `graftbook devices` lists them
//! balance_protocol = "mt-sics"              # or sartorius-sbi, plain
//! balance_speed = 9600                      # bits per second
//! balance_bits = "8N1"                      # data bits, parity, stop bits
//! balance_unit = "g"                        # of values that are sent without a unit
//! # The same of a caliper: caliper_port, … The protocol is digimatic or plain, the unit mm or in.
//! ```

use std::path::Path;
use std::str::FromStr;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::{Deserialize, Deserializer};

use device::{Bits, Protocol, Role, Settings, Unit};

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The character that a reader of tags or chips sends before what it read. `^B` is Ctrl-B.
    pub scan_prefix: Option<String>,
    /// `dark` or `light`.
    pub background: Option<Background>,
    /// Whether to do without Unicode.
    pub ascii: Option<bool>,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// The serial port of the balance; none: it is a keyboard wedge, or is not connected.
    pub balance_port: Option<String>,
    /// What the balance speaks.
    #[serde(deserialize_with = "read_text")]
    pub balance_protocol: Option<Protocol>,
    /// Its bits per second.
    #[serde(deserialize_with = "read_speed")]
    pub balance_speed: Option<u32>,
    /// The bits of its characters.
    #[serde(deserialize_with = "read_text")]
    pub balance_bits: Option<Bits>,
    /// The unit of its values, where it sends none.
    #[serde(deserialize_with = "read_text")]
    pub balance_unit: Option<Unit>,
    /// The serial port of the caliper; none: it is a keyboard wedge, or is not connected.
    pub caliper_port: Option<String>,
    /// What the caliper speaks.
    #[serde(deserialize_with = "read_text")]
    pub caliper_protocol: Option<Protocol>,
    /// Its bits per second.
    #[serde(deserialize_with = "read_speed")]
    pub caliper_speed: Option<u32>,
    /// The bits of its characters.
    #[serde(deserialize_with = "read_text")]
    pub caliper_bits: Option<Bits>,
    /// The unit of its values, where it sends none.
    #[serde(deserialize_with = "read_text")]
    pub caliper_unit: Option<Unit>,
}

/// Reads a setting that is written as text.
fn read_text<'a, D, T>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'a>,
    T: FromStr<Err = String>,
{
    let text = String::deserialize(input)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// Reads the speed of a port.
fn read_speed<'a, D: Deserializer<'a>>(input: D) -> Result<Option<u32>, D::Error> {
    let speed = Settings::check_speed(u32::deserialize(input)?);
    speed.map(Some).map_err(serde::de::Error::custom)
}

/// What lies behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Background {
    /// Black or nearly so.
    Dark,
    /// White or nearly so.
    Light,
}

impl Config {
    /// Reads the settings of a file; one that does not exist has none.
    ///
    /// Returns a message on what is wrong with it: file, line, reason.
    pub fn read(file: &Path) -> Result<Self, String> {
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&text)
                .map_err(|why| format!("`{}` is not understood: {why}", file.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("`{}` cannot be read: {error}", file.display())),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| config_error(text, &error))?;
        if let Some(prefix) = config
            .scan_prefix
            .as_deref()
            .filter(|prefix| prefix_key(prefix).is_none())
        {
            return Err(format!(
                "scan_prefix `{prefix}` is not one character, such as # or ^B, and no digit"
            ));
        }
        for role in Role::ALL {
            config.check_device(role)?;
        }
        Ok(config)
    }

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

    fn check_device(&self, role: Role) -> Result<(), String> {
        let (protocol, unit) = match role {
            Role::Balance => (self.balance_protocol, self.balance_unit),
            Role::Caliper => (self.caliper_protocol, self.caliper_unit),
        };
        let name = role.name();
        if let Some(protocol) = protocol.filter(|protocol| !protocol.is_for(role)) {
            return Err(format!(
                "{name}_protocol `{protocol}` is not spoken by a {name}"
            ));
        }
        if let Some(unit) = unit.filter(|unit| unit.role() != role) {
            return Err(format!(
                "{name}_unit `{}` is not a unit of a {name}",
                unit.symbol()
            ));
        }
        Ok(())
    }

    /// Whether this key is the one that announces a scan.
    pub fn announces_scan(&self, key: KeyEvent) -> bool {
        let prefix = self.scan_prefix.as_deref().and_then(prefix_key);
        prefix.is_some_and(|(c, control)| {
            key.code == KeyCode::Char(c) && key.modifiers.contains(KeyModifiers::CONTROL) == control
        })
    }
}

/// Where a file is wrong, why, and which settings there are.
fn config_error(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let message = error.message().trim();
    format!(
        "line {line}: {message}; mend that line, or remove it: all settings are optional (scan_prefix, background, ascii, mouse, and port, protocol, speed, bits, unit with balance_ or caliper_ in front)"
    )
}

/// The character of a prefix, and whether it comes with Ctrl.
fn prefix_key(prefix: &str) -> Option<(char, bool)> {
    let mut chars = prefix.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('^'), Some(c), None) => Some((c.to_ascii_lowercase(), true)),
        (Some(c), None, None) if !c.is_ascii_digit() && !matches!(c, '.' | ',' | '+' | '-') => {
            Some((c, false))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let config = Config::parse("scan_prefix = \"#\"\nbackground = \"light\"\n").unwrap();
        assert_eq!(config.background, Some(Background::Light));
        let key = |c, modifiers| KeyEvent::new(KeyCode::Char(c), modifiers);
        assert!(config.announces_scan(key('#', KeyModifiers::SHIFT)));
        assert!(!config.announces_scan(key('2', KeyModifiers::NONE)));
        let stx = Config::parse("scan_prefix = \"^B\"").unwrap();
        assert!(stx.announces_scan(key('b', KeyModifiers::CONTROL)));
        assert!(!stx.announces_scan(key('b', KeyModifiers::NONE)));
        assert_eq!(Config::parse("").unwrap(), Config::default());
    }

    #[test]
    fn device_without_further_settings_has_the_usual_ones() {
        let config = Config::parse("balance_port = \"/dev/ttyUSB0\"").unwrap();
        let balance = config.device(Role::Balance).unwrap();
        assert_eq!(balance.protocol, Protocol::MtSics);
        assert_eq!((balance.speed, balance.bits), (9600, Bits::default()));
        assert_eq!(config.device(Role::Caliper), None);
        let text = "caliper_port = \"COM3\"\ncaliper_protocol = \"plain\"\ncaliper_speed = 4800\n\
                    caliper_bits = \"7E2\"\ncaliper_unit = \"in\"";
        let caliper = Config::parse(text).unwrap().device(Role::Caliper).unwrap();
        assert_eq!(caliper.protocol, Protocol::Plain);
        assert_eq!(
            (caliper.speed, caliper.bits.to_string().as_str()),
            (4800, "7E2")
        );
        assert_eq!(caliper.unit, Some(Unit::Inch));
        // An empty name is that of no port.
        assert_eq!(
            Config::parse("caliper_port = \"\"")
                .unwrap()
                .device(Role::Caliper),
            None
        );
    }

    #[test]
    fn invalid_settings_are_explained() {
        for (text, phrase) in [
            (
                "mouse = true\nbalance_protocol = \"modbus\"",
                "line 2: `modbus` is no protocol",
            ),
            (
                "balance_protocol = \"digimatic\"",
                "is not spoken by a balance",
            ),
            (
                "caliper_protocol = \"mt-sics\"",
                "is not spoken by a caliper",
            ),
            ("balance_speed = 96", "line 1: `96` is no speed"),
            ("balance_bits = \"8X1\"", "line 1: `8X1` is not data bits"),
            (
                "caliper_unit = \"g\"",
                "caliper_unit `g` is not a unit of a caliper",
            ),
            ("scan_prefix = \"12\"", "scan_prefix `12`"),
            ("scan_prefix = \"4\"", "scan_prefix `4`"),
            ("background = \"blue\"", "unknown variant `blue`"),
            ("mouse = true\n\nascii = 1", "line 3: invalid type"),
            ("mouse = true\nascii = ", "line 2: "),
            ("scanprefix = 1", "unknown field `scanprefix`"),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert!(error.contains(phrase), "{error}");
        }
    }
}
