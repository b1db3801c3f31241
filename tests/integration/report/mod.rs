//! The summary report: what it shows are the numbers of the analysis, in every format, for every study.

mod awkward;
mod claims;
mod excluded;
mod figures;
mod hidden;
mod numbers;
mod pages;
#[cfg(feature = "pdf")]
mod printed;
mod texts;
#[cfg(feature = "xlsx")]
mod workbook;

use std::path::{Path, PathBuf};
use std::process::Command;

use app::Notebook;
use app::import::{ImportOptions, Sources};
use app::summarize::{Extent, Summary, Wanted};
use chrono::{Days, NaiveDate};
use domain::{AnalysisOptions, Label};
use report::document::{Block, Document, TableBlock, Words};

use crate::support::{day0, later};

/// The options of a report with few resamples and a fixed time of making.
pub fn wanted() -> Wanted {
    Wanted {
        options: AnalysisOptions {
            resamples: 200,
            ..AnalysisOptions::default()
        },
        for_technician: false,
        extent: Extent::Full,
        at: NaiveDate::from_ymd_opt(2026, 2, 20)
            .unwrap()
            .and_hms_opt(9, 30, 0)
            .unwrap(),
    }
}

/// A notebook in a temporary folder.
pub struct Lab {
    _folder: tempfile::TempDir,
    pub notebook: Notebook,
}

impl Lab {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let author = Label::new("author", "M. Meier").unwrap();
        let db = folder.path().join("n.db");
        Self {
            notebook: Notebook::create_or_open(&db, author).unwrap(),
            _folder: folder,
        }
    }

    /// Imports a file as the study `S`.
    pub fn import(&mut self, file: &Path, control: Option<&str>) {
        let options = ImportOptions {
            study: Some("S".to_owned()),
            control: control.map(str::to_owned),
            day0: Some(day0()),
            skip_bad: true,
            ..ImportOptions::default()
        };
        let done = self
            .notebook
            .import(&Sources::path(file), &options, later());
        done.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// Imports the text of a tidy file as the study `S`.
    pub fn import_text(&mut self, text: &str, control: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows.csv");
        std::fs::write(&file, text).unwrap();
        self.import(&file, control);
    }

    pub fn summary(&self, study: &str) -> Summary {
        self.notebook.summarize(study, &wanted()).unwrap()
    }
}

/// A notebook with the demo studies.
pub fn demo_lab() -> Lab {
    let mut lab = Lab::new();
    lab.notebook.create_demo(day0() + Days::new(56)).unwrap();
    lab
}

/// The demo study, summarized.
pub fn demo() -> Summary {
    demo_lab().summary(app::demo::DEMO_STUDY)
}

/// Every table of a report.
pub fn tables(document: &Document) -> impl Iterator<Item = &TableBlock> {
    blocks(document).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// Every paragraph and item of a report.
pub fn sentences(document: &Document) -> impl Iterator<Item = &Words> {
    blocks(document).flat_map(|block| match block {
        Block::Text(words) => std::slice::from_ref(words),
        Block::List(items) => items.as_slice(),
        _ => &[],
    })
}

pub fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.chapters.iter().flat_map(|chapter| &chapter.blocks)
}

/// The path of a program on this machine. If there is none, prints that the test is skipped.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(name));
    let found = found.into_iter().find(|file| file.is_file());
    if found.is_none() {
        println!("skipped: there is no {name}");
    }
    found
}

/// The standard output of a program, which must succeed.
pub fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The numbers in a text, with point, sign and exponent, each with half the unit of its last digit: the number may
/// be rounded there. An upper bound, `< 0.0001`, stands for every number from 0 to it.
pub fn written(text: &str) -> Vec<(f64, f64)> {
    let text = text.replace('−', "-");
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at].is_ascii_digit();
        // A digit within a word or name, or after its hyphen, is not part of a number.
        let wordy = |at: usize| letters[at].is_alphanumeric() || letters[at] == '_';
        let negative = at > 0 && letters[at - 1] == '-';
        let in_word = at > 0 && (wordy(at - 1) || (negative && at > 1 && wordy(at - 2)));
        if !begins || in_word {
            at += 1;
            continue;
        }
        let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
        let digits = |mut at: usize| {
            while digit(at) {
                at += 1;
            }
            at
        };
        let mut end = digits(at);
        if letters.get(end) == Some(&'.') && digit(end + 1) {
            end = digits(end + 1);
        }
        if letters.get(end) == Some(&'e') {
            let sign = usize::from(letters.get(end + 1) == Some(&'-'));
            if digit(end + 1 + sign) {
                end = digits(end + 1 + sign);
            }
        }
        let token: String = letters[at..end].iter().collect();
        let (mantissa, exponent) = token.split_once('e').unwrap_or((&token, "0"));
        let after = mantissa.split_once('.').map_or(0, |(_, after)| after.len());
        let place = 10f64.powi(exponent.parse::<i32>().unwrap() - after as i32);
        let value: f64 = token.parse().unwrap();
        let from = at - usize::from(negative);
        let is_bound = letters[..from]
            .iter()
            .rev()
            .find(|c| **c != ' ' && **c != '\u{a0}')
            == Some(&'<');
        found.push(match (is_bound, negative) {
            (true, false) => (0.0, value),
            // Below a negative bound lie all numbers less than it.
            (true, true) => (-f64::MAX / 2.0, f64::MAX / 2.0 - value),
            (_, true) => (-value, 0.5 * place),
            (_, false) => (value, 0.5 * place),
        });
        at = end;
    }
    found
}

/// Whether a number is a rounding of a value.
pub fn rounds((number, half): (f64, f64), value: f64) -> bool {
    (number - value).abs() <= half * (1.0 + 1e-9) + 1e-12 * value.abs()
}

#[test]
fn numbers_are_found_in_text() {
    let values = |text| -> Vec<f64> { written(text).into_iter().map(|(value, _)| value).collect() };
    assert_eq!(
        values("-12.5 [−3e-5, 1.0e10] (a) KT-253 x2 p_1"),
        [-12.5, -3e-5, 1e10]
    );
    assert!(rounds(written("0.0012")[0], 0.001_249));
    assert!(!rounds(written("0.0012")[0], 0.001_26));
    assert!(rounds(written("P < 0.0001")[0], 1e-9));
    assert!(rounds(written("TGI < −999%")[0], -2911.0));
    assert!(!rounds(written("P < 0.0001")[0], 0.000_2));
}
