//! Everything that reaches the terminal passes here: text without characters that could drive it,
//! tables, JSON.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use super::progress;
use app::Receipt;
use domain::{DataOrigin, is_unprintable};

/// Text in which no character can move the cursor, change colors or reorder what stands around it;
/// line breaks stay.
pub(super) fn harmless(text: &str) -> String {
    let shown = |c| if is_harmful(c) { REPLACED } else { c };
    text.chars().map(shown).collect()
}

fn is_harmful(c: char) -> bool {
    c != '\n' && is_unprintable(c)
}

/// What stands in a text for a character that could drive the terminal.
const REPLACED: char = '\u{fffd}';

/// What stands above simulated data.
pub(super) const SIMULATED: &str = "SIMULATED DATA: made by a computer, no animal was used";

/// The heading that says so where the data are simulated, else nothing.
pub(super) fn banner(data_origin: DataOrigin) -> String {
    match data_origin {
        DataOrigin::Simulated => format!("{SIMULATED}\n\n"),
        DataOrigin::Recorded => String::new(),
    }
}

/// Whether only results and errors are printed.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Prints only results and errors from now on.
pub(super) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Notes that go with a result; none where only results and errors are printed.
pub(super) fn noted(notes: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let shown = !QUIET.load(Ordering::Relaxed);
    notes.filter(move |_| shown)
}

/// Prints a text of this program's own words as it is, for another program to read.
pub(super) fn own(text: &str) -> io::Result<()> {
    progress::clear();
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Prints a text and a line break.
pub(super) fn say(text: &str) -> io::Result<()> {
    progress::clear();
    let mut out = io::stdout().lock();
    writeln!(out, "{}", harmless(text))?;
    out.flush()
}

/// Prints to stderr what is never left out: what is wrong, an alert, a question.
pub(super) fn error(text: &str) -> io::Result<()> {
    progress::clear();
    writeln!(io::stderr().lock(), "{}", harmless(text))
}

/// Prints a remark beside the data, to stderr, unless only results and errors are printed.
pub(super) fn remark(text: &str) -> io::Result<()> {
    match QUIET.load(Ordering::Relaxed) {
        true => Ok(()),
        false => error(text),
    }
}

/// Prints what is remarkable about a write, to stderr.
pub(super) fn notes(receipt: &Receipt) -> io::Result<()> {
    let mut notes = receipt.notes.iter();
    notes.try_for_each(|note| remark(&format!("note: {note}")))
}

/// Prints a value as indented JSON.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<()> {
    let mut out = Output::json();
    serde_json::to_writer_pretty(&mut out, value)?;
    out.end()
}

/// Prints a value as JSON on one line.
pub(super) fn json_line<T: Serialize>(value: &T) -> io::Result<()> {
    let mut out = Output::json();
    serde_json::to_writer(&mut out, value)?;
    out.end()
}

/// What is printed piece by piece, each made harmless: an answer that would be too long to be held, and JSON.
/// A write must be of whole characters; those of serde_json are.
pub(super) struct Output<W: Write = StdoutLock<'static>> {
    to: BufWriter<W>,
    unprintable: Unprintable,
}

/// What stands for a character that could drive the terminal.
#[derive(Clone, Copy)]
enum Unprintable {
    /// One that says so.
    Replaced,
    /// Its number. JSON escapes the first control characters itself; all others have four digits at most.
    Escaped,
}

impl Output {
    /// Lines of text to stdout.
    pub(super) fn text() -> Self {
        progress::clear();
        Self::to(io::stdout().lock(), Unprintable::Replaced)
    }

    /// A JSON document to stdout.
    pub(super) fn json() -> Self {
        progress::clear();
        Self::to(io::stdout().lock(), Unprintable::Escaped)
    }
}

impl<W: Write> Output<W> {
    fn to(to: W, unprintable: Unprintable) -> Self {
        Self {
            to: BufWriter::new(to),
            unprintable,
        }
    }

    /// A text and a line break.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self, "{text}")
    }

    /// Ends the last line of JSON, and hands everything to the terminal.
    pub(super) fn end(mut self) -> io::Result<()> {
        if matches!(self.unprintable, Unprintable::Escaped) {
            self.to.write_all(b"\n")?;
        }
        self.to.flush()
    }

    fn piece(&mut self, text: &str) -> io::Result<()> {
        let mut printed = 0;
        let unprintable = text.char_indices().filter(|(_, c)| is_harmful(*c));
        for (at, c) in unprintable {
            self.to.write_all(&text.as_bytes()[printed..at])?;
            printed = at + c.len_utf8();
            match self.unprintable {
                Unprintable::Replaced => write!(self.to, "{REPLACED}")?,
                Unprintable::Escaped => write!(self.to, "\\u{:04x}", u32::from(c))?,
            }
        }
        self.to.write_all(&text.as_bytes()[printed..])
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes);
        self.piece(text.map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A table with a heading row; columns named in `right` are aligned to the right.
pub(super) fn table(headings: &[&str], right: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(headings.iter().copied());
    for row in rows {
        table.add_row(row.iter().map(|cell| harmless(cell).replace('\n', " ")));
    }
    for (index, heading) in headings.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, 2));
            if right.contains(heading) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_drive_the_terminal() {
        let shown = harmless("a\u{1b}[2J\u{7}b\u{9b}31m\u{202e}c\nd\té");
        assert_eq!(
            shown,
            "a\u{fffd}[2J\u{fffd}b\u{fffd}31m\u{fffd}c\nd\u{fffd}é"
        );
    }

    #[test]
    fn json_in_pieces_is_the_document_with_unprintable_characters_escaped() {
        let value = serde_json::json!({ "a": "b\u{9b}31m\u{202e}c\nd\té\u{1b}", "n": [1, null] });
        let mut printed = Vec::new();
        let mut out = Output::to(&mut printed, Unprintable::Escaped);
        serde_json::to_writer_pretty(&mut out, &value).unwrap();
        out.end().unwrap();
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&printed).unwrap(),
            value
        );
        let whole = serde_json::to_string_pretty(&value).unwrap();
        let whole = whole
            .replace('\u{9b}', "\\u009b")
            .replace('\u{202e}', "\\u202e");
        assert_eq!(printed, format!("{whole}\n"));
    }
}
