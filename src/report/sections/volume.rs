//! Volumes by day, and growth rates.

use super::study::zeros;
use super::{Cell, Mark, Remark, Section, SectionId, Table};
use crate::number::{day, volume_plus_minus};
use domain::{Analysis, ArmGrowth, VolumeDay};

const GUARDED: &str = "fewer than three animals, or than half of those with a baseline, were followed \
                       so far: this mean no longer represents the arm";

/// A row per day, a column per arm. Means of too few animals are marked.
pub(super) fn by_day(analysis: &Analysis) -> Option<Section> {
    let rows = &analysis.volume_by_day;
    let mut days: Vec<f64> = rows.iter().map(|row| row.day).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let of_arm =
        |arm: &String| -> Vec<&VolumeDay> { rows.iter().filter(|row| row.arm == *arm).collect() };
    let arms: Vec<Vec<&VolumeDay>> = analysis.arms.iter().map(of_arm).collect();
    let names = analysis.arms.iter().map(|arm| (arm.clone(), None));
    let mut table = Table::new(std::iter::once(("Day".to_owned(), None)).chain(names));
    for &day in &days {
        let cell = |arm: &Vec<&VolumeDay>| {
            let row = arm.binary_search_by(|row| row.day.total_cmp(&day));
            row.map_or(Cell::default(), |at| volume(arm[at]))
        };
        let cells = std::iter::once(Cell::day(Some(day))).chain(arms.iter().map(cell));
        table.row(Some("mean_sem"), cells.collect());
    }
    if rows.iter().any(|row| row.guarded) {
        table.remarks.push(Remark::new("!", GUARDED));
    }
    let title = "Volume by day, mm³: mean ± SEM (n)";
    (!days.is_empty()).then(|| Section::new(SectionId::VolumeByDay, title, vec![table]))
}

fn volume(row: &VolumeDay) -> Cell {
    let text = format!("{} ({})", volume_plus_minus(Some(row.mean), row.sem), row.n);
    Cell::of(text, [Some(row.mean), row.sem, Some(row.n as f64)])
        .marked(row.guarded.then_some(Mark::Guarded))
}

/// Growth rates, a row per arm.
pub(super) fn growth(analysis: &Analysis) -> Option<Section> {
    let mut table = Table::new(super::headings([
        ("Arm", None),
        ("n", Some("growth_rate")),
        ("mean ± SEM", Some("growth_rate")),
        ("median", Some("growth_rate")),
        ("doubling days", Some("doubling_time")),
    ]));
    for ArmGrowth {
        arm,
        n,
        mean_slope_per_day,
        sem,
        median,
        doubling_days,
        ..
    } in &analysis.growth.arms
    {
        let cells = [
            arm.clone().into(),
            Cell::count(*n),
            Cell::plus_minus(*mean_slope_per_day, *sem, 4),
            Cell::number(*median, 4),
            Cell::number(doubling_days.filter(|days| *days > 0.0), 1),
        ];
        table.row(None, cells.into());
    }
    let (zeros, horizon) = (
        zeros(&analysis.settings.zeros),
        day(analysis.settings.horizon_day),
    );
    table.remarks.push(Remark::new("", zeros));
    let title = format!("Growth rate per day: slope of ln V to day {horizon}");
    let any = analysis.growth.arms.iter().any(|arm| arm.n > 0);
    any.then(|| Section::new(SectionId::Growth, title, vec![table]))
}
