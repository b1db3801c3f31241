//! Single figures: every kind in every format, in the requested size.

use std::path::Path;

use app::figures::{FigureFormat, FigureTheme, FigureWanted};
use app::summarize::{ReportFormat, Summary};
use quick_xml::Reader;
use quick_xml::events::Event;
use report::figure::{Kind, Layer, Scale, View};
use report::summary::SummaryFigure;

use super::{Lab, demo, output_of, program, wanted as report_wanted};
use crate::support::shared;

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
        ..FigureWanted::default()
    }
}

fn svg(summary: &Summary, wanted: &FigureWanted) -> String {
    String::from_utf8(summary.figure_bytes(wanted, FigureFormat::Svg).unwrap()).unwrap()
}

/// The texts of an SVG, which must be well-formed, and its number of shapes.
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
fn every_figure_is_drawn_as_text_and_shapes() {
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
                // A single figure needs no style sheet and no script: every color is written out.
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
fn nothing_is_drawn_outside_the_figure() {
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
fn means_are_drawn_between_the_axes() {
    let figure = demo()
        .figure(&wanted(Kind::Spaghetti, Scale::Log, 183.0))
        .unwrap();
    let mut means = 0;
    for panel in &figure.panels {
        for layer in &panel.layers {
            let Layer::ArmMean { points, .. } = layer else {
                continue;
            };
            for &(day, mean, _) in points.iter().filter(|point| point.1 > 0.0) {
                let share = panel.y.share(mean).unwrap();
                assert!((0.0..=1.0).contains(&share), "day {day}: {mean} at {share}");
                means += 1;
            }
        }
    }
    assert!(means > 30, "{means}");
}

#[test]
fn equal_responses_are_sorted_by_arm() {
    let figure = demo()
        .figure(&wanted(Kind::Waterfall, Scale::Linear, 183.0))
        .unwrap();
    let Layer::Bars(bars) = &figure.panels[0].layers[0] else {
        panic!("{figure:?}");
    };
    let mut equal = 0;
    for pair in bars.windows(2) {
        if (pair[0].value - pair[1].value).abs() < 1e-10 {
            assert!(pair[0].arm <= pair[1].arm, "{pair:?}");
            equal += 1;
        }
    }
    assert!(equal > 8, "{equal}");
}

#[test]
fn figure_of_many_arms_fits_a_page() {
    let mut lab = Lab::new();
    let mut rows = "animal,arm,day,volume_mm3\n".to_owned();
    for arm in 0..16 {
        for (day, volume) in [(0, 150), (7, 300), (14, 900 + arm)] {
            rows += &format!("m{arm},agent_{arm:02}_other_00,{day},{volume}\n");
        }
    }
    lab.import_text(&rows, None);
    let figure = lab
        .summary("S")
        .figure(&wanted(Kind::Spaghetti, Scale::Linear, 183.0))
        .unwrap();
    for mm in [89.0, 183.0] {
        let height = figure.height(mm * 72.0 / 25.4) * 25.4 / 72.0;
        assert!((80.0..240.0).contains(&height), "{mm}: {height}");
    }
    // A title that is broken into lines keeps its end.
    let wanted = wanted(Kind::Spaghetti, Scale::Linear, 89.0);
    let (words, _) = read(&svg(&lab.summary("S"), &wanted));
    assert!(
        words.iter().any(|word| word.ends_with("00 (n 1)")),
        "{words:?}"
    );
}

#[test]
fn numbers_at_risk_are_below_the_axis_labels() {
    let summary = demo();
    for width in [89.0, 183.0] {
        let svg = svg(&summary, &wanted(Kind::Survival, Scale::Linear, width));
        let row = svg.split("<g class=\"counts\"").nth(1).unwrap();
        let row = row.split("</g>").next().unwrap();
        let places = |part: &str| -> Vec<String> {
            let texts = part.split("<text x=\"").skip(1);
            texts
                .map(|text| text.split('"').next().unwrap().to_owned())
                .collect()
        };
        let counts = places(row);
        assert!(counts.len() > 3, "{counts:?}");
        let above = places(svg.split("<g class=\"counts\"").next().unwrap());
        for x in counts {
            assert!(above.contains(&x), "{x}: {above:?}");
        }
    }
}

#[test]
fn logarithmic_axis_is_for_volumes_only() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("n.db");
    let out = folder.path().join("f.svg");
    for kind in ["waterfall", "survival", "weight"] {
        let mut command = crate::session::graftbook(&db);
        command.args(["figure", "--study", "S", "--log", "--kind", kind, "-o"]);
        let output = command.arg(&out).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            message.contains(&format!("`{kind}`")) && message.contains("--log"),
            "{message}"
        );
    }
}

#[test]
fn names_are_drawn_as_text() {
    let mut lab = Lab::new();
    let rows = "animal,arm,day,volume_mm3\na,<b> & \"x\",0,100\na,<b> & \"x\",7,200\na,<b> & \"x\",14,300\n";
    lab.import_text(rows, None);
    let (words, _) = read(&svg(
        &lab.summary("S"),
        &wanted(Kind::Growth, Scale::Linear, 89.0),
    ));
    assert!(words.iter().any(|word| word == "<b> & \"x\""), "{words:?}");
}

#[cfg(feature = "pdf")]
#[test]
fn pdf_figure_is_one_page_of_its_size() {
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
        let message = output_of(std::process::Command::new(info).arg(&file));
        let line = |name: &str| message.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line("Pages:").ends_with(" 1"), "{message}");
        // 89 mm are 252.28 points of 1/72 inch.
        assert!(line("Page size:").contains(" 252.2"), "{message}");
    }
}

#[cfg(feature = "png")]
#[test]
fn raster_image_has_the_requested_pixels() {
    let summary = demo();
    let wanted = wanted(Kind::Growth, Scale::Linear, 89.0);
    let bytes = summary.figure_bytes(&wanted, FigureFormat::Png).unwrap();
    let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
    let mut reader = decoder.read_info().unwrap();
    let info = reader.info();
    let info_width = info.width as usize;
    assert_eq!(info.width, (89.0_f64 / 25.4 * 150.0).ceil() as u32);
    assert_eq!(
        info.pixel_dims.unwrap().xppu,
        (150.0_f64 / 0.0254).round() as u32
    );
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    // The height is not a whole number of pixels: the rest of the last row has the background color.
    let last = &pixels[pixels.len() - 3 * info_width..];
    assert!(last.iter().all(|part| *part == 255));
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
        ..wanted.clone()
    };
    let error = summary.figure_bytes(&huge, FigureFormat::Png).unwrap_err();
    assert!(error.to_string().contains("pixels are too many"), "{error}");
}

#[test]
fn formats_left_out_of_the_build_are_refused() {
    let figure = |name| FigureFormat::of(Path::new(name)).map(|_| ());
    let report = |name| ReportFormat::of(Path::new(name)).map(|_| ());
    for (found, is_built_in, feature) in [
        (figure("f.pdf"), cfg!(feature = "pdf"), "pdf"),
        (figure("f.png"), cfg!(feature = "png"), "png"),
        (report("s.pdf"), cfg!(feature = "pdf"), "pdf"),
        (report("s.xlsx"), cfg!(feature = "xlsx"), "xlsx"),
    ] {
        match found {
            Ok(()) => assert!(is_built_in, "{feature}"),
            Err(error) => {
                assert!(!is_built_in, "{feature}");
                let message = format!("{error:?}");
                assert!(message.contains("built without"), "{message}");
                assert!(
                    message.contains(&format!("with the feature `{feature}`")),
                    "{message}"
                );
            }
        }
    }
}

#[test]
fn study_without_data_says_what_is_missing() {
    let mut lab = Lab::new();
    lab.import_text("animal,arm,day,body_weight_g\n1,A,0,20\n", None);
    let summary = lab.summary("S");
    for kind in [
        Kind::Growth,
        Kind::Spaghetti,
        Kind::Waterfall,
        Kind::Survival,
    ] {
        let error = summary
            .figure(&wanted(kind, Scale::Linear, 183.0))
            .unwrap_err();
        assert!(error.to_string().contains("has nothing to draw"), "{error}");
    }
    assert!(
        summary
            .figure(&wanted(Kind::Weight, Scale::Linear, 183.0))
            .is_ok()
    );
}

#[test]
fn options_choose_arms_days_values_and_size() {
    let summary = demo();
    let growth = wanted(Kind::Growth, Scale::Linear, 120.0);
    let part = FigureWanted {
        arms: vec!["KT-253 1 mg/kg".to_owned(), "Vehicle".to_owned()],
        view: View {
            from: Some(7.0),
            until: Some(21.0),
            y_max: Some(1000.0),
        },
        height_mm: Some(80.0),
        title: "Days 7 to 21".to_owned(),
        ..growth.clone()
    };
    let figure = summary.figure(&part).unwrap();
    let [panel] = figure.panels.as_slice() else {
        panic!("{figure:?}");
    };
    assert_eq!(panel.layers.len(), 2);
    for layer in &panel.layers {
        let Layer::Means { points, .. } = layer else {
            panic!("{layer:?}");
        };
        assert!(points.iter().all(|point| (7.0..=21.0).contains(&point.day)));
    }
    let x = panel.x.as_ref().unwrap();
    assert_eq!(x.range(), (7.0, 21.0));
    assert!(panel.y.is_broken() && panel.y.range().1 == 1000.0);
    let height = figure.height(120.0 * 72.0 / 25.4) * 25.4 / 72.0;
    assert!((height - 80.0).abs() < 1e-6, "{height}");
    let (words, _) = read(&svg(&summary, &part));
    assert!(words.iter().any(|word| word == "Days 7 to 21"), "{words:?}");
    assert!(words.iter().any(|word| word == "↑ 1561"), "{words:?}");
    assert!(
        !words.iter().any(|word| word.starts_with("DS-3032")),
        "{words:?}"
    );
    let unknown = FigureWanted {
        arms: vec!["Vehikel".to_owned()],
        ..growth.clone()
    };
    let error = summary.figure(&unknown).unwrap_err().to_string();
    assert!(error.contains("Vehikel"), "{error}");
    let flat = FigureWanted {
        height_mm: Some(30.0),
        ..growth
    };
    let error = summary.figure(&flat).unwrap_err().to_string();
    assert!(error.contains("too little room"), "{error}");
}

#[test]
fn gray_theme_has_no_color() {
    let summary = demo();
    for kind in KINDS {
        let gray = FigureWanted {
            theme: FigureTheme::Gray,
            ..wanted(kind, Scale::Linear, 120.0)
        };
        let svg = svg(&summary, &gray);
        for color in svg.split("\"#").skip(1).map(|rest| &rest[..6]) {
            assert!(
                color[..2] == color[2..4] && color[..2] == color[4..],
                "{kind:?}: #{color}"
            );
        }
    }
}

#[test]
fn every_figure_has_a_name_and_a_description() {
    let summary = demo();
    for kind in KINDS {
        let figure = summary.figure(&wanted(kind, Scale::Linear, 183.0)).unwrap();
        assert!(figure.name.len() > 20, "{kind:?}: {}", figure.name);
        assert!(
            figure.description.len() > 20,
            "{kind:?}: {}",
            figure.description
        );
        let svg = svg(&summary, &wanted(kind, Scale::Linear, 183.0));
        assert!(
            svg.contains("<title>") && svg.contains("<desc>"),
            "{kind:?}"
        );
    }
}

/// The texts of a summary figure of a study at a width, in points.
fn drawn(figure: &SummaryFigure, width: f64) -> Vec<String> {
    let svg = report::figure::svg::file(&figure.figure, width, &report::figure::LIGHT);
    read(&svg).0
}

/// The figures of the summary page, growth first.
fn summary_figures(summary: &Summary) -> [SummaryFigure; 2] {
    let page = summary.document().summary.unwrap();
    [page.growth.unwrap(), page.weight.unwrap()]
}

#[test]
fn figures_of_the_summary_page_are_level_and_name_their_arms() {
    let [growth, weight] = summary_figures(&demo());
    assert_eq!(growth.subtitle, "mm³ (log scale of V + 10): mean ± SEM");
    let words = drawn(&growth, 351.5);
    for text in [
        "0",
        "10",
        "30",
        "100",
        "300",
        "1000",
        "landmark, day 17",
        "(2)",
        "†",
        "limit 2000 mm³",
    ] {
        assert!(words.iter().any(|word| word == text), "{text}: {words:?}");
    }
    // At the end of its curve, and beside its row of counts.
    let named = |words: &[String], name: &str| words.iter().filter(|word| *word == name).count();
    assert_eq!(
        named(&words, "\u{2068}KT-253 3 mg/kg\u{2069}") + named(&words, "KT-253 3 mg/kg"),
        2
    );
    let narrow = drawn(&growth, 232.0);
    assert_eq!(named(&narrow, "KT-253 3"), 2, "{narrow:?}");
    assert_eq!(named(&narrow, "mg/kg"), 1, "{narrow:?}");
    let words = drawn(&weight, 150.2);
    assert!(
        words.iter().any(|word| word.contains("animal 219, −21.5%")),
        "{words:?}"
    );
    let key: Vec<&str> = weight.key.iter().map(|line| line.text.as_str()).collect();
    assert!(
        key.iter().any(|line| line.starts_with("× humane endpoint")),
        "{key:?}"
    );
    assert!(
        key.iter().any(|line| line.starts_with("† found dead")),
        "{key:?}"
    );
}

#[test]
fn many_arms_are_small_panels_with_weights_level_beside_them() {
    let Some(path) = shared("data/maeve_gdc0084_temo_01.csv") else {
        return;
    };
    let mut lab = Lab::new();
    lab.import(&path, Some("gdc0084_00_temo_00"));
    let [growth, weight] = summary_figures(&lab.summary("S"));
    assert_eq!(growth.figure.panels.len(), 16);
    let width = 124.0 * 72.0 / 25.4;
    assert!((growth.figure.height(width) - weight.figure.height(150.2)).abs() < 1e-9);
    let words = drawn(&growth, width);
    assert!(words.iter().any(|word| word == "G16"), "{words:?}");
    assert!(
        growth.key[0].text.contains("Gray: mean of G1."),
        "{:?}",
        growth.key
    );
    let words = drawn(&weight, 150.2);
    assert!(
        words.iter().any(|word| word.starts_with("d6, 7")),
        "{words:?}"
    );
}

#[test]
fn days_near_each_other_are_two_means_where_the_same_animals_were_read() {
    let mut rows = "animal,arm,day,volume_mm3,body_weight_g\n".to_owned();
    for animal in 0..10 {
        for day in [0, 7, 14, 20, 23] {
            let volume = 100 + 3 * animal + 10 * day;
            rows += &format!("{animal},arm {},{day},{volume},{}\n", animal % 2, 20 + day);
        }
    }
    let mut lab = Lab::new();
    lab.import_text(&rows, Some("arm 0"));
    // Day 20 counts for day 21, on which nobody was read.
    let mut wanted = report_wanted();
    wanted.options.day = Some(21.0);
    wanted.options.window = Some(1.0);
    let summary = lab.notebook.summarize("S", &wanted).unwrap();
    let page = String::from_utf8(summary.bytes(ReportFormat::Html).unwrap()).unwrap();
    let words: Vec<&str> = page
        .split("<title>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert!(
        !words.iter().any(|word| word.contains("(n 10")),
        "{words:?}"
    );
    for (day, unit) in [(21, "mm³"), (23, "mm³"), (21, "%"), (23, "%")] {
        let named = format!(", day {day}: ");
        let is_there =
            |word: &&str| word.contains(&named) && word.contains(unit) && word.contains("(n 5");
        assert!(words.iter().any(is_there), "{named}: {words:?}");
    }
}
