//! The balance table: every covariate in every arm.

use ratatui::text::{Line, Span};

use super::draw::titled;
use super::facts::arm_look;
use super::visible::VisibleDraw;
use crate::base::context::Context;
use crate::widgets::{names, text};
use app::document::number::{NONE, number, p_value, significant};

/// Columns of the balance table.
pub(super) struct Columns {
    name: usize,
}

/// Their headings and widths.
const NUMBERS: [(&str, usize); 6] = [
    ("n", 4),
    ("mean", 9),
    ("SD", 8),
    ("CV", 8),
    ("min", 9),
    ("max", 9),
];

impl Columns {
    pub fn of(width: u16) -> Self {
        let taken: usize = NUMBERS.iter().map(|n| n.1).sum();
        Self {
            name: usize::from(width).saturating_sub(taken).clamp(8, 60),
        }
    }

    pub fn heading(&self) -> String {
        let titles = NUMBERS.map(|(title, width)| text::right(title, width));
        text::left("", self.name) + &titles.concat()
    }
}

/// The balance table, without its heading.
pub(super) fn balance(cx: &Context, visible: &VisibleDraw, width: u16) -> Vec<Line<'static>> {
    let theme = cx.theme();
    let Some(open) = &cx.study else {
        return Vec::new();
    };
    if visible.groups.covariates.is_empty() {
        let notes = visible.notes.iter().map(|note| Line::raw(note.clone()));
        return std::iter::once(Line::styled("nothing was balanced", theme.faint()))
            .chain(notes)
            .collect();
    }
    let columns = Columns::of(width);
    let room = columns.name.saturating_sub(3);
    let all: Vec<&str> = visible
        .groups
        .balance
        .rows
        .iter()
        .map(|row| row.arm.as_str())
        .collect();
    let mut lines = Vec::new();
    for (covariate, test) in visible
        .groups
        .covariates
        .iter()
        .zip(&visible.groups.balance.tests)
    {
        lines.push(Line::styled(titled(covariate), theme.strong()));
        let rows = visible
            .groups
            .balance
            .rows
            .iter()
            .filter(|row| row.covariate == covariate.name);
        for (arm, row) in rows.enumerate() {
            let look = arm_look(open, &visible.groups.arms, arm);
            let shown = |value| significant(value, 4);
            let percent = row.cv.map_or(NONE.to_owned(), |cv| {
                format!("{} %", number(Some(100.0 * cv), 1))
            });
            let cells = [
                row.n.to_string(),
                shown(row.mean),
                shown(row.sd),
                percent,
                shown(row.min),
                shown(row.max),
            ];
            let cells = cells
                .iter()
                .zip(NUMBERS)
                .map(|(cell, (_, w))| text::right(cell, w));
            lines.push(Line::from(vec![
                Span::styled(theme.mark(look), theme.arm(look)),
                Span::raw(" "),
                Span::raw(text::left(&names::apart(&row.arm, &all, room), room + 1)),
                Span::raw(cells.collect::<String>()),
            ]));
        }
        let tests = format!(
            "ANOVA p {} · Kruskal-Wallis p {} · largest standardized difference {}",
            p_value(test.anova_p),
            p_value(test.kruskal_p),
            number(test.max_standardized_difference, 3),
        );
        lines.push(Line::raw(text::cut(&tests, usize::from(width))));
        lines.push(Line::default());
    }
    for note in &visible.notes {
        let wrapped = text::wrap(note, usize::from(width));
        lines.extend(wrapped.into_iter().map(Line::raw));
    }
    let remark = "The p-values describe: after a draw every difference is due to chance.";
    lines.push(Line::styled(remark, theme.faint()));
    lines
}
