//! Kaplan-Meier curves with the animals at risk under the axis.

use super::arms::{ArmStyle, Arms};
use super::axis::Axis;
use super::model::{CountRow, Counts, Figure, Kind, Layer, Layout, Level, Panel};
use crate::number::{days, number, p_words, ratio_interval, unbroken};
use crate::summary::ArmLabels;
use crate::text::isolated;
use domain::{Analysis, EventRule, StudyRecord, SurvivalCurve, TimeToEvent};

/// The figure; none if no animal can have an event.
pub(super) fn survival(
    record: &StudyRecord,
    analysis: &Analysis,
    chosen: Arms<'_>,
) -> Option<Figure> {
    let times = analysis.time_to_event.as_ref()?;
    let labels = ArmLabels::of(record, analysis);
    let arms = ArmStyle::all(record, analysis, &labels);
    let points = || times.curves.iter().flat_map(|curve| &curve.points);
    points().next()?;
    let x = chosen
        .days(points().map(|p| p.time).chain([0.0]))
        .titled("Days from baseline");
    let y = Axis::tight("share", [0.0, 1.0]).in_percent();
    // Curves at 100 % would lie on the edge of the plot; a screen has no room to spare.
    let y = match chosen {
        Arms::Only(_) => y,
        Arms::All | Arms::Some(_) => y.between(None, Some(1.03)),
    };
    let y = y.titled(&format!(
        "Survival without {} (%)",
        event_words(&times.rule)
    ));
    let remarks: Vec<String> = tests(times, &labels, analysis, chosen)
        .into_iter()
        .collect();
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
            rows: with_counts.iter().map(row).collect(),
            layers,
            ..Panel::new(Some(x.clone()), y.clone())
        }
    };
    let panels = chosen.by_panel(analysis).into_iter().map(panel);
    let mut panels: Vec<Panel> = panels.filter(|panel| !panel.layers.is_empty()).collect();
    let layout = if panels.len() > 1 {
        Layout::Key
    } else {
        Layout::Labels
    };
    if let [only] = panels.as_mut_slice() {
        only.remarks = remarks;
    }
    let medians = times.arms.iter().map(|arm| {
        let median = arm.median.map_or("not reached".to_owned(), |day| {
            format!("{} days", days(Some(day)))
        });
        format!(
            "{}: {median} ({} of {} had it)",
            isolated(&arm.arm),
            arm.events,
            arm.n
        )
    });
    let medians: Vec<String> = medians.collect();
    (!panels.is_empty()).then_some(Figure {
        kind: Kind::Survival,
        name: format!(
            "Kaplan-Meier curves by arm: survival without {}",
            event_words(&times.rule)
        ),
        description: format!("Median times to the event. {}.", medians.join("; ")),
        arms,
        layout,
        panels,
        ..Figure::default()
    })
}

/// What an animal survives without: `4× baseline volume`, `a volume of 1000 mm³`.
fn event_words(rule: &str) -> String {
    match rule.parse() {
        Ok(EventRule::Volume(mm3)) => format!("a volume of {mm3} mm³"),
        Ok(EventRule::Ratio(fold)) => format!("{fold}× baseline volume"),
        Ok(EventRule::Disposition) => "the event, a disposition".to_owned(),
        Err(_) => format!("the event {rule}"),
    }
}

/// The log-rank test of all arms, and the hazard ratio of each arm that has one; none in a figure of some arms, of which
/// the test does not speak.
fn tests(
    times: &TimeToEvent,
    labels: &ArmLabels,
    analysis: &Analysis,
    chosen: Arms<'_>,
) -> Option<String> {
    let all = times.log_rank.as_ref().filter(|_| chosen == Arms::All)?;
    let p = format!("Log-rank {}", p_words(all.p));
    let Some((control, cox)) = analysis.control.as_ref().zip(times.cox.as_ref()) else {
        return Some(format!("{p}."));
    };
    let label = |name: &str| {
        let at = analysis.arms.iter().position(|arm| arm == name);
        at.map_or(name.to_owned(), |at| labels.label(at).to_owned())
    };
    // Where an arm has no finite estimate, the penalized ones are those of all arms.
    let terms: Vec<(&String, [Option<f64>; 3])> = match &cox.firth {
        Some(terms) => terms
            .iter()
            .map(|term| (&term.arm, [term.hazard_ratio, term.ci_low, term.ci_high]))
            .collect(),
        None => cox
            .terms
            .iter()
            .map(|term| (&term.arm, [term.hazard_ratio, term.ci_low, term.ci_high]))
            .collect(),
    };
    let by = if cox.firth.is_some() { "Firth, " } else { "" };
    let terms = terms.into_iter().filter_map(|(arm, [ratio, low, high])| {
        let ratio = ratio_interval(Some(ratio?), low.zip(high));
        Some(unbroken(&format!("{} {ratio}", isolated(&label(arm)))))
    });
    let terms: Vec<String> = terms.collect();
    match terms.is_empty() {
        true => Some(format!("{p}.")),
        false => Some(format!(
            "{p}. Hazard ratio to {} ({by}95% CI): {}.",
            isolated(&label(control)),
            terms.join("; ")
        )),
    }
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
