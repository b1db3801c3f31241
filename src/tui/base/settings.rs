//! What can be set in `config.toml`: one table from which come the settings screen, the messages about the file and
//! what is taken for a setting at all. A new setting is a field of [`Config`](super::config::Config) and an entry here.
//!
//! Also here: the change of a file in which comments, order and what is no setting stay as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{Decor, DocumentMut, Item, TomlError, Value};

/// A setting.
#[derive(Debug)]
pub struct Description {
    /// Its name in the file.
    pub name: &'static str,
    /// Its name on the screen.
    pub label: &'static str,
    /// What it does, and what belongs in it.
    pub meaning: &'static str,
    /// What holds where the file does not set it.
    pub default: &'static str,
    /// How it is written.
    pub kind: Kind,
}

/// How a setting is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text in quotes.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    YesNo,
    /// One of these texts in quotes.
    Word(&'static [&'static str]),
}

/// All settings, in the order of the screen.
pub const SETTINGS: &[Description] = &[
    Description {
        name: "scan_prefix",
        label: "scan prefix",
        meaning: "what a reader of tags or chips sends first, as # or ^B; empty: nothing",
        default: "none",
        kind: Kind::Text,
    },
    Description {
        name: "background",
        label: "background",
        meaning: "of the terminal: colors are brighter on dark, deeper on light",
        default: "as the terminal says",
        kind: Kind::Word(&["dark", "light"]),
    },
    Description {
        name: "ascii",
        label: "ASCII only",
        meaning: "draws with plain letters, for terminals without Unicode",
        default: "as the locale says",
        kind: Kind::YesNo,
    },
    Description {
        name: "mouse",
        label: "mouse",
        meaning: "the wheel scrolls; selecting text then takes the Shift key",
        default: "no",
        kind: Kind::YesNo,
    },
    Description {
        name: "balance_port",
        label: "balance port",
        meaning: "serial port, as /dev/serial/by-id/…; empty: none. `graftbook devices list`",
        default: "none",
        kind: Kind::Text,
    },
    Description {
        name: "balance_protocol",
        label: "balance protocol",
        meaning: "what the balance speaks",
        default: "mt-sics",
        kind: Kind::Word(&["mt-sics", "sartorius-sbi", "plain"]),
    },
    Description {
        name: "balance_speed",
        label: "balance speed",
        meaning: "bits per second, as set at the device; empty: 9600",
        default: "9600",
        kind: Kind::Number,
    },
    Description {
        name: "balance_bits",
        label: "balance bits",
        meaning: "data bits, parity and stop bits, as 7O1; empty: 8N1",
        default: "8N1",
        kind: Kind::Text,
    },
    Description {
        name: "balance_unit",
        label: "balance unit",
        meaning: "of values that are sent without one",
        default: "none",
        kind: Kind::Word(&["g", "mg", "kg", "oz"]),
    },
    Description {
        name: "caliper_port",
        label: "caliper port",
        meaning: "serial port, as /dev/serial/by-id/…; empty: none. `graftbook devices list`",
        default: "none",
        kind: Kind::Text,
    },
    Description {
        name: "caliper_protocol",
        label: "caliper protocol",
        meaning: "what the caliper speaks",
        default: "digimatic",
        kind: Kind::Word(&["digimatic", "plain"]),
    },
    Description {
        name: "caliper_speed",
        label: "caliper speed",
        meaning: "bits per second, as set at the device; empty: 9600",
        default: "9600",
        kind: Kind::Number,
    },
    Description {
        name: "caliper_bits",
        label: "caliper bits",
        meaning: "data bits, parity and stop bits, as 7O1; empty: 8N1",
        default: "8N1",
        kind: Kind::Text,
    },
    Description {
        name: "caliper_unit",
        label: "caliper unit",
        meaning: "of values that are sent without one",
        default: "none",
        kind: Kind::Word(&["mm", "in"]),
    },
];

/// The setting of this name.
pub fn described(name: &str) -> Option<&'static Description> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// The names of all settings.
pub fn names() -> String {
    let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    names.join(", ")
}

/// What a file sets, as the settings screen shows it: name and value.
pub type Values = BTreeMap<String, String>;

/// Reads the text of a file.
///
/// # Errors
/// The line that is no TOML, and why.
pub fn read(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        at_line(text, at, error.message())
    })
}

/// What the text of a file sets.
pub fn values(document: &DocumentMut) -> Values {
    let set = document
        .iter()
        .filter(|(name, _)| described(name).is_some());
    set.filter_map(|(name, item)| Some((name.to_owned(), shown(item.as_value()?))))
        .collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        other => other.to_string().trim().to_owned(),
    }
}

/// Names in a file that no setting has, each with its line: written by a later version, or misspelled.
pub fn unknown(text: &str, document: &DocumentMut) -> Vec<String> {
    let names = document.iter().map(|(name, _)| name);
    let names = names.filter(|name| described(name).is_none());
    names
        .map(|name| {
            let lines = text.lines().zip(1..);
            let mut lines =
                lines.filter(|(line, _)| line.trim_start_matches(['[', ' ']).starts_with(name));
            let line = lines.next().map_or(1, |(_, number)| number);
            format!("line {line}: `{name}` is no setting")
        })
        .collect()
}

/// Says in words that the value at this place in the text of a file is not written as its setting is; none where no
/// setting is there.
pub fn not_of_its_kind(text: &str, value: &Range<usize>) -> Option<String> {
    let written = text.get(value.clone())?.trim_matches(['"', '\'']);
    let before = text.get(..value.start)?.lines().next_back()?;
    let setting = described(before.split('=').next()?.trim())?;
    let wanted = match setting.kind {
        Kind::Text => "a text in quotes".to_owned(),
        Kind::Number => format!("a whole number, such as {}", setting.default),
        Kind::YesNo => "true or false".to_owned(),
        Kind::Word(words) => words.join(" or "),
    };
    Some(format!("{}: `{written}` is not {wanted}", setting.label))
}

/// A message about a place in the text of a file.
pub fn at_line(text: &str, at: usize, message: &str) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!(
        "line {line}: {}; mend that line, or remove it: all settings are optional ({})",
        message.replace('\n', ", "),
        names()
    )
}

/// The text of a file with other values; an empty value removes the setting, so that its default holds.
///
/// # Errors
/// As [`read`].
pub fn changed(text: &str, changes: &[(String, String)]) -> Result<String, String> {
    let mut document = read(text)?;
    for (name, typed) in changes {
        let Some(setting) = described(name) else {
            continue;
        };
        match typed.is_empty() {
            true => remove(&mut document, name),
            false => set(&mut document, setting, typed),
        }
    }
    Ok(document.to_string())
}

fn set(document: &mut DocumentMut, setting: &Description, typed: &str) {
    let mut value: Value = match setting.kind {
        Kind::YesNo => (typed == "true").into(),
        // What is no number is refused when the file is read.
        Kind::Number => typed
            .parse::<i64>()
            .map_or_else(|_| typed.into(), Into::into),
        Kind::Text | Kind::Word(_) => typed.into(),
    };
    match document.get_mut(setting.name).and_then(Item::as_value_mut) {
        Some(known) => {
            // The comment behind it stays.
            *value.decor_mut() = known.decor().clone();
            *known = value;
        }
        None => {
            document.insert(setting.name, Item::Value(value));
        }
    }
}

/// Removes a setting. Comments above it stay, above what follows.
fn remove(document: &mut DocumentMut, name: &str) {
    let position = document.iter().position(|(known, _)| known == name);
    let above = document
        .key(name)
        .map(|key| comments_above(key.leaf_decor()))
        .unwrap_or_default();
    if document.remove(name).is_none() || above.trim().is_empty() {
        return;
    }
    let next = position.and_then(|at| document.iter().nth(at));
    let next = next.map(|(name, _)| name.to_owned());
    match next.and_then(|name| document.key_mut(&name)) {
        Some(mut key) => {
            let below = comments_above(key.leaf_decor());
            key.leaf_decor_mut().set_prefix(above + &below);
        }
        None => {
            let below = document.trailing().as_str().unwrap_or_default().to_owned();
            document.set_trailing(above + &below);
        }
    }
}

fn comments_above(decor: &Decor) -> String {
    let prefix = decor.prefix();
    let prefix = prefix.and_then(|prefix| prefix.as_str());
    prefix.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# my bench\nmouse = true  # for the wheel\n\n# the reader at hood 2\nscan_prefix = \"#\"\n\
                        later = 3\n\n[other]\na = 1\n";

    fn change(text: &str, changes: &[(&str, &str)]) -> String {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let changes: Vec<_> = changes.iter().map(owned).collect();
        changed(text, &changes).unwrap()
    }

    #[test]
    fn changed_value_keeps_comments_order_and_what_is_no_setting() {
        let new = change(FILE, &[("mouse", "false"), ("background", "light")]);
        let expected = FILE
            .replace("mouse = true", "mouse = false")
            .replace("later = 3\n", "later = 3\nbackground = \"light\"\n");
        assert_eq!(new, expected);
        assert_eq!(change(FILE, &[]), FILE);
    }

    #[test]
    fn removed_value_leaves_the_comments_above_it() {
        let expected = FILE.replace("mouse = true  # for the wheel\n", "");
        assert_eq!(change(FILE, &[("mouse", "")]), expected);
        let last = "mouse = true\n# the reader\nscan_prefix = \"#\"\n";
        let new = change(last, &[("scan_prefix", "")]);
        assert_eq!(new, "mouse = true\n# the reader\n");
        assert_eq!(change(last, &[("ascii", "")]), last);
    }

    #[test]
    fn empty_file_takes_settings() {
        let new = change("", &[("scan_prefix", "\""), ("ascii", "true")]);
        assert_eq!(values(&read(&new).unwrap())["scan_prefix"], "\"");
        assert!(new.contains("ascii = true\n"), "{new}");
    }

    #[test]
    fn unknown_names_are_told_with_their_line() {
        let document = read(FILE).unwrap();
        let expected = [
            "line 6: `later` is no setting",
            "line 8: `other` is no setting",
        ];
        assert_eq!(unknown(FILE, &document), expected);
    }

    #[test]
    fn every_setting_says_what_it_does_on_one_line() {
        for setting in SETTINGS {
            let name = setting.name;
            assert!(
                !setting.meaning.is_empty() && !setting.default.is_empty(),
                "{name}"
            );
            assert!(setting.meaning.chars().count() <= 74, "{name}");
        }
    }
}
