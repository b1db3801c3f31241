//! Everything that reaches the terminal passes here: text without characters that could drive it,
//! tables, JSON.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use app::Receipt;
use domain::{DataOrigin, is_unprintable};

/// Text in which no character can move the cursor, change colors or reorder what stands around it;
/// line breaks stay.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c != '\n' && is_unprintable(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// What stands above simulated data.
pub(super) const SIMULATED: &str = "SIMULATED DATA: made by a computer, no animal was used";

/// The heading that says so where the data are simulated, else nothing.
pub(super) fn banner(data_origin: DataOrigin) -> String {
    match data_origin {
        DataOrigin::Simulated => format!("{SIMULATED}\n\n"),
        DataOrigin::Recorded => String::new(),
    }
}

/// Prints a text and a line break.
pub(super) fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", harmless(text))?;
    out.flush()
}

/// Prints a remark beside the data, to stderr.
pub(super) fn remark(text: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "{}", harmless(text))
}

/// Prints what is remarkable about a write, to stderr.
pub(super) fn notes(receipt: &Receipt) -> io::Result<()> {
    let mut notes = receipt.notes.iter();
    notes.try_for_each(|note| remark(&format!("note: {note}")))
}

/// Prints a value as indented JSON.
pub(super) fn json<T: Serialize>(value: &T) -> io::Result<()> {
    json_text(&serde_json::to_string_pretty(value)?)
}

/// Prints a value as JSON on one line.
pub(super) fn json_line<T: Serialize>(value: &T) -> io::Result<()> {
    json_text(&serde_json::to_string(value)?)
}

/// JSON escapes the first control characters; the other unprintable ones are escaped here. All of
/// them have four digits at most.
fn json_text(text: &str) -> io::Result<()> {
    let mut escaped = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c != '\n' && is_unprintable(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped.push('\n');
    let mut out = io::stdout().lock();
    out.write_all(escaped.as_bytes())?;
    out.flush()
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
}
