//! Kaplan-Meier curves with the animals at risk under the axis.

use super::axis::Axis;
use super::model::{ArmStyle, Arms, CountRow, Counts, Figure, Kind, Layer, Level, Panel};
use crate::number::{days, number};
use crate::text::isolated;
use domain::{Analysis, StudyRecord, SurvivalCurve};

/// The figure; none if no animal can have an event.
pub(super) fn survival(
    record: &StudyRecord,
    analysis: &Analysis,
    chosen: Arms<'_>,
) -> Option<Figure> {
    let times = analysis.time_to_event.as_ref()?;
    let arms = ArmStyle::all(record, analysis);
    let points = || times.curves.iter().flat_map(|curve| &curve.points);
    points().next()?;
    let x = Axis::days(points().map(|p| p.time).chain([0.0])).titled("Days from baseline");
    let y = Axis::tight("share", [0.0, 1.0]).titled("Share without the event");
    let panel = |group: Vec<usize>| {
        let curve = |arm: usize| {
            let mut curves = times.curves.iter().filter(|curve| !curve.points.is_empty());
            curves.find(|curve| curve.arm == analysis.arms[arm])
        };
        let drawn = group.iter().filter_map(|&arm| Some((arm, curve(arm)?)));
        let mut layers: Vec<Layer> = drawn.map(|(arm, curve)| steps(arm, curve)).collect();
        share_levels(&mut layers);
        let drawn: Vec<usize> = group
            .iter()
            .copied()
            .filter(|a| curve(*a).is_some())
            .collect();
        let row = |&arm: &usize| {
            let points = curve(arm).map_or(&[][..], |curve| &curve.points);
            CountRow {
                arm,
                // At risk just before a time; at time 0 all of them.
                counts: Counts::UpTo(points.iter().map(|p| (p.time, p.at_risk)).collect()),
            }
        };
        let with_counts = chosen.with_counts(group, &drawn);
        Panel {
            title: String::new(),
            arm: None,
            x: Some(x.clone()),
            y: y.clone(),
            rows: with_counts.iter().map(row).collect(),
            layers,
            rules: Vec::new(),
        }
    };
    let panels = chosen.by_panel(analysis).into_iter().map(panel);
    let panels: Vec<Panel> = panels.filter(|panel| !panel.layers.is_empty()).collect();
    (!panels.is_empty()).then_some(Figure {
        kind: Kind::Survival,
        arms,
        has_key: true,
        columns: None,
        panels,
    })
}

fn steps(arm: usize, curve: &SurvivalCurve) -> Layer {
    let points = &curve.points;
    let begin = (0.0, 1.0, String::new());
    let fall = points.iter().filter(|point| point.events > 0).map(|point| {
        let share = number(Some(point.survival), 3);
        let tooltip = format!(
            "{}, {} days: {share} without the event ({} of {} at risk had it)",
            isolated(&curve.arm),
            days(Some(point.time)),
            point.events,
            point.at_risk
        );
        (point.time, point.survival, tooltip)
    });
    let censored = points.iter().filter(|point| point.censored > 0);
    Layer::Steps {
        arm,
        falls: std::iter::once(begin).chain(fall).collect(),
        until: points.last().map_or(0.0, |point| point.time),
        levels: Vec::new(),
        censored: censored.map(|point| (point.time, point.survival)).collect(),
    }
}

/// The level pieces of the curves of a panel, cut where another curve comes to run in the same place or
/// leaves it, so that all of them can be seen there.
fn share_levels(layers: &mut [Layer]) {
    let whole: Vec<Vec<(f64, f64, f64)>> = layers.iter().map(runs).collect();
    for (mine, layer) in layers.iter_mut().enumerate() {
        let Layer::Steps { levels, .. } = layer else {
            continue;
        };
        for &(from, to, share) in &whole[mine] {
            let others: Vec<(usize, (f64, f64, f64))> = whole
                .iter()
                .enumerate()
                .flat_map(|(arm, runs)| runs.iter().map(move |run| (arm, *run)))
                .filter(|(_, run)| (run.2 - share).abs() < 1e-9)
                .collect();
            let ends = others.iter().flat_map(|(_, run)| [run.0, run.1]);
            let mut cuts: Vec<f64> = ends.filter(|at| from < *at && *at < to).collect();
            cuts.extend([from, to]);
            cuts.sort_by(f64::total_cmp);
            cuts.dedup();
            levels.extend(cuts.windows(2).map(|ends| {
                let there = others
                    .iter()
                    .filter(|(_, run)| run.0 <= ends[0] && ends[0] < run.1);
                let arms: Vec<usize> = there.map(|(arm, _)| *arm).collect();
                Level {
                    from: ends[0],
                    to: ends[1],
                    share,
                    curves: arms.len(),
                    turn: arms.iter().position(|arm| *arm == mine).unwrap_or(0),
                }
            }));
        }
    }
}

/// Where a curve runs level: from, to, share.
fn runs(layer: &Layer) -> Vec<(f64, f64, f64)> {
    let Layer::Steps { falls, until, .. } = layer else {
        return Vec::new();
    };
    let ends = falls.iter().skip(1).map(|fall| fall.0).chain([*until]);
    let runs = falls.iter().zip(ends);
    let runs = runs.map(|((from, share, _), to)| (*from, to, *share));
    runs.filter(|(from, to, _)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_in_the_same_place_share_it() {
        let steps = |arm, until, falls: &[(f64, f64)]| Layer::Steps {
            arm,
            falls: falls.iter().map(|&(t, s)| (t, s, String::new())).collect(),
            until,
            levels: Vec::new(),
            censored: Vec::new(),
        };
        let mut layers = [
            steps(0, 10.0, &[(0.0, 1.0), (4.0, 0.5)]),
            steps(1, 6.0, &[(0.0, 1.0)]),
        ];
        share_levels(&mut layers);
        let levels = |layer: &Layer| match layer {
            Layer::Steps { levels, .. } => levels
                .iter()
                .map(|l| (l.from, l.to, l.share, l.turn, l.curves))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(
            levels(&layers[0]),
            [(0.0, 4.0, 1.0, 0, 2), (4.0, 10.0, 0.5, 0, 1)]
        );
        assert_eq!(
            levels(&layers[1]),
            [(0.0, 4.0, 1.0, 1, 2), (4.0, 6.0, 1.0, 0, 1)]
        );
    }
}
