//! Profiles: how the files of a lab are read, kept as files in the configuration folder. A file whose headings are those
//! of a profile is read by it next time, without a word about its columns.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};

use super::columns::ColumnUse;
use super::field::Field;
use super::headings::recognize;
use super::layout::{Table, read_tables, tables_from_bytes};
use super::marks::parse_codes;
use super::mend::join_columns;
use super::options::{ImportOptions, WhatARowIs, parse_map, parse_unit};
use super::sources::{PASTED, Source, Sources};
use crate::Error;
use crate::file_problems::ImportError;
use crate::output::replace;
use domain::{DecimalMark, Invalid, Label, printable};

/// The most profiles that a file is compared with.
const MOST_PROFILES: usize = 50;

/// The fewest headings that tell a lab's file from others.
const FEWEST_HEADINGS: usize = 2;

/// How files of a kind are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name, which is that of its file.
    #[serde(skip)]
    pub name: String,
    /// The headings of its files, but for those of days.
    pub headings: Vec<String>,
    /// What was set, by the names of the command line: `map` is `animal=Ear no`.
    pub settings: Vec<(String, String)>,
}

/// The settings that a profile can keep. What is said of one study or one import is not among them.
pub const SETTINGS: [&str; 18] = [
    "map",
    "leave-out",
    "unit",
    "codes",
    "fill-down",
    "decimal",
    "date-format",
    "delimiter",
    "encoding",
    "sheet",
    "header-rows",
    "range",
    "layout",
    "wide",
    "formulas",
    "no-arms",
    "swap",
    "one-by-one-not-palpable",
];

impl Profile {
    /// Adds its settings to options, but for those that are `typed` already.
    ///
    /// # Errors
    /// If somebody wrote a setting into its file that is none.
    pub fn apply(&self, options: &mut ImportOptions, typed: &[&str]) -> Result<(), ImportError> {
        let settings = self.settings.iter();
        for (setting, text) in settings.filter(|(setting, _)| !typed.contains(&setting.as_str())) {
            set(options, setting, text).map_err(|error| ImportError::Undecided {
                why: format!(
                    "the profile `{}` cannot be used: {error}",
                    printable(&self.name)
                ),
                remedy: format!(
                    "correct its setting `{}`, or save it again",
                    printable(setting)
                )
                .into(),
            })?;
        }
        Ok(())
    }
}

/// Takes a setting by its name on the command line.
fn set(options: &mut ImportOptions, setting: &str, text: &str) -> Result<(), ImportError> {
    match setting {
        "map" => options.map.push(parse_map(text)?),
        "leave-out" => options.leave_out.push(text.to_owned()),
        "unit" => options.units.push(parse_unit(text)?),
        "codes" => options.codes.extend(parse_codes(text)?),
        "fill-down" => options.fill_down.push(text.parse::<Field>()?),
        "decimal" => {
            options.decimal = Some(match text {
                "comma" => DecimalMark::Comma,
                _ => DecimalMark::Point,
            });
        }
        "date-format" => options.date_format = Some(text.parse()?),
        "delimiter" => options.delimiter = text.bytes().next(),
        "encoding" => options.encoding = Some(text.to_owned()),
        "sheet" => options.sheet = Some(text.to_owned()),
        "header-rows" => options.heading_rows = Some(text.parse()?),
        "range" => options.range = Some(text.parse()?),
        "layout" => {
            options.layout = Some(match text {
                "day" => WhatARowIs::Day,
                "animal" => WhatARowIs::Animal,
                _ => WhatARowIs::Reading,
            });
        }
        "wide" => options.wide = Some(text.parse()?),
        "formulas" => options.cached_formulas = text == "cached",
        "no-arms" => options.no_arms = true,
        "swap" => options.swap = true,
        "one-by-one-not-palpable" => options.one_by_one_not_palpable = true,
        _ => {
            return Err(Invalid::new(
                "setting",
                printable(setting),
                "is not known",
                SETTINGS.join(", "),
            )
            .into());
        }
    }
    Ok(())
}

/// The profiles of a folder.
#[derive(Debug, Clone)]
pub struct Profiles {
    folder: PathBuf,
}

impl Profiles {
    /// Those in the user's configuration folder; none if the system does not tell that.
    pub fn of_user() -> Option<Self> {
        let folders = etcetera::choose_base_strategy().ok()?;
        Some(Self::in_folder(
            folders.config_dir().join("graftbook").join("imports"),
        ))
    }

    /// Those in a folder, which need not exist.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The profile of a name; none if there is none.
    ///
    /// # Errors
    /// If its file is damaged, or the name cannot be one.
    pub fn named(&self, name: &str) -> Result<Option<Profile>, Error> {
        let path = self.path(name)?;
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&path, &error)),
        };
        let profile: Profile =
            serde_json::from_str(&text).map_err(|error| unusable(&path, &error))?;
        Ok(Some(Profile {
            name: name.to_owned(),
            ..profile
        }))
    }

    /// Keeps a profile, in the place of one with its name.
    ///
    /// # Errors
    /// If the folder cannot be written, or the name cannot be one.
    pub fn keep(&self, profile: &Profile) -> Result<(), Error> {
        let path = self.path(&profile.name)?;
        let text =
            serde_json::to_string_pretty(profile).map_err(|error| unusable(&path, &error))?;
        let written = std::fs::create_dir_all(&self.folder)
            .and_then(|()| replace(&path, (text + "\n").as_bytes()));
        written.map_err(|error| unusable(&path, &error))
    }

    /// The profile whose headings the first of the sources has; the first one by name.
    pub fn of_headings(&self, sources: &Sources) -> Option<Profile> {
        let names = self.names();
        let mut profiles = names
            .iter()
            .take(MOST_PROFILES)
            .filter_map(|name| self.named(name).ok()?);
        profiles.find(|profile| {
            let mut options = ImportOptions::default();
            let is_usable = profile.apply(&mut options, &[]).is_ok();
            let found = first_table(sources, &options);
            let has = |heading: &String| {
                found
                    .as_ref()
                    .is_some_and(|table| table.headings.contains(heading))
            };
            is_usable
                && profile.headings.len() >= FEWEST_HEADINGS
                && profile.headings.iter().all(has)
        })
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        let name = |path: PathBuf| {
            let is_profile = path.extension().is_some_and(|ending| ending == "json");
            let stem = path.file_stem()?.to_str()?.to_owned();
            is_profile.then_some(stem)
        };
        let mut names: Vec<String> = entries.filter_map(|entry| name(entry.path())).collect();
        names.sort();
        names
    }

    fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let name = Label::new("profile", name)?;
        let is_file_name =
            !name.as_str().starts_with('.') && !name.as_str().contains(['/', '\\', ':']);
        match is_file_name {
            true => Ok(self.folder.join(format!("{name}.json"))),
            false => Err(Invalid::new(
                "profile",
                &name,
                "is no name of a file",
                "use letters and digits",
            )
            .into()),
        }
    }
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    let file = printable(&path.display().to_string());
    ImportError::File {
        file,
        why: error.to_string(),
        remedy: "correct or delete the file of the profile".into(),
    }
    .into()
}

/// The headings by which files of a kind are recognized: those of the first table, but for the columns of days.
pub fn headings_of(sources: &Sources, options: &ImportOptions) -> Vec<String> {
    let Some(table) = first_table(sources, options) else {
        return Vec::new();
    };
    let Ok(columns) = recognize(&table, options) else {
        return Vec::new();
    };
    let meanings = columns.meanings(&table).into_iter().zip(&table.headings);
    let is_field = |held: &ColumnUse| matches!(held, ColumnUse::Field(..));
    let own = meanings.filter(|(meaning, _)| is_field(&meaning.held));
    own.map(|(_, heading)| heading.clone()).collect()
}

/// The first table of the first source, if it can be read; the standard input can be read only once.
fn first_table(sources: &Sources, options: &ImportOptions) -> Option<Table> {
    let (files, _) = sources.files().ok()?;
    let tables = match files.first()? {
        Source::Path(path) if path == Path::new("-") => return None,
        Source::Path(path) => read_tables(path, options),
        Source::Pasted(text) => tables_from_bytes(PASTED, text.as_bytes(), options),
    };
    let mut table = tables.ok()?.into_iter().next()?;
    join_columns(&mut table, options).ok()?;
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str) -> Sources {
        Sources {
            readings: vec![Source::Pasted(text.to_owned())],
            dispositions: None,
        }
    }

    fn profile(settings: &[(&str, &str)], headings: &[&str]) -> Profile {
        Profile {
            name: "lab".into(),
            headings: headings.iter().map(|h| (*h).to_owned()).collect(),
            settings: settings
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn kept_profile_is_found_by_its_headings_when_the_file_has_grown() {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::in_folder(folder.path().join("imports"));
        assert_eq!(
            profiles.of_headings(&pasted("Beast,Kind,D0\n1,A,5\n")),
            None
        );
        let settings = [
            ("map", "animal=Beast"),
            ("map", "arm=Kind"),
            ("decimal", "comma"),
        ];
        let mut options = ImportOptions::default();
        let kept = profile(&settings, &[]);
        kept.apply(&mut options, &[]).unwrap();
        let headings = headings_of(&pasted("Beast;Kind;D0\n1;A;5,5\n"), &options);
        assert_eq!(headings, ["Beast", "Kind"]);
        let kept = Profile { headings, ..kept };
        profiles.keep(&kept).unwrap();
        assert_eq!(
            profiles.of_headings(&pasted("Beast;Kind;D0;D7\n1;A;5,5;6\n")),
            Some(kept)
        );
        assert_eq!(profiles.of_headings(&pasted("Beast,D0\n1,5\n")), None);
    }

    #[test]
    fn settings_that_were_typed_stand() {
        let mut options = ImportOptions::default();
        let kept = profile(&[("decimal", "comma"), ("swap", "yes")], &[]);
        kept.apply(&mut options, &["decimal"]).unwrap();
        assert_eq!((options.decimal, options.swap), (None, true));
    }

    #[test]
    fn damaged_profiles_and_names_that_are_none_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::in_folder(folder.path().to_path_buf());
        std::fs::write(folder.path().join("lab.json"), "{").unwrap();
        assert!(profiles.named("lab").is_err());
        assert!(profiles.named("../lab").is_err());
        assert_eq!(profiles.named("other").unwrap(), None);
        let error = profile(&[("colour", "red")], &[]).apply(&mut ImportOptions::default(), &[]);
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("the profile `lab` cannot be used")
        );
    }
}
