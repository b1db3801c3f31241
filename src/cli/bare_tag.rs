//! The tip for a tag that is typed without `--animal`, where a command names its animal by that option.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// The error of a command line, with the tip where it is about a word that can be a tag.
pub(super) fn with_tip(mut error: Error, command: &Command, typed: &[String]) -> Error {
    let context = match error.kind() {
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        ErrorKind::InvalidValue => ContextKind::InvalidValue,
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(context) else {
        return error;
    };
    let is_bare = !word.starts_with('-') && word.chars().any(|c| c.is_ascii_digit());
    if is_bare && names_animal(command, typed) && stands_alone(word, typed) {
        let tip = StyledStr::from(format!("the animal is named by an option: --animal {word}"));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// Whether the command that is typed names its animal by `--animal`.
fn names_animal(command: &Command, typed: &[String]) -> bool {
    let named = typed
        .iter()
        .find_map(|word| command.find_subcommand(word))
        .map(Command::get_arguments);
    let mut options = named.into_iter().flatten();
    options.any(|option| option.get_long() == Some("animal") && !option.is_hide_set())
}

/// Whether a word follows no option that it could be the value of.
fn stands_alone(word: &str, typed: &[String]) -> bool {
    let at = typed.iter().position(|typed| typed == word);
    let before = at.and_then(|at| typed.get(at.checked_sub(1)?));
    before.is_some_and(|before| !before.starts_with("--"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::Cli;

    fn refused(line: &str) -> String {
        let typed: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match Cli::try_parse_from(&typed) {
            Ok(_) => panic!("{line} is taken"),
            Err(error) => super::with_tip(error, &Cli::command(), &typed).to_string(),
        }
    }

    #[test]
    fn tag_without_its_option_is_told_the_option() {
        for line in [
            "graftbook weigh 205 --study S --weight 20",
            "graftbook measure 205 --study S --length 5 --width 4",
            "graftbook measure --study S --length 5 --width 4 205",
            "graftbook dispose 205 --study S --kind found-dead",
        ] {
            let error = refused(line);
            assert!(error.contains("--animal 205"), "{line}: {error}");
        }
        let error = refused("graftbook study list 205");
        assert!(!error.contains("--animal"), "{error}");
    }
}
