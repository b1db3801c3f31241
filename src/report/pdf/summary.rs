//! The summary on the first page: findings, figures, the table and caveats, in the measures of one sheet of A4.
//!
//! The page is always one: where the content is taller, letters and figures are made smaller step by step; of a table
//! that does not fit even then, the rest stands on the next page.

use super::flow::ParagraphStyle;
use super::page::{PAGE_SIZE, Pages};
use super::structure::Role;
use super::summary_table::{self, TableMeasures};
use crate::document::Document;
use crate::figure::canvas::{Anchor, ColorRole, Point, Stroke, TextStyle};
use crate::fonts::{lines, width};
use crate::palette::Rgb;
use crate::summary::{Statement, Summary, SummaryFigure};
use crate::text::isolating;

/// Points in a millimeter.
pub(super) const MM: f64 = 72.0 / 25.4;

/// Edges of the page.
pub(super) const LEFT: f64 = 14.0 * MM;
pub(super) const WIDTH: f64 = 182.0 * MM;
const RIGHT: f64 = LEFT + WIDTH;
const TOP: f64 = 11.0 * MM;
const BOTTOM: f64 = PAGE_SIZE.1 - 8.0 * MM;

/// Widths of the figures and their distance.
const GROWTH: f64 = 124.0 * MM;
const WEIGHT: f64 = 53.0 * MM;
const BESIDE: f64 = 5.0 * MM;

/// Colors that figures do not have: of harm, of warnings, of less important text.
const HARM: Rgb = (0xb0, 0x23, 0x18);
const WARNING: Rgb = (0x8a, 0x3b, 0x00);
pub(super) const SECOND: Rgb = (0x44, 0x44, 0x44);
pub(super) const INK: Rgb = (0x1a, 0x1a, 0x1a);

/// How much smaller than usual things are.
#[derive(Debug, Clone, Copy)]
struct Scale {
    letters: f64,
    figures: f64,
}

/// The scales, in the order in which they are tried.
const SCALES: [Scale; 7] = [
    scale(1.0, 1.0),
    scale(0.97, 0.95),
    scale(0.94, 0.88),
    scale(0.9, 0.8),
    scale(0.86, 0.72),
    scale(0.82, 0.64),
    scale(0.78, 0.56),
];

const fn scale(letters: f64, figures: f64) -> Scale {
    Scale { letters, figures }
}

/// Adds the page. The pages must be empty.
pub(super) fn lay_out(pages: &mut Pages, document: &Document, summary: &Summary) {
    let fits = |scale: &&Scale| height(summary, **scale) <= BOTTOM - FOOT - TOP;
    let smallest = &SCALES[SCALES.len() - 1];
    let scale = *SCALES.iter().find(fits).unwrap_or(smallest);
    pages.y = TOP;
    Sheet { pages, scale }.fill(document, summary);
}

/// The height of the content, found by laying it out on pages that are thrown away.
fn height(summary: &Summary, scale: Scale) -> f64 {
    let mut pages = Pages::new();
    pages.y = TOP;
    let mut sheet = Sheet {
        pages: &mut pages,
        scale,
    };
    let rows = summary.table.as_ref().map_or(0, |table| table.rows.len());
    sheet.content(summary, rows);
    pages.y - TOP
}

/// Height of the foot with what is free above it.
const FOOT: f64 = 6.4 * 1.6 + 3.0 * MM;

/// A page that is being filled.
struct Sheet<'p> {
    pages: &'p mut Pages,
    scale: Scale,
}

/// A piece of a paragraph, bold or not.
type Run<'t> = (&'t str, bool);

impl Sheet<'_> {
    fn fill(&mut self, document: &Document, summary: &Summary) {
        let rows = summary.table.as_ref().map_or(0, |table| table.rows.len());
        let room = BOTTOM - FOOT - TOP;
        let too_much = height(summary, self.scale) - room;
        let measures = self.measures(rows);
        // Rows that do not fit stand on the next page.
        let moved = match too_much > 0.0 {
            true => (too_much / measures.row).ceil() as usize,
            false => 0,
        };
        let here = rows.saturating_sub(moved);
        self.content(summary, here);
        let of = &summary.table;
        let rest = of.as_ref().filter(|_| here < rows);
        self.foot(document);
        if let Some(table) = rest {
            self.pages.start_page();
            self.pages.y = TOP;
            summary_table::add(self.pages, table, here..rows, measures);
            self.foot(document);
        }
        self.pages.have_own_feet();
    }

    fn measures(&self, rows: usize) -> TableMeasures {
        TableMeasures::of(rows, self.scale.letters)
    }

    /// All but the foot, with so many rows of the table.
    fn content(&mut self, summary: &Summary, rows: usize) {
        self.head(summary);
        self.findings(summary);
        self.figures(summary);
        if let Some(table) = &summary.table {
            self.pages.y += 2.8 * MM;
            let measures = self.measures(table.rows.len());
            summary_table::add(self.pages, table, 0..rows, measures);
            self.pages.y += 1.2 * MM;
            for note in &table.notes {
                self.paragraph(&[(&note.text, false)], 6.9, SECOND, (LEFT, WIDTH));
            }
        }
        self.caveats(&summary.caveats);
    }

    fn style(&self, size: f64, bold: bool) -> TextStyle {
        let style = ParagraphStyle {
            size: size * self.scale.letters,
            line: 0.0,
            bold,
            color: ColorRole::Text,
        };
        style.text_style(Anchor::Start)
    }

    fn head(&mut self, summary: &Summary) {
        self.pages
            .rule(LEFT, RIGHT, Stroke::new(ColorRole::Text, 1.6));
        self.pages.y += 1.6 * MM + 0.8;
        let chips = self.chips(&summary.chips);
        let room = (LEFT, RIGHT - chips - LEFT - 2.0 * MM);
        let kicker = format!(" · {}", summary.kicker);
        let kicker = if summary.kicker.is_empty() {
            ""
        } else {
            &kicker
        };
        self.paragraph(
            &[("Efficacy summary", true), (kicker, false)],
            7.5,
            SECOND,
            room,
        );
        self.pages.y += 1.0 * MM;
        let title = Role::Heading(1, summary.title.clone());
        self.said(
            title,
            &[(&summary.title, true)],
            (17.0, 1.12),
            INK,
            (LEFT, WIDTH),
        );
        self.pages.y += 1.0 * MM;
        self.paragraph(&[(&summary.meta.text, false)], 8.0, SECOND, (LEFT, WIDTH));
    }

    /// Adds the chips at the right edge; the result is the width that they take.
    fn chips(&mut self, chips: &[String]) -> f64 {
        let style = self.style(7.2, true);
        let (padding, between) = (1.6 * MM, 0.8 * MM);
        let mut right = RIGHT;
        for chip in chips.iter().rev() {
            let left = right - width(chip, style.size, true) - 2.0 * padding;
            self.pages
                .frame((left, 0.0), (right, 1.45 * style.size), WARNING);
            self.pages.part(Role::Paragraph, |pages| {
                pages.tinted(left + padding, 1.06 * style.size, chip, style, WARNING);
            });
            right = left - between;
        }
        RIGHT - right
    }

    fn findings(&mut self, summary: &Summary) {
        self.pages.y += 2.6 * MM;
        self.pages.begin(Role::List);
        for finding in &summary.findings {
            self.pages.begin(Role::Item);
            self.bullet(finding.is_harm);
            self.statement(&finding.statement, 8.7, 4.2 * MM);
            self.pages.end();
            self.pages.y += 1.05 * MM;
        }
        self.pages.end();
    }

    fn bullet(&mut self, is_harm: bool) {
        let size = 1.7 * MM * self.scale.letters;
        let top = 1.15 * MM * self.scale.letters;
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let triangle = [(0.5, -0.05), (1.12, 1.05), (-0.12, 1.05)];
        let (shape, rgb): (&[Point], Rgb) = match is_harm {
            true => (&triangle, HARM),
            false => (&square, INK),
        };
        let corners = shape.iter().map(|(x, y)| (LEFT + size * x, top + size * y));
        self.pages.shape(&corners.collect::<Vec<_>>(), rgb);
    }

    fn statement(&mut self, statement: &Statement, size: f64, indent: f64) {
        let detail = format!(" {}", statement.detail.text);
        let runs = [
            (statement.claim.text.as_str(), true),
            (detail.as_str(), false),
        ];
        self.said(
            Role::Body,
            &runs,
            (size, 1.33),
            INK,
            (LEFT + indent, WIDTH - indent),
        );
    }

    /// Both figures beside each other, with their titles above and their keys below.
    fn figures(&mut self, summary: &Summary) {
        if summary.growth.is_none() && summary.weight.is_none() {
            return;
        }
        self.pages.y += 1.0 * MM;
        self.pages
            .rule(LEFT, RIGHT, Stroke::new(ColorRole::Text, 0.5));
        self.pages.y += 2.0 * MM;
        let top = self.pages.y;
        let mut bottom = top;
        let columns = [
            (&summary.growth, LEFT, GROWTH),
            (&summary.weight, LEFT + GROWTH + BESIDE, WEIGHT),
        ];
        for (figure, left, wide) in columns {
            self.pages.y = top;
            if let Some(figure) = figure {
                self.figure(figure, left, wide);
            }
            bottom = bottom.max(self.pages.y);
        }
        self.pages.y = bottom;
    }

    fn figure(&mut self, shown: &SummaryFigure, left: f64, wide: f64) {
        let subtitle = format!(", {}", shown.subtitle);
        let runs = [(shown.title.as_str(), true), (subtitle.as_str(), false)];
        self.said(Role::Caption, &runs, (7.7, 1.25), INK, (left, wide));
        self.pages.y += 0.8 * MM;
        let description = format!("{}, {}", shown.title, shown.subtitle);
        let figure = match self.scale.figures {
            1.0 => shown.figure.clone(),
            share => shown.figure.clone().lowered(wide, share),
        };
        let height = figure.height(wide);
        let role = Role::Figure(description);
        self.pages
            .part(role, |pages| pages.figure(left, figure, wide));
        self.pages.y += height + 1.0 * MM;
        for line in &shown.key {
            self.paragraph(&[(&line.text, false)], 6.1, SECOND, (left, wide));
        }
    }

    fn caveats(&mut self, caveats: &[Statement]) {
        if caveats.is_empty() {
            return;
        }
        self.pages.y += 2.2 * MM;
        let title = Role::Heading(2, "Caveats".to_owned());
        self.said(title, &[("Caveats", true)], (8.4, 1.3), INK, (LEFT, WIDTH));
        self.pages.y += 0.6 * MM;
        self.pages.begin(Role::List);
        for (number, caveat) in (1..).zip(caveats) {
            let style = self.style(8.0, false);
            let number = format!("{number}.");
            self.pages.begin(Role::Item);
            self.pages.part(Role::Label, |pages| {
                pages.text(LEFT + 1.0 * MM, style.size, &number, style)
            });
            self.statement(caveat, 8.0, 4.4 * MM);
            self.pages.end();
            self.pages.y += 0.6 * MM;
        }
        self.pages.end();
    }

    fn paragraph(&mut self, runs: &[Run<'_>], size: f64, rgb: Rgb, place: (f64, f64)) {
        self.said(Role::Paragraph, runs, (size, 1.36), rgb, place);
    }

    /// A paragraph whose pieces may be bold, from a left edge and of a width; `line` is the distance of lines per font
    /// size.
    fn said(
        &mut self,
        role: Role,
        runs: &[Run<'_>],
        (size, line): (f64, f64),
        rgb: Rgb,
        (left, wide): (f64, f64),
    ) {
        let size = size * self.scale.letters;
        let (regular, bold) = (self.style(1.0, false), self.style(1.0, true));
        self.pages.part(role, |pages| {
            for pieces in broken(runs, size, wide) {
                let mut x = left;
                for (text, is_bold) in pieces {
                    let style = TextStyle {
                        size,
                        ..if is_bold { bold } else { regular }
                    };
                    pages.tinted(x, size, &isolating(&text), style, rgb);
                    x += width(&text, size, is_bold);
                }
                pages.y += line * size;
            }
        });
    }

    /// Program, time, author, fingerprint and number of the page, at the lower edge.
    fn foot(&mut self, document: &Document) {
        let style = TextStyle {
            size: 6.4,
            ..self.style(1.0, false)
        };
        self.pages.y = BOTTOM - 6.4 * 1.4;
        self.pages
            .rule(LEFT, RIGHT, Stroke::new(ColorRole::Muted, 0.5));
        self.pages.y += 0.6 * MM;
        let made = document.made.at.format("%Y-%m-%d %H:%M");
        let mut text = format!(
            "{} · made {made} UTC by {}",
            document.program, document.made.by
        );
        if let Some(fingerprint) = &document.fingerprint {
            text = format!("{text} · fingerprint {}", in_groups(fingerprint));
        }
        let text = crate::fonts::fitted(&text, style.size, false, WIDTH - 12.0 * MM);
        self.pages.part(Role::Paragraph, |pages| {
            pages.tinted(LEFT, style.size, &text, style, SECOND)
        });
        let right = TextStyle {
            anchor: Anchor::End,
            ..style
        };
        self.pages.number(RIGHT, style.size, right);
    }
}

/// `6ba2775a 6f886892 …`
fn in_groups(fingerprint: &str) -> String {
    let letters: Vec<char> = fingerprint.chars().collect();
    let groups = letters
        .chunks(8)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// Pieces of text in lines of a width. Lines are broken between words.
fn broken(runs: &[Run<'_>], size: f64, wide: f64) -> Vec<Vec<(String, bool)>> {
    let mut broken: Vec<Vec<(String, bool)>> = vec![Vec::new()];
    let mut taken = 0.0;
    for (text, bold) in runs {
        for word in text.split_inclusive(' ') {
            for piece in lines_of(word, size, *bold, wide) {
                let takes = width(piece.trim_end(), size, *bold);
                let line = broken.last_mut().expect("there is always a line");
                if taken + takes > wide && !line.is_empty() {
                    broken.push(Vec::new());
                    taken = 0.0;
                }
                let line = broken.last_mut().expect("there is always a line");
                // A line does not begin with a space.
                let piece = if line.is_empty() {
                    piece.trim_start()
                } else {
                    &piece
                };
                taken += width(piece, size, *bold);
                match line.last_mut().filter(|(_, is_bold)| is_bold == bold) {
                    Some((text, _)) => text.push_str(piece),
                    None if !piece.is_empty() => line.push((piece.to_owned(), *bold)),
                    None => {}
                }
            }
        }
    }
    broken
}

/// A word with its space, in pieces if it is wider than a line.
fn lines_of(word: &str, size: f64, bold: bool, wide: f64) -> Vec<String> {
    match width(word.trim_end(), size, bold) <= wide {
        true => vec![word.to_owned()],
        false => lines(word, size, bold, wide),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_share_lines() {
        let wide = width("aa bb cc", 10.0, true);
        let found = broken(&[("aa bb", true), (" cc dd", false)], 10.0, wide);
        let first = vec![("aa bb".to_owned(), true), (" cc ".to_owned(), false)];
        assert_eq!(found, [first, vec![("dd".to_owned(), false)]]);
    }

    #[test]
    fn fingerprints_stand_in_groups() {
        assert_eq!(in_groups("0123456789abcdef01"), "01234567 89abcdef 01");
    }
}
