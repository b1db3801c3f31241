//! The report, and single figures, as PDF: vector figures, embedded fonts, text that can be selected.
//!
//! The document is first laid out on A4 as lists of things to draw (`page`), because every page states how
//! many there are. Then [krilla] draws them and writes PDF/A-2b. Letters that no font of the program has are
//! drawn as □ and named on the last page. The same document gives the same bytes.

mod canvas;
mod flow;
mod page;
mod table;

use krilla::Document as Pdf;
use krilla::SerializeSettings;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::document::Document;
use super::figure::{Figure, theme};
use canvas::{Fonts, PageCanvas};
use page::{PAGE_SIZE, Pages};

/// Pages of a document, and the title, page and top of each chapter.
struct Layout {
    pages: Pages,
    chapters: Vec<(&'static str, usize, f64)>,
}

/// The report as the bytes of a file.
pub fn file(document: &Document) -> Vec<u8> {
    let Layout { pages, chapters } = flow::lay_out(document);
    let fonts = Fonts::load();
    let mut pdf = begun();
    let (width, height) = PAGE_SIZE;
    for content in pages.finished(&document.running) {
        let settings = PageSettings::from_wh(width as f32, height as f32);
        let mut page = pdf.start_page_with(settings.expect("a page of A4 has a size"));
        let mut surface = page.surface();
        content.draw(&mut PageCanvas::new(&mut surface, &fonts, (0.0, 0.0)));
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for (title, page, top) in chapters {
        let place = XyzDestination::new(page, Point::from_xy(0.0, top as f32));
        outline.push_child(OutlineNode::new(title.to_owned(), place));
    }
    pdf.set_outline(outline);
    pdf.set_metadata(metadata(document));
    pdf.finish().expect("what is drawn here is valid PDF/A")
}

/// A figure as the bytes of a file of one page, `width` points wide. `at` is the time of making, UTC.
pub fn figure(figure: &Figure, width: f64, title: &str, at: NaiveDateTime) -> Vec<u8> {
    let fonts = Fonts::load();
    let mut pdf = begun();
    let settings = PageSettings::from_wh(width as f32, figure.height(width) as f32);
    let mut page = pdf.start_page_with(settings.expect("a figure has a size"));
    let mut surface = page.surface();
    figure.draw(
        &mut PageCanvas::new(&mut surface, &fonts, (0.0, 0.0)),
        width,
    );
    surface.finish();
    page.finish();
    let metadata = Metadata::new().title(title.to_owned());
    pdf.set_metadata(metadata.creation_date(moment(at)).language("en".to_owned()));
    pdf.finish().expect("what is drawn here is valid PDF/A")
}

fn begun() -> Pdf {
    let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B);
    Pdf::new_with(SerializeSettings {
        configuration: archival.finish().expect("PDF/A-2b has a version"),
        enable_tagging: false,
        ..SerializeSettings::default()
    })
}

fn metadata(document: &Document) -> Metadata {
    Metadata::new()
        .title(document.title.clone())
        .authors(vec![document.made.by.clone()])
        .creator(document.program.clone())
        .description(document.running.clone())
        .keywords(document.fingerprint.iter().cloned().collect())
        .language("en".to_owned())
        .creation_date(moment(document.made.at))
}

fn moment(at: NaiveDateTime) -> DateTime {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
}

/// Paper is light.
const THEME: theme::Theme = theme::LIGHT;
