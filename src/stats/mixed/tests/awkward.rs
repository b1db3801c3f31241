//! Awkward readings give a note or a reason: never a panic, never NaN.

use proptest::prelude::*;

use super::*;

/// Asserts that every number of a fit and of its tests is finite and in range.
fn assert_valid(fit: &Fit) {
    let v = fit.variances;
    let mut numbers = vec![
        fit.criterion,
        v.intercept,
        v.residual,
        v.slope.unwrap_or(0.0),
    ];
    numbers.extend(fit.residuals.iter().map(|residual| residual.variance));
    assert!(numbers.iter().all(|x| x.is_finite()), "{numbers:?}");
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        for (test, coefficient) in fit.coefficient_tests(freedom).iter().zip(&fit.coefficients) {
            assert!(test.is_none() || coefficient.estimate.is_some());
            if let Some(e) = test {
                assert!([e.estimate, e.se, e.df, e.t].iter().all(|x| x.is_finite()));
                assert!(e.df > 0.0 && (0.0..=1.0).contains(&e.p), "{e:?}");
            }
        }
        let slopes: Vec<_> = (0..fit.arms()).filter_map(|arm| fit.slope(arm)).collect();
        if let Some(f) = fit.f_test(&against_first(&slopes), freedom) {
            assert!(f.f >= 0.0 && (0.0..=1.0).contains(&f.p), "{f:?}");
        }
    }
    for effects in fit.effects.iter().flatten() {
        assert!(effects.intercept.is_finite() && effects.slope.is_finite());
    }
}

fn reason(readings: &Readings) -> NoFit {
    fit(&readings.model()).unwrap_err()
}

#[test]
fn arm_of_one_animal_is_fitted_with_a_note() {
    let fit = study(1, &[5, 1, 4]).fit();
    assert_valid(&fit);
    assert_eq!(fit.notes, [Note::SingleAnimal(1)]);
    assert!(fit.coefficients.iter().all(|c| c.estimate.is_some()));
}

#[test]
fn two_readings_per_animal_compare_slopes_as_student_does() {
    let mut next = scatter(2);
    let mut readings = Readings::default();
    for i in 0..12 {
        let y = 5.0 + next();
        readings.animal(i / 6, &[(0.0, y), (7.0, y + 0.7 + 0.3 * next())]);
    }
    let fit = readings.fit();
    assert_valid(&fit);
    assert!(fit.notes.contains(&Note::NotIdentified), "{:?}", fit.notes);
    // The slopes are still compared as by Student's t on the animals' own slopes.
    let own = |i: usize| (readings.y[2 * i + 1] - readings.y[2 * i]) / 7.0;
    let part = |of: std::ops::Range<usize>| {
        let mean = of.clone().map(own).sum::<f64>() / 6.0;
        (mean, of.map(|i| (own(i) - mean).powi(2)).sum::<f64>())
    };
    let (a, b) = (part(0..6), part(6..12));
    let se = ((a.1 + b.1) / 10.0 / 3.0).sqrt();
    let slopes = [fit.slope(0).unwrap(), fit.slope(1).unwrap()];
    let test = fit
        .test(&slopes[1].minus(&slopes[0]), Freedom::KenwardRoger)
        .unwrap();
    assert!(
        near(test.estimate, b.0 - a.0, 1e-9) && near(test.se, se, 1e-5),
        "{test:?} {se}"
    );
    assert!(near(test.df, 10.0, 1e-4), "{test:?}");
}

#[test]
fn one_reading_per_animal_is_fitted_with_a_note() {
    let mut next = scatter(9);
    let mut readings = Readings::default();
    for i in 0..12 {
        readings.animal(i / 6, &[(i as f64 % 5.0, 5.0 + next())]);
    }
    let fit = readings.fit();
    assert_valid(&fit);
    assert!(fit.notes.contains(&Note::NotIdentified));
}

#[test]
fn readings_without_variation_are_refused() {
    let mut same = Readings::default();
    let mut levels = Readings::default();
    for i in 0..6 {
        let flat = |y: f64| [(0.0, y), (3.0, y), (7.0, y)];
        same.animal(i / 3, &flat(5.123_456_789));
        levels.animal(i / 3, &flat((100.0 + 17.0 * (i * i) as f64).ln()));
    }
    assert_eq!(reason(&same), NoFit::NoVariation);
    assert_eq!(reason(&levels), NoFit::NoResidual);
    let level_only = Model {
        random: Random::Intercept,
        ..levels.model()
    };
    assert_eq!(fit(&level_only).unwrap_err(), NoFit::NoResidual);
}

#[test]
fn too_few_readings_and_inconsistent_slices_are_refused() {
    let mut readings = Readings::default();
    assert_eq!(reason(&readings), NoFit::TooFewReadings);
    readings.animal(0, &[(0.0, 5.0), (3.0, 5.4), (7.0, 6.0)]);
    readings.animal(1, &[(0.0, 5.0), (3.0, 5.2)]);
    assert_eq!(reason(&readings), NoFit::TooFewAnimals);
    readings.day.pop();
    assert_eq!(reason(&readings), NoFit::Inconsistent);
    readings.day.push(0.0);
    readings.arm.pop();
    assert_eq!(reason(&readings), NoFit::Inconsistent);
}

/// All animals of an arm have the same readings, so the fit is that of least squares.
#[test]
fn without_variance_between_animals_the_fit_is_least_squares() {
    let mut readings = Readings::default();
    for i in 0..8 {
        let wave = [0.1, -0.2, 0.15, -0.05];
        let visit = |v: usize| (3.0 * v as f64, 5.0 + 0.3 * v as f64 + wave[v]);
        readings.animal(i / 4, &[visit(0), visit(1), visit(2), visit(3)]);
    }
    let fit = readings.fit();
    assert_valid(&fit);
    assert!(
        fit.singular && fit.notes == [Note::NoAnimalVariance],
        "{:?}",
        fit.notes
    );
    assert_eq!(fit.record.theta, [0.0; 3]);
    let line = |arm: usize| {
        let rows = arm * 16..(arm + 1) * 16;
        crate::line::fit(&readings.day[rows.clone()], &readings.y[rows]).unwrap()
    };
    let (a, b) = (line(0), line(1));
    let sigma2 = 0.5 * (a.sigma.powi(2) + b.sigma.powi(2));
    assert!(near(fit.variances.residual, sigma2, 1e-9));
    let slope = fit
        .test(&fit.slope(1).unwrap(), Freedom::Satterthwaite)
        .unwrap();
    assert!(near(slope.estimate, b.slope, 1e-9) && near(slope.df, 28.0, 1e-9));
    assert!(near(slope.se, b.slope_se / b.sigma * sigma2.sqrt(), 1e-9));
}

#[test]
fn effect_that_others_determine_has_no_estimate() {
    // An arm measured on day 3 only: its mean on day 3 is determined, its slope is not.
    let mut readings = study(4, &[4, 4]);
    for y in [5.1, 5.3, 5.2] {
        readings.animal(2, &[(3.0, y)]);
    }
    let fit = readings.fit();
    assert_valid(&fit);
    let missing: Vec<Note> = [Term::Arm(2), Term::DayByArm(2)]
        .map(Note::NotEstimable)
        .to_vec();
    assert_eq!(fit.notes, missing);
    let mean = |day| fit.test(&fit.mean(2, day).unwrap(), Freedom::KenwardRoger);
    assert!(near(mean(3.0).unwrap().estimate, 5.2, 1e-9));
    assert_eq!(mean(4.0), None);
    assert_eq!(
        fit.test(&fit.slope(2).unwrap(), Freedom::Satterthwaite),
        None
    );
    let curve = fit.curve(2, &[0.0, 3.0], Freedom::KenwardRoger, 0.95);
    assert_eq!(curve.iter().map(|p| p.day).collect::<Vec<_>>(), [3.0]);
    assert!(
        fit.f_test(&[fit.slope(2).unwrap()], Freedom::KenwardRoger)
            .is_none()
    );
}

#[test]
fn collinear_columns_are_dropped() {
    let readings = study(6, &[4, 4]);
    let plain = readings.fit();
    let covariate =
        |of: fn(usize) -> f64| -> Vec<f64> { readings.arm.iter().map(|&a| of(a)).collect() };
    let (constant, by_arm) = (covariate(|_| 3.0), covariate(|a| a as f64));
    let arms = Arms {
        covariates: &[&constant, &by_arm],
        ..Arms::of(&readings.arm)
    };
    let with = fit(&Model {
        fixed: Fixed::DayByArm(arms),
        ..readings.model()
    })
    .unwrap();
    assert_valid(&with);
    assert!(near(with.criterion, plain.criterion, 1e-9));
    assert!(with.notes.contains(&Note::NotEstimable(Term::Covariate(1))));
    // The difference between the slopes is still determined.
    let difference = |fit: &Fit| {
        let slopes = [fit.slope(0).unwrap(), fit.slope(1).unwrap()];
        fit.test(&against_first(&slopes)[0], Freedom::KenwardRoger)
            .unwrap()
    };
    assert!(near(
        difference(&with).estimate,
        difference(&plain).estimate,
        1e-6
    ));
    let ones = vec![1.0; readings.y.len()];
    let twice: Vec<f64> = readings.day.iter().map(|d| 2.0 * d).collect();
    let columns = fit(&Model {
        fixed: Fixed::Columns(&[&ones, &readings.day, &twice]),
        ..readings.model()
    })
    .unwrap();
    assert_valid(&columns);
    assert_eq!(
        columns
            .coefficients
            .iter()
            .filter(|c| c.estimate.is_some())
            .count(),
        1
    );
}

#[test]
fn missing_numbers_and_empty_arms_are_noted() {
    let mut readings = study(8, &[4, 4]);
    let whole = readings.fit();
    readings.animal(2, &[(0.0, f64::NAN), (f64::INFINITY, 3.0)]);
    let fit = readings.fit();
    assert_valid(&fit);
    assert!(near(fit.criterion, whole.criterion, 1e-9));
    assert_eq!(&fit.notes[..2], [Note::LeftOut(2), Note::EmptyArm(2)]);
    assert_eq!(fit.effects[8], None);
    let fitted = fit.fitted(&readings.model());
    assert_eq!(fitted.iter().filter(|f| f.is_none()).count(), 2);
}

#[test]
fn an_arm_without_animals_has_no_estimates_and_changes_no_other() {
    let readings = study(8, &[4, 4]);
    let whole = readings.fit();
    let arms = Arms {
        count: 3,
        ..Arms::of(&readings.arm)
    };
    let fit = fit(&Model {
        fixed: Fixed::DayByArm(arms),
        ..readings.model()
    })
    .unwrap();
    assert_eq!(fit.arms(), 3);
    assert_eq!(fit.notes[0], Note::EmptyArm(2));
    assert!(fit.coefficients.iter().any(|c| c.estimate.is_none()));
    assert_eq!(fit.criterion, whole.criterion);
    assert_eq!(fit.variances, whole.variances);
}

#[test]
fn p_of_extreme_difference_underflows_without_error() {
    let mut readings = study(10, &[40, 40]);
    for (y, animal) in readings.y.iter_mut().zip(&readings.animal) {
        *y = 0.01 * *y + if readings.arm[*animal] == 1 { 1e4 } else { 0.0 };
    }
    let fit = readings.fit();
    assert_valid(&fit);
    let means = [fit.mean(0, 9.0).unwrap(), fit.mean(1, 9.0).unwrap()];
    let test = fit
        .test(&means[1].minus(&means[0]), Freedom::KenwardRoger)
        .unwrap();
    assert!(test.p < 1e-300 && test.t > 1e5);
}

#[test]
fn ten_thousand_animals_converge() {
    let fit = study(12, &[2500; 4]).fit();
    assert_valid(&fit);
    assert_eq!((fit.animals, fit.record.stop), (10_000, Stop::Converged));
    assert!(near(fit.variances.residual, 0.04 * 2.0 / 3.0, 0.05));
}

#[test]
fn dependent_hypotheses_count_once() {
    let fit = study(13, &[4, 4, 4]).fit();
    let slopes: Vec<_> = (0..3).map(|arm| fit.slope(arm).unwrap()).collect();
    let (few, all) = (against_first(&slopes), all_pairs(&slopes));
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        let (few, all) = (fit.f_test(&few, freedom), fit.f_test(&all, freedom));
        let (few, all) = (few.unwrap(), all.unwrap());
        assert!(all.df1 == 2.0 && near(few.f, all.f, 1e-9) && near(few.df2, all.df2, 1e-9));
        assert!(fit.f_test(&[], freedom).is_none());
        assert!(fit.test(&Combination::default(), freedom).is_none());
    }
    assert!(fit.slope(3).is_none() && fit.mean(3, 1.0).is_none());
}

/// Few readings of few distinct values on few days: ties, constants, gaps, arms and animals with
/// one reading.
fn awkward_studies() -> impl Strategy<Value = Readings> {
    let value = prop_oneof![
        3 => Just(5.0),
        3 => (0_i32..4).prop_map(f64::from),
        4 => -10.0_f64..10.0,
        1 => Just(f64::NAN),
        1 => Just(1e9),
        1 => Just(1e-9),
    ];
    let day = prop_oneof![8 => (0_i32..5).prop_map(f64::from), 1 => -1e4_f64..1e4];
    let readings = prop::collection::vec((day, value), 0..6);
    prop::collection::vec((0_usize..4, readings), 0..10).prop_map(|animals| {
        let mut study = Readings::default();
        for (arm, readings) in animals {
            study.animal(arm, &readings);
        }
        study
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn awkward_studies_give_valid_fits_or_reasons(
        readings in awkward_studies(),
        random in prop_oneof![
            Just(Random::InterceptAndSlope),
            Just(Random::Uncorrelated),
            Just(Random::Intercept),
        ],
        by_day in any::<bool>(),
        by_arm in any::<bool>(),
        method in prop_oneof![Just(Method::Reml), Just(Method::Ml)],
    ) {
        let covariate: Vec<f64> = (0..readings.arm.len()).map(|i| (i % 3) as f64).collect();
        let covariates: &[&[f64]] = &[&covariate];
        let arms = Arms { covariates, ..Arms::of(&readings.arm) };
        let (fixed, residual) = match (by_day, by_arm) {
            (_, true) => (Fixed::DayByArm(Arms::of(&readings.arm)), Residual::PerArm),
            (true, _) => (Fixed::DayByArm(arms), Residual::Common),
            (false, _) => (Fixed::DayPlusArm(arms), Residual::Common),
        };
        let model = Model { fixed, random, residual, method, ..readings.model() };
        if let Ok(fit) = fit(&model) {
            assert_valid(&fit);
        }
    }
}
