//! A study at a glance: how its arms grow, what is due, what is wrong.
//!
//! Not here: all figures (Growth), all numbers (Results). What is worked out from the whole study is
//! kept until the study or its numbers change.

mod arms;
mod draw;
mod keys;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::arms::ArmLine;
use crate::base::context::Context;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::screen::Screen;
use crate::base::weekday::with_weekday;
use crate::component::{Component, Event, Request, Requests};
use crate::widgets::list::moved;
use crate::widgets::plot::Scale;
use app::due::{self, Lack, StudyToday, Task};
use app::problems::{Problem, problems};
use app::rhythm::{Rhythm, rhythm};
use domain::{When, counted, day_of};

/// Problems that PageUp and PageDown move by.
const PAGE: usize = 5;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// How volumes are spread over their axis.
    scale: Scale,
    /// The chosen problem.
    at: usize,
    /// The state of the study.
    glance: Option<Glance>,
    /// Its arms in their order.
    arms: Vec<ArmLine>,
}

/// The state of a study on a day.
#[derive(Debug, Clone)]
struct Glance {
    pulse: StudyToday,
    rhythm: Rhythm,
    problems: Vec<Problem>,
}

impl State {
    /// The study was gone to, or was changed.
    fn refresh(&mut self, cx: &Context) {
        let Some(study) = &cx.study else { return };
        let (record, today) = (&study.record, cx.today);
        let glance = Glance {
            pulse: due::study_today(record, today),
            rhythm: rhythm(record),
            problems: problems(record, today),
        };
        let last = glance.problems.len().saturating_sub(1);
        self.at = self.at.min(last);
        self.glance = Some(glance);
        self.take_numbers(cx);
    }

    /// The numbers have changed.
    fn take_numbers(&mut self, cx: &Context) {
        if let Some(study) = &cx.study {
            self.arms = arms::lines(&study.record, study.numbers.newest());
        }
    }

    fn problems(&self) -> &[Problem] {
        let glance = self.glance.as_ref();
        glance.map_or(&[], |glance| glance.problems.as_slice())
    }

    /// Goes where the chosen problem can be inspected or fixed.
    fn open(&self, out: &mut Requests) {
        let Some(problem) = self.problems().get(self.at) else {
            return;
        };
        out.push(match (problem, problem.tag()) {
            (_, Some(tag)) => Request::Find(Screen::Animals, tag.to_string()),
            (Problem::Several { .. }, _) => Request::Go(Screen::Animals),
            (Problem::NoControl, _) => Request::Act(Action::EditArm),
            _ => Request::Act(Action::EditStudy),
        });
    }
}

impl Component for State {
    fn keys(&self) -> Scopes {
        vec![&keys::KEYS]
    }

    fn scopes(&self) -> Scopes {
        vec![&keys::KEYS, &keymap::LIST, &keymap::STUDY, &keymap::SCREEN]
    }

    fn act(&mut self, _: &Context, action: Action, out: &mut Requests) {
        match action {
            Action::Scale => {
                self.scale = match self.scale {
                    Scale::Linear => Scale::Log,
                    Scale::Log => Scale::Linear,
                };
            }
            Action::Open => self.open(out),
            action => {
                let count = self.problems().len();
                moved(&mut self.at, count, PAGE, action);
            }
        }
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, _: &mut Requests) {
        match event {
            Event::Entered | Event::Refreshed | Event::Undone(_) => self.refresh(cx),
            Event::NewDay if cx.screen == Screen::Overview => self.refresh(cx),
            Event::Analyzed => self.take_numbers(cx),
            Event::StudyLeft | Event::ArmsRenamed => *self = Self::default(),
            _ => {}
        }
    }

    /// The study's day, as long as it goes on, and the date.
    fn corner(&self, cx: &Context) -> String {
        let date = with_weekday(cx.today);
        let study = cx.study.as_ref().filter(|study| study.is_open());
        let protocol = study.map(|study| &study.record.study.protocol);
        let day0 = protocol.and_then(|protocol| protocol.day0);
        match day0 {
            Some(_) if protocol.is_some_and(|protocol| protocol.day0_assumed) => {
                "study days only: e names day 0".to_owned()
            }
            Some(day0) => format!("day {} · {date}", day_of(When::on(cx.today), day0)),
            None => date,
        }
    }

    /// The chosen problem in full: the list may cut it.
    fn status(&self, _: &Context) -> String {
        let problem = self.problems().get(self.at);
        problem.map_or_else(String::new, ToString::to_string)
    }

    fn has_use(&self, cx: &Context, action: Action) -> bool {
        match action {
            Action::Open => !self.problems().is_empty(),
            // The hint is for a study that is closed already: nobody closes one by accident.
            Action::CloseStudy => cx.study.as_ref().is_some_and(|study| !study.is_open()),
            _ => true,
        }
    }

    fn shows_numbers(&self) -> bool {
        true
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}

/// How pressing what is due is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    Later,
    Now,
    Late,
}

/// What is due, in a sentence.
fn due_sentence(glance: &Glance) -> (Due, String) {
    let Glance { pulse, rhythm, .. } = glance;
    let last = rhythm
        .last
        .map(|day| format!("; last measured {}", with_weekday(day)));
    let last = last.unwrap_or_default();
    let animals = counted(pulse.asked, "animal");
    let lack = match pulse.lack {
        Some(Lack::Arms(waiting)) => {
            format!("{} to randomize (7); ", counted(waiting, "animal"))
        }
        Some(Lack::Day0) => "day 0 is not set (e); ".to_owned(),
        None => String::new(),
    };
    let every = match rhythm.every_days {
        Some(1) => " (every day)".to_owned(),
        Some(days) => format!(" (every {days} days)"),
        None => String::new(),
    };
    match pulse.task {
        Task::Closed => (
            Due::Nothing,
            format!("the study is closed: nothing is due{last}"),
        ),
        Task::AddAnimals => (Due::Nothing, "no animals yet: n adds them".into()),
        Task::NobodyLeft => (Due::Nothing, format!("no animal is left on study{last}")),
        Task::Undated => (
            Due::Nothing,
            "study days only: nothing is due until day 0 has a date (e)".into(),
        ),
        Task::Begun {
            counts, unweighed, ..
        } => {
            let without = match unweighed {
                0 => String::new(),
                n => format!("; weight missing: {n}"),
            };
            let rest = counts.rest();
            let phrase = format!(
                "today {} of {} done, {rest}{without}{every}",
                counts.done,
                counts.all()
            );
            (Due::Now, phrase)
        }
        Task::Done(counts, next) => {
            let next = next.map_or("no measuring schedule yet".into(), |on| {
                format!("next {}", with_weekday(on))
            });
            let today = match counts.rest() {
                rest if rest.is_empty() => format!("all {animals} measured today"),
                rest => format!("today {} of {} done, {rest}", counts.done, counts.all()),
            };
            (Due::Nothing, format!("{lack}{today}; {next}{every}"))
        }
        Task::Idle(last) => {
            let phrase = format!(
                "not measured since {}: c closes a study that is finished",
                with_weekday(last)
            );
            (Due::Late, phrase)
        }
        Task::Late(on, days) => {
            let late = counted(days as usize, "day");
            let phrase = format!(
                "measure {animals}: {late} late, due {}{every}",
                with_weekday(on)
            );
            (Due::Late, phrase)
        }
        Task::Today(on) => (
            Due::Now,
            format!("measure {animals}: due today, {}{every}", with_weekday(on)),
        ),
        Task::Later(on) => (
            Due::Later,
            format!("{lack}measure {animals}: due {}{every}", with_weekday(on)),
        ),
        Task::First => (
            Due::Now,
            format!("measure {animals}: none was measured yet"),
        ),
        Task::NoSchedule => (
            Due::Later,
            format!("{lack}measure {animals}: no measuring schedule yet{last}"),
        ),
    }
}
