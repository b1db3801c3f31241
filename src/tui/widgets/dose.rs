//! A planned dose as screens show it: its volume in large digits, what it follows from, and why it is not to be given.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::digits;
use crate::base::message::Tone;
use crate::base::theme::Theme;
use app::dosing::{DoseAdvice, DoseTold, DosingRow};
use domain::DoseState;

/// Rows between the edge and the large letters, and below them.
pub const MARGIN: u16 = 1;

/// What stands in large letters: the volume of an open dose, else what is to be done or was done. A volume that was given
/// is not shown so: it would invite to give it again.
pub struct Large {
    word: String,
    unit: &'static str,
    style: Style,
}

impl Large {
    /// The large letters of a dose.
    pub fn of(theme: &Theme, row: &DosingRow) -> Self {
        let (word, style) = match row.recorded.last() {
            Some(dose) => match dose.state {
                DoseState::Given => ("DONE", theme.good()),
                DoseState::Partial => ("PART", theme.warn()),
                DoseState::Held => ("HELD", theme.warn()),
                DoseState::Missed => ("MISSED", theme.warn()),
                DoseState::Misdosed => ("WRONG", theme.alert()),
            },
            None => match (&row.advice, row.volume) {
                (DoseAdvice::Give, Some(volume)) => {
                    return Self {
                        word: volume.to_string().trim_end_matches(" mL").to_owned(),
                        unit: " mL",
                        style: theme.strong(),
                    };
                }
                (DoseAdvice::Give, None) => ("GIVE", theme.strong()),
                (DoseAdvice::Weigh(_), _) => ("WEIGH", theme.warn()),
                (DoseAdvice::Hold(_), _) => ("HOLD", theme.alert()),
                (DoseAdvice::Endpoint(_) | DoseAdvice::Refuse(_), _) => ("STOP", theme.alert()),
            },
        };
        Self {
            word: word.to_owned(),
            unit: "",
            style,
        }
    }

    /// Draws them as large as they fit into an area and so many rows; returns the row below them.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, rows: u16) -> u16 {
        // The unit stands behind the digits.
        let room = area.width.saturating_sub(4);
        let scale = digits::scale(&self.word, (room, rows));
        let y = (area.y + MARGIN).min(area.bottom());
        let inside = Rect::new(area.x, y, area.width, area.bottom() - y);
        digits::draw(buffer, inside, &self.word, self.unit, scale, self.style);
        (y + digits::ROWS * scale + MARGIN).min(area.bottom())
    }
}

/// What was recorded of a dose, with what is remarkable about it.
pub fn dosed_words(told: &DoseTold) -> (Tone, String) {
    let notes: String = told.notes.iter().map(|note| format!(" · {note}")).collect();
    let tone = match told.notes.is_empty() {
        true => Tone::Done,
        false => Tone::Warning,
    };
    (tone, format!("{}{notes}", told.words()))
}

/// Why a dose is not to be given as planned.
pub fn warning(advice: &DoseAdvice) -> Option<String> {
    Some(match advice {
        DoseAdvice::Give => return None,
        DoseAdvice::Weigh(why) => format!("⚠ no volume: {why}"),
        DoseAdvice::Hold(why) => format!("⚠ hold the dose: {why}"),
        DoseAdvice::Endpoint(why) => format!("⚠ at an endpoint: {why}"),
        DoseAdvice::Refuse(why) => format!("⚠ cannot be given as planned: {why}"),
    })
}

/// What is given, what it follows from, and what came before, seen on a date.
pub fn facts(row: &DosingRow, on: NaiveDate, chosen: Option<&str>) -> Vec<String> {
    let join = |parts: Vec<Option<String>>| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    };
    let formulation = match chosen {
        Some(code) => Some(format!("formulation {code}, chosen")),
        None => row
            .formulation
            .as_ref()
            .map(|code| format!("formulation {code}")),
    };
    let what = [row.compound.clone(), row.dose.clone()];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let what = Some(what.join(" ")).filter(|what| !what.is_empty());
    let weight = row.weight_g.map(|grams| match row.weighed_on {
        Some(date) if date == on => format!("{grams} g that day"),
        Some(date) => {
            let days = (on - date).num_days();
            format!("{grams} g of {date}, {days} d before")
        }
        None => format!("{grams} g"),
    });
    let course = row.course.map(|(n, of)| format!("dose {n} of {of}"));
    let slot = (row.slots > 1).then(|| {
        let hours = match row.hours {
            0 => String::new(),
            hours => format!(", {hours} h after the first"),
        };
        format!("{} of {} that day{hours}", row.slot, row.slots)
    });
    let late = match row.days_late {
        0 => None,
        1 => Some("1 day late".to_owned()),
        days => Some(format!("{days} days late")),
    };
    let last = row
        .last
        .as_ref()
        .map(|dose| format!("last {} {}", dose.date, dose.words()));
    let change = row
        .weight_change_percent
        .map(|change| format!("weight {change:+.1} % since day 0"));
    let gives = row.gives.as_ref().map(|gives| format!("gives {gives}"));
    // The dose of a vehicle alone is its volume.
    let liquid = row.liquid.clone();
    let liquid = liquid.filter(|liquid| row.dose.as_ref() != Some(liquid));
    let all = [
        join(vec![row.route.clone(), formulation]),
        join(vec![what, liquid, gives]),
        join(vec![weight, change]),
        join(vec![course, slot, late]),
        join(vec![last]),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}
