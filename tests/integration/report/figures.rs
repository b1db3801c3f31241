//! Single figures: every kind in every format, of the size asked for.

use graftbook::app::figures::{FigureFormat, FigureWanted};
use graftbook::app::summarize::Summary;
use graftbook::report::figure::{Kind, Scale};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Lab, demo, program, said};

const KINDS: [Kind; 5] = [
    Kind::Growth,
    Kind::Spaghetti,
    Kind::Waterfall,
    Kind::Survival,
    Kind::Weight,
];

fn wanted(kind: Kind, scale: Scale, width_mm: f64) -> FigureWanted {
    FigureWanted {
        kind,
        scale,
        width_mm,
        per_inch: 150.0,
    }
}

fn svg(summary: &Summary, wanted: &FigureWanted) -> String {
    String::from_utf8(summary.figure_bytes(wanted, FigureFormat::Svg).unwrap()).unwrap()
}

/// The words of an SVG, which must be well-formed, and how many shapes it has.
fn read(svg: &str) -> (Vec<String>, usize) {
    let mut reader = Reader::from_str(svg);
    let mut shapes = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Empty(tag) => shapes += usize::from(tag.name().as_ref() != "rect"),
            Event::Eof => break,
            _ => {}
        }
    }
    let texts = svg.split("<text ").skip(1).map(|rest| {
        let text = rest
            .split_once('>')
            .unwrap()
            .1
            .split("</text>")
            .next()
            .unwrap();
        let plain = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        plain.replace("&amp;", "&")
    });
    (texts.collect(), shapes)
}

#[test]
fn every_kind_is_drawn_as_text_and_shapes() {
    let summary = demo();
    for kind in KINDS {
        for scale in [Scale::Linear, Scale::Log] {
            for width in [89.0, 183.0] {
                let svg = svg(&summary, &wanted(kind, scale, width));
                let (words, shapes) = read(&svg);
                assert!(shapes > 40, "{kind:?}: {shapes}");
                let named = words.iter().any(|word| word.starts_with("KT-253"));
                assert!(named, "{kind:?}: {words:?}");
                let points = format!(
                    "width=\"{}pt\"",
                    (width * 72.0 / 25.4 * 100.0_f64).round() / 100.0
                );
                assert!(svg.contains(&points), "{points}: {}", &svg[..200]);
                // Alone it needs no style sheet and no script, and every color is written out.
                assert!(
                    !svg.contains("var(")
                        && !svg.contains("class=\"hidden")
                        && !svg.contains("style=")
                );
            }
        }
    }
}

#[test]
fn nothing_is_drawn_outside_of_it() {
    let summary = demo();
    for kind in KINDS {
        for width in [60.0, 89.0, 183.0] {
            let svg = svg(&summary, &wanted(kind, Scale::Linear, width));
            let most = width * 72.0 / 25.4 + 1.0;
            let places = svg.match_indices(" x=\"").map(|(at, _)| &svg[at + 4..]);
            let places = places.map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap());
            for x in places {
                assert!((-1.0..=most).contains(&x), "{kind:?} {width}: {x}");
            }
        }
    }
}

#[test]
fn names_are_text() {
    let mut lab = Lab::new();
    let rows = "animal,arm,day,volume_mm3\na,<b> & \"x\",0,100\na,<b> & \"x\",7,200\na,<b> & \"x\",14,300\n";
    lab.import_text(rows, None);
    let (words, _) = read(&svg(
        &lab.summary("S"),
        &wanted(Kind::Growth, Scale::Linear, 89.0),
    ));
    assert!(words.iter().any(|word| word == "<b> & \"x\""), "{words:?}");
}

#[test]
fn a_figure_as_pdf_is_one_page_of_its_size() {
    let pdf = demo().figure_bytes(
        &wanted(Kind::Survival, Scale::Linear, 89.0),
        FigureFormat::Pdf,
    );
    let pdf = pdf.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    if let Some(info) = program("pdfinfo") {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f.pdf");
        std::fs::write(&file, &pdf).unwrap();
        let told = said(std::process::Command::new(info).arg(&file));
        let line = |name: &str| told.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line("Pages:").ends_with(" 1"), "{told}");
        // 89 mm are 252.28 points.
        assert!(line("Page size:").contains(" 252.2"), "{told}");
    }
}

#[cfg(feature = "png")]
#[test]
fn a_raster_image_has_the_pixels_asked_for() {
    let summary = demo();
    let wanted = wanted(Kind::Growth, Scale::Linear, 89.0);
    let bytes = summary.figure_bytes(&wanted, FigureFormat::Png).unwrap();
    let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
    let mut reader = decoder.read_info().unwrap();
    let info = reader.info();
    assert_eq!(info.width, (89.0_f64 / 25.4 * 150.0).ceil() as u32);
    assert_eq!(
        info.pixel_dims.unwrap().xppu,
        (150.0_f64 / 0.0254).round() as u32
    );
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    let inked = pixels
        .chunks(3)
        .filter(|pixel| pixel.iter().any(|part| *part < 128))
        .count();
    let share = inked as f64 / (pixels.len() / 3) as f64;
    assert!((0.01..0.3).contains(&share), "{share}");
    assert_eq!(
        bytes,
        summary.figure_bytes(&wanted, FigureFormat::Png).unwrap()
    );
    let huge = FigureWanted {
        per_inch: 1e5,
        ..wanted
    };
    let error = summary.figure_bytes(&huge, FigureFormat::Png).unwrap_err();
    assert!(error.to_string().contains("pixels are too many"), "{error}");
}

#[test]
fn a_study_with_nothing_to_draw_says_what_is_missing() {
    let mut lab = Lab::new();
    lab.import_text("animal,arm,day,body_weight_g\n1,A,0,20\n", None);
    let summary = lab.summary("S");
    for kind in [
        Kind::Growth,
        Kind::Spaghetti,
        Kind::Waterfall,
        Kind::Survival,
    ] {
        let error = summary.figure(kind, Scale::Linear).unwrap_err();
        assert!(error.to_string().contains("has nothing to draw"), "{error}");
    }
    assert!(summary.figure(Kind::Weight, Scale::Linear).is_ok());
}
