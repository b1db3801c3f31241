//! Body weight and tolerability. Percentages are changes from the baseline weight of the animal. The net weight is without
//! the tumor, because a growing tumor hides a loss of body weight.

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

/// The section.
pub(super) fn section(record: &StudyRecord, cohort: &AnalysisCohort) -> WeightSection {
    let mut section = WeightSection::default();
    for arm in 0..cohort.arms.len() {
        let subjects = cohort.of_arm(arm).map(|(_, subject)| subject);
        let mut times = Vec::new();
        let mut animals = Vec::new();
        for subject in subjects {
            if let Some((animal, time)) = animal(cohort, subject) {
                animals.push(animal);
                times.push(time);
            }
        }
        section.arms.push(summary(cohort, arm, &animals, &times));
        section.animals.extend(animals);
    }
    section.early_losses = losses::early(record, cohort, &section.animals);
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
    days.retain(|day| enough(day.n, animals.len()));
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
