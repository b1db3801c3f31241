//! The list of studies: where one starts. Names stand there at once; what each study holds is counted
//! afterwards, and their state is queried for the visible ones, one at a time.

mod draw;
mod keys;

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::{Answer, Trouble};
use crate::base::screen::Screen;
use crate::component::{Component, Event, Request, Requests};
use crate::widgets::list::{self, moved};
use app::due::StudyToday;
use domain::{Study, StudyHead, StudyId};

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    all: Option<Vec<Study>>,
    /// What they hold, as far as it was counted; maybe before the last change.
    counts: HashMap<StudyId, StudyHead>,
    /// The states of studies, as far as they are known; maybe from before the last change.
    pulses: HashMap<String, Result<StudyToday, Trouble>>,
    /// Studies whose state was queried since the last change.
    current: HashSet<String>,
    /// The study that is being queried.
    asked: Option<String>,
    /// The study to choose once it is listed.
    wanted: Option<String>,
    /// What the list is filtered by.
    filter: String,
    /// The chosen row.
    at: usize,
}

impl State {
    /// The studies of the file.
    pub fn all(&self) -> &[Study] {
        self.all.as_deref().unwrap_or_default()
    }

    /// Those that fit the filter.
    fn shown(&self) -> Vec<&Study> {
        let words = self.filter.to_lowercase();
        let fits = |study: &&Study| {
            let model = study.protocol.model.as_ref();
            let model = model.map_or("", |model| model.as_str());
            let text = format!("{} {model} {}", study.name, study.status.id()).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        self.all().iter().filter(fits).collect()
    }

    /// The name of the chosen study.
    pub fn chosen(&self) -> Option<String> {
        self.shown()
            .get(self.at)
            .map(|study| study.name.to_string())
    }

    /// Chooses a study, as soon as it is listed.
    pub fn choose(&mut self, name: &str) {
        self.wanted = Some(name.to_owned());
    }

    /// The studies of the file have been listed.
    fn listed(&mut self, cx: &Context, studies: Vec<Study>, out: &mut Requests) {
        let wanted = self.wanted.take();
        let chosen = wanted.or_else(|| self.chosen());
        let names: HashSet<&str> = studies.iter().map(|study| study.name.as_str()).collect();
        self.pulses.retain(|name, _| names.contains(name.as_str()));
        self.all = Some(studies);
        self.current.clear();
        self.asked = None;
        let shown = self.shown();
        let at = shown
            .iter()
            .position(|study| Some(study.name.as_str()) == chosen.as_deref());
        self.at = at.unwrap_or(0);
        out.effect(Effect::Count);
        self.ask_next(cx, out);
    }

    /// Queries the state of the next visible study that is not known or may have changed.
    fn ask_next(&mut self, cx: &Context, out: &mut Requests) {
        if cx.screen != Screen::Studies || self.asked.is_some() {
            return;
        }
        let shown = self.shown();
        let top = list::top(shown.len(), cx.page(), self.at);
        let visible = shown.iter().skip(top).take(cx.page());
        let unknown = visible
            .map(|study| study.name.as_str())
            .find(|name| !self.current.contains(*name));
        let unknown = unknown.map(str::to_owned);
        self.asked.clone_from(&unknown);
        if let Some(name) = unknown {
            out.effect(Effect::Pulse(name, cx.today));
        }
    }

    /// The state of a study is known.
    fn pulse(&mut self, name: String, result: Result<Box<StudyToday>, Trouble>) {
        // An answer to what was asked before the last change is better than none, but not the last word.
        if self.asked.as_ref() == Some(&name) {
            self.asked = None;
            self.current.insert(name.clone());
        }
        self.pulses.insert(name, result.map(|pulse| *pulse));
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
        let rows = self.shown().len();
        if moved(&mut self.at, rows, cx.page(), action) {
            return self.ask_next(cx, out);
        }
        if action == Action::Open {
            out.push(Request::Go(Screen::Overview));
        }
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::NewDay => {
                // What is due may be something else.
                self.current.clear();
                self.asked = None;
                self.ask_next(cx, out);
            }
            Event::Resized => self.ask_next(cx, out),
            _ => {}
        }
    }

    fn answered(&mut self, cx: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::Studies(Ok(studies)) => self.listed(cx, studies, out),
            // Where nothing can be counted, the pulse of a study says why.
            Answer::Counted(counted) => {
                if let Ok(heads) = counted {
                    self.counts = heads.into_iter().map(|head| (head.id, head)).collect();
                }
            }
            Answer::Pulse(name, result) => {
                self.pulse(name, result);
                self.ask_next(cx, out);
            }
            other => return Some(other),
        }
        None
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, cx: &Context, text: &str, out: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.at = 0;
        self.ask_next(cx, out);
    }

    fn has_use(&self, _: &Context, action: Action) -> bool {
        action != Action::Back || !self.filter.is_empty()
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx, buffer, area);
        None
    }
}
