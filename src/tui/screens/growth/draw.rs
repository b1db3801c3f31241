//! Draws the figure of the moment between its title and its remarks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Scene, State, animals, curves, figure_area, waterfall};
use crate::base::context::Context;
use crate::base::study::Numbers;
use crate::base::theme::Theme;
use crate::widgets::{message, text};
use app::document::figure::Kind;

/// Draws the figure of the moment.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let Some(scene) = Scene::of(state, cx) else {
        return without_numbers(cx, buffer, area);
    };
    if scene.arms.is_empty() {
        let hint = "add arms on the overview, or import them";
        return message::draw(buffer, area, theme, "There is no arm to show yet.", hint);
    }
    let inside = figure_area(area);
    let shown = scene.shown(state.arms_that_fit(cx, &scene));
    let words = match state.kind {
        Kind::Growth => curves::volumes(&scene, shown, buffer, inside),
        Kind::Spaghetti => animals::draw(&scene, shown, buffer, inside),
        Kind::Weight => curves::weights(&scene, shown, buffer, inside),
        Kind::Waterfall => waterfall::draw(&scene, shown, buffer, inside),
        Kind::Survival => curves::survival(&scene, shown, buffer, inside),
    };
    title(buffer, area, theme, &words.title, &scene.which(shown));
    foot(buffer, area, theme, &words.foot);
}

/// As many of the remarks as fit; the first one is cut if it must.
fn foot(buffer: &mut Buffer, area: Rect, theme: &Theme, remarks: &[String]) {
    let cells = usize::from(area.width.saturating_sub(2));
    if area.height < 2 || cells == 0 {
        return;
    }
    let mut phrase = String::new();
    for remark in remarks {
        let gap = if phrase.is_empty() { "" } else { "  " };
        let longer = format!("{phrase}{gap}{remark}");
        if phrase.is_empty() || text::width(&longer) <= cells {
            phrase = longer;
        }
    }
    let phrase = text::cut(&phrase, cells);
    buffer.set_stringn(area.x + 1, area.bottom() - 1, phrase, cells, theme.faint());
}

fn title(buffer: &mut Buffer, area: Rect, theme: &Theme, title: &str, which: &str) {
    let right = text::width(which);
    let cells = usize::from(area.width.saturating_sub(2)).saturating_sub(right + 1);
    let line = Line::from(vec![
        Span::raw(" "),
        Span::styled(text::left(title, cells), theme.strong()),
        Span::raw(" "),
        Span::styled(which, theme.faint()),
    ]);
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn without_numbers(cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    match cx.study.as_ref().map(|study| &study.numbers) {
        Some(Numbers::Failed(why)) => message::draw(buffer, area, theme, &why.message, &why.hint),
        _ => message::draw(buffer, area, theme, "computing …", ""),
    }
}
