//! The document from top to bottom: chapters, paragraphs, tables, figures, page by page.

use super::Laid;
use super::letters::lines;
use super::sheet::{BOTTOM, LEFT, RIGHT, Sheets, TOP, WIDTH};
use super::table;
use crate::report::Card;
use crate::report::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::report::figure::canvas::{Anchor, Ink, Lettering, Stroke};
use crate::report::sections::{Fact, Letters, Remark};

/// A size of letters with the distance of its lines.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub size: f64,
    pub line: f64,
    pub bold: bool,
    pub ink: Ink,
}

const TITLE: Style = style(18.0, 22.0, true, Ink::Text);
const CHAPTER: Style = style(13.0, 16.0, true, Ink::Text);
const HEADING: Style = style(9.5, 12.5, true, Ink::Text);
const BODY: Style = style(9.0, 12.4, false, Ink::Text);
const STRONG: Style = style(9.0, 12.4, true, Ink::Text);
const SMALL: Style = style(7.5, 10.0, false, Ink::Muted);
const CARD: Style = style(7.8, 10.4, false, Ink::Text);

const fn style(size: f64, line: f64, bold: bool, ink: Ink) -> Style {
    Style {
        size,
        line,
        bold,
        ink,
    }
}

impl Style {
    pub fn lettering(self, anchor: Anchor) -> Lettering {
        Lettering {
            size: self.size,
            bold: self.bold,
            anchor,
            ink: self.ink,
            upwards: false,
        }
    }
}

/// Lays the whole document out.
pub(super) fn lay(document: &Document) -> Laid {
    let mut sheets = Sheets::new();
    let mut chapters = Vec::new();
    title(&mut sheets, document);
    for chapter in &document.chapters {
        begin(&mut sheets, chapter);
        chapters.push((chapter.title, sheets.page(), sheets.y - CHAPTER.line));
        for block in &chapter.blocks {
            self::block(&mut sheets, block);
        }
    }
    lacking(&mut sheets);
    Laid { sheets, chapters }
}

fn title(sheets: &mut Sheets, document: &Document) {
    paragraph(sheets, &document.title, TITLE, LEFT, WIDTH);
    for warning in &document.warnings {
        paragraph(sheets, warning, STRONG, LEFT, WIDTH);
    }
    sheets.y += 6.0;
    let names = document.facts.iter().map(|(name, _)| *name);
    pairs(
        sheets,
        names.zip(document.facts.iter().map(|(_, value)| value.as_str())),
        BODY,
        110.0,
    );
}

/// Names on the left, what they are on the right.
fn pairs<'a>(
    sheets: &mut Sheets,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    style: Style,
    indent: f64,
) {
    for (name, text) in pairs {
        sheets.need(style.line);
        let muted = Style {
            ink: Ink::Muted,
            ..style
        };
        sheets.text(LEFT, style.size, name, muted.lettering(Anchor::Start));
        paragraph(sheets, text, style, LEFT + indent, WIDTH - indent);
    }
}

/// The title of a chapter, with room for some lines below it.
fn begin(sheets: &mut Sheets, chapter: &Chapter) {
    sheets.y += 14.0;
    let room = chapter.blocks.first().map_or(0.0, room);
    sheets.need(CHAPTER.line + 8.0 + room);
    sheets.rule(LEFT, RIGHT, Stroke::new(Ink::Grid, 0.6));
    sheets.y += 6.0;
    paragraph(sheets, chapter.title, CHAPTER, LEFT, WIDTH);
    sheets.y += 2.0;
}

/// Room that the beginning of a block takes, so that no title stands alone above it.
fn room(block: &Block) -> f64 {
    match block {
        Block::Figure(block) => block.versions.first().map_or(0.0, |(_, figure)| {
            let first = figure.parts(WIDTH, TALLEST).into_iter().next();
            first.map_or(0.0, |part| part.height(WIDTH) + 40.0)
        }),
        _ => 52.0,
    }
}

/// Height of the part of a figure that one page holds, with its caption.
const TALLEST: f64 = BOTTOM - TOP - 70.0;

fn block(sheets: &mut Sheets, block: &Block) {
    match block {
        Block::Heading(text) => {
            sheets.y += 8.0;
            sheets.need(HEADING.line + 40.0);
            paragraph(sheets, text, HEADING, LEFT, WIDTH);
        }
        Block::Text(words) => {
            paragraph(sheets, &words.text, BODY, LEFT, WIDTH);
            sheets.y += 4.0;
        }
        Block::List(items) => list(sheets, items),
        Block::Facts(groups) => groups.iter().for_each(|group| facts(sheets, group)),
        Block::Table(block) => tables(sheets, block),
        Block::Figure(block) => figure(sheets, block),
        Block::Remarks(remarks) => said(sheets, remarks),
        Block::Cards(cards) => cards.iter().for_each(|card| self::card(sheets, card)),
    }
}

/// A text in lines, over as many pages as it takes.
fn paragraph(sheets: &mut Sheets, text: &str, style: Style, x: f64, width: f64) {
    for line in lines(text, style.size, style.bold, width) {
        sheets.need(style.line);
        sheets.text(x, style.size, &line, style.lettering(Anchor::Start));
        sheets.y += style.line;
    }
}

fn list(sheets: &mut Sheets, items: &[Words]) {
    for item in items {
        sheets.need(BODY.line);
        sheets.text(LEFT + 2.0, BODY.size, "•", BODY.lettering(Anchor::Start));
        paragraph(sheets, &item.text, BODY, LEFT + 12.0, WIDTH - 12.0);
        sheets.y += 1.5;
    }
    sheets.y += 3.0;
}

fn facts(sheets: &mut Sheets, group: &[Fact]) {
    let facts: Vec<&str> = group.iter().map(|fact| fact.text.as_str()).collect();
    paragraph(sheets, &facts.join(" · "), SMALL, LEFT, WIDTH);
}

fn said(sheets: &mut Sheets, remarks: &[Remark]) {
    for remark in remarks {
        let text = format!("{} {}", remark.mark, remark.text);
        paragraph(sheets, text.trim(), SMALL, LEFT, WIDTH);
    }
    sheets.y += 4.0;
}

fn tables(sheets: &mut Sheets, block: &TableBlock) {
    let mut letters = Letters::default();
    for part in block.parts() {
        sheets.y += 4.0;
        if !block.caption.is_empty() {
            sheets.need(HEADING.line + 40.0);
            paragraph(sheets, &block.caption, HEADING, LEFT, WIDTH);
        }
        table::lay(sheets, &part, &mut letters);
        sheets.y += 4.0;
    }
    let remarks = block.table.remarks.iter().cloned();
    let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
    said(sheets, &remarks);
}

/// Every version of a figure, one below the other; one that is taller than a page is taken apart.
fn figure(sheets: &mut Sheets, block: &FigureBlock) {
    for (name, figure) in &block.versions {
        let mut named = !name.is_empty();
        for part in figure.parts(WIDTH, TALLEST) {
            let height = part.height(WIDTH);
            sheets.need(height + 40.0);
            if std::mem::take(&mut named) {
                paragraph(sheets, name, SMALL, LEFT, WIDTH);
            }
            sheets.figure(part, WIDTH);
            sheets.y += height + 8.0;
        }
    }
    paragraph(sheets, &block.caption, SMALL, LEFT, WIDTH);
    sheets.y += 6.0;
}

fn card(sheets: &mut Sheets, card: &Card) {
    sheets.y += 5.0;
    sheets.need(70.0);
    let title = format!("{} ({})", card.name, card.id);
    paragraph(sheets, &title, HEADING, LEFT, WIDTH);
    pairs(sheets, card.parts().into_iter(), CARD, 70.0);
}

/// Names the letters that were drawn as □.
fn lacking(sheets: &mut Sheets) {
    if sheets.lacking().is_empty() {
        return;
    }
    let codes = sheets
        .lacking()
        .iter()
        .map(|letter| format!("U+{:04X}", *letter as u32));
    let codes = codes.collect::<Vec<_>>().join(", ");
    let text = format!("Drawn as □, for the fonts of this file lack them: {codes}.");
    sheets.y += 8.0;
    paragraph(sheets, &text, SMALL, LEFT, WIDTH);
}
