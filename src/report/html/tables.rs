//! Tables of the page. Cells have the full values of their numbers as attributes, by which the script sorts.

use maud::{Markup, html};

use super::{definition, sentence, typed};
use crate::document::TableBlock;
use crate::sections::{Cell, Letters, Mark, Remark, Row, Table};

/// A table in parts that fit the width of paper, with its legend below them.
pub(super) fn block(block: &TableBlock) -> Markup {
    let mut letters = Letters::default();
    let parts = block.parts();
    let parts = parts.iter().enumerate().map(|(at, part)| {
        let caption = caption(block, at, parts.len());
        table(part, &caption, &mut letters)
    });
    let parts: Vec<Markup> = parts.collect();
    let remarks = block.table.remarks.iter().cloned();
    let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
    html! {
        div id=(block.anchor()) {
            @for part in &parts { (part) }
            @if !remarks.is_empty() { (super::remarks(&remarks)) }
        }
    }
}

fn caption(block: &TableBlock, part: usize, parts: usize) -> Markup {
    html! {
        caption {
            (block.label())
            @if parts > 1 { ", part " (part + 1) " of " (parts) }
            ". " (sentence(&block.caption))
        }
    }
}

fn table(table: &Table, caption: &Markup, letters: &mut Letters) -> Markup {
    let numbers: Vec<bool> = (0..table.headings.len())
        .map(|at| table.holds_numbers(at))
        .collect();
    let mut above = None;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        // Of successive rows with the same definition only the first refers to it.
        let about = row.about.filter(|about| above != Some(*about));
        above = row.about;
        rows.push(self::row(row, about, &numbers, letters));
    }
    html! {
        div.scroll {
            table.data {
                (caption)
                thead {
                    tr {
                        @for (at, heading) in table.headings.iter().enumerate() {
                            th scope="col" class=[(at > 0 && numbers[at]).then_some("n")] {
                                @if heading.text.contains('\n') { span.lines { (typed(&heading.text)) } }
                                @else { (typed(&heading.text)) }
                                (definition(heading.about))
                            }
                        }
                    }
                }
                tbody { @for row in &rows { (row) } }
            }
        }
    }
}

fn row(row: &Row, about: Option<&str>, numbers: &[bool], letters: &mut Letters) -> Markup {
    let mut cells = Vec::with_capacity(row.cells.len());
    for (at, cell) in row.cells.iter().enumerate() {
        let shown = cell.shown(letters);
        // Numbers are not typed by people and need no isolation.
        let shown = match (class(cell), cell.values.is_empty()) {
            (Some(class), _) => html! { span class=(class) { (typed(&shown)) } },
            (None, true) if !shown.is_empty() => typed(&shown),
            _ => html! { (shown) },
        };
        cells.push(match at {
            0 => html! {
                th scope="row" data-v=[values(cell)] title=[long_name(&cell.text)] {
                    @if long_name(&cell.text).is_some() { span.name { (shown) } } @else { (shown) }
                    (definition(about))
                }
            },
            // A cell with values is aligned as a number by these.
            _ => {
                let class = (numbers[at] && cell.values.is_empty()).then_some("n");
                html! { td class=[class] data-v=[values(cell)] { (shown) } }
            }
        });
    }
    html! { tr { @for cell in &cells { (cell) } } }
}

fn class(cell: &Cell) -> Option<&'static str> {
    match cell.mark {
        Some(Mark::Primary) => Some("primary"),
        Some(Mark::Guarded) => Some("guarded"),
        _ => cell.text.contains('\n').then_some("lines"),
    }
}

/// A name so long that small screens show only a part of it; it becomes a tooltip.
fn long_name(name: &str) -> Option<&str> {
    (name.chars().count() > 60).then_some(name)
}

/// The full values of a cell's numbers.
fn values(cell: &Cell) -> Option<String> {
    let values: Vec<String> = cell.values.iter().map(f64::to_string).collect();
    (!values.is_empty()).then(|| values.join(" "))
}
