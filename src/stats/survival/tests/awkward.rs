//! Awkward data: every answer is a number or a named reason.

use super::super::cox::{self, Estimate, Profiles, treatment_contrasts};
use super::super::curve::{Curve, Scale};
use super::super::gray::gray;
use super::super::incidence::{CauseTime, Incidence};
use super::super::logrank::{Weights, logrank, pairs_with};
use super::super::{NoAnswer, Time};
use super::joined;

const FIRTH: cox::CoxOptions = cox::CoxOptions {
    ties: cox::Ties::Efron,
    firth: true,
    confidence: 0.95,
    profiles: Profiles::All,
    most_iterations: 100,
};

/// `n` animals, assigned to the arms in turn, each with a time of its own; every third is censored.
fn many(n: usize, arms: usize) -> (Vec<Time>, Vec<usize>) {
    let time = |i: usize| Time {
        time: ((i * 7_919) % n) as f64 + 1.0 + (i % arms) as f64,
        event: !i.is_multiple_of(3),
    };
    (
        (0..n).map(time).collect(),
        (0..n).map(|i| i % arms).collect(),
    )
}

#[test]
fn ten_thousand_animals_are_compared() {
    let (times, groups) = many(10_000, 4);
    for weights in [Weights::LogRank, Weights::Gehan, Weights::PetoPeto] {
        let result = logrank(&times, &groups, 4, weights).unwrap();
        let excess: f64 = result.groups.iter().map(|g| g.observed - g.expected).sum();
        assert!(result.test.p.p > 0.0 && result.test.df == 3);
        let size: f64 = result.groups.iter().map(|g| g.observed).sum();
        assert!((excess / size).abs() < 1e-10, "{weights:?} {excess}");
    }
    let design = treatment_contrasts(&groups, 4);
    let fit = cox::fit(&times, &design, &cox::CoxOptions::default()).unwrap();
    assert!(fit.convergence.converged && fit.n == 10_000);
    let curve = Curve::new(&times, Scale::LogLog, 0.95).unwrap();
    assert!(curve.median().time.is_some() && curve.median().high.is_some());
}

/// 5 000 animals have their event before any of 5 000 others.
#[test]
fn p_below_the_smallest_number_has_a_logarithm() {
    let time = |i: usize| Time {
        time: i as f64,
        event: true,
    };
    let times: Vec<Time> = (0..10_000).map(time).collect();
    let groups: Vec<usize> = (0..10_000).map(|i| i / 5_000).collect();
    let test = logrank(&times, &groups, 2, Weights::LogRank).unwrap().test;
    assert!(test.chi2 > 1_500.0 && test.p.p == f64::MIN_POSITIVE);
    assert!(test.p.ln_p.is_finite() && test.p.ln_p < -700.0);
    let design = treatment_contrasts(&groups, 2);
    let fit = cox::fit(&times, &design, &cox::CoxOptions::default()).unwrap();
    assert_eq!(fit.terms[0], Estimate::MinusInfinity);
    assert!(fit.likelihood_ratio.p.p > 0.0 && fit.likelihood_ratio.p.ln_p < -700.0);
}

#[test]
fn single_event_gives_an_infinite_coefficient() {
    let (times, groups) = joined(&[
        &[(3.0, true), (9.0, false), (9.0, false)],
        &[(9.0, false), (9.0, false)],
    ]);
    // e = ⅖ of the second, V = ⅖·⅗: χ² = ⅔.
    let test = logrank(&times, &groups, 2, Weights::LogRank).unwrap().test;
    assert!((test.chi2 - 2.0 / 3.0).abs() < 1e-14);
    let design = treatment_contrasts(&groups, 2);
    let fit = cox::fit(&times, &design, &cox::CoxOptions::default()).unwrap();
    assert_eq!(fit.terms[0], Estimate::MinusInfinity);
    let firth = cox::fit(&times, &design, &FIRTH).unwrap();
    let Estimate::Finite(term) = firth.terms[0] else {
        panic!("{firth:?}");
    };
    let profile = firth.profiles[0].unwrap();
    assert!(term.hazard_ratio < 1.0 && profile.p.p > 0.2);
    assert!(profile.high.unwrap() > 1.0);
}

/// The control and one arm have a single animal each.
#[test]
fn arms_of_one_animal_are_compared() {
    let arms: [&[(f64, bool)]; 3] = [
        &[(5.0, true)],
        &[(7.0, true)],
        &[(6.0, true), (8.0, true), (8.0, false)],
    ];
    let (times, groups) = joined(&arms);
    let pairs = pairs_with(&times, &groups, 3, 0, Weights::LogRank).unwrap();
    // One against one, the control first: e = ½, V = ¼, χ² = 1.
    assert!((pairs[0].result.as_ref().unwrap().test.chi2 - 1.0).abs() < 1e-14);
    let design = treatment_contrasts(&groups, 3);
    let plain = cox::fit(&times, &design, &cox::CoxOptions::default()).unwrap();
    assert_eq!(plain.terms, [Estimate::MinusInfinity; 2]);
    let firth = cox::fit(&times, &design, &FIRTH).unwrap();
    assert!(firth.convergence.converged);
    for (term, profile) in firth.terms.iter().zip(&firth.profiles) {
        assert!(matches!(term, Estimate::Finite(f) if f.hazard_ratio < 1.0));
        assert!(profile.unwrap().p.p > 0.05);
    }
}

#[test]
fn data_without_events_are_refused() {
    let (times, groups) = joined(&[&[(3.0, false)], &[(4.0, false), (5.0, false)]]);
    let test = logrank(&times, &groups, 2, Weights::Gehan);
    assert_eq!(test, Err(NoAnswer::NoEvents));
    let design = treatment_contrasts(&groups, 2);
    let fit = cox::fit(&times, &design, &FIRTH);
    assert_eq!(fit, Err(NoAnswer::NoEvents));
    let causes: Vec<CauseTime> = times
        .iter()
        .map(|time| CauseTime {
            time: time.time,
            cause: None,
        })
        .collect();
    assert_eq!(gray(&causes, &groups, 2, 0), Err(NoAnswer::NoEvents));
    assert_eq!(Incidence::new(&causes, 0, 0.95).unwrap().events, 0);
}

/// All events are at one time.
#[test]
fn fully_tied_times_give_p_of_1_or_a_reason() {
    let one = |cause| CauseTime {
        time: 5.0,
        cause: Some(cause),
    };
    let times = [one(0), one(1), one(0), one(1)];
    let test = gray(&times, &[0, 0, 1, 1], 2, 0);
    assert!(test.is_ok_and(|test| test.chi2 < 1e-20 && test.p.p == 1.0));
    let all = [one(0); 4];
    assert_eq!(
        gray(&all, &[0, 0, 1, 1], 2, 0),
        Err(NoAnswer::NothingToCompare)
    );
}

/// The values of the covariate are much larger than their differences.
#[test]
fn offset_of_covariate_does_not_matter() {
    let (times, groups) = many(60, 2);
    let fit = |offset: f64| {
        let x = (0..60).map(|i| offset + ((i * 37) % 60) as f64 / 60.0);
        let rows = x.zip(&groups).flat_map(|(x, &group)| [x, group as f64]);
        let design = cox::Design {
            columns: 2,
            rows: rows.collect(),
        };
        cox::fit(&times, &design, &cox::CoxOptions::default()).unwrap()
    };
    let (near, far) = (fit(0.0), fit(1e6));
    for (near, far) in near.terms.iter().zip(&far.terms) {
        let (Estimate::Finite(near), Estimate::Finite(far)) = (near, far) else {
            panic!("{near:?} {far:?}");
        };
        assert!((near.coefficient - far.coefficient).abs() < 1e-7);
        assert!((near.se / far.se - 1.0).abs() < 1e-7);
    }
}
