//! Draws the list of studies.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::base::context::Context;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::message;
use app::due::{StudyToday, Task};
use domain::{DataOrigin, Study};

/// Draws the list.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let Some(all) = &state.all else {
        return message::draw(buffer, area, theme, "reading the notebook …", "");
    };
    if all.is_empty() {
        let path = cx.setting.path.display();
        let text = format!("No study yet in {path}.");
        let hint = "n creates one; d creates two demo studies (simulated), to look around in; \
            `graftbook import FILE --study NAME` brings in CSV and Excel tables.";
        return message::draw(buffer, area, theme, &text, hint);
    }
    let shown = state.shown();
    if shown.is_empty() {
        return message::draw(
            buffer,
            area,
            theme,
            "No study matches the filter.",
            "Esc shows all.",
        );
    }
    let columns = [
        Column::text("study", 23, 3),
        Column::text("model", 9, 2),
        Column::number("day", 4),
        Column::number("on study", 11),
        Column::text("next", 21, 2),
        Column::text("alerts", 6, 0),
    ];
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        shown.len(),
        Some(state.at),
        |at| row(state, theme, shown[at]),
    );
}

fn row(state: &State, theme: &Theme, study: &Study) -> Vec<Cell> {
    let plain = Style::new();
    let pulse = state.pulses.get(study.name.as_str());
    let counts = state.counts.get(&study.id);
    let simulated = study.protocol.data_origin == DataOrigin::Simulated;
    let flags = [simulated.then_some("simulated"), study.blinding.said()];
    let flags: Vec<_> = flags.into_iter().flatten().collect();
    let origin = match flags.is_empty() {
        true => String::new(),
        false => format!(" ({})", flags.join(", ")),
    };
    let (day, next, alerts, alert_style) = match pulse {
        None => (String::new(), "…".to_owned(), String::new(), plain),
        Some(Err(trouble)) => (String::new(), trouble.message.clone(), String::new(), plain),
        Some(Ok(pulse)) => {
            let alerts = match pulse.alerts {
                0 => "none".to_owned(),
                n => format!("⚠ {n}"),
            };
            let style = if pulse.alerts > 0 {
                theme.alert()
            } else {
                theme.faint()
            };
            let day = pulse.day.map_or_else(String::new, |day| day.to_string());
            (day, next_task(pulse), alerts, style)
        }
    };
    let there = counts.map_or_else(
        || "…".to_owned(),
        |head| format!("{} / {}", head.on_study, head.animals),
    );
    vec![
        (format!("{}{origin}", study.name), theme.strong()),
        (
            study
                .protocol
                .model
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            plain,
        ),
        (day, plain),
        (there, plain),
        (next, plain),
        (alerts, alert_style),
    ]
}

/// What to do next in a study.
fn next_task(pulse: &StudyToday) -> String {
    match pulse.task {
        Task::Closed => "closed".into(),
        Task::AddAnimals => "add animals".into(),
        Task::NobodyLeft => "no animal is left".into(),
        Task::Begun { left, .. } => format!("{} to measure", domain::counted(left, "animal")),
        Task::Done(..) => "measured today".into(),
        Task::Idle(last) => format!("idle since {last}"),
        Task::Late(_, days) => format!("{} late", domain::counted(days as usize, "day")),
        Task::Today(_) => "measure today".into(),
        Task::Later(due) => format!("measure on {due}"),
        Task::First => "measure".into(),
        Task::NoSchedule => match pulse.last_measured {
            Some(last) => format!("measured on {last}"),
            None => "measure".into(),
        },
    }
}
