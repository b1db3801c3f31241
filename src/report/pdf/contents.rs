//! The contents: chapters, tables and figures with the pages where they stand, all of them links.

use super::flow::ParagraphStyle;
use super::page::{LEFT, Pages, WIDTH};
use super::structure::Role;
use crate::document::Document;
use crate::figure::canvas::{Anchor, ColorRole};
use crate::fonts;

const TITLE: ParagraphStyle = ParagraphStyle {
    size: 9.5,
    line: 14.0,
    bold: true,
    color: ColorRole::Text,
};
const ENTRY: ParagraphStyle = ParagraphStyle {
    size: 7.8,
    line: 10.8,
    bold: false,
    color: ColorRole::Text,
};

/// Distance of the two columns, and the width of each.
const BETWEEN: f64 = 22.0;
const COLUMN: f64 = 0.5 * (WIDTH - BETWEEN);

/// Space for the number of a page.
const NUMBER: f64 = 22.0;

/// An entry: what it says, and the anchor that it leads to.
type Entry = (String, String);

/// Adds the contents: entries fill the left column, then the right one.
pub(super) fn lay_out(pages: &mut Pages, document: &Document) {
    let entries = entries(document);
    if entries.is_empty() {
        return;
    }
    pages.y += 12.0;
    let role = Role::Heading(2, "Contents".to_owned());
    pages.part(role, |pages| {
        pages.text(
            LEFT,
            TITLE.size,
            "Contents",
            TITLE.text_style(Anchor::Start),
        );
    });
    pages.y += TITLE.line;
    pages.part(Role::Contents, |pages| {
        let mut rest = entries.as_slice();
        while !rest.is_empty() {
            let fit = ((pages.remaining() / ENTRY.line).floor().max(1.0)) as usize;
            let rows = rest.len().div_ceil(2).min(fit);
            let (here, later) = rest.split_at(rest.len().min(2 * rows));
            columns(pages, here, rows);
            rest = later;
            if !rest.is_empty() {
                pages.start_page();
            }
        }
    });
}

fn columns(pages: &mut Pages, entries: &[Entry], rows: usize) {
    let top = pages.y;
    for (column, entries) in entries.chunks(rows).enumerate() {
        pages.y = top;
        let left = LEFT + column as f64 * (COLUMN + BETWEEN);
        for entry in entries {
            pages.part(Role::Entry, |pages| {
                pages.part(Role::Link, |pages| self::entry(pages, entry, left));
            });
            pages.y += ENTRY.line;
        }
    }
    pages.y = top + ENTRY.line * rows as f64;
}

fn entry(pages: &mut Pages, (text, anchor): &Entry, left: f64) {
    let right = left + COLUMN;
    let fitted = fonts::fitted(text, ENTRY.size, false, COLUMN - NUMBER);
    pages.text(left, ENTRY.size, &fitted, ENTRY.text_style(Anchor::Start));
    pages.page_of(right, ENTRY.size, anchor, ENTRY.text_style(Anchor::End));
    pages.jump((left, right), ENTRY.line, anchor, text);
}

fn entries(document: &Document) -> Vec<Entry> {
    let chapters = document.chapters.iter();
    let chapters = chapters.map(|chapter| (chapter.title.to_owned(), chapter.id.to_owned()));
    let listed = document.listed().into_iter();
    let listed = listed.map(|entry| (format!("{}  {}", entry.label, entry.caption), entry.anchor));
    chapters.chain(listed).collect()
}
