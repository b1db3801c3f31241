//! A residual variance per arm: the likelihood written out, arms that share, and what one arm may
//! change of the others.

use nalgebra::{DMatrix, DVector};

use super::*;

/// [`study`] with the scatter of each arm multiplied.
fn scattered(seed: u64, sizes: &[usize], times: &[f64]) -> Readings {
    let mut readings = study(seed, sizes);
    let mut next = scatter(seed + 1);
    for (y, animal) in readings.y.iter_mut().zip(&readings.animal) {
        *y += 0.3 * times[readings.arm[*animal]] * (next() + next());
    }
    readings
}

fn per_arm(readings: &Readings) -> Model<'_> {
    Model {
        residual: Residual::PerArm,
        ..readings.model()
    }
}

fn fitted(readings: &Readings) -> Fit {
    fit(&per_arm(readings)).unwrap()
}

/// −2 log-likelihood at the variances of a fit, with the covariance matrix of all readings.
fn criterion(readings: &Readings, fit: &Fit) -> f64 {
    let (n, arms) = (readings.y.len(), fit.arms());
    let v = fit.variances;
    let arm = |i: usize| readings.arm[readings.animal[i]];
    let [slope, covariance] = [v.slope, v.covariance].map(|x| x.unwrap_or(0.0));
    let whole = DMatrix::from_fn(n, n, |i, j| {
        let (s, t) = (readings.day[i], readings.day[j]);
        let shared = v.intercept + covariance * (s + t) + slope * s * t;
        let residual = fit.residuals[arm(i)].variance;
        let same_animal = readings.animal[i] == readings.animal[j];
        (if same_animal { shared } else { 0.0 }) + if i == j { residual } else { 0.0 }
    });
    let x = DMatrix::from_fn(n, 2 * arms, |i, j| {
        let own = f64::from(arm(i) == j / 2);
        if j % 2 == 0 {
            own
        } else {
            own * readings.day[i]
        }
    });
    let y = DVector::from_column_slice(&readings.y);
    let factor = whole.cholesky().unwrap();
    let log_det = |l: &DMatrix<f64>| 2.0 * l.diagonal().map(f64::ln).sum();
    let information = (x.transpose() * factor.solve(&x)).cholesky().unwrap();
    let left = &y - &x * information.solve(&(x.transpose() * factor.solve(&y)));
    let mut criterion = log_det(&factor.l()) + left.dot(&factor.solve(&left));
    let mut df = n;
    if fit.method == Method::Reml {
        criterion += log_det(&information.l());
        df -= 2 * arms;
    }
    criterion + df as f64 * std::f64::consts::TAU.ln()
}

#[test]
fn likelihood_falls_on_all_sides_of_the_optimum() {
    let readings = scattered(3, &[4, 5, 4], &[0.2, 1.0, 3.0]);
    for random in [
        Random::InterceptAndSlope,
        Random::Uncorrelated,
        Random::Intercept,
    ] {
        for method in [Method::Reml, Method::Ml] {
            let model = Model {
                random,
                method,
                ..per_arm(&readings)
            };
            let best = fit(&model).unwrap();
            assert_eq!(best.record.stop, Stop::Converged);
            let lowest = criterion(&readings, &best);
            assert!(near(lowest, best.criterion, 1e-10));
            for factor in [0.98, 1.02] {
                for part in 0..6 {
                    let mut moved = best.clone();
                    let v = &mut moved.variances;
                    match part {
                        0 => v.intercept *= factor,
                        1 => v.slope = v.slope.map(|x| x * factor),
                        2 => v.covariance = v.covariance.map(|x| x * factor),
                        arm => moved.residuals[arm - 3].variance *= factor,
                    }
                    let there = criterion(&readings, &moved);
                    assert!(there >= lowest - 1e-9, "{random:?} {part} {factor}");
                }
            }
        }
    }
}

/// The common variance lies between those of the arms.
#[test]
fn residual_variances_and_standard_errors_follow_the_scatter_of_the_arms() {
    let readings = scattered(9, &[6, 6], &[0.1, 3.0]);
    let (fit, common) = (fitted(&readings), readings.fit());
    assert!(fit.notes.is_empty(), "{:?}", fit.notes);
    let [quiet, loud] = [0, 1].map(|arm: usize| fit.residuals[arm].variance);
    assert!(quiet < common.variances.residual && common.variances.residual < loud);
    let se = |fit: &Fit, arm| {
        let slope = fit.test(&fit.slope(arm).unwrap(), Freedom::KenwardRoger);
        slope.unwrap().se
    };
    assert!(se(&fit, 0) < se(&fit, 1));
}

/// One arm: its own variance is the common one.
#[test]
fn single_arm_is_fitted_as_with_a_common_variance() {
    let readings = study(4, &[6]);
    let (a, b) = (fitted(&readings), readings.fit());
    assert_eq!((a.criterion, a.variances), (b.criterion, b.variances));
    assert_eq!(a.coefficients, b.coefficients);
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        assert_eq!(a.coefficient_tests(freedom), b.coefficient_tests(freedom));
    }
}

/// An arm that was cured on day 0 and stays at the floor is as if it were absent.
#[test]
fn arm_without_scatter_changes_no_other() {
    let readings = scattered(6, &[5, 5, 4], &[0.2, 1.0, 0.5]);
    let alone = fitted(&readings);
    let mut with = readings.clone();
    for _ in 0..6 {
        let flat: Vec<_> = (0..6)
            .map(|visit| (3.0 * f64::from(visit), 20.0_f64.ln()))
            .collect();
        with.animal(3, &flat);
    }
    let fit = fitted(&with);
    assert_eq!(fit.notes, [Note::SharedResidual(3, Shared::NoScatter)]);
    assert_eq!(fit.readings, readings.y.len() + 36);
    assert_eq!(fit.likelihood_readings, readings.y.len());
    assert!(
        near(fit.criterion, alone.criterion, 1e-9),
        "{}",
        fit.criterion
    );
    let pooled = fit.variances.residual;
    assert!(near(fit.residuals[3].variance, pooled, 1e-12));
    let differences = |fit: &Fit, arms: usize| {
        let slopes: Vec<_> = (0..arms).map(|arm| fit.slope(arm).unwrap()).collect();
        fit.family(&against_first(&slopes), Freedom::KenwardRoger)
            .estimates
    };
    let (few, all) = (differences(&alone, 3), differences(&fit, 4));
    for (a, b) in few.iter().zip(&all) {
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!(
            near(a.estimate, b.estimate, 1e-6) && near(a.se, b.se, 1e-6),
            "{a:?} {b:?}"
        );
        assert!(near(a.df, b.df, 1e-5), "{a:?} {b:?}");
    }
    // It has a slope of 0, with the variances of the others.
    let cured = fit
        .test(&fit.slope(3).unwrap(), Freedom::Satterthwaite)
        .unwrap();
    assert!(cured.estimate.abs() < 1e-12 && cured.se > 0.0 && cured.df > 1.0);
    assert!(all[2].is_some());
}

#[test]
fn arm_of_few_readings_takes_the_pooled_variance() {
    let mut readings = scattered(8, &[5, 5], &[0.2, 1.0]);
    readings.animal(2, &[(0.0, 5.0), (3.0, 5.5), (6.0, 5.4)]);
    readings.animal(2, &[(0.0, 5.3), (3.0, 5.2)]);
    // One animal with readings enough.
    let one: Vec<_> = (0..8)
        .map(|v| (3.0 * f64::from(v), 5.0 + 0.2 * f64::from(v * v % 5)))
        .collect();
    readings.animal(3, &one);
    let fit = fitted(&readings);
    assert_eq!(
        fit.notes,
        [
            Note::SingleAnimal(3),
            Note::SharedResidual(2, Shared::TooFew)
        ]
    );
    assert_eq!(fit.record.stop, Stop::Converged);
    let own: Vec<f64> = [0, 1, 3]
        .map(|arm: usize| fit.residuals[arm].variance)
        .into();
    let (least, most) = (
        own.iter().copied().fold(f64::MAX, f64::min),
        own.iter().copied().fold(0.0, f64::max),
    );
    let shared = fit.residuals[2].variance;
    assert!(least < shared && shared < most && near(shared, fit.variances.residual, 1e-12));
    assert_eq!(fit.likelihood_readings, readings.y.len());
    for arm in 0..4 {
        for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
            let slope = fit.test(&fit.slope(arm).unwrap(), freedom).unwrap();
            assert!(slope.se > 0.0 && slope.df > 1.0, "{arm} {slope:?}");
        }
    }
}

/// Where no arm has readings enough, all share one variance.
#[test]
fn without_an_arm_of_its_own_variance_one_is_fitted_for_all() {
    let mut readings = Readings::default();
    let mut next = scatter(5);
    for i in 0..6 {
        let day = |day: f64| (day, 5.0 + 0.1 * day + 0.3 * (i % 3) as f64);
        let own = [0.0, 4.0, 8.0]
            .map(day)
            .map(|(day, y)| (day, y + 0.2 * next()));
        readings.animal(i / 3, &own);
    }
    let (fit, common) = (fitted(&readings), readings.fit());
    assert_eq!(
        (fit.criterion, fit.variances),
        (common.criterion, common.variances)
    );
    let shared = [0, 1].map(|arm| Note::SharedResidual(arm, Shared::TooFew));
    assert_eq!(fit.notes[..2], shared);
}

#[test]
fn arms_that_share_effects_have_one_variance() {
    let readings = study(2, &[4, 4]);
    let model = Model {
        fixed: Fixed::DayPlusArm(Arms::of(&readings.arm)),
        ..per_arm(&readings)
    };
    assert_eq!(fit(&model).unwrap_err(), NoFit::CommonEffects);
}

/// Kenward and Roger's method, written out with whole matrices: Φ − ½ΣW(∂²Φ) with derivatives of V.
#[test]
fn kenward_roger_agrees_with_its_definition() {
    let mut readings = scattered(15, &[4, 4, 3], &[0.3, 1.0, 2.0]);
    readings.animal(3, &[(0.0, 5.0), (4.0, 5.5), (7.0, 5.9)]);
    readings.animal(3, &[(0.0, 5.3), (4.0, 5.2), (9.0, 6.0)]);
    let fit = fitted(&readings);
    assert_eq!(fit.residuals[3].shared, Some(Shared::TooFew));
    let (n, p) = (readings.y.len(), 8);
    let arm = |i: usize| readings.arm[readings.animal[i]];
    let same = |i: usize, j: usize| f64::from(readings.animal[i] == readings.animal[j]);
    let pooled = &fit.information.residuals.pooled;
    // V is linear in the three covariances and the residual variances of the first three arms.
    let part = |k: usize| {
        DMatrix::from_fn(n, n, |i, j| {
            let (s, t) = (readings.day[i], readings.day[j]);
            match k {
                0 => same(i, j),
                1 => same(i, j) * (s + t),
                2 => same(i, j) * s * t,
                _ if i != j => 0.0,
                _ if arm(i) == 3 => pooled[k - 3],
                _ => f64::from(arm(i) == k - 3),
            }
        })
    };
    let parts: Vec<DMatrix<f64>> = (0..6).map(part).collect();
    let v = fit.variances;
    let residual = |arm: usize| fit.residuals[arm].variance;
    let values = [
        v.intercept,
        v.covariance.unwrap(),
        v.slope.unwrap(),
        residual(0),
        residual(1),
        residual(2),
    ];
    let whole = parts.iter().zip(values);
    let whole = whole.fold(DMatrix::zeros(n, n), |sum, (part, value)| {
        sum + part * value
    });
    let inverse = whole.try_inverse().unwrap();
    let x = DMatrix::from_fn(n, p, |i, j| {
        let own = f64::from(arm(i) == j / 2);
        if j % 2 == 0 {
            own
        } else {
            own * readings.day[i]
        }
    });
    let phi = (x.transpose() * &inverse * &x).try_inverse().unwrap();
    let projection = &inverse - &inverse * &x * &phi * x.transpose() * &inverse;
    let information = DMatrix::from_fn(6, 6, |i, j| {
        (&projection * &parts[i] * &projection * &parts[j]).trace()
    });
    let w = information.try_inverse().unwrap() * 2.0;
    let first = |i: usize| x.transpose() * &inverse * &parts[i] * &inverse * &x;
    let second = |i: usize, j: usize| {
        x.transpose() * &inverse * &parts[i] * &inverse * &parts[j] * &inverse * &x
    };
    let mut adjusted = phi.clone();
    for i in 0..6 {
        for j in 0..6 {
            let left = second(i, j) - first(i) * &phi * first(j);
            adjusted += &phi * left * &phi * (2.0 * w[(i, j)]);
        }
    }
    for (a, b) in [(0, 1), (0, 2), (2, 3)] {
        let l = DVector::from_fn(p, |i, _| match i {
            i if i == 2 * b + 1 => 1.0,
            i if i == 2 * a + 1 => -1.0,
            _ => 0.0,
        });
        let variance = l.dot(&(&phi * &l));
        let slopes = [a, b].map(|arm| fit.slope(arm).unwrap());
        let test = fit
            .test(&slopes[1].minus(&slopes[0]), Freedom::KenwardRoger)
            .unwrap();
        assert!(
            near(test.se.powi(2), l.dot(&(&adjusted * &l)), 1e-6),
            "{a} {b}"
        );
        let g = DVector::from_fn(6, |i, _| l.dot(&(&phi * first(i) * &phi * &l)));
        let df = 2.0 * variance * variance / g.dot(&(&w * &g));
        assert!(near(test.df, df, 1e-5), "{a} {b}: {} {df}", test.df);
    }
}
