//! Curves by arm: mean tumor volume and mean change of body weight over days, and Kaplan-Meier curves.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{ARMS_AT_ONCE, ArmView, Scene, UNREAD, Words, n_words, scale_words, zero_words};
use crate::base::theme::Theme;
use crate::widgets::plot::figure::dose_signs;
use crate::widgets::plot::{FADED, Plot};
use app::document::figure::{Figure, Kind, Panel};
use domain::EventRule;

/// Arms whose numbers of animals find room below the axis.
pub(super) fn arms_that_fit(area: Rect) -> usize {
    let half = usize::from(area.height / 2);
    Plot::rows_that_fit(area.height)
        .min(half)
        .clamp(1, ARMS_AT_ONCE)
}

/// Draws the mean volumes.
pub(super) fn volumes(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let figure = scene.figure(Kind::Growth, shown);
    let panel = draw(scene, figure.as_ref(), buffer, area);
    Words {
        title: format!(
            "Tumor volume, mm³: mean ± SEM{} · {}",
            scale_words(scene.scale),
            n_words(scene.animals_of(shown), shown)
        ),
        foot: foot(
            ("read", scene.unread_words(UNREAD)),
            panel,
            shown,
            scene.theme,
        ),
    }
}

/// Draws the mean changes of body weight.
pub(super) fn weights(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let figure = scene.figure(Kind::Weight, shown);
    let panel = draw(scene, figure.as_ref(), buffer, area);
    Words {
        title: format!(
            "Body weight change, %: mean ± SEM · {}",
            n_words(scene.animals_of(shown), shown)
        ),
        foot: foot(
            ("weighed", scene.unweighed_words()),
            panel,
            shown,
            scene.theme,
        ),
    }
}

/// Draws the Kaplan-Meier curves; below the axis, how many animals are at risk.
pub(super) fn survival(scene: &Scene, shown: &[ArmView], buffer: &mut Buffer, area: Rect) -> Words {
    let figure = scene.figure(Kind::Survival, shown);
    let (Some(times), Some(figure)) = (&scene.analysis.time_to_event, figure) else {
        return Words {
            title: "Time to event: Kaplan-Meier".to_owned(),
            foot: vec![scene.unread_words("no event is possible yet").to_owned()],
        };
    };
    draw(scene, Some(&figure), buffer, area);
    Words {
        title: format!(
            "Kaplan-Meier: share {} · {}",
            event_words(&times.rule),
            n_words(scene.animals_of(shown), shown)
        ),
        foot: vec![
            "days from baseline; below: n at risk".to_owned(),
            "test results are on Results".to_owned(),
        ],
    }
}

/// Draws the panel of a figure, if there is one; answers the panel.
fn draw<'a>(
    scene: &Scene,
    figure: Option<&'a Figure>,
    buffer: &mut Buffer,
    area: Rect,
) -> Option<&'a Panel> {
    let figure = figure?;
    let panel = figure.panels.first()?;
    Plot::of_panel(figure, panel, scene.theme)?
        .with_doses(panel, area.height, scene.theme)
        .draw(buffer, area, scene.theme);
    Some(panel)
}

/// Of whom the shares are: `not yet at 4 × baseline volume`.
fn event_words(rule: &str) -> String {
    match rule.parse() {
        Ok(EventRule::Volume(mm3)) => format!("not yet at {mm3} mm³"),
        Ok(EventRule::Ratio(fold)) => format!("not yet at {fold} × baseline volume"),
        Ok(EventRule::Disposition) => "without the event, a disposition".to_owned(),
        Err(_) => format!("without the event {rule}"),
    }
}

/// What the signs of doses mean; none without doses on record.
fn dose_words(panel: &Panel, theme: &Theme) -> Option<String> {
    let recorded = panel.lanes.iter().filter(|lane| lane.is_recorded);
    let is_held = recorded.clone().any(|lane| !lane.held.is_empty());
    let [given, held] = dose_signs(theme);
    let held = match is_held {
        true => format!(", {held} held"),
        false => String::new(),
    };
    recorded
        .count()
        .gt(&0)
        .then(|| format!("{given} dose given{held}"))
}

/// The meaning of the signs in a figure of means, and of the rows below the axis.
fn foot(
    (done, nothing): (&str, &str),
    panel: Option<&Panel>,
    shown: &[ArmView],
    theme: &Theme,
) -> Vec<String> {
    let Some(panel) = panel else {
        return vec![nothing.to_owned()];
    };
    let guard = format!("{FADED} fewer than 3 animals, or than half, left");
    let remarks = [
        Some(format!("below: n {done}")),
        dose_words(panel, theme),
        panel.has_guarded().then_some(guard),
        panel.y.has_zero_row().then(zero_words),
        (shown.len() > 1).then(|| "overlapping marks alternate".to_owned()),
    ];
    remarks.into_iter().flatten().collect()
}
