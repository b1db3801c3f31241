//! Reading studies and computing their numbers, on a thread of its own.
//!
//! Every question is answered, in order of asking; a question that is asked again before it was
//! looked at is asked once.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::{Incoming, export, whole_file};
use crate::base::context::Setting;
use crate::base::effect::Effect;
use crate::base::message::{Answer, Message, Trouble};
use crate::base::remedy;
use app::{Error, Notebook, due};
use domain::{Label, Remedy};

/// A thread that reads.
pub(super) struct Background {
    path: PathBuf,
    author: Label,
    answers: Sender<Incoming>,
    questions: Sender<(Effect, u64)>,
}

impl Background {
    pub(super) fn new(setting: &Setting, answers: Sender<Incoming>) -> Self {
        let (questions, asked) = channel();
        let (path, author) = (setting.path.clone(), setting.author.clone());
        let reader = Reader {
            path: path.clone(),
            author: author.clone(),
        };
        let to_reader = answers.clone();
        std::thread::spawn(move || reader.run(&asked, &to_reader));
        Self {
            path,
            author,
            answers,
            questions,
        }
    }

    /// Asks for something that takes long, on another thread than all other questions.
    pub(super) fn aside(&self, effect: Effect) {
        let (path, author) = (self.path.clone(), self.author.clone());
        let answers = self.answers.clone();
        std::thread::spawn(move || {
            if let Some(answer) = answer(&path, &author, effect, 0) {
                // Nobody listens once the program ends.
                let _ = answers.send(Incoming::Message(Message::Answer(answer)));
            }
        });
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
        (Effect::Count, Effect::Count) => true,
        (Effect::Today(a, _), Effect::Today(b, _)) => a == b,
        (Effect::Dosing(a, on), Effect::Dosing(b, of)) => a == b && on == of,
        _ => false,
    }
}

/// Answers one question on a connection of its own.
pub(crate) fn answer(
    path: &std::path::Path,
    author: &Label,
    effect: Effect,
    writes: u64,
) -> Option<Answer> {
    // A reader of its own never copies the journal into the file, whenever it is closed.
    let notebook = || Notebook::open_to_read(path, author.clone());
    match effect {
        Effect::Load(name) => {
            let result = tried(|| notebook()?.study(&name));
            Some(Answer::Study {
                name,
                writes,
                result,
            })
        }
        Effect::Analyze(name, options) => {
            let result = tried(|| notebook()?.analyze(&name, &options));
            Some(Answer::Analyzed {
                name,
                writes,
                result,
            })
        }
        Effect::Pulse(name, today) => {
            let result = tried(|| Ok(due::study_today(&notebook()?.study(&name)?, today)));
            Some(Answer::Pulse(name, result))
        }
        Effect::Today(on, now) => Some(Answer::Today(tried(|| notebook()?.today(on, now, None)))),
        Effect::Dosing(study, on) => {
            let result = tried(|| notebook()?.dosing(&study, on));
            Some(Answer::Dosing {
                study,
                on,
                writes,
                result,
            })
        }
        Effect::ReadDraw(name, number) => {
            let result = tried(|| notebook()?.allocation_on_record(&name, Some(number)));
            Some(Answer::RecordedDraw(name, number, result))
        }
        Effect::VerifyDraw(name, number) => {
            let result = tried(|| notebook()?.verify_allocation(&name, Some(number)));
            Some(Answer::Verified(name, result))
        }
        Effect::Export(export) => {
            let result = tried(|| export::write(&notebook()?, &export));
            Some(Answer::Exported(export, result.map(|file| *file)))
        }
        Effect::Count => {
            let heads = tried(|| notebook()?.study_heads());
            Some(Answer::Counted(heads.map(|heads| *heads)))
        }
        effect => whole_file::answer(path, author, effect),
    }
}

/// What a question gives, or why it gives nothing: a defect in the program is an answer too, for
/// somebody waits for one.
pub(super) fn tried<T>(question: impl FnOnce() -> Result<T, Error>) -> Result<Box<T>, Trouble> {
    // What the question has half done is dropped with it: it only reads.
    match catch_unwind(AssertUnwindSafe(question)) {
        Ok(result) => result.map(Box::new).map_err(|e| Trouble::from(&e)),
        Err(panic) => Err(defect(&*panic)),
    }
}

fn defect(panic: &(dyn Any + Send)) -> Trouble {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.map_or_else(String::new, |text| format!(" (`{text}`)"));
    Trouble {
        message: format!("this could not be computed: a defect in the program{text}"),
        hint: "the notebook is unchanged; please report this and how it happened".into(),
        again: false,
        asks_reason: false,
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        Self {
            message: error.to_string(),
            hint: remedy::as_keys(&error.remedy()),
            again: error.may_pass(),
            asks_reason: matches!(
                error.remedy(),
                Remedy::GiveReason | Remedy::ReasonToMoveAnimal
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_becomes_an_answer() {
        let trouble = tried::<()>(|| panic!("row {} of 3", 4)).err();
        let message = trouble.map(|trouble| trouble.message);
        let expected = "this could not be computed: a defect in the program (`row 4 of 3`)";
        assert_eq!(message.as_deref(), Some(expected));
        assert_eq!(tried(|| Ok(7)).ok(), Some(Box::new(7)));
    }
}
