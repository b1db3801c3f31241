//! Growth inhibition: treated arms relative to the control.
//!
//! **Question.** By how much did a treatment slow the tumors, compared with the control?
//!
//! **Formulas.** T/C % = 100·T/C and TGI % = 100 − T/C %, with T and C the mean, median or geometric
//! mean of one quantity per animal. Quantity and location make the definition:
//!
//! | Id | Quantity of an animal | Location |
//! |---|---|---|
//! | `tc_mean`, `tc_median`, `tc_geomean` | V_t | mean, median, geometric mean |
//! | `delta`, `delta_median` | V_t − V₀, animals with a reading on the day | mean, median |
//! | `delta_locf` | last V up to the day − V₀, all animals | mean |
//! | `delta_means` | mean of V_t of animals with a reading − mean of V₀ of all | difference of means |
//! | `rtv`, `rtv_median` | V_t/V₀, animals with V₀ > 0 | mean, median |
//! | `auc`, `auc_per_day`, `auc_above_baseline` | area up to the day | mean |
//! | `rate` | k, the slope of ln V | mean |
//! | `rate_tc` | k; T/C = e^((mean k_T − mean k_C)·t) | mean |
//! | `egait` | eGaIT | mean |
//! | `regression` | 100·(V₀ − V_t)/V₀ of the arm's means, where the arm shrank | one arm |
//!
//! **Assumptions, small samples.** The control's growth is the denominator: if the control did not
//! grow, there is no inhibition, and if it hardly grew, the ratio is unstable. A TGI above 100
//! means regression and is not cut.
//!
//! **Ties, missing values.** The caller decides which animals enter, as part of the definition.
//! There is no geometric mean if a volume is 0.
//!
//! **Where others differ.** Commercial programs print one of these as "TGI" without saying which;
//! on one public data set they range from 50 to 81 % for one arm and day. R and Prism have no TGI.
//!
//! **References.** Hather et al. 2014, Cancer Informatics 13(S4):65, doi:10.4137/CIN.S13974
//! (`rate_tc`); Wu 2010, J Biopharm Stat 20:954 (bootstrap intervals of T/C).
//!
//! **Validated** against R arithmetic to 1e-10 relative (`tests/reference/*tgi_tc_auc.json`) and by
//! hand below.

use super::descriptive::{finite, mean};

/// T/C in percent, 100·treated/control; `None` if the control is not above 0.
pub fn tc_percent(treated: f64, control: f64) -> Option<f64> {
    (control > 0.0)
        .then(|| 100.0 * treated / control)
        .and_then(finite)
}

/// Change of an arm's mean: mean of the values on a day minus mean of all values at baseline;
/// `None` without values.
pub fn change_of_means(baseline: &[f64], on_day: &[f64]) -> Option<f64> {
    finite(mean(on_day)? - mean(baseline)?)
}

/// Hather's rate-based T/C in percent: 100·e^((mean k_T − mean k_C)·days), rates per day.
pub fn rate_tc_percent(treated_mean: f64, control_mean: f64, days: f64) -> Option<f64> {
    finite(100.0 * ((treated_mean - control_mean) * days).exp())
}

/// Shrinkage in percent, 100·(V₀ − V)/V₀, which is a regression if it is above 0; `None` if V₀ is 0.
pub fn shrinkage_percent(baseline: f64, on_day: f64) -> Option<f64> {
    (baseline > 0.0).then(|| 100.0 * (baseline - on_day) / baseline)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V₀ 150 in both arms, C 1200: T 300 gives T/C 25, delta 100·(1 − 150/1050) = 85.7;
    /// T 90 gives T/C 7.5, delta 100·(1 + 60/1050) = 105.7, regression 100·60/150 = 40.
    #[test]
    fn percentages_match_hand_calculation() {
        let (v0, control) = ([150.0; 3], [1100.0, 1200.0, 1300.0]);
        let grown = change_of_means(&v0, &control).unwrap();
        for (treated, tc, delta, regression) in [
            ([250.0, 300.0, 350.0], 25.0, 85.714_285_714, -100.0),
            ([80.0, 90.0, 100.0], 7.5, 105.714_285_714, 40.0),
        ] {
            let means = (mean(&treated).unwrap(), mean(&control).unwrap());
            assert_eq!(tc_percent(means.0, means.1), Some(tc));
            let change = change_of_means(&v0, &treated).unwrap();
            let tgi = 100.0 - tc_percent(change, grown).unwrap();
            assert!((tgi - delta).abs() < 1e-8, "{tgi}");
            let shrunk = shrinkage_percent(150.0, mean(&treated).unwrap());
            assert_eq!(shrunk, Some(regression));
        }
    }

    #[test]
    fn control_without_growth_has_no_inhibition() {
        assert_eq!(tc_percent(5.0, 0.0), None);
        assert_eq!(tc_percent(5.0, -3.0), None);
    }

    #[test]
    fn rate_based_tc_matches_hand_calculation() {
        // Rates 0.05 and 0.10 over ln 2/0.05 days: T/C = e^(−ln 2) = 50 %.
        let tc = rate_tc_percent(0.05, 0.10, 2.0_f64.ln() / 0.05).unwrap();
        assert!((tc - 50.0).abs() < 1e-12);
    }
}
