//! Pages in the making: lists of things to draw, with room kept for the head and foot of each.

use super::ink::Paper;
use crate::figure::Figure;
use crate::figure::canvas::{Anchor, At, Canvas, Ink, Lettering, Stroke};
use crate::fonts;

/// Width and height of A4, points.
pub(super) const PAGE: (f64, f64) = (595.28, 841.89);
/// Left and right of the text.
pub(super) const LEFT: f64 = 50.0;
pub(super) const RIGHT: f64 = PAGE.0 - 50.0;
/// Width of the text.
pub(super) const WIDTH: f64 = RIGHT - LEFT;
/// First and last line of the text.
pub(super) const TOP: f64 = 62.0;
pub(super) const BOTTOM: f64 = PAGE.1 - 58.0;

/// Something on a page.
enum Item {
    Text(At, String, Lettering),
    Line([At; 2], Stroke),
    Figure(At, Box<Figure>, f64),
}

/// One page.
#[derive(Default)]
pub(super) struct Sheet(Vec<Item>);

impl Sheet {
    /// Draws the page.
    pub fn draw(&self, paper: &mut Paper<'_, '_>) {
        for item in &self.0 {
            match item {
                Item::Text(at, text, lettering) => paper.text(*at, text, lettering),
                Item::Line(ends, stroke) => paper.line(ends, stroke),
                Item::Figure(at, figure, width) => figure.draw(&mut paper.moved(*at), *width),
            }
        }
    }
}

/// The pages so far, and where the next thing goes.
pub(super) struct Sheets {
    sheets: Vec<Sheet>,
    /// Distance from the upper edge of the last page.
    pub y: f64,
    /// Letters that no font has, in the order in which they were met.
    lacking: Vec<char>,
}

impl Sheets {
    pub fn new() -> Self {
        Self {
            sheets: vec![Sheet::default()],
            y: TOP,
            lacking: Vec::new(),
        }
    }

    /// The number of the last page, from 0.
    pub fn page(&self) -> usize {
        self.sheets.len() - 1
    }

    /// Letters that were drawn as □.
    pub fn lacking(&self) -> &[char] {
        &self.lacking
    }

    /// Begins a new page.
    pub fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
    }

    /// Room that is left on the page.
    pub fn left(&self) -> f64 {
        BOTTOM - self.y
    }

    /// Begins a new page if so much has no room on this one, and it would have more on the next.
    pub fn need(&mut self, height: f64) {
        if height > self.left() && self.y > TOP {
            self.turn();
        }
    }

    fn add(&mut self, item: Item) {
        let last = self.sheets.last_mut().expect("there is always a page");
        last.0.push(item);
    }

    /// A text whose baseline is so far below the present place.
    pub fn text(&mut self, x: f64, below: f64, text: &str, lettering: Lettering) {
        for letter in fonts::lacking(text) {
            if !self.lacking.contains(&letter) {
                self.lacking.push(letter);
            }
        }
        self.add(Item::Text((x, self.y + below), text.to_owned(), lettering));
    }

    /// A line across at the present place.
    pub fn rule(&mut self, from: f64, to: f64, stroke: Stroke) {
        self.add(Item::Line([(from, self.y), (to, self.y)], stroke));
    }

    /// A figure at the present place.
    pub fn figure(&mut self, figure: Figure, width: f64) {
        let at = (LEFT, self.y);
        self.add(Item::Figure(at, Box::new(figure), width));
    }

    /// The pages with head and foot.
    pub fn finished(mut self, running: &str) -> Vec<Sheet> {
        let of = self.sheets.len();
        for (i, sheet) in self.sheets.iter_mut().enumerate() {
            let muted = |anchor| Lettering {
                size: 7.5,
                bold: false,
                anchor,
                ink: Ink::Muted,
                upwards: false,
            };
            let number = format!("page {} of {of}", i + 1);
            let foot = PAGE.1 - 34.0;
            sheet.0.push(Item::Text(
                (LEFT, 36.0),
                running.to_owned(),
                muted(Anchor::Start),
            ));
            sheet.0.push(Item::Line(
                [(LEFT, 42.0), (RIGHT, 42.0)],
                Stroke::new(Ink::Grid, 0.6),
            ));
            sheet
                .0
                .push(Item::Text((RIGHT, foot), number, muted(Anchor::End)));
        }
        self.sheets
    }
}
