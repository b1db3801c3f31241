//! Rows of a test that another section computes, where plan or protocol name it as primary.

use domain::{
    ContrastRow, Direction, DunnettRow, LandmarkSection, LandmarkTests, MannWhitneyRow, PairTest,
    PrimaryRow, PrimaryTest, TRow,
};
use stats::descriptive::finite;
use stats::oneway::student::TTest;
use stats::primary::Pair;

use super::OtherTests;
use super::contrast::Few;
use crate::analyze::notes::contrast;

/// What a section says of one comparison.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    pub estimate: Option<f64>,
    pub se: Option<f64>,
    pub df: Option<f64>,
    /// Of the quantity that P tests.
    pub direction: Option<Direction>,
    pub p: Option<f64>,
    pub p_adjusted: Option<f64>,
    /// Whether exp of the estimate is a ratio of the arms' volumes.
    pub is_log_ratio: bool,
}

/// The rows with the numbers of the named test, and the animals that it used. The observed ratio stays: it describes the
/// arms whatever the test.
pub fn rows(
    test: PrimaryTest,
    counted: Vec<PrimaryRow>,
    others: &OtherTests,
    confidence: f64,
) -> Vec<PrimaryRow> {
    let row = |counts: PrimaryRow| {
        let found = find(test, &counts.arm, others);
        let found_p = found.and_then(|found| found.p);
        let found = found.unwrap_or_default();
        let ratio = |log: Option<f64>| {
            log.filter(|_| found.is_log_ratio)
                .and_then(|l| finite(l.exp()))
        };
        let interval = found.estimate.zip(found.se).zip(found.df);
        let interval = interval
            .and_then(|((estimate, se), df)| TTest::new(estimate, se, df, confidence))
            .map(|test| test.interval);
        let animals = Pair {
            treated: used(test, &counts.arm, others, counts.n, counts.n_on_landmark),
            control: used(
                test,
                others.control,
                others,
                counts.n_control,
                counts.n_control_on_landmark,
            ),
        };
        let few = Few::of(animals, found_p);
        let method = if found_p.is_some() { test.id() } else { "none" };
        let note = format!("no P: the section of the {} has none", test.title());
        PrimaryRow {
            method,
            n: animals.treated,
            n_control: animals.control,
            estimate: found.estimate,
            se: found.se,
            df: found.df,
            ratio: ratio(found.estimate),
            ratio_low: ratio(interval.map(|i| i.low)),
            ratio_high: ratio(interval.map(|i| i.high)),
            ratio_at_most: None,
            direction: found.direction.filter(|_| found_p.is_some()),
            p: found_p,
            p_adjusted: found.p_adjusted,
            differs_from_observed: false,
            exploratory: few.is_exploratory,
            low_power: few.has_low_power,
            depends_on_floor: false,
            note: found_p.is_none().then_some(note),
            ..counts
        }
    };
    counted.into_iter().map(row).collect()
}

/// Animals of an arm that the test used: those of its section; `with_line` and `on_landmark` are those read on two days
/// and those read on the landmark day.
fn used(
    test: PrimaryTest,
    arm: &str,
    others: &OtherTests,
    with_line: usize,
    on_landmark: usize,
) -> usize {
    let of_landmark = |tests: fn(&LandmarkSection) -> &LandmarkTests| {
        let arms = others.landmark.map(|section| &tests(section).arms);
        let found = arms.and_then(|arms| arms.iter().find(|of| of.arm == arm));
        found.map_or(on_landmark, |of| of.n)
    };
    match test {
        PrimaryTest::GrowthContrast | PrimaryTest::ModelSlope | PrimaryTest::ModelLandmark => {
            with_line
        }
        PrimaryTest::Dunnett | PrimaryTest::Welch | PrimaryTest::MannWhitney => {
            of_landmark(|section| &section.raw)
        }
        PrimaryTest::DunnettLog | PrimaryTest::WelchLog => of_landmark(|section| &section.log),
        PrimaryTest::LogRank => {
            let arms = others.time_to_event.map(|times| &times.arms);
            let found = arms.and_then(|arms| arms.iter().find(|of| of.arm == arm));
            found.map_or(0, |of| of.n)
        }
    }
}

/// What the section of a test says of an arm; none of the growth contrast, which no other section computes.
pub fn find(test: PrimaryTest, arm: &str, others: &OtherTests) -> Option<Found> {
    let landmark = others.landmark;
    let name = contrast(&[arm, others.control], 0, 1);
    match test {
        PrimaryTest::GrowthContrast => None,
        PrimaryTest::ModelSlope => model(&others.mixed_model?.slope_contrasts, &name, false),
        PrimaryTest::ModelLandmark => model(&others.mixed_model?.landmark_contrasts, &name, true),
        PrimaryTest::Dunnett => dunnett(&landmark?.raw.dunnett, &name, false),
        PrimaryTest::DunnettLog => dunnett(&landmark?.log.dunnett, &name, true),
        PrimaryTest::Welch => welch(&landmark?.raw, arm, &name, false),
        PrimaryTest::WelchLog => welch(&landmark?.log, arm, &name, true),
        PrimaryTest::MannWhitney => {
            let row = of(&landmark?.raw.mann_whitney, &name, |row| &row.contrast)?;
            let arms = &landmark?.raw.arms;
            // The control is first where it has a comparison.
            let n = arms.iter().find(|of| of.arm == arm)?.n * arms.first()?.n;
            Some(mann_whitney(row, n as f64))
        }
        PrimaryTest::LogRank => {
            of(&others.time_to_event?.pairs, &name, |row| &row.contrast).map(log_rank)
        }
    }
}

/// The row of a contrast.
fn of<'a, T>(rows: &'a [T], name: &str, contrast: impl Fn(&T) -> &String) -> Option<&'a T> {
    rows.iter().find(|row| contrast(row) == name)
}

fn model(rows: &[ContrastRow], name: &str, is_log_ratio: bool) -> Option<Found> {
    let row = of(rows, name, |row| &row.contrast)?;
    Some(Found {
        estimate: row.estimate,
        se: row.se,
        df: row.df,
        direction: row.estimate.and_then(Direction::of),
        p: row.p_raw,
        p_adjusted: row.p_dunnett,
        is_log_ratio,
    })
}

fn dunnett(rows: &[DunnettRow], name: &str, is_log_ratio: bool) -> Option<Found> {
    let row = of(rows, name, |row| &row.contrast)?;
    Some(Found {
        estimate: Some(row.estimate),
        se: Some(row.se),
        df: Some(row.df),
        direction: Direction::of(row.estimate),
        p: Some(row.p_raw),
        p_adjusted: Some(row.p_dunnett),
        is_log_ratio,
    })
}

/// The table of t tests has no estimates: they are the differences of the means beside it.
fn welch(tests: &LandmarkTests, arm: &str, name: &str, is_log_ratio: bool) -> Option<Found> {
    let row: &TRow = of(&tests.welch_t, name, |row| &row.contrast)?;
    let mean = |arm: &str| tests.arms.iter().find(|of| of.arm == arm)?.mean;
    // The control is first where it has a comparison.
    let control = tests.arms.first()?.mean;
    let estimate = mean(arm).zip(control).map(|(mean, control)| mean - control);
    Some(Found {
        estimate,
        se: estimate.and_then(|estimate| finite(estimate / row.t)),
        df: Some(row.df),
        direction: Direction::of(row.t),
        p: Some(row.p),
        p_adjusted: row.p_holm,
        is_log_ratio,
    })
}

/// The ranks give the direction: the median difference is 0 where many pairs are tied.
fn mann_whitney(row: &MannWhitneyRow, pairs: f64) -> Found {
    Found {
        estimate: Some(row.hodges_lehmann),
        direction: Direction::of(row.w - 0.5 * pairs),
        p: Some(row.p_exact.unwrap_or(row.p_normal_cc)),
        p_adjusted: row.p_holm,
        ..Found::default()
    }
}

fn log_rank(row: &PairTest) -> Found {
    Found {
        direction: row.excess.and_then(Direction::of),
        p: row.p,
        p_adjusted: row.p_holm,
        ..Found::default()
    }
}
