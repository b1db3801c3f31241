//! Lays out a document from top to bottom: the summary and the contents, then chapters of paragraphs, tables and
//! figures. No page but the last is less than half full: a figure that does not fit on such a page is drawn smaller or
//! divided.

use super::Layout;
use super::page::{BOTTOM, LEFT, Pages, RIGHT, TOP, WIDTH};
use super::structure::Role;
use super::{contents, summary, table};
use crate::Card;
use crate::document::{Block, Chapter, Document, FigureBlock, TableBlock, Words};
use crate::figure::Figure;
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
const HEADING: ParagraphStyle = style(8.8, 11.6, true, ColorRole::Text);
const BODY: ParagraphStyle = style(8.5, 11.2, false, ColorRole::Text);
const STRONG: ParagraphStyle = style(8.5, 11.2, true, ColorRole::Text);
const SMALL: ParagraphStyle = style(7.3, 9.5, false, ColorRole::Muted);
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
    if let Some(content) = &document.summary {
        chapters.push(("Summary", 0, 0.0));
        pages.part(Role::Section, |pages| {
            summary::lay_out(pages, document, content)
        });
    }
    if !document.chapters.is_empty() || document.summary.is_none() {
        if !pages.is_empty() {
            pages.start_page();
        }
        pages.part(Role::Section, |pages| {
            title(pages, document);
            contents::lay_out(pages, document);
        });
    }
    for chapter in &document.chapters {
        pages.part(Role::Section, |pages| {
            start_chapter(pages, chapter);
            chapters.push((chapter.title, pages.page(), pages.y - CHAPTER.line));
            blocks(pages, &chapter.blocks);
        });
    }
    missing_letters(&mut pages);
    if chapters.is_empty() {
        chapters.push(("Study", 0, 0.0));
    }
    Layout { pages, chapters }
}

/// The blocks of a chapter.
fn blocks(pages: &mut Pages, blocks: &[Block]) {
    for (at, block) in blocks.iter().enumerate() {
        let is_led = at
            .checked_sub(1)
            .is_none_or(|before| leads(&blocks[before]));
        self::block(pages, block, &blocks[at + 1..], is_led);
    }
}

/// Whether a block introduces what follows, and stays on its page.
fn leads(block: &Block) -> bool {
    match block {
        Block::Heading(_) | Block::Facts(_) => true,
        Block::Text(words) => height(&words.text, BODY) <= INTRODUCTION * BODY.line,
        _ => false,
    }
}

fn title(pages: &mut Pages, document: &Document) {
    heading(pages, 1, &document.title, TITLE);
    for warning in &document.warnings {
        whole(pages, warning, STRONG);
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
        pages.part(Role::Paragraph, |pages| {
            pages.text(LEFT, style.size, name, muted.text_style(Anchor::Start));
            paragraph(pages, text, style, LEFT + indent, WIDTH - indent);
        });
    }
}

/// A text that is a paragraph of the document.
fn whole(pages: &mut Pages, text: &str, style: ParagraphStyle) {
    pages.part(Role::Paragraph, |pages| {
        paragraph(pages, text, style, LEFT, WIDTH)
    });
}

fn heading(pages: &mut Pages, level: u16, text: &str, style: ParagraphStyle) {
    let role = Role::Heading(level, text.to_owned());
    pages.part(role, |pages| paragraph(pages, text, style, LEFT, WIDTH));
}

/// The title of a chapter. It is not the last thing on its page.
fn start_chapter(pages: &mut Pages, chapter: &Chapter) {
    pages.y += 14.0;
    pages.require(CHAPTER.line + 8.0 + beginning(pages, &chapter.blocks));
    pages.anchor(chapter.id);
    pages.rule(LEFT, RIGHT, Stroke::new(ColorRole::Grid, 0.6));
    pages.y += 6.0;
    heading(pages, 2, chapter.title, CHAPTER);
    pages.y += 2.0;
}

/// Height of the beginning of these blocks, which is kept on one page with the title above it: of what
/// introduces a table or a figure, and of the beginning of that.
fn beginning(pages: &Pages, blocks: &[Block]) -> f64 {
    let Some((first, rest)) = blocks.split_first() else {
        return 0.0;
    };
    match first {
        Block::Heading(text) => 8.0 + height(text, HEADING) + beginning(pages, rest),
        Block::Facts(groups) => {
            let heights = groups.iter().map(|group| height(&joined(group), SMALL));
            heights.sum::<f64>() + beginning(pages, rest)
        }
        // A long text is not an introduction to what follows: its own beginning suffices.
        Block::Text(words) => match height(&words.text, BODY) {
            short if short <= INTRODUCTION * BODY.line => short + 4.0 + beginning(pages, rest),
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
        Block::Figure(block) => block
            .versions
            .first()
            .map_or(0.0, |(_, figure)| figure_beginning(pages, figure) + CAPTION),
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
    height(&numbered(&block.label(), &block.caption), HEADING) + table::beginning(part)
}

/// `Table 3. Volumes by day`
fn numbered(label: &str, caption: &str) -> String {
    format!("{label}. {caption}")
}

/// Height that is left for the caption of a figure.
const CAPTION: f64 = 32.0;

/// The least width at which a figure is drawn, as a share of its usual width.
const LEAST_WIDTH: f64 = 0.64;

/// The height that must be left for a figure. It is less on a page that is not nearly full, because the figure is drawn
/// smaller there.
fn figure_beginning(pages: &Pages, figure: &Figure) -> f64 {
    let first = |width: f64| {
        let part = figure.parts(width, MAX_FIGURE_HEIGHT).into_iter().next();
        part.map_or(0.0, |part| part.height(width))
    };
    let usual = usual_width(figure);
    let whole = first(usual);
    match pages.is_nearly_full() {
        true => whole,
        false => row_height(figure).min(first(LEAST_WIDTH * usual)),
    }
}

/// The width of a figure where there is room: that of the text, if it has several panels.
fn usual_width(figure: &Figure) -> f64 {
    match figure.panels.len() {
        1 => SINGLE * WIDTH,
        _ => WIDTH,
    }
}

/// The width of a figure of one panel, as a share of that of the text.
const SINGLE: f64 = 0.64;

/// Distance of two versions of a figure beside each other.
const BESIDE: f64 = 14.0;

/// The height of the first row of panels.
fn row_height(figure: &Figure) -> f64 {
    let first = figure.parts(WIDTH, 1.0).into_iter().next();
    first.map_or(0.0, |part| part.height(WIDTH))
}

/// The greatest height of a figure that fits a page together with its caption.
const MAX_FIGURE_HEIGHT: f64 = BOTTOM - TOP - 70.0;

/// Adds a block; `after` are the blocks that follow it in its chapter. `is_led` says whether the block before introduces
/// it.
fn block(pages: &mut Pages, block: &Block, after: &[Block], is_led: bool) {
    match block {
        Block::Heading(text) => {
            pages.y += 8.0;
            pages.require(height(text, HEADING) + beginning(pages, after));
            heading(pages, 3, text, HEADING);
        }
        Block::Text(words) => {
            let height = height(&words.text, BODY);
            let leads = matches!(after.first(), Some(Block::Table(_) | Block::Figure(_)));
            if leads && height <= INTRODUCTION * BODY.line {
                pages.require(height + 4.0 + beginning(pages, after));
            }
            whole(pages, &words.text, BODY);
            pages.y += 4.0;
        }
        Block::List(items) => list(pages, items),
        Block::Facts(groups) => groups.iter().for_each(|group| facts(pages, group)),
        Block::Table(block) => tables(pages, block),
        Block::Figure(block) => figure(pages, block, is_led),
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
    pages.part(Role::List, |pages| {
        for item in items {
            pages.require(BODY.line);
            pages.part(Role::Item, |pages| {
                pages.part(Role::Label, |pages| {
                    pages.text(LEFT + 2.0, BODY.size, "•", BODY.text_style(Anchor::Start));
                });
                pages.part(Role::Body, |pages| {
                    paragraph(pages, &item.text, BODY, LEFT + 12.0, WIDTH - 12.0);
                });
            });
            pages.y += 1.5;
        }
    });
    pages.y += 3.0;
}

fn facts(pages: &mut Pages, group: &[Fact]) {
    whole(pages, &joined(group), SMALL);
}

fn joined(group: &[Fact]) -> String {
    let facts: Vec<&str> = group.iter().map(|fact| fact.text.as_str()).collect();
    facts.join(" · ")
}

fn add_remarks(pages: &mut Pages, remarks: &[Remark]) {
    for remark in remarks {
        let text = format!("{} {}", remark.mark, remark.text);
        whole(pages, text.trim(), SMALL);
    }
    pages.y += 4.0;
}

fn tables(pages: &mut Pages, block: &TableBlock) {
    let mut letters = Letters::default();
    let parts = block.parts();
    for (at, part) in parts.iter().enumerate() {
        pages.y += 4.0;
        pages.require(table_beginning(block, part));
        if at == 0 {
            pages.anchor(&block.anchor());
        }
        let label = match parts.len() {
            1 => block.label(),
            n => format!("{}, part {} of {n}", block.label(), at + 1),
        };
        heading(pages, 4, &numbered(&label, &block.caption), HEADING);
        table::add(pages, part, &mut letters);
        pages.y += 4.0;
    }
    let remarks = block.table.remarks.iter().cloned();
    let remarks: Vec<Remark> = remarks.chain(letters.legend()).collect();
    add_remarks(pages, &remarks);
}

/// Adds every version of a figure: two of one panel beside each other, others one below the other.
fn figure(pages: &mut Pages, block: &FigureBlock, is_led: bool) {
    match beside(block) {
        Some(height) => pair(pages, block, height),
        None => {
            for (at, (name, figure)) in block.versions.iter().enumerate() {
                version(pages, block, (name, figure), is_led && at == 0);
            }
        }
    }
    let caption = numbered(&block.label(), &block.caption);
    pages.part(Role::Caption, |pages| {
        paragraph(pages, &caption, SMALL, LEFT, WIDTH)
    });
    pages.y += 6.0;
}

/// The height of two versions beside each other; none if they do not stand so.
fn beside(block: &FigureBlock) -> Option<f64> {
    let is_pair = block.versions.len() == 2;
    let figures = block.versions.iter().map(|(_, figure)| figure);
    let are_single = figures.clone().all(|figure| figure.panels.len() == 1);
    let heights = figures.map(|figure| figure.height(HALF));
    (is_pair && are_single).then(|| SMALL.line + heights.fold(0.0, f64::max))
}

/// The width of each of two versions beside each other.
const HALF: f64 = 0.5 * (WIDTH - BESIDE);

fn pair(pages: &mut Pages, block: &FigureBlock, height: f64) {
    pages.require(height + CAPTION);
    pages.anchor(block.id);
    let top = pages.y;
    for (at, (name, figure)) in block.versions.iter().enumerate() {
        pages.y = top;
        let left = LEFT + at as f64 * (HALF + BESIDE);
        pages.part(Role::Paragraph, |pages| {
            paragraph(pages, name, SMALL, left, HALF)
        });
        let role = described(block, name);
        pages.part(role, |pages| pages.figure(left, figure.clone(), HALF));
    }
    pages.y = top + height + 8.0;
}

fn described(block: &FigureBlock, version: &str) -> Role {
    let description = format!("{}: {} {version}", block.label(), block.caption);
    Role::Figure(description.trim().to_owned())
}

/// Adds a version of a figure. What does not fit on the page is drawn smaller or on the next page.
fn version(pages: &mut Pages, block: &FigureBlock, (name, figure): (&str, &Figure), is_led: bool) {
    let must_stay = is_led || !pages.is_nearly_full();
    let (width, parts) = fitting(pages, figure, must_stay);
    let mut named = !name.is_empty();
    for part in parts {
        let height = part.height(width);
        pages.require(height + CAPTION);
        pages.anchor_first(block.id);
        if std::mem::take(&mut named) {
            whole(pages, name, SMALL);
        }
        let role = described(block, name);
        pages.part(role, |pages| pages.figure(LEFT, part, width));
        pages.y += height + 8.0;
    }
}

/// A figure in parts that fit a page, and their width. Where it must stay on this page, the first part fits what is left
/// of it, if it can.
fn fitting(pages: &Pages, figure: &Figure, must_stay: bool) -> (f64, Vec<Figure>) {
    let left = pages.remaining() - CAPTION;
    let usual = usual_width(figure);
    let whole = figure.parts(usual, MAX_FIGURE_HEIGHT);
    let first = whole.first().map_or(0.0, |part| part.height(usual));
    if !must_stay || first <= left {
        return (usual, whole);
    }
    let shares = (0..=10).map(|step| 1.0 - (1.0 - LEAST_WIDTH) * 0.1 * f64::from(step));
    let mut widths = shares.map(|share| share * usual);
    if let Some(width) = widths.find(|width| whole.len() == 1 && figure.height(*width) <= left) {
        return (width, vec![figure.clone()]);
    }
    match row_height(figure) <= left {
        true => (WIDTH, divided(figure, left)),
        false => (usual, whole),
    }
}

/// A figure in parts, of which the first is at most `left` high and the others fit a page.
fn divided(figure: &Figure, left: f64) -> Vec<Figure> {
    let mut parts = figure.parts(WIDTH, left);
    parts.truncate(1);
    let shown = parts.first().map_or(0, |part| part.panels.len());
    if shown < figure.panels.len() {
        let rest = Figure {
            panels: figure.panels[shown..].to_vec(),
            columns: parts.first().and_then(|part| part.columns),
            ..figure.clone()
        };
        parts.extend(rest.parts(WIDTH, MAX_FIGURE_HEIGHT));
    }
    parts
}

/// Height of the beginning of a definition, which is kept on one page.
const CARD_BEGINNING: f64 = 70.0;

fn card(pages: &mut Pages, card: &Card) {
    pages.y += 5.0;
    pages.require(CARD_BEGINNING);
    let title = format!("{} ({})", card.name, card.id);
    heading(pages, 3, &title, HEADING);
    pairs(pages, card.parts().into_iter(), CARD, 70.0);
}

/// Adds the codes of the letters that are drawn as □.
fn missing_letters(pages: &mut Pages) {
    let Some(codes) = fonts::codes(pages.lacking().iter().copied()) else {
        return;
    };
    let text = format!("Drawn as □, for the fonts of this file lack them: {codes}.");
    pages.y += 8.0;
    whole(pages, &text, SMALL);
}
