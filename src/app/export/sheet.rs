//! CSV text in the making.

use std::fmt::Display;

use crate::app::import::needs_guard;
use crate::domain::{When, day_of};

/// Rows of cells under headings.
pub struct Sheet {
    writer: csv::Writer<Vec<u8>>,
}

impl Sheet {
    pub fn new(headings: &[&str]) -> Self {
        let mut sheet = Self {
            writer: csv::Writer::from_writer(Vec::new()),
        };
        sheet.row(headings);
        sheet
    }

    pub fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let written = self.writer.write_record(cells);
        written.expect("memory takes every row, and all rows are as long as the headings");
    }

    pub fn text(self) -> String {
        let bytes = self.writer.into_inner().expect("memory takes every row");
        String::from_utf8(bytes).expect("cells are text")
    }
}

/// A text, guarded so that no spreadsheet runs it as a formula.
pub fn text(text: impl Display) -> String {
    let text = text.to_string();
    match needs_guard(&text) {
        true => format!("'{text}"),
        false => text,
    }
}

/// A text that may be missing.
pub fn maybe<T: Display>(value: Option<T>) -> String {
    value.map_or(String::new(), text)
}

/// A number or date that may be missing: never guarded.
pub fn plain<T: Display>(value: Option<T>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// Study day and date; no day where the study has no day 0.
pub fn day_and_date(when: When, day0: Option<chrono::NaiveDate>) -> [String; 2] {
    let day = day0.map(|day0| day_of(when, day0));
    [plain(day), when.date.to_string()]
}
