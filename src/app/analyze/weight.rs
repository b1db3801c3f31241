//! Body weight and tolerability. Percentages are changes from the baseline weight of the animal. The net weight is without
//! the tumor, because a growing tumor hides a loss of body weight.
//!
//! The losses of animals are safety: they count all recorded weights, of excluded animals, days and readings too. An
//! exclusion from the efficacy must not hide that an animal lost weight, least of all one that was excluded because it
//! was sick. Means by arm and day are without what is excluded, as the volumes beside them.

use domain::{AnimalWeight, ArmWeight, StudyRecord, WeightDay, WeightPoint, WeightSection};
use stats::descriptive::{mean, sd, sem};
use stats::survival::{self, Time};

use super::cohort::{AnalysisCohort, Subject};
use super::daily::{Followed, enough};
use super::losses;

/// Tumor mass in g per mm³, by a density of 1 mg/mm³.
const GRAMS_PER_MM3: f64 = 0.001;

/// One weighing.
#[derive(Clone, Copy)]
struct Weighed {
    day: f64,
    grams: f64,
    change_percent: f64,
    net_grams: Option<f64>,
    net_change_percent: Option<f64>,
}

/// The change of a weight from its baseline, percent.
pub(super) fn change_percent(grams: f64, baseline: f64) -> f64 {
    100.0 * (grams / baseline - 1.0)
}

/// All weighings of an animal; with a net weight if its tumors were read that day too.
fn weighings(subject: &Subject) -> Vec<Weighed> {
    let Some((start, baseline)) = subject.weights.baseline() else {
        return Vec::new();
    };
    let net = |day: f64, grams: f64| Some(grams - subject.burden.exactly_on(day)? * GRAMS_PER_MM3);
    let net_baseline = net(start, baseline).filter(|g| *g > 0.0);
    let weighed = |(day, grams): (f64, f64)| {
        let net_grams = net(day, grams);
        Weighed {
            day,
            grams,
            change_percent: change_percent(grams, baseline),
            net_grams,
            net_change_percent: net_grams
                .zip(net_baseline)
                .map(|(g, b)| change_percent(g, b)),
        }
    };
    subject.weights.points().map(weighed).collect()
}

/// An animal's weighings, for figures.
pub(super) fn points(subject: &Subject) -> Vec<WeightPoint> {
    let point = |w: Weighed| WeightPoint {
        day: w.day,
        weight_g: w.grams,
        change_percent: w.change_percent,
        visit: subject.weights.visit_of(w.day),
    };
    weighings(subject).into_iter().map(point).collect()
}
/// Weights by arm and day.
pub(super) fn by_day(cohort: &AnalysisCohort) -> Vec<WeightDay> {
    (0..cohort.arms.len())
        .flat_map(|arm| arm_days(cohort, arm, weighings))
        .collect()
}

/// The weighings from the baseline on.
fn since_baseline(subject: &Subject) -> Vec<Weighed> {
    let start = subject.weights.baseline().map(|(day, _)| day);
    let mut weighed = weighings(subject);
    weighed.retain(|w| Some(w.day) >= start);
    weighed
}

/// The days of an arm, of these weighings of each animal.
fn arm_days(
    cohort: &AnalysisCohort,
    arm: usize,
    weighings: fn(&Subject) -> Vec<Weighed>,
) -> Vec<WeightDay> {
    let followed = Followed::of(cohort, arm, |subject| &subject.weights);
    let at_visits = |subject: &Subject| -> Vec<Weighed> {
        let counted = weighings(subject).into_iter().filter_map(|w| {
            let day = subject.weights.visit_of(w.day)?;
            Some(Weighed { day, ..w })
        });
        counted.collect()
    };
    let weighed = cohort.of_arm(arm).flat_map(|(_, s)| at_visits(s));
    let mut weighed: Vec<Weighed> = weighed.collect();
    weighed.sort_by(|a, b| a.day.total_cmp(&b.day));
    let row = |day: &[Weighed]| {
        let grams: Vec<f64> = day.iter().map(|w| w.grams).collect();
        let changes: Vec<f64> = day.iter().map(|w| w.change_percent).collect();
        let net: Vec<f64> = day.iter().filter_map(|w| w.net_grams).collect();
        let net_changes: Vec<f64> = day.iter().filter_map(|w| w.net_change_percent).collect();
        Some(WeightDay {
            arm: cohort.arms[arm].to_owned(),
            day: day[0].day,
            n: day.len(),
            followed: followed.on(day[0].day),
            guarded: followed.guards(day[0].day),
            mean_g: mean(&grams)?,
            mean_change_percent: mean(&changes),
            sd_change_percent: sd(&changes),
            sem_change_percent: sem(&changes),
            sem_g: sem(&grams),
            net_n: net.len(),
            mean_net_g: mean(&net),
            mean_net_change_percent: mean(&net_changes),
        })
    };
    weighed
        .chunk_by(|a, b| a.day == b.day)
        .filter_map(row)
        .collect()
}

/// The section: means of the cohort that is analyzed, losses of the animals with all that was recorded of them.
pub(super) fn section(
    record: &StudyRecord,
    cohort: &AnalysisCohort,
    recorded: &AnalysisCohort,
) -> WeightSection {
    let mut section = WeightSection::default();
    for arm in 0..cohort.arms.len() {
        let subjects = recorded.of_arm(arm).map(|(_, subject)| subject);
        let mut times = Vec::new();
        let mut animals = Vec::new();
        for subject in subjects {
            if let Some((animal, time)) = animal(recorded, subject) {
                animals.push(animal);
                times.push(time);
            }
        }
        section.arms.push(summary(cohort, arm, &animals, &times));
        section.animals.extend(animals);
    }
    section.early_losses = losses::early(record, recorded, &section.animals);
    section
}

/// One animal, and its time to the study's limit (censored at its last weighing).
fn animal(cohort: &AnalysisCohort, subject: &Subject) -> Option<(AnimalWeight, Time)> {
    let (start, baseline_g) = subject.weights.baseline()?;
    let weighed = since_baseline(subject);
    let last = *weighed.last()?;
    let lowest = |of: fn(&Weighed) -> Option<f64>| {
        let changes = weighed.iter().filter_map(|w| Some((of(w)?, w.day)));
        changes.reduce(|best, next| if next.0 < best.0 { next } else { best })
    };
    let nadir = lowest(|w| Some(w.change_percent))?;
    let net = lowest(|w| w.net_change_percent);
    let limit = cohort.protocol.limit_weight_loss_percent;
    let past = |w: &&Weighed| limit.is_some_and(|limit| w.change_percent <= -limit);
    let reached = weighed.iter().find(past).map(|w| w.day - start);
    let weight = AnimalWeight {
        animal: subject.tag.to_owned(),
        arm: cohort.arms[subject.arm].to_owned(),
        baseline_g,
        nadir_percent: nadir.0,
        nadir_day: nadir.1,
        last_percent: last.change_percent,
        net_nadir_percent: net.map(|n| n.0),
        net_nadir_day: net.map(|n| n.1),
        days_to_limit: reached,
    };
    let time = Time {
        time: reached.unwrap_or(last.day - start),
        event: reached.is_some(),
    };
    Some((weight, time))
}

fn summary(
    cohort: &AnalysisCohort,
    arm: usize,
    animals: &[AnimalWeight],
    times: &[Time],
) -> ArmWeight {
    // A mean of few animals is that of survivors, or of those who happened to be weighed.
    let mut days = arm_days(cohort, arm, since_baseline);
    let subjects = cohort.of_arm(arm);
    let analyzed = subjects.filter(|(_, subject)| !subject.weights.is_empty());
    let analyzed = analyzed.count();
    days.retain(|day| enough(day.n, analyzed));
    let deepest = |of: fn(&WeightDay) -> Option<f64>| {
        let changes = days.iter().filter_map(|d| Some((of(d)?, d)));
        changes.reduce(|best, next| if next.0 < best.0 { next } else { best })
    };
    let loss = deepest(|d| d.mean_change_percent);
    let nadirs: Vec<f64> = animals.iter().map(|a| a.nadir_percent).collect();
    let lost = |percent: f64| nadirs.iter().filter(|n| **n <= -percent).count();
    let limit = cohort.protocol.limit_weight_loss_percent;
    let past = limit.map(|_| times.iter().filter(|t| t.event).count());
    let n = animals.len();
    ArmWeight {
        arm: cohort.arms[arm].to_owned(),
        max_mean_loss_percent: loss.map(|l| l.0),
        day: loss.map(|l| l.1.day),
        n_on_day: loss.map_or(0, |l| l.1.n),
        n,
        mean_nadir_percent: mean(&nadirs),
        worst_nadir_percent: nadirs.iter().copied().reduce(f64::min),
        n_loss_10: lost(10.0),
        n_loss_15: lost(15.0),
        n_loss_20: lost(20.0),
        n_past_limit: past,
        share_past_limit: past.filter(|_| n > 0).map(|past| past as f64 / n as f64),
        median_days_to_limit: limit.and_then(|_| survival::median(times)),
        max_mean_net_loss_percent: deepest(|d| d.mean_net_change_percent).map(|l| l.0),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::analyze::analyze;
    use domain::testing::{animal, arm, date, in_arm, read, study, weighed};
    use domain::{
        AnalysisOptions, Exclusion, ExclusionId, IntervalRule, Prose, Scope, StudyRecord,
        WeightSection, When,
    };
    use proptest::prelude::*;

    const DAYS: [i64; 4] = [0, 7, 14, 21];

    /// Animals of one arm, each with its weights on the days.
    fn weighings(grams: &[[f64; 4]]) -> StudyRecord {
        let one = |(n, grams): (usize, &[f64; 4])| {
            let volumes = DAYS.map(|day| (day, 100.0 + day as f64));
            let weights: Vec<(i64, f64)> = DAYS.into_iter().zip(*grams).collect();
            let animal = read(animal(&format!("a{n}")), "flank", &volumes);
            in_arm(weighed(animal, &weights), "Vehicle")
        };
        let mut record = study(grams.iter().enumerate().map(one).collect());
        record.arms = vec![arm("Vehicle", true)];
        record
    }

    fn exclude(record: &mut StudyRecord, scope: Scope) {
        record.exclusions.push(Exclusion {
            id: ExclusionId(uuid::Uuid::from_u128(record.exclusions.len() as u128)),
            scope,
            reason: Prose::new("reason", "sick, weight loss").unwrap(),
            foreseen: false,
        });
    }

    /// What an exclusion may be of: an animal, a day of it, or a day of all.
    fn scope(record: &StudyRecord, kind: usize, animal: usize, day: usize) -> Scope {
        let animal = record.animals[animal % record.animals.len()].animal.id;
        let when = When::on(date(DAYS[day]));
        match kind {
            0 => Scope::Animal(animal),
            1 => Scope::AnimalDay(animal, when),
            _ => Scope::Day(when),
        }
    }

    fn section(record: &StudyRecord) -> WeightSection {
        let options = AnalysisOptions {
            interval: IntervalRule::None,
            ..AnalysisOptions::default()
        };
        analyze(record, &options).unwrap().weight
    }

    #[test]
    fn excluded_day_hides_no_loss_but_leaves_the_mean() {
        let sick = [20.0, 20.0, 14.28, 20.0];
        let mut record = weighings(&[sick, [20.0; 4], [20.0; 4], [20.0; 4]]);
        record.study.protocol.limit_weight_loss_percent = Some(20.0);
        let before = section(&record).arms[0].clone();
        let of_day = scope(&record, 1, 0, 2);
        exclude(&mut record, of_day);
        let after = section(&record).arms[0].clone();
        assert_eq!((after.n_loss_20, after.n_past_limit), (1, Some(1)));
        assert_eq!(after.worst_nadir_percent, before.worst_nadir_percent);
        assert!(before.max_mean_loss_percent.unwrap() < -7.0);
        assert_eq!(after.max_mean_loss_percent, Some(0.0));
    }

    #[test]
    fn losses_of_an_excluded_animal_count() {
        let mut record = weighings(&[[20.0, 18.0, 15.0, 15.0], [20.0; 4], [20.0; 4], [20.0; 4]]);
        let of_animal = scope(&record, 0, 0, 0);
        exclude(&mut record, of_animal);
        let arm = section(&record).arms[0].clone();
        assert_eq!((arm.n, arm.n_loss_20), (4, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever is excluded from the efficacy, no loss of weight vanishes.
        #[test]
        fn exclusions_never_lower_the_number_of_animals_with_a_loss(
            grams in prop::collection::vec(prop::array::uniform4(12.0..25.0_f64), 2..6),
            excluded in prop::collection::vec((0..3_usize, 0..6_usize, 0..4_usize), 1..5),
        ) {
            let mut record = weighings(&grams);
            record.study.protocol.limit_weight_loss_percent = Some(15.0);
            let counts = |record: &StudyRecord| {
                let arm = section(record).arms[0].clone();
                [Some(arm.n_loss_10), Some(arm.n_loss_15), Some(arm.n_loss_20), arm.n_past_limit]
            };
            let before = counts(&record);
            for (kind, animal, day) in excluded {
                let scope = scope(&record, kind, animal, day);
                exclude(&mut record, scope);
                prop_assert_eq!(counts(&record), before);
            }
        }
    }
}
