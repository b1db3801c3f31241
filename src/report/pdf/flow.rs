//! The document from top to bottom: chapters, paragraphs, tables, figures, page by page.

use super::Laid;
use super::sheet::{BOTTOM, LEFT, RIGHT, Sheets, TOP, WIDTH};
use super::table;
use crate::Card;
use crate::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::figure::canvas::{Anchor, Ink, Lettering, Stroke};
use crate::fonts::{self, lines};
use crate::sections::{Fact, Letters, Remark, Table};
use crate::text::isolating;

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
        for (at, block) in chapter.blocks.iter().enumerate() {
            self::block(&mut sheets, block, &chapter.blocks[at + 1..]);
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
    sheets.need(CHAPTER.line + 8.0 + room(&chapter.blocks));
    sheets.rule(LEFT, RIGHT, Stroke::new(Ink::Grid, 0.6));
    sheets.y += 6.0;
    paragraph(sheets, chapter.title, CHAPTER, LEFT, WIDTH);
    sheets.y += 2.0;
}

/// Room that the beginning of these blocks takes, so that no title stands alone above it: what leads to
/// a table or a figure, and the beginning of that.
fn room(blocks: &[Block]) -> f64 {
    let Some((first, rest)) = blocks.split_first() else {
        return 0.0;
    };
    match first {
        Block::Heading(text) => 8.0 + height(text, HEADING) + room(rest),
        Block::Facts(groups) => {
            let heights = groups.iter().map(|group| height(&told(group), SMALL));
            heights.sum::<f64>() + room(rest)
        }
        // A long text is no introduction: its own beginning is enough.
        Block::Text(words) => match height(&words.text, BODY) {
            short if short <= INTRODUCTION * BODY.line => short + 4.0 + room(rest),
            _ => INTRODUCTION * BODY.line,
        },
        Block::List(items) => items.first().map_or(0.0, |item| {
            height(&item.text, BODY).min(INTRODUCTION * BODY.line)
        }),
        Block::Table(block) => {
            let parts = block.parts();
            4.0 + parts.first().map_or(0.0, |part| of_table(block, part))
        }
        Block::Figure(block) => block.versions.first().map_or(0.0, |(_, figure)| {
            let first = figure.parts(WIDTH, TALLEST).into_iter().next();
            first.map_or(0.0, |part| part.height(WIDTH) + 40.0)
        }),
        Block::Remarks(_) => SMALL.line,
        Block::Cards(_) => OF_CARD,
    }
}

/// Lines of a paragraph that may lead to what follows.
const INTRODUCTION: f64 = 3.0;

/// The height of a paragraph.
fn height(text: &str, style: Style) -> f64 {
    style.line * lines(text, style.size, style.bold, WIDTH).len() as f64
}

/// Room for a table's caption and its beginning.
fn of_table(block: &TableBlock, part: &Table) -> f64 {
    let caption = match block.caption.as_str() {
        "" => 0.0,
        caption => height(caption, HEADING),
    };
    caption + table::beginning(part)
}

/// Height of the part of a figure that one page holds, with its caption.
const TALLEST: f64 = BOTTOM - TOP - 70.0;

/// A block, and what follows it in its chapter.
fn block(sheets: &mut Sheets, block: &Block, after: &[Block]) {
    match block {
        Block::Heading(text) => {
            sheets.y += 8.0;
            sheets.need(height(text, HEADING) + room(after));
            paragraph(sheets, text, HEADING, LEFT, WIDTH);
        }
        Block::Text(words) => {
            let height = height(&words.text, BODY);
            let leads = matches!(after.first(), Some(Block::Table(_) | Block::Figure(_)));
            if leads && height <= INTRODUCTION * BODY.line {
                sheets.need(height + 4.0 + room(after));
            }
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
        let line = isolating(&line);
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
    paragraph(sheets, &told(group), SMALL, LEFT, WIDTH);
}

fn told(group: &[Fact]) -> String {
    let facts: Vec<&str> = group.iter().map(|fact| fact.text.as_str()).collect();
    facts.join(" · ")
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
            sheets.need(of_table(block, &part));
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

/// Room for the beginning of a definition.
const OF_CARD: f64 = 70.0;

fn card(sheets: &mut Sheets, card: &Card) {
    sheets.y += 5.0;
    sheets.need(OF_CARD);
    let title = format!("{} ({})", card.name, card.id);
    paragraph(sheets, &title, HEADING, LEFT, WIDTH);
    pairs(sheets, card.parts().into_iter(), CARD, 70.0);
}

/// Names the letters that were drawn as □.
fn lacking(sheets: &mut Sheets) {
    let Some(codes) = fonts::named(sheets.lacking().iter().copied()) else {
        return;
    };
    let text = format!("Drawn as □, for the fonts of this file lack them: {codes}.");
    sheets.y += 8.0;
    paragraph(sheets, &text, SMALL, LEFT, WIDTH);
}
