//! The growth contrast: which readings enter it, and its rows.

use domain::{
    AnalysisOptions, Direction, DispositionRole, FloorBy, PrimaryRow, Protocol, USUAL_FLOOR_MM3,
};
use stats::adjust::{holm, positive};
use stats::descriptive::finite;
use stats::primary::{
    Comparison, Course, Method, NoTest, Pair, Removal, Rules, Weighting, compare,
};

use crate::analyze::cohort::{AnalysisCohort, Subject};
use crate::analyze::events;
use crate::analyze::notes::count;

/// The observed ratio is marked where it differs from that of the slopes by this share or more.
const DIFFERS: f64 = 0.2;

/// With fewer animals in an arm a result is exploratory.
const EXPLORATORY_BELOW: usize = 3;

/// With fewer animals in an arm power is low.
const LOW_POWER_BELOW: usize = 5;

/// What a small number of animals makes of a result.
pub struct Few {
    pub is_exploratory: bool,
    pub has_low_power: bool,
}

impl Few {
    /// By the animals that the test used; without a P there is no result.
    pub fn of(animals: Pair<usize>, p: Option<f64>) -> Self {
        let n = animals.least();
        Self {
            is_exploratory: p.is_some() && n < EXPLORATORY_BELOW,
            has_low_power: p.is_some() && (EXPLORATORY_BELOW..LOW_POWER_BELOW).contains(&n),
        }
    }
}

/// What volumes below it count as.
pub struct Floor {
    pub mm3: f64,
    pub by: FloorBy,
}

impl Floor {
    pub fn of(protocol: &Protocol) -> Self {
        match protocol.loq_mm3.filter(|loq| *loq > 0.0) {
            Some(mm3) => Self {
                mm3,
                by: FloorBy::Loq,
            },
            None => Self {
                mm3: USUAL_FLOOR_MM3,
                by: FloorBy::Default,
            },
        }
    }
}

/// A row per treated arm.
pub fn rows(
    cohort: &AnalysisCohort,
    landmark: f64,
    floor: f64,
    options: &AnalysisOptions,
) -> Vec<PrimaryRow> {
    let rules = Rules {
        landmark,
        floor,
        confidence: options.confidence,
    };
    let event = events::rule(cohort, options);
    let limit = cohort.protocol.removal_volume_mm3(event);
    let courses = |arm: usize| -> Vec<Course<'_>> {
        let animals = cohort.of_arm(arm);
        animals
            .filter_map(|(_, subject)| course(subject, landmark, limit))
            .collect()
    };
    let control = courses(0);
    let row = |arm: usize| {
        let treated = courses(arm);
        let pair = Pair {
            treated: treated.as_slice(),
            control: control.as_slice(),
        };
        let started = pair.map(<[Course]>::len);
        row(cohort.arms[arm], &compare(pair, &rules), started, &rules)
    };
    let mut rows: Vec<PrimaryRow> = (1..cohort.arms.len()).map(row).collect();
    let raw: Vec<Option<f64>> = rows.iter().map(|row| row.p).collect();
    for (row, adjusted) in rows.iter_mut().zip(holm(&raw)) {
        row.p_adjusted = adjusted.map(positive);
    }
    rows
}

/// What the comparison sees of an animal; none if its baseline lies after the landmark day.
fn course<'a>(subject: &'a Subject, landmark: f64, limit: Option<f64>) -> Option<Course<'a>> {
    let (days, volumes) = subject.burden.between(Some(landmark));
    let last = *volumes.last()?;
    let on_landmark = subject.burden.on(landmark);
    let after_baseline = || days.iter().zip(volumes).skip(1);
    let over = limit.and_then(|limit| after_baseline().find(|(_, volume)| **volume >= limit));
    let by_volume = over.map(|(&day, &volume)| Removal { day, volume });
    let by_disposition = || {
        let end = subject.end.as_ref()?;
        let is_event = end.role == DispositionRole::Event && end.day <= landmark;
        (is_event && on_landmark.is_none()).then_some(Removal {
            day: end.day,
            volume: last,
        })
    };
    Some(Course {
        days,
        volumes,
        on_landmark,
        removal: by_volume.or_else(by_disposition),
    })
}

fn row(arm: &str, found: &Comparison, started: Pair<usize>, rules: &Rules) -> PrimaryRow {
    // Where the whole arm is gone, slopes to the floor tell how fast, not how much less: the ratio is only bounded.
    let growth = found.growth.filter(|_| found.against_floor.is_none());
    let test = growth.and_then(|growth| growth.test);
    let ratio = |log: f64| finite(log.exp());
    let growth_ratio = growth.and_then(|growth| ratio(growth.estimate));
    let differs = growth_ratio
        .zip(found.observed_ratio)
        .is_some_and(|(ratio, observed)| (observed / ratio - 1.0).abs() >= DIFFERS);
    let few = Few::of(found.animals, found.p);
    PrimaryRow {
        arm: arm.to_owned(),
        method: method(found.method),
        n: found.animals.treated,
        n_started: started.treated,
        n_control: found.animals.control,
        n_control_started: started.control,
        n_on_landmark: found.on_landmark.treated,
        n_zero: found.at_zero.treated,
        n_control_on_landmark: found.on_landmark.control,
        n_control_zero: found.at_zero.control,
        estimate: growth.map(|growth| growth.estimate),
        se: test.map(|test| test.se),
        df: test
            .or(found.against_floor.map(|floor| floor.test))
            .map(|test| test.df),
        ratio: growth_ratio,
        ratio_low: test.and_then(|test| ratio(test.interval.low)),
        ratio_high: test.and_then(|test| ratio(test.interval.high)),
        ratio_at_most: found.against_floor.map(|floor| floor.ratio_at_most),
        direction: direction(found),
        p: found.p.map(positive),
        p_adjusted: None,
        observed_ratio: found.observed_ratio,
        differs_from_observed: differs,
        exploratory: few.is_exploratory,
        low_power: few.has_low_power,
        depends_on_floor: found.at_zero.treated + found.at_zero.control > 0,
        note: note(found, started, rules),
    }
}

/// The direction of what P tests.
fn direction(found: &Comparison) -> Option<Direction> {
    match found.method {
        Method::GrowthContrast => Direction::of(found.growth?.estimate),
        Method::AgainstFloor => Direction::of(found.against_floor?.test.difference),
        Method::JointRank => Direction::of(0.5 - found.joint_rank?.better),
        Method::None(_) => None,
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::GrowthContrast => "growth_contrast",
        Method::AgainstFloor => "against_floor",
        Method::JointRank => "joint_rank",
        Method::None(_) => "none",
    }
}

/// Why a number is missing, or what limits its meaning, as clauses.
fn note(found: &Comparison, started: Pair<usize>, rules: &Rules) -> Option<String> {
    let (day, floor) = (rules.landmark, rules.floor);
    let mut clauses = Vec::new();
    match found.method {
        Method::None(NoTest::NoScatter) if found.at_zero.treated > 0 => clauses.push(format!(
            "no P: the volumes of day {day} do not differ between animals"
        )),
        Method::None(why) => clauses.push(format!("no P: {why}")),
        Method::AgainstFloor => clauses.push(format!(
            "every animal read on day {day} is at 0: P compares the control with the floor of {floor} mm³, and the \
             ratio is only bounded"
        )),
        Method::JointRank | Method::GrowthContrast => {}
    }
    if let Some(ranks) = found.joint_rank {
        clauses.push(format!(
            "P by joint ranks of {} and {} control animals",
            ranks.animals.treated, ranks.animals.control
        ));
    }
    let zeros = found.at_zero.treated + found.at_zero.control;
    if zeros > 0 && found.against_floor.is_none() {
        clauses.push(format!(
            "{} at 0 on day {day}: the ratio depends on the floor of {floor} mm³",
            count(zeros, "animal")
        ));
    }
    let dropped = started.treated + started.control - found.animals.treated - found.animals.control;
    if dropped > 0 {
        clauses.push(format!("{} read once left out", count(dropped, "animal")));
    }
    if found
        .growth
        .is_some_and(|g| g.test.is_some() && g.weighting == Weighting::Equal)
    {
        clauses.push(
            "animals count alike, because the mixed model of the two arms has no fit".to_owned(),
        );
    }
    (!clauses.is_empty()).then(|| clauses.join("; "))
}
