//! Body weight.

use super::{Cell, Section, SectionId, Table};
use crate::number::{NONE, slashed};
use domain::{Analysis, ArmWeight};

/// A row per arm.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let mut table = Table::new(super::headings([
        ("Arm", None),
        ("n", Some("weight_change")),
        ("lowest\nmean %", Some("weight_change")),
        ("day", Some("weight_change")),
        ("n\nthen", Some("weight_change")),
        ("worst\nanimal %", Some("weight_nadir")),
        ("lost\n≥10/15/20%", Some("weight_nadir")),
        ("past\nlimit", Some("days_to_limit")),
    ]));
    for ArmWeight {
        arm,
        n,
        max_mean_loss_percent,
        day: on,
        n_on_day,
        worst_nadir_percent,
        n_loss_10,
        n_loss_15,
        n_loss_20,
        n_past_limit,
        ..
    } in &analysis.weight.arms
    {
        let lost = [*n_loss_10, *n_loss_15, *n_loss_20];
        let cells = [
            arm.clone().into(),
            Cell::count(*n),
            Cell::number(*max_mean_loss_percent, 1),
            Cell::day(*on),
            Cell::count(*n_on_day),
            Cell::number(*worst_nadir_percent, 1),
            Cell::of(slashed(&lost), lost.map(|n| Some(n as f64))),
            n_past_limit.map_or(NONE.into(), Cell::count),
        ];
        table.row(None, cells.into());
    }
    let title = "Body weight, change from baseline";
    let any = !analysis.weight.animals.is_empty();
    any.then(|| Section::new(SectionId::Weight, title, vec![table]))
}
