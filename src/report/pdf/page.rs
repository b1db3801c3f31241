//! Pages as lists of things to draw, with space for the head and foot of each.

use super::canvas::PageCanvas;
use crate::figure::Figure;
use crate::figure::canvas::{Anchor, Canvas, ColorRole, Point, Stroke, TextStyle};
use crate::fonts;

/// Width and height of A4, in points as all lengths here.
pub(super) const PAGE_SIZE: (f64, f64) = (595.28, 841.89);
/// Left and right edge of the text.
pub(super) const LEFT: f64 = 50.0;
pub(super) const RIGHT: f64 = PAGE_SIZE.0 - 50.0;
/// Width of the text.
pub(super) const WIDTH: f64 = RIGHT - LEFT;
/// Upper and lower edge of the text.
pub(super) const TOP: f64 = 62.0;
pub(super) const BOTTOM: f64 = PAGE_SIZE.1 - 58.0;

/// Something on a page.
enum Item {
    Text(Point, String, TextStyle),
    Line([Point; 2], Stroke),
    Figure(Point, Box<Figure>, f64),
}

/// One page.
#[derive(Default)]
pub(super) struct Page(Vec<Item>);

impl Page {
    /// Draws the page.
    pub fn draw(&self, canvas: &mut PageCanvas<'_, '_>) {
        for item in &self.0 {
            match item {
                Item::Text(at, text, style) => canvas.text(*at, text, style),
                Item::Line(ends, stroke) => canvas.line(ends, stroke),
                Item::Figure(at, figure, width) => figure.draw(&mut canvas.moved(*at), *width),
            }
        }
    }
}

/// The pages so far, and where the next thing is added.
pub(super) struct Pages {
    pages: Vec<Page>,
    /// Where the next thing is added: its distance from the upper edge of the last page.
    pub y: f64,
    /// Letters that no font has, each once.
    lacking: Vec<char>,
}

impl Pages {
    pub fn new() -> Self {
        Self {
            pages: vec![Page::default()],
            y: TOP,
            lacking: Vec::new(),
        }
    }

    /// The number of the last page, from 0.
    pub fn page(&self) -> usize {
        self.pages.len() - 1
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

    /// Height that is left on the page.
    pub fn remaining(&self) -> f64 {
        BOTTOM - self.y
    }

    /// Begins a new page if `height` does not fit on this one, and the page is not empty.
    pub fn require(&mut self, height: f64) {
        if height > self.remaining() && self.y > TOP {
            self.start_page();
        }
    }

    fn add(&mut self, item: Item) {
        let last = self.pages.last_mut().expect("there is always a page");
        last.0.push(item);
    }

    /// Adds a text whose baseline is `below` the present position. The position stays.
    pub fn text(&mut self, x: f64, below: f64, text: &str, style: TextStyle) {
        for letter in fonts::lacking(text) {
            if !self.lacking.contains(&letter) {
                self.lacking.push(letter);
            }
        }
        self.add(Item::Text((x, self.y + below), text.to_owned(), style));
    }

    /// Adds a horizontal line at the present position.
    pub fn rule(&mut self, from: f64, to: f64, stroke: Stroke) {
        self.add(Item::Line([(from, self.y), (to, self.y)], stroke));
    }

    /// Adds a figure at the present position.
    pub fn figure(&mut self, figure: Figure, width: f64) {
        let at = (LEFT, self.y);
        self.add(Item::Figure(at, Box::new(figure), width));
    }

    /// The pages, each with `running` as its head and its number as its foot.
    pub fn finished(mut self, running: &str) -> Vec<Page> {
        let of = self.pages.len();
        for (i, page) in self.pages.iter_mut().enumerate() {
            let muted = |anchor| TextStyle {
                size: 7.5,
                bold: false,
                anchor,
                color: ColorRole::Muted,
                upwards: false,
            };
            let number = format!("page {} of {of}", i + 1);
            let foot = PAGE_SIZE.1 - 34.0;
            page.0.push(Item::Text(
                (LEFT, 36.0),
                running.to_owned(),
                muted(Anchor::Start),
            ));
            page.0.push(Item::Line(
                [(LEFT, 42.0), (RIGHT, 42.0)],
                Stroke::new(ColorRole::Grid, 0.6),
            ));
            page.0
                .push(Item::Text((RIGHT, foot), number, muted(Anchor::End)));
        }
        self.pages
    }
}
