//! The best response of each animal, sorted.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{ARMS_AT_ONCE, ArmView, Scene, Words};
use crate::widgets::plot::bars::Waterfall;
use crate::widgets::plot::figure::TOP_PERCENT;
use crate::widgets::{names, text};
use app::document::figure::{Bar, Figure, Kind, Panel};
use domain::{ArmResponses, counted};

/// The definition of what is drawn.
const DEFINITION: &str = "mRECIST";

/// Arms whose animals fit side by side; at least one.
pub(super) fn arms_that_fit(scene: &Scene, area: Rect) -> usize {
    let room = Waterfall::bars_that_fit(area.width);
    let rows = usize::from(area.height / 3).clamp(1, ARMS_AT_ONCE);
    let most = rows.min(scene.arms.len()).max(1);
    let top = scene.top.min(scene.arms.len().saturating_sub(1));
    let figure = scene.figure(Kind::Waterfall, &scene.arms[top..]);
    let animals = |arm: usize| {
        bars(figure.as_ref())
            .filter(move |bar| bar.arm == arm)
            .count()
    };
    let mut taken = 0;
    let fits = scene.arms[top..].iter().take(most).take_while(|arm| {
        taken += animals(arm.index);
        taken <= room
    });
    fits.count().max(1)
}

/// The bars of a figure.
fn bars(figure: Option<&Figure>) -> impl Iterator<Item = &Bar> {
    let panels = figure.into_iter().flat_map(|figure| &figure.panels);
    panels.flat_map(Panel::bars)
}

/// Draws the bars, and the classes of each arm below them.
pub(super) fn draw(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let figure = scene.figure(Kind::Waterfall, shown);
    let animals = bars(figure.as_ref()).count();
    let legend = u16::try_from(shown.len()).unwrap_or(0).min(area.height / 3);
    let above = Rect {
        height: area.height - legend,
        ..area
    };
    let every = animals
        .div_ceil(Waterfall::bars_that_fit(area.width))
        .max(1);
    if let Some(figure) = &figure {
        for panel in &figure.panels {
            Waterfall::of_panel(figure, panel, every, scene.theme).draw(buffer, above, scene.theme);
        }
    }
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
            counted(animals, "animal")
        ),
        foot: foot(scene, figure.as_ref()),
    }
}

fn foot(scene: &Scene, figure: Option<&Figure>) -> Vec<String> {
    if figure.is_none() {
        let why = "no animal can be classified yet: no reading is late enough after baseline";
        return vec![scene.unread_words(why).to_owned()];
    }
    let beyond = bars(figure).filter(|bar| bar.value > TOP_PERCENT).count();
    let grew = counted(beyond, "animal");
    let remarks = [
        (beyond > 0).then(|| format!("↑ {grew} beyond +{TOP_PERCENT} %")),
        Some("change and days from baseline".to_owned()),
        Some("one bar per animal".to_owned()),
    ];
    remarks.into_iter().flatten().collect()
}

/// The arm with how many of its animals are in each class.
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
    let widest = scene.arms.iter().map(|arm| text::width(arm.name)).max();
    let all: Vec<&str> = scene.arms.iter().map(|arm| arm.name).collect();
    let name = name.min(widest.unwrap_or(0));
    let name = text::left(&names::apart(arm.name, &all, name), name);
    buffer.set_stringn(area.x + 1, area.y, scene.mark(arm), 1, scene.style(arm));
    let phrase = text::cut(&format!("{name}{counts}"), room);
    buffer.set_stringn(area.x + 3, area.y, phrase, room, Style::new());
}
