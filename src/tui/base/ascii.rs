//! Terminals that know ASCII only: what was drawn is spelled with it, cell by cell, in the end.
//!
//! So no screen needs to know. A cell stays a cell; names that people typed in other scripts show
//! `?` where there is no likeness.

use ratatui::buffer::Buffer;

/// Replaces what a terminal without Unicode cannot show.
pub fn spell(buffer: &mut Buffer) {
    plus_minus(buffer);
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let spelled = likeness(cell.symbol());
            cell.set_symbol(spelled);
        }
    }
}

/// `12 ± 3` becomes `12+/-3`, and `mean ±SEM` `mean+-SEM`: where blanks give the room.
fn plus_minus(buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(columns) {
        for at in 1..row.len() {
            let blank =
                |cell: Option<&ratatui::buffer::Cell>| cell.is_some_and(|c| c.symbol() == " ");
            if row[at].symbol() != "±" || !blank(row.get(at - 1)) {
                continue;
            }
            row[at - 1].set_symbol("+");
            if blank(row.get(at + 1)) {
                row[at].set_symbol("/");
                row[at + 1].set_symbol("-");
            } else {
                row[at].set_symbol("-");
            }
        }
    }
}

fn likeness(symbol: &str) -> &'static str {
    match symbol {
        "│" | "┃" | "▏" | "▎" | "▍" | "▌" | "▋" | "▊" | "┊" => "|",
        "─" | "━" | "–" | "—" | "−" | "╌" => "-",
        "┌" | "┐" | "└" | "┘" | "├" | "┤" | "┬" | "┴" | "┼" | "╭" | "╮" | "╰" | "╯" => {
            "+"
        }
        "●" => "@",
        "■" => "#",
        "▲" => "^",
        "◆" => "*",
        "▼" => "v",
        "○" => "o",
        "□" => "=",
        "△" => "A",
        "◇" => "%",
        "▽" => "u",
        "▶" | "›" | "→" => ">",
        "◀" | "‹" | "←" => "<",
        "↑" => "^",
        "↓" => "v",
        "✓" => "*",
        "◐" => "/",
        "✗" | "×" => "x",
        "·" | "•" => ".",
        "…" => "~",
        "⚠" => "!",
        "♀" => "F",
        "♂" => "M",
        "±" => "~",
        "≥" => ">",
        "≤" => "<",
        "≈" => "~",
        "³" => "3",
        "²" => "2",
        "₀" => "0",
        "Δ" => "d",
        "π" => "p",
        "µ" | "μ" => "u",
        "█" | "▇" | "▆" | "▅" => "#",
        "▄" | "▃" | "▂" | "▁" => "_",
        "▀" | "▔" => "'",
        "░" | "▒" | "▓" => ":",
        _ => other(symbol),
    }
}

fn other(symbol: &str) -> &'static str {
    match symbol.chars().next() {
        // Dots of a Braille cell: more of them, more ink.
        Some(c @ '\u{2800}'..='\u{28ff}') => match (c as u32 & 0xff).count_ones() {
            0 => " ",
            1 | 2 => ".",
            3 | 4 => ":",
            _ => "#",
        },
        Some('À'..='Å') => "A",
        Some('à'..='å') => "a",
        Some('Ç') => "C",
        Some('ç') => "c",
        Some('È'..='Ë') => "E",
        Some('è'..='ë') => "e",
        Some('Ì'..='Ï') => "I",
        Some('ì'..='ï') => "i",
        Some('Ñ') => "N",
        Some('ñ') => "n",
        Some('Ò'..='Ö' | 'Ø') => "O",
        Some('ò'..='ö' | 'ø') => "o",
        Some('Ù'..='Ü') => "U",
        Some('ù'..='ü') => "u",
        Some('ß') => "s",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_ascii_is_left() {
        let mut buffer = Buffer::with_lines(["│ 513 mm³ ● Müller 日本 ⣿⠁x± 12 ± 3 ±4"]);
        spell(&mut buffer);
        assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
        let text: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text.trim_end(), "| 513 mm3 @ Muller ? ?  #.x~ 12+/-3+-4");
    }
}
