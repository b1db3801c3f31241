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

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;

use device::{Bits, Protocol, Role, Unit};

use super::ports;
use super::settings::{self, Values};

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
    #[serde(deserialize_with = "ports::read_text")]
    pub balance_protocol: Option<Protocol>,
    /// Its bits per second.
    #[serde(deserialize_with = "ports::read_speed")]
    pub balance_speed: Option<u32>,
    /// The bits of its characters.
    #[serde(deserialize_with = "ports::read_text")]
    pub balance_bits: Option<Bits>,
    /// The unit of its values, where it sends none.
    #[serde(deserialize_with = "ports::read_text")]
    pub balance_unit: Option<Unit>,
    /// The serial port of the caliper; none: it is a keyboard wedge, or is not connected.
    pub caliper_port: Option<String>,
    /// What the caliper speaks.
    #[serde(deserialize_with = "ports::read_text")]
    pub caliper_protocol: Option<Protocol>,
    /// Its bits per second.
    #[serde(deserialize_with = "ports::read_speed")]
    pub caliper_speed: Option<u32>,
    /// The bits of its characters.
    #[serde(deserialize_with = "ports::read_text")]
    pub caliper_bits: Option<Bits>,
    /// The unit of its values, where it sends none.
    #[serde(deserialize_with = "ports::read_text")]
    pub caliper_unit: Option<Unit>,
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

impl Config {
    fn parse(text: &str) -> Result<Self, String> {
        Self::understood(text).map_err(|wrong| settings::at_line(text, wrong.at, &wrong.why))
    }

    fn understood(text: &str) -> Result<Self, Wrong> {
        let config: Self = toml_edit::de::from_str(text).map_err(|error| Wrong {
            at: error.span().map_or(0, |span| span.start),
            why: error.message().trim().to_owned(),
        })?;
        let wrong = |name: &str, why: String| Wrong {
            at: text.find(name).unwrap_or(0),
            why,
        };
        if let Some(prefix) = &config.scan_prefix
            && prefix_key(prefix).is_none()
        {
            let why = format!(
                "scan_prefix `{prefix}` is not one character, such as # or ^B, and no digit"
            );
            return Err(wrong("scan_prefix", why));
        }
        for role in Role::ALL {
            config
                .check_device(role)
                .map_err(|(name, why)| wrong(&name, why))?;
        }
        Ok(config)
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
