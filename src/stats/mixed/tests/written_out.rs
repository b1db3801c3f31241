//! Comparison with the likelihood written out with whole matrices, and with the same model as a
//! general design.

use nalgebra::{DMatrix, DVector};

use super::*;

/// −2 log-likelihood at the variances of a fit, with the covariance matrix of all readings.
fn criterion(readings: &Readings, design: &[Vec<f64>], fit: &Fit) -> f64 {
    let (n, p) = (readings.y.len(), design.len());
    let v = fit.variances;
    let [slope, covariance] = [v.slope, v.covariance].map(|x| x.unwrap_or(0.0));
    let whole = DMatrix::from_fn(n, n, |i, j| {
        let (s, t) = (readings.day[i], readings.day[j]);
        let shared = v.intercept + covariance * (s + t) + slope * s * t;
        let same_animal = readings.animal[i] == readings.animal[j];
        (if same_animal { shared } else { 0.0 }) + if i == j { v.residual } else { 0.0 }
    });
    let x = DMatrix::from_fn(n, p, |i, j| design[j][i]);
    let y = DVector::from_column_slice(&readings.y);
    let factor = whole.cholesky().unwrap();
    let log_det = |l: &DMatrix<f64>| 2.0 * l.diagonal().map(f64::ln).sum();
    let information = (x.transpose() * factor.solve(&x)).cholesky().unwrap();
    let beta = information.solve(&(x.transpose() * factor.solve(&y)));
    let left = y - x * beta;
    let mut criterion = log_det(&factor.l()) + left.dot(&factor.solve(&left));
    let mut df = n;
    if fit.method == Method::Reml {
        criterion += log_det(&information.l());
        df -= p;
    }
    criterion + df as f64 * std::f64::consts::TAU.ln()
}

/// Treatment contrasts, covariate last, in the order of the coefficients.
fn design(readings: &Readings, arms: usize, covariate: &[f64], by_day: bool) -> Vec<Vec<f64>> {
    let rows = 0..readings.y.len();
    let column = |of: &dyn Fn(usize) -> f64| rows.clone().map(of).collect::<Vec<f64>>();
    let is = |arm: usize, i: usize| f64::from(readings.arm[readings.animal[i]] == arm);
    let mut design = vec![column(&|_| 1.0), column(&|i| readings.day[i])];
    design.extend((1..arms).map(|arm| column(&|i| is(arm, i))));
    if by_day {
        design.extend((1..arms).map(|arm| column(&|i| is(arm, i) * readings.day[i])));
    }
    design.push(column(&|i| covariate[readings.animal[i]]));
    design
}

#[test]
fn structured_and_general_designs_agree() {
    let readings = study(7, &[4, 3, 5]);
    let mut next = scatter(11);
    let covariate: Vec<f64> = readings.arm.iter().map(|_| 4.0 + next()).collect();
    let covariates: &[&[f64]] = &[&covariate];
    for random in [
        Random::InterceptAndSlope,
        Random::Uncorrelated,
        Random::Intercept,
    ] {
        for (method, by_day) in [
            (Method::Reml, true),
            (Method::Ml, true),
            (Method::Reml, false),
        ] {
            let arms = Arms {
                covariates,
                ..Arms::of(&readings.arm)
            };
            let structured = Model {
                fixed: if by_day {
                    Fixed::DayByArm(arms)
                } else {
                    Fixed::DayPlusArm(arms)
                },
                random,
                method,
                ..readings.model()
            };
            let columns = design(&readings, 3, &covariate, by_day);
            let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let general = Model {
                fixed: Fixed::Columns(&slices),
                ..structured
            };
            let (a, b) = (fit(&structured).unwrap(), fit(&general).unwrap());
            assert_eq!(a.record.stop, Stop::Converged);
            let whole = criterion(&readings, &columns, &a);
            assert!(near(a.criterion, whole, 1e-10), "{} {whole}", a.criterion);
            assert!(near(a.criterion, b.criterion, 1e-10));
            for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
                let tests = a.coefficient_tests(freedom);
                for (a, b) in tests.iter().zip(b.coefficient_tests(freedom)) {
                    let (Some(a), Some(b)) = (a, b) else {
                        assert!(a.is_none() && b.is_none() && method == Method::Ml);
                        continue;
                    };
                    assert!((a.estimate - b.estimate).abs() < 1e-6 * a.se, "{a:?} {b:?}");
                    assert!(
                        near(a.se, b.se, 1e-6) && near(a.df, b.df, 1e-5),
                        "{a:?} {b:?}"
                    );
                }
            }
            let of_b = b.fitted(&general);
            for (a, b) in a.fitted(&structured).iter().zip(of_b) {
                assert!((a.unwrap() - b.unwrap()).abs() < 1e-5);
            }
        }
    }
}

/// At any variance 2 % beside the optimum the likelihood is lower.
#[test]
fn likelihood_falls_on_all_sides_of_the_optimum() {
    let readings = study(3, &[4, 4]);
    let design = design(&readings, 2, &[0.0; 8], true);
    let design = &design[..4];
    for random in [
        Random::InterceptAndSlope,
        Random::Uncorrelated,
        Random::Intercept,
    ] {
        for method in [Method::Reml, Method::Ml] {
            let best = fit(&Model {
                random,
                method,
                ..readings.model()
            })
            .unwrap();
            let lowest = criterion(&readings, design, &best);
            assert!(near(lowest, best.criterion, 1e-10));
            for factor in [0.98, 1.02] {
                for part in 0..4 {
                    let mut moved = best.clone();
                    let v = &mut moved.variances;
                    match part {
                        0 => v.intercept *= factor,
                        1 => v.residual *= factor,
                        2 => v.slope = v.slope.map(|x| x * factor),
                        _ => v.covariance = v.covariance.map(|x| x * factor),
                    }
                    let there = criterion(&readings, design, &moved);
                    assert!(there >= lowest, "{random:?} {part} {factor}");
                }
            }
        }
    }
}

/// REML fits that differ in the random part only are compared by their likelihoods.
#[test]
fn likelihood_ratio_tests_a_random_slope() {
    let readings = study(5, &[5, 5]);
    let large = readings.fit();
    let of = |random| {
        fit(&Model {
            random,
            ..readings.model()
        })
        .unwrap()
    };
    let small = of(Random::Intercept);
    let ratio = likelihood_ratio(&small, &large).unwrap();
    assert!(ratio.chi2 > 0.0 && ratio.df == 2.0 && ratio.p < 1.0);
    assert!(likelihood_ratio(&large, &small).is_none());
    assert!(likelihood_ratio(&large, &large).is_none());
    let other = fit(&Model {
        method: Method::Ml,
        ..readings.model()
    })
    .unwrap();
    assert!(likelihood_ratio(&small, &other).is_none());
}
