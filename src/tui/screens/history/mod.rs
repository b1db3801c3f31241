//! The audit trail of the open study: who did what, when and why, newest first. It is read page by
//! page as one scrolls, for it has a line for every entry ever made.
//!
//! Not here: proving that the trail is whole, which `graftbook audit verify` does.

mod draw;
mod keys;
mod operation;

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::operation::{LogLine, details};
use crate::base::context::Context;
use crate::base::effect::Effect;
use crate::base::keymap::{self, Action, Scopes};
use crate::base::message::{Answer, Trouble};
use crate::base::study::OpenStudy;
use crate::component::{Component, Event, Requests};
use crate::forms::Wanted;
use crate::widgets::list::moved;
use app::{LogFilter, LoggedOperation};
use domain::counted;

/// Operations read at a time.
const PAGE: usize = 100;

/// The next page is asked for when so few lines are left below the cursor's window.
const AHEAD: usize = 20;

/// Changes read of each operation for the list, which names the first.
const NAMED: usize = 1;

/// Changes of one operation that are shown.
const SHOWN: usize = 500;

/// What is remembered.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// What the list is filtered by.
    filter: String,
    /// The chosen row.
    at: usize,
    /// All operations of the study, as far as they are read.
    whole: Trail,
    /// Those about one animal, by its tag.
    animal: Option<(String, Trail)>,
    /// What the notebook was asked for and has not answered.
    asked: Option<Asked>,
    /// Why the trail cannot be read.
    trouble: Option<Trouble>,
    /// Places of the operations that fit the filter, of those that are read.
    fitting: Vec<usize>,
}

/// Operations, newest first, as far as they are read.
#[derive(Debug, Clone, Default)]
struct Trail {
    entries: Vec<LogLine>,
    /// Whether these are all.
    complete: bool,
    /// Operations that were undone, with the one that did.
    undone: HashMap<i64, i64>,
    /// Whether any of them has a reason.
    reasons: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    /// The newest operations.
    Newest,
    /// Older ones than those that are read.
    Older,
    /// What an operation changed.
    Changes(i64),
}

impl State {
    /// The operations that are listed, before the filter.
    fn trail(&self) -> &Trail {
        match &self.animal {
            Some((_, trail)) => trail,
            None => &self.whole,
        }
    }

    fn trail_mut(&mut self) -> &mut Trail {
        match &mut self.animal {
            Some((_, trail)) => trail,
            None => &mut self.whole,
        }
    }

    fn entry(&self, at: usize) -> Option<&LogLine> {
        self.trail().entries.get(*self.fitting.get(at)?)
    }

    /// Finds the operations that fit the filter; all that are about the animal it names.
    fn fit(&mut self) {
        let words = match self.animal {
            Some(_) => String::new(),
            None => self.filter.to_lowercase(),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        let entries = self.trail().entries.iter().enumerate();
        let fits = entries.filter(|(_, entry)| entry.fits(&words));
        self.fitting = fits.map(|(at, _)| at).collect();
        self.at = self.at.min(self.fitting.len().saturating_sub(1));
    }
}

impl Trail {
    /// Takes newer operations in; returns how many there are, or none if there may be others between.
    fn newer(&mut self, read: Vec<LogLine>, complete: bool) -> Option<usize> {
        let known = self.entries.first().map(|entry| entry.seq);
        let new = read.iter().take_while(|entry| Some(entry.seq) != known);
        let new = new.count();
        if new == read.len() {
            self.entries = read;
            self.complete = complete;
            return None;
        }
        self.entries.splice(0..0, read.into_iter().take(new));
        Some(new)
    }

    /// Looks through what was read.
    fn look(&mut self) {
        let entries = self.entries.iter();
        self.undone = entries.filter_map(|e| Some((e.undoes?, e.seq))).collect();
        self.reasons = self.entries.iter().any(|e| !e.reason.is_empty());
    }
}

impl State {
    fn ask(&mut self, cx: &Context, asked: Asked, out: &mut Requests) {
        let Some(study) = &cx.study else { return };
        let last = self.trail().entries.last().map(|entry| entry.seq);
        let animal = self.animal.as_ref().map(|(tag, _)| tag.clone());
        let mut filter = LogFilter {
            study: Some(study.name().to_owned()),
            limit: Some(PAGE),
            changes_limit: Some(NAMED),
            ..LogFilter::default()
        };
        match asked {
            Asked::Newest => filter.animal = animal,
            Asked::Older => (filter.animal, filter.before_seq) = (animal, last),
            Asked::Changes(seq) => (filter.seq, filter.changes_limit) = (Some(seq), Some(SHOWN)),
        }
        self.asked = Some(asked);
        out.effect(Effect::Log(Box::new(filter)));
    }

    /// Asks for older operations if the cursor comes near the last one that is read.
    fn ask_ahead(&mut self, cx: &Context, out: &mut Requests) {
        let near = self.at + cx.page() + AHEAD >= self.fitting.len();
        if near && !self.trail().complete && self.asked.is_none() {
            self.ask(cx, Asked::Older, out);
        }
    }

    /// The filter is accepted: if it names an animal, all about that animal is read.
    fn filter_accepted(&mut self, cx: &Context, out: &mut Requests) {
        let wanted = self.filter.trim();
        let Some(tag) = cx.study.as_ref().and_then(|study| tag(study, wanted)) else {
            return self.ask_ahead(cx, out);
        };
        self.animal = Some((tag, Trail::default()));
        self.fit();
        self.ask(cx, Asked::Newest, out);
    }

    /// A page of the trail was read, or the changes of an operation.
    fn page_read(&mut self, result: Result<Vec<LoggedOperation>, Trouble>, out: &mut Requests) {
        let asked = self.asked.take();
        let read = match result {
            Ok(read) => read,
            Err(trouble) => {
                out.trouble(&trouble);
                self.trouble = Some(trouble);
                return;
            }
        };
        self.trouble = None;
        if let Some(Asked::Changes(_)) = asked {
            if let Some(operation) = read.first() {
                let undone = self.trail().undone.get(&operation.seq);
                out.read(details(operation, undone.copied()));
            }
            return;
        }
        let complete = read.len() < PAGE;
        let entries: Vec<LogLine> = read.iter().map(LogLine::new).collect();
        if asked == Some(Asked::Older) {
            let trail = self.trail_mut();
            trail.entries.extend(entries);
            trail.complete = complete;
        } else {
            match self.trail_mut().newer(entries, complete) {
                Some(new) if self.at > 0 && self.filter.is_empty() => self.at += new,
                _ => {}
            }
        }
        self.trail_mut().look();
        self.fit();
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
        if action == Action::ToggleChanges {
            if let Some(seq) = self.entry(self.at).map(|entry| entry.seq) {
                self.ask(cx, Asked::Changes(seq), out);
            }
            return;
        }
        if action == Action::UndoOperation {
            if let Some(entry) = self.entry(self.at) {
                out.open(Wanted::Undo {
                    operation: entry.seq,
                    study: cx.study.as_ref().map(OpenStudy::id),
                    about: entry.summary(),
                });
            }
            return;
        }
        moved(&mut self.at, self.fitting.len(), cx.page(), action);
        self.ask_ahead(cx, out);
    }

    fn on(&mut self, cx: &Context, event: Event<'_>, out: &mut Requests) {
        match event {
            Event::Entered | Event::Refreshed | Event::Undone(_) => {
                self.ask(cx, Asked::Newest, out);
            }
            Event::StudyLeft | Event::ArmsRenamed => *self = Self::default(),
            Event::FilterAccepted => self.filter_accepted(cx, out),
            _ => {}
        }
    }

    fn answered(&mut self, _: &Context, answer: Answer, out: &mut Requests) -> Option<Answer> {
        match answer {
            Answer::Log(result) => self.page_read(result, out),
            other => return Some(other),
        }
        None
    }

    fn filter(&self) -> &str {
        &self.filter
    }

    fn set_filter(&mut self, _: &Context, text: &str, _: &mut Requests) {
        text.clone_into(&mut self.filter);
        self.animal = None;
        self.at = 0;
        self.fit();
    }

    /// How much of the trail is listed, and why.
    fn status(&self, _: &Context) -> String {
        let (shown, read) = (self.fitting.len(), self.trail().entries.len());
        let complete = self.trail().complete;
        if let Some((tag, _)) = &self.animal {
            let more = if complete { "" } else { ", more as you scroll" };
            return format!(
                "animal {tag}: {}{more} (Esc shows all)",
                counted(shown, "operation")
            );
        }
        match (self.filter.as_str(), complete) {
            ("", true) => format!("{} in all", counted(read, "operation")),
            ("", false) if read == 0 => String::new(),
            ("", false) => format!("the {read} newest operations are read, more as you scroll"),
            (filter, true) => format!("filter: {filter} — {shown} of all {read} (Esc shows all)"),
            (filter, false) => {
                format!(
                    "filter: {filter} — {shown} of the {read} newest; End loads older ones (Esc shows all)"
                )
            }
        }
    }

    fn view(&self, cx: &Context, buffer: &mut Buffer, area: Rect) -> Option<Position> {
        draw::draw(self, cx.theme(), buffer, area);
        None
    }
}

/// The tag of the animal that is called so.
fn tag(study: &OpenStudy, wanted: &str) -> Option<String> {
    let tags = study.record.animals.iter().map(|a| a.animal.tag.as_str());
    let alike = |tag: &&str| tag.to_lowercase() == wanted.to_lowercase();
    let exact = study.animal(wanted).map(|_| wanted.to_owned());
    exact.or_else(|| tags.into_iter().find(alike).map(str::to_owned))
}
