//! The sheet of the report: all chapters with their tables and definitions, as in the page and the PDF. An estimate with
//! its interval stands in three columns of numbers.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Formats;
use crate::Card;
use crate::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::fonts;
use crate::sections::{Cell, Fact, Letters, Remark, Table};

/// Font size of a sheet and height of a line, points.
const SIZE: f64 = 11.0;
const LINE: f64 = 15.0;

/// Points per unit of a column's width. It is a little less than Excel's, because the fonts of other programs
/// may be wider.
const UNIT: f64 = 5.5;

/// Height of a row with a text in a column of a width in Excel's units.
pub(super) fn height(text: &str, units: f64) -> f64 {
    // A row of Excel has at most 409 points.
    (LINE * fonts::lines(text, SIZE, false, UNIT * units).len() as f64).min(405.0)
}

/// The beginning of a text, as much of it as a cell can hold.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // Excel counts UTF-16 units, of which a letter has at most two: half of its limit always fits.
    const MOST_LETTERS: usize = 32_767 / 2;
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => Cow::Owned(format!("{} …", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Widths of the first column of the chapters and of the others, and how many of these a paragraph spans.
const FIRST: f64 = 30.0;
const OTHERS: f64 = 15.0;
const SPAN: u16 = 7;

/// Number of columns whose widths are set.
const MOST: u16 = 40;

/// Writes the sheet.
pub(super) fn chapters(
    sheet: &mut Worksheet,
    document: &Document,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Report")?;
    sheet.set_column_width(0, FIRST)?;
    sheet.set_column_range_width(1, MOST, OTHERS)?;
    let mut page = Page {
        sheet,
        formats,
        row: 0,
    };
    page.line(&document.title, &formats.title)?;
    for chapter in &document.chapters {
        page.chapter(chapter)?;
    }
    Ok(())
}

/// The sheet and its next row.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
}

impl Page<'_> {
    fn chapter(&mut self, chapter: &Chapter) -> Result<(), XlsxError> {
        self.row += 1;
        self.line(chapter.title, &self.formats.chapter)?;
        for block in &chapter.blocks {
            self.block(block)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Heading(text) => {
                self.row += 1;
                self.line(text, &self.formats.bold)
            }
            Block::Text(words) => self.paragraph(&words.text),
            Block::List(items) => self.list(items),
            Block::Facts(groups) => groups.iter().try_for_each(|group| self.facts(group)),
            Block::Table(block) => self.tables(block),
            Block::Figure(block) => self.figure(block),
            Block::Remarks(remarks) => self.said(remarks),
            Block::Cards(cards) => cards.iter().try_for_each(|card| self.card(card)),
        }
    }

    /// A short text in one cell; it reaches over the empty cells beside it.
    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    /// A text in lines across some columns.
    fn paragraph(&mut self, text: &str) -> Result<(), XlsxError> {
        let width = FIRST + OTHERS * f64::from(SPAN);
        self.sheet.merge_range(
            self.row,
            0,
            self.row,
            SPAN,
            &fitting(text),
            &self.formats.wrapped,
        )?;
        self.sheet.set_row_height(self.row, height(text, width))?;
        self.row += 1;
        Ok(())
    }

    fn list(&mut self, items: &[Words]) -> Result<(), XlsxError> {
        let mut items = items.iter();
        items.try_for_each(|item| self.paragraph(&format!("• {}", item.text)))
    }

    fn facts(&mut self, group: &[Fact]) -> Result<(), XlsxError> {
        let facts: Vec<&str> = group.iter().map(|fact| fact.text.as_str()).collect();
        self.paragraph(&facts.join(" · "))
    }

    fn said(&mut self, remarks: &[Remark]) -> Result<(), XlsxError> {
        let mut remarks = remarks.iter();
        remarks.try_for_each(|remark| {
            let text = format!("{} {}", remark.mark, remark.text);
            self.paragraph(text.trim())
        })
    }

    fn figure(&mut self, block: &FigureBlock) -> Result<(), XlsxError> {
        self.paragraph(&format!(
            "{}. {} It is in the sheet Figures.",
            block.label(),
            block.caption
        ))
    }

    fn card(&mut self, card: &Card) -> Result<(), XlsxError> {
        self.row += 1;
        self.line(&format!("{} ({})", card.name, card.id), &self.formats.bold)?;
        let mut parts = card.parts().into_iter();
        parts.try_for_each(|(heading, text)| self.paragraph(&format!("{heading}: {text}")))
    }

    fn tables(&mut self, block: &TableBlock) -> Result<(), XlsxError> {
        let mut letters = Letters::default();
        for part in block.parts() {
            self.row += 1;
            let title = format!("{}. {}", block.label(), block.caption);
            self.line(&title, &self.formats.bold)?;
            self.table(&part, &mut letters)?;
        }
        let remarks = block.table.remarks.iter().cloned();
        let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
        self.said(&remarks)
    }

    fn table(&mut self, table: &Table, letters: &mut Letters) -> Result<(), XlsxError> {
        let columns = Columns::of(table);
        let mut high = LINE;
        let headings = table.headings.iter().enumerate();
        let headings = headings.flat_map(|(at, heading)| columns.headings(at, &heading.text));
        for ((at, (heading, right)), _) in (0..).zip(headings).zip(0..MOST) {
            let format = match right {
                true => &self.formats.heading_right,
                false => &self.formats.heading,
            };
            self.sheet
                .write_string_with_format(self.row, at, &heading, format)?;
            high = high.max(height(&heading, width(at)));
        }
        self.sheet.set_row_height(self.row, high)?;
        self.row += 1;
        for row in &table.rows {
            let mut high = LINE;
            let mut to = 0;
            for (at, cell) in row.cells.iter().enumerate() {
                let shown = cell.shown(letters);
                let numbers = columns.numbers(at, cell);
                if numbers.is_empty() {
                    self.text(to, &shown, columns.right[at])?;
                    high = high.max(height(&shown, width(to)));
                }
                for (to, (value, format)) in (to..).zip(numbers) {
                    let format = self.formats.right.clone().set_num_format(format);
                    self.sheet
                        .write_number_with_format(self.row, to, value, &format)?;
                }
                to += u16::try_from(columns.takes[at]).unwrap_or(1);
            }
            self.sheet.set_row_height(self.row, high)?;
            self.row += 1;
        }
        Ok(())
    }

    fn text(&mut self, at: u16, text: &str, right: bool) -> Result<(), XlsxError> {
        let format = match right {
            true => &self.formats.right,
            false => &self.formats.wrapped,
        };
        self.sheet
            .write_string_with_format(self.row, at, fitting(text), format)?;
        Ok(())
    }
}

/// How the columns of a table are divided on the sheet.
struct Columns {
    /// Whether each has numbers.
    right: Vec<bool>,
    /// Number of columns of the sheet that each takes.
    takes: Vec<usize>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let columns = 0..table.headings.len();
        let takes = columns.clone().map(|at| {
            let cells = || table.rows.iter().filter_map(|row| row.cells.get(at));
            let most = cells().map(|cell| cell.values.len()).max().unwrap_or(0);
            let is_whole = |cell: &Cell| {
                cell.values.is_empty() || written(cell).is_some_and(|found| found.len() == most)
            };
            // An estimate and its interval, a mean and its standard error.
            match (2..=3).contains(&most) && at > 0 && cells().all(is_whole) {
                true => most,
                false => 1,
            }
        });
        Self {
            right: columns
                .clone()
                .map(|at| at > 0 && table.holds_numbers(at))
                .collect(),
            takes: takes.collect(),
        }
    }

    /// The headings of a column on the sheet, each with whether numbers stand below it.
    fn headings(&self, at: usize, heading: &str) -> Vec<(String, bool)> {
        let more: &[&str] = match self.takes[at] {
            3 => &["low", "high"],
            2 => &["± or second number"],
            _ => &[],
        };
        let more = more.iter().map(|text| (*text).to_owned());
        let all = std::iter::once(heading.to_owned()).chain(more);
        all.map(|text| (text, self.right[at])).collect()
    }

    /// The numbers of a cell with their formats; none if the cell is a text.
    fn numbers(&self, at: usize, cell: &Cell) -> Vec<(f64, String)> {
        let is_divided = self.takes[at] > 1;
        match written(cell) {
            // A number with a sign or a unit is a text, unless it stands for an interval.
            Some(found)
                if is_divided
                    || (found.len() == 1
                        && digits(&cell.text).is_some()
                        && cell.mark.is_none()) =>
            {
                cell.values.iter().copied().zip(found).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The formats of the numbers that are written in a cell, if they are as many as its values.
fn written(cell: &Cell) -> Option<Vec<String>> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == '−';
    let words = cell.text.split(|c: char| !is_part(c));
    let formats: Vec<String> = words.filter_map(digits).collect();
    (!formats.is_empty() && formats.len() == cell.values.len()).then_some(formats)
}

fn width(column: u16) -> f64 {
    match column {
        0 => FIRST,
        _ => OTHERS,
    }
}

/// The format that displays a number as it is written; none if the text is more than a number.
fn digits(written: &str) -> Option<String> {
    let plain = written.replace('−', "-");
    plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())?;
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, ""));
    let after = mantissa.split_once('.').map_or(0, |(_, after)| after.len());
    let point = if after > 0 { "." } else { "" };
    let power = if exponent.is_empty() { "" } else { "E+0" };
    Some(format!("0{point}{}{power}", "0".repeat(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_displayed_as_the_report_writes_them() {
        for (written, format) in [
            ("12", Some("0")),
            ("-12.50", Some("0.00")),
            ("3.6e-5", Some("0.0E+0")),
            ("1.0 ± 0.2", None),
            ("–", None),
            ("12 (a)", None),
        ] {
            assert_eq!(digits(written).as_deref(), format, "{written}");
        }
    }

    #[test]
    fn rows_are_as_high_as_their_texts() {
        assert_eq!(height("short", 100.0), LINE);
        assert!(height(&"some words ".repeat(60), 100.0) > 5.0 * LINE);
    }

    #[test]
    fn texts_too_long_for_a_cell_are_cut() {
        let long = "ü".repeat(40_000);
        let cut = fitting(&long);
        assert!(cut.ends_with("ü …") && cut.chars().count() < 32_767);
        assert_eq!(fitting("short"), "short");
    }
}
