//! Kaplan-Meier curves with the animals at risk under the axis.

use super::axis::Axis;
use super::model::{ArmLook, CountRow, Figure, Kind, Layer, Panel, groups};
use crate::domain::{Analysis, StudyRecord, SurvivalCurve};
use crate::report::number::{days, number};

/// The figure; none if no animal can have an event.
pub fn survival(record: &StudyRecord, analysis: &Analysis) -> Option<Figure> {
    let times = analysis.time_to_event.as_ref()?;
    let arms = ArmLook::all(record, analysis);
    let points = || times.curves.iter().flat_map(|curve| &curve.points);
    points().next()?;
    let x = Axis::tight("Days from baseline", points().map(|p| p.time).chain([0.0]));
    let y = Axis::tight("Share without the event", [0.0, 1.0]);
    let panel = |group: Vec<usize>| {
        let curve = |arm: usize| {
            times
                .curves
                .iter()
                .find(|curve| curve.arm == analysis.arms[arm])
        };
        let drawn = group.into_iter().filter_map(|arm| Some((arm, curve(arm)?)));
        let drawn: Vec<(usize, &SurvivalCurve)> =
            drawn.filter(|(_, c)| !c.points.is_empty()).collect();
        let at = x.ticks(|ticks| ticks.len() <= RISK_TIMES);
        let row = |&(arm, curve): &(usize, &SurvivalCurve)| CountRow {
            arm,
            counts: at
                .iter()
                .map(|tick| (tick.value, at_risk(curve, tick.value)))
                .collect(),
        };
        Panel {
            title: String::new(),
            arm: None,
            x: Some(x.clone()),
            y: y.clone(),
            rows: drawn.iter().map(row).collect(),
            layers: drawn
                .iter()
                .map(|(arm, curve)| steps(*arm, curve))
                .collect(),
            rules: Vec::new(),
        }
    };
    let panels = groups(arms.len(), analysis.control.is_some())
        .into_iter()
        .map(panel);
    let panels: Vec<Panel> = panels.filter(|panel| !panel.layers.is_empty()).collect();
    (!panels.is_empty()).then_some(Figure {
        kind: Kind::Survival,
        arms,
        has_key: true,
        columns: None,
        panels,
    })
}

/// Times under the axis at which animals at risk are counted, at most.
const RISK_TIMES: usize = 9;

/// Animals at risk just before a time; at time 0 all of them.
fn at_risk(curve: &SurvivalCurve, time: f64) -> usize {
    let next = curve.points.iter().find(|point| point.time >= time);
    next.map_or(0, |point| point.at_risk)
}

fn steps(arm: usize, curve: &SurvivalCurve) -> Layer {
    let points = &curve.points;
    let begin = (0.0, 1.0, String::new());
    let fall = points.iter().filter(|point| point.events > 0).map(|point| {
        let share = number(Some(point.survival), 3);
        let words = format!(
            "{}, {} days: {share} without the event ({} of {} at risk had it)",
            curve.arm,
            days(Some(point.time)),
            point.events,
            point.at_risk
        );
        (point.time, point.survival, words)
    });
    let censored = points.iter().filter(|point| point.censored > 0);
    Layer::Steps {
        arm,
        falls: std::iter::once(begin).chain(fall).collect(),
        until: points.last().map_or(0.0, |point| point.time),
        censored: censored.map(|point| (point.time, point.survival)).collect(),
    }
}
