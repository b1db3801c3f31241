//! Lays out a document from top to bottom: chapters, paragraphs, tables and figures.

use super::Layout;
use super::page::{BOTTOM, LEFT, Pages, RIGHT, TOP, WIDTH};
use super::table;
use crate::Card;
use crate::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::figure::canvas::{Anchor, ColorRole, Stroke, TextStyle};
use crate::fonts::{self, lines};
use crate::sections::{Fact, Letters, Remark, Table};
use crate::text::isolating;

/// How paragraphs of a kind look. Lengths are points; `line` is the distance of lines.
#[derive(Clone, Copy)]
pub(super) struct ParagraphStyle {
    pub size: f64,
    pub line: f64,
    pub bold: bool,
    pub color: ColorRole,
}

const TITLE: ParagraphStyle = style(18.0, 22.0, true, ColorRole::Text);
const CHAPTER: ParagraphStyle = style(13.0, 16.0, true, ColorRole::Text);
const HEADING: ParagraphStyle = style(9.5, 12.5, true, ColorRole::Text);
const BODY: ParagraphStyle = style(9.0, 12.4, false, ColorRole::Text);
const STRONG: ParagraphStyle = style(9.0, 12.4, true, ColorRole::Text);
const SMALL: ParagraphStyle = style(7.5, 10.0, false, ColorRole::Muted);
const CARD: ParagraphStyle = style(7.8, 10.4, false, ColorRole::Text);

const fn style(size: f64, line: f64, bold: bool, color: ColorRole) -> ParagraphStyle {
    ParagraphStyle {
        size,
        line,
        bold,
        color,
    }
}

impl ParagraphStyle {
    pub fn text_style(self, anchor: Anchor) -> TextStyle {
        TextStyle {
            size: self.size,
            bold: self.bold,
            anchor,
            color: self.color,
            upwards: false,
        }
    }
}

/// Lays out the whole document.
pub(super) fn lay_out(document: &Document) -> Layout {
    let mut pages = Pages::new();
    let mut chapters = Vec::new();
    title(&mut pages, document);
    for chapter in &document.chapters {
        start_chapter(&mut pages, chapter);
        chapters.push((chapter.title, pages.page(), pages.y - CHAPTER.line));
        for (at, block) in chapter.blocks.iter().enumerate() {
            self::block(&mut pages, block, &chapter.blocks[at + 1..]);
        }
    }
    missing_letters(&mut pages);
    Layout { pages, chapters }
}

fn title(pages: &mut Pages, document: &Document) {
    paragraph(pages, &document.title, TITLE, LEFT, WIDTH);
    for warning in &document.warnings {
        paragraph(pages, warning, STRONG, LEFT, WIDTH);
    }
    pages.y += 6.0;
    let names = document.facts.iter().map(|(name, _)| *name);
    pairs(
        pages,
        names.zip(document.facts.iter().map(|(_, value)| value.as_str())),
        BODY,
        110.0,
    );
}

/// Names on the left, their values on the right.
fn pairs<'a>(
    pages: &mut Pages,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    style: ParagraphStyle,
    indent: f64,
) {
    for (name, text) in pairs {
        pages.require(style.line);
        let muted = ParagraphStyle {
            color: ColorRole::Muted,
            ..style
        };
        pages.text(LEFT, style.size, name, muted.text_style(Anchor::Start));
        paragraph(pages, text, style, LEFT + indent, WIDTH - indent);
    }
}

/// The title of a chapter. It is not the last thing on its page.
fn start_chapter(pages: &mut Pages, chapter: &Chapter) {
    pages.y += 14.0;
    pages.require(CHAPTER.line + 8.0 + beginning(&chapter.blocks));
    pages.rule(LEFT, RIGHT, Stroke::new(ColorRole::Grid, 0.6));
    pages.y += 6.0;
    paragraph(pages, chapter.title, CHAPTER, LEFT, WIDTH);
    pages.y += 2.0;
}

/// Height of the beginning of these blocks, which is kept on one page with the title above it: of what
/// introduces a table or a figure, and of the beginning of that.
fn beginning(blocks: &[Block]) -> f64 {
    let Some((first, rest)) = blocks.split_first() else {
        return 0.0;
    };
    match first {
        Block::Heading(text) => 8.0 + height(text, HEADING) + beginning(rest),
        Block::Facts(groups) => {
            let heights = groups.iter().map(|group| height(&joined(group), SMALL));
            heights.sum::<f64>() + beginning(rest)
        }
        // A long text is not an introduction to what follows: its own beginning suffices.
        Block::Text(words) => match height(&words.text, BODY) {
            short if short <= INTRODUCTION * BODY.line => short + 4.0 + beginning(rest),
            _ => INTRODUCTION * BODY.line,
        },
        Block::List(items) => items.first().map_or(0.0, |item| {
            height(&item.text, BODY).min(INTRODUCTION * BODY.line)
        }),
        Block::Table(block) => {
            let parts = block.parts();
            4.0 + parts
                .first()
                .map_or(0.0, |part| table_beginning(block, part))
        }
        Block::Figure(block) => block.versions.first().map_or(0.0, |(_, figure)| {
            let first = figure.parts(WIDTH, MAX_FIGURE_HEIGHT).into_iter().next();
            first.map_or(0.0, |part| part.height(WIDTH) + 40.0)
        }),
        Block::Remarks(_) => SMALL.line,
        Block::Cards(_) => CARD_BEGINNING,
    }
}

/// A paragraph of at most so many lines may be an introduction to what follows.
const INTRODUCTION: f64 = 3.0;

/// The height of a paragraph.
fn height(text: &str, style: ParagraphStyle) -> f64 {
    style.line * lines(text, style.size, style.bold, WIDTH).len() as f64
}

/// Height of a table's caption and its beginning.
fn table_beginning(block: &TableBlock, part: &Table) -> f64 {
    let caption = match block.caption.as_str() {
        "" => 0.0,
        caption => height(caption, HEADING),
    };
    caption + table::beginning(part)
}

/// The greatest height of a figure that fits a page together with its caption.
const MAX_FIGURE_HEIGHT: f64 = BOTTOM - TOP - 70.0;

/// Adds a block; `after` are the blocks that follow it in its chapter.
fn block(pages: &mut Pages, block: &Block, after: &[Block]) {
    match block {
        Block::Heading(text) => {
            pages.y += 8.0;
            pages.require(height(text, HEADING) + beginning(after));
            paragraph(pages, text, HEADING, LEFT, WIDTH);
        }
        Block::Text(words) => {
            let height = height(&words.text, BODY);
            let leads = matches!(after.first(), Some(Block::Table(_) | Block::Figure(_)));
            if leads && height <= INTRODUCTION * BODY.line {
                pages.require(height + 4.0 + beginning(after));
            }
            paragraph(pages, &words.text, BODY, LEFT, WIDTH);
            pages.y += 4.0;
        }
        Block::List(items) => list(pages, items),
        Block::Facts(groups) => groups.iter().for_each(|group| facts(pages, group)),
        Block::Table(block) => tables(pages, block),
        Block::Figure(block) => figure(pages, block),
        Block::Remarks(remarks) => add_remarks(pages, remarks),
        Block::Cards(cards) => cards.iter().for_each(|card| self::card(pages, card)),
    }
}

/// Adds a text in lines, on new pages where needed.
fn paragraph(pages: &mut Pages, text: &str, style: ParagraphStyle, x: f64, width: f64) {
    for line in lines(text, style.size, style.bold, width) {
        pages.require(style.line);
        let line = isolating(&line);
        pages.text(x, style.size, &line, style.text_style(Anchor::Start));
        pages.y += style.line;
    }
}

fn list(pages: &mut Pages, items: &[Words]) {
    for item in items {
        pages.require(BODY.line);
        pages.text(LEFT + 2.0, BODY.size, "•", BODY.text_style(Anchor::Start));
        paragraph(pages, &item.text, BODY, LEFT + 12.0, WIDTH - 12.0);
        pages.y += 1.5;
    }
    pages.y += 3.0;
}

fn facts(pages: &mut Pages, group: &[Fact]) {
    paragraph(pages, &joined(group), SMALL, LEFT, WIDTH);
}

fn joined(group: &[Fact]) -> String {
    let facts: Vec<&str> = group.iter().map(|fact| fact.text.as_str()).collect();
    facts.join(" · ")
}

fn add_remarks(pages: &mut Pages, remarks: &[Remark]) {
    for remark in remarks {
        let text = format!("{} {}", remark.mark, remark.text);
        paragraph(pages, text.trim(), SMALL, LEFT, WIDTH);
    }
    pages.y += 4.0;
}

fn tables(pages: &mut Pages, block: &TableBlock) {
    let mut letters = Letters::default();
    for part in block.parts() {
        pages.y += 4.0;
        if !block.caption.is_empty() {
            pages.require(table_beginning(block, &part));
            paragraph(pages, &block.caption, HEADING, LEFT, WIDTH);
        }
        table::add(pages, &part, &mut letters);
        pages.y += 4.0;
    }
    let remarks = block.table.remarks.iter().cloned();
    let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
    add_remarks(pages, &remarks);
}

/// Adds every version of a figure, one below the other. One that is taller than a page is divided.
fn figure(pages: &mut Pages, block: &FigureBlock) {
    for (name, figure) in &block.versions {
        let mut named = !name.is_empty();
        for part in figure.parts(WIDTH, MAX_FIGURE_HEIGHT) {
            let height = part.height(WIDTH);
            pages.require(height + 40.0);
            if std::mem::take(&mut named) {
                paragraph(pages, name, SMALL, LEFT, WIDTH);
            }
            pages.figure(part, WIDTH);
            pages.y += height + 8.0;
        }
    }
    paragraph(pages, &block.caption, SMALL, LEFT, WIDTH);
    pages.y += 6.0;
}

/// Height of the beginning of a definition, which is kept on one page.
const CARD_BEGINNING: f64 = 70.0;

fn card(pages: &mut Pages, card: &Card) {
    pages.y += 5.0;
    pages.require(CARD_BEGINNING);
    let title = format!("{} ({})", card.name, card.id);
    paragraph(pages, &title, HEADING, LEFT, WIDTH);
    pairs(pages, card.parts().into_iter(), CARD, 70.0);
}

/// Adds the codes of the letters that are drawn as □.
fn missing_letters(pages: &mut Pages) {
    let Some(codes) = fonts::codes(pages.lacking().iter().copied()) else {
        return;
    };
    let text = format!("Drawn as □, for the fonts of this file lack them: {codes}.");
    pages.y += 8.0;
    paragraph(pages, &text, SMALL, LEFT, WIDTH);
}
