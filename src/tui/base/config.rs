//! The user's settings: `graftbook/config.toml` in the configuration folder. All of them are
//! optional; [`super::settings`] describes each.
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

use std::path::{Path, PathBuf};
use std::str::FromStr;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::{Deserialize, Deserializer};

use device::{Bits, Protocol, Role, Settings, Unit};

use super::settings::{self, Values};
use domain::{is_unprintable, printable};

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
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

/// The file of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConfigFile {
    /// Where it lies, or would lie; none where the system names no folder for it.
    pub path: Option<PathBuf>,
    /// What it sets.
    pub values: Values,
    /// Names in it that no setting has, each with its line.
    pub unknown: Vec<String>,
}

impl ConfigFile {
    /// Reads the settings of a file; one that does not exist has none.
    ///
    /// Returns a message on what is wrong with it: file, line, reason.
    pub fn read(path: PathBuf) -> Result<(Self, Config), String> {
        let text = text_of(&path)?;
        Self::of(path, &text)
    }

    fn of(path: PathBuf, text: &str) -> Result<(Self, Config), String> {
        let understood = || -> Result<_, String> {
            let document = settings::read(text)?;
            Ok((Config::parse(text)?, document))
        };
        let (config, document) =
            understood().map_err(|why| format!("`{}` is not understood: {why}", path.display()))?;
        let file = Self {
            path: Some(path),
            values: settings::values(&document),
            unknown: settings::unknown(text, &document),
        };
        Ok((file, config))
    }

    /// Changes settings in the file, which is made if it is missing. All else in it stays.
    ///
    /// # Errors
    /// A message: the file cannot be read, is not understood as it is now, or cannot be written. It stays as it was.
    pub fn change(&self, changes: &[(String, String)]) -> Result<(Self, Config), String> {
        let path = self.path.clone();
        let path = path.ok_or("the system names no folder for settings")?;
        let text = text_of(&path)?;
        Self::of(path.clone(), &text)?;
        let text = settings::changed(&text, changes)?;
        let changed = Self::of(path.clone(), &text)?;
        let unwritten = |error| format!("`{}` cannot be written: {error}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(unwritten)?;
        }
        // Where the name is a link, the file that it leads to is replaced.
        let file = path.canonicalize().unwrap_or_else(|_| path.clone());
        app::output::replace(&file, text.as_bytes()).map_err(unwritten)?;
        Ok(changed)
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| format!("`{}` cannot be read: {error}", path.display())),
    }
}

/// Refuses a value that the setting of this name cannot have, in words.
pub fn check(name: &str, value: &str) -> Result<(), String> {
    if value.chars().any(is_unprintable) {
        return Err(format!(
            "`{}` has a character that nobody sees",
            printable(value)
        ));
    }
    let changes = [(name.to_owned(), value.to_owned())];
    let text = settings::changed("", &changes)?;
    Config::understood(&text)
        .map(|_| ())
        .map_err(|wrong| wrong.why)
}

/// What is wrong with the text of a file, and at which byte.
struct Wrong {
    at: usize,
    why: String,
}

impl Wrong {
    /// About the setting of this name.
    fn about(setting: &str, text: &str, why: String) -> Self {
        let at = text.find(setting).unwrap_or(0);
        Self { at, why }
    }
}

impl Config {
    fn parse(text: &str) -> Result<Self, String> {
        Self::understood(text).map_err(|wrong| settings::at_line(text, wrong.at, &wrong.why))
    }

    fn understood(text: &str) -> Result<Self, Wrong> {
        let config: Self = toml_edit::de::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            let plain = ["invalid type", "invalid value", "unknown variant"]
                .iter()
                .any(|begin| error.message().starts_with(begin))
                .then(|| settings::not_of_its_kind(text, &span))
                .flatten();
            Wrong {
                at: span.start,
                why: plain.unwrap_or_else(|| error.message().trim().to_owned()),
            }
        })?;
        let prefix = config.scan_prefix.as_deref();
        if let Some(prefix) = prefix.filter(|prefix| prefix_key(prefix).is_none()) {
            let why = format!(
                "scan_prefix `{prefix}` is not one character, such as # or ^B, and no digit"
            );
            return Err(Wrong::about("scan_prefix", text, why));
        }
        for role in Role::ALL {
            let wrong = config.check_device(role).err();
            if let Some((setting, why)) = wrong {
                return Err(Wrong::about(&setting, text, why));
            }
        }
        Ok(config)
    }

    /// The devices on serial ports, in the order of [`Role::ALL`].
    pub fn devices(&self) -> [Option<Settings>; 2] {
        Role::ALL.map(|role| self.device(role))
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

    /// Refuses what the device of a role cannot have: the name of the setting, and why.
    fn check_device(&self, role: Role) -> Result<(), (String, String)> {
        let (protocol, unit) = match role {
            Role::Balance => (self.balance_protocol, self.balance_unit),
            Role::Caliper => (self.caliper_protocol, self.caliper_unit),
        };
        let name = role.name();
        if let Some(protocol) = protocol.filter(|protocol| !protocol.is_for(role)) {
            let setting = format!("{name}_protocol");
            let why = format!("{setting} `{protocol}` is not spoken by a {name}");
            return Err((setting, why));
        }
        if let Some(unit) = unit.filter(|unit| unit.role() != role) {
            let setting = format!("{name}_unit");
            let why = format!("{setting} `{}` is not a unit of a {name}", unit.symbol());
            return Err((setting, why));
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
            ("background = \"blue\"", "`blue` is not dark or light"),
            (
                "mouse = true\n\nascii = 1",
                "line 3: ASCII only: `1` is not true or false",
            ),
            (
                "balance_speed = \"fast\"",
                "line 1: balance speed: `fast` is not a whole number",
            ),
            ("balance_speed = -1", "`-1` is not a whole number"),
            (
                "balance_bits = 8",
                "balance bits: `8` is not a text in quotes",
            ),
            ("mouse = true\nascii = ", "line 2: "),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert!(error.contains(phrase), "{error}");
        }
    }

    fn lines(text: &str) -> Vec<&str> {
        text.lines().collect()
    }

    #[test]
    fn file_is_changed_and_one_that_is_not_understood_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("graftbook/config.toml");
        let (file, _) = ConfigFile::read(path.clone()).unwrap();
        let change = |name: &str, value: &str| file.change(&[(name.into(), value.into())]);
        let (changed, config) = change("mouse", "true").unwrap();
        assert!(config.mouse && changed.values["mouse"] == "true");
        let text = "# mine\nmouse = true\nnot_yet_known = 3\n";
        std::fs::write(&path, text).unwrap();
        let (changed, _) = change("scan_prefix", "#").unwrap();
        assert_eq!(changed.unknown, ["line 3: `not_yet_known` is no setting"]);
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = [
            "# mine",
            "mouse = true",
            "not_yet_known = 3",
            "scan_prefix = \"#\"",
        ];
        assert_eq!(lines(&text), expected);
        for wrong in ["mouse = true\nascii = ", "mouse = 7\n"] {
            std::fs::write(&path, wrong).unwrap();
            let why = change("scan_prefix", "#").unwrap_err();
            assert!(why.contains("line "), "{why}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), wrong);
        }
    }

    #[test]
    fn value_is_checked_before_it_is_written() {
        check("scan_prefix", "^B").unwrap();
        check("scan_prefix", "").unwrap();
        assert!(check("scan_prefix", "12").unwrap_err().contains("`12`"));
        assert!(check("background", "blue").is_err());
    }
}
