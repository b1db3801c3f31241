use super::likelihood::Data;
use super::*;
use crate::survival::logrank::{Weights, logrank};
use crate::survival::tests::{PLACEBO, SIX_MP, joined};
use crate::survival::{NoAnswer, Time};

fn fit_arms(arms: &[&[(f64, bool)]], options: &CoxOptions) -> Fit {
    let (times, groups) = joined(arms);
    fit(&times, &treatment_contrasts(&groups, arms.len()), options).unwrap()
}

fn finite(term: &Estimate) -> Finite {
    match term {
        Estimate::Finite(finite) => *finite,
        other => panic!("{other:?}"),
    }
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() < tolerance, "{a} {b}");
}

/// Control 1 and 3, treated 2 and 4 without event. ℓ(β), r = e^β: the event at 1 of two and two, at
/// 2 of one and two (treated), at 3 of one and one: ℓ = −ln(2 + 2r) + β − ln(1 + 2r) − ln(1 + r). U
/// = 1 − r/(1 + r) − 2r/(1 + 2r) − r/(1 + r) = 0 times (1 + r)(1 + 2r): (1 + r)(1 + 2r) = 2r(1 +
/// 2r) + 2r(1 + r), so 4r² + r − 1 = 0 and r = (√17 − 1)/8. Score test: U(0) = 1 − ½ − ⅔ − ½ = −⅔,
/// I(0) = ¼ + 2/9 + ¼ = 13/18: the log-rank's 8/13.
#[test]
fn fit_matches_hand_calculation() {
    let control: &[(f64, bool)] = &[(1.0, true), (3.0, true)];
    let treated: &[(f64, bool)] = &[(2.0, true), (4.0, false)];
    let fit = fit_arms(&[control, treated], &CoxOptions::default());
    let r = (17.0_f64.sqrt() - 1.0) / 8.0;
    close(finite(&fit.terms[0]).hazard_ratio, r, 1e-12);
    let likelihood = |r: f64| {
        let (one, two) = (1.0 + r, 1.0 + 2.0 * r);
        r.ln() - (2.0 * one).ln() - two.ln() - one.ln()
    };
    close(fit.log_likelihood, likelihood(r), 1e-12);
    close(fit.log_likelihood_null, likelihood(1.0), 1e-12);
    close(fit.score.unwrap().chi2, 8.0 / 13.0, 1e-13);
    // I = −U′ = Σ of p(1 − p) with p = r/(1 + r), 2r/(1 + 2r), r/(1 + r).
    let (p, q) = (r / (1.0 + r), 2.0 * r / (1.0 + 2.0 * r));
    let information = 2.0 * p * (1.0 - p) + q * (1.0 - q);
    close(finite(&fit.terms[0]).se, information.sqrt().recip(), 1e-12);
    assert!(fit.convergence.converged);
}

/// 6-MP against placebo: R 4.2.2 `coxph`, survival 3.5-3, and the profile interval by `uniroot`
/// over an offset. The published hazard ratio 0.208 (4.8 the other way round) is Efron's.
#[test]
fn fit_of_6_mp_agrees_with_r() {
    for (ties, r, profile) in [
        (
            Ties::Efron,
            [
                -1.572_125_148_829_07,
                0.412_396_717_709_455,
                -93.184_269_996_847_7,
                -85.008_424_577_371_6,
                17.246_536_795_716_6,
                14.532_617_063_374_4,
            ],
            [-2.430_833_107_98, -0.795_059_370_304],
        ),
        (
            Ties::Breslow,
            [
                -1.509_191_412_585_88,
                0.409_564_406_366_741,
                -93.985_050_478_245_2,
                -86.379_622_071_145_5,
                15.930_539_564_032_7,
                13.578_263_650_923_1,
            ],
            [-2.361_865_190_29, -0.736_924_384_749],
        ),
    ] {
        let options = CoxOptions {
            ties,
            profiles: Profiles::All,
            ..CoxOptions::default()
        };
        let fit = fit_arms(&[&PLACEBO, &SIX_MP], &options);
        let term = finite(&fit.terms[0]);
        close(term.coefficient, r[0], 1e-11);
        close(term.se, r[1], 1e-11);
        close(fit.log_likelihood_null, r[2], 1e-11);
        close(fit.log_likelihood, r[3], 1e-11);
        close(fit.score.unwrap().chi2, r[4], 1e-11);
        close(fit.wald.unwrap().chi2, r[5], 1e-10);
        let profiled = fit.profiles[0].unwrap();
        close(profiled.low.unwrap().ln(), profile[0], 1e-8);
        close(profiled.high.unwrap().ln(), profile[1], 1e-8);
        let p = fit.likelihood_ratio.p.p;
        close(profiled.p.p, p, 1e-9 * p);
    }
}

/// Arms and a weight in grams: R 4.2.2 `coxph(Surv(t, e) ~ factor(g) + x)`.
#[test]
fn fit_with_covariate_agrees_with_r() {
    let (times, groups, x) = thirty();
    let contrasts = treatment_contrasts(&groups, 3);
    let rows = contrasts.rows.chunks(2).zip(&x);
    let design = Design {
        columns: 3,
        rows: rows.flat_map(|(row, &x)| [row[0], row[1], x]).collect(),
    };
    let fit = fit(&times, &design, &CoxOptions::default()).unwrap();
    let r = [
        (-0.635_035_219_902_181_6, 0.535_681_085_044_538),
        (-1.951_013_108_541_558_5, 0.734_927_799_210_069),
        (-0.052_255_058_429_517_3, 0.027_550_222_474_262_7),
    ];
    for (term, (coefficient, se)) in fit.terms.iter().zip(r) {
        close(finite(term).coefficient, coefficient, 1e-11);
        close(finite(term).se, se, 1e-11);
    }
    close(fit.log_likelihood_null, -60.452_049_500_231_2, 1e-11);
    close(fit.log_likelihood, -54.786_290_607_062_6, 1e-11);
    close(fit.score.unwrap().chi2, 10.337_694_339_546_2, 1e-11);
    close(fit.wald.unwrap().chi2, 9.291_521_635_550_89, 1e-9);
}

/// Thirty animals in three arms, with a covariate; the times of the example of `gray`, with events
/// of both causes.
fn thirty() -> (Vec<Time>, Vec<usize>, Vec<f64>) {
    let times = [
        3, 5, 5, 7, 9, 9, 11, 12, 14, 14, 4, 6, 8, 8, 10, 13, 13, 15, 16, 16, 2, 5, 9, 12, 17, 18,
        18, 20, 21, 21,
    ];
    let censored = [3, 8, 14, 19, 22, 27, 29];
    let x = [
        150, 163, 148, 172, 155, 160, 149, 158, 166, 171, 152, 147, 161, 169, 150, 155, 163, 158,
        149, 170, 162, 151, 157, 168, 149, 160, 155, 172, 148, 166,
    ];
    let time = |(i, &time): (usize, &i32)| Time {
        time: f64::from(time),
        event: !censored.contains(&i),
    };
    let all = times.iter().enumerate().map(time).collect();
    (
        all,
        (0..30).map(|i| i / 10).collect(),
        x.map(f64::from).to_vec(),
    )
}

/// The third arm without events. R 4.2.2: ℓ and I built from their definitions, ℓ + ½ ln|I|
/// maximized by `optim` to some 1e-6, its profile's limits by `uniroot`.
#[test]
fn firth_agrees_with_maximization_of_its_definition() {
    let (mut times, groups, _) = thirty();
    times[20..].iter_mut().for_each(|time| time.event = false);
    let design = treatment_contrasts(&groups, 3);
    for (ties, log_likelihood, r) in [
        (
            Ties::Efron,
            (-44.683_340_1, -35.673_735_3),
            [
                (-0.544_590_9, -1.619_773_1, 0.483_880_05, 0.297_240_66),
                (-3.821_775_5, -8.714_667_8, -1.631_965_82, 5.704_007e-5),
            ],
        ),
        (
            Ties::Breslow,
            (-44.897_236_51, -36.043_261_33),
            [
                (-0.549_346_0, -1.627_857_4, 0.482_260_54, 0.294_604_41),
                (-3.808_642_0, -8.702_987, -1.614_076_65, 6.451_992e-5),
            ],
        ),
    ] {
        let options = CoxOptions {
            ties,
            firth: true,
            profiles: Profiles::All,
            ..CoxOptions::default()
        };
        let fit = fit(&times, &design, &options).unwrap();
        close(fit.log_likelihood_null, log_likelihood.0, 1e-7);
        close(fit.log_likelihood, log_likelihood.1, 1e-7);
        assert!(fit.convergence.converged && fit.score.is_none() && fit.wald.is_some());
        for (j, (coefficient, low, high, p)) in r.into_iter().enumerate() {
            close(finite(&fit.terms[j]).coefficient, coefficient, 2e-6);
            let profiled = fit.profiles[j].unwrap();
            close(profiled.low.unwrap().ln(), low, 1e-5);
            close(profiled.high.unwrap().ln(), high, 1e-5);
            close(profiled.p.p, p, 1e-5 * p);
        }
    }
}

/// Two animals, the control's event at 1, the treated censored at 2: ℓ = −ln(1 + r), I = r/(1 + r)².
/// ℓ* = −2 ln(1 + r) + ½ ln r has its maximum where ½ = 2r/(1 + r): r = ⅓.
#[test]
fn firth_matches_hand_calculation() {
    let options = CoxOptions {
        firth: true,
        ..CoxOptions::default()
    };
    let fit = fit_arms(&[&[(1.0, true)], &[(2.0, false)]], &options);
    close(finite(&fit.terms[0]).hazard_ratio, 1.0 / 3.0, 1e-8);
    close(
        fit.log_likelihood,
        -2.0 * (4.0_f64 / 3.0).ln() - 0.5 * 3.0_f64.ln(),
        1e-12,
    );
    close(fit.log_likelihood_null, -2.0 * 2.0_f64.ln(), 1e-14);
}

/// The score agrees with differences of the penalized likelihood.
#[test]
fn penalized_score_is_the_derivative() {
    let (times, groups, x) = thirty();
    let contrasts = treatment_contrasts(&groups, 3);
    let rows = contrasts.rows.chunks(2).zip(&x);
    let design = Design {
        columns: 3,
        rows: rows
            .flat_map(|(row, &x)| [row[0], row[1], x / 10.0])
            .collect(),
    };
    for ties in [Ties::Efron, Ties::Breslow] {
        let data = Data::new(&times, &design, ties);
        let beta = [0.4, -0.7, 0.3];
        let score = data.at(&beta, true).score;
        for j in 0..3 {
            let moved = |by: f64| {
                let mut at = beta;
                at[j] += by;
                data.at(&at, true).log_likelihood
            };
            let h = 1e-4;
            let slope =
                (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
            close(score[j], slope, 1e-8);
        }
    }
}

#[test]
fn arms_without_events_have_infinite_coefficients() {
    let control: &[(f64, bool)] = &[(5.0, true), (7.0, true), (8.0, true), (9.0, false)];
    let treated: &[(f64, bool)] = &[(6.0, true), (7.0, true), (11.0, true), (12.0, true)];
    let cured: &[(f64, bool)] = &[(14.0, false), (14.0, false), (14.0, false), (14.0, false)];
    let options = CoxOptions {
        profiles: Profiles::All,
        ..CoxOptions::default()
    };
    let fit = fit_arms(&[control, treated, cured], &options);
    assert_eq!(fit.terms[1], Estimate::MinusInfinity);
    assert!(fit.wald.is_none() && fit.score.is_some() && fit.convergence.converged);
    let cured_profile = fit.profiles[1].unwrap();
    assert!(cured_profile.low.is_none() && cured_profile.high.unwrap() < 1.0);
    assert!(cured_profile.p.p < 0.05);
    // The cured arm is at risk but has weight 0: the other terms are as without it.
    let alone = fit_arms(&[control, treated], &CoxOptions::default());
    let (with, without) = (finite(&fit.terms[0]), finite(&alone.terms[0]));
    close(with.coefficient, without.coefficient, 1e-8);
    close(with.se, without.se, 1e-8);
    close(fit.log_likelihood, alone.log_likelihood, 1e-9);
    // A control without events: the coefficients of arms with events are infinite, and that of
    // another arm without events is undetermined.
    let turned = fit_arms(&[cured, control, treated, cured], &CoxOptions::default());
    assert_eq!(turned.terms[0], Estimate::PlusInfinity);
    assert_eq!(turned.terms[1], Estimate::PlusInfinity);
    assert_eq!(turned.terms[2], Estimate::Undetermined);
    // Perfect separation, with events in both arms.
    let early: &[(f64, bool)] = &[(1.0, true), (2.0, true), (2.0, true)];
    let late: &[(f64, bool)] = &[(4.0, true), (5.0, true), (6.0, false)];
    let separated = fit_arms(&[early, late], &CoxOptions::default());
    assert_eq!(separated.terms[0], Estimate::MinusInfinity);
}

#[test]
fn awkward_data_give_reasons() {
    let run = |list: &[&[(f64, bool)]]| {
        let (times, groups) = joined(list);
        let design = treatment_contrasts(&groups, list.len());
        fit(&times, &design, &CoxOptions::default()).map(|fit| fit.n)
    };
    assert_eq!(
        run(&[&[(1.0, false)], &[(2.0, false)]]),
        Err(NoAnswer::NoEvents)
    );
    assert_eq!(run(&[&[(1.0, true)]]), Err(NoAnswer::NothingToCompare));
    let inf = run(&[&[(f64::INFINITY, true)], &[(2.0, false)]]);
    assert_eq!(inf, Err(NoAnswer::NotFinite));
    let gone = run(&[&[(1.0, false)], &[(2.0, true)]]);
    assert_eq!(gone, Err(NoAnswer::NothingToCompare));
    let (times, _) = joined(&[&[(1.0, true), (2.0, true)]]);
    let odd = Design {
        columns: 2,
        rows: vec![0.0; 3],
    };
    assert_eq!(
        fit(&times, &odd, &CoxOptions::default()),
        Err(NoAnswer::Shape)
    );
}

/// A covariate and its triple: the data do not determine how the effect is divided (R gives all of
/// it to the first), and the tests have one degree of freedom.
#[test]
fn repeated_covariate_is_undetermined() {
    let (times, groups) = joined(&[&PLACEBO, &SIX_MP]);
    let twice = Design {
        columns: 2,
        rows: groups
            .iter()
            .flat_map(|&g| [g as f64, 3.0 * g as f64])
            .collect(),
    };
    let fit = fit(&times, &twice, &CoxOptions::default()).unwrap();
    assert_eq!(fit.terms, [Estimate::Undetermined; 2]);
    assert_eq!((fit.likelihood_ratio.df, fit.score.unwrap().df), (1, 1));
    close(fit.wald.unwrap().chi2, 14.532_617_063_374_4, 1e-9);
}

/// The control leaves before any event: only the difference between the other arms is determined.
#[test]
fn control_that_is_never_at_risk_leaves_coefficients_undetermined() {
    let gone: &[(f64, bool)] = &[(0.5, false), (0.5, false)];
    let fit = fit_arms(&[gone, &PLACEBO, &SIX_MP], &CoxOptions::default());
    assert_eq!(fit.terms, [Estimate::Undetermined; 2]);
    assert_eq!(fit.likelihood_ratio.df, 1);
}

/// All animals at risk at the events are of one arm: rounding must not pass for information.
#[test]
fn single_arm_at_risk_is_refused() {
    let gone: &[(f64, bool)] = &[(1.0, false)];
    let alone: &[(f64, bool)] = &[
        (9.0, true),
        (9.0, true),
        (9.0, false),
        (9.0, false),
        (9.0, false),
        (10.0, false),
    ];
    for list in [
        [gone, gone, alone],
        [gone, alone, gone],
        [alone, gone, gone],
    ] {
        let (times, groups) = joined(&list);
        for firth in [false, true] {
            let options = CoxOptions {
                firth,
                ..CoxOptions::default()
            };
            let fit = fit(&times, &treatment_contrasts(&groups, 3), &options);
            assert_eq!(fit.map(|fit| fit.terms), Err(NoAnswer::NothingToCompare));
        }
    }
}

/// One arm leaves before the first event and one has no events: only the difference of the two
/// other arms is estimated, and it is infinite, whichever arm is the control.
#[test]
fn choice_of_control_does_not_change_the_likelihood() {
    let gone: &[(f64, bool)] = &[(1.0, false), (5.0, false)];
    let dying: &[(f64, bool)] = &[(7.0, true), (8.0, true)];
    let lasting: &[(f64, bool)] = &[(8.0, false), (8.0, false), (9.0, false)];
    for (list, expected) in [
        ([gone, dying, lasting], [Estimate::Undetermined; 2]),
        (
            [dying, gone, lasting],
            [Estimate::Undetermined, Estimate::MinusInfinity],
        ),
        (
            [lasting, dying, gone],
            [Estimate::PlusInfinity, Estimate::Undetermined],
        ),
    ] {
        let fit = fit_arms(&list, &CoxOptions::default());
        assert_eq!(fit.terms, expected);
        // By hand: 5 and then 4 animals at risk; at the maximum only the 2 and then 1 of the arm
        // with events count.
        close(fit.log_likelihood_null, -(5.0 * 4.0_f64).ln(), 1e-12);
        close(fit.log_likelihood, -2.0_f64.ln(), 1e-8);
        assert_eq!(fit.likelihood_ratio.df, 1);
    }
}

/// The only control animal has its event first. Far from the maximum, the information about one
/// column is lost to rounding. The determinant must not ignore that column: the penalty would then
/// raise the likelihood.
#[test]
fn penalty_lowers_the_likelihood_far_from_the_maximum() {
    let control: &[(f64, bool)] = &[(1.0, true)];
    let early: &[(f64, bool)] = &[
        (2.0, true),
        (3.0, true),
        (3.0, false),
        (4.0, true),
        (7.0, true),
        (9.0, true),
    ];
    let late: &[(f64, bool)] = &[
        (5.0, true),
        (5.0, true),
        (6.0, true),
        (6.0, false),
        (7.0, false),
        (9.0, false),
        (10.0, false),
    ];
    let (times, groups) = joined(&[control, early, late]);
    let data = Data::new(&times, &treatment_contrasts(&groups, 3), Ties::Efron);
    let null = data.at(&[0.0, 0.0], true).log_likelihood;
    for far in [20.0, 30.0, 33.0, 35.0, 36.0, 37.0, 40.0, 60.0, 200.0, 800.0] {
        let there = data.at(&[-far, -far - 1.7], true).log_likelihood;
        assert!(there < null, "{far}: {there}, at 0: {null}");
    }
}

#[test]
fn tied_times_and_identical_arms_give_a_coefficient_of_0() {
    let tied: &[(f64, bool)] = &[(5.0, true), (5.0, true), (5.0, true)];
    let same: &[(f64, bool)] = &[(1.0, true), (3.0, true), (4.0, false)];
    for arm in [tied, same] {
        let fit = fit_arms(&[arm, arm], &CoxOptions::default());
        close(finite(&fit.terms[0]).coefficient, 0.0, 1e-12);
        close(fit.likelihood_ratio.chi2, 0.0, 1e-12);
    }
}

#[test]
fn score_test_without_ties_is_log_rank() {
    let (mut times, groups, _) = thirty();
    for (i, time) in times.iter_mut().enumerate() {
        time.time += 0.001 * i as f64;
    }
    let design = treatment_contrasts(&groups, 3);
    let score = fit(&times, &design, &CoxOptions::default())
        .unwrap()
        .score
        .unwrap();
    let test = logrank(&times, &groups, 3, Weights::LogRank).unwrap().test;
    close(score.chi2, test.chi2, 1e-12);
    assert_eq!(score.df, test.df);
}
