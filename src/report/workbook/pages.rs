//! The sheets for readers: the answer on the first, the chapters with their tables on the second, and the
//! definitions on the last.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Formats;
use crate::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::fonts;
use crate::sections::{Cell, Fact, Letters, Remark, Table};
use crate::summary::Statement;

/// Font size of a sheet and height of a line, points.
const SIZE: f64 = 11.0;
const LINE: f64 = 15.0;

/// Points per unit of a column's width. It is a little less than Excel's, because the fonts of other programs
/// may be wider.
const UNIT: f64 = 5.5;

/// Height of a row with a text in a column of a width in Excel's units.
fn height(text: &str, units: f64) -> f64 {
    // A row of Excel has at most 409 points.
    (LINE * fonts::lines(text, SIZE, false, UNIT * units).len() as f64).min(405.0)
}

/// The beginning of a text, as much of it as a cell can hold.
fn fitting(text: &str) -> Cow<'_, str> {
    // Excel counts UTF-16 units, of which a letter has at most two: half of its limit always fits.
    const MOST_LETTERS: usize = 32_767 / 2;
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => Cow::Owned(format!("{} …", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Width of the second column of the summary.
const ANSWER: f64 = 100.0;

/// The first sheet: title block and answer.
pub(super) fn summary(
    sheet: &mut Worksheet,
    document: &Document,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 24)?.set_column_width(1, ANSWER)?;
    sheet.write_string_with_format(0, 0, &document.title, &formats.title)?;
    let mut row = 1;
    for warning in &document.warnings {
        sheet.write_string_with_format(row, 0, warning, &formats.bold)?;
        row += 1;
    }
    let summary = document.summary.iter();
    let sentences = summary.flat_map(|summary| {
        let said =
            |statement: &Statement| format!("{} {}", statement.claim.text, statement.detail.text);
        let findings = summary
            .findings
            .iter()
            .map(move |f| ("Finding", said(&f.statement)));
        findings.chain(
            summary
                .caveats
                .iter()
                .map(move |caveat| ("Caveat", said(caveat))),
        )
    });
    let facts = document
        .facts
        .iter()
        .map(|(name, value)| (*name, value.clone()));
    for (name, text) in facts.chain(sentences) {
        sheet.set_row_height(row, height(&text, ANSWER))?;
        sheet.write_string_with_format(row, 0, name, &formats.name)?;
        sheet.write_string_with_format(row, 1, fitting(&text), &formats.wrapped)?;
        row += 1;
    }
    Ok(())
}

/// Widths of the first column of the chapters and of the others, and how many of these a paragraph spans.
const FIRST: f64 = 30.0;
const OTHERS: f64 = 15.0;
const SPAN: u16 = 7;

/// Number of columns whose widths are set.
const MOST: u16 = 40;

/// The second sheet: all chapters but the definitions, as in the page and the PDF.
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
            Block::Cards(_) => self.paragraph("They stand in the sheet Definitions."),
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
            "Figure (drawn in the page and the PDF): {}",
            block.caption
        ))
    }

    fn tables(&mut self, block: &TableBlock) -> Result<(), XlsxError> {
        let mut letters = Letters::default();
        for part in block.parts() {
            self.row += 1;
            if !block.caption.is_empty() {
                self.line(&block.caption, &self.formats.bold)?;
            }
            self.table(&part, &mut letters)?;
        }
        let remarks = block.table.remarks.iter().cloned();
        let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
        self.said(&remarks)
    }

    fn table(&mut self, table: &Table, letters: &mut Letters) -> Result<(), XlsxError> {
        let right: Vec<bool> = (0..table.headings.len())
            .map(|at| at > 0 && table.holds_numbers(at))
            .collect();
        let mut high = LINE;
        for ((at, heading), right) in (0..).zip(&table.headings).zip(&right) {
            let format = match right {
                true => &self.formats.heading_right,
                false => &self.formats.heading,
            };
            self.sheet
                .write_string_with_format(self.row, at, &heading.text, format)?;
            high = high.max(height(&heading.text, width(at)));
        }
        self.sheet.set_row_height(self.row, high)?;
        self.row += 1;
        for row in &table.rows {
            let mut high = LINE;
            for ((at, cell), right) in (0..).zip(&row.cells).zip(&right) {
                let shown = cell.shown(letters);
                self.cell(at, cell, &shown, *right)?;
                high = high.max(height(&shown, width(at)));
            }
            self.sheet.set_row_height(self.row, high)?;
            self.row += 1;
        }
        Ok(())
    }

    /// A cell with a single number is written as that number, displayed with the digits of the report.
    fn cell(&mut self, at: u16, cell: &Cell, shown: &str, right: bool) -> Result<(), XlsxError> {
        let number = match (cell.values.as_slice(), digits(shown)) {
            ([value], Some(format)) => Some((*value, format)),
            _ => None,
        };
        match number {
            Some((value, format)) => {
                let format = self.formats.right.clone().set_num_format(format);
                self.sheet
                    .write_number_with_format(self.row, at, value, &format)?;
            }
            None => {
                let format = match right {
                    true => &self.formats.right,
                    false => &self.formats.wrapped,
                };
                self.sheet
                    .write_string_with_format(self.row, at, fitting(shown), format)?;
            }
        }
        Ok(())
    }
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

/// Widths of the columns of definitions: id, name, each of their parts.
const ID: f64 = 20.0;
const NAME: f64 = 28.0;
const PART: f64 = 45.0;

/// The definitions of statistics, one per row.
pub(super) fn definitions(
    sheet: &mut Worksheet,
    document: &Document,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Definitions")?;
    sheet.set_freeze_panes(1, 1)?;
    let cards = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let cards: Vec<_> = cards
        .filter_map(|block| match block {
            Block::Cards(cards) => Some(cards),
            _ => None,
        })
        .flatten()
        .collect();
    for (at, heading) in (0..).zip(["Id", "Name"]) {
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
    }
    for (row, card) in (1..).zip(&cards) {
        let mut high = height(card.id, ID).max(height(card.name, NAME));
        sheet.write_string_with_format(row, 0, card.id, &formats.wrapped)?;
        sheet.write_string_with_format(row, 1, card.name, &formats.wrapped)?;
        for (at, (heading, text)) in (2..).zip(card.parts()) {
            sheet.write_string_with_format(0, at, heading, &formats.heading)?;
            sheet.write_string_with_format(row, at, text, &formats.wrapped)?;
            high = high.max(height(text, PART));
        }
        sheet.set_row_height(row, high)?;
    }
    sheet.set_column_width(0, ID)?.set_column_width(1, NAME)?;
    sheet.set_column_range_width(2, 7, PART)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
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
