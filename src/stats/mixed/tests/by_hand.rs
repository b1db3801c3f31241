//! Balanced readings, for which every result has a closed form.

use std::f64::consts::TAU;

use super::*;

/// Three animals read twice, one mean: one-way analysis of variance.
///
/// Means 2, 6, 10 about 6: SSB = 2(16 + 0 + 16) = 64, MSB = 32; SSW = 3·2 = 6, MSW = 2. So σ² = 2,
/// τ² = (32 − 2)/2 = 15, SE of the mean √(32/6), 2 degrees of freedom either way.
#[test]
fn random_intercept_is_one_way_analysis_of_variance() {
    let y = [1.0, 3.0, 5.0, 7.0, 9.0, 11.0];
    let ones = [1.0; 6];
    let fit = fit(&Model {
        response: &y,
        animal: &[0, 0, 1, 1, 2, 2],
        day: &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0],
        fixed: Fixed::Columns(&[&ones]),
        random: Random::Intercept,
        residual: Residual::Common,
        method: Method::Reml,
    })
    .unwrap();
    assert!(near(fit.variances.residual, 2.0, 1e-6));
    assert!(near(fit.variances.intercept, 15.0, 1e-6));
    // ln|V| = 3 ln 2 + 3 ln 32, ln X'V⁻¹X = ln(6/32), the quadratic form 6/2 + 64/32 = 5.
    let (two, between) = (2.0_f64.ln(), 32.0_f64.ln());
    let criterion = 3.0 * two + 3.0 * between + (6.0 / 32.0_f64).ln() + 5.0 + 5.0 * TAU.ln();
    assert!(near(fit.criterion, criterion, 1e-12));
    assert_eq!(fit.parameters, 3);
    let mean = fit.combination(&[1.0]);
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        let mean = fit.test(&mean, freedom).unwrap();
        assert!(near(mean.estimate, 6.0, 1e-12));
        assert!(near(mean.se, (32.0 / 6.0_f64).sqrt(), 1e-6));
        assert!(near(mean.df, 2.0, 1e-6), "{freedom:?} {}", mean.df);
    }
    // Shrunk by τ²/(τ² + σ²/2) = 15/16.
    let first = fit.effects[0].unwrap();
    assert!(near(first.intercept, -4.0 * 15.0 / 16.0, 1e-6));
    assert_eq!((first.slope, fit.effects[1].unwrap().slope), (0.0, 0.0));
}

/// Two arms of three animals, all read on days 0, 2, 4 with deviations (a, −2a, a) from their lines:
/// the slopes are compared as by Student's t on the animals' own slopes.
///
/// Slopes 1, 2, 3 and 0, 2, 4: means equal 2, variances 1 and 4, pooled 2.5; SE √(2.5·2/3), 4 degrees
/// of freedom. Deviations: Σ 6a² over 6 animals with 1 degree each: σ² = a²·6.
#[test]
fn balanced_slopes_are_compared_as_student_does() {
    let mut readings = Readings::default();
    let lines = [
        (5.0, 1.0),
        (7.0, 2.0),
        (6.5, 3.0),
        (4.0, 0.0),
        (6.0, 2.0),
        (8.0, 4.0),
    ];
    for (i, (level, slope)) in lines.iter().enumerate() {
        let a = if i % 2 == 0 { 0.1 } else { -0.1 };
        let day = |day: f64, off: f64| (day, level + slope * day + off);
        readings.animal(i / 3, &[day(0.0, a), day(2.0, -2.0 * a), day(4.0, a)]);
    }
    let fit = readings.fit();
    assert!(!fit.singular && fit.notes.is_empty());
    assert!(near(fit.variances.residual, 0.06, 1e-6));
    // Variance of slopes 2.5 less σ²/Σ(day − 2)² = 0.06/8.
    assert!(near(fit.variances.slope.unwrap(), 2.5 - 0.0075, 1e-6));
    let slopes = [fit.slope(0).unwrap(), fit.slope(1).unwrap()];
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        let difference = fit.test(&against_first(&slopes)[0], freedom).unwrap();
        assert!(difference.estimate.abs() < 1e-12);
        assert!(near(difference.se, (5.0 / 3.0_f64).sqrt(), 1e-6));
        assert!(
            near(difference.df, 4.0, 1e-6),
            "{freedom:?} {}",
            difference.df
        );
        assert!((difference.p - 1.0).abs() < 1e-9);
        let f = fit.f_test(&against_first(&slopes), freedom).unwrap();
        assert!(f.f < 1e-20 && near(f.df2, 4.0, 1e-6));
    }
    // Means of the arms at day 1: (level + slope) averages 20.5/3 + ... by animal: 6, 9, 9.5.
    let curve = fit.curve(0, &[1.0, 2.0], Freedom::KenwardRoger, 0.95);
    assert!(near(curve[0].mean, 24.5 / 3.0, 1e-12));
    assert!(curve[1].band.low < curve[1].mean && curve[1].mean < curve[1].band.high);
}
