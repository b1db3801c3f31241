//! The table of the summary page.

use std::ops::Range;

use super::page::Pages;
use super::structure::Role;
use super::summary::{INK, LEFT, MM, SECOND, WIDTH};
use crate::figure::canvas::{Anchor, ColorRole, Stroke, TextStyle};
use crate::fonts::{fitted, lines, width};
use crate::palette::Rgb;
use crate::summary::{SummaryRow, SummaryTable};
use crate::summary_table::{
    ColumnGroup, Emphasis, Piece, StripScale, SummaryCell, SummaryColumn, arm_style, groups, wide,
};

/// Rows of a table whose rows stand close.
const FEW: usize = 8;

/// The rows of a table whose rows stand close are divided by a rule after so many.
const DIVIDED: usize = 4;

const MUTED: Rgb = (0x76, 0x76, 0x76);
const STRIP: f64 = 14.5 * MM;
const MARK: f64 = 3.2 * MM;

/// The greatest width of the names of arms.
const NAMES: f64 = 44.0 * MM;

/// Sizes of a table, points.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableMeasures {
    pub row: f64,
    letters: f64,
    headings: f64,
    is_close: bool,
}

impl TableMeasures {
    pub fn of(rows: usize, scale: f64) -> Self {
        let is_close = rows > FEW;
        let (row, letters) = if is_close { (3.7, 7.0) } else { (5.4, 7.3) };
        Self {
            row: row * MM * scale,
            letters: letters * scale,
            headings: 6.9 * scale,
            is_close,
        }
    }

    fn style(self, anchor: Anchor, bold: bool) -> TextStyle {
        TextStyle {
            size: self.letters,
            bold,
            anchor,
            color: ColorRole::Text,
            upwards: false,
        }
    }

    fn heading(self, anchor: Anchor) -> TextStyle {
        TextStyle {
            size: self.headings,
            ..self.style(anchor, false)
        }
    }
}

/// Where a column lies.
struct Placed<'t> {
    column: &'t SummaryColumn,
    left: f64,
    right: f64,
}

/// Adds rows of the table with its caption and headings.
pub(super) fn add(
    pages: &mut Pages,
    table: &SummaryTable,
    rows: Range<usize>,
    measures: TableMeasures,
) {
    let groups = groups(table);
    caption(pages, table, measures);
    let names = names_width(table, measures);
    let (measures, placed) = placed(&groups, names, measures);
    pages.part(Role::Table, |pages| {
        pages.rule(LEFT, LEFT + WIDTH, Stroke::new(ColorRole::Text, 0.8));
        pages.part(Role::TableHead, |pages| {
            head(pages, &groups, &placed, StripScale::of(table), measures)
        });
        pages.rule(LEFT, LEFT + WIDTH, Stroke::new(ColorRole::Text, 0.5));
        pages.part(Role::TableBody, |pages| {
            for at in rows.clone() {
                pages.part(Role::Row, |pages| row(pages, table, at, &placed, measures));
                below(pages, at, rows.end, measures);
            }
        });
    });
}

/// The rule below a row.
fn below(pages: &mut Pages, at: usize, end: usize, measures: TableMeasures) {
    let stroke = match (at + 1 == end, measures.is_close) {
        (true, _) => Stroke::new(ColorRole::Text, 0.8),
        (false, true) if !(at + 1).is_multiple_of(DIVIDED) => return,
        (false, true) => Stroke::new(ColorRole::Muted, 0.4),
        (false, false) => Stroke::new(ColorRole::Grid, 0.25),
    };
    pages.rule(LEFT, LEFT + WIDTH, stroke);
}

fn caption(pages: &mut Pages, table: &SummaryTable, measures: TableMeasures) {
    let size = 8.2 * measures.headings / 6.9;
    let style = |bold| TextStyle {
        size,
        ..measures.style(Anchor::Start, bold)
    };
    let role = Role::Heading(2, table.title.clone());
    pages.part(role, |pages| {
        pages.text(LEFT, size, &table.title, style(true))
    });
    let left = LEFT + width(&table.title, size, true) + 0.3 * size;
    pages.part(Role::Paragraph, |pages| {
        let room = LEFT + WIDTH - left;
        match width(&table.definition.text, size, false) <= room {
            true => pages.text(left, size, &table.definition.text, style(false)),
            false => {
                for line in lines(&table.definition.text, size, false, WIDTH) {
                    pages.y += 1.3 * size;
                    pages.text(LEFT, size, &line, style(false));
                }
            }
        }
    });
    pages.y += 1.3 * size + 1.0 * MM;
}

/// The name of an arm as pieces, of which the first is bold.
fn name(row: &SummaryRow) -> (String, String) {
    match row.label.is_empty() {
        true => (row.name.clone(), String::new()),
        false => (row.label.clone(), row.name.clone()),
    }
}

/// Room for a label before a name.
fn label_width(measures: TableMeasures) -> f64 {
    2.1 * measures.letters
}

fn names_width(table: &SummaryTable, measures: TableMeasures) -> f64 {
    let of = |row: &SummaryRow| match name(row) {
        (bold, rest) if rest.is_empty() => width(&bold, measures.letters, true),
        (_, rest) => label_width(measures) + width(&rest, measures.letters, false),
    };
    let widest = table.rows.iter().map(of).fold(0.0, f64::max);
    MARK + widest.min(NAMES)
}

/// Places columns so that what is left of the width is shared by the distances between them. Letters are smaller where
/// the columns would not fit.
fn placed(
    groups: &[ColumnGroup],
    names: f64,
    measures: TableMeasures,
) -> (TableMeasures, Vec<Placed<'_>>) {
    let columns: Vec<&SummaryColumn> = groups.iter().flat_map(|group| &group.columns).collect();
    let natural = |column: &SummaryColumn, measures: TableMeasures| {
        let lines = column.heading.iter();
        let heading = lines
            .map(|line| width(line, measures.headings, false))
            .fold(0.0, f64::max);
        match column.is_strip() {
            true => STRIP,
            false => heading.max(measures.letters * column.natural_width()),
        }
    };
    let gaps = columns.iter().filter(|column| !column.continues).count() as f64;
    let least = 1.1 * MM;
    let mut measures = measures;
    let total = |measures| {
        columns
            .iter()
            .map(|column| natural(column, measures))
            .sum::<f64>()
    };
    while total(measures) + gaps * least + names > WIDTH && measures.letters > 4.5 {
        measures.letters -= 0.1;
        measures.headings -= 0.1;
    }
    let joins = 0.35 * measures.letters * (columns.len() as f64 - gaps);
    let gap = ((WIDTH - names - joins - total(measures)) / gaps).max(0.0);
    let mut x = LEFT + names;
    let mut placed = Vec::with_capacity(columns.len());
    for column in columns {
        x += if column.continues {
            0.35 * measures.letters
        } else {
            gap
        };
        let right = x + natural(column, measures);
        placed.push(Placed {
            column,
            left: x,
            right,
        });
        x = right;
    }
    (measures, placed)
}

/// Headings of groups above those of their columns.
fn head(
    pages: &mut Pages,
    groups: &[ColumnGroup],
    placed: &[Placed<'_>],
    scale: StripScale,
    measures: TableMeasures,
) {
    let line = 1.2 * measures.headings;
    let grouped = || groups.iter().filter(|group| !group.heading.is_empty());
    let upper = grouped()
        .map(|group| group.heading.len())
        .max()
        .unwrap_or(0) as f64;
    let lower = grouped().flat_map(|group| &group.columns);
    let lower = lower.map(|column| column.heading.len()).max().unwrap_or(0) as f64;
    let middle = 0.8 * MM + upper * line;
    let bottom = middle + lower * line + 1.0 * MM;
    let above = |n: usize, bottom: f64| bottom - 0.9 * MM - line * n as f64 + measures.headings;
    pages.part(Role::Row, |pages| {
        pages.part(Role::ColumnHeading(1), |pages| {
            let style = TextStyle {
                bold: true,
                ..measures.heading(Anchor::Start)
            };
            pages.text(LEFT + MARK, above(1, bottom), "Arm", style);
        });
        let mut at = 0;
        for group in groups {
            let columns = &placed[at..at + group.columns.len()];
            at += group.columns.len();
            group_heading(
                pages,
                group,
                columns,
                (above(group.heading.len(), middle), middle),
                measures,
            );
        }
    });
    pages.part(Role::Row, |pages| {
        for (at, column) in placed.iter().enumerate() {
            let own = &column.column.heading;
            if column.column.is_strip() {
                pages.part(Role::ColumnHeading(1), |pages| {
                    ends(pages, column, scale, (bottom, measures))
                });
            } else if !column.column.continues {
                let next = placed.get(at + 1).filter(|next| next.column.continues);
                column_heading(pages, column, next, above(own.len(), bottom), measures);
            }
        }
    });
    pages.y += bottom;
}

fn group_heading(
    pages: &mut Pages,
    group: &ColumnGroup,
    columns: &[Placed<'_>],
    (first, middle): (f64, f64),
    measures: TableMeasures,
) {
    let (Some(from), Some(to)) = (columns.first(), columns.last()) else {
        return;
    };
    if group.heading.is_empty() {
        return;
    }
    let center = 0.5 * (from.left + to.right);
    let span = u32::try_from(columns.len()).unwrap_or(1);
    pages.part(Role::ColumnHeading(span), |pages| {
        for (i, text) in group.heading.iter().enumerate() {
            let rgb = if i == 0 { INK } else { SECOND };
            let below = first + 1.2 * measures.headings * i as f64;
            pages.tinted(center, below, text, measures.heading(Anchor::Middle), rgb);
        }
    });
    pages.line(
        (from.left, middle),
        (to.right, middle),
        Stroke::new(ColorRole::Muted, 0.35),
    );
}

fn column_heading(
    pages: &mut Pages,
    column: &Placed<'_>,
    next: Option<&Placed<'_>>,
    first: f64,
    measures: TableMeasures,
) {
    let span = if next.is_some() { 2 } else { 1 };
    let right = next.map_or(column.right, |next| next.right);
    pages.part(Role::ColumnHeading(span), |pages| {
        for (i, text) in column.column.heading.iter().enumerate() {
            let below = first + 1.2 * measures.headings * i as f64;
            match next {
                None => {
                    let center = 0.5 * (column.left + right);
                    pages.text(center, below, text, measures.heading(Anchor::Middle));
                }
                Some(next) => {
                    pages.text(column.right, below, text, measures.heading(Anchor::End));
                    let more = next.column.heading.join(" ");
                    pages.tinted(
                        next.left,
                        below,
                        &more,
                        measures.heading(Anchor::Start),
                        SECOND,
                    );
                }
            }
        }
    });
}

/// The numbers at the ends of the strip.
fn ends(
    pages: &mut Pages,
    column: &Placed<'_>,
    scale: StripScale,
    (bottom, measures): (f64, TableMeasures),
) {
    let style = TextStyle {
        size: 0.92 * measures.headings,
        ..measures.heading(Anchor::Middle)
    };
    for (value, text) in [(0.0, "0"), (100.0, "100%")] {
        let x = column.left + (column.right - column.left) * scale.share(value);
        pages.text(x, bottom - 0.6 * MM, text, style);
    }
}

fn row(
    pages: &mut Pages,
    table: &SummaryTable,
    at: usize,
    placed: &[Placed<'_>],
    measures: TableMeasures,
) {
    let baseline = 0.5 * measures.row + 0.36 * measures.letters;
    let shown = &table.rows[at];
    pages.mark(LEFT + 0.45 * MARK, 0.5 * measures.row, &arm_style(shown));
    pages.part(Role::RowHeading, |pages| {
        arm_name(pages, shown, baseline, measures)
    });
    let scale = StripScale::of(table);
    for (i, column) in placed.iter().enumerate() {
        let next = placed.get(i + 1).filter(|next| next.column.continues);
        match &column.column.cells[at] {
            SummaryCell::Strip(values) => strip(pages, column, *values, scale, measures),
            SummaryCell::Remark(text) if column.column.continues && text.is_empty() => {}
            cell => {
                let is_shared = next.is_some_and(|next| {
                    next.column.cells[at] == SummaryCell::Remark(String::new())
                });
                let right = next
                    .filter(|_| is_shared)
                    .map_or(column.right, |next| next.right);
                let role = Role::Cell(if is_shared { 2 } else { 1 });
                pages.part(role, |pages| {
                    self::cell(pages, cell, (column, right), baseline, measures)
                });
            }
        }
    }
    pages.y += measures.row;
}

fn arm_name(pages: &mut Pages, row: &SummaryRow, baseline: f64, measures: TableMeasures) {
    let (bold, rest) = name(row);
    let left = LEFT + MARK;
    let text = fitted(&bold, measures.letters, true, NAMES);
    pages.text(left, baseline, &text, measures.style(Anchor::Start, true));
    if !rest.is_empty() {
        let after = label_width(measures);
        let text = fitted(&rest, measures.letters, false, NAMES - after);
        pages.text(
            left + after,
            baseline,
            &text,
            measures.style(Anchor::Start, false),
        );
    }
}

fn cell(
    pages: &mut Pages,
    cell: &SummaryCell,
    (column, right): (&Placed<'_>, f64),
    baseline: f64,
    measures: TableMeasures,
) {
    match cell {
        SummaryCell::Remark(text) => {
            let center = 0.5 * (column.left + right);
            pages.tinted(
                center,
                baseline,
                text,
                measures.style(Anchor::Middle, false),
                MUTED,
            );
        }
        SummaryCell::Aligned(before, after) => {
            let [left, more] = column.column.sides().map(|side| side * measures.letters);
            let free = column.right - column.left - left - more;
            // Numbers that stand alone are aligned right, pairs in the middle.
            let line = match column.column.continues {
                true => column.left + left,
                false if more == 0.0 => column.right - 0.3 * free,
                false => column.left + 0.5 * free + left,
            };
            let mut x = line - measures.letters * wide(before);
            for piece in before.iter().chain(after) {
                x += self::piece(pages, piece, x, baseline, measures);
            }
        }
        SummaryCell::Strip(_) => {}
    }
}

/// Adds a piece of text; the result is its width.
fn piece(pages: &mut Pages, piece: &Piece, x: f64, baseline: f64, measures: TableMeasures) -> f64 {
    let is_strong = piece.emphasis == Emphasis::Strong;
    let rgb = match piece.emphasis {
        Emphasis::Muted => MUTED,
        _ => INK,
    };
    let style = measures.style(Anchor::Start, is_strong);
    pages.tinted(x, baseline, &piece.text, style, rgb);
    width(&piece.text, measures.letters, is_strong)
}

fn strip(
    pages: &mut Pages,
    column: &Placed<'_>,
    values: Option<[f64; 3]>,
    scale: StripScale,
    measures: TableMeasures,
) {
    let x = |value: f64| column.left + (column.right - column.left) * scale.share(value);
    let gray = Stroke::new(ColorRole::Grid, 0.5);
    pages.line((x(0.0), 0.0), (x(0.0), measures.row), gray);
    let dashed = Stroke {
        dash: Some((1.6, 1.4)),
        ..Stroke::new(ColorRole::Muted, 0.5)
    };
    pages.line((x(100.0), 0.0), (x(100.0), measures.row), dashed);
    let Some([value, low, high]) = values else {
        return;
    };
    let y = 0.5 * measures.row;
    pages.line((x(low), y), (x(high), y), Stroke::new(ColorRole::Text, 1.0));
    let r = 1.7;
    let round = |i: u32| {
        let angle = std::f64::consts::TAU * f64::from(i) / 16.0;
        (x(value) + r * angle.cos(), y + r * angle.sin())
    };
    pages.shape(&(0..16).map(round).collect::<Vec<_>>(), INK);
}
