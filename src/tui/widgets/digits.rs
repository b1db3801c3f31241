//! Numbers and a few words in large letters of block characters, to be read at arm's length.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows of a letter that is not enlarged.
pub const ROWS: u16 = 5;

/// How far letters are enlarged at most.
const MOST: u16 = 3;

/// The rows of a letter. Digits are four cells wide, a point is one.
fn letter(c: char) -> [&'static str; ROWS as usize] {
    match c {
        '0' | 'O' => ["####", "#  #", "#  #", "#  #", "####"],
        '1' => ["  # ", " ## ", "  # ", "  # ", " ###"],
        '2' => ["####", "   #", "####", "#   ", "####"],
        '3' => ["####", "   #", " ###", "   #", "####"],
        '4' => ["#  #", "#  #", "####", "   #", "   #"],
        '5' | 'S' => ["####", "#   ", "####", "   #", "####"],
        '6' => ["####", "#   ", "####", "#  #", "####"],
        '7' => ["####", "   #", "  # ", " #  ", " #  "],
        '8' => ["####", "#  #", "####", "#  #", "####"],
        '9' => ["####", "#  #", "####", "   #", "####"],
        '.' => [" ", " ", " ", " ", "#"],
        'A' => [" ## ", "#  #", "####", "#  #", "#  #"],
        'D' => ["### ", "#  #", "#  #", "#  #", "### "],
        'E' => ["####", "#   ", "### ", "#   ", "####"],
        'G' => ["####", "#   ", "# ##", "#  #", "####"],
        'H' => ["#  #", "#  #", "####", "#  #", "#  #"],
        'I' => ["###", " # ", " # ", " # ", "###"],
        'L' => ["#   ", "#   ", "#   ", "#   ", "####"],
        'M' => ["#   #", "## ##", "# # #", "#   #", "#   #"],
        'N' => ["#  #", "## #", "####", "# ##", "#  #"],
        'P' => ["####", "#  #", "####", "#   ", "#   "],
        'R' => ["### ", "#  #", "### ", "# # ", "#  #"],
        'T' => ["###", " # ", " # ", " # ", " # "],
        'W' => ["#   #", "#   #", "# # #", "## ##", "#   #"],
        _ => ["    ", "    ", "    ", "    ", "    "],
    }
}

/// Columns of a letter that is not enlarged, and one blank behind it.
fn columns_of(c: char) -> u16 {
    let cells = letter(c)[0].len();
    u16::try_from(cells + 1).unwrap_or(u16::MAX)
}

fn columns(text: &str) -> u16 {
    text.chars().map(columns_of).sum::<u16>().saturating_sub(1)
}

/// How far a text is enlarged that has so many columns and rows, at least once.
pub fn scale(text: &str, room: (u16, u16)) -> u16 {
    let wide = room.0 / columns(text).max(1);
    let high = room.1 / ROWS;
    wide.min(high).clamp(1, MOST)
}

/// Draws a text in large letters; behind its last row a word in usual ones, as its unit.
pub fn draw(buffer: &mut Buffer, area: Rect, text: &str, unit: &str, scale: u16, style: Style) {
    let mut x = area.x;
    let ink = usize::from(scale);
    for c in text.chars() {
        let rows = letter(c);
        for (row, y) in (0..ROWS * scale).zip(area.y..area.bottom()) {
            let line = rows[usize::from(row / scale)];
            let cells: String = line
                .chars()
                .map(|c| if c == '#' { "█" } else { " " }.repeat(ink))
                .collect();
            let room = usize::from(area.right().saturating_sub(x));
            buffer.set_stringn(x, y, cells, room, style);
        }
        x = x.saturating_add(columns_of(c) * scale).min(area.right());
    }
    let last = area.y + (ROWS * scale).min(area.height).saturating_sub(1);
    let room = usize::from(area.right().saturating_sub(x));
    buffer.set_stringn(x, last, unit, room, style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_drawn_as_large_as_fits() {
        assert_eq!(scale("0.10", (50, 12)), 2);
        assert_eq!(scale("0.10", (50, 9)), 1);
        assert_eq!(scale("0.125", (10, 40)), 1);
        let area = Rect::new(0, 0, 22, 5);
        let mut buffer = Buffer::empty(area);
        draw(&mut buffer, area, "0.1", "mL", 1, Style::new());
        let rows = buffer.content.chunks(22);
        let rows: Vec<String> = rows
            .map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>())
            .map(|row| row.trim_end().to_owned())
            .collect();
        assert_eq!(
            rows,
            [
                "████     █",
                "█  █    ██",
                "█  █     █",
                "█  █     █",
                "████ █  ███ mL"
            ]
        );
    }
}
