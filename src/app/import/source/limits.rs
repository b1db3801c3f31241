//! How much of a file is read. Beyond a limit the file is refused before its content takes the memory that it asks
//! for: a workbook of a few megabytes can unpack to gigabytes, and one stray cell can make a table a thousand times
//! as wide.

use super::grid::unreadable;
use crate::file_problems::ImportError;
use domain::ImportRemedy;

/// The largest file that is read, in bytes: it is held in memory, and so is the text that is made of it.
pub const MAX_BYTES: u64 = 128 << 20;

/// The most rows of one file, without headings.
pub const MAX_ROWS: usize = 500_000;

/// The most columns of one file.
pub const MAX_COLUMNS: usize = 2_000;

/// The most cells of one table, blank ones between others included.
pub const MAX_CELLS: usize = 8_000_000;

/// The longest text of a cell, in bytes: what a spreadsheet program allows (32 767 characters of up to four bytes).
pub const MAX_CELL_BYTES: usize = 4 * 32_767;

/// The longest text of all cells together, in bytes. In a workbook many cells can name one text.
pub const MAX_TEXT_BYTES: usize = 128 << 20;

/// The most values with a day: of a tidy file its rows, of a wide one its filled cells.
pub const MAX_VALUES: usize = 1_000_000;

/// What to do with a file that is too large.
const SPLIT: &str = "split it by study or by date, and import the parts";

/// What the cells of a table have taken so far.
#[derive(Default)]
pub struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Budget {
    /// Counts `cells` more cells, and `text` more of the text of one of them. Refuses what exceeds a limit.
    pub fn take(
        &mut self,
        file: &str,
        line: u32,
        cells: usize,
        text: usize,
    ) -> Result<(), ImportError> {
        self.cells += cells;
        self.text_bytes += text;
        if text > MAX_CELL_BYTES {
            let why = format!(
                "row {line} has a cell of {text} bytes, and a spreadsheet has at most 32767 characters in a cell"
            );
            return Err(unreadable(file, why, "shorten it, or check the delimiter"));
        }
        if self.cells > MAX_CELLS {
            let why = format!("it has more than {MAX_CELLS} cells (reached in row {line})");
            return Err(unreadable(file, why, SPLIT));
        }
        if self.text_bytes > MAX_TEXT_BYTES {
            let why = format!(
                "its cells hold more than {} MB of text (reached in row {line})",
                MAX_TEXT_BYTES >> 20
            );
            return Err(unreadable(file, why, SPLIT));
        }
        Ok(())
    }
}

/// Refuses a file that is larger than [`MAX_BYTES`].
pub fn file_fits(file: &str, bytes: usize) -> Result<(), ImportError> {
    if bytes as u64 > MAX_BYTES {
        let why = format!("it is larger than {} MB", MAX_BYTES >> 20);
        return Err(unreadable(file, why, SPLIT));
    }
    Ok(())
}

/// Refuses more than [`MAX_VALUES`] values.
pub fn values_fit(file: &str, values: usize) -> Result<(), ImportError> {
    if values > MAX_VALUES {
        let why = format!("it holds more than {MAX_VALUES} values with a day");
        return Err(unreadable(file, why, SPLIT));
    }
    Ok(())
}

/// A sheet whose `rows` are all `width` columns wide because the row `line` is.
pub fn too_many_cells(file: &str, rows: usize, width: usize, line: u32) -> ImportError {
    let why = format!(
        "its {rows} rows are each {width} columns wide, because row {line} is: more than {MAX_CELLS} cells"
    );
    let remedy = format!("delete what stands far to the right in row {line}, or split the sheet");
    unreadable(file, why, remedy)
}

pub fn too_many_rows(file: &str) -> ImportError {
    unreadable(file, format!("it has more than {MAX_ROWS} rows"), SPLIT)
}

pub fn too_many_columns(file: &str) -> ImportError {
    let why = format!("it has more than {MAX_COLUMNS} columns");
    unreadable(file, why, ImportRemedy::NameDelimiter)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::import::layout::table_from_bytes;
    use crate::import::options::ImportOptions;

    fn why(file: &str, bytes: &[u8]) -> String {
        let table = table_from_bytes(file, bytes, &ImportOptions::default());
        table.map_or_else(|error| error.to_string(), |_| "taken".into())
    }

    #[test]
    fn a_stray_cell_cannot_make_the_table_too_wide() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..5000 {
            sheet.write(row, 0, 1).unwrap();
        }
        sheet.write(7, 1999, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(
            why("b.xlsx", &bytes),
            "cannot read `b.xlsx`: its 5000 rows are each 2000 columns wide, because row 8 is: more than 8000000 cells"
        );
        let text =
            format!("{}\n", "a,".repeat(1999)) + &format!("{}\n", ",".repeat(1999)).repeat(4001);
        assert!(why("r.csv", text.as_bytes()).contains("8000000 cells (reached in row 4001)"));
    }

    #[test]
    fn long_cells_are_refused_with_their_row() {
        let long = "x".repeat(MAX_CELL_BYTES + 1);
        let expected = "row 2 has a cell of 131069 bytes, and a spreadsheet has at most 32767 characters in a cell";
        assert!(why("r.csv", format!("a,b\n1,{long}\n").as_bytes()).ends_with(expected));
        assert_eq!(
            why("r.csv", format!("a,b\n1,{}\n", &long[1..]).as_bytes()),
            "taken"
        );
        // The usual reason has its own message.
        let open = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(50_000));
        assert!(
            why("r.csv", open.as_bytes())
                .ends_with("a quotation mark opened in line 2 is never closed")
        );
    }

    #[test]
    fn a_text_that_many_cells_name_counts_for_each() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let long = "x".repeat(32_000);
        for row in 0..5000 {
            sheet.write(row, 0, &long).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        assert!(bytes.len() < 1 << 20);
        assert!(why("b.xlsx", &bytes).contains("its cells hold more than 128 MB of text"));
    }
}
