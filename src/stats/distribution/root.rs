//! The root of a decreasing function.

/// The root of a decreasing function between `low` and `high`, which must enclose it, to 1e-13
/// relative. The method is regula falsi that halves the weight of an end that does not move
/// (Illinois), with a bisection every fourth step so that it is never slow.
pub(super) fn of_decreasing(mut f: impl FnMut(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let (mut at_low, mut at_high) = (f(low), f(high));
    let mut stayed = 0;
    for round in 0..200 {
        let secant = high - at_high * (high - low) / (at_high - at_low);
        let inside = secant > low && secant < high && round % 4 != 3;
        let x = if inside { secant } else { 0.5 * (low + high) };
        let value = f(x);
        if value > 0.0 {
            (low, at_low) = (x, value);
            at_high *= if stayed == 1 { 0.5 } else { 1.0 };
            stayed = 1;
        } else if value < 0.0 {
            (high, at_high) = (x, value);
            at_low *= if stayed == -1 { 0.5 } else { 1.0 };
            stayed = -1;
        } else {
            return x;
        }
        if high - low <= 1e-13 * x.abs() {
            break;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found() {
        assert!((of_decreasing(|x| 2.0 - x * x, 0.0, 4.0) - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!((of_decreasing(|x| -x.powi(9), -7.0, 4.0)).abs() < 1e-2);
        assert!(
            (of_decreasing(|x: f64| (-x).exp() - 1e-9, 0.0, 64.0) - 9.0 * 10f64.ln()).abs() < 1e-11
        );
    }
}
