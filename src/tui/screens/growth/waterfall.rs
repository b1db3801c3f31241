//! The best response of each tumor, sorted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{ARMS_AT_ONCE, ArmView, Scene, Words};
use crate::widgets::plot::bars::{Bar, Waterfall};
use crate::widgets::plot::{Axis, Reference};
use crate::widgets::text;
use app::analyze::{COMPLETE_BELOW, PARTIAL_BELOW, STABLE_BELOW};
use domain::{ArmResponses, TumorResponse, counted};

/// Growth above this is pointed at, so that shrinkage stays readable.
const TOP_PERCENT: f64 = 100.0;

/// The definition of what is drawn.
const DEFINITION: &str = "mRECIST";

/// Arms whose tumors fit side by side; at least one.
pub(super) fn arms_that_fit(scene: &Scene, area: Rect) -> usize {
    let room = Waterfall::bars_that_fit(area.width);
    let rows = usize::from(area.height / 3).clamp(1, ARMS_AT_ONCE);
    let most = rows.min(scene.arms.len()).max(1);
    let top = scene.top.min(scene.arms.len().saturating_sub(1));
    let mut taken = 0;
    let fits = scene.arms[top.min(scene.arms.len())..]
        .iter()
        .take(most)
        .take_while(|arm| {
            taken += tumors(scene, arm).count();
            taken <= room
        });
    fits.count().max(1)
}

fn tumors<'a>(scene: &'a Scene, arm: &'a ArmView) -> impl Iterator<Item = &'a TumorResponse> {
    let all = scene.analysis.responses.animals.iter();
    all.filter(|tumor| tumor.arm == arm.name && tumor.best_response_percent.is_some())
}

/// Draws the bars, and the classes of each arm below them.
pub(super) fn draw(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let mut judged: Vec<(f64, &ArmView)> = Vec::new();
    for arm in shown {
        let best = tumors(scene, arm).filter_map(|tumor| tumor.best_response_percent);
        judged.extend(best.map(|best| (best, arm)));
    }
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let legend = u16::try_from(shown.len()).unwrap_or(0).min(area.height / 3);
    let above = Rect {
        height: area.height - legend,
        ..area
    };
    let every = judged
        .len()
        .div_ceil(Waterfall::bars_that_fit(area.width))
        .max(1);
    waterfall(scene, &judged, every).draw(buffer, above, scene.theme);
    for (y, arm) in (above.bottom()..area.bottom()).zip(shown) {
        legend_row(
            scene,
            arm,
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
        );
    }
    let from = scene.analysis.settings.mrecist_from_day;
    let drawn = match every {
        1 => String::new(),
        every => format!(", 1 in {every} drawn"),
    };
    Words {
        title: format!(
            "Best response ({DEFINITION}): % change, from day {from} on · {}{drawn}",
            counted(judged.len(), "tumor")
        ),
        foot: foot(&judged),
    }
}

fn waterfall(scene: &Scene, judged: &[(f64, &ArmView)], every: usize) -> Waterfall {
    let bar = |(value, arm): &(f64, &ArmView)| Bar {
        value: Some(*value),
        style: scene.style(arm),
        mark: scene.mark(arm),
    };
    let line = |(class, at): (&str, f64)| Reference {
        at,
        label: format!("{class} {}{} %", if at < 0.0 { '−' } else { '+' }, at.abs()),
    };
    let highest = judged.iter().map(|(value, _)| value.min(TOP_PERCENT));
    let least = [-TOP_PERCENT, STABLE_BELOW + 5.0];
    Waterfall {
        y: Axis::tight("%", highest.chain(least)),
        bars: judged.iter().step_by(every).map(bar).collect(),
        references: [
            ("mPD from", STABLE_BELOW),
            ("mPR below", PARTIAL_BELOW),
            ("mCR below", COMPLETE_BELOW),
        ]
        .map(line)
        .to_vec(),
    }
}

fn foot(judged: &[(f64, &ArmView)]) -> Vec<String> {
    if judged.is_empty() {
        let why = "no tumor can be classified yet: no reading is late enough after baseline";
        return vec![why.to_owned()];
    }
    let beyond = judged.iter().filter(|(v, _)| *v > TOP_PERCENT).count();
    let grew = counted(beyond, "tumor");
    let remarks = [
        (beyond > 0).then(|| format!("↑ {grew} beyond +{TOP_PERCENT} %")),
        Some("change and days from baseline".to_owned()),
        Some("one bar per tumor".to_owned()),
    ];
    remarks.into_iter().flatten().collect()
}

/// The arm with how many of its tumors are in each class.
fn legend_row(scene: &Scene, arm: &ArmView, buffer: &mut Buffer, area: Rect) {
    let of_arm = |row: &&ArmResponses| row.arm == arm.name;
    let row = scene.analysis.responses.arms.iter().find(of_arm);
    let counts = row.map_or_else(String::new, |row| {
        let c = &row.mrecist;
        format!(
            " n {:>3}  mCR {:>3}  mPR {:>3}  mSD {:>3}  mPD {:>3}  NE {:>3}",
            row.n, c.complete, c.partial, c.stable, c.progressive, c.not_evaluable
        )
    });
    let room = usize::from(area.width.saturating_sub(4));
    let name = room.saturating_sub(text::width(&counts)).min(40);
    let widest = scene.arms.iter().map(|arm| text::width(arm.shown)).max();
    let name = text::left(arm.shown, name.min(widest.unwrap_or(0)));
    buffer.set_stringn(area.x + 1, area.y, scene.mark(arm), 1, scene.style(arm));
    let phrase = text::cut(&format!("{name}{counts}"), room);
    buffer.set_stringn(area.x + 3, area.y, phrase, room, Style::new());
}
