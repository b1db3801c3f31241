//! Doses that were not given as planned.

use super::deviations::LISTED;
use super::words::on_one_line;
use super::{Block, Words};
use crate::number::{NONE, day};
use crate::sections::{Table, headings};
use domain::{Analysis, DeviationKind, DoseDeviation, ExposureSection, counted};

/// How many there were of each kind; none if all doses were given as planned.
pub(super) fn sentence(analysis: &Analysis) -> Option<Words> {
    let exposure = analysis.exposure.as_ref()?;
    let counts = exposure.deviation_counts.iter();
    let counts = counts.map(|(kind, n)| format!("{} ({n})", kind.words()));
    let counts: Vec<String> = counts.collect();
    let text = format!("Doses not as planned: {}.", counts.join(", "));
    (!counts.is_empty()).then(|| text.into())
}

/// Those of an animal of one kind, for one reason, one after the other.
struct Run<'a> {
    first: &'a DoseDeviation,
    days: Vec<String>,
}

/// The deviations, a row for those of an animal that are alike; nothing without any, and where arms are hidden.
pub(super) fn table(analysis: &Analysis) -> Vec<Block> {
    let Some(exposure) = &analysis.exposure else {
        return Vec::new();
    };
    let runs = runs(exposure);
    if runs.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(headings([
        ("Animal", None),
        ("Arm", None),
        ("Day", None),
        ("Compound", None),
        ("Dose was", None),
        ("Reason", None),
    ]));
    for Run { first, days } in runs.iter().take(LISTED) {
        let what = match first.what.as_str() {
            "" => first.kind.words(),
            what => format!("{}: {}", first.kind.words(), on_one_line(what)),
        };
        let reason = first.reason.as_deref().map(on_one_line);
        let cells = [
            first.animal.clone().into(),
            first.arm.as_deref().unwrap_or(NONE).into(),
            days.join(", ").into(),
            first.compound.as_deref().unwrap_or(NONE).into(),
            what.into(),
            reason.unwrap_or_else(|| NONE.to_owned()).into(),
        ];
        table.row(None, cells.into());
    }
    let mut blocks = vec![Block::table("Doses not given as planned", table)];
    if runs.len() > LISTED {
        let more = counted(runs.len() - LISTED, "row");
        let text = format!("{more} more are in the results of the analysis as JSON.");
        blocks.push(Block::text(text));
    }
    blocks
}

/// Deviations of an animal that differ by the day alone are one row: a dose held on five days is one decision.
fn runs(exposure: &ExposureSection) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let is_alike = |a: &DoseDeviation, b: &DoseDeviation| {
        let of = |d: &DoseDeviation| (d.animal.clone(), d.compound.clone(), d.reason.clone());
        (a.kind, &a.what) == (b.kind, &b.what) && of(a) == of(b)
    };
    let worst_first = DeviationKind::ALL.iter().copied();
    for kind in worst_first {
        for deviation in exposure.deviations.iter().filter(|d| d.kind == kind) {
            let on = day(deviation.day);
            match runs.last_mut().filter(|run| is_alike(run.first, deviation)) {
                Some(run) => run.days.push(on),
                None => runs.push(Run {
                    first: deviation,
                    days: vec![on],
                }),
            }
        }
    }
    runs
}
