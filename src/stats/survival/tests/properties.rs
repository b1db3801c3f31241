//! Properties that hold for all data.

use proptest::prelude::*;

use super::super::cox::{self, Estimate, treatment_contrasts};
use super::super::curve::{Curve, Scale};
use super::super::gray::gray;
use super::super::incidence::{CauseTime, Incidence};
use super::super::logrank::{Weights, logrank};
use super::super::restricted::restricted_mean;
use super::super::{NoAnswer, Test, Time};

const ARMS: usize = 3;

/// Animals with time, event and arm; many times are tied.
fn animals() -> impl Strategy<Value = Vec<(Time, usize)>> {
    let time = (1_u8..12, any::<bool>()).prop_map(|(time, event)| Time {
        time: f64::from(time),
        event,
    });
    prop::collection::vec((time, 0..ARMS), 2..30)
}

/// Share of animals without event after `time`.
fn survival_at(curve: &Curve, time: f64) -> f64 {
    let past = curve.times.partition_point(|t| *t <= time);
    past.checked_sub(1).map_or(1.0, |at| curve.survival[at])
}

/// Share of animals with an event of the cause by `time`.
fn incidence_at(incidence: &Incidence, time: f64) -> f64 {
    let past = incidence.times.partition_point(|t| *t <= time);
    past.checked_sub(1)
        .map_or(0.0, |at| incidence.incidence[at])
}

fn split(animals: &[(Time, usize)]) -> (Vec<Time>, Vec<usize>) {
    animals.iter().copied().unzip()
}

fn ranked(animals: &[(Time, usize)], weights: Weights) -> Result<Test, NoAnswer> {
    let (times, groups) = split(animals);
    logrank(&times, &groups, ARMS, weights).map(|result| result.test)
}

fn fitted(animals: &[(Time, usize)], firth: bool) -> Result<cox::Fit, NoAnswer> {
    let (times, groups) = split(animals);
    let options = cox::CoxOptions {
        firth,
        ..cox::CoxOptions::default()
    };
    cox::fit(&times, &treatment_contrasts(&groups, ARMS), &options)
}

fn same(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs())
}

fn same_test(a: Result<Test, NoAnswer>, b: Result<Test, NoAnswer>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => a.df == b.df && same(a.chi2, b.chi2, 1e-9),
        (a, b) => a == b,
    }
}

/// The same animals in another order, with the arms renumbered.
fn renumbered(animals: &[(Time, usize)], by: usize) -> Vec<(Time, usize)> {
    let mut all = animals.to_vec();
    let middle = by % all.len();
    all.rotate_left(middle);
    all.iter()
        .map(|&(time, arm)| (time, (arm + 1) % ARMS))
        .collect()
}

proptest! {
    #[test]
    fn results_do_not_depend_on_order_of_animals_and_arms(animals in animals(), by in 0_usize..30) {
        let other = renumbered(&animals, by);
        for weights in [Weights::LogRank, Weights::Gehan, Weights::PetoPeto] {
            prop_assert!(same_test(ranked(&animals, weights), ranked(&other, weights)));
        }
        for firth in [false, true] {
            match (fitted(&animals, firth), fitted(&other, firth)) {
                (Ok(a), Ok(b)) => {
                    prop_assert!(same(a.log_likelihood_null, b.log_likelihood_null, 1e-10));
                    prop_assert!(same(a.log_likelihood, b.log_likelihood, 1e-8), "{:?} {:?}", a, b);
                }
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }

    #[test]
    fn results_do_not_depend_on_the_unit_of_time(animals in animals(), scale in 0.01_f64..100.0) {
        let scaled: Vec<(Time, usize)> = animals
            .iter()
            .map(|(time, arm)| (Time { time: scale * time.time, ..*time }, *arm))
            .collect();
        prop_assert!(same_test(ranked(&animals, Weights::LogRank), ranked(&scaled, Weights::LogRank)));
        prop_assert_eq!(fitted(&animals, false), fitted(&scaled, false));
        let curve = |animals: &[(Time, usize)]| Curve::new(&split(animals).0, Scale::LogLog, 0.95).unwrap();
        let (a, b) = (curve(&animals), curve(&scaled));
        match (a.median().time, b.median().time) {
            (Some(a), Some(b)) => prop_assert!(same(scale * a, b, 1e-12)),
            (a, b) => prop_assert_eq!(a, b),
        }
        let (a, b) = (restricted_mean(&a, 9.0).unwrap(), restricted_mean(&b, 9.0 * scale).unwrap());
        prop_assert!(same(scale * a.mean, b.mean, 1e-10) && same(scale * a.se, b.se, 1e-10));
    }

    #[test]
    fn log_rank_without_ties_is_the_score_test(animals in animals()) {
        let untied: Vec<(Time, usize)> = animals
            .iter()
            .enumerate()
            .map(|(i, (time, arm))| (Time { time: time.time + 0.01 * i as f64, ..*time }, *arm))
            .collect();
        if let (Ok(test), Ok(fit)) = (ranked(&untied, Weights::LogRank), fitted(&untied, false)) {
            let score = fit.score.unwrap();
            prop_assert_eq!(score.df, test.df);
            prop_assert!(same(score.chi2, test.chi2, 1e-9), "{} {}", score.chi2, test.chi2);
        }
    }

    #[test]
    fn censoring_after_the_last_event_changes_nothing(animals in animals(), later in 0.5_f64..50.0) {
        let last = animals.iter().filter(|(time, _)| time.event).map(|(time, _)| time.time);
        let last = last.fold(0.0, f64::max);
        let moved: Vec<(Time, usize)> = animals
            .iter()
            .map(|&(time, arm)| match time.event || time.time < last {
                true => (time, arm),
                false => (Time { time: last + later, event: false }, arm),
            })
            .collect();
        for weights in [Weights::LogRank, Weights::Gehan, Weights::PetoPeto] {
            prop_assert!(same_test(ranked(&animals, weights), ranked(&moved, weights)));
        }
        match (fitted(&animals, false), fitted(&moved, false)) {
            (Ok(a), Ok(b)) => prop_assert!(same(a.log_likelihood, b.log_likelihood, 1e-9)),
            (a, b) => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn single_group_is_refused(animals in animals()) {
        let times = split(&animals).0;
        let groups = vec![0; times.len()];
        prop_assert!(logrank(&times, &groups, 1, Weights::LogRank).is_err());
        let design = treatment_contrasts(&groups, 1);
        prop_assert!(cox::fit(&times, &design, &cox::CoxOptions::default()).is_err());
    }

    #[test]
    fn curves_stay_within_bounds(animals in animals(), tau in 0.5_f64..20.0) {
        let times = split(&animals).0;
        for scale in [Scale::LogLog, Scale::Log, Scale::Plain] {
            let curve = Curve::new(&times, scale, 0.95).unwrap();
            let mut before = 1.0;
            for (&survival, interval) in curve.survival.iter().zip(&curve.interval) {
                prop_assert!(survival <= before && survival >= 0.0);
                before = survival;
                if let Some(i) = interval {
                    prop_assert!(0.0 <= i.low && i.low <= survival && survival <= i.high && i.high <= 1.0);
                }
            }
            prop_assert_eq!(curve.n, times.len());
            let mean = restricted_mean(&curve, tau).unwrap();
            prop_assert!(mean.mean <= tau * (1.0 + 1e-12) && mean.mean >= 0.0 && mean.se.is_finite());
        }
    }

    /// Every animal is without event or has an event of one of the two causes.
    #[test]
    fn incidences_and_survival_add_up_to_1(animals in animals()) {
        let any = split(&animals).0;
        let causes: Vec<CauseTime> = animals
            .iter()
            .map(|(time, arm)| CauseTime { time: time.time, cause: time.event.then_some(arm % 2) })
            .collect();
        let curve = Curve::new(&any, Scale::Log, 0.95).unwrap();
        let shares = [0, 1].map(|cause| Incidence::new(&causes, cause, 0.95).unwrap());
        for day in 0..14 {
            let day = f64::from(day);
            let sum = shares.iter().map(|share| incidence_at(share, day)).sum::<f64>();
            let sum = sum + survival_at(&curve, day);
            prop_assert!((sum - 1.0).abs() < 1e-12);
        }
        let groups: Vec<usize> = animals.iter().map(|(_, arm)| *arm).collect();
        if let Ok(test) = gray(&causes, &groups, ARMS, 0) {
            prop_assert!(test.chi2.is_finite() && test.p.p > 0.0);
        }
    }

    /// Every number of a fit is finite; with the penalty every coefficient is finite too.
    #[test]
    fn fits_have_finite_numbers_or_reasons(animals in animals()) {
        for firth in [false, true] {
            let Ok(fit) = fitted(&animals, firth) else { continue };
            prop_assert!(fit.convergence.converged, "{:?}", fit);
            prop_assert!(fit.log_likelihood.is_finite());
            prop_assert!(fit.log_likelihood >= fit.log_likelihood_null - 1e-9);
            prop_assert!(fit.likelihood_ratio.p.p > 0.0 && fit.likelihood_ratio.p.p <= 1.0);
            for term in &fit.terms {
                match term {
                    Estimate::Finite(t) => prop_assert!(t.coefficient.is_finite() && t.se > 0.0 && t.se < 1e3),
                    Estimate::Undetermined => {}
                    _ => prop_assert!(!firth, "{:?}", fit),
                }
            }
        }
    }
}
