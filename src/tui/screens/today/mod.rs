//! What is to be done on a day, over all studies, in the order in which somebody walks through the rooms.

mod draw;
mod keys;

use chrono::{Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::{Answer, Tone, Trouble};
use crate::base::screen::Screen;
use crate::component::{Component, Event, Request, Requests};
use crate::widgets::list::moved;
use crate::widgets::reader::Reader;
use app::today::{Today, TodayRow};
use app::work::WorkProgress;
use domain::WorkKind;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The work that is listed.
    today: Option<Today>,
    /// Why it cannot be listed.
    trouble: Option<Trouble>,
    /// Days from today to the day that is listed.
    shift: i64,
    /// The chosen row.
    at: usize,
    /// Whether the work was listed before: only the first list can be what one starts with.
    was_listed: bool,
}

impl State {
    /// The day that is listed.
    fn day(&self, cx: &Context) -> NaiveDate {
        let days = Days::new(self.shift.unsigned_abs());
        let moved = match self.shift < 0 {
            true => cx.today.checked_sub_days(days),
            false => cx.today.checked_add_days(days),
        };
        moved.unwrap_or(cx.today)
    }

    fn ask(&self, cx: &Context, out: &mut Requests) {
        out.effect(Effect::Today(self.day(cx), cx.today));
    }

    fn rows(&self) -> &[TodayRow] {
        self.today.as_ref().map_or(&[], |today| &today.rows)
    }

    fn chosen(&self) -> Option<&TodayRow> {
        self.rows().get(self.at)
    }

    /// Opens the work of the chosen row.
    fn open(&self, out: &mut Requests) {
        let Some(row) = self.chosen() else { return };
        if self.shift != 0 {
            let text = "this is another day: t goes back to today; Ctrl-D on Measure enters values of a past day";
            return out.say(Tone::Note, text);
        }
        // Doses of animals that are also measured follow upon their last value.
        let is_done = |kinds: &[WorkKind]| row.kinds.iter().any(|kind| kinds.contains(kind));
        let screen = match is_done(&[WorkKind::Weigh, WorkKind::Measure]) {
            true => Screen::Measure,
            false if is_done(&[WorkKind::Dose]) => Screen::Dosing,
            false => Screen::Animals,
        };
        out.push(Request::OpenStudy(row.study.clone(), screen));
    }

    /// The animals of the chosen row, with how far each has come.
    fn show_animals(&self, out: &mut Requests) {
        let Some(row) = self.chosen() else { return };
        let lines = row.animals.iter().map(|work| {
            let cage = work.cage.as_deref().unwrap_or("no cage");
            let states = row.kinds.iter().zip(&work.progress);
            let states =
                states.map(|(kind, progress)| format!("{} {}", kind.words(), words(*progress)));
            let states: Vec<String> = states.collect();
            (format!("{cage} · {}", work.animal), states.join(", "))
        });
        let title = format!("{}: {}", row.study, draw::kinds(row));
        out.push(Request::Read(Box::new(Reader::new(title, lines.collect()))));
    }
}

fn words(progress: WorkProgress) -> &'static str {
    match progress {
        WorkProgress::Overdue => "overdue",
        WorkProgress::Due => "due",
        WorkProgress::DoneLate => "done late",
        WorkProgress::Done => "done",
        WorkProgress::Waived => "waived",
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::SCREEN]
    }

    fn act(&mut self, cx: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::Open => self.open(out),
            Action::Animals => self.show_animals(out),
            Action::OpenPlan => {
                if let Some(row) = self.chosen() {
                    out.push(Request::OpenStudy(row.study.clone(), Screen::Plan));
                }
            }
            Action::Left | Action::Right | Action::Now => {
                self.shift = match action {
                    Action::Left => self.shift - 1,
                    Action::Right => self.shift + 1,
                    _ => 0,
                };
                self.ask(cx, out);
            }
            action => {
                let rows = self.rows().len();
                moved(&mut self.at, rows, cx.page(), action);
            }
        }
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered | Event::Refreshed | Event::Undone(_) => self.ask(cx, out),
            Event::NewDay => {
                self.shift = 0;
                self.ask(cx, out);
            }
            _ => {}
        }
    }

    fn answered(&mut self, cx: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::Today(Ok(today)) => {
                // Whoever has begun to do something is not led away.
                let starts = !self.was_listed && cx.screen == Screen::Studies && cx.study.is_none();
                let is_open = |row: &TodayRow| row.planned && row.open() > 0;
                if starts && today.rows.iter().any(is_open) {
                    out.push(Request::Go(Screen::Today));
                }
                self.was_listed = true;
                self.trouble = None;
                self.at = self.at.min(today.rows.len().saturating_sub(1));
                self.today = Some(*today);
                None
            }
            Answer::Today(Err(trouble)) => {
                self.was_listed = true;
                self.trouble = Some(trouble);
                None
            }
            // The list of studies changed, and with it what is to be done.
            Answer::Studies(studies) => {
                if cx.screen == Screen::Today {
                    self.ask(cx, out);
                }
                Some(Answer::Studies(studies))
            }
            other => Some(other),
        }
    }

    fn corner(&self, cx: &Context) -> String {
        let day = self.day(cx);
        let date = day.format("%a %Y-%m-%d");
        match self.shift {
            0 => format!("Today · {date}"),
            _ => date.to_string(),
        }
    }

    /// How much is to be done.
    fn status(&self, _: &Context) -> String {
        let Some(today) = &self.today else {
            return String::new();
        };
        let overdue = match today.overdue {
            0 => String::new(),
            n => format!(", {n} of them overdue"),
        };
        let waiting = match today.waiting.as_slice() {
            [] => String::new(),
            studies => format!(" · no day 0: {}", studies.join(", ")),
        };
        format!(
            "animals: {} due{overdue} · {} done{waiting}",
            today.due, today.done
        )
    }

    fn has_use(&self, _: &Context, action: Action) -> bool {
        match action {
            Action::Open | Action::Animals | Action::OpenPlan => !self.rows().is_empty(),
            _ => true,
        }
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}
