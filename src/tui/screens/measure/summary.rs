//! What a session came to: for the end of it, and for the status line.

use super::entry::{readings, tumors};
use super::look;
use crate::domain::{AnimalId, Observation, counted, standing};
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
    /// Whether anything was saved.
    worked: bool,
}

impl Tally {
    /// An animal has been gone to, so many ms after the start.
    pub(super) fn arrived(&mut self, now: u64) {
        self.arrived = now;
    }

    /// A reading or weighing is on disk.
    pub(super) fn saved(&mut self) {
        self.worked = true;
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
        !self.worked
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
    let done = state
        .queue
        .iter()
        .filter(|id| state.done.contains(id))
        .count();
    let all = counted(state.queue.len(), "animal");
    let mut lines = vec![
        line("Day", super::day_words(model)),
        line("Done", format!("{done} of {all}")),
    ];
    let open = open_tags(model);
    if !open.is_empty() {
        let animals = counted(open.len(), "animal");
        lines.push(line("Left", format!("{animals}: {}", open.join(", "))));
    }
    if let Some(seconds) = state.tally.median_seconds() {
        let n = state.tally.finished.len();
        lines.push(line(
            "Pace",
            format!("{seconds:.0} s per animal (median of {n})"),
        ));
    }
    let drafts: usize = state.drafts.values().map(Vec::len).sum();
    if drafts > 0 {
        let values = counted(drafts, "value");
        lines.push(line(
            "Not saved",
            format!("{values} of readings that are not complete"),
        ));
    }
    lines.extend(listed("Not measured", skipped(model)));
    let alerts = state.alerts.values().flatten();
    lines.extend(listed(
        "Alerts",
        alerts.map(|alert| format!("⚠ {alert}")).collect(),
    ));
    if let Some(to_do) = look::to_do(model).filter(|_| !state.alerts.is_empty()) {
        lines.push(line(" ", to_do));
    }
    Overlay::Reader(Box::new(Reader {
        title: "Session".into(),
        lines,
        ..Reader::default()
    }))
}

fn line(heading: &str, text: String) -> (String, String) {
    (heading.to_owned(), text)
}

/// Texts under one heading.
fn listed(heading: &str, texts: Vec<String>) -> Vec<(String, String)> {
    if texts.is_empty() {
        return vec![line(heading, "none".into())];
    }
    let numbered = texts.into_iter().enumerate();
    numbered
        .map(|(n, text)| line(if n == 0 { heading } else { " " }, text))
        .collect()
}

/// The tumors that were not measured that day: tag and reason.
fn skipped(model: &Model) -> Vec<String> {
    let on = super::day(model);
    let Some(study) = &model.study else {
        return Vec::new();
    };
    let mut skipped = Vec::new();
    for id in &model.measure.queue {
        let Some(animal) = super::animal(study, *id) else {
            continue;
        };
        for tumor in tumors(animal) {
            if let Some(reading) = standing(readings(animal, tumor, on))
                && let Observation::NotMeasured(reason) = &reading.observation
            {
                skipped.push(format!("{}: {reason}", animal.animal.tag));
            }
        }
    }
    skipped
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
