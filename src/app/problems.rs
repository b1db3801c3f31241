//! The problems of a study, most urgent first: animal welfare, then what makes numbers impossible, then the rest. More
//! than three animals with the same problem share a line.
//!
//! This does not check what a write refuses anyway (see the constructors in `domain`), and it does not decide whether
//! an animal is to be treated or taken out.

use std::fmt;

use chrono::NaiveDate;

use super::day_account::{made_on, on_study};
use super::expect::{agree, expected_volume};
use super::rhythm::{is_read, measuring_days, rhythm};
use super::unplanned::{Unplanned, unplanned};
use super::work::asked_on;
use domain::{
    Alert, AnimalRecord, Label, Protocol, Reading, RepeatRule, Scope, StudyRecord, StudyStatus,
    TumorRecord, counted,
};

/// The severity of a problem, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An animal needs attention now.
    Urgent,
    /// Readings are missing, or numbers cannot be compared.
    Warning,
    /// Worth a look.
    Note,
}

/// A problem of a study. `Display` writes it in one line, the animal first.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// An animal on study has reached a limit of the protocol.
    Limit {
        /// Its tag.
        tag: Label,
        /// The limit.
        alert: Alert,
        /// The date on which it was reached; the study day where an import assumed day 0.
        on: String,
    },
    /// An animal on study was not read for more than twice the usual interval.
    Gap {
        /// Its tag.
        tag: Label,
        /// The date of its last reading.
        last: NaiveDate,
        /// Days since then.
        days: i64,
    },
    /// No animal on study was read for more than twice the usual interval: the study is paused, or was not closed.
    Idle {
        /// The number of animals on study.
        animals: usize,
        /// The date of the last reading of any of them.
        last: NaiveDate,
        /// Days since then.
        days: i64,
    },
    /// An animal on study was not read on the last measuring day or since, and no reason was given.
    Unread {
        /// Its tag.
        tag: Label,
        /// That day.
        on: NaiveDate,
    },
    /// An animal on study has no arm, while others have one.
    NoArm {
        /// Its tag.
        tag: Label,
    },
    /// An animal on study has no tumor.
    NoTumor {
        /// Its tag.
        tag: Label,
    },
    /// An animal of a closed study has no disposition: it is not on record what became of it.
    NoDisposition {
        /// Its tag.
        tag: Label,
    },
    /// A setting of the protocol is another one than in the frozen plan.
    Unplanned(Unplanned),
    /// There are arms, and none is the control.
    NoControl,
    /// The study has animals and no day 0.
    NoDay0,
    /// The same problem of several animals.
    Several {
        /// The problem of the first animal; of gaps, the longest one.
        of: Box<Problem>,
        /// Their tags.
        tags: Vec<Label>,
    },
    /// Readings of one tumor on one day differ by more than the error of reading explains.
    Differing {
        /// The animal's tag.
        tag: Label,
        /// The tumor's site.
        site: Label,
        /// The day.
        on: NaiveDate,
        /// The smallest volume of that day, mm³.
        least_mm3: f64,
        /// The largest volume of that day, mm³.
        most_mm3: f64,
    },
}

impl Problem {
    /// Limits are urgent, because they concern animal welfare.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Limit { .. } => Severity::Urgent,
            Self::NoDay0 | Self::NoControl | Self::NoArm { .. } => Severity::Warning,
            Self::Idle { .. } | Self::Gap { .. } | Self::Unread { .. } => Severity::Warning,
            Self::NoTumor { .. } | Self::NoDisposition { .. } => Severity::Warning,
            Self::Unplanned(_) => Severity::Warning,
            Self::Differing { .. } => Severity::Note,
            Self::Several { of, .. } => of.severity(),
        }
    }

    /// The tag of its animal; none if it concerns the study or several animals.
    pub fn tag(&self) -> Option<&Label> {
        match self {
            Self::Limit { tag, .. }
            | Self::Gap { tag, .. }
            | Self::Unread { tag, .. }
            | Self::NoArm { tag }
            | Self::NoTumor { tag }
            | Self::NoDisposition { tag }
            | Self::Differing { tag, .. } => Some(tag),
            Self::Idle { .. } | Self::NoControl | Self::NoDay0 | Self::Several { .. } => None,
            Self::Unplanned(_) => None,
        }
    }

    /// The sort key of the list.
    fn rank(&self) -> (Severity, u8) {
        (self.severity(), self.kind())
    }

    /// The order among problems of the same severity.
    fn kind(&self) -> u8 {
        match self {
            Self::Limit { .. } | Self::Differing { .. } | Self::NoDay0 => 0,
            Self::NoControl => 1,
            Self::NoArm { .. } => 2,
            Self::Idle { .. } | Self::Gap { .. } => 3,
            Self::Unread { .. } => 4,
            Self::NoTumor { .. } => 5,
            Self::NoDisposition { .. } => 6,
            Self::Unplanned(_) => 7,
            Self::Several { of, .. } => of.kind(),
        }
    }

    /// The words for several animals with this problem; none if each needs a line of its own.
    fn in_common(&self) -> Option<String> {
        match self {
            Self::Gap { days, .. } => Some(format!("not read for up to {days} days")),
            Self::Unread { on, .. } => Some(format!("not read on {on}, no reason given")),
            Self::NoArm { .. } => Some("in no arm".into()),
            Self::NoTumor { .. } => Some("without a tumor on record".into()),
            Self::NoDisposition { .. } => Some("without a disposition".into()),
            _ => None,
        }
    }

    /// The length of a gap in days; 0 for other problems.
    fn days(&self) -> i64 {
        match self {
            Self::Gap { days, .. } => *days,
            _ => 0,
        }
    }
}

/// Up to this number, animals with the same problem have a line each.
const FEW: usize = 3;

/// The most tags that a line names.
const NAMED: usize = 12;

/// The problems in their order, with one line for many animals with the same problem.
fn grouped(found: Vec<Problem>) -> Vec<Problem> {
    let mut out = Vec::new();
    for same in found.chunk_by(|a, b| a.rank() == b.rank()) {
        let tags: Vec<Label> = same.iter().filter_map(|p| p.tag().cloned()).collect();
        let alike = same.iter().all(|p| p.in_common().is_some());
        match same.iter().rev().max_by_key(|p| p.days()) {
            Some(of) if alike && tags.len() > FEW => out.push(Problem::Several {
                of: Box::new(of.clone()),
                tags,
            }),
            _ => out.extend_from_slice(same),
        }
    }
    out
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit { tag, alert, on } => {
                let (what, unit) = (alert.concern.words(), alert.unit());
                let site = alert.site.as_ref().map(|site| format!(", {site}"));
                write!(
                    f,
                    "{tag}{}: {what} {:.1} {unit}, limit {} {unit}, {on}",
                    site.unwrap_or_default(),
                    alert.value,
                    alert.limit,
                )
            }
            Self::Idle {
                animals,
                last,
                days,
            } => write!(
                f,
                "none of {} on study read since {last}, {days} days ago",
                counted(*animals, "animal")
            ),
            Self::Gap { tag, last, days } => {
                write!(f, "{tag}: not read since {last}, {days} days ago")
            }
            Self::Unread { tag, on } => write!(f, "{tag}: not read on {on}, no reason given"),
            Self::NoArm { tag } => write!(f, "{tag}: in no arm"),
            Self::NoTumor { tag } => write!(f, "{tag}: no tumor on record"),
            Self::NoDisposition { tag } => write!(f, "{tag}: no disposition"),
            Self::Unplanned(difference) => difference.fmt(f),
            Self::Several { of, tags } => {
                let named: Vec<&str> = tags.iter().take(NAMED).map(Label::as_str).collect();
                let more = if tags.len() > NAMED { ", …" } else { "" };
                write!(
                    f,
                    "{} {}: {}{more}",
                    counted(tags.len(), "animal"),
                    of.in_common().unwrap_or_default(),
                    named.join(", ")
                )
            }
            Self::NoControl => f.write_str("no arm is the control"),
            Self::NoDay0 => f.write_str("no day 0, so no study days"),
            Self::Differing {
                tag,
                site,
                on,
                least_mm3,
                most_mm3,
            } => write!(
                f,
                "{tag}, {site}: readings of {on} differ, {least_mm3:.0} and {most_mm3:.0} mm³"
            ),
        }
    }
}

/// The problems of a study on a day: most urgent first, then in order of tags. Animals that have left only have problems
/// that concern the numbers; those of a closed study that have not left are listed without a disposition.
pub fn problems(study: &StudyRecord, today: NaiveDate) -> Vec<Problem> {
    let present = study.animals.iter().filter(|a| on_study(a, today));
    let present: Vec<&AnimalRecord> = present.collect();
    let protocol = &study.study.protocol;
    // Closing a study does not help an animal: its limits stay urgent until its disposition is on record.
    let past_limits = present.iter().flat_map(|animal| limits(animal, protocol));
    let mut found: Vec<Problem> = past_limits.collect();
    match study.study.status {
        StudyStatus::Open => {
            found.extend(unread(study, &present, today));
            found.extend(unready(study, &present));
        }
        StudyStatus::Closed => {
            let tags = present.iter().map(|animal| animal.animal.tag.clone());
            found.extend(tags.map(|tag| Problem::NoDisposition { tag }));
        }
    }
    let controlled = study.arms.iter().any(|arm| arm.is_control);
    let hidden = study.study.blinding.is_blinded();
    if !study.arms.is_empty() && !controlled && !hidden {
        found.push(Problem::NoControl);
    }
    if animals_without_day0(study) {
        found.push(Problem::NoDay0);
    }
    found.extend(
        unplanned(study, protocol)
            .into_iter()
            .map(Problem::Unplanned),
    );
    found.extend(differing(study));
    found.sort_by_key(Problem::rank);
    grouped(found)
}

/// Whether there are animals that have no study days.
fn animals_without_day0(study: &StudyRecord) -> bool {
    let mut animals = study.animals.iter();
    animals.any(|a| a.animal.day0(&study.study.protocol).is_none())
}

fn limits(animal: &AnimalRecord, protocol: &Protocol) -> impl Iterator<Item = Problem> {
    let alerts = animal.open_alerts(protocol).into_iter();
    let own = &animal.animal;
    alerts.map(move |alert| Problem::Limit {
        tag: own.tag.clone(),
        on: match own.day0_is_assumed(protocol) {
            true => own.said(protocol, alert.when),
            false => alert.when.date.to_string(),
        },
        alert,
    })
}

/// Animals without an arm while others have one, and animals without a tumor.
fn unready(study: &StudyRecord, present: &[&AnimalRecord]) -> Vec<Problem> {
    let allocated = study.animals.iter().any(|a| a.animal.arm.is_some());
    let mut found = Vec::new();
    for animal in present {
        let tag = || animal.animal.tag.clone();
        if allocated && animal.animal.arm.is_none() {
            found.push(Problem::NoArm { tag: tag() });
        }
        if animal.tumors.is_empty() {
            found.push(Problem::NoTumor { tag: tag() });
        }
    }
    found
}

/// Animals that were not read on the last measuring day before today, or not for long.
fn unread(study: &StudyRecord, present: &[&AnimalRecord], today: NaiveDate) -> Vec<Problem> {
    let days = measuring_days(study);
    let Some(on) = days.into_iter().rev().find(|day| *day < today) else {
        return Vec::new();
    };
    let every = rhythm(study).every_days.map(i64::from);
    let own_day0 = |animal: &AnimalRecord| animal.animal.cohort.as_ref()?.day0;
    // An animal that was added after that day, and after those that were read on it, was not missed.
    let of_day = study.animals.iter().filter(|a| is_read(a, on));
    let added = of_day.filter_map(|a| made_on(a.animal.id.0));
    let latest = added.fold(on, NaiveDate::max);
    let is_newer =
        |animal: &AnimalRecord| made_on(animal.animal.id.0).is_some_and(|made| made > latest);
    // Where a work plan says who is read that day, nobody else was missed.
    let planned = asked_on(study, on);
    let is_asked = |animal: &AnimalRecord| {
        let planned = planned.as_ref();
        planned.is_none_or(|of_day| {
            of_day
                .get(&animal.animal.id)
                .is_some_and(|asked| asked.tumors)
        })
    };
    let passed_over = |animal: &&AnimalRecord| {
        let readings = animal.tumors.iter().flat_map(|t| &t.readings);
        let last = readings.map(|r| r.when.date).max();
        let tag = animal.animal.tag.clone();
        match (last, every) {
            (Some(last), Some(every)) if (today - last).num_days() > 2 * every => {
                let days = (today - last).num_days();
                Some(Problem::Gap { tag, last, days })
            }
            (Some(last), _) if last > on || is_read(animal, on) => None,
            _ if !is_asked(animal) => None,
            (None, _) if animal.tumors.is_empty() || is_newer(animal) => None,
            // Before its cohort's day 0 an animal need not be read.
            _ if own_day0(animal).is_some_and(|day0| day0 > on) => None,
            _ => Some(Problem::Unread { tag, on }),
        }
    };
    let mut found: Vec<Problem> = present.iter().filter_map(passed_over).collect();
    // Animals that were first read later, or never, did not count when the measuring day was inferred. Where more were
    // passed over than read, the readings of that date are single ones.
    let is_unread = |problem: &Problem| matches!(problem, Problem::Unread { .. });
    let read = present.iter().filter(|a| is_read(a, on)).count();
    if found.iter().filter(|p| is_unread(p)).count() > read {
        found.retain(|problem| !is_unread(problem));
    }
    match idle(&found) {
        Some(idle) if found.len() == present.len() => vec![idle],
        _ => found,
    }
}

/// The gaps of several animals as one problem, if all of these problems are gaps.
fn idle(found: &[Problem]) -> Option<Problem> {
    let gap = |problem: &Problem| match problem {
        Problem::Gap { last, days, .. } => Some((*last, *days)),
        _ => None,
    };
    let gaps: Option<Vec<(NaiveDate, i64)>> = found.iter().map(gap).collect();
    let (last, days) = gaps.filter(|gaps| gaps.len() > 1)?.into_iter().max()?;
    Some(Problem::Idle {
        animals: found.len(),
        last,
        days,
    })
}

/// Tumors that were read more than once on a day with volumes that do not agree, as long as that is not settled.
/// Excluded readings do not count.
fn differing(study: &StudyRecord) -> Vec<Problem> {
    let excluded: Vec<_> = study.exclusions.iter().map(|e| e.scope).collect();
    let counts = |reading: &&Reading| !excluded.contains(&Scope::Reading(reading.id));
    let mut found = Vec::new();
    for animal in &study.animals {
        for tumor in &animal.tumors {
            let days = tumor.readings.chunk_by(|a, b| a.when == b.when);
            for day in days.filter(|day| day.len() > 1) {
                let readings: Vec<&Reading> = day.iter().filter(counts).collect();
                if !is_settled(study, animal, tumor, &readings) {
                    found.extend(disagreement(study, animal, tumor, &readings));
                }
            }
        }
    }
    found
}

/// Whether it is known which of several readings is right, where the last one counts: another one of the day agrees with
/// it, it is as expected while an earlier one is not, or the next reading is as expected after it.
///
/// Where their mean counts, a wrong reading stays in the numbers until it is corrected or excluded.
fn is_settled(
    study: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &TumorRecord,
    readings: &[&Reading],
) -> bool {
    let protocol = &study.study.protocol;
    let volumes = readings
        .iter()
        .filter_map(|r| protocol.volume_mm3(&r.observation));
    let volumes: Vec<f64> = volumes.collect();
    let ([.., reading], [before @ .., last]) = (readings, volumes.as_slice()) else {
        return true;
    };
    if protocol.repeats.unwrap_or_default() == RepeatRule::Mean {
        return false;
    }
    let expected = |when| expected_volume(study, animal, tumor, when);
    let is_repeated = before.iter().any(|mm3| agree(*mm3, *last));
    let is_as_expected = || {
        let expected = expected(reading.when);
        expected.is_some_and(|e| e.holds(*last) && !before.iter().all(|mm3| e.holds(*mm3)))
    };
    let is_confirmed = || {
        let mut later = tumor.volumes(protocol);
        let next = later.find(|(when, _)| *when > reading.when);
        next.is_some_and(|(when, mm3)| expected(when).is_some_and(|e| e.holds(mm3)))
    };
    is_repeated || is_as_expected() || is_confirmed()
}

fn disagreement(
    study: &StudyRecord,
    animal: &AnimalRecord,
    tumor: &TumorRecord,
    readings: &[&Reading],
) -> Option<Problem> {
    let protocol = &study.study.protocol;
    let volumes = readings
        .iter()
        .filter_map(|r| protocol.volume_mm3(&r.observation));
    let least_mm3 = volumes.clone().reduce(f64::min)?;
    let most_mm3 = volumes.reduce(f64::max)?;
    (!agree(least_mm3, most_mm3)).then(|| Problem::Differing {
        tag: animal.animal.tag.clone(),
        site: tumor.tumor.site.clone(),
        on: readings[0].when.date,
        least_mm3,
        most_mm3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::{animal, arm, date, disposed, in_arm, label, not_measured, read, study};
    use domain::{AnimalId, Cohort, CohortId, Exclusion, ExclusionId, Prose};
    use uuid::Uuid;

    fn lines(study: &StudyRecord, today: i64) -> Vec<String> {
        let found = problems(study, date(today));
        assert!(found.is_sorted_by_key(Problem::severity));
        found.iter().map(ToString::to_string).collect()
    }

    fn herd() -> StudyRecord {
        let days = [(0, 100.0), (3, 120.0), (7, 150.0)];
        let one = |tag: &str| in_arm(read(animal(tag), "left", &days), "Vehicle");
        let mut record = study(["1", "2", "3", "4"].map(one).to_vec());
        record.arms = vec![arm("Vehicle", true)];
        record
    }

    #[test]
    fn study_without_problems_lists_none() {
        assert!(lines(&herd(), 8).is_empty());
        assert!(lines(&study(Vec::new()), 8).is_empty());
    }

    #[test]
    fn most_urgent_problem_comes_first() {
        let mut record = herd();
        record.study.protocol.limit_tumor_volume_mm3 = Some(400.0);
        record.animals.push(animal("5"));
        for i in [0, 1] {
            record.animals[i] = read(record.animals[i].clone(), "left", &[(10, 200.0)]);
        }
        record.animals[1] = read(record.animals[1].clone(), "left", &[(10, 420.0)]);
        record.animals[2] = not_measured(record.animals[2].clone(), "left", 10);
        record.arms[0].is_control = false;
        assert_eq!(
            lines(&record, 12),
            [
                "2, left: tumor volume 420.0 mm³, limit 400 mm³, 2026-01-15",
                "no arm is the control",
                "5: in no arm",
                "4: not read on 2026-01-15, no reason given",
                "5: no tumor on record",
                "2, left: readings of 2026-01-15 differ, 200 and 420 mm³",
            ]
        );
        assert_eq!(problems(&record, date(12))[0].tag(), Some(&label("2")));
        record.study.status = StudyStatus::Closed;
        assert_eq!(
            lines(&record, 12),
            [
                "2, left: tumor volume 420.0 mm³, limit 400 mm³, 2026-01-15",
                "no arm is the control",
                "5 animals without a disposition: 1, 2, 3, 4, 5",
                "2, left: readings of 2026-01-15 differ, 200 and 420 mm³",
            ]
        );
        for animal in &mut record.animals {
            *animal = disposed(animal.clone(), 11);
        }
        assert_eq!(lines(&record, 12).len(), 2);
    }

    #[test]
    fn animal_is_not_missed_before_the_day_0_of_its_cohort() {
        let mut record = herd();
        let mut late = in_arm(read(animal("5"), "left", &[(3, 100.0)]), "Vehicle");
        late.animal.cohort = Some(Cohort {
            id: CohortId(Uuid::nil()),
            name: label("wave 2"),
            day0: Some(date(9)),
        });
        record.animals.push(late);
        assert!(lines(&record, 8).is_empty());
        let cohort = record.animals[4].animal.cohort.as_mut().unwrap();
        cohort.day0 = Some(date(7));
        assert_eq!(
            lines(&record, 8),
            ["5: not read on 2026-01-12, no reason given"]
        );
    }

    #[test]
    fn idle_study_is_one_problem() {
        assert_eq!(
            lines(&herd(), 30),
            ["none of 4 animals on study read since 2026-01-12, 23 days ago"]
        );
    }

    #[test]
    fn animals_with_the_same_problem_share_a_line() {
        let mut record = herd();
        record
            .animals
            .extend(["5", "6", "7"].map(|tag| in_arm(animal(tag), "Vehicle")));
        assert_eq!(lines(&record, 8).len(), 3);
        record.animals.push(in_arm(animal("8"), "Vehicle"));
        let line = "4 animals without a tumor on record: 5, 6, 7, 8";
        assert_eq!(lines(&record, 8), [line]);
        record
            .animals
            .extend((20..40).map(|tag| in_arm(animal(&tag.to_string()), "Vehicle")));
        let line = lines(&record, 8)[0].clone();
        assert!(
            line.starts_with("24 animals") && line.ends_with("27, …"),
            "{line}"
        );
    }

    #[test]
    fn long_gaps_and_missing_day_0_are_listed() {
        let mut record = herd();
        record.animals[1] = disposed(record.animals[1].clone(), 8);
        record.animals.truncate(2);
        record.study.protocol.day0 = None;
        // Every 3 or 4 days, 4 rounded: more than 8 days are long.
        assert_eq!(lines(&record, 15), ["no day 0, so no study days"]);
        assert_eq!(
            lines(&record, 16),
            [
                "no day 0, so no study days",
                "1: not read since 2026-01-12, 9 days ago",
            ]
        );
    }

    #[test]
    fn differing_readings_are_listed_until_they_are_settled() {
        let of_day = |volumes: &[f64]| {
            let mut record = herd();
            for mm3 in volumes {
                record.animals[0] = read(record.animals[0].clone(), "left", &[(10, *mm3)]);
            }
            record
        };
        let listed = |record: &StudyRecord| !lines(record, 10).is_empty();
        // About 190 mm³ are expected. The first was wrong, the second was; a third shows which.
        assert!(!listed(&of_day(&[900.0, 190.0])));
        assert!(listed(&of_day(&[190.0, 900.0])));
        assert!(!listed(&of_day(&[190.0, 900.0, 200.0])));
        assert!(listed(&of_day(&[600.0, 900.0])));
        // The next reading confirms the one that counts, or it does not.
        let next = |mm3| {
            let mut record = of_day(&[160.0, 230.0]);
            record.animals[0] = read(record.animals[0].clone(), "left", &[(14, mm3)]);
            lines(&record, 14)
                .iter()
                .any(|line| line.contains("differ"))
        };
        assert!(!next(290.0) && next(20.0));
        // A wrong reading counts in a mean until it is corrected or excluded.
        let mut record = of_day(&[900.0, 190.0]);
        record.study.protocol.repeats = Some(RepeatRule::Mean);
        assert!(listed(&record));
    }

    #[test]
    fn animal_that_was_added_later_is_not_missed() {
        let mut record = herd();
        let mut new = in_arm(animal("5"), "Vehicle");
        // Added on 2026-01-14; the last measuring day is 2026-01-12.
        new.animal.id = AnimalId(Uuid::from_u128(0x019b_bc60_8200_7000_8000_0000_0000_0000));
        new.tumors = read(animal("5"), "left", &[(0, 1.0)]).tumors;
        new.tumors[0].readings.clear();
        record.animals.push(new);
        assert!(lines(&record, 10).is_empty());
    }

    #[test]
    fn single_reading_of_a_past_day_is_no_measuring_day() {
        let mut animals: Vec<_> = ["1", "2", "3", "4"]
            .map(|tag| in_arm(animal(tag), "Vehicle"))
            .into();
        animals[0] = read(animals[0].clone(), "left", &[(6, 100.0), (7, 100.0)]);
        let mut record = herd();
        record.animals = animals;
        let unread = |record: &StudyRecord| {
            let lines = lines(record, 7);
            lines
                .iter()
                .filter(|line| line.contains("not read"))
                .count()
        };
        assert_eq!(unread(&record), 0);
    }

    #[test]
    fn excluded_reading_is_not_compared() {
        let mut record = herd();
        record.animals[0] = read(record.animals[0].clone(), "left", &[(7, 400.0)]);
        assert_eq!(lines(&record, 8).len(), 1);
        let reading = record.animals[0].tumors[0].readings[2].id;
        record.exclusions.push(Exclusion {
            id: ExclusionId(reading.0),
            scope: Scope::Reading(reading),
            reason: Prose::new("reason", "wrong tumor").unwrap(),
            foreseen: false,
        });
        assert!(lines(&record, 8).is_empty());
    }
}
