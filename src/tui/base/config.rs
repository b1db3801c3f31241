//! The user's settings: `graftbook/config.toml` in the configuration folder. All of them are
//! optional.
//!
//! ```toml
//! scan_prefix = "#"    # the character a tag or chip reader sends first: a scan jumps from anywhere
//! background = "dark"  # or "light": brighter or deeper colors
//! ascii = true         # no Unicode (found out from the locale otherwise)
//! mouse = true         # the wheel scrolls (selecting text then takes the Shift key)
//! ```

use std::path::Path;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;

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
        match &config.scan_prefix {
            Some(prefix) if prefix_key(prefix).is_none() => Err(format!(
                "scan_prefix `{prefix}` is not one character, such as # or ^B, and no digit"
            )),
            _ => Ok(config),
        }
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
        "line {line}: {message}; mend that line, or remove it: all settings are optional (scan_prefix, background, ascii, mouse)"
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
    fn invalid_settings_are_explained() {
        for (text, phrase) in [
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
