//! Reading studies and computing their numbers, beside the loop that listens to keys.
//!
//! Every question is answered, in order of asking; a question that is asked again before it was
//! looked at is asked once.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Incoming;
use crate::app::{Error, Notebook, due};
use crate::domain::Label;
use crate::tui::effect::Effect;
use crate::tui::message::{Answer, Message, Trouble};
use crate::tui::model::Setting;

/// A thread that reads.
pub(super) struct Background {
    questions: Sender<(Effect, u64)>,
}

impl Background {
    pub(super) fn new(setting: &Setting, answers: Sender<Incoming>) -> Self {
        let (questions, asked) = channel();
        let reader = Reader {
            path: setting.path.clone(),
            author: setting.author.clone(),
        };
        std::thread::spawn(move || reader.run(&asked, &answers));
        Self { questions }
    }

    /// Asks for something, with the number of writes made so far.
    pub(super) fn ask(&self, effect: Effect, writes: u64) {
        // Nobody listens once the program ends.
        let _ = self.questions.send((effect, writes));
    }
}

struct Reader {
    path: PathBuf,
    author: Label,
}

impl Reader {
    fn run(&self, asked: &Receiver<(Effect, u64)>, answers: &Sender<Incoming>) {
        while let Ok(first) = asked.recv() {
            let mut waiting = vec![first];
            waiting.extend(asked.try_iter());
            while !waiting.is_empty() {
                let (effect, writes) = waiting.remove(next(&waiting));
                let newer = waiting.iter().any(|(other, _)| same(other, &effect));
                if !newer {
                    let answer = answer(&self.path, &self.author, effect, writes);
                    let sent = answer.map(|a| answers.send(Incoming::Message(Message::Answer(a))));
                    if sent.is_some_and(|sent| sent.is_err()) {
                        return;
                    }
                }
                waiting.extend(asked.try_iter());
            }
        }
    }
}

/// What somebody waits for comes before what only fills in a list.
fn next(waiting: &[(Effect, u64)]) -> usize {
    let urgent = |(effect, _): &(Effect, u64)| !matches!(effect, Effect::Pulse(..));
    waiting.iter().position(urgent).unwrap_or(0)
}

fn same(a: &Effect, b: &Effect) -> bool {
    match (a, b) {
        (Effect::Load(a), Effect::Load(b))
        | (Effect::Pulse(a, _), Effect::Pulse(b, _))
        | (Effect::Analyze(a, _), Effect::Analyze(b, _)) => a == b,
        _ => false,
    }
}

/// Answers one question on a connection of its own.
pub(in crate::tui) fn answer(
    path: &std::path::Path,
    author: &Label,
    effect: Effect,
    writes: u64,
) -> Option<Answer> {
    let notebook = || Notebook::open(path, author.clone());
    match effect {
        Effect::Load(name) => {
            let result = notebook().and_then(|n| n.study(&name));
            let result = result.map(Box::new).map_err(|e| Trouble::from(&e));
            Some(Answer::Study {
                name,
                writes,
                result,
            })
        }
        Effect::Analyze(name, options) => {
            let result = notebook().and_then(|n| n.analyze(&name, &options));
            let result = result.map(Box::new).map_err(|e| Trouble::from(&e));
            Some(Answer::Analyzed {
                name,
                writes,
                result,
            })
        }
        Effect::Pulse(name, today) => {
            let result = notebook().and_then(|n| n.study(&name));
            let result = result.map(|study| Box::new(due::pulse(&study, today)));
            Some(Answer::Pulse(name, result.map_err(|e| Trouble::from(&e))))
        }
        _ => None,
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        Self {
            message: error.to_string(),
            hint: error.hint(),
        }
    }
}
