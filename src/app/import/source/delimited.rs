//! From delimited text to a grid.

use std::borrow::Cow;
use std::collections::HashMap;

use super::encoding::decode;
use super::grid::{Cell, Grid, Row, empty, unreadable};
use super::limits::{Budget, MAX_COLUMNS, MAX_ROWS, too_many_columns, too_many_rows};
use crate::file_problems::ImportError;
use crate::import::options::ImportOptions;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads all rows of a text file, from the line of headings that was given on.
pub fn read(file: &str, bytes: &[u8], options: &ImportOptions) -> Result<Grid, ImportError> {
    let text = decode(file, bytes, options.encoding.as_deref())?;
    let (skipped, named, body) = without_separator_line(&text);
    let first = options.heading_rows.map_or(1, |rows| rows.first);
    let above = first.saturating_sub(skipped).saturating_sub(1) as usize;
    let mut below = body.lines().skip(above).filter(|l| !l.trim().is_empty());
    let Some(header) = below.next() else {
        return Err(empty(file));
    };
    let shown = std::iter::once(header).chain(below.take(LINES_COMPARED));
    let delimiter = options
        .delimiter
        .or(named)
        .unwrap_or_else(|| delimiter_of(shown));
    let mut lines = Lines {
        body,
        reader: csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(body.as_bytes()),
        skipped,
        record: csv::StringRecord::new(),
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut broken = None;
    let mut budget = Budget::default();
    let mut width = 0;
    while let Some(line) = lines.next(file)? {
        let record = &lines.record;
        if line < first {
            continue;
        }
        if record.len() > MAX_COLUMNS {
            return Err(too_many_columns(file));
        }
        if record.iter().any(|cell| cell.contains('\n')) {
            broken = Some(line);
        }
        width = width.max(record.len());
        let taken = budget.take(file, line, width, 0);
        let mut cells = record.iter();
        let taken =
            taken.and_then(|()| cells.try_for_each(|c| budget.take(file, line, 0, c.len())));
        if let Err(too_large) = taken {
            // The likely reason of an endless cell.
            unclosed_quote(file, body, broken)?;
            return Err(too_large);
        }
        // One more for the headings.
        if rows.len() > MAX_ROWS {
            return Err(too_many_rows(file));
        }
        if record.iter().any(|cell| !cell.trim().is_empty()) || !rows.is_empty() {
            let cells = record.iter().map(Cell::from_text).collect();
            rows.push(Row { line, cells });
        }
    }
    unclosed_quote(file, body, broken)?;
    Ok(Grid {
        rows,
        ..Grid::default()
    })
}

struct Lines<'a> {
    body: &'a str,
    reader: csv::Reader<&'a [u8]>,
    skipped: u32,
    record: csv::StringRecord,
}

impl Lines<'_> {
    /// Reads the next record and answers the line on which it starts.
    fn next(&mut self, file: &str) -> Result<Option<u32>, ImportError> {
        match self.reader.read_record(&mut self.record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                let (line, start) = match self.record.position() {
                    Some(position) => (position.line(), position.byte()),
                    None => (0, 0),
                };
                // The position is that of the blank lines before the record.
                let body = self.body.as_bytes();
                let before = body.get(start as usize..).unwrap_or_default().iter();
                let blank = before
                    .take_while(|b| matches!(b, b'\r' | b'\n'))
                    .filter(|&&b| b == b'\n')
                    .count();
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                Ok(Some(line.saturating_add(self.skipped + blank as u32)))
            }
            Err(error) => Err(unreadable(file, error.to_string(), "save it again as CSV")),
        }
    }
}

/// Refuses a quotation mark that is never closed: the lines after it would be read as one cell and vanish.
fn unclosed_quote(file: &str, body: &str, broken: Option<u32>) -> Result<(), ImportError> {
    let marks = body.bytes().filter(|&b| b == b'"').count();
    match broken {
        Some(line) if marks % 2 == 1 => {
            let why = format!("a quotation mark opened in line {line} is never closed");
            Err(unreadable(file, why, "close it, or remove it"))
        }
        _ => Ok(()),
    }
}

/// Spreadsheets may write `sep=;` above the headings: the lines to skip, the delimiter, the rest.
fn without_separator_line(text: &str) -> (u32, Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end_matches('\r').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]
            if DELIMITERS.contains(delimiter) =>
        {
            (1, Some(*delimiter), rest)
        }
        _ => (0, None, text),
    }
}

/// How many lines are compared to find the delimiter.
const LINES_COMPARED: usize = 20;

/// The delimiter that most lines have equally often, outside of quotation marks: a title has none, and a decimal comma
/// stands in some lines more often than in others. Of several, the one that lines have most often.
fn delimiter_of<'a>(lines: impl Iterator<Item = &'a str>) -> u8 {
    let bare: Vec<Cow<str>> = lines
        .map(|line| match line.contains('"') {
            false => line.into(),
            true => line.split('"').step_by(2).collect::<String>().into(),
        })
        .collect();
    let agreement = |d: u8| {
        let mut times: HashMap<usize, usize> = HashMap::new();
        for line in &bare {
            *times
                .entry(line.bytes().filter(|&b| b == d).count())
                .or_default() += 1;
        }
        let found = times.into_iter().filter(|(count, _)| *count > 0);
        found.map(|(count, lines)| (lines, count)).max()
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&d| agreement(d))
        .expect("the list of delimiters is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::layout::{Table, table_from_bytes};

    fn read_text(bytes: &[u8]) -> Result<Table, ImportError> {
        table_from_bytes("r.csv", bytes, &ImportOptions::default())
    }

    fn why(bytes: &[u8]) -> String {
        read_text(bytes).unwrap_err().to_string()
    }

    #[test]
    fn delimiter_is_found_in_the_headings() {
        for text in [
            "a,b\n1,2",
            "a;b\n1;2",
            "a\tb\r\n1\t2\r\n",
            "a|b\n1|2",
            "sep=;\na;b\n1;2",
        ] {
            let table = read_text(text.as_bytes()).unwrap();
            assert_eq!(table.headings, ["a", "b"], "{text}");
            assert_eq!(table.rows[0].cells[1], Cell::Text("2".into()));
        }
        let table = read_text(b"\"a, first\";b\n1;2").unwrap();
        assert_eq!(table.headings, ["a, first", "b"]);
    }

    #[test]
    fn line_numbers_are_those_of_the_file() {
        let table = read_text(b"a,b\n\"x\ny\",1\n\n2,3\n").unwrap();
        let lines: Vec<_> = table.rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 5]);
        let table = read_text(b"a,b\r\n1,2\r\n\r\n2,3\r\n").unwrap();
        let lines: Vec<_> = table.rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 4]);
        assert_eq!(read_text(b"sep=,\na,b\n1,2").unwrap().rows[0].line, 3);
    }

    #[test]
    fn encoding_is_never_guessed() {
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend("a,µ\n1,2".encode_utf16().flat_map(u16::to_le_bytes));
        for bytes in [utf16.as_slice(), "\u{feff}a,µ\n1,2".as_bytes()] {
            assert_eq!(read_text(bytes).unwrap().headings, ["a", "µ"]);
        }
        assert_eq!(
            why(b"a,b\n1,2\n\xb5,3"),
            "cannot read `r.csv`: line 3 is not UTF-8 text"
        );
        let named = ImportOptions {
            encoding: Some("windows-1252".into()),
            ..ImportOptions::default()
        };
        let table = table_from_bytes("r.csv", b"a,\xb5\n1,2", &named).unwrap();
        assert_eq!(table.headings, ["a", "µ"]);
        let unknown = ImportOptions {
            encoding: Some("klingon".into()),
            ..ImportOptions::default()
        };
        assert!(table_from_bytes("r.csv", b"a,b\n1,2", &unknown).is_err());
    }

    #[test]
    fn files_without_a_table_are_refused() {
        for (bytes, expected) in [
            (&b""[..], "it is empty"),
            (b"\n \n", "it is empty"),
            (b"\xef\xbb\xbf", "it is empty"),
            (b"a,b\n", "it has headings and no row below them"),
            (b"a,b\n1,\0", "line 2 holds a NUL byte"),
            (
                b"a,b\n1,\"x\n2,y\n",
                "a quotation mark opened in line 2 is never closed",
            ),
            (
                b"\xd0\xcf\x11\xe0rest",
                "it is a workbook of the old kind that is damaged or protected by a password, or another file of Office",
            ),
        ] {
            assert_eq!(why(bytes), format!("cannot read `r.csv`: {expected}"));
        }
        let many = "a,b\n".to_owned() + &"1,2\n".repeat(MAX_ROWS + 1);
        assert!(why(many.as_bytes()).ends_with("more than 500000 rows"));
        assert!(why(",".repeat(MAX_COLUMNS + 1).as_bytes()).ends_with("2000 columns"));
    }

    #[test]
    fn all_ragged_rows_are_listed() {
        let table = read_text(b"a,b\n1\n1,2\n1,2,3\n1,2,\n").unwrap();
        assert_eq!(table.rows.len(), 2);
        let problems: Vec<_> = table
            .problems
            .listed()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            problems,
            [
                "r.csv, line 2: row `1` has 1 cell where there are 2 headings",
                "r.csv, line 4: row `1 2 3` has 3 cells where there are 2 headings"
            ]
        );
    }
}
