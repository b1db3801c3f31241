//! Pages as lists of things to draw, with space for the head and foot of each.

use std::collections::HashMap;

use super::canvas::PageCanvas;
use super::structure::{Leaf, Role, Structure};
use crate::figure::canvas::{Anchor, Canvas, ColorRole, Point, Stroke, TextStyle};
use crate::figure::{ArmStyle, Figure};
use crate::fonts;
use crate::palette::Rgb;

/// Width and height of A4, in points as all lengths here.
pub(super) const PAGE_SIZE: (f64, f64) = (595.28, 841.89);
/// Left and right edge of the text.
pub(super) const LEFT: f64 = 50.0;
pub(super) const RIGHT: f64 = PAGE_SIZE.0 - 50.0;
/// Width of the text.
pub(super) const WIDTH: f64 = RIGHT - LEFT;
/// Upper and lower edge of the text.
pub(super) const TOP: f64 = 54.0;
pub(super) const BOTTOM: f64 = PAGE_SIZE.1 - 48.0;

/// Something on a page.
enum Item {
    Text(Point, String, TextStyle),
    /// A text in a color that no role of figures has.
    Tinted(Point, String, TextStyle, Rgb),
    Line([Point; 2], Stroke),
    /// A filled shape.
    Shape(Vec<Point>, Rgb),
    /// The edge of a rectangle, from its upper left to its lower right corner.
    Frame(Point, Point, Rgb),
    Figure(Point, Box<Figure>, f64),
    Mark(Point, ArmStyle),
    /// The number of this page and of all pages: `1 / 9`.
    Number(Point, TextStyle),
    /// The number of the page where an anchor stands.
    PageOf(Point, String, TextStyle),
}

/// An area that leads to an anchor.
pub(super) struct Jump {
    /// Upper left and lower right corner.
    pub area: [Point; 2],
    /// The anchor.
    pub to: String,
    /// What is written there.
    pub words: String,
    /// The part that it belongs to.
    pub leaf: Option<Leaf>,
}

/// One page.
#[derive(Default)]
pub(super) struct Page {
    items: Vec<(Option<Leaf>, Item)>,
    /// Its links.
    pub jumps: Vec<Jump>,
}

/// Where an anchor is: number of the page, from 0, and distance from its upper edge.
pub(super) type Anchors = HashMap<String, (usize, f64)>;

impl Page {
    /// Draws the page. `begin` and `end` are told of the part that the things between them belong to.
    pub fn draw(&self, canvas: &mut PageCanvas<'_, '_>, anchors: &Anchors, drawn: &mut Drawn) {
        for run in self.items.chunk_by(|(one, _), (other, _)| one == other) {
            let leaf = run.first().and_then(|(leaf, _)| *leaf);
            let id = canvas.begin_content(leaf.is_some());
            if let Some(leaf) = leaf {
                drawn.entry(leaf).or_default().push(id);
            }
            for (_, item) in run {
                item.draw(canvas, anchors);
            }
            canvas.end_content();
        }
    }
}

/// The identifiers of what was drawn, by the part that it belongs to.
pub(super) type Drawn = HashMap<Leaf, Vec<krilla::tagging::Identifier>>;

impl Item {
    fn draw(&self, canvas: &mut PageCanvas<'_, '_>, anchors: &Anchors) {
        match self {
            Self::Text(at, text, style) => canvas.text(*at, text, style),
            Self::Tinted(at, text, style, rgb) => canvas.tinted(*at, text, style, *rgb),
            Self::Line(ends, stroke) => canvas.line(ends, stroke),
            Self::Shape(corners, rgb) => canvas.shape(corners, *rgb),
            Self::Frame(from, to, rgb) => canvas.frame(*from, *to, *rgb),
            Self::Figure(at, figure, width) => figure.draw(&mut canvas.moved(*at), *width),
            Self::Mark(at, arm) => arm.draw_mark(canvas, *at),
            // Its text is known when all pages are: see `finished`.
            Self::Number(..) => {}
            Self::PageOf(at, anchor, style) => {
                let page = anchors.get(anchor).map(|(page, _)| (page + 1).to_string());
                canvas.text(*at, &page.unwrap_or_default(), style);
            }
        }
    }
}

/// The pages so far, and where the next thing is added.
pub(super) struct Pages {
    pages: Vec<Page>,
    structure: Structure,
    anchors: Anchors,
    /// Where the next thing is added: its distance from the upper edge of the last page.
    pub y: f64,
    /// Number of pages at the beginning that have a foot of their own.
    footed: usize,
    /// Letters that no font has, each once.
    lacking: Vec<char>,
}

/// What is laid out.
pub(super) struct Finished {
    pub pages: Vec<Page>,
    pub structure: Structure,
    pub anchors: Anchors,
}

impl Pages {
    pub fn new() -> Self {
        Self {
            pages: vec![Page::default()],
            structure: Structure::new(),
            anchors: Anchors::new(),
            y: TOP,
            footed: 0,
            lacking: Vec::new(),
        }
    }

    /// Lays out a part of the document.
    pub fn part<T>(&mut self, role: Role, lay_out: impl FnOnce(&mut Self) -> T) -> T {
        self.begin(role);
        let made = lay_out(self);
        self.end();
        made
    }

    /// Begins a part of the document.
    pub fn begin(&mut self, role: Role) {
        self.structure.begin(role);
    }

    /// Ends the part that was begun last.
    pub fn end(&mut self) {
        self.structure.end();
    }

    /// The number of the last page, from 0.
    pub fn page(&self) -> usize {
        self.pages.len() - 1
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.pages.iter().all(|page| page.items.is_empty())
    }

    /// Lets links lead to the present position.
    pub fn anchor(&mut self, name: &str) {
        let place = (self.page(), self.y);
        self.anchors.insert(name.to_owned(), place);
    }

    /// Lets links lead to the present position, unless they lead to another one already.
    pub fn anchor_first(&mut self, name: &str) {
        let place = (self.page(), self.y);
        self.anchors.entry(name.to_owned()).or_insert(place);
    }

    /// Letters that are drawn as □, because no font has them.
    pub fn lacking(&self) -> &[char] {
        &self.lacking
    }

    /// Begins a new page.
    pub fn start_page(&mut self) {
        self.pages.push(Page::default());
        self.y = TOP;
    }

    /// Says that the pages so far have a foot of their own.
    pub fn have_own_feet(&mut self) {
        self.footed = self.pages.len();
    }

    /// Height that is left on the page.
    pub fn remaining(&self) -> f64 {
        BOTTOM - self.y
    }

    /// Whether so much of the page is taken that a figure is better drawn on the next one than smaller on this one.
    pub fn is_nearly_full(&self) -> bool {
        self.y - TOP >= 0.7 * (BOTTOM - TOP)
    }

    /// Begins a new page if `height` does not fit on this one, and the page is not empty.
    pub fn require(&mut self, height: f64) {
        if height > self.remaining() && self.y > TOP {
            self.start_page();
        }
    }

    fn add(&mut self, item: Item) {
        let leaf = self.structure.leaf();
        let last = self.pages.last_mut().expect("there is always a page");
        last.items.push((leaf, item));
    }

    fn note_lacking(&mut self, text: &str) {
        for letter in fonts::lacking(text) {
            if !self.lacking.contains(&letter) {
                self.lacking.push(letter);
            }
        }
    }

    /// Adds a text whose baseline is `below` the present position. The position stays.
    pub fn text(&mut self, x: f64, below: f64, text: &str, style: TextStyle) {
        self.note_lacking(text);
        self.add(Item::Text((x, self.y + below), text.to_owned(), style));
    }

    /// The same in another color.
    pub fn tinted(&mut self, x: f64, below: f64, text: &str, style: TextStyle, rgb: Rgb) {
        self.note_lacking(text);
        let at = (x, self.y + below);
        self.add(Item::Tinted(at, text.to_owned(), style, rgb));
    }

    /// Adds the number of the page where an anchor stands.
    pub fn page_of(&mut self, x: f64, below: f64, anchor: &str, style: TextStyle) {
        let at = (x, self.y + below);
        self.add(Item::PageOf(at, anchor.to_owned(), style));
    }

    /// Adds the number of this page and of all pages.
    pub fn number(&mut self, x: f64, below: f64, style: TextStyle) {
        let at = (x, self.y + below);
        self.decorate(Item::Number(at, style));
    }

    /// Makes an area of the page lead to an anchor. Its height begins at the present position.
    pub fn jump(&mut self, x: (f64, f64), height: f64, to: &str, words: &str) {
        let jump = Jump {
            area: [(x.0, self.y), (x.1, self.y + height)],
            to: to.to_owned(),
            words: words.to_owned(),
            leaf: self.structure.leaf(),
        };
        let last = self.pages.last_mut().expect("there is always a page");
        last.jumps.push(jump);
    }

    /// Adds what is no part of the document.
    fn decorate(&mut self, item: Item) {
        let last = self.pages.last_mut().expect("there is always a page");
        last.items.push((None, item));
    }

    /// Adds a horizontal line at the present position.
    pub fn rule(&mut self, from: f64, to: f64, stroke: Stroke) {
        self.decorate(Item::Line([(from, self.y), (to, self.y)], stroke));
    }

    /// Adds a line; its ends are below the present position.
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        let ends = [from, to].map(|(x, below)| (x, self.y + below));
        self.decorate(Item::Line(ends, stroke));
    }

    /// Adds a filled shape; its corners are below the present position.
    pub fn shape(&mut self, corners: &[Point], rgb: Rgb) {
        let corners = corners.iter().map(|(x, below)| (*x, self.y + below));
        self.decorate(Item::Shape(corners.collect(), rgb));
    }

    /// Adds the edge of a rectangle; its corners are below the present position.
    pub fn frame(&mut self, from: Point, to: Point, rgb: Rgb) {
        let [from, to] = [from, to].map(|(x, below)| (x, self.y + below));
        self.decorate(Item::Frame(from, to, rgb));
    }

    /// Adds the mark of an arm around a point below the present position.
    pub fn mark(&mut self, x: f64, below: f64, arm: &ArmStyle) {
        self.decorate(Item::Mark((x, self.y + below), arm.clone()));
    }

    /// Adds a figure at the present position.
    pub fn figure(&mut self, x: f64, figure: Figure, width: f64) {
        let at = (x, self.y);
        self.add(Item::Figure(at, Box::new(figure), width));
    }

    /// The pages, each with `running` as its head and its number as its foot, but those that have a foot of their own.
    pub fn finished(mut self, running: &str) -> Finished {
        let of = self.pages.len();
        let footed = self.footed;
        for (i, page) in self.pages.iter_mut().enumerate().take(footed) {
            for (_, item) in &mut page.items {
                if let Item::Number(at, style) = item {
                    *item = Item::Text(*at, format!("{} / {of}", i + 1), *style);
                }
            }
        }
        for (i, page) in self.pages.iter_mut().enumerate().skip(footed) {
            let muted = |anchor| TextStyle {
                size: 7.5,
                bold: false,
                anchor,
                color: ColorRole::Muted,
                upwards: false,
            };
            let number = format!("page {} of {of}", i + 1);
            let foot = PAGE_SIZE.1 - 34.0;
            let head = Item::Text((LEFT, 36.0), running.to_owned(), muted(Anchor::Start));
            let line = [(LEFT, 42.0), (RIGHT, 42.0)];
            let line = Item::Line(line, Stroke::new(ColorRole::Grid, 0.6));
            let foot = Item::Text((RIGHT, foot), number, muted(Anchor::End));
            let items = [head, line, foot].map(|item| (None, item));
            page.items.extend(items);
        }
        Finished {
            pages: self.pages,
            structure: self.structure,
            anchors: self.anchors,
        }
    }
}
