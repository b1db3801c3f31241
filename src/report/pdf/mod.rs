//! The report, single figures, and sheets for the bench as PDF: vector figures, embedded fonts, text that can be selected.
//!
//! The document is first laid out on A4 as lists of things to draw (`page`), because every page states how
//! many there are: the summary on the first page (`summary`), the contents (`contents`), then the chapters (`flow`).
//! Then [krilla] draws them and writes PDF/A-2b and PDF/UA-1: every text belongs to a part of a structure
//! (`structure`), figures have descriptions. Letters that no font of the program has are drawn as □ and named on the
//! last page. The same document gives the same bytes.

mod canvas;
mod contents;
mod dose_sheet;
mod flow;
mod page;
mod structure;
mod summary;
mod summary_table;
mod table;

use krilla::Document as Pdf;
use krilla::SerializeSettings;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::document::Document;
use super::dose_sheet::DoseSheet;
use super::figure::{Figure, theme};
use crate::figure::canvas::{Canvas, ColorRole, Fill};
use canvas::{Fonts, PageCanvas};
use page::{Anchors, Drawn, Jump, PAGE_SIZE, Pages};

/// Pages of a document, and the title, page and top of each chapter.
struct Layout {
    pages: Pages,
    chapters: Vec<(&'static str, usize, f64)>,
}

/// The report as the bytes of a file.
pub fn file(document: &Document) -> Vec<u8> {
    let laid_out = flow::lay_out(document);
    tagged(laid_out, &document.running, metadata(document))
}

/// The sheet of a day's doses as the bytes of a file.
pub fn dose_sheet(sheet: &DoseSheet) -> Vec<u8> {
    let metadata = Metadata::new()
        .title(sheet.title.clone())
        .authors(vec![sheet.by.clone()])
        .description(sheet.day.clone())
        .language("en".to_owned())
        .creation_date(moment(sheet.at));
    let laid_out = Layout {
        pages: dose_sheet::lay_out(sheet),
        chapters: Vec::new(),
    };
    tagged(laid_out, &sheet.running, metadata)
}

/// Pages with their structure, `running` as the head of each.
fn tagged(laid_out: Layout, running: &str, metadata: Metadata) -> Vec<u8> {
    let Layout { pages, chapters } = laid_out;
    let fonts = Fonts::load();
    let mut pdf = begun(true);
    let (width, height) = PAGE_SIZE;
    let finished = pages.finished(running);
    let mut drawn = Drawn::new();
    for content in &finished.pages {
        let settings = PageSettings::from_wh(width as f32, height as f32);
        let mut page = pdf.start_page_with(settings.expect("a page of A4 has a size"));
        let mut surface = page.surface();
        let mut canvas = PageCanvas::new(&mut surface, &fonts, (0.0, 0.0));
        content.draw(&mut canvas, &finished.anchors, &mut drawn);
        surface.finish();
        for jump in &content.jumps {
            if let Some(link) = link(jump, &finished.anchors) {
                let id = page.add_tagged_annotation(link);
                if let Some(leaf) = jump.leaf {
                    drawn.entry(leaf).or_default().insert(0, id);
                }
            }
        }
        page.finish();
    }
    let mut outline = Outline::new();
    for (title, page, top) in chapters {
        outline.push_child(OutlineNode::new(title.to_owned(), place(page, top)));
    }
    pdf.set_outline(outline);
    pdf.set_tag_tree(finished.structure.tree(&mut drawn));
    pdf.set_metadata(metadata);
    pdf.finish()
        .expect("what is drawn here is valid PDF/A and PDF/UA")
}

fn place(page: usize, top: f64) -> XyzDestination {
    XyzDestination::new(page, Point::from_xy(0.0, top as f32))
}

/// A link to an anchor; none if the document lacks it.
fn link(jump: &Jump, anchors: &Anchors) -> Option<Annotation> {
    let (page, top) = anchors.get(&jump.to)?;
    let [(left, upper), (right, lower)] = jump.area;
    let area = Rect::from_ltrb(left as f32, upper as f32, right as f32, lower as f32)?;
    let target = Target::Destination(Destination::Xyz(place(*page, *top)));
    let link = LinkAnnotation::new(area, target);
    Some(Annotation::new_link(link, Some(jump.words.clone())))
}

/// A figure as the bytes of a file of one page, `width` points wide, in the colors of a theme. `at` is the time of making,
/// UTC.
pub fn figure(
    figure: &Figure,
    (width, theme): (f64, &theme::Theme),
    title: &str,
    at: NaiveDateTime,
) -> Vec<u8> {
    let fonts = Fonts::load();
    let mut pdf = begun(false);
    let height = figure.height(width);
    let settings = PageSettings::from_wh(width as f32, height as f32);
    let mut page = pdf.start_page_with(settings.expect("a figure has a size"));
    let mut surface = page.surface();
    let mut canvas = PageCanvas::new(&mut surface, &fonts, (0.0, 0.0)).themed(theme);
    canvas.polygon(
        &[(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)],
        Some(Fill {
            color: ColorRole::Background,
            opacity: 1.0,
        }),
        None,
    );
    figure.draw(&mut canvas, width);
    surface.finish();
    page.finish();
    let metadata = Metadata::new().title(title.to_owned());
    pdf.set_metadata(metadata.creation_date(moment(at)).language("en".to_owned()));
    pdf.finish().expect("what is drawn here is valid PDF/A")
}

/// An empty file. One that is tagged has a structure.
fn begun(is_tagged: bool) -> Pdf {
    let mut standards = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B);
    if is_tagged {
        standards = standards.with_accessibility_validator(Accessibility::UA1);
    }
    Pdf::new_with(SerializeSettings {
        configuration: standards.finish().expect("both standards allow PDF 1.7"),
        enable_tagging: is_tagged,
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
