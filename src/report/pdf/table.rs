//! Tables: columns as wide as their texts, cells broken into lines, headings repeated on each page.

use super::page::{BOTTOM, LEFT, Pages, TOP, WIDTH};
use super::structure::Role;
use crate::figure::canvas::{Anchor, ColorRole, Stroke, TextStyle};
use crate::fonts::{lines, parts, width};
use crate::sections::{Letters, Mark, Table};

/// Font sizes, in the order in which they are tried: the first at which every word fits its column is used.
const SIZES: [f64; 4] = [7.3, 6.8, 6.0, 5.2];

/// A table below this height is not divided among pages.
const SMALL: f64 = 0.2 * (BOTTOM - TOP);

/// The widest word that a column of texts is made wide enough for, points; wider ones are broken.
const WORD: f64 = 110.0;

/// The same in the heading of a column of numbers.
const HEADING: f64 = 60.0;

/// Distance of columns.
const BETWEEN: f64 = 9.0;

/// How the columns of a table are laid out.
struct TableLayout {
    size: f64,
    /// Widths of the columns, without the distances between them.
    widths: Vec<f64>,
    /// Whether the texts of each column are aligned right.
    right: Vec<bool>,
}

/// A row whose cells are broken into lines.
struct BrokenRow {
    cells: Vec<Vec<String>>,
    bold: bool,
    muted: Vec<bool>,
}

/// Adds a table at the present position.
pub(super) fn add(pages: &mut Pages, table: &Table, letters: &mut Letters) {
    let broken = BrokenTable::of(table, letters);
    pages.require(broken.beginning());
    let BrokenTable { layout, head, rows } = &broken;
    pages.part(Role::Table, |pages| {
        pages.part(Role::TableHead, |pages| layout.head(pages, head));
        pages.part(Role::TableBody, |pages| {
            for row in rows {
                pages.part(Role::Row, |pages| layout.row(pages, head, row));
            }
        });
    });
}

/// Height of the beginning of a table: see [`BrokenTable::beginning`].
pub(super) fn beginning(table: &Table) -> f64 {
    BrokenTable::of(table, &mut Letters::default()).beginning()
}

/// A table whose cells are broken into lines.
struct BrokenTable {
    layout: TableLayout,
    head: BrokenRow,
    rows: Vec<BrokenRow>,
}

/// The least number of rows below headings at the foot of a page.
const ROWS: usize = 5;

impl BrokenTable {
    fn of(table: &Table, letters: &mut Letters) -> Self {
        let headings: Vec<String> = table.headings.iter().map(|h| h.text.clone()).collect();
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.shown(letters)).collect())
            .collect();
        let right = (0..headings.len()).map(|at| at > 0 && table.holds_numbers(at));
        let layout = TableLayout::find(&headings, &rows, right.collect());
        let guarded = |mark: &Option<Mark>| *mark == Some(Mark::Guarded);
        let rows = table.rows.iter().zip(&rows).map(|(row, texts)| BrokenRow {
            muted: row.cells.iter().map(|cell| guarded(&cell.mark)).collect(),
            ..layout.broken(texts, false)
        });
        Self {
            rows: rows.collect(),
            head: layout.broken(&headings, true),
            layout,
        }
    }

    /// The height of its headings and first rows; of all rows, if the table is too small to be divided.
    fn beginning(&self) -> f64 {
        let of = |rows: &[BrokenRow]| -> f64 {
            let rows = rows.iter().chain([&self.head]);
            rows.map(|row| row.height(&self.layout)).sum()
        };
        let all = of(&self.rows);
        match all < SMALL {
            true => all,
            false => of(&self.rows[..self.rows.len().min(ROWS)]).min(SMALL),
        }
    }
}

impl TableLayout {
    fn find(headings: &[String], rows: &[Vec<String>], right: Vec<bool>) -> Self {
        let room = WIDTH - BETWEEN * headings.len().saturating_sub(1) as f64;
        // Widths of each column: below the first words are broken, with the second no text is.
        let asked = |size: f64| -> (Vec<f64>, Vec<f64>) {
            let column = |at: usize| {
                let widest = |of: fn(&str, f64, bool) -> f64| {
                    let cells = rows.iter().filter_map(|row| row.get(at));
                    cells.map(|cell| of(cell, size, false)).fold(0.0, f64::max)
                };
                let heading = &headings[at];
                let (word, whole) = (
                    longest_part(heading, size, true),
                    natural(heading, size, true),
                );
                match right[at] {
                    // Numbers are never broken.
                    true => {
                        let numbers = widest(natural);
                        (numbers.max(word.min(HEADING)), numbers.max(whole.min(WORD)))
                    }
                    false => (
                        widest(longest_part).max(word).min(WORD),
                        widest(natural).max(whole),
                    ),
                }
            };
            (0..headings.len()).map(column).unzip()
        };
        let fits = |size: &&f64| asked(**size).0.iter().sum::<f64>() <= room;
        let size = *SIZES.iter().find(fits).unwrap_or(&SIZES[SIZES.len() - 1]);
        let (least, most) = asked(size);
        Self {
            size,
            widths: divided(&least, &most, room),
            right,
        }
    }

    fn line(&self) -> f64 {
        1.26 * self.size
    }

    fn broken(&self, texts: &[String], bold: bool) -> BrokenRow {
        let cells = texts.iter().zip(&self.widths);
        // Half a point more, so that rounding breaks no text that just fits.
        let cells = cells.map(|(text, width)| lines(text, self.size, bold, width + 0.5));
        BrokenRow {
            cells: cells.collect(),
            bold,
            muted: Vec::new(),
        }
    }

    fn head(&self, pages: &mut Pages, head: &BrokenRow) {
        pages.require(head.height(self) + 3.0 * self.line());
        let depth = head.depth();
        pages.part(Role::Row, |pages| self.draw(pages, head, 0..depth));
        pages.rule(LEFT, self.end(), Stroke::new(ColorRole::Muted, 0.8));
        pages.y += 1.0;
    }

    /// Begins a new page with the headings, which are not said again.
    fn continued(&self, pages: &mut Pages, head: &BrokenRow) {
        pages.start_page();
        pages.part(Role::Decoration, |pages| self.head(pages, head));
    }

    /// The right edge of the last column.
    fn end(&self) -> f64 {
        let between = BETWEEN * self.widths.len().saturating_sub(1) as f64;
        LEFT + self.widths.iter().sum::<f64>() + between
    }

    /// Adds a row: on a new page, below the headings, if it does not fit on this one; over several pages if it
    /// fits on none.
    fn row(&self, pages: &mut Pages, head: &BrokenRow, row: &BrokenRow) {
        let page = BOTTOM - TOP - head.height(self);
        if row.height(self) > pages.remaining() && row.height(self) <= page {
            self.continued(pages, head);
        }
        let mut from = 0;
        while from < row.depth() {
            let fit = ((pages.remaining() - 2.0) / self.line()).floor().max(0.0) as usize;
            if fit == 0 {
                self.continued(pages, head);
                continue;
            }
            let to = (from + fit).min(row.depth());
            self.draw(pages, row, from..to);
            from = to;
        }
        pages.rule(LEFT, self.end(), Stroke::new(ColorRole::Grid, 0.4));
    }

    /// Adds the lines `shown` of a row.
    fn draw(&self, pages: &mut Pages, row: &BrokenRow, shown: std::ops::Range<usize>) {
        let mut x = LEFT;
        for (at, width) in self.widths.iter().enumerate() {
            let (anchor, edge) = match self.right[at] {
                true => (Anchor::End, x + width),
                false => (Anchor::Start, x),
            };
            let muted = row.muted.get(at).copied().unwrap_or(false);
            let style = TextStyle {
                size: self.size,
                bold: row.bold,
                anchor,
                color: if muted {
                    ColorRole::Muted
                } else {
                    ColorRole::Text
                },
                upwards: false,
            };
            let cell = row.cells.get(at).map_or(&[][..], Vec::as_slice);
            // Headings are aligned at the bottom, where their rule is.
            let above = if row.bold {
                row.depth() - cell.len()
            } else {
                0
            };
            let role = match (row.bold, at) {
                (true, _) => Role::ColumnHeading(1),
                (false, 0) => Role::RowHeading,
                (false, _) => Role::Cell(1),
            };
            pages.part(role, |pages| {
                for (i, text) in cell.iter().enumerate() {
                    let line = i + above;
                    if shown.contains(&line) && !text.is_empty() {
                        let below = self.line() * (line - shown.start) as f64 + self.size + 0.5;
                        pages.text(edge, below, text, style);
                    }
                }
            });
            x += width + BETWEEN;
        }
        pages.y += self.line() * shown.len() as f64 + 1.6;
    }
}

impl BrokenRow {
    fn depth(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    fn height(&self, layout: &TableLayout) -> f64 {
        layout.line() * self.depth() as f64 + 2.6
    }
}

/// A width divided among columns: `most` for each if that fits; else at least `least`, and the rest in
/// proportion to what is missing; else `least` of all in proportion.
fn divided(least: &[f64], most: &[f64], width: f64) -> Vec<f64> {
    let (sum_least, sum_most) = (least.iter().sum::<f64>(), most.iter().sum::<f64>());
    if sum_most <= width {
        return most.to_vec();
    }
    if sum_least >= width {
        return least
            .iter()
            .map(|column| column * width / sum_least)
            .collect();
    }
    let share = (width - sum_least) / (sum_most - sum_least);
    let widths = least.iter().zip(most);
    widths
        .map(|(least, most)| least + share * (most - least))
        .collect()
}

/// The width of a text that is broken only at its line breaks: that of its widest line.
fn natural(text: &str, size: f64, bold: bool) -> f64 {
    let widths = text.split('\n').map(|line| width(line, size, bold));
    widths.fold(0.0, f64::max)
}

/// The width of the widest part of the words of a text: see [`parts`].
fn longest_part(text: &str, size: f64, bold: bool) -> f64 {
    let words = text.split([' ', '\n']);
    let widths = words.flat_map(parts).map(|part| width(part, size, bold));
    widths.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_is_divided_by_need() {
        assert_eq!(divided(&[10.0, 10.0], &[20.0, 30.0], 60.0), [20.0, 30.0]);
        assert_eq!(divided(&[10.0, 10.0], &[10.0, 50.0], 40.0), [10.0, 30.0]);
        assert_eq!(divided(&[30.0, 90.0], &[30.0, 90.0], 60.0), [15.0, 45.0]);
    }
}
