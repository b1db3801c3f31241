//! Drawing on a thread of its own, as it may take long. It
//! reports its progress, and stops on request.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Incoming;
use super::background::tried;
use crate::base::context::Setting;
use crate::base::effect::Drawing;
use crate::base::message::{Answer, Message, Searched};
use app::Notebook;
use app::randomize::{self, Effort, PROBE_ITERATIONS, Progress, Request, Watch, seed_from_system};
use domain::Label;

/// How often progress is reported.
const PACE: Duration = Duration::from_millis(100);

/// Draws one thing at a time.
pub(super) struct Search {
    path: PathBuf,
    author: Label,
    answers: Sender<Incoming>,
    /// The number of the draw that is wanted; 0: none.
    wanted: Arc<AtomicU64>,
}

impl Search {
    pub(super) fn new(setting: &Setting, answers: Sender<Incoming>) -> Self {
        Self {
            path: setting.path.clone(),
            author: setting.author.clone(),
            answers,
            wanted: Arc::default(),
        }
    }

    /// Draws, and stops what is being drawn.
    pub(super) fn start(&self, drawing: Drawing) {
        self.wanted.store(drawing.number, Ordering::Relaxed);
        let (path, author) = (self.path.clone(), self.author.clone());
        let (answers, wanted) = (self.answers.clone(), Arc::clone(&self.wanted));
        std::thread::spawn(move || {
            let number = drawing.number;
            let report = paced(|searched| {
                // Nobody listens once the program ends.
                let _ = answers.send(Incoming::Message(Message::Answer(Answer::Drawing(
                    searched,
                ))));
            });
            let watch = |searched: Searched| {
                if wanted.load(Ordering::Relaxed) != number {
                    return ControlFlow::Break(());
                }
                report(searched);
                ControlFlow::Continue(())
            };
            let drawn = draw(&path, &author, drawing, &watch);
            let _ = answers.send(Incoming::Message(Message::Answer(drawn)));
        });
    }

    /// Stops drawing.
    pub(super) fn stop(&self) {
        self.wanted.store(0, Ordering::Relaxed);
    }
}

/// Reports at most once per [`PACE`], whichever thread calls.
fn paced(report: impl Fn(Searched) + Sync) -> impl Fn(Searched) + Sync {
    let reported: Mutex<Option<Instant>> = Mutex::new(None);
    move |searched| {
        let mut reported = reported.lock().unwrap_or_else(PoisonError::into_inner);
        if reported.is_none_or(|at| at.elapsed() >= PACE) {
            *reported = Some(Instant::now());
            report(searched);
        }
    }
}

/// Draws, on a connection of its own.
pub(crate) fn draw(
    path: &Path,
    author: &Label,
    drawing: Drawing,
    watch: &(dyn Fn(Searched) -> ControlFlow<()> + Sync),
) -> Answer {
    let seed = drawing.seed.unwrap_or_else(seed_from_system);
    let request = Request {
        seed,
        ..drawing.request
    };
    let timed = matches!(request.effort, Effort::Seconds(_));
    let number = drawing.number;
    let watch: Watch = &|progress: &Progress| {
        // Finding out how quick the machine is comes before the search, and is none.
        let steps = match timed && progress.of == PROBE_ITERATIONS {
            true => 0,
            false => progress.iterations,
        };
        watch(Searched {
            number,
            seed,
            steps,
            of: (progress.of > progress.iterations && steps > 0).then_some(progress.of),
            score: Some(progress.score).filter(|score| score.is_finite()),
        })
    };
    let drawn = tried(|| {
        let record = Notebook::open_to_read(path, author.clone())?.study(&drawing.study)?;
        randomize::draw(&record, &request, watch)
    });
    Answer::Drawn(number, drawn)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::mpsc::channel;

    use super::*;
    use crate::tests::{Stage, randomize::herd};

    fn search() -> (Stage, Search, std::sync::mpsc::Receiver<Incoming>) {
        let stage = Stage::new(|notebook| herd(notebook, 60));
        let (sender, answers) = channel();
        let search = Search::new(&stage.model.context.setting, sender);
        (stage, search, answers)
    }

    /// More steps than a test has time for.
    fn endless(number: u64) -> Drawing {
        Drawing {
            number,
            study: "S".into(),
            request: Request {
                balance: randomize::read_weights("volume,weight").unwrap(),
                effort: Effort::Iterations(10_000_000_000),
                ..Request::default()
            },
            seed: Some(7),
        }
    }

    fn answer_of(incoming: Incoming) -> Answer {
        match incoming {
            Incoming::Message(Message::Answer(answer)) => answer,
            _ => panic!("a search only answers"),
        }
    }

    #[test]
    fn search_reports_progress_and_stops_on_request() {
        let (_stage, search, answers) = search();
        search.start(endless(1));
        let Answer::Drawing(searched) = answer_of(answers.recv().unwrap()) else {
            panic!("the search reports its progress first");
        };
        assert_eq!((searched.number, searched.seed), (1, 7));
        search.stop();
        let ended = answers
            .iter()
            .map(answer_of)
            .find_map(|answer| match answer {
                Answer::Drawn(number, result) => Some((number, result)),
                _ => None,
            });
        let (number, result) = ended.unwrap();
        assert_eq!(number, 1);
        assert!(result.unwrap_err().message.contains("stopped"));
    }

    #[test]
    fn new_search_stops_the_previous_one() {
        let (_stage, search, answers) = search();
        search.start(endless(1));
        search.start(endless(2));
        let first = answers
            .iter()
            .map(answer_of)
            .find_map(|answer| match answer {
                Answer::Drawn(number, result) => Some((number, result.is_err())),
                _ => None,
            });
        assert_eq!(first, Some((1, true)));
        search.stop();
    }
}
