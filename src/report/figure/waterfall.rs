//! The best response of each animal as a bar, the worst first.

use super::arms::{ArmStyle, Arms};
use super::axis::Axis;
use super::axis::Scale;
use super::model::{Bar, Figure, Kind, Layer, Layout, Panel, Rule};
use super::outliers;
use crate::number::{days, number};
use crate::responders;
use crate::summary::ArmLabels;
use crate::text::isolated;
use domain::{Analysis, DispositionKind, ResponseRow, StudyRecord};
use stats::response::mrecist::{COMPLETE_BELOW, PARTIAL_BELOW, STABLE_BELOW};

/// Animals that one panel of a page shows; of more, each arm has its own.
const ABREAST: usize = 100;

/// The figure; none if no animal has a best response.
pub(super) fn waterfall(
    record: &StudyRecord,
    analysis: &Analysis,
    chosen: Arms<'_>,
) -> Option<Figure> {
    let arms = ArmStyle::all(record, analysis, &ArmLabels::of(record, analysis));
    let responses = analysis.responses.animals.iter();
    let known = responses.filter_map(|response| {
        let arm = analysis.arms.iter().position(|arm| *arm == response.arm)?;
        let arm = Some(arm).filter(|arm| chosen.has(*arm))?;
        Some(bar(arm, response, response.best_response_percent?))
    });
    let mut bars: Vec<Bar> = known.collect();
    // Ties by arm, then in the order of tags: the sort is stable. What differs by the rounding of
    // computing alone is a tie.
    let place = |bar: &Bar| (1e9 * bar.value).round();
    bars.sort_by(|a, b| place(b).total_cmp(&place(a)).then(a.arm.cmp(&b.arm)));
    if bars.is_empty() {
        return None;
    }
    // The marks stand beyond the bars.
    let limits = [-108.0, STABLE_BELOW];
    let values = bars.iter().map(|bar| bar.value).chain(limits);
    let y = Axis::linear("%", values).titled("Best change from baseline (%)");
    let y = outliers::cut(y, Scale::Linear, bars.iter().map(|bar| bar.value), None);
    let description = described(&bars);
    let panel = |title: String, arm: Option<usize>, bars: Vec<Bar>| Panel {
        title,
        arm,
        layers: vec![Layer::Bars(bars)],
        rules: rules(),
        ..Panel::new(None, y.clone())
    };
    let together = bars.len() <= ABREAST || matches!(chosen, Arms::Only(_));
    let lost = responders::lost(analysis, |row| {
        let arm = analysis.arms.iter().position(|arm| *arm == row.arm);
        row.is_mrecist_response() && arm.is_some_and(|arm| chosen.has(arm))
    });
    let panels = match together {
        true => vec![Panel {
            remarks: lost,
            ..panel(String::new(), None, bars)
        }],
        false => {
            let of_arm = |arm: usize| bars.iter().filter(|b| b.arm == arm).cloned().collect();
            let each = arms
                .iter()
                .enumerate()
                .map(|(arm, look)| (arm, look, of_arm(arm)));
            let each = each.filter(|(_, _, bars): &(_, _, Vec<Bar>)| !bars.is_empty());
            each.map(|(arm, look, bars)| {
                panel(
                    format!("{} (n {})", isolated(&look.name), bars.len()),
                    Some(arm),
                    bars,
                )
            })
            .collect()
        }
    };
    Some(Figure {
        kind: Kind::Waterfall,
        name: "Best change of tumor volume from baseline, a bar per animal, by arm".to_owned(),
        description,
        arms,
        layout: if together {
            Layout::Key
        } else {
            Layout::Titles
        },
        panels,
        ..Figure::default()
    })
}

fn bar(arm: usize, response: &ResponseRow, value: f64) -> Bar {
    let ResponseRow {
        animal,
        tumor,
        mrecist,
        disposition,
        disposition_day,
        ..
    } = response;
    let is_dead = *disposition == Some(DispositionKind::FoundDead.id());
    let dead = is_dead.then(|| format!("; found dead on day {}", days(*disposition_day)));
    let site = tumor.as_ref().map(|tumor| format!(" ({tumor})"));
    Bar {
        arm,
        value,
        class: mrecist,
        tooltip: format!(
            "{}{}, {}: best response {}%, {mrecist}{}",
            isolated(animal),
            site.unwrap_or_default(),
            isolated(&response.arm),
            number(Some(value), 1),
            dead.unwrap_or_default()
        ),
    }
}

/// How many bars are in each class.
fn described(bars: &[Bar]) -> String {
    let classes = ["mCR", "mPR", "mSD", "mPD"];
    let count = |class: &str| bars.iter().filter(|bar| bar.class == class).count();
    let counts: Vec<String> = classes
        .into_iter()
        .map(|class| format!("{} {class}", count(class)))
        .collect();
    format!("Of {}: {}.", bars.len(), counts.join(", "))
}

/// Zero, and the limits of mRECIST's classes.
fn rules() -> Vec<Rule> {
    let named = |at: f64, name: &str| Rule {
        at,
        name: name.to_owned(),
    };
    vec![
        named(0.0, ""),
        named(STABLE_BELOW, "mSD below"),
        named(PARTIAL_BELOW, "mPR below"),
        named(COMPLETE_BELOW, "mCR below"),
    ]
}
