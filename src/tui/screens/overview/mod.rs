//! A study at a glance: how its arms grow, what is due, what is wrong.
//!
//! Not here: all figures (Growth), all numbers (Results). What is worked out from the whole study is
//! kept until the study or its numbers change.

mod arms;
mod draw;

pub(crate) use draw::view;

use self::arms::ArmLine;
use super::{moved, set_filter};
use crate::effect::Effect;
use crate::forms;
use crate::keymap::Action;
use crate::model::{Model, Screen};
use crate::update::go;
use crate::widgets::plot::Scale;
use app::due::{self, Schedule, StudyToday, Task};
use app::problems::{Problem, problems};
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
    /// How the study stands.
    glance: Option<Glance>,
    /// Its arms in their order.
    arms: Vec<ArmLine>,
}

/// How a study stands on a day.
#[derive(Debug, Clone)]
struct Glance {
    pulse: StudyToday,
    rhythm: Schedule,
    problems: Vec<Problem>,
}

/// The screen has been gone to, or the study was changed.
pub(crate) fn refreshed(model: &mut Model) {
    let Some(study) = &model.study else { return };
    let (record, today) = (&study.record, model.today);
    let glance = Glance {
        pulse: due::study_today(record, today),
        rhythm: due::schedule(record),
        problems: problems(record, today),
    };
    let last = glance.problems.len().saturating_sub(1);
    model.overview.at = model.overview.at.min(last);
    model.overview.glance = Some(glance);
    analyzed(model);
}

/// The numbers have changed.
pub(crate) fn analyzed(model: &mut Model) {
    let Some(study) = &model.study else { return };
    model.overview.arms = arms::lines(&study.record, study.numbers.newest());
}

pub(crate) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let state = &mut model.overview;
    match action {
        Action::Scale => {
            state.scale = match state.scale {
                Scale::Linear => Scale::Log,
                Scale::Log => Scale::Linear,
            }
        }
        Action::Open => return open(model),
        action => {
            let count = state.glance.as_ref().map_or(0, |g| g.problems.len());
            moved(&mut state.at, count, PAGE, action);
        }
    }
    Vec::new()
}

/// Goes where the chosen problem can be looked at or mended.
fn open(model: &mut Model) -> Vec<Effect> {
    let state = &model.overview;
    let problems = state.glance.as_ref().map(|glance| &glance.problems);
    let Some(problem) = problems.and_then(|problems| problems.get(state.at)) else {
        return Vec::new();
    };
    let mend = match (problem, problem.tag()) {
        (_, Some(tag)) => {
            let tag = tag.to_string();
            let mut effects = go(model, Screen::Animals);
            effects.extend(set_filter(model, &tag));
            return effects;
        }
        (Problem::Several { .. }, _) => return go(model, Screen::Animals),
        (Problem::NoControl, _) => Action::EditArm,
        _ => Action::EditStudy,
    };
    forms::open(model, mend).unwrap_or_default()
}

/// What stands at the right end of the title: the study's day, as long as it goes on, and the date.
pub(crate) fn corner(model: &Model) -> String {
    let date = model.today.format("%a %Y-%m-%d");
    let study = model.study.as_ref().filter(|study| study.is_open());
    let day0 = study.and_then(|study| study.record.study.protocol.day0);
    match day0 {
        Some(day0) => format!("day {} · {date}", day_of(When::on(model.today), day0)),
        None => date.to_string(),
    }
}

/// Whether there is a problem to go to.
pub(crate) fn has_problem(model: &Model) -> bool {
    let glance = model.overview.glance.as_ref();
    glance.is_some_and(|glance| !glance.problems.is_empty())
}

/// The chosen problem in full, for the line above the hints: the list may cut it.
pub(crate) fn status(model: &Model) -> String {
    let State { glance, at, .. } = &model.overview;
    let problem = glance.as_ref().and_then(|glance| glance.problems.get(*at));
    problem.map_or_else(String::new, ToString::to_string)
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
fn due_said(glance: &Glance) -> (Due, String) {
    let Glance { pulse, rhythm, .. } = glance;
    let date = |date: chrono::NaiveDate| date.format("%a %Y-%m-%d").to_string();
    let last = rhythm
        .last
        .map(|day| format!("; last measured {}", date(day)));
    let last = last.unwrap_or_default();
    let animals = counted(pulse.on_study, "animal");
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
        Task::Begun {
            done,
            left,
            unweighed,
        } => {
            let without = match unweighed {
                0 => String::new(),
                1 => ", 1 lacks only its weight".to_owned(),
                n => format!(", {n} lack only their weight"),
            };
            let said = format!("today {done} of {animals} measured, {left} left{without}{every}");
            (Due::Now, said)
        }
        Task::Done(next) => {
            let next = next.map_or("no rhythm yet".into(), |on| format!("next {}", date(on)));
            let said = format!("all {animals} measured today; {next}{every}");
            (Due::Nothing, said)
        }
        Task::Late(on, days) => {
            let late = counted(days as usize, "day");
            let said = format!("measure {animals}: {late} late, due {}{every}", date(on));
            (Due::Late, said)
        }
        Task::Today(on) => (
            Due::Now,
            format!("measure {animals}: due today, {}{every}", date(on)),
        ),
        Task::Later(on) => (
            Due::Later,
            format!("measure {animals}: due {}{every}", date(on)),
        ),
        Task::First => (Due::Now, format!("measure {animals}: none was read yet")),
        Task::NoSchedule => (
            Due::Later,
            format!("measure {animals}: no rhythm yet{last}"),
        ),
    }
}
