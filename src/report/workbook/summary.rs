//! The sheet of the summary: findings, the table with a row per arm in numbers, caveats, pictures, title block.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::pages::{fitting, height};
use super::{Formats, pictures};
use crate::document::{Document, Words};
use crate::number::NONE;
use crate::summary::{Statement, Summary, SummaryRow, SummaryTable};

/// Widths of the first column and of the others, and how many of these a sentence spans.
const FIRST: f64 = 26.0;
const OTHERS: f64 = 11.0;
const SPAN: u16 = 18;

/// Writes the sheet.
pub(super) fn sheet(
    sheet: &mut Worksheet,
    document: &Document,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, FIRST)?;
    sheet.set_column_range_width(1, SPAN, OTHERS)?;
    let mut page = Page {
        sheet,
        formats,
        row: 0,
    };
    page.line(&document.title, &formats.title)?;
    for warning in &document.warnings {
        page.line(warning, &formats.bold)?;
    }
    if let Some(summary) = &document.summary {
        page.summary(summary)?;
    }
    page.row += 1;
    for (name, value) in &document.facts {
        page.pair(name, value)?;
    }
    Ok(())
}

/// The sheet and its next row.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
}

/// What a number of the table is displayed with.
#[derive(Debug, Clone, Copy)]
enum Digits {
    Whole,
    One,
    P,
}

/// A cell of the table.
enum SheetCell<'t> {
    Number(f64, Digits),
    Text(&'t str),
    Empty,
}

impl Page<'_> {
    fn summary(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        self.pair("", &summary.meta.text)?;
        for finding in &summary.findings {
            let name = if finding.is_harm {
                "Finding (harm)"
            } else {
                "Finding"
            };
            self.pair(name, &said(&finding.statement))?;
        }
        for caveat in &summary.caveats {
            self.pair("Caveat", &said(caveat))?;
        }
        if let Some(table) = &summary.table {
            self.row += 1;
            self.table(table)?;
        }
        self.row += 1;
        let mut end = self.row;
        let figures = [(&summary.growth, 0, 360.0), (&summary.weight, 8, 220.0)];
        for (figure, column, width) in figures {
            let Some(shown) = figure else {
                continue;
            };
            let title = format!("{}, {}", shown.title, shown.subtitle);
            let place = (self.row, column);
            let after = pictures::picture(
                self.sheet,
                place,
                &title,
                (&shown.figure, width),
                self.formats,
            )?;
            end = end.max(after);
        }
        self.row = end;
        Ok(())
    }

    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, 0, text, format)?;
        self.row += 1;
        Ok(())
    }

    /// A name and what belongs to it, across some columns.
    fn pair(&mut self, name: &str, text: &str) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, 0, name, &self.formats.name)?;
        let (row, wrapped) = (self.row, &self.formats.wrapped);
        self.sheet
            .merge_range(row, 1, row, SPAN, &fitting(text), wrapped)?;
        let width = OTHERS * f64::from(SPAN);
        self.sheet.set_row_height(row, height(text, width))?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &SummaryTable) -> Result<(), XlsxError> {
        let title = format!("{} {}", table.title, table.definition.text);
        self.line(&title, &self.formats.bold.clone())?;
        for (at, heading) in (0..).zip(headings(table)) {
            let format = match at {
                0 => &self.formats.heading,
                _ => &self.formats.heading_right,
            };
            self.sheet
                .write_string_with_format(self.row, at, heading, format)?;
        }
        self.sheet.set_row_height(self.row, 45.0)?;
        self.row += 1;
        for row in &table.rows {
            for (at, cell) in (0..).zip(cells(row)) {
                self.cell(at, &cell)?;
            }
            self.row += 1;
        }
        for note in &table.notes {
            self.pair("", &note.text)?;
        }
        Ok(())
    }

    fn cell(&mut self, at: u16, cell: &SheetCell<'_>) -> Result<(), XlsxError> {
        match cell {
            SheetCell::Number(value, digits) => {
                let format = self.formats.right.clone().set_num_format(match digits {
                    Digits::Whole => "0",
                    Digits::One => "0.0",
                    Digits::P => "[<0.0001]\"< 0.0001\";[<0.01]0.0000;0.00",
                });
                self.sheet
                    .write_number_with_format(self.row, at, *value, &format)?;
            }
            SheetCell::Text(text) => {
                let format = if at == 0 {
                    &self.formats.wrapped
                } else {
                    &self.formats.right
                };
                self.sheet
                    .write_string_with_format(self.row, at, *text, format)?;
            }
            SheetCell::Empty => {}
        }
        Ok(())
    }
}

fn said(statement: &Statement) -> String {
    format!("{} {}", statement.claim.text, statement.detail.text)
}

fn headings(table: &SummaryTable) -> [String; 20] {
    let day = |text: &str| text.trim_start_matches("day ").to_owned();
    let (from, to) = (day(&table.baseline), day(&table.day));
    [
        "Arm".to_owned(),
        format!("n, day {from}"),
        format!("n, day {to}"),
        format!("mm³, day {from}: mean"),
        "SEM".to_owned(),
        format!("mm³, day {to}: mean"),
        "SEM".to_owned(),
        "T/C (%)".to_owned(),
        "TGI (%)".to_owned(),
        "95% CI low".to_owned(),
        "95% CI high".to_owned(),
        "P".to_owned(),
        "CR".to_owned(),
        "PR".to_owned(),
        "of n".to_owned(),
        format!("median days to {}", table.event),
        "weight loss: greatest mean (%)".to_owned(),
        "lost ≥ 20%".to_owned(),
        "found dead".to_owned(),
        "endpoint".to_owned(),
    ]
}

/// The cells of a row, in the order of the headings.
fn cells(row: &SummaryRow) -> [SheetCell<'_>; 20] {
    let [from, from_error] = pair_of(&row.baseline_volume);
    let [to, to_error] = pair_of(&row.landmark_volume);
    let [complete, partial, of] = match row.responses {
        Some(counts) => counts.map(|n| count(Some(n))),
        None => [count(None), count(None), count(None)],
    };
    let end = |at: usize| match row.strip {
        Some(values) => SheetCell::Number(values[at], Digits::One),
        None => SheetCell::Empty,
    };
    [
        SheetCell::Text(&row.name),
        count(Some(row.n[0])),
        count(Some(row.n[1])),
        from,
        from_error,
        to,
        to_error,
        one(&row.tc, Digits::Whole),
        if row.is_control {
            SheetCell::Text("control")
        } else {
            one(&row.tgi, Digits::One)
        },
        end(1),
        end(2),
        one(&row.p, Digits::P),
        complete,
        partial,
        of,
        one(&row.median, Digits::One),
        one(&row.weight_loss, Digits::One),
        count(row.lost_20),
        count(row.found_dead),
        count(row.endpoint),
    ]
}

fn count<'t>(count: Option<usize>) -> SheetCell<'t> {
    match count {
        Some(count) => SheetCell::Number(count as f64, Digits::Whole),
        None => SheetCell::Text(NONE),
    }
}

/// A number, if the text has one; of several the first.
fn one(words: &Words, digits: Digits) -> SheetCell<'_> {
    match words.values.first() {
        // `> 42` is no number.
        Some(value) if !words.text.starts_with('>') => SheetCell::Number(*value, digits),
        _ => SheetCell::Text(&words.text),
    }
}

/// A mean and its standard error.
fn pair_of(words: &Words) -> [SheetCell<'_>; 2] {
    match words.values.as_slice() {
        [mean, error] => [mean, error].map(|value| SheetCell::Number(*value, Digits::Whole)),
        _ => [one(words, Digits::Whole), SheetCell::Empty],
    }
}
