//! The days that bound an analysis: landmark and horizon.
//!
//! A landmark day that nobody names is the last day on which nearly all control animals were read: at least
//! m = min(⌈0.8 n⌉, n − 1) of the n that have a baseline. On later days the control's mean is one of survivors: the
//! animals with the largest tumors are gone, and inhibition would look too small. To ask for every animal would let one
//! that was lost early decide: the landmark of a study of four weeks could fall to day 6. The day of the strict rule is
//! kept beside it, to be told where it differs.
//!
//! Where so many control animals were never read after their baseline that no later day is left, only those that were
//! count, if they are three and half of all: an animal that was not followed tells of no day, and without a landmark
//! the study would have no result.

use domain::{AnalysisOptions, LandmarkBy};

use super::cohort::{AnalysisCohort, Subject};

/// The day on which arms are compared, and the last day of growth.
pub(super) struct Frame {
    /// The landmark day.
    pub landmark: Option<f64>,
    /// Who fixed it.
    pub landmark_by: LandmarkBy,
    /// The day that the protocol names, where the readings do not reach it yet and another stands in for it.
    pub awaited: Option<f64>,
    /// Where the readings fixed the landmark: the last day on which every control animal with a baseline was read.
    pub strict: Option<f64>,
    /// Control animals that the rule of readings did not count, because they were never read after their baseline and
    /// no day but the baseline was left with them; else 0.
    pub not_followed: usize,
    /// The last day used by growth; none: all days.
    pub horizon: Option<f64>,
    /// Whether no control animal has a reading after its baseline up to the landmark day.
    pub landmark_is_baseline: bool,
}

impl Frame {
    /// The day of the options, else of the protocol, else by the rule of readings. While the readings do not reach the
    /// day of the protocol, the newest day on which the control was read stands in for it. The horizon of growth is the
    /// landmark unless set apart.
    ///
    /// A day in the options counts as asked for only where it differs from that of the protocol.
    pub fn fix(cohort: &AnalysisCohort, options: &AnalysisOptions) -> Self {
        let control = Reference::of(cohort);
        let own = cohort.protocol.landmark_day;
        let awaited = own.filter(|day| !is_reached(cohort, *day));
        let awaited = awaited.filter(|_| options.day.is_none_or(|day| Some(day) == own));
        let interim = awaited.and_then(|_| control.newest_day());
        let followed = control.followed();
        let (landmark, landmark_by) = match (options.day, own, interim) {
            (_, _, Some(day)) => (Some(day), LandmarkBy::Interim),
            (Some(day), own, _) if own != Some(day) => (Some(day), LandmarkBy::Asked),
            (_, Some(day), _) => (Some(day), LandmarkBy::Protocol),
            _ => {
                let reference = followed.as_ref().unwrap_or(&control);
                (reference.landmark(), LandmarkBy::Readings)
            }
        };
        let by_readings = landmark_by == LandmarkBy::Readings;
        let grown =
            |s: &&Subject| landmark.is_some_and(|day| s.burden.between(Some(day)).0.len() > 1);
        Self {
            landmark,
            landmark_by,
            awaited: awaited.filter(|_| interim.is_some()),
            strict: control.strict_day().filter(|_| by_readings),
            not_followed: match followed {
                Some(followed) if by_readings => control.animals.len() - followed.animals.len(),
                _ => 0,
            },
            horizon: options.horizon.or(cohort.protocol.horizon_day).or(landmark),
            landmark_is_baseline: landmark.is_some() && !control.animals.iter().any(grown),
        }
    }
}

/// The least number of `n` control animals that must be read on a landmark day.
fn enough(n: usize) -> usize {
    (4 * n).div_ceil(5).min(n.saturating_sub(1)).max(1)
}

/// Whether a reading of any animal is as late as a day, or within the visit window before it.
pub(super) fn is_reached(cohort: &AnalysisCohort, day: f64) -> bool {
    let last = cohort.subjects.iter().filter_map(|s| s.burden.last_day());
    last.reduce(f64::max)
        .is_some_and(|last| last >= day - cohort.window)
}

/// The animals whose readings fix the landmark day, all with a baseline: the control's, or all without a control.
struct Reference<'c, 'a> {
    animals: Vec<&'c Subject<'a>>,
    /// The days that their readings count for, ascending.
    days: Vec<f64>,
}

impl<'c, 'a> Reference<'c, 'a> {
    fn of(cohort: &'c AnalysisCohort<'a>) -> Self {
        let counts = |s: &&Subject| !cohort.has_control || s.arm == 0;
        let has_baseline = |s: &&Subject| s.burden.baseline().is_some();
        let animals = cohort.subjects.iter().filter(counts).filter(has_baseline);
        Self::animals(animals.collect())
    }

    /// Those that were read after their baseline, if the rule finds no day after the baselines with the others.
    fn followed(&self) -> Option<Self> {
        let grew_to = |s: &Subject, day: f64| s.burden.between(Some(day)).0.len() > 1;
        let is_found = self
            .landmark()
            .is_some_and(|day| self.animals.iter().any(|s| grew_to(s, day)));
        let animals = self.animals.iter().copied();
        let animals: Vec<&Subject> = animals.filter(|s| grew_to(s, f64::INFINITY)).collect();
        // As many as a mean needs.
        let speak = animals.len() >= 3 && 2 * animals.len() >= self.animals.len();
        (!is_found && speak).then(|| Self::animals(animals))
    }

    fn animals(animals: Vec<&'c Subject<'a>>) -> Self {
        let visits = animals.iter().flat_map(|s| s.burden.visits());
        let mut days: Vec<f64> = visits.map(|(day, _)| day).collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        Self { animals, days }
    }

    /// The number of animals that have begun and have a reading that counts for a day.
    fn read_on(&self, day: f64) -> usize {
        let read = self.animals.iter().filter(|s| was_read(s, day));
        read.count()
    }

    /// The last day on which at least `least` were read.
    fn last_day(&self, least: usize) -> Option<f64> {
        let days = self.days.iter().rev().copied();
        days.into_iter().find(|day| self.read_on(*day) >= least)
    }

    fn landmark(&self) -> Option<f64> {
        self.last_day(enough(self.animals.len()))
    }

    fn strict_day(&self) -> Option<f64> {
        self.last_day(self.animals.len())
    }

    /// The last day on which enough were read, and all of those that had not left by then.
    fn newest_day(&self) -> Option<f64> {
        let least = enough(self.animals.len());
        let is_gone = |s: &Subject, day: f64| s.end.as_ref().is_some_and(|end| end.day <= day);
        let all = |day: f64| {
            let mut animals = self.animals.iter();
            animals.all(|s| was_read(s, day) || is_gone(s, day))
        };
        let days = self.days.iter().rev().copied();
        let mut days = days.filter(|day| self.read_on(*day) >= least);
        days.find(|day| all(*day))
    }
}

/// Whether an animal that has begun has a reading that counts for a day.
fn was_read(subject: &Subject, day: f64) -> bool {
    let read = subject.burden.visit_at(day);
    let start = subject.burden.baseline().map(|(start, _)| start);
    read.zip(start).is_some_and(|(read, start)| start <= read)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use domain::testing::{animal, arm, date, disposed, in_arm, read, study};
    use domain::{AnimalRecord, RepeatRule, StudyRecord};
    use proptest::prelude::*;

    /// A study whose control animals were read on these days, and a treated animal on all of them.
    fn controls(days: &[Vec<i64>]) -> StudyRecord {
        let read_on = |tag: String, days: &[i64]| {
            let volumes: Vec<(i64, f64)> = days.iter().map(|&d| (d, 100.0 + d as f64)).collect();
            read(animal(&tag), "flank", &volumes)
        };
        let control = days.iter().enumerate();
        let control = control.map(|(n, days)| in_arm(read_on(format!("c{n}"), days), "Vehicle"));
        let mut all: Vec<i64> = days.concat();
        all.sort_unstable();
        all.dedup();
        let treated = in_arm(read_on("t".to_owned(), &all), "KT-253");
        let mut record = study(control.chain([treated]).collect());
        record.arms = vec![arm("Vehicle", true), arm("KT-253", false)];
        record
    }

    fn frame(record: &StudyRecord, options: &AnalysisOptions) -> Frame {
        Frame::fix(&AnalysisCohort::gather(record, options).unwrap(), options)
    }

    fn by_readings(days: &[Vec<i64>]) -> (Option<f64>, Option<f64>) {
        let frame = frame(&controls(days), &AnalysisOptions::default());
        assert_eq!(frame.landmark_by, LandmarkBy::Readings);
        (frame.landmark, frame.strict)
    }

    #[test]
    fn an_animal_lost_early_does_not_move_the_landmark() {
        let all = vec![0, 3, 6, 9, 12];
        let mut days = vec![all.clone(); 14];
        days[3] = vec![0];
        assert_eq!(by_readings(&days), (Some(12.0), Some(0.0)));
        days[5] = vec![0, 3];
        assert_eq!(by_readings(&days), (Some(12.0), Some(0.0)));
        days[6..8].fill(vec![0, 3, 6]);
        assert_eq!(by_readings(&days), (Some(6.0), Some(0.0)));
        assert_eq!(
            by_readings(&[all.clone(), all, vec![0]]),
            (Some(12.0), Some(0.0))
        );
    }

    #[test]
    fn animals_never_followed_do_not_count_where_they_leave_no_day() {
        let all = vec![0, 3, 6];
        let mut days = vec![all.clone(); 7];
        days[2..4].fill(vec![0]);
        let record = controls(&days);
        let fixed = frame(&record, &AnalysisOptions::default());
        assert_eq!((fixed.landmark, fixed.not_followed), (Some(6.0), 2));
        // Too few are left.
        days[2..6].fill(vec![0]);
        assert_eq!(by_readings(&days), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn interim_day_stands_in_for_a_landmark_not_reached_yet() {
        let mut record = controls(&[vec![0, 3, 6], vec![0, 3, 6], vec![0, 3]]);
        record.study.protocol.landmark_day = Some(21.0);
        let options = AnalysisOptions::default();
        let interim = |record: &StudyRecord| {
            let frame = frame(record, &options);
            assert_eq!(frame.landmark_by, LandmarkBy::Interim);
            assert_eq!(frame.awaited, Some(21.0));
            frame.landmark
        };
        // One animal is still to be read on day 6.
        assert_eq!(interim(&record), Some(3.0));
        let third = record.animals.remove(2);
        record.animals.insert(2, disposed(third, 5));
        assert_eq!(interim(&record), Some(6.0));
        let asked = AnalysisOptions {
            day: Some(3.0),
            ..AnalysisOptions::default()
        };
        let chosen = frame(&record, &asked);
        assert_eq!(
            (chosen.landmark, chosen.landmark_by),
            (Some(3.0), LandmarkBy::Asked)
        );
        record.study.protocol.landmark_day = Some(6.0);
        let reached = frame(&record, &options);
        assert_eq!(reached.landmark_by, LandmarkBy::Protocol);
        assert_eq!(reached.awaited, None);
    }

    #[test]
    fn horizon_of_the_protocol_is_used_unless_another_is_asked_for() {
        let mut record = controls(&[vec![0, 3, 6], vec![0, 3, 6]]);
        record.study.protocol.horizon_day = Some(3.0);
        let horizon = |options| frame(&record, &options).horizon;
        assert_eq!(horizon(AnalysisOptions::default()), Some(3.0));
        let asked = AnalysisOptions {
            horizon: Some(6.0),
            ..AnalysisOptions::default()
        };
        assert_eq!(horizon(asked), Some(6.0));
    }

    #[test]
    fn within_the_window_staggered_animals_are_read_on_one_day() {
        let days = [vec![0, 7], vec![0, 7], vec![0, 8], vec![0, 8]];
        let record = controls(&days);
        assert_eq!(
            frame(&record, &AnalysisOptions::default()).landmark,
            Some(0.0)
        );
        let options = AnalysisOptions {
            window: Some(1.0),
            ..AnalysisOptions::default()
        };
        let frame = frame(&record, &options);
        assert_eq!((frame.landmark, frame.strict), (Some(7.0), Some(7.0)));
    }

    /// The volumes of an animal that was read twice on day 0: 100 and 300 mm³.
    fn twice(options: &AnalysisOptions) -> Vec<(f64, f64)> {
        let again = |animal: AnimalRecord| read(animal, "flank", &[(0, 300.0), (3, 500.0)]);
        let mut record = controls(&[vec![0]]);
        let first = record.animals.remove(0);
        record.animals.insert(0, again(first));
        assert_eq!(record.study.protocol.day0, Some(date(0)));
        let cohort = AnalysisCohort::gather(&record, options).unwrap();
        assert_eq!(cohort.repeated.readings, 1);
        cohort.subjects[0].burden.points().collect()
    }

    #[test]
    fn last_or_mean_of_the_readings_of_a_day_counts() {
        let last = AnalysisOptions::default();
        assert_eq!(twice(&last), [(0.0, 300.0), (3.0, 500.0)]);
        let mean = AnalysisOptions {
            repeats: Some(RepeatRule::Mean),
            ..AnalysisOptions::default()
        };
        assert_eq!(twice(&mean), [(0.0, 200.0), (3.0, 500.0)]);
    }

    proptest! {
        /// However early one control animal is lost, the landmark is no earlier than the last day on which all were
        /// read before.
        #[test]
        fn one_lost_animal_moves_the_landmark_no_further_than_the_strict_day(
            days in prop::collection::vec(prop::collection::btree_set(1..15i64, 0..10), 2..9),
            lost in 0..9usize,
            last in 0..15i64,
        ) {
            let mut days: Vec<Vec<i64>> = days.iter().map(|d| [0].into_iter().chain(d.iter().copied()).collect()).collect();
            let (before, strict) = by_readings(&days);
            prop_assert!(before >= strict);
            let lost = lost % days.len();
            days[lost].retain(|day| *day == 0 || *day <= last);
            prop_assert!(by_readings(&days).0 >= strict);
        }
    }

    #[test]
    fn one_control_animal_in_five_may_be_missing() {
        let least = [1, 2, 3, 4, 5, 6, 8, 10, 14, 100].map(enough);
        assert_eq!(least, [1, 1, 2, 3, 4, 5, 7, 8, 12, 80]);
    }
}
