//! From OpenDocument sheets (`.ods`) to grids. Cells are read one by one as they stand in the file: the library that
//! reads other workbooks would spread repeated rows over memory, and it does not tell merged cells.

use std::io::{BufReader, Cursor, Read};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::archive;
use super::grid::{Cell, Grid, Merge, unreadable};
use super::limits::{Budget, MAX_COLUMNS, MAX_ROWS};
use super::sheet_rows::SheetRows;
use super::sheets::only_wanted;
use super::xml::{Xml, add_text, attribute, name_of};
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;

/// Reads the sheets of a document that are shown, or the one that was asked for.
///
/// # Errors
/// If it is damaged, too large or protected by a password.
pub fn read(file: &str, bytes: &[u8], options: &ImportOptions) -> Result<Vec<Grid>, ImportError> {
    archive::check(file, bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(file, &error))?;
    if is_protected(&mut archive) {
        let hint = "open it in the spreadsheet program and save it without the password";
        return Err(unreadable(file, "it is protected by a password", hint));
    }
    let content = archive
        .by_name("content.xml")
        .map_err(|error| damaged(file, &error))?;
    let mut budget = Budget::default();
    let mut document = Document {
        file,
        xml: Xml::new(BufReader::new(content)),
        budget: &mut budget,
        hidden_styles: Vec::new(),
    };
    only_wanted(document.grids()?, options)
}

fn damaged(file: &str, error: &dyn std::fmt::Display) -> ImportError {
    let hint = "open it in the spreadsheet program and save it as .xlsx or .csv";
    unreadable(
        file,
        format!("it is an OpenDocument sheet that is damaged ({error})"),
        hint,
    )
}

fn is_protected(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut manifest = String::new();
    let part = archive.by_name("META-INF/manifest.xml");
    let read = part.map(|part| part.take(1 << 20).read_to_string(&mut manifest));
    read.is_ok() && manifest.contains("encryption-data")
}

struct Document<'a, R> {
    file: &'a str,
    xml: Xml<R>,
    budget: &'a mut Budget,
    /// The styles of tables that are not shown.
    hidden_styles: Vec<String>,
}

/// A cell as the file writes it, and how many times it stands side by side.
struct Written {
    cell: Cell,
    repeats: usize,
    rows: u32,
    columns: usize,
    is_covered: bool,
}

impl<R: std::io::BufRead> Document<'_, R> {
    fn grids(&mut self) -> Result<Vec<Grid>, ImportError> {
        let mut grids = Vec::new();
        let mut style = None;
        loop {
            match self.next()? {
                Part::End => return Ok(grids),
                Part::Other => {}
                Part::Style(name) => style = name,
                Part::Hidden => self.hidden_styles.extend(style.clone()),
                Part::Table { name, style } => {
                    let is_hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                    let mut grid = self.grid()?;
                    grid.is_hidden = is_hidden;
                    grid.sheet = Some(name);
                    grids.push(grid);
                }
            }
        }
    }

    fn next(&mut self) -> Result<Part, ImportError> {
        let part = self
            .xml
            .next()
            .map_err(|error| damaged(self.file, &error))?;
        Ok(match part {
            Event::Eof => Part::End,
            Event::Start(tag) => match name_of(&tag).as_str() {
                "style" => Part::Style(attribute(&tag, "name")),
                "table-properties" if attribute(&tag, "display").as_deref() == Some("false") => {
                    Part::Hidden
                }
                "table" => Part::Table {
                    name: attribute(&tag, "name").unwrap_or_default(),
                    style: attribute(&tag, "style-name"),
                },
                _ => Part::Other,
            },
            _ => Part::Other,
        })
    }

    /// The rows of a table that has just started.
    fn grid(&mut self) -> Result<Grid, ImportError> {
        let mut merges = Vec::new();
        let mut line = 1_u32;
        // The rows are put together apart, for the XML is read by the document meanwhile.
        let mut budget = std::mem::take(self.budget);
        let mut rows = SheetRows::new(self.file, &mut budget);
        let mut depth = 1_usize;
        while depth > 0 {
            let part = self
                .xml
                .next()
                .map_err(|error| damaged(self.file, &error))?;
            let repeats = match part {
                Event::Start(tag) => match name_of(&tag).as_str() {
                    "table" => {
                        depth += 1;
                        continue;
                    }
                    "table-row" if depth == 1 => count(&tag, "number-rows-repeated"),
                    _ => continue,
                },
                Event::End(tag) if tag.local_name().as_ref() == "table" => {
                    depth -= 1;
                    continue;
                }
                Event::Eof => return Err(damaged(self.file, &"it ends in the middle of a sheet")),
                _ => continue,
            };
            let written = self.row()?;
            let is_blank = written.iter().all(|written| written.cell.is_blank());
            // Blank rows are repeated to the end of the sheet.
            let copies = match is_blank {
                true => 0,
                false => repeats.min(MAX_ROWS + 2),
            };
            for copy in 0..copies {
                let at = line.saturating_add(u32::try_from(copy).unwrap_or(u32::MAX));
                put(&mut rows, &mut merges, at, &written)?;
            }
            if is_blank {
                merged(&mut merges, line, &written);
            }
            line = line.saturating_add(u32::try_from(repeats).unwrap_or(u32::MAX));
        }
        let rows = rows.into_rows();
        *self.budget = budget;
        Ok(Grid {
            rows,
            merges,
            ..Grid::default()
        })
    }

    /// The cells of a row that has just started.
    fn row(&mut self) -> Result<Vec<Written>, ImportError> {
        let mut cells = Vec::new();
        loop {
            let part = self
                .xml
                .next()
                .map_err(|error| damaged(self.file, &error))?;
            let (mut written, value) = match part {
                Event::Start(tag) => match name_of(&tag).as_str() {
                    name @ ("table-cell" | "covered-table-cell") => {
                        (written(&tag, name != "table-cell"), Value::of(&tag))
                    }
                    _ => continue,
                },
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Ok(cells),
                Event::Eof => return Err(damaged(self.file, &"it ends in the middle of a row")),
                _ => continue,
            };
            let text = self.text().map_err(|error| damaged(self.file, &error))?;
            written.cell = value.cell(text);
            cells.push(written);
        }
    }

    /// The text of a cell: its paragraphs, without notes that hang on it.
    fn text(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut depth = 1_usize;
        // How deep the paragraph is that is being read; blanks between paragraphs are those of the file.
        let mut paragraph = None;
        let mut paragraphs = 0_usize;
        while depth > 0 {
            let is_apart = match self.xml.next()? {
                Event::Start(tag) => {
                    let name = name_of(&tag);
                    let is_apart = matches!(name.as_str(), "annotation" | "shapes" | "frame");
                    match name.as_str() {
                        "p" if paragraph.is_none() => {
                            text.push_str(if paragraphs > 0 { "\n" } else { "" });
                            paragraphs += 1;
                            paragraph = Some(depth);
                        }
                        "s" => text.push_str(&" ".repeat(count(&tag, "c").min(1000))),
                        "tab" => text.push(' '),
                        "line-break" => text.push('\n'),
                        _ => {}
                    }
                    depth += usize::from(!is_apart);
                    is_apart
                }
                Event::End(_) => {
                    depth -= 1;
                    paragraph = paragraph.filter(|begun| *begun < depth);
                    false
                }
                Event::Eof => return Err("it ends in the middle of a cell".into()),
                part => {
                    if paragraph.is_some() {
                        add_text(&part, &mut text);
                    }
                    false
                }
            };
            if is_apart {
                self.xml.skip_element()?;
            }
        }
        Ok(text)
    }
}

/// What matters between the sheets of a document.
enum Part {
    End,
    Style(Option<String>),
    Hidden,
    Table { name: String, style: Option<String> },
    Other,
}

fn written(tag: &BytesStart<'_>, is_covered: bool) -> Written {
    Written {
        cell: Cell::Empty,
        repeats: count(tag, "number-columns-repeated"),
        rows: u32::try_from(count(tag, "number-rows-spanned")).unwrap_or(u32::MAX),
        columns: count(tag, "number-columns-spanned"),
        is_covered,
    }
}

/// A number of an element; 1 where it says none.
fn count(tag: &BytesStart<'_>, name: &str) -> usize {
    let number = attribute(tag, name).and_then(|text| text.parse().ok());
    number.unwrap_or(1)
}

/// Puts the cells of a row into the grid. What a merge covers stays empty: its value stands at its top left.
fn put(
    rows: &mut SheetRows<'_>,
    merges: &mut Vec<Merge>,
    line: u32,
    written: &[Written],
) -> Result<(), ImportError> {
    let mut column = 0_usize;
    for cell in written {
        let copies = match cell.cell.is_blank() || cell.is_covered {
            true => 0,
            false => cell.repeats.min(MAX_COLUMNS + 1),
        };
        for copy in 0..copies {
            rows.put(line, column.saturating_add(copy), cell.cell.clone())?;
        }
        column = column.saturating_add(cell.repeats);
    }
    merged(merges, line, written);
    Ok(())
}

/// Adds the merges that begin in a row.
fn merged(merges: &mut Vec<Merge>, line: u32, written: &[Written]) {
    let mut column = 0_usize;
    for cell in written {
        if (cell.rows > 1 || cell.columns > 1) && merges.len() <= MAX_ROWS {
            merges.push(Merge {
                top: line,
                bottom: line.saturating_add(cell.rows.saturating_sub(1)),
                left: column,
                right: column.saturating_add(cell.columns.saturating_sub(1)),
            });
        }
        column = column.saturating_add(cell.repeats);
    }
}

/// What the attributes of a cell say of its value.
struct Value {
    kind: Option<String>,
    value: Option<String>,
    formula: Option<String>,
}

impl Value {
    fn of(tag: &BytesStart<'_>) -> Self {
        let kind = attribute(tag, "value-type");
        let name = match kind.as_deref() {
            Some("date") => "date-value",
            Some("string") => "string-value",
            Some("boolean") => "boolean-value",
            Some("time") => "time-value",
            _ => "value",
        };
        Self {
            value: attribute(tag, name),
            formula: attribute(tag, "formula"),
            kind,
        }
    }

    /// The cell, which shows `text`.
    fn cell(self, text: String) -> Cell {
        let number = self
            .value
            .as_deref()
            .and_then(|value| value.parse::<f64>().ok());
        let date = self.value.as_deref().and_then(moment);
        let cell = match self.kind.as_deref() {
            Some("float" | "percentage" | "currency") if number.is_some() => {
                Cell::Number(number.unwrap_or_default())
            }
            Some("date") if date.is_some() => Cell::Date(date.unwrap_or_default()),
            _ if self.formula.is_some() && is_fault(&text) => Cell::Fault(text),
            Some("string") => Cell::from_text(self.value.as_deref().unwrap_or(&text)),
            _ => Cell::from_text(&text),
        };
        match self.formula {
            Some(formula) => Cell::Formula(formula, Box::new(cell)),
            None => cell,
        }
    }
}

/// Whether a formula gave an error, such as `#DIV/0!` or `Err:502`.
fn is_fault(text: &str) -> bool {
    text.starts_with("Err:") || (text.starts_with('#') && text.ends_with(['!', '?', 'A']))
}

/// A date, with or without a time of day.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let with_time = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    with_time().or_else(|| Some(date()?.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const ODS: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/formats/book.ods"
    ));

    fn document(tables: &str) -> Vec<u8> {
        let content = format!(
            r#"<office:document-content><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
            <office:spreadsheet>{tables}</office:spreadsheet></office:document-content>"#
        );
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_str()),
        ] {
            archive
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn sheet(rows: &str) -> Result<Vec<Grid>, ImportError> {
        let table = format!(r#"<table:table table:name="S">{rows}</table:table>"#);
        read("b.ods", &document(&table), &ImportOptions::default())
    }

    fn number(attributes: &str) -> String {
        format!(r#"<table:table-cell office:value-type="float" office:value="1" {attributes}/>"#)
    }

    #[test]
    fn document_of_a_spreadsheet_program_is_read() {
        let grids = read("b.ods", ODS, &ImportOptions::default()).unwrap();
        let [data, notes] = grids.as_slice() else {
            panic!("two sheets: {grids:?}");
        };
        assert_eq!(data.sheet.as_deref(), Some("Data"));
        assert_eq!(data.rows.len(), 5);
        assert_eq!(data.rows[2].cells[3], Cell::Number(104.5));
        let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        assert_eq!(
            data.rows[1].cells[2],
            Cell::Date(day.and_time(NaiveTime::MIN))
        );
        assert!(matches!(&data.rows[4].cells[3], Cell::Formula(..)));
        let merge = Merge {
            top: 2,
            bottom: 3,
            left: 1,
            right: 1,
        };
        assert!(data.merges.contains(&merge), "{:?}", data.merges);
        assert!(notes.is_hidden);
    }

    #[test]
    fn repeated_cells_and_rows_are_repeated_and_blank_ones_cost_nothing() {
        let grids = sheet(&format!(
            r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell/>{}</table:table-row>"#,
            number(r#"table:number-columns-repeated="3""#)
        ))
        .unwrap();
        let lines: Vec<u32> = grids[0].rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1_000_001, 1_000_002]);
        let one = Cell::Number(1.0);
        assert_eq!(
            grids[0].rows[0].cells,
            [Cell::Empty, one.clone(), one.clone(), one]
        );
    }

    #[test]
    fn repeats_beyond_the_limits_are_refused() {
        let wide = number(r#"table:number-columns-repeated="16384""#);
        let error = sheet(&format!("<table:table-row>{wide}</table:table-row>")).unwrap_err();
        assert!(
            error.to_string().contains("more than 2000 columns"),
            "{error}"
        );
        let many = r#"<table:table-row table:number-rows-repeated="99999999999">"#;
        let error = sheet(&format!("{many}{}</table:table-row>", number(""))).unwrap_err();
        assert!(
            error.to_string().contains("more than 500000 rows"),
            "{error}"
        );
    }

    #[test]
    fn text_is_that_of_the_paragraphs_without_notes() {
        let grids = sheet(
            r#"<table:table-row><table:table-cell office:value-type="string">
                <office:annotation><text:p>look again</text:p></office:annotation>
                <text:p>Drug<text:s text:c="2"/>A <text:span>10 &lt; 20</text:span></text:p><text:p>mg</text:p>
            </table:table-cell>
            <table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>
            </table:table-row>"#,
        )
        .unwrap();
        let cells = &grids[0].rows[0].cells;
        assert_eq!(cells[0], Cell::from_text("Drug  A 10 < 20\nmg"));
        let fault = Cell::Fault("#DIV/0!".into());
        assert_eq!(cells[1], Cell::Formula("of:=1/0".into(), Box::new(fault)));
    }

    #[test]
    fn damaged_documents_are_refused() {
        for cut in [100, ODS.len() / 2, ODS.len() - 10] {
            let error = read("b.ods", &ODS[..cut], &ImportOptions::default()).unwrap_err();
            assert!(
                error.to_string().starts_with("cannot read `b.ods`"),
                "{error}"
            );
        }
        let error = sheet("<table:table-row><table:table-cell>").unwrap_err();
        assert!(error.to_string().contains("damaged"), "{error}");
    }
}
