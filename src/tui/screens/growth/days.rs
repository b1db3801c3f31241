//! Means by arm over days: tumor volume, and change of body weight.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ARMS_AT_ONCE, ArmView, Scene, Words, n_words};
use crate::widgets::plot::{Axis, FADED, Plot, Point, Reference, Row, Scale, Series};
use domain::{VolumeDay, WeightDay, whole_days};

/// What the numbers know of one arm on one day.
struct Day {
    day: f64,
    n: usize,
    mean: f64,
    sem: Option<f64>,
    guarded: bool,
}

/// Arms whose numbers of animals find room below the axis.
pub(super) fn arms_that_fit(area: Rect) -> usize {
    let half = usize::from(area.height / 2);
    Plot::rows_that_fit(area.height)
        .min(half)
        .clamp(1, ARMS_AT_ONCE)
}

/// Draws the mean volumes.
pub(super) fn volumes(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let arms: Vec<Vec<Day>> = shown.iter().map(|arm| volume_days(scene, arm)).collect();
    let values = || arms.iter().flatten().map(|day| day.mean);
    let tops = arms.iter().flatten().map(|day| day.mean + sem(day));
    let limit = volume_limit(scene);
    let near = near(&limit, scene, values());
    let mut plot = Plot::new(
        Axis::days(arms.iter().flatten().map(|day| day.day)),
        Axis::scaled(scene.scale, "mm³", values().chain(tops).chain(near)),
    );
    plot.references.extend(limit);
    add_arms(scene, shown, &arms, &mut plot);
    plot.draw(buffer, area, scene.theme);
    let scale = scale_words(scene.scale);
    Words {
        title: format!(
            "Tumor volume, mm³: mean ± SEM{scale} · {}",
            n_words(scene.animals_of(shown), shown)
        ),
        foot: foot(
            ("read", "no tumor was read yet"),
            &arms,
            plot.y.has_zero_row(),
        ),
    }
}

/// Draws the mean changes of body weight.
pub(super) fn weights(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let arms: Vec<Vec<Day>> = shown.iter().map(|arm| weight_days(scene, arm)).collect();
    let limit = scene.analysis.settings.weight_loss_limit_percent;
    let days = || arms.iter().flatten();
    let ends = days().flat_map(|day| [day.mean - sem(day), day.mean + sem(day)]);
    let limits = limit.map(|limit| -limit);
    let mut plot = Plot::new(
        Axis::days(days().map(|day| day.day)),
        Axis::linear("%", ends.chain(limits)),
    );
    plot.references.push(Reference {
        at: 0.0,
        label: String::new(),
    });
    plot.references.extend(limit.map(|limit| Reference {
        at: -limit,
        label: format!("limit −{limit} %"),
    }));
    add_arms(scene, shown, &arms, &mut plot);
    plot.draw(buffer, area, scene.theme);
    Words {
        title: format!(
            "Body weight change, %: mean ± SEM · {}",
            n_words(scene.animals_of(shown), shown)
        ),
        foot: foot(("weighed", "no animal was weighed yet"), &arms, false),
    }
}

/// The protocol's limit of tumor volume.
pub(super) fn volume_limit(scene: &Scene) -> Option<Reference> {
    let limit = scene.study.record.study.protocol.limit_tumor_volume_mm3?;
    Some(Reference {
        at: limit,
        label: format!("limit {limit} mm³"),
    })
}

/// The height of the limit, where the values come so near to it that the axis should hold it.
pub(super) fn near(
    limit: &Option<Reference>,
    scene: &Scene,
    values: impl Iterator<Item = f64>,
) -> Option<f64> {
    let highest = values.fold(0.0, f64::max);
    let at = limit.as_ref()?.at;
    (scene.scale == Scale::Log || at < 1.3 * highest).then_some(at)
}

fn sem(day: &Day) -> f64 {
    day.sem.unwrap_or(0.0)
}

pub(super) fn scale_words(scale: Scale) -> &'static str {
    match scale {
        Scale::Linear => "",
        Scale::Log => " · log scale",
    }
}

fn volume_days(scene: &Scene, arm: &ArmView) -> Vec<Day> {
    let days = whole_days(&scene.analysis.volume_by_day, VolumeDay::is_partial);
    let days = days.filter(|day| day.arm == arm.name).map(|day| Day {
        day: day.day,
        n: day.n,
        mean: day.mean,
        sem: day.sem,
        guarded: day.guarded,
    });
    days.collect()
}

fn weight_days(scene: &Scene, arm: &ArmView) -> Vec<Day> {
    let days = whole_days(&scene.analysis.weight_by_day, WeightDay::is_partial);
    let days = days.filter(|day| day.arm == arm.name).filter_map(|day| {
        Some(Day {
            day: day.day,
            n: day.n,
            mean: day.mean_change_percent?,
            sem: day.sem_change_percent,
            guarded: day.guarded,
        })
    });
    days.collect()
}

/// A line for each arm, and below the axis how many animals it rests on.
fn add_arms(scene: &Scene, shown: &[ArmView], arms: &[Vec<Day>], plot: &mut Plot) {
    for (arm, days) in shown.iter().zip(arms) {
        let point = |day: &Day| Point {
            x: day.day,
            y: day.mean,
            error: day.sem,
            faded: day.guarded,
        };
        plot.series.push(Series {
            points: days.iter().map(point).collect(),
            style: scene.style(arm),
            mark: scene.mark(arm),
            label: String::new(),
        });
        let faint = scene.theme.faint();
        plot.rows.push(Row {
            mark: scene.mark(arm),
            style: scene.style(arm),
            label: arm.shown.to_owned(),
            cells: days
                .iter()
                .map(|day| (day.day, day.n.to_string(), faint))
                .collect(),
        });
    }
}

/// The meaning of the signs in the figure, and of the rows below the axis.
fn foot((done, nothing): (&str, &str), arms: &[Vec<Day>], zero: bool) -> Vec<String> {
    if arms.iter().all(Vec::is_empty) {
        return vec![nothing.to_owned()];
    }
    let guarded = arms.iter().flatten().any(|day| day.guarded);
    let guard = format!("{FADED} guard: fewer than 3 or half left");
    let remarks = [
        Some(format!("below: n {done}")),
        guarded.then_some(guard),
        zero.then(zero_words),
        (arms.len() > 1).then(|| "overlapping marks alternate".to_owned()),
    ];
    remarks.into_iter().flatten().collect()
}

/// What to know of the lowest row.
pub(super) fn zero_words() -> String {
    "0 has its own row".to_owned()
}
