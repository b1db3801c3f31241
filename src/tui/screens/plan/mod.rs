//! The work plan of the open study: its lines, and a calendar of what they plan.

mod draw;
mod keys;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::Tone;
use crate::base::screen::Screen;
use crate::component::{Component, Event, Request, Requests};
use crate::forms::Wanted;
use crate::widgets::list::moved;
use app::work::{PlannedWork, WorkLineView, planned, work_line_view};

/// Weeks that the calendar knows.
const WEEKS: u64 = 8;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The lines that are listed.
    lines: Vec<WorkLineView>,
    /// Whether lines that have ended are among them.
    ended: bool,
    /// How many are hidden because they have ended.
    hidden: usize,
    /// The chosen row.
    at: usize,
    /// The Monday of the first week of the calendar.
    monday: NaiveDate,
    /// Weeks from this one to the first of the calendar.
    shift: i64,
    /// What is planned, by date.
    work: BTreeMap<NaiveDate, Vec<PlannedWork>>,
}

impl State {
    /// Lists the lines of the open study, and what they plan.
    fn refresh(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let record = &study.record;
        let lines = record.work_lines.iter();
        let lines = lines.map(|line| work_line_view(record, line, cx.today));
        let is_over = |line: &WorkLineView| line.ends_on.is_some_and(|last| last < cx.today);
        let (over, mut lines): (Vec<_>, Vec<_>) = lines.partition(is_over);
        self.hidden = if self.ended { 0 } else { over.len() };
        if self.ended {
            lines.extend(over);
            lines.sort_by_key(|line| line.line);
        }
        self.lines = lines;
        self.at = self.at.min(self.lines.len().saturating_sub(1));
        self.look_ahead(cx);
    }

    fn look_ahead(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let today = cx.today;
        let monday = today.week(Weekday::Mon).checked_first_day();
        let weeks = Days::new(7 * self.shift.unsigned_abs());
        let moved = monday.and_then(|monday| match self.shift < 0 {
            true => monday.checked_sub_days(weeks),
            false => monday.checked_add_days(weeks),
        });
        self.monday = moved.unwrap_or(today);
        self.work.clear();
        for work in planned(&study.record, self.monday, 7 * WEEKS as usize) {
            self.work.entry(work.date).or_default().push(work);
        }
    }

    /// The number of the chosen line; else says that there is none.
    fn chosen(&self, out: &mut Requests) -> Option<u32> {
        let chosen = self.lines.get(self.at).map(|line| line.line);
        if chosen.is_none() {
            out.say(Tone::Note, "no line is chosen: n plans work");
        }
        chosen
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::NewWork => out.push(Request::Open(Wanted::NewWork)),
            Action::EditWork => {
                if let Some(line) = self.chosen(out) {
                    out.push(Request::Open(Wanted::EditWork(line)));
                }
            }
            Action::EndWork => {
                if let Some(line) = self.chosen(out) {
                    out.push(Request::Open(Wanted::EndWork(line)));
                }
            }
            Action::Waive => {
                if let Some(line) = self.chosen(out) {
                    out.push(Request::Open(Wanted::Waive(line)));
                }
            }
            Action::EndedLines => {
                self.ended = !self.ended;
                self.refresh(cx);
            }
            Action::Left | Action::Right => {
                self.shift += if action == Action::Left { -1 } else { 1 };
                self.look_ahead(cx);
            }
            action => {
                moved(&mut self.at, self.lines.len(), cx.page() / 2, action);
            }
        }
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, _: &mut Requests) {
        match event {
            Event::Entered | Event::Refreshed | Event::Undone(_) => self.refresh(cx),
            Event::NewDay if cx.screen == Screen::Plan => self.refresh(cx),
            Event::StudyLeft | Event::ArmsRenamed => *self = Self::default(),
            _ => {}
        }
    }

    /// The name of the screen, which has no tab, and the date.
    fn corner(&self, cx: &Context) -> String {
        format!("Work plan · {}", cx.today.format("%a %Y-%m-%d"))
    }

    /// The note of the chosen line, and the dates that it plans next.
    fn status(&self, _: &Context) -> String {
        let Some(line) = self.lines.get(self.at) else {
            return String::new();
        };
        let dates = line.dates.iter().take(3);
        let dates: Vec<String> = dates.map(|d| d.format("%a %Y-%m-%d").to_string()).collect();
        let mut parts = Vec::new();
        match (dates.is_empty(), line.without_day0) {
            (false, _) => parts.push(format!("next {}", dates.join(", "))),
            (true, n) if n > 0 => parts.push("no dates until there is a day 0".to_owned()),
            (true, _) if line.follows_findings => {
                parts.push("its dates follow from what is found".to_owned());
            }
            (true, _) => parts.push("no date is to come".to_owned()),
        }
        parts.extend(line.regimen.as_ref().map(|regimen| regimen.words()));
        parts.extend(line.note.clone());
        format!("line {}: {}", line.line, parts.join(" · "))
    }

    fn has_use(&self, _: &Context, action: Action) -> bool {
        match action {
            Action::EditWork | Action::EndWork | Action::Waive => !self.lines.is_empty(),
            Action::EndedLines => self.ended || self.hidden > 0,
            _ => true,
        }
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}
