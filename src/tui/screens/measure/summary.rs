//! What a session came to: for the end of it, and for the status line.

use crate::domain::{AnimalId, counted};
use crate::tui::model::Model;
use crate::tui::overlay::{Overlay, Reader};

/// A pause longer than this, in s, is not time spent on an animal.
const PAUSE: f64 = 600.0;

/// What was done since measuring began.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    arrived: u64,
    /// Animals that were finished, with the seconds they took.
    finished: Vec<(AnimalId, f64)>,
    /// Tumors that were not measured: tag, reason.
    skipped: Vec<(String, String)>,
    /// Limits that were reached: tag, sentence.
    pub(super) alerts: Vec<(String, String)>,
    saved: usize,
}

impl Tally {
    /// An animal has been gone to, so many ms after the start.
    pub(super) fn arrived(&mut self, now: u64) {
        self.arrived = now;
    }

    /// A reading or weighing is on disk.
    pub(super) fn saved(&mut self) {
        self.saved += 1;
    }

    /// A tumor was not measured.
    pub(super) fn skipped(&mut self, tag: &str, reason: &str) {
        self.skipped.push((tag.to_owned(), reason.to_owned()));
    }

    /// Nothing is left to do of an animal.
    pub(super) fn finished(&mut self, id: AnimalId, now: u64) {
        let seconds = now.saturating_sub(self.arrived) as f64 / 1000.0;
        self.forget(id);
        self.finished.push((id, seconds));
    }

    /// An animal is not finished after all.
    pub(super) fn forget(&mut self, id: AnimalId) {
        self.finished.retain(|(other, _)| *other != id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.saved == 0
    }

    fn median_seconds(&self) -> Option<f64> {
        let mut seconds: Vec<f64> = self
            .finished
            .iter()
            .map(|(_, s)| *s)
            .filter(|s| *s < PAUSE)
            .collect();
        seconds.sort_by(f64::total_cmp);
        let middle = seconds.len() / 2;
        match seconds.len() {
            0 => None,
            n if n % 2 == 1 => Some(seconds[middle]),
            _ => Some((seconds[middle - 1] + seconds[middle]) / 2.0),
        }
    }
}

/// The summary of the session.
pub(super) fn reader(model: &Model) -> Overlay {
    let state = &model.measure;
    let tally = &state.tally;
    let line = |heading: &str, text: String| (heading.to_owned(), text);
    let left = state
        .queue
        .len()
        .saturating_sub(state.done.len().min(state.queue.len()));
    let done = state
        .queue
        .iter()
        .filter(|id| state.done.contains(id))
        .count();
    let mut lines = vec![
        line("Day", super::day_words(model)),
        line(
            "Done",
            format!("{} of {}", done, counted(state.queue.len(), "animal")),
        ),
        line(
            "Saved",
            format!("{} in this session", counted(tally.saved, "entry")),
        ),
    ];
    if left > 0 {
        let tags: Vec<String> = open_tags(model);
        lines.push(line(
            "Left",
            format!("{}: {}", counted(tags.len(), "animal"), tags.join(", ")),
        ));
    }
    if let Some(seconds) = tally.median_seconds() {
        lines.push(line(
            "Pace",
            format!(
                "{seconds:.0} s per animal (median of {})",
                tally.finished.len()
            ),
        ));
    }
    let drafts: usize = state.drafts.values().map(Vec::len).sum();
    if drafts > 0 {
        lines.push(line(
            "Not saved",
            format!(
                "{} of readings that are not complete",
                counted(drafts, "value")
            ),
        ));
    }
    if tally.skipped.is_empty() {
        lines.push(line("Not measured", "none".into()));
    }
    for (n, (tag, reason)) in tally.skipped.iter().enumerate() {
        let heading = if n == 0 { "Not measured" } else { " " };
        lines.push(line(heading, format!("{tag}: {reason}")));
    }
    if tally.alerts.is_empty() {
        lines.push(line("Alerts", "none".into()));
    }
    for (n, (tag, alert)) in tally.alerts.iter().enumerate() {
        let heading = if n == 0 { "Alerts" } else { " " };
        lines.push(line(heading, format!("⚠ {tag}: {alert}")));
    }
    Overlay::Reader(Box::new(Reader {
        title: "Session".into(),
        lines,
        top: 0,
    }))
}

fn open_tags(model: &Model) -> Vec<String> {
    let state = &model.measure;
    let open = state.queue.iter().filter(|id| !state.done.contains(id));
    let study = model.study.as_ref();
    let tag = |id: &AnimalId| {
        let animal = study.and_then(|study| super::animal(study, *id));
        animal.map(|a| a.animal.tag.to_string())
    };
    open.filter_map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_pace_is_a_median_without_pauses() {
        let mut tally = Tally::default();
        assert_eq!(tally.median_seconds(), None);
        for (n, (from, to)) in [
            (0, 20_000),
            (20_000, 50_000),
            (50_000, 2_000_000),
            (0, 26_000),
        ]
        .into_iter()
        .enumerate()
        {
            tally.arrived(from);
            tally.finished(AnimalId(Uuid::from_u128(n as u128)), to);
        }
        assert_eq!(tally.median_seconds(), Some(26.0));
    }
}
