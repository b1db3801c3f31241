//! Body weight.

use super::{Cell, Section, SectionId, Table};
use crate::domain::{Analysis, ArmWeight};
use crate::report::number::{NONE, day, number, slashed};

/// A row per arm.
pub(super) fn section(analysis: &Analysis) -> Option<Section> {
    let mut table = Table::new(super::headings([
        ("Arm", None),
        ("n", Some("weight_change")),
        ("lowest\nmean %", Some("weight_change")),
        ("day", Some("weight_change")),
        ("worst\nanimal %", Some("weight_nadir")),
        ("lost\n≥10/15/20 %", Some("weight_nadir")),
        ("past\nlimit", Some("days_to_limit")),
    ]));
    for ArmWeight {
        arm,
        n,
        max_mean_loss_percent,
        day: on,
        worst_nadir_percent,
        n_loss_10,
        n_loss_15,
        n_loss_20,
        n_past_limit,
        ..
    } in &analysis.weight.arms
    {
        let cells: [String; 7] = [
            arm.clone(),
            n.to_string(),
            number(*max_mean_loss_percent, 1),
            day(*on),
            number(*worst_nadir_percent, 1),
            slashed(&[*n_loss_10, *n_loss_15, *n_loss_20]),
            n_past_limit.map_or(NONE.to_owned(), |n| n.to_string()),
        ];
        table.row(None, cells.map(Cell::from).into());
    }
    let title = "Body weight, change from baseline";
    let any = !analysis.weight.animals.is_empty();
    any.then(|| Section::new(SectionId::Weight, title, vec![table]))
}
