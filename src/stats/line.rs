//! The least-squares line.
//!
//! **Question.** How fast does y rise with x, and how precisely is that known? For ln volume over
//! days this is the growth rate of one tumor.
//!
//! **Formulas.** slope b = Sxy/Sxx, intercept ȳ − b·x̄, residual variance s² = RSS/(n − 2), SE of the
//! slope s/√Sxx, R² = MSS/(MSS + RSS) with MSS the variation of the fitted values.
//!
//! **Assumptions, small samples.** A straight line with independent errors of one variance.
//! Readings of one tumor are correlated, so the SE is approximate and no basis for a test. At least
//! three points; with three the SE has a single degree of freedom.
//!
//! **Ties, missing values.** x may repeat; if all x are equal, there is no line. Missing points are
//! left out before the call.
//!
//! **Where others differ.** As R's `summary(lm(y ~ x))`; Prism's linear regression agrees. If y does
//! not vary, R returns an R² that is only rounding; here there is none.
//!
//! **Validated** against R 4.2 `lm` to 1e-10 relative per animal
//! (`tests/reference/*growth_rates.json`) and by hand below.

use super::descriptive::{finite, mean};

/// A fitted line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Number of points, at least 3.
    pub n: usize,
    /// Rise of y per unit of x.
    pub slope: f64,
    /// y of the line at x = 0.
    pub intercept: f64,
    /// Standard error of the slope.
    pub slope_se: f64,
    /// Share of the variation of y that the line explains, 0 to 1; `None` if y does not vary.
    pub r2: Option<f64>,
    /// Residual standard deviation.
    pub sigma: f64,
}

/// Fits a line through the points (x, y); `None` for fewer than three points, or if all x are equal.
pub fn fit(x: &[f64], y: &[f64]) -> Option<Line> {
    let n = x.len().min(y.len());
    if n < 3 {
        return None;
    }
    let (x_mean, y_mean) = (mean(&x[..n])?, mean(&y[..n])?);
    let points = || x.iter().zip(y).map(|(x, y)| (x - x_mean, y - y_mean));
    let sxx: f64 = points().map(|(x, _)| x * x).sum();
    let sxy: f64 = points().map(|(x, y)| x * y).sum();
    let syy: f64 = points().map(|(_, y)| y * y).sum();
    let slope = finite(sxy / sxx)?;
    let rss: f64 = points().map(|(x, y)| (y - slope * x).powi(2)).sum();
    let mss = slope * slope * sxx;
    let sigma = (rss / (n - 2) as f64).sqrt();
    Some(Line {
        n,
        slope,
        intercept: y_mean - slope * x_mean,
        slope_se: sigma / sxx.sqrt(),
        r2: if syy > 0.0 {
            finite(mss / (mss + rss))
        } else {
            None
        },
        sigma,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_matches_hand_calculation() {
        // x 0, 1, 2; y 0, 2, 1: x̄ = ȳ = 1, Sxx = 2, Sxy = (−1)(−1) + 0 + (1)(0) = 1, slope ½,
        // intercept ½; residuals −½, 1, −½; RSS 1.5, σ = √1.5, SE = √(1.5/2); MSS ½, R² = ½/2 = ¼.
        let line = fit(&[0.0, 1.0, 2.0], &[0.0, 2.0, 1.0]).unwrap();
        assert_eq!((line.slope, line.intercept), (0.5, 0.5));
        assert!((line.sigma - 1.5_f64.sqrt()).abs() < 1e-15);
        assert!((line.slope_se - 0.75_f64.sqrt()).abs() < 1e-15);
        assert!((line.r2.unwrap() - 0.25).abs() < 1e-15);
    }

    #[test]
    fn points_without_a_line_are_refused() {
        assert_eq!(fit(&[0.0, 1.0], &[0.0, 1.0]), None);
        assert_eq!(fit(&[1.0, 1.0, 1.0], &[0.0, 1.0, 2.0]), None);
        let flat = fit(&[0.0, 1.0, 2.0], &[3.0, 3.0, 3.0]).unwrap();
        assert_eq!((flat.slope, flat.r2), (0.0, None));
    }
}
