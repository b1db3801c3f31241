//! A line on the terminal that tells what the program is doing, once that takes longer than a second. It stands on
//! stderr, never in a pipe or file, and goes before anything else is printed.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::screen;
use app::progress::{self, Stage};

/// What takes less time is not told.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is drawn.
const PACE: Duration = Duration::from_millis(100);

/// The line, while it is shown.
static LINE: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Whether it may be shown.
static ON: AtomicBool = AtomicBool::new(false);

/// Tells from now on what takes long, if there is a terminal to tell it on.
pub(super) fn start() {
    if !std::io::stderr().is_terminal() {
        return;
    }
    ON.store(true, Ordering::Relaxed);
    thread::spawn(|| {
        thread::sleep(PATIENCE);
        while ON.load(Ordering::Relaxed) {
            draw();
            thread::sleep(PACE);
        }
    });
}

/// Tells nothing any more: the screens take the terminal.
pub(super) fn stop() {
    ON.store(false, Ordering::Relaxed);
    clear();
}

/// Takes the line away. It comes back when the next stage of the work begins.
pub(super) fn clear() {
    let mut line = line();
    progress::end();
    if let Some(bar) = line.take() {
        bar.finish_and_clear();
    }
}

fn line() -> MutexGuard<'static, Option<ProgressBar>> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn draw() {
    let mut line = line();
    let Some(stage) = progress::current().filter(|_| ON.load(Ordering::Relaxed)) else {
        return;
    };
    let hidden = || ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let bar = line.get_or_insert_with(hidden);
    show(bar, &stage);
    // Only now does it look as it should.
    if bar.is_hidden() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.tick();
    }
}

fn show(bar: &ProgressBar, stage: &Stage) {
    let (template, steps) = match stage.steps {
        Some(steps) => ("{msg} {bar:30} {percent} %, {eta} to go", Some(steps)),
        None => ("{spinner} {msg} {elapsed}", None),
    };
    let what = screen::harmless(&stage.what).replace('\n', " ");
    if bar.message() != what {
        bar.reset_elapsed();
        bar.reset_eta();
        bar.set_message(what);
    }
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.expect("the templates are well formed"));
    if let Some((done, of)) = steps {
        bar.set_length(of);
        bar.set_position(done);
    }
    bar.tick();
}
