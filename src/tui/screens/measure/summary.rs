//! The summary of a session.

use super::entry::{readings, tumor, tumors, weighings};
use super::{State, figures};
use crate::base::context::Context;
use crate::base::kept::Target;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use crate::widgets::reader::Reader;
use domain::{AnimalId, AnimalRecord, Observation, counted, standing};

/// A pause longer than this, in s, is not time spent on an animal.
const PAUSE: f64 = 600.0;

/// What was done since measuring began.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    arrived: u64,
    /// Animals that were finished, with the seconds they took.
    finished: Vec<(AnimalId, f64)>,
}

impl Tally {
    /// An animal became the current one, at this time in ms since the start.
    pub(super) fn arrived(&mut self, now: u64) {
        self.arrived = now;
    }

    /// An animal is complete.
    pub(super) fn finished(&mut self, id: AnimalId, now: u64) {
        let seconds = now.saturating_sub(self.arrived) as f64 / 1000.0;
        self.forget(id);
        self.finished.push((id, seconds));
    }

    /// An animal is open again.
    pub(super) fn forget(&mut self, id: AnimalId) {
        self.finished.retain(|(other, _)| *other != id);
    }

    /// The animal that was finished last.
    pub(super) fn last_finished(&self) -> Option<AnimalId> {
        self.finished.last().map(|(id, _)| *id)
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

impl State {
    /// Shows the summary.
    pub(super) fn show_summary(&self, cx: &Context, out: &mut Requests) {
        out.read(self.summary(cx));
    }

    /// The summary of the session.
    fn summary(&self, cx: &Context) -> Reader {
        let done = self.done_count(cx);
        let all = counted(self.queue.len(), "animal");
        let mut lines = vec![
            line("Day", self.day_words(cx)),
            line("Done", format!("{done} of {all}")),
        ];
        let open = self.open_tags(cx);
        if !open.is_empty() {
            let animals = counted(open.len(), "animal");
            lines.push(line("Remaining", format!("{animals}: {}", open.join(", "))));
        }
        if let Some(seconds) = self.tally.median_seconds() {
            let n = self.tally.finished.len();
            let since = match n < done {
                true => " since the program was started",
                false => "",
            };
            lines.push(line(
                "Pace",
                format!("{seconds:.0} s per animal (median of {n}{since})"),
            ));
        }
        let drafts: usize = self.drafts.values().map(Vec::len).sum();
        if drafts > 0 {
            let values = counted(drafts, "value");
            lines.push(line(
                "Not saved",
                format!("{values} of incomplete readings"),
            ));
        }
        lines.extend(listed("Not measured", self.skipped(cx)));
        let unweighed = self.unweighed(cx);
        if !unweighed.is_empty() {
            let animals = counted(unweighed.len(), "animal");
            let phrase = format!("{animals}: {}", unweighed.join(", "));
            lines.push(line("Not weighed", phrase));
        }
        let doubtful = self.left_outside(cx);
        if !doubtful.is_empty() {
            lines.extend(listed("Outliers not re-measured", doubtful));
        }
        let alerts = self.reached_alerts(cx);
        let to_do = figures::to_do(cx).filter(|_| !alerts.is_empty());
        lines.extend(listed("Alerts", alerts));
        lines.extend(to_do.map(|to_do| line(" ", to_do)));
        let left = self.left_study(cx);
        if !left.is_empty() {
            lines.extend(listed("Off study", left));
        }
        Reader::new("Session", lines)
    }

    /// The animals that the session is about: those of the queue, and those that left the study that day.
    fn session_animals<'a>(
        &'a self,
        cx: &'a Context,
    ) -> impl Iterator<Item = (&'a OpenStudy, &'a AnimalRecord)> {
        let on = self.day(cx);
        let left =
            move |a: &&AnimalRecord| a.disposition.as_ref().is_some_and(|d| d.when.date == on);
        cx.study.iter().flat_map(move |study| {
            let queue = self.queue.iter();
            let queue = queue.filter_map(|id| super::animal(study, *id));
            let queue = queue.filter(move |a| !left(a));
            let gone = study.record.animals.iter().filter(left);
            queue.chain(gone).map(move |animal| (study, animal))
        })
    }

    /// The tumors that were not measured that day, and why: `214: asleep`, or with the site where the
    /// animal bears several.
    fn skipped(&self, cx: &Context) -> Vec<String> {
        let on = self.day(cx);
        let mut skipped = Vec::new();
        for (_, animal) in self.session_animals(cx) {
            for id in tumors(animal) {
                if let Some(reading) = standing(readings(animal, id, on))
                    && let Observation::NotMeasured(reason) = &reading.observation
                {
                    let site = tumor(animal, id).filter(|_| animal.tumors.len() > 1);
                    let site = site.map_or_else(String::new, |t| format!(", {}", t.tumor.site));
                    skipped.push(format!("{}{site}: {reason}", animal.animal.tag));
                }
            }
        }
        skipped
    }

    /// The animals whose weight was skipped that day.
    fn unweighed(&self, cx: &Context) -> Vec<String> {
        let lacks = self
            .session_animals(cx)
            .filter(|(_, a)| self.lacks_weight(cx, a.animal.id));
        lacks.map(|(_, a)| a.animal.tag.to_string()).collect()
    }

    /// Values outside their expected range that day, or readings that differed, that were not measured again.
    fn left_outside(&self, cx: &Context) -> Vec<String> {
        let mut left = Vec::new();
        for (_, animal) in self.session_animals(cx) {
            let id = animal.animal.id;
            let (tag, on) = (&animal.animal.tag, self.day(cx));
            for tumor_id in tumors(animal) {
                let found = standing(readings(animal, tumor_id, on));
                let found = found.filter(|_| self.is_passed(cx, id, Target::Tumor(tumor_id)));
                left.extend(found.map(|found| format!("{tag}: {}", found.observation)));
            }
            let weighed = weighings(animal, on).last();
            let weighed = weighed.filter(|_| self.is_passed(cx, id, Target::Body));
            left.extend(weighed.map(|w| format!("{tag}: {} g", w.grams())));
        }
        left
    }

    /// The limits that were reached that day, also by animals that left the study.
    fn reached_alerts(&self, cx: &Context) -> Vec<String> {
        let alerts = self.session_animals(cx).flat_map(|(study, animal)| {
            let reached = figures::reached(self, cx, study, animal).into_iter();
            reached.map(|alert| format!("⚠ {}: {alert}", animal.animal.tag))
        });
        alerts.collect()
    }

    /// The animals that left the study that day, how and why.
    fn left_study(&self, cx: &Context) -> Vec<String> {
        let gone = self.session_animals(cx).filter_map(|(_, animal)| {
            let left = animal.disposition.as_ref()?;
            let why = left.reason.as_ref();
            let why = why.map_or_else(String::new, |why| format!(", {why}"));
            Some(format!("{}: {}{why}", animal.animal.tag, left.kind.words()))
        });
        gone.collect()
    }

    fn open_tags(&self, cx: &Context) -> Vec<String> {
        let open = self.queue.iter().filter(|id| !self.done.contains(id));
        let study = cx.study.as_ref();
        let tag = |id: &AnimalId| {
            let animal = study.and_then(|study| super::animal(study, *id));
            animal.map(|a| a.animal.tag.to_string())
        };
        open.filter_map(tag).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn pace_is_the_median_without_pauses() {
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
