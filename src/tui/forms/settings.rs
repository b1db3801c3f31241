//! The user's settings: all that `base::settings` describes, in one form.

use super::sent::{Refusal, Sent};
use super::{Form, Opened, Purpose, checks};
use crate::base::config;
use crate::base::context::Context;
use crate::base::settings::{Description, Kind, SETTINGS, described};
use crate::widgets::form::Field;

/// The form with the settings as they are.
pub(super) fn settings(cx: &Context) -> Opened {
    let file = &cx.setting.config_file;
    let path = file.path.as_ref();
    let path = path.ok_or_else(|| Some("the system names no folder for settings".to_owned()))?;
    let intro = format!("Kept in {}", path.display());
    let fields = SETTINGS.iter().map(|setting| {
        let value = file.values.get(setting.name);
        field(setting, value.map_or("", String::as_str))
    });
    let form = Form::new("Settings", intro, fields.collect());
    Ok((form, Purpose::Settings))
}

fn field(setting: &'static Description, value: &str) -> Field {
    let option = |word: &str, phrase: &str| (word.to_owned(), phrase.to_owned());
    let by_default = option("", &format!("default: {}", setting.default));
    let choice = |options: Vec<(String, String)>| {
        let mut options = [vec![by_default], options].concat();
        // What the file says in another spelling stays as it is.
        if options.iter().all(|(word, _)| word != value) {
            options.push(option(value, value));
        }
        Field::choice(setting.name, setting.label, options, value)
    };
    let mut field = match setting.kind {
        Kind::Text | Kind::Number => Field::text(setting.name, setting.label, "", value),
        Kind::YesNo => choice(vec![option("true", "yes"), option("false", "no")]),
        Kind::Word(words) => choice(words.iter().map(|word| option(word, word)).collect()),
    };
    field.hint = setting.meaning;
    // Every field is read by itself, so that all that are wrong are marked at once.
    field.checked(checks::sent(|text| checked(setting, text)))
}

fn checked(setting: &Description, value: &str) -> Sent<()> {
    config::check(setting.name, value).map_err(|why| Refusal::new(setting.name, why, ""))
}

/// What is to change in the file: name and value, an empty one for the default.
pub(super) fn changes(form: &Form) -> Sent<Vec<(String, String)>> {
    let changes = form.changed().into_iter();
    let changes: Vec<_> = changes
        .map(|(name, value)| (name, value.trim().to_owned()))
        .collect();
    for (name, value) in &changes {
        described(name).map_or(Ok(()), |setting| checked(setting, value))?;
    }
    Ok(changes)
}
