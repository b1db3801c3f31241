//! What the name of a sheet, a title above a table or the name of a file tells of the values below it.

use crate::import::field::Field;
use crate::import::heading::{Heading, Meaning, plain, tokens};
use crate::import::heading_dates::WrittenDate;
use crate::import::source::Row;
use crate::import::unit::Unit;
use crate::import::wide::{ColumnTime, HeadingTime, day_headings};

use super::headed::heading_of;
use super::regions::filled;

/// What stands about a table, outside of its cells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The arm of all rows.
    pub arm: Option<String>,
    /// The day of all rows.
    pub time: Option<ColumnTime>,
    /// What columns hold whose headings name nothing but a day.
    pub quantity: Option<Field>,
}

/// Names of sheets that say nothing.
const GENERIC: [&str; 16] = [
    "sheet",
    "tabelle",
    "data",
    "daten",
    "raw",
    "rawdata",
    "readings",
    "measurements",
    "table",
    "blatt",
    "feuil",
    "hoja",
    "export",
    "tidy",
    "wide",
    "results",
];

/// The quantity that a text speaks of: `Body weight (g)`, `bw_S03.csv`; none if it names both or neither.
pub fn quantity_in(text: &str) -> Option<Field> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| tokens_apart(&lower).any(|word| words.contains(&word.as_str()));
    let is_weight = has(&[
        "weight",
        "weights",
        "bw",
        "bodyweight",
        "bodyweights",
        "gewicht",
        "körpergewicht",
    ]);
    let is_volume = has(&[
        "volume",
        "volumes",
        "tv",
        "tumorvolume",
        "tumorvolumes",
        "vol",
        "tumorvolumen",
        "caliper",
        "mm3",
    ]) || lower.contains("mm³")
        || lower.contains("tumor size")
        || lower.contains("tumour size");
    match (is_weight, is_volume) {
        (true, false) => Some(Field::Weight),
        (false, true) => Some(Field::Volume),
        _ => None,
    }
}

/// The words of a text, also where an underscore or a capital letter parts them.
fn tokens_apart(lower: &str) -> impl Iterator<Item = String> {
    let words = tokens(lower).flat_map(|word| word.split('_').collect::<Vec<_>>());
    words.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The day that a text names and nothing else: `Day 7`, `2026-01-12`.
pub fn day_in(text: &str) -> Option<ColumnTime> {
    let found = day_headings(&[text.to_owned()], None);
    let (_, heading) = found.first()?;
    let is_bare = heading.site.is_none()
        && heading
            .field
            .is_none_or(|field| field == Field::Volume || field == Field::Weight);
    match heading.time {
        HeadingTime::Day(day) if is_bare && text.contains(char::is_alphabetic) => {
            Some(ColumnTime::Day(day))
        }
        HeadingTime::Date(WrittenDate::Whole(date)) if is_bare => Some(ColumnTime::Date(date)),
        _ => None,
    }
}

/// The arm that the name of one of several sheets tells.
pub fn arm_in_sheet(name: &str) -> Option<String> {
    let letters: String = plain(&name.to_lowercase())
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_owned();
    let says_nothing = letters.is_empty() || GENERIC.contains(&letters.as_str());
    if says_nothing || day_in(name).is_some() {
        return None;
    }
    match quantity_in(name) {
        Some(_) => beside_quantity(name),
        None => Some(name.trim().to_owned()),
    }
}

/// The arm beside the quantity: `Tumor size (Vehicle)`, `Drug A - tumor volume`. Not a unit.
fn beside_quantity(name: &str) -> Option<String> {
    let brackets = name
        .trim()
        .strip_suffix(')')
        .and_then(|text| text.split_once('('));
    let parted = || {
        [" - ", " – ", ": ", ", "]
            .iter()
            .find_map(|mark| name.split_once(mark))
    };
    let (left, right) = brackets.or_else(parted)?;
    let says_more = |text: &str| {
        let is_unit = Unit::named(&plain(&text.to_lowercase())).is_some();
        quantity_in(text).is_none() && !is_unit && plain(text).chars().any(char::is_alphabetic)
    };
    let arm = match (says_more(left), says_more(right)) {
        (false, true) => right,
        (true, false) => left,
        _ => return None,
    };
    Some(arm.trim().to_owned())
}

impl Told {
    /// What titles tell. The nearest one names the arm if there are several tables, or if it says so.
    pub fn by_titles(titles: &[Row], is_one_of_several: bool) -> Self {
        let mut told = Self::default();
        for (distance, row) in titles
            .iter()
            .rev()
            .filter(|row| filled(row) > 0)
            .enumerate()
        {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(heading_of)
                .filter(|text| !text.is_empty())
                .collect();
            match cells.as_slice() {
                [label, value] => told.labelled(label, value),
                [text] => told.title(text, is_one_of_several && distance == 0),
                _ => {}
            }
        }
        told
    }

    fn title(&mut self, text: &str, may_be_arm: bool) {
        if let Some((label, value)) = text.split_once(':')
            && field_of(label).is_some()
        {
            return self.labelled(label, value.trim());
        }
        let quantity = quantity_in(text);
        let day = day_in(text);
        self.quantity = self.quantity.or(quantity);
        self.time = self.time.or(day.filter(|_| may_be_arm));
        if may_be_arm && quantity.is_none() && day.is_none() {
            self.arm = self.arm.take().or_else(|| Some(text.trim().to_owned()));
        }
    }

    fn labelled(&mut self, label: &str, value: &str) {
        match field_of(label) {
            Some(Field::Arm) => self.arm = self.arm.take().or_else(|| Some(value.to_owned())),
            Some(Field::Day) => {
                let day = value.trim().parse().ok().map(ColumnTime::Day);
                self.time = self.time.or(day).or_else(|| day_in(value));
            }
            Some(Field::Date) => self.time = self.time.or_else(|| day_in(value)),
            _ => {}
        }
    }

    /// What is not told yet, as another thing tells it.
    pub fn or(self, other: Self) -> Self {
        Self {
            arm: self.arm.or(other.arm),
            time: self.time.or(other.time),
            quantity: self.quantity.or(other.quantity),
        }
    }
}

fn field_of(label: &str) -> Option<Field> {
    match Heading::of(label).meaning() {
        Meaning::Field { field, .. } => Some(field),
        _ => None,
    }
}
