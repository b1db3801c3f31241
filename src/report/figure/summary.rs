//! The two figures of the summary page: tumor volume, and body weight beside it.
//!
//! Up to eight arms are curves of means in one plot. Of more arms each has a small panel with its animals, and body
//! weight is a row of dots per arm, level with the panels.

use super::arms::{ArmStyle, Arms};
use super::axis::Axis;
use super::departures::{self, LOSS};
use super::means::{self, Means, Volumes};
use super::model::{CountRow, Counts, Figure, Kind, Landmark, Layer, Layout, Nadir, Panel};
use super::small;
use super::view::View;
use crate::document::Words;
use crate::number::{day, number};
use crate::summary::{ArmLabels, SummaryFigure};
use crate::text::isolated;
use domain::{Analysis, AnimalCurve, StudyRecord, VisitMean};

/// The most arms whose curves share a plot.
const TOGETHER: usize = 8;

/// Volumes below this are noise; a logarithmic axis begins here, or has this added to volumes, mm³.
const OFFSET_MM3: f64 = 10.0;

/// Tumor volume and body weight for the summary page, each if there is any. The signs of curves are explained below body
/// weight, which is the shorter one.
pub fn summary_figures(
    record: &StudyRecord,
    analysis: &Analysis,
    labels: &ArmLabels,
) -> [Option<SummaryFigure>; 2] {
    let view = View::since_baseline(analysis);
    let seen = |shown: SummaryFigure| match shown.figure.layout {
        Layout::Rows(_) => Some(shown),
        _ => Some(SummaryFigure {
            figure: shown.figure.within(&view)?,
            ..shown
        }),
    };
    let of = Means {
        record,
        analysis,
        labels,
        arms: Arms::All,
    };
    let [growth, weight] = match analysis.arms.len() {
        0..=TOGETHER => [curves(&of), weights(&of)],
        _ => [panels(&of), nadirs(&of)],
    };
    let (mut growth, mut weight) = (growth.and_then(seen), weight.and_then(seen));
    if let (Some(growth), Some(weight), 0..=TOGETHER) =
        (&mut growth, &mut weight, analysis.arms.len())
    {
        weight.key = std::mem::take(&mut growth.key);
    }
    [growth, weight]
}

/// The scale of mean volumes: logarithmic where two or more arms lie below 5 % of the axis on half of their days, because
/// these would hide each other.
fn scale(rows: &[VisitMean], arms: &[String]) -> Volumes {
    let stands = |row: &&VisitMean| !row.guarded;
    let top = rows
        .iter()
        .filter(stands)
        .map(|row| row.mean)
        .fold(0.0, f64::max);
    let is_low = |arm: &&String| {
        let of_arm: Vec<&VisitMean> = rows.iter().filter(|row| row.arm == **arm).collect();
        let low = of_arm.iter().filter(|row| row.mean < 0.05 * top).count();
        !of_arm.is_empty() && 2 * low >= of_arm.len()
    };
    let least = rows
        .iter()
        .map(|row| row.mean)
        .fold(f64::INFINITY, f64::min);
    match arms.iter().filter(is_low).count() >= 2 {
        true if least < OFFSET_MM3 => Volumes::LogAbove(OFFSET_MM3),
        true => Volumes::Log,
        false => Volumes::Linear,
    }
}

/// `mm³ (log scale of V + 10): mean ± SEM`
fn scale_words(scale: Volumes) -> String {
    match scale {
        Volumes::Linear => String::new(),
        Volumes::Log => " (log scale)".to_owned(),
        Volumes::LogAbove(offset) => format!(" (log scale of V + {offset})"),
    }
}

fn curves(of: &Means<'_>) -> Option<SummaryFigure> {
    let scale = scale(&of.analysis.volume_by_visit, &of.analysis.arms);
    let mut figure = means::volumes(of, scale)?;
    for panel in &mut figure.panels {
        panel.y = panel.y.clone().titled("");
    }
    let key = figure.panels.first().map(|panel| key(of, panel));
    Some(SummaryFigure {
        title: "Tumor volume".to_owned(),
        subtitle: format!("mm³{}: mean ± SEM", scale_words(scale)),
        figure,
        key: key.unwrap_or_default(),
    })
}

/// The meaning of the signs that the figure has.
fn key(of: &Means<'_>, panel: &Panel) -> Vec<Words> {
    let departures = |dead: bool| panel.departures.iter().any(move |d| d.found_dead == dead);
    let mut left = of
        .record
        .animals
        .iter()
        .filter(departures::has_left)
        .peekable();
    let endpoints = left.peek().is_some() && left.all(departures::met_endpoint);
    let left = if endpoints {
        "humane endpoint that day (number)"
    } else {
        "left the study that day (number)"
    };
    let control = of.analysis.control.as_deref().unwrap_or_default();
    let levels = [
        ("*", "0.05"),
        ("**", "0.01"),
        ("***", "0.001"),
        ("****", "0.0001"),
    ];
    let has = |text: &str| panel.stars.iter().any(|stars| stars.text == text);
    let levels = levels.into_iter().filter(|(text, _)| has(text));
    let levels: Vec<String> = levels
        .map(|(text, level)| format!("{text} P < {level}"))
        .collect();
    let stars = format!("{} vs {}", levels.join(", "), isolated(control));
    let signs = [
        Some("● mean ± SEM".to_owned()),
        panel.has_guarded().then(|| {
            "··○ fewer than 3, or than half, left; (n) in parentheses: not compared".to_owned()
        }),
        departures(false).then(|| format!("× {left}")),
        departures(true).then(|| "† found dead that day".to_owned()),
        (!levels.is_empty()).then_some(stars),
        doses(panel),
    ];
    signs.into_iter().flatten().map(Words::from).collect()
}

/// What the signs of doses mean; none without doses.
fn doses(panel: &Panel) -> Option<String> {
    let lanes = &panel.lanes;
    let is_recorded = lanes.iter().any(|lane| lane.is_recorded);
    let is_planned = lanes.iter().any(|lane| !lane.is_recorded);
    let given = match (is_recorded, is_planned) {
        (false, false) => return None,
        (false, true) => "▼ dose by the schedule on record",
        (true, false) => "▼ dose given",
        (true, true) => "▼ dose given, or by the schedule where none is recorded",
    };
    let is_held = lanes.iter().any(|lane| !lane.held.is_empty());
    let held = if is_held { ", ▽ held or missed" } else { "" };
    Some(format!("{given}{held}"))
}

fn weights(of: &Means<'_>) -> Option<SummaryFigure> {
    let mut figure = means::weight(of)?;
    figure.layout = Layout::Bare;
    for panel in &mut figure.panels {
        panel.y = panel.y.clone().titled("");
        panel.x = panel.x.take().map(|axis| axis.titled(""));
        panel.rows.clear();
        panel.lanes.clear();
        let unnamed = |landmark: Landmark| Landmark {
            name: String::new(),
            ..landmark
        };
        panel.landmark = panel.landmark.take().map(unnamed);
        for layer in &mut panel.layers {
            if let Layer::Means { points, .. } = layer {
                points.iter_mut().for_each(|point| point.sem = None);
            }
        }
    }
    Some(SummaryFigure {
        title: "Body weight".to_owned(),
        subtitle: "mean change, %".to_owned(),
        figure,
        key: Vec::new(),
    })
}

/// The look of all treated arms in small panels, whose titles name them.
const TREATED: usize = 4;

/// Arms of small panels: the control in its color, all others alike.
fn alike(of: &Means<'_>) -> Vec<ArmStyle> {
    let mut arms = ArmStyle::all(of.record, of.analysis, of.labels);
    for arm in &mut arms {
        let is_control = of.analysis.control.as_ref() == Some(&arm.name);
        arm.look = if is_control { 0 } else { TREATED };
    }
    arms
}

fn panels(of: &Means<'_>) -> Option<SummaryFigure> {
    let Means { analysis, .. } = of;
    let points = || analysis.curves.iter().flat_map(|curve| &curve.volumes);
    points().next()?;
    let rows = &analysis.volume_by_visit;
    let least = points()
        .map(|point| point.volume_mm3)
        .fold(f64::INFINITY, f64::min);
    let values = || {
        points()
            .map(|point| point.volume_mm3)
            .chain(rows.iter().map(|row| row.mean))
    };
    let (scale, y) = match least < OFFSET_MM3 {
        true => (
            Volumes::LogAbove(OFFSET_MM3),
            Axis::log_above(OFFSET_MM3, "", values()),
        ),
        false => (Volumes::Log, Axis::log("", values())),
    };
    let x = Axis::days(points().map(|point| point.day))
        .in_weeks()
        .titled("");
    let arms = alike(of);
    let drawn = (0..arms.len()).map(|arm| panel(of, &arms, arm, (&x, &y, rows)));
    let end = x.range().1;
    let key = format!(
        "Thick: mean, while at least 3 and half of the arm are read. Thin: each animal.{} × last reading before day {}; \
         bold ×: with a weight loss of {LOSS}% or more. n: animals still followed.{}",
        control_words(of),
        day(Some(end)),
        analysis
            .landmark_day
            .map_or(String::new(), |at| format!(" Line: day {}.", day(Some(at))))
    );
    let figure = Figure {
        kind: Kind::Spaghetti,
        name: "Tumor volume of each animal by study day, a panel per arm".to_owned(),
        description: means::described(of, rows, "mm³", 0),
        layout: Layout::Small,
        panels: drawn.collect(),
        arms,
        ..Figure::default()
    };
    Some(SummaryFigure {
        title: "Tumor volume".to_owned(),
        subtitle: format!("mm³{} by study day", scale_words(scale)),
        figure,
        key: vec![key.into()],
    })
}

fn control_words(of: &Means<'_>) -> String {
    let control = of.analysis.control.as_ref();
    let at = control.and_then(|control| of.analysis.arms.iter().position(|arm| arm == control));
    at.map_or(String::new(), |at| {
        format!(" Gray: mean of {}.", of.labels.label(at))
    })
}

/// The panel of an arm: the control's mean, its animals, its mean.
fn panel(
    of: &Means<'_>,
    arms: &[ArmStyle],
    arm: usize,
    (x, y, rows): (&Axis, &Axis, &[VisitMean]),
) -> Panel {
    let Means {
        analysis, labels, ..
    } = of;
    let name = &analysis.arms[arm];
    let curves: Vec<&AnimalCurve> = analysis
        .curves
        .iter()
        .filter(|curve| curve.arm == *name)
        .collect();
    let end = x.range().1;
    let animal = |curve: &&AnimalCurve| {
        let last = curve.volumes.last()?.day;
        let weight = analysis
            .weight
            .animals
            .iter()
            .find(|animal| animal.animal == curve.animal);
        Some(Layer::Animal {
            arm,
            animal: curve.animal.clone(),
            points: curve
                .volumes
                .iter()
                .map(|point| (point.day, point.volume_mm3))
                .collect(),
            left_study: last < end,
            lost_weight: weight.is_some_and(|weight| weight.last_percent <= -LOSS),
        })
    };
    let stands = |name: &String| {
        let of_arm = rows.iter().filter(|row| row.arm == *name && !row.guarded);
        of_arm.map(|row| (row.day, row.mean)).collect::<Vec<_>>()
    };
    let control = analysis.control.as_ref().filter(|control| *control != name);
    let mean = stands(name)
        .into_iter()
        .map(|(day, mean)| (day, mean, false));
    let mean = Layer::ArmMean {
        arm,
        points: mean.collect(),
    };
    let layers = control.map(|control| Layer::ControlMean(stands(control)));
    let layers = layers
        .into_iter()
        .chain(curves.iter().filter_map(animal))
        .chain([mean]);
    let counts = followed(&curves, x);
    let title = match arms[arm].label == arms[arm].name {
        true => arms[arm].name.clone(),
        false => format!("{} {}", labels.label(arm), arms[arm].name),
    };
    Panel {
        title,
        arm: Some(arm),
        layers: layers.collect(),
        rows: vec![CountRow {
            arm,
            counts: Counts::At(counts),
        }],
        landmark: means::landmark(analysis, x).map(|landmark| Landmark {
            name: String::new(),
            ..landmark
        }),
        ..Panel::new(Some(x.clone()), y.clone())
    }
}

/// The most counts below a small panel.
const COUNTS: f64 = 7.0;

/// Animals that were read on a day or later, on days of even distance.
fn followed(curves: &[&AnimalCurve], x: &Axis) -> Vec<(f64, usize, bool)> {
    let (from, to) = x.range();
    let steps = [1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 140.0];
    let step = steps
        .into_iter()
        .find(|step| to - from.max(0.0) <= COUNTS * step)
        .unwrap_or(700.0);
    let days = (0..=COUNTS as u8)
        .map(|n| f64::from(n) * step)
        .filter(|day| from <= *day && *day <= to);
    let lasts = || curves.iter().filter_map(|curve| curve.volumes.last());
    let counted = days.map(|day| (day, lasts().filter(|last| last.day >= day).count(), false));
    // What was said once is not repeated where nobody is left.
    let mut counted: Vec<_> = counted.collect();
    while counted.len() > 1 && counted[counted.len() - 2].1 == 0 {
        counted.pop();
    }
    counted
}

fn nadirs(of: &Means<'_>) -> Option<SummaryFigure> {
    let Means { analysis, .. } = of;
    let animals = || analysis.weight.animals.iter();
    let least = animals()
        .map(|animal| animal.nadir_percent)
        .reduce(f64::min)?;
    let layer = |(arm, name): (usize, &String)| {
        let mut of_arm: Vec<Nadir> = animals()
            .filter(|animal| animal.arm == *name)
            .map(|animal| Nadir {
                percent: animal.nadir_percent,
                day: animal.nadir_day,
                tooltip: format!(
                    "{}: {}% on day {}",
                    isolated(&animal.animal),
                    number(Some(animal.nadir_percent), 1),
                    day(Some(animal.nadir_day))
                ),
            })
            .collect();
        of_arm.sort_by(|a, b| a.percent.total_cmp(&b.percent));
        Layer::Nadirs {
            arm,
            animals: of_arm,
        }
    };
    let axis = Axis::tight("", [1.5 * least.min(-LOSS), 0.0]);
    let lost = animals()
        .filter(|animal| animal.nadir_percent <= -LOSS)
        .count();
    let figure = Figure {
        kind: Kind::Weight,
        name: "Greatest loss of body weight of each animal by arm".to_owned(),
        description: format!(
            "Of {} animals, {lost} lost {LOSS}% of body weight or more; the greatest loss was {}%.",
            animals().count(),
            number(Some(-least), 1)
        ),
        layout: Layout::Rows(small::columns(analysis.arms.len())),
        arms: alike(of),
        panels: vec![Panel {
            layers: analysis.arms.iter().enumerate().map(layer).collect(),
            ..Panel::new(Some(axis), Axis::tight("", [0.0, 1.0]))
        }],
        ..Figure::default()
    };
    Some(SummaryFigure {
        title: "Weight nadir".to_owned(),
        subtitle: "of each animal, %".to_owned(),
        figure,
        key: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(means: &[(&str, &[f64])]) -> Vec<VisitMean> {
        let row = |arm: &str, n: usize, mean: f64| VisitMean {
            arm: arm.to_owned(),
            first_day: n as f64,
            last_day: n as f64,
            day: n as f64,
            n: 8,
            mean,
            sd: None,
            sem: None,
            followed: 8,
            guarded: false,
        };
        let of_arm = |(arm, means): &(&str, &[f64])| {
            let rows = means.iter().enumerate().map(|(n, mean)| row(arm, n, *mean));
            rows.collect::<Vec<_>>()
        };
        means.iter().flat_map(of_arm).collect()
    }

    #[test]
    fn the_scale_is_logarithmic_where_low_arms_hide_each_other() {
        let arms: Vec<String> = ["A", "B", "C"].map(str::to_owned).into();
        let grown: &[f64] = &[150.0, 400.0, 900.0, 2000.0];
        for (b, c, expected) in [
            (
                &[150.0, 40.0, 0.0, 0.0],
                &[150.0, 30.0, 0.0, 5.0],
                Volumes::LogAbove(10.0),
            ),
            (
                &[150.0, 80.0, 60.0, 60.0],
                &[150.0, 90.0, 50.0, 40.0],
                Volumes::Log,
            ),
            (
                &[150.0, 40.0, 0.0, 0.0],
                &[150.0, 300.0, 500.0, 800.0],
                Volumes::Linear,
            ),
        ] {
            assert_eq!(
                scale(&rows(&[("A", grown), ("B", b), ("C", c)]), &arms),
                expected
            );
        }
    }
}
