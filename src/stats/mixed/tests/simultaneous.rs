//! Adjustment of families of estimates.

use super::*;
use crate::adjust::Adjustment;
use crate::distribution::studentized_range::StudentizedRange;
use crate::oneway::dunnett::dunnett;

/// Balanced arms measured on the same days: the result is Dunnett's test of the animals' own slopes.
#[test]
fn balanced_slopes_are_compared_as_dunnett_does() {
    let mut next = scatter(21);
    let mut readings = Readings::default();
    let mut own: Vec<Vec<f64>> = vec![Vec::new(); 4];
    for i in 0..24 {
        let (level, slope) = (5.0 + next(), 0.1 + 0.05 * next());
        let visits: Vec<_> = (0..6)
            .map(|v| {
                (
                    4.0 * v as f64,
                    level + slope * 4.0 * v as f64 + 0.1 * next(),
                )
            })
            .collect();
        let (days, y): (Vec<f64>, Vec<f64>) = visits.iter().copied().unzip();
        own[i % 4].push(crate::line::fit(&days, &y).unwrap().slope);
        readings.animal(i % 4, &visits);
    }
    let fit = readings.fit();
    assert!(!fit.singular);
    let slopes: Vec<_> = (0..4).map(|arm| fit.slope(arm).unwrap()).collect();
    let groups: Vec<&[f64]> = own.iter().map(Vec::as_slice).collect();
    let exact = dunnett(&groups, 0.95).unwrap();
    for freedom in [Freedom::Satterthwaite, Freedom::KenwardRoger] {
        let family = fit.family(&against_first(&slopes), freedom);
        let together = family.dunnett(0.95).unwrap();
        assert!(together.deviation < 1e-9);
        for (ours, theirs) in together.estimates.iter().zip(&exact.comparisons) {
            let ours = ours.unwrap();
            assert!((ours.p - theirs.p).abs() < 1e-5, "{ours:?} {theirs:?}");
            assert!((ours.interval.low - theirs.interval.low).abs() < 1e-5 * theirs.se);
            assert!((ours.interval.high - theirs.interval.high).abs() < 1e-5 * theirs.se);
        }
        let pairs = fit.family(&all_pairs(&slopes), freedom);
        let tukey = pairs.tukey(4, 0.95).unwrap();
        let bonferroni = pairs.adjusted(Adjustment::Bonferroni);
        for ((ours, raw), most) in tukey.iter().zip(&pairs.estimates).zip(bonferroni) {
            let (ours, raw) = (ours.unwrap(), raw.unwrap());
            assert!((raw.df - 20.0).abs() < 1e-4);
            let mut range = StudentizedRange::new(4, 20.0).unwrap();
            let exact = range.sf(2.0_f64.sqrt() * raw.t.abs());
            assert!((ours.p - exact).abs() < 1e-5 && ours.p <= most.unwrap() + 1e-9);
        }
    }
}

#[test]
fn single_comparison_is_not_adjusted() {
    let fit = study(22, &[4, 5]).fit();
    let slopes = [fit.slope(0).unwrap(), fit.slope(1).unwrap()];
    let family = fit.family(&against_first(&slopes), Freedom::KenwardRoger);
    let raw = family.estimates[0].unwrap();
    let (dunnett, tukey) = (
        family.dunnett(0.95).unwrap(),
        family.tukey(2, 0.95).unwrap(),
    );
    let alone = raw.interval(0.95).unwrap();
    for one in [dunnett.estimates[0].unwrap(), tukey[0].unwrap()] {
        assert!(near(one.p, raw.p, 1e-8));
        assert!((one.interval.low - alone.low).abs() < 1e-8 * raw.se);
    }
    assert_eq!(family.correlation, [[1.0]]);
}

/// With a covariate the correlations are not exact products; a missing estimate stays missing.
#[test]
fn covariates_and_missing_estimates_are_handled() {
    let mut readings = study(23, &[5, 4, 6, 3]);
    readings.animal(4, &[(3.0, 5.0), (3.0, 5.1)]);
    readings.animal(5, &[(0.0, 5.0), (3.0, 5.4), (6.0, 5.5), (9.0, 6.0)]);
    let mut next = scatter(24);
    let covariate: Vec<f64> = readings.arm.iter().map(|_| next()).collect();
    let covariates: &[&[f64]] = &[&covariate];
    let fit = fit(&Model {
        fixed: Fixed::DayByArm(Arms {
            covariates,
            ..Arms::of(&readings.arm)
        }),
        ..readings.model()
    })
    .unwrap();
    let means: Vec<_> = (0..6).map(|arm| fit.mean(arm, 10.0).unwrap()).collect();
    let family = fit.family(&against_first(&means), Freedom::KenwardRoger);
    let together = family.dunnett(0.95).unwrap();
    assert!(
        together.deviation > 1e-9 && together.deviation < 0.2,
        "{}",
        together.deviation
    );
    let missing: Vec<bool> = together.estimates.iter().map(Option::is_none).collect();
    assert_eq!(missing, [false, false, false, true, false]);
    assert_eq!(family.correlation[3], [0.0; 5]);
    let none = fit.family(&[fit.slope(4).unwrap()], Freedom::KenwardRoger);
    assert!(none.dunnett(0.95).is_none() && none.tukey(1, 0.95).is_none());
}
