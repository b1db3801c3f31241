//! The summary of a session.

use super::{State, figures};
use crate::base::context::Context;
use crate::base::study::OpenStudy;
use crate::component::Requests;
use crate::widgets::reader::Reader;
use app::day_account::{AnimalAccount, Outcome};
use app::outliers::{Outlier, Value, Why, outliers};
use domain::{AnimalId, AnimalRecord, counted, tag_ranges};

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

/// Texts under one heading; nothing without any.
fn some(heading: &str, texts: Vec<String>) -> Vec<(String, String)> {
    match texts.is_empty() {
        true => Vec::new(),
        false => listed(heading, texts),
    }
}

/// Texts under one heading, `none` without any.
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
        let counts = self.counts();
        let all = counted(counts.all(), "animal");
        let mut lines = vec![
            line("Day", self.day_words(cx)),
            line("Done", format!("{} of {all}", counts.done)),
        ];
        let alerts = self.reached_alerts(cx);
        let to_do = figures::to_do(cx).filter(|_| !alerts.is_empty());
        lines.extend(listed("Alerts", alerts));
        lines.extend(to_do.map(|to_do| line(" ", to_do)));
        lines.extend(some("Outliers not re-measured", self.outliers(cx)));
        lines.extend(some("Partly done", self.partly_done()));
        lines.extend(some("Skipped", self.skipped(cx)));
        let not_begun = self.not_begun();
        if !not_begun.is_empty() {
            let animals = counted(not_begun.len(), "animal");
            let phrase = format!("{animals}: {}", tag_ranges(&not_begun));
            lines.push(line("Not begun", phrase));
        }
        if let Some(seconds) = self.tally.median_seconds() {
            let n = self.tally.finished.len();
            let since = match n < counts.done {
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
            let of = self.queue.iter().filter(|id| self.drafts.contains_key(id));
            let of = of.filter_map(|id| self.accounts.get(id));
            let of: Vec<String> = of.map(|account| account.tag.to_string()).collect();
            let of = tag_ranges(&of);
            lines.push(line(
                "Not saved",
                format!("{values} of incomplete readings: {of}"),
            ));
        }
        lines.extend(some("Off study", self.left_study(cx)));
        Reader::new("Session", lines)
    }

    /// The accounts of the queue, in its order.
    fn accounts_with(&self, outcome: Outcome) -> impl Iterator<Item = &AnimalAccount> {
        let accounts = self.queue.iter().filter_map(|id| self.accounts.get(id));
        accounts.filter(move |account| account.outcome() == outcome)
    }

    /// The animals of which something was measured, and what they lack: `214: left flank`.
    fn partly_done(&self) -> Vec<String> {
        let partly = self.accounts_with(Outcome::Partly);
        partly.map(AnimalAccount::line).collect()
    }

    /// The animals of which nothing was measured, and why: `214: asleep`. Those that left the study that day too.
    fn skipped(&self, cx: &Context) -> Vec<String> {
        let left = self.leavers(cx).map(|(study, animal)| {
            let day = self.measuring_day(cx, study);
            day.account(animal, |_| 0)
        });
        let left = left.filter(|account| account.outcome() == Outcome::Skipped);
        let skipped = self.accounts_with(Outcome::Skipped);
        let skipped = skipped.map(AnimalAccount::reasons);
        skipped.chain(left.map(|left| left.reasons())).collect()
    }

    fn not_begun(&self) -> Vec<String> {
        let open = self.accounts_with(Outcome::NotBegun);
        open.map(|account| account.tag.to_string()).collect()
    }

    /// The animals that left the study that day.
    fn leavers<'a>(
        &self,
        cx: &'a Context,
    ) -> impl Iterator<Item = (&'a OpenStudy, &'a AnimalRecord)> + use<'a> {
        let on = self.day(cx);
        cx.study.iter().flat_map(move |study| {
            let animals = study.record.animals.iter();
            let date = |a: &AnimalRecord| a.disposition.as_ref().map(|left| left.when.date);
            let left = animals.filter(move |a| date(a) == Some(on));
            left.map(move |animal| (study, animal))
        })
    }

    /// The animals that the session is about: those of the queue, and those that left the study that day.
    fn session_animals<'a>(
        &'a self,
        cx: &'a Context,
    ) -> impl Iterator<Item = (&'a OpenStudy, &'a AnimalRecord)> {
        let queue = cx.study.iter().flat_map(move |study| {
            let queue = self.queue.iter();
            let queue = queue.filter_map(|id| super::animal(study, *id));
            queue.map(move |animal| (study, animal))
        });
        queue.chain(self.leavers(cx))
    }

    /// The values of that day that were doubted and not measured again.
    fn outliers(&self, cx: &Context) -> Vec<String> {
        let Some(study) = &cx.study else {
            return Vec::new();
        };
        let doubts = outliers(&study.record, self.day(cx), self.twice);
        let left = doubts.into_iter().filter(|doubt| !doubt.again);
        left.map(|doubt| outlier(&doubt)).collect()
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
        let gone = self.leavers(cx).filter_map(|(_, animal)| {
            let left = animal.disposition.as_ref()?;
            let why = left.reason.as_ref();
            let why = why.map_or_else(String::new, |why| format!(", {why}"));
            Some(format!("{}: {}{why}", animal.animal.tag, left.kind.words()))
        });
        gone.collect()
    }
}

/// `214, left flank: 21.4 × 9.1 mm, expected 312 – 954 mm³`.
fn outlier(doubt: &Outlier) -> String {
    let site = doubt.site.as_ref();
    let site = site.map_or_else(String::new, |site| format!(", {site}"));
    let (value, decimals, unit) = match &doubt.value {
        Value::Found(found) => (figures::found(found), 0, "mm³"),
        Value::Weight(weight) => (format!("{} g", weight.grams()), 1, "g"),
    };
    let why = match doubt.why {
        Why::Outside(expected) => format!("expected {} {unit}", expected.range_text(decimals)),
        Why::Differs(mm3) => format!("the reading before gave {mm3:.0} mm³"),
    };
    format!("{}{site}: {value}, {why}", doubt.tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn tags_that_follow_one_another_are_a_range() {
        let ranges = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
            tag_ranges(&tags)
        };
        assert_eq!(ranges(&["211", "264", "265", "266"]), "211, 264–266");
        assert_eq!(ranges(&["1", "2", "4", "A3", "A4", "A5"]), "1, 2, 4, A3–A5");
        assert_eq!(ranges(&["08", "09", "10", "M", ""]), "08, 09, 10, M, ");
    }

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
