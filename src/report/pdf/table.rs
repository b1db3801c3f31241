//! Tables: columns as wide as they need to be, cells that break into lines, headings again on each page.

use super::sheet::{BOTTOM, LEFT, Sheets, TOP, WIDTH};
use crate::figure::canvas::{Anchor, Ink, Lettering, Stroke};
use crate::fonts::{lines, longest_part, natural};
use crate::sections::{Letters, Mark, Table};

/// Sizes of letters, the first of which every word fits its column.
const SIZES: [f64; 4] = [7.5, 6.8, 6.0, 5.2];

/// Height of a table that is kept on one page.
const SMALL: f64 = 0.4 * (BOTTOM - TOP);

/// The widest word that a column of texts makes room for; longer ones are broken.
const WORD: f64 = 110.0;

/// The same in the heading of a column of numbers.
const HEADING: f64 = 60.0;

/// Between columns.
const BETWEEN: f64 = 9.0;

/// A table laid out at a size.
struct Layout {
    size: f64,
    /// Widths of the columns, without what is between them.
    widths: Vec<f64>,
    /// Whether each column's texts end at its right edge.
    right: Vec<bool>,
}

/// A row in lines, cell by cell.
struct Lines {
    cells: Vec<Vec<String>>,
    bold: bool,
    muted: Vec<bool>,
}

/// Lays a table out from the present place on.
pub(super) fn lay(sheets: &mut Sheets, table: &Table, letters: &mut Letters) {
    let broken = Broken::of(table, letters);
    sheets.need(broken.beginning());
    let Broken { layout, head, rows } = &broken;
    layout.head(sheets, head);
    for row in rows {
        layout.row(sheets, head, row);
    }
}

/// Room for the beginning of a table.
pub(super) fn beginning(table: &Table) -> f64 {
    Broken::of(table, &mut Letters::default()).beginning()
}

/// A table in lines.
struct Broken {
    layout: Layout,
    head: Lines,
    rows: Vec<Lines>,
}

/// Rows that its headings are kept with.
const ROWS: usize = 3;

impl Broken {
    fn of(table: &Table, letters: &mut Letters) -> Self {
        let headings: Vec<String> = table.headings.iter().map(|h| h.text.clone()).collect();
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.shown(letters)).collect())
            .collect();
        let right = (0..headings.len()).map(|at| at > 0 && table.holds_numbers(at));
        let layout = Layout::find(&headings, &rows, right.collect());
        let guarded = |mark: &Option<Mark>| *mark == Some(Mark::Guarded);
        let rows = table.rows.iter().zip(&rows).map(|(row, texts)| Lines {
            muted: row.cells.iter().map(|cell| guarded(&cell.mark)).collect(),
            ..layout.broken(texts, false)
        });
        Self {
            rows: rows.collect(),
            head: layout.broken(&headings, true),
            layout,
        }
    }

    /// The height of its headings and first rows; of a small table, which is not torn apart, of all.
    fn beginning(&self) -> f64 {
        let of = |rows: &[Lines]| -> f64 {
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

impl Layout {
    fn find(headings: &[String], rows: &[Vec<String>], right: Vec<bool>) -> Self {
        let room = WIDTH - BETWEEN * headings.len().saturating_sub(1) as f64;
        // The least and the most that each column asks for.
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
            widths: shared(&least, &most, room),
            right,
        }
    }

    fn line(&self) -> f64 {
        1.32 * self.size
    }

    fn broken(&self, texts: &[String], bold: bool) -> Lines {
        let cells = texts.iter().zip(&self.widths);
        // Half a point of grace: a text that just fits is not broken.
        let cells = cells.map(|(text, width)| lines(text, self.size, bold, width + 0.5));
        Lines {
            cells: cells.collect(),
            bold,
            muted: Vec::new(),
        }
    }

    fn head(&self, sheets: &mut Sheets, head: &Lines) {
        sheets.need(head.height(self) + 3.0 * self.line());
        let depth = head.depth();
        self.draw(sheets, head, 0..depth);
        sheets.rule(LEFT, self.end(), Stroke::new(Ink::Muted, 0.8));
        sheets.y += 1.0;
    }

    /// The right edge of the last column.
    fn end(&self) -> f64 {
        let between = BETWEEN * self.widths.len().saturating_sub(1) as f64;
        LEFT + self.widths.iter().sum::<f64>() + between
    }

    /// A row; on a new page, with the headings again, if it does not fit; over several if it fits none.
    fn row(&self, sheets: &mut Sheets, head: &Lines, row: &Lines) {
        let page = BOTTOM - TOP - head.height(self);
        if row.height(self) > sheets.left() && row.height(self) <= page {
            sheets.turn();
            self.head(sheets, head);
        }
        let mut from = 0;
        while from < row.depth() {
            let fit = ((sheets.left() - 2.0) / self.line()).floor().max(0.0) as usize;
            if fit == 0 {
                sheets.turn();
                self.head(sheets, head);
                continue;
            }
            let to = (from + fit).min(row.depth());
            self.draw(sheets, row, from..to);
            from = to;
        }
        sheets.rule(LEFT, self.end(), Stroke::new(Ink::Grid, 0.4));
    }

    /// Some lines of a row.
    fn draw(&self, sheets: &mut Sheets, row: &Lines, shown: std::ops::Range<usize>) {
        let mut x = LEFT;
        for (at, width) in self.widths.iter().enumerate() {
            let (anchor, edge) = match self.right[at] {
                true => (Anchor::End, x + width),
                false => (Anchor::Start, x),
            };
            let muted = row.muted.get(at).copied().unwrap_or(false);
            let lettering = Lettering {
                size: self.size,
                bold: row.bold,
                anchor,
                ink: if muted { Ink::Muted } else { Ink::Text },
                upwards: false,
            };
            let cell = row.cells.get(at).map_or(&[][..], Vec::as_slice);
            // Headings stand on their rule.
            let above = if row.bold {
                row.depth() - cell.len()
            } else {
                0
            };
            for (i, text) in cell.iter().enumerate() {
                let line = i + above;
                if shown.contains(&line) && !text.is_empty() {
                    let below = self.line() * (line - shown.start) as f64 + self.size + 1.0;
                    sheets.text(edge, below, text, lettering);
                }
            }
            x += width + BETWEEN;
        }
        sheets.y += self.line() * shown.len() as f64 + 2.0;
    }
}

impl Lines {
    fn depth(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    fn height(&self, layout: &Layout) -> f64 {
        layout.line() * self.depth() as f64 + 3.0
    }
}

/// Room shared out among columns: what each asks for if there is so much, else at least its longest word
/// and a share of the rest, else the same share for all.
fn shared(least: &[f64], most: &[f64], room: f64) -> Vec<f64> {
    let (sum_least, sum_most) = (least.iter().sum::<f64>(), most.iter().sum::<f64>());
    if sum_most <= room {
        return most.to_vec();
    }
    if sum_least >= room {
        return least.iter().map(|width| width * room / sum_least).collect();
    }
    let share = (room - sum_least) / (sum_most - sum_least);
    let widths = least.iter().zip(most);
    widths
        .map(|(least, most)| least + share * (most - least))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_by_need() {
        assert_eq!(shared(&[10.0, 10.0], &[20.0, 30.0], 60.0), [20.0, 30.0]);
        assert_eq!(shared(&[10.0, 10.0], &[10.0, 50.0], 40.0), [10.0, 30.0]);
        assert_eq!(shared(&[30.0, 90.0], &[30.0, 90.0], 60.0), [15.0, 45.0]);
    }
}
