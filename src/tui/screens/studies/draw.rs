//! Draws the list of studies.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::base::context::Context;
use crate::base::weekday::with_weekday;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::message;
use app::due::{Lack, StudyToday, Task};
use domain::{DataOrigin, Study, counted};

/// Draws the list.
pub(super) fn draw(state: &State, cx: &Context, buffer: &mut Buffer, area: Rect) {
    let theme = cx.theme();
    let Some(all) = &state.all else {
        return message::draw(buffer, area, theme, "reading the notebook …", "");
    };
    if all.is_empty() {
        let path = cx.setting.path.display();
        let text = format!("No study yet in {path}.");
        let hint = "n creates one; i imports CSV and Excel tables; d creates two demo studies \
            (simulated), to look around in.";
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
    // What does not fit a narrow window is at the end.
    let columns = [
        Column::text("study", 22, 3),
        Column::text("next", 35, 1),
        Column::text("alerts", 6, 0),
        Column::number("day", 4),
        Column::number("on study", 9),
        Column::text("model", 9, 2),
    ];
    list::draw(
        buffer,
        area,
        theme,
        &columns,
        shown.len(),
        Some(state.at),
        |at| row(state, cx, shown[at]),
    );
}

fn row(state: &State, cx: &Context, study: &Study) -> Vec<Cell> {
    let theme = cx.theme();
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
            (day, next(pulse, cx.today), alerts, style)
        }
    };
    let there = counts.map_or_else(
        || "…".to_owned(),
        |head| format!("{} / {}", head.on_study, head.animals),
    );
    vec![
        (format!("{}{origin}", study.name), theme.strong()),
        (next, plain),
        (alerts, alert_style),
        (day, plain),
        (there, plain),
        (
            study
                .protocol
                .model
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            plain,
        ),
    ]
}

/// What to do next in a study, and when.
fn next(pulse: &StudyToday, today: NaiveDate) -> String {
    let animals = counted(pulse.asked, "animal");
    match (pulse.task, pulse.lack) {
        (Task::Closed, _) => "closed".into(),
        (Task::AddAnimals, _) => "add animals".into(),
        (Task::NobodyLeft, _) => "no animal on study: report, close".into(),
        (Task::Undated, _) => "study days only: nothing due".into(),
        (Task::Begun { left, .. }, _) => {
            format!("measure today: {} left", counted(left, "animal"))
        }
        (Task::Late(_, days), _) => {
            format!("measure now: {} late", counted(days as usize, "day"))
        }
        (Task::Idle(last), _) => format!("report, close: idle since {last}"),
        (Task::Today(_), _) => format!("measure today: {animals}"),
        (Task::First, _) => format!("measure {animals}: first time"),
        (_, Some(Lack::Arms(waiting))) => {
            let wait = if waiting == 1 { "waits" } else { "wait" };
            format!("randomize: {} {wait}", counted(waiting, "animal"))
        }
        (_, Some(Lack::Day0)) => "day 0 not set: e on the overview".into(),
        (Task::Done(_, Some(on)), None) => format!("done today; next {}", with_weekday(on)),
        (Task::Done(_, None), None) => "done today; no schedule yet".into(),
        (Task::Later(on), None) => match (on - today).num_days() {
            1 => format!("measure tomorrow ({})", with_weekday(on)),
            days => format!("measure in {days} days ({})", with_weekday(on)),
        },
        (Task::NoSchedule, None) => match pulse.last_measured {
            Some(last) => format!("measure again; last {}", with_weekday(last)),
            None => format!("measure {animals}"),
        },
    }
}
