//! How the screens look and behave here: the user's settings and what the environment says
//! of the terminal.

use std::env;
use std::path::Path;

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::base::config::{Background, Config, ConfigFile};
use crate::base::context::Setting;
use crate::base::theme::{Depth, Ground, Theme};
use domain::Label;

/// The setting for this notebook and author. Returns a message on what is wrong with the user's
/// settings.
pub fn setting(notebook: &Path, author: &Label) -> Result<Setting, String> {
    let (config_file, config) = match choose_base_strategy() {
        Ok(folders) => {
            ConfigFile::read(folders.config_dir().join("graftbook").join("config.toml"))?
        }
        Err(_) => Default::default(),
    };
    let theme = theme_of(&config);
    Ok(Setting {
        path: notebook.to_owned(),
        author: author.clone(),
        config,
        config_file,
        theme,
    })
}

/// The theme of these settings on this terminal.
pub fn theme_of(config: &Config) -> Theme {
    theme(config, |name| env::var(name).ok())
}

/// The theme, from the user's settings and the environment.
fn theme(config: &Config, var: impl Fn(&str) -> Option<String>) -> Theme {
    let set = |name: &str| var(name).filter(|value| !value.is_empty());
    let term = set("TERM").unwrap_or_default();
    let depth = match set("COLORTERM").as_deref() {
        _ if set("NO_COLOR").is_some() || term == "dumb" => Depth::None,
        Some("truecolor" | "24bit") => Depth::True,
        _ if matches!(term.as_str(), "linux" | "ansi" | "cygwin") || term.starts_with("vt") => {
            Depth::Sixteen
        }
        _ => Depth::Indexed,
    };
    let ground = match config.background {
        Some(Background::Dark) => Ground::Dark,
        Some(Background::Light) => Ground::Light,
        None => told_ground(set("COLORFGBG").as_deref()),
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| set(name));
    let unicode = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    Theme {
        depth,
        ground,
        ascii: config.ascii.unwrap_or(!unicode && cfg!(unix)),
    }
}

/// Some terminals report their colors as `15;0`: foreground; background.
fn told_ground(colors: Option<&str>) -> Ground {
    match colors.and_then(|c| c.rsplit(';').next()).map(str::parse) {
        Some(Ok(7 | 15)) => Ground::Light,
        Some(Ok(0..=6 | 8u8)) => Ground::Dark,
        _ => Ground::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(vars: &[(&str, &str)]) -> Theme {
        theme(&Config::default(), |name| {
            let found = vars.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn theme_follows_the_environment() {
        let xterm = looks(&[("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8")]);
        assert_eq!((xterm.depth, xterm.ascii), (Depth::Indexed, false));
        let rich = looks(&[
            ("COLORTERM", "truecolor"),
            ("LC_ALL", "C"),
            ("LANG", "de_DE.utf8"),
        ]);
        assert_eq!((rich.depth, rich.ascii), (Depth::True, true));
        assert_eq!(looks(&[("TERM", "linux")]).depth, Depth::Sixteen);
        let none = looks(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
        assert_eq!(none.depth, Depth::None);
        assert_ne!(looks(&[("NO_COLOR", "")]).depth, Depth::None);
        assert_eq!(looks(&[("COLORFGBG", "0;15")]).ground, Ground::Light);
        assert_eq!(looks(&[("COLORFGBG", "15;default;0")]).ground, Ground::Dark);
    }
}
