#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::bars::{Bar, Waterfall};
use super::*;
use crate::tests::text as picture;

fn drawn(plot: &Plot, width: u16, height: u16, ascii: bool) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let theme = Theme {
        ascii,
        ..Theme::plain()
    };
    plot.draw(&mut buffer, area, &theme);
    if ascii {
        crate::base::ascii::spell(&mut buffer);
    }
    picture(&buffer)
}

fn series(mark: &'static str, points: &[(f64, f64)]) -> Series {
    Series {
        points: points.iter().map(|&(x, y)| Point::at(x, y)).collect(),
        mark,
        ..Series::default()
    }
}

fn two_arms(scale: Scale) -> Plot {
    let vehicle = [(0.0, 150.0), (4.0, 310.0), (7.0, 620.0), (11.0, 1250.0)];
    let treated = [(0.0, 148.0), (4.0, 90.0), (7.0, 20.0), (11.0, 0.0)];
    let values = vehicle.iter().chain(&treated);
    let mut plot = Plot::new(
        Axis::days(values.clone().map(|p| p.0)),
        Axis::scaled(scale, "mm³", values.map(|p| p.1)),
    );
    for (mark, label, points) in [("●", "Vehicle", vehicle), ("■", "KT-253", treated)] {
        let mut arm = series(mark, &points);
        arm.label = label.into();
        arm.points[2].error = Some(60.0);
        arm.points[3].faded = true;
        plot.series.push(arm);
        plot.rows.push(Row {
            mark,
            label: label.into(),
            cells: points
                .iter()
                .map(|p| (p.0, "8".into(), Style::new()))
                .collect(),
            ..Row::default()
        });
    }
    plot.references.push(Reference {
        at: 1000.0,
        label: "limit 1000 mm³".into(),
    });
    plot
}

#[test]
fn a_figure_has_axes_lines_marks_and_rows() {
    insta::assert_snapshot!("linear", drawn(&two_arms(Scale::Linear), 64, 20, false));
    insta::assert_snapshot!("log", drawn(&two_arms(Scale::Log), 64, 20, false));
    insta::assert_snapshot!("ascii", drawn(&two_arms(Scale::Log), 64, 20, true));
}

#[test]
fn awkward_data_are_drawn_sensibly() {
    let cases: [(&str, &[(f64, f64)]); 6] = [
        ("no data", &[]),
        ("one point", &[(3.0, 120.0)]),
        ("all equal", &[(0.0, 120.0), (3.0, 120.0), (7.0, 120.0)]),
        ("one day", &[(3.0, 90.0), (3.0, 240.0)]),
        ("only zeros", &[(0.0, 0.0), (7.0, 0.0)]),
        (
            "not finite",
            &[(0.0, f64::NAN), (f64::INFINITY, 1.0), (2.0, 5.0)],
        ),
    ];
    let mut pictures = String::new();
    for (name, points) in cases {
        for scale in [Scale::Linear, Scale::Log] {
            let mut plot = Plot::new(
                Axis::days(points.iter().map(|p| p.0)),
                Axis::scaled(scale, "mm³", points.iter().map(|p| p.1)),
            );
            plot.series.push(series("●", points));
            let shown = drawn(&plot, 40, 9, false);
            pictures += &format!("{name}, {scale:?}\n{shown}\n\n");
        }
    }
    insta::assert_snapshot!("awkward", pictures);
}

#[test]
fn numbers_never_overlap() {
    for width in 16..120 {
        let plot = Plot::new(
            Axis::days([0.0, 1234.0]),
            Axis::linear("mm³", [0.0, 5000.0]),
        );
        let shown = drawn(&plot, width, 8, false);
        let numbers = shown.lines().last().unwrap().trim_start();
        let numbers = numbers.trim_start_matches("day").split_whitespace();
        let numbers: Vec<f64> = numbers.map(|n| n.parse().unwrap()).collect();
        assert!(numbers.is_sorted() && !numbers.is_empty(), "{shown}");
        assert!(numbers.iter().all(|n| n % 10.0 == 0.0), "{shown}");
    }
}

#[test]
fn reference_beyond_the_axis_has_an_arrow() {
    let mut plot = two_arms(Scale::Linear);
    plot.references[0].at = 9000.0;
    assert!(drawn(&plot, 64, 20, false).contains("↑ limit"));
    plot.references[0].at = -9000.0;
    assert!(drawn(&plot, 64, 20, false).contains("↓ limit"));
}

#[test]
fn bars_show_their_values() {
    let bar = |value: f64| Bar {
        value: Some(value),
        style: Style::new(),
        mark: "●",
    };
    let falls = Waterfall {
        y: Axis::linear("%", [-100.0, 100.0]),
        bars: [400.0, 80.0, 12.0, -20.0, -60.0, -100.0].map(bar).to_vec(),
        references: vec![Reference {
            at: -50.0,
            label: "mPR −50 %".into(),
        }],
    };
    let area = Rect::new(0, 0, 32, 14);
    let mut buffer = Buffer::empty(area);
    falls.draw(&mut buffer, area, &Theme::plain());
    insta::assert_snapshot!("bars", picture(&buffer));
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -3000.0..3000.0f64,
        Just(0.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::MAX),
        Just(f64::MIN_POSITIVE),
        any::<f64>(),
    ]
}

fn any_plot() -> impl Strategy<Value = Plot> {
    let point = (any_number(), any_number(), any_number(), any::<bool>());
    let arm = (prop::collection::vec(point, 0..12), "\\PC{0,12}");
    (
        prop::collection::vec(arm, 0..5),
        any::<bool>(),
        any_number(),
        "\\PC{0,9}",
    )
        .prop_map(|(arms, log, at, title)| plot_of(arms, log, at, &title))
}

type AnyArm = (Vec<(f64, f64, f64, bool)>, String);

fn plot_of(arms: Vec<AnyArm>, log: bool, at: f64, title: &str) -> Plot {
    let scale = if log { Scale::Log } else { Scale::Linear };
    let points = || arms.iter().flat_map(|arm| &arm.0);
    let mut plot = Plot::new(
        Axis::tight(title, points().map(|p| p.0)),
        Axis::scaled(scale, title, points().map(|p| p.1)),
    );
    plot.references.push(Reference {
        at,
        label: title.to_owned(),
    });
    for (points, label) in arms {
        let point = |&(x, y, error, faded): &(f64, f64, f64, bool)| Point {
            x,
            y,
            error: Some(error),
            faded,
        };
        plot.series.push(Series {
            points: points.iter().map(point).collect(),
            mark: "●",
            style: Style::new(),
            label: label.clone(),
        });
        let cell = |p: &(f64, f64, f64, bool)| (p.0, format!("{:.0}", p.1), Style::new());
        plot.rows.push(Row {
            mark: "●",
            label,
            cells: points.iter().map(cell).collect(),
            ..Row::default()
        });
    }
    plot
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_data_in_any_area(
        plot in any_plot(),
        width in 1u16..200,
        height in 1u16..60,
        x in 0u16..30,
        y in 0u16..10,
        ascii: bool,
    ) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 60));
        let theme = Theme { ascii, ..Theme::plain() };
        let area = Rect::new(x, y, width, height);
        plot.draw(&mut buffer, area, &theme);
        for (at, cell) in buffer.area.positions().zip(&buffer.content) {
            prop_assert!(area.contains(at) || cell.symbol() == " ");
        }
    }

    #[test]
    fn any_waterfall_in_any_area(
        values in prop::collection::vec(prop::option::of(any_number()), 0..300),
        width in 1u16..200,
        height in 1u16..60,
    ) {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let bar = |value: &Option<f64>| Bar { value: *value, style: Style::new(), mark: "■" };
        let falls = Waterfall {
            y: Axis::linear("%", values.iter().flatten().copied()),
            bars: values.iter().map(bar).collect(),
            references: vec![Reference { at: 35.0, label: "mPD +35 %".into() }],
        };
        falls.draw(&mut buffer, area, &Theme::plain());
    }
}

#[test]
#[ignore = "a measurement: run it in an optimized build with --nocapture"]
fn a_thousand_animals() {
    let mut plot = Plot::new(Axis::days([0.0, 60.0]), Axis::log("mm³", [20.0, 3000.0]));
    for animal in 0..1000 {
        let rate = 0.03 + f64::from(animal % 37) / 900.0;
        let wave = |day: f64| (day * f64::from(1 + animal % 5)).sin() * 0.2;
        let points = (0..60).map(f64::from);
        let points = points.map(|day| (day, 100.0 * (rate * day + wave(day)).exp()));
        plot.series.push(series("", &points.collect::<Vec<_>>()));
    }
    let area = Rect::new(0, 0, 200, 60);
    let mut buffer = Buffer::empty(area);
    let fastest = (0..20).map(|_| {
        let start = std::time::Instant::now();
        plot.draw(&mut buffer, area, &Theme::plain());
        start.elapsed()
    });
    println!("{:?} at best", fastest.min().unwrap());
}

#[test]
fn label_of_a_reference_is_whole_where_a_curve_covers_its_line() {
    for height in 8..30 {
        let along: Vec<(f64, f64)> = (0..40).map(|day| (f64::from(day), 1000.0)).collect();
        let mut plot = two_arms(Scale::Linear);
        plot.x = Axis::days([0.0, 40.0]);
        plot.series.insert(0, series("▲", &along));
        let shown = drawn(&plot, 70, height, false);
        assert!(shown.contains(" limit 1000 mm³"), "{shown}");
    }
}
