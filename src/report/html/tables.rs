//! Tables of the page: what is shown, and beside it the full values that sorting goes by.

use maud::{Markup, html};

use super::{definition, said, typed};
use crate::document::TableBlock;
use crate::sections::{Cell, Letters, Mark, Remark, Row, Table};

/// A table in parts that fit paper, with what its signs mean below them.
pub(super) fn block(block: &TableBlock) -> Markup {
    let mut letters = Letters::default();
    let parts = block.parts();
    let parts = parts
        .iter()
        .map(|part| table(part, &block.caption, &mut letters));
    let parts: Vec<Markup> = parts.collect();
    let remarks = block.table.remarks.iter().cloned();
    let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
    html! {
        @for part in &parts { (part) }
        @if !remarks.is_empty() { (said(&remarks)) }
    }
}

fn table(table: &Table, caption: &str, letters: &mut Letters) -> Markup {
    let numbers: Vec<bool> = (0..table.headings.len())
        .map(|at| table.holds_numbers(at))
        .collect();
    let mut above = None;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        // The same definition again and again is told once.
        let about = row.about.filter(|about| above != Some(*about));
        above = row.about;
        rows.push(self::row(row, about, &numbers, letters));
    }
    html! {
        div.scroll {
            table.data {
                @if !caption.is_empty() { caption { (caption) } }
                thead {
                    tr {
                        @for (at, heading) in table.headings.iter().enumerate() {
                            th scope="col" class=[(at > 0 && numbers[at]).then_some("n")] {
                                span.lines { (typed(&heading.text)) }
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
        // Numbers are no words of anybody, and take part in no other direction of writing.
        let shown = match (class(cell), cell.values.is_empty()) {
            (Some(class), _) => html! { span class=(class) { (typed(&shown)) } },
            (None, true) if !shown.is_empty() => typed(&shown),
            _ => html! { (shown) },
        };
        cells.push(match at {
            0 => html! {
                th scope="row" data-v=[values(cell)] title=[cut(&cell.text)] {
                    span.name { (shown) } (definition(about))
                }
            },
            _ => html! { td class=[numbers[at].then_some("n")] data-v=[values(cell)] { (shown) } },
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

/// A name that is shown in part where there is little room.
fn cut(name: &str) -> Option<&str> {
    (name.chars().count() > 60).then_some(name)
}

/// The full values of a cell's numbers.
fn values(cell: &Cell) -> Option<String> {
    let values: Vec<String> = cell.values.iter().map(f64::to_string).collect();
    (!values.is_empty()).then(|| values.join(" "))
}
