//! How single values are read from what was typed: numbers, and words of a fixed list. Every option that takes one
//! is read here, so that a decimal comma and `found-dead`, `found_dead` or `Found dead` mean the same everywhere.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, ValueEnum};

use domain::{folded, typed_number};

/// A number with a decimal point or comma.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    typed_number("number", text).map_err(|invalid| {
        format!(
            "{}; {}",
            invalid.why,
            super::remedy::as_commands(&invalid.remedy)
        )
    })
}

/// One of the words of an enum.
pub(super) fn choice<T: ValueEnum + Clone + Send + Sync + 'static>() -> Choice<T> {
    Choice(PhantomData)
}

/// Reads one of the words of an enum, in any case, with spaces, `-` and `_` alike.
#[derive(Clone)]
pub(super) struct Choice<T>(PhantomData<T>);

impl<T: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for Choice<T> {
    type Value = T;

    fn parse_ref(&self, cmd: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let typed = value.to_str().map(folded);
        let is_meant = |choice: &&T| {
            let name = choice.to_possible_value();
            name.is_some_and(|name| typed == Some(folded(name.get_name())))
        };
        match T::value_variants().iter().find(is_meant) {
            Some(choice) => Ok(choice.clone()),
            None => clap::builder::EnumValueParser::<T>::new().parse_ref(cmd, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = T::value_variants().iter().filter_map(T::to_possible_value);
        Some(Box::new(names))
    }
}

/// One of a few names, by the name itself.
pub(super) fn one_of(names: Vec<&'static str>) -> Names {
    Names(names)
}

/// Reads one of a few names, in any case, with spaces, `-` and `_` alike.
#[derive(Clone)]
pub(super) struct Names(Vec<&'static str>);

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        cmd: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let typed = value.to_str().map(folded);
        match self.0.iter().find(|name| typed == Some(folded(name))) {
            Some(name) => Ok((*name).to_owned()),
            None => clap::builder::PossibleValuesParser::new(self.0.iter().copied())
                .parse_ref(cmd, arg, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().copied().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cli;
    use clap::CommandFactory;
    use clap::error::ErrorKind;
    use std::any::TypeId;

    /// Every command that has options, with the words that lead to it.
    fn commands() -> Vec<(Vec<String>, Command)> {
        fn walk(command: &Command, path: &[String], all: &mut Vec<(Vec<String>, Command)>) {
            let mut path = path.to_vec();
            path.push(command.get_name().to_owned());
            for below in command.get_subcommands() {
                walk(below, &path, all);
            }
            all.push((path, command.clone()));
        }
        let mut all = Vec::new();
        walk(&Cli::command(), &[], &mut all);
        all
    }

    /// How a command line with this option and value is refused, if its value is.
    fn refused(path: &[String], option: &str, value: &str) -> Option<String> {
        let option = format!("--{option}={value}");
        let line = path.iter().map(String::as_str).chain([option.as_str()]);
        let error = Cli::command().try_get_matches_from(line).err()?;
        let of_value = [ErrorKind::InvalidValue, ErrorKind::ValueValidation];
        of_value.contains(&error.kind()).then(|| error.to_string())
    }

    #[test]
    fn every_option_with_a_number_takes_a_decimal_comma_and_no_thousands_separator() {
        let mut tried = 0;
        for (path, command) in commands() {
            let numbers = command
                .get_arguments()
                .filter(|arg| arg.get_value_parser().type_id() == TypeId::of::<f64>());
            for option in numbers.filter_map(Arg::get_long) {
                assert_eq!(
                    refused(&path, option, "1500,5"),
                    None,
                    "{path:?} --{option}"
                );
                let why = refused(&path, option, "1,500").unwrap_or_default();
                assert!(why.contains("can be 1.5 or 1500; write"), "{path:?}: {why}");
                tried += 1;
            }
        }
        assert!(tried > 15, "{tried}");
    }

    #[test]
    fn words_of_every_option_are_taken_in_any_spelling() {
        let mut tried = 0;
        for (path, command) in commands() {
            for arg in command.get_arguments() {
                let Some(option) = arg.get_long() else {
                    continue;
                };
                for word in arg.get_possible_values() {
                    let word = word.get_name();
                    let spellings = [
                        word.to_uppercase(),
                        word.replace('-', "_"),
                        word.replace('-', " "),
                        word.replace('-', ""),
                    ];
                    for typed in spellings.iter().filter(|_| arg.get_action().takes_values()) {
                        assert_eq!(refused(&path, option, typed), None, "{path:?}");
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 100, "{tried}");
    }

    #[test]
    fn an_unknown_word_is_refused_with_those_that_are_known() {
        let path = ["graftbook".to_owned(), "report".to_owned()];
        let why = refused(&path, "for", "nobody").unwrap_or_default();
        assert!(
            why.contains("[possible values: director, technician]"),
            "{why}"
        );
    }
}
