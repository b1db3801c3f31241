//! A grid of dots: eight to a cell in Braille, one to a cell where the terminal knows ASCII only,
//! whose letters for fuller and emptier Braille cells would blur a line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The bit of each dot of a Braille cell, by row and column.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// What a single dot of a cell stands for in ASCII.
const LINE: u8 = 1;
const BAR: u8 = 2;

/// Places in dots from the upper left corner.
pub(super) type Dot = (f64, f64);

/// The dots over an area.
pub(super) struct Dots {
    area: Rect,
    /// Dots of a cell: across, down.
    pub per_cell: (u16, u16),
    cells: Vec<(u8, Style)>,
}

impl Dots {
    /// None set.
    pub fn over(area: Rect, ascii: bool) -> Self {
        Self {
            area,
            per_cell: if ascii { (1, 1) } else { (2, 4) },
            cells: vec![(0, Style::new()); usize::from(area.width) * usize::from(area.height)],
        }
    }

    /// The last dot across and down.
    pub fn last(&self) -> Dot {
        let last = |cells: u16, dots: u16| (f64::from(cells) * f64::from(dots) - 1.0).max(0.0);
        (
            last(self.area.width, self.per_cell.0),
            last(self.area.height, self.per_cell.1),
        )
    }

    /// Sets a dot; one that is set already keeps its style.
    fn set(&mut self, (x, y): (usize, usize), style: Style, kind: u8) {
        let (column, row, bit) = match self.per_cell {
            (1, _) => (x, y, kind),
            _ => (x / 2, y / 4, BITS[y % 4][x % 2]),
        };
        if column >= usize::from(self.area.width) {
            return;
        }
        let at = row * usize::from(self.area.width) + column;
        if let Some(cell) = self.cells.get_mut(at).filter(|cell| cell.0 & bit == 0) {
            *cell = (cell.0 | bit, style);
        }
    }

    /// A line from dot to dot, as far as it lies on the grid; `every` 1 is solid, more is dotted.
    pub fn line(&mut self, from: Dot, to: Dot, style: Style, every: usize) {
        self.draw(from, to, style, every, LINE);
    }

    /// An upright bar.
    pub fn bar(&mut self, x: f64, from: f64, to: f64, style: Style) {
        self.draw((x, from), (x, to), style, 1, BAR);
    }

    fn draw(&mut self, from: Dot, to: Dot, style: Style, every: usize, kind: u8) {
        let Some((from, to)) = clip(from, to, self.last()) else {
            return;
        };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = dx.abs().max(dy.abs()).ceil().max(1.0);
        // Whole numbers of 2⁻³² dots: converting every dot again would take most of the time. Half a
        // dot more, cut off, is rounding, as nothing is below 0 any more.
        let fixed = |dots: f64| (dots * 2f64.powi(32)) as i64;
        let every = every.max(1);
        let (mut x, mut y) = (fixed(from.0 + 0.5), fixed(from.1 + 0.5));
        let (dx, dy) = (
            fixed(dx * every as f64 / steps),
            fixed(dy * every as f64 / steps),
        );
        for _ in 0..=steps as usize / every {
            self.set(((x >> 32) as usize, (y >> 32) as usize), style, kind);
            (x, y) = (x + dx, y + dy);
        }
    }

    /// Whether a cell of the area holds no dot.
    pub fn is_empty(&self, column: u16, row: u16) -> bool {
        let at = usize::from(row) * usize::from(self.area.width) + usize::from(column);
        self.cells.get(at).is_none_or(|cell| cell.0 == 0)
    }

    /// Puts the cells that hold dots into the buffer.
    pub fn put(&self, buffer: &mut Buffer) {
        for (position, (mask, style)) in self.area.positions().zip(&self.cells) {
            if *mask == 0 {
                continue;
            }
            let symbol = match (self.per_cell.0, mask & LINE) {
                (1, 0) => '|',
                (1, _) => '.',
                _ => char::from_u32(0x2800 + u32::from(*mask)).unwrap_or(' '),
            };
            buffer[position].set_char(symbol).set_style(*style);
        }
    }
}

/// The part of a line within 0 to `last` (Liang and Barsky); none if there is none.
fn clip(from: Dot, to: Dot, last: Dot) -> Option<(Dot, Dot)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut start, mut end) = (0f64, 1f64);
    for (step, room) in [
        (-dx, from.0),
        (dx, last.0 - from.0),
        (-dy, from.1),
        (dy, last.1 - from.1),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            start = start.max(room / step);
        } else {
            end = end.min(room / step);
        }
    }
    let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
    (start <= end).then(|| (at(start), at(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_the_edges() {
        let last = (9.0, 9.0);
        assert_eq!(
            clip((-1.0, 2.0), (31.0, 2.0), last),
            Some(((0.0, 2.0), (9.0, 2.0)))
        );
        assert_eq!(
            clip((3.0, 4.0), (3.0, -7.0), last),
            Some(((3.0, 4.0), (3.0, 0.0)))
        );
        assert_eq!(clip((-5.0, -5.0), (-1.0, 20.0), last), None);
        assert_eq!(
            clip((2.0, 2.0), (2.0, 2.0), last),
            Some(((2.0, 2.0), (2.0, 2.0)))
        );
    }

    #[test]
    fn dots_become_cells() {
        let area = Rect::new(0, 0, 2, 1);
        for (ascii, expected) in [(false, "⠑⢄"), (true, "..")] {
            let mut dots = Dots::over(area, ascii);
            let end = dots.last();
            dots.line((0.0, 0.0), end, Style::new(), 1);
            let mut buffer = Buffer::empty(area);
            dots.put(&mut buffer);
            let text: String = buffer.content.iter().map(|c| c.symbol()).collect();
            assert_eq!(text, expected);
        }
    }
}
